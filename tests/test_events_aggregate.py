"""Each value of an event follows its rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from schemas.records import Claim, Event, EventQuantity
from tests.event_claims import DAY, aggregated, claim, facts, number, place, when
from transforms.events.views import ArticleFacts

NEXT = DAY + dt.timedelta(days=1)


def joined(*told: Claim) -> Event:
    return aggregated(told, facts(*told))


def told(article: str, **values: Any) -> Claim:
    return claim(article, **values)


def test_a_claim_of_an_unknown_article_is_an_error() -> None:
    with pytest.raises(KeyError, match="article_id 'a' of an event"):
        aggregated([told("a")], facts(told("b")))


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        ([None, None], None),
        ([None, "drone", None], "drone"),
        (["drone", "aerial", "drone"], "drone"),
        (["drone", "aerial"], "drone"),
        (["destroy", "targeted", "drone"], "drone"),
        (["targeted", "targeted", "drone"], "targeted"),
        (["heavy-weapons", "aerial"], "aerial"),
    ],
)
def test_mode_is_the_one_most_claims_give(
    modes: list[str | None], expected: str | None
) -> None:
    event = joined(*(told(f"a{i}", mode=mode) for i, mode in enumerate(modes)))
    assert event.mode == expected
    assert event.score == (-9.5 if expected else -9)
    assert event.quad_class == 4


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["alleged", "completed"], "completed"),
        (["planned", "ongoing"], "ongoing"),
        (["denied", "alleged"], "alleged"),
        (["hypothetical", "planned"], "planned"),
        (["negated", "denied"], "denied"),
    ],
)
def test_factuality_is_the_most_certain(given: list[str], expected: str) -> None:
    event = joined(*(told(f"a{i}", factuality=f) for i, f in enumerate(given)))
    assert event.factuality == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["unknown", "unknown"], "unknown"),
        (["unknown", "mutual"], "mutual"),
        (["directed", "mutual"], "directed"),
        (["mutual", "mutual", "directed"], "mutual"),
    ],
)
def test_direction_is_the_one_most_claims_give(given: list[str], expected: str) -> None:
    event = joined(*(told(f"a{i}", direction=d) for i, d in enumerate(given)))
    assert event.direction == expected


def test_background_holds_only_if_all_claims_recall() -> None:
    a, b = told("a", is_background=True), told("b", is_background=False)
    assert not joined(a, b).is_background
    assert joined(a).is_background


def test_contexts_are_those_of_any_claim_sorted() -> None:
    event = joined(
        told("a", contexts=("terrorism",)), told("b", contexts=("military",))
    )
    assert event.contexts == ("military", "terrorism")


def test_place_is_the_most_exact_one_without_offsets() -> None:
    event = joined(
        told("a", where="Niger"),
        told("b", where=place("Zinder", "inherited")),
        told("c", where="Zinder"),
    )
    assert event.place is not None
    assert (event.place.name, event.place.basis) == ("Zinder", "stated")
    assert event.place.start is None


def test_no_place_told_is_none() -> None:
    assert joined(told("a"), told("b")).place is None


@pytest.mark.parametrize(
    ("dates", "start", "end", "precision", "basis"),
    [
        ([when(DAY)], DAY, DAY, "day", "stated"),
        ([when(DAY), when(DAY, NEXT)], DAY, DAY, "day", "stated"),
        ([when(DAY), when(NEXT, basis="publication")], DAY, DAY, "day", "stated"),
        (
            [when(NEXT, basis="publication"), when(DAY, basis="publication")],
            DAY,
            DAY,
            "day",
            "publication",
        ),
        ([when(None)], None, None, "unknown", "none"),
        ([when(DAY), when(NEXT), when(NEXT)], NEXT, NEXT, "day", "stated"),
        (
            [
                when(DAY - dt.timedelta(days=3), NEXT),
                when(DAY, DAY + dt.timedelta(days=5)),
            ],
            DAY,
            NEXT,
            "range",
            "stated",
        ),
    ],
)
def test_date_is_what_the_stated_intervals_share(
    dates: list[Any], start: Any, end: Any, precision: str, basis: str
) -> None:
    event = joined(*(told(f"a{i}", date=date) for i, date in enumerate(dates)))
    found = event.date
    assert (found.date_start, found.date_end) == (start, end)
    assert (found.precision, found.basis) == (precision, basis)


def parties(event: Event) -> list[tuple[str, str | None, str | None, int]]:
    return [(p.role, p.country, p.sector, p.n_claims) for p in event.parties]


def test_parties_count_the_claims_that_name_them() -> None:
    event = joined(
        told("a", actors=["NER MIL"], recipients=["TCD REB"]),
        told("b", actors=["NER MIL"]),
    )
    assert parties(event) == [
        ("actor", "NER", "MIL", 2),
        ("recipient", "TCD", "REB", 1),
    ]


def test_a_party_in_words_only_goes_when_another_is_known() -> None:
    event = joined(told("a", actors=["NER MIL"]), told("b", actors=["- UAF"]))
    assert parties(event) == [("actor", "NER", "MIL", 1)]


def test_a_party_in_words_only_stays_when_nothing_else_is_known() -> None:
    assert parties(joined(told("a", actors=["- UAF"]))) == [("actor", None, "UAF", 1)]


def test_country_and_sector_fold_into_the_known_entity() -> None:
    event = joined(
        told("a", actors=["NER MIL org:army"]),
        told("b", actors=["NER MIL"]),
        told("c", actors=["NER"]),
    )
    assert parties(event) == [("actor", "NER", "MIL", 3)]
    assert event.parties[0].entity_id == "org:army"


def test_a_party_that_one_of_many_claims_names_is_dropped() -> None:
    many = [told(f"a{i}", actors=["NER MIL"]) for i in range(6)]
    event = joined(*many, told("z", actors=["TCD MIL"]))
    assert [party.country for party in event.parties] == ["NER"]


def test_mutual_parties_are_all_actors() -> None:
    event = joined(
        told("a", actors=["NER GOV"], recipients=["TCD GOV"], direction="mutual")
    )
    assert parties(event) == [("actor", "NER", "GOV", 1), ("actor", "TCD", "GOV", 1)]


def test_mediators_keep_their_role() -> None:
    mediator = claim(actors=["QAT GOV"]).actors
    event = joined(told("a", actors=["NER GOV"], mediators=mediator))
    assert ("mediator", "QAT", "GOV", 1) in parties(event)


def quantity(*numbers: Any, days: tuple[int, ...] = ()) -> EventQuantity:
    claims = [told(f"a{i}", quantities=(n,)) for i, n in enumerate(numbers)]
    articles = {
        item.article_id: ArticleFacts(
            DAY + dt.timedelta(days=days[i] if days else 0), item.article_id
        )
        for i, item in enumerate(claims)
    }
    (found,) = aggregated(claims, articles).quantities
    return found


@pytest.mark.parametrize(
    ("numbers", "days", "expected"),
    [
        ([number("killed", 7)], (), (7, 7, 7)),
        ([number("killed", 7), number("killed", 9)], (0, 1), (7, 9, 9)),
        ([number("killed", 7), number("killed", 9)], (1, 0), (7, 7, 9)),
        (
            [number("killed", 7), number("killed", 9), number("killed", 7)],
            (0, 5, 1),
            (7, 7, 9),
        ),
        (
            [number("killed", 12, 12, None, qualifier="at_least")],
            (),
            (12, 12, None),
        ),
        (
            [number("killed", 12, 12, None, qualifier="at_least"), number("killed", 9)],
            (0, 1),
            (9, 9, None),
        ),
        (
            [number("killed", 40, None, None, qualifier="about"), number("killed", 43)],
            (0, 1),
            (40, 43, 43),
        ),
        ([number("killed", None, 24, 99, qualifier="vague")], (), (24, None, 99)),
    ],
)
def test_quantities(
    numbers: list[Any], days: tuple[int, ...], expected: tuple[float | None, ...]
) -> None:
    found = quantity(*numbers, days=days)
    assert (found.low, found.best, found.high) == expected


def test_quantities_of_two_sides_stay_apart() -> None:
    both = (number("killed", 3), number("killed", 5, whose="actors"))
    event = joined(
        told("a", actors=["NER MIL"], recipients=["TCD REB"], quantities=both)
    )
    assert [(q.whose_role, q.whose_country, q.best) for q in event.quantities] == [
        ("actors", "NER", 5),
        ("recipients", "TCD", 3),
    ]


def test_the_same_words_tied_to_two_sides_are_counted_once() -> None:
    event = joined(
        told(
            "a", actors=["NER CVL"], quantities=(number("killed", 2, whose="actors"),)
        ),
        told(
            "a",
            trigger="burned",
            recipients=["TCD CVL"],
            quantities=(number("killed", 2),),
        ),
    )
    assert [(q.whose_role, q.best) for q in event.quantities] == [("recipients", 2)]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (number("killed", 9, whose="unknown"), [("recipients", 7, 9, 9)]),
        (
            number("killed", 30, whose="unknown"),
            [("recipients", 7, 7, 7), ("unknown", 30, 30, 30)],
        ),
        (
            number("killed", 9, whose="civilians"),
            [("civilians", 9, 9, 9), ("recipients", 7, 7, 7)],
        ),
    ],
)
def test_a_number_of_nobody_told_joins_the_only_side_it_fits(
    other: Any, expected: list[tuple[Any, ...]]
) -> None:
    event = joined(
        told("a", recipients=["NER CVL"], quantities=(number("killed", 7),)),
        told("b", quantities=(other,)),
    )
    assert [(q.whose_role, q.low, q.best, q.high) for q in event.quantities] == expected


def test_one_claim_that_gives_both_keeps_them_apart() -> None:
    both = (
        number("killed", 12, whose="unknown").model_copy(update={"start": 5, "end": 6}),
        number("killed", 9),
    )
    event = joined(told("a", recipients=["NER MIL"], quantities=both))
    assert [(q.whose_role, q.best) for q in event.quantities] == [
        ("recipients", 9),
        ("unknown", 12),
    ]


def test_two_units_of_one_claim_stay_apart() -> None:
    both = (
        number("weapons", 30, unit="missile"),
        number("weapons", 100, unit="drone"),
    )
    event = joined(told("a", quantities=both))
    assert {(q.unit, q.best) for q in event.quantities} == {
        ("missile", 30),
        ("drone", 100),
    }


def test_two_words_for_the_dead_of_two_claims_go_together() -> None:
    event = joined(
        told("a", quantities=(number("killed", 7, unit="civilian"),)),
        told("b", quantities=(number("killed", 7, unit="person"),)),
    )
    assert [(q.unit, q.n_claims) for q in event.quantities] == [("civilian", 2)]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([told("a"), told("a", sentence=1)], "single"),
        ([told("a"), told("b")], "corroborated"),
        ([told("a"), told("b", factuality="denied")], "conflicted"),
        (
            [
                told("a", quantities=(number("killed", 3),)),
                told("b", quantities=(number("killed", 30),)),
            ],
            "conflicted",
        ),
        (
            [
                told("a", quantities=(number("killed", 10),)),
                told("b", quantities=(number("killed", 12),)),
            ],
            "corroborated",
        ),
    ],
)
def test_corroboration(claims: list[Claim], expected: str) -> None:
    assert joined(*claims).corroboration == expected


def test_copies_of_one_voice_are_one_source() -> None:
    a, b = told("a"), told("b")
    wire = ArticleFacts(DAY, "wire")
    event = aggregated([a, b], {"a": wire, "b": wire})
    assert (event.n_articles, event.n_independent_sources) == (2, 1)
    assert event.corroboration == "single"


def test_a_second_voice_makes_an_event_surer_and_a_conflict_less_sure() -> None:
    alone = joined(told("a")).confidence
    assert alone == 0.8
    assert joined(told("a"), told("b")).confidence == pytest.approx(0.88)
    assert joined(told("a"), told("b", factuality="denied")).confidence < alone


def test_days_of_report_ignore_unknown_ones() -> None:
    a, b, c = told("a"), told("b"), told("c")
    articles = facts(a) | facts(b, published=NEXT) | facts(c, published=None)
    event = aggregated([c, b, a], articles)
    assert (event.first_published, event.last_published) == (DAY, NEXT)
    assert event.claims[-1] == c.claim_id


def conflict(*claims: Claim) -> str | None:
    return joined(*claims).conflict_over


ARMY, FRONT = "NER MIL", "TCD REB group:front"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {"factuality": "denied"}, "denial"),
        ({"where": "Zinder"}, {"where": "Maradi"}, "place"),
        ({"where": "Zinder"}, {"where": "Mirriah"}, None),
        ({"where": "Zinder"}, {"where": "Niger"}, None),
        ({"where": "Zinder"}, {"where": place("Maradi", "inherited")}, None),
        ({"where": "Niger"}, {"where": "Chad"}, "place"),
        ({"actors": [ARMY]}, {"actors": [FRONT]}, "sides"),
        ({"actors": [ARMY]}, {"actors": ["NER GOV"]}, None),
        ({"actors": [ARMY]}, {"actors": ["NER REB"]}, "sides"),
        ({"actors": [ARMY]}, {"actors": ["- REB"]}, None),
        ({"actors": [ARMY, "TCD GOV"]}, {"actors": ["TCD GOV"]}, None),
        ({"actors": [FRONT]}, {"actors": ["TCD REB group:union"]}, "sides"),
        (
            {"actors": [ARMY], "recipients": [FRONT]},
            {"recipients": [ARMY]},
            "sides",
        ),
        (
            {"actors": [ARMY], "where": "Zinder"},
            {"actors": [FRONT], "where": "Maradi", "factuality": "negated"},
            "denial;place;sides",
        ),
    ],
)
def test_conflicts_say_what_they_are_over(
    first: dict[str, Any], second: dict[str, Any], expected: str | None
) -> None:
    claims = told("a", **first), told("b", **second)
    assert conflict(*claims) == expected
    assert joined(*claims).corroboration == (
        "conflicted" if expected else "corroborated"
    )
    one_voice = {name: ArticleFacts(DAY, "wire") for name in ("a", "b")}
    assert aggregated(claims, one_voice).conflict_over is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (number("killed", 29), number("killed", 41), None),
        (number("killed", 3), number("killed", 30), "numbers"),
        (number("killed", 1), number("killed", 2), None),
        (number("killed", 0), number("killed", 1), "numbers"),
        (
            number("killed", 12, 12, None, qualifier="at_least"),
            number("killed", 30),
            None,
        ),
        (
            number("killed", 10, None, 10, qualifier="at_most"),
            number("killed", 30),
            "numbers",
        ),
        (number("people", 3), number("people", 30), None),
    ],
)
def test_tolls_conflict_where_what_they_allow_is_apart(
    one: Any, other: Any, expected: str | None
) -> None:
    assert conflict(told("a", quantities=(one,)), told("b", quantities=(other,))) == (
        expected
    )


def test_thirty_copies_of_a_text_weigh_as_much_as_one() -> None:
    copies = [told(f"w{i}", mode="aerial", where="Maradi") for i in range(30)]
    others = [told(f"o{i}", mode="drone", where="Zinder") for i in range(2)]
    articles = facts(*others) | {
        item.article_id: ArticleFacts(DAY, "wire") for item in copies
    }
    event = aggregated([*copies, *others], articles)
    assert (event.mode, event.place and event.place.name) == ("drone", "Zinder")
    assert (event.n_articles, event.n_independent_sources) == (32, 3)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("at least 19 people", "people"),
        ("Two suicide bombers", "suicide bombers"),
        ("Dozens of people", "people"),
        ("12,000 ethnic Albanians", "ethnic Albanians"),
        ("twenty-two soldiers", "soldiers"),
        ("three of the farmers", "farmers"),
        ("Five Star Movement", "Five Star Movement"),
        ("almost half of US forces", "US forces"),
        ("fewer soldiers", "soldiers"),
        ("the army", "the army"),
        ("dozens", "dozens"),
    ],
)
def test_words_that_only_count_are_no_part_of_a_name(words: str, expected: str) -> None:
    who = claim(actors=["NER CVL"]).actors[0].model_copy(update={"name": words})
    event = joined(told("a").model_copy(update={"actors": (who,)}))
    assert [party.name for party in event.parties] == [expected]


def test_a_party_named_on_both_sides_is_where_most_name_it() -> None:
    event = joined(
        told("a", actors=[ARMY], recipients=[FRONT]),
        told("b", actors=[ARMY]),
        told("c", actors=[FRONT], recipients=[ARMY]),
    )
    assert ("recipient", "NER", "MIL", 1) not in parties(event)
    assert ("actor", "NER", "MIL", 2) in parties(event)


def test_a_bare_state_is_the_party_of_its_country() -> None:
    (state,) = claim(actors=["NER"]).actors
    state = state.model_copy(update={"entity_id": "state:NER", "name": "Niger"})
    event = joined(
        told("a", recipients=["NER CVL"]),
        told("b").model_copy(update={"recipients": (state,)}),
    )
    assert parties(event) == [("recipient", "NER", "CVL", 2)]
