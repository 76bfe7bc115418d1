"""Who took what, when, and under which circumstances: the purchases that models learn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.recommend.histories import Histories
from modiste.learn.recommend.interactions import Interactions

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

UNKNOWN = -1
"""Code of a circumstance that is not known."""


@dataclass(frozen=True)
class Axis:
    """A circumstance in which people buy: an occasion, a size band, a decade of birth.

    Attributes:
        values: its values in words.
        codes: value of each row of the journal; −1 where it is not known.
    """

    values: tuple[str, ...]
    codes: I64

    def code(self, value: str | None) -> int:
        """Code of a value; −1 for one that was never seen."""
        return self.values.index(value) if value in self.values else UNKNOWN


@dataclass(frozen=True)
class Journal:
    """Purchases and visits, sorted by person and then by time.

    Attributes:
        users: ids of the people by code.
        items: ids of the items by code, those that nobody took included.
        user: the person of each row; −1 for purchases of nobody in particular, which come first.
        item: the item of each row.
        day: when, in days since 1970.
        weight: how much the row counts as a sign of taste; a purchase that was kept counts 1.
        bought: whether it is a purchase; looks and likes tell of tastes, not of popularity.
        axes: the circumstances.
    """

    users: pl.Series
    items: pl.Series
    user: I64
    item: I64
    day: F64
    weight: F32
    bought: NDArray[np.bool_]
    axes: Mapping[str, Axis] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        rows: pl.DataFrame,
        *,
        items: pl.Series,
        axes: tuple[str, ...] = (),
    ) -> Journal:
        """Code a frame.

        Args:
            rows: ``user, item, day`` and, if there are others than kept purchases, ``weight`` and
                ``bought``; a text column for each axis.
            items: ids of all items.
            axes: names of the axes.
        """
        users = rows["user"].unique().sort()
        codes = rows.select(
            _codes(rows["user"], users).alias("u"),
            _codes(rows["item"], items).alias("i"),
            pl.col("day").cast(pl.Float64),
            *(pl.col(name).cast(pl.String) for name in axes),
            (pl.col("weight") if "weight" in rows.columns else pl.lit(1.0)).alias("w"),
            (pl.col("bought") if "bought" in rows.columns else pl.lit(value=True)).alias("b"),
        ).filter(pl.col("i") >= 0)
        codes = codes.sort("u", "day", maintain_order=True)
        return cls(
            users,
            items,
            codes["u"].to_numpy(),
            codes["i"].to_numpy(),
            codes["day"].to_numpy(),
            codes["w"].cast(pl.Float32).to_numpy(),
            codes["b"].to_numpy(),
            {name: _axis(codes[name]) for name in axes},
        )

    def __len__(self) -> int:
        return len(self.user)

    @property
    def n_items(self) -> int:
        """Number of items."""
        return len(self.items)

    @property
    def n_users(self) -> int:
        """Number of people."""
        return len(self.users)

    def keep(self, mask: NDArray[np.bool_]) -> Journal:
        """Some of the rows; people, items and values keep their codes."""
        return replace(
            self,
            user=self.user[mask],
            item=self.item[mask],
            day=self.day[mask],
            weight=self.weight[mask],
            bought=self.bought[mask],
            axes={name: Axis(axis.values, axis.codes[mask]) for name, axis in self.axes.items()},
        )

    def before(self, day: float) -> Journal:
        """What was known when a day began."""
        return self.keep(self.day < day)

    def between(self, start: float, end: float) -> Journal:
        """What came from one day up to, and without, another."""
        return self.keep((self.day >= start) & (self.day < end))

    @cached_property
    def purchases(self) -> Journal:
        """The purchases alone."""
        return self if self.bought.all() else self.keep(self.bought)

    @cached_property
    def start(self) -> I64:
        """Rows ``start[u]`` to ``start[u + 1]`` are those of person ``u``."""
        return np.searchsorted(self.user, np.arange(self.n_users + 1)).astype(np.int64)

    def habits(self, rows: slice, axis: str, smoothing: float = 2.0) -> F32 | None:
        """Shares of an axis' values in some rows, drawn to those of all; ``None`` if none is known.

        h(value) = (n(value) + m·P(value)) ÷ (n + m), with m = ``smoothing``.
        """
        codes = self.axes[axis].codes[rows]
        codes = codes[codes >= 0]
        if not len(codes):
            return None
        count = np.bincount(codes, minlength=len(self.axes[axis].values))
        found = (count + smoothing * self._usual[axis]) / (len(codes) + smoothing)
        return np.asarray(found, dtype=np.float32)

    @cached_property
    def _usual(self) -> dict[str, F64]:
        """Shares of the values of every axis."""
        shares = {}
        for name, axis in self.axes.items():
            count = np.bincount(axis.codes[axis.codes >= 0], minlength=len(axis.values))
            shares[name] = count / max(int(count.sum()), 1)
        return shares

    def interactions(self) -> Interactions:
        """The rows as the models of :mod:`modiste.learn.recommend` take them."""
        first = int(self.start[0])  # rows of nobody come first
        events = Histories(
            self.start - first,
            self.item[first:].astype(np.int32),
            self.weight[first:],
            self.day[first:],
        )
        return Interactions(self.users, self.items, events, timed=True)


def _codes(values: pl.Series, ids: pl.Series) -> pl.Series:
    known = pl.DataFrame({"id": ids, "code": np.arange(len(ids), dtype=np.int64)})
    found = pl.DataFrame({"id": values}).join(known, on="id", how="left", maintain_order="left")
    return found["code"].fill_null(UNKNOWN)


def _axis(values: pl.Series) -> Axis:
    known = values.drop_nulls().unique().sort()
    return Axis(tuple(known.to_list()), _codes(values, known).to_numpy())
