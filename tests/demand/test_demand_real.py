"""Real files of sales, where they lie beside the project."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from tests.realdata import real

from modiste.demand.files import Columns, read_sales
from modiste.demand.signal import make_signal
from modiste.learn.analogues import Analogues, Features, launch, updated

pytestmark = pytest.mark.realdata


def test_weekly_transactions() -> None:
    path = real("sales/Sales_Transactions_Dataset_Weekly.csv")
    read = read_sales(path, Columns({}, "W"))
    assert read.items == 811
    raw = pl.read_csv(path).select(pl.col(r"^W\d+$"))
    assert read.sources.panel["sold"].sum() == raw.sum_horizontal().sum()
    assert read.sources.panel.group_by("variant_id").len()["len"].max() == 52


def test_online_retail() -> None:
    path = real("sales/uci_online_retail.parquet")
    read = read_sales(path)
    assert read.form == "order lines"
    assert read.columns["order"] == "InvoiceNo"
    signal = make_signal(read.sources)
    total = signal.weeks.select(pl.col("sold", "cancelled", "bulk").sum()).row(0, named=True)
    # Two orders of 74,215 and of 80,995 pieces were undone within minutes of being placed; the
    # second one lies in the last, unfinished week.
    jars = signal.weeks.filter(pl.col("variant_id") == "23166")
    assert jars["cancelled"].max() == 74_215
    assert 0.005 < total["bulk"] / total["sold"] < 0.2
    assert signal.weeks["demand"].min() == 0.0


def test_new_products_of_a_fast_fashion_brand() -> None:
    file = real("sales/visuelle/products.json")
    raw = json.loads(file.read_text(encoding="utf-8"))["newProductModel"]["catalog"]
    sales = np.array([each["weekSales"] for each in raw], dtype=float)
    order = ["SS17", "AW17", "SS18", "AW18", "SS19", "AW19"]
    season = np.array([order.index(each["season"]) for each in raw])
    texts = [[each[name] for each in raw] for name in ("category", "color", "fabric")]
    features = Features.of([*texts, [each["season"][:2] for each in raw]])
    past, now = season < 5, season == 5
    found = Analogues().fit(features.rows(past), sales[past])
    first = launch(found, features.rows(now))
    later = updated(found, first, sales[now][:, :2])
    total = sales[now].sum(axis=1)
    known = sales[now][:, :2].sum(axis=1) + later.mean[:, 2:].sum(axis=1)
    assert np.abs(first.total - total).sum() / total.sum() < 0.58  # without pictures
    assert np.abs(known - total).sum() / total.sum() < 0.25
