"""The signal as a whole: what is taken off, added and set apart."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from modiste.demand.signal import Sources, make_signal, named

MONDAY = dt.date(2026, 1, 5)
WEEK = dt.timedelta(weeks=1)


def weekly(
    sold: list[int], empty: list[int] | None = None, variant: str = "tee", location: str = "web"
) -> pl.DataFrame:
    """A weekly panel; ``empty`` names the weeks that ended with an empty shelf."""
    weeks = range(len(sold))
    return pl.DataFrame(
        {
            "variant_id": variant,
            "location_id": location,
            "week": [MONDAY + k * WEEK for k in weeks],
            "sold": sold,
            "censored": [k in (empty or []) for k in weeks],
        }
    )


def attributes(**groups: str | None) -> pl.DataFrame:
    return pl.DataFrame(
        [{"variant_id": v, "product_id": v, "group": g} for v, g in groups.items()],
        schema={"variant_id": pl.String, "product_id": pl.String, "group": pl.String},
    )


def test_sales_are_demand_where_nothing_else_is_known() -> None:
    signal = make_signal(Sources(weekly([4, 0, 6]), attributes(tee="top")))
    assert signal.weeks["demand"].to_list() == [4.0, 0.0, 6.0]
    assert signal.weeks["baseline"].to_list() == [4.0, 0.0, 6.0]
    assert signal.weeks["estimated"].to_list() == [False] * 3
    assert signal.covariates() is None


def test_an_empty_week_is_raised_and_marked() -> None:
    signal = make_signal(Sources(weekly([4, 6, 0, 5, 5], [2]), attributes(tee="top")))
    found = signal.weeks.row(2, named=True)
    assert found["days_out"] == 7.0
    assert found["estimated"]
    assert found["demand"] == pytest.approx(5.0, rel=0.1)
    assert signal.weeks["lost"].to_list()[:2] == [0.0, 0.0]


def test_cancelled_and_bulk_units_are_no_demand() -> None:
    adjusted = pl.DataFrame(
        {
            "variant_id": ["tee"],
            "location_id": ["web"],
            "week": [MONDAY + WEEK],
            "cancelled": [2],
            "bulk": [40],
        }
    )
    signal = make_signal(Sources(weekly([4, 46, 5]), attributes(tee="top"), adjustments=adjusted))
    assert signal.weeks["demand"].to_list() == [4.0, 4.0, 5.0]
    assert signal.weeks["bulk"].to_list() == [0.0, 40.0, 0.0]


def test_what_prices_brought_is_set_apart() -> None:
    rng = np.random.default_rng(6)
    frames, prices = [], []
    for k in range(30):
        cut = 10 + k % 12
        ratio = np.where(np.arange(40) >= cut, 0.7, 1.0)
        sold = rng.poisson(20 * ratio**-2.5).tolist()
        frames.append(weekly(sold, variant=f"v{k:02d}"))
        prices.append(
            pl.DataFrame(
                {
                    "product_id": f"v{k:02d}",
                    "week": [MONDAY + w * WEEK for w in range(40)],
                    "ratio": ratio,
                    "promoted": 0.0,
                }
            )
        )
    known = attributes(**{f"v{k:02d}": "top" for k in range(30)})
    signal = make_signal(Sources(pl.concat(frames), known, prices=pl.concat(prices)))
    answer = signal.response.table.row(0, named=True)
    assert answer["own"] == pytest.approx(-2.5, abs=2.5 * answer["own_sd"])
    assert answer["elasticity"] == pytest.approx(-2.5, abs=0.4)
    marked_up = signal.weeks["demand"].mean()
    assert isinstance(marked_up, float)
    assert signal.weeks["baseline"].mean() == pytest.approx(20, rel=0.12)
    assert marked_up > 28
    marked = signal.weeks.filter(pl.col("price_ratio") < 1)
    assert (marked["uplift"] / marked["demand"]).mean() == pytest.approx(1 - 0.7**2.5, abs=0.1)
    covariates = signal.covariates()
    assert covariates is not None
    assert covariates["effect"].max() == pytest.approx(-2.5 * np.log(0.7), abs=0.15)


def test_numbers_stand_for_variant_and_location() -> None:
    frames = [
        weekly([1, 2], variant=variant, location=location)
        for variant, location in (("b", "web"), ("a", "store"), ("a", "lager"))
    ]
    signal = make_signal(Sources(pl.concat(frames), attributes(a="coat", b=None)))
    assert signal.keys.rows() == [(0, "a", "lager"), (1, "a", "store"), (2, "b", "web")]
    panel = signal.panel()
    assert panel["series"].to_list() == [0, 0, 1, 1, 2, 2]
    assert panel["group"].to_list() == ["coat"] * 4 + [None, None]
    back = named(
        pl.DataFrame(
            {"series": [2, 0], "mean": [1.5, 2.5]}, schema_overrides={"series": pl.UInt32}
        ),
        signal.keys,
    )
    assert back.rows() == [("b", "web", 1.5), ("a", "lager", 2.5)]


@pytest.mark.parametrize("twice", [["coat", "coat"], ["coat", "hat"]])
def test_a_variant_named_twice_does_not_double_its_sales(twice: list[str]) -> None:
    known = pl.DataFrame({"variant_id": ["tee"] * 2, "product_id": ["tee"] * 2, "group": twice})
    signal = make_signal(Sources(weekly([1, 2, 3]), known))
    assert signal.panel()["value"].to_list() == [1.0, 2.0, 3.0]


def test_an_unknown_mark_counts_as_not_censored() -> None:
    frame = weekly([3, 0, 3]).with_columns(censored=pl.Series([False, None, False]))
    signal = make_signal(Sources(frame, attributes(tee=None)))
    assert signal.weeks["demand"].to_list() == [3.0, 0.0, 3.0]
