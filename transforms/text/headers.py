"""What stands around the text: bylines, dates of publication, agency headers."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from transforms.document import Block, BlockKind
from transforms.text.cues import shows, words_of
from transforms.text.datelines import is_agency
from transforms.text.published import find_date, months

BY = re.compile(r"(?:By|BY|Written by|Story by|Posted by)[: ]\s*(.+)")
NAME_END = re.compile(
    r"\s*(?:[|•·/;]|,\s|\s[–—-]\s| in [A-Z]| at \d| on [A-Z]|\d"
    r"|\bPublished\b|\bUpdated\b)"
)
NAME_WORD = re.compile(
    r"(?:[^\W\d_]\.?|[^\W\d_][^\W\d_'’.-]*(?:[-'’][^\W\d_]+)*|\w\.\w\.)"
)
MASTHEAD_MARK = re.compile(r"\s[|•·–—-]\s")
SLASH = re.compile(r"(?<!\s)\s*/\s+")
HEADER_LENGTH = 600
MAX_LINE = 250
MAX_BYLINE_WORDS = 14
MAX_DATE_WORDS = 14
MAX_PIECE_WORDS = 5
MIN_HEADLINE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Header:
    """What an agency header says, with the blocks it is made of."""

    blocks: tuple[Block, ...]
    headline_end: int
    body_start: int
    publisher: str | None = None
    byline: str | None = None
    dateline: str | None = None


def slash_header(line: str, offset: int = 0) -> Header | None:
    """Read "Headline/ Publisher/ CITY/ Author/ Edition/ First sentence ...".

    At least two short pieces have to stand between headline and body; ``offset`` is
    added to all positions.
    """
    pieces = _pieces(line)
    if len(pieces) < 3 or len(line[: pieces[0][1]].split()) < MIN_HEADLINE_WORDS:
        return None
    short: list[tuple[int, int]] = []
    for start, end in pieces[1:]:
        if not _is_short(line[start:end]):
            break
        short.append((start, end))
    if len(short) < 2:
        return None
    kinds = _kinds([line[start:end] for start, end in short])
    blocks = [Block("headline", offset, offset + pieces[0][1])]
    for (start, end), kind in zip(short, kinds, strict=True):
        block_kind: BlockKind = "dateline" if kind == "city" else "byline"
        blocks.append(Block(block_kind, offset + start, offset + end))
    values = {
        kind: line[start:end]
        for (start, end), kind in reversed(list(zip(short, kinds, strict=True)))
    }
    after = pieces[1 + len(short)][0] if len(pieces) > 1 + len(short) else len(line)
    return Header(
        blocks=tuple(blocks),
        headline_end=offset + pieces[0][1],
        body_start=offset + after,
        publisher=values.get("publisher"),
        byline=values.get("author"),
        dateline=values.get("city"),
    )


def is_slash_line(line: str) -> bool:
    """True for a line of short pieces closed by a slash, "J. Doe/ Late Edition/"."""
    if len(line) > MAX_LINE:
        return False
    pieces = [piece.strip() for piece in line.split("/")]
    closed = not pieces[-1] or shows("edition", pieces[-1])
    return len(pieces) > 1 and closed and all(map(_is_short, filter(None, pieces)))


def read_byline(line: str) -> str | None:
    """The name in a line such as "By Jane Doe, Foreign Correspondent"; else None."""
    found = BY.fullmatch(line.strip()) if len(line) <= MAX_LINE else None
    if not found or len(line.split()) > MAX_BYLINE_WORDS:
        return None
    rest = found.group(1)
    cut = NAME_END.search(rest)
    name = (rest[: cut.start()] if cut else rest).strip(" ,.:")
    if rest.endswith(".") and len(rest.split()) > 5:
        return None
    return name if _is_name(name) or is_agency(name) or _is_role(name) else None


def is_name_line(line: str) -> bool:
    """True for a line that only names somebody with a role or an agency."""
    name, comma, role = line.partition(",")
    if not comma or not _is_name(name) or len(line.split()) > 8:
        return False
    return is_agency(role) or _is_role(role)


def read_date_line(line: str) -> dt.date | None:
    """The day of a line that is nothing but a date of publication; else None.

    >>> read_date_line("Published: May 23, 2025, 10:14 am GMT")
    datetime.date(2025, 5, 23)
    """
    if len(line) > MAX_LINE or len(line.split()) > MAX_DATE_WORDS:
        return None
    found = find_date(line)
    if not found:
        return None
    day, start, end = found
    others = f"{line[:start]} {line[end:]}".lower().replace(":", " ").split()
    words = (word.strip("|•·-–—,()/") for word in others)
    known = words_of("date_word") | words_of("weekday")
    return day if all(_is_date_word(word, known) for word in words) else None


def read_masthead(line: str) -> tuple[str, dt.date | None] | None:
    """A paper's name on a line of its own or beside a date; None for anything else.

    >>> read_masthead("4 September 2017 | Coast News Agency")
    ('Coast News Agency', datetime.date(2017, 9, 4))
    """
    if len(line) > MAX_LINE:
        return None
    parts = [part.strip() for part in MASTHEAD_MARK.split(line)]
    days = [day for part in parts if (day := read_date_line(part))]
    names = [part for part in parts if not read_date_line(part)]
    if len(names) != 1 or not _is_paper(names[0]):
        return None
    return names[0], days[0] if days else None


def _is_paper(name: str) -> bool:
    words = name.split()
    capital = all(
        word[0].isupper() or word in words_of("place_particle") for word in words
    )
    known = words_of("media_word")
    return capital and 2 <= len(words) <= 6 and any(w.lower() in known for w in words)


def _is_date_word(word: str, known: frozenset[str]) -> bool:
    number = word.replace(".", "").replace("z", "").replace("t", "").lstrip("+")
    return not word or word in known or number.isdigit() or word.rstrip(".") in months()


def is_update(line: str) -> bool:
    """True if a date line tells when the article was changed."""
    lowered = line.lower()
    return "updated" in lowered and "published" not in lowered


def _pieces(line: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for slash in SLASH.finditer(line, 0, HEADER_LENGTH):
        spans.append((start, slash.start()))
        start = slash.end()
    return [*spans, (start, len(line.rstrip(" /")))]


def _is_short(piece: str) -> bool:
    words = piece.split()
    if not 1 <= len(words) <= MAX_PIECE_WORDS or len(piece) > 45:
        return False
    return piece[-1] not in ".!?:;" and words[0][0].isupper()


def _kinds(pieces: list[str]) -> list[str]:
    """Kinds of the pieces; a name after the publisher's is the author's."""
    kinds: list[str] = []
    for piece in pieces:
        kind = _kind_of_piece(piece)
        again = kind == "publisher" and kind in kinds
        kinds.append("author" if again and _is_name(piece) else kind)
    return kinds


def _kind_of_piece(piece: str) -> str:
    if shows("edition", piece):
        return "edition"
    if read_date_line(piece):
        return "date"
    if piece.isupper() and len(piece) > 3:
        return "city"
    words = piece.split()
    initials = any(len(word) == 2 and word[1] == "." for word in words)
    if piece.startswith("By ") or (initials and _is_name(piece)):
        return "author"
    return "publisher"


def _is_name(text: str) -> bool:
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 9:
        return False
    if _is_date_word(words[0].lower(), words_of("date_word") | words_of("weekday")):
        return False
    return all(
        NAME_WORD.fullmatch(word)
        and (word[0].isupper() or word.split("-")[0] in words_of("name_particle"))
        for word in words
    )


def _is_role(text: str) -> bool:
    return shows("byline_role", text)
