"""Well-formed inputs of every kind, made of made-up articles."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import zipfile

import polars as pl

from benchmarks.soak.pages import Entry, feed, index, page
from benchmarks.soak.world import DAY, START, Key, World
from benchmarks.texts import Story, advert, foreign, story

WORLD = World(n_feeds=40, n_articles=4_000)
GDELT_COLUMNS = (61, 16, 27)
ODD_NUMBERS = ("4", "-1", "1.5", "true", "[]")
ODD_FIELDS = (
    ("urls", ("[]", "7", '["http://a.example"]', "[7]", "{}")),
    ("schedule", ('"15m"', '"* * * * *"', "7", '""')),
    ("include", ('["(a+)+$"]', '["("]', "[]")),
)


def text(chance: random.Random) -> str:
    """The text of an article, headline first."""
    told = a_story(chance)
    return f"{told.headline}\n\n{told.text}"


def a_story(chance: random.Random) -> Story:
    """A report, now and then an advertisement or one in another language."""
    make = chance.choice((story, story, story, story, advert, foreign))
    return make(f"fuzz {chance.randrange(10_000)}")


def record(chance: random.Random) -> dict[str, object]:
    """An article as a JSON object; some fields are missing or odd."""
    told = a_story(chance)
    fields: dict[str, object] = {
        "id": str(chance.randrange(999)),
        "text": told.text,
        "title": told.headline,
        "published": f"2026-11-{chance.randint(1, 28):02}",
        "url": "https://news.example/a",
        "language": told.language,
        "publisher": "Wire",
    }
    odd: tuple[object, ...] = (
        None,
        7,
        1.5,
        True,
        [],
        {},
        "",
        "  ",
        "\ud800",
        "2026-99-99",
        "x" * 5_000,
    )
    for name in chance.sample(sorted(fields), chance.choice((0, 0, 1, 3))):
        fields[name] = chance.choice(odd)
    return fields


def json_lines(chance: random.Random) -> bytes:
    """A few records, one a line."""
    lines = (json.dumps(record(chance)) for _ in range(3))
    return "\n".join(lines).encode()


def json_list(chance: random.Random) -> bytes:
    """A few records in a list or under a key."""
    rows = [record(chance) for _ in range(2)]
    return json.dumps(chance.choice((rows, {"articles": rows}, rows[0]))).encode()


def csv_table(chance: random.Random) -> bytes:
    """A few records as CSV."""
    rows = [record(chance) for _ in range(3)]
    sink = io.StringIO()
    delimiter = chance.choice(",;\t|")
    writer = csv.DictWriter(sink, sorted(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return sink.getvalue().encode("utf-8", "replace")


def parquet(chance: random.Random) -> bytes:
    """A few records as Parquet; columns of several types."""
    rows = [{k: str(v) for k, v in record(chance).items()} for _ in range(3)]
    frame = pl.DataFrame(
        [{k: v.encode("utf-8", "replace").decode() for k, v in r.items()} for r in rows]
    )
    odd = chance.choice(
        (
            pl.lit(7).alias("text"),
            pl.lit(b"bytes").alias("text"),
            pl.lit(START).alias("published"),
            pl.lit([1, 2]).alias("title"),
            pl.col("text"),
        )
    )
    sink = io.BytesIO()
    frame.with_columns(odd).write_parquet(sink)
    return sink.getvalue()


def html(chance: random.Random) -> bytes:
    """The page of an article of the made-up web."""
    article = WORLD.article(Key(chance.randrange(40), chance.randrange(100)))
    return page(article, WORLD.told(article, 0), "Wire").body


def feed_bytes(chance: random.Random) -> bytes:
    """A feed in one of its forms."""
    form = chance.choice(("rss", "atom", "json", "rss", "news"))
    return feed(form, "Wire", _entries(chance)).body


def sitemap(chance: random.Random) -> bytes:
    """A sitemap or an index, packed or not."""
    if chance.random() < 0.3:
        return index([entry.url for entry in _entries(chance)]).body
    return feed("news", "Wire", _entries(chance)).body


def gdelt(chance: random.Random) -> bytes:
    """A GDELT file or list of updates, packed or not."""
    if chance.random() < 0.3:
        return b"120 abc http://news.example/20261101.export.CSV.zip\n" * 3
    width = chance.choice(GDELT_COLUMNS)
    rows = ["\t".join(["http://news.example/a"] * width)] * 3
    body = "\n".join(rows).encode()
    if chance.random() < 0.5:
        return body
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.export.CSV", body)
    return sink.getvalue()


def urls(chance: random.Random) -> bytes:
    """A list of addresses."""
    return "\n".join(entry.url for entry in _entries(chance)).encode()


def warc(chance: random.Random) -> bytes:
    """A web archive of a few answers, packed or not."""
    records = []
    for entry in _entries(chance)[:3]:
        body = html(chance)
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\n"
            f"WARC-Target-URI: {entry.url}\r\nWARC-Date: 2026-11-01T00:00:00Z\r\n"
            "WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n"
        )
        records.append(head.encode() + answer + b"\r\n\r\n")
    if chance.random() < 0.4:
        return b"".join(gzip.compress(one, 1, mtime=0) for one in records)
    return b"".join(records)


def robots(chance: random.Random) -> bytes:
    """A robots.txt."""
    rules = ("Disallow: /a*b$", "Allow: /", "Crawl-delay: 3", "Crawl-delay: x", "Foo")
    lines = [f"User-agent: {chance.choice(('*', 'Polemos', ''))}"]
    return "\n".join([*lines, *chance.sample(rules, 3)]).encode()


def sources_toml(chance: random.Random) -> bytes:
    """A sources file."""
    kind = chance.choice(("feed", "sitemap", "pages", "gdelt", "warc", "sql", "files"))
    lines = ["[fetch]", f"requests = {chance.choice(ODD_NUMBERS)}", "[[source]]"]
    lines += ['name = "Wire"', f'kind = "{kind}"']
    lines += [f"{name} = {chance.choice(values)}" for name, values in ODD_FIELDS]
    return "\n".join(lines[: chance.randint(2, len(lines))]).encode()


def _entries(chance: random.Random) -> list[Entry]:
    found = []
    for number in range(chance.randint(1, 6)):
        told = a_story(chance)
        at = START + chance.random() * DAY
        found.append(Entry(f"http://news.example/{number}", told.headline, at, at))
    return found
