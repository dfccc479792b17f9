"""The pages of a release to read: README, CITATION.cff and the licences."""

from __future__ import annotations

import json
from importlib.resources import files
from string import Template
from typing import Final

from warehouse.release.about import LICENSE, Facts
from warehouse.release.database import NAME as DATABASE
from warehouse.release.options import ReleaseOptions

FIRST: Final = "This is the first release: there is no delta."
NEXT: Final = (
    "`{path}` leads from release {before} to this one: one row per value that differs, "
    "with the reason. `polemos release-apply` makes the tables of this release from "
    "those of {before}, byte for byte. [CHANGELOG.md](CHANGELOG.md) counts the changes "
    "by country and type."
)
WITHOUT_NAMES: Final = (
    "Private names are left out: a party that no dictionary of public bodies and "
    "office holders knows is named by its role, and its name is blacked out in the "
    "texts. A name that was read as nobody's party can still stand in a quote, and "
    "the address leads to the article."
)


def own_page(name: str) -> str:
    """A page of the release that is the same for all: a licence."""
    return (files("warehouse") / "release" / "data" / name).read_text("utf-8")


def readme(facts: Facts, delta: str | None) -> str:
    """The one page that says what the folder is; ``delta`` is the path of its delta."""
    about = facts.about
    steps = NEXT.format(path=delta, before=facts.before) if delta else FIRST
    return Template(own_page("README.md")).substitute(
        title=about.title,
        description=about.description,
        version=facts.version,
        year=facts.version.year,
        month=facts.version.month,
        as_of=facts.as_of.isoformat(),
        n_events=f"{facts.n_events:,}",
        n_claims=f"{facts.n_claims:,}",
        n_articles=f"{facts.n_articles:,}",
        n_sources=f"{facts.n_sources:,}",
        first_day=facts.first_day or "unknown",
        last_day=facts.last_day or "unknown",
        database=DATABASE,
        deltas=steps,
        longest_quote=facts.longest_quote,
        options=_options(facts.options),
        limits="\n".join(f"- {line}" for line in (*about.biases, *about.limits)),
        citation=facts.citation,
    )


def citation(facts: Facts) -> str:
    """CITATION.cff, version 1.2.0."""
    about = facts.about
    lines = [
        "cff-version: 1.2.0",
        "message: If you use these data, please cite them as below.",
        "type: dataset",
        f"title: {_quoted(about.title)}",
        f"version: {_quoted(str(facts.version))}",
        f"date-released: {facts.as_of.isoformat()}",
        f"license: {LICENSE}",
        *([f"doi: {_quoted(about.doi)}"] if about.doi else []),
        *([f"url: {_quoted(about.url)}"] if about.url else []),
        "authors:",
        *(f"  - name: {_quoted(who)}" for who in about.authors),
        "keywords:",
        *(f"  - {_quoted(word)}" for word in about.keywords),
        f"abstract: {_quoted(about.description)}",
    ]
    return "\n".join(lines) + "\n"


def _options(options: ReleaseOptions) -> str:
    lines = []
    if options.max_quote is not None:
        lines.append(
            f"Quotes are cut at {options.max_quote} characters; offsets are still "
            "those of the whole sentence."
        )
    if options.without_private_names:
        lines.append(WITHOUT_NAMES)
    return "\n".join(["", *lines]) if lines else ""


def _quoted(text: str) -> str:
    """A text for YAML, which JSON writes alike."""
    return json.dumps(text, ensure_ascii=False)
