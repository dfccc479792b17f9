"""The command line as a user calls it, inside the test's own process."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass

import pytest

from flows.cli import main


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str


class CommandLine:
    """Calls ``polemos`` with arguments and, if given, standard input."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: object, stdin: str = "") -> Answer:
        given = ["polemos", *(str(argument) for argument in arguments)]
        stream = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        self._monkeypatch.setattr(sys, "argv", given)
        self._monkeypatch.setattr(sys, "stdin", stream)
        with pytest.raises(SystemExit) as stopped:
            main()
        shown = self._capsys.readouterr()
        return Answer(int(stopped.value.code or 0), shown.out, shown.err)
