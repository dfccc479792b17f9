"""Private names left out of a release: roles in their place, masks in the texts."""

from __future__ import annotations

import polars as pl
import pytest

from flows.public_words import public_words
from schemas.tables import frames_of
from tests.warehouse_records import (
    article,
    claim,
    corpus,
    event,
    event_party,
    party,
)
from warehouse.release.names import (
    BLOCK,
    PublicWords,
    masked,
    role_of,
    without_private_names,
)

KNOWN = PublicWords(
    words=frozenset({"British", "Kurdish", "US", "officer", "Colonel"}),
    bodies=frozenset({"Supreme Council of Vell"}),
    first_names=frozenset({"Rose"}),
    plain=frozenset({"two", "police", "rose", "the"}),
)


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("Ann Low", ["Ann Low"]),
        ("British driver Ann Low", ["Ann Low"]),
        ("Two British soldiers", []),
        ("Police", []),
        ("Rose", ["Rose"]),
        ("US-backed forces", []),
        ("Supreme Council of Vell", []),
        ("Colonel Okello", ["Colonel Okello"]),
        ("the mother of Omar al-Hadi", ["Omar", "Hadi"]),
        ("Omar bin Hadi", ["Omar bin Hadi"]),
        ("Élodie Ŝtrom", ["Élodie Ŝtrom"]),
        ("twelve soldiers", []),
    ],
)
def test_a_run_of_capitals_that_nobody_knows_is_private(
    text: str, private: list[str]
) -> None:
    assert KNOWN.private_in(text) == private


def test_masks_are_as_long_as_the_name_and_spare_what_is_public() -> None:
    text = "Ann Low, British, met the Supreme Council of Vell; Low said Rose fell."
    hidden = masked(text, {"Ann", "Low", "Rose", "Supreme"}, KNOWN)
    assert len(hidden) == len(text)
    assert hidden == (
        "███ ███, British, met the Supreme Council of Vell; ███ said ████ fell."
    )


def test_roles_are_the_sectors_of_the_ontology() -> None:
    assert role_of("COP") == "police"
    assert role_of(None) == "unnamed party"


TEXT = "Police shot Ann Low near Port Vell, her sister Eva Low said."
ROWS = {"text": TEXT, "n_characters": len(TEXT)}


def state() -> dict[str, pl.DataFrame]:
    """Ann Low is shot by the police, and her sister says so."""

    def person(words: str, **values: object) -> object:
        spot = {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}
        return party("soldiers").model_copy(update={"text": words, **spot, **values})

    shot = claim(
        "c9",
        quote=TEXT,
        start=0,
        end=len(TEXT),
        actors=(person("Police", name="Police", sector="COP"),),
        recipients=(person("Ann Low", name="Ann Low", sector="CVL"),),
        claimant=person("Eva Low", name="Eva Low"),
        quantities=(),
        article_id="a9",
    )
    parties = (
        event_party("actor", "Police", sector="COP"),
        event_party("recipient", "Ann Low", sector="CVL"),
        event_party("recipient", "Rebels of Vell", entity_id="vell_rebels"),
    )
    happening = event("e9", claims=("c9",), parties=parties)
    a9 = article("a9", title="Ann Low shot in Port Vell", byline="Kim Reed", **ROWS)
    return frames_of([*corpus(), a9, shot, happening])


@pytest.fixture(scope="module")
def cleaned() -> dict[str, pl.DataFrame]:
    return without_private_names(state(), public_words())


def test_names_of_unknown_parties_are_replaced_by_roles(
    cleaned: dict[str, pl.DataFrame],
) -> None:
    actors = cleaned["claim_actors"].filter(claim_id="c9").select("text", "name")
    assert actors.rows() == [("Police", "Police"), ("███ ███", "civilians")]
    parties = cleaned["event_actors"].filter(event_id="e9")["name"].to_list()
    assert parties == ["Police", "civilians", "Rebels of Vell"]
    row = cleaned["claims"].filter(claim_id="c9").row(0, named=True)
    assert (row["claimant_text"], row["claimant_name"]) == ("███ ███", "unnamed party")


def test_the_name_is_nowhere_in_the_texts_and_offsets_still_fit(
    cleaned: dict[str, pl.DataFrame],
) -> None:
    quote = cleaned["claims"].filter(claim_id="c9")["quote"][0]
    assert quote == "Police shot ███ ███ near Port Vell, her sister ███ ███ said."
    title = cleaned["articles"].filter(article_id="a9").row(0, named=True)
    assert title["title"] == "███ ███ shot in Port Vell"
    assert title["byline"] is None
    for name, frame in cleaned.items():
        for column in frame.select(pl.col(pl.String)).drop("text", strict=False):
            assert not column.str.contains("Low").any(), (name, column.name)


def test_what_is_public_stays(cleaned: dict[str, pl.DataFrame]) -> None:
    before = state()
    assert cleaned["corrections"]["reviewer"].unique().to_list() == ["reviewer"]
    for name in ("places", "entities", "events", "sources"):
        assert cleaned[name].equals(before[name])
    kept = pl.col("claim_id") != "c9"
    for name in ("claims", "claim_actors", "claim_quantities"):
        assert cleaned[name].filter(kept).equals(before[name].filter(kept))
    assert BLOCK not in "".join(cleaned["event_actors"]["name"])


def test_former_states_are_cleaned_too() -> None:
    frames = state()
    history = {"history.claims": frames["claims"].with_columns(closed_on=None)}
    both = without_private_names({**frames, **history}, public_words())
    assert "Low" not in "".join(both["history.claims"]["quote"])


def test_public_words_are_read_from_the_lexicons() -> None:
    public = public_words()
    assert {"Kurdish", "Colonel", "France", "police"} <= public.words
    assert "Lord's Resistance Army" in public.bodies
    assert "Anna" in public.first_names
    assert not {"Anna", "Low"} & public.words
