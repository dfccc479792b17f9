"""Which data sets there are, what each needs, and which module scores it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from benchmarks.quality.reading import Folders
from benchmarks.quality.report import Report
from transforms.extract import Extractor
from transforms.lexicon import read_table

PACKAGE = "benchmarks.quality"


class UnknownSetError(ValueError):
    """A name that no data set has; lists the names there are."""


class Scorer(Protocol):
    """Scores one data set; ``sample`` bounds the number of its rows, None takes all."""

    def __call__(
        self, folders: Folders, extractor: Extractor, sample: int | None
    ) -> Report:
        """The report on the data set."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set: its name, the module that scores it, the paths it needs."""

    name: str
    module: str
    needs: tuple[str, ...]

    def missing(self, folders: Folders) -> str | None:
        """The first path that is not there; None when all are."""
        paths = (folders.path(name) for name in self.needs)
        return next((str(path) for path in paths if not path.exists()), None)

    @property
    def is_own(self) -> bool:
        """Whether the project itself holds the data."""
        return all(name.startswith("own/") for name in self.needs)

    @property
    def scorer(self) -> Scorer:
        """The function ``score`` of its module, or the one named after a colon."""
        module, _, function = self.module.partition(":")
        return cast(
            Scorer, getattr(import_module(f"{PACKAGE}.{module}"), function or "score")
        )


@cache
def data_sets() -> tuple[DataSet, ...]:
    """Every data set, in the order of the table."""
    return tuple(
        DataSet(row["name"], row["module"], tuple(row["needs"].split()))
        for row in read_table(PACKAGE, "sets.csv")
    )


@cache
def targets() -> dict[tuple[str, str], float]:
    """Targets by data set and figure."""
    return {
        (row["name"], row["figure"]): float(row["target"])
        for row in read_table(PACKAGE, "targets.csv")
    }


def chosen(names: Iterable[str]) -> tuple[DataSet, ...]:
    """The data sets of these names, all when there is none; raises UnknownSetError."""
    wanted = set(names)
    known = {item.name for item in data_sets()}
    if unknown := wanted - known:
        raise UnknownSetError(
            f"no data set is called {', '.join(sorted(unknown))}; "
            f"there are {', '.join(sorted(known))}"
        )
    return tuple(item for item in data_sets() if not wanted or item.name in wanted)
