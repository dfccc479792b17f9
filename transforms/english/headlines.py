"""Headlines that have no verb but a participle: "Four people killed in fighting: army".

Taggers read them as sentences and take another word for the verb ("fighting", "clash"),
so that the order of the words tells more than the tree.
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Span, Token

from transforms.english.number_words import PACKAGE
from transforms.english.syntax import children
from transforms.lexicon import read_table

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
JOINTS = frozenset({",", "and", "while"})


def is_only_verb(participle: Token) -> bool:
    """Whether a participle behind its noun is what a sentence without a verb tells.

    The noun opens the sentence, or it is a number in a list: "One killed, five hurt".
    """
    noun, sentence = participle.head, participle.sent
    if noun.i >= participle.i:
        return False
    start = noun.left_edge.i
    if start != sentence.start and not _is_listed(noun, sentence):
        return False
    return not _has_verb(participle, sentence)


def _is_listed(noun: Token, sentence: Span) -> bool:
    start = noun.left_edge.i
    is_counted = noun.tag_ == "CD" or bool(children(noun, "nummod"))
    return is_counted and sentence.doc[start - 1].lower_ in JOINTS


def _has_verb(participle: Token, sentence: Span) -> bool:
    """Whether a finite verb follows that no conjunction before it takes for itself."""
    is_taken = False
    for word in sentence.doc[participle.i + 1 : sentence.end]:
        if word.lower_ in _openers():
            is_taken = True
        elif word.tag_ in FINITE and word.nbor(-1).tag_ != "CD":
            if not is_taken:
                return True
            is_taken = False
    return False


@cache
def _openers() -> frozenset[str]:
    """Words that open a clause of their own, and what stands before a source."""
    rows = read_table(PACKAGE, "clause_openers.csv")
    return frozenset(row["word"] for row in rows)
