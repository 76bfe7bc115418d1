"""Series from plain files: every form that is read, and what is said of one that cannot be."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from tests.realdata import real

from modiste.model.errors import InputError
from modiste.present.frames import write_frame
from modiste.trends.files import Shape, read_series

FIRST, SECOND = dt.date(2026, 1, 5), dt.date(2026, 1, 12)


def made(folder: Path, text: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def rows(path: Path) -> list[tuple[object, ...]]:
    return read_series(path)[0].sort("series", "time").rows()


EXPECTED = [("a", FIRST, 1.0), ("a", SECOND, None), ("b", FIRST, 2.5), ("b", SECOND, 3.0)]


def test_a_wide_file_has_one_column_a_series(tmp_path):
    path = made(tmp_path, "date,a,b\n2026-01-05,1,2.5\n2026-01-12,,3\n")
    assert rows(path) == EXPECTED
    assert read_series(path)[1] == Shape("wide", 2, 4)


def test_a_long_file_names_its_series(tmp_path):
    text = "week,id,value\n2026-01-05,a,1\n2026-01-05,b,2.5\n2026-01-12,a,NaN\n2026-01-12,b,3\n"
    path = made(tmp_path, text)
    assert rows(path) == EXPECTED
    assert read_series(path)[1] == Shape("long", 2, 4, ("id", "week", "value"))


def test_a_long_file_may_name_its_series_by_whole_numbers(tmp_path):
    path = made(tmp_path, "series,date,y\n7,2026-01-05,1\n8,2026-01-05,2\n")
    assert rows(path) == [("7", FIRST, 1.0), ("8", FIRST, 2.0)]


def test_several_text_columns_name_a_series_together(tmp_path):
    text = "market,colour,source,date,y\nDE,navy,x,2026-01-05,1\nFR,red,x,2026-01-05,2\n"
    # A column that says the same everywhere tells no series from another.
    assert rows(made(tmp_path, text)) == [("DE|navy", FIRST, 1.0), ("FR|red", FIRST, 2.0)]


def test_the_value_of_a_long_file_is_found_by_its_name(tmp_path):
    path = made(tmp_path, "name,date,clicks,interest\na,2026-01-05,9,1\nb,2026-01-05,9,2\n")
    assert rows(path) == [("a", FIRST, 1.0), ("b", FIRST, 2.0)]


def test_tabs_and_parquet_say_the_same(tmp_path):
    tabs = made(tmp_path, "日期\ta\tb\n2026-01-05\t1\t2.5\n2026-01-12\t\t3\n", "file.tsv")
    assert rows(tabs) == EXPECTED
    frame = pl.DataFrame({"date": [FIRST, SECOND], "a": [1, None], "b": [2.5, 3.0]})
    frame.write_parquet(tmp_path / "file.parquet")
    assert rows(tmp_path / "file.parquet") == EXPECTED


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2026/01/05", "2026/01/12", [FIRST, SECOND]),
        ("20260105", "20260112", [FIRST, SECOND]),
        ("05.01.2026", "12.01.2026", [FIRST, SECOND]),
        ("2026-01-05 00:00:00", "2026-01-12 00:00:00", [FIRST, SECOND]),
        ("2026-01-05T00:00:00", "2026-01-12T00:00:00", [FIRST, SECOND]),
        ("2026-W02", "2026-W03", [FIRST, SECOND]),
        ("2026-01", "2026-02", [dt.date(2026, 1, 1), dt.date(2026, 2, 1)]),
        ("202601", "202602", [dt.date(2026, 1, 1), dt.date(2026, 2, 1)]),
        ("1", "2", [1, 2]),
        ("2025", "2026", [2025, 2026]),
    ],
)
def test_dates_of_every_form(tmp_path, first, second, expected):
    path = made(tmp_path, f"date,a\n{first},1\n{second},2\n")
    assert [time for _, time, _ in rows(path)] == expected


@pytest.mark.parametrize(
    ("text", "message", "row", "column", "value"),
    [
        ("date,a\n2026-01-05,1\n2026-13-12,2\n", "a date cannot be read", 2, "date", "2026-13-12"),
        ("date,a\n05.01.2026,1\n12.01.26,2\n", "a date cannot be read", 2, "date", "12.01.26"),
        ("date,a\n2026-01-05,1\n2026-01,2\n", "a date cannot be read", 2, "date", "2026-01"),
        ("date,a\n2026-01-05,1\n,2\n", "a date is missing", 2, "date", None),
        ("date,a\n1,1\n,2\n", "a date is missing", 2, "date", None),
        ("date,a,b\n2026-01-05,1,1\n2026-01-12,2,x\n2026-01-19,2,3\n2026-01-26,2,3\n",
         "a value is not a number", 2, "b", "x"),
        ("date,a\n2026-01-05,1\n2026-01-12,inf\n", "a value is not a number", 2, "a", "inf"),
        ("date,id,value\n2026-01-05,a,1\n2026-01-12,a,?\n2026-01-19,a,3\n",
         "a value is not a number", 2, "value", "?"),
        ("date,id,value\n2026-01-05,a,1\n2026-01-12,,2\n",
         "a row does not say its series", 2, "id", None),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_by_row_and_column(tmp_path, text, message, row, column, value):
    with pytest.raises(InputError, match=message) as caught:
        read_series(made(tmp_path, text))
    place = caught.value.place
    assert (place.file, place.row, place.column, place.value) == ("file.csv", row, column, value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date,a\n", "the file has no rows"),
        ("date\n2026-01-05\n", "the file holds dates only"),
        ("a,b\n1.5,2\n", "no column holds dates"),
        ("date,id\n2026-01-05,a\n", "no column holds numbers"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read_series(made(tmp_path, text))


def test_a_file_that_is_no_table_is_refused(tmp_path):
    for name in ("file.csv", "file.parquet"):
        path = made(tmp_path, "", name)
        with pytest.raises(InputError, match="cannot be read"):
            read_series(path)


def test_a_hundred_thousand_series_are_read(tmp_path):
    count = 100_000
    frame = pl.DataFrame(
        {
            "series": [f"s{i}" for i in range(count)] * 3,
            "date": pl.Series([FIRST, SECOND, dt.date(2026, 1, 19)]).repeat_by(count).explode(),
            "value": pl.int_range(3 * count, eager=True).cast(pl.Float64),
        }
    )
    frame.write_parquet(tmp_path / "many.parquet")
    panel, shape = read_series(tmp_path / "many.parquet")
    assert shape == Shape("long", count, 3 * count, ("series", "date", "value"))
    assert panel["value"].sum() == frame["value"].sum()


def test_results_are_written_as_csv_and_parquet_alone(tmp_path):
    frame = pl.DataFrame({"series": ["a"], "time": [FIRST], "mean": [0.5]})
    write_frame(frame, tmp_path / "new" / "a.csv")
    assert (tmp_path / "new" / "a.csv").read_text() == "series,time,mean\na,2026-01-05,0.5\n"
    write_frame(frame, tmp_path / "a.parquet")
    assert pl.read_parquet(tmp_path / "a.parquet").equals(frame)
    with pytest.raises(InputError, match="cannot be written as"):
        write_frame(frame, tmp_path / "a.xlsx")


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["google_trends.csv", "f1_main_100_sequences.csv", "RSCCASN.csv"])
def test_the_research_files_are_read(name):
    panel, shape = read_series(real(f"trends/{name}"))
    assert shape.series == {"google_trends.csv": 36}.get(name, 100 if "f1" in name else 1)
    assert panel["value"].null_count() < panel.height


# --- encodings and grids ------------------------------------------------------------------------


def written(path: Path, text: str, encoding: str) -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_chinese_is_read_as_it_was_written(tmp_path, encoding):
    text = "日期,藏青色,阔腿裤\n2026-01-05,1,2\n2026-01-12,3,4\n"
    panel, shape = read_series(written(tmp_path / "in.csv", text, encoding))
    assert shape.form == "wide"
    assert panel.rows() == [
        ("藏青色", dt.date(2026, 1, 5), 1.0), ("藏青色", dt.date(2026, 1, 12), 3.0),
        ("阔腿裤", dt.date(2026, 1, 5), 2.0), ("阔腿裤", dt.date(2026, 1, 12), 4.0),
    ]  # fmt: skip


def test_names_that_differ_in_one_letter_stay_two_series(tmp_path):
    text = "series,date,value\n" + "".join(
        f"{name},2026-01-05,{k}\n" for k, name in enumerate(("西装", "西裤", "été", "ête"))
    )
    panel, _ = read_series(written(tmp_path / "in.csv", text, "utf-8"))
    assert panel["series"].n_unique() == 4
    western = written(tmp_path / "w.csv", "date,été,ête\n2026-01-05,1,2\n", "cp1252")
    assert read_series(western)[0]["series"].to_list() == ["été", "ête"]


def test_a_file_of_semicolons_has_decimal_commas(tmp_path):
    text = "date;navy\n2026-01-05;1,5\n2026-01-12;2,25\n"
    panel, _ = read_series(written(tmp_path / "in.csv", text, "utf-8"))
    assert panel["value"].to_list() == [1.5, 2.25]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,a,a\n2026-01-05,1,2\n", "several columns"),
        ("date,a\n2026-01-05,1\n2026-01-12,inf\n", "row 2, column 'a'"),
        ("date,a\n2026-01-05,1\n2026-01-12,1e300\n", "too large"),
        ("", "empty"),
        ("date,a\n", "no rows"),
    ],
)
def test_what_would_go_wrong_in_silence_is_refused(tmp_path, text, said):
    with pytest.raises(InputError, match=said):
        read_series(written(tmp_path / "in.csv", text, "utf-8"))


def long(path: Path, **steps: list[int]) -> Path:
    rows = [
        f"{name},{dt.date(2026, 1, 5) + dt.timedelta(days=day)},{k}"
        for name, days in steps.items()
        for k, day in enumerate(days)
    ]
    return written(path, "\n".join(["series,date,value", *rows]) + "\n", "utf-8")


def test_series_of_different_steps_are_refused_by_name(tmp_path):
    mixed = long(
        tmp_path / "in.csv", week=[0, 7, 14, 21, 28], other=[0, 7, 14, 21], month=[0, 30, 61, 91]
    )
    with pytest.raises(InputError, match="'month' goes by months, most go by weeks"):
        read_series(mixed)
    daily = long(tmp_path / "d.csv", day=[0, 1, 2, 3, 4], week=[0, 7, 14, 21])
    with pytest.raises(InputError, match="different steps"):
        read_series(daily)


def test_gaps_are_no_other_step(tmp_path):
    gaps = long(tmp_path / "in.csv", week=[0, 7, 14, 21, 28], sparse=[0, 35, 70, 84], two=[0, 90])
    assert read_series(gaps)[1].series == 3
