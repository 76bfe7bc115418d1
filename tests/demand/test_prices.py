"""Prices by week, and how demand answers to them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from modiste.demand.elasticity import PRIOR_MEAN, respond
from modiste.demand.prices import price_index

MONDAY = dt.date(2026, 1, 5)
WEEKS = [MONDAY + dt.timedelta(weeks=k) for k in range(6)]
OFFERS = pl.DataFrame(
    schema={
        "product_id": pl.String,
        "starts_on": pl.Date,
        "ends_on": pl.Date,
        "depth": pl.Float64,
    }
)


def tickets(*rows: tuple[int, int, int | None]) -> pl.DataFrame:
    """Day, price and full price of one style."""
    return pl.DataFrame(
        [
            {
                "product_id": "coat",
                "day": MONDAY + dt.timedelta(days=day),
                "price": float(price),
                "full_price": None if full is None else float(full),
            }
            for day, price, full in rows
        ],
        schema={
            "product_id": pl.String,
            "day": pl.Date,
            "price": pl.Float64,
            "full_price": pl.Float64,
        },
    )


def test_a_markdown_holds_from_its_week_on() -> None:
    found = price_index(WEEKS, tickets((0, 100, 100), (16, 70, 100)), OFFERS)
    assert found["ratio"].to_list() == [1.0, 1.0, 0.7, 0.7, 0.7, 0.7]


def test_without_a_full_price_the_highest_of_the_year_is_taken() -> None:
    found = price_index(WEEKS, tickets((0, 80, None), (7, 100, None), (21, 60, None)), OFFERS)
    assert found["ratio"].to_list() == [1.0, 1.0, 1.0, 0.6, 0.6, 0.6]


def test_weeks_before_the_first_ticket_have_its_price() -> None:
    assert price_index(WEEKS, tickets((20, 50, 100)), OFFERS)["ratio"].to_list() == [0.5] * 6


def test_a_promotion_counts_for_its_days() -> None:
    offer = pl.DataFrame(
        {
            "product_id": ["coat"],
            "starts_on": [MONDAY + dt.timedelta(days=7)],
            "ends_on": [MONDAY + dt.timedelta(days=16)],
            "depth": [0.3],
        }
    )
    found = price_index(WEEKS, tickets((0, 100, 100)), offer)
    assert found["promoted"].to_list() == pytest.approx([0, 1, 3 / 7, 0, 0, 0])
    assert found["ratio"].to_list() == pytest.approx([1, 0.7, 1 - 0.3 * 3 / 7, 1, 1, 1])


def test_a_style_with_a_promotion_alone() -> None:
    offer = pl.DataFrame(
        {
            "product_id": ["hat"],
            "starts_on": [MONDAY],
            "ends_on": [MONDAY + dt.timedelta(days=6)],
            "depth": [None],
        },
        schema_overrides={"depth": pl.Float64},
    )
    found = price_index(WEEKS[:2], tickets().clear(), offer)
    assert found.select("ratio", "promoted").rows() == [(1.0, 1.0), (1.0, 0.0)]


def panel(slopes: dict[str, float], *, styles: int = 25, rate: float = 25.0) -> pl.DataFrame:
    """Styles that fade and are marked down in between, at times of their own."""
    rng = np.random.default_rng(9)
    week = np.arange(30)
    rows = []
    for category, slope in slopes.items():
        for k in range(styles):
            ratio = np.where(week >= 9 + k % 11, 0.75, 1.0)
            mean = rate * np.exp(-0.03 * week) * ratio**slope
            rows.append(
                pl.DataFrame(
                    {
                        "product_id": f"{category}{k}",
                        "category": category,
                        "week_number": week,
                        "units": rng.poisson(mean).astype(float),
                        "exposure": 1.0,
                        "ratio": ratio,
                        "promoted": 0.0,
                    }
                )
            )
    return pl.concat(rows)


def test_planted_elasticities_are_found_although_styles_fade() -> None:
    found = respond(panel({"a": -1.2, "b": -3.2}))
    own = dict(found.table.select("category", "own").iter_rows())
    assert own["a"] == pytest.approx(-1.2, abs=0.5)
    assert own["b"] == pytest.approx(-3.2, abs=0.5)
    used = dict(found.table.select("category", "elasticity").iter_rows())
    assert own["b"] <= used["b"] < used["a"] <= own["a"] + 1e-9


def test_a_category_that_says_little_follows_the_others() -> None:
    much = panel({"a": -1.2, "b": -1.2, "c": -1.2})
    little = panel({"d": -6.0}, styles=1, rate=2.0)
    found = respond(pl.concat([much, little]))
    used = dict(found.table.select("category", "elasticity").iter_rows())
    assert used["d"] == pytest.approx(np.mean([used[c] for c in "abc"]), abs=0.5)


def test_where_no_price_moves_the_prior_stands() -> None:
    still = panel({"a": -2.0}).with_columns(ratio=pl.lit(1.0))
    found = respond(still)
    assert found.table.height == 0
    assert found.common == PRIOR_MEAN
    effect = pl.DataFrame({"c": ["a"], "r": [0.5], "p": [0.0]}).select(
        found.effect(pl.col("c"), pl.col("r"), pl.col("p"))
    )
    assert effect.item() == pytest.approx(PRIOR_MEAN * np.log(0.5))


def test_row_order_does_not_matter() -> None:
    rows = panel({"a": -1.5, "b": -2.5}, styles=8)
    shuffled = rows.sample(fraction=1.0, shuffle=True, seed=3)
    first, second = respond(rows), respond(shuffled)
    assert first.table["elasticity"].to_list() == pytest.approx(
        second.table["elasticity"].to_list(), abs=1e-6
    )
