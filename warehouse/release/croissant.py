"""croissant.json: the files and fields of a release for machine learning (1.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from schemas.columns import Column, Kind
from warehouse.files import sha256_of
from warehouse.release.about import LICENSE_URL, Facts
from warehouse.release.files import DataFile

CONTEXT: Final[Mapping[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
TYPES: Final[Mapping[Kind, str]] = {
    "text": "sc:Text",
    "integer": "cr:Int32",
    "long": "cr:Int64",
    "number": "cr:Float64",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
}
# As Croissant names it; the registered name is application/vnd.apache.parquet.
PARQUET: Final = "application/x-parquet"


def as_croissant(root: Path, facts: Facts, files: Sequence[DataFile]) -> str:
    """The description of the Parquet files of a release, each a set of records."""
    parquet = [file for file in files if file.path.endswith(".parquet")]
    about = facts.about
    content = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "conflict-events",
        "description": about.description,
        "version": _semantic(facts),
        "datePublished": facts.as_of.isoformat(),
        "license": LICENSE_URL,
        **({"url": about.url} if about.url else {}),
        "creator": [{"@type": "sc:Organization", "name": who} for who in about.authors],
        "keywords": list(about.keywords),
        "citeAs": facts.citation,
        "isLiveDataset": False,
        "rai:dataCollection": about.collection,
        "rai:dataBiases": list(about.biases),
        "rai:dataLimitations": list(about.limits),
        "distribution": [_file(root, file) for file in parquet],
        "recordSet": [_records(file, parquet) for file in parquet],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _semantic(facts: Facts) -> str:
    version = facts.version
    tail = "" if version.is_frozen else "-candidate"
    return f"{version.year}.{version.month}.{version.patch}{tail}"


def _file(root: Path, file: DataFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": _file_id(file),
        "name": _file_id(file),
        "description": f"One row per {file.table.one_row_per}.",
        "contentUrl": file.path,
        "contentSize": f"{(root / file.path).stat().st_size} B",
        "encodingFormat": PARQUET,
        "sha256": sha256_of(root / file.path),
    }


def _records(file: DataFile, files: Iterable[DataFile]) -> dict[str, Any]:
    name = _name(file)
    found: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": " ".join(
            [f"One row per {file.table.one_row_per}.", *file.table.warnings]
        ),
        "field": [_field(file, column, files) for column in file.table.columns],
    }
    if not any(c.is_nullable for c in file.table.columns if c.name in _key(file)):
        found["key"] = [{"@id": f"{name}/{column}"} for column in _key(file)]
    return found


def _field(file: DataFile, column: Column, files: Iterable[DataFile]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{_name(file)}/{column.name}",
        "name": f"{_name(file)}/{column.name}",
        "description": column.description,
        "dataType": TYPES[column.kind],
        "source": {
            "fileObject": {"@id": _file_id(file)},
            "extract": {"column": column.name},
        },
    }
    target = file.table.foreign_keys.get(column.name)
    if target and any(_name(other) == target[0] for other in files):
        found["references"] = {"field": {"@id": "/".join(target)}}
    return found


def _key(file: DataFile) -> tuple[str, ...]:
    return file.table.primary_key


def _name(file: DataFile) -> str:
    return Path(file.path).name.removesuffix(".parquet")


def _file_id(file: DataFile) -> str:
    return f"{_name(file)}.parquet"
