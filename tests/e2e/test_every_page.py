"""Every page of the app, in both themes and languages: no stranger asked, no fault, no barrier."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from driving import ROOT, settled, watched

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = sorted(
    folder.name for folder in (ROOT / "frontend" / "src" / "pages").iterdir()
    if (folder / "page.tsx").is_file()
)  # fmt: skip
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def barriers(page) -> list[str]:
    """What axe finds wrong with the page as it is."""
    # The policy of the page allows no inline script; a devtools evaluation is not one.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, { runOnly: rules }).then(({ violations }) => violations)",
        _RULES,
    )
    return [
        f"{each['id']} ({len(each['nodes'])}): {each['help']}: {each['nodes'][0]['html'][:200]} "
        f"{each['nodes'][0]['any'][0]['message'] if each['nodes'][0]['any'] else ''}"
        for each in found
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_a_barrier(browser, server, signed_in: Path, name: str, scheme: str):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make web")
    context, watch = watched(browser, server, state=signed_in, scheme=scheme)
    page = context.new_page()
    page.goto(f"/{name}")
    settled(page)
    assert page.locator("main h1").count() == 1
    assert page.locator("html").get_attribute("data-mantine-color-scheme") == scheme
    found = barriers(page)
    context.close()
    watch.check()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_a_phone_and_speaks_chinese(browser, server, signed_in: Path, name: str):
    context, watch = watched(browser, server, state=signed_in, language="zh", width=390, height=844)
    page = context.new_page()
    page.goto(f"/{name}")
    settled(page)
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    title = page.locator("main h1").inner_text()
    assert any("一" <= letter <= "鿿" for letter in title), title
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    raw = page.evaluate(
        "document.body.innerText.match(/\\b[a-z_]+\\.[a-z_]+(\\.[a-z_]+)*\\b/g) || []"
    )
    context.close()
    watch.check()
    assert wide <= 0, f"{wide} pixels wider than the phone"
    keys = [key for key in raw if key.split(".")[0] in _first_keys(name)]
    assert keys == [], "texts are missing"


def _first_keys(name: str) -> set[str]:
    """Groups of texts that a page has: what would be seen where a text is missing."""
    page = ROOT / "frontend" / "src" / "pages" / name / "en.json"
    shell = ROOT / "frontend" / "src" / "i18n" / "en.json"
    return set(json.loads(page.read_text("utf-8"))) | set(json.loads(shell.read_text("utf-8")))


def test_the_doors_have_no_barrier(browser, server, signed_in: Path):
    for scheme in ("light", "dark"):
        context, watch = watched(browser, server, scheme=scheme)
        page = context.new_page()
        for address in ("/login", "/welcome"):
            page.goto(address)
            settled(page)
            assert barriers(page) == []
        context.close()
        watch.check()


def test_the_watch_notices_another_host(browser, server):
    context, watch = watched(browser, server)
    page = context.new_page()
    page.goto("/login")
    assert watch.strangers == []
    page.evaluate("fetch('http://other.invalid/x').catch(() => 0)")
    page.wait_for_timeout(200)
    context.close()
    # The policy stops it before it leaves; the attempt is seen, or the refusal is told.
    assert watch.strangers or any("other.invalid" in fault for fault in watch.faults)


def test_nothing_is_shown_to_who_is_not_signed_in(browser, server, signed_in: Path):
    context, watch = watched(browser, server)
    page = context.new_page()
    page.goto("/trends?segment=sales")
    page.wait_for_url("**/login")
    assert page.locator("nav").count() == 0
    page.locator("input[name=email]").fill("ada@example.com")
    page.locator("input[name=password]").fill("a short sentence is good")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trends?segment=sales")
    settled(page)
    context.close()
    watch.check()
