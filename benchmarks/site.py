"""A site of made-up reports on the loopback: one feed, and a page for each of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from benchmarks.texts.stories import story

DAY: Final = "Sat, 01 Nov 2025 12:00:00 GMT"


@contextmanager
def site(n_articles: int, page_seconds: float = 0.0) -> Iterator[int]:
    """Serve until the block ends; the port. A page takes ``page_seconds``."""
    pages = {f"/{number}": page(f"service {number}") for number in range(n_articles)}
    items = "".join(
        f"<item><link>{path}</link><pubDate>{DAY}</pubDate></item>" for path in pages
    )
    feed = f"<rss><channel>{items}</channel></rss>"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - named so by the library
            body = (feed if self.path == "/feed" else pages.get(self.path, "")).encode()
            kind = "application/rss+xml" if self.path == "/feed" else "text/html"
            if self.path != "/feed":
                time.sleep(page_seconds)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def page(key: str) -> str:
    """The page of a report."""
    told = story(key)
    paragraphs = "".join(f"<p>{escape(one)}</p>" for one in told.paragraphs)
    title = escape(told.headline)
    return (
        f"<html lang='en'><head><title>{title}</title></head><body><article>"
        f"<h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def sources_text(port: int) -> str:
    """The sources file that reads the site, without pauses between its pages."""
    return (
        f'[fetch]\nallow = ["127.0.0.1:{port}"]\nhost_delay_seconds = 0\n'
        'obey_robots = false\n[[source]]\nname = "Made up"\nkind = "feed"\n'
        f'language = "en"\nurls = ["http://127.0.0.1:{port}/feed"]\n'
    )
