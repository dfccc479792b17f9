"""When the act happened: which date expression of a sentence is the act's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import product

from spacy.tokens import Token

from transforms.actors.words import agent_nouns
from transforms.document import DateExpression, Sentence
from transforms.english.asserted_clauses import effects
from transforms.english.attribution import saying_verbs
from transforms.english.slots import governing_verb, light_kind
from transforms.english.syntax import (
    ancestors,
    children,
    clause_head,
    is_passive,
    is_verb,
    subject_words,
)
from transforms.english.triggers import noun_classes
from transforms.lexicon import read_table

FAR = 99
_OWNED = 4  # steps that a date in front of another noun counts as further off
# What Monday may own that is no act: "Monday's rush hour".
HOURS = frozenset({"hour", "morning", "night", "evening", "afternoon", "dawn", "dusk"})
# "Marked ten years since troops shot the men."
SINCE = frozenset({"since", "after"})
# What an act answers stands behind these; "in a 2015 attack" tells when it was.
CAUSES = frozenset({
    "about", "against", "concerning", "for", "of", "over", "regarding", "to", "under",
    "with",
})  # fmt: skip
MODIFIES = frozenset({"nummod", "compound", "amod", "nmod"})
# Clauses that have their own day.
CLAUSES = frozenset({"relcl", "ccomp", "advcl", "parataxis", "conj"})
LONG = frozenset({"year", "decade", "century", "generation"})


def date_of_act(
    trigger: Token,
    sentence: Sentence,
    found: Sequence[DateExpression],
    others: Sequence[Token] = (),
) -> DateExpression | None:
    """The expression that dates the act of a trigger; None if the sentence has none."""
    return date_of_words([trigger], sentence, found, others)


def date_of_words(
    triggers: Sequence[Token],
    sentence: Sentence,
    found: Sequence[DateExpression],
    others: Sequence[Token] = (),
) -> DateExpression | None:
    """The expression that dates an act told by several words, the nearest to any.

    The nearest in the parse wins; one right behind another event noun of the sentence
    (``others``) is that noun's: "follows a meeting last week". The day of a report
    ("said on Friday that ...") is not the day of what is reported, and a date inside
    another act's clause is its own.
    """
    best: tuple[int, int, DateExpression] | None = None
    closed = [token.i for token in sentence.span if token.text == ";"]
    for trigger, expression in product(triggers, found):
        word = word_of(expression, sentence)
        if word is None or _is_ahead(word) or _is_apart(word, trigger, closed):
            continue
        if _is_compared(word, trigger) or _is_of_cause(word, trigger):
            continue
        if is_captured(word, trigger, others) and not _tells_of(trigger, expression):
            continue
        distance = _distance(trigger, word) + _OWNED * _is_owned(word, trigger)
        if distance < FAR and (best is None or (distance, word.i) < best[:2]):
            best = (distance, word.i, expression)
    return best[2] if best else None


def _tells_of(trigger: Token, expression: DateExpression) -> bool:
    """Whether an act is told of a date: "11 May 1973, when it bombed the hall"."""
    head, sent = trigger.head, trigger.sent
    start = head.idx - sent.start_char
    first = sent.text.find(expression.text)
    is_inside = first >= 0 and first <= start < first + len(expression.text)
    return trigger.dep_ == "relcl" and is_inside


def _is_ahead(word: Token) -> bool:
    """Whether a day is that of what is still ahead: "on the eve of Friday's vote"."""
    if word.dep_ != "poss" or word.head.dep_ != "pobj":
        return False
    preposition = word.head.head
    is_eve = preposition.lower_ == "of" and preposition.head.lower_ in ("eve", "ahead")
    return is_eve or preposition.lower_ in ("before", "until")


def _is_apart(word: Token, trigger: Token, closed: Sequence[int]) -> bool:
    """Whether a date stands behind a semicolon that closed what the act tells."""
    return any(trigger.i < semicolon < word.i for semicolon in closed)


def _is_compared(word: Token, trigger: Token) -> bool:
    """Whether an act is only measured by a time: "more than in all of 2021"."""
    return any(
        above.lower_ in ("than", "compared") and above.i > trigger.i
        for above in ancestors(word)
        if above.dep_ in ("prep", "pcomp", "advcl", "mark", "acl")
    )


def _is_of_cause(word: Token, trigger: Token) -> bool:
    """Whether a year is of what an act answers: "jailed him over a 2015 attack"."""
    noun, is_answered = word.head, False
    if word.dep_ not in MODIFIES or word.i > noun.i or noun.i == trigger.i:
        return False
    for above in ancestors(noun):
        if above.i == trigger.i:
            return is_answered
        is_answered |= above.dep_ == "prep" and above.lower_ in CAUSES
    return False


def _is_owned(word: Token, trigger: Token) -> bool:
    """Whether a date belongs to another noun: "Monday's raid was denounced"."""
    if word.dep_ != "poss" or word.head.i == trigger.i:
        return False
    if word.head.lemma_ in HOURS:
        return False
    return all(above.i != word.head.i for above in ancestors(trigger))


def _is_scene(noun: Token, trigger: Token) -> bool:
    """Whether an act took place at another: "the murder of a judge at a rally".

    So did an attack on a gathering.
    """
    words = ["at", "during"]
    if noun.lemma_ in noun_classes()["gathering"]:
        words += ["on", "against"]
    if noun.dep_ != "pobj" or noun.head.lower_ not in words:
        return False
    verb = governing_verb(trigger)
    carriers = {trigger.i} | ({verb.i} if verb is not None else set())
    return any(above.i in carriers for above in ancestors(noun))


def is_captured(word: Token, trigger: Token, others: Sequence[Token]) -> bool:
    """Whether a word stands behind another event noun with no verb or comma between."""
    nearer = [o for o in others if trigger.i < o.i < word.i or o.i < word.i < trigger.i]
    ordered = sorted(nearer, key=lambda other: other.i, reverse=True)
    last = next((other for other in ordered if not _is_scene(other, trigger)), None)
    if last is None:
        return False
    between = word.doc[last.i + 1 : word.i]
    return not any(is_verb(token) or token.is_punct for token in between)


@cache
def background_cues() -> re.Pattern[str]:
    """Phrases of a clause that sum up the past: "in total", "years earlier"."""
    rows = read_table("transforms.english", "background_cues.csv")
    phrases = sorted((row["phrase"] for row in rows), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.I)


def _is_long_before(trigger: Token) -> bool:
    """Whether news came years after the act, or the act was done once upon a time."""
    verb = governing_verb(trigger)
    after = [trigger, *children(trigger, "mark")]
    after += children(verb, "mark") if verb is not None else []
    if trigger.dep_ == "pobj":
        after.append(trigger.head)
    spans = [word for item in after for word in children(item, "npadvmod")]
    since = [w for w in after if w.lower_ in SINCE and w.i > w.sent.start]
    if any(w.nbor(-1).lemma_.lower() in LONG for w in since):
        return True
    is_after = any(word.lower_ == "after" for word in after)
    if is_after and any(word.lemma_.lower() in LONG for word in spans):
        return True
    return any(
        effects("adverbs.csv").get(word.lower_) == "past" and word.i < trigger.i
        for word in children(trigger, "advmod")
    )


def _sums_up(trigger: Token) -> bool:
    """Whether a cue of the past stands in the act's own clause.

    What a cue says of a clause below ("although earlier this year it left") it does
    not say of the act; "known to have been killed" shares the clause of "known".
    """
    head = clause_head(trigger)
    while head.dep_ == "xcomp" and is_verb(head.head):
        head = head.head
    doc, start = trigger.doc, head.left_edge.i
    text = doc[start : head.right_edge.i + 1].text
    for match in background_cues().finditer(text):
        span = doc.char_span(
            doc[start].idx + match.start(),
            doc[start].idx + match.end(),
            alignment_mode="expand",
        )
        if span is not None and _speaks_of(span[0], head, trigger):
            return True
    return False


def _speaks_of(cue: Token, head: Token, trigger: Token) -> bool:
    clause = clause_head(cue)
    if clause.i in (head.i, trigger.i) or clause.left_edge.i == cue.i:
        return True
    return any(word.i == clause.i for word in ancestors(trigger))


def _is_attribute(verb: Token) -> bool:
    """Whether a participle only qualifies a noun: "the occupied city"."""
    return verb.dep_ == "amod" and verb.tag_ in ("VBN", "VBG")


def _is_standing(verb: Token) -> bool:
    """Whether it has been so for long: "has long backed", "used to back".

    Totals belong here: "has killed thousands since 2011".
    """
    if verb.dep_ == "xcomp" and verb.head.lemma_ == "use" and verb.head.tag_ == "VBD":
        return True
    auxiliaries = {a.lower_ for a in children(verb, "aux")}
    if not auxiliaries & {"has", "have", "had", "'ve", "’ve", "'s"}:
        return False
    is_long = any(c.lower_ in ("long", "always", "never") for c in verb.children)
    return is_long or (verb.tag_ == "VBN" and _counts_since(verb))


def _counts_since(verb: Token) -> bool:
    """Whether a perfect sums up years: "since 2011", "since the war began"."""
    return any(
        child.lower_ == "since"
        and any(t.text.isdigit() and len(t.text) == 4 for t in child.subtree)
        and bool(children(verb, "dobj", "nsubjpass", "nsubj"))
        and any(t.like_num and t.text[:2] not in ("19", "20") for t in verb.subtree)
        for child in children(verb, "prep", "mark")
    )


def word_of(expression: DateExpression, sentence: Sentence) -> Token | None:
    """The word of a date expression nearest to the root of its sentence."""
    start = expression.start - sentence.offset
    span = sentence.span.doc.char_span(
        start, start + len(expression.text), alignment_mode="expand"
    )
    return None if span is None else span.root


def _distance(trigger: Token, word: Token) -> int:
    """Steps from trigger to date; FAR when another act's clause lies between."""
    above_word = [word, *ancestors(word)]
    positions = {token.i: step for step, token in enumerate(above_word)}
    if trigger.i in positions:
        return _barrier(above_word[: positions[trigger.i]]) + positions[trigger.i]
    governor = governing_verb(trigger)
    if governor is not None and governor.i in positions:
        return 1 + _barrier(above_word[: positions[governor.i]])
    chain = [trigger]
    for steps, head in enumerate(ancestors(trigger), start=1):
        if head.i in positions:
            below = above_word[: positions[head.i]]
            if is_verb(head) and _is_report_of(head, chain[-1]):
                return FAR
            return steps + positions[head.i] + _barrier(below) + 2 * _clauses(chain)
        chain.append(head)
    return FAR


def _barrier(path: list[Token]) -> int:
    """FAR when the way down to the date enters a clause of its own."""
    inner = any(
        (token.dep_ in CLAUSES or _is_before(token, path[0]))
        and is_verb(token)
        and not _holds_event(token)
        and not _shares_subject(token)
        and not _tells_how(token)
        for token in path
    )
    return FAR if inner else 3 * sum(map(_shares_subject, path))


def _is_before(clause: Token, word: Token) -> bool:
    """Whether a participle has a time of its own: "freed nuns seized in May".

    A day at the end is that of the news: "freed nuns held by rebels on Tuesday".
    """
    is_participle = clause.dep_ == "acl" and clause.tag_ == "VBN"
    return is_participle and not word.lower_.endswith("day")


def _holds_event(clause: Token) -> bool:
    """Whether a clause tells when an event was: "talks held in May", no prisoner."""
    if clause.dep_ not in ("relcl", "acl") or light_kind(clause) != "light":
        return False
    noun = agent_nouns().get(clause.head.lower_)
    return noun is None or noun.kind != "person"


def _tells_how(clause: Token) -> bool:
    """Whether a clause tells how somebody came to harm: "hurt when police moved in".

    So does one that goes on about the same people: "shot at them as they fled".
    """
    marks = {c.lower_ for c in children(clause, "mark", "advmod")}
    if clause.dep_ != "advcl" or not is_verb(clause.head):
        return False
    if marks & {"when", "as"} and is_passive(clause.head):
        return True
    subjects = children(clause, "nsubj", "nsubjpass")
    return bool(marks & {"when", "as", "while"} and subjects) and all(
        word.tag_ == "PRP" for word in subjects
    )


def _shares_subject(verb: Token) -> bool:
    """Whether a verb goes on after "and": "killed five and captured two on Monday"."""
    if verb.dep_ != "conj" or not is_verb(verb) or not is_verb(verb.head):
        return False
    return verb.tag_ == verb.head.tag_ and not subject_words(verb, "nsubj", "nsubjpass")


def _clauses(chain: list[Token]) -> int:
    return sum(1 for token in chain if token.dep_ in ("ccomp", "relcl", "advcl"))


def _is_report_of(head: Token, below: Token) -> bool:
    return below.dep_ in ("ccomp", "parataxis") and head.lemma_ in saying_verbs()


def recalls_past(
    trigger: Token, expression: DateExpression | None, *, is_noun: bool
) -> bool:
    """Whether the sentence recalls the act as history.

    True for a date well before publication, an anniversary, and adjectives such as
    "historic".
    """
    if expression is not None and expression.is_past:
        return True
    if is_noun and any(
        effects("modifiers.csv").get(c.lemma_.lower()) == "past"
        for c in trigger.children
        if c.i < trigger.i
    ):
        return True
    if _sums_up(trigger) or _is_long_before(trigger):
        return True
    if not is_noun and (_is_attribute(trigger) or _is_standing(trigger)):
        return True
    words = [trigger, *ancestors(trigger)]
    clause = clause_head(trigger)
    for word in words:
        if effects("governing_nouns.csv").get(word.lemma_.lower()) == "background":
            return True
        if word.i == clause.i:
            break
    return False
