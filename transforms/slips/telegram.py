"""Headlines and telegrams, whose verbs read as nouns: "van rams crowd", "two held".

Only words that a list of verbs knows are touched, and only where their subject agrees
with them: "police fire on march" has a plural before the plain form, "drone strikes
convoy" a singular before the form in -s. Read in the past, and with the "were" that
was left out, they can be nothing but verbs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from transforms.slips.edits import Edit
from transforms.slips.marks import slips

# A block longer than this is prose.
LONGEST = 300
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?! )[^.!?\n]+)*")
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
CLAUSE_END = re.compile(r"[,;:|–—]| -+ |\"|“|”")
FARTHEST = 7
Test = Callable[[str], bool]
Words = Sequence[re.Match[str]]
# A verb, its past, and whether its subject is a plural.
Found = tuple[re.Match[str], str, bool]


def find_telegram(text: str, is_verb: Test, is_noun: Test) -> Iterator[Edit]:
    """Edits that make the verbs of telegram style plain ones.

    The tests say of a word in small letters whether it can be a verb, or a noun.
    """
    if len(text) > LONGEST:
        return
    for sentence in SENTENCE.finditer(text):
        words = list(WORD.finditer(text, *sentence.span()))
        if any(word[0].lower() in slips("prose") for word in words):
            continue
        is_many: bool | None = None
        is_listed = False
        for clause in _clauses(text, words):
            edits, is_many = _clause_edits(clause, (is_verb, is_noun), is_many)
            is_passive = any(edit.text.lower() == " were" for edit in edits)
            # "Five killed, 20 hurt in a blast": the second goes on from the first.
            if not (is_listed and is_passive):
                yield from edits
            is_listed = is_passive and clause[-1][0].lower() in slips("participle")


def _clauses(text: str, words: Words) -> Iterator[Words]:
    """The words between marks and conjunctions."""
    clause: list[re.Match[str]] = []
    for left, right in pairwise([None, *words]):
        if right is None:
            continue
        between = text[left.end() : right.start()] if left else ""
        is_opener = right[0].lower() in slips("opener")
        if clause and (is_opener or CLAUSE_END.search(between)):
            yield clause
            clause = []
        if not is_opener:
            clause.append(right)
    if clause:
        yield clause


def _clause_edits(
    clause: Words, tests: tuple[Test, Test], was_many: bool | None
) -> tuple[list[Edit], bool | None]:
    """The edits of a clause, and whether the subject of its verb is a plural.

    ``was_many`` tells that of the clause before, whose subject may go on.
    """
    found = _goes_on(clause, was_many) or _active(clause, *tests)
    if found is None:
        return list(_passive(clause)), None
    match, past, is_many = found
    edits = [Edit(*match.span(), _cased(past, match))]
    following = clause[clause.index(match) + 1 :]
    if following and _is_bare(following[0][0], tests[1]):
        # "Hailed move" may be a move that was hailed, "hailed the move" is none.
        edits.append(Edit(following[0].start(), following[0].start(), "the "))
    return edits, is_many


def _is_bare(word: str, is_noun: Test) -> bool:
    """Whether an object is a single thing without its article."""
    is_one = not _is_plural(word) and word not in slips("participle")
    closed = ("preposition", "particle", "result")
    is_plain = word.islower() and not any(word in slips(kind) for kind in closed)
    return is_plain and is_one and is_noun(word) and word not in slips("count")


def _cased(word: str, printed: re.Match[str]) -> str:
    if printed[0].isupper():
        return word.upper()
    is_title = printed[0][0].isupper() and printed.start() > 0
    return word.title() if is_title else word


def _goes_on(clause: Words, was_many: bool | None) -> Found | None:
    """ "Gunmen attack church, kidnap priest": the subject is that of before."""
    if was_many is None or len(clause) == 1:
        return None
    past = (slips("past") if was_many else _thirds()).get(clause[0][0].lower())
    return (clause[0], past, was_many) if past else None


def _active(clause: Words, is_verb: Test, is_noun: Test) -> Found | None:
    """The last word of the clause that agrees with a subject before it."""
    found: Found | None = None
    subject = ""
    for index in range(1, min(len(clause), FARTHEST)):
        word, before = clause[index][0].lower(), clause[index - 1][0].lower()
        if before in slips("preposition") or _is_particle(word, before):
            continue
        if word in slips("preposition"):
            subject = subject or before
            continue
        is_many = _is_plural(subject or before)
        past = (slips("past") if is_many else _thirds()).get(word)
        after = clause[index + 1][0].lower() if index + 1 < len(clause) else ""
        is_open = is_many or is_noun(word)
        if (
            past
            and is_open
            and _may_follow(past, after, is_many)
            and not (found and subject)
        ):
            found = clause[index], past, is_many
        elif _is_finite(word, is_many, is_verb):
            return None
    return found


def _is_particle(word: str, before: str) -> bool:
    """ "Shoots down jets": the verb stands before."""
    return word in slips("particle") and (
        before in _thirds() or before in slips("past")
    )


def _is_finite(word: str, is_many: bool, is_verb: Test) -> bool:
    """Whether a word is a verb already: "raids killed", "protests spread"."""
    if word in slips("finite"):
        return True
    if word.endswith("ed") and (is_verb(word[:-2]) or is_verb(word[:-1])):
        return True
    return not is_many and word.endswith("s") and word in _thirds_of_finite()


@cache
def _thirds_of_finite() -> frozenset[str]:
    return frozenset(_third(word) for word in slips("finite"))


@cache
def _thirds() -> dict[str, str]:
    return {_third(word): past for word, past in slips("past").items()}


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb[-1] in "sxz" or verb[-2:] in ("ch", "sh") else "s")


def _is_plural(before: str) -> bool:
    if before in slips("many") or before in slips("count") or before.isdigit():
        return True
    return before.endswith("s") and not before.endswith(("ss", "us", "is"))


def _may_follow(past: str, after: str, is_many: bool) -> bool:
    """Whether what stands behind the word leaves it a verb.

    An object does; a preposition only behind a plural and a verb that needs none.
    """
    if after in slips("preposition"):
        return is_many and after in slips("aimed").get(past, "").split("|")
    return bool(after) or (is_many and past in slips("alone"))


def _passive(clause: Words) -> Iterator[Edit]:
    """ "Two held in X", "three women shot": the number tells who it was done to."""
    last: re.Match[str] | None = None
    for index, word in enumerate(clause):
        is_participle = word[0].lower() in slips("participle")
        if is_participle and _is_without_object(clause[index + 1 : index + 3]):
            last = word
    if last is None or last is clause[0] or not _is_counted(clause, last):
        return
    at = clause[clause.index(last) - 1].end()
    yield Edit(at, at, _cased(" were", last))
    meant = slips("participle")[last[0].lower()]
    if meant:
        yield Edit(*last.span(), _cased(meant, last))


def _is_without_object(after: Words) -> bool:
    """Whether a preposition, a result or nothing follows; "at least 12" is none."""
    words = [word[0].lower() for word in after]
    if not words or words[0] in slips("result"):
        return True
    is_bound = words[0] in slips("bound") and len(words) > 1 and _is_number(words[1])
    return words[0] in slips("preposition") and not is_bound


def _is_number(word: str) -> bool:
    is_digits = word.replace(",", "").isdigit()
    return is_digits or word in slips("count") or word in ("least", "most")


def _is_counted(clause: Words, last: re.Match[str]) -> bool:
    """Whether a number opens the clause, and nothing before is a verb."""
    words = [word[0].lower() for word in clause[: clause.index(last)]]
    if len(words) > FARTHEST or words[-1] in slips("preposition"):
        return False
    if any(word in slips("be") for word in words):
        return False
    if any(word in slips("participle") or word in slips("finite") for word in words):
        return False
    first = next((word for word in words if word not in slips("bound")), "")
    return _is_number(first)
