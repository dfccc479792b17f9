"""Who and to whom, as words: the slots of a frame filled for a trigger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import cast

from spacy.tokens import Token

from schemas.records import Direction
from transforms.actors.words import agent_nouns
from transforms.english.slots import check_paths, fill
from transforms.english.triggers import match_token
from transforms.lexicon import LexiconError, read_table

# Frames of praise and blame, and the types of the deeds they are about.
BLAMING = frozenset({"speech_about"})
DEEDS = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE"})


@dataclass(frozen=True, slots=True)
class Frame:
    """Which slots hold the sides of an act, and whether both do it to each other."""

    name: str
    direction: Direction
    actors: str
    recipients: str
    mediators: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Head words of the sides of an act."""

    actors: tuple[Token, ...]
    recipients: tuple[Token, ...]
    mediators: tuple[Token, ...]


@cache
def frames() -> dict[str, Frame]:
    """Frames by name; raises LexiconError when a path names an unknown step."""
    found = {}
    for row in read_table("transforms.english", "frames.csv"):
        paths = [row[key] for key in ("actors", "recipients", "mediators") if row[key]]
        unknown = check_paths(paths)
        if unknown:
            raise LexiconError(f"frames.csv, {row['name']}: unknown steps {unknown}")
        direction = cast(Direction, row["direction"])
        found[row["name"]] = Frame(
            row["name"], direction, row["actors"], row["recipients"], row["mediators"]
        )
    return found


def owners(things: list[Token], is_party: Callable[[Token], bool]) -> list[Token]:
    """Whose the things are: "militant positions", "Iran's bases", "a police car"."""
    found: list[Token] = []
    for thing in things:
        if thing.pos_ == "NUM":
            found.extend(t for t in fill(thing, "prep.of", is_party) if t not in found)
        if thing.pos_ in ("NOUN", "PROPN"):
            path = "poss|held|nat|prep.of,by,belonging|mod"
            found.extend(t for t in fill(thing, path, is_party) if t not in found)
    return found


def _is_deed(token: Token) -> bool:
    """Whether a noun tells an act: who is blamed for "the killing of X" is not X."""
    if token.pos_ != "NOUN" or token.lower_ in agent_nouns():
        return False
    deed = match_token(token)
    return deed is not None and deed.rule.event_type in DEEDS


def sides_of(trigger: Token, frame: Frame, is_party: Callable[[Token], bool]) -> Sides:
    """Head words that fill the frame's slots around a trigger and can be parties."""

    def can_act(token: Token) -> bool:
        return is_party(token) and not (frame.name in BLAMING and _is_deed(token))

    def filled(path: str) -> list[Token]:
        if not path:
            return []
        things = [word for word in fill(trigger, path) if word.i != trigger.i]
        return fill(trigger, path, can_act) or owners(things, is_party)

    actors = filled(frame.actors)
    if frame.recipients == "subj":
        # Who "fled their homes" was not driven out by those whose homes they are.
        actors = [word for word in actors if word.tag_ != "PRP$"]
    recipients = filled(frame.recipients)
    mediators = filled(frame.mediators)
    recipients = [token for token in recipients if token not in actors]
    return Sides(tuple(actors), tuple(recipients), tuple(mediators))
