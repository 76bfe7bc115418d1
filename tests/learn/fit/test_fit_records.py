from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from modiste.learn.fit.records import FitRecords
from modiste.model.errors import InputError

PLAIN = {"person": ["a", "b"], "item": ["x", "x"], "size": ["M", "38"], "fit": ["fit", "Large "]}


def test_outcomes_sizes_and_scales_are_read():
    records = FitRecords.of(pl.DataFrame(PLAIN))
    assert records.outcomes.tolist() == [1, 2]
    assert records.frame["scale"].to_list() == ["alpha", "numeric"]
    assert records.real("number")[1] == 38.0
    assert records.frame["family"].to_list() == ["body", "body"]


def test_shoes_and_clothes_of_one_number_are_of_different_scales():
    rows = pl.DataFrame({**PLAIN, "size": ["38", "38"], "kind": ["shoes", "apparel"]})
    frame = FitRecords.of(rows.with_columns(gender=pl.lit("women"))).frame
    assert frame["scale"].to_list() == ["shoe/women/shoes", "numeric/women/apparel"]
    assert frame["family"].to_list() == ["shoes", "body"]


def test_what_cannot_be_right_is_unknown_and_counted():
    rows = pl.DataFrame(
        {**PLAIN, "height_cm": [17.0, 170.0], "age": [116.0, None], "bust_cm": [float("nan"), 90]}
    )
    records = FitRecords.of(rows)
    assert np.isnan(records.real("height_cm")[0])
    assert records.real("height_cm")[1] == 170.0
    assert np.isnan(records.real("bust_cm")[0])
    assert records.frame["age"].null_count() == 2
    assert records.implausible >= 2


def test_days_count_from_1970():
    rows = pl.DataFrame({**PLAIN, "at": [dt.date(1970, 1, 11), None]})
    days = FitRecords.of(rows).days
    assert days[0] == 10
    assert np.isnan(days[1])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fit": ["fit", "snug"]}, "none of small, fit and large"),
        ({"size": ["M", None]}, "not complete"),
    ],
)
def test_bad_rows_are_named(changes, words):
    with pytest.raises(InputError, match=words) as error:
        FitRecords.of(pl.DataFrame({**PLAIN, **changes}))
    assert error.value.place.row == 2


def test_a_missing_column_and_unknown_outcomes_are_refused():
    with pytest.raises(InputError, match="column size"):
        FitRecords.of(pl.DataFrame(PLAIN).drop("size"))
    with pytest.raises(InputError, match="not known"):
        _ = FitRecords.of(pl.DataFrame(PLAIN).drop("fit")).outcomes
