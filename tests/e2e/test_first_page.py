"""What the first page weighs, by the build and in a browser."""

from __future__ import annotations

import gzip
import json

import pytest
from driving import ROOT, is_built, settled, watched

LIMIT = 350_000
"""Bytes, compressed, of all that the first page needs."""
WEB = ROOT / "src" / "modiste" / "serve" / "web"
FIRST = ("index.html", "src/pages/today/page.tsx", "src/pages/today/en.json", "src/i18n/en.json")


def needed(manifest: dict[str, dict], entries: tuple[str, ...]) -> set[str]:
    """Files that entries of a build need, with what they import in turn."""
    files: set[str] = set()
    waiting, seen = list(entries), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        part = manifest[name]
        files |= {part["file"], *part.get("css", [])}
        waiting += part.get("imports", [])
    return files


def test_the_build_keeps_the_first_page_light():
    if not is_built():
        pytest.skip("the web app is not built: make web")
    manifest = json.loads((WEB / ".vite" / "manifest.json").read_text("utf-8"))
    files = needed(manifest, FIRST) | {"index.html", "scheme.js", "icon.svg"}
    weights = {file: len(gzip.compress((WEB / file).read_bytes(), 6)) for file in files}
    assert sum(weights.values()) <= LIMIT, weights
    assert not any("echarts" in file for file in files), "charts are loaded where they are drawn"


def test_the_build_names_no_other_host_to_load_from():
    if not is_built():
        pytest.skip("the web app is not built: make web")
    page = (WEB / "index.html").read_text("utf-8")
    assert "http:" not in page
    assert "https:" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count("<script ") == page.count("src=")
    for file in WEB.rglob("*.css"):
        text = file.read_text("utf-8")
        assert "url(http" not in text
        assert "@import" not in text


def test_a_browser_gets_the_first_page_light(browser, server, signed_in):
    context, watch = watched(browser, server, state=signed_in)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    bytes_in: list[float] = []
    session.on("Network.loadingFinished", lambda event: bytes_in.append(event["encodedDataLength"]))
    page.goto("/today")
    settled(page)
    context.close()
    watch.check()
    assert len(bytes_in) > 5
    assert sum(bytes_in) <= LIMIT, f"{sum(bytes_in):,.0f} bytes"
