"""The slots around a trigger: paths through the parse that a frame or rule names.

A path is steps joined by ``/``; alternatives are joined by ``|`` (first that is filled)
and unions by ``+``. Steps: ``subj``, ``obj``, ``iobj``, ``poss``, ``mod`` (adjectives
and compounds), ``prep`` and ``prep.with`` (``prep.on,upon`` for several), ``prt``,
``comp`` (verb of a subordinate clause), ``when`` (verb of a clause of time or cause),
``rel`` (verb of a relative clause), ``purpose`` (verb after "to" or "for"), ``gov``
(the verb that governs a noun), ``cond`` (verb after "if" or "unless"), ``blamed``
(who is said to have done it), ``head``, ``aux`` (auxiliaries and modals), ``adv``,
``theme`` (the object of a passive, "was given a sentence"), ``own`` (a verb's own
subject), ``mark`` (the conjunction of its clause), ``speaker``
(who is quoted with the words), ``armed`` (who used force in the clause of time),
``fallen`` (who died in it: "the deaths of ten men in an ambush"), ``intj`` (the word
cried: "said no").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from spacy.tokens import Token

from transforms.english.attribution import speaker_of
from transforms.english.beside import armed_beside, beyond_bare, fallen, joined
from transforms.english.blame import blamed
from transforms.english.slot_nouns import (
    COUNT_NOUNS,
    holders,
    modifiers,
    names_before,
    partitive,
    state_names,
)
from transforms.english.syntax import (
    agents,
    children,
    is_passive,
    is_verb,
    objects,
    prepositional,
    subjects,
    subjects_or_objects,
)
from transforms.lexicon import read_table

PARTICLES = frozenset(
    {"back", "out", "away", "down", "off", "up", "in", "over", "aside", "apart",
     "through", "home", "together", "ahead"}
)  # fmt: skip
COUNTING = frozenset({"NOUN", "NUM"})
# Nouns for several happenings of one kind.
SERIES = (COUNT_NOUNS - {"crowd", "group"}) | {
    "wave", "series", "spate", "string", "number", "round", "campaign", "rash",
}  # fmt: skip
Step = Callable[[Token], list[Token]]


def fill(
    token: Token, path: str, keep: Callable[[Token], bool] | None = None
) -> list[Token]:
    """Tokens that a path leads to, without repetition, in the order found.

    ``keep`` says which tokens count: an alternative whose tokens are all refused is
    empty, and the next one is tried.
    """
    for alternative in path.split("|"):
        found: list[Token] = []
        for part in alternative.split("+"):
            found.extend(
                item
                for item in _follow(token, part)
                if item not in found and (keep is None or keep(item))
            )
        if found:
            return found
    return []


def _follow(token: Token, path: str) -> list[Token]:
    current = [token]
    for name in path.split("/"):
        current = [after for item in current for after in _step(item, name)]
    return current


def _step(token: Token, name: str) -> list[Token]:
    kind, _, names = name.partition(".")
    if kind == "prep":
        wanted = tuple(filter(None, names.split(",")))
        return (
            prepositional(token, *wanted)
            or _loose_prepositional(token, wanted)
            or _of_series(token, wanted)
        )
    return _STEPS[kind](token)


def _of_series(noun: Token, names: tuple[str, ...]) -> list[Token]:
    """Who did a series of acts: "a wave of arrests of monks by the police"."""
    series = counting_noun(noun) if "by" in names else None
    return prepositional(series, "by") if series is not None else []


def _loose_prepositional(token: Token, names: tuple[str, ...]) -> list[Token]:
    """Phrases the parser hung elsewhere: "a swap of prisoners between A and B".

    Only "between" and "with" are looked for below the noun's own phrases and at the
    verb it is the subject or object of; other prepositions are too ambiguous. An active
    verb has no agent: "condemned the raid by B" tells whose raid it is.
    """
    if "by" in names and token.dep_ == "dobj" and not is_passive(token.head):
        return prepositional(token.head, "by") if is_verb(token.head) else []
    if not is_verb(token) and set(names) & {"of", "by"}:
        return beyond_bare(token, names)
    wanted = tuple(name for name in names if name in ("between", "with", "among"))
    if not wanted or is_verb(token):
        return []
    below = [item for inner in prepositional(token) for item in [inner]]
    found = [item for inner in below for item in prepositional(inner, *wanted)]
    governor = governing_verb(token)
    if not found and governor is not None and light_kind(governor) is not None:
        found = prepositional(governor, *wanted)
    if not found and governor is not None and "between" in wanted:
        found = prepositional(governor, "between")
    return found


def _subject(token: Token) -> list[Token]:
    if is_verb(token):
        return subjects(token)
    if is_gerund(token):
        return prepositional(token, "by") or children(token, "poss")
    found = _subject_of_clause_below(token)
    governor = governing_verb(token)
    if found or governor is None:
        return found
    if light_kind(governor) == "light":
        is_object = token.dep_ == "pobj"
        return subjects_or_objects(governor) if is_object else subjects(governor)
    return agents(governor) if light_kind(governor) == "occur" else []


def _subject_of_clause_below(noun: Token) -> list[Token]:
    """Who carried it out, told behind the noun: "a raid led by B"."""
    for verb in _light_below(noun):
        named = agents(verb) or [
            word
            for word in children(verb, "nsubj")
            if word.tag_ not in ("WDT", "WP") and word.lower_ != "that"
        ]
        if named:
            return named
    return []


def is_gerund(noun: Token) -> bool:
    """Whether a noun in "-ing" tells an act upon another: "his jailing of Y"."""
    if noun.pos_ != "NOUN" or not noun.lower_.endswith("ing"):
        return False
    doers = children(noun, "poss") or prepositional(noun, "by")
    return bool(doers and prepositional(noun, "of"))


def _object(token: Token) -> list[Token]:
    if is_gerund(token):
        return prepositional(token, "of")
    return objects(token) if is_verb(token) else []


def _sides(token: Token) -> list[Token]:
    """Modifiers without towns: "the rebel raid" has a side, the Kabul raid a place."""
    return [item for item in modifiers(token) if not _is_town(item)]


def _nations(token: Token) -> list[Token]:
    """Names before a noun without towns: "the Afghan raid", not the Kabul one."""
    return [item for item in names_before(token) if not _is_town(item)]


def _is_town(word: Token) -> bool:
    if word.text in state_names():
        return False
    return word.ent_type_ == "GPE" or word.text in capitals()


@cache
def capitals() -> frozenset[str]:
    """Names of capitals and seats of government."""
    rows = read_table("transforms.actors", "capitals.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == "capital")


def _definite(token: Token) -> list[Token]:
    return [c for c in children(token, "det") if c.lower_ in ("the", "this", "that")]


def _complement(token: Token) -> list[Token]:
    found = children(token, "ccomp", "xcomp")
    found += [
        clause
        for clause in children(token, "advcl")
        if any(mark.lower_ == "for" for mark in children(clause, "mark"))
    ]
    if not found and not is_verb(token):
        found = children(token, "acl", "advcl")
    for child in token.children:
        if child.dep_ in ("prep", "agent", "mark"):
            found.extend(children(child, "pcomp"))
    return found


def _particles(verb: Token) -> list[Token]:
    """Particles, those that the parser takes for adverbs too: "pulled back from"."""
    return [
        child
        for child in verb.children
        if child.dep_ == "prt"
        or (
            child.lower_ in PARTICLES
            and child.dep_ in ("advmod", "prep")
            and not children(child, "pobj")
        )
    ]


def _received(token: Token) -> list[Token]:
    """Subject of a verb such as "suffer" or "face" whose object the noun is."""
    governor = governing_verb(token)
    if governor is None or light_kind(governor) != "receive":
        return []
    return subjects(governor)


def _light_below(noun: Token) -> list[Token]:
    """Light verbs of clauses behind a noun: "talks that A held"."""
    return [v for v in children(noun, "relcl", "acl") if light_kind(v) == "light"]


def _extent(noun: Token) -> list[Token]:
    """The verb that tells how much an act covers: "the exchange involves 40 men"."""
    governor = None if is_verb(noun) else governing_verb(noun)
    is_extent = governor is not None and light_kind(governor) == "extent"
    return [governor] if governor is not None and is_extent else []


def _owner(noun: Token) -> list[Token]:
    """Whose act it is in "Peru's jailing of a priest"; nobody's in "the priest's"."""
    return children(noun, "poss") if prepositional(noun, "of") else []


def _hosted(token: Token) -> list[Token]:
    """Subject of "hosted", "mediated", "brokered" whose object the noun is."""
    governor = governing_verb(token)
    if governor is not None and light_kind(governor) == "mediate":
        return subjects(governor)
    found = []
    for child in token.children:
        if child.dep_ in ("acl", "relcl") and light_kind(child) == "mediate":
            found.extend(agents(child))
    return found


def _speaker(token: Token) -> list[Token]:
    """Who is quoted; "it was denied, she said" has another doer than her.

    "They will not be freed, he said" has him.
    """
    is_vow = any(c.dep_ == "neg" or c.tag_ == "MD" for c in token.children)
    speaker = speaker_of(token) if is_vow or not is_passive(token) else None
    return [] if speaker is None else [speaker]


_STEPS: dict[str, Step] = {
    "subj": _subject,
    "obj": _object,
    "iobj": lambda token: children(token, "dative"),
    "poss": lambda token: children(token, "poss"),
    "blamed": blamed,
    "owner": lambda token: (
        children(token, "poss") if prepositional(token, "of") else []
    ),
    "joined": joined,
    "armed": armed_beside,
    "mod": modifiers,
    "nat": names_before,
    "nation": _nations,
    "side": _sides,
    "passive": lambda token: [token] if is_passive(token) else [],
    "prt": _particles,
    "comp": _complement,
    "received": _received,
    "hosted": _hosted,
    "self": lambda token: [token],
    "head": lambda token: [token.head],
    "gov_subj": lambda token: subjects(token.head) if is_verb(token.head) else [],
    "extent": _extent,
    "below": _light_below,
    "fallen": fallen,
    "intj": lambda token: children(token, "intj"),
    "gov": lambda token: [v for v in [governing_verb(token)] if v is not None],
    "when": lambda token: children(token, "advcl"),
    "cond": lambda token: [
        verb
        for verb in children(token, "advcl")
        if any(m.lower_ in ("if", "unless") for m in children(verb, "mark"))
    ],
    "rel": lambda token: children(token, "relcl"),
    "held": holders,
    "appos": lambda token: children(token, "appos"),
    "acomp": lambda token: children(token, "acomp", "attr", "oprd"),
    "def": _definite,
    "count": lambda token: children(token, "nummod") or partitive(token),
    "neg": lambda token: children(token, "neg"),
    "aux": lambda token: children(token, "aux"),
    "adv": lambda token: children(token, "advmod"),
    "purpose": lambda token: [
        verb
        for verb in children(token, "advcl", "xcomp")
        if any(c.lower_ == "to" for c in children(verb, "aux"))
    ],
    "participle": lambda token: (
        [token] if token.tag_ == "VBG" and token.dep_ in ("acl", "advcl") else []
    ),
    "theme": lambda token: children(token, "dobj", "oprd"),
    "own": lambda token: children(token, "nsubj", "nsubjpass"),
    "mark": lambda token: children(token, "mark"),
    "speaker": _speaker,
}


@cache
def light_verbs() -> dict[str, str]:
    """Kind of each verb that lends its subject to an event noun."""
    rows = read_table("transforms.english", "light_verbs.csv")
    return {row["lemma"]: row["kind"] for row in rows}


def light_kind(verb: Token) -> str | None:
    """light, occur, receive, mediate, or None for a full verb."""
    lemma = verb.lemma_.lower()
    particle = next((c.lower_ for c in verb.children if c.dep_ in ("prt", "prep")), "")
    return light_verbs().get(f"{lemma} {particle}") or light_verbs().get(lemma)


def governing_verb(noun: Token) -> Token | None:
    """The verb an event noun is subject or object of, coordination followed."""
    token = noun
    for _ in range(4):
        if token.dep_ != "conj":
            break
        token = token.head
    token = counting_noun(token) or token
    if token.dep_ == "npadvmod" and children(token.head, "prt"):
        # The parser takes the object of a particle verb for a measure.
        return token.head if is_verb(token.head) else None
    if token.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "oprd"):
        return token.head if is_verb(token.head) else None
    if token.dep_ == "pobj" and token.head.dep_ == "prep" and is_verb(token.head.head):
        verb = token.head.head
        return verb if f"{verb.lemma_} {token.head.lower_}" in light_verbs() else None
    return None


def counting_noun(noun: Token) -> Token | None:
    """The noun that counts event nouns: "a wave of arrests", "dozens of raids"."""
    head = noun.head
    if noun.dep_ != "pobj" or head.lower_ != "of" or head.head.pos_ not in COUNTING:
        return None
    return head.head if head.head.lemma_.lower() in SERIES else None


def check_paths(paths: Iterable[str]) -> list[str]:
    """Names of steps in these paths that do not exist."""
    names = {
        step.partition(".")[0]
        for path in paths
        for alternative in path.split("|")
        for part in alternative.split("+")
        for step in part.split("/")
    }
    return sorted(names - set(_STEPS) - {"prep"})
