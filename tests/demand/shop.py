"""A small shop in a lake, made table by table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from modiste.model.tables import table
from modiste.store.context import Context
from modiste.store.lake import Lake
from modiste.store.settings import Settings

AS_OF = dt.date(2026, 6, 1)
"""A Monday."""


def rows(name: str, *records: Mapping[str, Any]) -> pl.DataFrame:
    """Records as a frame of a table, with the columns that they have."""
    given = [column for column in table(name).names if any(column in each for each in records)]
    schema = {column: table(name)[column].type.polars() for column in given}
    return pl.DataFrame([{c: each.get(c) for c in given} for each in records], schema=schema)


def sales(
    variant: str, units: Sequence[int], *, location: str = "web", until: dt.date = AS_OF
) -> pl.DataFrame:
    """One line a week, at noon of its third day, the last one in the week before ``until``."""
    first = until - dt.timedelta(weeks=len(units))
    noon = dt.time(12, tzinfo=dt.UTC)
    return rows(
        "sale",
        *(
            {
                "order_id": f"{variant}/{location}/{until}/{k}",
                "variant_id": variant,
                "line_no": 1,
                "sold_at": dt.datetime.combine(first + dt.timedelta(days=7 * k + 2), noon),
                "quantity": quantity,
                "location_id": location,
            }
            for k, quantity in enumerate(units)
            if quantity
        ),
    )


def variant(name: str, **more: Any) -> pl.DataFrame:
    """A variant of a style of the same name, sold at 50.00 and bought at 20.00 euros."""
    fields = {"price": 5000, "cost": 2000, "currency": "EUR", "product_id": name} | more
    return rows("variant", {"variant_id": name, **fields})


def context(lake: Lake, as_of: dt.date = AS_OF, *, run: str = "run", **planning: Any) -> Context:
    """A run over the lake as it is."""
    settings = Settings.model_validate({"planning": planning, "brand": {"zone": "UTC"}})
    return Context(run, as_of, lake.snapshot(), lake, settings, lambda _: None)
