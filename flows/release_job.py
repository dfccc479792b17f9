"""A release as a Prefect flow. Importing this module imports Prefect."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.settings import PREFECT_API_URL, temporary_settings

from benchmarks.quality.scores import evaluation_files
from flows.main_job import send_what_is_left, whole
from flows.progress import step
from flows.public_words import public_words
from flows.release import ReleaseRequest
from warehouse.layout import Layout
from warehouse.query import open_snapshot
from warehouse.release.about import read_about
from warehouse.release.build import Made, Order, make_release
from warehouse.release.options import ReleaseOptions
from warehouse.release.tables import check_schema
from warehouse.release.version import parse_version
from warehouse.validate import validate_snapshot


@flow(name="polemos release", persist_result=False)
def release_job(
    version: str,
    out: str,
    to: str,
    since: str | None = None,
    about: str | None = None,
    without_private_names: bool = False,
    max_quote: int | None = None,
) -> Made:
    """The published snapshot of ``out`` becomes a frozen folder in ``to``."""
    order = Order(
        version=parse_version(version),
        to=Path(to),
        about=read_about(Path(about) if about else None),
        options=ReleaseOptions(without_private_names, max_quote),
        since=Path(since) if since else None,
        evaluation=evaluation_files(),
        public=public_words(),
    )
    check(out)
    made = write_release(out, whole(order))
    rows = [{"reason": why, "rows": n} for why, n in made.reasons.items()]
    create_table_artifact(rows, key="polemos-release", description=str(made.folder))
    return made


@task(cache_policy=NO_CACHE, persist_result=False)
def check(out: str) -> None:
    """Check all rows that are published; raises ValidationFailed or ReleaseError."""
    layout = Layout(Path(out))
    with step("Checking all rows") as tell:
        with open_snapshot(layout) as con:
            check_schema(con)
        report = validate_snapshot(layout)
        tell(f"{len(report.outcomes)} checks, {len(report.warnings)} warnings")
        report.raise_if_failed()


@task(cache_policy=NO_CACHE, persist_result=False)
def write_release(out: str, order: Order) -> Made:
    """Write the folder, moved in at one stroke."""
    with step("Releasing") as tell:
        made = make_release(Layout(Path(out)), order)
        tell(f"{made.n_events} events, {made.n_files} files")
    return made


def release_on(api_url: str, request: ReleaseRequest) -> Made:
    """Run the flow on the server of that address."""
    with temporary_settings({PREFECT_API_URL: api_url}):
        try:
            return release_job(
                version=request.version,
                out=str(request.out),
                to=str(request.to),
                since=str(request.since) if request.since else None,
                about=str(request.about) if request.about else None,
                without_private_names=request.options.without_private_names,
                max_quote=request.options.max_quote,
            )
        finally:
            send_what_is_left()
