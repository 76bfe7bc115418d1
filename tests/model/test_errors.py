from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from modiste.model import errors
from modiste.model.errors import InputError, ModisteError, Place

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, ModisteError)
]


def test_a_message_says_what_where_and_what_next():
    error = InputError(
        "the price is not a number",
        place=Place("sales.csv", 12, "price", "abc"),
        remedy="Correct it.",
    )
    assert str(error) == (
        "the price is not a number (sales.csv, row 12, column 'price', value 'abc'). Correct it."
    )


def test_without_a_place_the_brackets_go():
    assert str(InputError("it is empty", remedy="Fill it.")) == "it is empty. Fill it."


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place(), ""),
        (Place(file="f"), "f"),
        (Place(row=0), "row 0"),
        (Place(column=""), "column ''"),
        (Place(value="\n"), "value '\\n'"),
        (Place(value="x" * 60), f"value '{'x' * 60}'"),
        (Place(value="x" * 61), f"value '{'x' * 59}…'"),
    ],
)
def test_places(place, shown):
    assert str(place) == shown


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("again", [copy.copy, lambda e: pickle.loads(pickle.dumps(e))])  # noqa: S301
def test_errors_cross_processes_whole(kind, again):
    error = kind("what", remedy="Do this.", place=Place("f", 1, "c", "v"))
    back = again(error)
    assert type(back) is kind
    assert (back.what, back.remedy, back.place) == ("what", "Do this.", Place("f", 1, "c", "v"))
    assert str(back) == str(error)


def test_codes_name_one_error_each():
    codes = [kind.code for kind in KINDS]
    assert sorted(codes) == sorted(set(codes))


def test_codes_and_statuses_are_stable():
    assert {kind.code: (kind.status, kind.exit_code) for kind in KINDS} == {
        "error": (500, 1),
        "invalid-input": (422, 3),
        "schema": (422, 3),
        "unknown-name": (404, 3),
        "settings": (500, 4),
        "workspace": (500, 4),
        "store": (503, 5),
        "busy": (503, 5),
        "conflict": (409, 1),
        "not-enough-data": (409, 6),
        "missing-extra": (501, 7),
    }
