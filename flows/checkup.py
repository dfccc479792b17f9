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
        ("Warehouse", partial(check_warehouse, out)),
        ("Inbox", partial(check_inbox, out)),
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
            return Finding("each run starts its own, which may take some minutes")
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


def check_warehouse(out: Path) -> Finding:
    """Every value of the warehouse can be read, and its tables are known here."""
    from warehouse.layout import Layout
    from warehouse.store import StoreBusyError, StoreError, read_through

    layout = Layout(out)
    if not layout.warehouse.exists():
        return Finding(f"none yet at {layout.warehouse}")
    try:
        schema = read_through(layout)
    except StoreBusyError:
        return Finding(f"{layout.warehouse} is being written, and was not read")
    except StoreError as error:
        what, _, remedy = str(error).partition(". ")
        return Finding(what, remedy or "Upgrade Polemos.")
    return Finding(f"{layout.warehouse}, schema {schema}, all values read")


def check_inbox(out: Path) -> Finding:
    """The index of the inbox is whole, and each page that it names."""
    from warehouse.inbox import InboxError, open_inbox
    from warehouse.layout import Layout

    layout = Layout(out)
    if not layout.inbox.exists():
        return Finding(f"none yet at {layout.inbox}")
    try:
        with open_inbox(layout.inbox) as inbox:
            wrong, n_pages = inbox.verify(), len(inbox.pages())
    except InboxError as error:
        what, _, remedy = str(error).partition(". ")
        return Finding(what, remedy or "Try again when no other process uses it.")
    if wrong:
        remedy = "Restore the inbox from a backup: polemos restore BACKUP --only-inbox"
        return Finding(f"{len(wrong)} pages are damaged, first {wrong[0]}", remedy)
    return Finding(f"{n_pages} pages, all whole")


def check_snapshot(out: Path) -> Finding:
    """The published snapshot, if there is one, can be read to its last value."""
    from warehouse.damage import read_all
    from warehouse.layout import Layout
    from warehouse.query import QueryError, open_snapshot

    layout = Layout(out)
    if not layout.snapshot.exists():
        return Finding(f"none yet at {layout.snapshot}; 'polemos run PATH' makes one")
    try:
        with open_snapshot(layout) as con:
            count, _ = read_all(con)["main.events"]
    except QueryError as error:
        return Finding(str(error), "Run 'polemos run PATH' again to publish it anew.")
    return Finding(f"{layout.snapshot} with {count} events, all values read")


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
