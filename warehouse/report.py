"""The validation report: one page to read offline, and JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from warehouse.files import write_text
from warehouse.layout import Layout
from warehouse.validate import Outcome, ValidationReport


def write_report(report: ValidationReport, layout: Layout) -> None:
    """Write both forms to the reports folder."""
    write_text(layout.report_html, as_html(report))
    write_text(layout.report_json, as_json(report))


def as_json(report: ValidationReport) -> str:
    """The report as JSON: whether all is well, and each expectation in order."""
    content = {
        "is_ok": report.is_ok,
        "n_expectations": len(report.outcomes),
        "n_failed_critical": len(report.failures),
        "n_failed_warning": len(report.warnings),
        "expectations": [_as_dict(outcome) for outcome in report.outcomes],
    }
    return json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n"


def as_html(report: ValidationReport) -> str:
    """The report as one HTML page without scripts or anything from the network."""
    page = files("warehouse") / "data" / "report.html"
    verdict = "All critical checks hold." if report.is_ok else "Nothing was published."
    return Template(page.read_text(encoding="utf-8")).substitute(
        verdict=verdict,
        verdict_class="good" if report.is_ok else "bad",
        n_expectations=len(report.outcomes),
        n_critical=len(report.failures),
        n_warning=len(report.warnings),
        failures=_failed(report.failures),
        warnings=_failed(report.warnings),
        tables="\n".join(_table(report, name) for name in _names(report)),
    )


def _as_dict(outcome: Outcome) -> dict[str, Any]:
    what = outcome.expectation
    return {
        "table": what.table,
        "expectation": what.name,
        "columns": list(what.columns),
        "severity": what.severity,
        "reason": what.reason,
        "condition": what.condition or None,
        "is_ok": outcome.is_ok,
        "n_rows": outcome.n_rows,
        "n_asked": outcome.n_asked,
        "n_unexpected": outcome.n_unexpected,
        "samples": list(outcome.samples),
    }


def _names(report: ValidationReport) -> list[str]:
    return list(dict.fromkeys(outcome.expectation.table for outcome in report.outcomes))


def _failed(outcomes: Iterable[Outcome]) -> str:
    parts = [
        f"<article><h3>{escape(o.expectation.table)}: {escape(o.expectation.name)}</h3>"
        f"<p>{escape(o.expectation.reason)} "
        f"<strong>{o.n_unexpected} of {o.n_asked} rows.</strong></p>"
        f"{_samples(o.samples)}</article>"
        for o in outcomes
    ]
    return "\n".join(parts) or "<p>None.</p>"


def _samples(samples: Iterable[Mapping[str, Any]]) -> str:
    rows = list(samples)
    if not rows:
        return ""
    head = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
    body = "".join(
        "<tr>" + "".join(_cell(value) for value in row.values()) + "</tr>"
        for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _cell(value: Any) -> str:
    if value is None:
        return '<td class="none">null</td>'
    return f"<td>{escape(str(value))}</td>"


def _table(report: ValidationReport, name: str) -> str:
    outcomes = [o for o in report.outcomes if o.expectation.table == name]
    rows = "".join(
        f'<tr class="{_state(o)}"><td>{escape(o.expectation.name)}</td>'
        f"<td>{escape(', '.join(o.expectation.columns))}</td>"
        f"<td>{o.expectation.severity}</td><td>{_state(o)}</td>"
        f"<td>{o.n_asked}</td><td>{o.n_unexpected}</td></tr>"
        for o in outcomes
    )
    n_failed = sum(not o.is_ok for o in outcomes)
    return (
        f"<details><summary>{escape(name)}: {outcomes[0].n_rows} rows, "
        f"{len(outcomes)} expectations, {n_failed} failed</summary>"
        "<table><tr><th>expectation</th><th>columns</th><th>severity</th>"
        "<th>result</th><th>rows asked</th><th>rows that fail</th></tr>"
        f"{rows}</table></details>"
    )


def _state(outcome: Outcome) -> str:
    return "holds" if outcome.is_ok else "fails"
