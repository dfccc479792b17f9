"""Acts that several do to each other by their words: "gangs fought one another"."""

from __future__ import annotations

from spacy.tokens import Token

from transforms.english.slots import fill
from transforms.english.told_act import Act


def is_reciprocal(act: Act) -> bool:
    """Whether the sides do it to "each other", "one another" or "each other's" men."""
    words = [near for word in fill(act.token, "obj+prep") for near in word.subtree]
    pairs = {(word.lower_, word.nbor(1).lower_) for word in words if not _is_last(word)}
    if any(word.lower_ == "each" for word in act.token.subtree):
        pairs |= {("each", b) for a, b in pairs if (a, b) == ("the", "other")}
    return bool(pairs & {("each", "other"), ("one", "another")})


def are_several(act: Act) -> bool:
    """Whether a single phrase names several who act: "rival gangs"."""
    return any(word.tag_ in ("NNS", "NNPS") for word in act.sides.actors)


def _is_last(word: Token) -> bool:
    return word.i + 1 >= len(word.doc)
