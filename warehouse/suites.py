"""Expectations as Great Expectations suites, run over pandas frames.

Great Expectations is imported when the first table is checked, not before: it takes 8
to 15 s. Its own reports need the network, so only its results are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from schemas.expectations import Expectation
from schemas.tables import Table
from warehouse.conditions import ROW_NUMBER

SAMPLE_SIZE: Final = 5
PREFIX: Final = "holds_"


def unexpected_rows(
    table: Table,
    frame: pl.DataFrame,
    holds: pl.DataFrame,
    expectations: Sequence[Expectation],
) -> list[tuple[int, list[int]]]:
    """Per expectation, how many rows break it and the numbers of the first few."""
    import great_expectations as gx  # noqa: PLC0415  # takes 8 to 15 s

    used = sorted({name for e in expectations for name in e.columns})
    rows = frame.select(used).with_row_index(ROW_NUMBER)
    checks = holds.rename({name: PREFIX + name for name in holds.columns})
    batch = _batch(gx, table.name, pl.concat([rows, checks], how="horizontal"))
    found: list[tuple[int, list[int]]] = [(0, [])] * len(expectations)
    numbers = list(range(len(expectations)))
    for result_format in ("BOOLEAN_ONLY", "SUMMARY"):
        suite = [_as_gx(gx, table, expectations[n], n) for n in numbers]
        results = _results(gx, batch, suite, result_format)
        numbers = [n for n, result in results.items() if not result["success"]]
        if not numbers:
            return found
    for n in numbers:
        found[n] = _failing(results[n], expectations[n])
    return found


def _batch(gx: Any, name: str, frame: pl.DataFrame) -> Any:
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = {"globally": False}
    return (
        context.data_sources.add_pandas(name)
        .add_dataframe_asset(name)
        .add_batch_definition_whole_dataframe("all")
        .get_batch(batch_parameters={"dataframe": frame.to_pandas()})
    )


def _results(
    gx: Any, batch: Any, suite: list[Any], result_format: str
) -> dict[int, dict[str, Any]]:
    """Results by the number of the expectation.

    A first pass for yes or no only takes half the time of one that finds the rows.
    """
    outcome = batch.validate(
        gx.ExpectationSuite(name="suite", expectations=suite),
        result_format={
            "result_format": result_format,
            "unexpected_index_column_names": [ROW_NUMBER],
            "partial_unexpected_count": SAMPLE_SIZE,
        },
    )
    return {
        result["expectation_config"]["meta"]["number"]: result
        for result in outcome.to_json_dict()["results"]
    }


def _as_gx(gx: Any, table: Table, expectation: Expectation, number: int) -> Any:
    kinds = gx.expectations
    common = {"severity": expectation.severity, "meta": {"number": number}}
    column = next((c for c in table.columns if (c.name,) == expectation.columns), None)
    if expectation.check == "condition":
        name = PREFIX + expectation.name
        return kinds.ExpectColumnValuesToBeInSet(
            column=name, value_set=[True], **common
        )
    if expectation.check == "rows":
        least = expectation.minimum_rows
        return kinds.ExpectTableRowCountToBeBetween(min_value=least, **common)
    if column is None:
        names = list(expectation.columns)
        return kinds.ExpectCompoundColumnsToBeUnique(column_list=names, **common)
    if expectation.check == "not_null":
        return kinds.ExpectColumnValuesToNotBeNull(column=column.name, **common)
    if expectation.check == "choices":
        return kinds.ExpectColumnValuesToBeInSet(
            column=column.name, value_set=list(column.choices), **common
        )
    if expectation.check == "range":
        return kinds.ExpectColumnValuesToBeBetween(
            column=column.name,
            min_value=column.minimum,
            max_value=column.maximum,
            **common,
        )
    return kinds.ExpectColumnValuesToBeUnique(column=column.name, **common)


def _failing(result: dict[str, Any], expectation: Expectation) -> tuple[int, list[int]]:
    details = result["result"]
    if expectation.check == "rows" and "observed_value" in details:
        return 1, []
    if not details.get("unexpected_count"):
        raise RuntimeError(
            f"{expectation.table}, {expectation.name}: the check itself broke: "
            f"{result['exception_info']}"
        )
    rows = details.get("partial_unexpected_index_list") or []
    return int(details["unexpected_count"]), [int(row[ROW_NUMBER]) for row in rows]
