"""Find the date expressions of an English text and the days they mean.

A scan for anchor words (months, weekdays, units, years) costs little; only around
them is the grammar of dates_patterns.csv tried. What stands before an expression
("early", "since") and between two of them ("from ... to ...") is read afterwards.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from transforms.dates import UNKNOWN, Interval, days_range, expression, shift_months
from transforms.document import DateExpression
from transforms.english import date_days, date_offsets, date_readers, date_years
from transforms.english import date_tables as tables
from transforms.english.date_days import in_turn
from transforms.english.date_modifiers import Found, modified
from transforms.english.date_readers import Context, Reader, group
from transforms.english.number_words import any_of

Ahead = Callable[[int, int], bool | None]
_BLANKS = str.maketrans(dict.fromkeys("\n\r\t\u00a0\u202f", " "))
WINDOW = 56  # characters around an anchor in which an expression must lie
CUE_WINDOW = 48
_WORD = re.compile(r"[A-Za-z]{3,}|\d+")
_JOIN = re.compile(
    r"\s*(?:to|until|till|through|and|-|–|—)\s*(?:in |on |the end of |end of )?", re.I
)
_LEAD = re.compile(r"\b(?:from|between)(?: in| on)? (?:the )?$", re.IGNORECASE)


def find_dates(
    text: str,
    published: dt.date | None,
    last: tuple[dt.date, dt.date] | None = None,
    offset: int = 0,
    future: bool = False,
    ahead: Ahead | None = None,
    is_named: bool = False,
) -> list[DateExpression]:
    """Date expressions of the text, in order and without overlap.

    ``last`` is the last dated event ("two days later"), ``future`` says that all of
    the text looks ahead, ``ahead`` is asked it of each expression; offsets are those
    of the text plus ``offset``. ``is_named`` gives each date the days of its own
    words: "since 2011" is 2011, "from 2011 to 2014" are two dates.
    """
    plain = text.translate(_BLANKS)
    windows = _windows(plain)
    if not windows:
        return []
    context = Context(plain, published, last, future, is_named=is_named)
    chosen = _in_order(_longest(_candidates(context, windows, ahead)), context)
    ends = [-1, *(found.end for found in chosen)]
    changed = [
        modified(found, context, end) for found, end in zip(chosen, ends, strict=False)
    ]
    return [
        _shifted(_expression(found, text, context), offset)
        for found in (changed if is_named else _joined(changed, context))
        if found.days.precision != "unknown" or found.days is UNKNOWN
    ]


def _expression(found: Found, text: str, context: Context) -> DateExpression:
    words = text[found.start : found.end]
    days = expression(found.days, words, found.start, context.published)
    if not context.is_named:
        return days
    inside = group(found.match, "edge") or group(found.match, "part")
    return replace(days, modifier=found.modifier or inside)


def _shifted(found: DateExpression, offset: int) -> DateExpression:
    if not offset:
        return found
    return replace(found, start=found.start + offset, end=found.end + offset)


def _windows(text: str) -> list[tuple[int, int, frozenset[str]]]:
    """Where a date may stand, with the kinds of pattern to try there."""
    anchors = tables.anchors()
    windows: list[tuple[int, int, frozenset[str]]] = []
    for match in _WORD.finditer(text):
        word = match[0]
        kinds = anchors.get(word.lower()) or _number_kinds(text, match)
        if word.isdigit() and text[match.end() : match.end() + 2] in _ORDINAL:
            kinds |= _NUMBER
        if not kinds:
            continue
        start = max(0, match.start() - WINDOW)
        end = min(len(text), match.end() + WINDOW)
        if windows and start <= windows[-1][1] and kinds == windows[-1][2]:
            start = windows.pop()[0]
        windows.append((start, end, kinds))
    return windows


_NUMBER = frozenset({"number"})
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_NAMED = frozenset({"named"})
_APOSTROPHES = frozenset({"'", "’", "‘"})


def _number_kinds(text: str, match: re.Match[str]) -> frozenset[str]:
    word = match[0]
    if not word[0].isdigit():
        return frozenset()
    following = text[match.end() : match.end() + 2]
    if len(word) == 4 and word[:2] <= "20" and word[:2] >= "15":
        return _NUMBER
    if len(word) == 2 and text[match.start() - 1 : match.start()] in _APOSTROPHES:
        return _NUMBER
    if len(word) == 2 and word[1] == "0" and following.lstrip("'’")[:1] == "s":
        return _NUMBER
    return _NAMED if following[:1] == "/" else frozenset()


@cache
def _readers() -> dict[str, Reader]:
    """Readers by the name the table of patterns gives them."""
    modules = (date_readers, date_offsets, date_years, date_days)
    names = {name for rows in tables.patterns().values() for name, _ in rows}
    found: dict[str, Reader] = {}
    for name in names:
        for module in modules:
            reader = getattr(module, f"read_{name}", None)
            if reader is not None:
                found[name] = reader
    return found


def _matches(
    text: str, windows: list[tuple[int, int, frozenset[str]]]
) -> Iterator[tuple[str, str, re.Match[str]]]:
    """Anchor, name of the reader and match of each pattern around its anchors."""
    patterns = tables.patterns()
    for start, end, kinds in windows:
        rows = [(kind, *row) for kind in kinds for row in patterns[kind]]
        for anchor, name, pattern in rows:
            for match in pattern.finditer(text, start, end):
                yield anchor, name, match


def _candidates(
    context: Context,
    windows: list[tuple[int, int, frozenset[str]]],
    ahead: Ahead | None,
) -> Iterator[Found]:
    readers = _readers()
    for anchor, name, match in _matches(context.text, windows):
        local = context if context.future else _with_tense(context, match, ahead)
        days = readers[name](match, local)
        if days is not None:
            stop = match.start() + len(match[0].rstrip(" ,."))
            yield Found(match.start(), stop, days, anchor, name, match)


def _with_tense(context: Context, match: re.Match[str], ahead: Ahead | None) -> Context:
    """Whether the clause looks ahead: by its parse, or else by the words before."""
    text = context.text
    if _looks_to().search(text[max(0, match.start() - CUE_WINDOW) : match.start()]):
        return replace(context, future=True)
    told = ahead(match.start(), match.end()) if ahead else None
    has_cue = told is not True and _has_cue(text, match)
    if told is False and not has_cue:
        return replace(context, is_past=True)
    return replace(context, future=bool(told) or (has_cue and told is None))


_COUNTED = frozenset({"shift", "neighbour"})  # readers that count from another date


def _in_order(chosen: list[Found], context: Context) -> list[Found]:
    """Dates counted from another one of the text: "on 7 May; a day earlier"."""
    ordered: list[Found] = []
    last = None
    for found in chosen:
        if last is not None and found.reader in _COUNTED:
            local = replace(context, last=last)
            days = _readers()[found.reader](found.match, local)
            found = replace(found, days=days or found.days)
        ordered.append(found)
        if found.days.start and found.days.end:
            last = (found.days.start, found.days.end)
    return ordered


@cache
def _looks_to() -> re.Pattern[str]:
    """ "Ahead of Sunday's vote": words that look ahead whatever the verb does."""
    words = any_of(tables.context_words("cue_to"))
    return re.compile(rf"\b{words} (?:the |this )?$", re.IGNORECASE)


@cache
def _cue() -> re.Pattern[str]:
    anywhere = any_of(tables.context_words("cue"))
    adjacent = any_of(tables.context_words("cue_before"))
    return re.compile(
        rf"\b(?:{anywhere}\b[^.;:!?\n“”\"]*|{adjacent} (?:the )?)$", re.IGNORECASE
    )


def _has_cue(text: str, match: re.Match[str]) -> bool:
    """Whether the words before look ahead ("will meet on"); "Friday's" does not."""
    if text[match.end() : match.end() + 1] in ("'", "’"):
        return False
    before = text[max(0, match.start() - CUE_WINDOW) : match.start()]
    return _cue().search(before) is not None


def _longest(candidates: Iterator[Found]) -> list[Found]:
    """From the left, the longest candidate at each place."""
    ordered = sorted(candidates, key=lambda f: (f.start, -f.end))
    kept: list[Found] = []
    for found in ordered:
        if kept and found.start < kept[-1].end:
            if found.end - found.start > kept[-1].end - kept[-1].start + 3:
                kept[-1] = found
            continue
        kept.append(found)
    return kept


def _joined(found: list[Found], context: Context) -> Iterator[Found]:
    """Pairs such as "from May 30 to June 2" made one."""
    held: Found | None = None
    for item in found:
        pair = _pair(held, item, context) if held else None
        if pair is None and held is not None:
            yield held
        held = pair or item
    if held is not None:
        yield held


def _pair(first: Found, second: Found, context: Context) -> Found | None:
    between = context.text[first.end : second.start]
    if not _JOIN.fullmatch(between):
        return None
    lead = _LEAD.search(context.text[max(0, first.start - 16) : first.start])
    word = between.strip().lower()
    if first.anchor not in (second.anchor, "number") and not lead:
        return None
    if not lead and (word.startswith("and") or first.anchor == "unit"):
        return None
    start, end = first.days, second.days
    if start.start is None or end.end is None or end.start is None:
        return None
    if start.is_yearless and not end.is_yearless and end.basis == "stated":
        start = _moved(start, end.start.year - start.start.year) if start.start else end
    if start.start and start.start > end.end and start.is_yearless:
        start = _moved(start, -1)
    if first.reader == second.reader == "weekday":
        start, end = in_turn(start, end, context)
    if start.start is None or end.end is None or start.start > end.end:
        return None
    begin = first.start - len(lead[0]) if lead else first.start
    days = days_range(start.start, end.end, end.basis)
    return replace(first, start=begin, end=second.end, days=days)


def _moved(days: Interval, years: int) -> Interval:
    if days.start is None or days.end is None:
        return days
    start, end = (shift_months(day, 12 * years) for day in (days.start, days.end))
    return replace(days, start=start, end=end)
