"""Whom an act reaches where the slots of its frame are empty: the nearest in its scope.

"Agreed to lift the ban on imports of Chilean wine" is a promise to Chile; the frame of
"agree" alone does not tell. The words below the trigger are walked in text order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from spacy.tokens import Token

from transforms.english.slots import fill
from transforms.english.syntax import is_verb
from transforms.english.told import FORCE
from transforms.english.told_act import Act
from transforms.english.triggers import match_token
from transforms.lexicon import read_table

PartyTest = Callable[[Token], bool]
MAX_DEPTH = 9  # steps down the parse
BEFORE = frozenset({"poss", "amod", "compound", "nmod"})
CLAUSES = frozenset({"xcomp", "ccomp", "pcomp", "acl", "advcl"})
NAMING = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET"})
OBJECTS = frozenset({"dobj", "attr", "oprd"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
NOT_BELOW = frozenset(
    {"relcl", "conj", "appos", "npadvmod", "punct", "det", "parataxis"}
)
TIMES = frozenset({"DATE", "TIME", "CARDINAL", "MONEY", "PERCENT", "QUANTITY"})
# Types that blame, praise or ask an end of a deed, and do not undo it.
SPEAKING = frozenset({"ACCUSE", "SUPPORT", "REQUEST"})
# Who does a deed that is blamed or praised, never to whom it is done.
DOER = "prep.by|prep.of,on,against/prep.by|poss|nat|subj"


@cache
def unaimed_words(kind: str) -> frozenset[str]:
    """What leads to nobody: a ``preposition``, ``type`` or ``mode`` of an act."""
    rows = read_table("transforms.english", "unaimed.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == kind)


def aims(act: Act, is_party: PartyTest) -> Iterator[Token]:
    """Words in the scope of an act that can be whom it is aimed at, nearest first."""
    heads = [act.token]
    if act.match.is_noun and act.token.dep_ in OBJECTS and is_verb(act.token.head):
        heads.append(act.token.head)
    for head in heads:
        for child in head.children:
            if child.i != act.token.i and _is_followed(child, head, act):
                yield from _below(child, act, is_party, 1)


def _below(token: Token, act: Act, is_party: PartyTest, depth: int) -> Iterator[Token]:
    if depth > MAX_DEPTH:
        return
    if _is_deed(token, act):
        yield from fill(token, DOER, is_party)
        return
    if token.pos_ in NAMING and not _is_plain(token) and is_party(token):
        yield token
    for child in token.children:
        # "Demanded that they be freed" is not asked of them.
        is_freed = child.dep_ == "nsubjpass" and act.event_type == "REQUEST"
        is_doer = child.dep_ in SUBJECTS and is_verb(token) and not is_freed
        if is_doer or _is_followed(child, token, act):
            yield from _below(child, act, is_party, depth + 1)


def _is_plain(token: Token) -> bool:
    """Whether a word before a noun only describes it: "military aid"."""
    return token.dep_ in BEFORE and token.lower_ in unaimed_words("modifier")


def _is_deed(token: Token, act: Act) -> bool:
    """Whether a noun tells an act of force that the act itself only speaks of."""
    if act.event_type not in SPEAKING or token.pos_ != "NOUN":
        return False
    deed = match_token(token)
    return deed is not None and deed.rule.event_type in FORCE


def _is_followed(child: Token, parent: Token, act: Act) -> bool:
    label = child.dep_
    if label in NOT_BELOW or child.ent_type_ in TIMES:
        return False
    if label in ("prep", "agent", "dative") and child.pos_ in ("ADP", "SCONJ", "VERB"):
        return _leads(child, act)
    if label in CLAUSES:
        return _is_open(child)
    if label in BEFORE:
        return not is_verb(parent)
    return label in ("dobj", "pobj", "attr", "oprd", "dative", "acomp", "prep")


def _leads(preposition: Token, act: Act) -> bool:
    if preposition.lower_ == "by":
        return preposition.head.i != act.token.i
    objects = {child.lemma_ for child in preposition.children if child.dep_ == "pobj"}
    if objects & unaimed_words("beside"):
        return False
    return preposition.lower_ not in unaimed_words("preposition")


def _is_open(clause: Token) -> bool:
    """Whether a clause tells what the act is about, and not when, why or if."""
    if clause.dep_ != "advcl":
        return True
    words = [child.lower_ for child in clause.children if child.dep_ in ("mark", "aux")]
    return "to" in words and "mark" not in {c.dep_ for c in clause.children}


def reacts(act: Act) -> bool:
    """Whether an act answers what was just told: "hailed the move"."""
    if act.event_type not in unaimed_words("reaction") or act.match.is_noun:
        return False
    told = fill(act.token, "obj") or fill(act.token, "prep.to,on,against,over")
    return all(_is_just_told(word) for word in told)


def _is_just_told(word: Token) -> bool:
    if word.tag_ in ("WDT", "WP", "DT") or word.lower_ == "it":
        return True
    articles = {child.lower_ for child in word.children if child.dep_ == "det"}
    is_bare = not any(c.dep_ in ("prep", "relcl", "acl", "poss") for c in word.children)
    is_told = word.lower_ in unaimed_words("told") or word.head.dep_ == "relcl"
    return bool(articles & {"the", "this", "that"}) and is_bare and is_told
