"""What is said of an event noun: "alleged attack", "threat of", "fear an attack"."""

from __future__ import annotations

from spacy.tokens import Token

from transforms.english.asserted_clauses import effects, verb_effects
from transforms.english.slots import light_kind
from transforms.english.syntax import children, is_verb


def _meets(noun: Token) -> bool:
    """Whether only what an act met with is denied: "the coup met no resistance"."""
    verb = noun.head
    is_denied = any(c.dep_ == "neg" for c in verb.children)
    return noun.dep_ == "nsubj" and bool(children(verb, "dobj")) and not is_denied


def is_definite(noun: Token) -> bool:
    """Whether a noun phrase speaks of something already told or known."""
    return any(
        child.dep_ == "poss"
        or child.lower_ in ("the", "this", "that", "these", "those")
        for child in children(noun, "det", "poss")
    )


def governor_effects(noun: Token, verb: Token) -> list[str]:
    """What the verb says of its event noun.

    A verb that lends itself ("talks will take place", "may launch an attack") speaks of
    the act. Beside any other verb a definite noun is taken for granted ("the attack
    could change the vote"), an indefinite one shares the verb's doubt.
    """
    state = [
        effects("modifiers.csv").get(child.lower_, "")
        for child in children(verb, "acomp", "advmod", "attr", "prep")
        if noun.dep_ in ("nsubj", "nsubjpass")
    ]
    kind = light_kind(verb)
    lends = kind is not None and (verb.lemma_ != "be" or any(state))
    if lends or not (is_definite(noun) or verb.lemma_ == "be"):
        state += [e for e in verb_effects(verb) if e != "negated" or not _meets(noun)]
    return state + _object_effects(noun, verb)


def noun_effects(noun: Token) -> list[str]:
    """Adjectives and governing nouns: "alleged attack", "threat of an attack"."""
    found = []
    for child in noun.children:
        if child.i < noun.i:
            table = effects("modifiers.csv")
            found.append(table.get(child.lower_) or table.get(child.lemma_.lower(), ""))
            if child.dep_ in ("det", "neg") and child.lower_ == "no":
                found.append("negated")
    head, preposition = noun.head, noun.head
    if preposition.pos_ == "ADP":
        if preposition.lower_ == "without":
            found.append("negated")
        if preposition.lower_ == "than":
            found.append("hypothetical")
        head = preposition.head
        if preposition.lower_ in ("of", "for", "about", "that", "to", "on", "in"):
            found.append(effects("governing_nouns.csv").get(head.lemma_.lower(), ""))
        if head.lower_ == "due" and noun.dep_ == "pobj" and _is_bare(noun):
            found.append("planned")
        if is_verb(head):
            found.append(
                effects("prepositional_verbs.csv").get(
                    f"{head.lemma_.lower()} {preposition.lower_}", ""
                )
            )
    elif noun.dep_ == "compound":
        found.append(effects("governing_nouns.csv").get(head.lemma_.lower(), ""))
    return [
        effect for effect in found if effect and effect not in ("past", "background")
    ]


def _is_bare(noun: Token) -> bool:
    """Whether a noun may be a verb behind "to": "due to march", not "to a march"."""
    is_one = noun.tag_ in ("NN", "NNP") and noun.left_edge.i == noun.i
    return is_one and any(c.dep_ == "prep" for c in noun.children)


def _object_effects(noun: Token, verb: Token) -> list[str]:
    """What a full verb does to the event noun it governs: "fear an attack"."""
    particle = next((c.lower_ for c in children(verb, "prt")), "")
    lemma = verb.lemma_.lower()
    table = effects("object_verbs.csv")
    known = table.get(f"{lemma} {particle}") or table.get(lemma)
    if children(verb, "oprd", "attr"):  # "the annexation was called a theft"
        return []
    if known and known != "confirmed" and not _is_subject_of(noun, verb):
        return [known]
    if light_kind(verb) is not None:
        return []
    if _is_subject_of(noun, verb):  # "the protest blocked a road" took place
        return []
    effect = effects("embedding.csv").get(verb.lemma_.lower(), "")
    return (
        [effect] if effect in ("hypothetical", "planned", "negated", "denied") else []
    )


def _is_subject_of(noun: Token, verb: Token) -> bool:
    return noun.dep_ == "nsubj" and noun.head.i == verb.i
