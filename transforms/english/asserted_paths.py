"""What the clauses above an act say of it: "plans to", "refused to", "denied that"."""

from __future__ import annotations

from spacy.tokens import Token

from transforms.english.asserted_clauses import (
    doubts,
    effects,
    is_conditional,
    is_future,
    is_negated,
    verb_effects,
)
from transforms.english.syntax import ancestors, children, is_verb

# Signs between two sentences that the parser may take for one.
BREAKS = frozenset({"…", "...", ";"})


def path_effects(anchor: Token) -> list[str]:
    """What the clauses above the trigger say of it, up to the root."""
    found = []
    below = anchor
    for head in ancestors(anchor):
        found += _step_effects(below, head)
        if below.dep_ in ("advcl", "relcl", "ROOT", "parataxis") or (
            below.dep_ == "conj"
            and is_verb(below)
            and is_verb(head)
            and not _shares_clause(below, head)
        ):
            break
        below = head
    return [effect for effect in found if effect]


def _shares_clause(below: Token, head: Token) -> bool:
    """Whether a verb goes on in its head's clause: "denied that it had X and Y"."""
    if children(below, "nsubj", "nsubjpass", "mark"):
        return False
    return head.dep_ in ("acl", "ccomp") and bool(children(head, "mark"))


def _step_effects(below: Token, head: Token) -> list[str]:
    if below.dep_ in ("advcl", "ccomp", "csubj", "csubjpass") and is_conditional(below):
        return ["hypothetical"]
    if below.dep_ == "advcl" and below.tag_ == "VBG" and is_verb(head):
        return _of_main_clause(below, head)
    if below.dep_ == "pcomp" and _takes_away(head):
        return ["negated"]
    if below.dep_ == "xcomp" and _is_still_open(below, head):
        return ["negated"]
    if below.dep_ == "conj" and head.dep_ == "advcl" and is_conditional(head):
        return ["hypothetical"]
    if below.dep_ == "agent" and head.dep_ == "acl":
        return _of_companion(below, head)
    if not is_verb(head):
        if below.dep_ == "pcomp" and head.head.pos_ in ("NOUN", "ADJ", "ADV"):
            return [_of_doing(head.head, head)]
        if _is_confirmed(head):
            return []
        if below.dep_ in ("acl", "relcl", "ccomp") and head.pos_ in ("NOUN", "ADJ"):
            effect = effects("governing_nouns.csv").get(head.lemma_.lower(), "")
            return [] if effect == "background" else [effect]
        return []
    if below.dep_ == "csubj":
        # "Shelling towns breaks the law" tells of no shelling.
        is_general = below.tag_ == "VBG" and head.tag_ in ("VBZ", "VBP")
        is_general = is_general and not children(below, "nsubj")
        return ["hypothetical"] if is_general else doubts(verb_effects(head))
    if below.dep_ in ("ccomp", "xcomp", "pcomp") or head.lemma_ == "be":
        return _embedding(below, head)
    if below.pos_ == "ADP" and below.dep_ == "prep":
        return [
            effects("prepositional_verbs.csv").get(
                f"{head.lemma_.lower()} {below.lower_}", ""
            )
        ]
    return []


def _of_doing(word: Token, preposition: Token) -> str:
    """What a noun or adjective says of doing something: "interested in seizing"."""
    lemma = word.lemma_.lower()
    effect = effects("governing_nouns.csv").get(lemma, "")
    if effect in ("", "background"):
        table = effects("gerunds.csv")
        return table.get(lemma) or table.get(preposition.lower_, "")
    return effect


def _of_main_clause(participle: Token, verb: Token) -> list[str]:
    """ "Should talk while suspending arms sales": as far as the verb is, so is it."""
    if children(participle, "nsubj", "aux"):
        return []
    return [effect for effect in doubts(verb_effects(verb)) if is_future(verb)]


def _of_companion(by: Token, verb: Token) -> list[str]:
    """ "Will begin a siege followed by a raid": the raid is as far as the siege."""
    name = f"{verb.lemma_.lower()} {by.lower_}"
    if effects("prepositional_verbs.csv").get(name) != "shared":
        return []
    governor = verb.head.head
    return verb_effects(governor) if is_verb(governor) else []


def _takes_away(preposition: Token) -> bool:
    """Whether what follows was not done: "without firing", "far from withdrawing"."""
    before = [preposition.nbor(-1).lower_] if preposition.i else []
    words = {preposition.lower_, " ".join([*before, preposition.lower_])}
    return bool(words & {*effects("negating_phrases.csv")})


def _is_still_open(below: Token, head: Token) -> bool:
    """Whether something has yet to be done."""
    waits = head.lemma_ in ("have", "be", "remain") and below.tag_ == "VB"
    return waits and any(c.lower_ == "yet" for c in children(head, "advmod", "neg"))


def _is_confirmed(report: Token) -> bool:
    """Whether somebody vouches for a report or claim: "confirmed reports that"."""
    verb = report.head
    is_object = report.dep_ == "dobj" and is_verb(verb)
    return is_object and effects("object_verbs.csv").get(verb.lemma_) == "confirmed"


def _is_beside(below: Token, head: Token) -> bool:
    """Whether a clause before its head is a sentence of its own: "It is over… They"."""
    between = below.doc[below.i + 1 : head.i]
    return below.dep_ == "ccomp" and any(word.text in BREAKS for word in between)


def _embedding(below: Token, head: Token) -> list[str]:
    if _is_beside(below, head):
        return []
    table, lemma = effects("embedding.csv"), head.lemma_.lower()
    effect = table.get(lemma, "")
    if below.dep_ == "xcomp" and any(c.lower_ == "to" for c in children(below, "aux")):
        effect = table.get(f"{lemma} to", effect)
    if effect == "" and below.dep_ in ("xcomp", "pcomp"):
        return [item for item in verb_effects(head) if item != "ongoing"]
    if effect in ("reported", ""):
        return []
    if effect == "factive" and below.dep_ == "ccomp":
        return doubts(verb_effects(head))
    if effect == "factive":
        return verb_effects(head)
    if effect == "negated" and is_negated(head):
        return []
    if effect == "planned" and below.dep_ == "ccomp" and not is_future(below):
        return []
    return [effect]
