"""What a verb and the words in its clause say of the act: negation, conditions."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from spacy.tokens import Token

from transforms.english.syntax import children, is_verb, prepositional
from transforms.lexicon import read_table

PACKAGE = "transforms.english"


@cache
def effects(name: str) -> dict[str, str]:
    """Effect by lemma, of one of the lexicons of embedding words."""
    return {row["lemma"]: row["effect"] for row in read_table(PACKAGE, name)}


def doubts(found: list[str]) -> list[str]:
    """Those effects that say the act has not happened, or not yet."""
    return [effect for effect in found if effect in ("hypothetical", "planned")]


def verb_effects(verb: Token) -> list[str]:
    """Negation, modals and aspect on the verb itself."""
    found = []
    auxiliaries = _auxiliaries(verb)
    if is_negated(verb):
        found.append("negated")
    if _depends(verb) or _is_inverted(verb, auxiliaries):
        found.append("hypothetical")
    modal = next((a for a in auxiliaries if a.tag_ == "MD"), None)
    if modal is not None:
        found.append(_modal(modal, auxiliaries))
    elif any(a.lower_ == "to" for a in auxiliaries) and (
        verb.dep_ != "xcomp" or verb.head.pos_ == "ADJ" or verb.head.lemma_ == "be"
    ):
        found.append(_infinitive(verb))
    if verb.tag_ == "VBG" and any(a.lemma_ == "be" for a in auxiliaries):
        is_present = any(a.tag_ in ("VBZ", "VBP") for a in auxiliaries)
        if verb.lemma_ == "go" and any(_is_to(c) for c in children(verb, "xcomp")):
            found.append("planned")  # "were going to attack"
        elif is_present:
            found.append("planned" if verb.lemma_ == "go" else "ongoing")
    found += _aspect(verb)
    found += [
        effects("adverbs.csv").get(c.lower_, "") for c in children(verb, "advmod")
    ]
    return [effect for effect in found if effect]


def _is_to(verb: Token) -> bool:
    return any(a.lower_ == "to" for a in children(verb, "aux"))


def _is_inverted(verb: Token, auxiliaries: list[Token]) -> bool:
    """ "Had the rebels attacked, ...": a condition without a conjunction."""
    subject = next(iter(children(verb, "nsubj", "nsubjpass")), None)
    first = auxiliaries[0] if auxiliaries else None
    if subject is None or first is None or first.lower_ not in ("had", "should"):
        return False
    is_question = verb.sent.text.rstrip().endswith("?")
    return first.i < subject.left_edge.i and not is_question


def _aspect(verb: Token) -> list[str]:
    """Verbs that tell a state going on: "is engaged in talks", "continues to shell"."""
    effect = effects("aspect_verbs.csv").get(verb.lemma_.lower())
    auxiliaries = children(verb, "aux", "auxpass")
    is_present = verb.tag_ in ("VBZ", "VBP", "VBG") or any(
        a.tag_ in ("VBZ", "VBP") and a.lemma_ == "be" for a in auxiliaries
    )
    return [effect] if effect and is_present else []


def _auxiliaries(verb: Token) -> list[Token]:
    own = children(verb, "aux", "auxpass")
    if verb.dep_ != "conj" or not is_verb(verb.head):
        return own
    if any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
        return own
    if own and own[0].tag_ == "VB":  # "can stay or be deported"
        return [*_auxiliaries(verb.head), *own]
    is_alike = verb.tag_ in ("VB", "VBG", "VBN") and verb.tag_ == verb.head.tag_
    return _auxiliaries(verb.head) if not own and is_alike else own


def is_negated(verb: Token) -> bool:
    """Whether a verb is denied: "not", "no longer", "no soldier"."""
    if any(c.dep_ == "neg" for c in verb.children):
        return not any(c.lower_ == "only" for c in verb.children)
    if _is_over(verb) or _is_other_half(verb):
        return True
    subject = children(verb, "nsubj", "nsubjpass", "dobj")
    return any(_has_no(item) for item in subject)


def _is_other_half(verb: Token) -> bool:
    """ "Were not freed or harmed": what stands before "or" denies both."""
    head = verb.head
    if verb.dep_ != "conj" or not is_verb(head) or children(verb, "nsubj", "nsubjpass"):
        return False
    is_either = any(c.lower_ in ("or", "nor") for c in children(head, "cc"))
    return is_either and any(c.dep_ == "neg" for c in head.children)


def _is_over(verb: Token) -> bool:
    """Whether the act has stopped or never was: "no longer", "at no time"."""
    ceased = any(
        c.lower_ == "longer" and c.i and c.nbor(-1).lower_ == "no"
        for c in children(verb, "advmod")
    )
    return ceased or any(
        word.lower_ in ("time", "point", "moment") and _has_no(word)
        for word in prepositional(verb)
    )


def _has_no(noun: Token) -> bool:
    if noun.lower_ in ("nobody", "none", "nothing"):
        return True
    first = [c for c in noun.children if c.i == noun.left_edge.i]
    if any(c.lower_ == "not" for c in first):
        return True  # "not a single shot"
    words = children(noun, "det", "neg", "preconj")
    return any(c.lower_ in ("no", "neither") for c in words)


def _modal(modal: Token, auxiliaries: list[Token]) -> str:
    if modal.lemma_ in ("will", "shall") or modal.lower_ in ("'ll", "’ll", "wo"):
        return "planned"
    if modal.lower_ == "would" and _reported_past(modal.head):
        return "planned"
    if modal.lower_ == "could" and not any(a.lemma_ == "have" for a in auxiliaries):
        return "hypothetical"
    return "hypothetical"


def _reported_past(verb: Token) -> bool:
    """Whether "would" is the future of a report in the past ("said it would meet")."""
    head = verb.head
    return verb.dep_ == "ccomp" and is_verb(head) and head.tag_ in ("VBD", "VBN")


def _infinitive(verb: Token) -> str:
    if verb.dep_ == "relcl" or (verb.dep_ == "acl" and verb.head.pos_ == "NOUN"):
        effect = effects("governing_nouns.csv").get(verb.head.lemma_, "hypothetical")
        return effect if effect != "background" else "hypothetical"
    if verb.dep_ == "ROOT":
        return "planned"
    if verb.head.pos_ == "ADJ" or (verb.dep_ == "xcomp" and verb.head.lemma_ == "be"):
        return "hypothetical"
    return "hypothetical" if verb.dep_ in ("advcl", "conj", "ccomp") else ""


def has_condition(verb: Token, *, but: Collection[str] = ()) -> bool:
    """Whether a conditional clause hangs from a verb ("if", "unless").

    ``but`` are conjunctions that do not count.
    """
    return any(
        "hypothetical" in _conjunctions(child, but) for child in children(verb, "advcl")
    )


def _depends(verb: Token) -> bool:
    """Whether a verb has a condition; "threatened to shell it if" has it inside."""
    is_outer = verb.tag_ in ("VBD", "VBZ", "VBN", "VBG") and children(
        verb, "xcomp", "ccomp"
    )
    return has_condition(verb) and not is_outer


def _conjunctions(verb: Token, but: Collection[str] = ()) -> set[str]:
    """What the conjunctions of a clause say of it: hypothetical, awaited."""
    marks = {_conjunction(c) for c in children(verb, "mark", "advmod")} - {*but}
    return {effects("conditions.csv").get(mark, "") for mark in marks}


def _conjunction(mark: Token) -> str:
    """A conjunction with what belongs to it: "long as" of "as long as"."""
    before = mark.nbor(-1).lower_ if mark.i else ""
    return f"long {mark.lower_}" if before == "long" else str(mark.lower_)


def is_conditional(verb: Token) -> bool:
    """Whether a clause states a condition, or a time that has not come.

    "Until the army attacks" tells of no attack, "until the army attacked" does.
    """
    told = _conjunctions(verb)
    return "hypothetical" in told or ("awaited" in told and _is_awaited(verb))


def _is_awaited(verb: Token) -> bool:
    """Whether the clause of a time stands in the present or beside a modal."""
    words = children(verb, "aux", "auxpass") or [verb]
    is_present = any(word.tag_ in ("VBZ", "VBP", "VB", "MD") for word in words)
    return is_present or any(a.tag_ == "MD" for a in children(verb.head, "aux"))


def is_future(verb: Token) -> bool:
    """Whether a modal or "to" stands before a verb."""
    return any(a.tag_ == "MD" or a.lower_ == "to" for a in _auxiliaries(verb))
