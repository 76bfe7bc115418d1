"""A small shop in a lake: dresses and bags, three people, and what they did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.model.tables import table
from modiste.store.lake import Lake
from modiste.store.settings import Settings

AS_OF = dt.date(2026, 6, 1)
END = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def rows(name: str, *records: Mapping[str, Any]) -> pl.DataFrame:
    """Records as a frame of a table, with the columns that they have."""
    given = [column for column in table(name).names if any(column in each for each in records)]
    schema = {column: table(name)[column].type.polars() for column in given}
    return pl.DataFrame([{c: each.get(c) for c in given} for each in records], schema=schema)


def settings(**recommend: Any) -> Settings:
    """Settings with some of the section ``recommend``."""
    return Settings.model_validate({"recommend": recommend})


def ago(days: float) -> dt.datetime:
    """A moment so many days before the end."""
    return END - dt.timedelta(days=days)


def style(lake: Lake, name: str, colours: list[str], sizes: list[str], **more: Any) -> None:
    """A style with its variants ``name-colour-size``."""
    fields = {"title": f"{name} title", "category": "sheath-dress", "gender": "women"} | more
    lake.upsert("product", rows("product", {"product_id": name, **fields}))
    variants = [
        {
            "variant_id": f"{name}-{colour}-{size}", "product_id": name, "colour": colour,
            "size": size, "price": 5000, "cost": 2000, "currency": "EUR",
        }
        for colour in colours
        for size in sizes
    ]  # fmt: skip
    lake.upsert("variant", rows("variant", *variants))


def stock(lake: Lake, days: float = 1.0, location: str = "web", **on_hand: int | None) -> None:
    """Counts of variants; dashes of their names are underscores here."""
    counts = [
        {"variant_id": name.replace("_", "-"), "location_id": location, "counted_at": ago(days),
         "on_hand": units}
        for name, units in on_hand.items()
    ]  # fmt: skip
    lake.upsert("stock", rows("stock", *counts))


def buy(lake: Lake, who: str | None, variant: str, days: float, quantity: int = 1) -> None:
    """An order line, or a return of the same order with a negative quantity."""
    buys(lake, (who, variant, days, quantity))


def buys(lake: Lake, *lines: tuple[str | None, str, float, int]) -> None:
    """Many order lines: who, variant, days ago, quantity."""
    written = [
        {
            "order_id": f"{who}-{variant}", "variant_id": variant,
            "line_no": 1 if quantity > 0 else 2, "sold_at": ago(days), "quantity": quantity,
            "location_id": "web", "customer_id": who,
        }
        for who, variant, days, quantity in lines
    ]  # fmt: skip
    lake.upsert("sale", rows("sale", *written))


def visit(lake: Lake, who: str, kind: str, variant: str, days: float, **more: Any) -> None:
    """An event."""
    event = {
        "event_id": f"{who}-{kind}-{variant}-{days}", "at": ago(days), "kind": kind,
        "customer_id": who, "variant_id": variant, "product_id": variant.split("-", 1)[0], **more,
    }  # fmt: skip
    lake.upsert("event", rows("event", event))


def person(lake: Lake, *names: str, **more: Any) -> None:
    """Customers who agreed to being profiled, unless said otherwise."""
    fields = {"profiling_consent": True, "marketing_consent": True} | more
    lake.upsert("customer", rows("customer", *({"customer_id": n, **fields} for n in names)))


def edit(lake: Lake, who: str, name: str, value: str, stance: str, days: float = 0.0) -> None:
    """An edit of a profile."""
    said = {"customer_id": who, "name": name, "value": value, "stance": stance, "at": ago(days)}
    lake.upsert("profile_edit", rows("profile_edit", said))
