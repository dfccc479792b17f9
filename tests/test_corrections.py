"""Corrections applied to claims: what holds, what is flagged, what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.records import Claim, Correction, Version, Whose
from schemas.restore import records_of
from schemas.tables import frames_of
from tests.event_claims import claim, number, party
from transforms.corrections import (
    CLAIM_TABLES,
    Corrected,
    CorrectionError,
    apply_corrections,
    make,
)
from transforms.corrections.seen import Seen, see, shown

START = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
ANA = make.By("Ana", "the sentence says so", START)
BEN = make.By("Ben", "I read it otherwise", START + dt.timedelta(hours=1))
CLAIM = claim(
    "a",
    mode="firearms",
    actors=["NER MIL", "NER REB"],
    recipients=["TCD CVL"],
    where="Zinder",
    quantities=(
        number("killed", 12),
        number("injured", 3, whose="unknown"),
    ),
    quote="Soldiers and rebels of Niger attacked villagers of Chad near Zinder.",
)
OTHER = claim("b", mode="firearms", actors=["NER MIL"], quote="They attacked.")
THIRD = claim("c", mode="firearms", actors=["NER MIL"], quote="They attacked too.")


def applied(claims: Sequence[Claim], corrections: Sequence[Correction]) -> Corrected:
    frames = frames_of([*claims, *corrections])
    return apply_corrections(
        {name: frames[name] for name in CLAIM_TABLES}, frames["corrections"]
    )


def claims_in(corrected: Corrected) -> dict[str, Claim]:
    return {c.claim_id: c for c in records_of(Claim, corrected.frames)}


def after(corrections: Sequence[Correction], read: Claim = CLAIM) -> Claim:
    return claims_in(applied([read], corrections))[read.claim_id]


def status(corrected: Corrected) -> dict[str, tuple[str, bool]]:
    return {
        name: (state, in_force)
        for name, state, in_force, _ in corrected.standings.iter_rows()
    }


def change(path: str, text: str, by: make.By = ANA, seen: Seen | None = None) -> Any:
    return make.change(seen or see(CLAIM, ()), path, text, by)


def test_no_corrections_leave_the_frames_as_they_are() -> None:
    frames = frames_of([CLAIM, OTHER])
    given_frames = {name: frames[name] for name in CLAIM_TABLES}
    found = apply_corrections(given_frames, frames["corrections"])
    assert all(found.frames[name].equals(given_frames[name]) for name in CLAIM_TABLES)
    assert found.decisions.is_empty()
    assert not found.rejected_claim_ids


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("mode", "raid", None),
        ("mode", "aerial", "aerial"),
        ("mode", "none", ""),
        ("direction", "unknown", "unknown"),
        ("factuality", "planned", "planned"),
        ("is_background", "yes", "yes"),
        ("contexts", "territory; military", "military; territory"),
        ("place", "Maradi, NER", "Maradi, Maradi, NER [2441291]"),
        ("place", "none", ""),
        ("date", "2021-03-01..2021-03-03", "2021-03-01..2021-03-03"),
        ("date", "2021-03", "2021-03"),
        ("actor.1.country", "TCD", "NER REB | TCD | REB"),
        ("actor.0.name", "Niger's guard", "Niger's guard | NER | MIL"),
        ("actor.0.sector", "COP", "NER MIL | NER | COP"),
        ("actor.0.entity", "state:NER", "Niger | NER | GOV | state:NER"),
        ("quantity.0.best", "14", "killed | 14 | person | recipients"),
        ("quantity.0.bounds", "10/12/", "killed | 10/12/ | person | recipients"),
        ("quantity.0.unit", "villager", "killed | 12 | villager | recipients"),
        ("quantity.1.counted", "missing", "missing | 3 | person | unknown"),
        ("quantity.1.whose", "actor.1", "injured | 3 | person | actor.1"),
    ],
)
def test_every_field_can_be_changed(path: str, text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(CorrectionError, match="ASSAULT has no mode"):
            change(path, text)
        return
    made = change(path, text)
    where = path.rpartition(".")[0] or path
    assert shown(after([made]))[where] == expected
    assert {n for n, v in shown(after([made])).items() if v != shown(CLAIM)[n]} == {
        where
    }


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("colour", "red", "cannot be corrected; the fields are event_type"),
        ("event_type", "BOMBING", "'BOMBING' is not one of AGREE"),
        ("direction", "both", "'both' is not one of directed, mutual, unknown"),
        ("is_background", "maybe", "neither yes nor no"),
        ("contexts", "military; war", "'war' is not one of"),
        ("place", "Nowhere-on-Sea", "no 'Nowhere-on-Sea'"),
        ("place", "999999999", "no GeoNames id 999999999"),
        ("place", "Springfield", "Springfield, Missouri, USA.*the one meant"),
        ("date", "the third", "'the third' is no date"),
        ("date", "2021-02-30", "'2021-02-30' is no date"),
        ("date", "2021-03-05..2021-03-01", "ends before it begins"),
        ("actor.2.country", "NER", "the claim has actor.0 to actor.1"),
        ("mediator.0.country", "NER", "the claim has no mediator"),
        ("actor.0.country", "Niger", "three letters"),
        ("actor.0.sector", "ARMY", "'ARMY' is not one of GOV"),
        ("actor.0.entity", "state:XXX", "no 'state:XXX'"),
        ("actor.0.colour", "red", "'colour' is not one of name"),
        ("actor.0.name", "", "needs a name"),
        ("quantity.0.best", "a dozen", "'a dozen' is no number"),
        ("quantity.0.best", "-3", "from 0 upwards"),
        ("quantity.0.bounds", "5/3/4", "not in order"),
        ("quantity.0.bounds", "//", "are no bounds"),
        ("quantity.0.counted", "wounded", "'wounded' is not one of killed"),
        ("quantity.0.unit", "", "needs a unit"),
        ("quantity.0.whose", "actor.7", "the claim has no actor.7"),
        ("mode", "firearms", "is firearms already"),
        ("mode", "demo", "ASSAULT has no mode 'demo'; it has"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_in_words(
    path: str, text: str, words: str
) -> None:
    with pytest.raises(CorrectionError, match=words) as error:
        change(path, text)
    assert path.split(".")[0] in str(error.value)


def test_a_date_after_publication_is_refused() -> None:
    seen = see(CLAIM, (), dt.date(2021, 3, 5))
    with pytest.raises(CorrectionError, match="after the day of publication"):
        make.change(seen, "date", "2021-03-09", ANA)
    assert make.change(seen, "date", "2021-03-06", ANA).new_value


@pytest.mark.parametrize("name", ["reviewer", "reason"])
def test_a_decision_needs_a_name_and_a_reason(name: str) -> None:
    values = {"reviewer": "Ana", "reason": "so"} | {name: " "}
    with pytest.raises(CorrectionError, match=name):
        make.accept(see(CLAIM, ()), make.By(**values, at=START))


def test_a_new_type_has_no_mode_and_its_own_cameo_root() -> None:
    kind = change("event_type", "PROTEST")
    found = after([kind])
    assert (found.event_type, found.mode, found.cameo_root) == ("PROTEST", None, "14")
    seen = see(CLAIM, [kind])
    mode = change("mode", "demo", ANA.later(), seen)
    assert after([kind, mode]).mode == "demo"


def test_a_mode_whose_type_was_taken_back_stands_no_more() -> None:
    kind = change("event_type", "PROTEST")
    mode = change("mode", "demo", ANA.later(), see(CLAIM, [kind]))
    undo = make.undo(kind, BEN)
    found = applied([CLAIM], [kind, mode, undo])
    assert claims_in(found)[CLAIM.claim_id].event_type == "ASSAULT"
    assert claims_in(found)[CLAIM.claim_id].mode is None
    assert status(found)[mode.correction_id] == ("stale", False)


def test_parties_and_numbers_are_added_and_removed() -> None:
    seen = see(CLAIM, ())
    more = make.add(seen, "mediator", "African Union | IGO | | ", ANA)
    toll = make.add(seen, "quantity", "captured | 4 | villager | actor.1", ANA.later())
    less = make.remove(seen, "actor.0", ANA.later(2))
    found = after([more, toll, less])
    assert [p.name for p in found.mediators] == ["African Union"]
    assert [p.text for p in found.actors] == ["NER REB"]
    # The second actor, whose number it is, is the first one now.
    assert found.quantities[2].whose == Whose(role="actors", index=0)
    assert found.quantities[2].counted == "captured"


def test_a_party_that_the_sentence_names_has_its_span() -> None:
    made = make.add(see(CLAIM, ()), "recipient", "villagers | TCD | CVL", ANA)
    added = after([made]).recipients[1]
    quote = CLAIM.quote
    assert quote[added.start - CLAIM.start : added.end - CLAIM.start] == "villagers"


def test_what_was_added_can_be_changed_and_removed() -> None:
    more = make.add(see(CLAIM, ()), "actor", "Militia | NER | PRM", ANA)
    seen = see(CLAIM, [more])
    other = make.change(seen, "actor.2.country", "TCD", ANA.later())
    assert after([more, other]).actors[2].country == "TCD"
    less = make.remove(see(CLAIM, [more, other]), "actor.2", BEN)
    found = applied([CLAIM], [more, other, less])
    assert len(claims_in(found)[CLAIM.claim_id].actors) == 2
    assert status(found) == {
        more.correction_id: ("superseded", False),
        other.correction_id: ("superseded", False),
        less.correction_id: ("applied", True),
    }


def test_a_party_changes_sides_and_its_numbers_go_with_it() -> None:
    whose = change("quantity.0.whose", "actor.1")
    moved = change("actor.1.role", "recipient", ANA.later(), see(CLAIM, [whose]))
    found = after([whose, moved])
    assert [p.text for p in found.recipients] == ["NER REB", "TCD CVL"]
    assert found.quantities[0].whose == Whose(role="recipients", index=0)


def test_in_a_mutual_act_all_sides_are_actors() -> None:
    found = after([change("direction", "mutual")])
    assert [p.text for p in found.actors] == ["NER MIL", "NER REB", "TCD CVL"]
    assert not found.recipients


def test_an_accepted_claim_is_sure() -> None:
    assert after([make.accept(see(CLAIM, ()), ANA)]).confidence == 1.0


def test_a_rejected_claim_is_in_no_frame_and_its_corrections_rest() -> None:
    made = [change("mode", "aerial"), make.reject(see(CLAIM, ()), BEN)]
    found = applied([CLAIM, OTHER], made)
    assert found.rejected_claim_ids == {CLAIM.claim_id}
    for name in CLAIM_TABLES:
        assert CLAIM.claim_id not in found.frames[name].get_column("claim_id")
    assert status(found)[made[0].correction_id] == ("applied", False)
    accepted = make.accept(see(CLAIM, made), BEN.later())
    assert claims_in(applied([CLAIM], [*made, accepted]))[CLAIM.claim_id].mode == (
        "aerial"
    )


def test_of_two_changes_the_later_one_holds_in_any_order_of_rows() -> None:
    first, second = change("mode", "aerial"), change("mode", "none", BEN)
    one, other = applied([CLAIM], [first, second]), applied([CLAIM], [second, first])
    assert claims_in(one)[CLAIM.claim_id].mode is None
    assert one.standings.equals(other.standings)
    assert status(one)[first.correction_id] == ("superseded", False)


def test_an_undo_gives_back_the_former_state_and_can_be_undone() -> None:
    made = change("mode", "aerial")
    undo = make.undo(made, BEN)
    again = make.undo(undo, BEN)
    before, back = applied([CLAIM, OTHER], []), applied([CLAIM, OTHER], [made, undo])
    assert all(back.frames[name].equals(before.frames[name]) for name in CLAIM_TABLES)
    assert status(back)[made.correction_id] == ("undone", False)
    assert after([made, undo, again]).mode == "aerial"


def reread(**values: Any) -> Claim:
    """The same claim as another version of the extractor reads it."""
    version = Version(name="test", version="1")
    return CLAIM.model_copy(update={"extractor": version, "confidence": 0.4} | values)


def test_a_correction_outlives_an_upgrade_that_reads_the_same() -> None:
    made = [
        change("mode", "aerial"),
        change("actor.1.country", "TCD", ANA.later()),
        make.accept(see(CLAIM, ()), ANA.later(2)),
    ]
    found = applied([reread()], made)
    assert {state for state, _ in status(found).values()} == {"applied"}
    assert claims_in(found)[CLAIM.claim_id].mode == "aerial"


def test_what_is_read_otherwise_flags_only_what_is_about_it() -> None:
    mode, where = change("mode", "aerial"), change("place", "none", ANA.later())
    found = applied([reread(mode="abduct")], [mode, where])
    assert status(found) == {
        mode.correction_id: ("stale", True),
        where.correction_id: ("applied", True),
    }
    assert found.stale == (mode.correction_id,)
    assert claims_in(found)[CLAIM.claim_id].mode == "aerial"


def test_a_reading_that_comes_to_agree_with_the_reviewer_is_not_stale() -> None:
    made = change("mode", "aerial")
    assert status(applied([reread(mode="aerial")], [made])) == {
        made.correction_id: ("applied", True)
    }


def test_a_party_is_found_where_it_stands_now() -> None:
    made = change("actor.1.country", "TCD")
    moved = reread(actors=(party("SDN COP"), *CLAIM.actors))
    found = applied([moved], [made])
    assert [p.country for p in claims_in(found)[CLAIM.claim_id].actors] == [
        "SDN", "NER", "TCD"
    ]  # fmt: skip
    assert status(found)[made.correction_id] == ("applied", True)


def test_a_party_that_is_read_no_more_cannot_be_changed() -> None:
    made = change("actor.1.country", "TCD")
    found = applied([reread(actors=(party("SDN COP"),))], [made])
    assert claims_in(found)[CLAIM.claim_id].actors[0].country == "SDN"
    assert status(found)[made.correction_id] == ("stale", False)


def test_a_party_the_extractor_finds_by_now_is_not_added_twice() -> None:
    made = make.add(see(CLAIM, ()), "recipient", "Guards | TCD | MIL", ANA)
    guards = party("TCD MIL").model_copy(update={"name": "Guards"})
    found = applied([reread(recipients=(*CLAIM.recipients, guards))], [made])
    assert len(claims_in(found)[CLAIM.claim_id].recipients) == 2
    assert status(found)[made.correction_id] == ("stale", False)


def test_verdicts_on_a_claim_that_changed_hold_and_are_flagged() -> None:
    made = make.reject(see(CLAIM, ()), ANA)
    found = applied([reread(factuality="negated")], [made])
    assert found.rejected_claim_ids == {CLAIM.claim_id}
    assert status(found)[made.correction_id] == ("stale", True)


def test_a_correction_without_its_claim_is_orphaned() -> None:
    made = [change("mode", "aerial"), make.merge(CLAIM, [OTHER], ANA)]
    found = applied([OTHER], made)
    assert set(status(found).values()) == {("orphaned", False)}
    assert found.decisions.is_empty()


def test_a_split_keeps_a_claim_from_all_others_and_a_merge_joins_again() -> None:
    apart = make.split(CLAIM, [OTHER, THIRD], ANA)
    found = applied([CLAIM, OTHER, THIRD], [apart])
    assert pairs(found) == {
        frozenset({CLAIM.claim_id, OTHER.claim_id}): "different",
        frozenset({CLAIM.claim_id, THIRD.claim_id}): "different",
    }
    assert all(a < b for a, b in found.decisions.select(pl.nth(0, 1)).iter_rows())
    joined = make.merge(CLAIM, [OTHER], BEN)
    both = applied([CLAIM, OTHER, THIRD], [apart, joined])
    assert pairs(both)[frozenset({CLAIM.claim_id, OTHER.claim_id})] == "same"
    assert status(both)[apart.correction_id] == ("applied", True)


def test_a_rejected_claim_is_in_no_decision() -> None:
    made = [make.merge(CLAIM, [OTHER], ANA), make.reject(see(CLAIM, ()), BEN)]
    assert applied([CLAIM, OTHER], made).decisions.is_empty()


def pairs(found: Corrected) -> dict[frozenset[str], str]:
    return {
        frozenset(row[:2]): row[2]
        for row in found.decisions.select(
            "claim_id", "other_claim_id", "judgement"
        ).iter_rows()
    }


ACTS = [
    ("mode", "aerial"), ("mode", "none"), ("event_type", "PROTEST"),
    ("actor.0.country", "TCD"), ("place", "none"), ("date", "2020"),
    ("direction", "mutual"), ("quantity.0.best", "9"), ("actor.1.role", "mediator"),
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(range(len(ACTS) + 3)), max_size=7), st.randoms())
def test_undoing_everything_gives_back_what_was_read(
    choices: list[int], shuffle: Any
) -> None:
    made: list[Correction] = []
    for step, choice in enumerate(choices):
        seen, by = see(CLAIM, made), ANA.later(10 * step)
        try:
            made.append(_act(seen, choice, by))
        except CorrectionError:
            continue
    undone = [make.undo(item, BEN.later(n)) for n, item in enumerate(made)]
    before = applied([CLAIM, OTHER], [])
    rows = [*made, *undone]
    shuffle.shuffle(rows)
    back = applied([CLAIM, OTHER], rows)
    assert all(back.frames[name].equals(before.frames[name]) for name in CLAIM_TABLES)
    assert back.overrides["claims"].is_empty()


def _act(seen: Seen, choice: int, by: make.By) -> Correction:
    if choice < len(ACTS):
        return make.change(seen, *ACTS[choice], by)
    if choice == len(ACTS):
        return make.add(seen, "actor", "Militia | NER | PRM", by)
    if choice == len(ACTS) + 1:
        return make.remove(seen, "actor.0", by)
    return make.reject(seen, by)
