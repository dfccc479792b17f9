"""Versions of releases: YYYY.M, YYYY.M.PATCH, and YYYY.M-candidate."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

PATTERN: Final = re.compile(r"(\d{4})\.([1-9]|1[0-2])(?:\.([1-9]\d*)|(-candidate))?")
FOLDER: Final = "conflict-events-"


class ReleaseError(RuntimeError):
    """A release that cannot be made or used; the message is for the user."""


@dataclass(frozen=True, slots=True, order=True)
class ReleaseVersion:
    """A version, ordered in time: a candidate comes before the release it becomes."""

    year: int
    month: int
    is_frozen: bool
    patch: int

    def __str__(self) -> str:
        tail = f".{self.patch}" if self.patch else ""
        return f"{self.year}.{self.month}{tail if self.is_frozen else '-candidate'}"

    @property
    def folder(self) -> str:
        """Name of the folder of the release."""
        return f"{FOLDER}{self}"


def parse_version(text: str) -> ReleaseVersion:
    """A version from its text; raises ReleaseError for any other text.

    >>> str(parse_version("2026.11-candidate"))
    '2026.11-candidate'
    """
    match = PATTERN.fullmatch(text)
    if match is None:
        raise ReleaseError(
            f"{text!r} is no version of a release: write YEAR.MONTH as in 2026.11, "
            "2026.11.1 for a mended one, 2026.11-candidate for the running month"
        )
    year, month, patch, candidate = match.groups()
    return ReleaseVersion(int(year), int(month), not candidate, int(patch or 0))


def check_month(version: ReleaseVersion, today: dt.date) -> None:
    """Raise ReleaseError for a month to come, or a candidate of another month."""
    month, running = (version.year, version.month), (today.year, today.month)
    if month > running:
        raise ReleaseError(f"{version} names a month to come: today is {today}")
    if not version.is_frozen and month != running:
        raise ReleaseError(
            f"{version} is no candidate of the running month: that one is "
            f"{today.year}.{today.month}-candidate; a month that is over has "
            f"a release, {version.year}.{version.month}"
        )
