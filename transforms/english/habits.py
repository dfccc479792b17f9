"""Habits, states and descriptions: what is the case, not what happened.

"Israel rarely claims its strikes", "the militia that Washington supports", "a group
that has fought a long insurgency" describe; the news is elsewhere in the sentence.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Token

from transforms.actors.words import agent_nouns
from transforms.english.attribution import saying_verbs
from transforms.english.headlines import is_only_verb
from transforms.english.slots import governing_verb, light_kind
from transforms.english.syntax import (
    ancestors,
    children,
    is_passive,
    is_verb,
    objects,
    prepositional,
    subjects,
)

OPENING_QUOTES = frozenset('"“‘«„')
PRESENT = frozenset({"VBZ", "VBP"})
JOINED = frozenset({"conj", "appos", "parataxis", "dep", "npadvmod", "compound"})


def is_habit(trigger: Token, *, is_noun: bool) -> bool:
    """Whether the act's verb stands in the simple present, as habits and states do.

    News tells acts in the past, the perfect or the progressive; only headlines and
    acts of saying use the simple present, and are not asked here.
    """
    verb = _carrier(trigger) if is_noun else trigger
    if verb is None or not is_verb(verb):
        return False
    auxiliaries = children(verb, "aux", "auxpass")
    if any(a.tag_ in ("MD", "TO") or a.lower_ == "to" for a in auxiliaries):
        return False
    if any(a.lower_ in ("being", "been") or a.lemma_ == "have" for a in auxiliaries):
        return False
    if is_passive(verb):
        return any(a.tag_ in PRESENT for a in auxiliaries)
    return verb.tag_ in PRESENT and not auxiliaries


def is_generic(noun: Token) -> bool:
    """Whether an event noun names a kind of act: "raids", "their means is torture".

    It has no article, number or owner, and no verb of the past brings it about.
    """
    verb = governing_verb(noun)
    if verb is not None and (light_kind(verb) is not None or verb.lemma_ == "be"):
        return False
    if verb is not None and noun.dep_ in ("nsubj", "nsubjpass"):
        return False
    if noun.dep_ in ("ROOT", "compound", "appos"):
        return False
    owned = children(noun, "det", "poss", "nummod", "quantmod", "relcl")
    return not owned and not any(c.tag_ in ("CD", "JJS") for c in noun.children)


def is_of_narrator(trigger: Token) -> bool:
    """Whether the writer speaks of himself: "I met a minister", "told me"."""
    if any(token.text in OPENING_QUOTES for token in trigger.sent):
        return False
    words = subjects(trigger) + objects(trigger) if is_verb(trigger) else []
    words += prepositional(trigger) + children(trigger, "poss", "dative")
    return any(word.lower_ in ("i", "me", "my", "myself") for word in words)


def _carrier(noun: Token) -> Token | None:
    """The verb that lends itself to an event noun."""
    verb = governing_verb(noun)
    return verb if verb is not None and light_kind(verb) == "light" else None


def _is_weapon(noun: Token) -> bool:
    known = agent_nouns().get(noun.lower_)
    return known is not None and known.kind == "weapon"


def _is_news(noun: Token) -> bool:
    """Whether a participle behind a noun is all the verb a headline has.

    The noun, or one it is joined to, is the root; or somebody reports it: "Army
    reports two soldiers killed", "Soldier killed by sniper, says army".
    """
    for word in (noun, *ancestors(noun)):
        if word.dep_ == "ROOT":
            return not is_verb(word) or word.tag_ == "VBN"
        if word.dep_ == "dobj" and word.head.lemma_ in saying_verbs():
            return word.head.dep_ == "ROOT"
        if word.dep_ == "nsubj" and word.head.dep_ == "ROOT":
            return not is_verb(word.head) or len(children(word.head, "nsubj")) > 1
        if word.dep_ not in JOINED:
            return False
    return False


def _goes_on(clause: Token) -> bool:
    """Whether a clause tells the next deed: "fled to Iran, which treated them"."""
    first, noun = clause.left_edge, clause.head
    is_last = clause.right_edge.i >= clause.sent.end - 2
    is_loose = first.i > 0 and first.nbor(-1).text == ","
    is_loose = is_loose and first.tag_ in ("WDT", "WP") and first.dep_ == "nsubj"
    is_past = clause.tag_ == "VBD" and noun.dep_ in ("dobj", "pobj", "dative")
    return is_last and is_loose and is_past and clause.sent.root.tag_ == "VBD"


def _tells_where(clause: Token) -> bool:
    """Whether the story goes on at a place: "flew to Rome, where he met X"."""
    return any(c.lower_ == "where" for c in children(clause, "advmod"))


def _is_picked_out(noun: Token) -> bool:
    """Whether a clause tells the news of whom "it was" that did it."""
    verb = noun.head
    is_attribute = noun.dep_ == "attr" and verb.lemma_ == "be"
    return is_attribute and any(c.lower_ == "it" for c in children(verb, "nsubj"))


def describes(
    trigger: Token, is_party: Callable[[Token], bool], *, is_noun: bool
) -> bool:
    """Whether the act only describes somebody: a relative clause on a party.

    "The men who killed him", "a group that has fought the state"; but not "a blast
    that killed ten", whose clause hangs on the happening itself, nor a headline
    without a verb: "Two soldiers killed in ambush".
    """
    below = (_carrier(trigger) or trigger) if is_noun else trigger
    for word in (below, *ancestors(below)):
        if word.dep_ == "relcl" and (_tells_where(word) or _goes_on(word)):
            return False
        if word.dep_ == "relcl" or (word.dep_ == "acl" and word.tag_ in ("VBN", "VBG")):
            if word.dep_ == "acl" and (_is_news(word.head) or is_only_verb(word)):
                return False
            if _is_picked_out(word.head):
                return False
            return is_party(word.head) and not _is_weapon(word.head)
        if word.dep_ not in ("conj", "xcomp", "advcl", "prep", "pobj", "dobj"):
            return False
        if word.dep_ == "advcl" and is_verb(word.head) is False:
            return False
    return False
