"""What a word says of the people or things it governs: the rows of counted.csv."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from transforms.english.number_words import PACKAGE
from transforms.english.syntax import is_verb
from transforms.lexicon import read_table

HARM = frozenset({"killed", "injured"})
ANY_HARM = "casualties"


@cache
def counted_words() -> dict[tuple[str, str, str], str]:
    """Kinds by part of speech, role and word."""
    rows = read_table(PACKAGE, "counted.csv")
    return {(row["pos"], row["role"], row["word"]): row["counted"] for row in rows}


def kind_by(pos: str, role: str, word: str) -> str | None:
    """Kind that a governing word gives to what it counts; None if it gives none."""
    return counted_words().get((pos, role, word))


def kind_by_verb(verb: Token, role: str) -> str | None:
    """Kind that a verb gives, its particle ("handed over") and result heard first.

    "Shot dead" and "shot and killed" are told by their second word.
    """
    lemma = verb.lemma_.lower()
    for child in verb.children:
        told = _kind_by_child(child, verb, role)
        if told is not None:
            return told
    kind = kind_by("verb", role, lemma)
    other = _kind_by_conjunct(verb, role) if kind in (None, *HARM, ANY_HARM) else None
    if kind in HARM and other in HARM and kind != other:
        return ANY_HARM  # "killed or wounded 40"
    return (other or kind) if kind == ANY_HARM else (kind or other)


def _kind_by_child(child: Token, verb: Token, role: str) -> str | None:
    """ "Handed over", "shot dead", "fatally shot", "stabbed to death"."""
    if child.dep_ == "prt":
        phrasal = kind_by("verb", role, f"{verb.lemma_.lower()} {child.lower_}")
        if phrasal is not None:
            return phrasal
    if role != "object":
        return None
    is_result = child.dep_ in ("acomp", "oprd", "advmod", "prt") and child.i > verb.i
    result = kind_by("adjective", "any", child.lower_) if is_result else None
    if result is None and child.dep_ in ("advmod", "prep"):
        manner = kind_by("adverb", "any", _manner(child))
        # "Sentenced 30 men to death" kills nobody yet.
        ordered = kind_by("verb", "object_to_death", verb.lemma_.lower())
        return (ordered or manner) if manner else None
    return result


def _manner(child: Token) -> str:
    """ "fatally", "to death"."""
    words = [child.lower_, *(c.lower_ for c in child.children if c.dep_ == "pobj")]
    return " ".join(words)


def _kind_by_conjunct(verb: Token, role: str) -> str | None:
    """The kind of the verb joined to this one in one breath: "killed or wounded"."""
    joined = [c for c in verb.children if c.dep_ == "conj" and is_verb(c)]
    if verb.dep_ == "conj" and is_verb(verb.head):
        joined.append(verb.head)
    for other in joined:
        first, last = sorted((verb.i, other.i))
        between = verb.doc[first + 1 : last]
        if all(token.pos_ in ("CCONJ", "ADV", "PUNCT") for token in between):
            return kind_by("verb", role, other.lemma_.lower())
    return None
