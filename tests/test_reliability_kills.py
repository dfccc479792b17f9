"""``kill -9`` at bad moments: nothing is lost, and nothing is left behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.processes import commands_of, kill, started, wait_until


def test_a_killed_run_leaves_no_process_behind(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police arrested nine men in Lima on Monday.")
    asked = ("run", tmp_path / "a.txt", "--out", tmp_path / "out", "--workers", 2)
    own_server = {"PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_API_URL": ""}
    run = started(asked, own_server)

    def is_complete() -> bool:
        commands = commands_of(run.pid)
        return any("uvicorn" in c for c in commands) and (
            sum("forkserver" in c for c in commands) >= 2
        )

    try:
        assert wait_until(is_complete, 60), commands_of(run.pid)
        kill(run)
        assert wait_until(lambda: not commands_of(run.pid), 20), commands_of(run.pid)
    finally:
        if commands_of(run.pid):
            os.killpg(run.pid, signal.SIGKILL)
