"""The Prefect server of one run, started beside everything else.

Prefect would start such a server itself when the flow begins; started here it comes up
while models load, waits longer, and writes its shutdown noise to a file.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 600
"""A laptop with much else to do takes minutes; a server that ends is told at once."""
SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(START_SECONDS),
    # The user reads our own messages; Prefect's lines are in the run's log in its UI.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_CLI_PROMPT": "false",
}
"""What every Prefect process of ours is told; a user's own values win."""

SERVER_SETTINGS = {
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT_UI_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
}
"""What only the server is told: to leave out what serves the browser."""

SCHEDULING_SETTINGS = {
    "PREFECT_UI_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    # Slots that runs hold outlive a restart of the server, and so can be given back.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
        "prefect.server.concurrency.lease_storage.filesystem"
    ),
    # A year of rounds every quarter of an hour is not to be kept.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(30 * 24 * 3600),
}
"""What the server of the service is told: it also runs schedules, and forgets."""


class ServerError(RuntimeError):
    """The Prefect server did not start; says what its log says."""


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server process on a port of this machine, and where its output goes."""

    process: subprocess.Popen[bytes]
    api_url: str
    log: Path

    def wait(self) -> str:
        """The API's address once it answers; ServerError if it ends or is too slow."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise ServerError(self._failure("ended while starting"))
            if answers(f"{self.api_url}/health"):
                return self.api_url
            time.sleep(0.1)
        raise ServerError(self._failure(f"did not answer in {START_SECONDS} s"))

    def stop(self) -> None:
        """End the process; kill it if it does not end in five seconds."""
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _failure(self, what: str) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        tail = "\n".join(lines[-5:])
        return f"The Prefect server {what}. The end of {self.log}:\n{tail}"


def prepare(home: Path) -> None:
    """Tell Prefect, before it is imported, where it lives and what it must not do."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str(home.absolute()))


@contextmanager
def local_server(
    home: Path, settings: Mapping[str, str] = SERVER_SETTINGS
) -> Iterator[LocalServer]:
    """A server that lives as long as the block; the block begins at once."""
    home.mkdir(parents=True, exist_ok=True)
    server = _start(home / "server.log", settings)
    try:
        yield server
    finally:
        server.stop()


def _start(log: Path, settings: Mapping[str, str]) -> LocalServer:
    port = _free_port()
    address = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    factory = ["--factory", "prefect.server.api.server:create_app", "--lifespan", "on"]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.watched", "uvicorn", *factory, *address],
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    return LocalServer(process, f"http://127.0.0.1:{port}/api", log)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """True if there is an answer of status 200 at the address."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
