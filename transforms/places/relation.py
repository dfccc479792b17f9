"""Where a word of a sentence stands to an act: itself, its object, a verb above it."""

from __future__ import annotations

from spacy.tokens import Token

from transforms.places.attach import CLAUSES

VERBAL = ("VERB", "AUX")
SUBJECTS = ("nsubj", "nsubjpass", "csubj")


def relation(host: Token, trigger: Token) -> str:
    """The relation as a short text, such as "noun_of_act:dobj" or "verb:beside"."""
    if host == trigger:
        return "act"
    verb, last = _verb_above(host)
    is_verb = host.pos_ in VERBAL
    if verb == trigger:
        side = "subject" if last.dep_ in SUBJECTS else last.dep_
        return f"{'below' if is_verb else 'noun_of_act'}:{side}"
    if not is_verb and _is_above(host, trigger):
        return "noun_above"
    where = "verb" if is_verb else "noun_of_verb"
    if verb in trigger.conjuncts:
        return f"{where}:beside"
    if _is_above(verb, trigger):
        return f"{where}:above:{_clause(trigger, verb)}"
    if _is_above(trigger, verb):
        return f"{where}:below:{_clause(verb, trigger)}"
    return f"{where}:elsewhere"


def _verb_above(token: Token) -> tuple[Token, Token]:
    """The nearest verb at or above, and the last word on the way to it.

    For a verb right below another verb, that one.
    """
    if token.pos_ in VERBAL:
        return (token.head if token.head.pos_ in VERBAL else token), token
    last = token
    while token.pos_ not in VERBAL and token.head != token:
        last, token = token, token.head
    return token, last


def _is_above(upper: Token, lower: Token) -> bool:
    return upper != lower and bool(upper.is_ancestor(lower))


def _clause(lower: Token, upper: Token) -> str:
    """The outermost clause that parts a verb from one above it."""
    token, clause = lower, ""
    while token not in (upper, token.head):
        clause = token.dep_ if token.dep_ in CLAUSES or not clause else clause
        token = token.head
    return clause
