"""Bodies against the published tables; persons completed from part of their measurements."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.design.make.body import MEASURES, body_of_person, body_of_size, size_run
from modiste.model.errors import InputError, UnknownNameError


@pytest.mark.parametrize(
    ("size", "people", "expected"),
    [
        ("38", "women", {"bust": 88, "waist": 72, "hip": 96}),  # EN 13402-3
        ("48", "women", {"bust": 110, "waist": 94, "hip": 117}),
        ("50", "men", {"bust": 100, "waist": 88}),
        # GB/T 1335.2 and .1: middle bodies and one step of 5·4.
        (
            "160/84A",
            "women",
            {"waist": 68, "hip": 90, "neck": 33.6, "arm": 50.5, "waist_height": 98},
        ),
        (
            "165/88A",
            "women",
            {"waist": 72, "hip": 93.6, "neck": 34.4, "arm": 52, "waist_height": 101},
        ),
        ("160/84Y", "women", {"waist": 64, "hip": 90, "neck": 33.4}),
        ("160/88C", "women", {"waist": 82, "hip": 96}),
        ("170/88A", "men", {"waist": 74, "hip": 90, "neck": 36.8, "across_shoulders": 43.6}),
        ("175/92A", "men", {"waist": 78, "hip": 93.2, "arm": 57, "waist_height": 105.5}),
        # ASTM D5585-95, misses 8, in inches.
        ("US 8", "women", {"bust": 35 * 2.54, "waist": 27 * 2.54, "hip": 37.5 * 2.54}),
        # GB/T 1335.3.
        ("80", "children", {"bust": 48, "waist": 47, "hip": 49, "neck": 24.2, "arm": 25}),
        ("130", "children", {"bust": 64, "waist": 59, "hip": 69, "neck": 27.4, "waist_height": 79}),
    ],
)
def test_sizes_have_the_published_measurements(
    size: str, people: str, expected: dict[str, float]
) -> None:
    body = body_of_size(size, people)
    assert {name: getattr(body, name) for name in expected} == pytest.approx(expected)


def test_sizes_of_other_systems_go_through_the_charts() -> None:
    assert body_of_size("UK 12").bust == body_of_size("38").bust
    assert body_of_size("6-7Y", "children").height == 122
    assert body_of_size("S").bust in (84, 88)


@pytest.mark.parametrize("people", ["women", "men", "children"])
def test_every_measurement_grows_with_the_size(people: str) -> None:
    bodies = [body_of_size(size, people) for size in size_run(people)]
    # In GB/T 1335.3 the waist falls where small children's table passes to that of older ones.
    for name in set(MEASURES) - ({"waist"} if people == "children" else set()):
        values = [getattr(body, name) for body in bodies]
        assert all(b >= a - 1e-9 for a, b in pairwise(values)), name


@pytest.mark.parametrize(
    ("size", "people"), [("39", "women"), ("31", "men"), ("170", "children"), ("99/10A", "women")]
)
def test_sizes_that_no_table_has(size: str, people: str) -> None:
    with pytest.raises(UnknownNameError):
        body_of_size(size, people)


def test_people_are_named() -> None:
    with pytest.raises(UnknownNameError, match="dogs"):
        body_of_size("38", "dogs")


def test_a_person_like_a_size_gets_that_size() -> None:
    body = body_of_size("40")
    known = {n: getattr(body, n) for n in ("height", "bust", "waist", "hip")}
    found = body_of_person({"people": "women", **known})
    for name in MEASURES:
        assert getattr(found.body, name) == pytest.approx(getattr(body, name), rel=0.02), name
    assert set(found.filled) == set(MEASURES) - set(known)
    assert not found.doubtful


@settings(max_examples=30, deadline=None)
@given(st.floats(80, 120), st.floats(-4, 4), st.floats(-4, 4))
def test_given_measurements_are_kept_and_the_rest_is_plausible(
    bust: float, waist: float, hip: float
) -> None:
    given_ = {"bust": bust, "waist": bust - 16 + waist, "hip": bust + 7 + hip}
    body = body_of_person({"people": "women", **given_}).body
    assert {n: getattr(body, n) for n in given_} == pytest.approx(given_)
    assert 30 < body.neck < 46
    assert 150 < body.height < 190
    assert 35 < body.back_length < 46


def test_inches_are_read() -> None:
    inches = body_of_person({"people": "women", "unit": "in", "bust": 36, "waist": 28, "hip": 38})
    assert inches.body.bust == pytest.approx(91.44)


def test_a_measurement_that_does_not_fit_the_others_is_told() -> None:
    found = body_of_person(
        {"people": "women", "height": 168, "bust": 88, "waist": 72, "hip": 96, "wrist": 30}
    )
    assert list(found.doubtful) == ["wrist"]
    given_value, expected = found.doubtful["wrist"]
    assert given_value == 30
    assert 14 < expected < 19


@pytest.mark.parametrize(
    ("data", "match"),
    [
        ({"people": "women", "bust": 30, "waist": 70}, "out of the range"),
        ({"people": "women", "bust": 880, "waist": 70}, "out of the range"),
        ({"people": "women", "bust": 34, "unit": "ft"}, "unit"),
        ({"people": "women", "bost": 88}, "measurement of this name"),
        ({"people": "women", "bust": "88"}, "positive number"),
        ({"people": "women", "bust": -1}, "positive number"),
        ({"people": "women", "bust": True}, "positive number"),
        ({"people": "women", "bust": float("nan")}, "positive number"),
        ({"people": "women", "height": 168}, "at least"),
        ({"people": "cats", "bust": 88}, "Whose body"),
    ],
)
def test_bodies_that_cannot_be_used(data: dict[str, object], match: str) -> None:
    with pytest.raises(InputError, match=match):
        body_of_person(data)
