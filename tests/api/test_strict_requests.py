"""Requests are taken as JSON has them, or refused."""

from __future__ import annotations

import datetime as dt
import enum

import pytest
from pydantic import Field, ValidationError

from modiste.present.http.strict import Strict


class Colour(enum.StrEnum):
    RED = "red"


class Line(Strict):
    quantity: int = Field(ge=1)
    due: dt.date | None = None


class Order(Strict):
    colour: Colour = Colour.RED
    lines: list[Line]
    at: dt.datetime | None = None
    rush: bool = False
    price: float = 0.0
    tags: tuple[str, ...] = ()
    days: dict[str, dt.date] = Field(default_factory=dict)


def test_texts_stand_for_dates_and_choices():
    order = Order.model_validate(
        {
            "colour": "red",
            "lines": [{"quantity": 2, "due": "2026-03-02"}],
            "at": "2026-03-02T10:00:00Z",
            "tags": ["a"],
            "price": 3,
            "days": {"x": "2026-01-01"},
        }
    )
    assert order.colour is Colour.RED
    assert order.lines[0].due == dt.date(2026, 3, 2)
    assert order.tags == ("a",)
    assert order.days == {"x": dt.date(2026, 1, 1)}
    assert Order.model_validate_json(order.model_dump_json()) == order
    assert Order(lines=[Line(quantity=1, due=dt.date(2026, 1, 1))]).lines[0].quantity == 1


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"lines": [{"quantity": "2"}]}, ("lines", 0, "quantity")),
        ({"lines": [{"quantity": True}]}, ("lines", 0, "quantity")),
        ({"lines": [{"quantity": 2.0}]}, ("lines", 0, "quantity")),
        ({"lines": [{"quantity": 2, "due": 1767312000}]}, ("lines", 0, "due")),
        ({"lines": [], "rush": 1}, ("rush",)),
        ({"lines": [], "rush": "yes"}, ("rush",)),
        ({"lines": [], "price": "3"}, ("price",)),
        ({"lines": [], "price": float("nan")}, ("price",)),
        ({"lines": [], "colour": "blue"}, ("colour",)),
        ({"lines": [], "more": 1}, ("more",)),
        ({"lines": [], "tags": "ab"}, ("tags",)),
        ({"lines": [], "at": 5}, ("at",)),
    ],
)
def test_nothing_is_converted(body, where):
    with pytest.raises(ValidationError) as refused:
        Order.model_validate(body)
    assert [error["loc"] for error in refused.value.errors()] == [where]


def test_the_schema_still_describes_the_fields():
    schema = Order.model_json_schema()
    assert schema["$defs"]["Line"]["properties"]["due"]["anyOf"][0] == {
        "format": "date",
        "type": "string",
    }
    assert schema["$defs"]["Colour"]["enum"] == ["red"]
    assert schema["additionalProperties"] is False
