"""The documents: commands are named, recipes run, columns and links exist."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
import yaml

from flows.cli import app
from schemas.codebook import codebook
from schemas.delta import DELTA
from schemas.tables import TABLES, frames_of
from schemas.views import VIEWS
from tests.warehouse_records import AS_OF, corpus
from warehouse.export import export
from warehouse.layout import DEFAULT_ROOT, Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.query import open_snapshot, query
from warehouse.store import batch, open_store

COMMANDS = [
    str(item.name) for item in (*app.registered_commands, *app.registered_groups)
]
ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
RECIPES = ROOT / "docs" / "recipes"
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "examples").glob("*.md"),
    ]
)
TABULAR = {**TABLES, **VIEWS}
COLUMNS = {
    column.name for table in (*TABULAR.values(), DELTA) for column in table.columns
}
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.S)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
IDENTIFIER = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
QUOTED = re.compile(r'"[^"]*"')
R_FUNCTIONS = {"read_parquet", "inner_join", "group_by", "write_dta", "n_distinct"}
DELTA_FILE = "conflict-events-2026.11/deltas/2026.10_to_2026.11.parquet"
KILLED = ("modify", "event_quantities", "e1/0", "best", "12", "14", "correction")
CHANGES = [
    ("add", "events", "e2", "event_id", None, "e2", "new report"),
    ("add", "events", "e2", "event_type", None, "PROTEST", "new report"),
    ("delete", "events", "e0", "event_id", "e0", None, "merge"),
    KILLED,
]


def blocks(path: Path, language: str) -> list[str]:
    """The fenced blocks of a document in one language."""
    found = FENCE.findall(path.read_text("utf-8"))
    return [text for name, text in found if name == language]


def sql_blocks() -> Iterator[Any]:
    for path in (README, RECIPES / "sql.md"):
        for number, text in enumerate(blocks(path, "sql")):
            yield pytest.param(text.strip().rstrip(";"), id=f"{path.stem}-{number}")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which ``polemos run`` has left its output."""
    folder = tmp_path_factory.mktemp("recipes")
    layout = Layout(folder / DEFAULT_ROOT)
    with open_store(layout) as con, batch(con):
        load(con, frames_of(corpus()), AS_OF)
    publish(layout)
    export(layout)
    delta = folder / DELTA_FILE
    delta.parent.mkdir(parents=True)
    lines = pl.DataFrame(CHANGES, [c.name for c in DELTA.columns], orient="row")
    lines.write_parquet(delta)
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`polemos {name}`" in README.read_text("utf-8")


def test_the_readme_names_no_command_that_does_not_exist() -> None:
    known = set(COMMANDS)
    named = re.findall(r"`polemos (\w+)", README.read_text("utf-8"))
    assert set(named) <= known


@pytest.mark.parametrize("sql", sql_blocks())
def test_sql_recipes_run(
    output: Path, sql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(output)
    query(Layout(output / DEFAULT_ROOT), sql)


def executed(path: Path) -> dict[str, Any]:
    """What the Python blocks of a document leave, run one after the other."""
    names: dict[str, Any] = {"__builtins__": builtins}
    for text in blocks(path, "python"):
        exec(compile(text, str(path), "exec"), names)
    return names


def test_the_python_of_the_readme_runs(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(output)
    executed(README)


def recipe(heading: str) -> str:
    """The SQL below a heading."""
    text = (RECIPES / "sql.md").read_text("utf-8")
    section = text.split(f"## {heading}\n")[1]
    return FENCE.findall(section)[0][1].strip().rstrip(";")


def test_recipes_give_the_same_in_sql_polars_and_pandas(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(output)
    names = executed(RECIPES / "python.md")
    layout = Layout(output / DEFAULT_ROOT)
    near = query(layout, recipe("Events within 50 km of a point"))
    assert near["km"].to_list() == names["near"]["km"].round(1).to_list() != []
    assert names["close"]["event_id"].to_list() == names["near"]["event_id"].to_list()
    protests = query(layout, recipe("Protests by month and country"))
    assert protests["n_protest"].to_list() == names["protests"]["n_protest"].to_list()
    table, wide = names["table"], names["wide"]
    assert sorted(table.columns) == sorted(set(wide.columns) - {"month_id"})
    for country in table.columns:
        values = [None if value is pd.NA else value for value in table[country]]
        assert values == wide[country].to_list()
    deaths = query(layout, recipe("Deaths by country and month, with bounds"))
    assert deaths["killed_best"].sum() == names["by_country"]["killed_best"].sum() > 0
    changed = query(layout, recipe("What changed between two releases"))
    assert changed["n_rows"].sum() == names["counts"].sum() == 3
    assert names["summary"]["id"].sum() == 3
    revised = query(layout, recipe("Events whose deaths were revised"))
    assert revised.select("was", "is_now").rows() == [(12.0, 14.0)]
    assert names["revised"].height == 1


def test_a_dyad_is_a_whole_series(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(output)
    sql = recipe("One dyad as a time series")
    for code in ("RUS", "UKR"):
        assert code in sql
        sql = sql.replace(code, "SDN")
    found = query(Layout(output / DEFAULT_ROOT), sql)
    assert found.select("month", "n_material_conflict", "of_twelve_months").rows() == [
        (5, 1, 1)
    ]


@pytest.mark.parametrize("path", [README, RECIPES / "r.md"], ids=lambda p: p.stem)
def test_r_recipes_name_columns_that_exist(path: Path) -> None:
    for text in blocks(path, "r"):
        code = QUOTED.sub("", text)
        assert set(IDENTIFIER.findall(code)) <= COLUMNS | R_FUNCTIONS


@pytest.mark.parametrize("path", [README, RECIPES / "r.md"], ids=lambda p: p.stem)
def test_r_recipes_read_files_that_are_exported(output: Path, path: Path) -> None:
    exported = {file.name for file in output.rglob("*.parquet")}
    for text in blocks(path, "r"):
        assert set(re.findall(r"[\w.]+\.parquet", text)) <= exported


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("name", TABULAR)
def test_every_table_and_view_is_in_the_codebook_and_the_snapshot(
    output: Path, name: str
) -> None:
    assert name in codebook()
    with open_snapshot(Layout(output / DEFAULT_ROOT)) as con:
        assert isinstance(con.table(name), duckdb.DuckDBPyRelation)


def test_the_citation_has_the_version_of_the_package() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert f'version = "{citation["version"]}"' in (ROOT / "pyproject.toml").read_text()
    assert f"## {citation['version']}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_licence_is_the_whole_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "APPENDIX: How to apply the Apache License" in text
