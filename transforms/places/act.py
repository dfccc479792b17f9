"""Where an act happened: the place of its sentence that its words attach to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span, Token

from schemas.records import KnownPlace, Place, PlaceBasis
from transforms.document import FoundPlace, Sentence
from transforms.lexicon import read_table
from transforms.places.find import UNLISTED
from transforms.places.gazetteer import GEONAMES, PACKAGE, overlay
from transforms.places.support import compass_words, designators, prepositions

SPEECH = frozenset({"say", "tell", "announce", "report", "add", "claim", "state",
                    "note", "confirm", "warn", "write", "explain"})  # fmt: skip
TRANSPARENT = frozenset({"compound", "amod", "nmod", "appos", "nummod"})
MAX_STEPS = 8
EXACTNESS = {"exact": 5, "city": 4, "admin2": 3, "admin1": 2, "region": 1, "country": 0}
COARSE = frozenset({"country", "region"})
ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class _Link:
    """A step from a place up towards the act: the preposition and what it hangs on."""

    use: str | None
    host: Token
    dep: str


@cache
def act_objects() -> frozenset[str]:
    """Verbs whose object, when it is a place, is where the act happens: to shell."""
    return frozenset(row["lemma"] for row in read_table(PACKAGE, "act_objects.csv"))


def place_of_act(
    trigger: Token, sentence: Sentence, found: Sequence[FoundPlace]
) -> Place | None:
    """Where the act of the trigger happened, as the sentence tells it; None if not.

    Neither the dateline, nor a speaker's city, nor where somebody comes from.
    """
    best: tuple[float, int, int] | None = None
    chosen: FoundPlace | None = None
    for place in found:
        span = _span_of(place, sentence)
        if span is None or place.is_metonym:
            continue
        score = attachment(span.root, trigger)
        if score < ENOUGH:
            continue
        rank = (score, EXACTNESS[place.precision], -abs(span.root.i - trigger.i))
        if best is None or rank > best:
            best, chosen = rank, place
    return to_record(_most_exact(chosen, found, sentence)) if chosen else None


def attachment(name: Token, trigger: Token) -> float:
    """How well a place name hangs on an act as its place: 0 not at all, 1 surely."""
    link = _link(name)
    if link is None or link.use == "origin":
        return 0.0
    for _ in range(2):
        score = _score(link, trigger)
        if score > 0 or link.use not in ("at", "of", None):
            return score
        outer = _link(link.host) if link.host.pos_ in ("NOUN", "PROPN") else None
        if outer is None or outer.use == "origin":
            return 0.0
        link = outer
    return 0.0


def _link(name: Token) -> _Link | None:
    """The first step up: through apposition and designators to what it hangs on."""
    token = name
    for _ in range(MAX_STEPS):
        if token.head == token:
            return _Link(None, token, token.dep_)
        if token.dep_ == "pobj" and token.head.dep_ in ("prep", "agent", "pcomp"):
            preposition = token.head
            use = prepositions().get(preposition.lower_)
            host = preposition.head
            if use is None and host.dep_ == "prep":
                use, host = prepositions().get(host.lower_), host.head
            if preposition.lower_ == "of" and host.lower_ in (
                designators().keys()
                | {"outskirts", "vicinity", "area", "areas", "edge"}
                | {
                    "part",
                    "parts",
                    "centre",
                    "center",
                    "north",
                    "south",
                    "east",
                    "west",
                }
            ):
                token = host
                continue
            return _Link(use, host, "prep")
        if token.dep_ in TRANSPARENT or token.dep_ == "conj":
            if token.dep_ == "compound" and token.head.lower_ not in designators():
                return _Link("compound", token.head, "compound")
            token = token.head
            continue
        return _Link(None, token.head, token.dep_)
    return None


def _score(link: _Link, trigger: Token) -> float:
    host = link.host
    if link.dep in ("dobj", "nsubjpass") and host == trigger:
        return 0.9 if trigger.lemma_ in act_objects() else 0.0
    if link.dep == "compound":
        return 0.6 if host == trigger else 0.0
    if link.use is None:
        return 0.0
    if host == trigger:
        return _own_score(link.use, trigger)
    if link.use not in ("at", "target", "of"):
        return 0.0
    return _near_score(link, trigger)


def _own_score(use: str, trigger: Token) -> float:
    if trigger.lemma_ in SPEECH:
        return 0.7 if use == "at" else 0.0
    if trigger.pos_ == "NOUN":
        return {"at": 1.0, "of": 0.8, "target": 0.9}.get(use, 0.0)
    return {"at": 1.0, "target": 0.7, "goal": 0.55}.get(use, 0.0)


def _near_score(link: _Link, trigger: Token) -> float:
    """A place on a part of the act's clause: its object, its cause, its verb."""
    host = link.host
    if host.lemma_ in SPEECH:
        return 0.0
    if host in trigger.subtree and host.i != trigger.i:
        return _inside_score(host, trigger, link.use or "")
    if trigger in host.subtree:
        return _outside_score(host, trigger)
    if trigger.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj") and _verb(host) == _verb(
        trigger
    ):
        return 0.6
    return 0.0


def _inside_score(host: Token, trigger: Token, use: str) -> float:
    """The place hangs on something below the act."""
    token = host
    for _ in range(MAX_STEPS):
        if token.head == trigger:
            break
        if token.dep_ in ("ccomp", "relcl", "advcl", "acl", "parataxis", "conj"):
            if token.dep_ != "conj":
                return 0.0
        token = token.head
    if token.dep_ == "nsubj":
        return 0.0 if use == "at" and host == token else 0.3
    if token.dep_ in ("ccomp", "relcl", "parataxis", "advcl"):
        return 0.0
    if use == "of" and host.pos_ == "NOUN" and host.dep_ == "dobj":
        return 0.0
    return 0.8


def _outside_score(host: Token, trigger: Token) -> float:
    """The place hangs on something above the act: its verb, or the noun it explains."""
    token = trigger
    for _ in range(MAX_STEPS):
        if token == host:
            return 0.7
        if token.dep_ in ("ccomp", "parataxis"):
            return 0.0
        token = token.head
    return 0.0


def _verb(token: Token) -> Token:
    while token.pos_ not in ("VERB", "AUX") and token.head != token:
        token = token.head
    return token


def _span_of(place: FoundPlace, sentence: Sentence) -> Span | None:
    start = place.start - sentence.offset
    doc = sentence.span.doc
    return doc.char_span(start, start + len(place.text), alignment_mode="expand")


def _most_exact(
    chosen: FoundPlace, found: Sequence[FoundPlace], sentence: Sentence
) -> FoundPlace:
    """Of "Aleppo, Syria" the town, whichever of the two was attached."""
    previous = [
        place
        for place in found
        if place.end < chosen.start
        and sentence.text[place.end - sentence.start : chosen.start - sentence.start]
        in (", ", ", in ", " in ")
        and EXACTNESS[place.precision] > EXACTNESS[chosen.precision]
        and place.country == chosen.country
    ]
    return previous[-1] if previous else chosen


def to_record(place: FoundPlace, basis: PlaceBasis = "stated") -> Place:
    """A found place as a claim holds it: no coordinates at country level or coarser."""
    coarse = place.precision in COARSE
    return Place(
        text=place.text, start=place.start, end=place.end, name=place.name,
        geonames_id=place.geonames_id, country=place.country, admin1=place.admin1,
        latitude=None if coarse else place.latitude,
        longitude=None if coarse else place.longitude,
        precision=place.precision, basis=basis,
    )  # fmt: skip


def inherit_place(
    previous: Place | None, *, same_paragraph: bool, distance: int, same_kind: bool
) -> Place | None:
    """The place of a neighbouring claim, taken over for one that names none.

    Only from the same paragraph, at most one sentence away, or two when both tell the
    same kind of act; ``distance`` counts sentences. Marked ``inherited``.
    """
    if previous is None or previous.basis == "inherited" or not same_paragraph:
        return None
    if distance > (2 if same_kind else 1):
        return None
    return previous.model_copy(
        update={"text": None, "start": None, "end": None, "basis": "inherited"}
    )


def known_places(found: Iterable[FoundPlace]) -> list[KnownPlace]:
    """One row per gazetteer entry used, by place id; unlisted places have none."""
    sources = {entry.place_id: entry.source for entry, _ in overlay()}
    rows = {
        place.place_id: KnownPlace(
            place_id=place.place_id, geonames_id=place.geonames_id,
            name=_plain_name(place), country=place.country, admin1=place.admin1,
            latitude=place.latitude, longitude=place.longitude,
            precision="country" if place.place_id == place.country else place.precision,
            source=sources.get(place.place_id, GEONAMES),
        )
        for place in found
        if not place.place_id.startswith(UNLISTED)
    }  # fmt: skip
    return [rows[key] for key in sorted(rows)]


def _plain_name(place: FoundPlace) -> str:
    first, _, rest = place.name.partition(" ")
    return rest if rest and first in compass_words() else place.name
