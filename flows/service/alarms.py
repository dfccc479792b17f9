"""Tell of an alarm when it begins to ring, and once only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flows.health.limits import Finding
from flows.service.report import without_secrets
from warehouse.files import write_text

WHAT_TO_DO = "What to do is in docs/operations.md, under the name of the check."
Key = tuple[str, str]


def begun(root: Path, found: Iterable[Finding]) -> list[Finding]:
    """The alarms that did not ring the last time it was asked; remembers those that do.

    One that ends is forgotten, so that it is told of when it rings again.
    """
    ringing = {_key(one): one for one in found if one.level == "alarm"}
    path = root / ".alarms.json"
    known = _known(path)
    if known != set(ringing):
        write_text(path, json.dumps(sorted(ringing)))
    return [one for key, one in ringing.items() if key not in known]


def _key(one: Finding) -> Key:
    return (one.source, one.check)


def _known(path: Path) -> set[Key]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return set()
    except ValueError:
        # Half of it is lost: better told twice than never.
        return set()
    return {(str(source), str(check)) for source, check in rows}


def as_document(alarms: Sequence[Finding], out: str) -> Mapping[str, Any]:
    """Alarms as plain values; ``text`` is what chat services show."""
    lines = [_line(one) for one in alarms]
    many = "1 new alarm" if len(lines) == 1 else f"{len(lines)} new alarms"
    rows = [asdict(one) | {"told": without_secrets(one.told)} for one in alarms]
    return {
        "text": f"polemos: {many}: {'; '.join(lines)}. {WHAT_TO_DO}",
        "folder": out,
        "alarms": rows,
    }


def as_markdown(alarms: Sequence[Finding]) -> str:
    """Alarms as a page for the Prefect UI."""
    rows = (f"- {_line(one)}" for one in alarms)
    return "\n".join(["# New alarms", "", *rows, "", WHAT_TO_DO, ""])


def _line(one: Finding) -> str:
    place = one.source or "the service"
    return f"{place}: {one.check}: {without_secrets(one.told)}"
