"""Plain files from command to command: what one writes the next one takes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
from tests.serve.conftest import Cli


def test_a_forecast_of_sales_becomes_orders(cli: Cli, tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    weeks = [dt.date(2025, 1, 6) + dt.timedelta(weeks=k) for k in range(60)]
    sales = pl.DataFrame(
        {
            "item": np.repeat(["tee", "hat"], 60),
            "date": weeks * 2,
            "quantity": np.concatenate([rng.poisson(20, 60), rng.poisson(4, 60)]),
        }
    )
    names = {name: tmp_path / f"{name}.csv" for name in ("sales", "ahead", "terms", "stock", "out")}
    sales.write_csv(names["sales"])
    terms = {"item": ["tee", "hat"], "lead_time_days": [14, 21], "unit_cost": ["8.5", "5"]}
    pl.DataFrame(terms | {"price": ["20", "15"], "currency": ["EUR", "EUR"]}).write_csv(
        names["terms"]
    )
    pl.DataFrame({"item": ["tee", "hat"], "on_hand": [30, 500]}).write_csv(names["stock"])
    asked = ["demand", "forecast", "--input", str(names["sales"]), "--horizon", "12"]
    cli(*asked, "--model", "moving-average", "--out", str(names["ahead"]))
    given = {"forecast": "ahead", "terms": "terms", "stock": "stock", "out": "out"}
    files = [f"--{option}={names[name]}" for option, name in given.items()]
    cli("inventory", "optimise", *files)
    orders = pl.read_csv(names["out"])
    quantity = dict(orders.select("variant_id", "quantity").iter_rows())
    assert quantity["hat"] == 0
    # Lead time, review and a month's cycle of about 20 a week, less the 30 there are.
    assert 100 < quantity["tee"] < 200
