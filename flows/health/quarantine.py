"""What is not used, and why: by source and reason, each with an example to look up."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from flows.web.redact import redacted
from warehouse.inbox import Inbox
from warehouse.inbox.history import refused_pages
from warehouse.query import ask

REJECTS = """
SELECT
    coalesce(s.name, '') AS source, r.stage, r.reason, count(*) AS n,
    min(r.reject_id) AS example_id, arg_min(r.location, r.reject_id) AS example
FROM rejects r
LEFT JOIN sources s USING (source_id)
WHERE r.outcome = 'refused' AND r.stage <> 'fetch'
GROUP BY ALL
ORDER BY n DESC, source, r.stage, r.reason
"""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Articles of a source that are not used for one reason.

    ``state`` is refused, waiting (the page is asked for again) or list (a list of
    items that fails). ``example_id`` is that of a row of ``rejects``, or for the stage
    fetch of the inbox' ``refusals``.
    """

    source: str
    stage: str
    reason: str
    state: str
    n: int
    example_id: str
    example: str


def quarantined(
    inbox: Inbox, con: duckdb.DuckDBPyConnection | None
) -> tuple[Quarantined, ...]:
    """All of it, the most frequent first; ``con`` is the snapshot, if there is one."""
    found = [
        Quarantined(
            row.source,
            "fetch",
            row.reason,
            row.state,
            row.n,
            row.example_id,
            redacted(row.example),
        )
        for row in refused_pages(inbox)
    ]
    if con is not None:
        found += [
            Quarantined(state="refused", **row) for row in ask(con, REJECTS).to_dicts()
        ]
    return tuple(sorted(found, key=lambda one: (-one.n, one.source, one.reason)))
