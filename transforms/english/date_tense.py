"""Whether the clause of a date looks ahead: "plan to march on Thursday"."""

from __future__ import annotations

from functools import cache

from spacy.tokens import Span, Token

from transforms.english.asserted_clauses import effects
from transforms.english.dates import Ahead
from transforms.english.syntax import is_verb
from transforms.lexicon import read_table

MAX_STEPS = 8
MAX_NOUNS = 2  # between a date and the verb that dates it
_DONE = frozenset({"factive", "negated"})


@cache
def _words(kind: str) -> frozenset[str]:
    rows = read_table("transforms.english", "dates_tense.csv")
    return frozenset(row["word"] for row in rows if row["kind"] == kind)


def ahead_in(sentence: Span) -> Ahead:
    """Asks of the characters from start to end of a sentence if they look ahead.

    The answer is None where the parse does not tell.
    """
    base = sentence.start_char

    def ask(start: int, end: int) -> bool | None:
        found = sentence.doc.char_span(
            base + start, base + end, alignment_mode="expand"
        )
        return None if found is None else looks_ahead(found.root)

    return ask


def looks_ahead(word: Token) -> bool | None:
    """Whether a date's word stands in a clause about the future; None if unclear."""
    token, nouns = word, 0
    while nouns <= MAX_NOUNS:
        if token.dep_ == "poss" or token.head.i == token.i:
            return None
        token = token.head
        nouns += token.pos_ in ("NOUN", "PROPN")
        if is_verb(token) or token.tag_.startswith("VB"):
            return _of_verb(_reporting(token, word))
        if token.lower_ in _words("scheduled"):
            return True
    return None


def _reporting(verb: Token, word: Token) -> Token:
    """The verb that a date dates: in "said Monday she would go" it is the first."""
    head = verb.head
    is_told = verb.dep_ == "ccomp" and head.i < word.i < verb.i
    if not is_told or any(token.is_punct for token in word.doc[head.i : word.i]):
        return verb
    return head if any(_is_subject(c) and c.i > word.i for c in verb.children) else verb


def _is_subject(token: Token) -> bool:
    return token.dep_ in ("nsubj", "nsubjpass")


def _of_verb(verb: Token, steps: int = 0) -> bool | None:
    if steps > MAX_STEPS:
        return None
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    has_have = bool(helpers & {"have", "has", "had", "having", "'ve", "’ve"})
    if helpers & _words("modal") and not has_have:
        return True
    if has_have:
        return None if verb.lemma_.lower() in _words("scheduled_by") else False
    if verb.tag_ == "VB":
        return _of_infinitive(verb, helpers, steps)
    if verb.tag_ == "VBN":
        return _of_participle(verb, helpers, steps)
    if verb.tag_ == "VBG":
        return _of_progressive(verb, helpers, steps)
    if verb.tag_ in ("VBZ", "VBP"):
        return True if verb.lemma_.lower() in _words("present") else None
    return None if verb.lemma_.lower() in _words("scheduled_by") else False


def _of_infinitive(verb: Token, helpers: set[str], steps: int) -> bool | None:
    head = verb.head
    if verb.dep_ == "conj" and not helpers and is_verb(head):
        return _of_verb(head, steps + 1)
    if "to" not in helpers or head.i == verb.i:
        return None
    if head.lemma_ == "be" and head.tag_ in ("VBZ", "VBP", "VBD"):
        return True
    if not is_verb(head):
        return None if verb.dep_ == "relcl" else True
    effect = effects("embedding.csv").get(head.lemma_.lower())
    is_wished = effect == "planned" or (effect == "hypothetical" and _is_now(head))
    if is_wished and verb.dep_ in ("xcomp", "ccomp"):
        return True
    is_done = effect in _DONE or verb.dep_ == "advcl"
    return _of_verb(head, steps + 1) if is_done else None


def _is_now(verb: Token) -> bool:
    """ "Wants to leave on Friday" looks ahead, "tried to leave on Friday" does not."""
    return verb.tag_ in ("VBZ", "VBP")


def _of_participle(verb: Token, helpers: set[str], steps: int) -> bool | None:
    if verb.lemma_.lower() in _words("scheduled_by"):
        return True
    is_result = verb.dep_ in ("ccomp", "xcomp", "oprd") and not helpers
    if is_result and is_verb(verb.head):
        return _of_verb(verb.head, steps + 1)  # "will keep it closed until May"
    return bool(helpers & {"is", "are", "'s", "'re"})


def _of_progressive(verb: Token, helpers: set[str], steps: int) -> bool | None:
    if helpers & {"is", "are", "am", "'s", "'re"}:
        return True
    if helpers & {"was", "were"}:
        return False
    head = verb.head.head if verb.dep_ == "pcomp" else verb.head
    if verb.dep_ in ("advcl", "xcomp", "conj", "pcomp") and is_verb(head):
        return _of_verb(head, steps + 1)
    return None
