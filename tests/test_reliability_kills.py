"""``kill -9`` at bad moments: nothing is lost, and nothing is left behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.reliability import state_of
from tests.processes import ROOT, commands_of, kill, started, wait_until


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


STAGES = """
import datetime as dt, sys
from pathlib import Path
from schemas.tables import frames_of
from tests.warehouse_records import corpus
from warehouse.export import export
from warehouse.layout import Layout
from warehouse.load import load
from warehouse.publish import publish
from warehouse.store import batch, open_store
layout = Layout(Path(sys.argv[1]))
print("load", flush=True)
with open_store(layout) as con, batch(con):
    load(con, frames_of(corpus()), dt.date(2026, 11, 2))
print("publish", flush=True)
publish(layout)
print("export", flush=True)
export(layout)
print("end", flush=True)
"""


def staged(out: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", STAGES, str(out)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_kills_in_every_stage_leave_what_an_undisturbed_run_gives(
    tmp_path: Path,
) -> None:
    chance = random.Random(20261102)
    calm, shaken = tmp_path / "calm", tmp_path / "shaken"
    seconds: dict[str, float] = {}
    run = staged(calm)
    assert run.stdout is not None
    began, stage = time.monotonic(), ""
    for line in run.stdout:
        seconds[stage] = time.monotonic() - began
        began, stage = time.monotonic(), line.strip()
    assert run.wait() == 0
    assert stage == "end"
    for stage in ("load", "publish", "export"):
        run = staged(shaken)
        assert run.stdout is not None
        for line in run.stdout:
            if line.strip() == stage:
                time.sleep(chance.uniform(0.05, 0.9) * seconds[stage])
                break
        kill(run)
        assert run.returncode == -signal.SIGKILL
    assert staged(shaken).wait() == 0
    assert state_of(shaken) == state_of(calm)
    left = [path.name for path in shaken.rglob("*") if path.name.endswith(".new")]
    assert left == []
