"""The items that can be recommended, and what they are like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Trait:
    """An attribute of items, such as colour; an item may show several values.

    Attributes:
        values: the values in words.
        codes: ``(items, most values)``; places without a value hold ``len(values)``.
    """

    values: tuple[str, ...]
    codes: I64

    @classmethod
    def of(cls, values: Sequence[Sequence[str]]) -> Trait:
        """From the values of each item."""
        named = sorted({value for each in values for value in each})
        code = {value: n for n, value in enumerate(named)}
        width = max((len(set(each)) for each in values), default=0) or 1
        codes = np.full((len(values), width), len(named), dtype=np.int64)
        for row, each in enumerate(values):
            found = sorted({code[value] for value in each})
            codes[row, : len(found)] = found
        return cls(tuple(named), codes)

    @property
    def main(self) -> I64:
        """First value of each item; ``len(values)`` where it shows none."""
        return self.codes[:, 0]

    def mean(self, value: F32, items: I64 | None = None) -> F32:
        """Mean over the values of each item; 0 where it shows none.

        Args:
            value: one number a value, ``(values,)``.
            items: codes of the items; all by default.
        """
        padded = np.append(value, np.float32(0.0)).astype(np.float32)
        codes = self.codes if items is None else self.codes[items]
        if codes.shape[1] == 1:
            return padded[codes[:, 0]]
        count = np.maximum((codes < len(self.values)).sum(axis=1), 1)
        return np.asarray(padded[codes].sum(axis=1) / count, dtype=np.float32)


@dataclass(frozen=True)
class Catalogue:
    """All items by code.

    Attributes:
        items: ids.
        style: the style of each item; items of one style differ in colour alone.
        traits: attributes by name.
        launched: first day on sale, in days since 1970; nan where it is not known.
    """

    items: pl.Series
    style: I64
    traits: Mapping[str, Trait] = field(default_factory=dict)
    launched: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.items)

    @classmethod
    def plain(cls, items: pl.Series, traits: Mapping[str, Trait] | None = None) -> Catalogue:
        """Items that are styles of their own."""
        return cls(items, np.arange(len(items)), dict(traits or {}))
