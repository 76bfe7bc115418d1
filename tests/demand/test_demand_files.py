"""Plain files of sales, and the commands over them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from modiste.demand.cli import app
from modiste.demand.files import Columns, read_sales
from modiste.demand.signal import make_signal
from modiste.model.errors import InputError
from modiste.present.frames import write_frame

MONDAY = dt.date(2026, 1, 5)


def csv(path: Path, text: str) -> Path:
    path.write_text(text.replace(" ", ""), encoding="utf-8")
    return path


def daily(path: Path, *, days: int = 70) -> Path:
    rng = np.random.default_rng(1)
    rows = [
        {
            "SKU": f"v{k}",
            "Store": place,
            "Date": (MONDAY + dt.timedelta(days=d)).isoformat(),
            "Units Sold": int(rng.poisson(2)),
            "Price": 50.0 if d < 40 else 35.0,
            "Category": "coat",
        }
        for k in range(6)
        for place in ("north", "south")
        for d in range(days)
    ]
    pl.DataFrame(rows).write_csv(path)
    return path


def test_daily_rows_become_weeks(tmp_path: Path) -> None:
    read = read_sales(daily(tmp_path / "sales.csv"))
    assert read.form == "daily"
    assert read.columns == {
        "item": "SKU",
        "date": "Date",
        "quantity": "Units Sold",
        "location": "Store",
        "price": "Price",
        "category": "Category",
    }
    panel = read.sources.panel
    assert panel.height == 12 * 10
    raw = pl.read_csv(tmp_path / "sales.csv")
    assert panel["sold"].sum() == raw["Units Sold"].sum()
    prices = read.sources.prices
    assert prices is not None
    assert prices["ratio"].min() == pytest.approx(0.7)
    assert prices["week"].max() == MONDAY + dt.timedelta(weeks=10 + 12)


def test_a_week_that_is_not_over_is_left_out(tmp_path: Path) -> None:
    read = read_sales(daily(tmp_path / "sales.csv", days=73))
    assert read.sources.panel["week"].max() == MONDAY + dt.timedelta(weeks=9)
    assert any("is not over" in note for note in read.notes)


def test_weeks_without_a_row_sold_nothing(tmp_path: Path) -> None:
    text = "item,week,units\na,2026-01-05,3\na,2026-01-19,2\nb,2026-01-19,1\n"
    panel = read_sales(csv(tmp_path / "s.csv", text)).sources.panel
    assert panel.filter(pl.col("variant_id") == "a")["sold"].to_list() == [3, 0, 2]
    assert panel.filter(pl.col("variant_id") == "b")["sold"].to_list() == [1]


@pytest.mark.parametrize("first", [dt.date(2026, 1, 4), dt.date(2026, 1, 7)])
def test_weeks_keep_the_day_that_they_begin_with(tmp_path: Path, first: dt.date) -> None:
    days = [first + dt.timedelta(weeks=k) for k in range(4)]
    text = "item,week,units\n" + "".join(f"a,{day},{k + 1}\n" for k, day in enumerate(days))
    read = read_sales(csv(tmp_path / "s.csv", text))
    assert read.sources.panel["sold"].to_list() == [1, 2, 3, 4]
    shown = read.shown(read.sources.panel.select("week"))
    assert shown["week"].to_list() == days


def test_returns_are_told_and_not_netted(tmp_path: Path) -> None:
    text = "item,date,qty\na,2026-01-05,3\na,2026-01-06,-2\na,2026-01-06,1\na,2026-01-11,1\n"
    read = read_sales(csv(tmp_path / "s.csv", text))
    assert read.sources.panel["sold"].to_list() == [5]
    assert any("returns" in note for note in read.notes)


def test_order_lines_tell_cancelled_and_bulk_orders(tmp_path: Path) -> None:
    rows = [f"o{k},a,2026-01-{5 + k % 14:02d},1,c{k}" for k in range(40)]
    rows += ["big,a,2026-01-06,90,x", "u,a,2026-01-13,7,y", "Cu,a,2026-01-14,-7,y"]
    text = "order_id,item,date,units,customer_id\n" + "\n".join(rows) + "\n"
    read = read_sales(csv(tmp_path / "lines.csv", text))
    assert read.form == "order lines"
    signal = make_signal(read.sources)
    assert signal.weeks["sold"].to_list() == [111, 26]
    assert signal.weeks["bulk"].to_list() == [89, 0]
    assert signal.weeks["cancelled"].to_list() == [0, 7]
    assert signal.weeks["demand"].to_list() == [22, 19]


def test_an_empty_shelf_marks_its_week(tmp_path: Path) -> None:
    text = (
        "item,week,units,stock\na,2026-01-05,3,9\na,2026-01-12,0,0\na,2026-01-19,2,4\n"
        "b,2026-01-19,1,\n"
    )
    panel = read_sales(csv(tmp_path / "s.csv", text)).sources.panel
    assert panel["censored"].to_list() == [False, True, False, False]


def test_a_wide_file_with_numbered_weeks(tmp_path: Path) -> None:
    text = "Product_Code,W0,W1,W2,MIN\nP1,1,0,4,0\nP2,2,2,2,2\n"
    read = read_sales(csv(tmp_path / "wide.csv", text), Columns({}, "W"))
    assert read.form == "wide"
    assert read.numbered
    assert read.sources.panel["sold"].to_list() == [1, 0, 4, 2, 2, 2]
    shown = read.shown(pl.DataFrame({"week": [read.end]}))
    assert shown["week"].to_list() == [3]


def test_parquet_with_columns_named(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"art": ["x", "x"], "when": [MONDAY, MONDAY + dt.timedelta(weeks=1)], "n": [2, 3]}
    )
    frame.write_parquet(tmp_path / "s.parquet")
    named = Columns({"item": "art", "date": "when", "quantity": "n"})
    read = read_sales(tmp_path / "s.parquet", named)
    assert read.sources.panel["sold"].to_list() == [2, 3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("item,week,units\n", "the file has no rows"),
        ("item,units\na,1\n", "no column holds the date"),
        ("item,week,units\na,soon,1\n", "a date cannot be read"),
        ("item,week,units\na,,1\n", "a date is missing"),
        ("item,week,units\na,2026-01-05,many\n", "a value is not a number"),
        ("item,week,units\na,2026-01-05,\na,2026-01-12,4\n", "a number is missing"),
        ("item,week,units\n,2026-01-05,1\n", "a row does not say its item"),
        ("item,week,units\na,2026-01-05,0\n", "nothing was sold"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_sales(csv(tmp_path / "bad.csv", text))


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    path = csv(tmp_path / "s.csv", "item,week,units\na,2026-01-05,1\n")
    with pytest.raises(InputError, match="there is no column 'sku'"):
        read_sales(path, Columns({"item": "sku"}))
    with pytest.raises(InputError, match="no columns are called Q0"):
        read_sales(path, Columns({}, "Q"))


def test_only_known_endings_are_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be written as \.xls"):
        write_frame(pl.DataFrame(), tmp_path / "x.xls")


# --- the commands -------------------------------------------------------------------------------


def test_forecast_a_file(tmp_path: Path) -> None:
    out, totals = tmp_path / "f.csv", tmp_path / "t.parquet"
    arguments = ["forecast", "-i", str(daily(tmp_path / "s.csv")), "--out", str(out), "--json"]
    more = ["--totals", str(totals), "--horizon", "4", "--model", "moving-average", "--level", "60"]
    done = CliRunner().invoke(app, [*arguments, *more])
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["series"] == 12
    assert report["model"] == "moving average"
    frame = pl.read_csv(out)
    assert frame.height == 12 * 4
    assert frame.columns[:6] == ["item", "location", "week", "mean", "q20", "q50"]
    assert set(pl.read_parquet(totals)["level"]) == {"style", "category", "location", "total"}


def test_backtest_a_file(tmp_path: Path) -> None:
    arguments = ["backtest", "-i", str(daily(tmp_path / "s.csv", days=140)), "--json"]
    more = ["--horizon", "4", "--origins", "2", "--models", "moving average,TSB"]
    done = CliRunner().invoke(app, [*arguments, *more])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert {row["model"] for row in rows} == {"moving average", "TSB"}
    assert all(0 < row["wape"] < 1 for row in rows)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--level", "120"], "is not between 0 and 100"),
        (["--column", "colour=x"], "is not role=COLUMN"),
        (["--model", "oracle"], "there is no forecaster"),
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, option: list[str], message: str) -> None:
    arguments = ["forecast", "-i", str(daily(tmp_path / "s.csv")), *option]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code != 0
    assert message in str(done.exception)
