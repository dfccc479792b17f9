"""The service on a real Prefect server: what it serves, and what it leaves behind."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from rich.console import Console

from flows.commands.options import DEFAULT_MODEL
from flows.pool import WORKERS
from flows.server import SCHEDULING_SETTINGS, local_server, prepare
from flows.service.clock import ClockWatch
from flows.service.deployments import Deployment, deployments, folder_label
from flows.service.lock import is_held, only_one
from schemas.schedules import ScheduleSettings
from tests.test_collect import feed, item, page
from tests.web_server import Web, hangs, web
from warehouse.inbox import open_inbox
from warehouse.layout import Layout

ROOT = Path(__file__).parents[1]
Answer = TypeVar("Answer")
HOUR = dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("prefect")
    prepare(home)
    with local_server(home, SCHEDULING_SETTINGS) as server:
        yield server.wait()


def jobs(out: Path, sources: str = "sources.toml") -> tuple[Deployment, ...]:
    times = ScheduleSettings()
    return deployments(sources, str(out), times, DEFAULT_MODEL, WORKERS)


def asking(api: str, work: Callable[[Any], Awaitable[Answer]]) -> Answer:
    """What asynchronous work with a client of that server gives."""
    from prefect.client.orchestration import get_client
    from prefect.settings import PREFECT_API_URL, temporary_settings

    async def ask() -> Answer:
        async with get_client() as client:
            return await work(client)

    with temporary_settings({PREFECT_API_URL: api}):
        return asyncio.run(ask())


async def served(client: Any, out: Path) -> dict[str, UUID]:
    from flows.service.serve import as_prefect

    return {one.job: await as_prefect(one, out).aapply() for one in jobs(out)}


def test_the_work_pool_has_the_jobs_of_the_service() -> None:
    from prefect.cli.deploy._config import _load_deploy_configs_and_actions
    from prefect.flows import load_flow_from_entrypoint

    told = io.StringIO()
    found, actions = _load_deploy_configs_and_actions(
        ROOT / "prefect.yaml", console=Console(file=told)
    )
    assert told.getvalue() == ""
    assert actions["pull"] == []
    for known, declared in zip(jobs(Path("polemos-data")), found, strict=True):
        assert declared["entrypoint"] == known.entrypoint
        assert declared["description"] == known.description
        (schedule,) = declared["schedules"]
        assert schedule == {"cron": known.cron, "timezone": known.timezone}
        given = {"out": "polemos-data"} | (
            {"sources": "sources.toml"} if "sources" in known.parameters else {}
        )
        assert declared["parameters"] == dict(known.parameters) | given
        assert declared["concurrency_limit"]["collision_strategy"] == "CANCEL_NEW"
        flow = load_flow_from_entrypoint(known.entrypoint, use_placeholder_flow=False)
        flow.validate_parameters(dict(declared["parameters"]))


def test_the_service_serves_its_crons(api: str, tmp_path: Path) -> None:
    async def work(client: Any) -> list[Any]:
        ids = await served(client, tmp_path)
        return [await client.read_deployment(one) for one in ids.values()]

    for known, found in zip(jobs(tmp_path), asking(api, work), strict=True):
        assert found.name == folder_label(str(tmp_path))
        assert found.parameters == dict(known.parameters)
        (planned,) = found.schedules
        assert (planned.schedule.cron, planned.schedule.timezone) == (known.cron, "UTC")


def test_a_run_under_way_cancels_the_next_and_a_dead_one_does_not(
    api: str, tmp_path: Path
) -> None:
    from prefect.states import Pending, Running

    from flows.service.tidy import mark_crashed

    async def begin(client: Any, deployment: UUID) -> Any:
        run = await client.create_flow_run_from_deployment(deployment)
        answer = await client.set_flow_run_state(run.id, Pending())
        if answer.state.is_pending():
            await client.set_flow_run_state(run.id, Running())
        return (await client.read_flow_run(run.id)).state.name, run.id

    async def work(client: Any) -> list[Any]:
        ids = await served(client, tmp_path)
        first, first_id = await begin(client, ids["fetch"])
        second, _ = await begin(client, ids["fetch"])
        with only_one(tmp_path, "load"):
            n_while_held = await mark_crashed(client, tmp_path)
        n_marked = await mark_crashed(client, tmp_path)
        died = (await client.read_flow_run(first_id)).state
        third, _ = await begin(client, ids["fetch"])
        return [first, second, n_while_held, n_marked, died.name, died.message, third]

    assert asking(api, work) == [
        "Running",
        "Cancelled",
        0,
        1,
        "Crashed",
        "the process that ran it has ended",
        "Running",
    ]


def test_of_the_runs_that_were_missed_the_last_one_is_made_up_for(
    api: str, tmp_path: Path
) -> None:
    from prefect.states import Scheduled

    from flows.service.tidy import drop_missed

    now = dt.datetime.now(dt.UTC)

    async def work(client: Any) -> list[Any]:
        ids = await served(client, tmp_path)
        runs = [
            await client.create_flow_run_from_deployment(
                ids["load"], state=Scheduled(scheduled_time=now + hours * HOUR)
            )
            for hours in (-30, -3, -1, 4)
        ]
        n_dropped = await drop_missed(client, ids.values(), now)
        states = [(await client.read_flow_run(run.id)).state for run in runs]
        return [n_dropped, *(state.name for state in states)]

    found = asking(api, work)
    assert found == [2, "Cancelled", "Cancelled", "Scheduled", "Scheduled"]


def test_a_failed_job_leaves_a_report_and_tells_the_webhook(
    api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.service.jobs import fetch_job

    async def reports(client: Any) -> list[Any]:
        named = ArtifactFilter(key=ArtifactFilterKey(any_=["polemos-failure"]))
        found = await client.read_artifacts(artifact_filter=named)
        return [one for one in found if str(tmp_path) in str(one.data)]

    with web(hook=lambda visit: visit.reply(b"{}")) as site:
        monkeypatch.setenv("POLEMOS_WEBHOOK", site.url("/hook"))
        with (
            temporary_settings({PREFECT_API_URL: api}),
            pytest.raises(FileNotFoundError),
        ):
            fetch_job(sources=str(tmp_path / "gone.toml"), out=str(tmp_path))
        (visit,) = site.asked
    told = json.loads(visit.body)
    assert (told["job"], told["state"]) == ("polemos fetch", "Failed")
    assert "gone.toml" in told["message"]
    (report,) = asking(api, reports)
    assert str(report.flow_run_id) == told["run_id"]
    assert report.data.startswith("# polemos fetch: Failed")


def test_a_job_that_finds_its_folder_busy_ends_as_cancelled(
    api: str, tmp_path: Path
) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.service.jobs import fetch_job, load_job

    sources = tmp_path / "sources.toml"
    sources.write_text(
        '[[source]]\nname = "W"\nkind = "feed"\nurls = ["https://w.example/rss"]\n',
        "utf-8",
    )
    given = {"sources": str(sources), "out": str(tmp_path)}
    with temporary_settings({PREFECT_API_URL: api}):
        with only_one(tmp_path, "fetch"), only_one(tmp_path, "load"):
            for job in (fetch_job, load_job):
                state = job(**given, return_state=True)
                assert state.is_cancelled()
                assert "is already running on" in str(state.message)
        idle = load_job(**given, return_state=True)
    assert (idle.name, idle.message) == (
        "Completed",
        "nothing is waiting to be loaded",
    )


def test_when_the_clock_jumps_everything_is_started_anew(
    api: str, tmp_path: Path
) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from flows.service.serve import Service, serve

    month = 30 * 86_400.0
    wall, steady = iter([0.0, 1.0, month]), count(0.0)
    watch = ClockWatch(wall=lambda: next(wall), steady=lambda: next(steady))
    with temporary_settings({PREFECT_API_URL: api}):
        assert not serve(Service(tmp_path, jobs(tmp_path)), watch, look_seconds=0.2)


def waiting(what: Callable[[], bool], seconds: float = 90.0) -> bool:
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def started(api: str, site: Web, folder: Path) -> subprocess.Popen[bytes]:
    """The service on two sources: one that answers, and one that hangs."""
    names = {"Wire": "/feed", "Mute": "/mute"}
    sources = folder / "sources.toml"
    sources.write_text(
        f'[fetch]\nallow = ["{site.allow[0]}"]\nhost_delay_seconds = 0\n'
        "host_requests = 2\nobey_robots = false\n"
        + "".join(
            f'[[source]]\nname = "{name}"\nkind = "feed"\nurls = ["{site.url(path)}"]\n'
            for name, path in names.items()
        ),
        "utf-8",
    )
    words = ["schedule", "--sources", sources, "--out", folder / "out", "--now"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PREFECT_API_URL": api,
        "POLEMOS_WEBHOOK": site.url("/hook"),
    }
    with (folder / "told.txt").open("ab") as told:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.cli", *map(str, words)],
            env=environment,
            stderr=told,
            cwd=folder,
        )


def test_a_service_that_is_asked_to_end_keeps_what_it_has_and_leaves_nothing(
    api: str, tmp_path: Path
) -> None:
    from flows.service.tidy import mark_crashed

    out = tmp_path / "out"
    plays = {"one": page("Valleys keep road open"), "feed": feed(item("/one"))}
    with web(**plays, mute=hangs, hook=lambda v: v.reply(b"{}")) as site:
        service = started(api, site, tmp_path)
        assert waiting(lambda: site.paths()["/one"] > 0), "no job was started"
        with open_inbox(Layout(out).inbox) as inbox:
            assert waiting(lambda: bool(inbox.pending()))
        assert is_held(out, "fetch")
        assert is_held(out, "service")
        service.send_signal(signal.SIGTERM)
        assert service.wait(60) == 0
        assert site.paths()["/hook"] == 0
    assert not is_held(out, "fetch")
    assert asking(api, lambda client: mark_crashed(client, out)) == 0
    told = (tmp_path / "told.txt").read_text("utf-8")
    assert "Serving fetch at '*/15 * * * *' (UTC)" in told
    assert "Traceback" not in told
