"""Copies of one text told by several papers fold into one voice."""

from __future__ import annotations

import datetime as dt
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rensa import RMinHash

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
Span = tuple[int, int]


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
class Body:
    """What of an article is compared: the words of its body, and who told them when."""

    article_id: str
    words: tuple[str, ...]
    published: dt.date | None
    publisher: str | None

    @property
    def rank(self) -> tuple[dt.date, str]:
        """The order of telling: published first, then the smallest id."""
        return self.published or dt.date.max, self.article_id

    @property
    def shingles(self) -> frozenset[str]:
        """Its runs of five words."""
        return _shingles(self.words)


def fold_duplicates(articles: Iterable[CleanArticle]) -> list[Fold]:
    """One fold per distinct article id, sorted by id; the order given does not matter.

    The voice is the copy published first, then the one with the smallest id. Exact
    copies have the same words in the body, near ones share most of their five-word
    shingles, or the shorter one has nearly all of its own in the longer. What shares
    only its tail (a footer) is no copy, nor is a report with other numbers.
    """
    index: dict[int, list[Body]] = {}
    folds: dict[str, Fold] = {}
    for body in _distinct(articles):
        keys = keys_of(body)
        near = {other.article_id: other for key in keys for other in index.get(key, ())}
        folds[body.article_id] = fold_of(body, near.values(), folds)
        for key in keys:
            index.setdefault(key, []).append(body)
    return [folds[name] for name in sorted(folds)]


def fold_of(body: Body, near: Iterable[Body], folds: Mapping[str, Fold]) -> Fold:
    """The fold of a body, given all bodies that share a key and the folds of earlier.

    It is decided by those told before it alone.
    """
    earlier = [other for other in near if other.rank < body.rank]
    twins = [other for other in earlier if other.words == body.words]
    if twins:
        first = min(twins, key=lambda other: other.rank)
        return _copy_of(first, body, 1.0, folds[first.article_id].voice_id)
    voices = (o for o in earlier if folds[o.article_id].duplicate_of is None)
    found = _nearest(body, voices)
    if found is None:
        return Fold(body.article_id, body.article_id)
    voice, similarity = found
    return _copy_of(voice, body, similarity, voice.article_id)


def keys_of(body: Body) -> tuple[int, ...]:
    """Numbers of 32 bits; bodies that may be copies of one another share one.

    One for each band of the sketch, and one for the words as they are.
    """
    digest = _sketch(body).digest()
    rows = PERMUTATIONS // BANDS
    bands = (
        zlib.crc32(struct.pack("<4I", band, *digest[band * rows : (band + 1) * rows]))
        for band in range(BANDS)
    )
    return *bands, zlib.crc32(" ".join(body.words).encode("utf-8", "surrogatepass"))


def body_of(article: CleanArticle) -> Body:
    """The body of a clean article."""
    return Body(
        article_id=article.article_id,
        words=words_in(article.text, spans_of(article)),
        published=article.published,
        publisher=article.publisher,
    )


def spans_of(article: CleanArticle) -> tuple[Span, ...]:
    """Where in the text the words stand that are compared, both ends in characters."""
    spans = _spans(article, CLAIM_BLOCKS - {"headline"})
    if len(words_in(article.text, spans)) >= MIN_WORDS:
        return spans
    spans = _spans(article, CLAIM_BLOCKS)
    if words_in(article.text, spans):
        return spans
    return _spans(article, WORDY_BLOCKS)


def words_in(text: str, spans: Iterable[Span]) -> tuple[str, ...]:
    """The words of these stretches, in lower case."""
    parts = (text[start:end].lower().replace("’", "'") for start, end in spans)
    return tuple(word for part in parts for word in WORD.findall(part))


def _spans(article: CleanArticle, kinds: Iterable[str]) -> tuple[Span, ...]:
    wanted = frozenset(kinds)
    return tuple((b.start, b.end) for b in article.blocks if b.kind in wanted)


def _distinct(articles: Iterable[CleanArticle]) -> list[Body]:
    """One body per article id, first published first."""
    found: dict[str, Body] = {}
    for body in sorted((body_of(article) for article in articles), key=_full_rank):
        found.setdefault(body.article_id, body)
    return list(found.values())


def _full_rank(body: Body) -> tuple[dt.date, str, str]:
    return *body.rank, body.publisher or ""


def _copy_of(first: Body, body: Body, similarity: float, voice_id: str) -> Fold:
    reason: Reason = "exact" if first.words == body.words else "near"
    return Fold(
        body.article_id, voice_id, first.article_id, round(similarity, 4), reason
    )


def _sketch(body: Body) -> RMinHash:
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(sorted(body.shingles))
    return sketch


def _nearest(body: Body, voices: Iterable[Body]) -> tuple[Body, float] | None:
    """The voice most like a body, with the similarity; None if it is no copy."""
    found = [
        (similarity, voice.rank, voice) for voice, similarity in _copies(body, voices)
    ]
    if not found:
        return None
    similarity, _, voice = min(found, key=lambda item: (-item[0], item[1]))
    return voice, similarity


def _copies(body: Body, voices: Iterable[Body]) -> Iterator[tuple[Body, float]]:
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
    body: Body, voice: Body, own: frozenset[str], other: frozenset[str]
) -> bool:
    """Rule out texts that share boilerplate, or a form filled in day by day."""
    shares_lead = _shares_lead(body, other) or _shares_lead(voice, own)
    if not shares_lead and not _other_publisher(body, voice):
        return False
    ours, theirs = _numbers(body), _numbers(voice)
    fewer = min(len(ours), len(theirs))
    return fewer < MIN_NUMBERS or len(ours & theirs) >= MIN_NUMBER_SHARE * fewer


def _other_publisher(body: Body, voice: Body) -> bool:
    known = body.publisher is not None and voice.publisher is not None
    return known and body.publisher != voice.publisher


def _shares_lead(body: Body, shingles: frozenset[str]) -> bool:
    lead = _shingles(body.words[:LEAD_WORDS])
    return len(lead & shingles) >= MIN_LEAD_SHARE * len(lead)


def _numbers(body: Body) -> frozenset[str]:
    return frozenset(word for word in body.words if word[0].isdigit())


def _shingles(words: Sequence[str]) -> frozenset[str]:
    """All runs of five words; a shorter text is one shingle of its own."""
    count = max(1, len(words) - SHINGLE_WORDS + 1)
    return frozenset(
        " ".join(words[start : start + SHINGLE_WORDS]) for start in range(count)
    )
