"""Sides of an act that are told beside it: by another clause, or on the line above."""

from __future__ import annotations

from spacy.tokens import Token

from transforms.actors.words import agent_nouns
from transforms.english.syntax import (
    children,
    is_passive,
    is_verb,
    prepositional,
    subjects,
)

ARMED = frozenset({"MIL", "COP", "REB", "PRM", "UAF", "CRM"})
MEETING = frozenset({"in", "during", "at", "after"})


def joined(noun: Token) -> list[Token]:
    """Who takes part: "raised it in a call with X" has its subject on the line."""
    preposition = noun.head
    if noun.dep_ != "pobj" or preposition.lower_ not in MEETING:
        return []
    verb = preposition.head
    if is_verb(verb) and verb.lemma_ == "lose":
        return [s for one in _coordinated(verb) for s in subjects(one)]
    return subjects(verb) if is_verb(verb) and prepositional(noun, "with") else []


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
    for clause in children(verb, "advcl"):
        marks = {c.lower_ for c in children(clause, "mark", "advmod")}
        if marks & {"when", "as"}:
            found += [s for s in subjects(clause) if _is_force(s)]
    return found


def _is_force(word: Token) -> bool:
    noun = agent_nouns().get(word.lower_)
    return noun is not None and bool(set(noun.sectors) & ARMED)
