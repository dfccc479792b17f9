"""The made-up web on the loopback: one process, a thousand hosts, a clock of its own.

It notes what it announced and what it served: the account that the tables must meet.
With a log, each note is on the disk before its answer is sent, so that a server that is
started again goes on with the same account.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import multiprocessing
import socket
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, TextIO

from benchmarks.soak.pages import Entry, Sent, feed, index, page
from benchmarks.soak.world import DAY, LATE, START, Article, Key, Site, World, host

SLOW_SECONDS: Final = 0.3
MIDDLE: Final = START + 3 * DAY
"""When feeds die and change; sites that return are down on the day before."""
BACKLOG: Final = 64
HEAD_SECONDS: Final = 10.0
Visit = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PACKED_ABOVE: Final = 600


@dataclass
class Ledger:
    """What was told to visitors.

    ``announced`` has the site and the address of each item; ``served`` the texts of
    each address in the order they were sent, where one is not the one before;
    ``n_requests`` and ``n_unchanged`` (304) count the answers.
    """

    announced: set[tuple[int, str]] = field(default_factory=set)
    served: dict[str, list[tuple[Key, int]]] = field(default_factory=dict)
    n_requests: int = 0
    n_unchanged: int = 0
    n_lists: int = 0

    def announce(self, site: int, url: str) -> bool:
        """Note an item of a site's list; whether it is new."""
        is_new = (site, url) not in self.announced
        self.announced.add((site, url))
        return is_new

    def serve(self, url: str, key: Key, state: int) -> bool:
        """Note the text of an address; whether it is not the one before."""
        texts = self.served.setdefault(url, [])
        is_new = not texts or texts[-1] != (key, state)
        if is_new:
            texts.append((key, state))
        return is_new

    @classmethod
    def read(cls, log: Path) -> Ledger:
        """The notes of a log; its last line may have been cut off by a kill."""
        found = cls()
        for line in log.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):
                found.take(json.loads(line))
        return found

    def take(self, note: list[int | str]) -> None:
        """Take up a note of a log."""
        match note:
            case [int(site), str(url)]:
                self.announce(site, url)
            case [str(url), int(site), int(number), int(state)]:
                self.serve(url, Key(site, number), state)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the server: status and what goes with it."""

    status: str
    sent: Sent = Sent(b"", "")
    etag: str = ""
    location: str = ""


MISSING: Final = Answer("404 Not Found", Sent(b"no such page", "text/plain"))
DOWN: Final = Answer("503 Service Unavailable", Sent(b"back soon", "text/plain"))


@dataclass
class Web:
    """The sites at the time ``now``."""

    world: World
    port: int
    now: dt.datetime = START
    ledger: Ledger = field(default_factory=Ledger)
    log: TextIO | None = None

    def address(self, article: Article) -> str:
        """Where the page of an article is, as the sites link to it."""
        key = article.origin if article.kind == "shared" else article.key
        url = f"http://{host(key.site)}:{self.port}/{self._folder(key)}/{key.number}"
        is_shared = article.kind == "shared"
        return f"{url}?utm_source=site{article.key.site}" if is_shared else url

    def answer(self, site_number: int, path: str, etag: str) -> Answer:
        """What a site answers."""
        self.ledger.n_requests += 1
        site = self.world.site(site_number)
        folder, _, rest = path.strip("/").partition("?")[0].partition("/")
        if folder == "robots.txt":
            closed = "/" if site.fate == "closed" else "/barred/"
            rules = f"User-agent: *\nDisallow: {closed}\n"
            return Answer("200 OK", Sent(rules.encode(), "text/plain"))
        if site.fate == "dead":
            return MISSING
        if site.fate == "returns" and MIDDLE - DAY <= self.now < MIDDLE:
            return DOWN
        if folder in {"feed", "moved", "day"}:
            found = self._list(site, folder, rest)
        else:
            found = self._page(site, rest)
        if found.etag and found.etag == etag:
            self.ledger.n_unchanged += 1
            return Answer("304 Not Modified", etag=etag)
        if found.etag and folder in {"news", "barred"}:
            self._note(Key(site.number, int(rest)), path)
        return found

    def _folder(self, key: Key) -> str:
        return "barred" if self.world.article(key).kind == "barred" else "news"

    def _list(self, site: Site, folder: str, rest: str) -> Answer:
        is_late = self.now >= MIDDLE
        if site.fate == "dies" and is_late:
            return Answer("410 Gone", Sent(b"gone", "text/plain"))
        if site.fate == "moves" and is_late and folder == "feed":
            return Answer("301 Moved Permanently", location="/moved")
        form = site.form
        if site.fate == "changes":
            form = "atom" if is_late else "rss"
        self.ledger.n_lists += 1
        articles = self.world.shown(site.number, self.now)
        if form == "index" and folder == "feed":
            days = sorted({f"{item.published:%Y-%m-%d}" for item in articles})
            root = f"http://{host(site.number)}:{self.port}"
            return _tagged(index([f"{root}/day/{day}" for day in days]))
        if folder == "day":
            articles = [a for a in articles if f"{a.published:%Y-%m-%d}" == rest]
        return _tagged(feed(form, f"Site {site.number}", self._entries(site, articles)))

    def _entries(self, site: Site, articles: list[Article]) -> list[Entry]:
        found = []
        for item in articles:
            url = self.address(item)
            plain = url.partition("?")[0]
            if self.ledger.announce(site.number, plain):
                self._write([site.number, plain])
            title = self.world.told(item, item.state(self.now)).headline
            found.append(Entry(url, title, item.published, item.updated(self.now)))
        return found

    def _page(self, site: Site, rest: str) -> Answer:
        if not rest.isdigit() or int(rest) >= self.world.per_site:
            return MISSING
        article = self.world.article(Key(site.number, int(rest)))
        if article.kind == "gone" or article.published > self.now:
            return MISSING
        if article.kind == "late" and self.now < article.published + LATE:
            return DOWN
        told = self.world.told(article, article.state(self.now))
        return _tagged(page(article, told, f"Site {site.number}"))

    def _note(self, key: Key, path: str) -> None:
        url = f"http://{host(key.site)}:{self.port}{path.partition('?')[0]}"
        state = self.world.article(key).state(self.now)
        if self.ledger.serve(url, key, state):
            self._write([url, key.site, key.number, state])

    def _write(self, note: list[int | str]) -> None:
        if self.log:
            self.log.write(f"{json.dumps(note)}\n")
            self.log.flush()


def _tagged(sent: Sent) -> Answer:
    return Answer("200 OK", sent, etag=f'"{zlib.crc32(sent.body):08x}"')


@dataclass(frozen=True, slots=True)
class Remote:
    """The web in its own process, from outside."""

    port: int
    pid: int
    _wire: Connection

    def turn_to(self, now: dt.datetime) -> None:
        """Let it be another time there."""
        self._wire.send(now)
        self._wire.recv()

    def ledger(self) -> Ledger:
        """What was announced and served up to now."""
        self._wire.send("ledger")
        found: Ledger = self._wire.recv()
        return found


@contextmanager
def running(world: World, log: Path | None = None, port: int = 0) -> Iterator[Remote]:
    """Serve the world in a process of its own until the block ends.

    A log is gone on with; the port must then be that of before, 0 takes any.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(world, log, port, theirs), daemon=True)
    process.start()
    try:
        port = ours.recv()
        yield Remote(port, process.pid or 0, ours)
        ours.send("end")
        process.join(HEAD_SECONDS)
    finally:
        process.kill()
        process.join()


def _run(world: World, log: Path | None, port: int, wire: Connection) -> None:
    first = _listening(host(0), port)
    web = Web(world, first.getsockname()[1])
    if log is None:
        asyncio.run(_serve(web, first, wire))
        return
    if log.exists():
        web.ledger = Ledger.read(log)
        _cut(log)
    with log.open("a", encoding="utf-8") as web.log:
        asyncio.run(_serve(web, first, wire))


def _cut(log: Path) -> None:
    """Take off a last line that a kill left without its end."""
    whole = log.read_bytes()
    log.write_bytes(whole[: whole.rfind(b"\n") + 1])


async def _serve(web: Web, first: socket.socket, wire: Connection) -> None:
    world, port = web.world, web.port
    hosts = [host(number) for number in range(1, world.n_feeds)]
    sockets = [first, *(_listening(name, port) for name in hosts)]
    servers = [
        await asyncio.start_server(_visitor(web, number), sock=sock, backlog=BACKLOG)
        for number, sock in enumerate(sockets)
    ]
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def told() -> None:
        match _heard(wire):
            case dt.datetime() as now:
                web.now = now
                wire.send(None)
            case "ledger":
                wire.send(web.ledger)
            case _:
                loop.remove_reader(wire.fileno())
                ended.set()

    loop.add_reader(wire.fileno(), told)
    wire.send(port)
    await ended.wait()
    for server in servers:
        server.close()


def _heard(wire: Connection) -> dt.datetime | str:
    """What we are told; the end, where nobody is left to tell anything."""
    try:
        found: dt.datetime | str = wire.recv()
    except EOFError:
        return "end"
    return found


def _listening(address: str, port: int) -> socket.socket:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((address, port))
    return sock


def _visitor(web: Web, site: int) -> Visit:
    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
            first, *lines = head.decode("latin-1").split("\r\n")
            path = first.split(" ")[1]
            asked = {
                name.strip().lower(): value.strip()
                for name, _, value in (line.partition(":") for line in lines)
            }
            if web.world.site(site).fate == "slow" and path == "/feed":
                await asyncio.sleep(SLOW_SECONDS)
            writer.write(_bytes(web.answer(site, path, asked.get("if-none-match", ""))))
            await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    return visit


def _bytes(answer: Answer) -> bytes:
    body = answer.sent.body
    headers = {"Content-Type": answer.sent.kind, "Connection": "close"}
    if answer.etag:
        headers["ETag"] = answer.etag
    if answer.location:
        headers["Location"] = answer.location
    if len(body) > PACKED_ABOVE and answer.etag:
        packer = zlib.compressobj(1, zlib.DEFLATED, 31)
        body = packer.compress(body) + packer.flush()
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    lines = [f"HTTP/1.1 {answer.status}", *(f"{n}: {v}" for n, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
