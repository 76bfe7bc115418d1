"""Take the pictures of the app: ``python docs/pictures/app.py``.

Starts a server over a copy of a demo workspace, looks at every screen in both languages and themes,
and writes small PNG files into ``docs/pictures/app``. Needs the built web app (``make web``), the
package playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

from driving import Server, become_owner, browsing, serving, settled, watched  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parent / "app"
COLOURS = 192
"""Of a picture; drawings of an interface need no more."""


@dataclass(frozen=True)
class Screen:
    """One picture.

    Attributes:
        name: of the file, before the language.
        path: address in the app.
        then: what is done before the picture is taken.
        phone: whether it is taken on a phone.
        scheme: light or dark.
    """

    name: str
    path: str
    then: Callable[[Page], None] | None = None
    phone: bool = False
    scheme: str = "light"


def _first_row(page: Page) -> None:
    page.locator("main [role=row][data-index='0']").first.press("Enter")


def _first_link(prefix: str) -> Callable[[Page], None]:
    def follow(page: Page) -> None:
        page.locator(f"main a[href^='{prefix}']").first.click()

    return follow


def _trend(page: Page) -> None:
    page.wait_for_selector("[role=dialog] canvas")


def _palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.wait_for_selector("[role=dialog] [role=listbox]")


def _board(page: Page) -> None:
    page.locator("main form button[type=button]").first.click()
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("main article img", timeout=60_000)
    page.wait_for_function("() => document.querySelectorAll('main article img').length >= 3")


def _editor(page: Page) -> None:
    _board(page)
    page.locator("main article").nth(1).locator("button").last.click()
    page.wait_for_selector("main aside")
    page.wait_for_selector("main [role=tabpanel] img")


SCREENS = (
    Screen("today", "/today"),
    Screen("today-dark", "/today", scheme="dark"),
    Screen("today-phone", "/today", phone=True),
    Screen("trends", "/trends"),
    Screen("trend", "/trends?name=colour&value=brown", _trend),
    Screen("range", "/trends?tab=range", scheme="dark"),
    Screen("plan", "/plan"),
    Screen("orders", "/orders"),
    Screen("products", "/products"),
    Screen("product", "/products", _first_link("/products/")),
    Screen("design", "/design", _board),
    Screen("design-editor", "/design", _editor),
    Screen("customers", "/customers"),
    Screen("data", "/data"),
    Screen("settings", "/settings"),
    Screen("people", "/people"),
    Screen("find", "/plan", _palette, scheme="dark"),
)


def main() -> None:
    """Take them all, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these screens")
    parser.add_argument(
        "--workspace", type=Path, default=ROOT / "demo", help="a demo workspace; only copied"
    )
    parser.add_argument("--out", type=Path, default=FOLDER)
    chosen = parser.parse_args()
    if not (chosen.workspace / "modiste.toml").is_file():
        parser.error(f"{chosen.workspace} is no workspace: make one with 'modiste demo --no-serve'")
    screens = [each for each in SCREENS if not chosen.names or each.name in chosen.names]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "workspace"
        shutil.copytree(chosen.workspace, copy)
        with serving(copy) as server, browsing() as browser:
            state = _sign_up(browser, server, Path(folder))
            for language in ("en", "zh"):
                for screen in screens:
                    _take(browser, server, screen, language, state, chosen.out)


def _sign_up(browser: Browser, server: Server, folder: Path) -> Path:
    """Make the owner; gives the cookies."""
    context, _ = watched(browser, server)
    become_owner(context.new_page(), server)
    file = folder / "owner.json"
    file.write_text(json.dumps({"cookies": context.storage_state()["cookies"], "origins": []}))
    context.close()
    return file


def _take(
    browser: Browser, server: Server, screen: Screen, language: str, state: Path, folder: Path
) -> None:
    size = {"width": 390, "height": 844} if screen.phone else {"width": 1440, "height": 900}
    context, watch = watched(
        browser, server, language=language, scheme=screen.scheme, state=state, **size
    )
    page = context.new_page()
    page.goto(screen.path)
    settled(page)
    if screen.then is not None:
        screen.then(page)
        settled(page)
    page.wait_for_timeout(600)
    _write(page.screenshot(), folder / f"{screen.name}.{language}.png")
    context.close()
    watch.check()
    sys.stdout.write(f"{screen.name} {language}\n")


def _write(png: bytes, file: Path) -> None:
    """A picture with few colours is a third of its size and looks the same."""
    from PIL import Image

    file.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
