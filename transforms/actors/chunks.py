"""Cut a noun phrase into its units: coordinated parts, each with its modifiers.

The cut is linear over the tokens, since parsers often misread long lists of names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from transforms.actors.dictionary import Entry
from transforms.actors.words import LONGEST, agent_nouns, first_names, titles

_INSIDE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "PART", "ADV", "X"})
_AND = ("and", ",and")  # with a comma before it, the unit before may be an apposition
_CUT_DEPS = frozenset({"relcl", "acl", "advcl"})
# "troops loyal to X" are of X's country.
TIES = frozenset({"loyal", "faithful", "allied", "answerable"})
_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")


@dataclass(slots=True)
class Unit:
    """One coordinated part: its own words, then prepositional and appositive parts.

    ``shown`` are the tokens that stand for the unit in the text; they differ from
    ``tokens`` where a head noun is shared ("Ukrainian and Polish officials").
    """

    tokens: list[Token]
    shown: list[Token]
    preps: list[tuple[str, list[Unit]]] = field(default_factory=list)
    appositions: list[Unit] = field(default_factory=list)

    @property
    def last(self) -> Unit:
        """The innermost unit at the end, which a following preposition modifies."""
        return self.preps[-1][1][-1].last if self.preps else self


@dataclass(slots=True)
class _Piece:
    separator: str
    tokens: list[Token]


def split(phrase: Span, named: Mapping[int, Entry]) -> list[Unit]:
    """Units of a phrase; ``named`` gives the entry of tokens inside names."""
    pieces = _pieces(_kept(phrase, named), named)
    units: list[Unit] = []
    for number, piece in enumerate(pieces):
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        unit = Unit(_with_shared_head(pieces[number:], named), piece.tokens)
        _home(units, unit, piece.separator, after).append(unit)
    return units


def _home(
    units: list[Unit], unit: Unit, separator: str, after: _Piece | None
) -> list[Unit]:
    """The list a unit belongs to, given what came before it."""
    if not units:
        return units
    last = units[-1]
    if separator.startswith("prep:"):
        owner, inside = (last.appositions or units)[-1].last, list[Unit]()
        owner.preps.append((separator[5:], inside))
        return inside
    if separator == ",":
        if _is_rest_of_place(last, unit, after):
            return last.preps[-1][1]
        for owner in (last, last.last):
            if _is_apposition(owner, unit, after):
                return owner.appositions
    if separator in _AND and _belongs_inside(last, unit):
        return last.preps[-1][1]
    return units


def _kept(phrase: Span, named: Mapping[int, Entry]) -> list[Token]:
    """Tokens of the phrase without its clauses and what stands in brackets."""
    cut: set[int] = set()
    for token in phrase:
        if token.dep_ in _CUT_DEPS and token.head.i < token.i and token.i not in named:
            cut.update(range(token.left_edge.i, phrase.end))
            break
    for token in phrase:
        if token.dep_ == "neg" and token.i + 1 < phrase.end and token.i > phrase.start:
            # "Kenya, not Uganda": the other one is named to be ruled out.
            other = token.nbor(1)
            while other.dep_ in ("det", "compound", "amod") and other.head.i > other.i:
                other = other.head
            if other.dep_ in ("appos", "conj") and other.i < phrase.end:
                cut.update(range(token.i, other.right_edge.i + 1))
    cut.update(_told_again(phrase))
    kept: list[Token] = []
    depth = 0
    for token in phrase:
        depth += token.text in _OPENING
        if not depth and token.i not in cut:
            kept.append(token)
        depth -= token.text in _CLOSING and depth > 0
    return kept


def _told_again(phrase: Span) -> range:
    """Words that only tell of what some of them are: "40 men, most of them Thai"."""
    for token in phrase:
        part = token.i - 2
        if token.lower_ != "them" or part <= phrase.start:
            continue
        if token.nbor(-1).lower_ == "of" and token.nbor(-3).text == ",":
            return range(part, phrase.end)
    return range(0)


def _pieces(tokens: list[Token], named: Mapping[int, Entry]) -> list[_Piece]:
    pieces: list[_Piece] = []
    current: list[Token] = []
    separator = ""
    number = 0
    while number < len(tokens):
        token = tokens[number]
        bound = 0 if token.i in named else _phrase_length(tokens, number)
        if bound:
            current.extend(tokens[number : number + bound])
            number += bound
            continue
        number += 1
        if _is_inside(token, named):
            current.append(token)
            continue
        if current:
            pieces.append(_Piece(separator, current))
            current, separator = [], ""
        separator = _separator(token, separator)
    if current:
        pieces.append(_Piece(separator, current))
    return pieces


def _phrase_length(tokens: list[Token], number: int) -> int:
    """Length of an agent noun that holds a preposition ("chief of staff")."""
    ahead = tokens[number : number + LONGEST]
    if not any(token.lower_ in ("of", "for", "'s") for token in ahead[1:-1]):
        return 0
    for length in range(len(ahead), 2, -1):
        words = " ".join(token.lower_ for token in ahead[:length])
        if words.replace(" '", "'") in agent_nouns():
            return length
    return 0


def _is_inside(token: Token, named: Mapping[int, Entry]) -> bool:
    if token.i in named or token.text in ("-", "‑", "–", "&"):
        return True
    if token.lower_ in TIES and token.i + 1 < len(token.doc):
        return token.nbor(1).lower_ not in ("to", "with")
    if token.pos_ == "VERB":
        return token.dep_ in ("amod", "compound") or token.tag_ in ("VBN", "NN", "NNS")
    if token.lower_ in ("and", "or"):
        return False
    # "More than 100 people" and "up to ten men" are one part.
    inside = ("compound", "amod", "nmod", "quantmod")
    return token.pos_ in _INSIDE or token.dep_ in inside


def _separator(token: Token, before: str) -> str:
    word = token.lower_
    if token.pos_ == "CCONJ" or word in ("and", "or", "plus"):
        return ",and" if before == "," else "and"
    if token.pos_ in ("ADP", "SCONJ") and token.dep_ != "punct":
        is_tie = token.i > 0 and token.nbor(-1).lower_ in TIES
        return "prep:of" if is_tie else f"prep:{word}"
    return before if before else ","


def _with_shared_head(
    pieces: Sequence[_Piece], named: Mapping[int, Entry]
) -> list[Token]:
    """Tokens of the first piece, with the head it shares with a later one."""
    tokens = pieces[0].tokens
    if not _lacks_head(tokens, named):
        return tokens
    after = next((p for p in pieces[1:] if not _lacks_head(p.tokens, named)), None)
    between = pieces[1 : pieces.index(after) + 1] if after else []
    if after is None or any(p.separator not in (*_AND, ",") for p in between):
        return tokens
    first = after.tokens[0]
    if len(after.tokens) < 2 or first.pos_ == "DET":
        return tokens
    rest = _after_modifier(after.tokens, named)
    return tokens + rest if rest and rest[-1].pos_ in ("NOUN", "PROPN") else tokens


def _lacks_head(tokens: list[Token], named: Mapping[int, Entry]) -> bool:
    last = tokens[-1]
    if last.tag_ == "POS" or last.text == "-":
        return True
    if last.tag_ in ("JJ", "JJR", "JJS") and last.dep_ != "pobj":
        return True
    entry = named.get(last.i)
    bare = [token for token in tokens if token.tag_ != "CD"]
    if entry is None or len(bare) > 1:
        return False
    if len(bare) < len(tokens) and last.text.endswith("ese"):
        return False  # "nine Chinese and two Thai monks": nine may be no monks
    is_adjective = entry.kind == "demonym" and not last.text.endswith("s")
    return is_adjective or last.text.isupper() or "." in last.text


def _after_modifier(tokens: list[Token], named: Mapping[int, Entry]) -> list[Token]:
    """What follows the word that a head is shared by: "men" of "two Thai men"."""
    number = 1
    while number < len(tokens) and tokens[number - 1].tag_ == "CD":
        number += 1
    while number < len(tokens) and _same_name(tokens[number - 1], tokens[number]):
        number += 1
    if number < len(tokens) and tokens[number].tag_ == "POS":
        number += 1
    return [] if any(token.i in named for token in tokens[number:]) else tokens[number:]


def _same_name(left: Token, right: Token) -> bool:
    return left.ent_type_ != "" and right.ent_iob_ == "I"


def _is_rest_of_place(outer: Unit, unit: Unit, after: _Piece | None) -> bool:
    """Whether a name after a comma only tells where a town lies: "in Dayton, Ohio"."""
    if after is not None and after.separator in (*_AND, ","):
        return False
    if not outer.preps or outer.preps[-1][0] not in ("in", "at", "near"):
        return False
    inner, head = outer.preps[-1][1][-1].tokens[-1], unit.tokens[-1]
    return inner.ent_type_ == head.ent_type_ == "GPE"


def _belongs_inside(outer: Unit, unit: Unit) -> bool:
    """Whether a coordinated unit joins the last prepositional part, by the parse."""
    if not outer.preps:
        return False
    head = unit.tokens[-1]
    inner = {token.i for part in outer.preps[-1][1] for token in part.tokens}
    return head.dep_ == "conj" and head.head.i in inner


def _is_apposition(before: Unit, unit: Unit, after: _Piece | None) -> bool:
    """Whether a unit after a comma tells who the one before is, or names it."""
    if before.appositions or (after and after.separator == "and" and not before.preps):
        return False
    left, right = _is_personal_name(before.tokens), _is_personal_name(unit.tokens)
    if left == right:
        return False
    other = unit.tokens if left else before.tokens
    return _is_single_role(other)


def _is_personal_name(tokens: list[Token]) -> bool:
    last = tokens[-1]
    if last.pos_ != "PROPN" or last.lower_ in agent_nouns():
        return False
    if last.ent_type_ == "PERSON":
        return True
    words = {token.text for token in tokens}
    return bool(words & titles().keys() or words & first_names().keys())


def _is_single_role(tokens: list[Token]) -> bool:
    noun = agent_nouns().get(tokens[-1].lower_)
    return bool(noun and not noun.is_plural and noun.kind in ("person", "member"))
