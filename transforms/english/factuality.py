"""Does the text tell the act as having happened?

Walks from the trigger up to the root of the sentence and lets every word on the way
have its say: negation, modals, conditionals, purpose, the verbs that embed the act
("plans to", "refused to", "denied that") and the nouns and adjectives around it
("threat of", "alleged"). After de Marneffe et al. 2012, "Did it happen?".
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from schemas.records import Factuality
from transforms.english.slots import governing_verb, light_kind
from transforms.english.syntax import (
    ancestors,
    children,
    clause_head,
    is_verb,
    prepositional,
)
from transforms.lexicon import read_table

PACKAGE = "transforms.english"
# Signs between two sentences that the parser may take for one.
BREAKS = frozenset({"…", "...", ";"})
# The stronger doubt wins when several words speak: the order of this tuple.
ORDER: tuple[Factuality, ...] = (
    "denied",
    "negated",
    "hypothetical",
    "planned",
    "alleged",
    "ongoing",
    "completed",
)


@cache
def effects(name: str) -> dict[str, str]:
    """Effect by lemma, of one of the lexicons of embedding words."""
    return {row["lemma"]: row["effect"] for row in read_table(PACKAGE, name)}


def factuality_of(
    trigger: Token, *, is_noun: bool, is_asserted: bool = False
) -> Factuality:
    """How the sentence presents the act of a trigger.

    ``is_asserted`` says that the rule of the trigger has taken its negation and modal
    into account already: "will not meet" is a refusal.
    """
    found: list[str] = []
    anchor = trigger
    if is_noun:
        found += _noun_effects(trigger)
        governor = governing_verb(trigger)
        if governor is not None:
            anchor = governor
            found += _governor_effects(trigger, governor)
        elif not is_definite(trigger):
            found += _doubts(_verb_effects(clause_head(trigger)))
    elif is_asserted:
        found += ["hypothetical"] * has_condition(trigger, but="unless")
    else:
        found += _verb_effects(trigger)
    if trigger.pos_ == "ADJ" and is_verb(trigger.head):
        found += _verb_effects(trigger.head)
    found += _path_effects(anchor)
    if _is_asked(trigger.sent.text.rstrip("\"”’' \n")):
        found.append("hypothetical")
    return strongest(found)


def _is_asked(sentence: str) -> bool:
    """Whether a sentence is one plain question."""
    return (
        sentence.endswith("?") and not sentence.endswith("??") and "…" not in sentence
    )


def _doubts(found: list[str]) -> list[str]:
    return [effect for effect in found if effect in ("hypothetical", "planned")]


def _governor_effects(noun: Token, verb: Token) -> list[str]:
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
        state += _verb_effects(verb)
    return state + _object_effects(noun, verb)


def is_definite(noun: Token) -> bool:
    """Whether a noun phrase speaks of something already told or known."""
    return any(
        child.dep_ == "poss"
        or child.lower_ in ("the", "this", "that", "these", "those")
        for child in children(noun, "det", "poss")
    )


def strongest(found: list[str]) -> Factuality:
    """The one value that several effects amount to; a double negation is none."""
    if found.count("negated") == 2 and "denied" not in found:
        found = [effect for effect in found if effect != "negated"]
    for value in ORDER:
        if value in found:
            return value
    return "completed"


def _verb_effects(verb: Token) -> list[str]:
    """Negation, modals and aspect on the verb itself."""
    found = []
    auxiliaries = _auxiliaries(verb)
    if _is_negated(verb):
        found.append("negated")
    if has_condition(verb):
        found.append("hypothetical")
    modal = next((a for a in auxiliaries if a.tag_ == "MD"), None)
    if modal is not None:
        found.append(_modal(modal, auxiliaries))
    elif any(a.lower_ == "to" for a in auxiliaries) and (
        verb.dep_ != "xcomp" or verb.head.pos_ == "ADJ" or verb.head.lemma_ == "be"
    ):
        found.append(_infinitive(verb))
    if verb.tag_ == "VBG" and any(
        a.lemma_ == "be" and a.tag_ in ("VBZ", "VBP") for a in auxiliaries
    ):
        found.append("planned" if verb.lemma_ == "go" else "ongoing")
    found += _aspect(verb)
    found += [
        effects("adverbs.csv").get(c.lower_, "") for c in children(verb, "advmod")
    ]
    return [effect for effect in found if effect]


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
    if not own and verb.dep_ == "conj" and is_verb(verb.head):
        if any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
            return []
        if verb.tag_ in ("VB", "VBG", "VBN") and verb.tag_ == verb.head.tag_:
            return _auxiliaries(verb.head)
    return own


def _is_negated(verb: Token) -> bool:
    if any(c.dep_ == "neg" for c in verb.children):
        return not any(c.lower_ == "only" for c in verb.children)
    if _is_over(verb):
        return True
    subject = children(verb, "nsubj", "nsubjpass", "dobj")
    return any(_has_no(item) for item in subject)


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
    return any(c.lower_ in ("no", "neither") for c in children(noun, "det", "neg"))


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


def _noun_effects(noun: Token) -> list[str]:
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


def _path_effects(anchor: Token) -> list[str]:
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
    if below.dep_ == "advcl" and _is_conditional(below):
        return ["hypothetical"]
    if below.dep_ == "pcomp" and head.lower_ == "without":
        return ["negated"]
    if below.dep_ == "conj" and head.dep_ == "advcl" and _is_conditional(head):
        return ["hypothetical"]
    if not is_verb(head):
        if below.dep_ == "pcomp" and head.head.pos_ in ("NOUN", "ADJ", "ADV"):
            effect = effects("governing_nouns.csv").get(head.head.lemma_.lower(), "")
            return [] if effect == "background" else [effect]
        if _is_confirmed(head):
            return []
        if below.dep_ in ("acl", "relcl", "ccomp") and head.pos_ in ("NOUN", "ADJ"):
            effect = effects("governing_nouns.csv").get(head.lemma_.lower(), "")
            return [] if effect == "background" else [effect]
        return []
    if below.dep_ == "csubj":
        return _doubts(_verb_effects(head))
    if below.dep_ in ("ccomp", "xcomp", "pcomp") or head.lemma_ == "be":
        return _embedding(below, head)
    if below.pos_ == "ADP" and below.dep_ == "prep":
        return [
            effects("prepositional_verbs.csv").get(
                f"{head.lemma_.lower()} {below.lower_}", ""
            )
        ]
    return []


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
    effect = effects("embedding.csv").get(head.lemma_.lower(), "")
    if effect == "" and below.dep_ in ("xcomp", "pcomp"):
        return [item for item in _verb_effects(head) if item != "ongoing"]
    if effect in ("reported", ""):
        return []
    if effect == "factive" and below.dep_ == "ccomp":
        return _doubts(_verb_effects(head))
    if effect == "factive":
        return _verb_effects(head)
    if effect == "negated" and _is_negated(head):
        return []
    if effect == "planned" and below.dep_ == "ccomp" and not _is_future(below):
        return []
    return [effect]


def _is_future(verb: Token) -> bool:
    return any(a.tag_ == "MD" or a.lower_ == "to" for a in _auxiliaries(verb))


def has_condition(verb: Token, *, but: str = "") -> bool:
    """Whether a conditional clause hangs from a verb ("if", "unless").

    ``but`` is a conjunction that does not count.
    """
    return any(
        "hypothetical" in _conjunctions(child, but) for child in children(verb, "advcl")
    )


def _conjunctions(verb: Token, but: str = "") -> set[str]:
    """What the conjunctions of a clause say of it: hypothetical, awaited."""
    marks = {c.lower_ for c in children(verb, "mark", "advmod")} - {but}
    return {effects("conditions.csv").get(mark, "") for mark in marks}


def _is_conditional(verb: Token) -> bool:
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
