"""The layers below claims, as plain dictionaries: what ``polemos annotate`` shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from transforms.actors.dictionary import ActorDictionary, find_mentions
from transforms.dates import last_dated
from transforms.document import DateExpression, Document
from transforms.english.date_tense import ahead_in
from transforms.english.dates import find_dates
from transforms.english.quantities import annotate_quantities
from transforms.places.find import find_places


def annotate(document: Document) -> dict[str, Any]:
    """Sentences, entities, places, dates and quantities of an article.

    Offsets are code points into the article's text; places keep their coordinates at
    every level, quantities of every kind are shown.
    """
    article = document.article
    places = find_places(document)
    layers = {
        "sentences": [
            {"index": s.index, "start": s.start, "end": s.end, "text": s.text}
            for s in document.sentences
        ],
        "entities": _entities(article.text),
        "places": [
            dataclasses.asdict(place)
            for index in sorted(places)
            for place in places[index]
        ],
        "dates": [_plain(dataclasses.asdict(date)) for date in _dates(document)],
        "quantities": [
            _without(dataclasses.asdict(quantity), "head")
            for s in document.sentences
            for quantity in annotate_quantities(s.span, s.offset)
        ],
    }
    name = article.external_id or article.article_id
    return {"id": name} | {
        layer: [_as_written(row, article.text) for row in rows]
        for layer, rows in layers.items()
    }


def _dates(document: Document) -> Iterator[DateExpression]:
    """Dates as they are named, each counted from the last dated sentence."""
    last = None
    for s in document.sentences:
        ahead, published = ahead_in(s.span), document.article.today
        found = find_dates(s.text, published, last, s.start, ahead=ahead, is_named=True)
        yield from found
        last = last_dated(found, last)


def _entities(text: str) -> list[dict[str, Any]]:
    dictionary = ActorDictionary.load()
    found = []
    for mention in find_mentions(text):
        entry = dictionary.entry(mention.entity_ids[0])
        found.append(
            {
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
                "entity_id": entry.entity_id,
                "name": entry.name,
                "country": entry.country,
                "sector": entry.sector,
            }
        )
    return found


def _as_written(row: dict[str, Any], text: str) -> dict[str, Any]:
    """The words of the article, also where they were parsed in other letter case."""
    return row | {"text": text[row["start"] : row["end"]]}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Days as ISO text, so that the row can be written as JSON."""
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in row.items()
    }


def _without(row: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != key}
