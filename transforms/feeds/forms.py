"""In what form a list of articles is written."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from transforms.lexicon import read_table

JSON_FEED: Final = "JSON Feed"
# The first element, after comments, instructions and a document type.
ROOT: Final = re.compile(
    rb"(?:\s|<!--.{0,4000}?-->|<[?!][^>]{0,2000}>)*<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL
)


def form_of(document: bytes) -> str | None:
    """The form of a feed or sitemap, by its first element; None for what is neither.

    >>> form_of(b"<!-- made today --><rdf:RDF xmlns:rdf='...'>")
    'RSS 1.0'
    """
    if document.startswith(b"{"):
        return JSON_FEED
    found = ROOT.match(document)
    return _forms().get(found[1].decode().lower()) if found else None


@cache
def _forms() -> dict[str, str]:
    rows = read_table(__package__, "forms.csv")
    return {row["root"]: row["form"] for row in rows}
