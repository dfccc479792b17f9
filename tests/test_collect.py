"""From declared sources over a real server to kept pages and articles."""

from __future__ import annotations

import datetime as dt
import gzip
import os
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest

from flows.collect.fetch import Fetching, fetch_source
from flows.collect.pages import Taken, gather
from flows.collect.run import fetch_all
from flows.collect.span import Span, span_of
from flows.ingest import Ingest, joined
from flows.web.fetcher import Fetcher
from schemas.fetching import FetchSettings
from schemas.sources import AnySource, SourcesFile, read_sources
from tests.command_line import CommandLine
from tests.test_feeds import HTML, archived
from tests.web_server import Play, Visit, Web, text_play, web
from warehouse.inbox import Inbox, open_inbox
from warehouse.layout import Layout

NOW = dt.datetime(2026, 11, 2, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
STORY = (
    "Delegates of the two valleys met in Orsa on Monday and agreed to keep the road "
    "open through the winter. The mayor of Orsa said that the talks had been hard. "
)


def page(title: str, text: str = STORY * 3) -> Play:
    body = f"<p>{text}</p>"
    return text_play(
        f"<html lang='en'><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>",
        "text/html; charset=utf-8",
    )


def feed(*items: str) -> Play:
    rows = "".join(f"<item>{item}</item>" for item in items)
    return text_play(f"<rss><channel>{rows}</channel></rss>", "application/rss+xml")


def item(path: str, day: str = "01 Nov 2026 12:00:00 GMT") -> str:
    return f"<link>{path}</link><pubDate>Sun, {day}</pubDate>"


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with open_inbox(tmp_path / "inbox") as opened:
        yield opened


def declared(kind: str = "feed", **fields: Any) -> AnySource:
    pairs = {"name": "Wire", "kind": kind, "country": "GEO", "language": "en"} | fields
    lines = [f"{key} = {_toml(value)}" for key, value in pairs.items()]
    (source,) = read_sources("\n".join(["[[source]]", *lines]), "test").source
    return source


def _toml(value: Any) -> str:
    return str(value) if isinstance(value, int) else repr(value).replace("'", '"')


def fetch(
    site: Web,
    inbox: Inbox,
    source: AnySource,
    now: dt.datetime = NOW,
    span: Span | None = None,
) -> Fetching:
    settings = FetchSettings(
        allow=site.allow,
        host_delay_seconds=0.0,
        max_attempts=1,
        total_seconds=5.0,
        obey_robots=False,
    )
    ticks = count()
    fetcher = Fetcher(
        settings, clock=lambda: now + dt.timedelta(microseconds=next(ticks))
    )
    return fetch_source(source, fetcher, inbox, now, span)


def gathered(inbox: Inbox, *sources: AnySource) -> Ingest:
    named = {source.name: source for source in sources}
    pages, refusals = inbox.each_pending(2), inbox.new_refusals()
    day = NOW.date()
    return joined(gather(pages, refusals, inbox.bodies, named, day, Taken()))


def test_a_feed_becomes_articles(inbox: Inbox) -> None:
    plays = {
        "feed": feed(item("/one?utm_source=rss"), item("/two"), item("/gone")),
        "one": page("Valleys keep road open"),
        "two": page("Mayor speaks", "The mayor of Orsa met the governor. " * 8),
    }
    with web(**plays) as site:
        source = declared(urls=[site.url("/feed")], publisher="Valley Wire")
        told = fetch(site, inbox, source)
        assert (told.announced.n_new, told.n_pages, told.n_refused) == (3, 2, 1)
        one, two = gathered(inbox, source).articles
        assert one.url == site.url("/one")
        assert (one.title, one.publisher) == ("Valleys keep road open", "Valley Wire")
        assert (one.published, one.language) == (dt.date(2026, 11, 1), "en")
        assert "Delegates of the two valleys" in one.text
        assert two.title == "Mayor speaks"
        (refused,) = gathered(inbox, source).rejects
        assert (refused.reason, refused.location) == ("http_error", site.url("/gone"))


def test_nothing_is_fetched_twice(inbox: Inbox) -> None:
    plays = {"feed": feed(item("/one")), "one": page("Valleys keep road open")}
    with web(**plays) as site:
        source = declared(urls=[site.url("/feed")])
        fetch(site, inbox, source)
        again = fetch(site, inbox, source, NOW + DAY)
        assert (again.announced.n_unchanged, again.n_pages) == (1, 0)
        assert site.paths() == {"/feed": 2, "/one": 1}


def test_a_feed_that_says_unchanged_is_not_sent(inbox: Inbox) -> None:
    def conditional(visit: Visit) -> None:
        if "if-none-match" in visit.headers:
            visit.reply(b"", "304 Not Modified", kind="")
        else:
            body = f"<rss><channel><item>{item('/one')}</item></channel></rss>".encode()
            visit.reply(body, kind="text/xml", ETag='"v1"')

    with web(feed=conditional, one=page("Valleys")) as site:
        source = declared(urls=[site.url("/feed")])
        assert fetch(site, inbox, source).announced.n_unchanged == 0
        assert fetch(site, inbox, source).announced.n_unchanged == 1
        assert site.asked[-1].headers["if-none-match"] == '"v1"'


def test_a_failing_list_is_told_and_the_others_are_read(inbox: Inbox) -> None:
    plays = {
        "good": feed(item("/one")),
        "one": page("Valleys keep road open"),
        "broken": text_play("<html><body>Closed</body></html>", "text/html"),
        "bomb": text_play('<!DOCTYPE r [<!ENTITY a "b">]><rss/>', "text/xml"),
    }
    with web(**plays) as site:
        paths = ("/broken", "/good", "/bomb", "/missing")
        source = declared(urls=[site.url(path) for path in paths])
        told = fetch(site, inbox, source)
        assert told.n_pages == 1
        assert told.has_failed
        reasons = {refused.reason for refused in inbox.new_refusals()}
        assert reasons == {"broken_feed", "xml_entities", "http_error"}


def test_an_item_without_an_address_is_kept_as_a_refusal(inbox: Inbox) -> None:
    with web(
        feed=feed("<title>No link</title>", item("/one")), one=page("One")
    ) as site:
        source = declared(urls=[site.url("/feed")])
        assert fetch(site, inbox, source).announced.n_refused == 1
        (reject,) = gathered(inbox, source).rejects
        assert (reject.reason, reject.location) == (
            "item_without_address",
            f"{site.url('/feed')} No link",
        )


def test_filters_choose_by_address_age_and_number(inbox: Inbox) -> None:
    listed = feed(
        item("/news/old", "01 Mar 2026 12:00:00 GMT"),
        item("/news/a", "01 Nov 2026 08:00:00 GMT"),
        item("/news/b", "01 Nov 2026 09:00:00 GMT"),
        item("/news/c", "01 Nov 2026 10:00:00 GMT"),
        item("/sport/d"),
        item("/other/e"),
    )
    with web(feed=listed) as site:
        source = declared(
            urls=[site.url("/feed")],
            include=["/news/", "/sport/"],
            exclude=["/sport/"],
            max_age_days=30,
            max_items=2,
        )
        assert fetch(site, inbox, source).announced.n_items == 3
        assert site.paths() == {"/feed": 1, "/news/b": 1, "/news/c": 1}


def test_a_sitemap_index_is_followed(inbox: Inbox) -> None:
    pages = b"<urlset><url><loc>/one</loc></url></urlset>"
    packed = gzip.compress(pages)

    def index(visit: Visit) -> None:
        loc = f"http://{visit.headers['host']}/map.xml.gz"
        body = f"<sitemapindex><sitemap><loc>{loc}</loc></sitemap></sitemapindex>"
        visit.reply(body.encode(), kind="application/xml")

    plays: dict[str, Play] = {
        "index": index,
        "map.xml.gz": lambda visit: visit.reply(packed, kind="application/x-gzip"),
        "one": page("Valleys keep road open"),
    }
    with web(**plays) as site:
        told = fetch(site, inbox, declared("sitemap", urls=[site.url("/index")]))
        assert (told.announced.n_lists, told.n_pages) == (2, 1)


def test_a_sitemap_that_names_itself_comes_to_an_end(inbox: Inbox) -> None:
    def itself(visit: Visit) -> None:
        loc = f"http://{visit.headers['host']}/{visit.count}"
        names = f"<sitemap><loc>{loc}</loc></sitemap>" * 3
        visit.reply(f"<sitemapindex>{names}</sitemapindex>".encode(), kind="text/xml")

    with web(**{str(n): itself for n in range(9)}) as site:
        told = fetch(site, inbox, declared("sitemap", urls=[site.url("/0")]))
        assert told.announced.n_lists <= 4


def test_lists_beyond_the_limit_are_told(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.collect.announce.MAX_LISTS", 3)

    def index(visit: Visit) -> None:
        host = visit.headers["host"]
        names = "".join(
            f"<sitemap><loc>http://{host}/{n}</loc></sitemap>" for n in range(4)
        )
        visit.reply(f"<sitemapindex>{names}</sitemapindex>".encode(), kind="text/xml")

    def pages(visit: Visit) -> None:
        visit.reply(b"<urlset></urlset>", kind="text/xml")

    with web(index=index, **{str(n): pages for n in range(4)}) as site:
        told = fetch(site, inbox, declared("sitemap", urls=[site.url("/index")]))
        assert told.announced.n_lists == 3
        (failure,) = told.announced.failures
        assert (failure.reason, failure.url) == ("too_many_lists", site.url("/2"))
        assert failure.detail.startswith("2 more lists")
    (refusal,) = inbox.new_refusals()
    assert refusal.reason == "too_many_lists"


def test_files_of_gdelt_are_read_once(inbox: Inbox) -> None:
    def updates(visit: Visit) -> None:
        url = f"http://{visit.headers['host']}/1.export.CSV"
        visit.reply(f"10 ab {url}\n".encode(), kind="text/plain")

    def table(visit: Visit) -> None:
        url = f"http://{visit.headers['host']}/one"
        visit.reply("\t".join([*("x" * 60), url]).encode(), kind="text/csv")

    plays: dict[str, Play] = {"lastupdate.txt": updates, "1.export.CSV": table}
    with web(**plays, one=page("Valleys keep road open")) as site:
        source = declared("gdelt", urls=[site.url("/lastupdate.txt")])
        assert fetch(site, inbox, source).n_pages == 1
        fetch(site, inbox, source, NOW + DAY)
        assert site.paths()["/1.export.CSV"] == 1


def test_pages_are_listed_here_or_in_a_file(inbox: Inbox, tmp_path: Path) -> None:
    with web(one=page("One"), two=page("Two")) as site:
        listed = tmp_path / "pages.txt"
        listed.write_text(f"# mine\n{site.url('/two')}\n", "utf-8")
        source = declared("pages", urls=[site.url("/one")], file=str(listed))
        assert fetch(site, inbox, source).n_pages == 2


def test_an_archive_is_read_once_and_again_when_it_grows(
    inbox: Inbox, tmp_path: Path
) -> None:
    path = tmp_path / "cc" / "news.warc"
    path.parent.mkdir()
    page_one = f"<html><title>Road</title><p>{STORY * 3}</p></html>".encode()
    path.write_bytes(archived("https://n.example/a", page_one, HTML))
    source = declared("warc", paths=[str(path.parent), str(tmp_path / "missing")])
    with web() as site:
        told = fetch(site, inbox, source)
        assert told.n_pages == 1
        assert [row.reason for row in inbox.new_refusals()] == ["missing_path"]
        assert fetch(site, inbox, source).n_pages == 0
        with path.open("ab") as grown:
            grown.write(archived("https://n.example/b", page_one, HTML))
        os.utime(path, (1, 1))
        assert fetch(site, inbox, source).n_pages == 2
    assert len(inbox.pending()) == 2
    assert {a.url for a in gathered(inbox, source).articles} == {
        "https://n.example/a",
        "https://n.example/b",
    }


def test_an_error_page_sent_with_200_is_no_article(inbox: Inbox) -> None:
    plays = {
        "feed": feed(item("/soft"), item("/about")),
        "soft": page("Oops! Page not found", "The page you are looking for is gone."),
        "about": page(
            "Town hall site down", f"'Page not found', it said. {STORY * 12}"
        ),
    }
    with web(**plays) as site:
        source = declared(urls=[site.url("/feed")])
        fetch(site, inbox, source)
        found = gathered(inbox, source)
        assert [article.title for article in found.articles] == ["Town hall site down"]
        assert [reject.reason for reject in found.rejects] == ["error_page"]


def test_the_charset_of_the_header_goes_before_the_pages_own(inbox: Inbox) -> None:
    body = (
        "<html><head><meta charset='utf-8'><title>Łódź</title></head>"
        f"<body><p>Ministrów {STORY * 3}</p></body></html>"
    ).encode("iso-8859-2")

    def polish(visit: Visit) -> None:
        visit.reply(body, kind="text/html; charset=ISO-8859-2")

    with web(feed=feed(item("/one")), one=polish) as site:
        source = declared(urls=[site.url("/feed")])
        fetch(site, inbox, source)
        (article,) = gathered(inbox, source).articles
        assert "Ministrów" in article.text


def test_a_corrected_page_is_a_new_version_of_the_address(inbox: Inbox) -> None:
    def changing(visit: Visit) -> None:
        page("Road", f"Version {visit.count}. {STORY * 3}")(visit)

    def dated(visit: Visit) -> None:
        stamp = f"2026-11-0{visit.count + 1}T20:00:00Z"
        entry = (
            f"<entry><title>Road</title><link href='http://{visit.headers['host']}/one'"
            f"/><updated>{stamp}</updated></entry>"
        )
        feed_body = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>"
        visit.reply(feed_body.encode(), kind="application/atom+xml")

    with web(feed=dated, one=changing) as site:
        source = declared(urls=[site.url("/feed")])
        assert fetch(site, inbox, source).n_pages == 1
        assert fetch(site, inbox, source, NOW + 2 * DAY).n_pages == 1
        articles = gathered(inbox, source).articles
        assert len({article.article_id for article in articles}) == 2
        assert {article.url for article in articles} == {site.url("/one")}


def test_the_command_fetches_and_tells_what_failed(
    polemos: CommandLine, tmp_path: Path
) -> None:
    with web(feed=feed(item("/one")), one=page("Valleys keep road open")) as site:
        declared_in = tmp_path / "sources.toml"
        declared_in.write_text(
            f"[fetch]\nallow = ['127.0.0.1:{site.port}']\nhost_delay_seconds = 0\n"
            "[[source]]\nname = 'Wire'\nkind = 'feed'\n"
            f"urls = ['{site.url('/feed')}']\n"
            "[[source]]\nname = 'Post'\nkind = 'feed'\n"
            f"urls = ['{site.url('/no')}']\n",
            "utf-8",
        )
        arguments = ["--sources", str(declared_in), "--out", str(tmp_path / "out")]
        done = polemos("fetch", *arguments)
        assert done.status == 1
        assert "Wire: 1 lists (0 unchanged), 1 new items, 1 pages kept" in done.out
        assert f"Post: {site.url('/no')}: the server answered 404" in done.err
        again = polemos("fetch", *arguments, "--only", "Wire")
        assert again.status == 0
        assert "1 lists (1 unchanged), 0 new items, 0 pages kept" in again.out
        unknown = polemos("fetch", *arguments, "--only", "Word")
        assert "no source 'Word'" in unknown.err


def test_the_command_checks_a_sources_file(
    polemos: CommandLine, tmp_path: Path
) -> None:
    example = Path(__file__).parent.parent / "examples" / "sources.toml"
    good = polemos("sources", "check", str(example))
    assert good.status == 0
    assert "Harbour Post" in good.out
    bad = tmp_path / "bad.toml"
    bad.write_text("[[source]]\nname = 'W'\nkind = 'feed'\n", "utf-8")
    told = polemos("sources", "check", str(bad))
    assert told.status == 2
    assert "source 'W', field 'urls': it is missing" in told.err


def test_a_slow_source_holds_up_no_other(tmp_path: Path) -> None:
    plays = {"good": feed(item("/one")), "one": page("Valleys keep road open")}
    with web(**plays) as site:
        slow = declared(name="Slow", urls=[site.url("/hangs")])
        quick = declared(name="Quick", urls=[site.url("/good", "localhost")])
        manners = FetchSettings(
            allow=site.allow,
            host_delay_seconds=0.0,
            max_attempts=1,
            read_seconds=1.5,
            obey_robots=False,
        )
        sources = SourcesFile(source=(slow, quick), fetch=manners)
        told = fetch_all(sources, Layout(tmp_path))
        assert next(told).source == "Quick"  # declared last, and not kept waiting
        (last,) = told
        assert (last.source, last.has_failed) == ("Slow", True)
    with open_inbox(Layout(tmp_path).inbox) as inbox:
        assert len(inbox.pending()) == 1
        assert [len(inbox.rounds(name, 9)) for name in ("Slow", "Quick")] == [1, 1]


def test_days_gone_by_are_fetched_whatever_was_read_since(inbox: Inbox) -> None:
    listed = feed(
        item("/before", "30 Oct 2026 23:59:59 GMT"),
        item("/first", "31 Oct 2026 00:00:00 GMT"),
        item("/last", "01 Nov 2026 23:59:59 GMT"),
        item("/after", "02 Nov 2026 00:00:00 GMT"),
        "<link>/undated</link>",
    )
    names = ("before", "first", "last", "after", "undated")
    with web(feed=listed, **{name: page(name) for name in names}) as site:
        source = declared(urls=[site.url("/feed")], max_items=1, max_age_days=1)
        assert fetch(site, inbox, source).n_pages == 1
        days = span_of(dt.date(2026, 10, 31), dt.date(2026, 11, 1))
        assert fetch(site, inbox, source, span=days).n_pages == 2
        assert site.paths() == {"/feed": 2, "/after": 1, "/first": 1, "/last": 1}
        # It was no reading that later rounds rely on.
        assert fetch(site, inbox, source).announced.n_unchanged == 1


def test_files_of_gdelt_are_found_by_day(inbox: Inbox) -> None:
    asked: list[str] = []

    def updates(visit: Visit) -> None:
        url = f"http://{visit.headers['host']}/20261102120000.export.CSV"
        visit.reply(f"10 ab {url}\n".encode(), kind="text/plain")

    def table(visit: Visit) -> None:
        asked.append(visit.path)
        url = f"http://{visit.headers['host']}{visit.path.replace('export', 'html')}"
        visit.reply("\t".join([*("x" * 60), url]).encode(), kind="text/csv")

    stamps = [
        f"20261031{hour:02}{minute:02}00"
        for hour, minute in product(range(24), (0, 15, 30, 45))
    ]
    plays: dict[str, Play] = {f"{stamp}.export.CSV": table for stamp in stamps}
    plays |= {f"{stamp}.html.CSV": page(stamp) for stamp in stamps[:3]}
    with web(**plays, **{"lastupdate.txt": updates}) as site:
        source = declared("gdelt", urls=[site.url("/lastupdate.txt")], max_age_days=1)
        days = span_of(dt.date(2026, 10, 31), dt.date(2026, 10, 31))
        told = fetch(site, inbox, source, span=days)
    assert sorted(asked) == [f"/{stamp}.export.CSV" for stamp in stamps]
    assert (told.n_pages, told.n_refused) == (3, 93)


def test_each_source_keeps_its_own_time(tmp_path: Path) -> None:
    text = (
        "[fetch]\nhost_delay_seconds = 0\nobey_robots = false\nallow = ['{allow}']\n"
        "[schedule]\ntimezone = 'Europe/Berlin'\n"
        "[[source]]\nname = 'often'\nkind = 'pages'\nurls = ['{url}/a']\n"
        "[[source]]\nname = 'daily'\nkind = 'pages'\nurls = ['{url}/b']\n"
        "schedule = '0 6 * * *'\n"
    )
    with web(a=page("A"), b=page("B")) as site:
        filled = text.format(allow=site.allow[0], url=site.url(""))
        sources = read_sources(filled, "test")

        def names(clock: dt.datetime) -> list[str]:
            told = fetch_all(
                sources, Layout(tmp_path), clock=lambda: clock, is_due_only=True
            )
            return sorted(one.source for one in told)

        start = dt.datetime(2026, 11, 2, 4, 50, 3, tzinfo=dt.UTC)
        assert names(start) == ["daily", "often"]
        assert names(start + dt.timedelta(minutes=9)) == []
        # Six o'clock in Berlin is five in UTC.
        assert names(start + dt.timedelta(minutes=10)) == ["daily", "often"]
        # Ahead by a month, and back: what the wrong clock wrote holds up nothing.
        assert names(start + 30 * DAY) == ["daily", "often"]
        assert names(start + dt.timedelta(minutes=11)) == []
        assert names(start + dt.timedelta(minutes=26)) == ["often"]
        assert names(start + DAY) == ["often"]
        assert names(start + DAY + dt.timedelta(minutes=10)) == ["daily", "often"]


def test_a_list_that_is_gone_stops_no_other_source(inbox: Inbox) -> None:
    with web() as site:
        told = fetch(site, inbox, declared("pages", file="gone.txt"))
    assert told.has_failed
    (refused,) = inbox.new_refusals()
    assert (refused.reason, refused.url) == ("unreadable", "gone.txt")


@pytest.mark.parametrize("asked", ["7200", "Mon, 02 Nov 2026 14:00:00 GMT"])
def test_a_server_that_names_a_time_is_not_asked_before_it(
    inbox: Inbox, asked: str
) -> None:
    busy = [True]
    visits = [0]

    def one(visit: Visit) -> None:
        visits[0] += 1
        if busy[0]:
            visit.reply(b"later", "429 Too Many Requests", Retry_After=asked)
        else:
            page("Valleys keep road open")(visit)

    with web(feed=feed(item("/one")), one=one) as site:
        source = declared(urls=[site.url("/feed")])
        assert fetch(site, inbox, source).n_refused == 1
        busy[0] = False
        hour = dt.timedelta(hours=1)
        assert fetch(site, inbox, source, NOW + 1.9 * hour).n_pages == 0
        assert visits == [1]
        assert fetch(site, inbox, source, NOW + 2.1 * hour).n_pages == 1
