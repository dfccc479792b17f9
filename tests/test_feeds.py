"""Feeds, sitemaps, lists and archives as strangers write them."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zipfile
from collections.abc import Callable

import pytest
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.records import Reject
from transforms.feeds import FeedError, Listing
from transforms.feeds.feed import read_feed
from transforms.feeds.items import canonical
from transforms.feeds.lists import read_gdelt, read_urls
from transforms.feeds.sitemap import read_sitemap
from transforms.feeds.warc import ArchivedPage, read_warc

URL = "https://news.example/feed.xml"
LIMIT = 1_000_000
RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Wire</title><link>https://news.example/</link>{items}</channel></rss>"""


def rss(*items: str, encoding: str = "utf-8") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return RSS.format(items=body, encoding=encoding).encode(encoding)


def test_an_rss_item_is_read_whole() -> None:
    (item,) = read_feed(
        rss(
            "<title>Talks &amp; &lt;b&gt;hopes&lt;/b&gt;</title>"
            "<link>/a?utm_source=feed&amp;id=3#top</link>"
            '<guid isPermaLink="false">g1</guid>'
            "<pubDate>Sun, 01 Nov 2026 12:00:00 +0100</pubDate>"
            "<description><![CDATA[<p>They  met.</p>]]></description>"
        ),
        URL,
    ).items
    assert item.url == "https://news.example/a?utm_source=feed&id=3#top"
    assert item.canonical_url == "https://news.example/a?id=3"
    assert (item.title, item.guid) == ("Talks & hopes", "g1")
    assert item.published == dt.datetime(2026, 11, 1, 11, 0, tzinfo=dt.UTC)


def test_an_atom_entry_is_read_whole() -> None:
    document = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">
    <title>T</title><link href="https://a.example/"/>
    <entry><title>Accord</title><id>urn:1</id>
    <link rel="alternate" href="https://a.example/un"/>
    <published>2026-11-01T10:00:00Z</published>
    <updated>2026-11-03T10:00:00Z</updated></entry></feed>"""
    (item,) = read_feed(document.encode(), URL).items
    assert (item.url, item.language) == ("https://a.example/un", "fr")
    assert item.updated == dt.datetime(2026, 11, 3, 10, 0, tzinfo=dt.UTC)


def test_a_json_feed_is_read() -> None:
    document = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "T",
    "items": [{"id": "1", "url": "https://j.example/a", "title": "Talks"}]}"""
    assert [i.url for i in read_feed(document, URL).items] == ["https://j.example/a"]


def test_a_guid_that_is_an_address_stands_for_the_link() -> None:
    found = read_feed(rss("<guid>https://news.example/b</guid>"), URL)
    assert [item.url for item in found.items] == ["https://news.example/b"]


def test_an_item_without_an_address_is_refused_and_the_others_stay() -> None:
    found = read_feed(
        rss(
            "<title>No link</title>",
            "<link>javascript:alert(1)</link>",
            "<link>file:///etc/passwd</link>",
            "<link>https://news.example/b</link>",
        ),
        URL,
    )
    assert len(found.items) == 1
    assert {reject.reason for reject in found.rejects} == {"item_without_address"}
    assert len(found.rejects) == 3


def test_one_address_is_one_item_and_one_guid_may_be_two() -> None:
    found = read_feed(
        rss(
            "<link>https://news.example/a?utm_medium=rss</link><guid>g</guid>",
            "<link>https://news.example/a#comments</link><guid>h</guid>",
            "<link>https://news.example/b</link><guid>g</guid>",
        ),
        URL,
    )
    assert [i.canonical_url for i in found.items] == [
        "https://news.example/a",
        "https://news.example/b",
    ]


def test_a_date_in_the_future_is_kept_as_announced_and_nonsense_is_none() -> None:
    found = read_feed(
        rss(
            "<link>https://n.example/a</link>"
            "<pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate>",
            "<link>https://n.example/b</link><pubDate>soon</pubDate>",
        ),
        URL,
    )
    future, never = found.items
    assert future.published == dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    assert never.published is None


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-2", "utf-16"])
def test_the_declared_encoding_counts(encoding: str) -> None:
    item = "<title>Łódź, Gdańsk, Kraków</title><link>https://n.example/a</link>"
    (found,) = read_feed(rss(item, encoding=encoding), URL).items
    assert found.title == "Łódź, Gdańsk, Kraków"


def test_a_feed_that_is_cut_gives_the_items_before() -> None:
    whole = rss(*(f"<link>https://n.example/{n}</link>" for n in range(20)))
    found = read_feed(whole[: len(whole) // 2], URL)
    assert 5 <= len(found.items) <= 12


def test_a_stray_ampersand_and_a_control_character_do_no_harm() -> None:
    found = read_feed(
        rss("<title>Peace \x0b & war</title><link>https://n.example/a</link>"), URL
    )
    assert [item.url for item in found.items] == ["https://n.example/a"]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>
<rss><channel><item><title>&b;</title></item></channel></rss>"""
FILE = b"""<!DOCTYPE rss [ <!ENTITY x SYSTEM "file:///etc/passwd"> ]>
<urlset><url><loc>&x;</loc></url></urlset>"""


@pytest.mark.parametrize("document", [BOMB, FILE, FILE.decode().encode("utf-16")])
@pytest.mark.parametrize("read", [read_feed, read_sitemap])
def test_entities_are_refused_before_parsing(
    document: bytes, read: Callable[[bytes, str], Listing]
) -> None:
    with pytest.raises(FeedError) as caught:
        read(document, URL)
    assert caught.value.reason == "xml_entities"


def test_a_document_type_that_defines_nothing_is_read() -> None:
    head = b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x/rss.dtd">'
    body = rss("<link>https://n.example/a</link>").partition(b"?>")[2]
    assert len(read_feed(head + body, URL).items) == 1


@pytest.mark.parametrize(
    "document",
    [b"", b"   ", b"<html><body>Gone</body></html>", b"http://127.0.0.1/", b"\x00\x01"],
)
def test_what_is_no_feed_is_refused(document: bytes) -> None:
    with pytest.raises(FeedError):
        read_feed(document, URL)


def test_a_hundred_thousand_items_are_read() -> None:
    items = (
        f"<link>https://n.example/{n}</link><guid>1</guid>" for n in range(100_000)
    )
    assert len(read_feed(rss(*items), URL).items) == 100_000


@settings(max_examples=200, deadline=2_000)
@given(
    st.binary(max_size=400) | st.text(max_size=400).map(lambda t: f"<rss>{t}".encode())
)
def test_any_bytes_give_items_or_a_feed_error(document: bytes) -> None:
    for read in (read_feed, read_sitemap, read_urls):
        try:
            found = read(document, URL)
        except FeedError:
            continue
        assert all(item.canonical_url.startswith("http") for item in found.items)


def test_a_news_sitemap_is_read() -> None:
    document = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><loc>https://n.example/a</loc><lastmod>2026-11-02</lastmod>
      <image:image><image:loc>https://n.example/p.jpg</image:loc>
      <image:title>Picture</image:title></image:image>
      <news:news><news:publication><news:language>en</news:language>
      </news:publication><news:publication_date>2026-11-01T08:00:00+00:00
      </news:publication_date><news:title>Talks</news:title></news:news></url>
    </urlset>"""
    (item,) = read_sitemap(document, URL).items
    assert (item.title, item.language) == ("Talks", "en")
    assert item.published == dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)
    assert item.updated == dt.datetime(2026, 11, 2, tzinfo=dt.UTC)


def test_an_index_names_further_sitemaps() -> None:
    document = b"""<sitemapindex><sitemap><loc>https://n.example/1.xml</loc></sitemap>
    <sitemap><loc>https://n.example/2.xml.gz</loc></sitemap></sitemapindex>"""
    assert read_sitemap(document, URL).lists == (
        "https://n.example/1.xml",
        "https://n.example/2.xml.gz",
    )


def test_a_broken_sitemap_is_refused() -> None:
    with pytest.raises(FeedError, match="broken"):
        read_sitemap(b"<urlset><url><loc>https://n.example/a</loc>", URL)


def test_a_list_of_addresses_has_comments_and_names_bad_lines() -> None:
    found = read_urls(b"# mine\n\nhttps://n.example/a\nn.example/b\n", "list.txt")
    assert [item.url for item in found.items] == ["https://n.example/a"]
    assert [reject.location for reject in found.rejects] == ["list.txt:4"]


def zipped(name: str, body: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return packed.getvalue()


def events(*urls: str) -> bytes:
    return "".join("\t".join([*("x" * 60), url]) + "\n" for url in urls).encode()


def test_gdelt_files_are_lists_of_addresses() -> None:
    table = events("https://n.example/a", "https://n.example/a", "BBC Monitoring")
    packed = zipped("20261101.export.CSV", table)
    assert [i.url for i in read_gdelt(packed, URL, LIMIT).items] == [
        "https://n.example/a"
    ]
    graph = "\t".join(["1", "2", "1", "n", "https://n.example/g", *("x" * 22)])
    assert len(read_gdelt(graph.encode(), URL, LIMIT).items) == 1


def test_the_list_of_updates_names_the_files() -> None:
    updates = b"""1 aa http://g.example/2.export.CSV.zip
2 bb http://g.example/2.mentions.CSV.zip\n3 cc http://g.example/2.gkg.csv.zip"""
    assert len(read_gdelt(updates, URL, LIMIT).lists) == 3


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a\tb\tc",
        b"hello world",
        zipped("a.csv", bytes(2 * LIMIT)),
        zipped("a.csv", b"a" * 100)[:-30],
    ],
    # Not by their bytes: an archive holds the time it was made.
    ids=["empty", "table", "words", "bomb", "cut"],
)
def test_what_is_no_gdelt_file_is_refused(body: bytes) -> None:
    with pytest.raises(FeedError):
        read_gdelt(body, URL, LIMIT)


def archived(url: str, body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.response, record_urn=b"1" * 36)
    record.headers["WARC-Target-URI"] = url
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content("\r\n".join(lines).encode() + body)
    written = io.BytesIO()
    record.write(written)
    return written.getvalue()


HTML = "Content-Type: text/html; charset=iso-8859-1"


def pages(data: bytes, limit: int = LIMIT) -> list[ArchivedPage | Reject]:
    return list(read_warc(io.BytesIO(data), "cc.warc", limit))


def test_pages_of_an_archive_are_read() -> None:
    packed = gzip.compress(b"<p>packed</p>")
    data = b"".join(
        [
            archived("https://n.example/a?utm_source=x", b"<p>a</p>", HTML),
            archived("https://n.example/b", packed, HTML, "Content-Encoding: gzip"),
            archived("https://n.example/gone", b"no", HTML, status="404 Not Found"),
            archived("https://n.example/p.png", b"\x89PNG", "Content-Type: image/png"),
        ]
    )
    for archive in (data, gzip.compress(data)):
        first, second = pages(archive)
        assert isinstance(first, ArchivedPage)
        assert isinstance(second, ArchivedPage)
        assert (first.canonical_url, first.body) == ("https://n.example/a", b"<p>a</p>")
        assert first.charset == "iso-8859-1"
        assert second.body == b"<p>packed</p>"


def test_a_bomb_in_an_archive_is_refused_alone() -> None:
    bomb = gzip.compress(bytes(LIMIT * 2))
    data = archived("https://n.example/bomb", bomb, HTML, "Content-Encoding: gzip")
    data += archived("https://n.example/a", b"<p>a</p>", HTML)
    refused, page = pages(data)
    assert isinstance(refused, Reject)
    assert refused.reason == "page_too_large"
    assert isinstance(page, ArchivedPage)


@pytest.mark.parametrize("data", [b"", b"this is no archive", b"WARC/1.0\r\nbroken"])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(FeedError):
        pages(data)


def test_canonical_addresses_leave_out_what_only_tracks() -> None:
    base = "https://news.example/a?id=3"
    for tail in ("&utm_source=x", "&fbclid=9", "#top", "&utm_campaign=b&gclid=1"):
        assert canonical(base + tail) == base
    for url in ("mailto:a@b.example", "https://", "//n.example/a", "javascript:x"):
        assert canonical(url) is None
