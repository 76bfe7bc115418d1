"""Problems from plain files, and what is wrong with them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from modiste.inventory.cli import app
from modiste.inventory.files import EVERYWHERE, read_problem
from modiste.inventory.optimise import OUTPUT, optimised
from modiste.model.errors import InputError, UnknownNameError
from modiste.model.money import Money

MONDAY = dt.date(2026, 6, 1)

TERMS = (
    "sku,supplier,lead_time_days,lead_time_sd_days,moq,pack_size,unit_cost,price,currency\n"
    "tee,mill,14,0,0,1,20.00,50.00,EUR\n"
    "hat,mill,14,0,12,6,5.5,19.9,EUR\n"
)
STOCK = "sku,on_hand,on_order,committed\ntee,20,0,0\nhat,100,0,0\n"


@pytest.fixture
def shop(tmp_path: Path) -> dict[str, Path]:
    """Ten tees and two hats a week, Poisson, and what is there of them."""
    weeks = [MONDAY + dt.timedelta(weeks=k) for k in range(12)]
    rows = [(name, week, mean) for name, mean in (("tee", 10.0), ("hat", 2.0)) for week in weeks]
    pl.DataFrame(rows, schema=["series", "week", "mean"], orient="row").write_csv(
        tmp_path / "forecast.csv"
    )
    (tmp_path / "terms.csv").write_text(TERMS)
    (tmp_path / "stock.csv").write_text(STOCK)
    return {name: tmp_path / f"{name}.csv" for name in ("forecast", "terms", "stock")}


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_orders_of_two_articles(shop: dict[str, Path]) -> None:
    result, solution = optimised(read_problem(**shop))
    assert result.columns == list(OUTPUT)
    tee, hat = result.to_dicts()
    assert (tee["variant_id"], tee["location_id"], tee["supplier_id"]) == (
        "tee",
        EVERYWHERE,
        "mill",
    )
    assert tee["reorder_point"] == 39  # Poisson with mean 30, 95 %
    assert tee["order_up_to"] == 79
    assert tee["quantity"] == 59
    assert (tee["unit_cost"], tee["order_cost"]) == (20.0, 1180.0)
    assert (hat["quantity"], hat["order_cost"]) == (0, 0)
    assert solution.totals()["EUR"]["cost"] == 118_000
    assert solution.totals()["EUR"]["orders"] == 1


def test_a_budget_cuts_where_least_is_lost(shop: dict[str, Path]) -> None:
    replaced(shop["stock"], "hat,100", "hat,0")
    problem = read_problem(**shop)
    whole, _ = optimised(problem)
    assert dict(whole.select("variant_id", "quantity").iter_rows()) == {"tee": 59, "hat": 18}
    cut, solution = optimised(problem, Money(80_000, "EUR"))
    spent = cut["order_cost"].sum()
    assert spent <= 800
    assert spent > 800 - 20  # less than one more tee is left over
    got = dict(cut.select("variant_id", "quantity").iter_rows())
    assert got["hat"] % 6 == 0
    assert got["hat"] >= 12
    assert solution.budget is not None
    assert solution.budget.gap < 0.05
    # Hats earn 14.40 for 5.50, tees 30 for 20: of hats nothing that will sell is left out.
    assert got["tee"] < 59
    more, _ = optimised(problem, Money(10_000_000, "EUR"))
    assert more["quantity"].sum() <= whole["quantity"].sum()
    assert more["quantity"].sum() >= 0.9 * whole["quantity"].sum()


def test_unknown_stock_is_not_none(shop: dict[str, Path]) -> None:
    shop["stock"].write_text("sku,on_hand\nhat,100\n")
    tee = optimised(read_problem(**shop))[0].row(0, named=True)
    assert tee["position"] is None
    assert tee["quantity"] == 40


def test_deviations_come_from_quantiles_where_none_is_given(shop: dict[str, Path]) -> None:
    frame = pl.read_csv(shop["forecast"], try_parse_dates=True)
    spread = frame.with_columns(q05=pl.col("mean") - 3.2897, q95=pl.col("mean") + 3.2897)
    spread.write_csv(shop["forecast"])
    found = read_problem(**shop).forecast.filter(variant_id="tee")["cumulative_sd"]
    assert found[0] == pytest.approx(2.0)
    assert found[3] == pytest.approx(4.0)


def test_the_output_of_the_demand_forecast_is_read(shop: dict[str, Path]) -> None:
    frame = pl.read_csv(shop["forecast"], try_parse_dates=True).rename({"week": "time"})
    columns = {f"q{q:02d}": pl.col("mean") for q in (5, 10, 25, 50, 75, 90, 95)}
    out = shop["forecast"].with_suffix(".parquet")
    frame.with_columns(**columns, cumulative_sd=pl.lit(1.0), model=pl.lit("auto")).write_parquet(
        out
    )
    problem = read_problem(out, shop["terms"], shop["stock"])
    assert problem.forecast["cumulative_sd"].unique().to_list() == [1.0]
    assert problem.as_of == MONDAY


def test_a_day_within_the_week(shop: dict[str, Path]) -> None:
    assert read_problem(**shop, as_of=MONDAY + dt.timedelta(days=3)).elapsed_days == 3
    with pytest.raises(InputError, match="not in the first forecast week"):
        read_problem(**shop, as_of=MONDAY + dt.timedelta(days=7))


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("stock", "tee,20", "tee,-3", "on_hand is below 0 (stock.csv, row 1, column 'on_hand'"),
        ("stock", "tee,20", "tee,many", "on_hand is not a number (stock.csv, row 1"),
        ("stock", "tee,20", "tee,1.5", "on_hand is not a whole number (stock.csv, row 1"),
        ("stock", "tee,20", "tee,", "on_hand is missing (stock.csv, row 1"),
        ("stock", "hat,100", "tee,100", "tee, all stands in rows 1 and 2 (stock.csv, row 2"),
        ("stock", "committed", "comitted", "Did you mean committed?"),
        ("terms", "12,6,5.5", "12,6,", "unit_cost is missing (terms.csv, row 2"),
        ("terms", "12,6,5.5", "12,6,inf", "unit_cost is no amount of EUR"),
        ("terms", "12,6,5.5", "12,6,5.555", "at most 2 decimals (terms.csv, row 2"),
        ("terms", "12,6,5.5", "12,6,-5.5", "unit_cost is no amount of EUR"),
        ("terms", "hat,mill,14", "hat,mill,0", "lead_time_days is not above 0 (terms.csv, row 2"),
        ("terms", "hat,mill,14", "hat,mill,", "lead_time_days is missing (terms.csv, row 2"),
        ("terms", "12,6,", "12,0,", "pack_size is below 1 (terms.csv, row 2"),
        ("terms", "19.9,EUR", "19.9,USD", "currencies are mixed: EUR and USD (terms.csv, row 2"),
        ("terms", "hat,", "tee,", "tee stands in rows 1 and 2"),
        ("terms", "hat,", "cap,", "there are no terms for 1 forecast variants"),
        ("terms", "unit_cost", "unit_costs", "Did you mean unit_cost?"),
        ("forecast", "tee,2026-06-08,10.0", "tee,2026-06-08,nan", "mean is missing"),
        ("forecast", "tee,2026-06-08,10.0", "tee,2026-06-08,-1", "mean is below 0"),
        ("forecast", "tee,2026-06-08", "tee,8 June", "week is not a date"),
        ("forecast", "tee,2026-06-08", "tee,2026-06-01", "stands in rows 1 and 2"),
        ("forecast", "tee,2026-08-17,10.0\n", "", "'tee' has 11 of the 12 weeks"),
        ("forecast", "2026-08-17", "2026-08-18", "not seven days apart"),
        ("forecast", "series", "thing", "the file has no column variant_id"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(
    shop: dict[str, Path], file: str, old: str, new: str, message: str
) -> None:
    replaced(shop[file], old, new)
    with pytest.raises(InputError) as caught:
        read_problem(**shop)
    assert message in str(caught.value)


def test_a_column_named_twice(shop: dict[str, Path]) -> None:
    replaced(shop["stock"], "sku,", "sku,stock,")
    replaced(shop["stock"], "tee,", "tee,1,")
    replaced(shop["stock"], "hat,", "hat,1,")
    with pytest.raises(InputError, match="two columns mean on_hand"):
        read_problem(**shop)


def test_a_currency_is_needed_and_known(shop: dict[str, Path]) -> None:
    shop["terms"].write_text(TERMS.replace(",EUR", "").replace(",currency", ""))
    with pytest.raises(InputError, match="currency of costs and prices is not known"):
        read_problem(**shop)
    assert read_problem(**shop, currency="usd").supply["currency"].unique().to_list() == ["USD"]
    with pytest.raises(UnknownNameError):
        read_problem(**shop, currency="XQX")


def test_suppliers_fill_in_lead_times_and_are_checked(
    shop: dict[str, Path], tmp_path: Path
) -> None:
    replaced(shop["terms"], "hat,mill,14,0", "hat,mill,,")
    suppliers = tmp_path / "suppliers.csv"
    suppliers.write_text("supplier_id,lead_time_days,lead_time_sd_days\nmill,21,3\n")
    supply = read_problem(**shop, suppliers=suppliers).supply
    assert supply["lead_time_days"].to_list() == [14, 21]
    assert supply["lead_time_sd_days"].to_list() == [0, 3]
    suppliers.write_text("supplier_id\nother\n")
    with pytest.raises(InputError, match=r"supplier 'mill' is not known \(terms.csv, row 1"):
        read_problem(**shop, suppliers=suppliers)


def test_budgets_of_other_money_are_refused(shop: dict[str, Path]) -> None:
    with pytest.raises(InputError, match="the budget is in USD"):
        optimised(read_problem(**shop), Money(1, "USD"))


# --- commands ---------------------------------------------------------------------------------


def run(*arguments: Any) -> Any:
    done = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def options(shop: dict[str, Path]) -> list[Any]:
    return [each for name, path in shop.items() for each in (f"--{name}", path)]


def test_optimise_writes_a_file(shop: dict[str, Path], tmp_path: Path) -> None:
    for ending in ("csv", "parquet", "xlsx"):
        out = tmp_path / f"orders.{ending}"
        done = run("optimise", *options(shop), "--out", out, "--json")
        assert json.loads(done.stdout)["totals"]["EUR"]["units"] == 59
        assert out.exists()
    read = pl.read_csv(tmp_path / "orders.csv")
    assert read.columns == list(OUTPUT)
    assert read["quantity"].to_list() == [59, 0]
    with pytest.raises(InputError, match="cannot be written"):
        run("optimise", *options(shop), "--out", tmp_path / "orders.doc")


def test_optimise_shows_what_to_order(shop: dict[str, Path]) -> None:
    done = run("optimise", *options(shop), "--budget", "600", "--service", 0.9)
    assert "To order now" in done.stdout
    assert "proven bound" in done.stdout


def test_whatif_on_files(shop: dict[str, Path]) -> None:
    done = run("whatif", *options(shop), "--service", 0.99, "--lead-factor", 1.5, "--json")
    found = json.loads(done.stdout)
    units = found["totals"]["EUR"]["units"]
    assert units["before"] == 59
    assert units["after"] > 59
    assert units["difference"] == units["after"] - 59
    assert found["orders"][0]["variant_id"] == "tee"
    with pytest.raises(InputError, match="only some of the files"):
        run("whatif", "--stock", shop["stock"])


def test_columns_of_no_concern_are_passed_over(shop: dict[str, Path]) -> None:
    before = read_problem(**shop)
    lines = shop["terms"].read_text(encoding="utf-8").splitlines()
    shop["terms"].write_text("\n".join(f"{line},x" for line in lines), encoding="utf-8")
    assert read_problem(**shop).supply.equals(before.supply)
