"""The data package (Frictionless v2): every exported file, field, type and key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final

from schemas.columns import Column, Kind
from schemas.ontology import ontology
from schemas.tables import TABLES, Table
from warehouse.files import sha256_of

PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
FIELD_TYPES: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        "text": "string",
        "integer": "integer",
        "long": "integer",
        "number": "number",
        "boolean": "boolean",
        "date": "date",
        "timestamp": "datetime",
    }
)
FORMATS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        ".parquet": ("parquet", "application/vnd.apache.parquet"),
        ".csv": ("csv", "text/csv"),
        ".gz": ("csv", "text/csv"),
    }
)


def as_datapackage(
    root: Path,
    resources: Iterable[tuple[Path, Table]],
    about: Mapping[str, Any] | None = None,
    written: Callable[[Path], Path] = Path,
) -> str:
    """The descriptor of files under ``root``, without clock times: equal each run.

    ``about`` has properties of the package that differ from those of an export;
    ``written`` tells where a file lies that is not in its place yet.
    """
    content = {
        "$schema": PROFILE,
        "name": "polemos",
        "title": "Political conflict and cooperation, claim by claim",
        "description": description(),
        **(about or {}),
        "resources": [
            _resource(path.relative_to(root).as_posix(), written(path), table)
            for path, table in resources
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def description() -> str:
    """What the data are, in a few sentences."""
    code = ontology()
    return (
        f"Events coded with {code.name} {code.version}. A missing value is empty "
        "in CSV and null in Parquet. Quotes are short extracts; the texts of the "
        "articles are not part of the package. Places: GeoNames, CC BY 4.0."
    )


def _resource(name: str, content: Path, table: Table) -> dict[str, Any]:
    path = PurePosixPath(name)
    kind, media_type = FORMATS[path.suffix]
    resource: dict[str, Any] = {
        "name": path.name.replace(".", "_").lower(),
        "title": f"One row per {table.one_row_per}",
        "path": name,
        "format": kind,
        "mediatype": media_type,
        "bytes": content.stat().st_size,
        "hash": f"sha256:{sha256_of(content)}",
        "schema": _schema(table, path),
    }
    if path.suffix == ".gz":
        resource["compression"] = "gz"
    if kind == "csv":
        resource["encoding"] = "utf-8"
        resource["dialect"] = {"lineTerminator": "\r\n", "doubleQuote": True}
    if table.warnings:
        resource["description"] = " ".join(table.warnings)
    return resource


def _schema(table: Table, path: PurePosixPath) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.exported],
        # GeoParquet has its geometry besides.
        "fieldsMatch": "superset" if path.stem.endswith("_geo") else "exact",
        "missingValues": [""],
    }
    if not any(c.is_nullable for c in table.columns if c.name in table.primary_key):
        schema["primaryKey"] = list(table.primary_key)
    keys = [
        {
            "fields": [column],
            "reference": {"resource": f"{other}_parquet", "fields": [key]},
        }
        for column, (other, key) in table.foreign_keys.items()
        if other in TABLES
    ]
    return {**schema, "foreignKeys": keys} if keys else schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": FIELD_TYPES[column.kind],
        "description": column.description,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.kind == "boolean":
        field |= {"trueValues": ["TRUE"], "falseValues": ["FALSE"]}
    limits: dict[str, Any] = {}
    if not column.is_nullable:
        limits["required"] = True
    if column.choices:
        limits["enum"] = list(column.choices)
    for name in ("minimum", "maximum"):
        limit = getattr(column, name)
        if limit is not None:
            limits[name] = limit if column.kind == "number" else int(limit)
    return {**field, "constraints": limits} if limits else field
