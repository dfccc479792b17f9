"""From claims to clusters: each claim in exactly one, whatever order they came in.

``cluster_claims`` clusters all claims; ``update.py`` does the same for what a change
of some claims can reach, with exactly the same outcome.

A reviewer's decision binds. What he calls the same is one event even where a rule
says it cannot be; what he calls different is never one event, whoever stands between.
Where decisions contradict each other, the one that keeps apart holds, and the other
is in ``conflicts``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from schemas.tables import TABLES, companions, polars_schema
from transforms.events.blocks import candidate_pairs
from transforms.events.bulk import Judged, judge_many
from transforms.events.groups import Grouping, Pair, Ruled, components, group
from transforms.events.judge import Judgement, judge
from transforms.events.keys import families, windows
from transforms.events.views import READ_COLUMNS, ClaimView, Frames, views_of
from transforms.ids import stable_id

CLAIM_TABLES: Final = ("claims", *(table.name for table in companions("claims")))
MERGES: Final = polars_schema(TABLES["merges"])
MEMBERS: Final = pl.Schema({"event_id": pl.String(), "claim_id": pl.String()})
CONFLICTS: Final = pl.Schema(
    dict.fromkeys(
        ("claim_id", "other_claim_id", "apart_claim_id", "apart_other_claim_id"),
        pl.String(),
    )
)
DECISIONS: Final = pl.Schema(
    dict.fromkeys(
        ("claim_id", "other_claim_id", "judgement", "reviewer", "reason"), pl.String()
    )
)
SOMEBODY: Final = "unnamed"
CONFLICT_SCORE: Final = 0.5
AGAINST: Final = "a decision keeps apart two claims that it would join"


@dataclass(frozen=True, slots=True)
class Clustering:
    """Which claim is in which event, and why.

    ``members`` has event_id and claim_id, ``merges`` the columns of its table.
    ``conflicts`` names the decision for "same" that was not followed, and the claims
    that a decision for "different" keeps apart.
    """

    members: pl.DataFrame
    merges: pl.DataFrame
    conflicts: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Part:
    """Claims that have nothing to do with any others, with all that is needed."""

    frames: dict[str, pl.DataFrame]
    articles: pl.DataFrame
    decisions: pl.DataFrame


Run = Callable[[Callable[[Part], Clustering], Iterable[Part]], Iterable[Clustering]]


def cluster_claims(
    frames: Frames,
    articles: pl.DataFrame,
    decisions: pl.DataFrame | None = None,
    run: Run = map,
) -> Clustering:
    """Cluster all claims of the frames; the result does not depend on their order.

    ``articles`` has article_id, published and voice_id. ``decisions`` has claim_id,
    other_claim_id and judgement (same or different), and may have reviewer and reason;
    one on a claim that is not in the frames is left aside. ``run`` may be ``map``, or
    work in several processes and give results in any order. Raises KeyError for a
    claim whose article is missing.
    """
    rules = as_decisions(decisions)
    inside = [rules.clear()]

    def noted() -> Iterator[Part]:
        for part in parts_of(frames, articles, rules):
            inside.append(part.decisions)
            yield part

    found = joined(run(cluster_part, noted()))
    across = among(rules, frames["claims"].select("claim_id")).join(
        pl.concat(inside), on=["claim_id", "other_claim_id"], how="anti"
    )
    merges = pl.concat([found.merges, _decided(across, {})]).sort("merge_id")
    return Clustering(found.members, merges, found.conflicts)


def cluster_part(part: Part) -> Clustering:
    """Cluster the claims of one part."""
    spans = windows(part.frames["claims"], part.articles)
    views = Views(spans, part.frames, part.articles)
    pairs = candidate_pairs(spans, part.frames, part.articles)
    judged = judge_many(spans, part.frames, part.articles, pairs)
    return clustering_of(views, judged, part.decisions)


def joined(found: Iterable[Clustering]) -> Clustering:
    """One clustering of several that share no claims, in the order of their tables."""
    parts = list(found)
    merges = [part.merges for part in parts] or [pl.DataFrame(schema=MERGES)]
    members = [part.members for part in parts] or [pl.DataFrame(schema=MEMBERS)]
    conflicts = [part.conflicts for part in parts] or [pl.DataFrame(schema=CONFLICTS)]
    return Clustering(
        pl.concat(members).sort("event_id", "claim_id"),
        pl.concat(merges).sort("merge_id"),
        pl.concat(conflicts).sort("claim_id", "other_claim_id"),
    )


def as_decisions(decisions: pl.DataFrame | None) -> pl.DataFrame:
    """Decisions with all columns, the smaller claim id first, each once, sorted."""
    if decisions is None or decisions.is_empty():
        return pl.DataFrame(schema=DECISIONS)
    missing = [
        pl.lit(None, pl.String).alias(name)
        for name in DECISIONS
        if name not in decisions.columns
    ]
    pair = [pl.col("claim_id"), pl.col("other_claim_id")]
    return (
        decisions.with_columns(missing)
        .with_columns(
            pl.min_horizontal(pair).alias("claim_id"),
            pl.max_horizontal(pair).alias("other_claim_id"),
            pl.col("reviewer").fill_null(SOMEBODY),
        )
        .select(DECISIONS.names())
        .sort(pl.all())
        .unique(["claim_id", "other_claim_id", "judgement"], keep="first")
        .sort("claim_id", "other_claim_id", "judgement")
    )


def parts_of(
    frames: Frames, articles: pl.DataFrame, decisions: pl.DataFrame
) -> Iterator[Part]:
    """The claims by family of types, the largest part first, each made when asked for.

    No pair crosses families, save where a reviewer calls two claims the same.
    """
    kind = pl.col("event_type")
    claims = (
        frames["claims"]
        .unique("claim_id")
        .select(
            "claim_id",
            "article_id",
            kind.replace_strict(families(), default=kind).alias("family"),
        )
    )
    same = decisions.filter(pl.col("judgement") == "same")
    own = [
        claims.filter(pl.col("family").is_in(names)) for names in _tied(claims, same)
    ]
    for chosen in sorted(own, key=lambda part: -part.height):
        yield _part(chosen, frames, articles, decisions)


def _part(
    claims: pl.DataFrame, frames: Frames, articles: pl.DataFrame, rows: pl.DataFrame
) -> Part:
    ids = claims.select("claim_id")
    own = {
        name: frames[name].select(columns).join(ids, on="claim_id", how="semi")
        for name, columns in READ_COLUMNS.items()
    }
    own["claims"] = own["claims"].unique("claim_id", keep="first")
    return Part(
        own,
        articles.join(claims, on="article_id", how="semi"),
        among(rows, ids),
    )


def among(decisions: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """The decisions whose both claims are among the ids."""
    one = decisions.join(ids, on="claim_id", how="semi")
    return one.join(ids, left_on="other_claim_id", right_on="claim_id", how="semi")


def _tied(claims: pl.DataFrame, same: pl.DataFrame) -> list[list[str]]:
    """Families, those together that decisions tie to each other."""
    names = sorted(claims["family"].unique())
    ties = (
        same.join(claims, on="claim_id")
        .join(claims, left_on="other_claim_id", right_on="claim_id", suffix="_other")
        .select("family", "family_other")
        .unique()
    )
    number = {name: i for i, name in enumerate(names)}
    links = [(number[a], number[b]) for a, b in ties.iter_rows()]
    return [[names[i] for i in part] for part in components(len(names), links)]


class Views:
    """Views of claims by index: of those that are being grouped, and no others."""

    def __init__(
        self, spans: pl.DataFrame, frames: Frames, articles: pl.DataFrame
    ) -> None:
        self.ids: list[str] = spans["claim_id"].to_list()
        self.frames, self.articles = frames, articles
        self.built: dict[int, ClaimView] = {}

    def build(self, indices: Iterable[int]) -> None:
        """Build those of some indices, and keep no others."""
        wanted = {self.ids[i]: i for i in indices}
        self.built = {}
        ids = pl.DataFrame({"claim_id": list(wanted)}, {"claim_id": pl.String})
        frames = {
            name: self.frames[name].join(ids, on="claim_id", how="semi")
            for name in ("claims", "claim_actors", "claim_quantities")
        }
        for view in views_of(frames, self.articles):
            self.built[wanted[view.claim_id]] = view

    def judge(self, i: int, j: int) -> Judgement:
        """Judge a pair."""
        return judge(self.built[i], self.built[j])


def clustering_of(views: Views, judged: Judged, decisions: pl.DataFrame) -> Clustering:
    """Group the claims by judgements of candidates, and by decisions on them."""
    index_of = {name: i for i, name in enumerate(views.ids)}
    ruled = _ruled(decisions, index_of)
    found = group(len(views.ids), judged, ruled, views)
    by_rule = judged.only(~judged.among(ruled.same | ruled.different))
    refused = {_names(views.ids, pair) for pair in found.refused}
    merges = [
        merge_rows(views.ids, by_rule),
        _barriers(views.ids, found, ruled),
        _decided(decisions, refused),
    ]
    return Clustering(
        _members(views.ids, found),
        pl.concat(merges).sort("merge_id"),
        _conflicts(views.ids, found),
    )


def merge_rows(ids: Sequence[str], judged: Judged) -> pl.DataFrame:
    """Judgements by rule as rows of merges."""
    names = pl.Series(ids, dtype=pl.String)
    pairs = pl.DataFrame(
        {"one": names[judged.pairs[:, 0]], "other": names[judged.pairs[:, 1]]}
    )
    rows = pairs.select(
        claim_id=pl.min_horizontal("one", "other"),
        other_claim_id=pl.max_horizontal("one", "other"),
        judgement=pl.when(pl.lit(pl.Series(judged.is_same, dtype=pl.Boolean)))
        .then(pl.lit("same"))
        .otherwise(pl.lit("unsure")),
        score=pl.Series(judged.scores, dtype=pl.Float64),
        reason=pl.Series(judged.reasons, dtype=pl.String),
        reversible=pl.lit(value=True),
        reviewer=pl.lit(None, pl.String),
        since=pl.lit(None, pl.Date),
    )
    merge_ids = [
        stable_id("merge", *pair)
        for pair in rows.select("claim_id", "other_claim_id").iter_rows()
    ]
    found = rows.with_columns(merge_id=pl.Series(merge_ids, dtype=pl.String))
    return found.select(MERGES.names())


def _barriers(ids: Sequence[str], found: Grouping, ruled: Ruled) -> pl.DataFrame:
    rows = [
        _merge(_names(ids, pair), judgement, None)
        for pair, judgement in found.barriers.items()
        if pair not in ruled.same and pair not in ruled.different
    ]
    return pl.DataFrame(rows, schema=MERGES, orient="row")


def _ruled(decisions: pl.DataFrame, index_of: Mapping[str, int]) -> Ruled:
    pairs: dict[str, set[Pair]] = {"same": set(), "different": set()}
    for row in decisions.iter_rows(named=True):
        pairs[row["judgement"]].add(_pair(row, index_of))
    return Ruled(frozenset(pairs["same"]), frozenset(pairs["different"]))


def _pair(row: Mapping[str, Any], index_of: Mapping[str, int]) -> Pair:
    i, j = index_of[row["claim_id"]], index_of[row["other_claim_id"]]
    return (i, j) if i < j else (j, i)


def _members(ids: list[str], found: Grouping) -> pl.DataFrame:
    rows = [
        (stable_id("event", ids[members[0]]), ids[index])
        for members in found.groups
        for index in members
    ]
    return pl.DataFrame(rows, schema=MEMBERS, orient="row")


def _names(ids: Sequence[str], pair: Pair) -> tuple[str, str]:
    one, other = ids[pair[0]], ids[pair[1]]
    return (one, other) if one < other else (other, one)


def _merge(
    names: tuple[str, str], found: Judgement, reviewer: str | None
) -> tuple[object, ...]:
    what, why, score = found.judgement, found.reason, found.score
    return (stable_id("merge", *names), *names, what, why, score, True, reviewer, None)


def _decided(
    decisions: pl.DataFrame, refused: Collection[tuple[str, str]]
) -> pl.DataFrame:
    """One row of merges for each pair that reviewers ruled on."""
    found = []
    for _, rows in decisions.group_by(
        "claim_id", "other_claim_id", maintain_order=True
    ):
        names = rows["claim_id"][0], rows["other_claim_id"][0]
        reviewers = "; ".join(rows["reviewer"].unique(maintain_order=True))
        said = "; ".join(_said(row) for row in rows.iter_rows(named=True))
        found.append(_merge(names, _ruling(rows, said, names in refused), reviewers))
    return pl.DataFrame(found, schema=MERGES, orient="row")


def _said(row: Mapping[str, Any]) -> str:
    why = f": {row['reason']}" if row["reason"] else ""
    return f"reviewer {row['reviewer']} says {row['judgement']}{why}"


def _ruling(rows: pl.DataFrame, said: str, is_refused: bool) -> Judgement:
    if "different" in rows["judgement"]:
        return Judgement("different", 0.0, said)
    if is_refused:
        why = f"{said}; not followed: {AGAINST}"
        return Judgement("unsure", CONFLICT_SCORE, why)
    return Judgement("same", 1.0, said)


def _conflicts(ids: list[str], found: Grouping) -> pl.DataFrame:
    rows = [
        (*_names(ids, pair), *_names(ids, forbidden))
        for pair, forbidden in found.refused.items()
    ]
    return pl.DataFrame(rows, schema=CONFLICTS, orient="row")
