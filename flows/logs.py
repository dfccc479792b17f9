"""Structured logs: an event a line, as JSON on standard error or in a file.

No line tells a secret: addresses lose their passwords and keys, and what environment
variables such as ``..._TOKEN`` hold is replaced wherever it stands.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
from collections.abc import Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal
from uuid import uuid4

from flows.web.redact import HIDDEN, redacted

Form = Literal["text", "json"]
FORMAT_VARIABLE = "POLEMOS_LOG_FORMAT"
FILE_VARIABLE = "POLEMOS_LOG_FILE"
TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FILE_BYTES = 20_000_000
FILE_COPIES = 9
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|WEBHOOK|CREDENTIAL")
SHORTEST_SECRET = 6
JOB = uuid4().hex[:16]
"""Ties the lines of a process together; the line run.ended tells the run's id."""

log = logging.getLogger("polemos")


def configure(form: Form, path: Path | None = None) -> None:
    """Send events to standard error in this form, and as JSON to a rotated file.

    As text only what the service says is shown; commands tell of their work otherwise.
    """
    os.environ[FORMAT_VARIABLE] = form
    for handler in list(log.handlers):
        log.removeHandler(handler)
    if form == "json":
        log.addHandler(_as_json(logging.StreamHandler()))
    if path is not None:
        os.environ[FILE_VARIABLE] = str(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = RotatingFileHandler(path, "a", FILE_BYTES, FILE_COPIES, "utf-8")
        log.addHandler(_as_json(kept))
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    log.setLevel(logging.DEBUG if form == "json" or path else logging.WARNING)
    # Prefect sets up the root logger for itself.
    log.propagate = False


def is_json() -> bool:
    """Whether standard error is for JSON, and nothing else may be written there."""
    return os.environ.get(FORMAT_VARIABLE) == "json"


def event(name: str, level: int = logging.INFO, /, **values: object) -> None:
    """Log that something has happened, with its ids, counts and seconds."""
    if log.isEnabledFor(level):
        log.log(level, name, extra={"values": values})


class JsonLines(logging.Formatter):
    """A record as one JSON object: time (UTC), level, event, job, and its values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, object] = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "job": JOB,
        }
        values = getattr(record, "values", {})
        line |= {name: one for name, one in values.items() if one is not None}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        secrets = secrets_of(os.environ)
        plain = {name: _plain(one, secrets) for name, one in line.items()}
        return json.dumps(plain, ensure_ascii=False)


def without_secrets(text: str, secrets: tuple[str, ...]) -> str:
    """The text with keys in addresses, and these secrets, replaced by ***."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return ADDRESS.sub(lambda found: redacted(found.group()), text)


def secrets_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """What the variables hold whose names say that it is secret, the longest first."""
    found = {
        value
        for name, value in environment.items()
        if SECRET_NAME.search(name.upper()) and len(value) >= SHORTEST_SECRET
    }
    return tuple(sorted(found, key=lambda value: (-len(value), value)))


def _plain(value: object, secrets: tuple[str, ...]) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return without_secrets(str(value), secrets)


def _as_json(handler: logging.Handler) -> logging.Handler:
    handler.setFormatter(JsonLines())
    return handler
