"""The gazetteer: names, levels, ids, and the data files behind it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.lexicon import LexiconError
from transforms.places import gazetteer as module
from transforms.places.gazetteer import (
    Entry,
    countries,
    demonyms,
    gazetteer_version,
    load_gazetteer,
    overlay,
)
from transforms.places.names import digest, fold, without_article
from transforms.places.resolve import PlaceName, prior


def first(name: str, level: str | None = None) -> Entry:
    found = [
        item.entry
        for item in load_gazetteer().lookup(name)
        if level is None or item.entry.precision == level
    ]
    return found[0]


@pytest.mark.parametrize(
    ("name", "level", "country"),
    [
        ("Ukraine", "country", "UKR"),
        ("DR Congo", "country", "COD"),
        ("U.S.", "country", "USA"),
        ("Ivory Coast", "country", "CIV"),
        ("Kosovo", "country", "KOS"),
        ("Goma", "city", "COD"),
        ("Al-Hasakah", "admin1", "SYR"),
        ("Hodeidah", "city", "YEM"),
        ("Kiev", "city", "UKR"),
        ("Kherson oblast", "admin1", "UKR"),
        ("N.C.", "admin1", "USA"),
        ("Nagorno-Karabakh", "admin1", "AZE"),
        ("Tigray", "admin1", "ETH"),
        ("Cité Soleil", "city", "HTI"),
        ("Cite Soleil", "city", "HTI"),
        ("Mekelle", "city", "ETH"),
        ("Wau", "city", "SSD"),
    ],
)
def test_name_is_known(name: str, level: str, country: str) -> None:
    assert first(name, level).country == country


@pytest.mark.parametrize("name", ["Red Sea", "Bab al-Mandab", "Sahel", "Kashmir"])
def test_sea_or_region_lies_in_no_single_country(name: str) -> None:
    entry = next(
        item.entry
        for item in load_gazetteer().lookup(name)
        if item.entry.precision == "region"
    )
    assert entry.country is None


def test_overlay_town_keeps_its_geonames_id() -> None:
    entry = first("Chasov Yar")
    assert entry.name == "Chasiv Yar"
    assert entry.geonames_id is not None


def test_town_knows_its_first_level_division() -> None:
    assert first("Bakhmut").admin1 == "Donetsk"


@pytest.mark.parametrize("name", ["", "-", "Zxqvwk", "'"])
def test_unknown_name_has_no_candidates(name: str) -> None:
    assert load_gazetteer().lookup(name) == ()


def test_version_names_the_source() -> None:
    assert "GeoNames" in gazetteer_version()


def test_data_files_are_whole() -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.size > 250_000
    assert len(countries()) > 225
    assert len(overlay()) > 400


def test_every_overlay_place_has_valid_coordinates_and_its_own_id() -> None:
    ids = [entry.place_id for entry, _ in overlay()]
    assert len(set(ids)) == len(ids)
    assert all(abs(e.latitude) <= 90 and abs(e.longitude) <= 180 for e, _ in overlay())


def test_peoples_words_lead_to_their_country() -> None:
    assert demonyms()["Syrians"] == "SYR"
    assert demonyms()["British"] == "GBR"


@pytest.mark.parametrize(
    ("field", "value"), [("precision", "street"), ("latitude", "north")]
)
def test_broken_overlay_row_names_file_and_row(field: str, value: str) -> None:
    row = {
        "place_id": "own:x", "name": "X", "aliases": "", "country": "", "admin1": "",
        "latitude": "1", "longitude": "2", "precision": "city", "kind": "town",
        "source": "project",
    }  # fmt: skip
    with pytest.raises(LexiconError, match=r"overlay\.csv, row 7"):
        module.overlay_entry(row | {field: value}, 7)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Al-Ḥasakah", "al hasakah"),
        ("Sana'a", "sanaa"),
        ("St. Petersburg", "saint petersburg"),
        ("Côte d’Ivoire", "cote divoire"),
    ],
)
def test_fold_drops_marks_and_case(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name: str) -> None:
    once = fold(name)
    assert fold(once) == once


@given(st.text(max_size=40))
def test_digest_fits_in_40_bits(name: str) -> None:
    assert 0 <= digest(fold(name)) < 2**40


def test_short_rest_keeps_its_article() -> None:
    assert without_article("al bab") == "al bab"
    assert without_article("al hasakah") == "hasakah"


@pytest.mark.parametrize(
    ("name", "country"),
    [("Gaza", "PSE"), ("Westminster", "GBR"), ("Portland", "USA"), ("Palma", "ESP")],
)
def test_bare_name_means_the_famous_place(name: str, country: str) -> None:
    assert _meant(name, {}) == country


def test_article_tells_which_of_two_is_meant() -> None:
    assert _meant("Palma", {"MOZ": 0.8}) == "MOZ"


def _meant(name: str, weights: dict[str, float]) -> str | None:
    found = load_gazetteer().lookup(name)
    nowhere: Any = None
    asked = PlaceName(nowhere, nowhere, fold(name), found, None, 1.0)
    return max(found, key=lambda item: prior(item, asked, weights)).entry.country
