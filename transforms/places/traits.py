"""What can be seen of a place name beside an act: the traits that weights are for.

A trait is a short text, "link=at:act" or "kind=country"; a name has it or has it not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from transforms.document import FoundPlace
from transforms.places.attach import (
    CLAUSES,
    attachment,
    is_event,
    is_speech,
    links,
)
from transforms.places.find import UNLISTED
from transforms.places.relation import SUBJECTS, VERBAL, relation
from transforms.places.support import designators, prepositions, words

MAX_PATH = 6
MAX_COUNT = 3
MAX_GAP = 5
OPENING = 4
SURE_NAME = 0.9
STEPS = (0, 3, 6, 10, 16, 25)
TELLING = frozenset({*CLAUSES, *SUBJECTS, "conj", "appos", "poss"})
STATES = frozenset({"be", "have", "become", "remain", "include", "contain"})
POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
STOPS = frozenset({";", ":", "\n"})
QUOTES = frozenset({'"', "“", "”"})


@dataclass(frozen=True, slots=True)
class Option:
    """A place name of the sentence, as found and as tokens."""

    place: FoundPlace
    span: Span

    @property
    def is_unlisted(self) -> bool:
        """Whether the gazetteer lacks it."""
        return self.place.place_id.startswith(UNLISTED)


def traits(options: Sequence[Option], trigger: Token) -> list[set[str]]:
    """The traits of each place name of a sentence for an act, in the same order."""
    rules = [attachment(option.span.root, trigger) for option in options]
    found = [
        {"any", *_hanging(option, trigger, rule), *_path(option.span.root, trigger)}
        for option, rule in zip(options, rules, strict=True)
    ]
    for option, own in zip(options, found, strict=True):
        own.update(_kinds(option, trigger))
        own.update(_around(option.span))
        own.update(_order(option.span, trigger))
    for number, rivals in enumerate(_rivals(options, trigger, rules)):
        found[number].update(rivals)
    return found


def _hanging(option: Option, trigger: Token, rule: float) -> Iterator[str]:
    """How the rules see it, and what carries the name, seen from the act."""
    yield f"rules={rule:.1f}"
    chain = list(links(option.span.root))
    if not chain:
        yield "link=none"
        return
    for name, link in (("link", chain[0]), ("last", chain[-1])):
        use, place = link.use or link.dep, relation(link.host, trigger)
        yield from (f"{name}={use}:{place}", f"{name}_use={use}", f"{name}_to={place}")
    host = chain[0].host
    if is_event(host):
        yield from ("on_event_noun", f"on_event_noun:{relation(host, trigger)}")
    if host.pos_ == "PROPN":
        yield "on_name"
    if chain[-1].host != trigger and is_speech(chain[-1].host):
        yield "on_other_speech"


def _path(root: Token, trigger: Token) -> Iterator[str]:
    """The way from the name to the act through the parse, and what lies on it."""
    up, down = [root, *root.ancestors], [trigger, *trigger.ancestors]
    shared = next((token for token in up if token in down), None)
    if shared is None:
        yield "path=none"
        return
    rise, fall = up[: up.index(shared)], down[: down.index(shared)]
    for name, side in (("rise", rise), ("fall", fall)):
        yield f"{name}={min(len(side), MAX_PATH)}"
        for token in side:
            if token.dep_ in TELLING:
                yield f"{name}_through={token.dep_}"
    verbs = sum(token.pos_ in VERBAL for token in (*rise, *fall) if token != trigger)
    yield f"verbs_between={min(verbs, MAX_COUNT)}"


def _kinds(option: Option, trigger: Token) -> Iterator[str]:
    """The kind of place, its label and dependency, and the kind of verb."""
    root, label = option.span.root, option.span.root.ent_type_ or "none"
    yield f"kind={'unlisted' if option.is_unlisted else option.place.precision}"
    yield f"label={label}"
    yield f"dep={root.dep_}"
    if option.is_unlisted:
        yield f"unlisted_label={label}"
    if option.place.is_metonym:
        yield "metonym"
    if option.place.confidence < SURE_NAME:
        yield "unsure"
    verb = _verb_kind(trigger)
    yield f"verb={verb}"
    yield f"verb={verb}:dep={root.dep_}"
    leads = next((t for t in root.ancestors if t.dep_ == "prep"), None)
    yield f"prep={leads.lower_ if leads is not None else 'none'}"
    if leads is not None and leads.head == trigger:
        yield f"act_prep={leads.lower_}"


def _verb_kind(trigger: Token) -> str:
    if is_speech(trigger):
        return "speech"
    if trigger.lemma_ in STATES or trigger.pos_ == "AUX":
        return "state"
    return "hits" if trigger.lemma_ in words("act_objects.csv", "lemma") else "other"


def _around(span: Span) -> Iterator[str]:
    """The words right before and after the name."""
    before = span.doc[span.start - 1].lower_ if span.start else ""
    after = span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    if before in prepositions():
        yield f"before={before}"
    if after in designators() or after in words("parts.csv", "word"):
        yield "designator_after"
    if "-" in (before, after):
        yield "hyphened"
    if after in POSSESSIVES:
        yield "possessive"


def _order(span: Span, trigger: Token) -> Iterator[str]:
    """Where the name stands before or after the act, and what lies between."""
    is_after = span.start > trigger.i
    side = "after" if is_after else "ahead"
    gap = max(span.start - trigger.i if is_after else trigger.i - span.end, 0)
    yield side
    yield f"{side}>={max(step for step in STEPS if step <= gap)}"
    if not is_after and span.start - span.sent.start <= OPENING:
        yield "opens_sentence"
        if span.root.dep_ == "pobj":
            yield "opens_with_preposition"
    between = {
        token.text
        for token in span.doc[min(span.end, trigger.i) : max(span.start, trigger.i)]
    }
    if between & STOPS:
        yield "stop_between"
    if between & QUOTES:
        yield "quote_between"


def _rivals(
    options: Sequence[Option], trigger: Token, rules: Sequence[float]
) -> Iterator[set[str]]:
    """How each name compares with the other places of the sentence."""
    gaps = [abs(option.span.start - trigger.i) for option in options]
    best, nearest = max(rules, default=0.0), min(gaps, default=0)
    for number, option in enumerate(options):
        found = {f"rivals={min(len(options) - 1, MAX_COUNT)}"}
        if rules[number] < best:
            found.add("rival_by_rules")
        elif best and rules.count(best) == 1:
            found.add("best_by_rules")
        if gaps[number] > nearest:
            found.add("rival_nearer")
        if any(
            _is_held(inner, option) for inner in options[max(number - 1, 0) : number]
        ):
            found.add("holds_the_one_before")
        if any(_is_held(option, outer) for outer in options[number + 1 : number + 2]):
            found.add("held_by_the_next")
        yield found


def _is_held(inner: Option, outer: Option) -> bool:
    """Whether the next place, after a comma or preposition, may hold the first."""
    if not 0 < outer.span.start - inner.span.end <= MAX_GAP:
        return False
    return all(
        token.text in (",", "(")
        or token.pos_ in ("ADP", "DET", "ADJ", "ADV")
        or token.lower_ in designators()
        or token.lower_ in words("parts.csv", "word")
        for token in inner.span.doc[inner.span.end : outer.span.start]
    )
