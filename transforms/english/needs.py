"""What befalls a party in its clause, and what the clause of a pronoun demands."""

from __future__ import annotations

from functools import cache
from typing import cast

from spacy.tokens import Token

from transforms.english.antecedents import Fate, Need, Role
from transforms.english.syntax import children, is_passive, is_verb, prepositional
from transforms.english.triggers import match_token
from transforms.lexicon import read_table

PACKAGE = "transforms.english"
MAX_LINKS = 5  # words between an object and its verb
# Verbs of those who come to an end by themselves.
INTRANSITIVE = frozenset({"die", "perish", "drown"})


@cache
def fates() -> dict[str, Fate]:
    """What befalls the object of a verb, by its lemma: dead, held or moved."""
    rows = read_table(PACKAGE, "fates.csv")
    return {row["lemma"]: cast(Fate, row["fate"]) for row in rows}


@cache
def arms() -> dict[str, frozenset[str]]:
    """Sectors of those who throw, fire or carry a thing, by its lemma."""
    rows = read_table(PACKAGE, "arms.csv")
    return {row["word"]: frozenset(row["sectors"].split("|")) for row in rows}


def verb_above(word: Token) -> Token:
    """The verb whose clause a word stands in: "froze its aid to the country"."""
    verb = word.head
    for _ in range(MAX_LINKS):
        if is_verb(verb) or verb.head.i == verb.i:
            break
        verb = verb.head
    return verb


def fate_of(word: Token) -> Fate | None:
    """What the verb of a word does to whom it names; None if nothing of note."""
    verb = word.head
    if word.dep_ == "pobj" and verb.lower_ == "of" and verb.head.tag_ == "CD":
        word, verb = verb.head, verb.head.head  # "killed two of its marines"
    if word.dep_ == "pobj" and verb.lower_ in ("to", "on", "upon", "from", "of"):
        verb = verb.head  # "appealed to Niger"
        is_asked = fates().get(verb.lemma_.lower()) == "asked"
        return "asked" if is_asked and is_verb(verb) else None
    if not is_verb(verb):
        return None
    lemma = verb.lemma_.lower()
    if word.dep_ == "nsubj" and lemma in INTRANSITIVE:
        return fates().get(lemma)
    is_object = word.dep_ == "dobj" and not is_passive(verb)
    is_object |= word.dep_ in ("nsubj", "nsubjpass") and is_passive(verb)
    return fates().get(lemma) if is_object else None


def need_of(word: Token) -> Need:
    """What the clause of a pronoun demands of whom it stands for."""
    if word.dep_ == "pobj" and word.head.lower_ == "of":
        word = word.head.head  # "beat one of them"
    verb = verb_above(word)
    if not is_verb(verb):
        return Need()
    match = match_token(verb)
    event_type = match.rule.event_type if match is not None else None
    looks_back = any(c.dep_ == "aux" and c.lower_ == "had" for c in verb.children)
    role = _role(word, verb)
    sectors = _bearers(verb) if role == "doer" else frozenset[str]()
    return Need(role, event_type, sectors, looks_back)


def _role(word: Token, verb: Token) -> Role:
    if word.head.i != verb.i and word.dep_ != "pobj":
        return "other"
    if word.dep_ == "nsubjpass" or (word.dep_ == "nsubj" and is_passive(verb)):
        return "target"
    if word.dep_ == "nsubj" or word.head.dep_ == "agent":
        return "doer"
    return "target" if word.dep_ in ("dobj", "dative") else "other"


def _bearers(verb: Token) -> frozenset[str]:
    """Sectors of those who do it with what the clause names: stones, tear gas."""
    things = children(verb, "dobj") + prepositional(verb, "with")
    names = [name for word in things for name in _names(word)]
    return next((arms()[name] for name in names if name in arms()), frozenset())


def _names(thing: Token) -> list[str]:
    """A thing by its name, and by its kind: "petrol bomb", "bomb"."""
    noun = thing.lemma_.lower()
    return [*(f"{c.lower_} {noun}" for c in children(thing, "compound", "amod")), noun]
