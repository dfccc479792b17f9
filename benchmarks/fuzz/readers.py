"""Targets that read: files, feeds, lists, archives, robots.txt, sources files."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable, Iterator

from benchmarks.fuzz import samples
from benchmarks.fuzz.mutate import changed_bytes
from benchmarks.fuzz.watch import ProblemError, Target
from flows.collect.pages import raw_articles
from flows.web.answers import Fetched, Validators
from flows.web.robots import rules_of
from schemas.records import Reject
from schemas.sources import SourcesFileError, read_sources
from transforms.document import CleanArticle, RawArticle
from transforms.feeds import FeedError, Item, Listing
from transforms.feeds.feed import read_feed
from transforms.feeds.lists import read_gdelt, read_urls
from transforms.feeds.sitemap import read_sitemap
from transforms.feeds.warc import read_warc
from transforms.packed import BodyError, gunzipped, unpacked
from transforms.text.clean import clean
from transforms.text.read import read_bytes
from warehouse.inbox import Page

TODAY = dt.date(2026, 11, 30)
NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
HERE = "https://news.example/list"
LIMIT = 2_000_000
CHARSETS = (None, "utf-8", "zlib", "idna", "utf-7", "utf-16", "hex", "undefined", "x")
Make = Callable[[random.Random], bytes]
FILES: dict[str, Make] = {
    "text": lambda chance: samples.text(chance).encode(),
    "markdown": lambda chance: b"---\ntitle: A\n---\n" + samples.text(chance).encode(),
    "html": samples.html,
    "json": samples.json_list,
    "jsonl": samples.json_lines,
    "csv": samples.csv_table,
    "parquet": samples.parquet,
}


def targets() -> list[Target]:
    """All targets that read."""
    return [
        *(_file(kind, make) for kind, make in FILES.items()),
        _listing("feed", samples.feed_bytes, read_feed),
        _listing("sitemap", samples.sitemap, read_sitemap),
        _listing("urls", samples.urls, read_urls),
        _listing("gdelt", samples.gdelt, lambda data, at: read_gdelt(data, at, LIMIT)),
        Target("warc", _made(samples.warc), _read_archive, (FeedError,)),
        Target("robots", _made(samples.robots), _read_robots),
        Target("sources", _made(samples.sources_toml), _sources, (SourcesFileError,)),
        Target("page", _made(samples.html), _read_page),
        Target("packed", _made(samples.warc), _unpack, (BodyError,)),
    ]


def _made(make: Make) -> Callable[[random.Random], bytes]:
    def made(chance: random.Random) -> bytes:
        return changed_bytes(chance, make(chance), chance.choice((0, 1, 1, 2, 3, 8)))

    return made


def _file(kind: str, make: Make) -> Target:
    def run(data: bytes | str) -> None:
        assert isinstance(data, bytes)  # noqa: S101
        first = [_cleaned(raw) for raw in _read_file(data, kind)]
        second = [_cleaned(raw) for raw in _read_file(data, kind)]
        if first != second:
            raise ProblemError("the same bytes were read differently")

    return Target(kind, _made(make), run)


def _read_file(data: bytes, kind: str) -> Iterator[RawArticle]:
    read = read_bytes(data, f"fuzz.{kind}", kind)
    for reject in read.rejects:
        reject.model_dump_json().encode()
    return iter(read.articles)


def _cleaned(raw: RawArticle) -> CleanArticle | None:
    result = clean(raw, TODAY)
    for reject in result.rejects:
        reject.model_dump_json().encode()
    if result.article is not None:
        check_article(result.article)
    return result.article


def check_article(article: CleanArticle) -> None:
    """Blocks lie in the text, in order, and everything can be stored."""
    end = 0
    for block in article.blocks:
        if not end <= block.start < block.end <= len(article.text):
            raise ProblemError(f"block {block} lies outside or overlaps")
        end = block.end
    for name in ("text", "title", "byline", "dateline", "publisher", "url", "language"):
        _storable(getattr(article, name))


def _storable(text: str | None) -> None:
    # The database takes no lone surrogates.
    (text or "").encode()


def _listing(name: str, make: Make, read: Callable[[bytes, str], Listing]) -> Target:
    def run(data: bytes | str) -> None:
        assert isinstance(data, bytes)  # noqa: S101
        listing = read(data, HERE)
        for item in listing.items:
            _check_item(item)
        for reject in listing.rejects:
            reject.model_dump_json().encode()
        for url in listing.lists:
            _storable(url)

    return Target(name, _made(make), run, (FeedError,))


def _check_item(item: Item) -> None:
    for name in ("url", "canonical_url", "title", "summary", "guid", "language"):
        _storable(getattr(item, name))
    for moment in (item.published, item.updated):
        if moment is not None:
            moment.astimezone(dt.UTC)


def _read_archive(data: bytes | str) -> None:
    assert isinstance(data, bytes)  # noqa: S101
    for found in read_warc(io.BytesIO(data), "fuzz.warc", LIMIT):
        if isinstance(found, Reject):
            found.model_dump_json().encode()
        else:
            _storable(found.url)
            _storable(found.canonical_url)


def _read_robots(data: bytes | str) -> None:
    assert isinstance(data, bytes)  # noqa: S101
    url = f"{HERE}/robots.txt"
    none = Validators()
    answer = Fetched(url, url, 200, data, "text/plain", None, none, NOW)
    rules = rules_of(answer)
    rules.refuses(f"{HERE}/a?b=c", "Polemos")
    rules.delay("Polemos")


def _sources(data: bytes | str) -> None:
    assert isinstance(data, bytes)  # noqa: S101
    read_sources(data.decode("utf-8", "surrogateescape"), "sources.toml")


def _read_page(data: bytes | str) -> None:
    assert isinstance(data, bytes)  # noqa: S101
    charset = CHARSETS[len(data) % len(CHARSETS)]
    kind = "text/plain" if len(data) % 5 == 0 else "text/html"
    page = Page(
        *("1", "wire", HERE, HERE, HERE, "0" * 64, len(data), kind, charset, NOW),
        item=None,
    )
    for found in raw_articles(page, data, {}):
        if isinstance(found, Reject):
            found.model_dump_json().encode()
        else:
            _cleaned(found)


def _unpack(data: bytes | str) -> None:
    assert isinstance(data, bytes)  # noqa: S101
    encoding = ("gzip", "deflate", "")[len(data) % 3]
    halves = (data[: len(data) // 2], data[len(data) // 2 :])
    if (
        len(unpacked(halves, encoding, LIMIT)) > LIMIT
        or len(gunzipped(data, LIMIT)) > LIMIT
    ):
        raise ProblemError("more was unpacked than the limit")
