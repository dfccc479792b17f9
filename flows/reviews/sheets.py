"""Sheets on the disk: written for a team, read back with every error by its cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows.reviews.desk import Desk, Paper, papers_of
from schemas.reviews import Correction
from transforms.corrections import CorrectionError, make
from transforms.corrections.sheet import (
    COLUMNS,
    EVENT,
    NEEDED,
    CellError,
    as_row,
    claim_id_of,
    corrections_of,
)
from transforms.ids import stable_id
from warehouse.files import write_text
from warehouse.layout import Layout

DELIMITERS: Final = (",", ";", "\t")
MAX_TOLD: Final = 20
STEP: Final = dt.timedelta(milliseconds=1)
"""Between two rows of a sheet: more corrections than that are in no row."""


class SheetError(CorrectionError):
    """A sheet that cannot be imported; names file, row, column and value."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for rows that do not say it themselves."""

    reviewer: str
    reason: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Imported:
    """Corrections of a sheet, and how many of its rows were reviewed."""

    corrections: tuple[Correction, ...]
    n_rows: int
    n_reviewed: int


def write_sheet(path: Path, papers: Sequence[Paper]) -> None:
    """Write claims for reviewers: UTF-8 with a mark, as spreadsheets want it."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(as_row(paper.seen, _about(paper)) for paper in papers)
    write_text(path, "\ufeff" + stream.getvalue())


def sampled(desk: Desk, size: int | None, seed: int) -> list[Paper]:
    """The claims of a queue in its order, or some drawn by chance: the same by seed."""
    names = [case.claim_ids[0] for case in desk.cases]
    if size is not None:
        drawn = sorted(names, key=lambda name: stable_id(str(seed), name))[:size]
        names = [name for name in names if name in set(drawn)]
    return [desk.papers[name] for name in names]


def read_sheet(
    path: Path,
    layout: Layout,
    known: Sequence[Correction],
    defaults: Defaults,
) -> Imported:
    """The corrections an edited sheet makes; what is kept already is left out.

    Raises SheetError that tells every row that cannot be used, and nothing is imported
    then.
    """
    rows = list(_rows(path))
    papers = papers_of(layout, {claim_id_of(row) for _, row in rows})
    said = {_content(item) for item in _live(known)}
    made: list[Correction] = []
    errors: list[str] = []
    n_reviewed = 0
    for number, row in rows:
        try:
            by = _by(row, defaults, number)
            found = _of_row(row, papers, by)
        except CellError as error:
            errors.append(f"{path}, row {number}, column {error.column}: {error}")
            continue
        n_reviewed += bool(found)
        made += [item for item in found if _content(item) not in said]
        said |= {_content(item) for item in found}
    if errors:
        raise SheetError(_told(errors))
    return Imported(tuple(made), len(rows), n_reviewed)


def _of_row(
    row: Mapping[str, str], papers: Mapping[str, Paper], by: make.By
) -> list[Correction]:
    name = claim_id_of(row)
    if name not in papers:
        raise CellError("claim", f"{row['claim']!r} is no claim of this warehouse")
    return corrections_of(row, papers[name].seen, by)


def _by(row: Mapping[str, str], defaults: Defaults, number: int) -> make.By:
    at = defaults.at + number * STEP
    moment = (row.get("reviewed_at") or "").strip()
    if moment:
        try:
            at = dt.datetime.fromisoformat(moment)
        except ValueError:
            words = f"{moment!r} is no moment; write 2024-05-01 or 2024-05-01T14:30"
            raise CellError("reviewed_at", words) from None
        at = at.replace(tzinfo=at.tzinfo or dt.UTC)
    reviewer = (row.get("reviewer") or "").strip() or defaults.reviewer
    if not reviewer:
        words = "it is empty; say who reviewed, here or with --reviewer"
        raise CellError("reviewer", words)
    reason = (row.get("reason") or "").strip() or defaults.reason
    return make.By(reviewer, reason, at)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their numbers, the header being row 1; empty rows are left out."""
    text = _text(path)
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip().lower() for cell in next(lines, [])]
        missing = [name for name in NEEDED if name not in header]
        if missing:
            raise SheetError(
                f"{path}, row 1: no column {missing[0]!r}; it is needed to know the "
                "claim: export the sheet again and leave that column in"
            )
        for number, cells in enumerate(lines, start=2):
            if any(cell.strip() for cell in cells):
                yield number, _row(path, number, header, cells)
    except csv.Error as error:
        raise SheetError(f"{path}: is no CSV file: {error}") from error


def _row(
    path: Path, number: int, header: Sequence[str], cells: Sequence[str]
) -> dict[str, str]:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        raise SheetError(
            f"{path}, row {number}: {len(cells)} cells, the header has {len(header)}"
        )
    padded = [*cells, *[""] * (len(header) - len(cells))]
    return dict(zip(header, padded, strict=False))


def _text(path: Path) -> str:
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SheetError(
            f"{path}, line {line}: is not UTF-8; save it as 'CSV UTF-8'"
        ) from error


def _about(paper: Paper) -> dict[str, str]:
    source = paper.source
    return {
        "event": EVENT + paper.event_id if paper.event_id else "",
        # In words of its own, for a spreadsheet to leave as it is.
        "published": f"on {source.published}" if source.published else "",
        "publisher": source.publisher,
        "title": source.title,
        "address": source.address,
        "before": source.before,
        "quote": paper.seen.claim.quote,
        "after": source.after,
    }


def _live(corrections: Iterable[Correction]) -> Iterator[Correction]:
    """Corrections that nobody took back: what was undone may be imported anew."""
    known = list(corrections)
    undone = {item.row_id for item in known if item.kind == "undo"}
    yield from (item for item in known if item.correction_id not in undone)


def _content(item: Correction) -> tuple[str | None, ...]:
    """What a correction says, whenever it was said and why."""
    return (
        item.kind, item.table_name, item.row_id, item.other_rows, item.column_name,
        item.new_value, item.fingerprint, item.reviewer,
    )  # fmt: skip


def _told(errors: Sequence[str]) -> str:
    words = "\n".join(f"- {error}" for error in errors[:MAX_TOLD])
    more = len(errors) - MAX_TOLD
    rest = f"\nand {more} more" if more > 0 else ""
    return f"nothing was imported, {len(errors)} rows cannot be used:\n{words}{rest}"
