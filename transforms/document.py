"""What the steps of extraction hand each other: articles, blocks, sentences, findings.

These are small frozen values for the inside of ``transforms``; what leaves it is a
record of ``schemas.records``. All offsets are code points into the article's text.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from schemas.records import DateBasis, DatePrecision, PlacePrecision, Qualifier
from transforms.text.published import filed_on

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

BlockKind = Literal[
    "headline",  # may yield claims
    "lead",  # body text that starts with a dateline; the dateline itself is cut off
    "body",
    "subheading",  # yields no claim: repeats the body in telegram style
    "byline",
    "dateline",
    "list",  # bullet lists such as "Quick Looks"
    "caption",
    "notice",  # log-in prompts, cookie banners, "read more", copyright lines
]
CLAIM_BLOCKS: frozenset[str] = frozenset({"headline", "lead", "body"})


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as a reader found it: body as text or HTML, and its metadata."""

    location: str
    kind: str
    body: str
    is_html: bool = False
    external_id: str | None = None
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the article of one kind: a paragraph, the headline, a list item."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """An article ready to be parsed: normalised text, metadata found, blocks marked.

    ``text`` holds the headline first (when there is one), then the body; blocks cover
    it without overlap. ``dateline`` is the place as printed ("CHERNIHIV REGION,
    Ukraine"), never the place of an act. ``source_id`` is that of a declared source.
    """

    article_id: str
    location: str
    kind: str
    text: str
    blocks: tuple[Block, ...]
    external_id: str | None = None
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    dateline: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    language: str = "und"
    source_id: str | None = None

    @property
    def today(self) -> dt.date | None:
        """The day its words are counted from: that of the dateline, else published."""
        if self.dateline is None:
            return self.published
        printed = (b for b in self.blocks if b.kind == "dateline")
        first = next((self.text[b.start : b.end] for b in printed), "")
        return filed_on(first, self.published) or self.published


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A parsed sentence; ``offset`` is where its spaCy document starts in the article.

    ``span`` belongs to a spaCy document made of one block, so token positions
    (``token.i``) are only comparable between sentences of the same block.
    """

    index: int
    start: int
    end: int
    offset: int
    span: SpacySpan
    kind: BlockKind

    @property
    def text(self) -> str:
        """The sentence as it was parsed, from ``start`` to ``end``."""
        return str(self.span.text).strip()

    def start_of(self, part: Token | SpacySpan) -> int:
        """First character of a token or span of this sentence, in the article."""
        first = part.idx if hasattr(part, "idx") else part.start_char
        return self.offset + int(first)

    def end_of(self, part: Token | SpacySpan) -> int:
        """One past the last character of a token or span, in the article."""
        return self.start_of(part) + len(part.text)


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A parsed article: its sentences in order, those of claim blocks and others."""

    article: CleanArticle
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A date expression of a text with its interval, both ends included.

    ``is_past`` marks an expression that by itself points well before publication
    ("in 2022", "ten years ago"), ``is_future`` one that points after it.
    ``modifier`` is what the words around a date say of it ("early", "since") where
    the days are those of the date alone.
    """

    start: int
    end: int
    text: str
    date_start: dt.date | None
    date_end: dt.date | None
    precision: DatePrecision
    basis: DateBasis
    is_past: bool = False
    is_future: bool = False
    modifier: str = ""


@dataclass(frozen=True, slots=True)
class FoundQuantity:
    """A number of a text before it is tied to a claim.

    ``head`` is the token position (``token.i``) of the counted noun, or of the number
    where there is no noun; ``counted`` also marks what is no event quantity: money,
    percent, age, distance, duration, ordinal, other.
    """

    start: int
    end: int
    text: str
    low: float | None
    best: float | None
    high: float | None
    unit: str
    counted: str
    qualifier: Qualifier
    is_each: bool
    head: int


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place name of a text with the gazetteer entry chosen for it.

    Unlike a claim's place it keeps its coordinates at every level. ``place_id`` is the
    gazetteer key. ``is_country`` marks a country's own name, ``is_metonym`` a name
    that stands for a government ("Moscow said").
    """

    start: int
    end: int
    text: str
    place_id: str
    name: str
    geonames_id: int | None
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    precision: PlacePrecision
    is_country: bool = False
    confidence: float = 1.0
    is_metonym: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of the actor dictionary found in a text, with its possible entities."""

    start: int
    end: int
    text: str
    entity_ids: tuple[str, ...] = field(default=())
