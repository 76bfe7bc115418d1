from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.store.importers import seen
from modiste.store.importers.seen import Keys, Occurrences

BATCHES = st.lists(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 3))), max_size=8)


@given(BATCHES)
def test_occurrences_count_on_over_batches(batches: list[list[tuple[str, int]]]) -> None:
    occurrences, counted = Occurrences(), Counter[tuple[str, int]]()
    for batch in batches:
        frame = pl.DataFrame(batch, schema={"a": pl.String, "b": pl.Int64}, orient="row")
        expected = []
        for key in batch:
            counted[key] += 1
            expected.append(counted[key])
        assert occurrences.number(frame).to_list() == expected


def test_occurrences_grow() -> None:
    occurrences = Occurrences()
    for start in range(0, 700_000, 100_000):
        frame = pl.DataFrame({"k": pl.int_range(start, start + 100_000, eager=True)})
        assert occurrences.number(frame).unique().to_list() == [1]
    again = pl.DataFrame({"k": [0, 699_999, 700_000, 0]})
    assert occurrences.number(again).to_list() == [2, 2, 1, 3]


@given(BATCHES)
def test_keys_find_first_appearances(batches: list[list[tuple[str, int]]]) -> None:
    keys, first = Keys(), dict[str, tuple[int, int, int]]()
    for file, batch in enumerate(batches):
        frame = pl.DataFrame(batch, schema={"a": pl.String, "b": pl.Int64}, orient="row")
        at = pl.int_range(1, len(batch) + 1, eager=True)
        fresh, repeats = keys.split(frame.select("a"), frame, at, file)
        expected_fresh, expected = [], []
        for i, (key, value) in enumerate(batch):
            expected_fresh.append(key not in first)
            if key in first:
                old, row, where = first[key]
                expected.append((i, old == value, row, where))
            else:
                first[key] = (value, i + 1, file)
        assert fresh.to_list() == expected_fresh
        assert repeats.rows() == expected


def test_keys_whose_first_halves_collide_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = seen.hash_rows

    def colliding(frame: pl.DataFrame, seed: int = 0) -> seen.Hashes:
        hashes = plain(frame, seed)
        return hashes if seed == seen._SEEDS[1] else hashes * 0

    monkeypatch.setattr(seen, "hash_rows", colliding)
    keys = Keys()
    one = pl.DataFrame({"a": ["x", "y", "x"]})
    two = pl.DataFrame({"a": ["y", "z"]})
    rows = pl.Series([1, 2, 3])
    assert keys.split(one, one, rows, 0)[0].to_list() == [True, True, False]
    assert keys.split(two, two, rows.head(2), 0)[0].to_list() == [False, True]


def test_nothing_is_nothing() -> None:
    empty = pl.DataFrame(schema={"a": pl.String})
    assert Occurrences().number(empty).to_list() == []
    fresh, repeats = Keys().split(empty, empty, pl.Series([], dtype=pl.Int64), 0)
    assert len(fresh) == repeats.height == 0
