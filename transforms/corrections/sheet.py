"""Claims as rows of a spreadsheet, and edited rows as corrections.

A sheet shows what the extractor read, so that reviewers code the same thing whoever
comes first; what a cell says otherwise than the sheet said is a correction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from schemas.reviews import Correction
from transforms.corrections import make
from transforms.corrections.dates import shown_date
from transforms.corrections.draft import CLAIMANT, NUMBER
from transforms.corrections.errors import CorrectionError
from transforms.corrections.fields import shown_fields
from transforms.corrections.items import NUMBER as NUMBER_CELLS
from transforms.corrections.items import PARTY as PARTY_CELLS
from transforms.corrections.items import cells_of
from transforms.corrections.rewrite import reading
from transforms.corrections.seen import Seen, shown
from transforms.corrections.standing import claim_of
from transforms.corrections.values import ROLES, fingerprint_of

# A spreadsheet takes 12e4 for a number and 2024-03-05 for a day of its own: ids have
# their kind in front of them, and dates are written as intervals.
CLAIM: Final = "claim:"
PRINT: Final = "read:"
EVENT: Final = "event:"
FORMULA: Final = ("=", "+", "-", "@")
ABOUT: Final = (
    "claim", "event", "published", "publisher", "title", "address", "before", "quote",
    "after", "confidence", "corrected",
)  # fmt: skip
DECIDED: Final = ("verdict", "reason", "reviewer", "reviewed_at")
LISTS: Final[Mapping[str, str]] = {
    **{name: role for role, name in ROLES.items()},
    CLAIMANT: CLAIMANT,
    "quantities": NUMBER,
}
FIELDS: Final = (
    "event_type", "mode", "direction", "factuality", "is_background", "contexts",
    "place", "date",
)  # fmt: skip
COLUMNS: Final = (*ABOUT, *DECIDED, *FIELDS, *LISTS, "reading")
NEEDED: Final = ("claim", "reading")
VERDICTS: Final = {"": "", "accept": "accept", "reject": "reject", "skip": ""}
READ_AND_RIGHT: Final = "read and found right"
Row = dict[str, str]


class CellError(CorrectionError):
    """A cell that cannot be used, by its column."""

    def __init__(self, column: str, message: str) -> None:
        self.column = column
        super().__init__(message.removeprefix(f"{column}: "))


def as_row(seen: Seen, about: Mapping[str, str]) -> Row:
    """The row of a claim; ``about`` gives the columns that nobody edits."""
    row = dict.fromkeys(COLUMNS, "")
    row |= {name: _plain(value) for name, value in about.items()}
    row |= cells(seen.as_read())
    row["claim"] = CLAIM + seen.claim.claim_id
    row["reading"] = PRINT + fingerprint_of(seen.claim)
    row["confidence"] = f"{seen.claim.confidence:.2f}"
    row["corrected"] = "; ".join(_in_words(item) for item in seen.in_force)
    if seen.is_rejected:
        row["corrected"] = "rejected"
    return row


def cells(seen: Seen) -> Row:
    """The cells that can be edited, as they stand."""
    found = shown_fields(seen.now.claim)
    date = reading(seen.now.claim)["date"]
    if date["date_start"] and ".." not in shown_date(date):
        found["date"] = f"{date['date_start']}..{date['date_end']}"
    for name, lines in lists(seen).items():
        found[name] = "; ".join(lines)
    return found


def lists(seen: Seen) -> dict[str, list[str]]:
    """Parties and numbers as lines, by the column that holds them."""
    everything = shown(seen.now.claim)
    return {
        name: [line for path, line in everything.items() if path.startswith(f"{role}.")]
        for name, role in LISTS.items()
    }


def claim_id_of(row: Mapping[str, str]) -> str:
    """The claim a row is about."""
    return row["claim"].strip().removeprefix(CLAIM)


def is_reviewed(row: Mapping[str, str], seen: Seen) -> bool:
    """Whether somebody gave a verdict or edited a cell."""
    return bool(_verdict(row)) or any(True for _ in _edited(row, seen))


def corrections_of(row: Mapping[str, str], seen: Seen, by: make.By) -> list[Correction]:
    """The corrections that an edited row makes, its verdict last.

    Edits without a verdict accept the claim as edited. Raises CellError that names the
    column and the value.
    """
    verdict = _verdict(row)
    printed = row["reading"].strip().removeprefix(PRINT)
    if printed != fingerprint_of(seen.claim):
        words = (
            "the claim is read otherwise since the sheet was written; export it again"
        )
        raise CellError("reading", words)
    made: list[Correction] = []
    edited = list(_edited(row, seen))
    if not (verdict or edited):
        return []
    if not (by.reason or (verdict == "accept" and not edited)):
        raise CellError("reason", "it is empty; say why the claim is corrected")
    if verdict != "reject":
        now = seen.as_read()
        for column in edited:
            for item in _of_column(row, column, now, by, len(made)):
                made.append(item)
                now = now.with_(item)
    last = make.By(by.reviewer, by.reason or READ_AND_RIGHT, by.at).later(len(made))
    if verdict == "reject":
        return [make.reject(seen, last)]
    return [*made, make.accept(seen.as_read().with_(*made), last)]


def _verdict(row: Mapping[str, str]) -> str:
    word = (row.get("verdict") or "").strip().lower()
    if word not in VERDICTS:
        words = f"{word!r} is not one of accept, reject, skip; or leave it empty"
        raise CellError("verdict", words)
    return VERDICTS[word]


def _edited(row: Mapping[str, str], seen: Seen) -> Iterator[str]:
    """Columns whose cell differs from what the sheet said, in their order."""
    before = cells(seen.as_read())
    for name in (*FIELDS, *LISTS):
        if name in row and _same(row[name]) != _same(before[name]):
            yield name


def _same(cell: str | None) -> str:
    return " ".join((cell or "").split()).strip(" ;")


def _of_column(
    row: Mapping[str, str], column: str, seen: Seen, by: make.By, step: int
) -> Iterator[Correction]:
    cell = _same(row[column])
    try:
        if column in LISTS:
            lines = [line.strip() for line in cell.split(";") if line.strip()]
            yield from _of_list(LISTS[column], lines, column, seen, by.later(step))
        elif _same(cells(seen)[column]) != cell:
            yield make.change(seen, column, cell, by.later(step))
    except CellError:
        raise
    except CorrectionError as error:
        raise CellError(column, str(error)) from error


def _of_list(
    role: str, lines: Sequence[str], column: str, seen: Seen, by: make.By
) -> Iterator[Correction]:
    """Changes where lines pair up, then removals from the end, then additions."""
    before = [_same(line) for line in lists(seen)[column]]
    fresh = list(lines)
    left = []
    for position, line in enumerate(before):
        if line in fresh:
            fresh.remove(line)
        else:
            left.append(position)
    now, step = seen, 0
    for position, line in zip(left, fresh, strict=False):
        for name, text in _differing(role, before[position], line, column):
            item = make.change(now, f"{role}.{position}.{name}", text, by.later(step))
            now, step = now.with_(item), step + 1
            yield item
    for position in reversed(left[len(fresh) :]):
        item = make.remove(now, f"{role}.{position}", by.later(step))
        now, step = now.with_(item), step + 1
        yield item
    for line in fresh[len(left) :]:
        item = make.add(now, role, line, by.later(step))
        now, step = now.with_(item), step + 1
        yield item


def _differing(
    role: str, before: str, after: str, field: str
) -> Iterator[tuple[str, str]]:
    """Cells of a line that say something else; an entity first, for it sets others."""
    names = NUMBER_CELLS if role == NUMBER else PARTY_CELLS
    old, new = cells_of(before, names, field), cells_of(after, names, field)
    for name in sorted(names, key=lambda name: name != "entity"):
        if old[name] != new[name]:
            yield name, new[name] or "none"


def _in_words(item: Correction) -> str:
    where = item.row_id.removeprefix(f"{claim_of(item)}").strip("/")
    what = " ".join(part for part in (item.kind, where, item.column_name) if part)
    return f"{what} ({item.reviewer})"


def _plain(value: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(FORMULA) else value
