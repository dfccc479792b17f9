"""Numbers as they stand on the surface of an English text, with their bounds.

"At least 20", "between 20 and 30", "dozens", "$3.5bn": value and bounds are read from
the characters; what is counted is a question to the parse (see ``counting``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from schemas.records import Qualifier
from transforms.english.number_fractions import NumberSpan, read_fraction, starts_share
from transforms.english.number_joins import joined_bounds
from transforms.english.number_rests import read_rest
from transforms.english.number_signs import (
    code_scale,
    currencies,
    end_of_code,
    sign_before,
    unit_symbols,
)
from transforms.english.number_words import (
    PACKAGE,
    any_of,
    cardinal_pattern,
    number_words,
    read_number,
)
from transforms.lexicon import read_table

QUALIFIERS: dict[str, Qualifier] = {
    "at_least": "at_least",
    "at_most": "at_most",
    "about": "about",
    "exact": "exact",
}


@cache
def vague_amounts() -> dict[str, tuple[float, float, bool]]:
    """Vague amounts: low, high, and whether they multiply ("several hundred")."""
    return {
        row["phrase"]: (
            float(row["low"]),
            float(row["high"]),
            row["is_factor"] == "yes",
        )
        for row in read_table(PACKAGE, "numbers_vague.csv")
    }


@cache
def bounds(side: str) -> dict[str, Qualifier]:
    """Phrases before or after a number that bound it."""
    return {
        row["phrase"]: QUALIFIERS[row["qualifier"]]
        for row in read_table(PACKAGE, "numbers_bounds.csv")
        if row["side"] == side
    }


@cache
def _starts() -> frozenset[str]:
    """Words that a number in words begins with: a sentence without one has none."""
    kinds = ("unit", "ten", "hundred", "dozen", "scale")
    words = {word for kind in kinds for word in number_words(kind)}
    words |= {phrase.split()[0] for phrase in vague_amounts()} - {"a", "many"}
    words |= set(number_words("share")) | {"quarter"}
    return frozenset(words | {"few", "couple", "handful", "half", "dozens"})


_DIGIT = re.compile(r"[\d½¼¾⅓⅔]")
_WORDS = re.compile(r"[a-z]+")
_START = re.compile(r"\d+|[A-Za-z]+|[½¼¾⅓⅔]")
_NEXT = re.compile(r"[A-Za-z]+[ -](?:an?[ -])?([A-Za-z]+)")
_LEADS = frozenset({"a", "an", "half", "many"})
_HALVED = frozenset(
    {"of", "the", "its", "their", "his", "her"}
)  # "half of", "half the"
_WORD_BEFORE = re.compile(r"[\w.]+(?=\s)")
IDIOM_WINDOW = 14
CHANGE_WINDOW = 56


def has_number(text: str) -> bool:
    """Whether the text can hold a number at all; a quick test."""
    if _DIGIT.search(text):
        return True
    return not _starts().isdisjoint(_WORDS.findall(text.lower()))


@cache
def _pattern() -> re.Pattern[str]:
    vague = any_of(vague_amounts())
    factors = any_of(phrase for phrase, row in vague_amounts().items() if row[2])
    scales = any_of([*number_words("hundred"), *number_words("scale"), "dozen"])
    amount = rf"(?:{factors} {scales}\b|{vague}\b|{cardinal_pattern()})"
    after, signs = any_of(bounds("after")), any_of(currencies())
    symbols = any_of(unit_symbols())
    return re.compile(
        rf"(?P<first>{amount})"
        r"(?:(?P<repeat>%|(?: per ?cent| pct)(?= ))?"
        rf"(?P<join> ?[-–—] ?|-? to | through | or | and )"
        rf"(?:{signs})?(?P<second>{amount}))?"
        rf"(?P<after>(?: {after}|\+|-odd|-plus)(?!\w| [\d$£€]))?"
        rf"(?P<glued>(?<=\d)(?:{symbols}(?!\w)|%|[A-Za-z°]{{1,4}}))?"
        rf"(?![\w/]|[.,:]\d)",
        re.IGNORECASE,
    )


@cache
def _idioms() -> re.Pattern[str]:
    rows = read_table(PACKAGE, "numbers_idioms.csv")
    parts = "|".join(row["pattern"] for row in rows)
    return re.compile(rf"(?<![\w-])(?:{parts})(?!\w)", re.IGNORECASE)


_CLOCK = re.compile(
    r"\s?(?:a\.?m\b|p\.?m\b|o['’]clock|gmt|utc|hrs\b|hours? (?:gmt|local)|bst\b"
    r"|est\b|local time)|(?<=\d{4}) hours on\b",
    re.IGNORECASE,
)


def number_spans(text: str, *, is_worked_out: bool = False) -> list[NumberSpan]:
    """The numbers of a text in order; clock times and idioms ("no one") left out.

    ``is_worked_out`` reads "half of the 60" as 30 and not as a share and a number.
    """
    found: list[NumberSpan] = []
    position = 0
    for word in _START.finditer(text):
        start = word.start()
        if start < position:
            continue
        rest = read_rest(text, start) if is_worked_out else None
        if rest is not None:
            found.append(rest)
            position = rest.end
            continue
        if not _can_start(text, word):
            continue
        position = end_of_code(text, start)
        if position > start:
            continue
        fraction = read_fraction(text, start)
        if fraction is not None:
            found.append(_with_bound(fraction, text))
            position = fraction.end
            continue
        match = _pattern().match(text, start)
        if match is None or _is_idiom(match, text) or _is_clock(match, text):
            position = match.end() if match else start
            continue
        span, position = _read(match, text)
        if span is not None:
            found.append(span)
    return joined_bounds(found, text)


def _can_start(text: str, word: re.Match[str]) -> bool:
    lower = word[0].lower()
    if lower in _LEADS:
        following = _NEXT.match(text, word.start())
        is_lead = following and following[1].lower() in _starts() | _HALVED
        if not is_lead and not starts_share(text, word.start()):
            return False
    elif not _DIGIT.match(lower) and lower not in _starts():
        return False
    before = text[word.start() - 1 : word.start()]
    if before.isalpha() and lower[0].isdigit():
        return bool(sign_before(text, word.start())[1])  # "EUR3m"
    if before in ("–", "—"):
        return not text[word.start() - 2 : word.start() - 1].isalnum()
    return not before or not (before.isalnum() or before in ".,/:-'’")


def _is_idiom(match: re.Match[str], text: str) -> bool:
    if match[0][0].isdigit():
        return False
    start = max(0, match.start() - IDIOM_WINDOW)
    around = text[start : match.end() + IDIOM_WINDOW]
    first = match.start() - start
    return any(m.start() <= first < m.end() for m in _idioms().finditer(around))


def _is_clock(match: re.Match[str], text: str) -> bool:
    return _CLOCK.match(text, match.end("first")) is not None


def _read(match: re.Match[str], text: str) -> tuple[NumberSpan | None, int]:
    """The number of a match, and where the search goes on."""
    first = _amount(match["first"])
    if first is None:
        return None, match.end()
    if match["second"]:
        second = _amount(match["second"])
        pair = _range(match, text, first, second) if second else None
        if pair is not None:
            return pair, match.end()
        join = match["join"].lstrip("-").strip() or "-"
        is_dash = join in ("-", "–", "—") and not match["repeat"]
        if is_dash or (join == "to" and _is_score(match, text)):
            return None, match.end()  # a score or a telephone number
        return _single(match, text, first, match.end("first")), match.end("first")
    scaled = code_scale().match(text, match.end())
    if scaled is not None and not match["glued"]:
        factor = read_number("one " + (scaled["scale"] or "million")) or 1.0
        raised = (first[0] * factor, first[1] * factor)
        span = _single(match, text, raised, scaled.end())
        return replace(span, currency=scaled["code"] or scaled["large"]), scaled.end()
    return _single(match, text, first, match.end()), match.end()


def _with_bound(span: NumberSpan, text: str) -> NumberSpan:
    """A fraction with the words before it: "more than two-thirds"."""
    bound = _bound(text, span.start)
    if bound is None or span.best is None:
        return span
    amount = (span.best, span.best)
    low, best, high, qualifier = bounded(amount, bound[0])
    return replace(
        span, start=bound[1], low=low, best=best, high=high, qualifier=qualifier
    )


Amount = tuple[float, float]


def _amount(text: str) -> Amount | None:
    """Low and high of one amount; equal for a number, apart for a vague word."""
    lower = text.lower()
    if lower in vague_amounts():
        return vague_amounts()[lower][:2]
    number = read_number(lower)
    if number is not None:
        return number, number
    head, _, scale = lower.rpartition(" ")
    factor = read_number(scale)
    if head not in vague_amounts() or factor is None:
        return None
    low, high, _ = vague_amounts()[head]
    return low * factor, high * factor


_PERCENT = re.compile(r" ?(?:%|per ?cent|pct)")


def _range(
    match: re.Match[str], text: str, first: Amount, second: Amount
) -> NumberSpan | None:
    """ "20-30", "between 20 and 30", "two or three"; None where it is no range."""
    join = match["join"].lower().lstrip("-").strip() or "-"
    start, sign = sign_before(text, match.start())
    word = _word_before(text, start, ("between", "from"))
    low, high = _same_scale(match, first[0], second[1])
    is_range = join in ("-", "–", "—", "to", "through", "or") or word[0] == "between"
    is_percent = _PERCENT.match(text, match.end("second")) is not None
    if match["repeat"] and not is_percent:
        return None
    written = sign or match["repeat"] or ""
    is_step = join == "to" and _tells_change(text, start, word[0], written)
    if is_step and (word[0] == "from" or written or not is_percent):
        return None  # but "cut by 30 to 40 percent" is a range
    if not is_range or low >= high or (join == "or" and high - low > max(10, low)):
        return None
    is_wide = high > 100 * max(low, 1) and word[0] not in ("from", "between")
    if is_wide or (join == "-" and _is_code(match)):
        return None
    start = word[1] if word[0] else start
    bound = _bound(text, start)
    return NumberSpan(
        start=bound[1] if bound else start,
        number_start=match.start(),
        end=match.end(),
        low=low,
        best=None,
        high=high,
        qualifier="range",
        currency=sign,
        glued=match["glued"] or "",
    )


@cache
def _change() -> re.Pattern[str]:
    words = any_of(row["word"] for row in read_table(PACKAGE, "numbers_changes.csv"))
    return re.compile(rf"\b{words}\b[^.;:]*$", re.IGNORECASE)


def _tells_change(text: str, start: int, preposition: str, sign: str) -> bool:
    """ "Rose from 29 to 41", "fell by $2 to $31": an old value or a step, and a new."""
    before = text[max(0, start - CHANGE_WINDOW) : start]
    is_step = preposition == "from" or before.endswith(" by ") or bool(sign)
    return is_step and _change().search(before) is not None


def _is_score(match: re.Match[str], text: str) -> bool:
    """ "Voted 52 to 47": two plain numbers, the larger one first."""
    if not (match["first"].isdigit() and match["second"].isdigit()):
        return False
    before = text[max(0, match.start() - 5) : match.start()]
    is_step = before.endswith(("from ", "by "))
    return not is_step and int(match["first"]) > int(match["second"])


def _is_code(match: re.Match[str]) -> bool:
    """A telephone number such as 555-1234, written without thousands marks."""
    second = match["second"]
    return second.isdigit() and len(second) == 4 and len(match["first"]) == 3


def _word_before(text: str, start: int, words: tuple[str, ...]) -> tuple[str, int]:
    before = text[max(0, start - 8) : start]
    for word in words:
        if before.lower().endswith(f" {word} ") or before.lower() == f"{word} ":
            return word, start - len(word) - 1
    return "", start


def _same_scale(match: re.Match[str], low: float, high: float) -> Amount:
    """ "2-3 million" means 2 million to 3 million."""
    scale = re.search(
        r"(hundred|thousand|million|billion|trillion|bn|m)\b",
        match["second"],
        re.IGNORECASE,
    )
    if scale is None or re.search(scale[1], match["first"], re.IGNORECASE):
        return low, high
    factor = read_number("1" + scale[1]) or read_number("one " + scale[1]) or 1.0
    return (low * factor, high) if low < 1000 and low * factor < high else (low, high)


def _bound(text: str, start: int) -> tuple[Qualifier, int] | None:
    """The bound before a number and where it begins: "at least", "some"."""
    found: tuple[Qualifier, int] | None = None
    while True:
        words = list(_WORD_BEFORE.finditer(text, max(0, start - 28), start))
        for count in range(min(4, len(words)), 0, -1):
            first = words[-count].start()
            phrase = " ".join(text[first:start].lower().split())
            qualifier = bounds("before").get(phrase)
            if qualifier is not None:
                break
        else:
            return found
        stronger = found[0] if found and found[0] != "exact" else qualifier
        found, start = (stronger, first), first


def _single(match: re.Match[str], text: str, amount: Amount, end: int) -> NumberSpan:
    start, sign = sign_before(text, match.start())
    bound = _bound(text, start)
    is_whole = end == match.end()
    after = (match["after"] or "").strip().lower() if is_whole else ""
    qualifier = bounds("after").get(after) or (bound[0] if bound else "exact")
    low, best, high, qualifier = bounded(amount, qualifier)
    return NumberSpan(
        start=bound[1] if bound else start,
        number_start=match.start(),
        end=end,
        low=low,
        best=best,
        high=high,
        qualifier=qualifier,
        currency=sign,
        glued=match["glued"] or "" if is_whole else "",
    )


def bounded(
    amount: Amount, qualifier: Qualifier
) -> tuple[float | None, float | None, float | None, Qualifier]:
    """Low, best, high and qualifier of an amount under a bound.

    "At least N" is low = best = N; "up to N" is best = high = N; "about N" is best
    only; a vague word keeps its documented interval and no best value.
    """
    low, high = amount
    if low != high:
        if qualifier == "at_least":
            return low, None, None, "at_least"
        return (None if qualifier == "at_most" else low), None, high, "vague"
    if qualifier == "at_least":
        return low, low, None, qualifier
    if qualifier == "at_most":
        return None, high, high, qualifier
    if qualifier == "about":
        return None, low, None, qualifier
    return low, low, high, "exact"
