"""Holding out what people took last, to judge and to train on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from modiste.learn.recommend.frames import Top
from modiste.learn.recommend.histories import Codes, Doubles, Histories, Mask
from modiste.learn.recommend.interactions import Interactions

Split = Literal["auto", "last", "time"]

_SPAN = 60.0
"""Days of history from which on the world is held to change, so that time is cut."""


@dataclass(frozen=True)
class HeldOut:
    """Interactions without what is asked for, and what that is.

    Attributes:
        known: what may be learnt from; codes are those of the whole.
        users: users who are asked about.
        items: what each of them took next, which is new to them.
    """

    known: Interactions
    users: Codes
    items: Codes

    @property
    def histories(self) -> Histories:
        """What those users had taken before."""
        return self.known.pairs.take(self.users)

    def part(self, mask: Mask) -> HeldOut:
        """Some of the questions."""
        return HeldOut(self.known, self.users[mask], self.items[mask])


def hold_out(
    data: Interactions, split: Split = "auto", seed: int = 0, share: float = 0.1
) -> HeldOut:
    """Hold out one item a user.

    Args:
        data: interactions.
        split: ``last`` holds out every user's newest item (a random one where events have no
            order); ``time`` cuts at a day and asks for each user's first new item after it;
            ``auto`` cuts time where dates are known over two months or more.
        seed: of the random draw.
        share: share of the pairs behind the cut in time.
    """
    times = data.pairs.times
    if split == "auto":
        long = data.timed and times.size > 0 and float(np.ptp(times)) >= _SPAN
        split = "time" if long else "last"
    if split == "time" and times.size:
        cut = float(np.quantile(times, 1 - share))
        found = _after(data, cut)
        if len(found.users):
            return found
    return _last(data, seed)


def _last(data: Interactions, seed: int) -> HeldOut:
    pairs = data.pairs
    users = np.flatnonzero(pairs.lengths >= 2).astype(np.int32)
    if data.ordered:
        entries = pairs.offsets[users + 1] - 1
    else:
        rng = np.random.default_rng(seed)
        entries = pairs.offsets[users] + rng.integers(0, pairs.lengths[users])
    items = pairs.items[entries]
    asked = np.full(data.n_users, -1, np.int32)
    asked[users] = items
    events = data.events
    known = data.with_events(events.keep(events.items != asked[events.rows]))
    return HeldOut(known, users, items)


def _after(data: Interactions, cut: float) -> HeldOut:
    """The first new item of each user after a moment."""
    events = data.events
    early = events.times <= cut
    known = data.with_events(events.keep(early))
    seen = known.pairs
    key = events.rows.astype(np.int64) * data.n_items + events.items
    old = np.isin(key, seen.rows.astype(np.int64) * data.n_items + seen.items)
    later = np.flatnonzero(~early & ~old)
    users, first = np.unique(events.rows[later], return_index=True)
    return HeldOut(known, users.astype(np.int32), events.items[later[first]])


def gains(top: Top, items: Codes, k: int = 10) -> Doubles:
    """NDCG@k of one wanted item a row: ``1 / log2(rank + 1)``, 0 if it is not among the first k."""
    hit = top.items[:, :k] == items[:, None]
    ranks = hit.argmax(axis=1)
    found: Doubles = np.where(hit.any(axis=1), 1 / np.log2(ranks + 2), 0.0)
    return found
