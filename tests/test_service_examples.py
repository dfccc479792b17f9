"""The examples for running Polemos as a service: whole, and true to its commands."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from flows.cli import app

ROOT = Path(__file__).parents[1]
SERVICE = ROOT / "examples" / "service"
UNIT = SERVICE / "polemos.service"
FILES = sorted(SERVICE.iterdir())
HOST = re.compile(r"(?:https?://|index-url|--index|registry)[^\s\"']*")


def unit() -> configparser.ConfigParser:
    # Some keys of systemd may come more than once.
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text("utf-8"))
    return parser


def compose() -> Any:
    return yaml.safe_load((SERVICE / "compose.yaml").read_text("utf-8"))


def dockerfile() -> str:
    return (SERVICE / "Dockerfile").read_text("utf-8").replace("\\\n", " ")


def commands() -> list[list[str]]:
    service = unit()["Service"]
    (polemos,) = compose()["services"].values()
    (image,) = re.findall(r"^CMD (.*)$", dockerfile(), re.MULTILINE)
    return [
        service["ExecStart"].split()[1:],
        service["ExecStartPre"].split()[1:],
        polemos["command"],
        polemos["healthcheck"]["test"][2:],
        json.loads(image),
    ]


@pytest.mark.parametrize("words", commands(), ids=lambda words: " ".join(words[:2]))
def test_every_command_is_one_of_polemos(words: list[str]) -> None:
    command: Any = get_command(app)
    rest = list(words)
    while rest and hasattr(command, "commands"):
        command = command.commands[rest.pop(0)]
    # Raises on options and values that the command does not take.
    command.make_context("polemos", rest)


def test_the_unit_ends_the_service_in_order() -> None:
    service = unit()["Service"]
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) >= 60
    assert service["NoNewPrivileges"] == "yes"
    assert service["User"] != "root"
    out = service["ExecStart"].split()[-1]
    assert out.startswith(f"/var/lib/{service['StateDirectory']}/")


def test_the_unit_is_valid_to_systemd(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd here")
    text = UNIT.read_text("utf-8").replace(
        "/opt/polemos/.venv/bin/polemos", "/bin/true"
    )
    copy = tmp_path / "polemos.service"
    copy.write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in done.stderr.splitlines() if str(copy) in line]
    assert not told


def test_the_container_gets_no_more_than_it_needs() -> None:
    (polemos,) = compose()["services"].values()
    assert polemos["read_only"] is True
    assert polemos["cap_drop"] == ["ALL"]
    build = polemos["build"]
    assert (SERVICE / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).samefile(SERVICE / "Dockerfile")


def test_the_service_comes_back_with_the_machine() -> None:
    (polemos,) = compose()["services"].values()
    # Docker's on-failure does not start a container again when the daemon starts.
    assert polemos["restart"] in {"always", "unless-stopped"}
    assert unit()["Service"]["Restart"] == "on-failure"
    assert unit()["Install"]["WantedBy"] == "multi-user.target"


def test_a_missing_sources_file_is_no_folder_made_by_docker() -> None:
    (polemos,) = compose()["services"].values()
    (mount,) = [item for item in polemos["volumes"] if isinstance(item, dict)]
    assert mount["bind"] == {"create_host_path": False}
    assert mount["read_only"] is True
    assert mount["target"] in polemos["command"]


def test_the_folder_of_the_service_is_where_it_may_write() -> None:
    (polemos,) = compose()["services"].values()
    (volume,) = [item for item in polemos["volumes"] if isinstance(item, str)]
    name, _, place = volume.partition(":")
    assert name in compose()["volumes"]
    assert polemos["command"][-1].startswith(f"{place}/")
    assert f"--home-dir {place} " in dockerfile()
    service = unit()["Service"]
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
    assert int(service["StateDirectoryMode"], 8) & 0o007 == 0


def test_the_image_is_installed_from_hashes_of_files_that_exist() -> None:
    text = dockerfile()
    installs = re.findall(r"pip install [^&\n]*", text)
    assert installs
    assert all("--require-hashes" in i or "--no-deps" in i for i in installs)
    for name in re.findall(r"--requirement (\S+)", text):
        assert (ROOT / name).exists()
    copied = [line.split()[1:-1] for line in re.findall(r"^COPY (?!--).*$", text, re.M)]
    for names in copied:
        assert all((ROOT / name).exists() for name in names)


@pytest.mark.parametrize("path", [*FILES, ROOT / "prefect.yaml"], ids=lambda p: p.name)
def test_no_host_is_named_but_examples(path: Path) -> None:
    named = HOST.findall(path.read_text("utf-8"))
    assert all(re.match(r"https?://([\w.-]+\.example/|\.\.\.)", one) for one in named)
