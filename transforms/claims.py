"""From acts to claims: the checks a claim has to pass, and its codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from spacy.tokens import Token

from schemas.ontology import ontology
from schemas.records import (
    Claim,
    Direction,
    Party,
    Place,
    Quantity,
    Reject,
    Span,
    Version,
    When,
)
from transforms.actors.words import agent_nouns
from transforms.confidence import confidence
from transforms.contexts import contexts_of
from transforms.document import CleanArticle
from transforms.english.noise import article_topic, noise_reason
from transforms.english.reciprocal import are_several, is_reciprocal
from transforms.english.speech import happens_now
from transforms.english.told import ReadAct, state_codes, type_rules
from transforms.english.triggers import lemma_of, noun_classes
from transforms.ids import stable_id

EXTRACTOR = Version(name="polemos-english-rules", version="0.1.0")
MAX_VALUE = 200
# Sentences at the head of an article, which tell its news.
EARLY = 6
Spanned = TypeVar("Spanned", Party, Place, Quantity, When)
# Acts that a number of people alone makes news: "three men were arrested".
COUNTED = frozenset({"COERCE", "RETREAT", "PROTEST"})
# Sectors of people who speak for nobody but themselves.
PRIVATE = frozenset({"CVL", "EDU", "AGR", "UNK", "REF"})
# The frame of what only a prosecutor does, whom the text may leave out.
CHARGE = "charge"
INTERNATIONAL = frozenset({"IGO", "UNO", "EUR"})


@dataclass(frozen=True, slots=True)
class Coded:
    """The claims of an article and what was refused, with the reason."""

    claims: tuple[Claim, ...]
    rejects: tuple[Reject, ...]


def code_acts(article: CleanArticle, acts: Sequence[ReadAct]) -> Coded:
    """Turn the acts of an article into claims; refusals become reject rows."""
    claims: dict[str, Claim] = {}
    rejects: dict[str, Reject] = {}
    topics = article_topic(article.text)
    for read in acts:
        reason = noise_reason(read.sentence.text, read.act.token.text, topics)
        if reason == "sport" and _is_bloody(read):
            reason = None
        reason = reason or refusal_of(read)
        if reason is not None:
            refused = _reject(article, read, reason)
            rejects[refused.reject_id] = refused
            continue
        claim = _claim(article, read, topics)
        claims.setdefault(claim.claim_id, claim)
    return Coded(tuple(claims.values()), tuple(rejects.values()))


def _is_bloody(read: ReadAct) -> bool:
    """Whether people came to harm in numbers: players who are shot at play no game."""
    return read.act.event_type == "ASSAULT" and any(
        q.counted == "killed" or (q.counted == "injured" and (q.low or 0) > 1)
        for q in read.quantities
    )


def refusal_of(read: ReadAct) -> str | None:
    """Why an act is no claim: a habit, no side the type needs, or none political."""
    if read.refusal is not None:
        return read.refusal
    rule = type_rules()[read.act.event_type]
    is_by_law = read.act.mode == "investigate" and bool(read.recipients)
    is_by_law |= read.act.match.rule.frame == CHARGE and _is_public(read.recipients)
    if rule.needs_party == "actor" and not read.actors and not is_by_law:
        return "no_actor"
    if not (read.actors or read.recipients):
        told = read.quantities or (read.place and read.place.basis == "stated")
        counted = read.act.event_type in COUNTED and read.quantities
        if hits_thing(read):
            return "no_party"
        if not counted and (read.act.event_type != "ASSAULT" or not told):
            return "no_party"
        return None
    if is_gathering(read):
        return "no_party"
    if not any(is_known(party) for party in (*read.actors, *read.recipients)):
        return "no_known_party"
    return None


def _is_public(parties: Sequence[Party]) -> bool:
    """Whether some are in office, arms or politics; trials of others are crime news."""
    return any(party.sector and party.sector not in PRIVATE for party in parties)


def is_gathering(read: ReadAct) -> bool:
    """Whether people meet among themselves who speak for nobody: "students met"."""
    if read.act.event_type != "CONSULT" or read.recipients or len(read.actors) > 1:
        return False
    return all(party.sector in PRIVATE and not party.entity_id for party in read.actors)


def hits_thing(read: ReadAct) -> bool:
    """Whether what is hit is neither people nor a place: "attacked his solo"."""
    word = read.act.token
    things = [child for child in word.children if child.dep_ == "dobj"]
    classes = noun_classes()
    known = classes["people"] | classes["force"] | classes["area"] | classes["building"]
    return not read.quantities and any(
        thing.pos_ == "NOUN"
        and lemma_of(thing) not in known
        and thing.lower_ not in agent_nouns()
        and not any(child.text[:1].isupper() for child in thing.children)
        for thing in things
    )


def is_known(party: Party) -> bool:
    """Whether a party has a country, an entity or a sector."""
    return bool(party.country or party.entity_id or party.sector)


def _reject(article: CleanArticle, read: ReadAct, reason: str) -> Reject:
    value = read.act.token.text
    return Reject(
        reject_id=stable_id(
            "extract", article.article_id, reason, str(read.sentence.start), value
        ),
        stage="extract",
        reason=reason,
        message=f"no claim from {value!r} in sentence {read.sentence.index}: {reason}",
        location=article.location,
        article_id=article.article_id,
        field="trigger",
        value=value[:MAX_VALUE],
    )


def _claim(article: CleanArticle, read: ReadAct, topics: dict[str, float]) -> Claim:
    act, sentence = read.act, read.sentence
    start = sentence.start_of(act.token)
    trigger = Span(
        text=article.text[start : start + len(act.token.text)],
        start=start,
        end=start + len(act.token.text),
    )
    known = ontology()
    mode = mode_of(read)
    known.check(act.event_type, mode)
    return Claim(
        claim_id=stable_id(article.article_id, str(start), act.event_type),
        article_id=article.article_id,
        sentence_index=sentence.index,
        start=sentence.start,
        end=sentence.end,
        quote=article.text[sentence.start : sentence.end],
        trigger=trigger,
        event_type=act.event_type,
        mode=mode,
        contexts=contexts_of(sentence.text, act.event_type, topics),
        ontology=Version(name=known.name, version=known.version),
        cameo_root=known.cameo_root(act.event_type, mode),
        direction=direction_of(read),
        actors=as_printed(read.actors, article.text),
        recipients=as_printed(read.recipients, article.text),
        mediators=as_printed(read.mediators, article.text),
        claimant=printed(read.claimant, article.text) if read.claimant else None,
        place=printed(read.place, article.text) if read.place else None,
        date=printed(read.date, article.text),
        quantities=as_printed(read.quantities, article.text),
        factuality=act.factuality,
        is_background=read.is_background,
        confidence=confidence(features_of(read)),
        decided_by="rule",
        extractor=EXTRACTOR,
    )


def printed(part: Spanned, text: str) -> Spanned:
    """The part with its words as the article prints them.

    The parser may have read them in another case (see ``truecase``).
    """
    if part.start is None or part.text is None or part.end is None:
        return part
    words = text[part.start : part.end]
    return part if part.text == words else part.model_copy(update={"text": words})


def as_printed(parts: Sequence[Spanned], text: str) -> tuple[Spanned, ...]:
    """Several parts with their words as printed."""
    return tuple(printed(part, text) for part in parts)


def mode_of(read: ReadAct) -> str | None:
    """The act's mode; a meeting hosted by somebody else is third-party."""
    act = read.act
    if act.event_type != "CONSULT" or act.mode is not None:
        return act.mode
    countries = {party.country for party in read.actors} & state_codes()
    hosts = {party.country for party in read.mediators} & state_codes()
    if read.place is not None and read.place.basis != "party" and len(countries) > 1:
        hosts |= {read.place.country} & state_codes()
    if hosts and len(countries) > 1 and not hosts & countries:
        return "third-party"
    return None


def direction_of(read: ReadAct) -> Direction:
    """Mutual needs two sides; with one side only the type says what can be told."""
    if read.act.direction == "mutual":
        sides = {(party.country, party.name, party.sector) for party in read.actors}
        if len(sides) > 1 or _is_plural(read.actors):
            return "mutual"
        if sides and is_reciprocal(read.act) and are_several(read.act):
            return "mutual"
        return "directed" if read.recipients else "unknown"
    if read.recipients:
        return "directed"
    solo = type_rules()[read.act.event_type].solo_direction
    if read.act.event_type == "SANCTION" and breaks_ties(read.act.token):
        solo = "shared"
    if solo == "shared":  # "Peru and Chile agreed to trade": each with the other
        states = {party.country for party in read.actors if party.country}
        return "mutual" if len(states) > 1 else "unknown"
    return cast(Direction, solo)


def breaks_ties(verb: Token) -> bool:
    """Whether what ends is a tie between sides: "Peru and Chile broke off ties"."""
    ties = noun_classes()["tie"]
    return any(c.dep_ == "dobj" and lemma_of(c) in ties for c in verb.children)


def _is_plural(parties: Sequence[Party]) -> bool:
    return any(" and " in party.text or "both" in party.text for party in parties)


def features_of(read: ReadAct) -> dict[str, float]:
    """What speaks for and against a claim, for its confidence."""
    parties = (*read.actors, *read.recipients)
    resolved = [party for party in parties if party.country or party.entity_id]
    word = read.act.token
    return {
        "is_noun": float(read.act.match.is_noun),
        "is_saying": float(happens_now(read.act.event_type)),
        "is_early": float(read.sentence.index < EARLY),
        "is_perfect": float(any(child.lower_ == "had" for child in word.children)),
        "is_below": float(word.dep_ in ("relcl", "acl", "advcl", "xcomp", "pcomp")),
        "has_actor": float(bool(read.actors)),
        "has_recipient": float(bool(read.recipients)),
        "share_resolved": len(resolved) / len(parties) if parties else 0.0,
        "has_place": float(bool(read.place and read.place.basis == "stated")),
        "has_date": float(read.date.basis in ("stated", "relative")),
        "is_inherited": float(read.is_inherited),
        "has_mode": float(read.act.mode is not None),
        "conditions": float(read.act.match.rule.weight),
    }
