"""What a run leaves in the Prefect UI: a note on the run, and tables."""

from __future__ import annotations

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.logs import event
from flows.summary import Counts, Summary
from schemas.records import Run
from warehouse.load import LoadCounts


def leave_traces(run: Run, summary: Summary, counts: LoadCounts) -> None:
    """Artifacts of the run, of its events and rejects, and of the rows per table."""
    event(
        "run.ended",
        run_id=run.run_id,
        n_articles=run.n_articles,
        n_duplicates=run.n_duplicates,
        n_claims=run.n_claims,
        n_events=run.n_events,
        n_rejects=run.n_rejects,
        seconds=(run.ended_at - run.started_at).total_seconds(),
    )
    create_markdown_artifact(_note(run, summary), key="polemos-run")
    _table("polemos-events", "type", summary.events_by_type)
    _table("polemos-rejects", "reason", summary.rejects_by_reason)
    rows = [
        {
            "table": name,
            "added": counts.added.get(name, 0),
            "replaced": counts.replaced.get(name, 0),
            "closed": counts.closed.get(name, 0),
        }
        for name in counts.added
    ]
    create_table_artifact(rows, key="polemos-tables", description="Rows per table.")


def _table(key: str, name: str, counts: Counts) -> None:
    rows = [{name: label, "number": count} for label, count in counts]
    create_table_artifact(rows, key=key, description=f"Number per {name}.")


def _note(run: Run, summary: Summary) -> str:
    versions = {
        "code": run.code_version,
        "ontology": run.ontology_version,
        "lexicon": run.lexicon_version,
        "model": run.model_version,
        "gazetteer": run.gazetteer_version,
        "input": run.input_hash,
    }
    lines = [f"| {name} | {value} |" for name, value in versions.items()]
    head = f"# Run {run.run_id}\n\n| of | version |\n| --- | --- |\n"
    tail = (
        f"\n\n{summary.n_articles} articles, {summary.n_claims} claims, "
        f"{summary.n_events} events, {summary.n_rejects} rejects."
    )
    return head + "\n".join(lines) + tail
