"""Slips of typing and scanning: read as meant, told where they were printed."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.records import Claim
from tests.pipeline import extractor
from transforms.document import RawArticle
from transforms.slips.edits import Edit, edited
from transforms.slips.mending import mended_article
from transforms.text.clean import clean

PUBLISHED = "2019-05-15"  # a Wednesday


def articles(text: str) -> list:
    raw = RawArticle("here", "jsonl", text, published=PUBLISHED, language="en")
    article = clean(raw, dt.date(2026, 1, 1)).article
    assert article is not None
    return [article]


def read(text: str) -> str:
    return mended_article(articles(text)[0], extractor().nlp).read.text


def claims(text: str) -> tuple[Claim, ...]:
    return extractor().extract(articles(text))[0].claims


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("Po1ice in Lima arrested l5 men on Fr1day.", "arrested 15 men on Friday"),
        ("The govemment freed two men.", "The government freed two men."),
        ("Troops recued six hostges there.", "Troops rescued six hostages there."),
        ("Rebels shelled Sana'a.", "Rebels shelled Sanaa."),
        ("D'Souza met the Mayor's aide.", "D'Souza met the Mayor's aide."),
        ("Gov't forces left Lima.", "Government forces left Lima."),
        ("The gunmen let 15 nuns go on Friday.", "The gunmen freed 15 nuns on Friday."),
        ("The firm let 15 workers go.", "The firm let 15 workers go."),
        ("The gunmen let him go to the door.", "let him go to the door."),
        ("Gunmen shot a nun • Army sent", "Gunmen shot a nun. Army sent"),
        ("Troops freed half-a-dozen men.", "freed half a dozen men."),
        ("Chad's army retook Abeche.", "Chad's army recaptured Abeche."),
        ("Troops left the city,police stayed.", "the city, police stayed."),
        ("Chads army shelled a camp.", "Chad's army shelled a camp."),
        ("It denounced Mondays attack.", "It denounced Monday's attack."),
        ("They didnt shell the camp.", "They didn't shell the camp."),
        ("Police  ARRESTED ten men in LIMA .", "Police arrested ten men in Lima."),
        ("Rebels shelled posi- tions near Goma.", "shelled positions near Goma"),
        ("Rebels attack- ed a camp.", "Rebels attacked a camp."),
        ("They met onMonday in Lima.", "They met on Monday in Lima."),
        ("They left in the the night.", "They left in the night."),
        ("14:32 GMT Tanks entered the town.", "Tanks entered the town."),
        ("UPDATE 2-Chad expels envoy of Mali", "Chad expels envoy of Mali"),
        ("Shells hit #SouthSudan. #war #news", "Shells hit South Sudan."),
        ("Ukranian troops met in Bejing.", "Ukrainian troops met in Beijing."),
        ("Police lobbed teargas at monks.", "lobbed tear gas at monks."),
        ("Police teargas monks in Lima.", "Police teargas monks in Lima."),
    ],
)
def test_a_slip_is_read_as_meant(printed: str, meant: str) -> None:
    assert meant in read(printed)


@pytest.mark.parametrize(
    "text",
    [
        "The two Koreas met, and on Mondays guards rest.",
        "A B52 flew from the G20 camp of the M23 with 10l of fuel.",
        "NATO and UNITA sent AIDS doctors to a sit-in in Lima.",
        "They met Mr Munday and the Sundays of Febo in Wendover.",
        "I couldn’t, they wouldn't and we shouldn’t be there.",
        "The hard-line hawks said that that was all.",
        "Jihadism and secularism meet in the tikanga of the marae.",
    ],
)
def test_what_is_no_slip_stays(text: str) -> None:
    assert read(text) == text


def test_words_and_offsets_are_those_printed() -> None:
    text = "UPDATE 2-Chads army  killd ten rebels near Goma on Tuseday ."
    (claim,) = claims(text)
    told = [claim.trigger, claim.date, *claim.actors, *claim.quantities]
    stored = articles(text)[0].text
    for part in told:
        assert part.start is not None
        assert part.end is not None
        assert stored[part.start : part.end] == part.text
    assert stored[claim.start : claim.end] == claim.quote
    assert claim.trigger.text == "killd"
    assert claim.date.text == "Tuseday"
    assert str(claim.date.date_start) == "2019-05-14"
    assert claim.actors[0].country == "TCD"


def test_the_way_back_finds_each_word() -> None:
    text = "Chinas navy hit  two ships at wwwx now"
    edits = [Edit(5, 5, "'"), Edit(15, 17, " "), Edit(29, 34, "")]
    new, shift = edited(text, edits)
    assert new == "China's navy hit two ships at now"
    for word in ("navy", "hit", "two", "ships", "now"):
        at = new.index(word)
        start, end = shift.start(at), shift.end(at + len(word))
        assert text[start:end] == word
        assert shift.forward(start) == at


def test_annotated_layers_point_into_the_printed_text() -> None:
    text = "Shells  hit Damscus on Tuseday."
    layers = extractor().annotate(articles(text))[0]
    assert [row["text"] for row in layers["dates"]] == ["Tuseday"]
    assert [row["text"] for row in layers["places"]] == ["Damscus"]
    (sentence,) = layers["sentences"]
    assert sentence["text"] == text


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("Van rams crowd in Lima; 3 die", "Van rammed the crowd in Lima; 3 died"),
        ("Police fire on march in Lome", "Police fired on march in Lome"),
        ("US drone strikes in Yemen kill 5", "US drone strikes in Yemen killed 5"),
        ("Gunmen attack bus, kidnap nun", "Gunmen attacked the bus, kidnapped the nun"),
        ("Two held in Lima blast", "Two were detained in Lima blast"),
        ("Two Held In Lima Blast", "Two Were Detained In Lima Blast"),
        ("At least 9 villagers shot dead", "At least 9 villagers were shot dead"),
        ("Chad protests: five killed", "Chad protests: five were killed"),
        (
            "Chad lifts curfew;union hails move",
            "Chad lifts curfew; union hailed the move",
        ),
        ("Mali shoots down 2 jets", "Mali shot down 2 jets"),
        # Nouns, and sentences that lack nothing.
        ("Chad protests turn deadly", "Chad protests turn deadly"),
        ("Mob attacks on shops spread", "Mob attacks on shops spread"),
        ("Teachers strike over pay", "Teachers strike over pay"),
        ("Gaza strikes: what we know", "Gaza strikes: what we know"),
        ("Two held hostage freed in Lima", "Two held hostage freed in Lima"),
        ("Nine bombs killed at least 60 men.", "Nine bombs killed at least 60 men."),
        ("The police fire on the march.", "The police fire on the march."),
    ],
)
def test_the_verbs_of_headlines_are_read_as_verbs(printed: str, meant: str) -> None:
    assert read(printed) == meant


def test_a_headline_is_told_in_its_own_words() -> None:
    found = next(c for c in claims("Two held in Lima") if c.event_type == "COERCE")
    assert found.quote == "Two held in Lima"
    assert found.trigger.text == "held"
    assert [(q.text, q.best) for q in found.quantities] == [("Two", 2)]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        (
            "Snipers killed one guard, hurt another and seized a third in Lima.",
            "killed one guard, hurt another guard and seized a third guard in",
        ),
        ("Two of the hostages fled; a third was shot.", "a third hostage was shot."),
        ("One road is open; another was mined.", "another was mined."),
        ("Rebels freed a nun and another priest.", "a nun and another priest."),
    ],
)
def test_another_is_one_of_those_named(printed: str, meant: str) -> None:
    assert meant in read(printed)


def test_a_noun_put_in_is_told_by_the_word_before() -> None:
    text = "Gunmen killed one guard and kidnapped another in Lima on Monday."
    found = [c for c in claims(text) if c.mode == "abduct"]
    assert [party.text for c in found for party in c.recipients] == ["another"]
