"""What is told when a job fails: a report to read, and a document for machines."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.web.redact import redacted
from warehouse.inbox import InboxError, Standing, open_inbox
from warehouse.layout import Layout

ADDRESS = re.compile(r"https?://[^\s\"'<>|]+")
MESSAGE_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that failed: which, how, why, when, in which run and on which folder."""

    job: str
    state: str
    message: str
    at: dt.datetime
    run_id: str
    out: str
    sources: tuple[Standing, ...] = ()


def failure_of(
    job: str, state: str, message: str | None, at: dt.datetime, run_id: str, out: str
) -> Failure:
    """A failure with where every source stands, and without secrets."""
    told = without_secrets(message or "no reason was given")[:MESSAGE_LENGTH]
    return Failure(job, state, told, at, run_id, out, _standings(Path(out), at))


def _standings(root: Path, now: dt.datetime) -> tuple[Standing, ...]:
    layout = Layout(root)
    if not layout.inbox.exists():
        return ()
    try:
        with open_inbox(layout.inbox) as inbox:
            return tuple(inbox.standings(now))
    except InboxError:
        # The failure that is told of may be the inbox's own.
        return ()


def without_secrets(text: str) -> str:
    """The text with passwords and keys taken out of the addresses in it."""
    return ADDRESS.sub(lambda found: redacted(found.group()), text)


def as_markdown(failure: Failure) -> str:
    """The failure as a page for the Prefect UI."""
    lines = [
        f"# {failure.job}: {failure.state}",
        "",
        f"At {failure.at:%Y-%m-%d %H:%M:%S} UTC, run {failure.run_id}, "
        f"folder `{failure.out}`.",
        "",
        # As code, so that nothing of it is taken for markup.
        *(f"    {line}" for line in failure.message.splitlines()),
        "",
    ]
    if failure.sources:
        lines += [
            "| source | items | pages | to load | refused | last page |",
            "| --- | ---: | ---: | ---: | ---: | --- |",
            *map(_row, failure.sources),
        ]
    return "\n".join([*lines, ""])


def _row(one: Standing) -> str:
    last = f"{one.last_page:%Y-%m-%d %H:%M}" if one.last_page else "never"
    name = one.source.replace("|", "\\|")
    counts = (one.n_items, one.n_pages, one.n_pending, one.n_refused)
    return f"| {name} | {' | '.join(map(str, counts))} | {last} |"


def as_document(failure: Failure) -> Mapping[str, Any]:
    """The failure as plain values; ``text`` is what chat services show."""
    first = failure.message.splitlines()[0] if failure.message else ""
    return {
        "text": f"{failure.job} {failure.state.lower()}: {first}",
        "job": failure.job,
        "state": failure.state,
        "message": failure.message,
        "at": failure.at.isoformat(),
        "run_id": failure.run_id,
        "folder": failure.out,
        "sources": [
            {
                "name": one.source,
                "items": one.n_items,
                "pages": one.n_pages,
                "pending": one.n_pending,
                "refused": one.n_refused,
                "last_page": one.last_page.isoformat() if one.last_page else None,
            }
            for one in failure.sources
        ],
    }
