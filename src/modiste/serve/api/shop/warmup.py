"""Loads what a shop's pages ask for when the server starts, so that no visitor waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from modiste.model.errors import ModisteError
from modiste.present.http.shared import Shared
from modiste.recommend.api import counter_of
from modiste.styling.api import shop_of

_log = logging.getLogger(__name__)


@contextmanager
def warm(common: Shared) -> Iterator[None]:
    """Load the recommender and the shop in a thread of their own while the server runs."""
    Thread(target=load, args=(common,), daemon=True, name="warm-up").start()
    yield


def load(common: Shared) -> None:
    """Load both; a workspace that has no model or no products yet is served without them."""
    parts: tuple[Callable[[Shared], object], ...] = (counter_of, shop_of)
    for part in parts:
        try:
            part(common)
        except ModisteError as error:
            _log.info("nothing to load yet: %s", error)
