"""Crosswalks: rivals' headers, expected cells, files that rivals' users can load."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from schemas import crosswalk_page
from schemas.crosswalks import (
    FOLDER,
    CrosswalkError,
    columns_of_rival,
    crosswalk_frames,
    crosswalks,
    forms,
    read_crosswalks,
)
from schemas.ontology import ontology
from schemas.tables import frames_of, quoted
from schemas.views import VIEWS
from tests.crosswalk_corpus import crosswalk_corpus
from tests.warehouse_records import AS_OF
from warehouse.crosswalks import export_as
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.query import QueryError, open_snapshot
from warehouse.store import batch, open_store, put_reference, read_table

Rows = Mapping[str, Mapping[str, Any]]
HEADERS = list(
    csv.DictReader(
        (Path(__file__).parent / "data" / "rival_headers.csv")
        .read_text("utf-8")
        .splitlines()
    )
)
N_COLUMNS = {
    "as_gdelt": 61,
    "as_icews": 20,
    "as_polecat": 40,
    "as_acled": 31,
    "as_ucdp_ged": 49,
}
DUCKDB_TYPES = {
    "integer": {"INTEGER", "BIGINT"},
    "number": {"DOUBLE"},
    "day": {"DATE", "TIMESTAMP WITH TIME ZONE"},
    "boolean": {"BOOLEAN"},
    "text": {"VARCHAR"},
}
# Below this R, Stata and JavaScript keep every digit.
EXACT = 2**53


def header(view: str) -> dict[str, str]:
    """Column -> type of a rival, in its order."""
    return {row["column"]: row["type"] for row in HEADERS if row["view"] == view}


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    found = Layout(tmp_path_factory.mktemp("crosswalks"))
    with open_store(found) as con, batch(con):
        load(con, frames_of(crosswalk_corpus()), AS_OF)
    publish(found)
    return found


@pytest.fixture(scope="module")
def con(layout: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_snapshot(layout) as con:
        yield con


@pytest.fixture(scope="module")
def rows(con: duckdb.DuckDBPyConnection) -> Mapping[str, Rows]:
    """View -> event id -> row, for the views with a row per event."""
    keys = {
        "as_gdelt": ("GLOBALEVENTID", "rival_number(event_id)"),
        "as_polecat": ("Event ID", "event_id"),
        "as_acled": ("event_id_cnty", "place_country || rival_number(event_id)"),
        "as_ucdp_ged": ("id", "rival_number(event_id)"),
        "as_plover_json": ("event_id", "event_id"),
    }
    found = {}
    for view, (key, made) in keys.items():
        ids = dict(con.sql(f"SELECT {made}, event_id FROM events").fetchall())
        answer = con.sql(f"FROM {view}").pl().iter_rows(named=True)
        found[view] = {ids[row[key]]: row for row in answer}
    return found


def cells(row: Mapping[str, Any], names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names.split())


@pytest.mark.parametrize("view", N_COLUMNS)
def test_names_order_and_types_are_the_rivals(con, view) -> None:
    # DESCRIBE spells a name as the first table does that has it: publisher.
    answer = con.sql(f"FROM {view} LIMIT 0")
    wanted = header(view)
    assert len(wanted) == N_COLUMNS[view]
    assert answer.columns == list(wanted)
    for name, kind in zip(answer.columns, answer.types, strict=True):
        assert str(kind) in DUCKDB_TYPES[wanted[name]], name


@pytest.mark.parametrize("view", N_COLUMNS)
def test_the_snapshot_has_the_types_that_are_described(con, view) -> None:
    frame = read_table(con, VIEWS[view])
    assert frame.columns == list(header(view))
    assert not frame.select(VIEWS[view].primary_key).is_duplicated().any()
    key = frame[VIEWS[view].primary_key[0]]
    assert not key.is_null().any()
    if key.dtype == pl.Int64:
        assert 0 < key.min() <= key.max() < EXACT


@pytest.mark.parametrize("view", N_COLUMNS)
def test_what_is_null_is_listed_and_the_rest_is_filled(con, view) -> None:
    frame = read_table(con, VIEWS[view])
    rival = view.removeprefix("as_")
    for rival_column in columns_of_rival(rival):
        values = frame[rival_column.column.name]
        assert values.is_null().all() != rival_column.is_filled, values.name
        assert rival_column.is_filled or rival_column.loss


@pytest.mark.parametrize("name", sorted(crosswalks()))
def test_every_row_of_every_table_has_a_source_and_a_loss_column(name: str) -> None:
    table = crosswalks()[name]
    assert "loss" in table.columns
    assert table["source"].null_count() == 0


def test_every_type_and_mode_has_a_cameo_code_of_its_root() -> None:
    rules = crosswalks()["rules"].filter(pl.col("rival") == "cameo")
    plain = rules.filter(
        pl.all_horizontal(
            pl.col("context", "direction", "actors", "recipients").is_null(),
            pl.col("is_lethal").is_null(),
        )
    )
    codes = {(r["event_type"], r["mode"]): r["code"] for r in plain.to_dicts()}
    code = ontology()
    assert set(codes) == {*code.modes, *((t, None) for t in code.types)}
    # Two codes say in CAMEO what PLOVER's mode says, under another root than its type.
    others = {
        (kind, mode): found
        for (kind, mode), found in codes.items()
        if found[:2] != code.cameo_root(kind, mode)
    }
    assert others == {
        ("ASSAULT", "destroy"): "1712",
    }


def test_sectors_places_and_dates_are_all_mapped() -> None:
    tables = crosswalks()
    assert set(tables["sectors"]["sector"]) == set(ontology().sectors)
    assert set(tables["international"]["code"]) == set(ontology().international)
    kinds = tables["precisions"].group_by("rival", "kind").agg("ours").to_dicts()
    precisions = {(k["rival"], k["kind"]): set(k["ours"]) for k in kinds}
    days = {"day", "range", "week", "month", "year", "unknown"}
    places = {"exact", "city", "admin2", "admin1", "country", "region"}
    assert precisions["acled", "date"] == precisions["ucdp_ged", "date"] == days
    for rival in ("acled", "ucdp_ged", "plover_json", "polecat"):
        assert precisions[rival, "place"] == places
    assert precisions["gdelt", "place"] == places - {"region"}


def test_a_shelling_as_gdelt_has_it(rows) -> None:
    row = rows["as_gdelt"]["shelling"]
    assert cells(row, "SQLDATE MonthYear Year FractionDate") == (
        20250526,
        202505,
        2025,
        2025.4,
    )
    assert cells(row, "Actor1Code Actor1Name Actor1CountryCode Actor1Type1Code") == (
        "SDNREB",
        "REBELS OF VELL",
        "SDN",
        "REB",
    )
    assert cells(row, "Actor2Code Actor2Name") == ("SDNMIL", "SOLDIERS")
    assert cells(row, "IsRootEvent EventCode EventBaseCode EventRootCode") == (
        1,
        "194",
        "194",
        "19",
    )
    assert cells(row, "QuadClass GoldsteinScale NumMentions") == (4, -10.0, 1)
    assert cells(row, "ActionGeo_Type ActionGeo_FullName ActionGeo_CountryCode") == (
        4,
        "Port Vell, Coast, Sudan",
        "SU",
    )
    assert cells(row, "ActionGeo_Lat ActionGeo_Long DATEADDED SOURCEURL") == (
        15.5,
        32.5,
        20250527000000,
        "https://lamp.example/9",
    )


def test_gdelt_shows_the_first_party_of_a_side_and_known_groups(rows) -> None:
    row = rows["as_gdelt"]["CONSULT:None:GOV-MIL-"]
    assert cells(row, "Actor1Code Actor2Code EventCode QuadClass") == (
        "SDNGOV",
        "TCDMIL",
        "040",
        1,
    )
    aid = rows["as_gdelt"]["AID:None:-CVL"]
    assert cells(
        aid, "Actor1Code Actor1KnownGroupCode Actor1CountryCode EventCode"
    ) == (
        "IGOUNO",
        "UNO",
        None,
        "075",
    )


def test_a_country_is_no_point_and_has_its_fips_code(rows) -> None:
    row = rows["as_gdelt"]["at home"]
    names = "ActionGeo_Type ActionGeo_FullName ActionGeo_ADM1Code ActionGeo_FeatureID"
    assert cells(row, f"{names} ActionGeo_Lat") == (1, "Sudan", "SU", "SU", None)


def test_fips_parts_a_state_that_it_has_no_code_for(rows) -> None:
    row = rows["as_gdelt"]["strip"]
    assert row["ActionGeo_CountryCode"] == "GZ"
    assert row["ActionGeo_FullName"] == "Rafah, Gaza Strip, Palestine"


def test_icews_has_a_row_per_pair_both_ways_if_mutual(con) -> None:
    found = con.sql(
        'SELECT "Source Name", "Target Name", "CAMEO Code", "Event Text" '
        "FROM as_icews JOIN crosswalk_pairs p "
        "ON \"Event ID\" = rival_number(concat_ws('/', event_id, source, target)) "
        "WHERE event_id LIKE 'CONSULT%' ORDER BY 1, 2"
    ).fetchall()
    names = {"Sudan", "Military (Chad)", "United Nations"}
    pairs = {(a, b) for a in names for b in names if a != b}
    assert {row[:2] for row in found} == pairs
    assert len(found) == 6
    assert {row[2:] for row in found} == {("040", "Consult")}


def test_twenty_that_meet_give_38_rows_not_380(con) -> None:
    counted = "SELECT count(*), count(DISTINCT source) FROM crosswalk_pairs WHERE "
    assert con.sql(counted + "event_id = 'summit'").fetchall() == [(38, 20)]
    assert con.sql(counted + "event_id = 'clash'").fetchall() == [(2, 2)]


def test_a_shelling_as_icews_has_it(con) -> None:
    row = con.sql(
        "FROM as_icews WHERE \"Event ID\" = rival_number('shelling/0/1')"
    ).pl()
    assert row.drop("Event ID", "Story ID").to_dicts() == [
        {
            "Event Date": row["Event Date"][0],
            "Source Name": "Rebels of Vell",
            "Source Sectors": "Rebel,Dissident",
            "Source Country": "Sudan",
            "Event Text": "Fight with artillery and tanks",
            "CAMEO Code": "194",
            "Intensity": -10.0,
            "Target Name": "Military (Sudan)",
            "Target Sectors": "Military,Government",
            "Target Country": "Sudan",
            "Sentence Number": 1,
            "Publisher": "The Lamp",
            "City": "Port Vell",
            "District": None,
            "Province": "Coast",
            "Country": "Sudan",
            "Latitude": 15.5,
            "Longitude": 32.5,
        }
    ]


def test_polecat_has_lists_and_none_in_them(rows) -> None:
    row = rows["as_polecat"]["CONSULT:None:GOV-MIL-"]
    assert row["Actor Name"] == "Sudan;None;United Nations"
    assert row["Actor Name Raw"] == "Sudan;border guards;United Nations"
    assert row["Actor Country"] == "SDN;TCD;UNO"
    assert row["Actor COW"] == "625;483;None"
    assert row["Actor Sectors"] == "GOV;MIL"
    assert row["Recipient Name"] is None
    assert row["Quad Code"] == "VERBAL COOPERATION"
    told = rows["as_polecat"]["shelling"]
    assert told["Actor Name Raw"] == "Rebels"
    assert told["Actor Sectors"] == "REB;UAF"
    assert told["Feature Type"] == "PPL"
    assert told["Version"] == "polemos-Vers0.1.0"


def test_numbers_of_states_are_those_of_the_day(rows, con) -> None:
    row = rows["as_polecat"]["REQUEST:meet:REB"]
    assert row["Actor COW"] == "260"
    now = "SELECT cow_number FROM states WHERE iso3 = 'DEU' AND valid_to IS NULL"
    assert con.sql(now).fetchall() == [(255,)]


def acled(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return cells(row, "sub_event_type actor1 actor2 interaction")


@pytest.mark.parametrize(
    ("event_id", "expected"),
    [
        (
            "shelling",
            (
                "Shelling/artillery/missile attack",
                "Rebels of Vell",
                "Military Forces of Sudan",
                "State forces-Rebel group",
            ),
        ),
        (
            "massacre",
            ("Attack", "Rebels of Vell", "Civilians (Sudan)", "Rebel group-Civilians"),
        ),
        (
            "clash",
            (
                "Armed clash",
                "Military Forces of Sudan",
                "Military Forces of Chad",
                "State forces-External/Other forces",
            ),
        ),
        (
            "bomb",
            (
                "Remote explosive/landmine/IED",
                "Unidentified Armed Group (Sudan)",
                "Civilians (Sudan)",
                "Political militia-Civilians",
            ),
        ),
        (
            "raid abroad",
            (
                "Air/drone strike",
                "Military Forces of Chad",
                "Civilians (Sudan)",
                "Civilians-External/Other forces",
            ),
        ),
        (
            "PROTEST:demo:EDU",
            ("Peaceful protest", "Protesters (Sudan)", None, "Protesters only"),
        ),
        (
            "PROTEST:riot:CVL",
            ("Violent demonstration", "Rioters (Sudan)", None, "Rioters only"),
        ),
        (
            "ASSAULT:crowd-control:COP-CVL",
            (
                "Protest with intervention",
                "Protesters (Sudan)",
                "Police Forces of Sudan",
                "State forces-Protesters",
            ),
        ),
        (
            "ASSAULT:crowd-control:COP-LAB",
            (
                "Excessive force against protesters",
                "Protesters (Sudan)",
                "Police Forces of Sudan",
                "State forces-Protesters",
            ),
        ),
        (
            "COERCE:arrest:GOV-CVL",
            (
                "Arrests",
                "Government of Sudan",
                "Civilians (Sudan)",
                "State forces-Civilians",
            ),
        ),
    ],
)
def test_events_as_acled_has_them(rows, event_id, expected) -> None:
    assert acled(rows["as_acled"][event_id]) == expected


def test_the_other_cells_of_acled(rows) -> None:
    row = rows["as_acled"]["massacre"]
    assert cells(row, "disorder_type event_type civilian_targeting") == (
        "Political violence",
        "Violence against civilians",
        "Civilian targeting",
    )
    assert cells(row, "iso region country admin1 location geo_precision") == (
        729,
        "Northern Africa",
        "Sudan",
        "Coast",
        "Port Vell",
        1,
    )
    assert cells(row, "year time_precision fatalities tags") == (2025, 1, 15, None)
    assert row["timestamp"] == 1748736000
    protest = rows["as_acled"]["PROTEST:demo:EDU"]
    assert protest["tags"] == "crowd size=500"
    assert rows["as_acled"]["PROTEST:riot:CVL"]["tags"] == "crowd size=no report"
    lethal = rows["as_acled"]["ASSAULT:crowd-control:COP-LAB"]
    assert lethal["disorder_type"] == "Political violence; Demonstrations"
    assert lethal["assoc_actor_1"] == "Labor Group (Sudan)"


def test_the_government_is_side_a_whoever_attacks(rows) -> None:
    row = rows["as_ucdp_ged"]["shelling"]
    assert cells(row, "type_of_violence side_a side_b gwnoa gwnob") == (
        1,
        "Government of Sudan",
        "Rebels of Vell",
        625,
        None,
    )
    assert row["dyad_name"] == "Government of Sudan - Rebels of Vell"
    assert row["relid"] == "SDN-2025-1-shelling"
    deaths = "deaths_a deaths_b deaths_civilians deaths_unknown best low high"
    assert cells(row, deaths) == (12, 0, 0, 0, 12, 12, 12)


@pytest.mark.parametrize(
    ("event_id", "kind", "deaths", "bounds"),
    [
        ("massacre", 3, (0, 0, 20, 0), (20, 15, 25)),
        ("feud", 2, (0, 5, 0, 0), (5, 5, 5)),
        ("clash", 1, (3, 4, 2, 6), (15, 15, 15)),
        ("district", 1, (1, 0, 0, 0), (1, 1, 1)),
    ],
)
def test_deaths_by_side_sum_to_best(rows, event_id, kind, deaths, bounds) -> None:
    row = rows["as_ucdp_ged"][event_id]
    assert row["type_of_violence"] == kind
    sides = cells(row, "deaths_a deaths_b deaths_civilians deaths_unknown")
    assert sides == deaths
    assert sum(sides) == row["best"]
    assert cells(row, "best low high") == bounds


def test_a_state_that_was_not_yet_is_a_part_of_another(rows) -> None:
    row = rows["as_ucdp_ged"]["valley"]
    assert cells(row, "country country_id side_a gwnoa") == (
        "Serbia",
        345,
        "Government of Serbia",
        345,
    )
    assert rows["as_polecat"]["valley"]["Actor COW"] == "None"


def test_ucdp_leaves_out_groups_nobody_can_name(rows) -> None:
    assert "masked" not in rows["as_ucdp_ged"]
    assert acled(rows["as_acled"]["masked"]) == (
        "Attack",
        "Unidentified Armed Group (Sudan)",
        "Civilians (Sudan)",
        "Political militia-Civilians",
    )


def test_the_place_as_ucdp_has_it(rows) -> None:
    row = rows["as_ucdp_ged"]["shelling"]
    assert cells(row, "where_prec where_coordinates geom_wkt priogrid_gid") == (
        1,
        "Port Vell",
        "POINT (32.5 15.5)",
        152346,
    )
    assert cells(row, "country country_id region date_prec event_clarity") == (
        "Sudan",
        625,
        "Africa",
        1,
        1,
    )
    assert row["source_article"] == 'The Lamp,2025-05-27,"Shelling of Port Vell"'
    assert cells(rows["as_ucdp_ged"]["district"], "where_prec adm_2") == (
        3,
        "Vell district",
    )


def test_what_a_view_leaves_out_is_listed_with_the_reason(con, rows) -> None:
    table = con.sql("FROM crosswalk_left_out").fetchall()
    found = {(rival, event_id): reason for event_id, rival, reason in table}
    assert found["ucdp_ged", "quiet"] == "nobody is told killed"
    assert found["acled", "unknown day"] == "no day is known"
    assert found["acled", "at home"] == "no country of the act is told"
    assert found["acled", "summit"] == "no rule fits its type, mode and sides"
    everything = {row[0] for row in con.sql("SELECT event_id FROM events").fetchall()}
    hidden = {"planned", "background", "e2"}
    assert not hidden & {event_id for _, event_id in found}
    for view, shown in rows.items():
        left = {e for rival, e in found if rival == view.removeprefix("as_")}
        assert not left & set(shown)
        assert left | set(shown) == everything - hidden, view


def test_plover_records_have_what_is_required_and_nothing_else(rows) -> None:
    fields = header("plover_json")
    required = {name for name, kind in fields.items() if kind == "required"}
    for row in rows["as_plover_json"].values():
        record = json.loads(row["record"])
        assert required <= set(record) <= set(fields)
        assert record["id"] == row["event_id"]
        assert record["event"] in ontology().types
        assert None not in record.values()
        assert all("entity_text" in actor for actor in record["actor"])
    listed = {c.column.name: c.is_filled for c in columns_of_rival("plover_json")}
    assert set(listed) == set(fields)
    given = {
        n for r in rows["as_plover_json"].values() for n in json.loads(r["record"])
    }
    assert given == {name for name, is_filled in listed.items() if is_filled}


def test_a_shelling_as_plover_has_it(rows) -> None:
    record = json.loads(rows["as_plover_json"]["shelling"]["record"])
    assert record["actor"] == [
        {
            "code": "SDN",
            "sector": "REB",
            "entity_text": "Rebels",
            "identifier_id": "vell_rebels",
            "identifier_text": "Rebels of Vell",
        }
    ]
    assert record["event_loc"]["geonameid"] == 7
    assert record["event_loc"]["resolution"] == 4
    assert record["size"] == {"dead": 12}
    assert record["quad_code"] == 4
    assert record["cite_info"][0]["url"] == "https://lamp.example/9"
    assert record["text_info"] == [{"sequence": 1, "start": 0, "end": 81}]


# What a user of the rival's own files would write.
LOADERS = {
    "gdelt": lambda path: pd.read_csv(
        path,
        sep="\t",
        header=None,
        names=list(header("as_gdelt")),
        dtype={"GLOBALEVENTID": "int64", "SQLDATE": "int64", "DATEADDED": "int64"}
        | dict.fromkeys(("EventCode", "EventBaseCode", "EventRootCode"), str)
        | {"IsRootEvent": "int64", "QuadClass": "int64", "NumMentions": "int64"}
        | {"GoldsteinScale": float, "FractionDate": float, "AvgTone": float},
        quoting=csv.QUOTE_NONE,
    ),
    "icews": lambda path: pd.read_csv(
        path,
        sep="\t",
        dtype={"Event ID": "int64", "CAMEO Code": str, "Intensity": float},
        parse_dates=["Event Date"],
        quoting=csv.QUOTE_NONE,
    ),
    "polecat": lambda path: pd.read_csv(
        path,
        sep="\t",
        na_values=["None"],
        keep_default_na=True,
        parse_dates=["Event Date", "Publication Date"],
        quoting=csv.QUOTE_NONE,
    ),
    "acled": lambda path: pd.read_csv(
        path,
        parse_dates=["event_date"],
        dtype={"fatalities": "int64", "geo_precision": "int64", "timestamp": "int64"},
    ),
    "ucdp_ged": lambda path: pd.read_csv(
        path,
        parse_dates=["date_start", "date_end"],
        dtype={"id": "int64", "best": "int64", "type_of_violence": "int64"},
    ),
    "plover_json": lambda path: pd.read_json(path, lines=True, dtype=False),
}


@pytest.mark.parametrize("rival", LOADERS)
def test_a_rivals_user_loads_the_file_unchanged(layout, rows, con, rival) -> None:
    path = export_as(layout, rival)
    assert path == layout.rivals / forms()[rival].file_name
    frame = LOADERS[rival](path)
    view = forms()[rival].view
    assert len(frame) == con.sql(f"SELECT count(*) FROM {view}").fetchall()[0][0]
    if view in N_COLUMNS:
        assert list(frame.columns) == list(header(view))
        for name, kind in header(view).items():
            if kind == "day" and name in frame and frame[name].notna().any():
                assert "datetime64" in str(frame[name].dtype), name
    first = path.read_bytes()
    export_as(layout, rival)
    assert path.read_bytes() == first


def test_the_code_on_the_page_runs(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for rival, form in forms().items():
        export_as(layout, rival, tmp_path / form.file_name)
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", crosswalk_page.page(), re.S)
    found: dict[str, Any] = {}
    exec(compile(code, "crosswalks.md", "exec"), found)
    assert found["protests"].sum() == 3
    assert found["deaths"].loc[625, 2025, 3] == 22
    assert found["roots"]["04"] == 1.0
    assert "United Nations" in set(found["actors"]["actor"])
    assert ("Chad", "Sudan") in found["dyads"].index


def test_leading_zeros_and_days_survive(layout) -> None:
    frame = LOADERS["gdelt"](export_as(layout, "gdelt"))
    assert "040" in set(frame["EventCode"])
    ged = LOADERS["ucdp_ged"](export_as(layout, "ucdp_ged"))
    text = (layout.rivals / "GEDEvent.csv").read_text("utf-8")
    assert "2025-05-26 00:00:00.000" in text
    assert (ged["low"] <= ged["best"]).all()
    assert (ged["best"] <= ged["high"]).all()


def test_a_target_can_be_named(layout: Layout, tmp_path: Path) -> None:
    wanted = tmp_path / "there" / "mine.csv"
    assert export_as(layout, "acled", wanted) == wanted
    assert wanted.read_text("utf-8").startswith("event_id_cnty,event_date,")


def test_tabs_breaks_and_formulas_do_no_harm(layout: Layout) -> None:
    lines = export_as(layout, "gdelt").read_text("utf-8").splitlines()
    assert {line.count("\t") for line in lines} == {N_COLUMNS["as_gdelt"] - 1}
    polecat = export_as(layout, "polecat").read_text("utf-8").splitlines()
    names = {line.split("\t")[0]: line.split("\t")[13] for line in polecat}
    assert names["odd"] == '=SUM(1) "two" lines'
    acled = pd.read_csv(export_as(layout, "acled"))
    assert '\'=SUM(1)\t"two"\nlines' in set(acled["actor1"])


def test_a_rival_that_is_not_known_is_refused(layout: Layout) -> None:
    with pytest.raises(QueryError, match="no crosswalk to 'cow'.*acled"):
        export_as(layout, "cow")


def test_a_snapshot_without_the_views_says_so(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.snapshot.parent.mkdir(parents=True)
    duckdb.connect(str(layout.snapshot)).close()
    with pytest.raises(QueryError, match="older Polemos"):
        export_as(layout, "acled")


def test_numbers_of_many_events_do_not_collide() -> None:
    con = duckdb.connect()
    try:
        found = con.sql(
            "SELECT count(DISTINCT left(md5(left(md5(i::VARCHAR), 16)), 13)) "
            "FROM range(1000000) t(i)"
        ).fetchall()
    finally:
        con.close()
    assert found == [(1_000_000,)]


def add(folder: Path, table: str, **values: str) -> Path:
    """A copy of the tables with one more row."""
    copy = folder / "tables"
    shutil.copytree(FOLDER, copy)
    path = copy / f"{table}.csv"
    with path.open(newline="", encoding="utf-8") as lines:
        names = next(csv.reader(lines))
    with path.open("a", newline="", encoding="utf-8") as lines:
        csv.writer(lines).writerow([values.get(name, "") for name in names])
    return copy


def test_a_mapping_is_a_row(layout: Layout, tmp_path: Path) -> None:
    folder = add(
        tmp_path,
        "rules",
        rival="acled",
        rank="1",
        event_type="MOBILIZE",
        mode="militia",
        code="Change to group/activity",
        is_swapped="false",
        source="a user",
    )
    asked = "SELECT sub_event_type, actor1 FROM as_acled WHERE event_id_cnty LIKE "
    asked += "'%' || rival_number('herders')"
    with open_store(layout) as con:
        assert con.sql(asked).fetchall() == []
        con.begin()
        put_reference(con, crosswalk_frames(folder))
        found = con.sql(asked).fetchall()
        con.rollback()
    assert found == [("Change to group/activity", "Unidentified Armed Group (Sudan)")]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"mode": "aerial"}, r"line \d+: mode 'aerial' is no mode of AGREE"),
        ({"event_type": "FIGHT"}, "event_type 'FIGHT' is no event type"),
        ({"context": "war"}, "context 'war' is no context"),
        ({"code": "999"}, r"code '999' is not in cameo_codes\.csv"),
        ({"rival": "cow"}, "rival 'cow' is none of cameo"),
        ({"rank": "10"}, "two rules of cameo have the rank 10"),
        ({"rank": "first"}, "rank cannot be 'first'"),
        ({"rank": ""}, "rank None is not a number"),
        ({"is_lethal": "yes"}, "is_lethal cannot be 'yes'"),
        ({"source": ""}, r"line \d+: source is empty"),
    ],
)
def test_a_row_that_cannot_be_used_is_told(tmp_path, values, message) -> None:
    base = {"rival": "cameo", "rank": "5", "event_type": "AGREE", "code": "030"}
    row = {**base, "is_swapped": "false", "source": "a user", **values}
    with pytest.raises(CrosswalkError, match=message):
        read_crosswalks(add(tmp_path, "rules", **row))


def test_a_table_without_a_loss_column_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "tables"
    shutil.copytree(FOLDER, copy)
    (copy / "more.csv").write_text("one,source\n1,me\n", encoding="utf-8")
    with pytest.raises(CrosswalkError, match=r"more\.csv: no column loss"):
        read_crosswalks(copy)


def test_columns_with_spaces_and_capitals_are_quoted() -> None:
    names = ("end", "Event ID", "SQLDATE", "plain_1")
    assert [quoted(name) for name in names] == [
        '"end"',
        '"Event ID"',
        '"SQLDATE"',
        "plain_1",
    ]


def test_views_of_an_empty_warehouse_are_empty(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    with open_store(layout):
        pass
    publish(layout)
    for rival, form in forms().items():
        lines = export_as(layout, rival).read_text("utf-8").splitlines()
        assert len(lines) == form.has_header


def test_the_page_is_current_and_lists_every_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert crosswalk_page.main(["--check"]) == 0
    text = crosswalk_page.page()
    for rival in forms():
        for column in columns_of_rival(rival):
            assert f"`{column.column.name}`" in text
            assert column.loss in text
    monkeypatch.setattr(crosswalk_page, "PATH", tmp_path / "crosswalks.md")
    assert crosswalk_page.main(["--check"]) == 1
    assert "not current" in capsys.readouterr().err
