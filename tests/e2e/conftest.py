"""End-to-end: the demo brand, its server, a browser. Skipped where there is no browser or build."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import Server, become_owner, browsing, find_browser, is_built, serving, watched

from modiste.serve.demo import make_demo

MADE = "MODISTE_TEST_DEMO"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def program() -> str:
    """The browser's program."""
    pytest.importorskip("playwright", reason="the package playwright is not installed")
    found = find_browser()
    if found is None:
        pytest.skip("no Chromium on this machine: install it, or name it by MODISTE_CHROMIUM")
    if not is_built():
        pytest.skip("the web app is not built: make web")
    return found


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny demo brand with its plan; only copied. $MODISTE_TEST_DEMO names one made before."""
    if os.environ.get(MADE):
        return Path(os.environ[MADE])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODISTE_TRENDS__MODEL", "seasonal profile")
        root = tmp_path_factory.mktemp("e2e") / "workspace"
        make_demo(root, size="tiny", seed=7, progress=lambda _: None)
        return root


@pytest.fixture(scope="module")
def server(
    program: str, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server over a copy of the brand, this module's own."""
    root = tmp_path_factory.mktemp("served") / "workspace"
    shutil.copytree(demo_folder, root)
    with serving(root, MODISTE_TRENDS__MODEL="seasonal profile") as running:
        yield running


@pytest.fixture(scope="module")
def browser(program: str) -> Iterator[object]:
    with browsing(program) as opened:
        yield opened


@pytest.fixture(scope="module")
def signed_in(browser, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cookies of the owner, who was made by the one-time link."""
    context, watch = watched(browser, server)
    become_owner(context.new_page(), server)
    # The cookies alone: language and theme are each test's own.
    kept = {"cookies": context.storage_state()["cookies"], "origins": []}
    file = tmp_path_factory.mktemp("state") / "owner.json"
    file.write_text(json.dumps(kept))
    context.close()
    watch.check()
    return file


@pytest.fixture
def page(browser, server: Server, signed_in: Path) -> Iterator[object]:
    """A page of the owner. Fails where another host was asked or a script failed."""
    context, watch = watched(browser, server, state=signed_in)
    opened = context.new_page()
    yield opened
    context.close()
    watch.check()
