"""From a record with named fields to a raw article."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from schemas.records import Reject
from transforms.document import RawArticle
from transforms.lexicon import read_table
from transforms.text.decode import whole_characters
from transforms.text.refusals import refuse
from transforms.text.web import looks_like_html, read_page

MAX_CHARACTERS = 2_000_000
"""Longest article text that is read; a book of 1,000 pages has about as many."""
MAX_HTML_CHARACTERS = 10_000_000
METADATA = ("title", "byline", "publisher", "published", "language", "url")
ANY_TEXT = ("text", "html")


class FieldTypeError(ValueError):
    """A field with a value of the wrong type."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        kind = type(value).__name__
        super().__init__(f"field {field!r} holds {kind}, {expected} expected")
        self.field = field
        self.value = value


@cache
def aliases() -> dict[str, str]:
    """Each known name of a field, in lower case, with the field it stands for."""
    return {row["alias"]: row["field"] for row in read_table(__package__, "fields.csv")}


def field_of(name: object) -> str | None:
    """The field that a column name or key stands for; None if it is not known.

    >>> field_of("Published At")
    'published'
    """
    plain = str(name).strip().strip("\ufeff").lower()
    return aliases().get(plain.replace(" ", "_").replace("-", "_"))


def named_fields(row: Mapping[str, object]) -> dict[str, tuple[str, object]]:
    """The known fields of a row: the name used there and the value.

    Of several names for one field the one listed first in fields.csv counts, unless
    it is empty.
    """
    order = list(aliases())
    found: dict[str, tuple[str, object]] = {}
    for name in sorted(row, key=lambda key: _rank(key, order)):
        field = field_of(name)
        if field and (field not in found or _empty(found[field][1])):
            found[field] = (str(name), row[name])
    return found


def has_text_field(names: Iterable[str]) -> bool:
    """True if one of the names stands for the text of an article."""
    return any(field_of(name) in ANY_TEXT for name in names)


def article_of(
    row: Mapping[str, object], location: str, kind: str
) -> Iterator[RawArticle | Reject]:
    """The article of a record, or the reason why there is none."""
    if not has_text_field(row):
        yield no_text_field(row, location)
        return
    try:
        values = metadata_of(row)
        text, html = _text_of(row)
    except FieldTypeError as error:
        yield wrong_type(error, location)
        return
    yield from built(text, html, values, location, kind)


def metadata_of(row: Mapping[str, object]) -> dict[str, str | None]:
    """Id and metadata of a record as text; raises FieldTypeError."""
    known = named_fields(row)
    found = {field: known[field] for field in ("id", *METADATA) if field in known}
    return {field: _plain(field, *item) for field, item in found.items()}


def built(
    text: str, html: str, values: Mapping[str, str | None], location: str, kind: str
) -> Iterator[RawArticle | Reject]:
    """The article made of a text or an HTML page and of metadata, which goes first."""
    size = max(len(text) / MAX_CHARACTERS, len(html) / MAX_HTML_CHARACTERS)
    if size > 1:
        yield too_large(location, max(len(text), len(html)))
        return
    text, html = whole_characters(text), whole_characters(html)
    values = {name: value and whole_characters(value) for name, value in values.items()}
    found = dict(values)
    if html:
        page = read_page(html)
        text = page.text
        found = {field: values.get(field) or getattr(page, field) for field in METADATA}
        found["id"] = values.get("id")
    if not text.strip() and not (found.get("title") or "").strip():
        yield refuse("no_text", f"{location}: there is no article text", location)
        return
    yield RawArticle(
        location=location,
        kind=kind,
        body=text,
        external_id=found.get("id"),
        url=found.get("url"),
        title=found.get("title"),
        byline=found.get("byline"),
        publisher=found.get("publisher"),
        published=found.get("published"),
        language=found.get("language"),
    )


def too_large(location: str, size: int) -> Reject:
    """The reject for a text over the limit; ``size`` in characters or bytes."""
    message = (
        f"{location}: {size:,} characters in one article, {MAX_CHARACTERS:,} at most"
    )
    return refuse("too_large", message, location, value=size)


def wrong_type(error: FieldTypeError, location: str) -> Reject:
    """The reject for a value of the wrong type."""
    message = f"{location}: {error}"
    return refuse(
        "wrong_type", message, location, field=error.field, value=repr(error.value)
    )


def no_text_field(names: Iterable[str], location: str) -> Reject:
    """The reject for a table or record without a field for the text."""
    shown = ", ".join(str(name) for name in names)
    message = f"{location}: no field for the text (such as 'text') among: {shown}"
    return refuse("no_text_column", message, location, field="text", value=shown)


def _text_of(row: Mapping[str, object]) -> tuple[str, str]:
    known = named_fields(row)
    text = _string(*known.get("text", ("text", None)), "text")
    html = _string(*known.get("html", ("html", None)), "HTML text")
    if looks_like_html(text):
        return "", text
    return (text, "") if text.strip() else ("", html)


def _string(name: str, value: object, expected: str) -> str:
    if _empty(value):
        return ""
    if not isinstance(value, str):
        raise FieldTypeError(name, value, expected)
    return value


def _plain(field: str, name: str, value: object) -> str | None:
    """A metadata value as text; lists of authors and {"name": ...} are understood."""
    if _empty(value):
        return None
    if isinstance(value, Mapping) and field in {"byline", "publisher"}:
        return _plain(field, name, value.get("name"))
    if isinstance(value, list) and field == "byline":
        parts = [_plain(field, name, item) for item in value]
        return ", ".join(part for part in parts if part) or None
    if isinstance(value, dt.date) and field == "published":
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FieldTypeError(name, value, "text")
    if not isinstance(value, str) and field in {"url", "language", "byline"}:
        raise FieldTypeError(name, value, "text")
    return str(value).strip() or None


def _empty(value: object) -> bool:
    return (
        value is None
        or (isinstance(value, float) and math.isnan(value))
        or (isinstance(value, str) and not value.strip())
    )


def _rank(name: object, order: list[str]) -> int:
    plain = str(name).strip().lower().replace(" ", "_").replace("-", "_")
    return order.index(plain) if plain in order else len(order)
