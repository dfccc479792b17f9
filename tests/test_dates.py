"""Date expressions of English news: spans, days, precision and basis."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.records import When
from transforms.dates import fallback_when, part_of, when_of, year_days
from transforms.english.dates import find_dates

PUBLISHED = dt.date(2025, 5, 23)  # a Friday

STATED = [
    ("Talks on May 16 failed.", "May 16", "2025-05-16", "2025-05-16", "day"),
    ("They met on 16 May 2025.", "16 May 2025", "2025-05-16", "2025-05-16", "day"),
    ("It fell on Jan. 6, 2021.", "Jan. 6, 2021", "2021-01-06", "2021-01-06", "day"),
    (
        "on the 14th of March they",
        "the 14th of March",
        "2025-03-14",
        "2025-03-14",
        "day",
    ),
    (
        "on Friday, May 16, 2025,",
        "Friday, May 16, 2025",
        "2025-05-16",
        "2025-05-16",
        "day",
    ),
    ("The raid of 2025-05-16.", "2025-05-16", "2025-05-16", "2025-05-16", "day"),
    ("filed on 16/05/2025", "16/05/2025", "2025-05-16", "2025-05-16", "day"),
    ("filed on 16.05.2025", "16.05.2025", "2025-05-16", "2025-05-16", "day"),
    ("on May third they", "May third", "2025-05-03", "2025-05-03", "day"),
    ("LIMA, 15 JAN 90 -- THE", "15 JAN 90", "1990-01-15", "1990-01-15", "day"),
    ("ON 12 OCTOBER 1989 THEY", "12 OCTOBER 1989", "1989-10-12", "1989-10-12", "day"),
    ("in August last year he", "August last year", "2024-08-01", "2024-08-31", "month"),
    (
        "on May 4 last year, he",
        "May 4 last year",
        "2024-05-04",
        "2024-05-04",
        "day",
    ),
    ("From May 16-18 they", "May 16-18", "2025-05-16", "2025-05-18", "range"),
    (
        "from 3 to 5 April 2024",
        "from 3 to 5 April 2024",
        "2024-04-03",
        "2024-04-05",
        "range",
    ),
    ("May 30-June 2, 2024", "May 30-June 2, 2024", "2024-05-30", "2024-06-02", "range"),
    ("in March 2023 the", "March 2023", "2023-03-01", "2023-03-31", "month"),
    ("in March the army", "March", "2025-03-01", "2025-03-31", "month"),
    ("in November the army", "November", "2024-11-01", "2024-11-30", "month"),
    ("in early March the", "early March", "2025-03-01", "2025-03-10", "range"),
    ("in late April the", "late April", "2025-04-21", "2025-04-30", "range"),
    ("in mid-April the", "mid-April", "2025-04-11", "2025-04-20", "range"),
    ("in 2019 the army", "2019", "2019-01-01", "2019-12-31", "year"),
    ("the 2003 invasion", "2003", "2003-01-01", "2003-12-31", "year"),
    ("in mid-2014 they", "mid-2014", "2014-05-01", "2014-08-31", "range"),
    (
        "at the end of 2017",
        "the end of 2017",
        "2017-09-01",
        "2017-12-31",
        "range",
    ),
    ("in the 1990s", "the 1990s", "1990-01-01", "1999-12-31", "range"),
    ("the late 1980s", "the late 1980s", "1987-01-01", "1989-12-31", "range"),
    ("in the '90s", "the '90s", "1990-01-01", "1999-12-31", "range"),
    ("in the 19th century", "the 19th century", "1800-01-01", "1899-12-31", "range"),
    (
        "between 2014 and 2018",
        "between 2014 and 2018",
        "2014-01-01",
        "2018-12-31",
        "range",
    ),
    (
        "from March to May 2024",
        "from March to May 2024",
        "2024-03-01",
        "2024-05-31",
        "range",
    ),
    ("the 2014-15 war", "2014-15", "2014-01-01", "2015-12-31", "range"),
    ("from 2014-2018 they", "from 2014-2018", "2014-01-01", "2018-12-31", "range"),
    ("since 2014 it has", "since 2014", "2014-01-01", "2025-05-23", "range"),
    ("after 2014 it was", "after 2014", "2015-01-01", "2025-05-23", "range"),
    ("by 2030 it will", "by 2030", None, "2030-12-31", "range"),
    ("before 2014 it was", "before 2014", None, "2013-12-31", "range"),
    (
        "the first half of 2018",
        "the first half of 2018",
        "2018-01-01",
        "2018-06-30",
        "range",
    ),
    (
        "in the third quarter of 2018",
        "the third quarter of 2018",
        "2018-07-01",
        "2018-09-30",
        "range",
    ),
    (
        "in the summer of 2014",
        "the summer of 2014",
        "2014-06-01",
        "2014-08-31",
        "range",
    ),
    (
        "the week of April 10",
        "the week of April 10",
        "2025-04-07",
        "2025-04-13",
        "week",
    ),
    (
        "in the last week of April",
        "the last week of April",
        "2025-04-28",
        "2025-05-04",
        "week",
    ),
    ("on Christmas Day", "Christmas Day", "2024-12-25", "2024-12-25", "day"),
    ("the 9/11 attacks", "9/11", "2001-09-11", "2001-09-11", "day"),
    (
        "on the night of May 4",
        "the night of May 4",
        "2025-05-04",
        "2025-05-04",
        "day",
    ),
]

RELATIVE = [
    ("on Friday they met", "Friday", "2025-05-23", "2025-05-23", "day"),
    ("on Monday night a", "Monday night", "2025-05-19", "2025-05-19", "day"),
    ("early Sunday a bomb", "early Sunday", "2025-05-18", "2025-05-18", "day"),
    ("last Tuesday a bomb", "last Tuesday", "2025-05-20", "2025-05-20", "day"),
    ("last Friday a bomb", "last Friday", "2025-05-16", "2025-05-16", "day"),
    ("Sunday's vote was", "Sunday", "2025-05-18", "2025-05-18", "day"),
    ("next Friday they", "next Friday", "2025-05-30", "2025-05-30", "day"),
    ("They will meet on Monday.", "Monday", "2025-05-26", "2025-05-26", "day"),
    (
        "on Tuesday of last week",
        "Tuesday of last week",
        "2025-05-13",
        "2025-05-13",
        "day",
    ),
    ("today it said", "today", "2025-05-23", "2025-05-23", "day"),
    ("YESTERDAY A BOMB", "YESTERDAY", "2025-05-22", "2025-05-22", "day"),
    ("tomorrow they", "tomorrow", "2025-05-24", "2025-05-24", "day"),
    ("tonight they", "tonight", "2025-05-23", "2025-05-23", "day"),
    ("this morning a", "this morning", "2025-05-23", "2025-05-23", "day"),
    ("last night a", "last night", "2025-05-22", "2025-05-22", "day"),
    (
        "the day before yesterday",
        "the day before yesterday",
        "2025-05-21",
        "2025-05-21",
        "day",
    ),
    ("shelled overnight", "overnight", "2025-05-22", "2025-05-23", "range"),
    ("last week they", "last week", "2025-05-12", "2025-05-18", "week"),
    ("last month they", "last month", "2025-04-01", "2025-04-30", "month"),
    ("last year they", "last year", "2024-01-01", "2024-12-31", "year"),
    ("late last year", "late last year", "2024-09-01", "2024-12-31", "range"),
    ("this week they", "this week", "2025-05-19", "2025-05-25", "week"),
    ("earlier this week", "earlier this week", "2025-05-19", "2025-05-23", "week"),
    ("earlier this month", "earlier this month", "2025-05-01", "2025-05-23", "month"),
    ("later this year", "later this year", "2025-05-23", "2025-12-31", "year"),
    ("over the weekend a", "over the weekend", "2025-05-17", "2025-05-18", "range"),
    ("three days ago a", "three days ago", "2025-05-20", "2025-05-20", "day"),
    ("a week ago they", "a week ago", "2025-05-12", "2025-05-18", "week"),
    ("two months ago a", "two months ago", "2025-03-01", "2025-03-31", "month"),
    ("ten years ago a", "ten years ago", "2015-01-01", "2015-12-31", "year"),
    (
        "seven or eight months ago",
        "seven or eight months ago",
        "2024-09-01",
        "2024-10-31",
        "range",
    ),
    ("six hours ago a", "six hours ago", "2025-05-23", "2025-05-23", "day"),
    ("two days earlier a", "two days earlier", "2025-05-21", "2025-05-21", "day"),
    ("the day before, a", "the day before", "2025-05-22", "2025-05-22", "day"),
    ("in recent days they", "recent days", "2025-05-16", "2025-05-23", "range"),
    (
        "in the past 24 hours",
        "the past 24 hours",
        "2025-05-22",
        "2025-05-23",
        "range",
    ),
    (
        "over the last three days",
        "the last three days",
        "2025-05-20",
        "2025-05-23",
        "range",
    ),
    ("the past month", "the past month", "2025-04-23", "2025-05-23", "range"),
    (
        "between Monday and Wednesday",
        "between Monday and Wednesday",
        "2025-05-19",
        "2025-05-21",
        "range",
    ),
    ("since Monday they", "since Monday", "2025-05-19", "2025-05-23", "range"),
    ("last summer they", "last summer", "2024-06-01", "2024-08-31", "range"),
    (
        "in two weeks' time",
        "in two weeks' time",
        "2025-06-02",
        "2025-06-08",
        "week",
    ),
    (
        "three days after May 16",
        "three days after May 16",
        "2025-05-19",
        "2025-05-19",
        "day",
    ),
]

NO_DATES = [
    "In 2,000 villages people fled.",
    "They killed 2000 people.",
    "He talked for two hours.",
    "A three-day visit began.",
    "A 24-hour curfew was set.",
    "It lasted for three days.",
    "Theresa May said so.",
    "They may be right.",
    "May God help them.",
    "The march began at the square.",
    "Soldiers march through the town.",
    "Survivors of Bloody Sunday spoke.",
    "He told the Sunday Times.",
    "She is in her 30s.",
    "It cost $2019.",
    "Flight 2019 landed.",
    "The second man sat down.",
    "Mar and Sat are names here.",
    "He spoke at noon.",
    "A 34-year-old man died.",
    "The 20-year war ended.",
    "No one came.",
    "",
]


@pytest.mark.parametrize(("text", "words", "start", "end", "precision"), STATED)
def test_stated_date_is_read(
    text: str, words: str, start: str | None, end: str, precision: str
) -> None:
    assert_reads(text, words, start, end, precision, ("stated", "relative"))


@pytest.mark.parametrize(("text", "words", "start", "end", "precision"), RELATIVE)
def test_relative_date_counts_from_publication(
    text: str, words: str, start: str | None, end: str, precision: str
) -> None:
    assert_reads(text, words, start, end, precision, ("relative",))


def assert_reads(
    text: str,
    words: str,
    start: str | None,
    end: str,
    precision: str,
    bases: tuple[str, ...],
) -> None:
    found = find_dates(text, PUBLISHED)
    assert [(f.text, f.precision) for f in found] == [(words, precision)]
    first = dt.date.fromisoformat(start) if start else None
    assert (found[0].date_start, found[0].date_end) == (
        first,
        dt.date.fromisoformat(end),
    )
    assert found[0].basis in bases


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert find_dates(text, PUBLISHED) == []


@pytest.mark.parametrize(
    "text", ["on Friday", "yesterday", "last week", "three days ago", "on May 16"]
)
def test_without_publication_relative_dates_are_unknown(text: str) -> None:
    (found,) = find_dates(text, None)
    assert (found.date_start, found.date_end) == (None, None)
    assert (found.precision, found.basis) == ("unknown", "none")


@pytest.mark.parametrize("text", ["in 2019", "on 16 May 2025", "in March 2023"])
def test_without_publication_full_dates_still_resolve(text: str) -> None:
    (found,) = find_dates(text, None)
    assert found.date_start is not None
    assert found.basis == "stated"


def test_day_and_month_that_could_be_swapped_stay_unknown() -> None:
    (found,) = find_dates("on 5/6/2025", PUBLISHED)
    assert (found.date_start, found.precision) == (None, "unknown")


LAST = (dt.date(2025, 5, 16), dt.date(2025, 5, 16))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("two days earlier a bomb", dt.date(2025, 5, 14)),
        ("two days later a bomb", dt.date(2025, 5, 18)),
        ("the next day a bomb", dt.date(2025, 5, 17)),
        ("the following day a bomb", dt.date(2025, 5, 17)),
        ("the day before, a bomb", dt.date(2025, 5, 15)),
        ("that day a bomb", dt.date(2025, 5, 16)),
        ("the same day a bomb", dt.date(2025, 5, 16)),
    ],
)
def test_earlier_and_later_count_from_the_last_dated_event(
    text: str, day: dt.date
) -> None:
    (found,) = find_dates(text, PUBLISHED, LAST)
    assert (found.date_start, found.date_end) == (day, day)


def test_later_without_a_dated_event_is_unknown() -> None:
    (found,) = find_dates("two days later a bomb exploded", PUBLISHED)
    assert found.precision == "unknown"


@pytest.mark.parametrize(
    "text", ["in 2019", "ten years ago", "in the 1990s", "last year", "on 1 March 2025"]
)
def test_dates_well_before_publication_are_past(text: str) -> None:
    (found,) = find_dates(text, PUBLISHED)
    assert found.is_past
    assert not found.is_future


@pytest.mark.parametrize("text", ["on Friday", "last week", "on May 1", "since 2014"])
def test_recent_and_lasting_dates_are_not_past(text: str) -> None:
    (found,) = find_dates(text, PUBLISHED)
    assert not found.is_past


@pytest.mark.parametrize(
    "text", ["tomorrow", "next week", "talks are due on Monday", "in the coming days"]
)
def test_dates_after_publication_are_future(text: str) -> None:
    (found,) = find_dates(text, PUBLISHED)
    assert found.is_future


def test_future_clause_turns_the_weekday_forward() -> None:
    past, ahead = (
        find_dates("on Monday", PUBLISHED, future=is_future)[0].date_start
        for is_future in (False, True)
    )
    assert (past, ahead) == (dt.date(2025, 5, 19), dt.date(2025, 5, 26))


def test_adopted_by_somebody_on_a_day_is_not_ahead() -> None:
    (found,) = find_dates("adopted by the council on Thursday", PUBLISHED)
    assert found.date_start == dt.date(2025, 5, 22)


def test_two_dates_of_a_sentence_are_found_in_order() -> None:
    text = "On Monday they met; on May 4, 2024 they had fought."
    assert [f.text for f in find_dates(text, PUBLISHED)] == ["Monday", "May 4, 2024"]


def test_offset_is_added_to_both_ends() -> None:
    (found,) = find_dates("on Friday", PUBLISHED, offset=100)
    assert (found.start, found.end) == (103, 109)


def test_fallback_is_the_publication_or_none() -> None:
    assert fallback_when(PUBLISHED).basis == "publication"
    assert fallback_when(PUBLISHED).date_start == PUBLISHED
    assert fallback_when(None) == When(
        text=None,
        start=None,
        end=None,
        date_start=None,
        date_end=None,
        precision="unknown",
        basis="none",
    )


def test_when_of_keeps_words_and_days() -> None:
    (found,) = find_dates("on Friday", PUBLISHED)
    when = when_of(found)
    assert (when.text, when.start, when.date_start) == ("Friday", 3, PUBLISHED)


def test_parts_of_a_year_do_not_overlap() -> None:
    year = year_days(2024)
    early, mid, late = (part_of(year, p) for p in ("early", "mid", "late"))
    assert early.start == year.start
    assert late.end == year.end
    assert early.end is not None
    assert mid.start is not None
    assert (mid.start - early.end).days == 1


WORDS = st.sampled_from(
    [
        "on", "Friday", "last", "week", "May", "16", "2025", "in", "the", "1990s",
        "three", "days", "ago", "from", "to", "June", "early", "since", "until", "next",
        "month", "31", "and", "between", "later", "29", "Feb", "year", "'s", ",",
    ]
)  # fmt: skip


@given(
    words=st.lists(WORDS, max_size=14),
    published=st.none() | st.dates(),
    is_future=st.booleans(),
)
def test_offsets_resolve_and_days_are_ordered(
    words: list[str], published: dt.date | None, is_future: bool
) -> None:
    text = " ".join(words)
    previous = 0
    for found in find_dates(text, published, future=is_future):
        assert text[found.start : found.end] == found.text
        assert found.start >= previous
        previous = found.end
        if found.date_start and found.date_end:
            assert found.date_start <= found.date_end
        when_of(found)


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for found in find_dates(text, PUBLISHED):
        assert text[found.start : found.end] == found.text
