"""Check every table before it is published, with Great Expectations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import duckdb
import polars as pl

from schemas.expectations import Expectation, expectations_of
from schemas.tables import TABLES, Table, polars_schema
from warehouse.checker import look_again
from warehouse.conditions import conditions_over, hold
from warehouse.last_day import last_day
from warehouse.layout import Layout
from warehouse.pending import MADE_AT_SEALING, is_pending
from warehouse.query import open_snapshot
from warehouse.store import limit_memory
from warehouse.suites import SAMPLE_SIZE, unexpected_rows
from warehouse.suspects import Asked, find_suspects, put_touched


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one expectation; samples are rows that break it, cut at five.

    It was asked of ``n_asked`` of the ``n_rows`` rows of the table: the others were
    sound, and nothing that was loaded since can have changed that.
    """

    expectation: Expectation
    n_rows: int
    n_unexpected: int
    n_asked: int
    samples: tuple[dict[str, Any], ...] = ()

    @property
    def is_ok(self) -> bool:
        """Whether no row breaks it."""
        return self.n_unexpected == 0

    def __str__(self) -> str:
        what = self.expectation
        rows = "; ".join(_readable(sample) for sample in self.samples)
        columns = ", ".join(what.columns) or "the table"
        return (
            f"{what.table}, {columns}: {what.name} fails in {self.n_unexpected} of "
            f"{self.n_asked} rows. {what.reason} Rows: {rows or 'none'}"
        )


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All outcomes, in the order of tables.toml."""

    outcomes: tuple[Outcome, ...]

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """Failed critical expectations: any of them stops publication."""
        return self._failed("critical")

    @property
    def warnings(self) -> tuple[Outcome, ...]:
        """Failed expectations that stop nothing."""
        return self._failed("warning")

    @property
    def is_ok(self) -> bool:
        """Whether the tables may be published."""
        return not self.failures

    def raise_if_failed(self) -> None:
        """Raise ValidationFailed if a critical expectation failed."""
        if self.failures:
            raise ValidationFailed(self)

    def _failed(self, severity: str) -> tuple[Outcome, ...]:
        return tuple(
            outcome
            for outcome in self.outcomes
            if not outcome.is_ok and outcome.expectation.severity == severity
        )


class ValidationFailed(RuntimeError):  # noqa: N818  # says what happened
    """Nothing may be published; names table, column, rows and values."""

    def __init__(self, report: ValidationReport) -> None:
        self.report = report
        lines = "\n".join(f"- {outcome}" for outcome in report.failures)
        super().__init__(f"nothing was published, the checks failed:\n{lines}")


def validate(
    frames: Mapping[str, pl.DataFrame], as_of: dt.date | None = None
) -> ValidationReport:
    """Check all tables, one against the other too; raises nothing for bad data.

    A table not among the frames counts as empty. ``as_of`` is the day of the run:
    no article may be younger. Takes 8 to 15 s the first time in a process, for the
    import of Great Expectations.
    """
    wrong = {
        name: _wrong_columns(TABLES[name], frame) for name, frame in frames.items()
    }
    outcomes = [outcome for outcome in wrong.values() if outcome]
    sound = {name: frame for name, frame in frames.items() if not wrong[name]}
    with conditions_over(sound, as_of) as con:
        for name, frame in sound.items():
            outcomes.extend(_check_table(con, TABLES[name], frame))
    order = list(TABLES)
    outcomes.sort(key=lambda outcome: order.index(outcome.expectation.table))
    return ValidationReport(tuple(outcomes))


def validate_store(
    con: duckdb.DuckDBPyConnection, as_of: dt.date, is_full: bool = False
) -> ValidationReport:
    """Check an open warehouse after loads of this connection, inside their ``batch``.

    What was loaded is checked in every respect, all other rows for what the loads can
    have broken; with ``is_full`` all rows for whatever can break. What is made when a
    run is sealed is not checked before. ``as_of`` and the result are those of
    ``validate``. SQL finds the rows that break something; Great Expectations looks at
    these and at some of those loaded.
    """
    con.execute("SET scalar_subquery_error_on_multiple_rows = false")
    con.register("run_day", pl.DataFrame({"as_of": [as_of]}).to_arrow())
    put_touched(con)
    later = MADE_AT_SEALING if is_pending(con) else frozenset()
    tables = [table for name, table in TABLES.items() if name not in later]
    # The second look at one table goes on while SQL finds the suspects of the next.
    checks = [_check_stored(con, table, is_full) for table in tables]
    con.unregister("run_day")
    return ValidationReport(tuple(outcome for check in checks for outcome in check()))


def validate_snapshot(layout: Layout) -> ValidationReport:
    """Check all rows of what is published, as of the last day that changed it.

    Raises QueryError when nothing is published.
    """
    with open_snapshot(layout) as con:
        limit_memory(con)
        return validate_store(con, last_day(con) or dt.date.max, is_full=True)


def _check_stored(
    con: duckdb.DuckDBPyConnection, table: Table, is_full: bool
) -> Callable[[], Iterator[Outcome]]:
    expectations = expectations_of(table)
    found = find_suspects(con, table, expectations, is_full)
    others = [e for e in expectations if e.check != "rows"]
    looked = _second_look(table, found.frame, found.holds, others)
    return partial(_outcomes, expectations, found.asked, looked)


def _outcomes(
    expectations: Sequence[Expectation],
    n_asked_of: Sequence[Asked],
    looked: Callable[[], Iterator[Outcome]],
) -> Iterator[Outcome]:
    seen = looked()
    for expectation, asked in zip(expectations, n_asked_of, strict=True):
        if expectation.check == "rows":
            is_short = asked.n_rows < expectation.minimum_rows
            yield Outcome(expectation, asked.n_rows, int(is_short), asked.n_rows)
            continue
        n_rows, n_asked = asked.n_rows, asked.n_asked
        yield replace(next(seen), n_rows=n_rows, n_asked=n_asked)


def _second_look(
    table: Table,
    frame: pl.DataFrame,
    holds: pl.DataFrame,
    expectations: Sequence[Expectation],
) -> Callable[[], Iterator[Outcome]]:
    """Outcomes over the rows handed on, whose counts are those of these rows."""
    if frame.is_empty():
        return lambda: (Outcome(expectation, 0, 0, 0) for expectation in expectations)
    results = look_again(table, frame, holds, expectations)
    return lambda: (
        _outcome(table, frame, expectation, *result)
        for expectation, result in zip(expectations, results(), strict=True)
    )


def _wrong_columns(table: Table, frame: pl.DataFrame) -> Outcome | None:
    expected = dict(polars_schema(table))
    found = dict(frame.schema)
    names = [
        name for name in {**expected, **found} if expected.get(name) != found.get(name)
    ]
    if not names:
        return None
    reason = "Columns and types are those of the codebook."
    samples = tuple(
        {
            "column": name,
            "expected": str(expected.get(name)),
            "found": str(found.get(name)),
        }
        for name in names
    )
    expectation = Expectation(
        table.name, "columns_and_types", "rows", tuple(names), "critical", reason
    )
    n_rows = max(frame.height, 1)
    return Outcome(expectation, frame.height, n_rows, n_rows, samples)


def _check_table(
    con: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame
) -> Iterator[Outcome]:
    """Outcomes over a frame that the connection knows by the name of the table."""
    expectations = expectations_of(table)
    if frame.is_empty():
        for expectation in expectations:
            yield Outcome(expectation, 0, min(expectation.minimum_rows, 1), 0)
        return
    conditions = [e for e in expectations if e.check == "condition"]
    holds = hold(con, table.name, conditions)
    for found, expectation in zip(
        unexpected_rows(table, frame, holds, expectations), expectations, strict=True
    ):
        yield _outcome(table, frame, expectation, *found)


def _outcome(
    table: Table,
    frame: pl.DataFrame,
    expectation: Expectation,
    n_unexpected: int,
    rows: Sequence[int],
) -> Outcome:
    names = list(dict.fromkeys((*table.primary_key, *expectation.columns)))
    samples = tuple(frame.row(row, named=True) for row in rows[:SAMPLE_SIZE])
    cut = tuple({name: sample[name] for name in names} for sample in samples)
    return Outcome(expectation, frame.height, n_unexpected, frame.height, cut)


def _readable(sample: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_short(value)}" for name, value in sample.items())


def _short(value: Any) -> str:
    shown = repr(value) if isinstance(value, str | None) else str(value)
    return shown if len(shown) <= 100 else f"{shown[:99]}…"
