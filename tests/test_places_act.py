"""Where an act happened, and where it did not."""

from __future__ import annotations

import pytest
from spacy.language import Language

from schemas.records import Place
from tests.test_places_find import parse
from transforms.places.act import loose_names, place_of_act
from transforms.places.find import find_places
from transforms.places.record import inherit_place, known_places, to_record


def act(text: str, trigger: str, nlp: Language) -> Place | None:
    document = parse(text, nlp)
    found = find_places(document)
    for sentence in document.sentences:
        for token in sentence.span:
            if token.text == trigger:
                listed = found.get(sentence.index, [])
                every = [*listed, *loose_names(sentence, listed)]
                return place_of_act(token, sentence, every)
    raise LookupError(trigger)


@pytest.mark.parametrize(
    ("text", "trigger", "name"),
    [
        ("Two men were killed in an attack in Goma.", "killed", "Goma"),
        ("Two men were killed in an attack in Goma.", "attack", "Goma"),
        ("Government forces shelled Kharkiv on Monday.", "shelled", "Kharkiv"),
        (
            "Chad's prime minister was shot as she left a rally in Abeche.",
            "shot",
            "Abéché",
        ),
        ("The shelling of Kherson killed three people.", "shelling", "Kherson"),
        ("The shelling of Kherson killed three people.", "killed", "Kherson"),
        ("A bomb exploded outside a mosque in Kabul.", "exploded", "Kabul"),
        ("In Aleppo, rebels and soldiers clashed.", "clashed", "Aleppo"),
        ("Police arrested 20 people in Lagos, Nigeria.", "arrested", "Lagos"),
        ("Five were killed and two others wounded in Mosul.", "killed", "Mosul"),
        ("Rebels seized the town of Bama on Friday.", "seized", "Bama"),
        ("Protesters marched through Khartoum.", "marched", "Khartoum"),
        ("In Mostar, gunmen hijacked two trucks.", "hijacked", "Mostar"),
        ("Rebels seized Bangui's airport on Tuesday.", "seized", "Bangui"),
        ("Hundreds of Kenyans living in Oslo protested.", "protested", "Oslo"),
        ("Gunmen killed four guards in Tel Qaramat.", "killed", "Tel Qaramat"),
    ],
)
def test_act_has_its_place(text: str, trigger: str, name: str, nlp: Language) -> None:
    place = act(text, trigger, nlp)
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Officials in Nairobi said rebels attacked a convoy.", "attacked"),
        ("Rebels from Chad attacked a convoy.", "attacked"),
        ("Moscow said its troops attacked a convoy.", "attacked"),
        ("Ukrainian troops attacked a convoy.", "attacked"),
        ("Ukraine and Russia exchanged prisoners.", "exchanged"),
        ("France condemned the violence.", "condemned"),
        ("The army arrested a man from Nablus at a checkpoint.", "arrested"),
        ("Soldiers killed a leader of the Harun Brigades.", "killed"),
        ("The ministers signed the Varosh Agreement.", "signed"),
    ],
)
def test_act_without_a_place_has_none(text: str, trigger: str, nlp: Language) -> None:
    assert act(text, trigger, nlp) is None


def test_most_exact_of_two_places_is_taken(nlp: Language) -> None:
    place = act("In Syria, five people were killed in Saraqib.", "killed", nlp)
    assert place is not None
    assert place.precision == "city"


def test_country_has_no_coordinates_in_a_claim(nlp: Language) -> None:
    place = act("Ten people were killed in Mali on Friday.", "killed", nlp)
    assert place is not None
    assert (place.precision, place.latitude, place.longitude) == ("country", None, None)


def test_town_has_country_and_division(nlp: Language) -> None:
    place = act("Two men were killed in Bakhmut.", "killed", nlp)
    assert place is not None
    assert (place.country, place.admin1, place.basis) == ("UKR", "Donetsk", "stated")


def stated(nlp: Language) -> Place:
    place = act("Two men were killed in Goma.", "killed", nlp)
    assert place is not None
    return place


@pytest.mark.parametrize(
    ("same_paragraph", "distance", "same_kind", "is_inherited"),
    [
        (True, 1, False, True),
        (True, 2, True, True),
        (True, 2, False, False),
        (True, 3, True, False),
        (False, 1, True, False),
    ],
)
def test_place_is_inherited_only_from_near(
    same_paragraph: bool,
    distance: int,
    same_kind: bool,
    is_inherited: bool,
    nlp: Language,
) -> None:
    place = inherit_place(
        stated(nlp),
        same_paragraph=same_paragraph,
        distance=distance,
        same_kind=same_kind,
    )
    assert (place is not None) == is_inherited
    assert place is None or (place.basis, place.text) == ("inherited", None)


def test_inherited_place_is_not_handed_on(nlp: Language) -> None:
    options = {"same_paragraph": True, "distance": 1, "same_kind": True}
    once = inherit_place(stated(nlp), **options)
    assert inherit_place(once, **options) is None
    assert inherit_place(None, **options) is None


def test_known_places_hold_each_entry_once(nlp: Language) -> None:
    text = "Goma fell. Fighting in Goma and northern Syria went on."
    found = find_places(parse(text, nlp))
    rows = known_places(place for places in found.values() for place in places)
    assert len({row.place_id for row in rows}) == len(rows)
    assert {"Goma", "Syria"} <= {row.name for row in rows}
    assert all(row.source for row in rows)


def test_record_of_a_found_place_keeps_its_span(nlp: Language) -> None:
    found = find_places(parse("Ten people were killed in Mali.", nlp))
    record = to_record(found[0][0])
    assert record.text == "Mali"
    assert record.geonames_id == found[0][0].geonames_id
