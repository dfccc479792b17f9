"""What others' tools read of a release: frictionless, Croissant, citations."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from frictionless import Package

from schemas.delta import DELTA
from schemas.views import VIEWS
from tests.release_folders import two_releases
from warehouse.export import PANELS
from warehouse.exporters.csv import write_csv
from warehouse.release.about import read_about
from warehouse.release.tables import released as released_tables
from warehouse.release.version import ReleaseError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_releases(tmp_path_factory.mktemp("metadata"))[1]


def descriptor(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(
        (folder / "datapackage.json").read_text("utf-8")
    )
    return content


def errors(package: Package) -> list[str]:
    return [str(e) for e in package.validate().flatten(["title", "fieldName", "note"])]


def twin(folder: Path, to: Path) -> dict[str, Any]:
    """The package with every Parquet file as CSV, and the descriptions as they are.

    Frictionless reads Parquet through pandas, which makes fractions of whole numbers
    and NaN of nulls, and then finds fault with both.
    """
    content = descriptor(folder)
    tables = {**released_tables(), **VIEWS, DELTA.name: DELTA}
    for resource in content["resources"]:
        path = Path(resource["path"])
        if path.suffix != ".parquet":
            shutil.copy(folder / path, to / path.name)
        else:
            name = DELTA.name if path.parent.name == "deltas" else path.stem
            table = tables.get(name, VIEWS["events_all"])
            write_csv(to / f"{path.stem}.csv", table, pl.read_parquet(folder / path))
            resource |= {"format": "csv", "mediatype": "text/csv"}
            for key in ("bytes", "hash"):
                del resource[key]
        end = path.name if path.suffix != ".parquet" else f"{path.stem}.csv"
        resource["path"] = end
    return content


def test_the_data_are_as_the_package_says(folder: Path, tmp_path: Path) -> None:
    content = twin(folder, tmp_path)
    assert errors(Package.from_descriptor(content, basepath=str(tmp_path))) == []


def test_frictionless_finds_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    """So that the test above can fail: an unknown type, a double key, a lost parent."""
    content = twin(folder, tmp_path)
    claims = tmp_path / "claims.csv"
    text = claims.read_text("utf-8").replace("ASSAULT", "WAR")
    claims.write_text(text + text.splitlines(keepends=True)[1], "utf-8", newline="")
    articles = tmp_path / "articles.csv"
    rows = articles.read_text("utf-8").splitlines(keepends=True)
    articles.write_text("".join(rows[:-1]), "utf-8", newline="")
    found = " ".join(errors(Package.from_descriptor(content, basepath=str(tmp_path))))
    for part in ("enum", "PrimaryKey", "ForeignKey"):
        assert part in found


def test_the_packed_csv_is_read_as_it_is_described(folder: Path) -> None:
    package = Package(str(folder / "datapackage.json"))
    resource = package.get_resource("events_csv_gz")
    report = resource.validate()
    assert report.valid, report.flatten(["fieldName", "note"])
    assert len(resource.read_rows()) == 3


def test_every_file_of_rows_is_in_the_package(folder: Path) -> None:
    content = descriptor(folder)
    assert content["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert content["licenses"][0]["name"] == "CC-BY-4.0"
    assert content["version"] == "2025.6"
    paths = {resource["path"] for resource in content["resources"]}
    rows = {p.relative_to(folder).as_posix() for p in folder.rglob("*.parquet")}
    assert paths == rows | {"data/events.csv.gz"}
    for resource in content["resources"]:
        fields = resource["schema"]["fields"]
        assert all(field["description"] for field in fields), resource["name"]
        assert resource["schema"]["missingValues"] == [""]
    keys = {r["name"]: r["schema"] for r in content["resources"]}
    assert keys["claims_parquet"]["primaryKey"] == ["claim_id"]
    assert keys["claims_parquet"]["foreignKeys"][0]["reference"] == {
        "resource": "articles_parquet",
        "fields": ["article_id"],
    }


# In a process of its own: what it imports closes the streams that tests capture.
READ_CROISSANT = """
import json, sys
import mlcroissant
dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
issues = dataset.metadata.ctx.issues
rows = [
    [row["events/event_id"].decode(), int(row["events/n_claims"])]
    for row in dataset.records("events")
]
found = {"errors": [*issues.errors], "warnings": [*issues.warnings], "rows": rows}
sys.stdout.write(json.dumps(found))
"""


def test_croissant_is_valid_and_reads_the_rows(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_CROISSANT, str(folder / "croissant.json")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["errors"], found["warnings"]) == ([], [])
    stored = pl.read_parquet(folder / "data" / "events.parquet")
    expected = stored.select("event_id", "n_claims").rows()
    assert [tuple(row) for row in found["rows"]] == expected


def test_croissant_has_what_version_1_1_asks_for(folder: Path) -> None:
    content = json.loads((folder / "croissant.json").read_text("utf-8"))
    assert content["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    assert content["rai:dataCollection"]
    assert len(content["rai:dataBiases"]) >= 3
    assert content["isLiveDataset"] is False
    assert "2025.6" in content["citeAs"]
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    hashes = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    for file in content["distribution"]:
        assert file["sha256"] == hashes[file["contentUrl"]]
    sets = {records["@id"]: records for records in content["recordSet"]}
    assert set(sets) >= {*released_tables(), *PANELS, "events_geo"}
    fields = {field["@id"]: field for field in sets["claims"]["field"]}
    assert fields["claims/article_id"]["references"] == {
        "field": {"@id": "articles/article_id"}
    }


def test_the_citation_file_is_one(folder: Path) -> None:
    content = yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))
    assert content["cff-version"] == "1.2.0"
    assert content["type"] == "dataset"
    assert content["version"] == "2025.6"
    assert content["license"] == "CC-BY-4.0"
    assert content["date-released"].isoformat() == "2025-06-30"
    assert content["authors"] == [{"name": "The Polemos maintainers"}]


def test_users_say_who_they_are_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "about.toml"
    path.write_text('title = "Our \\"own\\" data"\nauthors = ["A. Reader"]\n')
    about = read_about(path)
    assert about.title == 'Our "own" data'
    assert about.authors == ("A. Reader",)
    assert about.biases == read_about().biases


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('autors = ["A"]', r"about\.toml, autors: unknown; there are title, authors"),
        ('authors = "A"', r"about\.toml, authors: 'A' is not a list of texts"),
        ("title = 7", r"about\.toml, title: 7 is not a text"),
        ("title = ", r"about\.toml: "),
    ],
)
def test_a_wrong_file_is_told_with_field_and_value(
    tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "about.toml"
    path.write_text(content)
    with pytest.raises(ReleaseError, match=message):
        read_about(path)
