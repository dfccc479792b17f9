"""A web server on the loopback that plays the web, its good and its bad sides."""

from __future__ import annotations

import email.utils
import gzip
import socket
import socketserver
import struct
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

PAGE = b"<html><head><title>Talks</title></head><body><p>They met.</p></body></html>"
MEGABYTE = 1024 * 1024


@dataclass(eq=False)
class Visit:
    """One request: its path, its headers, and the raw connection to answer on."""

    path: str
    headers: dict[str, str]
    wire: socket.socket
    count: int
    body: bytes = b""

    def send(self, data: bytes) -> None:
        self.wire.sendall(data)

    def reply(
        self,
        body: bytes = PAGE,
        status: str = "200 OK",
        kind: str = "text/html; charset=utf-8",
        **headers: str,
    ) -> None:
        named = {"Content-Type": kind, "Content-Length": str(len(body))}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"HTTP/1.1 {status}", *(f"{n}: {v}" for n, v in named.items() if v)]
        self.send("\r\n".join([*lines, "Connection: close", "", ""]).encode() + body)


Play = Callable[[Visit], None]


@dataclass(eq=False)
class Web:
    """The running server: what it plays by path, and what it was asked."""

    port: int
    plays: dict[str, Play]
    asked: list[Visit] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def allow(self) -> tuple[str, ...]:
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    def paths(self) -> Counter[str]:
        return Counter(visit.path for visit in self.asked)


@contextmanager
def web(**plays: Play) -> Iterator[Web]:
    """Serve until the block ends; ``plays`` are added to those of this file."""
    known = PLAYS | {f"/{name}": play for name, play in plays.items()}

    class Handler(socketserver.BaseRequestHandler):
        request: socket.socket

        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head:
                part = self.request.recv(65_536)
                if not part:
                    return
                head += part
            head, _, body = head.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            path = first.split(" ")[1]
            pairs = (line.partition(":") for line in lines)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            while len(body) < int(headers.get("content-length", 0)):
                body += self.request.recv(65_536)
            with lock:
                count = site.paths()[path] + 1
                visit = Visit(path, headers, self.request, count, body)
                site.asked.append(visit)
            play = known.get(path.split("?")[0], missing)
            with suppress(OSError):
                play(visit)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

    lock = threading.Lock()
    with Server(("127.0.0.1", 0), Handler) as server:
        site = Web(server.server_address[1], known)
        CLOSING[site.port] = site.closing
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield site
        finally:
            site.closing.set()
            server.shutdown()
            thread.join()


CLOSING: dict[int, threading.Event] = {}


def _closed(visit: Visit) -> threading.Event:
    return CLOSING[visit.wire.getsockname()[1]]


def missing(visit: Visit) -> None:
    visit.reply(b"no such page", "404 Not Found")


def hangs(visit: Visit) -> None:
    _closed(visit).wait(30)


def drips(visit: Visit) -> None:
    visit.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n"
    )
    while not _closed(visit).wait(0.1):
        visit.send(b"x")


def drips_headers(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not _closed(visit).wait(0.1):
        visit.send(b"x")


def promises_more(visit: Visit) -> None:
    visit.reply(PAGE, Content_Length=str(len(PAGE) + 100))


def promises_less(visit: Visit) -> None:
    visit.reply(PAGE, Content_Length="12")


def resets(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf")
    # Lingering for no time turns the close into a reset.
    visit.wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    visit.wire.close()


def goes_round(visit: Visit) -> None:
    number = int(visit.path.partition("?")[2] or 0) + 1
    visit.reply(b"", "302 Found", Location=f"/round?{number}")


def leads_inside(visit: Visit) -> None:
    visit.reply(b"", "302 Found", Location="http://169.254.169.254/latest/meta-data/")


def leads_to_file(visit: Visit) -> None:
    visit.reply(b"", "301 Moved", Location="file:///etc/passwd")


def moves(visit: Visit) -> None:
    visit.reply(b"", "301 Moved", Location="/page#top")


def bomb(visit: Visit) -> None:
    """Two gigabytes of zeros, packed into two megabytes."""
    visit.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    )
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(MEGABYTE)
    for _ in range(2048):
        visit.send(packer.compress(zeros))
    visit.send(packer.flush())


def endless(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while not _closed(visit).is_set():
        visit.send(b"<p>more</p>" * 10_000)


def conditional(visit: Visit) -> None:
    if visit.headers.get("if-none-match") == '"v1"':
        visit.reply(b"", "304 Not Modified", kind="", ETag='"v1"')
        return
    day = email.utils.formatdate(1_700_000_000, usegmt=True)
    visit.reply(ETag='"v1"', Last_Modified=day)


def unasked_304(visit: Visit) -> None:
    visit.reply(b"", "304 Not Modified", kind="")


def busy_once(visit: Visit) -> None:
    if visit.count == 1:
        visit.reply(b"", "429 Too Many Requests", Retry_After="0")
    else:
        visit.reply()


def busy_for_long(visit: Visit) -> None:
    visit.reply(b"", "429 Too Many Requests", Retry_After="86400")


def ill_twice(visit: Visit) -> None:
    if visit.count <= 2:
        visit.reply(b"", "503 Service Unavailable")
    else:
        visit.reply()


def always_ill(visit: Visit) -> None:
    visit.reply(b"", "500 Internal Server Error")


def garbage(visit: Visit) -> None:
    visit.send(b"\x00\x01\x02 this is no HTTP at all\r\n\r\n")


def broken_chunks(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nhello")


def huge_headers(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 4 * MEGABYTE + b"\r\n\r\n")


PLAYS: dict[str, Play] = {
    "/page": lambda visit: visit.reply(),
    "/packed": lambda v: v.reply(gzip.compress(PAGE), Content_Encoding="gzip"),
    "/deflated": lambda v: v.reply(zlib.compress(PAGE), Content_Encoding="deflate"),
    "/bare": lambda v: v.reply(
        zlib.compress(PAGE, wbits=-15), Content_Encoding="deflate"
    ),
    "/cut": lambda v: v.reply(gzip.compress(PAGE)[:-12], Content_Encoding="gzip"),
    "/brotli": lambda visit: visit.reply(b"\x0b", Content_Encoding="br"),
    "/picture": lambda visit: visit.reply(b"\x89PNG", kind="image/png"),
    "/latin": lambda v: v.reply("<p>Bogotá</p>".encode("latin-1"), kind="text/html"),
    "/typeless": lambda visit: visit.reply(kind=""),
    "/hangs": hangs,
    "/drips": drips,
    "/drips-headers": drips_headers,
    "/promises-more": promises_more,
    "/promises-less": promises_less,
    "/resets": resets,
    "/round": goes_round,
    "/inside": leads_inside,
    "/to-file": leads_to_file,
    "/moves": moves,
    "/bomb": bomb,
    "/endless": endless,
    "/conditional": conditional,
    "/unasked-304": unasked_304,
    "/busy-once": busy_once,
    "/busy-for-long": busy_for_long,
    "/ill-twice": ill_twice,
    "/always-ill": always_ill,
    "/garbage": garbage,
    "/broken-chunks": broken_chunks,
    "/huge-headers": huge_headers,
}


def text_play(body: str, kind: str = "text/plain") -> Play:
    """A play that answers with a text."""

    def play(visit: Visit) -> None:
        visit.reply(body.encode(), kind=kind)

    return play


def robots(body: str) -> dict[str, Any]:
    """A robots.txt for ``web(**robots(...))``."""
    return {"robots.txt": text_play(body)}
