"""The sources file: what it holds, and every mistake in the user's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.schedules import minutes_of
from schemas.sources import FeedSource, SourcesFileError, SqlSource, read_sources

GOOD = """
[fetch]
contact = "desk@polemos.example"
host_delay_seconds = 2

[[source]]
name = "Valley Wire"
kind = "feed"
urls = ["https://valley.example/rss.xml"]
country = "GEO"
language = "en"
scale = "national"
schedule = "30m"
licence = "quotes only"
exclude = ["/sport/"]

[[source]]
name = "Archive"
kind = "sql"
query = "SELECT id, body AS text FROM 'old/*.parquet'"
"""


def problems(text: str) -> list[str]:
    with pytest.raises(SourcesFileError) as caught:
        read_sources(text, "sources.toml")
    return str(caught.value).splitlines()


def source(**fields: str) -> str:
    base = {"name": '"W"', "kind": '"feed"', "urls": '["https://w.example/rss"]'}
    lines = [f"{key} = {value}" for key, value in (base | fields).items() if value]
    return "\n".join(["[[source]]", *lines])


def test_a_good_file_is_read() -> None:
    found = read_sources(GOOD, "sources.toml")
    wire, archive = found.source
    assert isinstance(wire, FeedSource)
    assert isinstance(archive, SqlSource)
    assert (wire.country, wire.scale, wire.schedule) == ("GEO", "national", "30m")
    assert found.fetch.host_delay_seconds == 2
    assert found.named(["Archive"]) == (archive,)
    with pytest.raises(SourcesFileError, match="no source 'Valley'"):
        found.named(["Valley"])


def test_the_example_is_good() -> None:
    path = Path(__file__).parent.parent / "examples" / "sources.toml"
    found = read_sources(path.read_text("utf-8"), path.name)
    assert len({entry.kind for entry in found.source}) == 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (source(name=""), "source 1, field 'name': it is missing"),
        (source(urls=""), "source 'W', field 'urls': it is missing"),
        (source(urls="[]"), "source 'W', field 'urls': []: tuple should have"),
        ("source = []", "it names no source"),
        (source(kind=""), "source 'W', the field 'kind' is missing; it is one of feed"),
        (source(kind='"rss"'), "source 'W', kind 'rss' is none of feed, sitemap"),
        (
            source(contry='"GEO"'),
            "field 'contry': it is not known; did you mean 'country'?",
        ),
        (source(country='"GE0"'), "field 'country': 'GE0': it is no ISO 3166 alpha-3"),
        (source(language='"english"'), "field 'language': 'english': string should"),
        (source(scale='"world"'), "field 'scale': 'world': input should be 'local'"),
        (source(schedule='"often"'), "field 'schedule': 'often': it is neither"),
        (source(schedule='"0m"'), "field 'schedule': '0m': it is neither"),
        (source(urls='["ftp://w.example/"]'), "'ftp://w.example/' is no http://"),
        (source(include='["("]'), "field 'include': '(': missing )"),
        (source(max_items="0"), "field 'max_items': 0: input should be greater"),
        (source(kind='"pages"', urls=""), "a source of pages needs urls or file"),
        (source() + "\n" + source(), "the name 'W' is used twice"),
        ("[fetch]\nhost_delay = 1\n" + source(), "[fetch], field 'host_delay'"),
        ("[fetch]\nmax_bytes = 0\n" + source(), "[fetch], field 'max_bytes': 0:"),
        ("", "field 'source': it is missing"),
        ("[[source]\n", "it is no valid TOML"),
    ],
)
def test_a_mistake_is_named(text: str, told: str) -> None:
    found = problems(text)
    assert all(line.startswith("sources.toml: ") for line in found)
    assert any(told in line for line in found), found


def test_all_mistakes_are_told_at_once() -> None:
    text = source(country='"XXX"', language='"EN"') + "\n" + source(name='"V"', urls="")
    assert len(problems(text)) == 3


def test_periods_have_minutes_and_cron_has_none() -> None:
    assert [minutes_of(p) for p in ("15m", "2h", "1d")] == [15, 120, 1440]
    assert minutes_of("*/15 * * * *") is None
