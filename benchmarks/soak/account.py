"""What should have become of everything that was served, and what did."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl

from benchmarks.soak.server import Ledger
from benchmarks.soak.world import World, outcomes

EARLIER = "superseded"
COPY = "copy"


@dataclass(frozen=True, slots=True)
class Account:
    """Texts by what became of them; an address with two texts counts twice.

    ``used`` are the voices that hold, ``duplicates`` copies and near copies of them,
    ``earlier`` texts that a later one of the same page replaced.
    """

    articles_in: int
    used: int
    rejected: int
    duplicates: int
    earlier: int

    @property
    def is_whole(self) -> bool:
        """Whether every text that came in is in exactly one place."""
        parts = self.used + self.rejected + self.duplicates + self.earlier
        return self.articles_in == parts

    def differences(self, other: Account) -> list[str]:
        """A line for each number that the other account has otherwise."""
        return [
            f"{field.name}: {getattr(self, field.name)} should be "
            f"{getattr(other, field.name)}"
            for field in fields(self)
            if getattr(self, field.name) != getattr(other, field.name)
        ]


def expected(world: World, ledger: Ledger) -> Account:
    """The account that follows from what was served and what the world knows of it."""
    known = outcomes()
    families: dict[str, Counter[str]] = {}
    n_in = rejected = earlier = 0
    for states in ledger.served.values():
        article = world.article(states[0][0])
        texts = [world.text_id(article, state) for _, state in states]
        n_in += len(set(texts))
        if known[article.kind] == "refused":
            rejected += 1
            continue
        earlier += len(set(texts)) - 1
        family = families.setdefault(str(article.origin), Counter())
        family[texts[-1]] += 1
    copies = sum(family.total() - 1 for family in families.values())
    return Account(n_in, len(families), rejected, copies, earlier)


def found(data: Path) -> Account:
    """The account that the exported tables give."""
    articles = pl.read_parquet(
        data / "articles.parquet", columns=["superseded_by", "duplicate_of"]
    )
    columns = ["stage", "outcome", "reason"]
    rejects = _of_served(pl.read_parquet(data / "rejects.parquet", columns=columns))
    old = articles["superseded_by"].is_not_null()
    near = articles["duplicate_of"].is_not_null() & ~old
    reasons = Counter(rejects.filter(pl.col("outcome") == COPY)["reason"])
    rejected = int((rejects["outcome"] == "refused").sum())
    return Account(
        articles_in=len(articles) + reasons.total() + rejected,
        used=int((~old & ~near).sum()),
        rejected=rejected,
        duplicates=int(near.sum()) + reasons.total() - reasons[EARLIER],
        earlier=int(old.sum()) + reasons[EARLIER],
    )


def _of_served(rejects: pl.DataFrame) -> pl.DataFrame:
    """Rejects of pages that were served; failed fetches are accounted for apart."""
    return rejects.filter(pl.col("stage") != "fetch")


def misplaced(world: World, ledger: Ledger, data: Path) -> list[str]:
    """Addresses that the tables have more or less often than texts were served."""
    served = {
        url: len({world.text_id(world.article(key), state) for key, state in states})
        for url, states in ledger.served.items()
    }
    articles = pl.read_parquet(data / "articles.parquet", columns=["location"])
    columns = ["stage", "outcome", "location"]
    rejects = _of_served(
        pl.read_parquet(data / "rejects.parquet", columns=columns)
    ).filter(pl.col("outcome").is_not_null())
    stored = Counter([*articles["location"], *rejects["location"]])
    return [
        f"{url}: {stored[url]} rows for {served.get(url, 0)} texts"
        for url in sorted({*served, *stored})
        if stored[url] != served.get(url, 0)
    ]


def unfetched(ledger: Ledger, index: Path) -> list[str]:
    """What differs between what was announced and served, and what the inbox holds."""
    with sqlite3.connect(f"file:{index}?mode=ro", uri=True) as con:
        items = set(con.execute("SELECT source, canonical_url FROM items"))
        pages = {url for (url,) in con.execute("SELECT canonical_url FROM pages")}
        refused = {url for (url,) in con.execute("SELECT canonical_url FROM refusals")}
    con.close()
    told = {(f"Site {site}", url) for site, url in ledger.announced}
    served = set(ledger.served)
    addresses = {url for _, url in told}
    return [
        *(f"{item}: announced and not kept" for item in sorted(told - items)),
        *(f"{item}: kept and not announced" for item in sorted(items - told)),
        *(f"{url}: served and not kept" for url in sorted(served - pages)),
        *(f"{url}: kept and not served" for url in sorted(pages - served)),
        *(f"{url}: lost" for url in sorted(addresses - pages - refused)),
    ]
