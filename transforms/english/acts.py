"""From a parsed sentence to its acts: triggers with type, mode, sides and factuality.

One act per happening and not one per verb: what a demand, threat, promise or refusal
speaks of is absorbed by it and gives its mode; words that tell the same act twice
("killed in an air strike") become one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Token

from schemas.records import Direction, Factuality
from transforms.document import Sentence
from transforms.english.attribution import speaker_of
from transforms.english.factuality import factuality_of
from transforms.english.roles import Sides, frames, sides_of
from transforms.english.slots import fill
from transforms.english.syntax import ancestors, children, is_verb
from transforms.english.triggers import Match, find_matches, lemma_of
from transforms.lexicon import read_table

PACKAGE = "transforms.english"
TIME_CLAUSES = frozenset(
    {"after", "when", "as", "because", "since", "following", "before", "while", "once",
     "although", "though"}
)  # fmt: skip
PartyTest = Callable[[Token], bool]
PROMISES = frozenset({"pledge", "promise", "vow", "offer", "swear"})
HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN"})
OWN_WORDS = frozenset({"we", "i", "it", "they", "he", "she"})
CONTENT_PREPOSITIONS = (
    "for",
    "to",
    "of",
    "over",
    "on",
    "against",
    "from",
    "with",
    "in",
)


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """An act as the words of one sentence tell it; tokens, not yet parties."""

    match: Match
    event_type: str
    mode: str | None
    direction: Direction
    sides: Sides
    factuality: Factuality
    speaker: Token | None
    also: tuple[Match, ...] = ()
    content: Match | None = None

    @property
    def token(self) -> Token:
        """The trigger word."""
        return self.match.token


def acts_of(sentence: Sentence, is_party: PartyTest) -> list[Act]:
    """All acts of a sentence, in text order.

    ``is_party`` says of a head word whether its phrase can be somebody who acts.
    """
    matches = find_matches(sentence.span)
    if not matches:
        return []
    absorbed, contents, alleged = _absorption(matches)
    acts = [
        _act(match, contents.get(match.token.i), match.token.i in alleged, is_party)
        for match in matches
        if match.token.i not in absorbed and not match.is_content
    ]
    acts = [act for act in acts if act.event_type]
    return _drop_topics(_merge(acts))


def _absorption(
    matches: list[Match],
) -> tuple[set[int], dict[int, Match], set[int]]:
    """Which triggers are only spoken of, and by which act of speech."""
    absorbed: set[int] = set()
    alleged: set[int] = set()
    contents: dict[int, Match] = {}
    for match in sorted(matches, key=lambda item: _depth(item.token)):
        kind = speech_types().get(match.rule.event_type)
        if kind is None or match.is_content or match.token.i in absorbed:
            continue
        region = _object_region(match) if kind == "object" else _content_region(match)
        inside = [m for m in matches if m.token.i in region and m is not match]
        if not inside:
            continue
        nearest = min(inside, key=lambda item: _depth(item.token))
        if nearest.rule.event_type == "PROTEST" and match.rule.event_type == "AGREE":
            absorbed.add(match.token.i)
            continue
        contents[match.token.i] = nearest
        if kind in ("absorbed", "object"):
            absorbed.update(m.token.i for m in inside)
        elif kind == "alleged":
            alleged.update(m.token.i for m in inside)
    return absorbed, contents, alleged


@cache
def speech_types() -> dict[str, str]:
    """What becomes of the acts that an act of speech speaks of, by event type."""
    rows = read_table(PACKAGE, "speech_types.csv")
    return {row["event_type"]: row["content"] for row in rows}


def _depth(token: Token) -> int:
    return sum(1 for _ in ancestors(token))


def _content_region(match: Match) -> set[int]:
    """Positions of the words an act of speech speaks of."""
    token = match.token
    heads = children(token, "ccomp", "xcomp", "dobj", "acl", "attr")
    heads += children(token, "nsubjpass") if not match.is_noun else []
    heads += [c for c in children(token, "advcl") if not _is_time_clause(c)]
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and (
            child.lower_ in CONTENT_PREPOSITIONS
        ):
            heads.append(child)
    if match.is_noun:
        heads += [c for c in children(token, "compound", "amod") if c.i < token.i]
    region: set[int] = set()
    for head in heads:
        region |= _subtree(head)
    return region


def _object_region(match: Match) -> set[int]:
    """Positions of a verb's object alone: the talks that were broken off."""
    region: set[int] = set()
    for head in fill(match.token, "obj"):
        region |= _subtree(head)
    return region


def _subtree(head: Token) -> set[int]:
    """Positions below a word, without time clauses and relative clauses."""
    found, stack = set(), [head]
    while stack:
        token = stack.pop()
        found.add(token.i)
        for child in token.children:
            if child.dep_ == "relcl" or _is_reduced_relative(child):
                continue
            if child.dep_ == "advcl" and _is_time_clause(child):
                continue
            stack.append(child)
    return found


def _is_reduced_relative(verb: Token) -> bool:
    """A participle that tells what happened to a noun: "activists arrested in May"."""
    return verb.dep_ == "acl" and verb.tag_ == "VBN"


def _is_time_clause(verb: Token) -> bool:
    return any(c.lower_ in TIME_CLAUSES for c in children(verb, "mark", "advmod"))


def _act(
    match: Match, content: Match | None, is_alleged: bool, is_party: PartyTest
) -> Act:
    rule = match.rule
    frame = frames()[rule.frame]
    factuality = factuality_of(match.token, is_noun=match.is_noun)
    if is_alleged and factuality in ("completed", "ongoing"):
        factuality = "alleged"
    event_type, mode = rule.event_type, rule.mode
    if content is not None and event_type in ("REQUEST", "REJECT", "THREATEN"):
        mode = mode_of_content(event_type, content) or mode
    if event_type == "THREATEN" and not is_own_threat(match, content):
        event_type, mode = "ACCUSE", "disapprove"
    if event_type == "AGREE" and content is not None:
        event_type, mode = _promised(match, content)
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
    return _retype_future(_with_mode_cues(act))


def _promises_not(match: Match) -> bool:
    """Whether what is promised is not to do it: "vowed not to resume talks"."""
    return any(children(verb, "neg") for verb in fill(match.token, "comp"))


def is_own_threat(match: Match, content: Match | None) -> bool:
    """Whether a warning threatens with the speaker's own act.

    "Warned that it would strike" and "warned them against striking" do; "warned that
    the talks might fail" only disapproves.
    """
    token = match.token
    if match.is_noun or lemma_of(token) != "warn":
        return True
    if fill(token, "prep.against"):
        return True
    speakers = {item.i for item in fill(token, "subj")}
    for verb in fill(token, "comp"):
        subject = {item.i for item in fill(verb, "subj")}
        is_self = any(item.lower_ in OWN_WORDS for item in fill(verb, "subj"))
        if content is not None and (is_self or subject & speakers or not subject):
            return True
    return False


def _promised(match: Match, content: Match) -> tuple[str, str | None]:
    """What a promise amounts to: a concession, a threat, or an agreement.

    A promise to withdraw is a concession, a vow to strike is a threat, one not to meet
    is a refusal; an agreement to exchange prisoners stays an agreement.
    """
    kind = content.rule.event_type
    if _promises_not(match):
        return "REJECT", mode_of_content("REJECT", content)
    if match.is_noun or lemma_of(match.token) not in PROMISES:
        return "AGREE", None
    if kind in ("RETREAT", "CONCEDE"):
        return "CONCEDE", None
    if kind in HOSTILE:
        return "THREATEN", mode_of_content("THREATEN", content)
    return "AGREE", None


@cache
def content_modes() -> dict[tuple[str, str, str], str]:
    """Mode by speech type, content type and content mode (or empty)."""
    return {
        (row["speech_type"], row["content_type"], row["content_mode"]): row["mode"]
        for row in read_table(PACKAGE, "content_modes.csv")
    }


def mode_of_content(speech_type: str, content: Match) -> str | None:
    """The mode that what is asked, refused or threatened gives an act of speech."""
    table = content_modes()
    key = (speech_type, content.rule.event_type)
    return table.get((*key, content.rule.mode or "")) or table.get((*key, ""))


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
            found.append(child)
            if level < 2:
                stack.append((child, level + 1))
    if token.dep_ == "advcl" and token.tag_ == "VBG":
        found += [c for c in token.head.children if c.dep_ in ("nsubj", "dobj")]
    return found


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
    if act.event_type in HOSTILE and _speaks_of_himself(act):
        mode = content_modes().get(("THREATEN", act.event_type, ""))
        return replace(act, event_type="THREATEN", mode=mode, factuality="completed")
    table = future_types()
    becomes = table.get((act.event_type, act.mode or "")) or table.get(
        (act.event_type, "")
    )
    if becomes is None:
        return act
    return replace(act, event_type=becomes, mode=None, factuality="completed")


def _speaks_of_himself(act: Act) -> bool:
    """Whether a speaker announces his own act: "said it would mount an assault"."""
    if act.speaker is None:
        return False
    words = act.sides.actors or tuple(fill(act.token, "subj"))
    return any(word.lower_ in OWN_WORDS or word.i == act.speaker.i for word in words)


def _merge(acts: list[Act]) -> list[Act]:
    """Words that tell one act become one: the first keeps the others as ``also``."""
    kept: list[Act] = []
    for act in acts:
        for number, other in enumerate(kept):
            if _is_same(other, act):
                kept[number] = _joined(other, act)
                break
        else:
            kept.append(act)
    return kept


def _is_same(one: Act, other: Act) -> bool:
    if one.event_type != other.event_type or one.factuality != other.factuality:
        return False
    if one.mode and other.mode and one.mode != other.mode:
        return False
    is_bare = not (any(_told_sides(one)) and any(_told_sides(other)))
    return _is_linked(one.token, other.token, is_bare) and _share_sides(one, other)


def _told_sides(act: Act) -> tuple[bool, bool]:
    return bool(act.sides.actors), bool(act.sides.recipients)


def _is_linked(one: Token, other: Token, through_relative: bool) -> bool:
    """Whether one word hangs from the other without a new clause between them.

    A relative clause counts as none where one of the acts names nobody: "a meeting in
    Geneva, where the two held talks".
    """
    for low, high in ((one, other), (other, one)):
        current = low
        for head in ancestors(low):
            if head.i == high.i:
                return True
            if current.dep_ in ("ccomp", "parataxis") or (
                current.dep_ == "relcl" and not through_relative
            ):
                break
            current = head
    siblings = one.head.i == other.head.i and one.head.i not in (one.i, other.i)
    return siblings and one.dep_ != "conj" and other.dep_ != "conj"


def _share_sides(one: Act, other: Act) -> bool:
    """No side that both name may differ in its head words."""
    for mine, yours in (
        (one.sides.actors, other.sides.actors),
        (one.sides.recipients, other.sides.recipients),
    ):
        differ = mine and yours and not {t.i for t in mine} & {t.i for t in yours}
        if differ and any(token.pos_ == "PROPN" for token in mine + yours):
            return False
    return True


def _joined(one: Act, other: Act) -> Act:
    sides = Sides(
        one.sides.actors or other.sides.actors,
        tuple(dict.fromkeys((*one.sides.recipients, *other.sides.recipients))),
        one.sides.mediators or other.sides.mediators,
    )
    return replace(
        one, mode=one.mode or other.mode, sides=sides, also=(*one.also, other.match)
    )


def _drop_topics(acts: list[Act]) -> list[Act]:
    """What protesters demand or denounce is the topic of their protest, no own act."""
    protests = [act for act in acts if act.event_type == "PROTEST"]
    if not protests:
        return acts
    crowd = {token.i for act in protests for token in act.sides.actors}
    return [
        act
        for act in acts
        if act.event_type not in ("REQUEST", "ACCUSE", "REJECT")
        or not (
            {token.i for token in act.sides.actors} & crowd
            or any(_hangs_from(act.token, protest.token) for protest in protests)
        )
    ]


def _hangs_from(low: Token, high: Token) -> bool:
    return any(head.i == high.i for head in ancestors(low)) and not is_verb(high.head)


def has_slot(token: Token, path: str) -> bool:
    """Whether a path from the token leads anywhere."""
    return bool(fill(token, path))
