"""The first page of the app in a browser: bytes over the wire, and when it can be used.

``python -m benchmarks.app_page [--workspace DIR] [--runs N]``. A server over a copy of the
workspace and a headless Chromium run on the same machine. Each run begins with an empty cache
(cold) and opens the page once more in the same browser (warm). *Usable* is when the page has
everything it asked for, shows its title, and no task has kept the browser busy for 50 ms or more
since: what comes last of the three.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "e2e"))

from driving import Server, become_owner, browsing, serving, settled, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

_WATCH = """
window.busyUntil = 0;
new PerformanceObserver(list => {
  for (const { startTime, duration } of list.getEntries())
    window.busyUntil = Math.max(window.busyUntil, startTime + duration);
}).observe({ type: 'longtask', buffered: true });
window.titleAt = 0;
new MutationObserver(() => {
  if (!window.titleAt && document.querySelector('main h1')) window.titleAt = performance.now();
}).observe(document, { childList: true, subtree: true });
"""
_READ = """() => ({
  busy: window.busyUntil,
  title: window.titleAt,
  last: Math.max(...performance.getEntriesByType('resource').map(each => each.responseEnd)),
  paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
})"""


@dataclass(frozen=True)
class Load:
    """One load of the page: bytes over the wire, requests, and milliseconds from its start."""

    bytes: int
    requests: int
    paint: float
    title: float
    usable: float


def load(context: BrowserContext, path: str) -> Load:
    """Open a page and measure it."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    taken: list[float] = []
    session.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    page.add_init_script(_WATCH)
    page.goto(path)
    settled(page)
    seen: dict[str, float] = page.evaluate(_READ)
    page.close()
    usable = max(seen["busy"], seen["title"], seen["last"])
    return Load(int(sum(taken)), len(taken), seen["paint"], seen["title"], usable)


def runs(browser: Browser, server: Server, path: str, count: int) -> dict[str, list[Load]]:
    """Cold and warm loads."""
    context, _ = watched(browser, server)
    become_owner(context.new_page(), server)
    cookies: Any = {"cookies": context.storage_state()["cookies"], "origins": []}
    context.close()
    found: dict[str, list[Load]] = {"cold": [], "warm": []}
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state.json"
        state.write_text(json.dumps(cookies))
        for _ in range(count):
            context, watch = watched(browser, server, state=state)
            found["cold"].append(load(context, path))
            found["warm"].append(load(context, path))
            context.close()
            watch.check()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, default=Path("demo"), help="only copied")
    parser.add_argument("--path", nargs="*", default=["/today", "/trends", "/plan", "/products"])
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    print("page      cache   kB gzip  requests  paint ms  title ms  usable ms (median, worst)")
    for path in chosen.path:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "workspace"
            shutil.copytree(chosen.workspace, copy)
            with serving(copy) as server, browsing() as browser:
                for cache, loads in runs(browser, server, path, chosen.runs).items():
                    print(_line(path, cache, loads))
    print(f"{platform.machine()}, Python {platform.python_version()}, {chosen.runs} runs each")


def _line(path: str, cache: str, loads: list[Load]) -> str:
    def middle(name: str) -> float:
        return statistics.median(getattr(each, name) for each in loads)

    worst = max(each.usable for each in loads)
    return (
        f"{path:<9} {cache:<6} {middle('bytes') / 1000:>8.1f} {middle('requests'):>9.0f}"
        f" {middle('paint'):>9.0f} {middle('title'):>9.0f} {middle('usable'):>10.0f}  {worst:.0f}"
    )


if __name__ == "__main__":
    main()
