"""Rate limits: a bucket for each caller, in bounded memory."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from modiste.present.http.problems import TooManyError

_MOST = 20_000


class Rates:
    """Token buckets by name: a steady rate, and bursts."""

    def __init__(
        self,
        per_minute: int,
        *,
        burst: int | None = None,
        most: int = _MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with full buckets.

        Args:
            per_minute: requests a minute; 0 is any number.
            burst: requests at once; a sixth of a minute's by default.
            most: buckets kept; of those not used for longest, the memory is let go. A bucket that
                is let go is a full one again, so ``most`` callers must ask at once to gain by it.
            clock: seconds.
        """
        self._rate = per_minute / 60
        self._size = max(per_minute / 6, 5.0) if burst is None else float(burst)
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> None:
        """Take one from a caller's bucket.

        Raises:
            TooManyError: it is empty.
        """
        if not self._rate:
            return
        at = self._clock()
        with self._lock:
            left, since = self._held.pop(name, (self._size, at))
            left = min(left + (at - since) * self._rate, self._size)
            enough = left >= 1
            self._held[name] = (left - 1 if enough else left, at)
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        if not enough:
            wait = max(1, math.ceil((1 - left) / self._rate))
            raise TooManyError(
                "too many requests at once",
                remedy=f"Try again in {wait} seconds, and ask more rarely.",
                headers={"Retry-After": str(wait)},
            )
