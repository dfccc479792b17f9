"""The sources file: what is read, from whom, how often. TOML, checked by pydantic.

One ``[[source]]`` for each source, one ``[fetch]`` with the manners of fetching, one
``[schedule]`` with the times of the service.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from schemas.fetching import FetchSettings
from schemas.origins import Scale
from schemas.schedules import WEB_ADDRESS, ScheduleSettings, checked_schedule
from schemas.states import states

NAME_LENGTH = 80


class SourcesFileError(ValueError):
    """A sources file that cannot be used; a line for each thing that is wrong."""

    def __init__(self, where: str, problems: Sequence[str]) -> None:
        super().__init__("\n".join(f"{where}: {problem}" for problem in problems))
        self.problems = tuple(problems)


class Source(BaseModel):
    """What every source has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(
        min_length=1, max_length=NAME_LENGTH, description="Its name, used once."
    )
    publisher: str | None = Field(
        default=None, description="Publisher of articles that name none."
    )
    country: str | None = Field(
        default=None, description="ISO 3166 alpha-3 of the country it reports from."
    )
    language: str | None = Field(
        default=None,
        pattern=r"^[a-z]{2}$",
        description="ISO 639-1 of articles that tell none.",
    )
    scale: Scale | None = Field(default=None, description="Whom it is made for.")
    schedule: str = Field(
        default="15m", description="How often: 15m, 2h, 1d, or five fields of cron."
    )
    licence: str = Field(default="", description="What may be done with its texts.")

    @field_validator("name")
    @classmethod
    def _printable(cls, value: str) -> str:
        if not value.isprintable() or value != value.strip():
            raise ValueError("it must be printable and begin and end with no blank")
        return value

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str | None) -> str | None:
        if value is not None and value not in states():
            hint = get_close_matches(value.upper(), sorted(states()), 1)
            tail = f"; did you mean {hint[0]}?" if hint else ""
            raise ValueError(f"it is no ISO 3166 alpha-3 code of a country{tail}")
        return value

    @field_validator("schedule")
    @classmethod
    def _known_schedule(cls, value: str) -> str:
        return checked_schedule(value)


class WebSource(Source):
    """What is fetched over the web, with filters on the addresses it announces."""

    urls: tuple[str, ...] = Field(
        default=(), description="Addresses to read, http or https."
    )
    include: tuple[str, ...] = Field(
        default=(), description="Regular expressions; a page's address must match one."
    )
    exclude: tuple[str, ...] = Field(
        default=(), description="Regular expressions; a page's address must match none."
    )
    max_age_days: int | None = Field(
        default=None, ge=0, description="Older announced articles are passed over."
    )
    max_items: int | None = Field(
        default=None, ge=1, description="Most pages fetched in one go, newest first."
    )

    @field_validator("urls")
    @classmethod
    def _web_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for url in value:
            if not WEB_ADDRESS.fullmatch(url):
                raise ValueError(f"{url!r} is no http:// or https:// address")
        return value

    @field_validator("include", "exclude")
    @classmethod
    def _patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r}: {error}") from error
        return value


class FeedSource(WebSource):
    """RSS, Atom or JSON feeds."""

    kind: Literal["feed"]
    urls: tuple[str, ...] = Field(min_length=1, description="Addresses of the feeds.")


class SitemapSource(WebSource):
    """Sitemaps, news sitemaps and sitemap indexes."""

    kind: Literal["sitemap"]
    urls: tuple[str, ...] = Field(min_length=1, description="Addresses of sitemaps.")


class GdeltSource(WebSource):
    """GDELT's export, mentions or GKG files, or their list of updates, as addresses."""

    kind: Literal["gdelt"]
    urls: tuple[str, ...] = Field(min_length=1, description="Addresses of the files.")


class PagesSource(WebSource):
    """Single pages, listed here or in a file with one address a line."""

    kind: Literal["pages"]
    file: str | None = Field(default=None, description="File of addresses.")

    @model_validator(mode="after")
    def _something(self) -> PagesSource:
        if not self.urls and self.file is None:
            raise ValueError("a source of pages needs urls or file")
        return self


class FilesSource(Source):
    """Files and watched folders: whatever ``polemos run`` reads."""

    kind: Literal["files"]
    paths: tuple[str, ...] = Field(min_length=1, description="Files and folders.")


class WarcSource(Source):
    """Web archives, such as those of CC-NEWS."""

    kind: Literal["warc"]
    paths: tuple[str, ...] = Field(min_length=1, description="Files and folders.")
    include: tuple[str, ...] = Field(
        default=(), description="Regular expressions; a page's address must match one."
    )
    exclude: tuple[str, ...] = Field(
        default=(), description="Regular expressions; a page's address must match none."
    )


class SqlSource(Source):
    """A query on a DuckDB or SQLite file, or on files DuckDB reads; read only."""

    kind: Literal["sql"]
    query: str = Field(
        min_length=1,
        description="Gives columns named as in JSON Lines: id, text, html, title, ...",
    )
    database: str | None = Field(
        default=None, description="DuckDB file to open; none for files alone."
    )


AnySource = Annotated[
    FeedSource
    | SitemapSource
    | GdeltSource
    | PagesSource
    | FilesSource
    | WarcSource
    | SqlSource,
    Field(discriminator="kind"),
]
KINDS: Final[Mapping[str, type[Source]]] = MappingProxyType(
    {
        "feed": FeedSource,
        "sitemap": SitemapSource,
        "gdelt": GdeltSource,
        "pages": PagesSource,
        "files": FilesSource,
        "warc": WarcSource,
        "sql": SqlSource,
    }
)


class SourcesFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: tuple[AnySource, ...] = Field(description="The sources.")
    fetch: FetchSettings = Field(
        default_factory=FetchSettings, description="Manners of fetching."
    )
    schedule: ScheduleSettings = Field(
        default_factory=ScheduleSettings, description="When the service does what."
    )

    @model_validator(mode="after")
    def _names_differ(self) -> SourcesFile:
        if not self.source:
            raise ValueError("it names no source")
        names = [source.name for source in self.source]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"the name {twice[0]!r} is used twice")
        return self

    def named(self, only: Sequence[str]) -> tuple[AnySource, ...]:
        """The sources of those names, or all. Raises SourcesFileError."""
        known = {source.name: source for source in self.source}
        if unknown := [name for name in only if name not in known]:
            raise SourcesFileError(
                "sources", [f"there is no source {name!r}" for name in unknown]
            )
        return tuple(known[name] for name in only) if only else self.source


def read_sources(text: str, where: str) -> SourcesFile:
    """The sources file of a TOML text. Raises SourcesFileError with all problems."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also of a number without end
        raise SourcesFileError(where, [f"it is no valid TOML: {error}"]) from error
    try:
        return SourcesFile.model_validate(data)
    except ValidationError as error:
        raise SourcesFileError(where, list(_problems(error, data))) from error


def _problems(error: ValidationError, data: Mapping[str, Any]) -> Iterator[str]:
    for one in error.errors():
        owner, names = _owner(one["loc"], data)
        field = ".".join(map(str, names))
        told = _told(one, field)
        yield f"{owner}{f'field {field!r}: ' if field else ''}{told}"


def _owner(
    loc: tuple[int | str, ...], data: Mapping[str, Any]
) -> tuple[str, tuple[int | str, ...]]:
    """Which source a problem is in, and what of the place remains."""
    match loc:
        case ("source", int(number), *rest):
            entry = data["source"][number]
            name = entry.get("name") if isinstance(entry, Mapping) else None
            shown = f"source {name!r}" if name else f"source {number + 1}"
            return f"{shown}, ", tuple(rest[1:] if rest and rest[0] in KINDS else rest)
        case ("fetch" | "schedule" as table, *rest):
            return f"[{table}], ", tuple(rest)
        case _:
            return "", loc


def _told(one: Any, field: str) -> str:
    value = one.get("input")
    match one["type"]:
        case "missing":
            return "it is missing"
        case "extra_forbidden":
            hint = get_close_matches(field, _known_fields(one["loc"]), 1)
            return f"it is not known{f'; did you mean {hint[0]!r}?' if hint else ''}"
        case "union_tag_not_found":
            return f"the field 'kind' is missing; it is one of {_kinds()}"
        case "union_tag_invalid":
            return f"kind {value.get('kind')!r} is none of {_kinds()}"
        case "value_error":
            reason = str(one["ctx"]["error"])
            if field == "webhook":
                return reason
            return f"{value!r}: {reason}" if isinstance(value, str) else reason
        case _:
            return f"{value!r}: {one['msg'][:1].lower()}{one['msg'][1:]}"


def _kinds() -> str:
    return ", ".join(KINDS)


def _known_fields(loc: tuple[int | str, ...]) -> list[str]:
    match loc:
        case ("source", int(), str(kind), *_):
            return list(KINDS[kind].model_fields)
        case ("fetch", *_):
            return list(FetchSettings.model_fields)
        case ("schedule", *_):
            return list(ScheduleSettings.model_fields)
        case _:
            return list(SourcesFile.model_fields)
