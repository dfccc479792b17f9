"""Make a release of the published snapshot: written beside, moved in as a whole."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from schemas.codebook import codebook
from warehouse.exporters.datapackage import as_datapackage, description
from warehouse.files import sync_all
from warehouse.layout import Layout
from warehouse.query import open_snapshot
from warehouse.release.about import LICENSE, LICENSE_URL, About, Facts
from warehouse.release.changelog import first_section, next_section, with_section
from warehouse.release.croissant import as_croissant
from warehouse.release.database import make_database, read_rest
from warehouse.release.delta import Changes, changes_of, delta_of
from warehouse.release.files import (
    DATA,
    DELTAS,
    EVALUATION,
    DataFile,
    write_delta,
    write_tables,
    write_views,
)
from warehouse.release.manifest import NAME, as_manifest, check_files, versions_of
from warehouse.release.names import PublicWords, without_private_names
from warehouse.release.notes import notes_of
from warehouse.release.options import ReleaseOptions
from warehouse.release.pages import citation, own_page, readme
from warehouse.release.reasons import explain, grounds_of, reason_between
from warehouse.release.tables import Frames, read_folder, read_released, released
from warehouse.release.version import (
    FOLDER,
    ReleaseError,
    ReleaseVersion,
    parse_version,
)
from warehouse.space import room_in


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: ``to`` holds the releases, ``since`` is the one before.

    Without ``since`` it is the last frozen release in ``to`` that is older.
    ``evaluation`` maps names of files to their content.
    """

    version: ReleaseVersion
    to: Path
    about: About
    options: ReleaseOptions = ReleaseOptions()
    since: Path | None = None
    evaluation: Mapping[str, str] = field(default_factory=dict)
    public: PublicWords = PublicWords()


@dataclass(frozen=True, slots=True)
class Made:
    """A release that was made; ``reasons`` counts the rows that changed, by reason."""

    folder: Path
    before: str | None
    n_files: int
    n_events: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Former:
    """The release before, as its folder has it."""

    folder: Path
    manifest: Mapping[str, Any]
    tables: Frames

    @property
    def version(self) -> str:
        return str(self.manifest["version"])

    @property
    def versions(self) -> dict[str, str]:
        known: dict[str, str] = self.manifest["versions"]
        return {name: value for name, value in known.items() if name != "codebook"}


def make_release(layout: Layout, order: Order) -> Made:
    """Write the folder of the release; raises ReleaseError, and then leaves nothing.

    Raises QueryError when nothing is published. The same snapshot, release before and
    order give the same bytes; those of the DuckDB file, and of the manifest that has
    its hash, on Linux with glibc.
    """
    target = check_target(order.to, order.version)
    tables, rest, versions = _read(layout, order)
    former = _former(order)
    staging = order.to / f".{order.version.folder}.new"
    shutil.rmtree(staging, ignore_errors=True)
    try:
        with room_in(order.to, "the release", is_whole=True):
            staging.mkdir(parents=True)
            made = _write(staging, order, tables, rest, versions, former)
            sync_all(staging)
            os.rename(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Made(target, *made)


def check_target(to: Path, version: ReleaseVersion) -> Path:
    """The folder a release will have; raises ReleaseError if it is there."""
    target = to / version.folder
    if target.exists():
        raise ReleaseError(
            f"{target} is there already, and a release is never overwritten: name "
            f"another version, such as {_mended(version)}"
        )
    return target


def _mended(version: ReleaseVersion) -> str:
    if not version.is_frozen:
        return f"{version.year}.{version.month}"
    return f"{version.year}.{version.month}.{version.patch + 1}"


def _read(
    layout: Layout, order: Order
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame], dict[str, str]]:
    """Tables, former states and versions of the snapshot, as the options want them."""
    with open_snapshot(layout) as con:
        tables, rest = read_released(con), read_rest(con)
        versions = versions_of(con.sql("FROM runs").pl())
    if tables["events"].is_empty():
        raise ReleaseError(
            f"{layout.snapshot} holds no event, so there is nothing to release: "
            "run 'polemos run PATH' first, and look at its rejects"
        )
    every = {**tables, **rest}
    if order.options.without_private_names:
        every = without_private_names(every, order.public)
    if order.options.max_quote is not None:
        every = _cut(every, order.options.max_quote)
    return (
        {name: every[name] for name in tables},
        {name: every[name] for name in rest},
        versions,
    )


def _cut(frames: Frames, length: int) -> dict[str, pl.DataFrame]:
    short = pl.col("quote").str.slice(0, length)
    return {
        name: frame.with_columns(quote=short) if "quote" in frame.columns else frame
        for name, frame in frames.items()
    }


def _former(order: Order) -> _Former | None:
    folder = order.since or _last_before(order)
    if folder is None:
        return None
    manifest = check_files(folder, DATA)
    return _Former(folder, manifest, read_folder(folder))


def _last_before(order: Order) -> Path | None:
    found = []
    for folder in order.to.glob(f"{FOLDER}*"):
        try:
            version = parse_version(folder.name.removeprefix(FOLDER))
        except ReleaseError:
            continue
        if version.is_frozen and version < order.version:
            found.append((version, folder))
    return max(found)[1] if found else None


def _write(
    root: Path,
    order: Order,
    tables: Frames,
    rest: Frames,
    versions: dict[str, str],
    former: _Former | None,
) -> tuple[str | None, int, int, Mapping[str, int]]:
    files = write_tables(root, tables)
    database = make_database(root / DATA, tables, rest)
    files += write_views(root, database)
    facts = _facts(order, tables, rest, versions, former)
    section, reasons = first_section(str(order.version), tables), Counter[str]()
    delta = None
    if former:
        changes = _changes(former.tables, tables)
        grounds = _reasons(changes, former, tables, facts)
        delta = f"{DELTAS}/{former.version}_to_{order.version}.parquet"
        files.append(_write_delta(root, delta, changes, grounds, former, order))
        for frame in grounds:
            reasons.update(frame["reason"])
        section = next_section(
            str(order.version),
            former.version,
            former.tables,
            tables,
            changes,
            dict(sorted(reasons.items())),
            (former.versions, versions),
        )
    _write_pages(root, order, facts, delta, section, former)
    _describe(root, facts, files)
    text = as_manifest(root, facts, tables, files)
    _put(root, NAME, text)
    n_files = sum(path.is_file() for path in root.rglob("*"))
    return facts.before, n_files, facts.n_events, dict(sorted(reasons.items()))


def _changes(old: Frames, new: Frames) -> list[Changes]:
    return [
        changes_of(table, old.get(name), new[name])
        for name, table in released().items()
    ]


def _reasons(
    changes: Sequence[Changes], former: _Former, tables: Frames, facts: Facts
) -> list[pl.DataFrame]:
    is_option_new = former.manifest["options"] != facts.options.as_dict()
    otherwise = reason_between(former.versions, facts.versions, is_option_new)
    grounds = grounds_of(former.tables, tables, otherwise)
    return [explain(item, grounds) for item in changes]


def _write_delta(
    root: Path,
    path: str,
    changes: Sequence[Changes],
    reasons: Sequence[pl.DataFrame],
    former: _Former,
    order: Order,
) -> DataFile:
    def parts() -> Iterator[pl.DataFrame]:
        for item, why in zip(changes, reasons, strict=True):
            yield from delta_of(item, why)

    notes = notes_of(former.version, str(order.version), released().values())
    return write_delta(root, path, parts(), notes)


def _facts(
    order: Order,
    tables: Frames,
    rest: Frames,
    versions: dict[str, str],
    former: _Former | None,
) -> Facts:
    events, claims = tables["events"], tables["claims"]
    days = [events["valid_from"].max(), rest["history.events"]["valid_to"].max()]
    lengths = claims["quote"].str.len_chars().max()
    first, last = events["date_start"].min(), events["date_end"].max()
    return Facts(
        version=order.version,
        before=former.version if former else None,
        as_of=max(day for day in days if isinstance(day, dt.date)),
        options=order.options,
        about=order.about,
        versions=versions,
        n_events=events.height,
        n_claims=claims.height,
        n_articles=tables["articles"].height,
        n_sources=tables["sources"].height,
        first_day=first if isinstance(first, dt.date) else None,
        last_day=last if isinstance(last, dt.date) else None,
        longest_quote=lengths if isinstance(lengths, int) else 0,
    )


def _write_pages(
    root: Path,
    order: Order,
    facts: Facts,
    delta: str | None,
    section: str,
    former: _Former | None,
) -> None:
    changelog = former.folder / "CHANGELOG.md" if former else None
    before = changelog.read_text("utf-8") if changelog else None
    _put(root, "README.md", readme(facts, delta))
    _put(root, "CODEBOOK.md", codebook())
    _put(root, "CHANGELOG.md", with_section(section, before))
    _put(root, "CITATION.cff", citation(facts))
    for name in ("LICENSE-DATA", "LICENSE-CODE"):
        _put(root, name, own_page(name))
    for name, content in order.evaluation.items():
        _put(root, f"{EVALUATION}/{name}", content)


def _describe(root: Path, facts: Facts, files: Sequence[DataFile]) -> None:
    about = {
        "name": "conflict-events",
        "version": str(facts.version),
        "title": facts.about.title,
        "description": f"{facts.about.description} {description()}",
        "keywords": list(facts.about.keywords),
        "licenses": [{"name": LICENSE, "path": LICENSE_URL}],
        "contributors": [
            {"title": who, "roles": ["creator"]} for who in facts.about.authors
        ],
    }
    described = [(root / file.path, file.table) for file in files]
    _put(root, "datapackage.json", as_datapackage(root, described, about))
    _put(root, "croissant.json", as_croissant(root, facts, files))


def _put(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
