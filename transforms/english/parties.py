"""The parties of an article: which words can act, and who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from schemas.records import Party
from transforms.actors.compose import resolve_phrase
from transforms.actors.words import agent_nouns
from transforms.document import Sentence
from transforms.english.antecedents import is_at_home
from transforms.english.homes import home_of, is_guess
from transforms.english.party_words import (
    BEFORE_NOUN,
    before_noun,
    is_party,
    may_be_foreign,
    named_phrase,
    objects_told,
)
from transforms.english.reach import aims, reacts, unaimed_words
from transforms.english.roles import owners
from transforms.english.slots import fill
from transforms.english.syntax import is_passive
from transforms.english.told import Reading
from transforms.english.told_act import Act
from transforms.places.here import capitals

ARMED = frozenset({"ASSAULT", "MOBILIZE", "RETREAT"})
SENDING = frozenset(
    {"MOBILIZE", "AID", "RETREAT", "AGREE", "CONCEDE", "SANCTION", "REJECT"}
)
OFFICES = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "SPY"})
FIRST_PERSON = frozenset({"i", "we", "us"})


def parties_of(
    tokens: Sequence[Token],
    sentence: Sentence,
    reading: Reading,
    is_aside: bool = False,
) -> tuple[Party, ...]:
    """The parties of some head words, each once; noted as aside if they are that."""
    found: list[Party] = []
    for token in tokens:
        parties = resolve_phrase(
            named_phrase(token),
            reading.mentions.get(sentence.index, []),
            sentence,
            reading.published,
            reading.discourse,
            home_of(sentence, reading),
            reading.places.get(sentence.index, []),
            is_aside,
        )
        for party in parties:
            if may_be_foreign(party.text) and is_guess(party, sentence, reading):
                party = party.model_copy(update={"country": None})
            if not any(is_same_party(party, other) for other in found):
                found.append(party)
    return tuple(found)


def doers(act: Act, sentence: Sentence, reading: Reading) -> tuple[Party, ...]:
    """Who does an act; a capital before the noun is where: "the Kabul blast"."""
    words = act.sides.actors
    if act.event_type in ("ASSAULT", "PROTEST"):
        words = tuple(
            w for w in words if w.dep_ not in BEFORE_NOUN or w.text not in capitals()
        )
    return sided_parties(words, sentence, reading)


def sided_parties(
    tokens: Sequence[Token], sentence: Sentence, reading: Reading
) -> tuple[Party, ...]:
    """The parties of a side; whose the things are where the words name things.

    "Denounced US cooperation with the rebels" is said of the US.
    """
    found = parties_of(tokens, sentence, reading)
    return found or parties_of(owners(list(tokens), is_party), sentence, reading)


def recipients_of(
    act: Act, actors: Sequence[Party], sentence: Sentence, reading: Reading
) -> tuple[Party, ...]:
    """To whom an act is done: by its frame, else whom its words reach."""
    told = objects_told(act.token, act.sides.recipients)
    words = [word for word in told if not _is_own_force(word, act)]
    framed = as_state(sided_parties(words, sentence, reading), words, act.event_type)
    others = tuple(party for party in framed if not _is_among(party, actors))
    if framed and not others and act.event_type == "ASSAULT":
        others = _others_things(words, actors, sentence, reading)
    if others and act.mode == "expel" and is_at_home(others, actors):
        others = _others_things(words, actors, sentence, reading) or others
    homes = {party.country for party in actors}
    if act.event_type == "THREATEN" and all(p.country in homes for p in others):
        others = _warned(act, actors, sentence, reading) or others
    if others or any(word.pos_ == "PROPN" for word in words):
        return others
    reached = reached_parties(act, actors, sentence, reading)
    return reached or (_just_told(actors, sentence, reading) if reacts(act) else ())


def _warned(
    act: Act, actors: Sequence[Party], sentence: Sentence, reading: Reading
) -> tuple[Party, ...]:
    """On whom a threat depends: "warned it would strike if Chad crossed the river"."""
    words = fill(act.token, "comp/cond/subj|cond/subj")
    found = sided_parties(words, sentence, reading)
    return tuple(party for party in found if not _is_among(party, actors))


def _others_things(
    words: Sequence[Token],
    actors: Sequence[Party],
    sentence: Sentence,
    reading: Reading,
) -> tuple[Party, ...]:
    """Whose things are hit where "its" is another's: "rebels fired on its tanks"."""
    things = [*words, *(w for word in words for w in fill(word, "prep.of"))]
    owners_of = ((w, c) for w in things for c in (w, *w.children) if c.tag_ == "PRP$")
    for word, own in owners_of:
        if own.lower_ != "its" or any(c.lower_ == "own" for c in word.children):
            continue
        start = sentence.start_of(own)
        told = reading.discourse.told_at
        but = [one for a in actors for one in told(a.start, a.end, sentence.index)]
        found = reading.discourse.refer("it", start, sentence.index, but)
        parties = tuple(one.party for one in found)
        if not any(_is_among(party, actors) for party in parties):
            moved = {"text": own.text, "start": start, "end": start + len(own)}
            return tuple(party.model_copy(update=moved) for party in parties)
    return ()


def _just_told(
    actors: Sequence[Party], sentence: Sentence, reading: Reading
) -> tuple[Party, ...]:
    """Who did what was told last, in this sentence or the one before."""
    if not reading.read:
        return ()
    last = reading.read[-1]
    if sentence.index - last.sentence.index > 1 or last.act.direction != "directed":
        return ()
    return tuple(party for party in last.actors if not _is_among(party, actors))


def reached_parties(
    act: Act, actors: Sequence[Party], sentence: Sentence, reading: Reading
) -> tuple[Party, ...]:
    """Whom an act is aimed at by the words in its scope; the frame tells nobody."""
    # "Agreed to lift a ban on wine from Chile" is no talk between two.
    is_single = act.event_type == "AGREE" and len(actors) == 1
    is_directed = act.direction == "directed" or is_single
    is_aimed = is_directed and act.mode not in unaimed_words("mode")
    if not is_aimed or act.event_type in unaimed_words("type"):
        return ()
    sides = {party.country for party in actors if party.country}
    for word in aims(act, is_party):
        if _stands_in(word, actors, sentence):
            continue
        if _is_own(word) or _is_own_force(word, act):
            continue
        found = as_state(parties_of([word], sentence, reading), [word], "")
        fitting = tuple(p for p in found if not _is_among(p, actors))
        # What two states agree on is between them, unless it is about a third.
        known = [p for p in fitting if p.country or (p.sector and len(sides) < 2)]
        if any(len(sides) < 2 or party.country not in sides for party in known):
            return fitting
    return ()


def _stands_in(word: Token, parties: Sequence[Party], sentence: Sentence) -> bool:
    """Whether a word is part of what names one of the parties."""
    start = sentence.start_of(word)
    return any(p.start <= start < p.end for p in parties)


def _is_own(word: Token) -> bool:
    """Whether a phrase is the actor's own: "its troops", "their leader"."""
    return any(child.tag_ == "PRP$" for child in word.children) or word.tag_ == "PRP$"


def _is_own_force(word: Token, act: Act) -> bool:
    """Whether it is what an actor moves: bare troops, doctors sent, its own ambassador.

    "Will send doctors to Chad" is done to Chad; "sent the Chadian doctors home" is not.
    """
    if word.dep_ in BEFORE_NOUN:
        word = word.head
    noun = agent_nouns().get(word.lower_)
    is_moved = word.dep_ == "dobj" and not is_passive(word.head)
    if noun is None or not is_moved or act.event_type not in SENDING:
        return False
    if noun.kind == "force" and word.head.lemma_ in unaimed_words("mover"):
        return True
    if act.mode == "release":
        return False
    if noun.kind != "force" and word.head.lemma_ not in unaimed_words("mover"):
        return False
    is_bare = not any(child.dep_ in (*BEFORE_NOUN, "poss") for child in word.children)
    return is_bare or any(child.tag_ == "PRP$" for child in word.children)


def _is_among(party: Party, actors: Sequence[Party]) -> bool:
    """Whether a party is one of the actors, or their own state."""
    return any(
        is_same_party(party, actor)
        or actor.start <= party.start < party.end <= actor.end
        or (party.name, party.country, party.sector)
        == (actor.name, actor.country, actor.sector)
        or (_is_state(party) and actor.country == party.country and _serves(actor))
        for actor in actors
    )


def _is_state(party: Party) -> bool:
    return (party.entity_id or "").startswith("state:")


def _serves(party: Party) -> bool:
    """Whether a party acts for its state."""
    return party.sector in OFFICES


def as_state(
    parties: tuple[Party, ...], words: Sequence[Token], event_type: str
) -> tuple[Party, ...]:
    """Peoples before a noun are their state: "the Turkish attack" is Turkey's.

    Its armed forces in acts of force, its government in all others.
    """
    before = {w.text for word in words for w in before_noun(word)}
    sector = "MIL" if event_type in ARMED else "GOV"
    return tuple(
        party.model_copy(update={"sector": sector, "sectors": (sector,)})
        if party.text.split()[-1] in before
        and party.sector == "CVL"
        and party.entity_id is None
        else party
        for party in parties
    )


def is_same_party(one: Party, other: Party) -> bool:
    """Whether two parties are one: the same entity, or the same words and codes."""
    if one.entity_id or other.entity_id:
        return one.entity_id == other.entity_id and one.sector == other.sector
    return (one.start, one.end, one.country, one.sector) == (
        other.start,
        other.end,
        other.country,
        other.sector,
    )


def own_parties(act: Act, sentence: Sentence, reading: Reading) -> tuple[Party, ...]:
    """The speaker, where a quotation says "I" or "we" did it."""
    words = [*act.sides.actors, *fill(act.token, "subj")]
    is_own = any(w.tag_ == "PRP" and w.lower_ in FIRST_PERSON for w in words)
    if act.speaker is None or not is_own:
        return ()
    return parties_of([act.speaker], sentence, reading)


def announced_by_speaker(act: Act, sentence: Sentence, reading: Reading) -> Act:
    """Give a promise to who made it: "Chad announced that its troops would leave".

    The troops are the speaker's own where they are of his country, or of none told.
    """
    words = act.sides.actors
    nouns = [agent_nouns().get(word.lower_) for word in words]
    is_force = bool(nouns) and all(noun and noun.kind == "force" for noun in nouns)
    if act.speaker is None or act.event_type != "CONCEDE" or not is_force:
        return act
    told = parties_of([act.speaker], sentence, reading)
    moved = parties_of(words, sentence, reading)
    countries = {party.country for party in told if party.country}
    if not countries or {party.country for party in moved} - countries - {None}:
        return act
    return replace(act, sides=replace(act.sides, actors=(act.speaker,)))


def claimant_of(
    act: Act, sentence: Sentence, actors: Sequence[Party], reading: Reading
) -> Party | None:
    """Who says so, when the sentence names somebody else than the actor."""
    if act.speaker is None or act.speaker in act.sides.actors:
        return None
    parties = parties_of([act.speaker], sentence, reading)
    return parties[0] if parties else None
