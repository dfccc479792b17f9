"""Code one unit of a noun phrase: whose it is, and which sectors it has."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Token

from transforms.actors import words
from transforms.actors.chunks import Unit
from transforms.actors.dictionary import (
    INTERNATIONAL,
    NAMED_KINDS,
    ActorDictionary,
    Entry,
)
from transforms.actors.people import FORMER
from transforms.actors.words import AgentNoun
from transforms.document import FoundPlace, Sentence
from transforms.english.coreference import Discourse, TraitKind, Traits

OPEN_KINDS = frozenset({"member", "container"})
# Prepositions that tell whose a party is; "to" and "against" do not.
OWNING = frozenset({"of", "for", "from", "in", "at", "across", "inside", "within"})
OWNING |= {"throughout", "with", "under", "among", "de"}
PLACING = frozenset({"in", "at", "across", "inside", "within", "throughout"})
OFFICES = frozenset({"GOV", "MIL", "LEG", "JUD", "SPY", "COP", "PTY", "OPP"})
ARMED = frozenset({"REB", "UAF", "MIL", "PRM", "CRM"})
_AFTER = re.compile(r"[-\u2010-\u2015]([A-Za-z]+)")
_BEFORE = re.compile(r"([A-Za-z]+)[-\u2010-\u2015]$")
_INITIAL = re.compile(r"[A-Z]\.?")


@dataclass(frozen=True, slots=True)
class Coding:
    """What is known of a party before it is tied to a stretch of text."""

    country: str | None = None
    sectors: tuple[str, ...] = ()
    entity_id: str | None = None
    name: str | None = None
    traits: Traits = field(default_factory=Traits)
    noun: AgentNoun | None = None
    is_armed_group: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A name of the dictionary or a single word, inside a unit."""

    tokens: tuple[Token, ...]
    entry: Entry | None = None
    compound: str = ""  # blocked, led, based or against, for "Iranian-backed"

    @property
    def word(self) -> str:
        """The word in lower case."""
        return self.tokens[-1].lower_


@dataclass(frozen=True, eq=False)
class Reading:
    """All that the coding of a phrase depends on besides its words."""

    dictionary: ActorDictionary
    sentence: Sentence
    entry_at: dict[int, Entry]
    on: dt.date | None = None
    discourse: Discourse | None = None
    home: str | None = None
    places: Sequence[FoundPlace] = ()


def code_unit(unit: Unit, reading: Reading) -> list[Coding]:
    """Codings of a unit; several where its modifiers name several countries."""
    main, owner_tokens = _owner_split(unit.tokens)
    owner = code_owner(owner_tokens, reading) if owner_tokens else None
    items = items_of(main, reading)
    while items and items[-1].entry is None and _is_loose(items[-1].tokens[-1]):
        items.pop()
    if not items:
        return []
    found = _code(items, owner, unit, reading)
    return [with_apposition(one, unit, reading) for one in found]


def code_owner(tokens: list[Token], reading: Reading) -> Coding | None:
    """Coding of a possessor: a name, a noun phrase, or a possessive pronoun."""
    found = code_unit(Unit(tokens, tokens), reading)
    if found:
        return found[0]
    return refer(" ".join(token.lower_ for token in tokens), tokens[0], reading)


def refer(phrase: str, first: Token, reading: Reading) -> Coding | None:
    """Coding of the antecedent of a pronoun or of "the country"."""
    if reading.discourse is None:
        return None
    start = reading.sentence.start_of(first)
    noted = reading.discourse.refer(phrase, start, reading.sentence.index)
    if len(noted) != 1:
        return None
    party = noted[0].party
    return Coding(party.country, party.sectors, party.entity_id, party.name)


def items_of(tokens: Sequence[Token], reading: Reading) -> list[Item]:
    """Names and single words of a unit, in order."""
    items: list[Item] = []
    for token in tokens:
        entry = reading.entry_at.get(token.i)
        last = items[-1] if items else None
        if entry is not None and last and last.entry is entry:
            items[-1] = replace(last, tokens=(*last.tokens, token))
        else:
            items.append(Item((token,), entry))
    return [_with_compound(item) if item.entry else item for item in items]


def _with_compound(item: Item) -> Item:
    text = item.tokens[0].doc.text
    start, last = item.tokens[0].idx, item.tokens[-1]
    parts = words.compound_parts()
    after = _AFTER.match(text, last.idx + len(last.text)) or _AFTER.search(last.text)
    before = _BEFORE.search(text, max(0, start - 12), start)
    for found in (after, before):
        kind = parts.get(found[1].lower()) if found else None
        if kind and (kind == "against") == (found is before):
            return replace(item, compound=kind)
    return item


def _owner_split(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """The words after the last possessive ending or pronoun, and those before."""
    for number in range(len(tokens) - 1, -1, -1):
        if tokens[number].tag_ == "POS" and number + 1 < len(tokens):
            return tokens[number + 1 :], tokens[:number]
        if tokens[number].tag_ == "PRP$" and number + 1 < len(tokens):
            return tokens[number + 1 :], tokens[number : number + 1]
    if tokens and tokens[-1].tag_ == "POS":
        return tokens[:-1], []
    return tokens, []


def _is_loose(token: Token) -> bool:
    return token.pos_ in ("ADV", "PUNCT", "PART", "VERB") and token.tag_ != "PRP"


def _code(
    items: list[Item], owner: Coding | None, unit: Unit, reading: Reading
) -> list[Coding]:
    head = items[-1]
    if head.entry is not None and not head.compound:
        return _code_named(items, owner, unit, reading)
    plain = _trailing_words(items)
    found = words.agent_noun_at_end(plain)
    if found:
        noun, length = found
        if _is_name_part(items[-1].tokens[-1]) and _has_role(items[:-length]):
            return _code_person(items, owner, unit, reading)
        return code_noun(noun, items[:-length], owner, unit, reading)
    token = head.tokens[-1]
    if token.pos_ == "PROPN" or token.ent_type_ == "PERSON":
        return _code_person(items, owner, unit, reading)
    return []


def _trailing_words(items: Sequence[Item]) -> list[str]:
    found: list[str] = []
    for item in reversed(items):
        if item.entry is not None and not item.compound:
            break
        found[:0] = [token.text for token in item.tokens]
    return found


def _is_name_part(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.ent_type_ == "PERSON"


def _has_role(items: Sequence[Item]) -> bool:
    return bool(items) and _role_end(items) > 0


# --- heads that the dictionary knows ---------------------------------------------


def _code_named(
    items: list[Item], owner: Coding | None, unit: Unit, reading: Reading
) -> list[Coding]:
    entry = items[-1].entry
    if entry is None:
        return []
    left = items[:-1]
    if entry.kind == "person":
        return _code_known_person(entry, items, owner, unit, reading)
    if entry.kind == "demonym":
        return _code_people(entry, items, reading)
    if any(_modifier_kind(item) == "region" for item in left):
        return []
    if entry.kind in NAMED_KINDS:
        return [_code_group(entry)]
    return _code_state(entry, left, owner, reading)


def _code_state(
    entry: Entry, left: Sequence[Item], owner: Coding | None, reading: Reading
) -> list[Coding]:
    country = entry.country
    if entry.kind == "seat":
        told = owner.country if owner else None
        told = told or next(iter(_countries(left)), None)
        country = told or country
    state = reading.dictionary.state(country)
    if entry.kind == "state":
        state = entry
    entity_id = state.entity_id if state else None
    name = state.name if state else entry.name
    if entry.kind not in ("state", "capital", "metonym") and entry.sector != "GOV":
        entity_id, name = None, entry.name
    return [Coding(country, entry.sectors, entity_id, name, Traits("state"))]


def _code_group(entry: Entry) -> Coding:
    return Coding(
        entry.country,
        entry.sectors,
        entry.entity_id,
        entry.name,
        Traits("group"),
        is_armed_group=bool(ARMED & set(entry.sectors)),
    )


def _code_people(entry: Entry, items: Sequence[Item], reading: Reading) -> list[Coding]:
    """People named by their nationality; "the Russians" as subject is the state."""
    token = items[-1].tokens[-1]
    is_definite = len(items) == 2 and items[0].word == "the"
    is_state = is_definite and token.dep_ == "nsubj"
    number = token.text.endswith(("s", "sh", "ch", "ese"))
    if entry.country is None:
        return []
    sectors = ("GOV",) if is_state else ("CVL",)
    return [Coding(entry.country, sectors, None, None, Traits("people", number))]


def _code_known_person(
    entry: Entry,
    items: list[Item],
    owner: Coding | None,
    unit: Unit,
    reading: Reading,
) -> list[Coding]:
    left = items[:-1]
    role = _code_role(left, owner, unit, reading)
    sectors = entry.sectors
    if any(_modifier_kind(item) == "former" for item in left):
        sectors = (FORMER,)
    elif sectors == (FORMER,) and role and role.sectors and reading.on:
        sectors = role.sectors
    traits = _person_traits(items)
    return [Coding(entry.country, sectors, entry.entity_id, entry.name, traits)]


def _person_traits(items: Sequence[Item]) -> Traits:
    tokens = [token for item in items for token in item.tokens]
    gender = None
    for token in tokens:
        title = words.titles().get(token.text)
        gender = gender or (title.gender if title else None)
        gender = gender or words.first_names().get(token.text)
    return Traits("person", False, gender, tokens[-1].text)


# --- heads that are agent nouns ----------------------------------------------------


def code_noun(
    noun: AgentNoun,
    left: Sequence[Item],
    owner: Coding | None,
    unit: Unit,
    reading: Reading,
) -> list[Coding]:
    """Coding of an agent noun with what stands before and after it."""
    if noun.kind == "none":
        return []
    traits = Traits(_trait_kind(noun), noun.is_plural)
    base = Coding(None, noun.sectors, traits=traits, noun=noun)
    base = _with_modifiers(base, noun, left)
    several = _coordinated(left)
    if len(several) > 1:
        return [_with_entry(base, item.entry, "") for item in several if item.entry]
    for item in left:
        if item.entry is not None:
            base = _with_entry(base, item.entry, item.compound)
    if owner is not None:
        base = _with_owner(base, owner)
    base = _with_preps(base, unit, reading)
    return _finish(base, noun, left, owner, reading)


def _trait_kind(noun: AgentNoun) -> TraitKind:
    if noun.kind in ("person", "member"):
        return "people" if noun.is_plural else "person"
    return "thing"


def _with_modifiers(base: Coding, noun: AgentNoun, left: Sequence[Item]) -> Coding:
    for item in reversed(left):
        if item.entry is not None or _is_in_compound(item.tokens[0]):
            continue
        modifier = words.modifiers().get(item.word)
        if modifier is None:
            continue
        if modifier.kind == "former":
            if set(base.sectors) & OFFICES or noun.kind == "member":
                return replace(base, sectors=(FORMER,))
        elif modifier.sector:
            base = replace(base, sectors=_modified(base.sectors, noun, modifier))
    return base


def _is_in_compound(token: Token) -> bool:
    """Whether a word is the second part of a compound ("Iranian-backed")."""
    text, start = token.doc.text, token.idx
    return (
        start > 0
        and text[start - 1] in "-\u2010\u2011\u2013"
        and not text[max(0, start - 3) : start].lower().startswith("ex")
    )


def _modified(
    sectors: tuple[str, ...], noun: AgentNoun, modifier: words.Modifier
) -> tuple[str, ...]:
    new = modifier.sector or ""
    is_open = noun.kind in OPEN_KINDS or sectors == ("UNK",)
    if is_open and (modifier.kind == "weak" or new != "UAF" or noun.kind != "member"):
        own = noun.sectors if noun.kind != "member" and sectors != ("UNK",) else ()
        kept = sectors if sectors != noun.sectors else own
        return tuple(dict.fromkeys((*kept, new))) if kept else (new,)
    if modifier.kind == "strong" and noun.kind in ("force", "weapon"):
        return (new,) if new in ("REB", "PRM", "CRM") else sectors
    if new in ("OPP", "PRE") and new not in sectors:
        return (*sectors, new)
    return sectors


def _coordinated(left: Sequence[Item]) -> list[Item]:
    """Countries joined by a hyphen or "and" before one head: two parties."""
    named = [n for n, item in enumerate(left) if item.entry and not item.compound]
    for first, second in zip(named, named[1:], strict=False):
        between = [item.word for item in left[first + 1 : second]]
        if between in (["-"], ["–"], ["and"], ["/"]):
            return [left[first], left[second]]
    return []


def _with_entry(base: Coding, entry: Entry, compound: str) -> Coding:
    """A coding with what a name before the head tells."""
    noun = base.noun
    if compound in ("blocked", "against") or noun is None:
        return base
    if compound == "led":
        if base.country or entry.kind == "demonym" and entry.country is None:
            return base
        sectors = base.sectors or ("MIL",)
        return replace(base, country=entry.country, sectors=sectors)
    if entry.kind in NAMED_KINDS and not compound:
        return _with_group(base, _code_group(entry))
    if base.country is not None:
        return base
    is_open = noun.kind in OPEN_KINDS and entry.kind == "seat"
    sectors = entry.sectors if is_open and FORMER not in base.sectors else base.sectors
    return replace(base, country=entry.country, sectors=sectors)


def _with_group(base: Coding, group: Coding) -> Coding:
    """A coding of people of a group: its members take its code, others its country."""
    noun = base.noun
    if noun is None:
        return base
    is_member = noun.kind in OPEN_KINDS or bool(set(base.sectors) & set(group.sectors))
    is_member |= group.is_armed_group and bool(ARMED & set(base.sectors))
    if FORMER in base.sectors:
        return replace(base, country=base.country or group.country)
    if is_member and (noun.kind in OPEN_KINDS or group.is_armed_group or group.sectors):
        return replace(
            base,
            country=group.country or base.country,
            sectors=group.sectors or _international(base.sectors, group.country),
            entity_id=group.entity_id,
            name=group.name,
            is_armed_group=group.is_armed_group,
        )
    country = base.country or group.country
    return replace(base, country=country, sectors=_international(base.sectors, country))


def _international(sectors: tuple[str, ...], country: str | None) -> tuple[str, ...]:
    """Officials of international bodies have no state sector."""
    if country not in INTERNATIONAL:
        return sectors
    return tuple(sector for sector in sectors if sector != "GOV")


def _with_owner(base: Coding, owner: Coding) -> Coding:
    if owner.is_armed_group or (owner.entity_id or "").startswith(("party:", "org")):
        return _with_group(base, owner)
    noun = base.noun
    if noun and noun.kind in OPEN_KINDS and owner.noun and owner.sectors:
        is_plain = owner.noun.kind in ("body", "force")
        sectors = owner.sectors if is_plain and FORMER not in base.sectors else ()
        base = replace(base, sectors=sectors or base.sectors)
    return replace(base, country=base.country or owner.country)


def _with_preps(base: Coding, unit: Unit, reading: Reading) -> Coding:
    for preposition, inner_units in unit.preps:
        if preposition not in OWNING:
            continue
        inner = [one for part in inner_units for one in code_unit(part, reading)]
        if inner:
            base = _with_inner(base, preposition, inner[0])
        elif base.country is None and preposition in (PLACING | {"of", "from"}):
            country = _country_of_place(inner_units[0].tokens, reading)
            base = replace(base, country=country)
    return base


def _with_inner(base: Coding, preposition: str, inner: Coding) -> Coding:
    noun = base.noun
    if noun is None:
        return base
    is_bare_state = inner.traits.kind == "state"
    if preposition == "for" and (is_bare_state or noun.kind not in OPEN_KINDS):
        is_speaker = noun.noun.startswith("spokes")
        return _with_owner(base, inner) if is_speaker else base
    if preposition in ("with", "under", "among") and noun.kind not in OPEN_KINDS:
        return base
    if preposition in PLACING or is_bare_state:
        return replace(base, country=base.country or inner.country)
    if noun.kind == "container":
        merged = inner if not base.sectors else replace(inner, sectors=base.sectors)
        plural = Traits(inner.traits.kind, True)
        country = inner.country or base.country
        return replace(merged, country=country, traits=plural, noun=inner.noun or noun)
    if inner.is_armed_group or (inner.entity_id or "").startswith(("party:", "org")):
        return _with_group(base, inner)
    if noun.kind == "member" and inner.noun and FORMER not in base.sectors:
        is_body = inner.noun.kind in ("body", "force", "container") or not base.sectors
        sectors = inner.sectors if is_body and inner.sectors else base.sectors
        return replace(base, country=base.country or inner.country, sectors=sectors)
    return replace(base, country=base.country or inner.country)


def _country_of_place(tokens: Sequence[Token], reading: Reading) -> str | None:
    if not tokens:
        return None
    start = reading.sentence.start_of(tokens[0])
    end = reading.sentence.end_of(tokens[-1])
    for place in reading.places:
        if place.start < end and start < place.end and place.country:
            return place.country
    return None


def _finish(
    base: Coding,
    noun: AgentNoun,
    left: Sequence[Item],
    owner: Coding | None,
    reading: Reading,
) -> list[Coding]:
    """The country from the places, the discourse or the home of the article."""
    tokens = [token for item in left for token in item.tokens]
    kinds = {_modifier_kind(item) for item in left}
    country = base.country or _country_of_place(tokens, reading)
    base = replace(base, country=country)
    if noun.kind == "container" and base.noun is noun:
        if country is None and not base.sectors:
            return []
        return [base]
    if noun.kind == "member" and not base.sectors and country is None:
        return []
    if country is not None or (owner is not None and owner.country):
        return [base]
    if "nocode" in kinds:
        return (
            [] if noun.kind in ("member", "body") or "GOV" in base.sectors else [base]
        )
    if "foreign" in kinds:
        return [base]
    return [replace(base, country=_home(base, left, reading))]


def _home(base: Coding, left: Sequence[Item], reading: Reading) -> str | None:
    is_definite = bool(left) and left[0].word == "the" or not left
    if reading.discourse is not None and is_definite and base.sectors and left:
        start = reading.sentence.start_of(left[0].tokens[0])
        noted = reading.discourse.with_sector(
            base.sectors[0], start, reading.sentence.index
        )
        if noted is not None:
            return noted.party.country
    return reading.home


def _modifier_kind(item: Item) -> str:
    if item.entry is not None or _is_in_compound(item.tokens[0]):
        return ""
    modifier = words.modifiers().get(item.word)
    return modifier.kind if modifier else ""


def _countries(items: Sequence[Item]) -> list[str]:
    return [
        item.entry.country
        for item in items
        if item.entry is not None and item.entry.country and not item.compound
    ]


# --- persons by name ---------------------------------------------------------------


def _role_end(items: Sequence[Item]) -> int:
    """One past the last word that is a title or agent noun, 0 if there is none."""
    for number in range(len(items), 0, -1):
        item = items[number - 1]
        if item.entry is None and (
            item.tokens[-1].text in words.titles() or item.word in words.agent_nouns()
        ):
            return number
    return 0


def _code_role(
    left: Sequence[Item], owner: Coding | None, unit: Unit, reading: Reading
) -> Coding | None:
    """Coding of what stands before a name: "French President", "rebel leader"."""
    end = _role_end(left)
    if not end:
        return None
    items = left[:end]
    title = words.titles().get(items[-1].tokens[-1].text)
    found = words.agent_noun_at_end(_trailing_words(items))
    bare = Unit(unit.tokens, unit.shown)
    if found:
        noun, length = found
        coded = code_noun(noun, items[:-length], owner, bare, reading)
        return coded[0] if coded else None
    if title is None or title.sector is None:
        return None
    noun = AgentNoun(items[-1].word, title.sector, (title.sector,), "person", False)
    coded = code_noun(noun, items[:-1], owner, bare, reading)
    return coded[0] if coded else None


def _code_person(
    items: list[Item], owner: Coding | None, unit: Unit, reading: Reading
) -> list[Coding]:
    """A name the dictionary does not know, with what its title tells."""
    end = _role_end(items[:-1])
    name_tokens = [token for item in items[end:] for token in item.tokens]
    role = _code_role(items, owner, unit, reading) if end else None
    name = " ".join(token.text for token in name_tokens if token.pos_ == "PROPN")
    traits = _person_traits(items)
    noted = reading.discourse.named(traits.surname or "") if reading.discourse else None
    if noted is not None and len(name_tokens) <= 1:
        party = noted.party
        known = replace(traits, gender=traits.gender or noted.traits.gender)
        return [
            Coding(party.country, party.sectors, party.entity_id, party.name, known)
        ]
    if role is not None:
        return [replace(role, name=name, entity_id=role.entity_id, traits=traits)]
    has_title = any(item.tokens[-1].text in words.titles() for item in items[:-1])
    if name_tokens[-1].ent_type_ == "PERSON" or has_title:
        country = next(iter(_countries(items)), None) or (owner and owner.country)
        return [Coding(country or None, (), None, name, traits)]
    return _code_unknown_name(items, owner, name, reading)


def _code_unknown_name(
    items: Sequence[Item], owner: Coding | None, name: str, reading: Reading
) -> list[Coding]:
    """A name that is neither known nor a person's: an organisation or a town."""
    kind = items[-1].tokens[-1].ent_type_
    tokens = items[-1].tokens
    country = next(iter(_countries(items)), None) or (owner.country if owner else None)
    of_place = _country_of_place(tokens, reading)
    if of_place is not None and kind != "ORG":
        return [Coding(of_place, ("CVL",), None, name, Traits("thing"))]
    if kind in ("ORG", "NORP"):
        return [Coding(country, (), None, name, Traits("group"))]
    return []


def with_apposition(coding: Coding, unit: Unit, reading: Reading) -> Coding:
    """A coding completed by its apposition ("Name, the X minister")."""
    for part in unit.appositions:
        for other in code_unit(part, reading)[:1]:
            coding = _merged(coding, other)
    return coding


def _merged(first: Coding, second: Coding) -> Coding:
    named, role = (first, second) if first.name else (second, first)
    if named.entity_id or not named.name:
        return named
    traits = named.traits if named.traits.kind == "person" else role.traits
    return replace(
        role,
        name=named.name,
        country=named.country or role.country,
        sectors=named.sectors or role.sectors,
        traits=replace(traits, surname=named.traits.surname),
    )
