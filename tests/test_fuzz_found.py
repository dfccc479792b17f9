"""Inputs that once broke a reader or extraction, each with what it gives now."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from functools import partial
from typing import Any

import polars as pl
import pytest

from benchmarks import growth
from flows.collect.pages import raw_articles
from schemas.records import Reject
from schemas.sources import SourcesFileError, read_sources
from tests.pipeline import claims_of, extractor
from transforms.document import RawArticle
from transforms.feeds import FeedError, Item
from transforms.feeds.items import canonical, item_of
from transforms.feeds.lists import read_gdelt, read_urls
from transforms.feeds.sitemap import read_sitemap
from transforms.text.clean import clean
from transforms.text.decode import known_charset
from transforms.text.read import read_bytes
from warehouse.inbox import Page

NOW = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
URL = "https://news.example/a"


def test_half_a_character_is_replaced_where_nothing_could_store_it() -> None:
    line = {"text": "Troops left Orsa\ud800 on Monday.", "title": "\udfff", "id": "1"}
    (article,) = read_bytes(json.dumps(line).encode(), "a.jsonl", "jsonl").articles
    assert article.body == "Troops left Orsa\ufffd on Monday."
    assert article.title == "\ufffd"
    item = item_of(URL, "", URL, title="Truce \ud800", guid="\udfff")
    assert isinstance(item, Item)
    assert (item.title, item.guid) == ("Truce \ufffd", "\ufffd")


def test_a_parquet_file_that_makes_its_reader_panic_is_refused() -> None:
    sink = io.BytesIO()
    pl.DataFrame({"text": ["Troops left Orsa on Monday."] * 3}).write_parquet(sink)
    whole, reasons = sink.getvalue(), set()
    for at in range(4, len(whole) - 8, 3):
        broken = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        found = read_bytes(broken, "a.parquet", "parquet")
        reasons |= {reject.reason for reject in found.rejects}
    assert "broken_parquet" in reasons


@pytest.mark.parametrize("day", ["Tue\u017fday", "Fr\u0131day"])
def test_a_day_in_letters_of_another_case_is_read(day: str) -> None:
    found = claims_of(f"Police arrested nine protesters in Lima on {day}.")
    assert "COERCE" in {claim.event_type for claim in found}


def test_a_number_without_end_is_no_sources_file() -> None:
    with pytest.raises(SourcesFileError, match="no valid TOML"):
        read_sources(f"a = {'9' * 5_000}", "sources.toml")


@pytest.mark.parametrize("at", [30, 38, 45, 60])
def test_a_zip_with_a_broken_byte_is_no_list(at: int) -> None:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.export.CSV", "\t".join([URL] * 61) + "\n")
    whole = sink.getvalue()
    end = whole.rindex(b"PK\x05\x06")
    for broken in (
        whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :],
        whole[: end + 16] + b"\xff\xff\xff" + whole[end + 19 :],
        whole[:40] + whole[60:],
    ):
        with pytest.raises(FeedError):
            read_gdelt(broken, URL, 10_000)


@pytest.mark.parametrize("name", ["utf-7" * 60, "big5" + " " * 210, "none" * 60])
def test_a_sitemap_in_an_encoding_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(FeedError):
        read_sitemap(f"<?xml version='1.0' encoding='{name}'?><urlset/>".encode(), URL)


def test_an_endless_address_is_refused_at_once() -> None:
    address = "http://news.example/" + "<" * 60_000
    assert canonical(address) is None
    (reject,) = read_urls(address.encode(), "list").rejects
    assert reject.reason == "item_without_address"


def test_a_long_address_is_looked_at_once() -> None:
    url = f"http://a.example{'[' * 60_000} "
    with pytest.raises(SourcesFileError, match="is no http:// or https:// address"):
        read_sources(
            f'[[source]]\nname = "W"\nkind = "sitemap"\nurls = ["{url}"]', "s.toml"
        )


def test_a_sources_file_nested_without_end_is_no_toml() -> None:
    with pytest.raises(SourcesFileError, match="no valid TOML"):
        read_sources("a = " + "[" * 20_000, "sources.toml")


@pytest.mark.parametrize("name", ["zlib", "hex", "idna", "undefined", "utf-7", "rot13"])
def test_a_codec_that_is_no_charset_is_not_asked(name: str) -> None:
    assert known_charset(name) is None
    body = f"<meta charset={name}><p>Bogotá: troops left Orsa.</p>".encode("cp1252")
    page = Page(
        *("1", "wire", URL, URL, URL, "0" * 64, len(body), "text/html", name, NOW),
        item=None,
    )
    (found,) = raw_articles(page, body, {})
    assert not isinstance(found, Reject)
    assert "Bogotá" in found.body


def annotated(text: str) -> dict[str, Any]:
    raw = RawArticle("a", "text", text, language="en", published="2026-11-09")
    article = clean(raw, NOW.date() + dt.timedelta(days=9)).article
    assert article is not None
    return extractor().annotate([article])[0]


def test_layers_have_the_words_of_the_article_whatever_case_was_parsed() -> None:
    text = "TROOPS SHELLED KHARTOUM ON MONDAY AND KILLED 12 PEOPLE"
    found = annotated(text)
    assert found["sentences"][0]["text"] == text
    assert [date["text"] for date in found["dates"]] == ["MONDAY"]
    assert [place["text"] for place in found["places"]] == ["KHARTOUM"]


def test_offsets_hold_behind_the_place_where_a_long_block_is_cut() -> None:
    found = annotated("Troops shelled the town on Monday, " * 700)
    assert {date["text"] for date in found["dates"]} == {"Monday"}
    assert len(found["dates"]) == 700


@pytest.mark.parametrize("sign", ['"', "(", "”", "a", "1,"])
def test_a_word_of_many_signs_hides_no_date(sign: str) -> None:
    found = annotated(f"Troops left {sign * 12_000} on Monday.")
    assert [date["text"] for date in found["dates"]] == ["Monday"]


@pytest.mark.parametrize("word", ["me" + '"' * 9_000, "'" * 9_000, "." * 4_000 + "ha"])
def test_a_run_of_signs_hides_no_act(word: str) -> None:
    text = f"Vostania expelled two envoys of Orsa on Monday, {word} a minister said."
    assert [claim.event_type for claim in claims_of(text)] == ["SANCTION"]


def test_a_text_of_very_many_tiny_lines_is_laid_out() -> None:
    text = "Vostania expelled two envoys of Orsa on Monday.\n\n" + "a\n" * 60_000
    raw = RawArticle(location="a.txt", kind="text", body=text, language="en")
    assert clean(raw, NOW.date()).article


def test_work_grows_little_more_than_a_text_does() -> None:
    size, made = growth.TEXTS["acts with numbers"]
    small, large = made(size), made(size * growth.TIMES)
    counts = [
        growth.steps(partial(growth.read, extractor(), text)) for text in (small, large)
    ]
    assert growth.power(*counts) < growth.MOST
