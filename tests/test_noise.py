"""Noise goes, politics stays: sentences and articles of both kinds."""

from __future__ import annotations

import pytest

from schemas.ontology import ontology
from transforms.english.noise import PACKAGE, article_topic, noise_reason
from transforms.lexicon import read_table

SPORT = (
    "The striker scored twice before half-time. The midfielder hit the post and the "
    "goalkeeper saved a penalty kick. It was the club's third win of the season, and "
    "the head coach praised his squad."
)
POLITICS = (
    "Rebels attacked the army base. The prime minister condemned the bombing, and "
    "parliament voted to extend the state of emergency. Troops shelled the border."
)


def reason(sentence: str, trigger: str, article: str = "") -> str | None:
    return noise_reason(sentence, trigger, article_topic(article or sentence))


@pytest.mark.parametrize(
    ("sentence", "trigger", "expected"),
    [
        ("The striker strikes late to win the derby.", "strikes", "sport"),
        (
            "United bombarded the goal and the goalkeeper gave in.",
            "bombarded",
            "metaphor",
        ),
        ("The batsman was attacked by the fast bowlers.", "attacked", "sport"),
        ("They were beaten in straight sets at Wimbledon.", "beaten", "sport"),
        ("The quarterback fired a touchdown pass.", "fired", "sport"),
        ("The sequel bombed at the box office.", "bombed", "entertainment"),
        ("The pop star released a debut album.", "released", "metaphor"),
        ("The singer accused her former band of envy.", "accused", "entertainment"),
        ("The protagonist kills his brother.", "kills", "fiction"),
        ("Battle re-enactment fans charged up the hill.", "charged", "fiction"),
        ("Share prices and bond yields were hit.", "hit", "business"),
        ("A hurricane struck the island, killing nine.", "struck", "weather"),
        ("Nine people were killed by floods in the valley.", "killed", "weather"),
        ("She is survived by two sons who fought there.", "fought", "obituary"),
        ("Click here to fight for a free trial.", "fight", "advert"),
        ("He died of a heart attack in office.", "attack", "metaphor"),
        ("The bank began an attack on inflation.", "attack", "metaphor"),
        ("The grocers are in a price war.", "war", "metaphor"),
        ("It was a war of words.", "war", "metaphor"),
        ("She lost her battle with cancer.", "battle", "metaphor"),
        ("The fight against malaria goes on.", "fight", "metaphor"),
        ("Ministers were bombarded with angry emails.", "bombarded", "metaphor"),
        ("The tune captured the imagination of many.", "captured", "metaphor"),
        ("Senators killed the bill in a day.", "killed", "metaphor"),
        ("Their popularity exploded.", "exploded", "metaphor"),
    ],
)
def test_noise_is_named(sentence: str, trigger: str, expected: str) -> None:
    assert reason(sentence, trigger) == expected


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("Gunmen attacked a football stadium and killed nine fans.", "attacked"),
        ("Police fired tear gas at football fans.", "fired"),
        ("Oil prices rose after a drone struck the refinery.", "struck"),
        ("The army used heavy weapons against the town.", "used"),
        ("Troops captured the goalkeeper's village.", "captured"),
        ("A shell hit a cinema where a film was shown.", "hit"),
        ("The Arab League met in the capital.", "met"),
        ("The finance minister resigned over the budget.", "resigned"),
        ("Sanctions hit the bank's shareholders, the ministry said.", "hit"),
        ("A suicide bomber killed six players of a volleyball team.", "killed"),
        ("The president will visit the Olympic village.", "visit"),
        ("Fighting spread along the coast.", "Fighting"),
        ("War broke out in the east.", "War"),
        ("Fighters released 20 gas workers.", "released"),
        ("He was shot dead, a video of the scene shows.", "shot"),
        ("Rockets struck two low buildings.", "struck"),
        ("Gunmen killed Bill Marsh at his farm.", "killed"),
        ("They hit military targets near the lake.", "hit"),
        ("The two sides struck a deal on grain.", "struck"),
        ("Herders slaughtered villagers and took their cattle.", "slaughtered"),
        ("The candidate withdrew from the race.", "withdrew"),
        ("Relief was sent after the earthquake.", "sent"),
        ("The king received the ambassador.", "received"),
        ("Scores of miners were arrested at the gold mine.", "arrested"),
        ("The team of inspectors was attacked.", "attacked"),
        ("Soldiers fired at staff of the agency.", "fired"),
        ("A wave of strikes hit the port.", "strikes"),
    ],
)
def test_politics_passes(sentence: str, trigger: str) -> None:
    assert reason(sentence, trigger) is None


def test_every_plain_sentence_of_a_sports_article_is_sport() -> None:
    sentence = "The visitors attacked from the start."
    assert reason(sentence, "attacked", SPORT + " " + sentence) == "sport"


def test_a_political_sentence_of_a_sports_article_passes() -> None:
    sentence = "Rebels shelled the airport where the delegation had landed."
    assert reason(sentence, "shelled", SPORT + " " + sentence) is None


def test_a_word_of_sport_in_a_political_article_passes() -> None:
    sentence = "The mayor hit back at the tournament."
    assert reason(sentence, "hit", POLITICS + " " + sentence) is None


def test_two_words_of_sport_in_a_mixed_article_are_sport() -> None:
    sentence = "The goalkeeper was beaten in the semi-final."
    assert reason(sentence, "beaten", sentence + " Rebels fled.") == "sport"


def test_topics_of_a_political_article_are_contexts() -> None:
    topics = article_topic(POLITICS)
    assert topics["military"] >= 2
    assert "sport" not in topics


def test_a_figure_needs_its_words_within_reach() -> None:
    sentence = "The fight went on for days while doctors treated people with malaria."
    assert reason(sentence, "fight") is None


def test_a_name_in_capitals_is_no_figure() -> None:
    assert reason("Rebels attacked Hunger Hill.", "attacked") is None


def test_a_trigger_that_is_not_in_the_sentence_is_no_figure() -> None:
    assert reason("He died of a heart attack.", "bombed") is None


def test_an_empty_sentence_is_no_noise() -> None:
    assert noise_reason("", "", {}) is None


def test_topics_of_the_lexicon_have_thresholds() -> None:
    topics = {row["topic"] for row in read_table(PACKAGE, "noise_topics.csv")}
    used = {row["topic"] for row in read_table(PACKAGE, "noise.csv")}
    assert used - {"none"} == topics


def test_political_contexts_exist() -> None:
    rows = read_table(PACKAGE, "noise_political.csv")
    assert {row["context"] for row in rows} <= set(ontology().contexts)
