"""One job at a time, also after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from flows.service.lock import BusyError, only_one

HOLD = """
    import sys, time
    from pathlib import Path
    from flows.service.lock import only_one
    with only_one(Path(sys.argv[1]), "fetch"):
        print("held", flush=True)
        time.sleep(60)
"""


def test_a_second_job_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    with only_one(tmp_path, "fetch"):
        mine = f"process {os.getpid()}"
        with pytest.raises(BusyError, match=mine), only_one(tmp_path, "fetch"):
            pytest.fail("two at a time")
        with only_one(tmp_path, "load"):
            pass
    with only_one(tmp_path, "fetch"):
        pass


def test_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    program = [sys.executable, "-c", textwrap.dedent(HOLD), str(tmp_path)]
    root = str(Path(__file__).parent.parent)
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": root}
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        theirs = f"process {holder.pid}"
        with pytest.raises(BusyError, match=theirs), only_one(tmp_path, "fetch"):
            pytest.fail("two at a time")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with only_one(tmp_path, "fetch"):
        pass
