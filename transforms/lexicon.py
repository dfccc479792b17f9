"""Read the lexicons: CSV files beside the modules, each row with its source."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from importlib.resources import files

ROOT_PACKAGE = "transforms"


class LexiconError(ValueError):
    """A lexicon row that cannot be used; says file, row and field."""


@cache
def read_table(package: str, name: str) -> tuple[dict[str, str], ...]:
    """Rows of ``data/name`` in ``package``, every cell stripped.

    Raises LexiconError when the file has no ``source`` column, a row has another
    number of cells than the header, or a row's source is empty.
    """
    text = (files(package) / "data" / name).read_text(encoding="utf-8")
    lines = csv.reader(text.splitlines(), strict=True)
    header = next(lines, [])
    if "source" not in header:
        raise LexiconError(f"{package}/data/{name}: no column 'source'")
    return tuple(
        _row(header, cells, f"{package}/data/{name}, row {number}")
        for number, cells in enumerate(lines, start=2)
        if cells
    )


def _row(header: list[str], cells: list[str], where: str) -> dict[str, str]:
    if len(cells) != len(header):
        raise LexiconError(f"{where}: {len(cells)} cells, header has {len(header)}")
    row = {key: cell.strip() for key, cell in zip(header, cells, strict=True)}
    if not row["source"]:
        raise LexiconError(f"{where}: field 'source' is empty")
    return row


@cache
def lexicon_version() -> str:
    """A short hash over all lexicon files, written on every run."""
    digest = hashlib.sha256()
    for path in sorted(_data_files(ROOT_PACKAGE), key=lambda item: item[0]):
        digest.update(path[0].encode())
        digest.update(path[1])
    return digest.hexdigest()[:12]


def _data_files(package: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    stack = [(package, files(package))]
    while stack:
        prefix, folder = stack.pop()
        for entry in folder.iterdir():
            where = f"{prefix}/{entry.name}"
            if entry.is_dir() and entry.name != "__pycache__":
                stack.append((where, entry))
            elif entry.name.endswith(".csv"):
                found.append((where, entry.read_bytes()))
    return found
