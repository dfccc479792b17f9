"""What happened, and how much is told of it.

* event_type: the one most voices give, of equals the one told first.
* mode: of the claims of that type, the one most voices give, of equals the least
  general (``schemas/data/modes.csv``), then the first by name; null if none gives one.
* direction: the one most voices give, unknown only if all say so; of equals directed.
* factuality: the most certain one, in the order of ``schemas/data/factuality.csv``.
* is_background: true if every claim is; contexts: all that any claim gives.
* ontology: the first claim's.
"""

from __future__ import annotations

import polars as pl

from schemas.ontology import ontology
from transforms.events.values.told import vote


def kinds(told: pl.DataFrame) -> pl.DataFrame:
    """Per event: event_type, mode, quad_class, score, direction."""
    types = vote(told, ["event"], ["event_type"], after={"first": False})
    types = types.select("event", "event_type")
    of_type = told.join(types, on=["event", "event_type"], how="semi").join(
        _generalities(), on=["event_type", "mode"]
    )
    modes = vote(
        of_type,
        ["event"],
        ["mode", "generality"],
        after={"generality": False, "mode": False},
    )
    directed = told.filter(pl.col("direction") != "unknown")
    directions = vote(directed, ["event"], ["direction"], after={"direction": False})
    return (
        types.join(modes.select("event", "mode"), on="event", how="left")
        .join(directions.select("event", "direction"), on="event", how="left")
        .join(_scores(), on=["event_type", "mode"], how="left", nulls_equal=True)
        .with_columns(pl.col("direction").fill_null("unknown"))
    )


def counts(told: pl.DataFrame) -> pl.DataFrame:
    """Per event: what is counted or taken over all its claims."""
    terms = sorted(ontology().factualities.values(), key=lambda term: term.certainty)
    certainty = pl.Enum([term.code for term in terms])
    whole = pl.Int32
    return (
        told.group_by("event", maintain_order=True)
        .agg(
            pl.col("event_id", "ontology_name", "ontology_version").first(),
            pl.col("factuality").cast(certainty).max(),
            pl.col("is_background").all(),
            pl.len().cast(whole).alias("n_claims"),
            pl.col("article_id").n_unique().cast(whole).alias("n_articles"),
            pl.col("voice").n_unique().cast(whole).alias("n_independent_sources"),
            pl.col("published").min().alias("first_published"),
            pl.col("published").max().alias("last_published"),
        )
        .with_columns(pl.col("factuality").cast(pl.String))
    )


def contexts(told: pl.DataFrame, claim_contexts: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``event_contexts``: event_id, context."""
    return (
        claim_contexts.join(told.select("claim_id", "event_id"), on="claim_id")
        .select("event_id", "context")
        .unique()
    )


def _generalities() -> pl.DataFrame:
    rows = [(*key, mode.generality) for key, mode in ontology().modes.items()]
    names = ["event_type", "mode", "generality"]
    return pl.DataFrame(rows, names, orient="row")


def _scores() -> pl.DataFrame:
    plover = ontology()
    keys: list[tuple[str, str | None]] = [
        *plover.modes,
        *((t, None) for t in plover.types),
    ]
    rows = [(t, m, plover.quad_class(t), plover.score(t, m)) for t, m in keys]
    schema = {
        "event_type": pl.String,
        "mode": pl.String,
        "quad_class": pl.Int32,
        "score": pl.Float64,
    }
    return pl.DataFrame(rows, schema, orient="row")
