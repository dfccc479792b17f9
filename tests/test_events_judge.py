"""Pairs of claims: the same happening, another one, or not to be told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from schemas.ontology import ontology
from schemas.vocabulary import sector_groups
from tests.event_claims import DAY, claim, number, place, view, when
from transforms.events import evidence, wording
from transforms.events.judge import judge
from transforms.events.sides import match

NEXT = DAY + dt.timedelta(days=1)
WEEK = DAY + dt.timedelta(days=7)
ARMY: dict[str, Any] = {"actors": ["NER MIL"], "recipients": ["- REB group:x"]}


def verdict(a: dict[str, Any], b: dict[str, Any]) -> str:
    first = claim(**({"article": "a"} | a))
    second = claim(**({"article": "b"} | b))
    return judge(view(first), view(second)).judgement


BASE: dict[str, Any] = {
    "actors": ["NER MIL"],
    "recipients": ["TCD REB"],
    "where": "Zinder",
    "mode": "aerial",
}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("nothing", {}),
        ("mode not told", {"mode": None}),
        ("mode that reports mix up", {"mode": "drone"}),
        ("no recipient told", {"recipients": []}),
        ("no actor told", {"actors": []}),
        ("a toll that rose", {"quantities": (number("killed", 9),)}),
        ("the whole state as actor", {"actors": ["NER GOV state:NER"]}),
        ("province instead of town", {"where": "Zinder Region"}),
        ("a town nearby", {"where": "Mirriah"}),
        ("alleged", {"factuality": "alleged"}),
        ("still going on", {"factuality": "ongoing"}),
        ("one more recipient", {"recipients": ["TCD REB", "TCD CVL"]}),
    ],
)
def test_reports_of_one_act_are_the_same(name: str, change: dict[str, Any]) -> None:
    base = BASE | {"quantities": (number("killed", 7),)}
    assert verdict(base, base | change) == "same", name


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("another type", {"event_type": "COERCE", "mode": None}),
        ("another way of acting", {"mode": "abduct"}),
        ("other sides", {"actors": ["NGA MIL"]}),
        ("other sides", {"recipients": ["MLI REB"]}),
        ("swapped", {"actors": ["TCD REB"], "recipients": ["NER MIL"]}),
        ("another country", {"where": "Chad"}),
        ("another province", {"where": "Maradi Region"}),
        ("another place", {"where": "Maradi"}),
        ("another date", {"date": WEEK}),
        ("happened", {"factuality": "negated"}),
        ("happened", {"factuality": "denied"}),
        ("happened", {"factuality": "hypothetical"}),
        ("recalled", {"is_background": True, "date": when(None)}),
    ],
)
def test_a_veto_makes_them_different(reason: str, change: dict[str, Any]) -> None:
    found = judge(
        view(claim(**BASE)), view(claim(**({"article": "b"} | BASE | change)))
    )
    assert found.judgement == "different"
    assert found.score == 0
    assert reason in found.reason


def test_a_side_that_is_only_described_is_no_veto() -> None:
    """ "A commander" is read as a soldier; other reports call the dead a rebel."""
    dead: dict[str, Any] = BASE | {"actors": [], "recipients": ["TCD MIL"]}
    assert verdict(dead, dead | {"recipients": ["TCD REB"]}) != "different"
    known = {"recipients": ["TCD MIL org:army"]}, {"recipients": ["TCD REB group:x"]}
    assert verdict(dead | known[0], dead | known[1]) == "different"


def test_sides_are_swapped_only_where_both_reports_tell_both() -> None:
    led = BASE | {"actors": [], "recipients": ["NER MIL"]}
    found = judge(view(claim(**BASE)), view(claim(**({"article": "b"} | led))))
    assert "swapped" not in found.reason


def test_a_country_only_report_without_detail_is_unsure() -> None:
    bare = {"actors": ["NER MIL"], "where": "Niger"}
    assert verdict(bare, bare | {"actors": []}) == "unsure"


def test_same_number_and_day_carry_a_report_without_place() -> None:
    told = BASE | {"where": None, "quantities": (number("killed", 17),)}
    assert verdict(told, told) == "same"


def test_alike_words_tip_the_scales() -> None:
    quote = "Soldiers ambushed a convoy of traders near the northern border crossing."
    bare: dict[str, Any] = {"actors": ["NER MIL"], "where": "Niger", "trigger": "hit"}
    assert verdict(bare | {"quote": quote}, bare | {"quote": quote}) == "same"


def test_one_article_with_two_days_tells_two_acts() -> None:
    assert verdict(BASE, BASE | {"article": "a", "date": NEXT}) == "different"


def test_two_articles_one_day_apart_stay_open() -> None:
    assert verdict(BASE, BASE | {"date": NEXT}) != "different"


def test_two_tolls_of_one_article_speak_against_one_act() -> None:
    def score(toll: float) -> float:
        bare = BASE | {"where": None, "trigger": "struck"}
        a = claim(**bare, quantities=(number("killed", 3),))
        b = claim(sentence=9, **bare, quantities=(number("killed", toll),))
        return judge(view(a), view(b)).score

    assert score(12) < score(3)


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("stated", ("another place", None)),
        ("inherited", (None, "places differ but one is inferred")),
        ("party", (None, None)),
    ],
)
def test_an_inferred_place_speaks_softly(
    basis: str, expected: tuple[str | None, str | None]
) -> None:
    other = claim("b", **(BASE | {"where": place("Maradi", basis)}))
    found = judge(view(claim(**BASE)), view(other)).reason
    assert ("another place" in found) == (expected[0] is not None)
    assert ("one is inferred" in found) == (expected[1] is not None)


def test_sentences_close_to_each_other_speak_for_one_act() -> None:
    bare = BASE | {"where": None, "recipients": []}
    told = [view(claim(sentence=i, **bare)) for i in (0, 2, 9)]
    assert judge(told[0], told[1]).score > judge(told[0], told[2]).score


def test_an_inferred_place_does_not_veto() -> None:
    inherited = BASE | {"where": place("Maradi", "inherited")}
    assert verdict(BASE, inherited) != "different"


def test_planned_and_done_may_be_one() -> None:
    assert verdict(BASE, BASE | {"factuality": "planned"}) == "same"


def test_denied_and_alleged_may_be_one() -> None:
    denied = BASE | {"factuality": "denied"}
    assert verdict(denied, BASE | {"factuality": "alleged"}) == "same"


def test_recalled_and_fresh_are_one_if_both_state_the_day() -> None:
    assert verdict(BASE, BASE | {"is_background": True}) == "same"


def mutual(*codes: str, **other: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"event_type": "RETREAT", "mode": "release"}
    return told | {"actors": codes, "direction": "mutual"} | other


def test_mutual_sides_have_no_order() -> None:
    assert verdict(mutual("NER MIL", "TCD REB"), mutual("TCD REB", "NER MIL")) == "same"


def test_mutual_claim_with_one_side_unnamed_is_the_same() -> None:
    assert verdict(mutual("NER GOV", "TCD GOV"), mutual("TCD GOV")) == "same"


def test_mutual_sides_that_share_one_of_two_are_different() -> None:
    pair = mutual("NER GOV", "TCD GOV"), mutual("NER GOV", "NGA GOV")
    assert verdict(*pair) == "different"


def test_mutual_and_directed_may_be_one() -> None:
    directed = mutual("NER GOV") | {"direction": "directed", "recipients": ["TCD GOV"]}
    assert verdict(mutual("NER GOV", "TCD GOV"), directed) == "same"


@pytest.mark.parametrize(
    ("basis", "days", "expected"),
    [("publication", 1, "same"), ("publication", 6, "different")],
)
def test_dates_of_publication_speak_softly(
    basis: str, days: int, expected: str
) -> None:
    later = when(DAY + dt.timedelta(days=days), basis=basis)
    told = BASE | {"date": when(DAY, basis=basis)}
    assert verdict(told, told | {"date": later}) == expected


def test_dates_that_are_not_told_do_not_speak() -> None:
    told = BASE | {"date": when(None)}
    assert verdict(told, told) == "same"


def test_the_order_of_a_pair_does_not_matter() -> None:
    a, b = view(claim(**BASE)), view(claim(**({"article": "b"} | BASE)))
    assert judge(a, b) == judge(b, a)


def test_reasons_are_told_in_words_strongest_first() -> None:
    a, b = view(claim(**BASE)), view(claim(**({"article": "b"} | BASE)))
    reason = judge(a, b).reason
    assert reason.index("the same place") < reason.index("the same actor")


def test_the_two_ways_of_one_type_without_an_alike_pair_are_different() -> None:
    strike: dict[str, Any] = {"event_type": "PROTEST", "mode": "strike"}
    assert verdict(strike, strike | {"mode": "hunger"}) == "different"


def test_every_name_of_evidence_is_in_the_table() -> None:
    sources = [Path(module.__file__ or "") for module in (evidence, wording)]
    code = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    for name in evidence.table():
        if name not in {"bias", "planned_and_done", "denied_and_alleged"}:
            assert f'"{name}"' in code, name


def test_modes_and_sectors_of_the_tables_exist() -> None:
    plover = ontology()
    for kind, mode, other in evidence._alike_modes():
        plover.check(kind, mode)
        plover.check(kind, other)
    assert set(sector_groups()) <= set(plover.sectors)


@pytest.mark.parametrize(
    ("side", "other", "expected"),
    [
        ("NER MIL", "NER MIL", 0.9),
        ("NER MIL", "NER GOV", 0.9),
        ("NER MIL", "NER", 0.7),
        ("NER MIL", "NER REB", 0.1),
        ("NER MIL org:army", "NER REB group:x", 0.0),
        ("NER MIL", "NER CVL", 0.3),
        ("NER MIL", "TCD MIL", 0.0),
        ("NER REB group:x", "NER REB group:x", 1.0),
        ("NER REB group:x", "NER REB group:y", 0.0),
        ("NER GOV state:NER", "NER MIL org:army", 0.7),
        ("NER GOV state:NER", "NER REB group:x", 0.3),
        ("NER GOV person:a", "NER GOV person:b", 0.3),
        ("NER GOV person:a#minister", "NER ELI person:a", 1.0),
        ("- CVL", "- CVL", 1.0),
        ("- CVL", "NER CVL", 0.3),
        ("- REB", "NER MIL", 0.1),
    ],
)
def test_sides(side: str, other: str, expected: float) -> None:
    a = view(claim(actors=[side])).actors
    b = view(claim(actors=[other])).actors
    assert match(a, b) == expected
    assert match(b, a) == expected


def test_a_side_that_is_not_told_does_not_match_or_differ() -> None:
    assert match(frozenset(), view(claim(actors=["NER"])).actors) is None


def test_distance_needs_coordinates() -> None:
    assert evidence.distance_km(place("Zinder"), place("Niger")) is None
    assert evidence.distance_km(place("Zinder"), place("Maradi")) == pytest.approx(
        207, abs=3
    )


def attack(sentence: int, quote: str, word: str, **other: Any) -> Any:
    start = sentence * 100
    at = start + quote.index(word)
    trigger = {"text": word, "start": at, "end": at + len(word)}
    return claim(
        sentence=sentence, quote=quote, **({"trigger": word} | other)
    ).model_copy(update={"trigger": claim().trigger.model_copy(update=trigger)})


def test_the_attack_points_back_to_the_attack_told_before() -> None:
    old = DAY - dt.timedelta(days=30)
    first = attack(0, "Gunmen attacked.", "attacked", recipients=["NER CVL"])
    first = first.model_copy(update={"date": when(old)})
    undated = when(DAY, basis="publication")
    back = attack(9, "Who ordered the attack?", "attack", date=undated)
    other = attack(9, "Rebels led an attack.", "attack", date=undated)
    assert judge(view(first), view(other)).judgement == "different"
    assert "points" in judge(view(first), view(back)).reason


def test_the_dead_described_later_are_those_of_the_act() -> None:
    first = claim(recipients=["NER CVL"], where="Zinder")
    told = claim(
        sentence=1,
        recipients=["NER CVL"],
        where="Zinder",
        is_background=True,
        date=when(DAY, basis="publication"),
    )
    assert judge(view(first), view(told)).judgement == "same"
    elsewhere = told.model_copy(update={"article_id": "b"})
    assert judge(view(first), view(elsewhere)).judgement == "different"
