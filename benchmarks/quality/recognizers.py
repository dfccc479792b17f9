"""Date and number expressions with their values: the Recognizers-Text cases.

Share right asks whether a marked expression is read with its value; F1 asks the same
of all expressions of the text, with those missed and those told in excess. Only kinds
that news uses are counted: clock times, sets ("every Monday"), durations, formulas and
the words of calendar assistants are left out, and what is told of them is ignored.
"""

from __future__ import annotations

from benchmarks.quality import recognized_dates, recognized_numbers
from benchmarks.quality.reading import Folders
from benchmarks.quality.recognized import Case, Checked, read_cases
from benchmarks.quality.report import Counts, Figure, Report, TypeRow, f1_figures, share
from benchmarks.quality.spans import added
from transforms.extract import Extractor

NAME = "recognizers"
DATES = (
    "DateTime_English_DateTimeModel.json",
    "DateTime_English_DateTimeModelExtendedTypes.json",
)
NUMBERS = "Number_English_NumberModel.json"
RANGES = "Number_English_NumberRangeModel.json"
UNITS = {
    "age": "NumberWithUnit_English_AgeModel.json",
    "money": "NumberWithUnit_English_CurrencyModel.json",
    "measure": "NumberWithUnit_English_DimensionModel.json",
}


def score(folders: Folders, extractor: Extractor, sample: int | None = None) -> Report:
    """Dates, numbers, ranges, ages, money and measures."""
    folder = folders.path("gold/recognizers")

    def cases(*names: str) -> list[Case]:
        return [case for name in names for case in read_cases(folder / name, sample)]

    dates = list(recognized_dates.check(cases(*DATES)))
    numbers = list(recognized_numbers.check_numbers(cases(NUMBERS)))
    ranges = list(recognized_numbers.check_ranges(cases(RANGES)))
    units = {
        kind: list(recognized_numbers.check_units(cases(name), kind, extractor.nlp))
        for kind, name in UNITS.items()
    }
    kinds = {"dates": dates, "numbers": numbers, "ranges": ranges, **units}
    quantities = [*numbers, *(item for items in units.values() for item in items)]
    measured = [item for items in units.values() for item in items]
    checked = [item for items in kinds.values() for item in items]
    return Report(
        NAME,
        (
            *(_share(kind, items) for kind, items in kinds.items()),
            *f1_figures("date value", _counts(dates)),
            *f1_figures("quantity value", _counts(quantities)),
            *f1_figures("value and unit", added(item.with_unit for item in measured)),
        ),
        tuple(TypeRow(kind, _counts(items)) for kind, items in kinds.items()),
        tuple(error for item in checked for error in item.errors),
        f"{sum(item.left_out for item in checked)} expressions of kinds that news "
        "does not use are left out",
    )


def _counts(items: list[Checked]) -> Counts:
    return added(item.counts for item in items)


def _share(kind: str, items: list[Checked]) -> Figure:
    counts = _counts(items)
    return share(f"{kind} right", counts.right, counts.wanted)
