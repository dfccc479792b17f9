"""Mistakes of the parser that recur in news prose, mended before anything is read.

Each repair names the shape it looks for; where the shape is not there, the parse stays
as it is. Tokens are never added or removed, so that offsets hold.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from spacy.tokens import Doc, Token

from transforms.english.attribution import saying_verbs
from transforms.english.syntax import children, is_verb, subject_words
from transforms.lexicon import read_table

OWN_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
LOOSE = frozenset({"appos", "conj", "dobj", "pobj"})
# What a place cannot do: "the raid on Goma, which killed ten".
HARMS = frozenset({"kill", "wound", "injure", "hurt", "maim", "destroy", "leave"})
LEFT_OUT = frozenset({",", "”", '"'})


def mended(doc: Doc) -> Doc:
    """The same document with known mistakes of lemmas and heads put right."""
    tokens = list(doc)
    for token in tokens:
        lemma = lemma_mends().get((token.lower_, token.pos_))
        if lemma is not None:
            token.lemma_ = lemma
        if token.tag_ == "VBG" and token.dep_ in OWN_SUBJECTS:
            _make_noun(token)
    for token in tokens:
        _mend(token)
    for token in tokens:
        if not is_verb(token) or subject_words(token, *OWN_SUBJECTS):
            continue
        if token.lemma_.lower() in saying_verbs():
            _give_speaker(token)
        elif token.dep_ == "conj" and token.tag_ == "VBD":
            _give_conjunct_subject(token)
    for token in tokens:
        if is_verb(token) and token.lemma_.lower() in saying_verbs():
            _return_phrases(token)
    return doc


def _mend(token: Token) -> None:
    """Put one word right whose shape is known."""
    label, repair = _OF_WORD.get(token.lower_, ("", None))
    if repair is None or label not in ("", token.dep_):
        repair = _OF_FORM.get((token.dep_, token.tag_))
    if repair is not None:
        repair(token)


@cache
def lemma_mends() -> dict[tuple[str, str], str]:
    """Lemmas of forms that the model lemmatises wrongly, by form and part of speech."""
    rows = read_table("transforms.english", "lemmas.csv")
    return {(row["form"], row["pos"]): row["lemma"] for row in rows}


def _move(token: Token, head: Token, label: str) -> None:
    token.head = head
    token.dep_ = label


def _join_title(vice: Token) -> None:
    """ "Vice-president" is one word, which the tokenizer cuts into three."""
    if vice.i + 2 >= len(vice.doc):
        return
    hyphen, office = vice.nbor(1), vice.nbor(2)
    parts = (vice, hyphen, office)
    if hyphen.text != "-" or vice.dep_ == "compound" or not office.is_alpha:
        return
    inside = {part.i for part in parts}
    outer = [part for part in parts if part.head.i not in inside or part.head == part]
    if not outer or outer[0].head == outer[0]:
        return
    head, label = outer[0].head, outer[0].dep_
    below = [c for part in (vice, hyphen) for c in part.children if c.i not in inside]
    _move(office, head, label)
    _move(vice, office, "compound")
    _move(hyphen, office, "punct")
    for child in below:
        _move(child, office, child.dep_)


def _share_modal(verb: Token) -> None:
    """ "Could encircle it and hit it", "may be tried and jailed" tell of no past.

    Without a subject of its own the second verb stands under the modal of the first.
    """
    first = verb.head
    modals = [c for c in children(first, "aux") if c.tag_ in ("MD", "TO")]
    if not modals or subject_words(verb, *OWN_SUBJECTS) or children(verb, "aux"):
        return
    if first.tag_ == "VB" and verb.lower_ == verb.lemma_.lower():
        verb.tag_ = "VB"
    elif first.tag_ == "VBN" and not (
        children(first, "auxpass") and children(verb, "dobj")
    ):
        verb.tag_ = "VBN"


def _settle_form(verb: Token) -> None:
    """A verb behind a noun is a participle, unless the sentence lacks a finite verb."""
    subject = _subject_left(verb) if children(verb, "dobj") else None
    if subject is not None:
        _make_finite(verb, subject)
    elif verb.tag_ == "VBD":
        _make_participle(verb)


def _subject_left(verb: Token) -> Token | None:
    """The subject of a sentence whose root is no finite verb, before that of the verb.

    "Gunmen linked to the group killed five" has "linked" for its root, "the judge who
    freed the rebels jailed two" has "judge".
    """
    root = verb.sent.root
    if root.i > verb.i or root.i == verb.head.i:
        return None
    if root.pos_ in ("NOUN", "PROPN"):
        return root
    if root.tag_ != "VBN" or children(root, "aux", "auxpass", "agent"):
        return None
    return next(iter(children(root, "nsubj", "nsubjpass")), None)


def _make_finite(verb: Token, subject: Token) -> None:
    """ "Gunmen linked to the group killed five": the second verb is what they did."""
    root = verb.sent.root
    verb.tag_ = "VBD"
    _move(verb, verb, "ROOT")
    for mark in [c for c in root.children if c.dep_ == "punct" and c.i > verb.i]:
        _move(mark, verb, "punct")
    _move(subject, verb, "nsubj")
    if root.i != subject.i:
        _move(root, subject, "acl")


def _make_participle(verb: Token) -> None:
    """ "Eight men killed fighting in X" were killed."""
    verb.tag_ = "VBN"
    for word in children(verb, "dobj", "xcomp"):
        if word.i == verb.i + 1 and word.lower_.endswith("ing"):
            word.pos_, word.tag_, word.dep_ = "VERB", "VBG", "advcl"


def _return_result(dead: Token) -> None:
    """ "Shot dead ten men": they were not dead before."""
    verb = dead.head.head
    if dead.head.dep_ == "dobj" and is_verb(verb) and verb.i == dead.i - 1:
        _move(dead, verb, "oprd")


def _return_clause(verb: Token) -> None:
    """ "The raid on Goma, which killed ten": the raid did, not the town."""
    subjects = subject_words(verb, "nsubj")
    is_thing = len(subjects) == 1 and subjects[0].lower_ in ("which", "that")
    _give_to_last(verb)
    place = verb.head
    if not is_thing or place.pos_ != "PROPN" or verb.lemma_ not in HARMS:
        return
    word = place
    while word.dep_ in ("pobj", "prep", "compound", "conj") and word.head.i < word.i:
        word = word.head
        if word.pos_ == "NOUN" and word.lemma_.lower() in event_nouns():
            _move(verb, word, "relcl")
            return


def _give_to_last(verb: Token) -> None:
    """ "The rebels and Iran, which accuses X": what one does, the nearest one does."""
    last = verb.head
    while conjuncts := [c for c in children(last, "conj") if c.i < verb.i]:
        last = conjuncts[-1]
    words = [verb, *children(verb, "aux", "auxpass")]
    is_one = any(w.tag_ == "VBZ" or w.lower_ == "was" for w in words)
    is_state = last.ent_type_ == "GPE" != verb.head.ent_type_
    pronouns = {w.lower_ for w in subject_words(verb, "nsubj", "nsubjpass")}
    if is_one or (is_state and "which" in pronouns):
        _move(verb, last, "relcl")


@cache
def event_nouns() -> frozenset[str]:
    """Nouns that tell acts of force."""
    rows = read_table("transforms.english", "triggers.csv")
    nouns = (
        row["lemmas"].split("|")
        for row in rows
        if row["pos"] == "noun" and row["event_type"] == "ASSAULT"
    )
    return frozenset(word for words in nouns for word in words)


def _return_victim(of: Token) -> None:
    """ "The abduction by gunmen of two nuns": those abducted are not the gunmen's."""
    doer = of.head
    verb = doer.head.head
    if doer.head.dep_ == "agent" and verb.tag_ == "VBN" and children(of, "pcomp"):
        _move(of, verb, "prep")  # "accused by Zambia of arming bandits"
        return
    if doer.dep_ != "pobj" or doer.head.lower_ != "by" or doer.head.dep_ != "prep":
        return
    act = doer.head.head
    is_name = doer.pos_ == "PROPN" or doer.tag_ == "NNS"
    ends_doer = of.i == doer.i + 1 and act.pos_ == "NOUN" and act.i < doer.head.i
    if is_name and ends_doer and not any(c.lower_ == "of" for c in act.children):
        _move(of, act, "prep")


def _make_noun(verb: Token) -> None:
    """ "Fighting between the clans spread": what somebody does is a noun there."""
    if verb.lower_ not in acts_in_ing() or children(verb, "dobj", "aux", "neg"):
        return
    if any(c.dep_ == "prep" and c.i == verb.i + 1 for c in verb.children):
        verb.pos_, verb.tag_, verb.lemma_ = "NOUN", "NN", verb.lower_


@cache
def acts_in_ing() -> frozenset[str]:
    """Nouns for acts that look like verbs: "fighting", "shelling"."""
    rows = read_table("transforms.english", "triggers.csv")
    nouns = (row["lemmas"].split("|") for row in rows if row["pos"] == "noun")
    return frozenset(word for words in nouns for word in words if word[-3:] == "ing")


def _part_step(by: Token) -> None:
    """ "Rose by eight to 72" tells a step and a new value, no range."""
    values = [c for c in children(by, "pobj") if c.tag_ == "CD"]
    parts = children(values[0], "quantmod") if values else []
    if (
        not is_verb(by.head)
        or len(parts) != 2
        or parts[1].lower_ != "to"
        or parts[0].tag_ != "CD"
    ):
        return
    step, to = parts
    _move(to, by.head, "prep")
    _move(values[0], to, "pobj")
    _move(step, by, "pobj")


def _make_count(token: Token) -> None:
    """ "The last of the miners was freed": as ten of them are, so is the last."""
    of = [c for c in children(token, "prep") if c.lower_ == "of"]
    if of and any(c.tag_ in ("NNS", "NNPS") for c in children(of[0], "pobj")):
        token.pos_, token.tag_ = "NUM", "CD"


def _give_range(between: Token) -> None:
    """ "Shot dead between 60 and 70 (of the) men" has an object and no place."""
    verb, nouns = between.head, children(between, "pobj")
    if not is_verb(verb) or children(verb, "dobj") or len(nouns) != 1:
        return
    head = nouns[0]
    is_part = head.tag_ == "CD" and any(
        c.lower_ == "of" for c in children(head, "prep")
    )
    numbers = [c for c in [head, *children(head, "nummod")] if c.tag_ == "CD"]
    if not any(c.tag_ == "CD" for n in numbers for c in children(n, "conj")):
        return
    is_passive = bool(children(verb, "nsubjpass", "auxpass"))
    if is_passive or not (is_part or head.tag_ in ("NNS", "NNPS")):
        return
    _move(head, verb, "dobj")
    _move(between, numbers[0], "quantmod")


def _give_speaker(verb: Token) -> None:
    """ "..., a spokesman in Rabat said" has a speaker and no apposition."""
    if verb.i == verb.sent.start or not children(verb, "ccomp", "parataxis"):
        return
    speaker = _phrase_before(verb)
    if speaker is not None and speaker.dep_ in LOOSE:
        _move(speaker, verb, "nsubj")


def _phrase_before(verb: Token) -> Token | None:
    """The head of the noun phrase that ends before a verb and begins after a comma."""
    token = verb.nbor(-1)
    first = verb.sent.start
    while token.i > first:
        left, right = token.left_edge.i, token.right_edge.i
        starts = left > first and token.doc[left - 1].text in LEFT_OUT
        is_noun = token.pos_ in ("NOUN", "PROPN", "PRON")
        if is_noun and right == verb.i - 1 and starts:
            return token
        if token.head.i == token.i or is_verb(token.head):
            return None
        token = token.head
    return None


def _give_conjunct_subject(verb: Token) -> None:
    """ "Chad lost 60 men and Mali lost 45": the second side is no object."""
    if verb.i == verb.sent.start:
        return
    word = verb.nbor(-1)
    while word.dep_ in ("compound", "amod") and word.head.i == word.i + 1:
        word = word.head
    is_noun = word.pos_ in ("NOUN", "PROPN") and word.dep_ == "conj"
    before = word.left_edge.i - 1
    if not is_noun or word.i != verb.i - 1 or before <= verb.sent.start:
        return
    if word.doc[before].dep_ == "cc" and word.head.dep_ in ("dobj", "pobj", "conj"):
        _move(word, verb, "nsubj")


def _return_phrases(verb: Token) -> None:
    """ "Three were shot in X, on Sunday, Y said": the day is not that of saying."""
    speakers = subject_words(verb, *OWN_SUBJECTS)
    reports = [c for c in children(verb, "ccomp") if c.i < verb.i and is_verb(c)]
    if not speakers or not reports:
        return
    report, start = reports[0], min(s.left_edge.i for s in speakers)
    for child in children(verb, "prep", "npadvmod", "advmod"):
        if report.i < child.i and child.right_edge.i < start:
            _move(child, report, child.dep_)


def _return_nation(people: Token) -> None:
    """ "Two Thai, three Lao and four Malay men were hurt": the first are men too."""
    verb = people.head
    if not is_verb(verb) or not any(c.tag_ == "CD" for c in people.children):
        return
    nouns = [w for w in subject_words(verb, *OWN_SUBJECTS) if people.i < w.i < verb.i]
    if people.ent_type_ == "NORP" and people.nbor(1).text == "," and nouns:
        _move(people, nouns[0], "amod")


Repair = Callable[[Token], None]
_OF_WORD: Final[dict[str, tuple[str, Repair]]] = {
    "vice": ("", _join_title),
    "dead": ("amod", _return_result),
    "by": ("prep", _part_step),
    "between": ("prep", _give_range),
    "of": ("prep", _return_victim),
}
_OF_FORM: Final[dict[tuple[str, str], Repair]] = {
    ("acl", "VBD"): _settle_form,
    ("acl", "VBN"): _settle_form,
    ("conj", "VBD"): _share_modal,
    ("amod", "JJ"): _return_nation,
    **{(label, "JJ"): _make_count for label in ("nsubj", "nsubjpass", "dobj")},
    **{
        ("relcl", tag): _return_clause
        for tag in ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ")
    },
}
