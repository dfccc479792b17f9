"""The tag rules of a spaCy model, asked once for each kind of word, not each word.

A third of the time that the small English model takes beside its networks goes into
rules that read one word each: its lower-case form, its tag, its label. What they say is
the same for all words of which these are the same. Rules on several words are asked of
every text, as before; the outcome is that of the model's own component.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, cast

import numpy as np
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Token
from spacy.tokens._retokenize import set_token_attrs

NAME: Final = "attribute_ruler"
READ: Final[list[int | str]] = ["LOWER", "TAG", "DEP"]
WRITTEN: Final[list[int | str]] = ["POS", "MORPH", "LEMMA"]
# What a rule may read of a word for its outcome to depend on READ alone.
KNOWN: Final = frozenset({"LOWER", "TAG", "DEP", "IS_SPACE"})
Kind = tuple[int, int, int]
Values = tuple[int, int, int]


@dataclass
class TagRules:
    """Rules by number: those on one word, and those on several."""

    ruler: AttributeRuler
    single: Matcher
    several: Matcher
    outcomes: dict[Kind, tuple[tuple[int, ...], Values]] = field(default_factory=dict)

    def __call__(self, doc: Doc) -> Doc:
        """Write part of speech, morphology and lemma where the rules tell them."""
        rows: Any = doc.to_array(READ).reshape(-1, len(READ))
        kinds: list[Kind] = list(map(tuple, rows.tolist()))
        found = [self._outcome(doc, kind) for kind in kinds]
        values: Any = np.array([values for _, values in found], np.uint64)
        doc.from_array(WRITTEN, values)
        numbers: dict[int, list[int]] = {}
        for rule, start, _ in self.several(doc, allow_missing=True):
            number = int(doc.vocab.strings[rule])
            at = start + self.ruler.indices[number]
            numbers.setdefault(at, list(found[at][0])).append(number)
        for at, rules in numbers.items():
            self._write(doc[at], sorted(rules))
        return doc

    def pipe(self, stream: Iterable[Doc], **_: Any) -> Iterator[Doc]:
        """One document after the other."""
        yield from map(self, stream)

    def _outcome(self, doc: Doc, kind: Kind) -> tuple[tuple[int, ...], Values]:
        known = self.outcomes.get(kind)
        if known is None:
            known = self.outcomes[kind] = self._asked(doc, kind)
        return known

    def _asked(self, doc: Doc, kind: Kind) -> tuple[tuple[int, ...], Values]:
        lower, tag, label = kind
        alone = Doc(doc.vocab, words=[doc.vocab.strings[lower]])
        word = alone[0]
        word.tag, word.dep = tag, label
        matches = self.single(alone, allow_missing=True)
        numbers = sorted(int(doc.vocab.strings[rule]) for rule, _, _ in matches)
        self._write(word, numbers)
        values: Values = tuple(alone.to_array(WRITTEN)[0].tolist())
        return tuple(numbers), values

    def _write(self, word: Token, numbers: Iterable[int]) -> None:
        """Later rules win, so the word is written anew by all of them in order."""
        for number in numbers:
            set_token_attrs(word, self.ruler.attrs[number])


@Language.factory("tag_rules")
def _tag_rules(nlp: Language, name: str) -> TagRules:
    ruler = _rules(nlp)
    single, several = Matcher(nlp.vocab), Matcher(nlp.vocab)
    for number, patterns in enumerate(_patterns(ruler)):
        is_single = all(len(pattern) == 1 for pattern in patterns)
        (single if is_single else several).add(str(number), patterns)
    return TagRules(ruler, single, several)


def _rules(nlp: Language) -> AttributeRuler:
    ruler = nlp.get_pipe(NAME)
    if not isinstance(ruler, AttributeRuler):
        raise TypeError(f"{NAME} of {nlp.meta['name']} is a {type(ruler).__name__}")
    return ruler


def _patterns(ruler: AttributeRuler) -> list[list[list[dict[str, Any]]]]:
    """The patterns of each rule; of each pattern, what it asks of each word."""
    rules = cast("list[dict[str, Any]]", ruler.patterns)
    return [rule["patterns"] for rule in rules]


def ask_once(nlp: Language) -> None:
    """Put ``TagRules`` in the place of a model's tag rules, if they read no more."""
    if NAME not in nlp.pipe_names:
        return
    rules = _patterns(_rules(nlp))
    asked = (word.keys() for rule in rules for pattern in rule for word in pattern)
    if all(names <= KNOWN for names in asked):
        nlp.add_pipe("tag_rules", before=NAME)
        nlp.remove_pipe(NAME)
