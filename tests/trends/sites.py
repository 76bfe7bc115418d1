"""A web site in this process, for tests that fetch."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def rss(*items: tuple[str, str]) -> bytes:
    parts = "".join(
        f"<item><title>{title}</title><link>https://blog.test/{guid}</link><guid>{guid}</guid>"
        "<pubDate>Tue, 04 Mar 2025 12:00:00 GMT</pubDate></item>"
        for guid, title in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{parts}</channel></rss>'.encode()


class Site:
    """A web site in this process: path → what to answer, and all that was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers.items())))
                page = site.pages.get(self.path)
                if page is None:
                    answer(404, b"no")(self)
                else:
                    page(self)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def answer(status: int, body: bytes = b"", **headers: str) -> Callable[..., None]:
    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return page
