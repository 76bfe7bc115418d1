from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.model.errors import InputError
from modiste.styling.shape import CHINESE, Girths, Shape, ffit, gbt_class


def shape(bust: float, waist: float, hip: float, high_hip: float | None = None) -> Shape:
    """The shape of girths in inches."""
    return ffit(Girths.of_inches(bust=bust, waist=waist, hip=hip, high_hip=high_hip)).shape


# Each pair lies on either side of a threshold of the published definitions.
@pytest.mark.parametrize(
    ("inches", "expected"),
    [
        ((36, 27, 37), Shape.HOURGLASS),
        ((36, 27.1, 37), Shape.RECTANGLE),  # bust - waist below 9, hip - waist below 10
        ((36, 27.1, 37.1), Shape.HOURGLASS),  # hip - waist of 10 defines the waist alone
        ((36, 27, 39.5), Shape.HOURGLASS),
        ((36, 27, 39.6), Shape.BOTTOM_HOURGLASS),  # hip - bust of 3.6
        ((36, 27, 39.6, 32.2), Shape.BOTTOM_HOURGLASS),  # high hip / waist 1.1926
        ((36, 27, 39.6, 32.22), Shape.SPOON),  # 1.1933
        ((34, 29, 38, 31), Shape.BOTTOM_HOURGLASS),
        ((34, 29.1, 38, 31), Shape.TRIANGLE),  # hip - waist below 9
        ((38, 29, 37), Shape.HOURGLASS),  # bust - hip of exactly 1
        ((38.1, 29, 37), Shape.TOP_HOURGLASS),
        ((38.1, 29.2, 37), Shape.RECTANGLE),
        ((40, 32, 36.4), Shape.INVERTED_TRIANGLE),  # bust - hip of 3.6
        ((40, 32, 36.5), Shape.RECTANGLE),
        ((36, 30, 38.1, 36), Shape.SPOON),  # hip - bust over 2, hip - waist over 7
        ((36, 30, 38, 36), Shape.RECTANGLE),
        ((32, 26, 43, 30), Shape.UNCLASSIFIED),  # hip - bust of 10 and more with a low high hip
    ],
)  # fmt: skip
def test_thresholds_of_ffit(inches, expected):
    assert shape(*inches) is expected


def test_a_diamond_is_fuller_in_the_middle_than_at_the_bust():
    girths = {"bust": 100.0, "waist": 98.0, "hip": 104.0}
    assert ffit(Girths(**girths, stomach=101, abdomen=102)).shape is Shape.DIAMOND
    assert ffit(Girths(**girths, stomach=99, abdomen=103)).shape is Shape.RECTANGLE


def test_without_the_high_hip_a_possible_spoon_is_not_sure():
    assert not ffit(Girths.of_inches(bust=36, waist=27, hip=40)).sure
    assert ffit(Girths.of_inches(bust=36, waist=27, hip=40, high_hip=31)).sure
    assert ffit(Girths.of_inches(bust=36, waist=26, hip=36)).sure


def test_centimetres_and_inches_agree():
    inches = ffit(Girths.of_inches(bust=36, waist=27, hip=39.6))
    metric = ffit(Girths(bust=91.44, waist=68.58, hip=100.584))
    assert inches == metric
    assert (inches.bust_waist, inches.hip_waist, inches.bust_hip) == (9.0, 12.6, -3.6)
    assert inches.margin == 0.0


@given(
    st.floats(60, 200), st.floats(45, 200), st.floats(60, 220), st.none() | st.floats(55, 220)
)  # fmt: skip
def test_every_adult_body_has_an_answer(bust, waist, hip, high_hip):
    reading = ffit(Girths(bust, waist, hip, high_hip))
    assert reading.shape in Shape
    assert reading.margin >= 0
    assert reading.bust_waist - reading.hip_waist == pytest.approx(reading.bust_hip, abs=1e-5)


@pytest.mark.parametrize(
    ("name", "value"), [("bust", 36), ("waist", 27), ("hip", 0), ("hip", float("nan"))]
)
def test_numbers_of_no_adult_in_centimetres_are_refused(name, value):
    girths = {"bust": 92.0, "waist": 70.0, "hip": 98.0, name: value}
    with pytest.raises(InputError, match="adult"):
        Girths(**girths)


# GB/T 1335.1 and .2: chest less waist, both ends of each class.
@pytest.mark.parametrize(
    ("gender", "drop", "expected"),
    [
        ("women", 24, "Y"), ("women", 19, "Y"), ("women", 18, "A"), ("women", 14, "A"),
        ("women", 13, "B"), ("women", 9, "B"), ("women", 8, "C"), ("women", 4, "C"),
        ("women", 25, None), ("women", 3, None), ("women", 18.4, "A"), ("women", 18.5, "A"),
        ("women", 18.6, "Y"), ("women", 24.4, "Y"), ("women", 24.5, None), ("women", 3.5, "C"),
        ("men", 22, "Y"), ("men", 17, "Y"), ("men", 16, "A"), ("men", 12, "A"),
        ("men", 11, "B"), ("men", 7, "B"), ("men", 6, "C"), ("men", 2, "C"),
        ("men", 23, None), ("men", 1, None),
    ],
)  # fmt: skip
def test_classes_of_the_chinese_standard(gender, drop, expected):
    assert gbt_class(88.0, 88.0 - drop, gender) == expected


def test_children_have_no_class():
    with pytest.raises(InputError, match="no body classes"):
        gbt_class(60, 55, "girls")


def test_every_shape_has_a_chinese_name():
    assert set(CHINESE) == set(Shape)
