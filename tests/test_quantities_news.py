"""Quantities of news sentences: value, bounds, unit and what is counted."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from spacy.language import Language

from transforms.document import FoundQuantity
from transforms.english.quantities import annotate_quantities

TABLE = Path(__file__).parent / "data" / "quantities_news.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
AMOUNT = re.compile(r"[\d.]*\d(?:e[+]?\d+)?")


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:.4g}"


def _amount(found: FoundQuantity) -> str:
    """ "12", "12.." (at least), "..12" (at most), "~12" (about), "10-15"."""
    if found.qualifier == "at_least":
        return _plain(found.low) + ".."
    if found.qualifier == "at_most":
        return ".." + _plain(found.high)
    if found.qualifier == "about":
        return "~" + _plain(found.best)
    if found.best is not None:
        return _plain(found.best)
    return f"{_plain(found.low)}-{_plain(found.high)}"


def _wanted(cell: str) -> list[tuple[str, str]]:
    items = [item.split(" ", 1) for item in filter(None, cell.split(";"))]
    return [
        (
            "..".join(
                AMOUNT.sub(lambda m: _plain(float(m[0])), part)
                for part in amount.split("..")
            ),
            rest,
        )
        for amount, rest in items
    ]


@pytest.mark.parametrize("row", ROWS, ids=[row["sentence"] for row in ROWS])
def test_quantities_of_news_are_read(nlp: Language, row: dict[str, str]) -> None:
    found = [
        (_amount(quantity), f"{quantity.unit} {quantity.counted}")
        for sentence in nlp(row["sentence"]).sents
        for quantity in annotate_quantities(sentence, 0)
    ]
    assert found == _wanted(row["quantities"])
