"""Gold files as rows, and rows as articles the extractor reads."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from transforms.document import Block, CleanArticle, RawArticle
from transforms.text.clean import clean

Row = dict[str, Any]
Item = TypeVar("Item")
# Articles from the future are refused; every gold file is older than this.
TODAY = dt.date(2026, 1, 1)
OWN = Path(__file__).resolve().parents[2]


class GoldError(ValueError):
    """A gold file that does not hold what it should; says file, row and value."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the data lie: gold files, news texts, and the project's own sets."""

    gold: Path
    news: Path
    own: Path = OWN

    def path(self, name: str) -> Path:
        """The path of ``gold/FILE``, ``news/FILE`` or ``own/FILE``."""
        folder, _, rest = name.partition("/")
        return {"gold": self.gold, "news": self.news, "own": self.own}[folder] / rest


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSON Lines file; GoldError names a line that is none."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError as error:
            raise GoldError(f"{path}:{number}: no JSON: {error}") from error
    return rows


def sampled(items: Sequence[Item], sample: int | None) -> list[Item]:
    """At most ``sample`` items, evenly spaced, the same ones each time."""
    if sample is None or sample >= len(items):
        return list(items)
    return [items[place * len(items) // sample] for place in range(sample)]


def article(
    name: str, text: str, published: str | None = None, title: str | None = None
) -> CleanArticle:
    """An English text as a clean article; GoldError when it is refused."""
    raw = RawArticle(
        name, "text", text, title=title, published=published, language="en"
    )
    result = clean(raw, TODAY)
    if result.article is None:
        reasons = ", ".join(reject.reason for reject in result.rejects)
        raise GoldError(f"{name}: the article is refused: {reasons}")
    return result.article


def one_block(name: str, text: str) -> CleanArticle:
    """A text as it stands, so that gold offsets hold: nothing cleaned, one block."""
    return CleanArticle(
        name, name, "text", text, (Block("body", 0, len(text)),), language="en"
    )


def shortened(text: str, length: int = 160) -> str:
    """A text on one line, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"
