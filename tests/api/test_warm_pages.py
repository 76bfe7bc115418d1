"""Pages are made ready before anybody asks: then nothing more is derived for the first request."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from modiste.present.http.shared import Shared
from modiste.serve.api.warmup import keep_warm, load
from modiste.store.reading import Tables, _Cache


@pytest.fixture
def made(monkeypatch):
    """Keys of what was made, in order."""
    keys = []
    real = _Cache._keep
    monkeypatch.setattr(
        _Cache, "_keep", lambda self, key, *rest: keys.append(key) or real(self, key, *rest)
    )
    return keys


@pytest.mark.parametrize(
    ("address", "kept"),
    [("/v1/today", ()), ("/v1/products", ()), ("/v1/orders", ()),
     ("/v1/decisions", (("derived", "open decisions"),))],
)  # fmt: skip
def test_the_first_request_finds_everything_made(app, owner, made, monkeypatch, address, kept):
    common = app.state.shared
    monkeypatch.setattr(common, "tables", Tables(common.workspace))
    load(common, Event())
    assert made
    made.clear()
    assert owner.get(address).status_code == 200
    assert set(made) <= set(kept)


def test_it_looks_for_new_plans_until_it_is_told_to_stop(app, monkeypatch):
    loaded, again = [], Event()
    runs = iter(["first", "first", "second"])

    def load(*_):
        loaded.append(1)
        if len(loaded) == 2:
            again.set()

    monkeypatch.setattr("modiste.serve.api.warmup.load", load)
    common = app.state.shared

    class Run:
        def __init__(self, run_id: str) -> None:
            self.run_id = run_id

    class Watched:
        def plan_run(self):
            return Run(next(runs, "second"))

        def __getattr__(self, name):
            return getattr(common.tables, name)

    stopped = Event()
    shared = Shared(common.workspace, Watched())
    thread = Thread(target=keep_warm, args=(shared, stopped), kwargs={"seconds": 0.001})
    thread.start()
    assert again.wait(30)
    stopped.set()
    thread.join()
    assert len(loaded) == 2


def test_a_blank_workspace_is_left_alone(blank):
    tables = Tables(blank)
    load(Shared(blank, tables), Event())
    assert tables.plan_run() is None
