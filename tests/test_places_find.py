"""Which words of a text are places, and which places they are."""

from __future__ import annotations

import pytest
from spacy.language import Language

from transforms.document import Block, CleanArticle, Document, FoundPlace, Sentence
from transforms.places.find import find_places, resolve_mentions
from transforms.places.support import is_famous_place


def parse(text: str, nlp: Language) -> Document:
    article = CleanArticle("a", "x", "text", text, (Block("body", 0, len(text)),))
    sentences = tuple(
        Sentence(number, span.start_char, span.end_char, 0, span, "body")
        for number, span in enumerate(nlp(text).sents)
    )
    return Document(article, sentences)


def places(text: str, nlp: Language) -> list[FoundPlace]:
    found = find_places(parse(text, nlp))
    return [place for index in sorted(found) for place in found[index]]


def named(text: str, words: str, nlp: Language) -> FoundPlace:
    return next(place for place in places(text, nlp) if place.text == words)


@pytest.mark.parametrize(
    ("text", "words", "country", "precision"),
    [
        ("Two people were killed in Goma on Monday.", "Goma", "COD", "city"),
        ("They met in Paris, Texas, last week.", "Paris", "USA", "city"),
        ("They met in Paris, France, last week.", "Paris", "FRA", "city"),
        ("The envoys met in Washington last week.", "Washington", "USA", "city"),
        ("A fire broke out in Washington state.", "Washington", "USA", "admin1"),
        ("Shells hit Kharkiv at dawn.", "Kharkiv", "UKR", "city"),
        ("Fighting spread in Idlib province.", "Idlib", "SYR", "admin1"),
        ("Troops left the province of Aleppo.", "Aleppo", "SYR", "admin1"),
        ("A ship was hit in the Red Sea.", "Red Sea", None, "region"),
        ("Clashes broke out in northern Syria.", "northern Syria", "SYR", "region"),
        ("Aid reached the Gaza Strip.", "Gaza Strip", "PSE", "admin1"),
        ("A bus was attacked in North Kivu.", "North Kivu", "COD", "admin1"),
        ("He was arrested in Hodeidah, Yemen.", "Hodeidah", "YEM", "city"),
        ("He was arrested in Warsaw, Indiana.", "Warsaw", "USA", "city"),
        ("He was arrested in Warsaw on Monday.", "Warsaw", "POL", "city"),
        ("He was arrested in London, Ontario.", "London", "CAN", "city"),
        ("Envoys from Rome, Georgia and Chad met.", "Rome", "ITA", "city"),
        ("In Rome, Georgia accused Chad of fraud.", "Rome", "ITA", "city"),
        ("A bomb hit the Spanish city of Guadalajara.", "Guadalajara", "ESP", "city"),
        ("A bomb hit the Lebanese city of Tripoli.", "Tripoli", "LBN", "city"),
    ],
)
def test_place_is_found_and_resolved(
    text: str, words: str, country: str | None, precision: str, nlp: Language
) -> None:
    place = named(text, words, nlp)
    assert (place.country, place.precision) == (country, precision)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Michael Jordan praised the crowd.", "Jordan"),
        ("The Syrian army shelled the hills.", "Syrian"),
        ("Ukrainians voted on Sunday.", "Ukrainians"),
        ("He was reading a book in May.", "May"),
        ("The University of Chicago published a paper.", "Chicago"),
        ("The European Union adopted the budget.", "Union"),
    ],
)
def test_word_that_is_no_place_is_not_found(
    text: str, word: str, nlp: Language
) -> None:
    assert word not in [place.text for place in places(text, nlp)]


def test_homonym_follows_the_country_of_the_article(nlp: Language) -> None:
    text = (
        "Ukraine said its troops held the line in the Donetsk region. "
        "Russian forces attacked near Pokrovsk."
    )
    assert named(text, "Pokrovsk", nlp).country == "UKR"


def test_one_name_has_one_sense_in_an_article(nlp: Language) -> None:
    text = "Rebels took Tripoli in Libya. A week later Tripoli was calm."
    found = [p.country for p in places(text, nlp) if p.text == "Tripoli"]
    assert found == ["LBY", "LBY"]


def test_government_that_speaks_is_marked_as_metonym(nlp: Language) -> None:
    text = "Moscow said it would respond. A bomb exploded in Moscow."
    marks = [p.is_metonym for p in places(text, nlp) if p.text == "Moscow"]
    assert marks == [True, False]


def test_unlisted_village_takes_the_place_of_its_surroundings(nlp: Language) -> None:
    text = "Gunmen burned houses in the village of Karrabunda in Mopti, Mali."
    place = named(text, "Karrabunda", nlp)
    assert place.place_id == "unlisted:karrabunda"
    assert (place.country, place.geonames_id) == ("MLI", None)
    assert place.precision != "city"


def test_every_span_stands_in_the_text(nlp: Language) -> None:
    text = "Fighting near Al-Bab, Aleppo province, and in eastern Ukraine went on."
    found = places(text, nlp)
    assert found
    assert all(text[p.start : p.end] == p.text for p in found)


def test_country_hint_decides_between_homonyms(nlp: Language) -> None:
    document = parse("Five people died in Tripoli.", nlp)
    found = find_places(document, {"LBN": 5.0})
    assert found[0][0].country == "LBN"


def test_given_mention_is_resolved_without_support(nlp: Language) -> None:
    text = "Residents of Lviv slept in shelters."
    start = text.index("Lviv")
    found = resolve_mentions(parse(text, nlp), [(start, start + 4)])
    assert found[(start, start + 4)].country == "UKR"


@pytest.mark.parametrize(
    ("name", "is_famous"),
    [("Goma", True), ("Texas", True), ("Syria", True), ("Union", False), ("x", False)],
)
def test_famous_place_is_known_without_context(name: str, is_famous: bool) -> None:
    assert is_famous_place(name) is is_famous


def test_empty_article_has_no_places(nlp: Language) -> None:
    assert find_places(parse("", nlp)) == {}
