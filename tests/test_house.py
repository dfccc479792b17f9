"""The rules of the house that no linter holds."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("benchmarks", "flows", "schemas", "transforms", "warehouse")
MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60
DATA_ENDINGS = (".csv", ".toml", ".sql", ".parquet", ".html")
LOCKED = ("run", "dev", "uv", "build")
WELL_KNOWN = re.compile(r"https?://")


def modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def data_files() -> list[Path]:
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*"))
    return sorted(path for path in found if path.suffix in DATA_ENDINGS)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_modules_are_short() -> None:
    long = {
        name: length
        for path, name in zip(modules(), names(modules()), strict=True)
        if (length := len(path.read_text("utf-8").splitlines())) > MAX_MODULE_LINES
    }
    assert not long


def test_functions_are_short() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": length
        for path in modules()
        for node in functions(path)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION_LINES
    }
    assert not long


def test_every_lexicon_row_has_a_source() -> None:
    tables = [path for path in data_files() if path.suffix == ".csv"]
    assert tables
    for path in tables:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, strict=True))
        assert rows, path
        assert all((row.get("source") or "").strip() for row in rows), path


@pytest.mark.parametrize("name", LOCKED)
def test_locked_requirements_have_hashes_and_name_no_index(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==", text, re.MULTILINE)
    blocks = re.split(r"^(?=[\w.-]+(?:\[[\w,]+\])?==)", text, flags=re.MULTILINE)
    assert pinned
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)
    assert not WELL_KNOWN.search(text)
    assert "--index" not in text


def test_every_requirement_says_why() -> None:
    text = (ROOT / "requirements" / "run.in").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and line[0] not in "#-"]
    assert lines
    assert all(re.search(r"\s# \w", line) for line in lines)


@pytest.mark.parametrize("name", ["run", "dev"])
def test_the_locked_versions_are_the_tested_ones(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8")
    wanted = re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE)
    assert {package: version(package) for package, _ in wanted} == dict(wanted)


def test_the_wheel_holds_every_module_and_data_file(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    done = subprocess.run(
        [*build, "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("polemos-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
        metadata = next(name for name in inside if name.endswith("/METADATA"))
        told = archive.read(metadata).decode()
    assert set(names(modules())) <= inside
    assert set(names(data_files())) <= inside
    assert "Requires-Dist: prefect==3.8.8" in told


def test_the_package_has_one_command() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"polemos": "flows.cli:main"}
