"""The trigger lexicon: every row can be used, none says what another has said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from schemas.ontology import ontology
from tests.pipeline import claims_of
from transforms.english.roles import frames
from transforms.english.slots import light_verbs
from transforms.english.triggers import (
    NO_ACT,
    PACKAGE,
    condition,
    noun_classes,
    rules,
)
from transforms.lexicon import LexiconError, read_table

ROWS = read_table(PACKAGE, "triggers.csv")
WORD_LISTS = (
    "light_verbs.csv",
    "governing_nouns.csv",
    "modifiers.csv",
    "embedding.csv",
    "prepositional_verbs.csv",
    "mode_cues.csv",
)


def keys() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Lemma, part of speech and conditions of each trigger."""
    for row in ROWS:
        for lemma in row["lemmas"].split("|"):
            yield lemma, row["pos"], tuple(sorted(row["when"].split()))


def test_every_trigger_is_indexed() -> None:
    assert sum(len(found) for found in rules().values()) == len(list(keys()))


def test_types_and_modes_are_those_of_the_ontology() -> None:
    for row in ROWS:
        if row["event_type"] != NO_ACT:
            ontology().check(row["event_type"], row["mode"] or None)


def test_no_trigger_is_said_twice() -> None:
    assert [key for key, number in Counter(keys()).items() if number > 1] == []


def test_every_act_has_a_frame_that_exists() -> None:
    wrong = [
        row
        for row in ROWS
        if (row["frame"] not in frames()) != (row["event_type"] == NO_ACT)
    ]
    assert wrong == []
    assert all(row["frame"] == "" for row in ROWS if row["event_type"] == NO_ACT)


def test_lemmas_and_values_are_single_words() -> None:
    # A token's lemma is compared, so a phrase would never be found.
    for lemma, _, conditions in keys():
        assert lemma == lemma.lower().strip()
        assert not {" ", "_"} & set(lemma), lemma
        for text in conditions:
            values = text.partition("=")[2].split("|")
            assert not any("_" in v for v in values if not v.startswith("@")), text


def test_every_class_of_nouns_is_used() -> None:
    used = {
        value[1:]
        for _, _, conditions in keys()
        for text in conditions
        for value in text.partition("=")[2].split("|")
        if value.startswith("@")
    }
    asked_by_name = {"gathering", "named_storm"}
    assert used | asked_by_name == set(noun_classes())


@pytest.mark.parametrize("part", ["verb", "noun"])
def test_each_type_is_told_by_verbs_and_by_nouns(part: str) -> None:
    told = {row["event_type"] for row in ROWS if row["pos"] == part}
    assert set(ontology().types) <= told


@pytest.mark.parametrize("name", WORD_LISTS)
def test_a_word_list_names_each_word_once(name: str) -> None:
    words = Counter(row["lemma"] for row in read_table(PACKAGE, name))
    assert [word for word, number in words.items() if number > 1] == []


def test_light_verbs_have_a_known_kind() -> None:
    kinds = {"light", "occur", "receive", "mediate", "extent"}
    assert set(light_verbs().values()) == kinds


@pytest.mark.parametrize("text", ["object=army", "obj=@nobodies", "prep.on|!obj"])
def test_an_unknown_slot_or_class_is_refused(text: str) -> None:
    with pytest.raises(LexiconError, match=r"triggers\.csv, some row"):
        condition(text, "some row")


KINDS_OF_READING = [
    # the same word with other words around it is another act, or none
    ("Kenyan officials released a report on Uganda.", set()),
    ("Kenyan police released a Ugandan journalist.", {"RETREAT"}),
    ("Kenya launched an inquiry into Ugandan banks.", {"ACCUSE"}),
    ("Kenya launched a satellite for Uganda.", set()),
    ("Kenya launched an attack on Uganda.", {"ASSAULT"}),
    ("Kenya launched a scathing attack on Uganda.", {"ACCUSE"}),
    ("Kenya cut military aid to Uganda.", {"SANCTION"}),
    ("Kenya handed over medicine to Uganda.", {"AID"}),
    ("Kenya handed over a captive pilot to Uganda.", {"RETREAT"}),
    ("Kenya handed over a Congolese fugitive to Uganda.", {"COOPERATE"}),
    ("Kenya handed a Congolese drug kingpin over to Uganda.", {"COOPERATE"}),
    ("Kenya was handed a Congolese fugitive by Uganda.", {"COOPERATE"}),
    ("Kenya accepted Uganda's demands.", {"CONCEDE"}),
    ("Kenya eased the curfew in Mombasa.", {"CONCEDE"}),
    ("Kenya and Uganda signed a treaty.", {"SUPPORT"}),
    ("Kenyan troops remained on alert.", {"MOBILIZE"}),
    ("Kenya shared intelligence with Uganda.", {"COOPERATE"}),
    ("Kenya refused to provide military aid to Uganda.", {"REJECT"}),
    ("Kenya gave Uganda an ultimatum.", {"THREATEN"}),
    ("Kenya imposed a blockade on Uganda.", {"COERCE"}),
    ("Kenyan miners stopped work over pay.", {"PROTEST"}),
    ("Kenya will sell tea to Uganda from May.", {"AGREE"}),
    ("Kenya bought maize from Uganda on Friday.", {"COOPERATE"}),
    ("A Kenyan fisherman sold fish to tourists.", set()),
    ("Cyclone Ilse stormed across Kenya on Friday.", set()),
    ("Tropical Storm Otto stormed into Mombasa in Kenya.", set()),
    ("Cyclone victims attacked a convoy in Kenya.", {"ASSAULT"}),
    ("A Kenyan dog attacked a Ugandan child.", set()),
]


@pytest.mark.parametrize(("text", "types"), KINDS_OF_READING)
def test_the_words_around_a_trigger_decide(text: str, types: set[str]) -> None:
    assert {claim.event_type for claim in claims_of(text)} == types
