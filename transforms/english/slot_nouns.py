"""The slots of a noun: what stands before it, who holds it, how many it counts."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from transforms.actors.words import compound_parts
from transforms.english.syntax import children
from transforms.lexicon import read_table

COUNT_NOUNS = frozenset(
    {"dozen", "dozens", "score", "scores", "hundred", "hundreds", "thousand",
     "thousands", "ten", "million", "crowd", "group"}
)  # fmt: skip


def modifiers(token: Token) -> list[Token]:
    """Adjectives and compounds before a noun."""
    return [
        child
        for child in token.children
        if child.dep_ in ("amod", "compound", "nmod") and child.i < token.i
    ]


def names_before(token: Token) -> list[Token]:
    """Modifiers that are states, peoples or bodies: "Israeli strike", "UN visit".

    Who leads an act does it: "a Saudi-led raid". The name of a town before a noun is a
    place: "the Istanbul talks".
    """
    before = modifiers(token)
    kinds = compound_parts()
    leaders = [
        name
        for item in before
        if kinds.get(item.lower_) == "led"
        for name in children(item, "npadvmod", "compound", "amod", "nsubj")
    ]
    return [
        item
        for item in (*leaders, *before)
        if item.text[:1].isupper()
        and (item.ent_type_ not in ("GPE", "LOC", "FAC") or item.text in state_names())
    ]


@cache
def holding_words() -> frozenset[str]:
    """Participles that tell who holds a place or sends people."""
    rows = read_table("transforms.english", "unaimed.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == "held")


@cache
def state_names() -> frozenset[str]:
    """Names of states as they stand before a noun."""
    rows = read_table("transforms.actors", "states.csv")
    return frozenset(
        name for row in rows for name in (row["name"], *row["aliases"].split("|"))
    )


def partitive(noun: Token) -> list[Token]:
    """The number word of "thousands of protesters"."""
    head = noun.head
    if (
        noun.dep_ == "pobj"
        and head.lower_ == "of"
        and head.head.pos_ in ("NOUN", "NUM")
    ):
        return [head.head] if head.head.lemma_ in COUNT_NOUNS else []
    return []


def holders(noun: Token) -> list[Token]:
    """Who holds a place, told before it: "a FARC-held town", "a Taliban stronghold"."""
    held = [c for c in children(noun, "amod") if c.lower_ in holding_words()]
    return [w for c in held for w in children(c, "npadvmod", "nsubj", "compound")]
