"""Noun phrases to coded parties: written for the project, one kind of case a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import get_args

import pytest
from spacy.language import Language

from schemas.records import Party
from transforms.actors.compose import is_party_like, resolve_phrase
from transforms.actors.dictionary import find_mentions
from transforms.actors.words import NounKind, agent_nouns
from transforms.document import FoundPlace, Sentence
from transforms.english.coreference import Discourse

Resolve = Callable[..., tuple[Party, ...]]
DAY = dt.date(2023, 5, 10)


@pytest.fixture(scope="module")
def resolve(nlp: Language) -> Resolve:
    """Resolve a phrase in the frame of a sentence: "{} gathered on Tuesday."."""

    def run(
        phrase: str,
        on: dt.date | None = DAY,
        home: str | None = None,
        frame: str = "Witnesses told reporters that {} gathered there on Tuesday.",
        discourse: Discourse | None = None,
        places: tuple[FoundPlace, ...] = (),
    ) -> tuple[Party, ...]:
        start = frame.index("{}")
        text = frame.format(phrase)
        doc = nlp(text)
        span = doc.char_span(start, start + len(phrase), alignment_mode="expand")
        sentence = Sentence(0, 0, len(text), 0, doc[:], "body")
        mentions = find_mentions(text)
        parties = resolve_phrase(span, mentions, sentence, on, discourse, home, places)
        for party in parties:
            assert text[party.start : party.end] == party.text
        return parties

    return run


def coded(parties: tuple[Party, ...]) -> list[str]:
    """Country and primary sector of each party, as 'UKR GOV'."""
    return [f"{party.country or '-'} {party.sector or '-'}" for party in parties]


STATES = [
    ("Ukraine", "UKR GOV"),
    ("the United States", "USA GOV"),
    ("the US", "USA GOV"),
    ("the U.K.", "GBR GOV"),
    ("Côte d'Ivoire", "CIV GOV"),
    ("South Korea", "KOR GOV"),
    ("Kosovo", "KOS GOV"),
    ("Taiwan", "TWN GOV"),
    ("Burma", "MMR GOV"),
    ("the Democratic Republic of Congo", "COD GOV"),
    ("Bosnia and Herzegovina", "BIH GOV"),
    ("Moscow", "RUS GOV"),
    ("the Kremlin", "RUS GOV"),
    ("the White House", "USA GOV"),
    ("Downing Street", "GBR GOV"),
    ("the Pentagon", "USA MIL"),
    ("Tehran", "IRN GOV"),
    ("Beijing", "CHN GOV"),
    ("the Knesset", "ISR LEG"),
    ("Capitol Hill", "USA LEG"),
]

PARTLY_RECOGNISED = [
    ("Abkhazia", "GEO"),
    ("South Ossetia", "GEO"),
    ("Transnistria", "MDA"),
    ("Somaliland", "SOM"),
    ("Northern Cyprus", "CYP"),
]

SECTORS = [
    ("troops", "MIL"),
    ("soldiers", "MIL"),
    ("the navy", "MIL"),
    ("army officers", "MIL"),
    ("a general", "MIL"),
    ("peacekeepers", "MIL"),
    ("police", "COP"),
    ("riot police", "COP"),
    ("two police officers", "COP"),
    ("border guards", "MIL"),
    ("officials", "GOV"),
    ("the government", "GOV"),
    ("the foreign ministry", "GOV"),
    ("the finance minister", "GOV"),
    ("a government spokesman", "GOV"),
    ("the authorities", "GOV"),
    ("the king", "GOV"),
    ("lawmakers", "LEG"),
    ("parliament", "LEG"),
    ("an opposition MP", "LEG"),
    ("senators", "LEG"),
    ("rebels", "REB"),
    ("separatist fighters", "REB"),
    ("insurgents", "REB"),
    ("Islamist militants", "REB"),
    ("rebel leaders", "REB"),
    ("guerrilla forces", "REB"),
    ("a militia", "PRM"),
    ("paramilitary groups", "PRM"),
    ("protesters", "CVL"),
    ("demonstrators", "CVL"),
    ("residents", "CVL"),
    ("villagers", "CVL"),
    ("women and children", "CVL"),
    ("local people", "CVL"),
    ("a tribal leader", "CVL"),
    ("a court", "JUD"),
    ("the judge", "JUD"),
    ("federal prosecutors", "JUD"),
    ("gunmen", "UAF"),
    ("masked men", "UAF"),
    ("armed men", "UAF"),
    ("unidentified attackers", "UAF"),
    ("journalists", "JRN"),
    ("the state news agency", "GOV"),
    ("a newspaper", "JRN"),
    ("refugees", "REF"),
    ("asylum seekers", "REF"),
    ("displaced families", "REF"),
    ("doctors", "MED"),
    ("health workers", "MED"),
    ("students", "EDU"),
    ("university professors", "EDU"),
    ("miners", "LAB"),
    ("trade unions", "LAB"),
    ("farmers", "AGR"),
    ("a mining company", "BUS"),
    ("business leaders", "BUS"),
    ("priests", "REL"),
    ("a Muslim cleric", "REL"),
    ("religious leaders", "REL"),
    ("drug traffickers", "CRM"),
    ("a criminal gang", "CRM"),
    ("smugglers", "CRM"),
    ("the opposition", "OPP"),
    ("opposition leaders", "OPP"),
    ("an opposition party", "OPP"),
    ("the ruling party", "PTY"),
    ("politicians", "PTY"),
    ("the intelligence service", "SPY"),
    ("intelligence officers", "SPY"),
    ("human rights groups", "SOC"),
    ("aid workers", "SOC"),
    ("a former minister", "ELI"),
    ("two retired generals", "ELI"),
    ("the ousted president", "ELI"),
]

WHOSE = [
    ("Ukraine's army", "UKR MIL"),
    ("Ukrainian forces", "UKR MIL"),
    ("US troops", "USA MIL"),
    ("American warplanes", "USA MIL"),
    ("the president of Peru", "PER GOV"),
    ("rebels in Colombia", "COL REB"),
    ("soldiers from Chad", "TCD MIL"),
    ("Peruvian police", "PER COP"),
    ("the Iraqi parliament", "IRQ LEG"),
    ("a Turkish court", "TUR JUD"),
    ("Egyptian state television", "EGY GOV"),
    ("Somali pirates", "SOM CRM"),
    ("three Syrian refugees", "SYR REF"),
    ("hundreds of Syrian refugees", "SYR REF"),
    ("dozens of Kenyan students", "KEN EDU"),
    ("a group of Sudanese doctors", "SDN MED"),
    ("a spokesman for the Ukrainian army", "UKR MIL"),
    ("a spokesperson for Brazil's foreign ministry", "BRA GOV"),
    ("members of the Iranian parliament", "IRN LEG"),
    ("a member of Mali's military junta", "MLI GOV"),
    ("the government of Yemen", "YEM GOV"),
    ("the Norwegian prime minister", "NOR GOV"),
    ("the Polish defence ministry", "POL GOV"),
    ("Moscow police", "RUS COP"),
    ("a Kremlin spokesman", "RUS GOV"),
    ("Pentagon officials", "USA MIL"),
    ("a White House official", "USA GOV"),
    ("the people of Haiti", "HTI CVL"),
    ("farmers in India", "IND AGR"),
    ("Muslim leaders in France", "FRA REL"),
    ("striking workers in Argentina", "ARG LAB"),
    ("Russia's ambassador to Poland", "RUS GOV"),
    ("the Chinese ambassador in Canberra", "CHN GOV"),
    ("two Chinese warships", "CHN MIL"),
    ("Nigerian security forces", "NGA MIL"),
    ("Russian troops in Syria", "RUS MIL"),
    ("a former Chilean minister", "CHL ELI"),
    ("Ethiopia's former prime minister", "ETH ELI"),
    ("four French citizens", "FRA CVL"),
    ("three Palestinians", "PSE CVL"),
    ("Indian and foreign journalists", "IND JRN"),
    ("the army chief of Myanmar", "MMR MIL"),
    ("Thailand's king", "THA GOV"),
    ("soldiers of the Malian army", "MLI MIL"),
]

BACKED = [
    ("the Iranian-backed militia", "- PRM"),
    ("Turkish-backed rebels", "- REB"),
    ("pro-Russian separatists", "- REB"),
    ("anti-French protesters", "- CVL"),
    ("US-trained soldiers", "- MIL"),
    ("a US-led coalition", "USA MIL"),
    ("the Saudi-led coalition", "SAU MIL"),
    ("U.S.-led forces", "USA MIL"),
    ("a Kenya-based aid group", "KEN SOC"),
    ("Iranian-backed Iraqi militias", "IRQ PRM"),
    ("Western-backed Libyan troops", "LBY MIL"),
    ("pro-Turkish Syrian fighters", "SYR REB"),
]

LISTS = [
    ("Russia and Ukraine", ["RUS GOV", "UKR GOV"]),
    ("Ukraine and Russia", ["UKR GOV", "RUS GOV"]),
    ("Ukrainian and Western leaders", ["UKR GOV", "- GOV"]),
    ("police and soldiers", ["- COP", "- MIL"]),
    ("US and British troops", ["USA MIL", "GBR MIL"]),
    ("Indian and Pakistani soldiers", ["IND MIL", "PAK MIL"]),
    ("Russia's and Ukraine's armies", ["RUS MIL", "UKR MIL"]),
    ("France, Germany and Italy", ["FRA GOV", "DEU GOV", "ITA GOV"]),
    ("Kenyan police and Somali militants", ["KEN COP", "SOM REB"]),
    ("Israel and Hamas", ["ISR GOV", "PSE REB"]),
    ("the army and the rebels", ["- MIL", "- REB"]),
    ("students, teachers and miners", ["- EDU", "- EDU", "- LAB"]),
    ("Egypt, Jordan and Qatar", ["EGY GOV", "JOR GOV", "QAT GOV"]),
    ("Armenian and Azerbaijani officials", ["ARM GOV", "AZE GOV"]),
    ("Washington and Tehran", ["USA GOV", "IRN GOV"]),
    ("a US-Iranian delegation", ["USA GOV", "IRN GOV"]),
]

NAMED_BY_TITLE = [
    ("French President Jules Marchetti", "FRA GOV"),
    ("Kenyan Foreign Minister Peter Odhiambo", "KEN GOV"),
    ("rebel leader Samuel Bako", "- REB"),
    ("Gen. Arturo Velasco", "- MIL"),
    ("Peruvian Senator Rosa Quispe", "PER LEG"),
    ("former Nigerian president Emeka Ladipo", "NGA ELI"),
    ("Judge Helen Carver", "- JUD"),
    ("Deputy Foreign Minister General Pavel Orlik", "- GOV"),
    ("Bishop Anselm Okoro", "- REL"),
    ("Hamas spokesman Yusuf Haddad", "PSE REB"),
    ("Polish opposition leader Jan Wilk", "POL OPP"),
    ("army spokesman Daniel Mensah", "- MIL"),
    ("Anna Lindqvist, the Swedish foreign minister,", "SWE GOV"),
    ("the Swedish foreign minister, Anna Lindqvist,", "SWE GOV"),
    ("Mali's prime minister, Moussa Keita,", "MLI GOV"),
]

ORGANISATIONS = [
    ("the United Nations", "UNO"),
    ("UN peacekeepers", "UNO"),
    ("the European Union", "EUR"),
    ("NATO", "IGO"),
    ("the African Union", "IGO"),
    ("NATO troops", "IGO"),
    ("EU foreign ministers", "EUR"),
    ("the Red Cross", "NGO"),
    ("Amnesty International", "NGO"),
    ("UN officials", "UNO"),
]

GROUPS = [
    ("Hamas", "PSE REB"),
    ("Hamas fighters", "PSE REB"),
    ("Hezbollah", "LBN"),
    ("members of Hezbollah", "LBN"),
    ("the Houthis", "YEM REB"),
    ("Houthi rebels", "YEM REB"),
    ("the Islamic State", "IMG REB"),
    ("Islamic State militants", "IMG REB"),
    ("al-Qaeda", "IMG REB"),
    ("al-Shabaab fighters", "SOM REB"),
    ("the PKK", "TUR REB"),
    ("M23 rebels", "COD REB"),
    ("a Taliban spokesman", "AFG GOV"),
    ("Boko Haram gunmen", "NGA REB"),
    ("a commander of the Rapid Support Forces", "SDN PRM"),
]

NOBODY = [
    "the West",
    "the talks",
    "the agreement",
    "Monday",
    "heavy rain",
    "a ceasefire deal",
    "northern Syria",
    "the economy",
    "missile strikes",
]


@pytest.mark.parametrize(("phrase", "expected"), STATES)
def test_states_and_their_seats(resolve: Resolve, phrase: str, expected: str) -> None:
    assert coded(resolve(phrase)) == [expected]


@pytest.mark.parametrize(("phrase", "country"), PARTLY_RECOGNISED)
def test_partly_recognised_entities_add_pre(
    resolve: Resolve, phrase: str, country: str
) -> None:
    (party,) = resolve(phrase)
    assert party.country == country
    assert "PRE" in party.sectors


@pytest.mark.parametrize(("phrase", "sector"), SECTORS)
def test_agent_noun_gives_the_sector(
    resolve: Resolve, phrase: str, sector: str
) -> None:
    parties = resolve(phrase)
    assert {party.sector for party in parties} == {sector}
    assert {party.country for party in parties} == {None}


@pytest.mark.parametrize(("phrase", "sector"), SECTORS[:12])
def test_bare_noun_takes_the_country_of_the_article(
    resolve: Resolve, phrase: str, sector: str
) -> None:
    assert coded(resolve(phrase, home="KEN")) == [f"KEN {sector}"]


@pytest.mark.parametrize(("phrase", "expected"), WHOSE)
def test_country_from_the_phrase(resolve: Resolve, phrase: str, expected: str) -> None:
    assert coded(resolve(phrase))[0] == expected


@pytest.mark.parametrize(("phrase", "expected"), WHOSE)
def test_country_of_the_phrase_beats_the_country_of_the_article(
    resolve: Resolve, phrase: str, expected: str
) -> None:
    assert coded(resolve(phrase, home="FJI"))[0] == expected


@pytest.mark.parametrize(("phrase", "expected"), BACKED)
def test_backer_is_not_the_actor(resolve: Resolve, phrase: str, expected: str) -> None:
    assert coded(resolve(phrase)) == [expected]


@pytest.mark.parametrize(("phrase", "expected"), LISTS)
def test_lists_are_split(resolve: Resolve, phrase: str, expected: list[str]) -> None:
    assert coded(resolve(phrase)) == expected


@pytest.mark.parametrize(("phrase", "expected"), NAMED_BY_TITLE)
def test_unknown_name_with_title(resolve: Resolve, phrase: str, expected: str) -> None:
    assert coded(resolve(phrase)) == [expected]


@pytest.mark.parametrize(("phrase", "country"), ORGANISATIONS)
def test_international_codes(resolve: Resolve, phrase: str, country: str) -> None:
    assert [party.country for party in resolve(phrase)] == [country]


@pytest.mark.parametrize(("phrase", "expected"), GROUPS)
def test_groups_and_their_people(resolve: Resolve, phrase: str, expected: str) -> None:
    (code,) = coded(resolve(phrase))
    assert code.startswith(expected)


@pytest.mark.parametrize(
    ("phrase", "sector"),
    [
        ("the international community", "UNK"),
        ("world leaders", "GOV"),
        ("Western officials", "GOV"),
        ("nine European countries", "GOV"),
        ("Gulf states", "GOV"),
        ("major powers", "GOV"),
        ("international donors", "SOC"),
        ("two foreign journalists", "JRN"),
    ],
)
def test_parties_of_no_one_country_stay_without_one(
    resolve: Resolve, phrase: str, sector: str
) -> None:
    (party,) = resolve(phrase, home="KEN")
    assert (party.country, party.sector) == (None, sector)


@pytest.mark.parametrize("phrase", NOBODY)
def test_no_party(resolve: Resolve, phrase: str) -> None:
    assert resolve(phrase, home="KEN") == ()


def test_unknown_name_stays_as_text(resolve: Resolve) -> None:
    (party,) = resolve("Robert Halloway", home="KEN")
    assert (party.name, party.country, party.entity_id) == (
        "Robert Halloway",
        None,
        None,
    )


def test_group_names_its_people(resolve: Resolve) -> None:
    (party,) = resolve("Hamas fighters")
    assert party.name == "Hamas"
    assert party.entity_id is not None


@pytest.mark.parametrize(
    ("on", "sector"),
    [(dt.date(2010, 5, 1), "REB"), (dt.date(2022, 5, 1), "GOV")],
)
def test_group_is_read_as_of_the_day(
    resolve: Resolve, on: dt.date, sector: str
) -> None:
    assert coded(resolve("the Taliban", on=on)) == [f"AFG {sector}"]


@pytest.mark.parametrize(
    ("phrase", "on", "expected"),
    [
        ("Angela Merkel", dt.date(2015, 6, 1), "DEU GOV"),
        ("Angela Merkel", dt.date(2023, 6, 1), "DEU ELI"),
        ("Merkel", dt.date(2015, 6, 1), "DEU GOV"),
        ("Donald Trump", dt.date(2018, 6, 1), "USA GOV"),
        ("Donald Trump", dt.date(2023, 6, 1), "USA ELI"),
        ("former President Donald Trump", dt.date(2018, 6, 1), "USA ELI"),
        ("ex-president Donald Trump", dt.date(2018, 6, 1), "USA ELI"),
        ("Vladimir Putin", dt.date(2022, 6, 1), "RUS GOV"),
        ("Russian President Vladimir Putin", dt.date(2022, 6, 1), "RUS GOV"),
        ("Volodymyr Zelenskyy", dt.date(2023, 6, 1), "UKR GOV"),
        ("Volodymyr Zelensky", dt.date(2023, 6, 1), "UKR GOV"),
        ("Recep Tayyip Erdoğan", dt.date(2020, 6, 1), "TUR GOV"),
        ("Recep Tayyip Erdogan", dt.date(2020, 6, 1), "TUR GOV"),
        ("the Trump administration", dt.date(2018, 6, 1), "USA GOV"),
        ("Putin's spokesman", dt.date(2022, 6, 1), "RUS GOV"),
        ("Assad's forces", dt.date(2016, 6, 1), "SYR MIL"),
    ],
)
def test_person_is_read_as_of_the_day(
    resolve: Resolve, phrase: str, on: dt.date, expected: str
) -> None:
    assert coded(resolve(phrase, on=on)) == [expected]


def test_surname_behind_another_first_name_is_another_person(
    resolve: Resolve,
) -> None:
    (party,) = resolve("Jessica Merkel", on=dt.date(2015, 6, 1))
    assert party.entity_id is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ukrainian troops", "Russian troops"),
        ("the president of Peru", "the president of Chile"),
        ("Kenya's police", "Uganda's police"),
        ("rebels in Colombia", "rebels in Myanmar"),
        ("a spokesman for the Iraqi army", "a spokesman for the Iranian army"),
    ],
)
def test_swapped_sides_swap_the_codes(
    resolve: Resolve, first: str, second: str
) -> None:
    one = coded(resolve(f"{first} and {second}"))
    two = coded(resolve(f"{second} and {first}"))
    assert len(set(one)) == 2
    assert one == two[::-1]


KINDS_OF_TRAPS = [
    ("Queen Sofia", ["- GOV"]),
    ("Queen Sofia of Norway", ["NOR GOV"]),
    ("Kurdish forces", ["- REB"]),
    ("Syrian Kurdish forces", ["SYR REB"]),
    ("their Russian and Syrian allies", ["RUS GOV", "SYR GOV"]),
    ("Russian, Iranian and Syrian officials", ["RUS GOV", "IRN GOV", "SYR GOV"]),
    ("the father of Laura Webb, a British-born teacher,", ["- CVL"]),
    ("former Hamas fighters", ["PSE REB"]),
    ("the children of an al-Qaeda fighter", ["- CVL"]),
    ("residents of the town of Aleppo in Syria", ["SYR CVL"]),
    ("rockets", ["- MIL"]),
    ("victims of shelling in Libya", ["LBY CVL"]),
    ("a convoy", []),
    ("Israeli tanks", ["ISR MIL"]),
    ("the other side", []),
    ("the Ukrainian side", ["UKR GOV"]),
    ("Chile's Defense Department", ["CHL GOV"]),
    ("the speaker of the Knesset", ["ISR LEG"]),
    ("a former Kremlin official", ["RUS ELI"]),
    ("Isis fighters", ["IMG REB"]),
    ("Nato troops", ["IGO MIL"]),
    ("the Kenyan president, Otieno Mbeki, and Uganda", ["KEN GOV", "UGA GOV"]),
    ("opposition activists in Belarus", ["BLR OPP"]),
    ("Ivory Coast's opposition", ["CIV OPP"]),
    ("western Ukraine", []),
    ("north-east Nigeria", []),
    ("ethnic Albanian rebels", ["ALB REB"]),
    ("Kenyan and Ugandan police and soldiers", ["KEN COP", "UGA COP", "- MIL"]),
]


@pytest.mark.parametrize(("phrase", "expected"), KINDS_OF_TRAPS)
def test_traps(resolve: Resolve, phrase: str, expected: list[str]) -> None:
    assert coded(resolve(phrase)) == expected


def test_fired_rockets_are_no_party(resolve: Resolve) -> None:
    assert resolve("rockets", home="KEN", frame="They fired {} at dawn.") == ()


def test_generic_seat_belongs_to_the_country_of_the_article(resolve: Resolve) -> None:
    assert coded(resolve("the Ministry of Defence", home="KEN")) == ["KEN GOV"]


def test_place_tells_the_country_of_local_police(resolve: Resolve) -> None:
    frame = "In the end {} arrested a man."
    start = frame.index("{")
    place = FoundPlace(
        start, start + 6, "Kisumu", "1", "Kisumu", 1, "KEN", None, 0.0, 34.0, "city"
    )
    assert coded(resolve("Kisumu police", frame=frame, places=(place,))) == ["KEN COP"]


def test_relative_pronoun_stands_for_its_noun(nlp: Language) -> None:
    text = "Kenyan police arrested the Somali pirates who attacked a ship."
    doc = nlp(text)
    sentence = Sentence(0, 0, len(text), 0, doc[:], "body")
    who = next(token for token in doc if token.text == "who")
    parties = resolve_phrase(doc[who.i : who.i + 1], find_mentions(text), sentence)
    assert coded(parties) == ["SOM CRM"]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Kenyan police", True),
        ("the rebels", True),
        ("Ukraine", True),
        ("two men", True),
        ("members of parliament", True),
        ("he", True),
        ("both sides", True),
        ("the United Nations", True),
        ("the talks", False),
        ("the deal", False),
        ("Monday", False),
        ("heavy rain", False),
        ("three weeks", False),
        ("the bridge", False),
    ],
)
def test_what_can_be_a_party(nlp: Language, phrase: str, expected: bool) -> None:
    doc = nlp(f"Later {phrase} stopped.")
    span = doc.char_span(6, 6 + len(phrase), alignment_mode="expand")
    assert is_party_like(span) is expected


def test_every_agent_noun_has_a_known_kind() -> None:
    kinds = set(get_args(NounKind))
    assert {noun.kind for noun in agent_nouns().values()} <= kinds


def test_a_national_security_council_is_not_the_un(resolve: Resolve) -> None:
    assert coded(resolve("the US National Security Council")) == ["USA GOV"]
    assert coded(resolve("the Nigerian Security Council")) == ["NGA GOV"]
    assert resolve("the Security Council")[0].country == "UNO"
    assert resolve("the UN Security Council")[0].country == "UNO"


def test_a_number_at_least_is_no_word_of_the_party(resolve: Resolve) -> None:
    assert [p.text for p in resolve("at least 41 people")] == ["41 people"]


def test_members_of_a_family_are_its_members(resolve: Resolve) -> None:
    (party,) = resolve("two family members")
    assert (party.text, party.sector) == ("two family members", "CVL")
