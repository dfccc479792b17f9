"""Names of private persons, put out of a release: the role says enough.

A party that no dictionary knows may be a private person. What tells a name is a capital
letter: a run of capitalised words is taken for one unless all of its words are public
(nations, states, offices, towns of the data), or the run as a whole is a known body.
Towns and bodies that no list knows go the same way: it is the safe side.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from schemas.ontology import ontology

WORD: Final = r"[^\W\d_][\w'’-]*"
LETTER: Final = r"[^\W\d_a-zß-öø-ÿ][\w'’-]*"
CAPITAL: Final = re.compile(LETTER)
PARTICLES: Final = "al|el|bin|ibn|de|da|dos|del|der|van|von|la|le|of|of the|for|for the"
RUN: Final = re.compile(rf"{LETTER}(?:\s+(?:(?:{PARTICLES})\s+)?{LETTER})*")
BLOCK: Final = "█"
UNNAMED: Final = "unnamed party"
REVIEWER: Final = "reviewer"
# What is masked besides the words of a party, and what tells its article.
TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "claims": ("quote", "trigger_text", "claimant_text"),
    "claim_actors": ("text",),
    "claim_quantities": ("text",),
    "articles": ("title",),
    "rejects": ("value", "message"),
    "corrections": ("old_value", "new_value", "reason"),
}
Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class PublicWords:
    """What is nobody's own: single words, names of known bodies, plain words.

    Words and bodies are compared as written; ``plain`` are words that stand in lower
    case in the data, which may begin a sentence with a capital; ``first_names`` never
    count as plain.
    """

    words: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    first_names: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()

    def private_in(self, text: str) -> list[str]:
        """The runs of capitalised words of a text that may be a private name.

        >>> PublicWords(frozenset({"British"})).private_in("British driver Ann Low")
        ['Ann Low']
        """
        runs = (match.group() for match in RUN.finditer(text))
        return [run for run in runs if self.private_words(run)]

    def private_words(self, run: str) -> set[str]:
        """The words of a run that are of no known body, nation, office or town."""
        parts = self._beside_bodies(run)
        while parts and self._is_plain(parts[0]):
            parts = parts[1:]
        return {part for part in parts if not self._is_known(part)}

    def holds_one_of(self, run: str, words: Collection[str]) -> bool:
        """Whether one of these words is in a run, outside the name of a body."""
        return any(part in words for part in self._beside_bodies(run))

    def _beside_bodies(self, run: str) -> list[str]:
        for body in self._endings(run):
            if body in self.bodies:
                run = run.removesuffix(body)
                break
        parts = [_bare(part) for part in re.findall(WORD, run)]
        return [part for part in parts if CAPITAL.match(part)]

    def _endings(self, run: str) -> Iterator[str]:
        words = run.split()
        yield from (" ".join(words[start:]) for start in range(len(words)))

    def _is_plain(self, word: str) -> bool:
        return word.lower() in self.plain and word not in self.first_names

    def _is_known(self, word: str) -> bool:
        lead = re.split("[-’']", word)[0]
        return any(form in self.words for form in (word, lead, word.lower()))


def without_private_names(
    frames: Frames, public: PublicWords
) -> dict[str, pl.DataFrame]:
    """All frames with private names replaced by roles, and masked in the texts.

    Frames are named as tables are, with or without a schema ("history.claims"). The
    masks are as long as what they cover, so offsets still fit. Bylines and the names
    of reviewers go too.
    """
    known = _with_what_the_data_know(frames, public)
    words = {
        word
        for text in _unknown_parties(frames)
        for run in known.private_in(text)
        for word in known.private_words(run)
        if len(word) > 1
    }
    return {
        name: _cleaned(name.rpartition(".")[2], frame, known, words)
        for name, frame in frames.items()
    }


def masked(text: str, words: Collection[str], known: PublicWords) -> str:
    """The text with every run of capitals that holds one of the words blacked out."""

    def cover(match: re.Match[str]) -> str:
        run = match.group()
        is_private = known.holds_one_of(run, words)
        return re.sub(r"\S", BLOCK, run) if is_private else run

    return RUN.sub(cover, text)


def role_of(sector: str | None) -> str:
    """What a party without a name is called: its sector, in words."""
    term = ontology().sectors.get(sector or "")
    return term.name.lower() if term else UNNAMED


def _with_what_the_data_know(frames: Frames, public: PublicWords) -> PublicWords:
    """Public words, with towns and known parties of the data, and its plain words."""
    towns = {
        part
        for column in ("name", "admin1")
        for name in frames["places"][column].drop_nulls()
        for part in re.findall(WORD, name)
    }
    actors = frames["claim_actors"].filter(pl.col("entity_id").is_not_null())
    persons = {name for name in (*actors["name"], *actors["text"]) if name}
    known = {_bare(part) for name in persons for part in re.findall(WORD, name)}
    quotes = frames["claims"]["quote"]
    return PublicWords(
        words=public.words | towns | (known - public.first_names),
        bodies=public.bodies
        | persons
        | set(frames["entities"]["name"])
        | set(frames["places"]["name"]),
        first_names=public.first_names,
        plain=frozenset(
            part
            for quote in quotes
            for part in re.findall(WORD, quote)
            if part.islower()
        ),
    )


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _unknown_parties(frames: Frames) -> Iterator[str]:
    """Words and names of the parties that no dictionary knows."""
    for name, frame in frames.items():
        base = name.rpartition(".")[2]
        lead = {"claim_actors": "", "claims": "claimant_"}.get(base)
        if lead is not None:
            unknown = frame.filter(pl.col(f"{lead}entity_id").is_null())
            yield from unknown[f"{lead}text"].drop_nulls()
            yield from unknown[f"{lead}name"].drop_nulls()


def _cleaned(
    base: str, frame: pl.DataFrame, known: PublicWords, words: Collection[str]
) -> pl.DataFrame:
    frame = _with_roles(base, frame, known, words)
    if base == "articles":
        frame = frame.with_columns(byline=pl.lit(None, pl.String))
    if REVIEWER in frame.columns:
        hidden = pl.when(pl.col(REVIEWER).is_not_null()).then(pl.lit(REVIEWER))
        frame = frame.with_columns(hidden.alias(REVIEWER))

    def cover(text: str) -> str:
        return masked(text, words, known)

    return frame.with_columns(
        pl.col(name).map_elements(cover, return_dtype=pl.String)
        for name in TEXTS.get(base, ())
    )


def _with_roles(
    base: str, frame: pl.DataFrame, known: PublicWords, words: Collection[str]
) -> pl.DataFrame:
    lead = {"claim_actors": "", "event_actors": "", "claims": "claimant_"}.get(base)
    if lead is None:
        return frame
    name, entity, sector = f"{lead}name", f"{lead}entity_id", f"{lead}sector"
    values = [
        role_of(kind)
        if told is not None and entity_id is None and masked(told, words, known) != told
        else told
        for told, entity_id, kind in frame.select(name, entity, sector).rows()
    ]
    return frame.with_columns(pl.Series(name, values, pl.String))
