"""Every expectation has a row that breaks it, and says so in the user's words."""

from __future__ import annotations

import datetime as dt
import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from schemas.expectations import Expectation, declared_tables, expectations_of
from schemas.tables import TABLES, companions, frames_of, polars_schema
from tests.warehouse_records import AS_OF, corpus, event
from warehouse import suspects
from warehouse.checker import Checker, CheckerError, checking_aside
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.report import as_html, as_json, write_report
from warehouse.store import batch, open_store
from warehouse.validate import (
    Outcome,
    ValidationFailed,
    ValidationReport,
    validate,
    validate_store,
)

Changes = dict[str, Any]
LATE = dt.date(2025, 5, 30)
DERIVED = {"not_null", "choices", "range"}

# What to change in a sound row so that it breaks the expectation.
BREAKERS: dict[str, Changes] = {
    "articles.source_id_exists": {"source_id": "nowhere"},
    "articles.duplicate_of_exists": {"duplicate_of": "nowhere"},
    "articles.superseded_by_exists": {"superseded_by": "nowhere"},
    "articles.length_fits": {"n_characters": 3},
    "articles.text_not_empty": {"text": " "},
    "articles.text_in_nfc": {"text": "cafe\u0301"},
    "articles.published_by_now": {"published": dt.date(2087, 1, 1)},
    "articles.language_is_a_code": {"language": "English"},
    "articles.copy_says_of_what": {"similarity": 0.5},
    "articles.copy_shares_the_voice": {"duplicate_of": "a1", "voice_id": "own"},
    "articles.claims_counted": {"n_claims": 40},
    "sources.country_is_a_code": {"country": "Georgia"},
    "sources.language_is_a_code": {"language": "English"},
    "claims.article_id_exists": {"article_id": "nowhere"},
    "claims.quote_stands_in_article": {"quote": "Rebels spared Port Vell."},
    "claims.trigger_stands_in_quote": {"trigger_text": "spared"},
    "claims.claimant_stands_in_article": {"claimant_text": "the major"},
    "claims.place_stands_in_article": {"place_text": "Port Veil"},
    "claims.date_stands_in_article": {"date_text": "on Sunday"},
    "claims.mode_belongs_to_type": {"mode": "release"},
    "claims.ontology_is_current": {"ontology_version": "0.1"},
    "claims.cameo_root_is_a_code": {"cameo_root": "8"},
    "claims.no_point_for_an_area": {"place_precision": "country"},
    "claims.both_coordinates_or_none": {"place_latitude": None},
    "claims.place_country_is_a_code": {"place_country": "Sudan"},
    "claims.dates_in_order": {"date_start": LATE},
    "claims.day_is_one_day": {"date_end": LATE},
    "claims.no_date_without_basis": {"date_basis": "none"},
    "claims.not_after_publication": {"date_start": LATE, "date_end": LATE},
    "claims.recipient_where_needed": {"event_type": "SANCTION", "mode": None},
    "claims.somebody_takes_part": {},
    "claims.background_without_fallback": {
        "is_background": True,
        "date_basis": "publication",
    },
    "claim_actors.claim_id_exists": {"claim_id": "nowhere"},
    "claim_actors.party_stands_in_article": {"text": "Rabels"},
    "claim_actors.country_is_a_code": {"country": "Sudan"},
    "claim_actors.entity_is_known": {"entity_id": "nobody"},
    "claim_actors.primary_sector_listed": {"sector": "JUD"},
    "claim_actor_sectors.claim_id_exists": {"claim_id": "nowhere"},
    "claim_actor_sectors.party_exists": {"position": 9},
    "claim_contexts.claim_id_exists": {"claim_id": "nowhere"},
    "claim_quantities.claim_id_exists": {"claim_id": "nowhere"},
    "claim_quantities.number_stands_in_article": {"text": "at least 13 soldiers"},
    "claim_quantities.bounds_in_order": {"low": 13.0},
    "claim_quantities.not_below_zero": {"low": -1.0},
    "claim_quantities.at_least_is_open": {"high": 20.0},
    "claim_quantities.side_exists": {"whose_index": 3},
    "claim_quantities.says_something": {
        "low": None,
        "best": None,
        "qualifier": "vague",
    },
    "events.histories_run_forwards": {"valid_from": dt.date(2087, 1, 1)},
    "events.mode_belongs_to_type": {"mode": "release"},
    "events.quad_class_of_type": {"quad_class": 1},
    "events.score_of_type_and_mode": {"score": 3.0},
    "events.no_point_for_an_area": {"place_precision": "region"},
    "events.both_coordinates_or_none": {"place_longitude": None},
    "events.place_country_is_a_code": {"place_country": "sdn"},
    "events.dates_in_order": {"date_start": LATE},
    "events.no_date_without_basis": {"date_basis": "none"},
    "events.not_after_publication": {"date_start": LATE, "date_end": LATE},
    "events.claims_counted": {"n_claims": 40},
    "events.articles_counted": {"n_articles": 40},
    "events.voices_counted": {"n_independent_sources": 40},
    "events.single_is_one_voice": {"corroboration": "corroborated"},
    "events.conflict_says_over_what": {"conflict_over": "numbers"},
    "events.published_in_order": {"first_published": LATE},
    "events.is_in_force": {"valid_to": LATE},
    "events.two_sides_if_mutual": {"direction": "mutual"},
    "events.somebody_takes_part": {},
    "events.number_is_its_own": {"event_id": "e1"},
    "event_actors.event_id_exists": {"event_id": "nowhere"},
    "event_actors.country_is_a_code": {"country": "Sudan"},
    "event_actors.supported_by_claims": {"n_claims": 0},
    "event_contexts.event_id_exists": {"event_id": "nowhere"},
    "event_quantities.event_id_exists": {"event_id": "nowhere"},
    "event_quantities.bounds_in_order": {"best": 1.0},
    "event_quantities.one_number_per_side": {"position": 1},
    "event_claims.event_id_exists": {"event_id": "nowhere"},
    "event_claims.claim_id_exists": {"claim_id": "nowhere"},
    "event_claims.claim_in_one_event": {"event_id": "e2"},
    "merges.claim_id_exists": {"claim_id": "a claim of nowhere"},
    "merges.other_claim_id_exists": {"other_claim_id": "nowhere"},
    "merges.smaller_id_first": {"claim_id": "c2", "other_claim_id": "c1"},
    "merges.different_stays_apart": {"judgement": "different"},
    "merges.gives_a_reason": {"reason": " "},
    "event_redirects.event_id_exists": {"event_id": "nowhere"},
    "event_redirects.id_is_not_in_use": {"old_event_id": "e1"},
    "places.both_coordinates_or_none": {"latitude": None},
    "entities.dates_in_order": {"valid_from": AS_OF, "valid_to": LATE},
    "rejects.says_why": {"message": ""},
    "rejects.source_id_exists": {"source_id": "nowhere"},
    "rejects.only_articles_have_a_source": {"source_id": "s1"},
    "runs.ends_after_start": {"ended_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    "corrections.changes_something": {"old_value": "x", "new_value": "x"},
    "corrections.undo_has_a_target": {"kind": "undo", "row_id": "nowhere"},
    "corrections.gives_a_reason": {"reason": " "},
}
ALL = [e for table in TABLES.values() for e in expectations_of(table)]


def name_of(expectation: Expectation) -> str:
    return f"{expectation.table}.{expectation.name}"


def breaking(expectation: Expectation) -> Changes:
    """What to change in a sound row to break an expectation."""
    if expectation.check == "not_null":
        return dict.fromkeys(expectation.columns)
    if expectation.check in ("choices", "range"):
        table = TABLES[expectation.table]
        column = next(c for c in table.columns if (c.name,) == expectation.columns)
        if expectation.check == "range":
            least = column.minimum if column.minimum is not None else 0
            return {column.name: type_of(column.kind)(least - 1)}
        return {column.name: 99 if column.kind == "integer" else "nonsense"}
    return BREAKERS.get(name_of(expectation), {})


def type_of(kind: str) -> type:
    return int if kind == "integer" else float


def keyed(table: str, number: int, row: Changes, changes: Changes) -> Changes:
    """A copy of a row with the changes and, where the key is its own, a new key."""
    key = TABLES[table].primary_key
    if len(key) > 1:
        return row | changes
    return row | {key[0]: f"broken {number}"} | changes


def broken_frames() -> dict[str, pl.DataFrame]:
    """The sound corpus with one more row per expectation, which that row breaks."""
    sound = frames_of(corpus())
    found = {}
    for name, table in TABLES.items():
        rows = sound[name].to_dicts()
        first = rows[0]
        extra = [
            keyed(name, number, first, breaking(expectation))
            for number, expectation in enumerate(expectations_of(table))
        ]
        frame = pl.DataFrame(
            [*rows, *extra, first], schema=polars_schema(table), orient="row"
        )
        found[name] = frame
    return found


@pytest.fixture(scope="module")
def reports() -> tuple[ValidationReport, ValidationReport]:
    """One report on sound tables, one on broken ones: the import alone takes 10 s."""
    return validate(frames_of(corpus()), AS_OF), validate(broken_frames(), AS_OF)


@pytest.fixture(scope="module")
def sound(reports) -> ValidationReport:
    return reports[0]


@pytest.fixture(scope="module")
def broken(reports) -> ValidationReport:
    return reports[1]


def outcome(report: ValidationReport, name: str) -> Outcome:
    return next(o for o in report.outcomes if name_of(o.expectation) == name)


def test_sound_tables_pass_every_expectation(sound: ValidationReport) -> None:
    sound.raise_if_failed()
    assert [str(o) for o in sound.outcomes if not o.is_ok] == []
    assert len(sound.outcomes) == len(ALL)


def test_every_declared_expectation_has_a_row_that_breaks_it() -> None:
    needed = {name_of(e) for e in ALL if e.check == "condition"}
    needed |= {name_of(e) for e in ALL if e.check == "unique" and len(e.columns) == 1}
    needed -= {f"{name}.primary_key_unique" for name in TABLES}
    assert needed - set(BREAKERS) == set()
    assert set(BREAKERS) <= {name_of(e) for e in ALL}


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_breaks_it_is_found(broken: ValidationReport, table: str) -> None:
    keys = set(TABLES[table].primary_key)
    for expectation in expectations_of(TABLES[table]):
        if expectation.check == "rows":
            continue
        found = outcome(broken, name_of(expectation))
        assert not found.is_ok, expectation.name
        assert 1 <= len(found.samples) <= 5
        assert set(found.samples[0]) == keys | set(expectation.columns)
        assert found in (broken.failures + broken.warnings)


def test_the_sample_is_the_very_row(broken: ValidationReport) -> None:
    name = "claims.quote_stands_in_article"
    quotes = [sample["quote"] for sample in outcome(broken, name).samples]
    assert "Rebels spared Port Vell." in quotes


@pytest.mark.parametrize("name", ["articles.some_articles", "claims.some_claims"])
def test_an_empty_warehouse_is_a_warning(name: str) -> None:
    report = validate(frames_of([]))
    assert report.is_ok
    found = outcome(report, name)
    assert found.expectation.severity == "warning"
    assert not found.is_ok


def test_failure_names_table_column_rows_and_values(broken: ValidationReport) -> None:
    with pytest.raises(ValidationFailed) as caught:
        broken.raise_if_failed()
    message = str(caught.value)
    assert message.startswith("nothing was published, the checks failed:")
    line = next(x for x in message.splitlines() if "published_by_now" in x)
    assert line.startswith("- articles, published: published_by_now fails in 1 of ")
    assert re.search(r"Rows: article_id='broken \d+', published=2087-01-01$", line)
    assert caught.value.report is broken


def test_warnings_do_not_stop_publication(broken: ValidationReport) -> None:
    assert broken.warnings
    only = ValidationReport(broken.warnings)
    assert only.is_ok
    only.raise_if_failed()


def test_a_wrong_type_is_told_before_anything_else() -> None:
    frames = frames_of([])
    frames["sources"] = frames["sources"].with_columns(pl.col("n_articles").cast(str))
    report = validate({"sources": frames["sources"]})
    with pytest.raises(
        ValidationFailed, match="sources, n_articles: columns_and_types"
    ):
        report.raise_if_failed()


def test_the_day_of_the_run_is_optional() -> None:
    assert validate({}).is_ok


def test_every_file_of_expectations_belongs_to_a_table() -> None:
    assert set(declared_tables()) <= set(TABLES)


def test_every_expectation_says_why() -> None:
    for expectation in ALL:
        assert expectation.reason.endswith("."), name_of(expectation)
        assert expectation.severity in ("critical", "warning")
        assert re.fullmatch("[a-z0-9_]+", expectation.name)


def test_names_of_expectations_are_unique() -> None:
    names = [name_of(e) for e in ALL]
    assert len(names) == len(set(names))


def test_the_report_can_be_read_offline(broken: ValidationReport) -> None:
    page = as_html(broken)
    assert "Nothing was published." in page
    assert "Rebels spared Port Vell." in page
    assert not re.search(r"(src|href)=|https?://|<script|@import|url\(", page)
    assert all(f"<summary>{name}:" in page for name in TABLES)


def test_the_report_shows_values_as_text_not_as_html() -> None:
    frames = frames_of(corpus())
    evil = pl.lit("<script>alert(1)</script>")
    frames["sources"] = frames["sources"].with_columns(name=None, kind=evil)
    frames["articles"] = frames["articles"].with_columns(language=evil)
    page = as_html(validate({n: frames[n] for n in ("sources", "articles")}))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_report_is_written_in_both_forms(
    broken: ValidationReport, sound: ValidationReport, tmp_path: Path
) -> None:
    layout = Layout(tmp_path)
    write_report(broken, layout)
    content = json.loads(layout.report_json.read_text(encoding="utf-8"))
    assert not content["is_ok"]
    assert content["n_failed_critical"] == len(broken.failures)
    assert len(content["expectations"]) == len(broken.outcomes)
    write_report(sound, layout)
    assert "All critical checks hold." in layout.report_html.read_text(encoding="utf-8")
    assert json.loads(as_json(sound))["is_ok"]


def test_rows_beyond_those_handed_on_are_looked_at_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suspects, "MAX_HANDED", 1)
    table, found = TABLES["claims"], []
    for name, confidence in (("sound", 0.5), ("broken", 7.0)):
        frames = frames_of(corpus())
        of_all = pl.lit(confidence).alias("confidence")
        frames["claims"] = frames["claims"].with_columns(of_all)
        with open_store(Layout(tmp_path / name)) as con, batch(con):
            load(con, frames, AS_OF)
            suspects.put_touched(con)
            asked = suspects.find_suspects(con, table, expectations_of(table))
            found.append(asked.frame)
    assert [rows.height for rows in found] == [1, frames["claims"].height]


def test_what_a_load_breaks_elsewhere_is_found_too(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    with open_store(layout) as con, batch(con):
        load(con, frames_of(corpus()), AS_OF)
        assert validate_store(con, AS_OF).is_ok
    family = [TABLES["claims"], *companions("claims")]
    read_anew = {
        table.name: frames_of(corpus())[table.name].filter(pl.col("claim_id") != "c2")
        for table in family
    }
    with open_store(layout) as con, batch(con):
        load(con, read_anew, AS_OF, reread=["a2"])
        failed = {name_of(o.expectation) for o in validate_store(con, AS_OF).failures}
    assert "event_claims.claim_id_exists" in failed
    assert "articles.claims_counted" in failed


def test_what_was_deleted_by_hand_is_found_by_a_full_check(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    with open_store(layout) as con, batch(con):
        load(con, frames_of(corpus()), AS_OF)
    with open_store(layout) as con, batch(con):
        con.execute("DELETE FROM claims WHERE claim_id = 'c2'")
        report = validate_store(con, AS_OF, is_full=True)
    failed = {name_of(outcome.expectation) for outcome in report.failures}
    assert "event_claims.claim_id_exists" in failed


def test_another_process_finds_the_same(tmp_path: Path, checker: Checker) -> None:
    with open_store(Layout(tmp_path)) as con:
        with batch(con):
            load(con, frames_of(corpus()), AS_OF)
        con.execute("UPDATE articles SET language = 'English'")
        here = validate_store(con, AS_OF, is_full=True)
        with checking_aside(checker):
            aside = validate_store(con, AS_OF, is_full=True)
    assert aside == here
    failed = {name_of(outcome.expectation) for outcome in aside.failures}
    assert failed == {"articles.language_is_a_code"}


def test_a_full_check_asks_rows_that_no_load_touched(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    with open_store(layout) as con, batch(con):
        load(con, frames_of(corpus()), AS_OF)
    with open_store(layout) as con, batch(con):
        con.execute("UPDATE claims SET confidence = 7")
        quick, full = (validate_store(con, AS_OF, is_full) for is_full in (False, True))
    assert quick.is_ok
    assert [name_of(o.expectation) for o in full.failures] == [
        "claims.confidence_in_range"
    ]
    assert {o.n_asked for o in full.failures} == {corpus_size("claims")}


def test_what_a_load_reaches_is_asked_of_older_rows(tmp_path: Path) -> None:
    layout, found = Layout(tmp_path), []
    rows = [row for row in corpus() if "event_id" not in type(row).model_fields]
    rows.append(event(claims=("c1", "c2"), n_claims=2, n_articles=2))
    apart = pl.col("article_id").alias("voice_id")
    for change in ([], [apart]):
        with open_store(layout) as con, batch(con):
            articles = frames_of(rows)["articles"].with_columns(change)
            load(con, {**frames_of(rows), "articles": articles}, AS_OF)
            report = validate_store(con, AS_OF)
            found.append(outcome(report, "events.voices_counted"))
    assert [(each.n_unexpected, each.n_asked) for each in found] == [(0, 1), (1, 1)]


def corpus_size(table: str) -> int:
    return frames_of(corpus())[table].height


def test_a_checker_that_died_is_told(tmp_path: Path) -> None:
    with open_store(Layout(tmp_path)) as con, batch(con):
        load(con, frames_of(corpus()), AS_OF)
        with closing(Checker()) as checker, checking_aside(checker):
            checker.process.kill()
            with pytest.raises(CheckerError, match="nothing was published"):
                validate_store(con, AS_OF)
