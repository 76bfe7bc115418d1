"""Empty shelves: on which days, and what they cost."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from modiste.demand.censoring import (
    REACH,
    days_out,
    expected_at_least,
    uncovered,
    weekly_exposure,
)

MONDAY = dt.date(2026, 1, 5)


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def out_by_day(counts: dict[int, int], sold: dict[int, int]) -> dict[int, float]:
    """Day numbers and the probability that the shelf was empty."""
    keys = {"variant_id": "tee", "location_id": "web"}
    counted = pl.DataFrame(
        [{**keys, "day": day(k), "on_hand": v} for k, v in counts.items()],
        schema={
            "variant_id": pl.String,
            "location_id": pl.String,
            "day": pl.Date,
            "on_hand": pl.Int64,
        },
    )
    units = pl.DataFrame(
        [{**keys, "day": day(k), "units": v} for k, v in sold.items()],
        schema={
            "variant_id": pl.String,
            "location_id": pl.String,
            "day": pl.Date,
            "units": pl.Int64,
        },
    )
    found = days_out(counted, units).group_by("day").agg(pl.col("out").sum()).sort("day")
    return {(d - MONDAY).days: share for d, share in found.iter_rows()}


def test_from_a_count_of_nothing_to_the_next_the_shelf_was_empty() -> None:
    assert out_by_day({0: 0, 3: 0}, {}) == {1: 1.0, 2: 1.0, 3: 1.0}


def test_a_full_shelf_is_never_out() -> None:
    assert out_by_day({0: 5, 7: 3}, {2: 1, 4: 1}) == {}


def test_the_sale_that_used_up_the_last_unit_began_it() -> None:
    found = out_by_day({0: 2, 6: 0}, {1: 1, 3: 1})
    assert found == {3: 0.5, 4: 1.0, 5: 1.0, 6: 1.0}


def test_a_sale_ends_it() -> None:
    # A quick seller: stock came just before the sale of day 5.
    found = out_by_day({0: 0, 12: 30}, dict.fromkeys(range(5, 12), 9))
    assert set(found) == {1, 2, 3, 4}
    assert sum(found.values()) == pytest.approx(4, abs=0.25)


def test_stock_that_came_unseen_came_halfway_for_a_slow_seller() -> None:
    found = out_by_day({0: 0, 10: 4}, {})
    assert sum(found.values()) == pytest.approx(5, abs=0.25)


def test_a_count_that_finds_stock_contradicts_a_sold_out_shelf() -> None:
    assert out_by_day({0: 1, 7: 6, 8: 0, 9: 0}, {1: 1}).keys() >= {9}
    assert not {2, 3, 4, 5, 6, 7} & out_by_day({0: 1, 7: 6, 8: 0, 9: 0}, {1: 1}).keys()


def test_series_do_not_speak_for_each_other() -> None:
    counts = pl.DataFrame(
        {
            "variant_id": ["a", "b"],
            "location_id": ["web", "web"],
            "day": [day(0), day(5)],
            "on_hand": [0, 0],
        }
    )
    sold = counts.select("variant_id", "location_id", "day", units=pl.lit(1)).clear()
    assert days_out(counts, sold).height == 0


def test_days_become_weeks() -> None:
    panel = pl.DataFrame(
        {
            "variant_id": "tee",
            "location_id": "web",
            "week": [MONDAY, MONDAY + dt.timedelta(weeks=1)],
        }
    )
    out = pl.DataFrame(
        {
            "variant_id": "tee",
            "location_id": "web",
            "day": [day(5), day(6), day(7)],
            "out": [1.0, 0.5, 1.0],
        }
    )
    assert weekly_exposure(panel, out, 0)["days_out"].to_list() == [1.5, 1.0]


def lost(
    sold: list[float], exposure: list[float], profile: list[float] | None = None
) -> list[float]:
    starts = np.array([0, len(sold)])
    course = None if profile is None else np.array(profile)
    found, _ = uncovered(np.array(sold), np.array(exposure), starts, course)
    return found.tolist()


def test_an_empty_week_loses_the_rate_around_it() -> None:
    assert lost([4, 4, 0, 4, 4], [1, 1, 0, 1, 1]) == pytest.approx([0, 0, 4, 0, 0])


def test_half_a_week_out_loses_half_the_rate() -> None:
    assert lost([4, 4, 2, 4, 4], [1, 1, 0.5, 1, 1])[2] == pytest.approx(2.0)


def test_a_fading_season_loses_less() -> None:
    assert lost([4, 4, 0, 4], [1, 1, 0, 1], [1, 1, 0.5, 1])[2] == pytest.approx(2.0, rel=0.02)


def test_weeks_far_from_any_full_shelf_lose_nothing() -> None:
    found = lost([4.0] + [0.0] * 30, [1.0] + [0.0] * 30)
    assert found[REACH] > 0
    assert found[REACH + 1 :] == [0.0] * (30 - REACH)


def test_a_week_that_only_ended_empty_is_the_expectation_beyond_its_sales() -> None:
    found = lost([4, 4, 4, 4, 4, 4], [1, 1, np.nan, 1, 1, 1])
    assert 0 < found[2] < 4
    more = lost([4, 4, 9, 4, 4, 4], [1, 1, np.nan, 1, 1, 1])
    assert more[2] < found[2] + 1


@given(
    mean=st.floats(0.05, 60), least=st.integers(0, 40), dispersion=st.sampled_from([0.1, 0.3, 1.0])
)
def test_the_conditional_expectation_is_that_of_the_sum(
    mean: float, least: int, dispersion: float
) -> None:
    size = 1 / dispersion
    law = stats.nbinom(size, size / (size + mean))
    if law.sf(least - 1) < 1e-4:
        return
    counts = np.arange(least, int(law.ppf(1 - 1e-12)) + 2)
    masses = law.pmf(counts)
    expected = (counts * masses).sum() / law.sf(least - 1)
    found = expected_at_least(np.array([mean]), np.array([float(least)]), dispersion)[0]
    assert found == pytest.approx(min(expected, mean + 2 * least), rel=1e-5)


@given(
    weeks=st.lists(
        st.tuples(st.integers(0, 50), st.sampled_from([0.0, 0.3, 1.0])), min_size=1, max_size=40
    )
)
def test_only_weeks_out_of_stock_lose_and_never_less_than_nothing(
    weeks: list[tuple[int, float]],
) -> None:
    found = lost([float(s) for s, _ in weeks], [e for _, e in weeks])
    for (_, exposure), units in zip(weeks, found, strict=True):
        assert units >= 0
        assert exposure < 1 or units == 0


def test_the_rate_of_a_poisson_seller_is_recovered() -> None:
    rng = np.random.default_rng(4)
    series, weeks = 400, 40
    demand = rng.poisson(3.0, (series, weeks)).astype(float)
    exposure = np.where(rng.random((series, weeks)) < 0.3, rng.uniform(0, 1, (series, weeks)), 1.0)
    sold = rng.binomial(demand.astype(int), exposure).astype(float)
    starts = np.arange(0, series * weeks + 1, weeks)
    found, _ = uncovered(sold.ravel(), exposure.ravel(), starts)
    assert found.sum() == pytest.approx((demand - sold).sum(), rel=0.04)
