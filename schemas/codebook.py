"""The codebook, from the models: ``python -m schemas.codebook [--check]``."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final

from schemas.columns import Column
from schemas.crosswalks import RivalColumn, columns_of_rival, forms
from schemas.delta import DELTA, reasons
from schemas.expectations import expectations_of
from schemas.ontology import Term, ontology
from schemas.tables import TABLES, Table
from schemas.views import VIEWS
from schemas.vocabulary import counted_kinds
from schemas.written import write_or_check

PATH: Final = Path(__file__).parents[1] / "docs" / "codebook.md"
# Above this many the codes are listed once, in a table of their own.
MAX_INLINE_CODES: Final = 8
# A rival whose view holds whole records in one column.
KEY_AND_RECORD: Final = 2
DERIVED: Final = frozenset({"not_null", "choices", "range"})


def codebook() -> str:
    """The whole codebook as Markdown."""
    code = ontology()
    template = files("schemas") / "data" / "codebook.md"
    by_certainty = sorted(code.factualities.values(), key=lambda term: -term.certainty)
    return Template(template.read_text(encoding="utf-8")).substitute(
        ontology=f"{code.name}, version {code.version}",
        tolls=_tolls(),
        certainty=", ".join(term.code for term in by_certainty),
        tables="\n\n".join(_table(table) for table in TABLES.values()),
        views="\n\n".join(_view(view) for view in VIEWS.values()),
        codes="\n\n".join(_codes()),
        types=_types(),
        modes=_grid(
            ["type", "mode", "score", "generality", "meaning", "example"],
            (
                (
                    m.event_type,
                    m.code,
                    f"{m.score:g}",
                    str(m.generality),
                    m.definition,
                    m.example,
                )
                for m in code.modes.values()
            ),
        ),
        contexts=_terms(code.contexts, "context"),
        sectors=_terms(code.sectors, "sector"),
        international=_terms(code.international, "code"),
        hard_cases=_grid(["the text says", "code"], code.hard_cases),
        decisions=_grid(["topic", "decision"], code.decisions),
        delta=_delta(),
        expectations=_expectations(),
    )


@cache
def meanings() -> Mapping[tuple[str, str], str]:
    """(column, code) -> meaning, for the codes that are not the ontology's."""
    text = (files("schemas") / "data" / "codes.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), strict=True)
    found = {(row["column"], row["code"]): row["meaning"] for row in rows}
    for term in ontology().factualities.values():
        found["factuality", term.code] = term.definition
    for kind in counted_kinds().values():
        found["counted", kind.code] = kind.definition
    return found


def main(arguments: list[str]) -> int:
    """Write the codebook, or with --check say whether the written one is current."""
    return write_or_check(PATH, codebook(), arguments, "schemas.codebook")


def _table(table: Table) -> str:
    lines = [f"### {table.name}", "", f"One row per {table.one_row_per}.", ""]
    lines += [f"- {warning}" for warning in table.warnings]
    lines += [f"- Primary key: {_names(table.primary_key)}."]
    lines += [
        f"- `{column}` points to `{other}.{key}`."
        for column, (other, key) in table.foreign_keys.items()
    ]
    if table.local_columns:
        names = _names(sorted(table.local_columns))
        lines.append(f"- Not exported: {names}.")
    return "\n".join([*lines, "", _columns(table.columns)])


def _delta() -> str:
    """The table of deltas, and what its reasons mean."""
    lines = ["### deltas", "", f"One row per {DELTA.one_row_per}.", ""]
    lines += [f"- {warning}" for warning in DELTA.warnings]
    rows = ((name, row["meaning"]) for name, row in reasons().items())
    parts = [_columns(DELTA.columns), _grid(["reason", "meaning"], rows)]
    return "\n\n".join(["\n".join(lines), *parts])


def _view(view: Table) -> str:
    rivals = {form.view: form.rival for form in forms().values()}
    known = {column for table in TABLES.values() for column in table.columns}
    own = [column for column in view.columns if column not in known]
    lines = [f"### {view.name}", "", f"One row per {view.one_row_per}.", ""]
    lines += [f"- {warning}" for warning in view.warnings]
    parts = ["\n".join(lines).strip()]
    if view.name in rivals and len(own) > KEY_AND_RECORD:
        parts.append(_rival_columns(columns_of_rival(rivals[view.name])))
    elif own and not _is_twin(view):
        parts.append(_columns(own))
    return "\n\n".join(parts)


def _rival_columns(columns: Iterable[RivalColumn]) -> str:
    return _grid(
        ["column", "type", "how it is filled", "what is lost"],
        (
            (
                f"`{c.column.name}`",
                c.column.kind,
                c.column.description,
                c.loss if c.is_filled else "all of it",
            )
            for c in columns
        ),
    )


def _is_twin(view: Table) -> bool:
    """Whether an earlier view has the very same columns."""
    earlier = list(VIEWS.values())[: list(VIEWS).index(view.name)]
    return any(other.columns == view.columns for other in earlier)


def _columns(columns: Iterable[Column]) -> str:
    return _grid(
        ["column", "type", "unit", "null", "description", "allowed"],
        (
            (f"`{c.name}`", c.kind, c.unit, _null(c), c.description, _allowed(c))
            for c in columns
        ),
    )


def _null(column: Column) -> str:
    if not column.is_nullable:
        return "never"
    return "see description" if "null" in column.description else "not told"


def _allowed(column: Column) -> str:
    if column.choices:
        if len(column.choices) > MAX_INLINE_CODES:
            return "see below"
        return ", ".join(str(choice) for choice in column.choices)
    low, high = column.minimum, column.maximum
    if low is None and high is None:
        return ""
    if high is None:
        return f">= {low:g}"
    return f"{low:g} to {high:g}"


def _codes() -> Iterator[str]:
    for column in dict.fromkeys(column for column, _ in meanings()):
        rows = [
            (f"`{c}`", text) for (name, c), text in meanings().items() if name == column
        ]
        yield f"### {column}\n\n{_grid(['code', 'meaning'], rows)}"


def _types() -> str:
    rows = (
        (
            t.code,
            f"{t.quad_class}",
            f"{t.score:g}",
            "yes" if t.needs_recipient else "",
            t.definition,
            t.example,
            t.counter_example,
        )
        for t in ontology().types.values()
    )
    header = "type,quad class,score,needs recipient,meaning,example,not"
    return _grid(header.split(","), rows)


def _terms(terms: Mapping[str, Term], head: str) -> str:
    rows = ((f"`{t.code}`", t.name, t.definition) for t in terms.values())
    return _grid([head, "name", "meaning"], rows)


def _expectations() -> str:
    rows = (
        (f"`{e.table}`", f"`{e.name}`", e.severity, e.reason)
        for table in TABLES.values()
        for e in expectations_of(table)
        if e.check not in DERIVED and not e.name.endswith("_exists")
    )
    return _grid(["table", "expectation", "severity", "reason"], rows)


def _tolls() -> str:
    return _names(kind.code for kind in counted_kinds().values() if kind.is_toll)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _grid(header: list[str], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
        for line in lines
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
