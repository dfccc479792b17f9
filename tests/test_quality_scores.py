"""The arithmetic of the scorers: spans, clusters, dates, units, fields, figures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from spacy.language import Language

from benchmarks.quality import clusters
from benchmarks.quality.act_places import Judged as ActPlace
from benchmarks.quality.articles import judge, report
from benchmarks.quality.fields import fields_right
from benchmarks.quality.figures import Stamp, drops, part_of, read_figures, record
from benchmarks.quality.headlines import is_report_day
from benchmarks.quality.layers import compare, widest
from benchmarks.quality.matching import match
from benchmarks.quality.reading import article
from benchmarks.quality.recognized import Expression
from benchmarks.quality.recognized_dates import is_same
from benchmarks.quality.recognized_numbers import is_same_unit
from benchmarks.quality.report import Absent, Counts, Figure, Report
from benchmarks.quality.same_events import put_together
from benchmarks.quality.spans import align, same_end
from schemas.records import Claim
from transforms.document import DateExpression
from transforms.extract import Extractor

TEXT = (
    "Rebels shelled the port of Hodeidah on Monday, killing four soldiers. "
    "The government in Sanaa condemned the attack on Tuesday."
)
SHELLING: dict[str, Any] = {
    "type": "ASSAULT",
    "mode": "heavy-weapons",
    "direction": "directed",
    "actors": ["YEM"],
    "alt_actors": [None],
    "actor_sectors": ["REB"],
    "recipients": ["YEM"],
    "alt_recipients": [None],
    "recipient_sectors": ["MIL"],
    "place": "Hodeidah",
    "country": "YEM",
    "date_start": "2018-11-05",
    "date_end": "2018-11-05",
    "date_precision": "day",
    "factuality": ["completed"],
    "is_background": False,
    "quantities": [
        {"counted": "killed", "whose": "YEM", "low": 4, "best": 4, "high": 4}
    ],
    "evidence": ["Rebels shelled the port of “Hodeidah”"],
}


@pytest.fixture(scope="module")
def claims(nlp: Language) -> tuple[Claim, ...]:
    text = article("port", TEXT, "2018-11-07")
    return Extractor(nlp).extract([text])[0].claims


def _date(start: str, end: str, precision: Any = "day") -> DateExpression:
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    return DateExpression(0, 3, "now", first, last, precision, "stated")


def test_each_marked_span_is_told_once_at_most() -> None:
    aligned = align([(0, 4), (5, 9)], [(0, 9)])
    assert aligned.counts == Counts(1, 2, 1)
    assert aligned.spurious == ((5, 9),)
    assert align([(4, 9)], [(0, 9)], same_end).counts == Counts(1, 1, 1)


def test_of_spans_inside_each_other_the_widest_counts() -> None:
    assert widest([(4, 9), (0, 9), (10, 12), (0, 3)]) == [(0, 9), (10, 12)]


def test_a_name_inside_a_phrase_of_another_kind_is_not_in_excess() -> None:
    marked = [
        {"begin": 0, "end": 11, "type": "Organisation", "confidence": 1},
        {"begin": 15, "end": 20, "type": "Location", "confidence": 1},
    ]
    aligned = compare([(0, 4), (15, 20), (30, 33)], marked, {"Location"})
    assert aligned.counts == Counts(1, 2, 1)


def test_a_perfect_clustering_has_every_score_of_one() -> None:
    told = {"a": "1", "b": "1", "c": "2"}
    scores = (clusters.b_cubed, clusters.muc, clusters.ceaf_e)
    assert [score(told, told).f1 for score in scores] == [1.0, 1.0, 1.0]


def test_everything_joined_costs_precision_and_nothing_joined_recall() -> None:
    wanted = {"a": "1", "b": "1", "c": "2", "d": "2"}
    joined = clusters.b_cubed(dict.fromkeys(wanted, "x"), wanted)
    apart = clusters.b_cubed({name: name for name in wanted}, wanted)
    assert (joined.precision, joined.recall) == (0.5, 1.0)
    assert (apart.precision, apart.recall) == (1.0, 0.5)


def test_only_mentions_of_both_sides_are_compared() -> None:
    figures = clusters.figures({"a": "1", "z": "1"}, {"a": "1", "b": "1"}, "same")
    assert {figure.n for figure in figures} == {1}
    assert clusters.figures({}, {"a": "1"}, "same")[0].value is None


def test_the_best_pairing_is_not_the_greedy_one() -> None:
    assert clusters.greatest_sum([[0.9, 0.8], [0.8, 0.1]]) == pytest.approx(1.6)
    assert clusters.greatest_sum([[0.2], [0.7], [0.5]]) == pytest.approx(0.7)


def test_ends_of_the_ranges_of_the_file_are_exclusive() -> None:
    may = {"start": "2018-05-01", "end": "2018-06-01"}
    today = dt.date(2019, 1, 1)
    assert is_same(_date("2018-05-01", "2018-05-31"), may, today)
    assert not is_same(_date("2018-05-01", "2018-05-30"), may, today)
    assert is_same(_date("2018-05-04", "2018-05-04"), {"value": "2018-05-04"}, today)
    assert not is_same(_date("2018-05-04", "2018-05-04"), {"value": "no day"}, today)


def test_ranges_are_cut_at_the_day_of_publication() -> None:
    year = {"start": "2018-01-01", "end": "2019-01-01"}
    cut = _date("2018-01-01", "2018-06-03")
    assert is_same(cut, year, dt.date(2018, 6, 3))
    assert not is_same(cut, year, dt.date(2018, 6, 4))


@pytest.mark.parametrize(
    ("unit", "wanted", "kind", "is_same"),
    [
        ("dollar", "United States dollar", "money", True),
        ("euro", "Dollar", "money", False),
        ("kilometre", "Kilometer", "measure", True),
        ("tonne", "Metric ton", "measure", True),
        ("mile", "Mile per hour", "measure", False),
        ("year", "Year", "age", True),
    ],
)
def test_units_are_compared_in_one_spelling(
    unit: str, wanted: str, kind: str, is_same: bool
) -> None:
    item = Expression("10", 0, 2, kind, {"unit": wanted, "value": "10"})
    assert is_same_unit(unit, item, kind) is is_same


def test_evidence_is_found_whatever_its_quotation_marks(
    claims: tuple[Claim, ...],
) -> None:
    (found,) = match(claims, [SHELLING])
    assert [claim.trigger.text for claim in found.claims[:1]] == ["shelled"]


def test_fields_of_a_found_event_are_right(claims: tuple[Claim, ...]) -> None:
    (found,) = match(claims, [SHELLING])
    marks = fields_right(found.claims[0], SHELLING, found.claims[1:])
    assert marks["mode"] == marks["place"] == marks["date"] == [True]
    assert marks["quantities"] == [True]
    other = {**SHELLING, "place": "Aden", "date_start": "2018-11-04"}
    marks = fields_right(found.claims[0], other, found.claims[1:])
    assert marks["place"] == marks["date"] == [False]
    assert marks["date overlaps"] == [True]


def test_a_claim_that_tells_no_event_is_wrong_and_may_break_a_trap(
    claims: tuple[Claim, ...],
) -> None:
    trap = {
        "type": "ASSAULT",
        "mode": None,
        "why": "not that number",
        "evidence": ["Rebels shelled the port"],
        "only_if": {"quantity": 4},
    }
    gold = {"must": [], "may": [], "must_not": [trap]}
    told = report("one", [judge("port", gold, claims)])
    values = {figure.name: figure.value for figure in told.figures}
    assert values["events found"] is None
    assert values["default claims right"] == 0.0
    assert values["traps kept"] == 0.0
    assert any(line.startswith("trap port: not that number") for line in told.errors)


def test_rows_that_nobody_read_for_places_are_told_apart() -> None:
    row = {"_id": "masdar_kill_401", "spans": [{"label": "VERB", "start": 0, "end": 3}]}
    assert not ActPlace(row, None).was_read
    assert ActPlace({**row, "_id": "masdar_kill_12"}, None).was_read


def test_a_text_is_put_together_from_its_tokens() -> None:
    tokens = [
        ("1", "0", "Gunmen"),
        ("2", "0", "fled"),
        ("3", "0", "."),
        ("4", "1", "He"),
    ]
    lines = "".join(
        f'<token t_id="{t}" sentence="{s}">{w}</token>' for t, s, w in tokens
    )
    text, spans, blocks = put_together(ElementTree.fromstring(f"<D>{lines}</D>"))
    assert text == "Gunmen fled. He"
    assert text[slice(*spans["4"])] == "He"
    assert [text[block.start : block.end] for block in blocks] == ["Gunmen fled.", "He"]


def test_figures_are_kept_and_a_drop_is_named(tmp_path: Path) -> None:
    path = tmp_path / "figures.toml"
    stamp = Stamp("2020-02-02", "1.0", "polemos evaluate")
    good = Report("set", (Figure("F1", 0.8, 10), Figure("none", None, 0)))
    record([good, Absent("gone", "x")], None, stamp, path)
    record([good], 50, stamp, path)
    kept = read_figures(path)
    assert kept[part_of(None)]["set"]["figures"] == {"F1": 0.8}
    assert kept[part_of(50)]["set"]["date"] == "2020-02-02"
    worse = Report("set", (Figure("F1", 0.785, 10),))
    assert [str(drop) for drop in drops([worse], kept["whole"])] == [
        "set, F1: 0.800 -> 0.785"
    ]
    near = Report("set", (Figure("F1", 0.791, 10),))
    assert not drops([near, Absent("gone", "x")], kept["whole"])


def test_a_figure_that_is_gone_is_a_drop() -> None:
    kept = {"set": {"figures": {"F1": 0.5}}}
    assert [drop.measured for drop in drops([Report("set", ())], kept)] == [0.0]


@pytest.mark.parametrize(
    ("day", "is_sound"),
    [
        ("2014-04-16", False),
        ("2014-04-17", True),
        ("2014-04-24", True),
        ("2014-08-01", True),
        ("2015-04-24", False),
    ],
)
def test_a_headline_of_the_wrong_year_is_no_report(day: str, is_sound: bool) -> None:
    event = {"date_start": "2014-04-24T00:00", "date_end": "2014-04-24T00:00"}
    assert is_report_day(dt.date.fromisoformat(day), event) is is_sound
