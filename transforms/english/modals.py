"""What a modal makes of an act: a refusal ("will not meet") or a demand ("must go")."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from transforms.english.asserted_clauses import has_condition
from transforms.english.roles import Sides
from transforms.english.slots import fill, governing_verb
from transforms.english.speech import HOSTILE, OWN_WORDS, content_modes
from transforms.english.syntax import children, is_verb
from transforms.english.told_act import Act
from transforms.english.triggers import lemma_of, noun_classes

# What a party may refuse to do, or be asked for.
GIVEN = frozenset(
    {"RETREAT", "CONCEDE", "CONSULT", "AID", "SUPPORT", "AGREE", "COOPERATE"}
)
WILL = frozenset({"will", "would", "wo", "shall", "'ll", "’ll"})
UNLESS = frozenset({"unless", "until", "till", "before"})
MUST = frozenset({"must", "should", "ought"})
NEED = frozenset({"need", "have", "ought"})


def with_modal(act: Act) -> Act:
    """The refusal or demand that an act under a modal amounts to, or the act itself.

    A refusal is told of the actor itself: "Kenya will not withdraw"; a demand needs
    somebody who says it of somebody else: "Kenya must withdraw, Uganda said".
    """
    verb = _carrier(act)
    if verb is None:
        return act
    if act.factuality == "negated" and act.event_type in GIVEN and _will_not(verb):
        return _refusal(act, verb)
    if act.factuality == "hypothetical" and _must(verb):
        if act.speaker is not None and lemma_of(act.speaker) in noun_classes()["court"]:
            return replace(act, factuality="completed")
        return _demand(act, verb) if act.event_type in GIVEN else act
    if act.factuality == "hypothetical" and act.event_type in HOSTILE:
        return _ultimatum(act, verb)
    if act.factuality == "planned" and act.event_type in HOSTILE:
        return _alternative(act, verb)
    return act


def _carrier(act: Act) -> Token | None:
    verb = governing_verb(act.token) if act.match.is_noun else act.token
    return verb if verb is not None and is_verb(verb) else None


def _will_not(verb: Token) -> bool:
    modals = {a.lower_ for a in children(verb, "aux")}
    if not modals & WILL or "have" in modals or has_condition(verb, but=UNLESS):
        return False
    return bool(children(verb, "neg")) and verb.dep_ not in ("relcl", "advcl", "acl")


def _must(verb: Token) -> bool:
    if children(verb, "neg") or verb.dep_ in ("relcl", "advcl", "acl"):
        return False
    head = verb.head
    if {a.lower_ for a in children(verb, "aux")} & MUST:
        return not any(a.lower_ == "have" for a in children(verb, "aux"))
    needs = verb.dep_ == "xcomp" and head.lemma_ in NEED and not children(head, "neg")
    return needs and head.tag_ in ("VBZ", "VBP") and not children(head, "aux")


def _mode(speech: str, act: Act) -> str | None:
    table = content_modes()
    key = (speech, act.event_type)
    return table.get((*key, act.mode or "")) or table.get((*key, ""))


def _refusal(act: Act, verb: Token) -> Act:
    parties = (*act.sides.actors, *act.sides.recipients)
    own = fill(verb, "subj|speaker")
    actors = tuple(t for t in own if t in parties or t == act.speaker)
    others = tuple(t for t in parties if t not in actors)
    return replace(
        act,
        event_type="REJECT",
        mode=_mode("REJECT", act),
        direction="directed",
        sides=Sides(actors or tuple(own), others, ()),
        factuality="completed",
    )


def _ultimatum(act: Act, verb: Token) -> Act:
    """The threat of a speaker: "would strike if Chad attacked, its minister said"."""
    speaker, actors = act.speaker, act.sides.actors
    clauses = [c for c in children(verb, "advcl") if "if" in _marks(c)]
    if speaker is None or not actors or not clauses or not _has(verb, WILL):
        return act
    own = {w.lower_ for w in speaker.children if w.tag_ == "PRP$"} & OWN_WORDS
    is_own = speaker in actors or own or any(w.lower_ in OWN_WORDS for w in actors)
    if not is_own or children(verb, "neg"):
        return act
    warned = act.sides.recipients or tuple(
        word
        for clause in clauses
        for word in fill(clause, "subj")
        if word not in actors and word.lower_ not in OWN_WORDS
    )
    return replace(
        act,
        event_type="THREATEN",
        mode=_mode("THREATEN", act),
        direction="directed",
        sides=Sides(actors, warned, ()),
        factuality="completed",
    )


def _alternative(act: Act, verb: Token) -> Act:
    """The threat behind "or": "must leave or we will attack, the minister said"."""
    other = verb.head
    is_other = verb.dep_ == "conj" and any(
        c.lower_ == "or" for c in children(other, "cc")
    )
    speaker, actors = act.speaker, act.sides.actors
    if not is_other or speaker is None or not actors or not _has(verb, WILL):
        return act
    warned = tuple(w for w in fill(other, "subj") if w not in actors)
    return replace(
        act,
        event_type="THREATEN",
        mode=_mode("THREATEN", act),
        direction="directed",
        sides=Sides(actors, act.sides.recipients or warned, ()),
        factuality="completed",
    )


def _marks(clause: Token) -> set[str]:
    return {c.lower_ for c in children(clause, "mark", "advmod")}


def _has(verb: Token, modals: frozenset[str]) -> bool:
    return bool({a.lower_ for a in children(verb, "aux")} & modals)


def _demand(act: Act, verb: Token) -> Act:
    asked = fill(verb, "subj|obj")
    is_told = act.speaker is not None and act.speaker not in asked
    if not is_told or act.speaker is None or any(t.pos_ == "PRON" for t in asked):
        return act
    if any(w.tag_ == "PRP$" for told in fill(verb, "subj") for w in told.children):
        return act  # of one's own: "the general said his troops must leave"
    parties = (*act.sides.actors, *act.sides.recipients)
    others = tuple(t for t in asked if t in parties) or parties
    return replace(
        act,
        event_type="REQUEST",
        mode=_mode("REQUEST", act),
        direction="directed",
        sides=Sides((act.speaker,), others, ()),
        factuality="completed",
    )
