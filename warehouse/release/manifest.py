"""manifest.json: every file of a release with its hash, and what the data came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from warehouse.files import sha256_of
from warehouse.release.about import Facts
from warehouse.release.files import DataFile
from warehouse.release.tables import Frames
from warehouse.release.version import ReleaseError

NAME: Final = "manifest.json"
VERSIONS: Final[Mapping[str, str]] = {
    "code": "code_version",
    "ontology": "ontology_version",
    "lexicon": "lexicon_version",
    "model": "model_version",
    "gazetteer": "gazetteer_version",
}


def versions_of(runs: pl.DataFrame) -> dict[str, str]:
    """Versions that the last run used; empty where there was no run."""
    if runs.is_empty():
        return {}
    last = runs.sort("started_at", "run_id").row(-1, named=True)
    return {name: str(last[column]) for name, column in VERSIONS.items()}


def input_hash(tables: Frames) -> str:
    """Hash of what went in: every article with its day, and every refusal."""
    articles = tables["articles"].select("article_id", "published").sort("article_id")
    lines = [f"{name} {day}" for name, day in articles.rows()]
    lines += sorted(tables["rejects"]["reject_id"])
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def as_manifest(
    root: Path,
    facts: Facts,
    tables: Frames,
    files: Sequence[DataFile],
) -> str:
    """The manifest of a folder in which everything else is written."""
    n_rows = {file.path: file.n_rows for file in files}
    content = {
        "name": "conflict-events",
        "version": str(facts.version),
        "before": facts.before,
        "data_as_of": facts.as_of.isoformat(),
        "versions": {**facts.versions, "codebook": sha256_of(root / "CODEBOOK.md")},
        "input_hash": input_hash(tables),
        "options": facts.options.as_dict(),
        "longest_quote_characters": facts.longest_quote,
        "files": [
            {
                "path": path,
                "rows": n_rows.get(path),
                "bytes": (root / path).stat().st_size,
                "sha256": sha256_of(root / path),
            }
            for path in _paths(root)
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release; raises ReleaseError for a folder without one."""
    path = folder / NAME
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{folder} is no release: {path}: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("files"), list):
        raise ReleaseError(f"{folder} is no release: {path} names no files")
    return content


def check_files(folder: Path, under: str = "") -> dict[str, Any]:
    """The manifest of a release whose files are as it says.

    Raises ReleaseError naming the first file that is gone or has other bytes; ``under``
    limits the look to a folder in it.
    """
    manifest = read_manifest(folder)
    for entry in manifest["files"]:
        path = folder / entry["path"]
        if not entry["path"].startswith(under):
            continue
        if not path.exists():
            raise ReleaseError(f"{path}: the release has lost this file")
        if sha256_of(path) != entry["sha256"]:
            raise ReleaseError(f"{path}: changed since the release was made")
    return manifest


def _paths(root: Path) -> Iterator[str]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.name != NAME:
            yield path.relative_to(root).as_posix()
