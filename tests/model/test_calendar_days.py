"""First and last of some days."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from modiste.model.calendar import first_day, last_day
from modiste.model.errors import InputError


def test_first_and_last() -> None:
    days = pl.Series("day", [dt.date(2026, 3, 2), None, dt.date(2025, 1, 6)])
    assert first_day(days) == dt.date(2025, 1, 6)
    assert last_day(days) == dt.date(2026, 3, 2)


def test_no_day_is_refused() -> None:
    with pytest.raises(InputError, match="there are no days"):
        first_day(pl.Series("day", [None], dtype=pl.Date))
