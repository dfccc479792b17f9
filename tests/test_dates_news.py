"""Dates of news sentences against the day of publication, tense heard."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
from pathlib import Path

import pytest
from spacy.language import Language

from transforms.dates import last_dated
from transforms.document import DateExpression
from transforms.english.date_tense import ahead_in
from transforms.english.dates import find_dates

TABLE = Path(__file__).parent / "data" / "dates_news.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def _day(text: str, is_last: bool) -> dt.date | None:
    """The first or last day of "2014", "2014-05" or "2014-05-14"."""
    if not text:
        return None
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    if not month:
        return dt.date(year, 12, 31) if is_last else dt.date(year, 1, 1)
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, day or (last if is_last else 1))


def _wanted(cell: str) -> list[tuple[str, dt.date | None, dt.date | None]]:
    wanted = []
    for item in filter(None, cell.split(";")):
        words, days = item.split("=")
        first, _, last = days.partition("..")
        is_open = ".." in days
        end = _day(last if is_open else first, is_last=True)
        wanted.append((words, _day(first, is_last=False), end))
    return wanted


def _read(nlp: Language, text: str, published: dt.date) -> list[DateExpression]:
    found: list[DateExpression] = []
    last = None
    for sentence in nlp(text).sents:
        ahead = ahead_in(sentence)
        start = sentence.start_char
        new = find_dates(sentence.text, published, last, start, ahead=ahead)
        last = last_dated(new, last)
        found += new
    return found


@pytest.mark.parametrize("row", ROWS, ids=[row["sentence"] for row in ROWS])
def test_dates_of_news_have_their_days(nlp: Language, row: dict[str, str]) -> None:
    published = dt.date.fromisoformat(row["published"])
    found = _read(nlp, row["sentence"], published)
    wanted = _wanted(row["dates"])
    assert [(f.date_start, f.date_end) for f in found] == [w[1:] for w in wanted]
    for expression, (words, *_) in zip(found, wanted, strict=True):
        assert words in expression.text


NAMED = [
    ("It has been shut since 2011.", "2011", "2011-01-01", "2011-12-31", "since"),
    ("They must leave by Friday.", "Friday", "2014-05-16", "2014-05-16", "until"),
    ("It closed in early March.", "early March", "2014-03-01", "2014-03-31", "early"),
    ("Late last year", "Late last year", "2013-01-01", "2013-12-31", "late"),
    ("the late 1980s", "the late 1980s", "1980-01-01", "1989-12-31", "late"),
    (
        "the end of the year",
        "the end of the year",
        "2014-01-01",
        "2014-12-31",
        "end",
    ),
]


@pytest.mark.parametrize(("text", "words", "start", "end", "modifier"), NAMED)
def test_named_dates_keep_their_own_days(
    text: str, words: str, start: str, end: str, modifier: str
) -> None:
    (found,) = find_dates(text, dt.date(2014, 5, 14), is_named=True)
    assert (found.text, found.modifier) == (words, modifier)
    assert (str(found.date_start), str(found.date_end)) == (start, end)


def test_named_dates_of_a_span_are_two() -> None:
    text = "From 1975 to 1979 it ruled."
    found = find_dates(text, dt.date(2014, 5, 14), is_named=True)
    assert [item.text for item in found] == ["1975", "1979"]


def test_a_date_broken_over_lines_keeps_its_own_characters() -> None:
    text = "It fell last\nweek."
    (found,) = find_dates(text, dt.date(2014, 5, 14))
    assert text[found.start : found.end] == found.text == "last\nweek"
