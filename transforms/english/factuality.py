"""Does the text tell the act as having happened?

Walks from the trigger up to the root of the sentence and lets every word on the way
have its say: negation, modals, conditionals, purpose, the verbs that embed the act
("plans to", "refused to", "denied that") and the nouns and adjectives around it
("threat of", "alleged"). After de Marneffe et al. 2012, "Did it happen?".
"""

from __future__ import annotations

from spacy.tokens import Token

from schemas.records import Factuality
from transforms.english.asserted_clauses import doubts, has_condition, verb_effects
from transforms.english.asserted_nouns import (
    governor_effects,
    is_definite,
    noun_effects,
)
from transforms.english.asserted_paths import path_effects
from transforms.english.slots import governing_verb
from transforms.english.syntax import clause_head, is_verb

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
        found += noun_effects(trigger)
        governor = governing_verb(trigger)
        if governor is not None:
            anchor = governor
            found += governor_effects(trigger, governor)
        elif not is_definite(trigger):
            found += doubts(verb_effects(clause_head(trigger)))
    elif is_asserted:
        found += ["hypothetical"] * has_condition(trigger, but=("unless",))
    else:
        found += verb_effects(trigger)
    if trigger.pos_ == "ADJ" and is_verb(trigger.head):
        found += verb_effects(trigger.head)
    found += path_effects(anchor)
    if _is_asked(trigger.sent.text.rstrip("\"”’' \n")):
        found.append("hypothetical")
    return strongest(found)


def _is_asked(sentence: str) -> bool:
    """Whether a sentence is one plain question."""
    return (
        sentence.endswith("?") and not sentence.endswith("??") and "…" not in sentence
    )


def strongest(found: list[str]) -> Factuality:
    """The one value that several effects amount to; a double negation is none."""
    if found.count("negated") == 2 and "denied" not in found:
        found = [effect for effect in found if effect != "negated"]
    for value in ORDER:
        if value in found:
            return value
    return "completed"
