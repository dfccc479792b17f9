"""Code one unit of a noun phrase: whose it is, and which sectors it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from transforms.actors import words
from transforms.actors.chunks import Unit
from transforms.actors.dictionary import NAMED_KINDS, Entry
from transforms.actors.nouns import PLACING, Part, code_group, code_noun
from transforms.actors.people import FORMER
from transforms.actors.reading import (
    Coding,
    Item,
    Reading,
    countries_of,
    country_of_place,
    exact_place,
    is_denied,
    items_of,
    modifier_kinds,
    owner_split,
    trailing_words,
)
from transforms.actors.words import AgentNoun
from transforms.english.antecedents import Traits
from transforms.english.needs import need_of
from transforms.english.syntax import named_ahead


def code_unit(unit: Unit, reading: Reading) -> list[Coding]:
    """Codings of a unit; several where its modifiers name two countries."""
    main, owner_tokens = owner_split(unit.tokens)
    owner = _code_owner(owner_tokens, reading) if owner_tokens else None
    items = items_of(main, reading)
    while items and items[-1].entry is None and _is_loose(items[-1]):
        items.pop()
    if not items:
        return []
    found = _code(items, owner, _parts(unit, reading), reading)
    return [_with_apposition(one, unit, reading) for one in found]


def _parts(unit: Unit, reading: Reading) -> list[Part]:
    """Prepositional parts; one without a code passes on its own ("the town of X")."""
    found: list[Part] = []
    for preposition, inner in unit.preps:
        codings = tuple(one for part in inner for one in code_unit(part, reading))
        found.append(Part(preposition, tuple(inner[0].tokens), codings))
        if any(one.country for one in codings):
            continue
        nested = _parts(inner[0], reading)
        is_place = _is_place(inner[0])
        found += [one for one in nested if is_place or one.preposition in PLACING]
    return found


def _is_place(unit: Unit) -> bool:
    head = unit.tokens[-1]
    return head.pos_ == "PROPN" or head.lower_ in words.settlements()


def _code_owner(tokens: list[Token], reading: Reading) -> Coding | None:
    """Coding of a possessor: a name, a noun phrase, or a possessive pronoun."""
    found = code_unit(Unit(tokens, tokens), reading)
    if found:
        return found[0]
    phrase = " ".join(token.lower_ for token in tokens)
    if reading.discourse is None:
        return None
    start = reading.sentence.start_of(tokens[0])
    noted = reading.discourse.refer(phrase, start, reading.sentence.index)
    ahead = named_ahead(tokens[0]) if not noted else []
    if ahead:
        return next(iter(code_unit(Unit(ahead, ahead), reading)), None)
    if len(noted) != 1:
        return None
    party = noted[0].party
    return Coding(party.country, party.sectors, party.entity_id, party.name)


def _code_pronoun(token: Token, reading: Reading) -> list[Coding]:
    """Codings of a pronoun inside a longer phrase ("he and his brother")."""
    if reading.discourse is None:
        return []
    start, at = reading.sentence.start_of(token), reading.sentence.index
    need = need_of(token)
    return [
        Coding(
            one.party.country,
            one.party.sectors,
            one.party.entity_id,
            one.party.name,
            one.traits,
        )
        for one in reading.discourse.refer(token.lower_, start, at, (), need)
    ]


def _is_loose(item: Item) -> bool:
    """Whether a last word cannot be the head: an adverb, a stray verb."""
    if item.word in words.agent_nouns():
        return False
    token = item.last
    return token.pos_ in ("ADV", "PUNCT", "PART", "VERB") and token.tag_ != "PRP"


def _code(
    items: list[Item], owner: Coding | None, parts: list[Part], reading: Reading
) -> list[Coding]:
    head = items[-1]
    if head.last.tag_ == "PRP":
        return _code_pronoun(head.last, reading)
    if is_denied(head.last):
        return []
    found = words.agent_noun_at_end(trailing_words(items))
    is_whole = head.compound in ("", "led") or _is_holder(head)
    if head.entry is not None and is_whole and not found:
        return _code_named(head.entry, items, owner, reading)
    if found and not (_is_name_part(head.last) and _role_end(items[: -found[1]])):
        return code_noun(found[0], items[: -found[1]], owner, parts, reading)
    if head.last.pos_ == "PROPN" or head.last.ent_type_ == "PERSON":
        return _code_person(items, owner, parts, reading)
    return []


def _is_holder(head: Item) -> bool:
    """Whether a group is a phrase of its own before a participle: "FARC-held"."""
    is_named = head.entry is not None and head.entry.kind in NAMED_KINDS
    return is_named and "-" not in head.last.text


def _is_name_part(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.ent_type_ == "PERSON"


# --- heads that the dictionary knows -----------------------------------------------


def _code_named(
    entry: Entry, items: list[Item], owner: Coding | None, reading: Reading
) -> list[Coding]:
    if entry.kind == "person":
        return [_code_known_person(entry, items, owner, reading)]
    if entry.kind == "demonym":
        return _code_people(entry, items, reading)
    if _is_part_of_a_land(items):
        return []
    if entry.kind in NAMED_KINDS:
        return [code_group(entry)]
    return [_code_state(entry, items[:-1], owner, reading)]


def _is_part_of_a_land(items: Sequence[Item]) -> bool:
    """Whether a state's name stands for a part of its land ("northern Syria")."""
    left = items[:-1]
    lands = words.settlements()
    return "region" in modifier_kinds(left) or any(item.word in lands for item in left)


def _code_state(
    entry: Entry, left: Sequence[Item], owner: Coding | None, reading: Reading
) -> Coding:
    told = owner.country if owner else None
    told = told or next(iter(countries_of(left)), None)
    noun = words.agent_nouns().get(entry.name.lower())
    told = told or (reading.home if noun else None)
    if entry.kind == "seat" and told and told != entry.country:
        return Coding(told, noun.sectors if noun else entry.sectors)
    state = entry if entry.kind == "state" else reading.dictionary.state(entry.country)
    if state is None or (entry.kind == "seat" and entry.sector != "GOV"):
        return Coding(entry.country, entry.sectors, None, entry.name, Traits("thing"))
    kind = Traits("state")
    return Coding(entry.country, entry.sectors, state.entity_id, state.name, kind)


def _code_people(entry: Entry, items: Sequence[Item], reading: Reading) -> list[Coding]:
    """People named by their nationality; "the Russians" as subject is the state."""
    if entry.country is None and modifier_kinds(items[-1:]):
        return []
    token = items[-1].last
    is_definite = len(items) == 2 and items[0].word == "the"
    is_state = is_definite and token.dep_ == "nsubj" and entry.country is not None
    is_plural = token.text.endswith(("s", "sh", "ch", "ese"))
    traits = Traits("people", is_plural)
    sectors = ("GOV",) if is_state else ("CVL",)
    return [Coding(entry.country or reading.home, sectors, None, None, traits)]


# --- persons by name ---------------------------------------------------------------


def _code_known_person(
    entry: Entry, items: list[Item], owner: Coding | None, reading: Reading
) -> Coding:
    role = _code_role(items[:-1], owner, reading)
    sectors = entry.sectors
    if "former" in modifier_kinds(items[:-1]):
        sectors = (FORMER,)
    elif sectors == (FORMER,) and role and role.sectors:
        sectors = role.sectors  # the text knows the office better than the table
    traits = _person_traits(items)
    return Coding(entry.country, sectors, entry.entity_id, entry.name, traits)


def _person_traits(items: Sequence[Item]) -> Traits:
    tokens = [token for item in items for token in item.tokens]
    gender = None
    for token in tokens:
        title = words.titles().get(token.text)
        gender = gender or (title.gender if title else None)
        gender = gender or words.first_names().get(token.text)
    return Traits("person", False, gender, tokens[-1].text)


def _role_end(items: Sequence[Item]) -> int:
    """One past the last word that is a title or agent noun, 0 if there is none."""
    for number in range(len(items), 0, -1):
        item = items[number - 1]
        is_title = item.last.text in words.titles()
        if item.entry is None and (is_title or item.word in words.agent_nouns()):
            return number
    return 0


def _code_role(
    left: Sequence[Item],
    owner: Coding | None,
    reading: Reading,
    parts: Sequence[Part] = (),
) -> Coding | None:
    """Coding of what stands before a name: "French President", "rebel leader"."""
    end = _role_end(left)
    if not end:
        return None
    items = left[:end]
    found = words.agent_noun_at_end(trailing_words(items))
    title = words.titles().get(items[-1].last.text)
    if found is None and title is not None and title.sector is not None:
        sectors = (title.sector,)
        found = AgentNoun(items[-1].word, title.sector, sectors, "person", False), 1
    if found is None:
        return None
    noun, length = found
    if title is not None and (office := _code_role(items[:-length], owner, reading)):
        return office  # "Deputy Minister General X": the office goes before the rank
    coded = code_noun(noun, items[:-length], owner, parts, reading)
    return coded[0] if coded else None


def _code_person(
    items: list[Item], owner: Coding | None, parts: Sequence[Part], reading: Reading
) -> list[Coding]:
    """A name the dictionary does not know, with what its title tells."""
    end = _role_end(items[:-1])
    tokens = [token for item in items[end:] for token in item.tokens]
    name = " ".join(token.text for token in tokens if token.pos_ == "PROPN")
    traits = _person_traits(items)
    noted = reading.discourse.named(traits.surname or "") if reading.discourse else None
    if noted is not None and len(tokens) <= 1:
        party = noted.party
        traits = replace(traits, gender=traits.gender or noted.traits.gender)
        code = (party.country, party.sectors, party.entity_id, party.name)
        return [Coding(*code, traits)]
    role = _code_role(items[:end], owner, reading, parts)
    if role is not None:
        return [replace(role, name=name, traits=traits, noun=None)]
    place = exact_place(tokens, reading) if not end else None
    if place is not None:
        return [Coding(place.country, ("CVL",), None, name)]
    if tokens[-1].ent_type_ == "PERSON" or end:
        country = next(iter(countries_of(items)), owner.country if owner else None)
        return [Coding(country, (), None, name, traits)]
    return _code_unknown_name(items, owner, name, reading)


def _code_unknown_name(
    items: Sequence[Item], owner: Coding | None, name: str, reading: Reading
) -> list[Coding]:
    """A name that is neither known nor a person's: an organisation or a town."""
    kind = items[-1].last.ent_type_
    of_place = country_of_place(items[-1].tokens, reading)
    if of_place is not None and kind != "ORG":
        return [Coding(of_place, ("CVL",), None, name)]
    if kind not in ("ORG", "NORP"):
        return []
    country = next(iter(countries_of(items)), owner.country if owner else None)
    return [Coding(country, (), None, name, Traits("group"))]


# --- appositions -------------------------------------------------------------------


def _with_apposition(coding: Coding, unit: Unit, reading: Reading) -> Coding:
    """A coding completed by its apposition ("Name, the X minister")."""
    for part in unit.appositions:
        for other in code_unit(part, reading)[:1]:
            if any(preposition in ("until", "till") for preposition, _ in part.preps):
                other = replace(other, sectors=(FORMER,))
            coding = _merged(coding, other)
    return coding


def _merged(first: Coding, second: Coding) -> Coding:
    is_first = first.traits.surname is not None
    named, role = (first, second) if is_first else (second, first)
    is_other = named.sectors and not set(named.sectors) & set(role.sectors)
    is_out = named.sectors == (FORMER,) and bool(role.sectors)
    if is_other and (is_out or "GOV" in role.sectors):
        return replace(named, sectors=role.sectors)  # the text calls him "president"
    if (named.entity_id and named.sectors) or not named.name:
        return named
    traits = named.traits if named.traits.kind == "person" else role.traits
    return replace(
        role,
        name=named.name,
        country=named.country or role.country,
        sectors=named.sectors or role.sectors,
        traits=replace(traits, surname=named.traits.surname),
    )
