"""New styles, and forecasts that add up."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from modiste.demand.launches import Styles, forecast_new, launch_courses, with_new
from modiste.demand.running import run
from modiste.demand.signal import Signal, Sources, make_signal
from modiste.model.findings import QUANTILES, quantile_name

MONDAY = dt.date(2025, 1, 6)
WEEK = dt.timedelta(weeks=1)
LENGTH = 60
SIZES = ("S", "M", "L")
SPLIT = (0.2, 0.5, 0.3)


def brand(*, fresh: bool = True) -> tuple[Signal, Styles]:
    """Forty styles launched one after the other; coats sell thrice what hats do."""
    rng = np.random.default_rng(11)
    rows, facts, variants = [], [], []
    curve = np.concatenate([[1.0, 1.5, 1.3], 0.95 ** np.arange(LENGTH)])
    for k in range(42):
        kind = "coat" if k % 2 else "hat"
        style = f"p{k:02d}"
        first = 3 + k if k < 40 else LENGTH - 2 if k == 40 else LENGTH + 2
        day = MONDAY + first * WEEK
        facts.append(
            {
                "product_id": style,
                "group": kind,
                "colour": "red",
                "material": None,
                "pattern": "solid",
                "half": "spring",
                "price": 5000.0,
                "launched_on": day,
            }
        )
        level = (30.0 if kind == "coat" else 10.0) * rng.gamma(8, 1 / 8)
        for size, share in zip(SIZES, SPLIT, strict=True):
            name = f"{style}/{size}"
            variants.append({"variant_id": name, "product_id": style, "group": kind, "size": size})
            if first >= LENGTH or (k == 40 and not fresh):
                continue
            sold = rng.poisson(level * share * curve[: LENGTH - first])
            rows.append(
                pl.DataFrame(
                    {
                        "variant_id": name,
                        "location_id": "web",
                        "week": [day + j * WEEK for j in range(len(sold))],
                        "sold": sold,
                        "censored": False,
                    }
                )
            )
    known = pl.DataFrame(variants)
    attributes = known.select("variant_id", "product_id", "group")
    kinds = {"material": pl.String, "launched_on": pl.Date}
    styles = Styles(pl.DataFrame(facts, schema_overrides=kinds), known)
    return make_signal(Sources(pl.concat(rows), attributes)), styles


def test_courses_begin_with_the_first_sale() -> None:
    signal, _ = brand()
    courses, end = launch_courses(signal)
    assert end == MONDAY + LENGTH * WEEK
    rows = {row["product_id"]: row for row in courses.iter_rows(named=True)}
    assert rows["p40"]["known"] == 2
    assert len(rows["p40"]["course"]) == 2
    assert rows["p05"]["known"] == 12
    # What was there when the panel began was launched who knows when.
    assert "p00" not in rows


def test_new_styles_are_forecast_split_and_told() -> None:
    signal, styles = brand()
    week = MONDAY + LENGTH * WEEK
    found = forecast_new(signal, styles, week, 8)
    assert found is not None
    told = {row["product_id"]: row for row in found.styles.iter_rows(named=True)}
    assert set(told) >= {"p40", "p41"}
    assert told["p40"]["weeks_known"] == 2
    assert told["p41"]["weeks_known"] == 0
    assert told["p41"]["expected"] > told["p40"]["expected"]  # a coat and a hat
    assert told["p41"]["low"] < told["p41"]["expected"] < told["p41"]["high"]
    rows = found.rows.filter(pl.col("variant_id").str.starts_with("p41"))
    weekly = rows.group_by("week").agg(pl.col("mean").sum()).sort("week")
    assert weekly["mean"].to_list()[:2] == [0.0, 0.0]  # launched in two weeks
    assert weekly["mean"].to_list()[2] > 0
    shares = rows.group_by("variant_id").agg(pl.col("mean").sum()).sort("variant_id")
    parts = (shares["mean"] / shares["mean"].sum()).to_list()
    assert parts == pytest.approx([0.3, 0.5, 0.2], abs=0.03)  # L, M, S
    bands = rows.select(quantile_name(q) for q in QUANTILES).to_numpy()
    assert (np.diff(bands, axis=1) >= 0).all()


def test_the_forecast_takes_new_rows_over() -> None:
    signal, styles = brand()
    week = MONDAY + LENGTH * WEEK
    done = run(signal, 8, model="moving average")
    both = with_new(done.series, forecast_new(signal, styles, week, 8))
    assert not both.select("variant_id", "location_id", "week").is_duplicated().any()
    weeks = both.group_by("variant_id", "location_id").len()["len"]
    assert set(weeks) == {8}
    models = dict(both.group_by("variant_id").agg(pl.col("model").first()).iter_rows())
    assert models["p40/M"] == models["p41/S"] == "analogues"
    assert models["p05/M"] == "moving average"


def test_what_is_over_already_is_not_new() -> None:
    signal, styles = brand()
    over = styles.variants.filter(pl.col("product_id") == "p40").select("variant_id")
    gone = Styles(styles.facts, styles.variants, over=over)
    found = forecast_new(signal, gone, MONDAY + LENGTH * WEEK, 8)
    assert found is not None
    assert "p40" not in set(found.styles["product_id"])
    assert not found.rows.filter(pl.col("variant_id").str.starts_with("p40")).height


def test_no_new_styles_and_too_few_launches() -> None:
    signal, styles = brand(fresh=False)
    old = styles.facts.filter(pl.col("product_id") < "p40")
    week = MONDAY + (LENGTH + 10) * WEEK
    assert forecast_new(signal, Styles(old, styles.variants), week, 8) is None
    assert with_new(signal.weeks, None) is signal.weeks
    few = signal.weeks.filter(pl.col("variant_id") < "p06")
    small = Signal(few, signal.keys, signal.attributes, signal.response, signal.prices)
    assert forecast_new(small, styles, MONDAY + LENGTH * WEEK, 8) is None


def test_levels_add_up_exactly() -> None:
    signal, _ = brand()
    done = run(signal, 6, model="moving average")
    totals = done.totals
    bottom = done.series.group_by("week").agg(pl.col("mean").sum()).sort("week")
    for level in ("style", "category", "location", "total"):
        summed = (
            totals.filter(pl.col("level") == level)
            .group_by("week")
            .agg(pl.col("mean").sum())
            .sort("week")
        )
        assert summed["mean"].to_list() == pytest.approx(bottom["mean"].to_list(), abs=1e-9)
    bands = totals.select(quantile_name(q) for q in QUANTILES).to_numpy()
    assert (np.diff(bands, axis=1) >= 0).all()
    total = totals.filter(pl.col("level") == "total")
    assert (np.diff(total["cumulative_sd"].to_numpy()) >= 0).all()
    assert (total["q10"] < total["mean"]).all()
    assert (total["mean"] < total["q90"]).all()


def test_reconciliation_moves_little_and_keeps_order() -> None:
    signal, _ = brand()
    done = run(signal, 6, model="moving average")
    assert 0 <= done.moved < 0.3
    bands = done.series.select(quantile_name(q) for q in QUANTILES).to_numpy()
    assert (np.diff(bands, axis=1) >= 0).all()
    assert (done.series["mean"] >= 0).all()
