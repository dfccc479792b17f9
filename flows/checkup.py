"""The checks of ``polemos doctor``; each answers whatever the others say."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
FREE_BYTES = 1_000_000_000
INSTALL = "Run 'make run' in the project's folder, or install requirements/run.txt."
PIN = re.compile(r"^([\w.-]+)\s*(==|<)\s*([\w.]+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; the remedy is empty where all is well."""

    what: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        """True if there is nothing to do."""
        return not self.remedy


Check = Callable[[], Finding]


def checks(out: Path, model: str) -> list[tuple[str, Check]]:
    """All checks with their names, the quick ones first."""
    return [
        ("Python", check_python),
        ("Packages", check_packages),
        ("Disk", partial(check_disk, out)),
        ("Prefect's folder", partial(check_prefect_home, out / "prefect")),
        ("Prefect's server", check_server),
        ("Gazetteer", check_gazetteer),
        ("Lexicons", check_lexicons),
        ("Language model", partial(check_model, model)),
        ("Snapshot", partial(check_snapshot, out)),
    ]


def check_python() -> Finding:
    """Python's version is one the locked packages are made for."""
    found = f"{sys.version_info[0]}.{sys.version_info[1]}.{sys.version_info[2]}"
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return Finding(found)
    return Finding(found, "Make a new .venv with Python 3.11, 3.12 or 3.13.")


def check_packages() -> Finding:
    """Every package that Polemos pins is there in the pinned version."""
    try:
        lines = requires("polemos") or []
    except PackageNotFoundError:
        return Finding("polemos itself is not installed", INSTALL)
    wrong = [problem for line in lines if (problem := _problem(line))]
    if wrong:
        return Finding("; ".join(wrong), INSTALL)
    return Finding(f"all {len(lines)} are there")


def check_disk(out: Path) -> Finding:
    """There is room for the output."""
    folder = _existing(out)
    free = shutil.disk_usage(folder).free
    what = f"{free / 1e9:.1f} GB free at {folder}"
    if free >= FREE_BYTES:
        return Finding(what)
    return Finding(what, "Make room, or name a folder on another disk with --out.")


def check_prefect_home(home: Path) -> Finding:
    """Prefect can write where it keeps its own database."""
    folder = Path(os.environ.get("PREFECT_HOME", home))
    try:
        with tempfile.TemporaryFile(dir=_existing(folder)):
            return Finding(str(folder))
    except OSError as error:
        remedy = "Name a folder that can be written with --out or PREFECT_HOME."
        return Finding(f"{folder}: {error.strerror}", remedy)


def check_server() -> Finding:
    """A server can be reached, or one can be started on this machine."""
    url = os.environ.get("PREFECT_API_URL")
    if url:
        from flows.server import answers

        if answers(f"{url.rstrip('/')}/health"):
            return Finding(f"{url} answers")
        remedy = "Start it, or unset PREFECT_API_URL to have one started by each run."
        return Finding(f"{url} does not answer", remedy)
    try:
        with socket.create_server(("127.0.0.1", 0)):
            return Finding("each run starts its own, which may take up to 120 s")
    except OSError as error:
        remedy = "Allow programs to listen on 127.0.0.1, or set PREFECT_API_URL."
        return Finding(f"no port can be opened: {error.strerror}", remedy)


def check_gazetteer() -> Finding:
    """The place names can be loaded."""
    try:
        from transforms.places.gazetteer import gazetteer_version, load_gazetteer

        load_gazetteer()
    except (ImportError, OSError, ValueError) as error:
        return Finding(str(error), INSTALL)
    return Finding(gazetteer_version())


def check_lexicons() -> Finding:
    """The lexicons and the ontology can be read."""
    try:
        from schemas.ontology import ontology
        from transforms.lexicon import lexicon_version

        return Finding(f"{ontology().name} {ontology().version}, {lexicon_version()}")
    except (ImportError, OSError, ValueError) as error:
        return Finding(str(error), INSTALL)


def check_model(model: str) -> Finding:
    """The language model loads."""
    try:
        from transforms.parse import ModelError, load_model, model_version
    except ImportError as error:
        return Finding(str(error), INSTALL)
    try:
        return Finding(model_version(load_model(model)))
    except ModelError as error:
        return Finding(str(error), INSTALL)


def check_snapshot(out: Path) -> Finding:
    """The published snapshot, if there is one, can be read."""
    from warehouse.layout import Layout
    from warehouse.query import QueryError, query

    layout = Layout(out)
    if not layout.snapshot.exists():
        return Finding(f"none yet at {layout.snapshot}; 'polemos run PATH' makes one")
    try:
        count = query(layout, "SELECT count(*) AS n FROM events").item()
    except QueryError as error:
        return Finding(str(error), "Run 'polemos run PATH' again to publish it anew.")
    return Finding(f"{layout.snapshot} with {count} events")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one around it that exists."""
    parents = (folder, *folder.absolute().parents)
    return next(parent for parent in parents if parent.exists())


def _problem(line: str) -> str:
    """What is wrong with an installed requirement; empty if nothing."""
    name = re.split(r"[\s;=<>!\[]", line)[0]
    try:
        found = version(name)
    except PackageNotFoundError:
        return f"{name} is missing"
    pin = PIN.match(line)
    if pin is None or _fits(found, pin[2], pin[3]):
        return ""
    return f"{name} is {found}, {pin[2]}{pin[3]} is needed"


def _fits(found: str, relation: str, wanted: str) -> bool:
    if relation == "==":
        return found == wanted
    return _numbers(found) < _numbers(wanted)


def _numbers(version_text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version_text)]
