"""The course of a style's attributes in posts."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from modiste.demand.trending import TRUST, attribute_courses, style_trend, with_trend

MONDAY = dt.date(2026, 1, 5)
NOW = MONDAY + dt.timedelta(weeks=20)


def posts(name: str, shares: list[float], *, volume: float = 100.0) -> pl.DataFrame:
    attribute, value = name.split("=")
    return pl.DataFrame(
        {
            "series_id": f"{name}/{volume:g}",
            "week": [MONDAY + dt.timedelta(weeks=k) for k in range(len(shares))],
            "name": attribute,
            "value": value,
            "share": shares,
            "volume": float(volume),
        }
    )


def foreseen(series: str, mean: float) -> pl.DataFrame:
    weeks = [NOW + dt.timedelta(weeks=k) for k in range(6)]
    return pl.DataFrame({"series_id": series, "week": weeks, "mean": mean})


def test_half_of_a_foreseen_change_is_believed() -> None:
    series = posts("colour=navy", [0.1] * 20)
    found = attribute_courses(
        series, foreseen("colour=navy/100", 0.2), NOW, NOW + dt.timedelta(weeks=4)
    )
    later = found.filter(pl.col("week") >= NOW)
    assert later.height == 4
    assert later["log"].to_list() == pytest.approx([np.log(1 + TRUST)] * 4)
    assert found.filter(pl.col("week") < NOW)["log"].to_list() == pytest.approx([0.0] * 20)


def test_later_posts_are_not_looked_at() -> None:
    series = posts("colour=navy", [0.1] * 20 + [0.9] * 5)
    found = attribute_courses(
        series, foreseen("colour=navy/100", 0.1), NOW, NOW + dt.timedelta(weeks=4)
    )
    assert found["log"].abs().max() == pytest.approx(0.0)


def test_the_series_with_most_posts_speaks() -> None:
    series = pl.concat(
        [posts("colour=navy", [0.1] * 20), posts("colour=navy", [0.3] * 20, volume=900.0)]
    )
    forecast = pl.concat([foreseen("colour=navy/100", 0.1), foreseen("colour=navy/900", 0.6)])
    found = attribute_courses(series, forecast, NOW, NOW + dt.timedelta(weeks=2))
    assert found.filter(pl.col("week") == NOW)["log"].item() == pytest.approx(np.log(1.5))


def test_a_style_is_the_mean_of_its_attributes() -> None:
    courses = pl.DataFrame(
        {
            "name": ["colour", "pattern"],
            "value": ["navy", "stripe"],
            "week": [NOW, NOW],
            "log": [0.4, 0.0],
        }
    )
    attributes = pl.DataFrame(
        {
            "product_id": ["a", "a", "b", "c"],
            "name": ["colour", "pattern", "colour", "colour"],
            "value": ["navy", "stripe", "navy", "red"],
            "confidence": [0.9, 0.3, None, 1.0],
        }
    )
    found = dict(style_trend(courses, attributes).select("product_id", "trend").iter_rows())
    assert found == pytest.approx({"a": 0.3, "b": 0.4})


def test_it_joins_the_covariates_of_the_style() -> None:
    keys = pl.DataFrame({"series": [0, 1], "variant_id": ["x", "y"], "location_id": ["w", "w"]})
    products = pl.DataFrame({"variant_id": ["x", "y"], "product_id": ["a", "b"]})
    trend = pl.DataFrame({"product_id": ["a"], "week": [NOW], "trend": [0.25]})
    prices = pl.DataFrame({"series": [1], "time": [NOW], "effect": [0.1]})
    found = with_trend(prices, trend, keys, products)
    assert found is not None
    assert found.sort("series").select("series", "effect", "trend").rows() == [
        (0, None, 0.25),
        (1, 0.1, None),
    ]
    assert with_trend(prices, trend.clear(), keys, products) is prices
    alone = with_trend(None, trend, keys, products)
    assert alone is not None
    assert alone.columns == ["series", "time", "trend"]
