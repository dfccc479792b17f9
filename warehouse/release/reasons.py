"""Why a row changed between two releases, from articles, decisions and versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from schemas.delta import reasons
from warehouse.ddl import root_of
from warehouse.release.delta import Changes
from warehouse.release.encode import ID, JOINT
from warehouse.release.tables import Frames

NEW_REPORT: Final = "new report"
CORRECTION: Final = "correction"
OPTION: Final = "release option"
MERGE: Final = "merge"
SPLIT: Final = "split"
EARLIER: Final = "earlier report"
CLAIMS_JOINT: Final = ";"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What changes are explained by.

    ``otherwise`` explains what no article and no decision does: a change of versions
    or options, and where there is none, new reports. ``events`` and ``claims`` have an
    id and the reason that is known for it.
    """

    otherwise: str
    old_articles: pl.DataFrame
    claims: pl.DataFrame
    events: pl.DataFrame


def grounds_of(old: Frames, new: Frames, otherwise: str) -> Grounds:
    """Read the tables of both releases for what explains their differences."""
    old_articles = old["articles"].select("article_id")
    fresh = _told_by(new["claims"].join(old_articles, on="article_id", how="anti"))
    members = _members(old, new)
    corrected = _corrected(old, new)
    events = [
        members.join(corrected, on="claim_id", how="semi").select(
            "event_id", reason=pl.lit(CORRECTION)
        ),
        _moved(old, new, fresh),
        members.join(fresh, on="claim_id").select("event_id", "reason"),
    ]
    first = pl.concat(events).unique("event_id", keep="first", maintain_order=True)
    return Grounds(otherwise, old_articles, fresh, first)


def reason_between(
    before: Mapping[str, str], after: Mapping[str, str], is_option_new: bool
) -> str:
    """The reason of a change that nothing else explains, by the versions of both."""
    differing = {name for name in after if before.get(name) != after[name]}
    for code, row in reasons().items():
        if differing & set(row["versions"].split()):
            return code
    return OPTION if is_option_new else NEW_REPORT


def explain(changes: Changes, grounds: Grounds) -> pl.DataFrame:
    """The id and the reason of every row that changed in a table."""
    # Judgements and corrections have reasons of their own.
    touched = changes.touched.drop("reason", strict=False)
    if changes.table.name == "corrections":
        return touched.select(ID, reason=pl.lit(CORRECTION))
    return _reason_by_root(changes, touched, grounds)


def _reason_by_root(
    changes: Changes, touched: pl.DataFrame, grounds: Grounds
) -> pl.DataFrame:
    match root_of(changes.table).name:
        case "events":
            known = grounds.events
        case "event_redirects":
            known = grounds.events.rename({"event_id": "old_event_id"})
        case "claims":
            known = grounds.claims
        case "merges":
            other = grounds.claims.rename({"claim_id": "other_claim_id"})
            found = [
                touched.join(side, on=side.columns[0]).select(ID, "reason")
                for side in (grounds.claims, other)
            ]
            return _filled(touched, pl.concat(found).unique(ID), grounds.otherwise)
        case "articles" | "rejects":
            fresh = touched.join(grounds.old_articles, on="article_id", how="anti")
            known = fresh.select(ID, reason=pl.lit(NEW_REPORT))
            return _filled(touched, known, grounds.otherwise)
        case _:
            new = touched.join(_came(changes), on=ID, how="semi")
            known = new.select(ID, reason=pl.lit(NEW_REPORT))
            return _filled(touched, known, grounds.otherwise)
    joined = touched.join(known, on=known.columns[0]).select(ID, "reason")
    return _filled(touched, joined, grounds.otherwise)


def _came(changes: Changes) -> pl.DataFrame:
    return pl.DataFrame({ID: changes.ids("add")}, {ID: pl.String})


def _filled(touched: pl.DataFrame, known: pl.DataFrame, otherwise: str) -> pl.DataFrame:
    joined = touched.select(ID).join(known, on=ID, how="left")
    return joined.with_columns(pl.col("reason").fill_null(otherwise))


def _told_by(claims: pl.DataFrame) -> pl.DataFrame:
    return claims.select("claim_id", reason=pl.lit(NEW_REPORT))


def _members(old: Frames, new: Frames) -> pl.DataFrame:
    both = [side["event_claims"].select("event_id", "claim_id") for side in (old, new)]
    return pl.concat(both).unique()


def _corrected(old: Frames, new: Frames) -> pl.DataFrame:
    """Claims that a correction is about which only one of the releases has."""
    sides = [
        side["corrections"].select("correction_id", "row_id", "other_rows")
        for side in (old, new)
        if "other_rows" in side["corrections"].columns
    ]
    if not sides:
        return pl.DataFrame(schema={"claim_id": pl.String})
    rows = pl.concat(sides)
    rows = rows.filter(pl.len().over("correction_id") < len(sides))
    first = pl.col("row_id").str.split(JOINT).list.first()
    others = pl.col("other_rows").str.split(CLAIMS_JOINT).fill_null(pl.lit([]))
    claims = rows.select(claim_id=pl.concat_list(first, others)).explode("claim_id")
    undone = _undone(rows, pl.concat(sides))
    return pl.concat([claims, undone]).drop_nulls().unique()


def _undone(rows: pl.DataFrame, everything: pl.DataFrame) -> pl.DataFrame:
    """Claims of the corrections that other corrections take back."""
    taken_back = everything.join(
        rows.select("row_id"), left_on="correction_id", right_on="row_id", how="semi"
    )
    return taken_back.select(claim_id=pl.col("row_id").str.split(JOINT).list.first())


def _moved(old: Frames, new: Frames, fresh: pl.DataFrame) -> pl.DataFrame:
    """Events whose claims were in other events before: joined, parted, renamed."""
    pairs = (
        old["event_claims"]
        .join(new["event_claims"], on="claim_id", suffix="_now")
        .select("event_id", "event_id_now")
        .unique(maintain_order=True)
    )
    joined = pairs.filter(pl.len().over("event_id_now") > 1)
    parted = pairs.filter(pl.len().over("event_id") > 1)
    told_anew = new["event_claims"].join(fresh, on="claim_id", how="semi")
    renamed = pairs.filter(pl.col("event_id") != pl.col("event_id_now")).join(
        told_anew, left_on="event_id_now", right_on="event_id", how="semi"
    )
    return pl.concat(
        part.select(event_id=side, reason=pl.lit(reason))
        for part, reason in ((joined, MERGE), (parted, SPLIT), (renamed, EARLIER))
        for side in ("event_id", "event_id_now")
    )
