"""Figures, their money and their intervals."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from modiste.inventory.judge.figures import FIGURES, MONEY, books, figures, report
from modiste.inventory.judge.scene import WEEKS_A_YEAR, Economics, Scene
from modiste.inventory.judge.shelf import Flows
from modiste.inventory.policies.base import Terms
from modiste.model.errors import InputError


def flows(**changes: int) -> Flows:
    fields = {
        "demand": 100, "served": 90, "received": 95, "ordered": 100, "orders": 4,
        "stock_weeks": 520, "short_weeks": 13, "waste": 3, "closing": 12, "owed": 0, "coming": 5,
        "revenue": 40_000, "full_revenue": 45_000,
    } | changes  # fmt: skip
    return Flows(**{name: np.array([[value]]) for name, value in fields.items()})


def scene(*, ends: int | None = None, backorders: bool = False) -> Scene:
    n = 1
    return Scene(
        np.zeros((1, 52, n), dtype=np.int32),
        np.array([[[1]]]),
        np.array([10]),
        Terms(np.ones(n), np.ones(n), 7.0, 7.0, 0.9),
        ends=None if ends is None else np.array([ends]),
        backorders=backorders,
    )


MONEY_OF_ONE = Economics(
    np.array([500]), np.array([500]), np.array([200]), np.array([50]), 0.26, 30
)


def of(sums: dict[str, np.ndarray]) -> dict[str, float]:
    return {k: float(v[0, 0]) for k, v in figures(sums, 52).items()}


def test_money_of_a_year_by_hand() -> None:
    found = of(books(flows(), scene(), MONEY_OF_ONE))
    holding = 520 * 200 * 0.26 / WEEKS_A_YEAR
    assert found["fill_rate"] == 0.9
    assert found["weeks_in_stock"] == 0.75
    assert found["unserved"] == 10
    assert found["lost_margin"] == 10 * 300
    assert found["mean_stock"] == 10
    assert found["stock_value"] == 2000
    assert found["turns"] == pytest.approx(90 / 10 / (52 / WEEKS_A_YEAR))
    assert found["markdown"] == 5_000
    assert found["purchases"] == 20_000
    assert found["holding"] == pytest.approx(holding)
    assert found["salvage"] == 150
    # 17 units at the end, 10 at the start, all worth their cost: a quarter year sells 50.
    assert found["stock_change"] == 7 * 200
    assert found["profit"] == pytest.approx(40_000 - 20_000 - holding - 120 + 150 + 1400)
    assert tuple(found) == FIGURES
    assert set(FIGURES) > MONEY


def test_stock_beyond_half_a_year_counts_at_salvage() -> None:
    found = of(books(flows(closing=75), scene(), MONEY_OF_ONE))
    assert found["stock_change"] == 50 * 200 + 30 * 50 - 10 * 200  # 26 weeks of 100/52 keep cost


def test_nothing_left_of_a_dead_style_is_worth_its_cost() -> None:
    found = of(books(flows(closing=0), scene(ends=26), MONEY_OF_ONE))
    assert found["stock_change"] == 5 * 50 - 10 * 200
    assert found["weeks_in_stock"] == 0.5


def test_backorders_lose_no_margin() -> None:
    found = of(books(flows(owed=4), scene(backorders=True), MONEY_OF_ONE))
    assert found["lost_margin"] == 0
    assert found["stock_change"] == (12 + 5 - 4 - 10) * 200


def test_no_demand_is_served_in_full() -> None:
    found = of(books(flows(demand=0, served=0, stock_weeks=0), scene(), MONEY_OF_ONE))
    assert found["fill_rate"] == 1
    assert np.isnan(found["turns"])


def sums(served: np.ndarray) -> dict[str, np.ndarray]:
    one = books(flows(), scene(), MONEY_OF_ONE)
    every = {name: np.full(served.shape, value[0, 0]) for name, value in one.items()}
    return every | {"served": served}


def test_intervals_cover_scenarios_and_groups() -> None:
    rng = np.random.default_rng(0)
    served = rng.integers(60, 100, (40, 30)).astype(float)
    groups = np.arange(30) // 3
    found = report({"one": sums(served)}, groups, 52, seed=1).filter(figure="fill_rate")
    assert found["value"].item() == pytest.approx(served.sum() / (40 * 30 * 100))
    assert found["low"].item() < found["value"].item() < found["high"].item()
    assert found["difference"].item() == 0
    again = report({"one": sums(served)}, groups, 52, seed=1).filter(figure="fill_rate")
    assert found.equals(again)


def test_differences_are_paired() -> None:
    """What is always ten units better is surely better, however much both vary."""
    rng = np.random.default_rng(0)
    served = rng.integers(20, 80, (40, 30)).astype(float)
    both = {"old": sums(served), "new": sums(served + 10)}
    found = report(both, np.arange(30), 52).filter(policy="new", figure="fill_rate").row(
        0, named=True
    )  # fmt: skip
    assert found["difference"] == pytest.approx(0.1)
    assert found["difference_low"] == pytest.approx(0.1)
    assert found["difference_high"] == pytest.approx(0.1)
    assert found["high"] - found["low"] > 0.05
    turned = report(both, np.arange(30), 52, reference="new").filter(pl.col("policy") == "old")
    assert turned.filter(figure="unserved")["difference"].item() == pytest.approx(300)


def test_nothing_to_report_is_refused() -> None:
    with pytest.raises(InputError):
        report({}, np.zeros(0, dtype=int), 52)
