"""From a raw article to a clean one: normal text, blocks, metadata, language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas.records import Reject
from transforms.document import CLAIM_BLOCKS, CleanArticle, RawArticle
from transforms.ids import stable_id
from transforms.text.language import detect_language
from transforms.text.layout import Layout, lay_out
from transforms.text.normalise import normalise, one_line
from transforms.text.published import parse_published
from transforms.text.refusals import refuse
from transforms.text.remains import mend_remains
from transforms.text.web import read_page

ENGLISH_ONLY = frozenset({"en"})
HEADING = re.compile(r"^(?:#{1,6} +)+(?=[^#\s])", re.M)
QUOTES = str.maketrans("‘’“”–—", "''\"\"--")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CleanResult:
    """The clean article, None if it was refused, and what was refused of it."""

    article: CleanArticle | None
    rejects: tuple[Reject, ...] = ()


def clean(
    raw: RawArticle, today: dt.date, coders: frozenset[str] = ENGLISH_ONLY
) -> CleanResult:
    """The article in normal form, unless it has no text or no coder reads it.

    ``today`` is the day of the run: a later date of publication is refused and left
    out (one day is allowed for time zones). ``coders`` are the languages read.
    """
    if raw.is_html:
        raw = _from_html(raw)
    headed = normalise(mend_remains(raw.body))
    body = normalise(HEADING.sub("", headed))
    title = _title(raw)
    text, title_length = _joined(title, body)
    if not text:
        message = f"{raw.location}: there is no article text"
        return CleanResult(None, (refuse("no_text", message, raw.location),))
    language = detect_language(text, raw.language)
    if language not in coders:
        return CleanResult(None, (_unsupported(raw, text, language),))
    layout = lay_out(text, title_length, _headings(headed))
    article = _article(raw, text, language, layout)
    published, rejects = _published(raw, layout, article.article_id, today)
    rejects = (*rejects, *_no_claim_text(article))
    return CleanResult(replace(article, published=published), rejects)


def _article(raw: RawArticle, text: str, language: str, layout: Layout) -> CleanArticle:
    headline = next((b for b in layout.blocks if b.kind == "headline"), None)
    return CleanArticle(
        article_id=_id(text),
        location=raw.location,
        kind=raw.kind,
        text=text,
        blocks=layout.blocks,
        external_id=raw.external_id,
        url=raw.url,
        title=text[headline.start : headline.end] if headline else None,
        byline=_value(raw.byline) or layout.byline,
        dateline=layout.dateline,
        publisher=_value(raw.publisher) or layout.publisher,
        language=language,
    )


def _id(text: str) -> str:
    """White space does not change what an article is."""
    return stable_id(" ".join(text.split()))


def _value(text: str | None) -> str | None:
    return one_line(text or "") or None


def _from_html(raw: RawArticle) -> RawArticle:
    page = read_page(raw.body)
    return replace(
        raw,
        body=page.text,
        is_html=False,
        url=raw.url or page.url,
        title=raw.title or page.title,
        byline=raw.byline or page.byline,
        publisher=raw.publisher or page.publisher,
        published=raw.published or page.published,
        language=raw.language or page.language,
    )


def _title(raw: RawArticle) -> str:
    """The title without the publisher's name that pages put behind it."""
    title = HEADING.sub("", one_line(mend_remains(raw.title or "")))
    publisher = one_line(raw.publisher or "")
    if publisher and title.lower().endswith(publisher.lower()):
        cut = title[: -len(publisher)].rstrip()
        if cut.endswith(("|", "-", "–", "—", "·", "•")):
            return cut[:-1].rstrip()
    return title


def _joined(title: str, body: str) -> tuple[str, int]:
    """Headline and body as one text, and the length of the headline in it."""
    length = len(title)
    if not title or _folded(body[:length]) == _folded(title):
        return body, length
    return f"{title}\n\n{body}".rstrip(), length


def _folded(text: str) -> str:
    return text.translate(QUOTES).lower()


def _headings(headed: str) -> frozenset[str]:
    lines = headed.split("\n")
    return frozenset(HEADING.sub("", line) for line in lines if HEADING.match(line))


def _unsupported(raw: RawArticle, text: str, language: str) -> Reject:
    return refuse(
        "unsupported_language",
        f"{raw.location}: no coder reads the language {language!r}",
        raw.location,
        field="language",
        value=language,
        article_id=_id(text),
    )


def _published(
    raw: RawArticle, layout: Layout, article_id: str, today: dt.date
) -> tuple[dt.date | None, tuple[Reject, ...]]:
    """The day of publication: the source's, else the one printed; never guessed."""
    given = (raw.published or "").strip()
    day = parse_published(given) if given else layout.published
    if given and day is None:
        message = f"{raw.location}: publication date {given!r} cannot be read surely"
        return None, (_date_reject("bad_date", message, raw, given, article_id),)
    if day and day > today + DAY:
        message = f"{raw.location}: publication date {day} lies in the future"
        value = given or day.isoformat()
        return None, (_date_reject("future_date", message, raw, value, article_id),)
    return day, ()


def _date_reject(
    reason: str, message: str, raw: RawArticle, value: str, article_id: str
) -> Reject:
    return refuse(
        reason,
        message,
        raw.location,
        field="published",
        value=value,
        article_id=article_id,
    )


def _no_claim_text(article: CleanArticle) -> Iterator[Reject]:
    if not any(block.kind in CLAIM_BLOCKS for block in article.blocks):
        message = f"{article.location}: nothing but lists, captions or notices"
        yield refuse(
            "no_claim_text", message, article.location, article_id=article.article_id
        )
