"""Which words tell an act: the trigger lexicon and how its conditions are tested.

A row of ``triggers.csv`` names lemmas, their part of speech, conditions on the words
around them, and the code they give. The row with most conditions that all hold wins, so
"release a statement" and "release prisoners" part ways. A row whose event type is ``-``
says that the word is no act there.

Conditions are separated by spaces: ``slot``, ``!slot`` or ``slot=value|value``, or
alternatives of these ("prt=out|prep.out", "prep.to|prt=in"), where a
value is a lemma, ``@class`` of ``noun_classes.csv`` or, with ``%``, the label of a
named entity (``obj=%GPE``). Slots are those of ``roles.fill``. A row that names ``neg``
or ``aux`` has taken negation and modal into account, so that they do not count again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Token

from transforms.actors.dictionary import person_names
from transforms.actors.words import agent_nouns
from transforms.english.slot_nouns import COUNT_NOUNS, state_names
from transforms.english.slots import check_paths, fill, is_gerund
from transforms.lexicon import LexiconError, read_table
from transforms.places.support import is_famous_place

PACKAGE = "transforms.english"
NO_ACT = "-"
# "March" is a month, "Strike Force One" a name.
NO_TRIGGER_ENTITIES = frozenset({"DATE", "PERSON", "GPE", "MONEY"})
# Within such a name a word tells no act: "the Peace and Dialogue Party".
NAMES = frozenset({"ORG", "WORK_OF_ART", "FAC", "PRODUCT", "EVENT"})
CONTENT_ONLY = "content"
# Classes of whom a verb acts upon: people by any trade, and those told by name.
PEOPLE = frozenset({"people", "persons"})
# What the pronouns for things and for several stand for, by tag.
NUMBERS = {"it": ("NN", "NNP"), "them": ("NNS", "NNPS"), "they": ("NNS", "NNPS")}
NOUN_SLOTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
Filled = dict[str, list[Token]]
PARTS = {"verb": ("VERB", "AUX"), "noun": ("NOUN", "PROPN"), "adj": ("ADJ",)}
PART_OF = {tag: part for part, tags in PARTS.items() for tag in tags}


@dataclass(frozen=True, slots=True)
class Condition:
    """One test on the words around a trigger."""

    slot: str
    is_negated: bool
    lemmas: frozenset[str]
    labels: frozenset[str] = frozenset()
    others: tuple[Condition, ...] = ()

    def holds(self, token: Token, filled: Filled) -> bool:
        """Whether the slot is filled, and by one of the values if any are given.

        One of several alternatives is enough. ``filled`` has the slots of the token
        that were looked up before.
        """
        return self._holds(token, filled) or any(
            one.holds(token, filled) for one in self.others
        )

    def _holds(self, token: Token, filled: Filled) -> bool:
        found = filled.get(self.slot)
        if found is None:
            found = filled[self.slot] = fill(token, self.slot)
        if self.lemmas or self.labels:
            is_filled = any(
                lemma_of(word) in self.lemmas or _has_label(word, self.labels)
                for item in found
                for word in (item, *self._stand_ins(item))
            )
        else:
            is_filled = bool(found)
        return is_filled != self.is_negated

    def _stand_ins(self, item: Token) -> list[Token]:
        """What a pronoun acted upon may stand for, and of what a number is some."""
        if self.is_negated:
            return []
        if item.tag_ != "CD" and item.lemma_.lower() not in COUNT_NOUNS:
            return nouns_before(item)
        parts = [
            word for of in item.children if of.lower_ == "of" for word in of.children
        ]
        return [*nouns_before(item), *(parts or _counted_before(item))]


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the trigger lexicon."""

    part: str
    conditions: tuple[Condition, ...]
    event_type: str
    mode: str | None
    frame: str

    @property
    def weight(self) -> int:
        """How much the rule demands: a named filler counts double."""
        return sum(2 if item.lemmas or item.labels else 1 for item in self.conditions)

    @property
    def is_asserted(self) -> bool:
        """Whether the rule itself asks for a negation or modal ("will not meet")."""
        return any(
            item.slot in ("neg", "aux") and not item.is_negated
            for item in self.conditions
        )


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A word of a sentence with the rule that codes it."""

    token: Token
    rule: Rule

    @property
    def is_content(self) -> bool:
        """Whether the word only says what a demand, threat or refusal is about."""
        return self.rule.frame == CONTENT_ONLY

    @property
    def is_noun(self) -> bool:
        """Whether the act is told by a noun ("the shelling of the town")."""
        return self.rule.part == "noun"


def nouns_before(pronoun: Token) -> list[Token]:
    """Nouns of its number, in this sentence or the one before: "it", "one of them"."""
    word = pronoun
    if word.tag_ == "CD" or word.lower_ in ("some", "most", "many", "one"):
        below = [w for of in word.children if of.lower_ == "of" for w in of.children]
        word = next((w for w in below if w.lower_ == "them"), word)
    wanted = NUMBERS.get(word.lower_)
    if wanted is None or pronoun.dep_ not in ("dobj", "nsubjpass", "nsubj"):
        return []
    first = pronoun.sent.start
    first = pronoun.doc[first - 1].sent.start if first else first
    before = pronoun.doc[first : pronoun.i]
    # "The arrest ended it": what does a thing is not what it is done to.
    return [
        w
        for w in before
        if w.tag_ in wanted and w.dep_ in NOUN_SLOTS and w.head.i != pronoun.head.i
    ]


def _counted_before(number: Token) -> list[Token]:
    """What a bare number counts: "killed 60 rebels and captured 19"."""
    verb = number.head
    if number.dep_ != "dobj" or verb.dep_ != "conj":
        return []
    if any(child.dep_ == "nsubj" for child in verb.children):
        return []  # "Chad lost 60 soldiers and Mali lost 45": another's
    return [w for w in verb.head.children if w.dep_ == "dobj" and w.tag_ == "NNS"]


def _has_label(word: Token, labels: frozenset[str]) -> bool:
    """Whether a word has one of the labels; known persons need no recogniser."""
    if word.ent_type_ == "PERSON" and labels & {"PERSON", "GPE"} and _is_town(word):
        return "GPE" in labels
    if word.ent_type_ in labels:
        return True
    return "PERSON" in labels and word.pos_ == "PROPN" and word.text in person_names()


def _is_town(word: Token) -> bool:
    """Whether a name that stands alone is a well-known town: "captured Goma"."""
    is_alone = word.ent_iob_ == "B" and (
        word.i + 1 == len(word.doc) or word.nbor(1).ent_iob_ != "I"
    )
    is_known = is_alone and is_famous_place(word.text)
    return is_known and word.text not in person_names()


@cache
def noun_classes() -> dict[str, frozenset[str]]:
    """Lemmas by class name; ``persons`` and ``states`` come from the actor tables."""
    classes: dict[str, set[str]] = {}
    for row in read_table(PACKAGE, "noun_classes.csv"):
        classes.setdefault(row["class"], set()).update(row["lemmas"].split("|"))
    classes["persons"] = {
        noun.noun.lower() for noun in agent_nouns().values() if noun.kind == "person"
    }
    classes["states"] = {name.split()[-1].lower() for name in state_names() if name}
    return {name: frozenset(lemmas) for name, lemmas in classes.items()}


@cache
def rules() -> dict[tuple[str, str], tuple[Rule, ...]]:
    """Rules by lemma and part of speech, the most demanding first."""
    index: dict[tuple[str, str], list[Rule]] = {}
    for row in read_table(PACKAGE, "triggers.csv"):
        rule = _rule(row)
        for lemma in row["lemmas"].split("|"):
            index.setdefault((lemma, rule.part), []).append(rule)
    return {
        key: tuple(sorted(found, key=lambda rule: -rule.weight))
        for key, found in index.items()
    }


def _rule(row: dict[str, str]) -> Rule:
    if row["pos"] not in PARTS:
        raise LexiconError(f"triggers.csv, {row['lemmas']}: pos is {row['pos']!r}")
    return Rule(
        row["pos"],
        tuple(condition(text, row["lemmas"]) for text in row["when"].split()),
        row["event_type"],
        row["mode"] or None,
        row["frame"],
    )


def condition(text: str, where: str) -> Condition:
    """Read a condition; raises LexiconError on an unknown slot or class."""
    first, *others = [_simple(part, where) for part in alternatives(text)]
    return replace(first, others=tuple(others))


def alternatives(text: str) -> list[str]:
    """The alternatives of a condition: "prt=out|prep.out" is one, "prt=out|up" none."""
    if "=" not in text:
        return [text]
    found: list[str] = []
    for piece in text.split("|"):
        if (
            not found
            or "=" in piece
            or piece.startswith("prep.")
            or "=" not in found[-1]
        ):
            found.append(piece)
        else:
            found[-1] += "|" + piece
    return found


def _simple(text: str, where: str) -> Condition:
    slot, _, values = text.lstrip("!").partition("=")
    if check_paths([slot]):
        raise LexiconError(f"triggers.csv, {where}: no slot {slot!r}")
    lemmas: set[str] = set()
    labels: set[str] = set()
    for value in filter(None, values.split("|")):
        if value.startswith("%"):
            labels.add(value[1:])
        elif value.startswith("@"):
            if value[1:] not in noun_classes():
                raise LexiconError(f"triggers.csv, {where}: no class {value!r}")
            lemmas |= noun_classes()[value[1:]]
            if slot == "obj" and value[1:] in PEOPLE:
                lemmas |= noun_classes()["persons"]
                labels.add("PERSON")
        else:
            lemmas.add(value.replace("_", " "))
    is_negated = text.startswith("!")
    return Condition(slot, is_negated, frozenset(lemmas), frozenset(labels))


def lemma_of(token: Token) -> str:
    """Lower-case lemma of a token, mended where the model leaves a plural in a name."""
    lemma = str(token.lemma_).lower()
    if token.tag_ in ("NNPS", "NNP") and lemma.endswith("s") and len(lemma) > 4:
        singular = lemma[:-1]
        if singular in _known_nouns():
            return singular
    return lemma


@cache
def _known_nouns() -> frozenset[str]:
    nouns = {
        lemma
        for row in read_table(PACKAGE, "triggers.csv")
        if row["pos"] == "noun"
        for lemma in row["lemmas"].split("|")
    }
    return frozenset(nouns.union(*noun_classes().values()))


def match_token(token: Token) -> Match | None:
    """The rule that codes a token, or None."""
    part = PART_OF.get(token.pos_)
    if part is not None and not _is_within_name(token):
        filled: Filled = {}
        for rule in rules().get((lemma_of(token), part), ()):
            if all(condition.holds(token, filled) for condition in rule.conditions):
                return None if rule.event_type == NO_ACT else Match(token, rule)
    return _match_gerund(token) if is_gerund(token) else None


def _is_within_name(token: Token) -> bool:
    label = token.ent_type_
    return label in NO_TRIGGER_ENTITIES or (token.pos_ == "PROPN" and label in NAMES)


def _match_gerund(noun: Token) -> Match | None:
    """The rule of the verb that a noun is made of: "Chad's summoning of X"."""
    stem = noun.lower_.removesuffix("ing")
    filled: Filled = {}
    for lemma in (stem, f"{stem}e", stem[:-1]):
        for rule in rules().get((lemma, "verb"), ()):
            if all(condition.holds(noun, filled) for condition in rule.conditions):
                is_act = rule.event_type != NO_ACT
                return Match(noun, replace(rule, part="noun")) if is_act else None
    return None


def find_matches(tokens: Iterable[Token]) -> list[Match]:
    """All triggers among the tokens, in text order."""
    return [match for match in map(match_token, tokens) if match is not None]
