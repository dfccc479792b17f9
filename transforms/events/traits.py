"""What the judge's questions read of many claims, as numbers to compare and gather.

Two claims have the same number for a question if all that it reads of them is the same.
So the answer for a pair holds for all pairs of the same two numbers, and has to be
found once only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.events.judge import QUESTIONS, Question
from transforms.events.story import Stories
from transforms.events.telling import Telling, telling_of
from transforms.events.views import (
    MADE_OF,
    READ_COLUMNS,
    ClaimView,
    Frames,
    said_rows,
    views_of,
)
from transforms.events.wording import NEAR_SENTENCES

QUOTED: Final = MADE_OF["telling"]
Ints = npt.NDArray[np.int64]
# Sentences farther apart than near are equally far.
FAR: Final = NEAR_SENTENCES + 1
N_RELATIONS: Final = 2 * FAR + 2


class Traits:
    """Numbers of claims by index, counted from 0, and views to ask the questions of.

    ``codes`` has, per question, the index of the first claim of which it reads the
    same; ``quote`` and ``article`` are numbers of sentences and of articles.
    """

    def __init__(
        self, spans: pl.DataFrame, frames: Frames, articles: pl.DataFrame
    ) -> None:
        own = {
            name: frames[name].join(spans, on="claim_id", how="semi")
            for name in READ_COLUMNS
        }
        said = spans.select("index", "claim_id").join(
            said_rows(own), on="claim_id", how="left", maintain_order="left"
        )
        self.ids = said["claim_id"]
        self.codes = [_first_alike(said, columns_of(each)) for each in QUESTIONS]
        self.sentence = said["sentence_index"].cast(pl.Int64).to_numpy()
        self.quote, quotes = _numbered(said.select(QUOTED).to_struct())
        self.article, names = _numbered(said["article_id"])
        self.tellings = [_telling(row) for row in quotes]
        self.stories = Stories(_openings(names, articles))
        self.frames, self.articles = own, articles.drop("opening", strict=False)
        self.views: dict[int, ClaimView] = {}
        self.placed: dict[tuple[int, int], ClaimView] = {}

    def relation(self, one: Ints, other: Ints) -> Ints:
        """0 for claims of two articles, else how far the other's sentence is behind."""
        behind = np.clip(self.sentence[other] - self.sentence[one], -FAR, FAR)
        is_one = self.article[one] == self.article[other]
        found: Ints = np.where(is_one, behind + FAR + 1, 0)
        return found

    def build(self, codes: Ints) -> None:
        """Build the views of these claims, as far as the questions read them."""
        wanted = [code for code in codes.tolist() if code not in self.views]
        number = {self.ids[code]: code for code in wanted}
        ids = pl.DataFrame({"claim_id": list(number)}, {"claim_id": pl.String})
        frames = {
            name: self.frames[name].join(ids, on="claim_id", how="semi")
            for name in READ_COLUMNS
        }
        for view in views_of(frames, self.articles):
            self.views[number[view.claim_id]] = view

    def pair(self, one: int, other: int, relation: int) -> tuple[ClaimView, ClaimView]:
        """Two views that stand to each other as any claims of this relation do."""
        return self._placed(one, -1), self._placed(other, relation)

    def _placed(self, code: int, relation: int) -> ClaimView:
        found = self.placed.get((code, relation))
        if found is None:
            found = self.placed[code, relation] = replace(
                self.views[code],
                article_id="the other" if relation == 0 else "the one",
                sentence_index=relation - FAR - 1 if relation > 0 else 0,
            )
        return found


def _telling(row: Mapping[str, Any]) -> Telling:
    return telling_of(
        row["quote"], row["trigger_text"], row["date_text"], is_lead=row["is_lead"]
    )


def columns_of(question: Question) -> list[str]:
    """The columns that decide what a question reads of a claim."""
    return sorted({column for name in question.reads for column in MADE_OF[name]})


def _first_alike(said: pl.DataFrame, columns: list[str]) -> Ints:
    first = said.select(pl.col("index").min().over(columns))
    return first["index"].cast(pl.Int64).to_numpy()


def _numbered(values: pl.Series) -> tuple[Ints, pl.Series]:
    """For every value its number, and the values by number."""
    found = values.unique(maintain_order=True)
    number = pl.DataFrame({"value": found}).with_row_index("number")
    rows = (
        values.rename("value")
        .to_frame()
        .join(number, on="value", how="left", maintain_order="left")
    )
    return rows["number"].cast(pl.Int64).to_numpy(), found


def _openings(names: pl.Series, articles: pl.DataFrame) -> pl.Series:
    if "opening" not in articles.columns:
        return pl.Series([None] * len(names), dtype=pl.String)
    facts = articles.select("article_id", "opening").unique("article_id")
    rows = (
        names.rename("article_id")
        .to_frame()
        .join(facts, on="article_id", how="left", maintain_order="left")
    )
    return rows["opening"]
