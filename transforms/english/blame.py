"""Who is said to have done an act that a noun tells: "blamed X for the murder"."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from transforms.english.syntax import (
    agents,
    children,
    is_passive,
    is_verb,
    objects,
    prepositional,
    subjects,
)
from transforms.lexicon import read_table

MAX_LINKS = 4


@cache
def blame_words(kind: str) -> frozenset[str]:
    """Words of one kind: burden, taker, accuser, assigner or state."""
    rows = read_table("transforms.english", "blame.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == kind)


def blamed(noun: Token) -> list[Token]:
    """Head words of those who claim an act or are said to have done it.

    Reads "A claimed responsibility for the attack", "B attributed the attack to A",
    "B accused A of the attack" and "A is responsible for the attack".
    """
    noun = _first_of_list(noun)
    if noun.dep_ == "nsubj" and noun.head.lemma_ == "be":
        return _workers(noun.head)
    clauses = [w for w in noun.subtree if w.dep_ == "acl" and w.tag_ == "VBN"]
    behind = [word for verb in clauses for word in _named_behind(verb)]
    if behind:
        return behind
    if noun.dep_ in ("dobj", "nsubjpass") and noun.head.lemma_ in blame_words(
        "assigner"
    ):
        return prepositional(noun.head, "to", "on", "upon")
    preposition = noun.head
    if noun.dep_ == "pobj" and preposition.lower_ == "behind":
        return subjects(preposition.head) if is_verb(preposition.head) else []
    if noun.dep_ != "pobj" or preposition.lower_ not in ("for", "of", "in", "with"):
        return []
    return _charged(preposition.head)


def _named_behind(verb: Token) -> list[Token]:
    """Who is named in "strikes claimed by X", "blamed on X", "attributed to X"."""
    if verb.lemma_ in blame_words("assigner"):
        return prepositional(verb, "to", "on", "upon")
    return agents(verb) if verb.lemma_ in blame_words("taker") else []


def _workers(verb: Token) -> list[Token]:
    """Whose work it was: "the killings were the work of Y", "were Y's doing"."""
    works = [c for c in children(verb, "attr") if c.lemma_ in blame_words("work")]
    return [w for c in works for w in prepositional(c, "of") or children(c, "poss")]


def _charged(holder: Token) -> list[Token]:
    """Who carries what stands in the phrase behind a word."""
    lemma = holder.lemma_.lower()
    if is_verb(holder) and lemma in blame_words("taker"):
        named = [c for c in children(holder, "dobj") if _is_burden(c)]
        return subjects(holder) if named else _takers(holder)
    if is_verb(holder) and lemma in blame_words("accuser"):
        return objects(holder)
    if _is_burden(holder):
        return _takers(holder.head) if holder.dep_ in ("dobj", "nsubjpass") else []
    if lemma in blame_words("state"):
        return _in_state(holder)
    accuser = holder.head
    is_accused = holder.dep_ in ("dobj", "nsubjpass") and is_verb(accuser)
    is_accused &= accuser.lemma_.lower() in blame_words("accuser")
    return [holder] if is_accused else []


def _is_burden(word: Token) -> bool:
    return word.lemma_.lower() in blame_words("burden")


def _takers(verb: Token) -> list[Token]:
    if verb.lemma_.lower() not in blame_words("taker"):
        return []
    if is_passive(verb):
        burdens = [c for c in children(verb, "nsubjpass") if _is_burden(c)]
        return agents(verb) if burdens else []
    return subjects(verb)


def _in_state(word: Token) -> list[Token]:
    """Whoever is held, found or said to be responsible."""
    verb = word.head
    if word.dep_ == "amod":
        return _identified(verb)
    own = children(word, "nsubj")
    if own:
        return own
    return objects(verb) or subjects(verb) if is_verb(verb) else []


def _identified(holder: Token) -> list[Token]:
    """Who "those responsible" are said to be; else the holder itself."""
    verb = holder.head
    if holder.dep_ == "nsubj" and verb.lemma_ == "be":
        return children(verb, "attr") or [holder]
    return [holder]


def _first_of_list(noun: Token) -> Token:
    for _ in range(MAX_LINKS):
        if noun.dep_ != "conj":
            break
        noun = noun.head
    return noun
