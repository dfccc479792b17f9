"""What a script for a rival groups by has the values of that rival, and no other."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from schemas.tables import frames_of
from tests.crosswalk_corpus import crosswalk_corpus
from tests.test_crosswalks import header
from tests.warehouse_records import AS_OF
from warehouse.crosswalks import export_as
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.store import batch, open_store

SUB_EVENTS = {
    "Battles": {
        "Armed clash",
        "Government regains territory",
        "Non-state actor overtakes territory",
    },
    "Explosions/Remote violence": {
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    },
    "Violence against civilians": {
        "Sexual violence",
        "Attack",
        "Abduction/forced disappearance",
    },
    "Protests": {
        "Peaceful protest",
        "Protest with intervention",
        "Excessive force against protesters",
    },
    "Riots": {"Violent demonstration", "Mob violence"},
    "Strategic developments": {
        "Agreement",
        "Arrests",
        "Change to group/activity",
        "Disrupted weapons use",
        "Headquarters or base established",
        "Looting/property destruction",
        "Non-violent transfer of territory",
        "Other",
    },
}
INTER = [
    "State forces",
    "Rebel group",
    "Political militia",
    "Identity militia",
    "Rioters",
    "Protesters",
    "Civilians",
    "External/Other forces",
]
QUADS = {
    1: {"01", "02", "03", "04", "05"},
    2: {"06", "07", "08", "09"},
    3: {"10", "11", "12", "13", "14"},
    4: {"15", "16", "17", "18", "19", "20"},
}
# Goldstein scores that any user of the two knows by heart.
GOLDSTEIN = {
    "010": 0.0,
    "030": 4.0,
    "036": 4.0,
    "040": 1.0,
    "042": 1.9,
    "046": 7.0,
    "051": 3.4,
    "057": 8.0,
    "070": 7.0,
    "073": 7.4,
    "090": -2.0,
    "111": -2.0,
    "112": -2.0,
    "120": -4.0,
    "130": -4.4,
    "138": -7.0,
    "141": -6.5,
    "145": -7.5,
    "163": -8.0,
    "173": -5.0,
    "180": -9.0,
    "183": -10.0,
    "190": -10.0,
    "193": -10.0,
    "195": -10.0,
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    layout = Layout(tmp_path_factory.mktemp("groups"))
    with open_store(layout) as con, batch(con):
        load(con, frames_of(crosswalk_corpus()), AS_OF)
    publish(layout)
    rivals = ("gdelt", "icews", "polecat", "acled", "ucdp_ged")
    return {name: export_as(layout, name) for name in rivals}


@pytest.fixture(scope="module")
def gdelt(files: dict[str, Path]) -> pd.DataFrame:
    return pd.read_csv(
        files["gdelt"],
        sep="\t",
        header=None,
        names=list(header("as_gdelt")),
        dtype={"EventCode": str, "EventBaseCode": str, "EventRootCode": str},
        quoting=csv.QUOTE_NONE,
    )


@pytest.fixture(scope="module")
def acled(files: dict[str, Path]) -> pd.DataFrame:
    return pd.read_csv(files["acled"], parse_dates=["event_date"])


@pytest.fixture(scope="module")
def ged(files: dict[str, Path]) -> pd.DataFrame:
    return pd.read_csv(files["ucdp_ged"], parse_dates=["date_start", "date_end"])


def test_gdelt_groups_by_root_and_quad(gdelt: pd.DataFrame) -> None:
    assert len(gdelt) > 20
    for quad, roots in gdelt.groupby("QuadClass")["EventRootCode"]:
        assert set(roots) <= QUADS[quad]
    assert (gdelt["EventCode"].str[:3] == gdelt["EventBaseCode"]).all()
    assert (gdelt["EventCode"].str[:2] == gdelt["EventRootCode"]).all()
    assert gdelt["EventCode"].str.fullmatch(r"\d{3,4}").all()


def test_gdelt_scores_are_goldsteins(gdelt: pd.DataFrame) -> None:
    assert (gdelt.groupby("EventCode")["GoldsteinScale"].nunique() == 1).all()
    known = gdelt[gdelt["EventCode"].isin(GOLDSTEIN)]
    assert len(set(known["EventCode"])) > 8
    assert (known["GoldsteinScale"] == known["EventCode"].map(GOLDSTEIN)).all()


def test_gdelt_days_are_made_of_each_other(gdelt: pd.DataFrame) -> None:
    days = gdelt[gdelt["SQLDATE"].notna()]
    assert (days["SQLDATE"] // 100 == days["MonthYear"]).all()
    assert (days["SQLDATE"] // 10_000 == days["Year"]).all()
    month, day = days["SQLDATE"] // 100 % 100, days["SQLDATE"] % 100
    fraction = days["Year"] + (month * 30 + day) / 365
    assert (abs(fraction - days["FractionDate"]) < 0.12).all()
    assert gdelt["DATEADDED"].astype(str).str.fullmatch(r"\d{14}").all()
    kinds = gdelt["ActionGeo_Type"].dropna()
    assert set(kinds) <= {1, 2, 3, 4, 5}
    assert len(set(kinds)) > 2


def test_gdelt_actor_codes_begin_with_country_or_role(gdelt: pd.DataFrame) -> None:
    """As CAMEO writes them: SDNREB, IGOUNO, IGOMEAARL."""
    for side in ("Actor1", "Actor2"):
        parts = gdelt[[f"{side}{part}" for part in ("CountryCode", "Type1Code")]]
        codes = gdelt[f"{side}Code"].fillna("")
        begins = parts.fillna("").agg("".join, axis=1)
        pairs = list(zip(codes, begins, strict=True))
        assert all(code.startswith(begin) for code, begin in pairs)
        assert all(len(code) % 3 == 0 for code, _ in pairs)
        group = gdelt[f"{side}KnownGroupCode"].fillna("")
        pairs = list(zip(codes, group, strict=True))
        assert all(code.endswith(end) for code, end in pairs)


def test_icews_days_scores_and_codes(files: dict[str, Path]) -> None:
    frame = pd.read_csv(files["icews"], sep="\t", dtype={"CAMEO Code": str})
    assert not frame.duplicated(["Event ID", "Event Date"]).any()
    labels = frame.groupby("CAMEO Code")["Event Text"].nunique()
    assert (labels == 1).all()
    known = frame[frame["CAMEO Code"].isin(GOLDSTEIN)]
    assert (known["Intensity"] == known["CAMEO Code"].map(GOLDSTEIN)).all()
    assert frame["Intensity"].between(-10, 10).all()
    places = frame[frame["Latitude"].notna()]
    assert places["Longitude"].notna().all()


def test_polecat_lists_can_be_taken_apart(files: dict[str, Path]) -> None:
    frame = pd.read_csv(
        files["polecat"],
        sep="\t",
        quoting=csv.QUOTE_NONE,
        na_values=[""],
        keep_default_na=False,
    )
    told = frame[frame["Actor Name"].notna()]
    for column in ("Actor Country", "Actor COW"):
        sizes = told[column].str.count(";")
        assert (sizes == told["Actor Name"].str.count(";")).all()
    assert set(frame["Quad Code"]) <= {
        f"{how} {what}"
        for how in ("VERBAL", "MATERIAL")
        for what in ("COOPERATION", "CONFLICT")
    }
    scores = frame.groupby(["Event Type", "Event Mode"], dropna=False)["Intensity"]
    assert (scores.nunique() == 1).all()


def test_acled_groups_by_its_own_types(acled: pd.DataFrame) -> None:
    for kind, sub_kinds in acled.groupby("event_type")["sub_event_type"]:
        assert set(sub_kinds) <= SUB_EVENTS[kind]
    disorder = acled.groupby("event_type")["disorder_type"].agg(set)
    assert disorder["Battles"] == {"Political violence"}
    assert disorder["Strategic developments"] == {"Strategic developments"}
    assert disorder["Protests"] <= {
        "Demonstrations",
        "Political violence; Demonstrations",
    }
    excessive = acled["sub_event_type"] == "Excessive force against protesters"
    both = acled["disorder_type"] == "Political violence; Demonstrations"
    assert (excessive == both).all()
    assert set(acled["time_precision"]) <= {1, 2, 3}
    assert set(acled["geo_precision"]) <= {1, 2, 3}
    assert (acled["year"] == acled["event_date"].dt.year).all()


def test_acled_interactions_are_those_of_its_two_sides(acled: pd.DataFrame) -> None:
    number = {name: at for at, name in enumerate(INTER, start=1)}
    seen = set()
    for one, two, told in acled[["inter1", "inter2", "interaction"]].itertuples(
        index=False
    ):
        sides = sorted(
            (side for side in (one, two) if isinstance(side, str)),
            key=number.__getitem__,
        )
        seen |= set(sides)
        if len(sides) == 1:
            assert told == f"{sides[0]} only"
        elif sides:
            assert told == "-".join(sides)
        else:
            assert pd.isna(told)
    assert len(seen) > 5


def test_ged_groups_by_violence_side_and_state(ged: pd.DataFrame) -> None:
    assert set(ged["type_of_violence"]) == {1, 2, 3}
    one_sided = ged[ged["type_of_violence"] == 3]
    assert set(one_sided["side_b"]) == {"Civilians"}
    state = ged[ged["type_of_violence"] == 1]
    assert state["gwnoa"].notna().all()
    assert state["side_a"].str.startswith("Government of ").all()
    others = ged[ged["type_of_violence"] == 2]
    assert others[["gwnoa", "gwnob"]].isna().all(axis=None)
    numbers = ged.dropna(subset=["country_id"]).groupby("country")["country_id"]
    assert numbers.agg(set)["Sudan"] == {625}


def test_ged_codes_and_deaths_are_within_their_bounds(ged: pd.DataFrame) -> None:
    assert ged["where_prec"].between(1, 7).all()
    assert ged["date_prec"].between(1, 5).all()
    assert set(ged["event_clarity"]) <= {1, 2}
    sides = ged[["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]]
    assert (sides.sum(axis=1) == ged["best"]).all()
    assert (ged["low"] <= ged["best"]).all()
    assert (ged["best"] <= ged["high"]).all()
    assert (ged["high"] > 0).all()
    exact = ged[ged["date_prec"] == 1]
    assert (exact["date_start"] == exact["date_end"]).all()
    assert (ged["date_start"] <= ged["date_end"]).all()
    assert (ged["year"] == ged["date_start"].dt.year).all()
    regions = {"Africa", "Americas", "Asia", "Europe", "Middle East"}
    assert set(ged["region"].dropna()) <= regions
    cells = ged[ged["priogrid_gid"].notna() & ged["latitude"].notna()]
    row = ((cells["latitude"] + 90) * 2).astype(int)
    column = ((cells["longitude"] + 180) * 2).astype(int)
    assert (row * 720 + column + 1 == cells["priogrid_gid"]).all()
