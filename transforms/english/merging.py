"""One act per happening: words of a sentence that tell the same act become one."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from transforms.english.reciprocal import is_fought, is_of_force
from transforms.english.roles import Sides
from transforms.english.syntax import ancestors, children, is_verb
from transforms.english.told_act import Act

# Prepositions that part what follows them from the verb.
APART = frozenset(
    {"within", "before", "since", "until", "ahead", "despite", "amid", "without"}
)
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# Conjunctions of what happens beside an act and is no cause or part of it.
BESIDE = frozenset({"as", "while", "before", "whereas"})


def merge(acts: list[Act]) -> list[Act]:
    """Words that tell one act become one: the first keeps the others as ``also``."""
    kept: list[Act] = []
    for act in acts:
        for number, other in enumerate(kept):
            if _is_same(other, act):
                kept[number] = _joined(other, act)
                break
        else:
            kept.append(act)
    return kept


def _is_same(one: Act, other: Act) -> bool:
    if one.event_type != other.event_type or one.factuality != other.factuality:
        return False
    if one.mode and other.mode and one.mode != other.mode:
        return False
    if other.token.dep_ == "xcomp" and other.token.head.i == one.token.i:
        return True  # "forced them to flee" is told by two verbs
    if _is_in_own_clause(one, other) or _is_other_harm(one, other):
        return False
    if _is_parted(one.token, other.token) or _is_beside(one.token, other.token):
        return False
    is_bare = not (any(_told_sides(one)) and any(_told_sides(other)))
    is_linked = _is_linked(one.token, other.token, is_bare)
    return (is_linked or _is_verbless(one.token)) and _share_sides(one, other)


def _is_verbless(token: Token) -> bool:
    """Whether a headline has no verb that could tell two acts: "5 dead in attack"."""
    return not any(word.tag_ in FINITE for word in token.sent)


def _is_parted(one: Token, other: Token) -> bool:
    """Whether a semicolon between two verbs begins another report."""
    low, high = sorted((one.i, other.i))
    between = one.doc[low:high]
    return is_verb(one) and is_verb(other) and any(t.text == ";" for t in between)


def _is_beside(verb: Token, low: Token) -> bool:
    """Whether victims did something as it happened: "killed fighting the rebels"."""
    is_participle = low.dep_ == "advcl" and low.tag_ == "VBG"
    return is_participle and low.head.i == verb.i and verb.tag_ == "VBN"


def _is_other_harm(one: Act, other: Act) -> bool:
    """Whether others were carried off: "ten were killed and five taken hostage"."""
    modes = {one.mode, other.mode}
    is_listed = other.token.dep_ == "conj" and other.token.head.i == one.token.i
    return is_listed and len(modes) == 2 and "abduct" in modes


def _is_in_own_clause(one: Act, other: Act) -> bool:
    """Whether a clause of time tells a second act: "A shot B before C shot D".

    "Twelve died when rebels raided a village" is one act: nobody else is told to act.
    """
    for low, high in ((one, other), (other, one)):
        clauses = _clauses_up(low.token)
        above = next((c for c in clauses if c.head.i == high.token.i), None)
        if above is None or not children(above, "nsubj"):
            continue
        marks = {c.lower_ for c in children(above, "mark", "advmod")}
        actors = _differ(one.sides.actors, other.sides.actors)
        others = _differ(one.sides.recipients, other.sides.recipients)
        others &= not {t.i for t in one.sides.actors} & {
            t.i for t in other.sides.actors
        }
        if actors or (others and marks & BESIDE):
            return True
    return False


def _clauses_up(token: Token) -> list[Token]:
    """The word itself and the words above it that head a clause of time or cause."""
    return [word for word in (token, *ancestors(token)) if word.dep_ == "advcl"]


def _differ(mine: tuple[Token, ...], yours: tuple[Token, ...]) -> bool:
    return bool(mine and yours) and not {t.i for t in mine} & {t.i for t in yours}


def _told_sides(act: Act) -> tuple[bool, bool]:
    return bool(act.sides.actors), bool(act.sides.recipients)


def _is_linked(one: Token, other: Token, through_relative: bool) -> bool:
    """Whether one word hangs from the other without a new clause between them.

    A relative clause counts as none where one of the acts names nobody: "a meeting in
    Geneva, where the two held talks".
    """
    for low, high in ((one, other), (other, one)):
        current = low
        for head in ancestors(low):
            if head.i == high.i:
                return True
            if head.dep_ == "prep" and _is_other_time(head, high):
                break
            if current.dep_ in ("ccomp", "parataxis") or (
                current.dep_ == "relcl" and not through_relative
            ):
                break
            current = head
    siblings = one.head.i == other.head.i and one.head.i not in (one.i, other.i)
    if siblings and _goes_on(one, other):
        return True
    return siblings and one.dep_ != "conj" and other.dep_ != "conj"


def _goes_on(noun: Token, verb: Token) -> bool:
    """Whether a verb tells more of its head's subject: "bombs killed 6 and hurt 9"."""
    is_subject = noun.dep_ == "nsubj" and verb.dep_ == "conj" and is_verb(verb)
    return is_subject and not children(verb, "nsubj", "nsubjpass")


def _is_other_time(preposition: Token, verb: Token) -> bool:
    """Whether a preposition puts a noun at another time than the verb it hangs on.

    "Shot two men after a raid" tells two acts, "were hurt after a raid" one.
    """
    if preposition.lower_ in APART:
        return True
    is_after = preposition.lower_ in ("after", "following") and is_verb(verb)
    return is_after and bool(children(verb, "nsubj")) and bool(children(verb, "dobj"))


def _share_sides(one: Act, other: Act) -> bool:
    """No side that both name may differ in its head words."""
    for mine, yours in (
        (one.sides.actors, other.sides.actors),
        (one.sides.recipients, other.sides.recipients),
    ):
        is_named = any(token.pos_ == "PROPN" for token in mine + yours)
        if is_named and _differ(mine, yours):
            return False
    return True


def _joined(one: Act, other: Act) -> Act:
    also = (*one.also, other.match)
    mode = one.mode or other.mode
    has_fight = is_fought(one, other)
    if has_fight and is_of_force(one.sides.recipients):
        return replace(one, mode=mode, sides=other.sides, direction="mutual", also=also)
    sides = Sides(
        other.sides.actors if has_fight else one.sides.actors or other.sides.actors,
        tuple(dict.fromkeys((*one.sides.recipients, *other.sides.recipients))),
        one.sides.mediators or other.sides.mediators,
    )
    return replace(one, mode=mode, sides=sides, also=also)


def drop_topics(acts: list[Act]) -> list[Act]:
    """What protesters demand or denounce is the topic of their protest, no own act."""
    protests = [act for act in acts if act.event_type == "PROTEST"]
    if not protests:
        return acts
    crowd = {token.i for act in protests for token in act.sides.actors}
    return [
        act
        for act in acts
        if act.event_type not in ("REQUEST", "ACCUSE", "REJECT")
        or not (
            {token.i for token in act.sides.actors} & crowd
            or any(_hangs_from(act.token, protest.token) for protest in protests)
        )
    ]


def _hangs_from(low: Token, high: Token) -> bool:
    return any(head.i == high.i for head in ancestors(low)) and not is_verb(high.head)
