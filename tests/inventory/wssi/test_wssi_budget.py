from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.inventory.wssi.budget import (
    Budget,
    Cell,
    apply,
    begun,
    last_year_by_category,
    spread,
    whole,
)
from modiste.model.errors import InputError, UnknownNameError

MONDAY = dt.date(2026, 3, 2)
WEEKS = [MONDAY + dt.timedelta(weeks=at) for at in range(4)]


def budget() -> Budget:
    """Two dresses and a coat over four weeks."""
    return Budget(
        styles=["a", "b", "c"],
        weeks=list(WEEKS),
        opening=np.array([30.0, 10.0, 5.0]),
        categories=["dresses", "dresses", "coats"],
        sales=np.array([[6.0] * 4, [2.0] * 4, [1.0] * 4]),
        closing=np.array([[30.0] * 4, [10.0] * 4, [5.0] * 4]),
        markdown=np.zeros((3, 4)),
        shares=np.ones((3, 4)),
    )


def cell(field: str, value: float, level: str = "category", key: str = "dresses", at: int = 1):
    return Cell(level, key, WEEKS[at], field, value)


def test_sales_spread_down_by_shares_and_intake_resolves():
    found = budget()
    apply(found, [cell("sales", 20)])
    assert found.sales[:, 1].tolist() == [15, 5, 1]
    assert found.closing[:, 1].tolist() == [30, 10, 5]
    assert found.intake[:, 1].tolist() == [15, 5, 1]


def test_the_whole_spreads_over_everything():
    found = budget()
    apply(found, [cell("sales", 10, "total", "total")])
    assert found.sales[:, 1].tolist() == [7, 2, 1]  # 6.67, 2.22, 1.11: the largest remainder


def test_a_closing_keeps_later_closings():
    found = budget()
    apply(found, [cell("closing", 50, "style", "a")])
    assert found.closing[0].tolist() == [30, 50, 30, 30]
    assert found.intake[0].tolist() == [6, 26, -14, 6]


def test_intake_moves_this_closing_and_all_later_ones():
    found = budget()
    apply(found, [cell("intake", 16)])  # dresses take 8 so far
    assert found.intake[:2, 1].sum() == 16
    assert found.closing[:2].sum(axis=0).tolist() == [40, 48, 48, 48]
    assert found.intake[:2, 2:].sum(axis=0).tolist() == [8, 8]


def test_weeks_of_supply_become_a_closing():
    found = budget()
    apply(found, [cell("cover", 2.5, "style", "a", 0)])
    assert found.closing[0, 0] == 15


def test_weeks_of_supply_beyond_the_end_go_on_at_the_mean():
    found = budget()
    apply(found, [cell("cover", 3, "style", "a", 3)])
    assert found.closing[0, 3] == 18


def test_markdown_of_nothing_is_spread_by_sales():
    found = budget()
    apply(found, [cell("markdown", 1_001)])
    assert found.markdown[:, 1].tolist() == [751, 250, 0]


def test_what_is_nothing_everywhere_is_spread_by_the_forecast():
    found = budget()
    found.sales[:, 1] = 0
    found.shares[:, 1] = [1, 3, 9]
    apply(found, [cell("sales", 8)])
    assert found.sales[:, 1].tolist() == [2, 6, 0]


def test_edits_follow_each_other():
    found = budget()
    apply(found, [cell("sales", 4, at=2), cell("sales", 8, at=2)])
    assert found.sales[:2, 2].tolist() == [6, 2]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (cell("colour", 1), InputError),
        (cell("sales", -1), InputError),
        (cell("sales", float("nan")), InputError),
        (cell("cover", 105), InputError),
        (Cell("category", "dresses", WEEKS[0] - dt.timedelta(weeks=1), "sales", 1), InputError),
        (Cell("category", "dresses", WEEKS[0] + dt.timedelta(days=1), "sales", 1), InputError),
        (cell("sales", 1, key="hats"), UnknownNameError),
        (cell("sales", 1, "total", "dresses"), UnknownNameError),
        (cell("sales", 1, "planet", "dresses"), UnknownNameError),
    ],
)
def test_what_cannot_be_edited_is_refused(wrong, error):
    found = budget()
    with pytest.raises(error):
        apply(found, [wrong])
    assert not found.changed_since(budget().picture())


def test_weeks_that_are_over_are_closed():
    found = budget()
    found.open_from = WEEKS[2]
    with pytest.raises(InputError, match="2026-03-09"):
        apply(found, [cell("sales", 1)])
    apply(found, [cell("sales", 1, at=2)])


def test_changes_are_told_cell_by_cell():
    found = budget()
    before = found.picture()
    apply(found, [cell("sales", 20)])
    assert found.changed_since(before) == [("a", WEEKS[1], "sales", 6), ("b", WEEKS[1], "sales", 2)]


def test_the_course_adds_up():
    course = budget().course().filter(pl.col("product_id") == "a")
    assert course["opening"].to_list() == [30] * 4
    assert course["intake"].to_list() == [6] * 4


@given(
    total=st.integers(-10_000, 10_000),
    weights=st.lists(st.floats(0, 1e6), min_size=1, max_size=40).filter(lambda w: sum(w) > 0),
)
def test_parts_add_up_and_stay_within_one_of_the_share(total, weights):
    exact = np.array(weights)
    parts = spread(total, exact)
    assert parts.sum() == total
    assert np.all(np.abs(parts - total * exact / exact.sum()) < 1 + 1e-6)


def test_whole_units_keep_up_with_the_exact_ones():
    assert whole(np.array([[0.4, 0.4, 0.4, 0.4]])).tolist() == [[0, 1, 0, 1]]


def test_a_first_budget_runs_stock_down_to_its_cover():
    sales = pl.DataFrame(
        {"product_id": ["a"] * 4, "week": WEEKS, "units": [10.0] * 4},
        schema_overrides={"week": pl.Date},
    )
    coming = pl.DataFrame(
        {"product_id": ["a"], "week": [WEEKS[2]], "units": [25.0]},
        schema_overrides={"week": pl.Date},
    )
    found = begun(WEEKS, {"a": 40.0}, {"a": "dresses"}, sales, coming, {"a": 50.0}, cover_weeks=2)
    # 40 − 10, 30 − 10, then 20 + 25 − 10 is more than two weeks, then 25.
    assert found.closing.tolist() == [[30, 20, 35, 25]]
    assert found.intake.tolist() == [[0, 0, 25, 0]]
    assert found.markdown.tolist() == [[500] * 4]


def test_last_year_goes_to_todays_styles_by_their_forecast():
    week = {"week": pl.Date}
    former = pl.DataFrame(
        {"product_id": ["old", "a"], "week": [WEEKS[0]] * 2, "category": ["dresses"] * 2,
         "units": [30.0, 10.0]},
        schema_overrides=week,
    )  # fmt: skip
    forecast = pl.DataFrame(
        {"product_id": ["a", "b"], "week": [WEEKS[0]] * 2, "units": [3.0, 1.0]},
        schema_overrides=week,
    )
    found = last_year_by_category(
        former, forecast, {"a": "dresses", "b": "dresses", "c": "coats"}, WEEKS[:1], 0.1
    )
    assert dict(found.select("product_id", "units").iter_rows()) == pytest.approx(
        {"a": 33.0, "b": 11.0}
    )
