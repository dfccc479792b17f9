"""What is no current event: history told in passing, plans and acts of mourning."""

from __future__ import annotations

import pytest

from tests.pipeline import read_article

PUBLISHED = "2021-09-20"


def shown(text: str) -> set[str]:
    """Types of the claims told as current."""
    told = read_article(text.encode(), "told.txt", published=PUBLISHED)
    return {
        claim.event_type
        for claim in told.claims
        if claim.factuality in ("completed", "ongoing") and not claim.is_background
    }


LEAD = "Ministers of Chad opened a new road on Sunday. "


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("In April rebels attacked the town of Zinder.", "ASSAULT"),
        ("Last month rebels attacked the town of Zinder.", "ASSAULT"),
        ("Earlier this year Niger and Chad held talks in Zinder.", "CONSULT"),
        (
            "Rebels took the town in 2015. They killed ten farmers.",
            "ASSAULT",
        ),
        ("The town fell in 2015; rebels kidnapped ten farmers there.", "ASSAULT"),
        ("Chad has backed the rebels since 2014.", "SUPPORT"),
        ("Niger had repeatedly attacked the rebels.", "ASSAULT"),
        ("The long war has displaced 3 million people in Chad.", "SANCTION"),
        ("Zinder was captured by a rebel assault in May 2019.", "COERCE"),
        ("A funeral procession filled the streets of Zinder.", "PROTEST"),
        ("The officer asked to be named only as Ali.", "REQUEST"),
        ("The ministry of Niger refused to deny the story.", "REJECT"),
        ("The timetable for the withdrawal of Chad was long.", "CONCEDE"),
        ("Peace will depend on talks between Niger and Chad.", "AGREE"),
    ],
)
def test_history_and_topics_are_not_current(text: str, event_type: str) -> None:
    assert event_type not in shown(LEAD + text)


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("In September rebels attacked the town of Zinder.", "ASSAULT"),
        ("Last week rebels attacked the town of Zinder.", "ASSAULT"),
        ("Niger and Chad held talks in Zinder.", "CONSULT"),
        (
            "Rebels took the town in 2015. On Friday they killed ten farmers there.",
            "ASSAULT",
        ),
        (
            "Rebels took the town in 2015. Rebels have killed ten farmers there.",
            "ASSAULT",
        ),
        ("The town fell in 2015, but on Friday the army shelled it.", "ASSAULT"),
        ("The army said that rebels had attacked the town of Zinder.", "ASSAULT"),
        ("Fighting has displaced 3,000 people in Chad.", "SANCTION"),
        ("Although the town fell earlier this year, Chad shelled it.", "ASSAULT"),
        ("Zinder was captured by a rebel assault on Friday.", "COERCE"),
        ("Students marched against the government in Zinder.", "PROTEST"),
        ("The minister of Chad asked Niger to open the border.", "REQUEST"),
        ("The ministry of Niger refused to open the border.", "REJECT"),
        ("Chad announced the withdrawal of its troops next month.", "CONCEDE"),
        ("Niger and Chad held talks on the border.", "CONSULT"),
    ],
)
def test_news_beside_history_stays_current(text: str, event_type: str) -> None:
    assert event_type in shown(LEAD + text)


def test_a_review_of_the_year_is_history() -> None:
    months = ("January", "March", "April", "May", "June", "August")
    text = "\n\n".join(
        f"{month} Rebels of Chad attacked a town near Zinder." for month in months
    )
    assert "ASSAULT" not in shown(LEAD + "\n\n" + text)
    assert "ASSAULT" in shown(LEAD + "Rebels of Chad attacked a town near Zinder.")


@pytest.mark.parametrize(
    "text",
    [
        "Two Chadian soldiers killed in attack near Zinder - army",
        "Army reports two soldiers killed in Zinder",
        "Chadian soldier killed by sniper, says army",
        "Five killed in eastern Niger fighting",
        "Four people killed in east Niger fighting: Niamey",
        "Thirty-one killed in eastern Niger as truce falters",
        "Six Chadian soldiers killed as clashes spread",
        "Four killed in worst clash in weeks in Niger's rebel east",
        "One militiaman killed, four wounded in Chadian shelling",
    ],
)
def test_a_participle_is_the_verb_of_a_headline(text: str) -> None:
    assert shown(text) == {"ASSAULT"}


@pytest.mark.parametrize(
    "text",
    [
        "The soldiers killed in Zinder were Chadians.",
        "The rebels killed in Zinder had come from Chad.",
        "Two gendarmes killed in Zinder were Chadians.",
        "A soldier wounded as he fled from Zinder had come from Chad.",
    ],
)
def test_a_participle_beside_a_verb_only_describes(text: str) -> None:
    assert "ASSAULT" not in shown(LEAD + text)
