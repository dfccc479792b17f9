"""What a round of fetching comes to, in words and in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flows.collect.fetch import Fetching
from flows.service.report import without_secrets


@dataclass(frozen=True, slots=True)
class Outcome:
    """A round: its words, a row for each source where there is news, if it failed.

    A round fails when no source could be read, as without a network; single ones are a
    matter of ``polemos status``.
    """

    message: str
    rows: tuple[dict[str, Any], ...] = ()
    has_failed: bool = False


def outcome_of(told: Sequence[Fetching]) -> Outcome:
    """The outcome of a round over these sources."""
    if not told:
        return Outcome("no source is due")
    failed = [one for one in told if one.has_failed]
    n_new = sum(one.announced.n_new for one in told)
    n_pages = sum(one.n_pages for one in told)
    n_refused = sum(one.n_refused for one in told)
    message = (
        f"{len(told)} sources: {n_new} new items, {n_pages} pages kept, "
        f"{n_refused} refused"
    )
    if failed:
        names = "; ".join(map(_first_failure, failed))
        message += f"; lists failed at {len(failed)} of them: {names}"
    has_news = bool(n_new or n_pages or n_refused or failed)
    return Outcome(
        message=without_secrets(message),
        rows=tuple(map(_row, told)) if has_news else (),
        has_failed=len(failed) == len(told),
    )


def _row(one: Fetching) -> dict[str, Any]:
    return {
        "source": one.source,
        "lists": one.announced.n_lists,
        "failed": len(one.announced.failures),
        "new": one.announced.n_new,
        "pages": one.n_pages,
        "refused": one.n_refused,
    }


def _first_failure(one: Fetching) -> str:
    return f"{one.source}: {one.announced.failures[0].detail}"
