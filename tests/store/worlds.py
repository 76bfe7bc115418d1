"""Small frames that the tests of the store write and read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from modiste.model.tables import table

NEW_YEAR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def sales(orders: Iterable[str], quantity: int = 1, **columns: object) -> pl.DataFrame:
    """One sale for each order."""
    frame = pl.DataFrame({"order_id": list(orders)}, schema={"order_id": pl.String})
    fixed = {
        "variant_id": "v",
        "line_no": 1,
        "sold_at": NEW_YEAR,
        "quantity": quantity,
        "location_id": "web",
        **columns,
    }
    return frame.with_columns(pl.lit(value).alias(name) for name, value in fixed.items())


def products(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Products with just the columns that the first row has."""
    types = table("product").polars()
    return pl.DataFrame(rows, schema={name: types[name] for name in rows[0]})


def read_sorted(lake, name: str) -> pl.DataFrame:
    return lake.read(name).sort(table(name).key)


def quantities(lake) -> dict[str, int]:
    return dict(lake.read("sale").select("order_id", "quantity").sort("order_id").rows())
