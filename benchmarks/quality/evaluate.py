"""Score the data sets that are there; name those that are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from benchmarks.quality.reading import Folders
from benchmarks.quality.registry import DataSet, targets
from benchmarks.quality.report import Absent, Report
from transforms.extract import Extractor


def evaluate(
    sets: Sequence[DataSet],
    folders: Folders,
    extractor: Extractor,
    sample: int | None = None,
) -> Iterator[Report | Absent]:
    """One report per data set, in order, each as soon as it is done."""
    for item in sets:
        missing = item.missing(folders)
        if missing is not None:
            yield Absent(item.name, missing)
        else:
            yield _with_targets(item.scorer(folders, extractor, sample))


def _with_targets(report: Report) -> Report:
    figures = tuple(
        replace(figure, target=targets().get((report.file, figure.name)))
        for figure in report.figures
    )
    return replace(report, figures=figures)
