"""The record of a source: where articles come from."""

from __future__ import annotations

from typing import Literal

from schemas.base import Offset, Record, column

Scale = Literal["local", "subnational", "national", "regional", "international"]


class Source(Record):
    """Where articles come from: a declared source, or a publisher in files given."""

    source_id: str = column(
        "Hash of the name of a declared source, else of name, publisher and kind."
    )
    name: str = column(
        "Name in the sources file, else the publisher, or the input's name."
    )
    publisher: str | None = column("Publisher, if known.")
    kind: str = column(
        "How it is read: feed, sitemap, pages, gdelt, warc, files, sql of a declared "
        "source; text, markdown, html, json, jsonl, csv, parquet of files given."
    )
    country: str | None = column(
        "ISO 3166 alpha-3 of the country it reports from, if declared.", default=None
    )
    language: str | None = column(
        "ISO 639-1 of its articles that tell none, if declared.", default=None
    )
    scale: Scale | None = column("Whom it is made for, if declared.", default=None)
    schedule: str | None = column(
        "How often it is read: 15m, 2h, 1d, or five fields of cron; null if not "
        "declared.",
        default=None,
    )
    licence: str | None = column(
        "What may be done with its texts, as declared, for people to read.",
        default=None,
    )
    n_articles: Offset = column("Articles read from it.")
