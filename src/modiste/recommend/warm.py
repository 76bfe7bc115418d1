"""A counter that stays open: loaded once, renewed behind the requests."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from threading import Lock, Thread
from zoneinfo import ZoneInfo

from modiste.model.errors import ModisteError
from modiste.recommend.serving import Counter
from modiste.store.days import day_of_facts
from modiste.store.workspace import Workspace

EVERY = 5.0
"""Seconds between two looks whether a model was fitted or a table has changed."""
REST = 20.0
"""A renewal is followed by at least so many times the seconds that it took without another one."""
_log = logging.getLogger(__name__)


class Warm:
    """Gives the counter of a workspace; safe to ask from many threads.

    The first request waits until the model is loaded. Later ones never wait: every few seconds one
    of them starts a look at the tables' versions in a thread of its own, and a new index takes the
    place of the old one when it is ready.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        every: float = EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Remember the workspace; nothing is loaded yet.

        Args:
            workspace: of the shop.
            every: seconds between two looks.
            clock: gives seconds that never go back.
        """
        self._workspace = workspace
        self._every, self._clock = every, clock
        self._opening = Lock()
        self._counter: Counter | None = None
        self._next = 0.0
        self._looking: Thread | None = None

    def counter(self) -> Counter:
        """The counter.

        Raises:
            NotEnoughDataError: no model was fitted yet.
        """
        counter = self._counter
        if counter is None:
            with self._opening:
                if self._counter is None:
                    self._counter = Counter(self._workspace, day=self._day)
                    self._next = self._clock() + self._every
                counter = self._counter
        elif self._clock() >= self._next:
            self._look(counter)
        return counter

    def _look(self, counter: Counter) -> None:
        with self._opening:
            busy = self._looking is not None and self._looking.is_alive()
            if busy or self._clock() < self._next:
                return
            self._next = self._clock() + self._every
            self._looking = Thread(
                target=self._renew, args=(counter,), daemon=True, name="recommend"
            )
            self._looking.start()

    def agreed(self, customer: str, *, profiling: bool) -> None:
        """Follow a person's answer: left out at once, or back with the next index."""
        with self._opening:
            if self._counter is not None:
                (self._counter.welcome if profiling else self._counter.forget)(customer)

    def settle(self) -> None:
        """Wait until a look that has been started is over."""
        looking = self._looking
        if looking is not None:
            looking.join()

    def _renew(self, counter: Counter) -> None:
        """Renew; if that fails the old index goes on answering, and the next look tries again."""
        began = self._clock()
        try:
            counter.renew()
        except ModisteError as error:
            _log.warning("the recommender was not renewed: %s", error)
        ended = self._clock()
        self._next = max(self._next, ended + REST * (ended - began))

    def _day(self) -> dt.date:
        zone = ZoneInfo(self._workspace.settings.brand.zone)
        return day_of_facts(self._workspace.lake.snapshot(), zone)
