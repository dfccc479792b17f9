"""Front matter: a YAML block or header lines above the text of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from transforms.text.fields import field_of

MAX_FRONT_MATTER = 20_000
MAX_DEPTH = 10
FENCED = re.compile(
    r"\A\ufeff?\s*---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S
)
HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z _-]{1,20}):[ \t]+(\S.*)")
TELLING = frozenset({"title", "published"})


def split_front_matter(text: str) -> tuple[Mapping[str, object], str, str | None]:
    """Metadata, the text below it, and what is wrong with the metadata, if anything.

    Front matter is YAML between ``---`` lines, or lines such as ``Title: ...`` at the
    very top: at least two, or one that names title or date.
    """
    fenced = FENCED.match(text[:MAX_FRONT_MATTER])
    if not fenced:
        values, rest = _header_lines(text)
        return values, rest, None
    rest = text[fenced.end() :]
    try:
        _check_shape(fenced.group(1))
        content = yaml.safe_load(fenced.group(1))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return {}, rest, " ".join(str(error).split())
    if content is None:
        return {}, rest, None
    if not isinstance(content, dict):
        return {}, rest, f"a mapping expected, {type(content).__name__} found"
    return {str(key): value for key, value in content.items()}, rest, None


def _check_shape(block: str) -> None:
    """Raise YAMLError for references and for lists in lists in lists.

    References let a short text name a value of millions of words, and the reader's time
    grows with the square of the depth.
    """
    depth = 0
    for event in yaml.parse(block, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError(f"a reference (*{event.anchor}) is not read")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise yaml.YAMLError(f"values are nested deeper than {MAX_DEPTH}")


def _header_lines(text: str) -> tuple[dict[str, object], str]:
    values: dict[str, object] = {}
    fields: set[str] = set()
    start = 0
    for line in text[:MAX_FRONT_MATTER].splitlines(keepends=True):
        found = HEADER_LINE.fullmatch(line.strip().lstrip("\ufeff"))
        field = field_of(found.group(1)) if found else None
        if not found or field is None or field in {"text", "html"}:
            break
        values[found.group(1)] = found.group(2).strip()
        fields.add(field)
        start += len(line)
    if len(fields) < 2 and not fields & TELLING:
        return {}, text
    return values, text[start:]
