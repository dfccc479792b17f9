"""Feeds that are written otherwise than before: in another form, or without days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from statistics import median

from flows.health.limits import Finding, found, limits
from warehouse.inbox import Round


def shape_findings(name: str, answered: Sequence[Round]) -> Iterator[Finding]:
    """What has changed in how lists are written; ``answered`` has the newest first."""
    yield from _reformed(name, [one for one in answered if one.forms])
    yield from _undated(name, answered)


def _reformed(name: str, answered: Sequence[Round]) -> Iterator[Finding]:
    """A form that no earlier round had; several lists of a source may differ."""
    rule = limits()["reformed"]
    for form in _forms(answered[0]) if answered else ():
        has_it = [form in _forms(one) for one in answered]
        recent = answered[: len(list(takewhile(bool, has_it)))]
        before = answered[len(recent) :]
        known = {other for one in before for other in _forms(one)}
        is_news = form not in known and len(recent) <= rule.limit
        if is_news and len(before) >= rule.least:
            since = f"{recent[-1].started_at:%Y-%m-%d %H:%M}"
            told = f"its lists are {form} since {since}, {', '.join(sorted(known))}"
            yield found("reformed", name, f"{told} before")


def _forms(one: Round) -> list[str]:
    return (one.forms or "").split(", ")


def _undated(name: str, answered: Sequence[Round]) -> Iterator[Finding]:
    rule = limits()["undated"]
    shares = [share for one in answered if (share := _share(one)) is not None]
    if len(shares) <= rule.least:
        return
    last, *others = shares
    if last >= rule.limit and median(others) < 1 - rule.limit:
        yield found(
            "undated",
            name,
            f"{last:.0%} of the items of the last round name "
            f"no day, {median(others):.0%} usual",
        )


def _share(one: Round) -> float | None:
    if one.n_undated is None or not one.n_items:
        return None
    return one.n_undated / one.n_items
