"""What stands between the words and is no prose: addresses, tags, hours, spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from transforms.lexicon import read_table
from transforms.slips.edits import Edit

PACKAGE = "transforms.slips"
ADDRESS = re.compile(r"\s*(?:https?://|www\.|pic\.twitter\.com/)\S+")
RETWEET = re.compile(r"(?:RT|MT|HT) @\w+:?\s*")
TAG_RUN = re.compile(r"(?<=[.!?…\"”’)\]])(?:\s+#\w+)+\s*$|(?:\s+#\w+){2,}\s*$")
SIGN = re.compile(r"(?<![\w&/])[#@](?=[^\W\d])")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
PICTURE = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0e\ufe0f\u20e3\u2b50]+ *")
SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
LOOSE_MARK = re.compile(r"(?<=\w) +(?=[,.;:?!](?:\s|$))")
NO_SPACE_IN = re.compile(r"(?<=[A-Za-z.][,;])(?=[A-Z][A-Za-z]+)")
INLINE_BULLET = re.compile(r"(?<=\S) *[•▪◦‣] *(?=[A-Z])")
NO_SPACE_LOW = re.compile(r"(?<=[a-z]{3}[,;])(?=[a-z]{2,}(?: |$))")
NO_SPACE = re.compile(r"(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]+\b)(?![A-Z][a-z]+\.)")
ZONES = "GMT|BST|UTC|CET|CEST|EST|EDT|PST|PDT|IST|EAT|WAT|MSK|AST|JST"
CLOCK = rf"\d{{1,2}}[:.h]\d{{2}} ?(?:[ap]\.?m\.?)?|\d{{4}}(?= ?(?:{ZONES}|hrs|hours)\b)"
HOUR = re.compile(
    rf"[\[(]?(?:{CLOCK})(?:(?: ?hrs| hours)?(?: (?:{ZONES}))?[\])]?\s*[-–—:|]+\s+"
    rf"|(?: ?hrs| hours)? (?:{ZONES})[\])]?\s+|[\])]\s+)"
)
LEAD = re.compile(
    r"\W{0,3}([A-Za-z]+(?: [A-Za-z]+)?)(?: ?\d{1,2})?(?: ?[:|]+\s*| ?- ?|[–—] ?)"
)


@cache
def slips(kind: str) -> dict[str, str]:
    """What the printed forms of a kind of slip mean."""
    rows = read_table(PACKAGE, "slips.csv")
    return {row["printed"]: row["meant"] for row in rows if row["kind"] == kind}


@cache
def pairs(kind: str) -> tuple[tuple[str, str], ...]:
    """Signs of a kind taken for others; a sign may be taken for several."""
    rows = read_table(PACKAGE, "slips.csv")
    return tuple((r["printed"], r["meant"]) for r in rows if r["kind"] == kind)


@cache
def _glued() -> re.Pattern[str]:
    words = "|".join(slips("glued"))
    return re.compile(rf"\b(?:{words})(?=[A-Z][a-z]{{2,}})")


@cache
def _phrases() -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, slips("phrase")), key=len, reverse=True))
    return re.compile(rf"(?<![-\w])(?:{either})(?![-\w])", re.IGNORECASE)


def _phrase(match: re.Match[str]) -> str:
    meant = slips("phrase")[match[0].lower()]
    if match[0].isupper():
        return meant.upper()
    return meant[0].upper() + meant[1:] if match[0][0].isupper() else meant


@cache
def _stutter() -> re.Pattern[str]:
    words = "|".join(slips("stutter"))
    return re.compile(rf"(?<![-\w])({words}) (?=\1\b)")


def find_marks(text: str, is_word: Callable[[str], bool]) -> Iterator[Edit]:
    """Edits that leave the prose of a block of text; offsets are those of the text."""
    yield from _opening(text)
    if "://" in text or "www." in text or "pic.tw" in text:
        yield from (Edit(*m.span(), "") for m in ADDRESS.finditer(text))
    if "#" in text or "@" in text:
        yield from _social(text)
    if not text.isascii():
        yield from (_picture(m) for m in PICTURE.finditer(text))
    yield from (Edit(*m.span(), " ") for m in SPACES.finditer(text))
    yield from (Edit(*m.span(), "") for m in LOOSE_MARK.finditer(text))
    yield from (Edit(m.start(), m.end(), " ") for m in NO_SPACE.finditer(text))
    yield from (Edit(m.start(), m.end(), " ") for m in NO_SPACE_IN.finditer(text))
    for bullet in INLINE_BULLET.finditer(text):
        is_closed = text[bullet.start() - 1] in ".!?:;"
        yield Edit(*bullet.span(), " " if is_closed else ". ")
    yield from (Edit(m.start(), m.end(), " ") for m in NO_SPACE_LOW.finditer(text))
    lowered = text.lower()
    if any(phrase in lowered for phrase in slips("phrase")):
        yield from (Edit(*m.span(), _phrase(m)) for m in _phrases().finditer(text))
    yield from (Edit(m.end(), m.end(), " ") for m in _glued().finditer(text))
    yield from (Edit(*m.span(), "") for m in _stutter().finditer(text))
    if "- " in text:
        yield from _broken(text, is_word)


def _opening(text: str) -> Iterator[Edit]:
    """The hour and the editor's tag that a line opens with: "14:32 GMT BREAKING:"."""
    at = 0
    while True:
        found = RETWEET.match(text, at) or HOUR.match(text, at) or _tag(text, at)
        if found is None or found.end() == len(text):
            break
        at = found.end()
    if at:
        yield Edit(0, at, "")


def _tag(text: str, at: int) -> re.Match[str] | None:
    found = LEAD.match(text, at)
    if found is None or found[1].lower() not in slips("tag"):
        return None
    return found


def _social(text: str) -> Iterator[Edit]:
    """Signs of handles and tags; a run of tags at the end says nothing itself."""
    run = TAG_RUN.search(text)
    end = run.start() if run else len(text)
    if run:
        yield Edit(run.start(), len(text), "")
    for sign in SIGN.finditer(text, 0, end):
        yield Edit(*sign.span(), "")
        if sign[0] == "#":
            word = re.compile(r"\w+").match(text, sign.end())
            stop = word.end() if word else sign.end()
            yield from (
                Edit(m.start(), m.start(), " ")
                for m in HUMP.finditer(text, sign.end() + 1, stop)
            )


def _picture(match: re.Match[str]) -> Edit:
    text, start, end = match.string, match.start(), match.end()
    apart = start and text[start - 1].isalnum() and text[end : end + 1].isalnum()
    return Edit(start, end, " " if apart else "")


BROKEN = re.compile(r"\b([A-Za-z]{2,})- ([a-z]{2,})\b")


def _broken(text: str, is_word: Callable[[str], bool]) -> Iterator[Edit]:
    """ "Posi- tions": a word that was cut at the end of a line."""
    for match in BROKEN.finditer(text):
        first, second = match.groups()
        # "Arrest- ed": an ending is no word of its own, whatever else is spelt so.
        is_ending = second in slips("cut_ending")
        parts = not is_ending and is_word(first.lower()) and is_word(second)
        if is_word((first + second).lower()) and not parts:
            yield Edit(match.end(1), match.start(2), "")
