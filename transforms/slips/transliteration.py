"""Apostrophes inside foreign names, which stop the tagger: "Sana'a", "Xi'an"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from transforms.slips.edits import Edit

NAME = re.compile(r"\b[A-Z][a-z]+(?P<mark>['’‘`ʻʼ])[a-z]+(?![\w'’])")
ENDINGS = ("s", "t", "d", "m", "ll", "re", "ve")


def find_transliterated(text: str, is_name: Callable[[str], bool]) -> Iterator[Edit]:
    """The apostrophe of each name that is known without it."""
    for match in NAME.finditer(text):
        at = match.start("mark")
        rest = text[at + 1 : match.end()]
        if rest not in ENDINGS and is_name(text[match.start() : at] + rest):
            yield Edit(at, at + 1, "")
