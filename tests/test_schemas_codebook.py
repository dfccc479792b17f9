"""The codebook is current and says what every code means."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas import codebook
from schemas.ontology import ontology
from schemas.tables import TABLES
from schemas.views import VIEWS

CODED_BY_ONTOLOGY = {"event_type", "mode", "context", "sector", "claimant_sector"}


def test_the_written_codebook_is_current() -> None:
    assert codebook.main(["--check"]) == 0


def test_a_stale_codebook_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(codebook, "PATH", tmp_path / "codebook.md")
    assert codebook.main(["--check"]) == 1
    assert "not current" in capsys.readouterr().err
    assert codebook.main([]) == 0
    assert codebook.main(["--check"]) == 0


def test_every_table_view_and_column_is_in_it() -> None:
    text = codebook.codebook()
    for name in [*TABLES, *VIEWS]:
        assert f"\n### {name}\n" in text
    for table in TABLES.values():
        section = text.split(f"\n### {table.name}\n")[1].split("\n### ")[0]
        assert all(f"| `{c.name}` |" in section for c in table.columns)


def test_every_code_of_every_column_has_a_meaning() -> None:
    known = codebook.meanings()
    for table in TABLES.values():
        for column in table.columns:
            if column.name in CODED_BY_ONTOLOGY:
                continue
            name = re.sub("^precision$", "place_precision", column.name)
            for choice in column.choices:
                assert (name, str(choice)) in known, f"{table.name}.{column.name}"


def test_no_code_is_explained_that_does_not_exist() -> None:
    used = {
        (column.name, str(choice))
        for table in [*TABLES.values(), *VIEWS.values()]
        for column in table.columns
        for choice in column.choices
    }
    assert set(codebook.meanings()) <= used


def test_the_whole_ontology_is_in_it() -> None:
    text = codebook.codebook()
    code = ontology()
    for term in [*code.types, *code.contexts, *code.sectors, *code.international]:
        assert re.search(rf"\| `?{term}`? \|", text), term
    assert all(f"| {kind} | {mode} |" in text for kind, mode in code.modes)
