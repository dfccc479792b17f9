"""From a parsed sentence to its acts: triggers with type, mode, sides and factuality.

One act per happening and not one per verb: what a demand, threat, promise or refusal
speaks of is absorbed by it and gives its mode; words that tell the same act twice
("killed in an air strike") become one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from spacy.tokens import Token

from transforms.actors.words import agent_nouns
from transforms.document import Sentence
from transforms.english.attribution import speaker_of
from transforms.english.factuality import factuality_of
from transforms.english.merging import drop_topics, merge
from transforms.english.modals import with_modal
from transforms.english.roles import frames, sides_of
from transforms.english.slots import fill, light_kind
from transforms.english.speech import (
    HOSTILE,
    OWN_WORDS,
    PACKAGE,
    absorption,
    content_modes,
    happens_now,
    is_own_threat,
    mode_of_content,
    promised,
)
from transforms.english.syntax import is_verb
from transforms.english.told import FORCE
from transforms.english.told_act import Act
from transforms.english.triggers import Match, find_matches, lemma_of, noun_classes
from transforms.lexicon import read_table

ANNOUNCING = frozenset({"announce", "declare"})
BEFORE = frozenset({"compound", "amod"})
PartyTest = Callable[[Token], bool]


def acts_of(sentence: Sentence, is_party: PartyTest) -> list[Act]:
    """All acts of a sentence, in text order.

    ``is_party`` says of a head word whether its phrase can be somebody who acts.
    """
    matches = find_matches(sentence.span)
    if not matches:
        return []
    absorbed, contents, alleged = absorption(matches)
    acts = [
        _act(match, contents.get(match.token.i), match.token.i in alleged, is_party)
        for match in matches
        if match.token.i not in absorbed and not match.is_content
    ]
    acts = [act for act in acts if act.event_type and not _is_of_nature(act)]
    return drop_topics([_with_own_means(act) for act in merge(acts)])


def _is_of_nature(act: Act) -> bool:
    """Whether a storm, a plague or an illness does it, and nobody else."""
    if act.event_type not in FORCE or act.match.is_noun:
        return False
    doers = fill(act.token, "subj")
    return bool(doers) and all(_is_natural(word) for word in doers)


def _is_natural(word: Token) -> bool:
    """Whether a word is a force of nature, or the name that a storm was given."""
    classes = noun_classes()
    if lemma_of(word) in classes["nature"]:
        return True
    # "Typhoon jets" are no typhoon: only a name takes over what stands before it.
    return word.pos_ == "PROPN" and any(
        child.dep_ == "compound" and lemma_of(child) in classes["named_storm"]
        for child in word.lefts
    )


def _act(
    match: Match, content: Match | None, is_alleged: bool, is_party: PartyTest
) -> Act:
    rule = match.rule
    frame = frames()[rule.frame]
    factuality = factuality_of(
        match.token, is_noun=match.is_noun, is_asserted=rule.is_asserted
    )
    if is_alleged and factuality in ("completed", "ongoing"):
        factuality = "alleged"
    event_type, mode = rule.event_type, rule.mode
    if content is not None and event_type in ("REQUEST", "REJECT", "THREATEN"):
        told = mode_of_content(event_type, content)
        # A threat's rule that names the verb knows best what is threatened.
        mode = (mode or told) if event_type == "THREATEN" else (told or mode)
    if event_type == "THREATEN" and not is_own_threat(match, content):
        event_type, mode = "ACCUSE", "disapprove"
    if event_type == "AGREE" and content is not None:
        event_type, mode = promised(match, content)
    act = Act(
        match,
        event_type,
        mode,
        frame.direction,
        sides_of(match.token, frame, is_party),
        factuality,
        speaker_of(match.token),
        content=content,
    )
    act = with_modal(_with_mode_cues(act))
    return act if is_alleged else _retype_future(_announced(act))


def _announced(act: Act) -> Act:
    """A withdrawal under way that is only announced: "announced it was pulling out"."""
    verb = act.token
    is_told = verb.dep_ == "ccomp" and verb.tag_ == "VBG"
    if act.event_type != "RETREAT" or not is_told or verb.head.lemma_ not in ANNOUNCING:
        return act
    return replace(act, event_type="CONCEDE", mode=None, factuality="completed")


@cache
def mode_cues() -> dict[str, tuple[int, str]]:
    """Rank and ASSAULT mode by lemma: the means named beside an attack."""
    rows = read_table(PACKAGE, "mode_cues.csv")
    return {row["lemma"]: (rank, row["mode"]) for rank, row in enumerate(rows)}


def _with_mode_cues(act: Act) -> Act:
    """Give an attack without a mode that of the means named in its clause."""
    if act.event_type != "ASSAULT" or act.mode is not None:
        return act
    found = [
        mode_cues()[lemma]
        for token in _near(act.token)
        if (lemma := token.lemma_.lower()) in mode_cues()
    ]
    return replace(act, mode=min(found)[1]) if found else act


def _with_own_means(act: Act) -> Act:
    """Give an attack still without a mode that of its own words: "bombed"."""
    if act.event_type != "ASSAULT" or act.mode is not None:
        return act
    lemmas = [match.token.lemma_.lower() for match in (act.match, *act.also)]
    found = [mode_cues()[lemma] for lemma in lemmas if lemma in mode_cues()]
    return replace(act, mode=min(found)[1]) if found else act


def _near(token: Token) -> list[Token]:
    """Words of the act's own phrase: its instruments and subjects, two levels deep."""
    found = []
    stack = [(token, 0)]
    while stack:
        current, level = stack.pop()
        for child in current.children:
            if child.dep_ in ("relcl", "conj", "ccomp", "parataxis", "cc", "punct"):
                continue
            if child.dep_ == "advcl" and child.tag_ != "VBG":
                continue
            if child.dep_ in ("dobj", "nsubjpass") and _is_person(child):
                continue
            found.append(child)
            is_load = child.dep_ == "acl" and current.dep_ == "nsubj"
            if level < 2 or is_load:  # "a lorry packed with explosives"
                stack.append((child, 0 if is_load else level + 1))
    if token.dep_ == "advcl" and token.tag_ == "VBG":
        beside = [c for c in token.head.children if c.dep_ in ("nsubj", "dobj")]
        found += beside + [c for w in beside for c in w.children if c.dep_ in BEFORE]
    return found


def _is_person(noun: Token) -> bool:
    """Whether a noun names people; what a victim bears did not kill him."""
    known = agent_nouns().get(noun.lower_)
    return known is not None and known.kind == "person"


@cache
def future_types() -> dict[tuple[str, str], str]:
    """What a planned act of a type (and mode) is coded as today."""
    return {
        (row["event_type"], row["mode"]): row["becomes"]
        for row in read_table(PACKAGE, "future_types.csv")
    }


def _retype_future(act: Act) -> Act:
    """A future cooperative act is AGREE or CONCEDE now, never type plus future."""
    if act.factuality != "planned":
        return act
    if _is_threatening(act) and _speaks_of_himself(act):
        mode = content_modes().get(("THREATEN", act.event_type, ""))
        return replace(act, event_type="THREATEN", mode=mode, factuality="completed")
    table = future_types()
    becomes = table.get((act.event_type, act.mode or "")) or table.get(
        (act.event_type, "")
    )
    if becomes is None or (act.match.is_noun and _is_topic(act.token)):
        return act
    return replace(act, event_type=becomes, mode=None, factuality="completed")


def _is_topic(noun: Token) -> bool:
    """Whether a plan is only spoken of: "the planned talks worry him".

    Nobody announces it here; "announced a timetable for withdrawal" does.
    """
    head = noun.head
    if noun.dep_ == "pobj" and head.dep_ == "prep" and head.head.pos_ == "NOUN":
        noun = head.head
        return noun.dep_ in ("nsubj", "pobj", "attr")
    is_subject = noun.dep_ == "nsubj" and is_verb(head) and light_kind(head) is None
    return is_subject and head.lemma_ != "be"


def _is_threatening(act: Act) -> bool:
    """Whether announcing the act threatens somebody; a curfew at home does not."""
    if act.mode in ("curfew", "martial-law", "censor") or act.event_type == "MOBILIZE":
        return False
    return act.event_type in HOSTILE


def in_future(act: Act) -> Act:
    """The act as one to come: planned, or the agreement or concession it amounts to."""
    if act.factuality not in ("completed", "ongoing"):
        return act
    if happens_now(act.event_type):
        return act
    return _retype_future(replace(act, factuality="planned"))


def _speaks_of_himself(act: Act) -> bool:
    """Whether a speaker announces his own act: "said it would mount an assault"."""
    if act.speaker is None:
        return False
    words = act.sides.actors or tuple(fill(act.token, "subj"))
    return any(word.lower_ in OWN_WORDS or word.i == act.speaker.i for word in words)
