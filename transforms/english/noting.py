"""Whom a sentence speaks of besides the sides of its acts: later sentences go on so."""

from __future__ import annotations

from spacy.tokens import Token

from transforms.actors.words import agent_nouns
from transforms.document import Sentence
from transforms.english.antecedents import Traits
from transforms.english.needs import fates
from transforms.english.parties import parties_of
from transforms.english.slot_nouns import state_names
from transforms.english.syntax import is_passive, is_verb, subjects
from transforms.english.told import Reading

# Where a sentence names a person that the next one may speak of.
BESIDE = frozenset({"dobj", "pobj", "dative"})
FORCES = frozenset({"force", "weapon"})
# Sectors whose people are sent by those they serve.
SERVING = frozenset({"MIL", "COP", "MED"})
# What stands before a noun and tells whose the people are.
WHOSE = frozenset({"poss", "compound", "nmod"})


def note_subjects(sentence: Sentence, reading: Reading) -> None:
    """Let the discourse know who a sentence speaks of, told acts or not."""
    mentioned = reading.mentions.get(sentence.index, [])
    for token in sentence.span:
        is_told = _is_named_beside(token) or _is_subject(token)
        if is_told and (mentioned or _is_official(token)):
            parties_of([token], sentence, reading)
        if token.dep_ in BESIDE and token.lower_ in agent_nouns():
            _note_aside(token, sentence, reading)


def _is_subject(token: Token) -> bool:
    is_subject = token.dep_ in ("nsubj", "nsubjpass")
    return is_subject and token.pos_ in ("PROPN", "NOUN")


def _is_official(token: Token) -> bool:
    """Whether a noun is of one who holds an office: "his" is told of the governor."""
    noun = agent_nouns().get(token.lower_)
    return (
        noun is not None
        and not noun.is_plural
        and noun.kind == "person"
        and ("GOV" in noun.sectors)
    )


def _is_named_beside(token: Token) -> bool:
    is_goal = _is_goal(token) and token.text in state_names()
    return is_goal or (token.dep_ in BESIDE and token.ent_type_ == "PERSON")


def _is_goal(token: Token) -> bool:
    """Whether a clause leads to a name: "fled to Chad", of which "its" may be told."""
    return token.dep_ == "pobj" and token.head.lower_ in ("to", "into", "for", "from")


def _note_aside(word: Token, sentence: Sentence, reading: Reading) -> None:
    """Let the discourse know people whom nothing is done to, and forces on the move.

    Only several people, or an armed body, since only "they" looks for them.
    """
    noun = agent_nouns()[word.lower_]
    if noun.kind == "none" or not (noun.is_plural or noun.kind == "force"):
        return
    if not _note_moved(word, sentence, reading):
        parties_of([word], sentence, reading, is_aside=True)


def _note_moved(word: Token, sentence: Sentence, reading: Reading) -> bool:
    """Note forces as their sender's: "Chad sent 200 soldiers. They took the town."."""
    verb, noun = word.head, agent_nouns()[word.lower_]
    if word.dep_ != "dobj" or not is_verb(verb) or is_passive(verb):
        return False
    is_serving = noun.kind in FORCES or bool(set(noun.sectors) & SERVING)
    if fates().get(verb.lemma_.lower()) != "moved" or not is_serving:
        return False
    if any(child.dep_ in WHOSE or child.text[:1].isupper() for child in word.children):
        return False
    senders = parties_of(subjects(verb), sentence, reading)
    start = sentence.start_of(word)
    moved = [
        party.model_copy(
            update={
                "text": word.text,
                "name": word.text,
                "start": start,
                "end": start + len(word.text),
                "entity_id": None,
                "sector": noun.sector,
                "sectors": noun.sectors,
            }
        )
        for party in senders[:1]
    ]
    traits = [Traits("people", is_plural=True)] * len(moved)
    reading.discourse.note(moved, sentence.index, traits, fate="moved", is_aside=True)
    return bool(moved)
