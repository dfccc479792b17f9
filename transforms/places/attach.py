"""How a place name hangs on an act: by prepositions, objects and event nouns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from transforms.places.support import designators, prepositions, words

ENOUGH, SURELY = 0.5, 0.75
LOOSE = 0.05
MAX_STEPS = 8
MAX_LINKS = 4
MAX_NOUNS = 3
APPOSED = frozenset({"appos", "nummod", "amod", "nmod"})
CLAUSES = frozenset({"ccomp", "relcl", "advcl", "acl", "parataxis", "pcomp", "xcomp"})
OBJECTS = frozenset({"dobj", "nsubjpass"})
AT_USES = frozenset({"at", "target", "of"})
OWN = {"at": 1.0, "target": 0.8, "goal": 0.55}
OWN_NOUN = {"at": 1.0, "target": 0.9, "of": 0.85, "for": 0.6}
TOPIC_LEADS = frozenset({"against", "over", "about"})
STAYS = frozenset({"live", "gather", "assemble", "camp", "station", "base"})
TIME_WORDS = frozenset({"when", "as", "while", "where", "after"})


@dataclass(frozen=True, slots=True)
class Link:
    """A step up from a place: the use of the preposition and what it hangs on.

    ``use`` is None for an object or subject, "compound" for "the Aleppo attack".
    """

    use: str | None
    host: Token
    dep: str


def attachment(name: Token, trigger: Token) -> float:
    """How well a place name hangs on an act as its place: 0 not at all, 1 surely."""
    for link in links(name):
        if link.use == "origin":
            return 0.0
        score = _score(link, trigger)
        if score > 0:
            return score
        if link.host == trigger:
            return 0.0
    return 0.0


def links(name: Token) -> Iterator[Link]:
    """The steps from a name up the sentence, until a verb carries it."""
    token = name
    for _ in range(MAX_LINKS):
        link = _link(token)
        if link is None:
            return
        yield link
        if link.host.pos_ not in ("NOUN", "PROPN", "NUM", "ADJ"):
            return
        token = link.host


def _link(token: Token) -> Link | None:
    for _ in range(MAX_STEPS):
        head = token.head
        if head == token:
            return None
        if token.dep_ == "pobj":
            use, host = _use(head)
            if head.lower_ != "of" or not _is_part(host):
                return Link(use, host, "prep")
            token = host
        elif token.dep_ == "compound":
            if not _is_part(head) and head.pos_ != "PROPN":
                return Link("compound", head, "compound")
            token = head
        elif token.dep_ in APPOSED or token.dep_ == "conj":
            token = head
        else:
            return Link(None, head, token.dep_)
    return None


def _use(preposition: Token) -> tuple[str | None, Token]:
    """What a preposition says, and what it hangs on: "from inside X" is an origin."""
    use, host = prepositions().get(preposition.lower_), preposition.head
    while host.dep_ == "prep" and host.pos_ == "ADP" and host.head != host:
        outer = prepositions().get(host.lower_)
        use = outer if outer == "origin" or use is None else use
        host = host.head
    return use, host


def _is_part(token: Token) -> bool:
    """Whether a noun only leads to the name: "city of X", "outskirts of X"."""
    word = token.lower_
    return word in designators() or word in words("parts.csv", "word")


def _score(link: Link, trigger: Token) -> float:
    host = link.host
    if host == trigger:
        return _own_score(link, trigger)
    if link.dep in OBJECTS and host.pos_ == "VERB":
        beside = _is_beside(host, trigger) or host.dep_ in ("acl", "advcl", "relcl")
        hits = host.lemma_ in words("act_objects.csv", "lemma")
        return 0.6 if hits and beside and _is_below(host, trigger) else 0.0
    if link.use not in AT_USES and link.use != "compound":
        return 0.0
    if host.pos_ in ("VERB", "AUX"):
        return _verb_score(host, trigger) if link.use != "of" else 0.0
    return _noun_score(link, trigger)


def _own_score(link: Link, trigger: Token) -> float:
    if link.dep in OBJECTS:
        return 0.9 if trigger.lemma_ in words("act_objects.csv", "lemma") else 0.0
    if trigger.pos_ in ("NOUN", "PROPN"):
        return 0.8 if link.use == "compound" else OWN_NOUN.get(link.use or "", 0.0)
    if is_speech(trigger):
        return 0.7 if link.use == "at" else 0.0
    return OWN.get(link.use or "", 0.0)


def _verb_score(host: Token, trigger: Token) -> float:
    """The place hangs on another verb of the sentence."""
    if is_speech(host):
        return 0.0
    if _is_beside(host, trigger):
        return 0.7
    if trigger.pos_ in ("NOUN", "PROPN") and _verb_of(trigger) == host:
        return 0.8
    if host.lemma_ in STAYS and host.dep_ == "acl" and _is_subject(host.head, trigger):
        return 1.0
    if _is_below(trigger, host):
        return 0.65
    if host.dep_ == "advcl" and _is_below(host, trigger):
        return 0.6 if any(c.lower_ in TIME_WORDS for c in host.children) else 0.0
    if host.dep_ in ("relcl", "acl") and is_event(host.head):
        return 0.6 if _is_argument(host.head, trigger) else 0.0
    return 0.0


def _noun_score(link: Link, trigger: Token) -> float:
    """The place hangs on a noun beside the act."""
    host = link.host
    if trigger.dep_ in ("relcl", "acl") and trigger.head == host:
        return 0.7 if is_event(host) or link.use == "at" else 0.0
    if is_event(host) and _is_argument(host, trigger):
        return 0.8
    if link.use != "at":
        return 0.0
    if not _is_argument(host, trigger):
        return _verb_score(_verb_of(host), trigger) - LOOSE
    if host.dep_ == "nsubj" and host.head == trigger:
        return 0.0 if is_speech(trigger) else 0.55
    return 0.8 if trigger.pos_ == "VERB" else 0.6


def _is_argument(noun: Token, trigger: Token) -> bool:
    """Whether a noun belongs to the act: no clause and few nouns between."""
    token, nouns = noun, 0
    for _ in range(MAX_STEPS):
        if token == trigger:
            return True
        nouns += token.pos_ in ("NOUN", "PROPN")
        if nouns > MAX_NOUNS:
            return False
        if token.dep_ in CLAUSES or token.head == token:
            break
        token = token.head
    return trigger.pos_ == "NOUN" and _verb_of(noun) == _verb_of(trigger)


def _is_subject(noun: Token, trigger: Token) -> bool:
    """Whether a noun acts, or is a part of who does: "hundreds of Syrians"."""
    token = noun.head.head if noun.dep_ == "pobj" else noun
    return token.dep_ == "nsubj" and token.head == trigger


def is_descent(name: Token, trigger: Token) -> bool:
    """Whether a name tells where somebody is from, not whence an act leads."""
    first = next(links(name), None)
    if first is None or first.use != "origin":
        return False
    return first.host != trigger and first.host.pos_ in ("NOUN", "PROPN")


def is_topic(name: Token, trigger: Token) -> bool:
    """Whether a name lies in what an act is about: "rallied over the coup in X"."""
    token = name
    for _ in range(MAX_STEPS):
        head = token.head
        if head in (token, trigger):
            return False
        if token.dep_ == "pobj" and is_event(token) and head.lower_ in TOPIC_LEADS:
            return head.head == trigger and token != name
        token = head
    return False


def _is_beside(verb: Token, trigger: Token) -> bool:
    """Whether two verbs are joined by "and", also in "and two others wounded"."""
    token = verb.head if verb.dep_ in ("acl", "amod") else verb
    return token in trigger.conjuncts


def _is_below(token: Token, above: Token) -> bool:
    """Whether a token hangs on another, not through what somebody says."""
    for _ in range(MAX_STEPS):
        if token == above:
            return True
        if token.dep_ in ("ccomp", "parataxis") or token.head == token:
            return False
        token = token.head
    return False


def _verb_of(token: Token) -> Token:
    while token.pos_ not in ("VERB", "AUX") and token.head != token:
        token = token.head
    return token


def is_event(token: Token) -> bool:
    """Whether a noun is something that happens somewhere."""
    return token.lemma_ in words("event_nouns.csv", "lemma")


def is_speech(token: Token) -> bool:
    """Whether a verb tells what somebody says."""
    return token.lemma_ in words("speech_verbs.csv", "lemma")
