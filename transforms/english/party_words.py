"""Which words of a sentence can be somebody who acts, and the phrase that names him."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from spacy.tokens import Span, Token

from transforms.actors.compose import is_party_like
from transforms.actors.words import agent_nouns
from transforms.english.anaphors import anaphora
from transforms.english.syntax import phrase
from transforms.lexicon import read_table

BEFORE_NOUN = frozenset({"amod", "compound", "nmod"})


def is_party(token: Token) -> bool:
    """Whether the phrase of a head word can be somebody who acts.

    The first word of "a terrorist attack" tells the kind of the attack, not who.
    """
    if token.dep_ in ("amod", "compound") and token.lower_ in _attributive("kind"):
        return False
    if _is_means(token) or _is_credit(token) or _is_platform(token):
        return False
    if token.lower_.removesuffix("s") in _attributive("arm") or _is_condition(token):
        return False
    return is_party_like(named_phrase(token))


def objects_told(verb: Token, words: Sequence[Token]) -> Sequence[Token]:
    """Of whom a bare number speaks, too: "seized two soldiers and killed eight"."""
    if verb.dep_ == "advcl" and verb.head.lemma_ == "lose":
        # "Chad lost 20 men when a shell hit a camp": the camp was Chad's.
        return [*words, *(c for c in verb.head.children if c.dep_ == "nsubj")]
    things = [child for child in verb.children if child.dep_ == "dobj"]
    is_bare = len(things) == 1 and things[0].tag_ == "CD"
    if verb.dep_ != "conj" or not is_bare or things[0].n_rights:
        return words
    return [child for child in verb.head.children if child.dep_ == "dobj"] or words


def before_noun(token: Token) -> list[Token]:
    """Names that stand before a noun, joined ones too: "French and Chadian raids".

    So does who leads it: "a French-led raid".
    """
    is_leader = token.dep_ == "npadvmod" and token.head.dep_ in BEFORE_NOUN
    if not is_leader and token.dep_ not in BEFORE_NOUN:
        return []
    return [word for word in (token, *token.conjuncts) if not word.text.islower()]


def _is_condition(token: Token) -> bool:
    """Whether a "state" is no country but how things are: "a state of war"."""
    return token.lower_ == "state" and any(
        noun.lower_ in _attributive("condition")
        for of in token.children
        if of.lower_ == "of"
        for noun in of.children
    )


def _is_platform(token: Token) -> bool:
    """Whether a word is only where something was written: "said on Twitter"."""
    is_on = token.dep_ == "pobj" and token.head.lower_ in ("on", "via", "through")
    return is_on and token.lower_ in _attributive("platform")


def _is_credit(token: Token) -> bool:
    """Whether a word stands alone in brackets: an agency, or a short name."""
    doc, at = token.doc, token.i
    if token.dep_ in ("nsubj", "nsubjpass"):
        return False
    return 0 < at < len(doc) - 1 and doc[at - 1].text == "(" and doc[at + 1].text == ")"


def _is_means(token: Token) -> bool:
    """Whether a weapon is what is fired or sent, and nobody's by its words.

    "Fired artillery at the town" is done to the town; "hit the rebels' tanks" is done
    to the rebels.
    """
    noun = agent_nouns().get(token.lower_)
    if noun is None or (
        noun.kind != "weapon" and token.lower_ not in _attributive("means")
    ):
        return False
    if token.dep_ in ("amod", "compound"):
        return True
    whose = [
        child
        for child in token.children
        if child.dep_ in ("poss", "prep")
        or (child.dep_ in BEFORE_NOUN and child.text[:1].isupper())
        or (child.dep_ in BEFORE_NOUN and child.lower_ in agent_nouns())
    ]
    return token.dep_ == "dobj" and not whose and not _acts_behind(token)


def _acts_behind(noun: Token) -> bool:
    """Whether a clause behind a noun has it act: "sent tanks, which shelled it"."""
    return any(
        word.dep_ == "nsubj" and word.tag_ in ("WDT", "WP")
        for clause in noun.children
        if clause.dep_ == "relcl"
        for word in clause.children
    )


@cache
def _attributive(kind: str) -> frozenset[str]:
    """Words of a kind: what tells the kind of an act, a branch of an army that is a
    weapon too ("artillery"), a platform that people write on.
    """
    rows = read_table("transforms.english", "attributive.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == kind)


def may_be_foreign(text: str) -> bool:
    """Whether a phrase names what is fired or planted, or states: "several states"."""
    words = text.lower().split()
    if not words:
        return False
    is_thrown = words[-1].removesuffix("s") in _attributive("thrown")
    return is_thrown or words[-1] in _attributive("abroad")


def named_phrase(token: Token) -> Span:
    """The phrase of a head word; without what follows it where it refers back.

    "The two countries in Geneva" are "the two countries"; "rebels in Chad" stay whole.
    """
    whole = phrase(token)
    core = token.doc[whole.start : token.i + 1]
    return core if core.text.lower() in anaphora() else whole
