"""Corrections in the store: events made anew, former states back, upgrades survived."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.reviews.desk import keep
from flows.reviews.remake import remake
from schemas.records import Version
from schemas.reviews import Correction
from schemas.tables import TABLES, companions
from schemas.views import VIEWS
from tests.review_corpus import AS_OF, CLAIMS, ID, claim, reread, store
from transforms.corrections import CLAIM_TABLES, apply_corrections, make
from transforms.corrections.seen import Seen, see
from warehouse.layout import Layout
from warehouse.load import LoadCounts
from warehouse.store import batch, open_store, read_table

LATER = AS_OF + dt.timedelta(days=1)
LATEST = AS_OF + dt.timedelta(days=2)
NOW = dt.datetime(2024, 6, 2, 9, tzinfo=dt.UTC)
ANA = make.By("Ana", "so the sentence says", NOW)
BEN = make.By("Ben", "not so", NOW + dt.timedelta(hours=1))
# What a former state comes back without: its version and the days it held.
DATED = {"version", "valid_from", "valid_to", "since"}
EVENT_TABLES = ("events", *(t.name for t in companions("events")), "merges")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store(tmp_path_factory.mktemp("store")).root


@pytest.fixture
def layout(template: Path, tmp_path: Path) -> Layout:
    return Layout(shutil.copytree(template, tmp_path / "out"))


def corrected_frames(con: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    return {name: read_table(con, VIEWS[f"{name}_corrected"]) for name in CLAIM_TABLES}


def seen(name: str, *corrections: Correction) -> Seen:
    return see(CLAIMS[name], corrections)


def corrected(
    layout: Layout, made: Sequence[Correction], day: dt.date = LATER
) -> LoadCounts:
    keep(layout, made)
    with open_store(layout) as con, batch(con):
        return remake(con, day).counts


def rows(layout: Layout, sql: str) -> list[tuple]:
    with open_store(layout) as con:
        return con.sql(sql).fetchall()


def state(layout: Layout) -> dict[str, pl.DataFrame]:
    """Events with all that belongs to them, and claims as they are read."""
    with open_store(layout) as con:
        found = {name: read_table(con, TABLES[name]) for name in EVENT_TABLES}
        found |= {f"{n}, corrected": f for n, f in corrected_frames(con).items()}
    return {name: f.drop(DATED & set(f.columns)) for name, f in found.items()}


def same(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> bool:
    return all(frame.equals(other[name]) for name, frame in one.items())


def together(layout: Layout) -> set[frozenset[str]]:
    """Names of the claims by event."""
    names = {value: key for key, value in ID.items()}
    found: dict[str, set[str]] = {}
    for event_id, claim_id in rows(layout, "FROM event_claims"):
        found.setdefault(event_id, set()).add(names[claim_id])
    return {frozenset(group) for group in found.values()}


def status(layout: Layout) -> dict[str, tuple[str, bool]]:
    sql = "SELECT correction_id, status, in_force FROM corrections_status"
    found = rows(layout, sql)
    return {name: (word, in_force) for name, word, in_force in found}


RAIDS = frozenset({"lamp", "post", "horn"})
ECHO, BELL = frozenset({"echo"}), frozenset({"bell"})


def test_the_corpus_tells_three_happenings(layout: Layout) -> None:
    assert together(layout) == {RAIDS, ECHO, BELL}


def test_a_corrected_claim_changes_its_event_alone(layout: Layout) -> None:
    made = [
        make.change(seen("bell"), "event_type", "AGREE", ANA),
        make.change(seen("bell"), "factuality", "planned", ANA.later()),
    ]
    counts = corrected(layout, made)
    assert counts.replaced["events"] == 1
    assert counts.added["events"] == counts.closed["events"] == 0
    sql = "SELECT event_type, factuality, version, valid_from FROM events "
    where = f"JOIN event_claims USING (event_id) WHERE claim_id = '{ID['bell']}'"
    assert rows(layout, sql + where) == [("AGREE", "planned", 2, LATER)]
    former = rows(layout, "SELECT event_type, version, valid_to FROM history.events")
    assert former == [("CONSULT", 1, LATER)]


def test_claims_themselves_are_never_edited(layout: Layout) -> None:
    with open_store(layout) as con:
        before = {name: read_table(con, TABLES[name]) for name in CLAIM_TABLES}
    corrected(layout, [make.change(seen("lamp"), "place", "Maradi, NER", ANA)])
    with open_store(layout) as con:
        assert all(
            read_table(con, TABLES[name]).equals(frame)
            for name, frame in before.items()
        )


def made_of_all() -> list[Correction]:
    lamp = make.change(seen("lamp"), "quantity.0.bounds", "10/12/", ANA)
    more = make.add(seen("lamp", lamp), "actor", "Militia | TCD | PRM", ANA.later())
    less = make.remove(seen("post"), "recipient.0", ANA.later(2))
    moved = make.change(seen("post", less), "actor.0.country", "TCD", ANA.later(3))
    topics = make.change(seen("echo"), "contexts", "military; natural_resource", BEN)
    return [
        lamp, more, less, moved, topics,
        make.accept(seen("echo"), BEN.later()),
        make.reject(seen("horn"), BEN.later(2)),
        make.split(CLAIMS["post"], [CLAIMS["lamp"], CLAIMS["horn"]], BEN.later(3)),
        make.merge(CLAIMS["post"], [CLAIMS["echo"]], BEN.later(4)),
    ]  # fmt: skip


def test_views_and_python_give_the_same_corrected_claims(layout: Layout) -> None:
    corrected(layout, made_of_all())
    with open_store(layout) as con:
        frames = {name: read_table(con, TABLES[name]) for name in CLAIM_TABLES}
        found = apply_corrections(frames, read_table(con, TABLES["corrections"]))
        views = corrected_frames(con)
    assert all(views[name].equals(found.frames[name]) for name in CLAIM_TABLES)
    assert found.rejected_claim_ids == {ID["horn"]}
    assert together(layout) == {frozenset({"lamp"}), frozenset({"post", "echo"}), BELL}


def test_undoing_all_gives_the_former_state_back_exactly(layout: Layout) -> None:
    before = state(layout)
    made = made_of_all()
    corrected(layout, made)
    assert not same(before, state(layout))
    undos = [make.undo(item, BEN.later(20 + n)) for n, item in enumerate(made)]
    corrected(layout, undos, LATEST)
    assert same(before, state(layout))
    assert {word for name, (word, _) in status(layout).items()} == {"undone", "applied"}


def test_a_split_and_its_undo(layout: Layout) -> None:
    before = state(layout)
    others = [CLAIMS["lamp"], CLAIMS["horn"]]
    made = make.split(CLAIMS["post"], others, ANA)
    corrected(layout, [made])
    assert together(layout) == {RAIDS - {"post"}, frozenset({"post"}), ECHO, BELL}
    told = rows(layout, "SELECT reviewer, reason FROM merges WHERE reviewer = 'Ana'")
    assert len(told) == 2
    assert all("so the sentence says" in reason for _, reason in told)
    corrected(layout, [make.undo(made, BEN)], LATEST)
    assert same(before, state(layout))


def test_a_merge_and_its_undo(layout: Layout) -> None:
    before = state(layout)
    made = make.merge(CLAIMS["echo"], [CLAIMS[name] for name in sorted(RAIDS)], ANA)
    corrected(layout, [made])
    assert together(layout) == {RAIDS | ECHO, BELL}
    corrected(layout, [make.undo(made, BEN)], LATEST)
    assert same(before, state(layout))


def test_a_rejected_claim_stays_in_claims_and_is_in_no_event(layout: Layout) -> None:
    corrected(layout, [make.reject(seen("bell"), ANA)])
    assert together(layout) == {RAIDS, ECHO}
    assert rows(layout, "SELECT count(*) FROM claims") == [(5,)]
    assert rows(layout, "SELECT count(*) FROM claims_corrected") == [(4,)]


def test_a_second_run_of_the_same_input_changes_nothing(layout: Layout) -> None:
    corrected(layout, made_of_all())
    before = state(layout)
    with open_store(layout) as con, batch(con):
        remade = remake(con, LATEST)
    assert remade.n_claims == 0
    assert remade.counts.is_unchanged
    assert same(before, state(layout))


def upgraded(**changed: dict) -> dict:
    """All claims as the next version reads them, some of them otherwise."""
    version = {"extractor": Version(name="test", version="1"), "confidence": 0.6}
    return {name: claim(name, **version, **changed.get(name, {})) for name in CLAIMS}


def test_corrections_outlive_an_upgrade_or_are_flagged(layout: Layout) -> None:
    mode = make.change(seen("lamp"), "factuality", "alleged", ANA)
    where = make.change(seen("post"), "place", "none", ANA.later())
    gone = make.reject(seen("horn"), ANA.later(2))
    both = [CLAIMS["lamp"], CLAIMS["post"]]
    joined = make.merge(CLAIMS["echo"], both, ANA.later(3))
    corrected(layout, [mode, where, gone, joined])
    fresh = upgraded(post={"place": None}, horn={"factuality": "hypothetical"})
    reread(layout, fresh, LATEST)
    assert status(layout) == {
        mode.correction_id: ("applied", True),
        where.correction_id: ("applied", True),
        gone.correction_id: ("stale", True),
        joined.correction_id: ("stale", True),
    }
    assert together(layout) == {frozenset({"lamp", "post", "echo"}), BELL}
    told = rows(layout, "SELECT extractor_version FROM claims_corrected GROUP BY 1")
    assert told == [("1",)]


def test_a_correction_of_a_claim_that_is_gone_is_kept_as_orphaned(
    layout: Layout,
) -> None:
    made = make.change(seen("bell"), "factuality", "planned", ANA)
    corrected(layout, [made])
    fresh = {name: item for name, item in upgraded().items() if name != "bell"}
    reread(layout, fresh, LATEST)
    assert status(layout) == {made.correction_id: ("orphaned", False)}
    reread(layout, upgraded(), LATEST + dt.timedelta(days=1))
    assert status(layout) == {made.correction_id: ("applied", True)}


def test_corrections_are_only_ever_added(layout: Layout) -> None:
    made = made_of_all()
    assert keep(layout, made) == len(made)
    assert keep(layout, [*made, made[0]]) == 0
    assert {word for word, _ in status(layout).values()} == {"pending"}
