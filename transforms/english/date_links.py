"""Days told from one act of a sentence to another: "three days after troops left".

The clause or noun behind "after" and "before" happened so many days from the act it
hangs on; the day of either gives that of the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from spacy.tokens import Token

from schemas.records import When
from transforms.dates import week_days
from transforms.document import Sentence
from transforms.english.number_words import read_number
from transforms.english.slots import governing_verb
from transforms.english.syntax import children, clause_head, is_verb
from transforms.english.told import ReadAct

DAYS = {"day": 1, "week": 7}
SIGNS = {"after": -1, "before": 1}
OWN = frozenset({"stated", "relative"})


@dataclass(frozen=True, slots=True)
class Link:
    """How far the act below lies from the act above, with the words that say so."""

    above: Token
    below: Token
    days: int
    is_week: bool
    first: Token
    last: Token


def linked_dates(acts: Sequence[ReadAct], today: dt.date | None) -> list[ReadAct]:
    """The same acts, with the days that the words between two of them give."""
    dated: list[ReadAct] = []
    for _, group in groupby(acts, key=lambda read: read.sentence.index):
        told = list(group)
        for link in _links(told[0].sentence):
            told = _linked(told, link, today)
        dated.extend(told)
    return dated


def _links(sentence: Sentence) -> Iterator[Link]:
    for word in sentence.span:
        step = DAYS.get(word.lemma_.lower())
        if step is None or word.dep_ != "npadvmod" or word.i + 1 >= sentence.span.end:
            continue
        after = word.nbor(1)
        sides = _sides(after)
        number = _number(word)
        if sides is not None and number is not None:
            days = SIGNS[after.lower_] * number * step
            yield Link(*sides, days, step > 1, word.left_edge, after)


def _sides(word: Token) -> tuple[Token, Token] | None:
    """The words that "after" joins: what it hangs on, and what it leads to."""
    if word.lower_ not in SIGNS:
        return None
    if word.dep_ == "mark" and word.head.dep_ == "advcl":
        return word.head.head, word.head
    below = children(word, "pobj", "pcomp")
    return (word.head, below[0]) if word.dep_ == "prep" and below else None


def _number(unit: Token) -> int | None:
    words = [c for c in unit.children if c.dep_ in ("nummod", "det") and c.i < unit.i]
    if len(words) != 1 or any(c.dep_ in ("amod", "quantmod") for c in unit.children):
        return None
    number = read_number(words[0].text)
    if words[0].lower_ in ("a", "an", "the"):
        number = 1
    return int(number) if number and number == int(number) else None


def _linked(acts: list[ReadAct], link: Link, today: dt.date | None) -> list[ReadAct]:
    above = [read for read in acts if _carries(read, link.above)]
    below = [read for read in acts if _carries(read, link.below)]
    if below and not above:
        return [
            _moved_on(read, link, today) if read in below else read for read in acts
        ]
    if not above or not below:
        return acts
    anchor = _day(above, link, is_below=False)
    targets, days = below, link.days
    if anchor is None:
        anchor, targets, days = _day(below, link, is_below=True), above, -link.days
    if anchor is None or (today and anchor + dt.timedelta(days=days) > today):
        return acts
    date = _date(link, anchor + dt.timedelta(days=days), acts[0].sentence)
    inside = targets is below
    return [
        replace(read, date=date)
        if read in targets and not _is_dated(read, link, is_below=inside)
        else read
        for read in acts
    ]


def _moved_on(read: ReadAct, link: Link, today: dt.date | None) -> ReadAct:
    """The act below, counted from the day of a clause above that tells no act."""
    day = read.date.date_start
    is_above = read.date.precision == "day" and _is_dated(read, link, is_below=False)
    if day is None or not is_above:
        return read
    moved = day + dt.timedelta(days=link.days)
    if today and moved > today:
        return read
    return replace(read, date=_date(link, moved, read.sentence))


def _carries(read: ReadAct, word: Token) -> bool:
    """Whether an act is told by a word, or by the clause that it heads."""
    token = read.act.token
    verb = governing_verb(token) if read.act.match.is_noun else token
    heads = {token.i} | ({verb.i} if verb is not None else set())
    return word.i in heads or (is_verb(word) and clause_head(token).i == word.i)


def _day(reads: Sequence[ReadAct], link: Link, *, is_below: bool) -> dt.date | None:
    """The one day that the acts of a side are dated with by words of their own."""
    days = {
        read.date.date_start
        for read in reads
        if read.date.precision == "day" and _is_dated(read, link, is_below=is_below)
    }
    return days.pop() if len(days) == 1 else None


def _is_dated(read: ReadAct, link: Link, *, is_below: bool) -> bool:
    """Whether the words of a date stand on the act's own side of the link."""
    if read.date.basis not in OWN or read.date.start is None:
        return False
    sentence, low = read.sentence, link.below
    first = sentence.start_of(low.doc[low.left_edge.i])
    last = sentence.end_of(low.doc[low.right_edge.i])
    if sentence.start_of(link.first) <= read.date.start <= sentence.end_of(link.last):
        return False
    return (first <= read.date.start < last) == is_below


def _date(link: Link, day: dt.date, sentence: Sentence) -> When:
    start, end = sentence.start_of(link.first), sentence.end_of(link.last)
    text = link.first.doc[link.first.i : link.last.i + 1].text
    first, last = day, day
    if link.is_week:
        week = week_days(day)
        first, last = week.start or day, week.end or day
    return When(
        text=text,
        start=start,
        end=end,
        date_start=first,
        date_end=last,
        precision="week" if link.is_week else "day",
        basis="relative",
    )
