"""What a number counts: the noun it stands with, its unit, and its kind.

The kind (killed, troops, money ...) comes from the noun phrase, the words directly
around it, the verb or noun that governs it in the parse, and last from the noun
itself; the words that decide are rows of counted.csv and numbers_nouns.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span, Token

from transforms.english.counted_words import (
    ANY_HARM,
    HARM,
    counted_words,
    kind_by,
    kind_by_verb,
)
from transforms.english.number_words import PACKAGE
from transforms.english.syntax import is_passive, is_verb
from transforms.lexicon import read_table

MAX_STEPS = 6
MAX_PHRASE = 8
MODIFIES = frozenset({"nmod", "compound", "npadvmod"})
LIFE = "life"
BRACKETS = frozenset({"[", "]"})
PERSON = frozenset({"person", "civilian", "military", "police"})
EVENT_KINDS = frozenset(
    {"killed", "injured", "missing", "arrested", "abducted", "captured", "released"}
)
THING = frozenset({"building", "vehicle", "weapon", "place"})
BE = frozenset({"be", "get", "become"})


@dataclass(frozen=True, slots=True)
class NounKind:
    """What a counted noun says by itself: its class, default kind and unit."""

    noun_class: str
    counted: str
    unit: str


@cache
def event_kinds() -> frozenset[str]:
    """The kinds an act can carry; all others only measure."""
    nouns = {kind.counted for kind in _nouns().values()}
    return frozenset(nouns | set(counted_words().values())) - {""}


@cache
def _nouns() -> dict[str, NounKind]:
    return {
        row["noun"].lower(): NounKind(row["class"], row["counted"], row["unit"])
        for row in read_table(PACKAGE, "numbers_nouns.csv")
    }


@cache
def nations() -> dict[str, str]:
    """Countries by demonym and by name, in lower case."""
    rows = read_table("transforms.actors", "demonyms.csv")
    found = {row["word"].lower(): row["country"] for row in rows}
    for row in read_table("transforms.actors", "states.csv"):
        found[row["name"].lower()] = row["country"]
    return found


@cache
def _peoples() -> frozenset[str]:
    """Names of people by nation ("Syrians"), in lower case."""
    rows = read_table("transforms.actors", "demonyms.csv")
    return frozenset(r["word"].lower() for r in rows if r["kind"].startswith("noun"))


def noun_kind(token: Token) -> NounKind | None:
    """What is known of a noun, by its lemma or its form."""
    nouns = _nouns()
    lower = token.lower_
    known = (
        nouns.get(token.lemma_.lower())
        or nouns.get(lower)
        or nouns.get(lower.removesuffix("s"))
    )
    if known is None and lower in _peoples() and token.tag_ in ("NNP", "NNPS", "NNS"):
        return NounKind("person", "people", singular(token))
    return known


def singular(noun: Token) -> str:
    """The noun as one of its kind; names keep their capital."""
    if noun.sent.text.isupper():
        lower = noun.lower_
        return lower[:-3] + "y" if lower.endswith("ies") else lower.removesuffix("s")
    if noun.tag_ in ("NNPS", "NNS") and noun.text[0].isupper():
        return str(noun.text.removesuffix("s"))
    if noun.tag_ == "NNP":
        return str(noun.text)
    return str(noun.lemma_).lower()


@cache
def measures() -> dict[str, tuple[str, str]]:
    """Units of measure: what they measure and their singular name."""
    rows = read_table(PACKAGE, "units_measures.csv")
    return {row["word"].lower(): (row["counted"], row["unit"]) for row in rows}


def phrase_after(number: Span) -> tuple[Token | None, list[Token]]:
    """The noun a number stands before, and the words between; None if there is none.

    "12 more Russian soldiers" gives soldiers; "five of the hostages" gives hostages.
    """
    doc, words = number.doc, list[Token]()
    index = number.end
    if _at(doc, index, "of"):
        index += 1
    noun: Token | None = None
    while index < len(doc) and len(words) < MAX_PHRASE:
        token = doc[index]
        if token.text in BRACKETS:
            index += 1  # "2,200 [rebel] fighters"
            continue
        if token.text == "-" and index + 1 < len(doc) and doc[index + 1].is_alpha:
            noun, index = None, index + 2  # "self-appointed leaders"
            words.extend((token, doc[index - 1]))
            continue
        if noun is not None and not _continues(noun, token):
            break
        if not _is_part(token, doc):
            break
        words.append(token)
        if token.tag_.startswith("NN") or _is_capital_noun(token):
            noun = token
        index += 1
    return noun, words


def _is_capital_noun(token: Token) -> bool:
    """A known noun in a text all in capitals, whatever its tag."""
    return token.text.isupper() and len(token) > 3 and noun_kind(token) is not None


def _at(doc: Doc, index: int, word: str) -> bool:
    return index < len(doc) and doc[index].lower_ == word


def _continues(noun: Token, token: Token) -> bool:
    """Whether a word after a noun still belongs to its phrase."""
    if noun.dep_ in MODIFIES and noun.head.i >= token.i:
        return True  # "Isis foreign fighters", "Boko Haram suspected members"
    if noun.lower_ in nations():
        return token.tag_.startswith("NN")
    is_capital_plural = noun.text.isupper() and noun.lower_.endswith("s")
    if noun.tag_ in ("NNS", "NNPS") or is_capital_plural:
        return token.tag_ in ("NN", "NNS") and token.head.i >= token.i
    return token.tag_.startswith("NN") or token.text in ("-", "'s", "’s")


def _is_part(token: Token, doc: Doc) -> bool:
    if token.tag_.startswith(("NN", "JJ")) or token.tag_ in ("PRP$", "POS"):
        return True
    if token.is_quote or _is_capital_noun(token):
        return True
    if token.tag_ == "CD" and doc[token.i - 1].lower_ in ("of", "the", "its", "their"):
        return True  # "112 of the 200 seats"
    if token.tag_ in ("VBN", "VBG", "VBD"):
        following = doc[token.i + 1] if token.i + 1 < len(doc) else None
        is_inside = following is not None and following.tag_.startswith("NN")
        return is_inside and token.dep_ in ("amod", "compound")
    if token.lower_ == "and" or token.tag_ in ("RB", "RBS", "RBR"):
        return _links_adjectives(token, doc)
    return token.lower_ in ("the", "its", "their", "our", "his", "other", "more", "of")


def _links_adjectives(token: Token, doc: Doc) -> bool:
    """ "British and French troops", "the most notorious fighters"."""
    if token.i + 2 >= len(doc):
        return False
    after, noun = doc[token.i + 1], doc[token.i + 2]
    if token.lower_ == "and" and doc[token.i - 1].tag_[:2] not in ("JJ", "NN"):
        return False
    is_adjective = after.tag_.startswith(("JJ", "VBN")) or after.lower_ in nations()
    return is_adjective and noun.tag_.startswith(("NN", "JJ"))


def is_modifier(number: Span) -> bool:
    """Whether the number only describes: "the 20-member council"."""
    doc, index = number.doc, number.end
    return index + 1 < len(doc) and doc[index].text == "-" and doc[index + 1].is_alpha


def kind_of(number: Span, noun: Token | None, words: list[Token]) -> str:
    """Kind of what is counted; "other" where nothing tells."""
    for token in words:
        kind = kind_by("adjective", "any", token.lower_)
        if kind and (token.dep_ in ("amod", "oprd", "acl") or token is words[-1]):
            return kind
    last = words[-1] if words else number[-1]
    own = noun is not None and kind_by("noun", "self", noun.lemma_.lower())
    head = noun if noun is not None else number.root
    known = noun_kind(noun) if noun is not None else None
    found = (
        own
        or (_kind_of_loss(number, noun) if _is_of_people(known, noun, words) else None)
        or _kind_after(last)
        or _kind_before(number)
        or _kind_above(head)
        or (_kind_above(number.root) if noun is not None else None)
    )
    if known is not None and known.noun_class in THING:
        if found in (*HARM, ANY_HARM) and found != "injured":
            return "destroyed"
        if found in ("injured", "troops"):  # "deployed 12 tanks"
            return known.counted
    if found:
        return found
    return known.counted if known else "other"


def _kind_after(last: Token) -> str | None:
    """ "12 were killed", "12 dead", "20 people died", "30 injured"."""
    doc, index = last.doc, last.i + 1
    has_be, steps = False, 0
    while index < last.sent.end and steps < 5:
        token = doc[index]
        if kind := kind_by("adverb", "any", token.lower_):
            return kind  # "two fatally"
        if token.lemma_ in BE or token.lower_ in ("have", "had", "has"):
            has_be = has_be or token.lemma_ in BE
        elif token.dep_ in ("advmod", "aux", "neg") or token.lower_ in ("people",):
            pass
        else:
            return _kind_of_predicate(token, has_be)
        index, steps = index + 1, steps + 1
    return None


def _kind_of_predicate(token: Token, has_be: bool) -> str | None:
    adjective = kind_by("adjective", "any", token.lower_)
    if adjective and (has_be or token.tag_ in ("JJ", "RB", "NN")):
        return adjective
    is_free = _has_no_object(token)
    if has_be or is_free:
        passive = kind_by_verb(token, "object")
        if passive and token.tag_ in ("VBN", "VBD", "JJ"):
            return passive
    if has_be:
        return None
    return kind_by_verb(token, "subject") or (adjective if is_free else None)


def _has_no_object(token: Token) -> bool:
    if any(child.dep_ == "dobj" for child in token.children):
        return False
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return after is None or after.pos_ not in ("NUM", "DET", "NOUN", "PROPN", "ADJ")


def _kind_before(number: Span) -> str | None:
    """ "killing at least 12", "wounded some 30": the verb right before the number."""
    doc, index = number.doc, number.start - 1
    while index >= number.sent.start and index >= number.start - 2:
        token = doc[index]
        if is_verb(token) or token.tag_.startswith("VB"):
            passive = token.tag_ == "VBN" and is_passive(token)
            return None if passive else kind_by_verb(token, "object")
        if token.dep_ not in ("advmod", "det", "amod", "quantmod"):
            return None
        index -= 1
    return None


def _kind_of_loss(number: Span, noun: Token | None) -> str | None:
    """ "Lost 300 men", "cost 30 lives": verbs that kill only with such an object."""
    role = "object_life" if noun is not None and noun.lemma_ == LIFE else None
    for index in range(
        number.start - 1, max(number.sent.start, number.start - 3) - 1, -1
    ):
        token = number.doc[index]
        if is_verb(token):
            lemma = token.lemma_.lower()
            of_life = kind_by("verb", role, lemma) if role else None
            return of_life or kind_by("verb", "object_person", lemma)
        if token.pos_ == "NOUN":
            return kind_by("noun", "of_person", token.lemma_.lower())
    return None


def _is_of_people(
    known: NounKind | None, noun: Token | None, words: list[Token]
) -> bool:
    """Whether people are counted: soldiers, or "three of their own"."""
    if known is not None:
        return known.noun_class in PERSON
    following = words[-1].i + 1 if words else -1
    return (
        noun is None
        and 0 < following < len(words[-1].doc)
        and (words[-1].doc[following].lower_ == "own" or words[-1].lower_ == "own")
    )


def _kind_above(head: Token) -> str | None:
    for role, governor in governors(head):
        lemma = governor.lemma_.lower()
        if not is_verb(governor):
            kind = kind_by("noun", role, lemma)
        elif kind_by("verb", "riser", lemma) is not None:
            return _kind_of_toll(governor, head)
        else:
            kind = kind_by_verb(governor, role)
        if kind:
            return kind
    return None


def governors(head: Token) -> Iterator[tuple[str, Token]]:
    """The words that govern a counted noun, with the role it plays for them."""
    token, role = head, ""
    for _ in range(MAX_STEPS):
        parent = token.head
        if parent is token:
            return
        role = _role(token, parent, role)
        if role == "stop":
            return
        if role in ("object", "subject", "of"):
            yield role, parent
            if is_verb(parent) and not _is_carrier(parent):
                return
        token = parent


def _role(token: Token, parent: Token, before: str) -> str:
    """What a word is to its parent; empty where it only passes on."""
    dep = token.dep_
    if is_verb(parent):
        if dep in ("nsubjpass",) or (dep == "nsubj" and is_passive(parent)):
            return "object"
        if dep in ("dobj", "oprd", "attr", "dative", "npadvmod"):
            return "object"
        if dep in ("nsubj", "csubj"):
            return "subject"
        if dep == "conj" and token.pos_ in ("NOUN", "PROPN"):
            return _role_of_conjunct(parent)
        if dep == "prep" and token.lower_ == "with" and is_passive(parent):
            return "object"
        return "of" if dep == "prep" and token.lower_ not in ("in", "by") else "stop"
    if dep in ("acl", "relcl") and is_verb(token):
        return "of" if _is_carrier(token) else "stop"
    if dep in ("prep", "compound", "nmod") and not is_verb(token):
        return "of" if token.lower_ != "by" else "stop"
    if dep in ("conj", "appos", "pobj", "nummod", "amod", "quantmod", "pcomp", "dep"):
        return "" if before != "subject" else before
    return "stop"


def _role_of_conjunct(verb: Token) -> str:
    """ "24 civilians died, as well as 25 rebels": parsed as a conjunct of the verb."""
    has_object = any(child.dep_ == "dobj" for child in verb.children)
    return "object" if has_object or is_passive(verb) else "subject"


def _is_carrier(verb: Token) -> bool:
    return kind_by("verb", "carrier", verb.lemma_.lower()) is not None


def _kind_of_toll(verb: Token, head: Token) -> str | None:
    """ "the death toll rose to 41", "the number of displaced reached 2,000".

    The old value ("from 29") counts for nothing.
    """
    if head.dep_ == "pobj" and head.head.lower_ == "from":
        return None
    for subject in verb.children:
        if subject.dep_ not in ("nsubj", "nsubjpass"):
            continue
        lemmas = [token.lemma_.lower() for token in subject.subtree]
        lowers = [token.lower_ for token in subject.subtree]
        for word in [*(w for w in lowers + lemmas if w != "toll"), "toll"]:
            kind = kind_by("noun", "toll", word)
            if kind and word in (*lemmas, *lowers):
                return kind
    return None
