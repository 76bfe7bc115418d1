"""Metrics of lists, by hand and against plain readings of their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.learn.ranking.intervals import bootstrap, by_slice, difference
from modiste.learn.ranking.metrics import (
    Taken,
    coverage,
    gini,
    hits,
    novelty,
    scores,
    shown_counts,
)
from modiste.model.errors import InputError


def lists(*rows):
    return np.array(rows, dtype=np.int64)


def test_one_list_by_hand():
    found = scores(lists([7, 3, 5, 9]), Taken.of([[3, 9, 1]]))
    gain = 1 / math.log2(3) + 1 / math.log2(5)
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert found.recall == pytest.approx([2 / 3])
    assert found.ndcg == pytest.approx([gain / ideal])
    assert found.average_precision == pytest.approx([(1 / 2 + 2 / 4) / 3])
    assert found.hit == pytest.approx([1.0])


def test_a_perfect_list_is_one_and_taking_nothing_is_not_judged():
    found = scores(lists([1, 2], [1, 2]), Taken.of([[2, 1], []]))
    for values in found.named.values():
        assert values[0] == pytest.approx(1.0)
        assert np.isnan(values[1])


def test_more_taken_than_the_list_is_long_can_still_be_perfect():
    found = scores(lists([1, 2]), Taken.of([[1, 2, 3, 4]]))
    assert found.ndcg == pytest.approx([1.0])
    assert found.average_precision == pytest.approx([1.0])
    assert found.recall == pytest.approx([0.5])


def test_short_lists_are_filled_with_minus_one_and_never_hit():
    assert not hits(lists([-1, -1]), Taken.of([[0]])).any()
    assert not hits(lists([0, 1]), Taken.of([[]])).any()


def test_an_item_twice_or_a_list_too_few_is_refused():
    with pytest.raises(InputError, match="twice"):
        scores(lists([1, 1]), Taken.of([[1]]))
    with pytest.raises(InputError, match="lists for"):
        scores(lists([1, 2]), Taken.of([[1], [2]]))


@given(st.data())
def test_scores_equal_a_plain_reading(data):
    items, k = 12, data.draw(st.integers(1, 6))
    people = data.draw(st.integers(1, 4))
    rows = [data.draw(st.permutations(range(items)))[:k] for _ in range(people)]
    taken = [data.draw(st.sets(st.integers(0, items - 1), min_size=1)) for _ in range(people)]
    found = scores(lists(*rows), Taken.of([sorted(t) for t in taken]))
    for n, (row, mine) in enumerate(zip(rows, taken, strict=True)):
        gain = sum(1 / math.log2(p + 2) for p, item in enumerate(row) if item in mine)
        ideal = sum(1 / math.log2(p + 2) for p in range(min(k, len(mine))))
        precision = [len(mine & set(row[: p + 1])) / (p + 1) for p in range(k) if row[p] in mine]
        assert found.ndcg[n] == pytest.approx(gain / ideal)
        assert found.recall[n] == pytest.approx(len(mine & set(row)) / len(mine))
        assert found.average_precision[n] == pytest.approx(sum(precision) / min(k, len(mine)))


def test_what_the_catalogue_sees():
    shown = lists([0, 1], [0, 2], [0, -1])
    assert coverage(shown, 4) == 0.75
    assert shown_counts(shown, 4).tolist() == [3, 1, 1, 0]
    # Known by 8, 4, 2 of 16: 1, 2 and 3 bits.
    bits = novelty(shown, np.array([8, 4, 2, 1]), 16)
    assert bits == pytest.approx((3 * 1 + 2 + 3) / 5)
    assert gini(np.array([5, 5, 5])) == pytest.approx(0.0)
    assert gini(np.array([0, 0, 9])) == pytest.approx(2 / 3)
    assert math.isnan(gini(np.zeros(3)))


def test_intervals_hold_the_mean_and_repeat_by_seed():
    values = np.concatenate([np.zeros(900), np.ones(100), [np.nan]])
    found = bootstrap(values, seed=1)
    assert found == bootstrap(values, seed=1)
    assert found.people == 1000
    assert found.mean == pytest.approx(0.1)
    assert found.low < 0.1 < found.high
    # The binomial standard error is .0095; the interval is 1.96 of them on both sides.
    assert found.half == pytest.approx(1.96 * 0.0095, rel=0.1)
    assert bootstrap(np.full(3, np.nan)).people == 0


def test_paired_differences_are_tighter_than_unpaired():
    rng = np.random.default_rng(0)
    one = rng.random(500)
    found = difference(one + 0.01, one)
    assert found.low == pytest.approx(0.01)
    assert found.high == pytest.approx(0.01)


def test_slices_without_people_are_left_out():
    table = by_slice(
        {"ndcg": np.array([0.0, 1.0])},
        {"all": np.array([True, True]), "cold": np.array([False, False])},
    )
    assert table["slice"].to_list() == ["all"]
    assert table["mean"].to_list() == [0.5]
