"""Two releases of a tiny corpus, the second grown, joined and corrected."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from schemas.records import Article, Correction, Run
from schemas.tables import frames_of
from tests.warehouse_records import (
    TEXT,
    article,
    claim,
    corpus,
    event,
    event_party,
    party,
)
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.release.about import read_about
from warehouse.release.build import Made, Order, make_release
from warehouse.release.version import parse_version
from warehouse.store import batch, open_store

SECRET = "Nothing of this second sentence may leave the house."
MAY, JUNE = dt.date(2025, 5, 31), dt.date(2025, 6, 30)
EVALUATION = {"report.md": "# Quality\n", "scores.csv": "data_set,figure,value\n"}


def first_state() -> list[BaseModel]:
    """The corpus, with one event more."""
    longer = f"{TEXT} {SECRET}"
    text = {"text": longer, "n_characters": len(longer)}
    records = [
        record.model_copy(update=text) if isinstance(record, Article) else record
        for record in corpus()
    ]
    return [*records, claim("c3"), event("e3", claims=("c3",))]


def second_state() -> list[BaseModel]:
    """An article more, e3 joined with e1, e2 of another type, another lexicon."""
    kept = [
        record
        for record in first_state()
        if getattr(record, "event_id", "") not in ("e1", "e2", "e3")
        and not isinstance(record, Correction | Run)
    ]
    run = next(record for record in corpus() if isinstance(record, Run))
    later = {"run_id": "x2", "started_at": dt.datetime(2025, 6, 30, tzinfo=dt.UTC)}
    who = party("soldiers", country="SDN", sector="MIL", name='"Low", \nAnn')
    return [
        *kept,
        article("b1", published=JUNE, title="Naïve “quote”, ümlaut"),
        claim("d1", article_id="b1", recipients=(who,)),
        event("e1", claims=("c1", "c3", "d1"), n_claims=3, n_articles=2),
        event("e2", claims=("c2",), event_type="COERCE", mode=None, contexts=()),
        event("e4", claims=(), parties=(event_party("actor", "Ann Low"),), place=None),
        run.model_copy(update={**later, "lexicon_version": "2"}),
    ]


def published(root: Path, *states: tuple[list[BaseModel], dt.date]) -> Layout:
    """A warehouse that went through these states, and its snapshot."""
    layout = Layout(root)
    for records, day in states:
        with open_store(layout) as con, batch(con):
            load(con, frames_of(records), day)
    publish(layout)
    return layout


def released(layout: Layout, to: Path, version: str, **more: Any) -> Made:
    """A release of the snapshot with the project's own words about itself."""
    settings = {"evaluation": EVALUATION, "about": read_about(), **more}
    return make_release(layout, Order(parse_version(version), to, **settings))


def two_releases(root: Path) -> tuple[Path, Path]:
    """The folders of 2025.5 and 2025.6."""
    to = root / "releases"
    early = published(root / "a", (first_state(), MAY))
    one = released(early, to, "2025.5")
    late = published(root / "a", (second_state(), JUNE))
    two = released(late, to, "2025.6")
    return one.folder, two.folder
