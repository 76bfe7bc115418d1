from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.learn.proportions import wilson
from modiste.model.errors import InputError


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 1998, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_the_published_table(hits, cases, low, high):
    assert wilson(hits, cases) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0.5, 0.99))
def test_it_holds_the_proportion_and_is_the_same_from_the_other_side(first, second, level):
    cases = first + second
    low, high = wilson(first, cases, level)
    assert 0 <= low <= high <= 1
    if cases:
        assert low - 1e-12 <= first / cases <= high + 1e-12
    assert wilson(second, cases, level) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_no_case_says_nothing_and_impossible_counts_are_refused():
    assert wilson(0, 0) == (0.0, 1.0)
    for hits, cases in ((2, 1), (-1, 3)):
        with pytest.raises(InputError):
            wilson(hits, cases)
