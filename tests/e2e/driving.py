"""A real server and a real browser, for end-to-end tests, pictures of the app and measurements."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request

CHROMIUM = "MODISTE_CHROMIUM"
"""Environment variable that names the browser's program."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
_LINK = re.compile(r"Modiste is at (http://[^\s#]+?)(/welcome#token=(\S+))?\s*$")
OWNER = ("ada@example.com", "a short sentence is good")
ROOT = Path(__file__).resolve().parents[2]


def find_browser() -> str | None:
    """The browser's program, if there is one."""
    named = os.environ.get(CHROMIUM)
    return named or next((found for name in _NAMES if (found := shutil.which(name))), None)


def is_built() -> bool:
    """Whether the web app is built."""
    return (ROOT / "src" / "modiste" / "serve" / "web" / "index.html").is_file()


@dataclass
class Server:
    """A server process.

    Attributes:
        process: the process.
        url: its address, such as http://127.0.0.1:41873.
        token: secret of the one-time link; empty where the workspace has an owner.
    """

    process: subprocess.Popen[str]
    url: str
    token: str
    lines: list[str] = field(default_factory=list)


@contextmanager
def serving(workspace: Path, **environment: str) -> Iterator[Server]:
    """``modiste serve`` over a workspace, on a free port, until the block ends."""
    process = subprocess.Popen(
        [
            sys.executable, "-c", "from modiste.serve.cli import main; main()", "serve",
            "--workspace", str(workspace), "--port", "0", "--log-level", "warning",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "400", **environment},
    )  # fmt: skip
    readers: list[threading.Thread] = []
    try:
        yield _started(process, readers)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        # Whoever reads what it says comes to the end, and may not be cut off in mid-line.
        for reader in readers:
            reader.join()
        if process.stdout is not None:
            process.stdout.close()


def _started(process: subprocess.Popen[str], readers: list[threading.Thread]) -> Server:
    """Wait for the address, and go on reading what the server says."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        found = _LINK.search(line)
        if found:
            server = Server(process, found[1], found[3] or "", lines)
            readers.append(threading.Thread(target=_read_on, args=(process, lines), daemon=True))
            readers[-1].start()
            _answers(server)
            return server
    raise RuntimeError(f"the server did not start:\n{''.join(lines)}")


def _read_on(process: subprocess.Popen[str], lines: list[str]) -> None:
    lines.extend(process.stdout or ())


def _answers(server: Server) -> None:
    """Wait until it answers; the address is told a moment before."""
    parts = urlsplit(server.url)
    for _ in range(300):
        asked = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        try:
            asked.request("GET", "/healthz")
            if asked.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            asked.close()
    raise RuntimeError(f"the server does not answer:\n{''.join(server.lines)}")


@contextmanager
def browsing(program: str | None = None) -> Iterator[Browser]:
    """A headless browser that asks nobody anything by itself."""
    from playwright.sync_api import sync_playwright

    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program or find_browser(), args=[*_QUIET, *root]
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """What pages asked of others than the server, and what went wrong in them."""

    host: str
    strangers: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))

    def check(self) -> None:
        """Fail on what was seen."""
        assert not self.strangers, f"asked other hosts: {self.strangers}"
        assert not self.faults, f"faults in the page: {self.faults}"

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self.host:
            self.strangers.append(request.url)

    def _console(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        # A refusal that a page handles is told by the browser all the same.
        if kind == "error" and "Failed to load resource" not in text:
            self.faults.append(text)


def watched(
    browser: Browser,
    server: Server,
    *,
    language: str = "en",
    scheme: str = "light",
    width: int = 1440,
    height: int = 900,
    state: str | Path | None = None,
    tour: bool = False,
) -> tuple[BrowserContext, Watch]:
    """A fresh context of a browser, and a watch over its requests."""
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN" if language == "zh" else "en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
        storage_state=state,
        accept_downloads=True,
    )
    chosen = {"modiste.language": language, "mantine-color-scheme-value": scheme}
    if not tour:
        chosen["modiste.tour"] = "seen"
    for name, value in chosen.items():
        keep = f"localStorage.getItem({name!r}) ?? localStorage.setItem({name!r}, {value!r})"
        context.add_init_script(f"if (location.protocol.startsWith('http')) {{ {keep} }}")
    watch = Watch(urlsplit(server.url).netloc)
    watch.follow(context)
    return context, watch


def become_owner(page: Page, server: Server) -> None:
    """Open the one-time link and make the first owner, as a person does."""
    page.goto(f"/welcome#token={server.token}")
    email, password = OWNER
    page.locator("input[name=name]").fill("Ada")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("button[type=submit]").click()
    page.wait_for_selector("nav")


def settled(page: Page) -> None:
    """Wait until a page has what it asked for and nothing moves."""
    page.wait_for_load_state("networkidle")
    page.wait_for_selector("main")
    page.wait_for_function("() => !document.querySelector('main [role=status][aria-label]')")
    page.wait_for_timeout(250)
