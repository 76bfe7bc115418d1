"""The shop kept open between requests: what was learnt is learnt again only when facts change."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from zoneinfo import ZoneInfo

from modiste.store.days import day_of_facts
from modiste.store.workspace import Workspace
from modiste.styling.service import Shop

TABLES = ("product", "variant", "stock", "sale", "event", "customer", "profile_edit", "attribute")
EVERY = 5.0
"""Seconds between two looks whether a table has changed."""


class WarmShop:
    """Gives the shop of a workspace; safe to ask from many threads."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        every: float = EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Remember the workspace; nothing is read yet.

        Args:
            workspace: of the shop.
            every: seconds between two looks.
            clock: gives seconds that never go back.
        """
        self._workspace = workspace
        self._every, self._clock = every, clock
        self._lock = Lock()
        self._shop: Shop | None = None
        self._state: tuple[int | None, ...] = ()
        self._next = 0.0

    def shop(self) -> Shop:
        """The shop over facts that are at most a few seconds old, with its models learnt."""
        with self._lock:
            if self._shop is None or self._clock() >= self._next:
                self._next = self._clock() + self._every
                state = tuple(self._workspace.lake.version(name) for name in TABLES)
                if self._shop is None or state != self._state:
                    self._shop, self._state = self._opened(), state
            return self._shop

    def _opened(self) -> Shop:
        snapshot = self._workspace.lake.snapshot()
        zone = ZoneInfo(self._workspace.settings.brand.zone)
        shop = Shop(self._workspace, snapshot, day_of_facts(snapshot, zone))
        shop.warm()
        return shop
