"""Mark the blocks of a text: headline, body, lists, captions, notices and the like."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from transforms.document import CLAIM_BLOCKS, Block, BlockKind
from transforms.text.cues import cues, shows
from transforms.text.datelines import find_dateline, is_agency
from transforms.text.headers import (
    Header,
    is_name_line,
    is_slash_line,
    is_update,
    read_byline,
    read_date_line,
    read_masthead,
    slash_header,
)
from transforms.text.published import find_date

SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
INNER_END = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=[^\s])")
YEAR_END = re.compile(r"\b((?:19|20)\d{2})\s+(?=[A-Z]{2})")
BULLET = re.compile(r"(?:[-*–—]\s+|[•·▪◦‣]\s*)(?=\S)")
NUMBER = re.compile(r"\(?\d{1,2}[.)]\s+(?=\S)")
AFTER_HEADLINE = re.compile(r"[\s.:|/–—-]*")
MAX_HEADLINE_WORDS = 30
MAX_HEADLINE_CHARACTERS = 220
MAX_SUBHEADING_WORDS = 14
MIN_PROSE_WORDS = 8
LONG_LINE_WORDS = 30
LONG_ITEM_WORDS = 45
HEAD_LINES = 14
INLINE_HEADLINE = 250
LONGEST_NOTICE = 400
ENDING = 12


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a text, in order, and the metadata printed in it."""

    blocks: tuple[Block, ...]
    byline: str | None = None
    dateline: str | None = None
    publisher: str | None = None
    published: dt.date | None = None


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    kind: BlockKind | None = None

    @property
    def words(self) -> int:
        return self.text.count(" ") + 1

    @property
    def is_prose(self) -> bool:
        ended = bool(SENTENCE_END.search(self.text[-ENDING:]))
        return (ended and self.words >= MIN_PROSE_WORDS) or (
            self.words >= LONG_LINE_WORDS
        )

    @property
    def is_open(self) -> bool:
        """True if the line stops without punctuation, as headings do."""
        return self.text[-1].isalnum() or self.text[-1] in "?'’”\")%"


@dataclass(slots=True)
class _Findings:
    blocks: list[Block] = field(default_factory=list)
    byline: str | None = None
    city: str | None = None
    dateline: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    dateline_day: dt.date | None = None


def lay_out(text: str, title_length: int = 0, headings: Collection[str] = ()) -> Layout:
    """The layout of a text in normal form.

    The first ``title_length`` characters are the headline, 0 if that is not known;
    ``headings`` are lines that the source marks as headings. Blocks lie in the text,
    in order and without overlap.
    """
    found = _Findings()
    lines = _lines(text)
    _headline(lines, title_length, found)
    _classify(lines, headings, found)
    _rescue(lines, found)
    for line in lines:
        _add(line, found)
    return Layout(
        blocks=tuple(sorted(found.blocks, key=lambda block: block.start)),
        byline=found.byline,
        # The dateline of a paragraph is more exact than the city of a header.
        dateline=found.dateline or found.city,
        publisher=found.publisher,
        published=found.published or found.dateline_day,
    )


def _lines(text: str) -> list[_Line]:
    spans = (match.span() for match in re.finditer(r"[^\n]+", text))
    lines = (_trimmed(text, start, end) for start, end in spans)
    return [line for line in lines if line.text]


def _trimmed(text: str, start: int, end: int) -> _Line:
    part = text[start:end]
    start += len(part) - len(part.lstrip(" "))
    part = part.strip(" ")
    return _Line(start, start + len(part), part)


def _headline(lines: list[_Line], title_length: int, found: _Findings) -> None:
    """Take the headline off the first line, where there is one."""
    if not lines:
        return
    first = lines[0]
    header = slash_header(first.text, first.start)
    if header:
        _take_header(lines, header, found)
    elif title_length and title_length >= len(first.text):
        first.kind = "headline"
    elif title_length:
        gap = AFTER_HEADLINE.match(first.text, title_length)
        after = gap.end() if gap else title_length
        _split(lines, 0, title_length, after, "headline")
    elif _is_headline(lines):
        first.kind = "headline"
    else:
        _inline_headline(lines)


def _take_header(lines: list[_Line], header: Header, found: _Findings) -> None:
    first = lines[0]
    found.blocks.extend(header.blocks)
    found.byline, found.publisher = header.byline, header.publisher
    found.city = header.dateline
    rest = first.text[header.body_start - first.start :]
    lines[:1] = [_Line(header.body_start, first.end, rest, "lead")] if rest else []


def _split(
    lines: list[_Line], index: int, end: int, start: int, kind: BlockKind
) -> None:
    """Make two lines of one: a block up to ``end`` and the rest from ``start``."""
    line = lines[index]
    parts = [_Line(line.start, line.start + end, line.text[:end], kind)]
    if line.text[start:]:
        parts.append(_Line(line.start + start, line.end, line.text[start:]))
    lines[index : index + 1] = parts


def _is_headline(lines: Sequence[_Line]) -> bool:
    first, others = lines[0], lines[1:]
    if not first.is_open or first.words > MAX_HEADLINE_WORDS:
        return False
    if len(first.text) > MAX_HEADLINE_CHARACTERS or _own_kind(first):
        return False
    if find_dateline(first.text):
        return False
    if not others:
        return first.words >= 2
    return first.words >= 2 and any(line.is_prose for line in others)


def _inline_headline(lines: list[_Line]) -> None:
    """A headline that shares the paragraph with the dateline behind it.

    Between the two there may be a byline that ends in a date.
    """
    text = lines[0].text
    opening = text[:INLINE_HEADLINE]
    ends = [] if find_dateline(text) else list(INNER_END.finditer(opening))
    for end in ends:
        if find_dateline(text[end.end() :]):
            _split(lines, 0, _closed(end), end.end(), "headline")
            return
    for year in YEAR_END.finditer(opening):
        behind = ends and year.start() > ends[0].end()
        if behind and find_dateline(text[year.end() :]):
            _split(lines, 0, _closed(ends[0]), ends[0].end(), "headline")
            moved = ends[0].end()
            _split(lines, 1, year.end(1) - moved, year.end() - moved, "byline")
            return


def _closed(end: re.Match[str]) -> int:
    """Where a headline ends: its full stop was added, other marks are its own."""
    return end.start() + (end.string[end.start()] != ".")


def _own_kind(line: _Line) -> BlockKind | None:
    """The kind that a line tells by itself."""
    text = line.text
    if shows("notice", text):
        return "notice"
    if shows("caption", text):
        return "caption"
    if shows("list_heading", text):
        return "list"
    if read_date_line(text) or is_agency(text) or is_slash_line(text):
        return "byline"
    return None


def _classify(lines: list[_Line], headings: Collection[str], found: _Findings) -> None:
    prose = any(line.is_prose for line in lines)
    seen_prose = False
    for line in lines:
        if line.kind is None:
            line.kind = _own_kind(line)
        if line.kind == "byline" and not seen_prose:
            _take_date(line, found)
        seen_prose = seen_prose or (line.kind is None and line.is_prose)
        if line.kind is None and line.text in headings:
            line.kind = "subheading"
        if line.kind is None and not seen_prose and line is not lines[0]:
            _take_masthead(line, found)
    for index, line in enumerate(lines):
        if line.kind is None and _is_item(lines, index):
            line.kind = "list"
        elif line.kind is None and _is_byline(lines, index):
            line.kind = "byline"
            found.byline = found.byline or read_byline(line.text) or line.text
            _take_date(line, found)
    if prose:
        for index in reversed(range(len(lines))):
            if lines[index].kind is None and _is_subheading(lines, index):
                lines[index].kind = "subheading"


def _take_date(line: _Line, found: _Findings) -> None:
    """The day of publication on a line of its own or behind the author's name."""
    if found.published or is_update(line.text):
        return
    named = find_date(line.text) if line.text.lower().startswith("by ") else None
    found.published = named[0] if named else read_date_line(line.text)


def _take_masthead(line: _Line, found: _Findings) -> None:
    """A paper's name above the text, perhaps with the day of publication."""
    masthead = read_masthead(line.text)
    if masthead:
        line.kind = "byline"
        found.publisher = found.publisher or masthead[0]
        found.published = found.published or masthead[1]


def _is_item(lines: Sequence[_Line], index: int) -> bool:
    """A bullet among bullets, under a list heading, or short enough to be one."""
    line = lines[index]
    marked = BULLET.match(line.text)
    if not marked and not NUMBER.match(line.text):
        return _is_bare_item(lines, index)
    if not marked and line.is_prose:
        # Numbered paragraphs, as in a communique.
        return False
    beside = [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]
    if any(BULLET.match(o.text) or NUMBER.match(o.text) for o in beside):
        return True
    if index and lines[index - 1].kind == "list":
        return True
    return bool(marked) and line.words <= LONG_ITEM_WORDS and line.text[0] not in "–—"


def _is_bare_item(lines: Sequence[_Line], index: int) -> bool:
    """A short open line right under a list heading or under such a line."""
    line = lines[index]
    if not index or lines[index - 1].kind != "list" or line.is_prose:
        return False
    above = lines[index - 1]
    return line.start - above.end == 1 and not BULLET.match(above.text)


def _is_byline(lines: Sequence[_Line], index: int) -> bool:
    near_top = index < HEAD_LINES and not any(o.is_prose for o in lines[1:index])
    near_end = index >= len(lines) - 2
    text = lines[index].text
    if near_top or near_end:
        return read_byline(text) is not None or (near_top and is_name_line(text))
    return False


def _is_subheading(lines: Sequence[_Line], index: int) -> bool:
    """A short line without final stop that something else follows."""
    line = lines[index]
    if line.words > MAX_SUBHEADING_WORDS or not line.is_open:
        return False
    if SENTENCE_END.search(line.text) or line.text[0] in '“"‘':
        return False
    if find_dateline(line.text):
        return False
    below = lines[index + 1 : index + 2]
    return bool(below) and (
        below[0].is_prose or below[0].kind in {"subheading", "list", "caption"}
    )


def _rescue(lines: list[_Line], found: _Findings) -> None:
    """Where nothing but subheadings, bullets or a caption is left, it is the text."""
    kinds = {line.kind or "body" for line in lines} - {"headline"}
    if kinds & CLAIM_BLOCKS:
        return
    for index, line in enumerate(lines):
        mark = BULLET.match(line.text)
        is_alone = len(lines) == 1 and line.kind == "caption"
        if line.kind == "subheading" or is_alone:
            line.kind = None
        elif line.kind == "list" and mark:
            text = line.text[mark.end() :]
            lines[index] = _Line(line.start + mark.end(), line.end, text)


def _add(line: _Line, found: _Findings) -> None:
    """Write a line's blocks: cut off its dateline and the notice at its end."""
    if line.kind not in {None, "lead"}:
        found.blocks.append(Block(line.kind or "body", line.start, line.end))
        return
    tail = _notice_at_end(line)
    body_end = line.start + len(line.text[:tail].rstrip()) if tail else line.end
    kind: BlockKind = line.kind or "body"
    start = line.start
    dateline = find_dateline(line.text) if kind == "body" else None
    if dateline and start + dateline.end < body_end:
        printed = line.text[: dateline.end].rstrip()
        found.blocks.append(Block("dateline", start, start + len(printed)))
        found.dateline = found.dateline or dateline.place
        found.dateline_day = found.dateline_day or dateline.published
        start, kind = start + dateline.end, "lead"
    found.blocks.append(Block(kind, start, body_end))
    if tail:
        found.blocks.append(Block("notice", line.start + tail, line.end))


def _notice_at_end(line: _Line) -> int:
    """Where a notice starts that closes the line behind its last sentence; else 0."""
    for end in INNER_END.finditer(line.text, max(0, len(line.text) - LONGEST_NOTICE)):
        rest = line.text[end.end() :]
        lowered, words = rest.lower(), rest.count(" ") + 1
        if any(cue.in_line and cue.fits(lowered, words) for cue in cues("notice")):
            return end.end()
    return 0
