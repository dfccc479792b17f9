"""Acts that several do to each other by their words: "gangs fought one another"."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from schemas.records import Party
from transforms.english.beside import is_force
from transforms.english.roles import frames
from transforms.english.slots import fill
from transforms.english.syntax import is_passive
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


def is_fought(harm: Act, fight: Act) -> bool:
    """Whether a clause of time tells the fight of two sides in which some came to harm:
    "two were killed when the army clashed with rebels".
    """
    is_two_sided = fight.direction == "mutual" and len(fight.sides.actors) > 1
    return is_two_sided and _is_behind(fight.token, harm.token)


def is_of_force(words: Sequence[Token]) -> bool:
    """Whether those who came to harm are of those who fought, and no bystanders."""
    return any(is_force(word) for word in words)


def two_sides(
    act: Act, actors: Sequence[Party], recipients: Sequence[Party]
) -> tuple[Party, ...]:
    """The sides of a fight that tells them in one phrase: "when Thai and Lao troops
    exchanged fire"; where it tells none, the fallen: "when the armies exchanged fire".
    """
    fights = [m for m in act.also if frames()[m.rule.frame].direction == "mutual"]
    if not any(_is_behind(fight.token, act.token) for fight in fights):
        return ()
    fighters = {party.country for party in actors}
    fallen = {party.country for party in recipients}
    if None in fighters | fallen:
        return ()
    if len(fallen) > 1 and fighters <= fallen:
        return tuple(recipients)
    return tuple(actors) if len(fighters) > 1 and fallen <= fighters else ()


def _is_behind(fight: Token, harm: Token) -> bool:
    return fight.dep_ == "advcl" and fight.head.i == harm.i and is_passive(harm)


def _is_last(word: Token) -> bool:
    return word.i + 1 >= len(word.doc)
