"""Code an agent noun by what stands around it: "Iranian police", "members of X"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from transforms.actors import words
from transforms.actors.dictionary import (
    INTERNATIONAL,
    NAMED_KINDS,
    ActorDictionary,
    Entry,
)
from transforms.actors.people import FORMER
from transforms.actors.reading import (
    HYPHENS,
    Coding,
    Item,
    Reading,
    countries_of,
    country_of_place,
    modifier_kinds,
    modifier_of,
)
from transforms.actors.words import AgentNoun
from transforms.english.antecedents import TraitKind, Traits

OPEN_KINDS = frozenset({"member", "container"})
PLACING = frozenset({"in", "at", "across", "inside", "within", "throughout"})
# Prepositions that tell whose a party is; "to" and "against" do not.
OWNING = PLACING | {"of", "for", "from", "with", "under", "among"}
# Prepositions that tell which states people are of, one or several.
STATED = frozenset({"of", "from"})
OFFICES = frozenset({"GOV", "MIL", "LEG", "JUD", "SPY", "COP", "PTY", "OPP"})
ARMED = frozenset({"REB", "UAF", "MIL", "PRM", "CRM"})
# Modifiers that keep a noun from being of the country where the article plays.
FROM_ELSEWHERE = frozenset({"nocode", "foreign", "other"})
# Sectors that belong to the only country told, even where the text does not say so.
DOMESTIC = frozenset({"GOV", "COP", "JUD", "LEG", "MIL", "OPP", "SPY"})
# Sectors of those who fight the state they are of.
INSURGENT = frozenset({"REB", "PRM"})


@dataclass(frozen=True, slots=True)
class Part:
    """A prepositional part of a unit: its words, and its codings if it has any."""

    preposition: str
    tokens: tuple[Token, ...]
    codings: tuple[Coding, ...]


def code_noun(
    noun: AgentNoun,
    left: Sequence[Item],
    owner: Coding | None,
    parts: Sequence[Part],
    reading: Reading,
) -> list[Coding]:
    """Codings of an agent noun; several if its modifiers name two countries."""
    if noun.kind == "none":
        return []
    if noun.kind == "ally":
        return _allies(noun, left)
    traits = Traits(_trait_kind(noun), noun.is_plural)
    base = Coding(None, noun.sectors, traits=traits, noun=noun)
    base = _with_modifiers(base, noun, left)
    pair = _coordinated(left)
    if pair:
        return [_with_entry(base, entry, "") for entry in pair]
    for item in left:
        if item.entry is not None:
            base = _with_entry(base, item.entry, item.compound)
    if owner is not None:
        base = _with_owner(base, owner)
    states = _states_of(noun, parts) if base.country is None else []
    if len(states) > 1:
        return [replace(base, country=state.country) for state in states]
    for part in parts:
        base = _with_part(base, part, reading)
    return _finish(base, noun, left, owner, reading)


def _allies(noun: AgentNoun, left: Sequence[Item]) -> list[Coding]:
    """Whoever is bound to a possessor, where it is told whence: "its French allies".

    "A US ally" is no American.
    """
    if not left or not _is_owned(left[0].tokens[0]):
        return []
    traits = Traits(_trait_kind(noun), noun.is_plural)
    return [
        Coding(country, noun.sectors, traits=traits, noun=noun)
        for country in countries_of(left)
    ]


def _is_owned(first: Token) -> bool:
    """Whether a possessor stands before: also that of "its French and US allies"."""
    number = first.i - 1
    while number > first.sent.start and _is_joint(first.doc[number]):
        number -= 1
    return number >= 0 and first.doc[number].tag_ in ("POS", "PRP$")


def _is_joint(token: Token) -> bool:
    return token.dep_ == "cc" or token.text == "," or token.ent_type_ == "NORP"


def code_group(entry: Entry) -> Coding:
    """Coding of a known group, party or organisation."""
    return Coding(
        entry.country, entry.sectors, entry.entity_id, entry.name, Traits("group")
    )


def _states_of(noun: AgentNoun, parts: Sequence[Part]) -> list[Coding]:
    """States that each have their own: "the ministers of Chad and Mali"."""
    if not noun.is_plural or len(parts) != 1 or parts[0].preposition not in STATED:
        return []
    (part,) = parts
    is_all = all(one.traits.kind == "state" for one in part.codings)
    return list(part.codings) if is_all else []


def _trait_kind(noun: AgentNoun) -> TraitKind:
    if noun.kind in ("person", "member", "ally"):
        return "people" if noun.is_plural else "person"
    return "thing"


# --- modifiers ---------------------------------------------------------------------


def _with_modifiers(base: Coding, noun: AgentNoun, left: Sequence[Item]) -> Coding:
    for item in reversed(left):
        modifier = modifier_of(item)
        if modifier is None:
            continue
        if modifier.kind == "former":
            is_fighter = bool(set(base.sectors) & ARMED - OFFICES)
            if not is_fighter and (
                set(base.sectors) & OFFICES or noun.kind == "member"
            ):
                return replace(base, sectors=(FORMER,))
        elif modifier.sector:
            base = replace(base, sectors=_modified(base.sectors, noun, modifier))
    return base


def _modified(
    sectors: tuple[str, ...], noun: AgentNoun, modifier: words.Modifier
) -> tuple[str, ...]:
    """Sectors of a noun after a modifier: replaced, widened, or left as they are."""
    new = modifier.sector or ""
    is_unknown = sectors == ("UNK",)
    if noun.kind in OPEN_KINDS or is_unknown:
        if new == "UAF" and noun.kind == "member":
            return sectors
        kept = () if is_unknown or sectors == noun.sectors else sectors
        if noun.kind == "container":
            kept = sectors
        return tuple(dict.fromkeys((*kept, new)))
    if noun.kind in ("force", "weapon"):
        return (new,) if new in ("REB", "PRM", "CRM") else sectors
    return tuple(dict.fromkeys((*sectors, new))) if new in ("OPP", "PRE") else sectors


# --- names before the noun ---------------------------------------------------------


def _coordinated(left: Sequence[Item]) -> list[Entry]:
    """Countries joined by a hyphen or "and" before one head: two parties."""
    named = [n for n, item in enumerate(left) if item.entry and not item.compound]
    for first, second in zip(named, named[1:], strict=False):
        between = [item.word for item in left[first + 1 : second]]
        if len(between) == 1 and (between[0] in HYPHENS or between[0] in ("and", "/")):
            entries = [left[first].entry, left[second].entry]
            return [entry for entry in entries if entry is not None]
    return []


def _with_entry(base: Coding, entry: Entry, compound: str) -> Coding:
    """A coding with what a name before the noun tells."""
    noun = base.noun
    if compound in ("blocked", "against") or noun is None:
        return base
    if compound == "led":
        if base.country or entry.country is None:
            return base
        return replace(base, country=entry.country, sectors=base.sectors or ("MIL",))
    if entry.kind in NAMED_KINDS and not compound:
        return _with_group(base, code_group(entry))
    if noun.kind == "force" and base.sectors == ("MIL",) and _is_stateless(entry):
        base = replace(base, sectors=("REB",))  # armed people, but no state's army
    if base.country is not None:
        return base
    if entry.kind == "seat" and noun.kind in OPEN_KINDS and FORMER not in base.sectors:
        return replace(base, country=entry.country, sectors=entry.sectors)
    return replace(base, country=entry.country)


def _is_stateless(entry: Entry) -> bool:
    """Whether a word names a people without a state ("Kurdish", "Syrian Kurdish")."""
    if entry.kind != "demonym":
        return False
    dictionary, word = ActorDictionary.load(), entry.name.rpartition(" ")[2]
    people = [dictionary.entry(one) for one in dictionary.ids_of.get(word, ())]
    is_nation = any(one.kind == "demonym" and not one.country for one in people)
    return is_nation and word.lower() not in words.modifiers()


def _with_group(base: Coding, group: Coding) -> Coding:
    """A coding of people of a group: its members take its code, others its country."""
    noun = base.noun
    # The kin and victims of a transnational group are of no country it has.
    country = base.country or (group.country if group.country != "IMG" else None)
    if FORMER in base.sectors or noun is None:
        return replace(base, country=country)
    is_armed = bool(ARMED & set(base.sectors)) and bool(ARMED & set(group.sectors))
    is_alike = bool(set(base.sectors) & set(group.sectors))
    if noun.kind in OPEN_KINDS or is_armed or (is_alike and noun.kind != "body"):
        return replace(
            base,
            country=group.country or base.country,
            sectors=group.sectors or _international(base.sectors, group.country),
            entity_id=group.entity_id,
            name=group.name,
        )
    return replace(base, country=country, sectors=_international(base.sectors, country))


def _international(sectors: tuple[str, ...], country: str | None) -> tuple[str, ...]:
    """Officials of international bodies have no state sector."""
    if country not in INTERNATIONAL:
        return sectors
    return tuple(sector for sector in sectors if sector != "GOV")


# --- possessors and prepositional parts --------------------------------------------


def _with_owner(base: Coding, owner: Coding) -> Coding:
    if owner.is_group:
        return _with_group(base, owner)
    noun, source = base.noun, owner.noun
    if noun and owner.sectors and FORMER not in base.sectors:
        is_whole = source is not None and source.kind in ("body", "force")
        # "His convoy" and "Karzai's convoy" are theirs, as "the minister's" is.
        if noun.kind == "container" or (noun.kind == "member" and is_whole):
            base = replace(base, sectors=owner.sectors)
    return replace(base, country=base.country or owner.country)


def _with_part(base: Coding, part: Part, reading: Reading) -> Coding:
    """A coding with what a prepositional part tells."""
    preposition, noun = part.preposition, base.noun
    if preposition == "to" and noun and noun.noun.split()[-1] in words.served():
        preposition = "of"  # "an aide to the president" is his
    if preposition not in OWNING or noun is None:
        return base
    if not part.codings:
        if base.country is None and preposition in PLACING | {"of", "from"}:
            country = country_of_place(part.tokens, reading)
            return replace(base, country=country)
        return base
    inner = part.codings[0]
    is_state = inner.traits.kind == "state"
    if preposition == "for":
        is_speaker = noun.noun.startswith("spokes")
        if is_speaker:
            return _with_owner(base, inner)
        if is_state or noun.kind not in OPEN_KINDS:
            return base
    if preposition in ("with", "under", "among") and noun.kind not in OPEN_KINDS:
        return base
    if preposition in PLACING or is_state:
        return replace(base, country=base.country or inner.country)
    return _with_inner(base, noun, inner)


def _with_inner(base: Coding, noun: AgentNoun, inner: Coding) -> Coding:
    """A coding of "members of the police", "hundreds of refugees"."""
    country = base.country or inner.country
    if noun.kind == "container":
        return replace(
            inner,
            country=country,
            sectors=base.sectors or inner.sectors,
            traits=Traits(inner.traits.kind, True),
            noun=inner.noun or noun,
        )
    if inner.is_group:
        return _with_group(base, inner)
    is_person = inner.traits.kind in ("person", "people") and inner.noun is None
    if noun.kind == "member" and not is_person and FORMER not in base.sectors:
        is_whole = not inner.noun or inner.noun.kind in ("body", "force", "container")
        if inner.sectors and (is_whole or not base.sectors):
            return replace(base, country=country, sectors=inner.sectors)
    return base if country == "IMG" else replace(base, country=country)


# --- the country where the phrase tells none ---------------------------------------


def _finish(
    base: Coding,
    noun: AgentNoun,
    left: Sequence[Item],
    owner: Coding | None,
    reading: Reading,
) -> list[Coding]:
    """The coding with its last resort for a country, or nothing if it is too vague."""
    is_abroad = not modifier_kinds(left).isdisjoint(FROM_ELSEWHERE)
    # "A US-backed militia" is no American one.
    if base.country is None and not is_abroad and not any(i.compound for i in left):
        tokens = [token for item in left for token in item.tokens]
        base = replace(base, country=country_of_place(tokens, reading))
    if base.country is not None:
        return [base]
    is_vague = noun.kind in OPEN_KINDS and base.noun is noun and not base.sectors
    is_vague |= noun.kind == "container" and base.sectors == ("GOV",)
    told = _told_people(noun, left, reading)
    if told is not None:
        return [replace(base, country=told)]
    # A bare "rockets" is an actor where it acts, and a means where it is fired.
    if is_vague or (noun.kind == "weapon" and not reading.is_subject):
        return []
    is_apart = "PRE" in base.sectors  # "the breakaway regions" are nobody's at home
    if is_abroad or is_apart or base.is_group or _is_from_anywhere(noun):
        return [base]
    return [replace(base, country=_home(base, left, reading))]


def _told_people(noun: AgentNoun, left: Sequence[Item], reading: Reading) -> str | None:
    """The country of people just told: "took 500 Guineans' guns and let the men go"."""
    role = words.bare_people().get(noun.noun)
    is_definite = bool(left) and left[0].word in ("the", "both", "these", "those")
    is_bare = all(item.last.tag_ in ("DT", "CD", "PDT") for item in left)
    if reading.discourse is None or role is None or not (is_definite and is_bare):
        return None
    start, at = reading.sentence.start_of(left[0].tokens[0]), reading.sentence.index
    return reading.discourse.people_country(role, noun.is_plural, start, at)


def _is_from_anywhere(noun: AgentNoun) -> bool:
    """Whether a noun tells nothing of a country: captives, tourists, foreigners."""
    known = words.modifiers().get(noun.noun.lower())
    return known is not None and known.kind == "foreign"


def _home(base: Coding, left: Sequence[Item], reading: Reading) -> str | None:
    """The country of a bare noun: told before ("the army"), or of the article."""
    is_definite = bool(left) and left[0].word in ("the", "remaining", "surviving")
    if any(item.word == "local" for item in left):
        return reading.home
    if reading.discourse is None or not is_definite or not base.sectors:
        return reading.home
    start, at = reading.sentence.start_of(left[0].tokens[0]), reading.sentence.index
    torn = reading.discourse.torn_country(start, at)
    if torn and base.sectors[0] in DOMESTIC | INSURGENT:
        return torn
    noted = reading.discourse.with_sector(base.sectors[0], start, at)
    if noted is not None and not (reading.home and noted.traits.kind == "state"):
        return noted.party.country
    if reading.home or base.sectors[0] not in DOMESTIC:
        return reading.home
    return reading.discourse.only_country(start, at)
