"""What a release says of itself: title, authors, how the data came about."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from warehouse.release.options import ReleaseOptions
from warehouse.release.version import ReleaseError, ReleaseVersion

LICENSE = "CC-BY-4.0"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class About:
    """The settings of about.toml; texts are empty where there is nothing to say."""

    title: str
    authors: tuple[str, ...]
    url: str
    doi: str
    contact: str
    keywords: tuple[str, ...]
    description: str
    collection: str
    biases: tuple[str, ...]
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the pages of a release tell of its data; all of it follows from the data.

    ``as_of`` is the last day on which a state of an event was published; metadata take
    it for the day of the release, so that the same data give the same bytes.
    """

    version: ReleaseVersion
    before: str | None
    as_of: dt.date
    options: ReleaseOptions
    about: About
    versions: dict[str, str]
    n_events: int
    n_claims: int
    n_articles: int
    n_sources: int
    first_day: dt.date | None
    last_day: dt.date | None
    longest_quote: int

    @property
    def citation(self) -> str:
        """How to cite the release, in one line."""
        about = self.about
        link = f"https://doi.org/{about.doi}" if about.doi else about.url
        end = f" {link}" if link else ""
        who = "; ".join(about.authors)
        return (
            f"{who} ({self.as_of.year}). {about.title}. Version {self.version}, "
            f"data of {self.as_of.isoformat()}.{end}"
        )


def read_about(path: Path | None = None) -> About:
    """The settings, those of a file in the place of the project's own.

    Raises ReleaseError, naming file and field, for an unknown field or a wrong type.
    """
    own = files("warehouse") / "release" / "data" / "about.toml"
    settings = tomllib.loads(own.read_text("utf-8"))
    if path is not None:
        settings |= _given(path, settings)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in settings.items()
    }
    return About(**values)


def _given(path: Path, own: dict[str, Any]) -> dict[str, Any]:
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReleaseError(f"{path}: {error}") from error
    for name, value in given.items():
        if name not in own:
            known = ", ".join(own)
            raise ReleaseError(f"{path}, {name}: unknown; there are {known}")
        is_list = isinstance(own[name], list)
        parts = value if isinstance(value, list) else [value]
        if is_list != isinstance(value, list) or not _are_texts(parts):
            kind = "a list of texts" if is_list else "a text"
            raise ReleaseError(f"{path}, {name}: {value!r} is not {kind}")
    return given


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)
