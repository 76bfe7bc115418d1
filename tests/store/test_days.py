"""The day that a workspace speaks of."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl

from modiste.store.days import day_of_facts
from modiste.store.lake import Lake

PARIS = ZoneInfo("Europe/Paris")
TODAY = dt.date(2026, 11, 25)


def day(lake, today=TODAY):
    return day_of_facts(lake.snapshot(), PARIS, today)


def event(lake, at):
    lake.upsert("event", pl.DataFrame({"event_id": ["e"], "at": [at], "kind": ["view"]}))


def test_it_is_the_day_after_the_last_sale_or_count_in_the_brand_s_zone(tmp_path):
    lake = Lake(tmp_path / "lake")
    assert day(lake) == TODAY
    event(lake, dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert day(lake) == dt.date(2026, 11, 2)
    sold = dt.datetime(2026, 3, 1, 22, 59, tzinfo=dt.UTC)
    sale = {"order_id": ["o"], "variant_id": ["v"], "line_no": [1], "quantity": [1],
            "location_id": ["web"]}  # fmt: skip
    lake.upsert("sale", pl.DataFrame({**sale, "sold_at": [sold]}))
    assert day(lake) == dt.date(2026, 3, 2)
    counted = dt.datetime(2026, 3, 1, 23, 1, tzinfo=dt.UTC)
    stock = {"variant_id": ["v"], "location_id": ["web"], "counted_at": [counted], "on_hand": [1]}
    lake.upsert("stock", pl.DataFrame(stock))
    assert day(lake) == dt.date(2026, 3, 3)


def test_it_is_never_after_today(tmp_path):
    lake = Lake(tmp_path / "lake")
    event(lake, dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    assert day(lake) == TODAY
