"""History told in passing: what an earlier date of the paragraph carries on to.

A past date reaches further than the verb beside it: over "and" and ";" to what its
sentence tells next, and to the next sentences of the paragraph while they stay in the
past tense and bring no newer date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from transforms.document import DateExpression, Document, Sentence
from transforms.english.attribution import saying_verbs
from transforms.english.slots import governing_verb
from transforms.english.speech import happens_now
from transforms.english.syntax import ancestors, children, is_verb
from transforms.english.timing import word_of
from transforms.english.told import Reading
from transforms.english.told_act import Act

# Days before publication from which a date below the lead is no news.
WEEKS = 21
# Days before publication from which an interval that is still open sums up.
LONG = 180
# Sentences of a paragraph that a past date carries on to.
REACH = 2
# Months that open a sentence and make a text a review of the year.
REVIEW = 5
MONTH = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\b(?=:?\s+[A-Z“\"'])"
)
PAST_AUXILIARIES = frozenset({"was", "were", "had"})


def is_history(
    act: Act, sentence: Sentence, found: Sequence[DateExpression], reading: Reading
) -> bool:
    """Whether an act without a date of its own belongs to a history being told."""
    if sentence.kind == "headline" or sentence.index == 0:
        return False
    if is_carried(act.token, sentence, found) or is_recalled(act):
        return True
    if any(not expression.is_past for expression in found):
        return False
    if reading.is_review:
        return True
    if happens_now(act.event_type):
        return False
    past = reading.past
    is_near = past is not None and past[0] == sentence.offset
    is_near = is_near and past is not None and sentence.index <= past[1]
    return is_near and continues_past(act.token)


def with_age(
    found: Sequence[DateExpression], sentence: Sentence, published: dt.date | None
) -> list[DateExpression]:
    """The dates of a sentence, those of some weeks ago told as past.

    Only below the first sentence: what a text opens with is its news. An act told with
    its month alone is taken to lie in the middle of it.
    """
    if published is None or sentence.kind == "headline" or sentence.index == 0:
        return list(found)
    return [
        replace(date, is_past=date.is_past or _days_old(date, published) > WEEKS)
        for date in found
    ]


def _days_old(date: DateExpression, published: dt.date) -> int:
    if date.date_start is None or date.date_end is None:
        return 0
    end = date.date_end
    if date.precision == "month":
        end -= (end - date.date_start) / 2
    return (published - end).days


def spans_long(expression: DateExpression | None, published: dt.date | None) -> bool:
    """Whether an act is told of a long time: "since 2011", "for the past two years"."""
    if expression is None or published is None or expression.date_start is None:
        return False
    is_open = expression.precision == "range" and expression.date_end == published
    return is_open and (published - expression.date_start).days > LONG


def is_recalled(act: Act) -> bool:
    """Whether a main clause steps back with "had": "the two had often met"."""
    verb = _verb_of(act.token)
    if verb is None or happens_now(act.event_type):
        return False
    if not any(a.lower_ == "had" for a in children(verb, "aux")):
        return False
    return not _is_reported(verb)


def is_carried(
    trigger: Token, sentence: Sentence, found: Sequence[DateExpression]
) -> bool:
    """Whether an act without a date stands behind a past date of its own sentence."""
    if not found or not all(expression.is_past for expression in found):
        return False
    verb = _verb_of(trigger)
    if verb is None or not is_past_tense(verb):
        return False
    word = word_of(found[0], sentence)
    if word is None:
        return False
    if word.i > trigger.i:
        is_own = word.head.head == verb and word.dep_ == "pobj"
        return is_own or any(
            t.dep_ == "agent" and t.head == verb for t in ancestors(word)
        )
    above = [token for token in ancestors(word) if not _stands_before(token)]
    return not any(v in above for v in _told_by(verb))


def _stands_before(verb: Token) -> bool:
    """Whether a clause stands before it as its equal: "the town fell; it burned"."""
    return verb.lemma_ not in saying_verbs() and any(
        child.dep_ == "ccomp" and child.i < verb.i for child in verb.children
    )


def continues_past(trigger: Token) -> bool:
    """Whether an act may go on with the history of the sentence before it.

    What somebody is said to say now, and what the perfect tells, is news again.
    """
    verb = _verb_of(trigger)
    if verb is None or not is_past_tense(verb):
        return False
    return not _is_reported(verb)


def is_past_tense(verb: Token) -> bool:
    """Whether a verb, or the one a participle hangs from, is in the past tense."""
    for word in (verb, *ancestors(verb)):
        auxiliaries = children(word, "aux", "auxpass")
        if any(a.tag_ == "MD" or a.lower_ in ("has", "have") for a in auxiliaries):
            return False
        if word.tag_ == "VBD" and word.dep_ != "amod":
            return True
        if any(a.lower_ in PAST_AUXILIARIES for a in auxiliaries):
            return True
        if word.tag_ in ("VBZ", "VBP"):
            return False
    return False


def is_review(document: Document) -> bool:
    """Whether a text goes through the year: sentences open with the bare month."""
    opened = (MONTH.match(sentence.text) for sentence in document.sentences)
    return len({match[1] for match in opened if match}) >= REVIEW


def past_reach(
    found: Sequence[DateExpression], sentence: Sentence, before: tuple[int, int] | None
) -> tuple[int, int] | None:
    """Paragraph and last sentence that a past date reaches, after one more sentence."""
    if found:
        is_past = found[-1].is_past
        return (sentence.offset, sentence.index + REACH) if is_past else None
    is_same = before is not None and before[0] == sentence.offset
    return before if is_same else None


def _verb_of(trigger: Token) -> Token | None:
    if is_verb(trigger):
        return trigger
    governor = governing_verb(trigger)
    if governor is not None:
        return governor
    return next((head for head in ancestors(trigger) if is_verb(head)), None)


def _is_reported(verb: Token) -> bool:
    """Whether somebody is said to tell it: "said that troops had left"."""
    return any(
        word.dep_ in ("ccomp", "parataxis") and word.head.lemma_ in saying_verbs()
        for word in (verb, *ancestors(verb))
    ) or any(
        child.dep_ in ("ccomp", "parataxis") and child.lemma_ in saying_verbs()
        for child in verb.children
    )


def _told_by(verb: Token) -> list[Token]:
    """The verb with the saying verbs above it: what they date is not the act."""
    return [verb, *(h for h in ancestors(verb) if h.lemma_ in saying_verbs())]
