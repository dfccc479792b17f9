"""Read an article as it was meant, and tell what was found where it was printed.

The stored text keeps its slips, and every offset points into it; only what is read
in between is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

from spacy.language import Language

from schemas.records import Claim, Party, Place, Quantity, Span, When
from transforms.actors.dictionary import acronyms, find_mentions
from transforms.document import CLAIM_BLOCKS, CleanArticle
from transforms.ids import stable_id
from transforms.parse import is_word
from transforms.places.gazetteer import load_gazetteer
from transforms.shouted import letter_case
from transforms.slips.edits import Edit, Shift, edited
from transforms.slips.fronted import find_fronted
from transforms.slips.gaps import find_gaps, find_let_go
from transforms.slips.marks import find_marks
from transforms.slips.possessives import find_possessives
from transforms.slips.spelling import Speller, find_loud, find_misspelt
from transforms.slips.telegram import find_telegram
from transforms.slips.transliteration import find_transliterated
from transforms.truecase import is_shouted, is_whispered

# Little words that a slip can be told of by themselves: "sincce".
SHORTEST_EXTRA = 5
Part = TypeVar("Part", Party, Place, Quantity, When, Span)


@dataclass(frozen=True, slots=True)
class Mended:
    """An article as it is read, and the way back to its printed text."""

    printed: CleanArticle
    read: CleanArticle
    shift: Shift | None


def mended_article(article: CleanArticle, nlp: Language) -> Mended:
    """The article without slips of spelling and signs; itself where it has none."""
    edits = [
        edit
        for block in article.blocks
        if block.kind in CLAIM_BLOCKS
        for edit in _edits(article.text, block.start, block.end, nlp)
    ]
    if not edits:
        return Mended(article, article, None)
    text, shift = edited(article.text, edits)
    blocks = tuple(
        replace(b, start=shift.forward(b.start), end=shift.forward(b.end))
        for b in article.blocks
    )
    return Mended(article, replace(article, text=text, blocks=blocks), shift)


def _edits(text: str, start: int, end: int, nlp: Language) -> Iterator[Edit]:
    part = text[start:end]
    for edit in _found(part, nlp):
        # What would leave nothing of a block is no slip.
        if edit.text or (edit.end - edit.start) < len(part):
            yield Edit(start + edit.start, start + edit.end, edit.text)


def _found(part: str, nlp: Language) -> Iterator[Edit]:
    speller = speller_of(nlp)
    yield from find_marks(part, speller.is_word)
    yield from find_possessives(part, is_noun(nlp))
    yield from find_fronted(part)
    yield from find_gaps(part)
    yield from find_let_go(part)
    yield from find_transliterated(part, is_known)
    yield from find_telegram(part, is_base_verb(nlp), is_noun(nlp))
    if not (is_shouted(part) or is_whispered(part)):
        yield from find_misspelt(part, speller)
        yield from find_loud(part, speller, acronyms())


@cache
def speller_of(nlp: Language) -> Speller:
    """The speller over the words of a language model."""
    is_common = is_word(nlp)
    names = letter_case("weekday") | letter_case("month")
    extra = [word for word in nlp.Defaults.stop_words if len(word) >= SHORTEST_EXTRA]
    return Speller(
        is_common, lambda word: word.lower() in names or is_known(word), extra
    )


@cache
def is_noun(nlp: Language) -> Callable[[str], bool]:
    """Whether a lower-case word is a noun, in the singular or the plural."""
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    nouns = set(index["noun"])
    return lambda word: word in nouns or word.removesuffix("s") in nouns


@cache
def is_base_verb(nlp: Language) -> Callable[[str], bool]:
    """Whether a lower-case word is the plain form of a verb."""
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    verbs: set[str] = set(index["verb"])
    return verbs.__contains__


def is_known(word: str) -> bool:
    """Whether a word is the name of a place or of a party."""
    return bool(load_gazetteer().lookup(word) or find_mentions(word))


def claim_as_printed(claim: Claim, mended: Mended) -> Claim:
    """A claim read in a mended text, with words and offsets of the printed one."""
    shift = mended.shift
    if shift is None:
        return claim
    text = mended.printed.text
    start, end = shift.start(claim.start), shift.end(claim.end)
    trigger = _moved(claim.trigger, shift, text)
    name = stable_id(claim.article_id, str(trigger.start), claim.event_type)
    return claim.model_copy(
        update={
            "claim_id": name,
            "start": start,
            "end": end,
            "quote": text[start:end],
            "trigger": trigger,
            "actors": tuple(_moved(p, shift, text) for p in claim.actors),
            "recipients": tuple(_moved(p, shift, text) for p in claim.recipients),
            "mediators": tuple(_moved(p, shift, text) for p in claim.mediators),
            "claimant": claim.claimant and _moved(claim.claimant, shift, text),
            "place": claim.place and _moved(claim.place, shift, text),
            "date": _moved(claim.date, shift, text),
            "quantities": tuple(_moved(q, shift, text) for q in claim.quantities),
        }
    )


def _moved(part: Part, shift: Shift, text: str) -> Part:
    if part.start is None or part.end is None:
        return part
    start, end = shift.span(part.start, part.end)
    moved: dict[str, Any] = {"start": start, "end": end, "text": text[start:end]}
    return part.model_copy(update=moved)


def layers_as_printed(layers: dict[str, Any], mended: Mended) -> dict[str, Any]:
    """The layers of an article, with words and offsets of the printed text."""
    if mended.shift is None:
        return layers
    return {
        name: [_row_moved(row, mended) for row in rows]
        if isinstance(rows, list)
        else rows
        for name, rows in layers.items()
    }


def _row_moved(row: dict[str, Any], mended: Mended) -> dict[str, Any]:
    shift = mended.shift
    if shift is None:
        return row
    start, end = shift.start(row["start"]), shift.end(row["end"])
    return row | {"start": start, "end": end, "text": mended.printed.text[start:end]}
