"""Interactions of people with items, coded as integers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from modiste.learn.recommend.events import (
    ITEM,
    TIME,
    USER,
    WEIGHT,
    Cleaning,
    aligned,
    codes_of,
    ids_of,
    sound_events,
    texts,
)
from modiste.learn.recommend.histories import Codes, Doubles, Histories


@dataclass(frozen=True)
class Interactions:
    """Who took what and when, with integer codes.

    Codes follow the sorted ids, so the order of the rows does not matter (of events at the same
    time it does: the later row is the newer one).

    Attributes:
        users: user ids by code, sorted text.
        items: item ids by code, sorted text; those of the catalogue without events too.
        events: each user's events, oldest first, repeated purchases included.
        timed: times are days since 1970; else they are an order only.
        ordered: the events of a user have an order that means something.
        item_table: attributes of the items in the order of their codes, or ``None``.
        user_table: attributes of the users in the order of their codes, or ``None``.
        cleaning: what was left out.
    """

    users: pl.Series
    items: pl.Series
    events: Histories
    timed: bool = False
    ordered: bool = True
    item_table: pl.DataFrame | None = None
    user_table: pl.DataFrame | None = None
    cleaning: Cleaning = field(default_factory=Cleaning)

    @classmethod
    def of(
        cls,
        interactions: pl.DataFrame | Interactions,
        items: pl.DataFrame | None = None,
        users: pl.DataFrame | None = None,
        *,
        until: dt.datetime | dt.date | None = None,
    ) -> Interactions:
        """Code a long frame.

        Args:
            interactions: columns ``user, item`` and, if known, ``time`` (dates, datetimes, or
                numbers that grow with time) and ``weight`` (above 0; 1 by default). Without a time
                each pair counts once and the order of the rows is the order of events, unless
                every user's items are sorted by their ids.
            items: column ``item`` and attributes; may name items without events.
            users: column ``user`` and attributes; may name users without events.
            until: events after it are left out and counted, where times are dates.

        Raises:
            InputError: a column or an id is missing, a weight is not above 0, or nothing remains.
        """
        if isinstance(interactions, Interactions):
            return interactions
        sound = sound_events(interactions, until)
        user_ids = ids_of(sound.frame[USER], users, USER)
        item_ids = ids_of(sound.frame[ITEM], items, ITEM)
        coded = sound.frame.select(
            codes_of(sound.frame[USER], user_ids).alias("u"),
            codes_of(sound.frame[ITEM], item_ids).alias("i"),
            TIME,
            WEIGHT,
        ).sort("u", TIME, maintain_order=True)
        return cls(
            user_ids,
            item_ids,
            _histories(coded, len(user_ids)),
            timed=sound.timed,
            ordered=sound.ordered,
            item_table=aligned(items, item_ids, ITEM),
            user_table=aligned(users, user_ids, USER),
            cleaning=sound.cleaning,
        )

    @cached_property
    def pairs(self) -> Histories:
        """The sparse matrix users × items: each pair once, at its newest place, weights summed."""
        return self.events.unique()

    @cached_property
    def popularity(self) -> Doubles:
        """Number of users of each item."""
        return np.bincount(self.pairs.items, minlength=self.n_items).astype(np.float64)

    @property
    def n_users(self) -> int:
        """Number of users, those without events included."""
        return len(self.users)

    @property
    def n_items(self) -> int:
        """Number of items, those without events included."""
        return len(self.items)

    @property
    def now(self) -> float:
        """Time of the newest event."""
        return float(self.events.times.max()) if self.events.size else 0.0

    def user_codes(self, users: Iterable[object] | pl.Series) -> Codes:
        """Codes of user ids, -1 for unknown ones."""
        return codes_of(texts(users), self.users).to_numpy().astype(np.int32)

    def item_codes(self, items: Iterable[object] | pl.Series) -> Codes:
        """Codes of item ids, -1 for unknown ones."""
        return codes_of(texts(items), self.items).to_numpy().astype(np.int32)

    def with_events(self, events: Histories) -> Interactions:
        """The same people and items with other events."""
        return replace(self, events=events)

    def frame(self) -> pl.DataFrame:
        """The events as a long frame ``user, item, time, weight``; datetimes where known."""
        times = pl.Series(TIME, self.events.times)
        if self.timed:
            times = (times * 86_400_000_000).round().cast(pl.Int64).cast(pl.Datetime("us"))
        return pl.DataFrame(
            {
                USER: self.users.gather(self.events.rows),
                ITEM: self.items.gather(self.events.items),
                TIME: times,
                WEIGHT: self.events.weights,
            }
        )


def _histories(coded: pl.DataFrame, users: int) -> Histories:
    """Sorted rows ``u, i, time, weight`` as a sparse array."""
    counts = np.bincount(coded["u"].to_numpy(), minlength=users)
    return Histories(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        coded["i"].to_numpy().astype(np.int32),
        coded[WEIGHT].to_numpy().astype(np.float32),
        coded[TIME].to_numpy().astype(np.float64),
    )
