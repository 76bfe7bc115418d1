from __future__ import annotations

import datetime as dt
import decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.model.errors import Place, SchemaError
from modiste.model.schema import ROW, Column, Kind, Table, Type, key
from modiste.model.validate import PROBLEMS, check, no_problems, validated

THING = Table(
    "thing",
    Kind.FACT,
    "A thing with a column of every type.",
    ("id",),
    (
        key("id", "Id."),
        Column("kind", Type.TEXT, "Kind.", choices=("a", "b")),
        Column("n", Type.INTEGER, "Number.", minimum=0, maximum=10),
        Column("units", Type.QUANTITY, "Units."),
        Column("price", Type.MONEY, "Price."),
        Column("share", Type.REAL, "Share.", minimum=0, maximum=1),
        Column("sure", Type.BOOLEAN, "Sure."),
        Column("day", Type.DATE, "Day."),
        Column("at", Type.TIMESTAMP, "When."),
        Column("tags", Type.TEXTS, "Tags."),
        Column("vector", Type.VECTOR, "Vector."),
    ),
)
COUNTED = Table(
    "counted", Kind.FACT, "Keyed by a number.", ("n",), (key("n", "Number.", Type.INTEGER),)
)
UTC = dt.UTC


def moment(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=UTC)


def read(column: str, values: object, dtype: object = None) -> tuple[list, list]:
    """Stored values of the good rows, and the rows and reasons of the bad ones."""
    series = values if isinstance(values, pl.Series) else pl.Series(column, values, dtype=dtype)
    ids = pl.Series("id", [f"i{n}" for n in range(len(series))])
    result = check(THING, pl.DataFrame([ids, series.alias(column)]))
    assert result.good.schema[column] == THING[column].type.polars()
    return result.good[column].to_list(), result.problems.select("row", "reason").rows()


# --- what is read as what -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "values", "dtype", "stored"),
    [
        ("kind", ["a", "b", None], pl.Categorical, ["a", "b", None]),
        ("kind", ["a"], pl.Enum(["a", "b"]), ["a"]),
        ("id", [1234, 5], pl.Int32, ["1234", "5"]),
        ("id", [1234.0, 0.5, -3.0], pl.Float64, ["1234", "0.5", "-3"]),
        ("id", [True], pl.Boolean, ["true"]),
        ("id", [dt.date(2026, 3, 31)], pl.Date, ["2026-03-31"]),
        ("units", [1, -2], pl.Int8, [1, -2]),
        ("units", [3], pl.UInt64, [3]),
        ("units", [1.0, -2.0, None], pl.Float64, [1, -2, None]),
        ("units", ["12", "-3", None], pl.String, [12, -3, None]),
        ("price", [decimal.Decimal("12.00")], pl.Decimal(10, 2), [12]),
        ("share", [1, 0], pl.Int64, [1.0, 0.0]),
        ("share", ["0.25", "1e-3"], pl.String, [0.25, 0.001]),
        ("share", [decimal.Decimal("0.50")], pl.Decimal(10, 2), [0.5]),
        ("sure", [1, 0, None], pl.Int64, [True, False, None]),
        ("sure", [1.0, 0.0], pl.Float64, [True, False]),
        ("sure", ["true", "FALSE", None], pl.String, [True, False, None]),
        ("day", ["2026-03-31", None], pl.String, [dt.date(2026, 3, 31), None]),
        ("day", [dt.datetime(2026, 3, 31)], pl.Datetime("ns"), [dt.date(2026, 3, 31)]),  # noqa: DTZ001
        ("at", [dt.date(2026, 3, 31)], pl.Date, [moment(2026, 3, 31)]),
        ("at", [dt.datetime(2026, 3, 31, 1)], pl.Datetime("ms"), [moment(2026, 3, 31, 1)]),  # noqa: DTZ001
        ("tags", [["x", None], [], None], pl.List(pl.String), [["x", None], [], None]),
        ("tags", [[1, 2]], pl.List(pl.Int64), [["1", "2"]]),
        ("tags", [["x", "y"]], pl.Array(pl.String, 2), [["x", "y"]]),
        ("vector", [[1, 2], []], pl.List(pl.Int64), [[1.0, 2.0], []]),
        ("vector", [[0.5, 0.25]], pl.Array(pl.Float64, 2), [[0.5, 0.25]]),
    ],
)
def test_what_loses_nothing_is_cast(column, values, dtype, stored):
    if column == "id":
        result = check(THING, pl.DataFrame({"id": pl.Series(values, dtype=dtype)}))
        assert result.good["id"].to_list() == stored
        return
    assert read(column, values, dtype) == (stored, [])


@pytest.mark.parametrize("column", [c.name for c in THING.columns if c.name != "id"])
def test_a_column_of_nulls_is_unknown_in_any_type(column):
    assert read(column, [None, None], pl.Null) == ([None, None], [])


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026-03-31T12:30:15Z", moment(2026, 3, 31, 12, 30, 15)),
        ("2026-03-31 12:30:15Z", moment(2026, 3, 31, 12, 30, 15)),
        ("2026-03-31T12:30:15", moment(2026, 3, 31, 12, 30, 15)),
        ("2026-03-31T12:30", moment(2026, 3, 31, 12, 30)),
        ("2026-03-31", moment(2026, 3, 31)),
        ("2026-03-31T12:30:15.5Z", moment(2026, 3, 31, 12, 30, 15, 500_000)),
        ("2026-03-31T12:30:15.123456789Z", moment(2026, 3, 31, 12, 30, 15, 123_456)),
        ("2026-03-31T12:30:15+02:00", moment(2026, 3, 31, 10, 30, 15)),
        ("2026-03-31T00:30:15+0530", moment(2026, 3, 30, 19, 0, 15)),
        ("2026-12-31T23:00-03:30", moment(2027, 1, 1, 2, 30)),
    ],
)
def test_moments_are_read_as_iso_8601(text, stored):
    assert read("at", [text]) == ([stored], [])


def test_each_moment_is_read_for_itself():
    texts = ["2026-03-31", "2026-03-31T12:00Z", "nonsense", "2026-03-31 14:00:00+02:00"]
    good, bad = read("at", texts)
    assert good == [moment(2026, 3, 31), moment(2026, 3, 31, 12), moment(2026, 3, 31, 12)]
    assert [row for row, _ in bad] == [3]


@given(
    at=st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1)),  # noqa: DTZ001
    minutes=st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
def test_any_python_moment_comes_back(at, minutes):
    zoned = at.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))
    assert read("at", [zoned.isoformat()]) == ([zoned], [])


@pytest.mark.parametrize("zone", ["Europe/Paris", "Asia/Kolkata", "America/St_Johns", "UTC"])
def test_zoned_moments_are_turned_to_utc(zone):
    values = pl.Series([moment(2026, 3, 29, 1), moment(2026, 7, 1)]).dt.convert_time_zone(zone)
    assert read("at", values) == ([moment(2026, 3, 29, 1), moment(2026, 7, 1)], [])


WHOLE = "a whole number"
CENTS = "a whole number of minor units"
DAY = "a day such as 2026-03-31"
WHEN = "a moment such as 2026-03-31T12:00:00Z"


@pytest.mark.parametrize(
    ("column", "value", "dtype", "wanted"),
    [
        ("units", 1.5, pl.Float64, WHOLE),
        ("units", float("nan"), pl.Float64, WHOLE),
        ("units", float("inf"), pl.Float64, WHOLE),
        ("units", 1e300, pl.Float64, WHOLE),
        ("units", 2**64 - 1, pl.UInt64, WHOLE),
        ("units", "1.0", pl.String, WHOLE),
        ("units", "12 pcs", pl.String, WHOLE),
        ("units", "", pl.String, WHOLE),
        ("units", True, pl.Boolean, WHOLE),
        ("units", dt.date(2026, 3, 31), pl.Date, WHOLE),
        ("units", dt.timedelta(days=1), pl.Duration, WHOLE),
        ("price", 9.99, pl.Float64, CENTS),
        ("price", "9.99", pl.String, CENTS),
        ("price", decimal.Decimal("9.99"), pl.Decimal(10, 2), CENTS),
        ("share", "half", pl.String, "a number"),
        ("share", True, pl.Boolean, "a number"),
        ("share", [0.5], pl.List(pl.Float64), "a number"),
        ("sure", "yes", pl.String, "true or false"),
        ("sure", 2, pl.Int64, "true or false"),
        ("sure", 0.5, pl.Float64, "true or false"),
        ("day", "31/03/2026", pl.String, DAY),
        ("day", "2026-02-30", pl.String, DAY),
        ("day", "2026-03-31T00:00:00", pl.String, DAY),
        ("day", dt.datetime(2026, 3, 31, 1), pl.Datetime, DAY),  # noqa: DTZ001
        ("day", 20_000, pl.Int64, DAY),
        ("at", "01/02/2026", pl.String, WHEN),
        ("at", "2026-03-31T25:00", pl.String, WHEN),
        ("at", "2026-03-31T12:00+99:00", pl.String, WHEN),
        ("at", "2026-03-31T12:00:00Z trailing", pl.String, WHEN),
        ("at", 1_700_000_000, pl.Int64, WHEN),
        ("kind", [["a"]], pl.List(pl.List(pl.String)), "text"),
        ("kind", b"a", pl.Binary, "text"),
        ("kind", {"a": 1}, pl.Struct({"a": pl.Int64}), "text"),
        ("tags", "x", pl.String, "a list of texts"),
        ("tags", {"a": 1}, pl.Struct({"a": pl.Int64}), "a list of texts"),
        ("tags", [0.5], pl.List(pl.Float64), "a list of texts"),
        ("vector", "x", pl.String, "a list of numbers"),
        ("vector", ["x"], pl.List(pl.String), "a list of numbers"),
    ],
)
def test_what_would_lose_something_is_refused(column, value, dtype, wanted):
    values = pl.Series(column, [None, value], dtype=dtype)
    assert read(column, values) == ([None], [(2, f"{column} is not {wanted}")])


def test_python_objects_are_refused():
    values = pl.Series("kind", [object(), None], dtype=pl.Object)
    assert read("kind", values) == ([None], [(1, "kind is not text")])


# --- rules ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("kind", "c", "kind is none of a, b"),
        ("kind", "", "kind is none of a, b"),
        ("n", -1, "n is below 0"),
        ("n", 11, "n is above 10"),
        ("share", -0.001, "share is below 0"),
        ("share", 1.001, "share is above 1"),
        ("share", float("nan"), "share is not a finite number"),
        ("vector", [1.0, float("nan")], "vector holds something that is no finite number"),
        ("vector", [1.0, None], "vector holds something that is no finite number"),
    ],
)
def test_rules(column, value, reason):
    fine = THING[column].type.polars()
    good, bad = read(column, pl.Series(column, [value, None], dtype=fine))
    assert (good, bad) == ([None], [(1, reason)])


@pytest.mark.parametrize(("column", "value"), [("n", 0), ("n", 10), ("share", 0.0), ("share", 1.0)])
def test_limits_are_within(column, value):
    assert read(column, [value]) == ([value], [])


@pytest.mark.parametrize(
    ("value", "reason"),
    [(None, "id is missing"), ("", "id is blank"), (" \t", "id is blank")],
)
def test_keys_are_there(value, reason):
    result = check(THING, pl.DataFrame({"id": ["fine", value]}))
    assert result.good["id"].to_list() == ["fine"]
    assert result.problems.rows() == [(2, "id", value, reason)]


def test_a_value_that_cannot_be_read_is_not_called_missing_too():
    result = check(COUNTED, pl.DataFrame({"n": ["1", "x", None]}))
    assert result.good["n"].to_list() == [1]
    assert result.problems.rows() == [
        (2, "n", "x", "n is not a whole number"),
        (3, "n", None, "n is missing"),
    ]


# --- columns, rows, messages ------------------------------------------------------------------


def test_an_absent_column_stays_absent_and_order_is_the_tables():
    result = check(THING, pl.DataFrame({"units": [1], "id": ["a"]}))
    assert result.good.columns == ["id", "units"]
    assert result.problems.schema == PROBLEMS


def test_an_unknown_column_is_refused_with_those_that_exist():
    with pytest.raises(SchemaError, match="'thing' has no column 'colour'") as caught:
        check(THING, pl.DataFrame({"id": ["a"], "colour": ["red"]}))
    assert caught.value.place == Place(column="colour")
    assert caught.value.remedy == f"Its columns are: {', '.join(THING.names)}."


def test_a_missing_required_column_is_refused():
    with pytest.raises(SchemaError, match="'thing' needs the column 'id'") as caught:
        check(THING, pl.DataFrame({"units": [1]}))
    assert caught.value.place == Place(column="id")


def test_source_row_numbers_are_kept_and_told():
    frame = pl.DataFrame({"id": ["a", "b", "c"], "n": [1, 99, -1], ROW: [17, 23, 42]})
    result = check(THING, frame)
    assert result.good.select(ROW, "id").rows() == [(17, "a")]
    assert result.problems.rows() == [
        (23, "n", "99", "n is above 10"),
        (42, "n", "-1", "n is below 0"),
    ]


def test_every_problem_of_a_row_is_told_in_order():
    frame = pl.DataFrame({"id": ["", "b"], "units": ["x", "1"], "n": [11, 1]})
    result = check(THING, frame)
    assert result.good["id"].to_list() == ["b"]
    assert result.problems.rows() == [
        (1, "id", "", "id is blank"),
        (1, "n", "11", "n is above 10"),
        (1, "units", "x", "units is not a whole number"),
    ]


def test_an_empty_frame_is_fine():
    result = check(THING, THING.empty())
    assert result.good.schema == THING.polars()
    assert result.problems.equals(no_problems())


def test_validated_gives_the_tables_types_back():
    frame = pl.DataFrame({"id": [1], "at": ["2026-03-31"], ROW: [9]})
    assert validated(THING, frame).rows() == [("1", moment(2026, 3, 31))]


def test_validated_names_file_row_column_value_and_how_many_more():
    frame = pl.DataFrame({"id": ["a", "b", "c"], "n": [1, 11, 12]})
    with pytest.raises(SchemaError) as caught:
        validated(THING, frame, file="things.csv")
    assert caught.value.place == Place("things.csv", 2, "n", "11")
    assert str(caught.value) == (
        "thing: n is above 10, and 1 more (things.csv, row 2, column 'n', value '11'). "
        "Correct the value, or leave it empty where it is not known."
    )


VALUES = {
    "id": st.one_of(st.none(), st.sampled_from(["", " ", "a", "b"])),
    "kind": st.one_of(st.none(), st.sampled_from(["a", "b", "c"])),
    "n": st.one_of(st.none(), st.sampled_from(["-1", "0", "10", "11", "x"])),
    "share": st.one_of(st.none(), st.floats(-0.5, 1.5), st.just(float("nan"))),
    "day": st.one_of(st.none(), st.sampled_from(["2026-03-31", "2026-02-30", ""])),
}


def fits(row: dict) -> bool:
    return (
        (row["id"] or "").strip() != ""
        and row["kind"] in (None, "a", "b")
        and row["n"] in (None, "0", "10")
        and (row["share"] is None or 0 <= row["share"] <= 1)
        and row["day"] in (None, "2026-03-31")
    )


@given(st.lists(st.fixed_dictionaries(VALUES), max_size=12))
def test_good_rows_and_rows_with_problems_are_all_rows(rows):
    types = {"id": pl.String, "kind": pl.String, "n": pl.String, "share": pl.Float64}
    frame = pl.DataFrame(rows, schema={**types, "day": pl.String}).with_row_index(ROW)
    result = check(THING, frame)
    good, bad = result.good[ROW].to_list(), set(result.problems["row"])
    assert good == [number for number, row in enumerate(rows) if fits(row)]
    assert bad == set(range(len(rows))) - set(good)
    assert validated(THING, result.good).height == len(good)
