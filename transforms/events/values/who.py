"""The parties of an event, agreed between its claims.

* Claims that name one entity name one party; without an entity, one country and
  sector; without a country, the same words. A state of which nothing but its name is
  told is a country.
* A party known only by country and sector is the known entity of that country and
  sector if the role has one; a country is the role's party of that country. Of several
  it is the one most voices name.
* Parties that nothing is known of (no entity, no country) are dropped from a role
  where something is known of another.
* Mutual events have actors only: everybody who takes part. In directed events the
  sides of a mutual claim count only when no directed claim names anybody.
* In directed events a party named on both sides is on the side where more voices, or
  else more tellings, name it.
* A party stays if at least a quarter as many tellings name it as the role's most named
  one.
* The name is the one most voices give, the longest of equals, then by alphabet. Words
  that only count ("at least 19 people") are left off the words of a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from schemas.vocabulary import count_words
from transforms.events.values.told import VOTERS, tallied, vote

SUPPORT: Final = 4
ROLES: Final = ("actor", "recipient", "mediator")
SIDES: Final = ("actor", "recipient")
FORM: Final = ["entity_id", "name", "country", "sector"]
PARTY: Final = ["event", "role", "kind", "key"]
# From the best known to the least known.
KINDS: Final = pl.Enum(["entity", "sector", "country", "words"])
STATES: Final = "^(state|territory):"
# What is left must read as a noun: "Five Star Movement" is a name.
NOUN: Final = r"^\p{Ll}|(?:^| )\p{Ll}[^ ]*$"


def told_parties(
    told: pl.DataFrame, directions: pl.DataFrame, claim_actors: pl.DataFrame
) -> pl.DataFrame:
    """The parties of all claims of events, each with the party it is taken for.

    ``directions`` has event and direction. The columns of PARTY are the party's, those
    of FORM what the claim tells; ``is_own`` is false where the two are not the same.
    """
    claims = told.select(
        "claim_id", *VOTERS, (pl.col("direction") == "mutual").alias("is_mutual")
    ).join(directions.select("event", "direction"), on="event")
    named = claim_actors.select("claim_id", "role", "text", *FORM).join(
        claims, on="claim_id"
    )
    is_directed = (pl.col("direction") == "directed") & (pl.col("role") != "mediator")
    is_outspoken = (is_directed & ~pl.col("is_mutual")).any().over("event")
    is_turned = (pl.col("direction") == "mutual") & (pl.col("role") == "recipient")
    rows = (
        named.filter(~(is_directed & pl.col("is_mutual") & is_outspoken))
        .with_columns(
            pl.when(is_turned).then(pl.lit("actor")).otherwise("role").alias("role"),
            _name().alias("name"),
        )
        .with_columns(*_identity(), is_own=True)
    )
    rows = rows.select(*VOTERS, *PARTY[1:], *FORM, "is_own")
    rows = _folded(rows, "sector", ["country", "sector"], ["entity"])
    return _folded(rows, "country", ["country"], ["entity", "sector"])


def event_parties(parties: pl.DataFrame) -> pl.DataFrame:
    """One row per party of an event: PARTY, FORM, n_claims."""
    strength = pl.col("n_voices").cast(pl.Int64) * 2**32 + pl.col("n_tellings")
    is_known = pl.col("kind") != "words"
    is_side = pl.col("role").is_in(SIDES)
    tally = (
        tallied(parties, PARTY)
        .filter(is_known | ~is_known.any().over("event", "role"))
        .with_columns(strength.alias("strength"))
        .filter(
            (
                pl.col("strength")
                == pl.col("strength").max().over("event", "kind", "key", is_side)
            )
            | ~is_side
        )
        .filter(
            pl.col("n_tellings") * SUPPORT
            >= pl.col("n_tellings").max().over("event", "role")
        )
    )
    n_claims = parties.group_by(PARTY).agg(
        pl.col("claim").n_unique().cast(pl.Int32).alias("n_claims")
    )
    return (
        tally.select(PARTY)
        .join(n_claims, on=PARTY)
        .join(_forms(parties), on=PARTY)
        .select(*PARTY, *FORM, "n_claims")
    )


def rows_of(events: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``event_actors``; ``events`` has event and event_id."""
    order = {
        "event": False,
        "role_order": False,
        "n_claims": True,
        "name": False,
        **{f"{name}_order": False for name in ("entity_id", "country", "sector")},
    }
    return (
        event_parties(parties)
        .join(events.select("event", "event_id"), on="event")
        .with_columns(
            pl.col("role").cast(pl.Enum(ROLES)).alias("role_order"),
            pl.col("entity_id", "country", "sector")
            .fill_null("")
            .name.suffix("_order"),
        )
        .sort(*order, descending=list(order.values()))
        .select(
            "event_id",
            pl.int_range(pl.len(), dtype=pl.Int32).over("event").alias("position"),
            "role",
            *FORM,
            "n_claims",
        )
    )


def _name() -> pl.Expr:
    """The standard name; or else the words, without those that only count."""
    name = pl.coalesce("name", "text")
    run = name.str.extract(rf"^((?:{_counting(count_words())} +)+)")
    numbers = [word for word, is_number in count_words().items() if is_number]
    rest = name.str.strip_prefix(run)
    is_noun = rest.str.contains(NOUN) | ~rest.str.contains(" ", literal=True)
    is_count = run.str.contains(rf"(?:^| ){_counting(numbers)} ")
    is_bare = pl.col("entity_id").is_null() & is_count & is_noun
    return pl.when(is_bare).then(rest).otherwise(name)


def _counting(words: Iterable[str]) -> str:
    """A pattern for one word that counts, in words or figures."""
    word = f"(?i:{'|'.join(sorted(words))})"
    return rf"(?:{word}(?:-{word})*|[0-9][0-9.,]*)"


def _identity() -> list[pl.Expr]:
    entity, country, sector = pl.col("entity_id"), pl.col("country"), pl.col("sector")
    has_country = country.is_not_null()
    is_bare_state = entity.str.contains(STATES) & sector.is_null() & has_country
    kind = (
        pl.when(entity.is_not_null() & ~is_bare_state)
        .then(pl.lit("entity"))
        .when(has_country & sector.is_not_null())
        .then(pl.lit("sector"))
        .when(has_country)
        .then(pl.lit("country"))
        .otherwise(pl.lit("words"))
    )
    key = (
        pl.when(kind == "entity")
        .then(entity.str.replace("#.*$", ""))
        .when(kind == "sector")
        .then(country + " " + sector)
        .when(kind == "country")
        .then(country)
        .otherwise(pl.col("name").str.to_lowercase() + " " + sector.fill_null(""))
    )
    return [kind.cast(KINDS).alias("kind"), key.alias("key")]


def _forms(rows: pl.DataFrame) -> pl.DataFrame:
    """The form most voices give of each party, known entities first."""
    forms = rows.filter("is_own").with_columns(
        pl.col("entity_id").is_null().alias("is_unknown"),
        pl.col("name").str.len_chars().alias("length"),
    )
    return vote(
        forms,
        PARTY,
        [*FORM, "is_unknown", "length"],
        before={"is_unknown": False},
        after={"length": True, **dict.fromkeys(FORM, False)},
    ).select(*PARTY, *FORM)


def _folded(
    rows: pl.DataFrame, kind: str, shared: list[str], better: list[str]
) -> pl.DataFrame:
    """Take a kind of parties for the most named better known one that shares columns.

    The two are of one event and role.
    """
    where = ["event", "role", *shared]
    several = rows.filter(
        (pl.col("kind") == kind).any().over("event", "role")
        & pl.col("kind").is_in(better).any().over("event", "role")
    )
    known = tallied(several, PARTY).join(_forms(several), on=PARTY)
    order = {"n_voices": True, "n_tellings": True, "kind": False, "key": False}
    best = (
        known.filter(pl.col("kind").is_in(better))
        .sort(*order, descending=list(order.values()))
        .unique(where, keep="first", maintain_order=True)
    )
    moved = (
        known.filter(pl.col("kind") == kind)
        .join(best, on=where, suffix="_to")
        .select(*PARTY, "kind_to", "key_to")
    )
    return (
        rows.join(moved, on=PARTY, how="left")
        .with_columns(
            pl.coalesce("kind_to", "kind").alias("kind"),
            pl.coalesce("key_to", "key").alias("key"),
            pl.col("is_own") & pl.col("key_to").is_null(),
        )
        .drop("kind_to", "key_to")
    )
