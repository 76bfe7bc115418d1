from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.model.errors import InputError
from modiste.store.importers.moments import CHINESE, ISO_ZONED, check_zone, sniff_formats, to_utc


def _at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def _read(values: list[str | None], formats: tuple[str, ...] = (), zone: str = "UTC") -> list:
    return to_utc(pl.Series(values, dtype=pl.String), formats, zone).to_list()


def test_times_with_offsets() -> None:
    assert _read(
        ["2024-05-01 10:11:12 +0200", "2024-05-01T10:11:12Z", "2024-05-01T10:11:12.5-05:00", "x"],
        ISO_ZONED,
    ) == [
        _at(2024, 5, 1, 8, 11, 12),
        _at(2024, 5, 1, 10, 11, 12),
        _at(2024, 5, 1, 15, 11, 12, 500000),
        None,
    ]


def test_local_times_around_the_clock_change() -> None:
    # 31 March 2024, 02:30 does not exist in Berlin; 27 October, 02:30 comes twice.
    assert _read(
        ["2024-03-31 01:30:00", "2024-03-31 02:30:00", "2024-10-27 02:30:00"], zone="Europe/Berlin"
    ) == [
        _at(2024, 3, 31, 0, 30),
        None,
        _at(2024, 10, 27, 0, 30),
    ]


def test_a_date_is_midnight_in_its_zone() -> None:
    assert _read(["2024-05-01"], zone="Asia/Shanghai") == [_at(2024, 4, 30, 16)]
    days = pl.Series([datetime(2024, 5, 1).date()])  # noqa: DTZ001
    assert to_utc(days, (), "Asia/Shanghai").to_list() == [_at(2024, 4, 30, 16)]


def test_chinese_dates() -> None:
    assert _read(["2024年5月1日", "2024/5/1 9:07"], CHINESE) == [
        _at(2024, 5, 1),
        _at(2024, 5, 1, 9, 7),
    ]


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["1/2/2024", "13/2/2024"], "%d/%m/%Y"),
        (["2/1/2024", "2/13/2024"], "%m/%d/%Y"),
        (["12/1/10 8:26", "12/13/10 9:00"], "%m/%d/%y %H:%M"),
        (["29.08.2013"], "%d.%m.%Y"),
        (["20240801"], "%Y%m%d"),
        (["2024-05-01 10:00:00"], "%Y-%m-%d %H:%M:%S"),
        (["1 Aug 2024"], "%d %b %Y"),
        (["2024-05-01", "2024-05-01", "2024-05-01 10:00"], ("%Y-%m-%d", "%Y-%m-%d %H:%M")),
        # only the day-first reading runs forward
        ([f"{d}/{m}/2024" for m in (1, 2, 3) for d in range(1, 13)], "%d/%m/%Y"),
    ],
)
def test_formats_are_found(values: list[str], form: str | tuple[str, ...]) -> None:
    expected = (form,) if isinstance(form, str) else form
    assert sniff_formats(pl.Series(values), "Date", "f.csv") == expected


def test_day_and_month_that_cannot_be_told_apart_are_asked_for() -> None:
    with pytest.raises(InputError, match="day and month cannot be told apart") as caught:
        sniff_formats(pl.Series(["1/2/2024", "3/4/2024"]), "Date", "f.csv")
    assert "%d/%m/%Y" in caught.value.remedy
    assert "%m/%d/%Y" in caught.value.remedy


def test_no_date_at_all() -> None:
    with pytest.raises(InputError, match="no format that is known"):
        sniff_formats(pl.Series(["hello"]), "Date", "f.csv")


def test_a_wrong_zone() -> None:
    with pytest.raises(InputError, match="no time zone 'Mars/Base'"):
        check_zone("Mars/Base")


@given(st.lists(st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)), max_size=10))  # noqa: DTZ001
def test_what_is_written_is_read(moments: list[datetime]) -> None:
    written = [m.strftime("%d/%m/%Y %H:%M:%S") for m in moments]
    expected = [m.replace(microsecond=0, tzinfo=UTC) for m in moments]
    assert _read(written, ("%d/%m/%Y %H:%M:%S",)) == expected
