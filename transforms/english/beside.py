"""Sides of an act that are told beside it: by another clause, or on the line above."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from transforms.actors.words import agent_nouns
from transforms.english.syntax import (
    children,
    is_passive,
    is_verb,
    objects,
    prepositional,
    subjects,
)
from transforms.lexicon import read_table

ARMED = frozenset({"MIL", "COP", "REB", "PRM", "UAF", "CRM"})
MAX_LINKS = 4
# Nouns for what befalls people in an attack.
HARMS = frozenset({"death", "killing", "loss", "murder", "wounding", "capture"})
MEETING = frozenset({"in", "during", "at", "after"})


def joined(noun: Token) -> list[Token]:
    """Who takes part: "raised it in a call with X" has its subject on the line."""
    preposition = noun.head
    if noun.dep_ == "pobj" and preposition.lower_ == "for":
        return _gathered(preposition)
    if noun.dep_ != "pobj" or preposition.lower_ not in MEETING:
        return []
    verb = preposition.head
    if is_verb(verb) and verb.lemma_ == "lose":
        return [s for one in _coordinated(verb) for s in subjects(one)]
    return subjects(verb) if is_verb(verb) and prepositional(noun, "with") else []


def _gathered(preposition: Token) -> list[Token]:
    """Who comes together "for talks": "Chad joined Mali for talks"."""
    verb = preposition.head
    for _ in range(MAX_LINKS):
        if is_verb(verb) or verb.head.i == verb.i:
            break
        verb = verb.head
    if not is_verb(verb) or verb.lemma_ not in gathering_verbs():
        return []
    return subjects(verb) + objects(verb)


@cache
def gathering_verbs() -> frozenset[str]:
    """Verbs whose subject and object meet "for talks"."""
    rows = read_table("transforms.english", "gathering_verbs.csv")
    return frozenset(row["lemma"] for row in rows)


def _coordinated(verb: Token) -> list[Token]:
    """The same verb in a list of clauses: "A lost 60 men and B lost 45"."""
    found = [verb]
    if verb.dep_ == "conj" and verb.head.lemma_ == verb.lemma_:
        found.insert(0, verb.head)
    return found + [c for c in children(verb, "conj") if c.lemma_ == verb.lemma_]


def armed_beside(verb: Token) -> list[Token]:
    """Who used force when somebody came to harm: "hurt when police broke it up"."""
    if not is_passive(verb):
        return []
    found = []
    joined_verbs = [c for c in children(verb, "conj") if c.tag_ == "VBN"]
    clauses = [c for one in (verb, *joined_verbs) for c in children(one, "advcl")]
    for clause in clauses:
        marks = {c.lower_ for c in children(clause, "mark", "advmod")}
        if marks & {"when", "as"}:
            found += [s for s in subjects(clause) if is_force(s)]
    return found


def fallen(noun: Token) -> list[Token]:
    """Who came to harm in it: "the deaths of ten men in an ambush"."""
    harm = noun.head.head
    is_within = noun.dep_ == "pobj" and noun.head.lower_ in ("in", "during", "by")
    if not is_within or harm.lemma_ not in HARMS:
        return []
    return prepositional(harm, "of")


def is_force(word: Token) -> bool:
    """Whether a noun is of people who use force: soldiers, police, gunmen."""
    noun = agent_nouns().get(word.lower_)
    return noun is not None and bool(set(noun.sectors) & ARMED)


def beyond_bare(noun: Token, names: tuple[str, ...]) -> list[Token]:
    """Phrases behind another one: "the arrest at gunpoint of a priest by soldiers".

    What stands between is bare or a day, and has no part of its own.
    """
    bare = [
        inner
        for preposition in ("at", "on", "in")
        for inner in prepositional(noun, preposition)
        if not any(c.dep_ in ("det", "amod", "poss", "nummod") for c in inner.children)
    ]
    return [word for inner in bare for word in prepositional(inner, *names)]
