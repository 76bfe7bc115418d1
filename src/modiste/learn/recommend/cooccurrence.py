"""How often items go together: the strongest links of each item, exactly and within memory.

The weighted co-occurrence ``A = V^T V`` of the users × items matrix V is symmetric, so each pair is
summed once: items are renamed by popularity, and row i only meets the more popular items j < i.
Both ends keep the pair in a bounded heap. Nothing of size items × items is ever held: memory is
(entries) + cores × items × K.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from modiste.learn.recommend.compiled import cores, in_blocks
from modiste.learn.recommend.frames import NOTHING, Top
from modiste.learn.recommend.histories import Codes, Doubles, Floats, Histories, Mask, Offsets
from modiste.learn.recommend.links import Links

if TYPE_CHECKING:
    from modiste.learn.recommend.counting import ByItem, ByUser, Heaps, Scales

_THREADS = 8
"""Threads at most: each has heaps of its own."""


@dataclass(frozen=True)
class Pairing:
    """How sums ``a(i, j)`` become strengths ``left(i) a(i, j) right(j) / (n(i) n(j) + shrink)``.

    Attributes:
        values: shape (entries,), the matrix V; ``None`` if all are 1.
        left: shape (items,).
        right: shape (items,).
        norms: shape (items,).
        shrink: at least 0.
    """

    values: Floats | None
    left: Doubles
    right: Doubles
    norms: Doubles
    shrink: float = 0.0

    @classmethod
    def cosine(cls, pairs: Histories, items: int, values: Floats | None, shrink: float) -> Pairing:
        """Cosine of the columns of V, shrunk."""
        squares = None if values is None else values.astype(np.float64) ** 2
        norms = np.sqrt(np.bincount(pairs.items, weights=squares, minlength=items))
        ones = np.ones(items)
        return cls(values, ones, ones, np.maximum(norms, 1e-12), shrink)


@dataclass(frozen=True)
class _Renamed:
    """The matrix by user and by item, items renamed by popularity, most popular first."""

    order: Codes
    rank: Codes
    by_user: ByUser
    by_item: ByItem
    scales: Scales


def _renamed(pairs: Histories, items: int, pairing: Pairing) -> _Renamed:
    from scipy import sparse

    from modiste.learn.recommend.counting import ByItem, ByUser

    counts = np.bincount(pairs.items, minlength=items)
    order = np.lexsort((np.arange(items), -counts)).astype(np.int32)
    rank = np.empty(items, np.int32)
    rank[order] = np.arange(items, dtype=np.int32)
    shape = (len(pairs), items)
    numbers = _numbers(pairs.size)
    # By item and back: two counting sorts put each user's items in order.
    columns = sparse.csr_matrix((numbers, rank[pairs.items], pairs.offsets), shape=shape).tocsc()
    origin, columns.data = columns.data, numbers
    rows = columns.tocsr()
    values = (
        np.empty(0, np.float32) if pairing.values is None else pairing.values[origin[rows.data]]
    )
    # Half the bytes of the inner loop where they suffice.
    code = np.uint16 if items <= np.iinfo(np.uint16).max else np.int32
    by_user = ByUser(pairs.offsets, rows.indices.astype(code), values)
    entries = np.empty_like(numbers)
    entries[rows.data] = numbers
    by_item = ByItem(columns.indptr.astype(np.int64), columns.indices.astype(np.int32), entries)
    return _Renamed(order, rank, by_user, by_item, _scales(pairing, order))


def strongest_links(pairs: Histories, items: int, pairing: Pairing, k: int) -> Links:
    """The ``k`` strongest links of each item.

    Args:
        pairs: users × items, each pair once.
        items: number of items.
        pairing: how sums become strengths.
        k: links an item at most.

    Returns:
        Links, strongest first; only items that go together at least once.
    """
    from modiste.learn.recommend.counting import half_rows, merge_heaps

    data = _renamed(pairs, items, pairing)
    threads = min(cores(), _THREADS)
    heaps = [_empty(items, k) for _ in range(threads)]

    def work(start: int, end: int) -> None:
        for thread in range(start, end):
            sums = _sums(items, whole=pairing.values is None)
            half_rows(data.by_user, data.by_item, data.scales, heaps[thread], sums, thread, threads)

    in_blocks(work, threads, 1)
    for thread in range(1, threads):
        merge_heaps(heaps[0], heaps[thread])
    return _finished(data, heaps[0])


def renewed_links(
    old: Links, pairs: Histories, items: int, pairing: Pairing, k: int, changed: Mask
) -> Links:
    """Links after the columns of some items changed: the same as :func:`strongest_links`.

    Rows of changed items are made anew. Another row keeps its unchanged links and is offered the
    changed ones; if its weakest link falls below what it was before, unlisted links may matter
    again, and it is made anew too.

    Args:
        old: links of before, in today's codes.
        pairs: users × items of today.
        items: number of items.
        pairing: how sums become strengths, of today.
        k: links an item at most.
        changed: shape (items,), items whose column of V, norm or scales changed.
    """
    from modiste.learn.recommend.counting import drop_changed, full_rows

    data = _renamed(pairs, items, pairing)
    heaps = _heaps(old, data, k)
    flags = changed[data.order]
    full = (heaps.sizes == k) & ~flags
    floors = np.where(full, heaps.scores[:, 0], NOTHING)
    drop_changed(heaps, flags)
    rows = np.flatnonzero(flags).astype(np.int32)
    full_rows(data.by_user, data.by_item, data.scales, heaps, rows, flags)
    weakest = np.where(heaps.sizes == k, heaps.scores[:, 0], NOTHING)
    doubtful = np.flatnonzero(full & (weakest < floors)).astype(np.int32)
    heaps.sizes[doubtful] = 0
    full_rows(data.by_user, data.by_item, data.scales, heaps, doubtful, flags)
    return _finished(data, heaps)


def _numbers(count: int) -> Codes | Offsets:
    """0, 1, …, of 32 bits where they suffice."""
    if count <= np.iinfo(np.int32).max:
        return np.arange(count, dtype=np.int32)
    return np.arange(count, dtype=np.int64)


def _sums(items: int, *, whole: bool) -> Codes | Floats:
    return np.zeros(items, np.int32) if whole else np.zeros(items, np.float32)


def _empty(items: int, k: int) -> Heaps:
    from modiste.learn.recommend.counting import Heaps

    shape = (items, k)
    return Heaps(np.zeros(shape, np.float32), np.zeros(shape, np.int32), np.zeros(items, np.int32))


def _scales(pairing: Pairing, order: Codes) -> Scales:
    """Left, right and norms by rank; without shrinkage the norms go into the scales."""
    from modiste.learn.recommend.counting import Scales

    left, right, norms = pairing.left, pairing.right, pairing.norms
    if pairing.shrink == 0:
        left, right = left / norms, right / norms
    return Scales(
        left[order].astype(np.float32),
        right[order].astype(np.float32),
        norms[order].astype(np.float32),
        np.full(1, pairing.shrink, np.float32),
    )


def _heaps(old: Links, data: _Renamed, k: int) -> Heaps:
    """Old links as heaps in ranks."""
    from modiste.learn.recommend.counting import Heaps, merge_heaps

    lists = old.lists(k)
    ranks = data.rank[np.maximum(lists.items, 0)][data.order]
    sizes = (lists.items >= 0).sum(axis=1)[data.order].astype(np.int32)
    heaps = _empty(len(old), k)
    merge_heaps(heaps, Heaps(lists.scores[data.order], ranks, sizes))
    return heaps


def _finished(data: _Renamed, heaps: Heaps) -> Links:
    """Heaps in ranks as links in codes."""
    from modiste.learn.recommend.counting import sort_heaps

    sort_heaps(heaps)
    listed = np.arange(heaps.codes.shape[1]) < heaps.sizes[:, None]
    items = np.where(listed, data.order[heaps.codes], -1).astype(np.int32)
    return Links.of_lists(Top(items[data.rank], heaps.scores[data.rank]))
