"""Serve the jobs: Prefect deployments, a runner, and somebody who watches the clock.

Importing this module imports Prefect, so ``flows.server.prepare`` comes first.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import (
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
)
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.states import Scheduled

from flows.service.clock import ClockWatch
from flows.service.deployments import Deployment, folder_label, folder_tag
from flows.service.ending import ENDING
from flows.service.tidy import drop_missed, mark_crashed

QUERY_SECONDS = 5.0
LOOK_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 600.0
log = logging.getLogger("polemos.service")


@dataclass(frozen=True, slots=True)
class Service:
    """What is served: the folder, its jobs, and which of them run at once.

    ``now`` are the jobs to run at the start, one after the other.
    """

    out: Path
    deployments: Sequence[Deployment]
    now: Sequence[str] = ()


class ServiceRunner(Runner):
    """A runner that tells when it is asked to end, and leaves the ending to us."""

    def __init__(self) -> None:
        super().__init__(
            name="polemos", query_seconds=QUERY_SECONDS, pause_on_shutdown=False
        )
        self.asked_to_end = asyncio.Event()

    def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:
        """Note that the process is to end."""
        asyncio.get_running_loop().call_soon_threadsafe(self.asked_to_end.set)

    @property
    def is_busy(self) -> bool:
        """Whether a job of this runner is under way."""
        return bool(self._process_manager.flow_run_ids())


def serve(
    service: Service,
    watch: ClockWatch | None = None,
    look_seconds: float = LOOK_SECONDS,
) -> bool:
    """Serve until asked to end (True) or until the clock has jumped (False).

    Prefect has made its plans by the clock as it was: after a jump everything must be
    started anew, the server included.
    """
    return asyncio.run(_serve(service, watch or ClockWatch(), look_seconds))


async def _serve(service: Service, watch: ClockWatch, look_seconds: float) -> bool:
    runner = ServiceRunner()
    async with get_client() as client:
        n_crashed = await mark_crashed(client, service.out)
        ids = {
            one.job: await runner.aadd_deployment(as_prefect(one, service.out))
            for one in service.deployments
        }
        n_missed = await drop_missed(client, ids.values(), _now())
        log.info("%d runs had crashed, %d were missed", n_crashed, n_missed)
        running = asyncio.create_task(runner.start())
        first = asyncio.create_task(_run_first(client, ids, service.now))
        try:
            return await _until_over(runner, running, watch, look_seconds)
        finally:
            ENDING.set()
            first.cancel()
            await _stop(runner, running)
            ENDING.clear()


def as_prefect(one: Deployment, out: Path) -> RunnerDeployment:
    """The deployment as Prefect takes it: one run at a time, further ones cancelled."""
    return RunnerDeployment.from_entrypoint(
        one.entrypoint,
        name=folder_label(str(out)),
        schedule=Cron(one.cron, timezone=one.timezone),
        parameters=dict(one.parameters),
        description=one.description,
        tags=["polemos", folder_tag(str(out))],
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
    )


async def _run_first(
    client: PrefectClient, ids: dict[str, UUID], jobs: Sequence[str]
) -> None:
    for job in jobs:
        run = await client.create_flow_run_from_deployment(
            ids[job], state=Scheduled(scheduled_time=_now())
        )
        while not (run.state and run.state.is_final()):
            await asyncio.sleep(1)
            run = await client.read_flow_run(run.id)


async def _until_over(
    runner: ServiceRunner,
    running: asyncio.Task[None],
    watch: ClockWatch,
    look_seconds: float,
) -> bool:
    asked = asyncio.create_task(runner.asked_to_end.wait())
    while not asked.done():
        done, _ = await asyncio.wait(
            {asked, running}, timeout=look_seconds, return_when=asyncio.FIRST_COMPLETED
        )
        if running in done:
            # The runner only ends by itself when something broke: let that be seen.
            await running
            return True
        if jumped := watch.jump():
            log.warning(
                "The clock was set by %+.0f seconds; the schedules start anew", jumped
            )
            await _until_idle(runner, asked)
            return asked.done()
    return True


async def _until_idle(runner: ServiceRunner, asked: asyncio.Task[Any]) -> None:
    """Let jobs under way end, for a while: they can be gone on with, but need not."""
    waited = 0.0
    while runner.is_busy and not asked.done() and waited < LONGEST_WAIT_SECONDS:
        await asyncio.sleep(1)
        waited += 1


async def _stop(runner: ServiceRunner, running: asyncio.Task[None]) -> None:
    if runner.started:
        await runner.astop()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
