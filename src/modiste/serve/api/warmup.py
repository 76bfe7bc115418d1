"""Makes ready what the app's first pages show: when the server starts, and after every plan.

Otherwise the first to look at a new plan would wait for seconds where a brand is large.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from modiste.inventory.api.orders import order_rows
from modiste.inventory.day import business_day
from modiste.model.errors import ModisteError
from modiste.present.http.shared import Shared
from modiste.serve.api.products.facts import Brand
from modiste.serve.api.products.styles import styles
from modiste.serve.api.today.routes import Desk
from modiste.serve.api.today.tiles import at_a_glance

_log = logging.getLogger(__name__)
_SECONDS = 30.0
"""How often it is looked whether there is a new plan, or a new day."""
_JOIN_SECONDS = 10.0
WINDOW = 13
"""Weeks that the page of products begins with."""


@contextmanager
def warm(common: Shared) -> Iterator[None]:
    """Make pages ready in a thread of its own while the server runs."""
    stopped = Event()
    thread = Thread(target=keep_warm, args=(common, stopped), daemon=True, name="warm pages")
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(_JOIN_SECONDS)


def keep_warm(common: Shared, stopped: Event, *, seconds: float = _SECONDS) -> None:
    """Make pages ready now and whenever a plan or a day is new, until it is told to stop."""
    seen = None
    while not stopped.is_set():
        try:
            run = common.tables.plan_run()
            now = (run.run_id if run else None, business_day(common.workspace, common.tables))
            if now != seen:
                load(common, stopped)
                seen = now
        except ModisteError as error:
            _log.info("nothing to make ready yet: %s", error)
        stopped.wait(seconds)


def load(common: Shared, stopped: Event) -> None:
    """Make every page ready; one that its data do not allow is left out."""
    for part in (_today, _decisions, _products, _orders):
        if stopped.is_set():
            return
        try:
            part(common)
        except ModisteError as error:
            _log.info("nothing to make ready yet: %s", error)


def _today(common: Shared) -> None:
    at_a_glance(common.workspace, common.tables)


def _decisions(common: Shared) -> None:
    Desk(common.workspace, common.tables).states()


def _products(common: Shared) -> None:
    styles(Brand(common.workspace, common.tables), WINDOW)


def _orders(common: Shared) -> None:
    order_rows(common.workspace, common.tables, business_day(common.workspace, common.tables))
