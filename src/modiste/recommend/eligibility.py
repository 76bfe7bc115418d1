"""What may be shown to a person at all: on sale, and there in their size.

A count of stock that is not known is not nought: such an item may be shown. A person whose size is
not known may see whatever is there in any size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
I8 = NDArray[np.int8]
Mask = NDArray[np.bool_]

ABSENT, UNKNOWN, THERE = np.int8(0), np.int8(1), np.int8(2)
"""Stock of an item in a size: known to be none, not known, known to be some."""


@dataclass(frozen=True)
class Shelf:
    """Items, their sizes, and what is there.

    Attributes:
        on_sale: whether an item is sold now, ``(items,)``.
        group: size group of each item: sizes mean the same within one, ``(items,)``.
        stock: ``(items, most sizes + 1)`` of :data:`ABSENT`, :data:`UNKNOWN`, :data:`THERE`; the
            last column is the best of all sizes of the item.
        sizes: sizes of each group in order, as people write them.
        groups: names of the groups.
    """

    on_sale: Mask
    group: I64
    stock: I8
    sizes: tuple[tuple[str, ...], ...]
    groups: tuple[str, ...]

    @property
    def any_size(self) -> int:
        """Column of ``stock`` that stands for any size."""
        return int(self.stock.shape[1]) - 1

    def allowed(
        self, slots: I64 | None = None, items: I64 | None = None, *, in_stock: bool = True
    ) -> Mask:
        """Which items a person may be shown.

        Args:
            slots: the person's size in each group, ``(groups,)``, −1 where it is not known;
                ``None`` is a person of whom no size is known.
            items: codes of the items in question; all by default.
            in_stock: whether it must not be out of stock in that size; else only on sale.
        """
        rows = np.arange(len(self.group)) if items is None else items
        on_sale = self.on_sale[rows]
        if not in_stock:
            return np.asarray(on_sale)
        if slots is None:
            there = self.stock[rows, self.any_size] > ABSENT
        else:
            column = np.where(slots >= 0, slots, self.any_size)[self.group[rows]]
            there = self.stock[rows, column] > ABSENT
        return np.asarray(there & on_sale)

    def slot(self, group: int, size: str | None) -> int:
        """Place of a size among those of a group; −1 where the group does not have it."""
        sizes = self.sizes[group]
        return sizes.index(size) if size is not None and size in sizes else -1
