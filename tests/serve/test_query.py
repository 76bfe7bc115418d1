from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from modiste.model.errors import InputError, UnknownNameError
from modiste.model.tables import table
from modiste.serve.query import condition_of

SALE = table("sale")
ROWS = pl.DataFrame(
    {
        "order_id": ["A1", "b2", "c3"],
        "quantity": [5, -1, None],
        "unit_price": [100, 200, 300],
        "sold_at": [dt.datetime(2026, 1, day, tzinfo=dt.UTC) for day in (1, 2, 3)],
        "channel": ["web", None, "store"],
    },
    schema_overrides={"sold_at": pl.Datetime("us", "UTC")},
)


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("quantity > 0", ["A1"]),
        ("quantity<=5", ["A1", "b2"]),
        ("quantity is null", ["c3"]),
        ("quantity is known", ["A1", "b2"]),
        ("unit_price != 200", ["A1", "c3"]),
        ("order_id = A1", ["A1"]),
        ("order_id = 'b2'", ["b2"]),
        ("order_id ~ B", ["b2"]),
        ("channel is not null", ["A1", "c3"]),
        ("sold_at >= 2026-01-02", ["b2", "c3"]),
        ("sold_at < 2026-01-02T00:00:00+00:00", ["A1"]),
    ],
)  # fmt: skip
def test_conditions(text: str, orders: list[str]) -> None:
    assert ROWS.filter(condition_of(SALE, text))["order_id"].to_list() == orders


@pytest.mark.parametrize("text", ["", "quantity", "quantity >> 1", "quantity is big", "> 3"])
def test_unreadable_conditions_say_how_to_write_one(text: str) -> None:
    with pytest.raises(InputError) as caught:
        condition_of(SALE, text)
    assert caught.value.remedy


def test_a_value_of_the_wrong_type_names_the_column() -> None:
    with pytest.raises(InputError) as caught:
        condition_of(SALE, "quantity = many")
    assert caught.value.place.column == "quantity"


def test_an_unknown_column_lists_the_columns() -> None:
    with pytest.raises(UnknownNameError, match="order_id"):
        condition_of(SALE, "colour = red")


def test_lists_are_searched_by_their_words() -> None:
    rows = pl.DataFrame({"tags": [["linen", "new"], ["wool"], None]})
    found = rows.filter(condition_of(table("product"), "tags ~ LINEN"))
    assert found["tags"].to_list() == [["linen", "new"]]
