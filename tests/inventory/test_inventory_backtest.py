"""Backtests: no look-ahead, what shelves hid, what really happened, and the commands."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from modiste.inventory.backtest import AS_IT_WAS, Options, Year, backtest
from modiste.inventory.cli import app
from modiste.inventory.judge.past import Past, Pooled, lead_weeks
from modiste.inventory.judge.scene import NEVER
from modiste.inventory.lastyear import year_of, years_of
from modiste.model.errors import InputError, NotEnoughDataError
from modiste.simulate import preset, simulate
from modiste.store.settings import Planning
from modiste.store.workspace import Workspace

MONDAY = dt.date(2024, 1, 1)


# --- the past ---------------------------------------------------------------------------------


def one(sold: list[float], empty: tuple[int, ...] = ()) -> Past:
    censored = np.zeros((1, len(sold)), dtype=bool)
    censored[0, list(empty)] = True
    return Past(np.array([sold], dtype=float), censored)


def test_an_empty_shelf_counts_as_the_weeks_before() -> None:
    past = one([4, 6, 0, 1, 9], empty=(2, 3))
    assert past.before(4).tolist() == [[4, 6, 5, 5]]
    assert past.before(3).tolist() == past.before(4)[:, :3].tolist()


def test_what_comes_later_is_never_looked_at() -> None:
    rng = np.random.default_rng(1)
    sold = rng.poisson(3, (5, 40)).astype(float)
    censored = rng.random(sold.shape) < 0.3
    known = Past(sold, censored).before(20)
    later = Past(np.where(np.arange(40) < 20, sold, 999.0), censored).before(20)
    np.testing.assert_array_equal(known, later)


def test_hidden_demand_is_drawn_from_the_weeks_around() -> None:
    past = one([2, 3, 1, 0, 5], empty=(2, 3))
    drawn = past.demand(0, 5, 400)[:, :, 0]
    assert (drawn[:, [0, 1, 4]] == [2, 3, 5]).all()
    assert set(np.unique(drawn[:, 2])) == {2, 3, 5}
    assert past.demand(0, 5, 9).tolist() == past.demand(0, 5, 9).tolist()
    assert one([0, 3], empty=(0, 1)).demand(0, 2, 3)[0, :, 0].tolist() == [0, 3]


def test_years_like_the_past_keep_series_together_and_seasons_apart() -> None:
    week = np.arange(156)
    wave = np.round(10 + 9 * np.sin(2 * np.pi * week / 52))
    past = Past(np.stack([wave, wave * 2]), np.zeros((2, 156), dtype=bool))
    years = past.resampled(52, 30, block=6, seed=3)
    assert years.shape == (30, 52, 2)
    np.testing.assert_array_equal(years[:, :, 1], 2 * years[:, :, 0])
    assert np.abs(years[:, :, 0].mean(axis=0) - wave[:52]).max() < 3
    with pytest.raises(InputError):
        one([1, 2]).resampled(52, 1, block=3)


def test_weeks_before_a_series_began_are_drawn_from_its_own() -> None:
    past = Past(np.array([[np.nan, np.nan, 7, 7]]), np.zeros((1, 4), dtype=bool))
    assert (past.resampled(12, 5, block=2) == 7).all()


def test_places_are_uncovered_one_by_one_and_added_up() -> None:
    sold = np.array([[2.0, 2, 0, 2], [5.0, 5, 5, 5], [np.nan, np.nan, 1, 1]])
    censored = np.zeros((3, 4), dtype=bool)
    censored[0, 2] = True
    pooled = Pooled(Past(sold, censored), np.array([0, 0, 1]))
    np.testing.assert_array_equal(pooled.sold, [[7, 7, 5, 7], [np.nan, np.nan, 1, 1]])
    np.testing.assert_array_equal(pooled.before(4)[0], [7, 7, 7, 7])
    assert pooled.demand(0, 4, 2)[:, :, 0].tolist() == [[7, 7, 7, 7]] * 2
    assert pooled.rows(np.array([1])).sold.shape == (1, 4)


def test_lead_times_have_their_mean_and_are_of_the_supplier() -> None:
    days, sd = np.array([30.0, 30.0, 10.0, 14.0]), np.array([8.0, 8.0, 3.0, 0.0])
    found = lead_weeks(days, sd, np.array([0, 0, 1, 2]), 50, 200)
    np.testing.assert_array_equal(found[..., 0], found[..., 1])
    assert (found[..., 3] == 2).all()
    # Rounded up to whole weeks: half a week more on average.
    assert found[..., 0].mean() * 7 == pytest.approx(33.5, rel=0.02)


# --- judging ----------------------------------------------------------------------------------


def year(n: int = 40, weeks: int = 104, **changes: Any) -> Year:
    rng = np.random.default_rng(5)
    mean = rng.uniform(2, 9, n)
    sold = rng.poisson(mean[:, None], (n, weeks)).astype(float)
    series = pl.DataFrame(
        {"variant_id": [f"v{k}" for k in range(n)], "location_id": "all",
         "product_id": [f"p{k // 4}" for k in range(n)], "group": "tops",
         "cost_known": True}
    )  # fmt: skip
    full = np.full
    fields: dict[str, Any] = {
        "series": series, "past": Past(sold, np.zeros(sold.shape, dtype=bool)), "start": MONDAY,
        "lead_days": full(n, 21.0), "lead_sd_days": full(n, 5.0),
        "supplier": np.zeros(n, dtype=np.int64), "moq": full(n, 0.0), "pack": full(n, 1.0),
        "price": full(n, 5_000), "full_price": full(n, 5_500), "unit_cost": full(n, 2_000),
        "on_hand": full(n, np.nan), "mean_stock": full(n, np.nan),
        "ends": full(n, NEVER), "currency": "EUR",
    }  # fmt: skip
    return Year(**(fields | changes))


QUICK = Options(scenarios=5, refit=13, model="moving average")


def value(found: Any, policy: str, figure: str) -> Any:
    return found.figures.filter(policy=policy, figure=figure)["value"].item()


def test_a_year_is_judged_against_what_was_and_against_rules() -> None:
    given = year()
    found = backtest(given, Planning(), QUICK)
    assert (found.first, found.weeks, found.series) == (MONDAY + dt.timedelta(weeks=52), 52, 40)
    assert (found.coverage, found.stock_known) == (1.0, 0.0)
    sold = given.past.sold[:, 52:].sum()
    assert value(found, AS_IT_WAS, "demand") == sold
    assert value(found, AS_IT_WAS, "fill_rate") == 1
    assert value(found, AS_IT_WAS, "revenue") == sold * 5_000
    assert value(found, AS_IT_WAS, "markdown") == sold * 500
    assert value(found, AS_IT_WAS, "profit") is None  # no count, so no holding
    policies = found.figures["policy"].unique(maintain_order=True).to_list()
    assert policies[:2] == [AS_IT_WAS, "modiste (R,s,S)"]
    assert len(policies) == 5
    assert value(found, "modiste (R,s,S)", "fill_rate") > 0.97
    again = backtest(given, Planning(), QUICK)
    assert found.figures.equals(again.figures)


def test_a_higher_service_loses_less_and_holds_more() -> None:
    low, high = (
        backtest(year(), Planning(service_level=s), QUICK) for s in (0.7, 0.99)
    )  # fmt: skip
    ours = "modiste (R,s,S)"
    assert value(high, ours, "unserved") < value(low, ours, "unserved")
    assert value(high, ours, "mean_stock") > value(low, ours, "mean_stock")


def test_what_really_happened_has_its_stock_and_its_losses() -> None:
    given = year(4)
    censored = np.zeros(given.past.sold.shape, dtype=bool)
    sold = given.past.sold.copy()
    censored[0, 60:64] = True
    sold[0, 60:64] = 0
    given = replace(
        given, past=Past(sold, censored), mean_stock=np.full(4, 30.0), on_hand=np.full(4, 50.0)
    )
    found = backtest(given, Planning(), QUICK)
    lost = value(found, AS_IT_WAS, "unserved")
    assert lost > 4
    assert value(found, AS_IT_WAS, "lost_margin") == pytest.approx(lost * 3_000)
    assert value(found, AS_IT_WAS, "mean_stock") == 120
    units = sold[:, 52:].sum()
    held = 120 * 2_000 * 0.2 * 52 / (365.25 / 7)
    assert value(found, AS_IT_WAS, "profit") == pytest.approx(units * 3_000 - held)
    assert found.stock_known == 1


def test_new_series_are_left_out_and_told() -> None:
    given = year(4)
    sold = given.past.sold.copy()
    sold[0, :40] = np.nan
    given = replace(given, past=Past(sold, given.past.censored))
    found = backtest(given, Planning(), QUICK)
    assert found.series == 3
    assert found.coverage == pytest.approx(1 - sold[0, 52:].sum() / np.nansum(sold[:, 52:]))


def test_what_ends_leaves_waste_and_nothing_more_is_bought() -> None:
    given = year(4, ends=np.array([80, NEVER, NEVER, NEVER]))
    found = backtest(given, Planning(), QUICK)
    assert value(found, AS_IT_WAS, "waste") is None
    # The rule that looks at no forecast goes on ordering.
    ours = value(found, "modiste (R,s,S)", "waste")
    assert ours < value(found, "fixed reorder point (4 weeks)", "waste")


def test_years_like_the_past_are_judged_without_the_year_that_was() -> None:
    found = backtest(year(), Planning(), replace(QUICK, resample=8))
    assert AS_IT_WAS not in found.figures["policy"]
    spread = found.figures.filter(figure="profit", policy="modiste (R,s,S)").row(0, named=True)
    assert spread["low"] < spread["value"] < spread["high"]


def test_too_little_past_is_refused() -> None:
    with pytest.raises(NotEnoughDataError, match="33 weeks of sales are too few"):
        backtest(year(weeks=33), Planning(), QUICK)
    with pytest.raises(NotEnoughDataError, match="no series"):
        backtest(year(2, ends=np.array([3, 3])), Planning(), QUICK)
    with pytest.raises(InputError):
        Options(weeks=4)


# --- plain files and workspaces ---------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    rng = np.random.default_rng(0)
    days = [MONDAY + dt.timedelta(days=k) for k in range(7 * 60)]
    sales = pl.DataFrame({"day": days * 2, "sku": ["tee"] * 420 + ["hat"] * 420})
    sales = sales.with_columns(units=pl.Series(rng.poisson(2, 840))).filter(pl.col("units") > 0)
    sales.write_csv(tmp_path / "sales.csv")
    (tmp_path / "terms.csv").write_text(
        "sku,lead_time_days,unit_cost,price,currency\ntee,14,20,50,EUR\nhat,7,5,19,EUR\n"
    )
    return tmp_path / "sales.csv", tmp_path / "terms.csv"


def test_plain_files_make_weeks(files: tuple[Path, Path]) -> None:
    made = year_of(*files)
    assert made.past.sold.shape == (2, 60)
    assert made.past.sold.sum() == pl.read_csv(files[0])["units"].sum()
    assert made.series["variant_id"].to_list() == ["hat", "tee"]
    assert made.unit_cost.tolist() == [500, 2000]


def test_backtest_of_plain_files(files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "figures.csv"
    given = ("--sales", files[0], "--terms", files[1], "--out", out, "--model", "moving average")
    arguments = ["backtest", *given, "--scenarios", 3, "--weeks", 26]
    shown = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert "26 weeks from" in shown.stdout
    assert pl.read_csv(out)["currency"].unique().to_list() == ["EUR"]
    done = CliRunner().invoke(app, [*map(str, arguments), "--json"], catch_exceptions=False)
    (found,) = json.loads(done.stdout)
    assert (found["series"], found["coverage"]) == (2, 1.0)


def test_files_that_do_not_fit(files: tuple[Path, Path]) -> None:
    sales, terms = files
    terms.write_text(terms.read_text().replace("hat,7,5,19", "hat,7,5,"))
    with pytest.raises(InputError, match="'hat' has no price"):
        year_of(sales, terms)
    terms.write_text(terms.read_text().replace("hat,", "cap,"))
    with pytest.raises(InputError, match="there are no terms for 'hat'"):
        year_of(sales, terms)


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    world = simulate(preset("tiny", weeks=104, sessions_per_week=0, posts_per_week=0))
    made = Workspace.init(tmp_path_factory.mktemp("brand") / "b", currency="EUR")
    for name in ("product", "variant", "location", "supplier", "supply_term", "sale", "stock"):
        made.lake.append(name, world.tables[name], transaction=name)
    return made


def test_backtest_of_a_workspace(brand: Workspace) -> None:
    (made,) = years_of(brand, 52)
    assert made.currency == "EUR"
    assert np.isfinite(made.mean_stock).any()
    sale = brand.lake.scan("sale").filter(pl.col("quantity") > 0).collect()
    assert np.nansum(made.past.sold) == pytest.approx(sale["quantity"].sum(), rel=0.001)
    found = backtest(made, Planning(), QUICK)
    assert 0.5 < value(found, AS_IT_WAS, "fill_rate") < 1
    assert value(found, "modiste (R,s,S)", "fill_rate") > 0.5
    arguments = ["backtest", "-w", str(brand.root), "--scenarios", "2", "--refit", "26"]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert "money in EUR" in done.stdout


def test_an_unknown_cost_is_what_the_margin_of_the_settings_leaves(brand: Workspace) -> None:
    (made,) = years_of(brand, 52)
    assert made.series["cost_known"].all()
    bare = Workspace.init(brand.root.parent / "bare", currency="EUR")
    for name in ("product", "variant", "location", "sale"):
        rows = brand.lake.scan(name).collect()
        if name == "variant":
            rows = rows.with_columns(cost=pl.lit(None, dtype=pl.Int64))
        bare.lake.append(name, rows, transaction=name)
    (assumed,) = years_of(bare, 52)
    assert not assumed.series["cost_known"].any()
    half = np.array([round(price / 2) for price in assumed.price.tolist()])
    np.testing.assert_allclose(assumed.unit_cost, half, atol=1)
    found = backtest(assumed, Planning(), QUICK)
    assert found.cost_known == 0


def test_bulk_and_cancelled_units_found_by_the_newest_plan_are_not_judged(brand: Workspace) -> None:
    (before,) = years_of(brand, 52)
    row, week = np.argwhere(np.nan_to_num(before.past.sold) >= 3)[-1].tolist()
    variant = before.series["variant_id"][row]
    day = before.start + dt.timedelta(weeks=week)
    sale = brand.lake.scan("sale").filter(pl.col("variant_id") == variant).collect()
    place = sale.filter(
        pl.col("sold_at").dt.date().is_between(day, day + dt.timedelta(days=6)),
        pl.col("quantity") > 0,
    )["location_id"][0]
    found = {"variant_id": variant, "location_id": place, "week": day, "sold": 9, "demand": 0.0}
    for run, cancelled, bulk in (("plan-1-a", 0.0, 99.0), ("demand-2-b", 1.0, None)):
        rows = pl.DataFrame([{**found, "cancelled": cancelled, "bulk": bulk, "run_id": run}])
        brand.lake.append("demand_signal", rows, transaction=run)
    (after,) = years_of(brand, 52)
    less = np.nan_to_num(before.past.sold) - np.nan_to_num(after.past.sold)
    assert less[row, week] == 1
    assert less.sum() == 1
