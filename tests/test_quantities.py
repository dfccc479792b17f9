"""Numbers of English news: value and bounds, what they count, and whose they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Span

from schemas.records import Party
from transforms.document import FoundQuantity, Sentence
from transforms.english.number_spans import number_spans
from transforms.english.number_words import read_number
from transforms.english.quantities import (
    annotate_quantities,
    attach_quantities,
    find_quantities,
    implied_one,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("192", 192),
        ("1,234,567", 1234567),
        ("12.5", 12.5),
        ("twenty-two", 22),
        ("Twenty two", 22),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("two dozen", 24),
        ("two hundred", 200),
        ("two hundred and six", 206),
        ("a hundred", 100),
        ("half a million", 500000),
        ("3.5 million", 3500000),
        ("1.2bn", 1200000000),
        ("10k", 10000),
        ("five and a half million", 5500000),
        ("three million and a half", 3500000),
        ("two million five hundred thousand", 2500000),
        ("nineteen hundred", 1900),
        ("6 crore and two hundred", 60000200),
        ("two billion and a half million", 2000500000),
        ("six billion and three quarters million", 6000750000),
        ("three-quarters million", 750000),
        ("40 000", 40000),
    ],
)
def test_number_words_have_their_value(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["", "a", "people", "and", "half", "12 men"])
def test_what_is_no_number_has_no_value(text: str) -> None:
    assert read_number(text) is None


Bounds = tuple[float | None, float | None, float | None, str]


@pytest.mark.parametrize(
    ("text", "words", "bounds"),
    [
        ("killed 12 men", "12", (12, 12, 12, "exact")),
        ("at least 12 men", "at least 12", (12, 12, None, "at_least")),
        ("more than 12 men", "more than 12", (12, 12, None, "at_least")),
        ("over a dozen men", "over a dozen", (12, 12, None, "at_least")),
        ("1,000+ men", "1,000+", (1000, 1000, None, "at_least")),
        ("12 or more men", "12 or more", (12, 12, None, "at_least")),
        ("up to 12 men", "up to 12", (None, 12, 12, "at_most")),
        ("as many as 12 men", "as many as 12", (None, 12, 12, "at_most")),
        ("almost 12 men", "almost 12", (None, 12, 12, "at_most")),
        ("fewer than 12 men", "fewer than 12", (None, 12, 12, "at_most")),
        ("about 12 men", "about 12", (None, 12, None, "about")),
        ("some 12 men", "some 12", (None, 12, None, "about")),
        ("an estimated 12 men", "an estimated 12", (None, 12, None, "about")),
        (
            "a total of at least 12",
            "a total of at least 12",
            (12, 12, None, "at_least"),
        ),
        ("20-30 men", "20-30", (20, None, 30, "range")),
        ("20 to 30 men", "20 to 30", (20, None, 30, "range")),
        ("between 20 and 30 men", "between 20 and 30", (20, None, 30, "range")),
        ("from 20 to 30 men", "from 20 to 30", (20, None, 30, "range")),
        ("two or three men", "two or three", (2, None, 3, "range")),
        ("2-3 million men", "2-3 million", (2e6, None, 3e6, "range")),
        ("dozens of men", "dozens", (24, None, 99, "vague")),
        ("several men", "several", (3, None, 9, "vague")),
        ("several hundred men", "several hundred", (300, None, 900, "vague")),
        ("a few men", "a few", (3, None, 5, "vague")),
        ("thousands of men", "thousands", (2000, None, 9999, "vague")),
        (
            "tens of thousands of men",
            "tens of thousands",
            (20000, None, 99999, "vague"),
        ),
        (
            "hundreds of thousands of men",
            "hundreds of thousands",
            (200000, None, 999999, "vague"),
        ),
        (
            "at least several hundred",
            "at least several hundred",
            (300, None, None, "at_least"),
        ),
    ],
)
def test_bounds_of_a_number_are_read(text: str, words: str, bounds: Bounds) -> None:
    (found,) = number_spans(text)
    assert text[found.start : found.end] == words
    assert (found.low, found.best, found.high, found.qualifier) == bounds


@pytest.mark.parametrize(
    "text",
    [
        "no one was there",
        "the F-16 jet",
        "the M23 group",
        "flight MH17",
        "at 5:30 it began",
        "at 5pm it began",
        "at 0300 GMT",
        "won 3-1 there",
        "call 555-1234 now",
        "one another",
        "call 0555 010 2030",
        "agent 009",
    ],
)
def test_clock_times_codes_and_idioms_are_no_numbers(text: str) -> None:
    assert number_spans(text) == []


COUNTED = [
    ("Some 60 Hamas foreign fighters stayed.", "troops", "fighter", 60),
    ("Police held 40 Boko Haram suspected members.", "people", "member", 40),
    ("They spoke of 900 [Hamas] fighters.", "troops", "fighter", 900),
    ("The raid cost 75 lives.", "killed", "person", 75),
    ("It was a raid that has claimed 30 lives.", "killed", "person", 30),
    ("The deal saved 30 lives.", "rescued", "person", 30),
    ("Russia deployed 30 tanks.", "vehicles", "tank", 30),
    ("The toll is 12 dollars 75.", "money", "dollar", 12.75),
    ("The toll is twelve euros and sixty.", "money", "euro", 12.6),
    ("They pay 14 EUR 80.", "money", "euro", 14.8),
    ("A grant of 40 MEUR was agreed.", "money", "euro", 4e7),
    ("They won us$ 3 million.", "money", "dollar", 3e6),
    ("It took three quarters billion euros.", "money", "euro", 7.5e8),
    ("The crater is 9 m deep.", "distance", "metre", 9),
    ("They dug a hole of 6 m.", "distance", "metre", 6),
    ("The parcel held 30 (kg).", "weight", "kilogram", 30),
    ("She lost 18 pounds.", "weight", "pound", 18),
    ("A 64 yo man was killed.", "age", "year", 64),
    ("Add ½ teaspoon of salt.", "volume", "teaspoon", 0.5),
    ("Gunmen killed 12 people.", "killed", "person", 12),
    ("Twelve people were killed.", "killed", "person", 12),
    ("Twelve people died.", "killed", "person", 12),
    ("12 dead in market blast", "killed", "person", 12),
    ("12 killed in market blast", "killed", "person", 12),
    ("The attack left nine dead.", "killed", "person", 9),
    ("The attack caused 12 deaths.", "killed", "person", 12),
    ("The army lost 300 men.", "killed", "man", 300),
    ("At least three women were shot dead.", "killed", "woman", 3),
    ("A family of four died.", "killed", "person", 4),
    ("Five of the hostages were killed.", "killed", "hostage", 5),
    ("One person was killed.", "killed", "person", 1),
    ("The killing of six priests shocked them.", "killed", "priest", 6),
    ("The blast wounded 30.", "injured", "person", 30),
    ("Thirty soldiers were injured.", "injured", "soldier", 30),
    ("Police arrested 45 protesters.", "arrested", "protester", 45),
    ("Some 45 activists were detained.", "arrested", "activist", 45),
    ("Gunmen abducted 20 schoolgirls.", "abducted", "schoolgirl", 20),
    ("Rebels captured 40 soldiers.", "captured", "soldier", 40),
    ("The group freed 40 of its captives.", "released", "captive", 40),
    ("A dozen hostages were freed.", "released", "hostage", 12),
    ("An exchange of 50 prisoners took place.", "released", "prisoner", 50),
    ("The swap, involving 307 prisoners, began.", "released", "prisoner", 307),
    ("More than 200 people are missing.", "missing", "person", 200),
    ("The number of displaced reached 20,000.", "displaced", "person", 20000),
    ("Russia sent 2,000 troops.", "troops", "soldier", 2000),
    ("About 10,000 people marched.", "protesters", "person", 10000),
    ("Some 300 demonstrators gathered.", "protesters", "demonstrator", 300),
    ("A court sentenced 14 activists.", "sentenced", "activist", 14),
    ("The strike destroyed 15 homes.", "destroyed", "home", 15),
    ("The army fired 40 missiles.", "missiles", "missile", 40),
    ("12 GUERRILLAS WERE KILLED.", "killed", "guerrilla", 12),
    ("The aid is worth $3.5bn.", "money", "dollar", 3.5e9),
    ("They paid 40 million euros.", "money", "euro", 4e7),
    ("They paid 2,000 Swiss francs.", "money", "Swiss franc", 2000),
    ("About 15% agreed.", "percent", "percent", 15),
    ("Some 15 per cent agreed.", "percent", "percent", 15),
    ("A 34-year-old man came.", "age", "year", 34),
    ("He is 34 years old.", "age", "year", 34),
    ("A boy aged 12 came.", "age", "year", 12),
    ("John Smith, 34, came.", "age", "year", 34),
    ("It is 10 km away.", "distance", "kilometre", 10),
    ("It is 10km away.", "distance", "kilometre", 10),
    ("They talked for two hours.", "duration", "hour", 2),
    ("It weighed 20 tonnes.", "weight", "tonne", 20),
    ("A 500-pound bomb fell.", "weight", "pound", 500),
    ("It burned 40 hectares.", "area", "hectare", 40),
]


@pytest.mark.parametrize(("text", "counted", "unit", "value"), COUNTED)
def test_what_is_counted(
    nlp: Language, text: str, counted: str, unit: str, value: float
) -> None:
    (found,) = annotate_quantities(nlp(text)[:], 0)
    assert (found.counted, found.unit, found.best) == (counted, unit, value)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("They paid 15 dollars 40 times.", [15, 40]),
        ("Tickets cost between 15 dollars and 20.", [15, 20]),
        ("They paid 15 dollars and 30 euros.", [15, 30]),
        ("They paid 15 dollars and 120.", [15, 120]),
    ],
)
def test_numbers_that_are_no_cents_stand_alone(
    nlp: Language, text: str, values: list[float]
) -> None:
    assert [found.best for found in annotate_quantities(nlp(text)[:], 0)] == values


def test_a_number_before_a_lone_m_and_a_noun_is_no_length(nlp: Language) -> None:
    (found,) = annotate_quantities(nlp("Some 12 m people fled the war.")[:], 0)
    assert found.counted != "distance"


@pytest.mark.parametrize(
    "text",
    [
        "On May 16 they met.",
        "In 2014 the army left.",
        "In 2014-15 the army left.",
        "From 1970 to 1974 he ruled.",
        "Resolution 242 and Article 5 apply.",
        "One in five voters agreed.",
        "No one was killed.",
        "He was one of the best.",
        "Men in their 30s came.",
        "The first of them came.",
    ],
)
def test_dates_labels_and_shares_are_no_quantities(nlp: Language, text: str) -> None:
    assert annotate_quantities(nlp(text)[:], 0) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "A bomb exploded, killing at least 12 people and wounding 30 more.",
            [("killed", 12), ("injured", 30)],
        ),
        ("The rebels killed 12 and wounded 30.", [("killed", 12), ("injured", 30)]),
        ("12 killed, 30 injured in blast", [("killed", 12), ("injured", 30)]),
        (
            "The raid killed 20 soldiers and three civilians.",
            [("killed", 20), ("killed", 3)],
        ),
        (
            "Twenty-two people, including three children, died.",
            [("killed", 22), ("killed", 3)],
        ),
        (
            "Police arrested 20 people after a bomb killed five.",
            [("arrested", 20), ("killed", 5)],
        ),
        ("Twelve soldiers killed 30 rebels.", [("troops", 12), ("killed", 30)]),
        ("The party lost 30 seats and 20 men died.", [("other", 30), ("killed", 20)]),
        (
            "It said 24 civilians had died, as well as 25 rebels fighting alongside "
            "the army and 26 militia fighters.",
            [("killed", 24), ("killed", 25), ("killed", 26)],
        ),
        ("It announced a 30,000-strong force.", [("troops", 30000)]),
        ("The 20-member council met.", [("other", 20)]),
        ("The death toll rose to 41 from 29.", [("killed", 41), ("other", 29)]),
    ],
)
def test_each_number_has_its_own_kind(
    nlp: Language, text: str, expected: list[tuple[str, float]]
) -> None:
    found = annotate_quantities(nlp(text)[:], 0)
    assert [(q.counted, q.best) for q in found] == expected


def test_measures_are_no_event_quantities(nlp: Language) -> None:
    doc = nlp("A 34-year-old man walked 10 km for two hours with $20.")
    assert [q.counted for q in find_quantities(doc[:], 0)] == ["money"]


@pytest.mark.parametrize(
    "text",
    [
        "They swapped 1,000 prisoners from each side.",
        "The sides swapped 1,000 prisoners each.",
        "Each side handed over 390 captives.",
        "They held a 1,000-for-1,000 prisoner swap.",
        "They agreed on a 50 for 50 exchange of captives.",
    ],
)
def test_number_of_each_side_is_marked(nlp: Language, text: str) -> None:
    (found,) = annotate_quantities(nlp(text)[:], 0)
    assert found.is_each


def test_each_day_is_no_side(nlp: Language) -> None:
    (found,) = annotate_quantities(nlp("They killed 12 people each day.")[:], 0)
    assert not found.is_each


def test_particle_of_a_verb_is_no_bound(nlp: Language) -> None:
    (found,) = annotate_quantities(nlp("The army handed over 390 captives.")[:], 0)
    assert (found.text, found.qualifier, found.counted) == ("390", "exact", "released")


@pytest.mark.parametrize(
    ("text", "words", "counted"),
    [
        ("The gunmen killed a soldier.", "a soldier", "killed"),
        ("A policeman was wounded in the raid.", "A policeman", "injured"),
        ("The army arrested a journalist.", "a journalist", "arrested"),
        ("The murder of a priest shocked them.", "a priest", "killed"),
        ("A woman died in the raid.", "A woman", "killed"),
    ],
)
def test_single_victim_counts_one(
    nlp: Language, text: str, words: str, counted: str
) -> None:
    found = [q for q in map(implied_one, nlp(text)) if q is not None]
    assert [(q.text, q.counted, q.best) for q in found] == [(words, counted, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "He saw a soldier.",
        "The gunmen killed the soldier.",
        "The gunmen killed soldiers.",
        "A soldier killed them.",
        "A court met.",
    ],
)
def test_others_do_not_count_one(nlp: Language, text: str) -> None:
    assert not any(implied_one(token) for token in nlp(text))


HARM = frozenset({"killed", "injured", "missing", "captured", "abducted", "troops"})
FREED = frozenset({"released", "troops", "captured"})
Side = tuple[str, str | None, str | None]


def attach(
    nlp: Language,
    text: str,
    trigger: str,
    actors: list[Side],
    recipients: list[Side],
    counts: frozenset[str],
) -> list[tuple[str, float | None, str, int | None]]:
    span: Span = nlp(text)[:]
    sentence = Sentence(0, 0, len(text), 0, span, "body")
    token = next(t for t in span if t.text == trigger)
    found = attach_quantities(
        find_quantities(span, 0),
        token,
        sentence,
        [party(text, side) for side in actors],
        [party(text, side) for side in recipients],
        counts,
    )
    return [(q.counted, q.best, q.whose.role, q.whose.index) for q in found]


def party(text: str, side: Side) -> Party:
    words, country, sector = side
    start = text.index(words)
    return Party(
        text=words,
        start=start,
        end=start + len(words),
        entity_id=None,
        name=words,
        country=country,
        sector=sector,
        sectors=(sector,) if sector else (),
    )


@pytest.mark.parametrize(("first", "second"), [("Chad", "Niger"), ("Niger", "Chad")])
def test_number_of_each_side_comes_once_per_side(
    nlp: Language, first: str, second: str
) -> None:
    text = f"{first} and {second} exchanged 300 prisoners each."
    sides: list[Side] = [(first, "AAA", "GOV"), (second, "BBB", "GOV")]
    assert attach(nlp, text, "exchanged", sides, [], FREED) == [
        ("released", 300, "actors", 0),
        ("released", 300, "actors", 1),
    ]


@pytest.mark.parametrize(
    ("order", "indexes"),
    [(["Ukraine", "Russia"], (0, 1)), (["Russia", "Ukraine"], (1, 0))],
)
def test_nationality_tells_whose_soldiers(
    nlp: Language, order: list[str], indexes: tuple[int, int]
) -> None:
    text = (
        "Ukraine and Russia swapped captives: 200 Ukrainian and 50 Russian soldiers "
        "were released."
    )
    codes = {"Ukraine": "UKR", "Russia": "RUS"}
    sides: list[Side] = [(name, codes[name], "GOV") for name in order]
    found = attach(nlp, text, "released", sides, [], FREED)
    assert found == [
        ("released", 200, "actors", indexes[0]),
        ("released", 50, "actors", indexes[1]),
    ]


def test_killed_belong_to_the_side_attacked(nlp: Language) -> None:
    text = "The army attacked the rebels and killed 20 of them."
    found = attach(
        nlp, text, "attacked", [("The army", None, "MIL")],
        [("the rebels", None, "REB")], HARM,
    )  # fmt: skip
    assert found == [("killed", 20, "recipients", 0)]


def test_swapped_sides_swap_the_owner(nlp: Language) -> None:
    text = "The rebels attacked the army and killed 20 of them."
    found = attach(
        nlp, text, "attacked", [("The rebels", None, "REB")],
        [("the army", None, "MIL")], HARM,
    )  # fmt: skip
    assert found == [("killed", 20, "recipients", 0)]


def test_civilians_killed_beside_an_armed_target_are_civilians(nlp: Language) -> None:
    text = "Twelve civilians died in an attack by rebels on the army."
    found = attach(
        nlp,
        text,
        "attack",
        [("rebels", None, "REB")],
        [("the army", None, "MIL")],
        HARM,
    )
    assert found == [("killed", 12, "civilians", None)]


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        (
            "A bomb exploded in the capital, killing 12 people and wounding 30.",
            "exploded",
            [12, 30],
        ),
        ("Twelve people were killed when a bomb exploded.", "exploded", [12]),
        ("The attack left nine dead and dozens injured.", "attack", [9, None]),
        ("The shelling of the town, in which 7 people died, stopped.", "shelling", [7]),
        ("The death toll from the attack rose to 41 from 29.", "attack", [41]),
        ("Rebels attacked the town after the army killed 30 people.", "attacked", []),
        ("Police arrested 20 people after a bomb killed five.", "killed", [5]),
        ("The ministry said the attack killed 12 soldiers.", "attack", [12]),
    ],
)
def test_only_numbers_of_the_act_are_attached(
    nlp: Language, text: str, trigger: str, expected: list[float | None]
) -> None:
    found = attach(nlp, text, trigger, [], [], HARM)
    assert [item[1] for item in found] == expected


def test_kinds_the_type_cannot_carry_are_left(nlp: Language) -> None:
    text = "Police arrested 20 people."
    assert attach(nlp, text, "arrested", [], [], HARM) == []


def test_a_toll_told_twice_counts_once(nlp: Language) -> None:
    text = "The blast killed 12 people, killing 12 people and wounding 12."
    found = attach(nlp, text, "killed", [], [], HARM)
    assert [item[:2] for item in found] == [("killed", 12), ("injured", 12)]


def test_equal_tolls_of_two_groups_both_count(nlp: Language) -> None:
    text = "The blast killed 12 soldiers and 12 civilians."
    found = attach(nlp, text, "killed", [], [], HARM)
    assert [item[:2] for item in found] == [("killed", 12), ("killed", 12)]


def test_a_family_of_four_is_not_one_more(nlp: Language) -> None:
    words = nlp("A family of four was killed by a shell.")
    assert not any(implied_one(token) for token in words)


def test_each_before_the_verb_holds_for_each_side(nlp: Language) -> None:
    (found,) = find_quantities(nlp("The army and the rebels each lost 20 men.")[:], 0)
    assert found.is_each


def check(text: str, found: list[FoundQuantity], offset: int) -> None:
    for quantity in found:
        assert text[quantity.start - offset : quantity.end - offset] == quantity.text
        values = [quantity.low, quantity.best, quantity.high]
        known = [value for value in values if value is not None]
        assert known == sorted(known)
        assert quantity.unit
        assert quantity.counted


WORDS = st.sampled_from(
    [
        "at least", "12", "dozens", "of", "people", "were", "killed", "and", "30",
        "between", "wounded", "million", "$", "two", "hundred", "-", "each", "soldiers",
        "aged", ",", "or", "to", "more than", "half", "a", "1,000", "km", "5", "%",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=12))
def test_offsets_resolve_and_bounds_are_ordered(
    nlp: Language, words: list[str]
) -> None:
    text = " ".join(words)
    check(text, annotate_quantities(nlp(text)[:], 50), 50)


@given(st.text(max_size=60))
def test_any_text_is_scanned_without_an_error(text: str) -> None:
    for found in number_spans(text):
        assert 0 <= found.start <= found.number_start < found.end <= len(text)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Rebels destroyed half of the army's 60 tanks.", [30]),
        ("Rebels freed two-thirds of their 90 hostages.", [60]),
        ("All but two of the 19 hostages were released.", [17]),
        ("All but two of the hostages were released.", []),
        ("Rebels freed half of the hostages.", []),
        ("Rebels freed 12 of the 19 hostages.", [12]),
        ("Rebels freed eight men, two fewer than the ten they had named.", [8]),
        ("Troops killed 12 rebels on Monday, up from 9 a day earlier.", [12]),
        ("Troops burned down 20 houses.", [20]),
    ],
)
def test_parts_of_a_whole_are_worked_out(
    nlp: Language, text: str, counts: list[int]
) -> None:
    found = find_quantities(next(iter(nlp(text).sents)), 0)
    assert [item.best for item in found if item.counted != "other"] == counts
