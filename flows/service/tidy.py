"""What a service that died left on the Prefect server, put right when it starts."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterId,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
    TaskRunFilter,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled, Crashed

from flows.service.deployments import folder_tag
from flows.service.lock import is_held

PAGE = 200
UNDER_WAY = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
LOCKS = ("fetch", "load", "release")
DIED = "the process that ran it has ended"
MISSED = "missed while the service was not running; a later run does its work"
log = logging.getLogger("polemos.service")


async def mark_crashed(client: PrefectClient, out: Path) -> int:
    """Mark runs of a folder as crashed that nobody runs any more; returns how many.

    While any job holds the folder its run may be one of them: then nothing is marked.
    """
    if any(is_held(out, job) for job in LOCKS):
        log.warning("A job still runs on %s; no run is marked as crashed", out)
        return 0
    chosen = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[folder_tag(str(out))]), state=_state(UNDER_WAY)
    )
    n_marked = 0
    while runs := await client.read_flow_runs(flow_run_filter=chosen, limit=PAGE):
        for run in runs:
            await client.set_flow_run_state(run.id, Crashed(message=DIED), force=True)
            await _mark_tasks(client, run)
        n_marked += len(runs)
    return n_marked


async def _mark_tasks(client: PrefectClient, run: FlowRun) -> None:
    under_way = TaskRunFilter(
        state=TaskRunFilterState(type=TaskRunFilterStateType(any_=UNDER_WAY))
    )
    of_run = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
    for task_run in await client.read_task_runs(
        flow_run_filter=of_run, task_run_filter=under_way, limit=PAGE
    ):
        await client.set_task_run_state(task_run.id, Crashed(message=DIED), force=True)


async def drop_missed(
    client: PrefectClient,
    deployment_ids: Collection[UUID],
    now: dt.datetime,
    *,
    keep_last: bool = True,
) -> int:
    """Cancel the runs that were due while nobody ran them; returns how many.

    Of each deployment the last one is kept, for it does what all of them would have
    done.
    """
    n_dropped = 0
    for deployment_id in deployment_ids:
        runs = await _missed(client, deployment_id, now)
        for run in runs[: len(runs) - int(keep_last)]:
            await client.set_flow_run_state(run.id, Cancelled(message=MISSED))
            n_dropped += 1
    return n_dropped


async def _missed(
    client: PrefectClient, deployment_id: UUID, now: dt.datetime
) -> Sequence[FlowRun]:
    found: list[FlowRun] = []
    chosen = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[deployment_id]),
        state=_state([StateType.SCHEDULED]),
        next_scheduled_start_time=FlowRunFilterNextScheduledStartTime.model_validate(
            {"before_": now}
        ),
    )
    while page := await client.read_flow_runs(
        flow_run_filter=chosen,
        sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC,
        limit=PAGE,
        offset=len(found),
    ):
        found += page
    return found


def _state(types: list[StateType]) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=types))
