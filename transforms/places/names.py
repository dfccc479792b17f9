"""How a place name is written down for comparison, in the data and in a text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from hashlib import blake2b

APOSTROPHES = str.maketrans(
    dict.fromkeys("'`´ʻʼʾʿ‘’‛′\u02bb", "") | dict.fromkeys("-‐‑–—_/", " ")
)
# Letters that Unicode does not take apart into a plain one and a mark.
LETTERS = str.maketrans("ıøłđ", "iold")
SHORT_FORMS = {"st": "saint", "st.": "saint", "mt": "mount", "mt.": "mount",
               "ft": "fort", "ft.": "fort"}  # fmt: skip
ARTICLES = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az"})


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """The name without accents, apostrophes, hyphens and case: "Al-Ḥasakah" is
    "al hasakah".
    """
    plain = name
    if not name.isascii():
        letters = unicodedata.normalize("NFKD", name)
        plain = "".join(
            letter for letter in letters if not unicodedata.combining(letter)
        )
    plain = plain.lower().translate(LETTERS)
    words = plain.translate(APOSTROPHES).rstrip("., ").split()
    return " ".join(SHORT_FORMS.get(word, word) for word in words)


def without_article(key: str) -> str:
    """A folded name without its Arabic article: "al hasakah", "hasakah"."""
    first, _, rest = key.partition(" ")
    return rest if first in ARTICLES and len(rest) >= 4 else key


@lru_cache(maxsize=50_000)
def digest(key: str) -> int:
    """40 bits that stand for a folded name; one unknown name in a million is found."""
    return int.from_bytes(blake2b(key.encode(), digest_size=5).digest(), "big")
