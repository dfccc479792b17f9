"""From a noun phrase to parties: who it names, with country and sectors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from schemas.records import Party
from transforms.actors.chunks import Unit, split
from transforms.actors.coding import code_unit
from transforms.actors.dictionary import NAMED_KINDS, ActorDictionary, Entry, entries_of
from transforms.actors.people import choose
from transforms.actors.reading import Coding, Reading
from transforms.actors.words import agent_nouns, first_names, titles
from transforms.document import FoundPlace, Mention, Sentence
from transforms.english.anaphors import anaphora
from transforms.english.antecedents import Noted, Traits
from transforms.english.coreference import Discourse
from transforms.english.needs import fate_of, need_of, verb_above
from transforms.english.syntax import named_ahead, subjects

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "agent"})
_OBJECTS = frozenset({"dobj", "dative", "pobj"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_PARTY_ENTITIES = frozenset({"PERSON", "NORP", "GPE", "ORG"})


def resolve_phrase(
    phrase: SpacySpan,
    mentions: Sequence[Mention],
    sentence: Sentence,
    on: dt.date | None = None,
    discourse: Discourse | None = None,
    home: str | None = None,
    places: Sequence[FoundPlace] = (),
    is_aside: bool = False,
) -> tuple[Party, ...]:
    """Parties that a noun phrase names, in order; empty if it names none.

    ``mentions`` and ``places`` are those of the sentence, in article offsets; ``on``
    is the day persons and groups are resolved for; ``home`` is the country of bare
    nouns such as "police". The parties are noted in ``discourse``, where it is given;
    as told aside, if they are.
    """
    root = phrase.root
    if root.tag_ in ("WP", "WDT") or root.lower_ in _RELATIVE:
        return _antecedent(phrase, mentions, sentence, on, discourse, home, places)
    referred = _referred(phrase, sentence, discourse)
    if referred is None and len(phrase) == 1:
        referred = _moved_by(root, sentence, discourse) or None
    ahead = named_ahead(root) if referred == () else []
    if ahead:
        noun = phrase.doc[ahead[0].i : ahead[-1].i + 1]
        told = resolve_phrase(noun, mentions, sentence, on, None, home, places)
        return tuple(_at(party, phrase, sentence.start_of(phrase)) for party in told)
    if referred is not None:
        return referred
    dictionary = ActorDictionary.load()
    entry_at = _entries_at(phrase, mentions, sentence, dictionary, on, home, places)
    is_subject = root.dep_ in _SUBJECTS
    reading = Reading(
        dictionary, sentence, entry_at, on, discourse, home, places, is_subject
    )
    found: list[tuple[Party, Traits]] = []
    for unit in split(phrase, entry_at):
        if not any(token.text[:1].isalnum() for token in unit.tokens):
            continue
        for coding in code_unit(unit, reading):
            found.append((_party(unit, coding, reading), coding.traits))
    parties = tuple(party for party, _ in found)
    if discourse is not None and parties:
        traits = [known for _, known in found]
        fate = fate_of(root)
        discourse.note(parties, sentence.index, traits, is_subject, fate, is_aside)
    return parties


def is_party_like(phrase: SpacySpan) -> bool:
    """Whether a noun phrase can be an actor at all: people, groups, states, bodies."""
    root = phrase.root
    if root.pos_ == "PRON":
        return root.lower_ in _RELATIVE or root.lower_ in anaphora()
    if phrase.text.lower() in anaphora():
        return True
    if any(_is_agent(token) for token in phrase if _is_headlike(token, root)):
        return True
    if root.ent_type_ in _PARTY_ENTITIES or root.ent_type_ == "":
        if root.pos_ == "PROPN":
            return True
        if root.ent_type_:
            return root.pos_ in ("ADJ", "NOUN")
    words = ActorDictionary.load().words
    return root.text in words or (phrase.text in words)


def _is_headlike(token: Token, root: Token) -> bool:
    return token.i == root.i or token.dep_ in ("conj", "pobj", "appos")


def _is_agent(token: Token) -> bool:
    noun = agent_nouns().get(token.lower_)
    if token.dep_ in ("amod", "compound") and token.i + 1 < token.sent.end:
        pair = agent_nouns().get(f"{token.lower_} {token.nbor(1).lower_}")
        if pair is not None and pair.kind == "none":
            return False  # "a general strike" is no general
    if noun is None and token.i > token.sent.start:
        noun = agent_nouns().get(f"{token.nbor(-1).lower_} {token.lower_}")
    return noun is not None and (noun.kind != "none" or token.dep_ != "pobj")


def _antecedent(
    phrase: SpacySpan,
    mentions: Sequence[Mention],
    sentence: Sentence,
    on: dt.date | None,
    discourse: Discourse | None,
    home: str | None,
    places: Sequence[FoundPlace],
) -> tuple[Party, ...]:
    """Parties of the noun that a relative pronoun stands for."""
    for ancestor in phrase.root.ancestors:
        if ancestor.dep_ == "relcl":
            head = ancestor.head
            noun = phrase.doc[head.left_edge.i : head.i + 1]
            if noun.root.tag_ in ("WP", "WDT"):
                return ()
            return resolve_phrase(noun, mentions, sentence, on, discourse, home, places)
    return ()


def _moved_by(
    head: Token, sentence: Sentence, discourse: Discourse | None
) -> tuple[Party, ...]:
    """Forces on the move, as their sender's: "sent tanks, which shelled the town"."""
    if discourse is None:
        return ()
    start, end = sentence.start_of(head), sentence.end_of(head)
    told = discourse.told_at(start, end, sentence.index)
    return tuple(one.party for one in told if one.fate == "moved" and one.is_aside)


def _referred(
    phrase: SpacySpan, sentence: Sentence, discourse: Discourse | None
) -> tuple[Party, ...] | None:
    """Parties a pronoun or anaphoric phrase stands for; None if it is neither."""
    text = phrase.text.lower()
    is_pronoun = phrase.root.tag_ == "PRP" and len(phrase) == 1
    if not is_pronoun and text not in anaphora():
        return None
    if text == "it" and _is_dummy(phrase.root):
        return ()
    if not is_pronoun and _is_told_behind(phrase.root):
        return None  # "the countries that had joined" are told by the clause
    if anaphora().get(text, "")[:1] == ("half",) and phrase.root.text.islower():
        return ()  # "the north" is a place, "the North" may be a state
    start = sentence.start_of(phrase)
    is_object = is_pronoun or anaphora()[text][0] == "state"
    but = _subject_beside(phrase.root, sentence, discourse) if is_object else []
    need = need_of(phrase.root)
    noted = discourse.refer(text, start, sentence.index, but, need) if discourse else []
    if not noted:
        is_void = is_pronoun or anaphora()[text][0].startswith(("pair", "half"))
        return () if is_void else None
    is_state = anaphora()[text][0] in ("state", "half")
    parties = tuple(_moved(one, phrase, start, is_state) for one in noted)
    if discourse is not None:
        is_subject = phrase.root.dep_ in _SUBJECTS
        traits = [one.traits for one in noted]
        discourse.note(parties, sentence.index, traits, is_subject)
    return parties


def _is_told_behind(noun: Token) -> bool:
    """Whether a clause without a comma tells who a noun is."""
    return any(
        child.dep_ == "relcl" and child.left_edge.nbor(-1).text != ","
        for child in noun.children
    )


def _is_reflexive(word: Token) -> bool:
    return word.lower_.endswith(("self", "selves"))


def _subject_beside(
    word: Token, sentence: Sentence, discourse: Discourse | None
) -> list[Noted]:
    """Who does it to a pronoun, and so is somebody else: "he thanked him"."""
    if discourse is None or word.dep_ not in _OBJECTS or _is_reflexive(word):
        return []
    verb = verb_above(word)
    found: list[Noted] = []
    for subject in (c for c in subjects(verb) if c.i < word.i):
        first = sentence.start_of(subject.doc[subject.left_edge.i])
        last = sentence.end_of(subject.doc[subject.right_edge.i])
        if subject.tag_ == "PRP":
            found += discourse.refer(subject.lower_, first, sentence.index)
        found += discourse.told_at(first, last, sentence.index)
    return found


def _is_dummy(token: Token) -> bool:
    """Whether "it" stands for a clause ("it is clear that"); "fight it out"."""
    verb = token.head
    if token.dep_ == "dobj" and token.i + 1 < len(token.doc):
        return token.nbor(1).lower_ == "out"
    labels = {child.dep_ for child in verb.children}
    is_copula = verb.lemma_ == "be" and bool(labels & {"acomp", "attr"})
    return is_copula and bool(labels & {"ccomp", "xcomp", "advcl", "csubj"})


def _at(party: Party, phrase: SpacySpan, start: int) -> Party:
    """A party at the place of the phrase that stands for it."""
    text = phrase.text
    place = {"text": text, "start": start, "end": start + len(text)}
    return party.model_copy(update=place)


def _moved(one: Noted, phrase: SpacySpan, start: int, is_state: bool) -> Party:
    """The antecedent's party at the place of the phrase that refers to it."""
    changes: dict[str, object] = {
        "text": phrase.text,
        "start": start,
        "end": start + len(phrase.text),
    }
    state = ActorDictionary.load().state(one.party.country) if is_state else None
    if state is not None:
        changes |= {"entity_id": state.entity_id, "name": state.name}
        changes |= {"sector": "GOV", "sectors": ("GOV",)}
    return one.party.model_copy(update=changes)


def _entries_at(
    phrase: SpacySpan,
    mentions: Sequence[Mention],
    sentence: Sentence,
    dictionary: ActorDictionary,
    on: dt.date | None,
    home: str | None,
    places: Sequence[FoundPlace],
) -> dict[int, Entry]:
    """The entry of each token that stands inside a name of the dictionary."""
    found: dict[int, Entry] = {}
    owns = [token for token in phrase if token.tag_ == "PRP$"]
    words = [*phrase, *(word for own in owns for word in named_ahead(own))]
    start = min(sentence.start_of(word) for word in words)
    end = max(sentence.end_of(word) for word in words)
    for mention in mentions:
        if mention.end <= start or end <= mention.start:
            continue
        tokens = [
            token
            for token in words
            if sentence.start_of(token) < mention.end
            and mention.start < sentence.end_of(token)
        ]
        entry = choose(entries_of(dictionary, mention.entity_ids), on, home)
        if entry is None or _is_namesake(entry, mention, places):
            continue
        if tokens and not _is_in_other_name(entry, mention, tokens):
            found.update((token.i, entry) for token in tokens)
    return found


def _is_namesake(entry: Entry, mention: Mention, places: Sequence[FoundPlace]) -> bool:
    """Whether a capital's name is another town's: "Tripoli, Lebanon's second city"."""
    return entry.kind == "capital" and any(
        (place.start, place.end) == (mention.start, mention.end)
        and place.country not in (None, entry.country)
        and not place.is_metonym
        for place in places
    )


def _is_in_other_name(entry: Entry, mention: Mention, tokens: list[Token]) -> bool:
    """Whether a word is part of an unknown name ("Queen Sofia", "Ana Putin")."""
    if entry.kind in NAMED_KINDS and tokens[0].i and " " not in mention.text:
        before = tokens[0].nbor(-1)
        return before.text.title() in titles() and mention.text.isupper()
    if entry.country == "UNO":
        return _is_of_a_state(mention, tokens[0])
    if entry.kind in NAMED_KINDS or " " in mention.text:
        return False
    if entry.kind == "person":
        return _is_other_surname(entry, tokens[0])
    if tokens[0].ent_type_ != "PERSON":
        return False
    doc, first, last = tokens[0].doc, tokens[0].i, tokens[-1].i
    near = [doc[n] for n in (first - 1, last + 1) if 0 <= n < len(doc)]
    return any(
        token.pos_ == "PROPN"
        and (token.ent_type_ == "PERSON" or token.text in titles())
        for token in near
    )


def _is_of_a_state(mention: Mention, first: Token) -> bool:
    """Whether a body of the UN stands in a state's: "the National Security Council"."""
    if not first.i or mention.text.startswith(("UN", "U.N", "United")):
        return False
    before = first.nbor(-1)
    is_named = before.pos_ in ("PROPN", "ADJ") and before.text[:1].isupper()
    return is_named and before.text not in ("UN", "U.N.", "Nations")


def _is_other_surname(entry: Entry, first: Token) -> bool:
    """Whether a surname stands behind a first name that is not the known person's."""
    if first.i == 0:
        return False
    before = first.doc[first.i - 1]
    if before.pos_ != "PROPN" or not before.text[:1].isupper():
        return False
    words = ActorDictionary.load().words
    known = before.text in titles() or before.lower_ in agent_nouns()
    if known or before.text in entry.name or len(before.text) < 3:
        return False
    is_joined = before.dep_ == "compound" and before.head.i >= first.i
    is_name = before.ent_type_ == "PERSON" or before.text in first_names()
    return is_name or (is_joined and before.text not in words)


def _party(unit: Unit, coding: Coding, reading: Reading) -> Party:
    """The party with the stretch of text that names it."""
    tokens = list(unit.shown)
    while len(tokens) > 1 and _is_no_part(tokens[0]):
        tokens.pop(0)
    while len(tokens) > 1 and tokens[-1].tag_ == "POS":
        tokens.pop()
    first, last = tokens[0], _last_token(unit, tokens[-1], reading)
    start = reading.sentence.start_of(first)
    text = str(first.doc[first.i : last.i + 1].text)
    return Party(
        text=text,
        start=start,
        end=start + len(text),
        entity_id=coding.entity_id,
        name=coding.name or text,
        country=coding.country,
        sector=coding.sectors[0] if coding.sectors else None,
        sectors=coding.sectors,
    )


def _is_no_part(first: Token) -> bool:
    """Whether a word before a name does not belong to it: "at least 41 people"."""
    if first.ent_type_ == "DATE" and first.dep_ == "compound":
        return True  # "On Sunday Mr Okello": the parser joins the two
    if first.lower_ == "at":
        return first.nbor(1).lower_ in ("least", "most")
    if first.lower_ in ("least", "most"):
        return bool(first.i) and first.nbor(-1).lower_ == "at"
    return first.pos_ in ("DET", "PUNCT")


def _last_token(unit: Unit, last: Token, reading: Reading) -> Token:
    """The last token of the unit with the parts that tell whose it is."""
    for preposition, inner in unit.preps:
        head = inner[0].tokens[-1]
        is_telling = head.i in reading.entry_at or head.lower_ in agent_nouns()
        if preposition not in ("of", "for", "from") or not is_telling:
            break
        last = _last_token(inner[0], head, reading)
    return last
