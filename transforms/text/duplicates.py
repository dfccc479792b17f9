"""Copies of one text told by several papers fold into one voice."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rensa import RMinHash, RMinHashLSH

from transforms.document import CLAIM_BLOCKS, CleanArticle

SHINGLE_WORDS = 5
PERMUTATIONS = 126
BANDS = 42
"""Bands of three rows find pairs of Jaccard .5 with .996, of .3 with .68."""
SEED = 20_250_523
NEAR = 0.7
"""Share of all shingles of two bodies that both have (Jaccard) to be near copies."""
CONTAINED = 0.8
"""Share of the shorter body's shingles found in the longer: a shortened copy."""
MIN_CONTAINED_SHINGLES = 40
MIN_WORDS = 12
"""Shorter bodies ("More to follow.") are compared together with their headline."""
WORDY_BLOCKS = CLAIM_BLOCKS | {"list", "subheading"}
LEAD_WORDS = 40
MIN_LEAD_SHARE = 0.5
MIN_NUMBERS = 3
MIN_NUMBER_SHARE = 0.5
WORD = re.compile(r"\w+(?:['’]\w+)?")
Reason = Literal["exact", "near"]


@dataclass(frozen=True, slots=True)
class Fold:
    """The voice an article belongs to; a first telling is its own voice.

    ``similarity`` is the Jaccard similarity to ``duplicate_of``; a shortened copy can
    be low there.
    """

    article_id: str
    voice_id: str
    duplicate_of: str | None = None
    similarity: float | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class _Body:
    article_id: str
    words: tuple[str, ...]
    published: dt.date | None
    publisher: str | None

    @property
    def rank(self) -> tuple[dt.date, str]:
        return self.published or dt.date.max, self.article_id

    @property
    def shingles(self) -> frozenset[str]:
        return _shingles(self.words)


def fold_duplicates(articles: Iterable[CleanArticle]) -> list[Fold]:
    """One fold per distinct article id, sorted by id; the order given does not matter.

    The voice is the copy published first, then the one with the smallest id. Exact
    copies have the same words in the body, near ones share most of their five-word
    shingles, or the shorter one has nearly all of its own in the longer. What shares
    only its tail (a footer) is no copy, nor is a report with other numbers.
    """
    voices: list[_Body] = []
    exact: dict[tuple[str, ...], _Body] = {}
    folds: dict[str, Fold] = {}
    index = RMinHashLSH(NEAR, PERMUTATIONS, BANDS)
    for body in _distinct(articles):
        first = exact.setdefault(body.words, body)
        if first is not body:
            voice_id = folds[first.article_id].voice_id
            folds[body.article_id] = _copy_of(first, body, 1.0, voice_id)
            continue
        sketch = _sketch(body)
        near = _nearest(body, (voices[number] for number in index.query(sketch)))
        if near:
            voice, similarity = near
            fold = _copy_of(voice, body, similarity, voice.article_id)
        else:
            index.insert(len(voices), sketch)
            voices.append(body)
            fold = Fold(body.article_id, body.article_id)
        folds[body.article_id] = fold
    return [folds[name] for name in sorted(folds)]


def _distinct(articles: Iterable[CleanArticle]) -> list[_Body]:
    """One body per article id, first published first."""
    found: dict[str, _Body] = {}
    for body in sorted((_body(article) for article in articles), key=_full_rank):
        found.setdefault(body.article_id, body)
    return list(found.values())


def _full_rank(body: _Body) -> tuple[dt.date, str, str]:
    return *body.rank, body.publisher or ""


def _body(article: CleanArticle) -> _Body:
    words = _words(article, CLAIM_BLOCKS - {"headline"})
    if len(words) < MIN_WORDS:
        words = _words(article, CLAIM_BLOCKS)
    return _Body(
        article_id=article.article_id,
        words=words or _words(article, WORDY_BLOCKS),
        published=article.published,
        publisher=article.publisher,
    )


def _words(article: CleanArticle, kinds: Iterable[str]) -> tuple[str, ...]:
    wanted = frozenset(kinds)
    parts = [
        article.text[block.start : block.end].lower().replace("’", "'")
        for block in article.blocks
        if block.kind in wanted
    ]
    return tuple(word for part in parts for word in WORD.findall(part))


def _copy_of(first: _Body, body: _Body, similarity: float, voice_id: str) -> Fold:
    reason: Reason = "exact" if first.words == body.words else "near"
    return Fold(
        body.article_id, voice_id, first.article_id, round(similarity, 4), reason
    )


def _sketch(body: _Body) -> RMinHash:
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(sorted(body.shingles))
    return sketch


def _nearest(body: _Body, voices: Iterable[_Body]) -> tuple[_Body, float] | None:
    """The voice most like a body, with the similarity; None if it is no copy."""
    found = [
        (similarity, voice.rank, voice) for voice, similarity in _copies(body, voices)
    ]
    if not found:
        return None
    similarity, _, voice = min(found, key=lambda item: (-item[0], item[1]))
    return voice, similarity


def _copies(body: _Body, voices: Iterable[_Body]) -> Iterator[tuple[_Body, float]]:
    own = body.shingles
    for voice in voices:
        other = voice.shingles
        shared = len(own & other)
        similarity = shared / max(1, len(own | other))
        shorter = min(len(own), len(other))
        contained = shorter >= MIN_CONTAINED_SHINGLES and shared >= CONTAINED * shorter
        if (similarity >= NEAR or contained) and _same_report(body, voice, own, other):
            yield voice, similarity


def _same_report(
    body: _Body, voice: _Body, own: frozenset[str], other: frozenset[str]
) -> bool:
    """Rule out texts that share boilerplate, or a form filled in day by day."""
    shares_lead = _shares_lead(body, other) or _shares_lead(voice, own)
    if not shares_lead and not _other_publisher(body, voice):
        return False
    ours, theirs = _numbers(body), _numbers(voice)
    fewer = min(len(ours), len(theirs))
    return fewer < MIN_NUMBERS or len(ours & theirs) >= MIN_NUMBER_SHARE * fewer


def _other_publisher(body: _Body, voice: _Body) -> bool:
    known = body.publisher is not None and voice.publisher is not None
    return known and body.publisher != voice.publisher


def _shares_lead(body: _Body, shingles: frozenset[str]) -> bool:
    lead = _shingles(body.words[:LEAD_WORDS])
    return len(lead & shingles) >= MIN_LEAD_SHARE * len(lead)


def _numbers(body: _Body) -> frozenset[str]:
    return frozenset(word for word in body.words if word[0].isdigit())


def _shingles(words: Sequence[str]) -> frozenset[str]:
    """All runs of five words; a shorter text is one shingle of its own."""
    count = max(1, len(words) - SHINGLE_WORDS + 1)
    return frozenset(
        " ".join(words[start : start + SHINGLE_WORDS]) for start in range(count)
    )
