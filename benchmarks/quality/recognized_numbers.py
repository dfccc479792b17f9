"""Numbers, ranges, ages, money and measures of the cases: value, and value and unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language

from benchmarks.quality.reading import shortened
from benchmarks.quality.recognized import Case, Checked, Expression, is_news
from benchmarks.quality.report import Counts
from benchmarks.quality.spans import overlap
from transforms.document import FoundQuantity
from transforms.english.number_fractions import NumberSpan
from transforms.english.number_spans import number_spans
from transforms.english.quantities import annotate_quantities

# What ``counted`` says of the expressions of each file.
COUNTED = {
    "age": frozenset({"age"}),
    "money": frozenset({"money"}),
    "measure": frozenset(
        {"distance", "weight", "area", "volume", "speed", "information", "temperature"}
    ),
}
BOUNDS = re.compile(r"[\[(]([^,]*),([^,]*)[\])]")
READABLE = re.compile(r"\d|[a-z]{3}")
SAME_UNIT = {"metric ton": "tonne", "pence": "penny"}
BRITISH = re.compile(r"(met|lit)re\b")


def check_numbers(cases: Iterable[Case]) -> Iterator[Checked]:
    """Numbers: the value of each expression."""
    return (_numbers(case) for case in cases)


def _numbers(case: Case) -> Checked:
    is_text_news = is_news("number text", case.text)
    counted = [
        item
        for item in case.expressions
        if is_text_news and is_news("number", item.text)
    ]
    told = number_spans(case.text)
    wrong = [item for item in counted if not _is_told(item, told)]
    errors = tuple(
        f"number {item.text!r}: told "
        f"{[n.best for n in told if _touches(n, item)]}, is {item.resolution['value']}"
        for item in wrong
    )
    return Checked(
        _counted(case, counted, wrong, told),
        errors,
        len(case.expressions) - len(counted),
    )


def _is_told(item: Expression, told: Iterable[NumberSpan]) -> bool:
    value = float(item.resolution["value"])
    return any(_touches(span, item) and _has_value(span, value) for span in told)


def _touches(span: NumberSpan | FoundQuantity, item: Expression) -> bool:
    return overlap((span.start, span.end), item.span)


def _has_value(found: NumberSpan | FoundQuantity, value: float) -> bool:
    values = [v for v in (found.low, found.best, found.high) if v is not None]
    return any(abs(v - value) <= 1e-6 * max(1.0, value) for v in values)


def _counted(
    case: Case,
    counted: Sequence[Expression],
    wrong: Sequence[Expression],
    told: Sequence[NumberSpan | FoundQuantity],
) -> Counts:
    """Right, told and wanted; what touches an expression left out is not told."""
    right = len(counted) - len(wrong)
    misread = sum(any(_touches(span, item) for span in told) for item in wrong)
    excess = sum(
        not any(_touches(span, item) for item in case.expressions) for span in told
    )
    return Counts(right, right + misread + excess, len(counted))


def check_ranges(cases: Iterable[Case]) -> Iterator[Checked]:
    """Ranges and bounds: low and high of "between 20 and 30", "more than 12"."""
    return (_ranges(case) for case in cases)


def _ranges(case: Case) -> Checked:
    counted = {
        item.text: tuple(float(bound) if bound else None for bound in bounds.groups())
        for item in case.expressions
        if (bounds := BOUNDS.match(str(item.resolution["value"])))
        and is_news("range", item.text.lower())
    }
    told = [(span.low, span.high) for span in number_spans(case.text)]
    wrong = [words for words, bounds in counted.items() if bounds not in told]
    right = len(counted) - len(wrong)
    return Checked(
        Counts(right, len(counted), len(counted)),
        tuple(f"range {words!r}: told {told}, is {counted[words]}" for words in wrong),
        len(case.expressions) - len(counted),
    )


def check_units(cases: Iterable[Case], kind: str, nlp: Language) -> Iterator[Checked]:
    """Ages, money or measures: value and what it measures."""
    items = list(cases)
    for case, parsed in zip(items, nlp.pipe(case.text for case in items), strict=True):
        told = [
            found
            for found in annotate_quantities(parsed[:], 0)
            if found.counted in COUNTED[kind]
        ]
        yield _units(case, kind, told)


def _units(case: Case, kind: str, told: Sequence[FoundQuantity]) -> Checked:
    counted = [
        item
        for item in case.expressions
        if item.resolution.get("value") and READABLE.search(item.text)
    ]
    near = {item: _with_value(item, told) for item in counted}
    wrong = [item for item in counted if not near[item]]
    other_unit = [
        item
        for item in counted
        if not any(is_same_unit(found.unit, item, kind) for found in near[item])
    ]
    errors = tuple(
        f"{kind} {item.text!r}: told "
        f"{[(n.best, n.unit) for n in told if _touches(n, item)]}, is "
        f"{item.resolution['value']} {item.resolution.get('unit')} "
        f"| {shortened(case.text, 90)}"
        for item in other_unit
    )
    return Checked(
        _counted(case, counted, wrong, told),
        errors,
        len(case.expressions) - len(counted),
        _counted(case, counted, other_unit, told),
    )


def _with_value(item: Expression, told: Iterable[FoundQuantity]) -> list[FoundQuantity]:
    value = float(item.resolution["value"])
    return [
        found for found in told if _touches(found, item) and _has_value(found, value)
    ]


def is_same_unit(unit: str, item: Expression, kind: str) -> bool:
    """Whether a unit is that of the expression: of money, its last word."""
    wanted = str(item.resolution.get("unit", "")).lower()
    wanted = SAME_UNIT.get(wanted, wanted)
    told = BRITISH.sub(r"\1er", unit.lower())
    if kind == "money":
        return told.split()[-1:] == wanted.split()[-1:]
    return told == wanted or (kind == "age" and wanted == "age")
