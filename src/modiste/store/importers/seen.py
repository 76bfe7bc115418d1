"""Which keys have come before, in little memory and over any number of batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import polars as pl

Hashes = npt.NDArray[np.uint64]
_SEEDS = (0x9E37, 0x85EB)
_FILTER_LIMIT = 1 << 26


class _Filter:
    """Says of most new hashes at once that they are new; the rest must be looked up."""

    def __init__(self) -> None:
        self._bits = np.zeros(1 << 20, dtype=np.bool_)

    def maybe(self, hashes: Hashes) -> npt.NDArray[np.intp]:
        """Indices of hashes that may have come before."""
        return np.flatnonzero(self._bits[self._slots(hashes)])

    def add(self, hashes: Hashes, everything: Callable[[], Iterable[Hashes]], count: int) -> None:
        """Remember hashes; with ``count`` of them in all the filter may have to grow."""
        if count * 8 > len(self._bits) and len(self._bits) < _FILTER_LIMIT:
            self._bits = np.zeros(len(self._bits) * 8, dtype=np.bool_)
            for earlier in everything():
                self._bits[self._slots(earlier)] = True
        self._bits[self._slots(hashes)] = True

    def _slots(self, hashes: Hashes) -> Hashes:
        return hashes & np.uint64(len(self._bits) - 1)


class Occurrences:
    """Numbers equal keys 1, 2, 3 … in the order in which they come.

    A key is remembered as 64 bits. Should two keys ever share them, one gets a higher number than
    it would have: rows stay distinct, because the key itself is stored beside the number.
    """

    def __init__(self) -> None:
        self._levels: list[Hashes] = []
        self._filter = _Filter()
        self._count = 0

    def number(self, frame: pl.DataFrame) -> pl.Series:
        """Number the rows of the next batch by their columns, all of which make the key."""
        hashes = hash_rows(frame)
        within = _running_count(hashes)
        before = self._before(hashes)
        self._remember(hashes)
        return pl.Series("line_no", within + before)

    def _before(self, hashes: Hashes) -> npt.NDArray[np.int64]:
        counts = np.zeros(len(hashes), dtype=np.int64)
        maybe = self._filter.maybe(hashes)
        if maybe.size:
            asked = hashes[maybe]
            for level in self._levels:
                right = np.searchsorted(level, asked, side="right")
                counts[maybe] += right - np.searchsorted(level, asked, side="left")
        return counts

    def _remember(self, hashes: Hashes) -> None:
        self._count += len(hashes)
        self._filter.add(hashes, lambda: self._levels, self._count)
        self._levels.append(np.sort(hashes))
        while len(self._levels) > 1 and len(self._levels[-1]) * 2 > len(self._levels[-2]):
            merged = np.concatenate([self._levels.pop(), self._levels.pop()])
            merged.sort()
            self._levels.append(merged)


class _Level:
    """Keys in the order of their first halves, which stand together for the search."""

    def __init__(self, records: npt.NDArray[np.void]) -> None:
        order = np.argsort(records["a"])
        self.records = records[order]
        self.a = np.ascontiguousarray(self.records["a"])


class Keys:
    """Tells first appearances of keys from repeats, and same repeats from differing ones.

    A key is remembered as 128 bits, so that two different keys never pass for one.
    """

    def __init__(self) -> None:
        self._levels: list[_Level] = []
        self._filter = _Filter()
        self._count = 0

    _DTYPE = np.dtype(
        [
            ("a", np.uint64),
            ("b", np.uint64),
            ("row", np.uint64),
            ("at", np.int64),
            ("file", np.int32),
        ]
    )

    def split(
        self, keys: pl.DataFrame, whole: pl.DataFrame | None, at: pl.Series, file: int
    ) -> tuple[pl.Series, pl.DataFrame]:
        """Look at the next batch.

        Args:
            keys: the key columns.
            whole: all columns, to compare repeats by; ``None`` where that does not matter.
            at: source row numbers.
            file: number of the file.

        Returns:
            A mask of first appearances, and for all others: index within the batch, whether the
            row is the ``same`` as the first one, and the first one's ``at`` and ``file``.
        """
        records = np.empty(keys.height, dtype=self._DTYPE)
        records["a"] = hash_rows(keys, _SEEDS[0])
        records["b"] = hash_rows(keys, _SEEDS[1])
        records["row"] = 0 if whole is None else hash_rows(whole, _SEEDS[0])
        records["at"] = at.to_numpy()
        records["file"] = file
        firsts = self._known(records, _leaders(records))
        fresh = firsts["index"] == np.arange(len(records))
        self._remember(records[fresh])
        again = np.flatnonzero(~fresh)
        repeats = pl.DataFrame(
            {
                "index": again.astype(np.uint32),
                "same": firsts["row"][again] == records["row"][again],
                "at": firsts["at"][again],
                "file": firsts["file"][again],
            }
        )
        return pl.Series("fresh", fresh), repeats

    def _known(
        self, records: npt.NDArray[np.void], leader: npt.NDArray[np.intp]
    ) -> dict[str, npt.NDArray[np.generic]]:
        """For every row the first appearance of its key: in an earlier batch or in this one."""
        found: dict[str, npt.NDArray[np.generic]] = {"index": leader.copy()}
        for name in ("row", "at", "file"):
            found[name] = records[name][leader].copy()
        maybe = self._filter.maybe(records["a"])
        asked = records[maybe]
        for level in self._levels if maybe.size else ():
            hits, where = _lookup(level, asked)
            hit = maybe[hits]
            found["index"][hit] = -1
            for name in ("row", "at", "file"):
                found[name][hit] = level.records[name][where]
        return found

    def _remember(self, fresh: npt.NDArray[np.void]) -> None:
        self._count += len(fresh)
        self._filter.add(fresh["a"], lambda: [level.a for level in self._levels], self._count)
        self._levels.append(_Level(fresh))
        while len(self._levels) > 1 and len(self._levels[-1].a) * 2 > len(self._levels[-2].a):
            both = [self._levels.pop().records, self._levels.pop().records]
            self._levels.append(_Level(np.concatenate(both)))


def hash_rows(frame: pl.DataFrame, seed: int = 0) -> Hashes:
    """One 64-bit hash a row; the same in every batch of one process."""
    mixed = frame.select(pl.struct(pl.all()).hash(seed)).to_series() if frame.width > 1 else None
    single = frame.to_series(0).hash(seed) if mixed is None else mixed
    return single.to_numpy()


def _running_count(hashes: Hashes) -> npt.NDArray[np.int64]:
    """1 for the first row of a hash, 2 for the second, and so on."""
    counts = np.ones(len(hashes), dtype=np.int64)
    ordered = np.sort(hashes)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if repeated.size:
        at = np.searchsorted(repeated, hashes)
        at[at == repeated.size] = 0
        rows = np.flatnonzero(repeated[at] == hashes)
        some = pl.DataFrame({"h": hashes[rows]})
        counts[rows] = some.select(pl.int_range(1, pl.len() + 1).over("h")).to_series().to_numpy()
    return counts


def _leaders(records: npt.NDArray[np.void]) -> npt.NDArray[np.intp]:
    """For every row the index of the first row in the batch with the same key."""
    order = np.argsort(records["a"])
    a, b = records["a"][order], records["b"][order]
    same_a = a[1:] == a[:-1]
    if not same_a.any():
        return np.arange(len(records))
    if (same_a & (b[1:] != b[:-1])).any():  # first halves meet: sort by both
        order = np.lexsort((records["b"], records["a"]))
        a, b = records["a"][order], records["b"][order]
    starts = np.ones(len(records), dtype=np.bool_)
    starts[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1])
    first = np.minimum.reduceat(order, np.flatnonzero(starts))
    leader = np.empty(len(records), dtype=np.intp)
    leader[order] = first[np.cumsum(starts) - 1]
    return leader


def _lookup(
    level: _Level, records: npt.NDArray[np.void]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows whose key is in a level, and where. Equal first halves are told apart by the second."""
    order = np.argsort(records["a"])  # a search in order finds its way through the cache
    asked, halves = records["a"][order], records["b"][order]
    at = np.searchsorted(level.a, asked)
    hit, where = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)]
    rows = np.arange(len(asked))
    while rows.size:
        inside = at[rows] < len(level.a)
        rows = rows[inside]
        rows = rows[level.a[at[rows]] == asked[rows]]
        same = level.records["b"][at[rows]] == halves[rows]
        hit.append(order[rows[same]])
        where.append(at[rows[same]])
        rows = rows[~same]
        at[rows] += 1
    return np.concatenate(hit), np.concatenate(where)
