"""Acts of saying: what a demand, threat, promise or refusal speaks of.

What is only spoken of is no act of its own; it is the content of the act of saying and
gives its mode, or turns a promise into a threat, a concession or a refusal.
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from transforms.english.asserted_clauses import has_condition
from transforms.english.slots import fill
from transforms.english.syntax import ancestors, children
from transforms.english.triggers import Match, lemma_of
from transforms.lexicon import read_table

PACKAGE = "transforms.english"
TIME_CLAUSES = frozenset(
    {"after", "when", "as", "because", "since", "following", "before", "while", "once",
     "although", "though", "until", "till", "unless"}
)  # fmt: skip
PROMISES = frozenset({"pledge", "promise", "vow", "offer", "swear"})
HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN"})
OWN_WORDS = frozenset(
    {"we", "i", "it", "they", "he", "she", "our", "my", "its", "their", "his", "her"}
)  # fmt: skip
CONTENT_PREPOSITIONS = frozenset(
    {"for", "to", "of", "over", "on", "against", "from", "with", "in"}
)


def absorption(
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
            alleged.update(m.token.i for m in inside if not _is_presupposed(match, m))
    return absorbed, contents, alleged


def _is_presupposed(match: Match, content: Match) -> bool:
    """Whether blame takes a deed for granted: "condemned the shelling of X"."""
    if match.rule.mode != "disapprove" or not content.is_noun:
        return False
    token = content.token
    is_own = token.dep_ in ("dobj", "nsubjpass") and token.head.i == match.token.i
    determiners = {c.lower_ for c in children(token, "det")}
    is_named = bool(determiners & {"the", "this", "that"} or children(token, "poss"))
    return is_own and is_named


@cache
def speech_types() -> dict[str, str]:
    """What becomes of the acts that an act of speech speaks of, by event type."""
    rows = read_table(PACKAGE, "speech_types.csv")
    return {row["event_type"]: row["content"] for row in rows}


def happens_now(event_type: str) -> bool:
    """Whether acts of a type are done by saying them, whatever day they speak of."""
    return speech_types().get(event_type) in ("absorbed", "alleged")


def _depth(token: Token) -> int:
    return sum(1 for _ in ancestors(token))


def _content_region(match: Match) -> set[int]:
    """Positions of the words an act of speech speaks of."""
    token = match.token
    heads = children(token, "ccomp", "xcomp", "dobj", "acl", "attr")
    heads += children(token, "nsubjpass") if not match.is_noun else []
    heads += [
        clause
        for clause in children(token, "advcl")
        if not _is_time_clause(clause) and not _is_aside(clause)
    ]
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and (
            child.lower_ in CONTENT_PREPOSITIONS
        ):
            heads.append(child)
    if match.is_noun:
        heads += [c for c in children(token, "compound", "amod") if c.i < token.i]
    region: set[int] = set()
    for head in heads:
        if not _is_cut_off(head):
            region |= _subtree(head)
    return region


def _is_cut_off(verb: Token) -> bool:
    """Whether a semicolon makes a clause a sentence of its own: "it fell; he said"."""
    between = verb.doc[verb.i + 1 : verb.head.i]
    return any(token.text == ";" for token in between)


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


def _is_aside(verb: Token) -> bool:
    """Whether a participle tells what else came of it: ", leaving X to hold talks"."""
    if children(verb, "mark"):
        return False
    # "Blamed by X for it, Y threatened war": the blame is no part of the threat.
    is_before = verb.tag_ == "VBN" and verb.i < verb.head.i
    return verb.tag_ == "VBG" or (is_before and not children(verb, "aux"))


def _is_time_clause(verb: Token) -> bool:
    return any(c.lower_ in TIME_CLAUSES for c in children(verb, "mark", "advmod"))


def _promises_not(match: Match) -> bool:
    """Whether what is promised is not to do it: "vowed not to resume talks"."""
    return any(children(verb, "neg") for verb in fill(match.token, "comp"))


def is_own_threat(match: Match, content: Match | None) -> bool:
    """Whether a warning threatens with the speaker's own act.

    "Warned that it would strike" does; "warned that the talks might fail" and "warned
    against the strike" only disapprove.
    """
    token = match.token
    if match.is_noun or lemma_of(token) != "warn":
        return True
    speakers = {item.i for item in fill(token, "subj")}
    for verb in children(token, "ccomp", "xcomp"):
        subject = {item.i for item in fill(verb, "subj")}
        is_self = any(item.lower_ in OWN_WORDS for item in fill(verb, "subj"))
        if content is not None and (is_self or subject & speakers or not subject):
            return True
        if _is_ultimatum(verb, content, is_self=is_self):
            return True
    return False


def _is_ultimatum(verb: Token, content: Match | None, *, is_self: bool) -> bool:
    """Whether what is warned of hangs on a condition: "would strike unless it left"."""
    if not any(a.tag_ == "MD" for a in children(verb, "aux")):
        return False
    is_hostile = content is not None and content.rule.event_type in HOSTILE
    return has_condition(verb) and (is_self or is_hostile)


def promised(match: Match, content: Match) -> tuple[str, str | None]:
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
    if kind == "MOBILIZE" and lemma_of(match.token) != "vow":
        return "AGREE", None
    if kind in HOSTILE and lemma_of(match.token) != "offer":
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
