"""Readings that hold for whole classes of words, each in both directions."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.records import Claim
from tests.pipeline import extractor
from transforms.document import RawArticle
from transforms.slips.mending import mended_article
from transforms.text.clean import clean

PUBLISHED = "2019-05-15"  # a Wednesday


def claims(text: str) -> tuple[Claim, ...]:
    raw = RawArticle("here", "jsonl", text, published=PUBLISHED, language="en")
    article = clean(raw, dt.date(2026, 1, 1)).article
    assert article is not None
    return extractor().extract([article])[0].claims


def sides(claim: Claim) -> tuple[list[str | None], list[str | None]]:
    return [p.country for p in claim.actors], [p.country for p in claim.recipients]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Two days before the vote on Sunday, rebels shelled Goma.", "2019-05-10"),
        ("Two days after the vote on Sunday, rebels shelled Goma.", "2019-05-14"),
        ("A week ago today rebels shelled Goma.", "2019-05-08"),
        ("On the last day of April rebels shelled Goma.", "2019-04-30"),
        ("Rebels met at Goma, and on the 9th they shelled it.", "2019-05-09"),
    ],
)
def test_a_day_is_counted_to_the_day(text: str, day: str) -> None:
    (claim,) = (c for c in claims(text) if c.event_type == "ASSAULT")
    assert str(claim.date.date_start) == str(claim.date.date_end) == day


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("It was Chad, not Niger, that shelled Mali.", ["TCD"], ["MLI"]),
        ("It was Niger, not Chad, that shelled Mali.", ["NER"], ["MLI"]),
        ("When its men were shot, Chad shelled Mali.", ["TCD"], ["MLI"]),
        ("Chad shelled Mali. A day later its neighbour bombed it.", ["MLI"], ["TCD"]),
        ("The abduction by Chad of two Malians was told.", ["TCD"], ["MLI"]),
        ("Chad seized two Malians and killed eight.", ["TCD"], ["MLI"]),
        ("Mali lost six men when a Chadian jet hit a camp.", ["TCD"], ["MLI"]),
    ],
)
def test_sides_are_found(text: str, actors: list[str], recipients: list[str]) -> None:
    told = [c for c in claims(text) if c.event_type == "ASSAULT"]
    assert sides(told[-1]) == (actors, recipients)


def test_ties_broken_by_two_are_broken_by_each_with_the_other() -> None:
    (both,) = claims("Chad and Niger broke off ties.")
    (one,) = claims("Chad broke off ties with Niger.")
    assert (both.direction, one.direction) == ("mutual", "directed")


def test_a_day_is_counted_from_a_clause_that_tells_no_act() -> None:
    text = "The cabinet fell on Tuesday, two days after rebels had shelled Goma."
    told = [c for c in claims(text) if c.event_type == "ASSAULT"]
    assert [str(c.date.date_start) for c in told] == ["2019-05-12"]


def test_a_town_kills_nobody() -> None:
    (claim,) = claims("Chad's shelling of a post at Goma, which killed six, went on.")
    assert [(q.counted, q.best) for q in claim.quantities] == [("killed", 6.0)]
    assert claim.trigger.text == "shelling"


def test_nobody_is_killed_in_helicopters_that_are_lost() -> None:
    (claim,) = claims("Chad lost 11 men and two helicopters in clashes with Mali.")
    told = {(q.counted, q.best) for q in claim.quantities}
    assert ("killed", 11.0) in told
    assert ("killed", 2.0) not in told


def test_the_remembered_is_past() -> None:
    told = claims("Chadians on Friday remembered the massacre of nuns by Malian men.")
    assert not [c for c in told if c.event_type == "ASSAULT" and not c.is_background]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("In March Chadian jets bombed Mali.", "In March, Chadian jets bombed Mali."),
        ("The next day its army fled.", "The next day, its army fled."),
        ("In March of that year it fled.", "In March of that year it fled."),
        ("The day the army fled was grey.", "The day the army fled was grey."),
    ],
)
def test_a_comma_parts_the_time_from_the_subject(printed: str, read: str) -> None:
    raw = RawArticle("here", "jsonl", printed, published=PUBLISHED, language="en")
    article = clean(raw, dt.date(2026, 1, 1)).article
    assert article is not None
    assert mended_article(article, extractor().nlp).read.text == read
