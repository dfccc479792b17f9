"""An announced article, and what a list of them holds."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from courlan import clean_url

from schemas.records import Reject
from transforms.text.decode import whole_characters
from transforms.text.refusals import refuse

TAG = re.compile(r"<[^>]{0,400}>")
BLANKS = re.compile(r"\s+")
TEXT_LENGTH = 2_000
MAX_URL_LENGTH = 4_000


class FeedError(ValueError):
    """Bytes that are no list of articles; ``reason`` is one of reasons.csv."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Item:
    """What a source announces; ``canonical_url`` identifies the article.

    Times are aware, in UTC where the source names no zone; they are as announced and
    may lie in the future.
    """

    url: str
    canonical_url: str
    title: str | None = None
    summary: str | None = None
    guid: str | None = None
    published: dt.datetime | None = None
    updated: dt.datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Items in the order of the source, further lists to read, and what was refused.

    ``form`` is how it is written, such as RSS or Atom, where that is told.
    """

    items: tuple[Item, ...] = ()
    lists: tuple[str, ...] = ()
    rejects: tuple[Reject, ...] = field(default=())
    form: str | None = None


def canonical(url: str) -> str | None:
    """The address without fragment and tracking parameters; None if it is none.

    >>> canonical("https://news.example/a?utm_source=feed&id=3#top")
    'https://news.example/a?id=3'
    """
    # The cleaner takes the square of the length of what is no address.
    if len(url) > MAX_URL_LENGTH or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    found = clean_url(urldefrag(url).url)
    return str(found) if found else None


def item_of(
    link: str | None, base: str, location: str, **values: object
) -> Item | Reject:
    """An item with its link made whole, or why there is none.

    Relative links are taken from ``base``; titles and summaries lose their mark-up.
    """
    url = _joined(base, (link or "").strip())
    known = canonical(url)
    if not link or known is None:
        message = f"{location}: an item has no web address"
        shown = link or values.get("title") or values.get("guid")
        return refuse("item_without_address", message, location, value=shown)
    return Item(
        url=url,
        canonical_url=known,
        title=_plain(values.get("title")),
        summary=_plain(values.get("summary")),
        guid=_text(values.get("guid")),
        published=moment(values.get("published")),
        updated=moment(values.get("updated")),
        language=_text(values.get("language")),
    )


def listing_of(found: Iterable[Item | Reject]) -> Listing:
    """Items, each address once, and rejects, each once."""
    items: dict[str, Item] = {}
    rejects: dict[str, Reject] = {}
    for one in found:
        if isinstance(one, Reject):
            rejects.setdefault(one.reject_id, one)
        else:
            items.setdefault(one.canonical_url, one)
    return Listing(tuple(items.values()), (), tuple(rejects.values()))


def moment(value: object) -> dt.datetime | None:
    """A time by ISO 8601; None for what is none. Without a zone it is taken as UTC."""
    text = _text(value)
    if text is None:
        return None
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Lines that hold something, with their numbers from 1; # starts a comment line."""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip().lstrip("\ufeff")
        if stripped and not stripped.startswith("#"):
            yield number, stripped


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def _text(value: object) -> str | None:
    text = whole_characters(str(value)).strip() if value else ""
    return text[:TEXT_LENGTH] or None


def _plain(value: object) -> str | None:
    text = _text(value)
    return text and _text(BLANKS.sub(" ", html.unescape(TAG.sub(" ", text))))
