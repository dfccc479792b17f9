"""Who says so: the speaker of a report and the clause he is quoted with."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from transforms.english.syntax import (
    ancestors,
    children,
    is_verb,
    subjects,
    subjects_or_objects,
)
from transforms.lexicon import read_table

REPORTED = frozenset({"ccomp", "parataxis", "dep", "oprd", "advcl"})
QUOTE_MARKS = frozenset('"“”«»„')


@cache
def saying_verbs() -> frozenset[str]:
    """Verbs that report somebody's words."""
    rows = read_table("transforms.english", "embedding.csv")
    return frozenset(
        row["lemma"]
        for row in rows
        if row["effect"] in ("reported", "alleged", "denied")
    )


def speaker_of(trigger: Token) -> Token | None:
    """Head word of whoever the sentence names as the source of the trigger's clause.

    Finds "X said that ...", "..., X said" and "according to X"; None for the
    article's own voice.
    """
    below = trigger
    for head in ancestors(trigger):
        is_report = is_verb(head) and head.lemma_.lower() in saying_verbs()
        if is_report and below.dep_ in REPORTED:
            found = [s for s in subjects_or_objects(head) if s.i != below.i]
            if found:
                return found[0]
        below = head
    return _parenthetical(trigger) or _according(trigger)


def _parenthetical(trigger: Token) -> Token | None:
    """A reporting clause hung into the sentence: "..., the ministry said, ..."."""
    for token in trigger.sent:
        if token.dep_ in ("parataxis", "ccomp") and token.lemma_ in saying_verbs():
            inside = any(head.i == token.i for head in ancestors(trigger))
            if not inside and not any(children(token, "ccomp", "xcomp", "dobj")):
                found = subjects(token)
                if found:
                    return found[0]
    return None


def _according(trigger: Token) -> Token | None:
    """Whom "according to" names in the sentence of the trigger."""
    named = (
        speaker
        for token in trigger.sent
        if token.lower_ == "according"
        for preposition in children(token, "prep")
        if preposition.lower_ == "to"
        for speaker in children(preposition, "pobj")
    )
    return next(named, None)
