"""Body shapes from measurements: FFIT for women, and the classes of GB/T 1335.

FFIT (Female Figure Identification Technique): Simmons, Istook and Devarajan, *Female figure
identification technique (FFIT) for apparel, part I: describing female shapes*, Journal of Textile
and Apparel, Technology and Management 4 (1), 2004; the thresholds, in inches, as published with the
software by Devarajan (2003) and restated by Lee, Istook, Nam and Park, International Journal of
Clothing Science and Technology 19 (5), 2007. A figure is tested in the order of that paper; what
passes no test is *unclassified*. FFIT's oval is left out: its first condition is judged by eye.

GB/T 1335.1 (men) and 1335.2 (women), 2008: the body class is the chest's girth less the waist's.
Between two classes (a drop such as 13.5 for women) the nearer class is taken, the fuller one at the
very middle; the standard has whole centimetres only. Children have no class in either.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from modiste.model.errors import InputError, Place

CM_PER_INCH: Final = 2.54
_HIGH_HIP_RATIO: Final = 1.193


class Shape(StrEnum):
    """A shape of FFIT."""

    HOURGLASS = "hourglass"
    BOTTOM_HOURGLASS = "bottom hourglass"
    TOP_HOURGLASS = "top hourglass"
    SPOON = "spoon"
    TRIANGLE = "triangle"
    INVERTED_TRIANGLE = "inverted triangle"
    RECTANGLE = "rectangle"
    DIAMOND = "diamond"
    UNCLASSIFIED = "unclassified"


CHINESE: Final = {
    Shape.HOURGLASS: "沙漏形",
    Shape.BOTTOM_HOURGLASS: "下沙漏形",
    Shape.TOP_HOURGLASS: "上沙漏形",
    Shape.SPOON: "匙形",
    Shape.TRIANGLE: "三角形",
    Shape.INVERTED_TRIANGLE: "倒三角形",
    Shape.RECTANGLE: "矩形",
    Shape.DIAMOND: "菱形",
    Shape.UNCLASSIFIED: "介于几种之间",
}

DROPS: Final = {
    "women": {"Y": (19, 24), "A": (14, 18), "B": (9, 13), "C": (4, 8)},
    "men": {"Y": (17, 22), "A": (12, 16), "B": (7, 11), "C": (2, 6)},
}
"""Chest less waist in cm of the classes of GB/T 1335, both ends included."""

_LIMITS: Final = {
    "bust": (60.0, 200.0),
    "waist": (45.0, 200.0),
    "hip": (60.0, 220.0),
    "high_hip": (55.0, 220.0),
    "stomach": (45.0, 220.0),
    "abdomen": (45.0, 220.0),
}


@dataclass(frozen=True)
class Girths:
    """Girths of an adult body in cm.

    Attributes:
        bust: at the fullest part of the bust or chest.
        waist: at the narrowest part of the trunk.
        hip: at the fullest part of the seat.
        high_hip: about 10 cm below the waist, over the hip bones.
        stomach: about midway between bust and waist.
        abdomen: at the fullest part of the belly.
    """

    bust: float
    waist: float
    hip: float
    high_hip: float | None = None
    stomach: float | None = None
    abdomen: float | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in _LIMITS.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise InputError(
                    f"{name.replace('_', ' ')} should lie between {low:.0f} and {high:.0f} cm "
                    "for an adult",
                    place=Place(column=name, value=f"{value:g}"),
                    remedy="Check the number and its unit (cm or in); children have no class.",
                )

    @classmethod
    def of_inches(cls, **inches: float | None) -> Girths:
        """From girths in inches."""
        return cls(
            **{k: None if v is None else round(v * CM_PER_INCH, 6) for k, v in inches.items()}  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class Reading:
    """A shape, and the differences that decided.

    Attributes:
        shape: the shape.
        bust_waist: bust less waist in inches.
        hip_waist: hip less waist in inches.
        bust_hip: bust less hip in inches.
        high_hip_ratio: high hip over waist; None where the high hip is not known.
        margin: inches by which the nearest threshold of bust, waist and hip was cleared; a tape
            is seldom read closer than half an inch.
        sure: False where the high hip would be needed to tell between two shapes.
    """

    shape: Shape
    bust_waist: float
    hip_waist: float
    bust_hip: float
    high_hip_ratio: float | None
    margin: float
    sure: bool


def ffit(body: Girths) -> Reading:
    """The FFIT shape of a woman's girths."""
    inches = {name: getattr(body, name) for name in ("bust", "waist", "hip", "high_hip")}
    bust, waist, hip = (round(inches[n] / CM_PER_INCH, 6) for n in ("bust", "waist", "hip"))
    high = None if body.high_hip is None else round(body.high_hip / body.waist, 6)
    bust_waist, hip_waist, bust_hip = (
        round(pair, 6) for pair in (bust - waist, hip - waist, bust - hip)
    )
    shape = _shape(bust_waist, hip_waist, bust_hip, high)
    # Without the high hip a spoon cannot be told from its neighbours.
    spoon = high is None and -bust_hip > 2 and hip_waist >= 7
    sure = not spoon or shape is Shape.HOURGLASS
    if _fuller_middle(body):
        shape, sure = Shape.DIAMOND, True
    edges = [
        abs(value - edge)
        for value, edges in (
            (bust_waist, (9.0,)),
            (hip_waist, (7.0, 9.0, 10.0)),
            (bust_hip, (-3.6, -2.0, 1.0, 3.6, 10.0)),
        )
        for edge in edges
    ]
    return Reading(shape, bust_waist, hip_waist, bust_hip, high, round(min(edges), 3), sure)


def _shape(bust_waist: float, hip_waist: float, bust_hip: float, high: float | None) -> Shape:
    """The first shape whose published test the differences pass."""
    hip_bust = -bust_hip
    hips_high = (high or 0.0) >= _HIGH_HIP_RATIO
    tests = (
        (
            Shape.HOURGLASS,
            bust_hip <= 1 and hip_bust < 3.6 and (bust_waist >= 9 or hip_waist >= 10),
        ),
        (Shape.BOTTOM_HOURGLASS, 3.6 <= hip_bust < 10 and hip_waist >= 9 and not hips_high),
        (Shape.TOP_HOURGLASS, 1 < bust_hip < 10 and bust_waist >= 9),
        (Shape.SPOON, hip_bust > 2 and hip_waist >= 7 and hips_high),
        (Shape.TRIANGLE, hip_bust >= 3.6 and hip_waist < 9),
        (Shape.INVERTED_TRIANGLE, bust_hip >= 3.6 and bust_waist < 9),
        (Shape.RECTANGLE, abs(bust_hip) < 3.6 and bust_waist < 9 and hip_waist < 10),
    )
    return next((shape for shape, passed in tests if passed), Shape.UNCLASSIFIED)


def _fuller_middle(body: Girths) -> bool:
    """A diamond: the mean of stomach, waist and abdomen exceeds the bust."""
    if body.stomach is None or body.abdomen is None:
        return False
    return (body.stomach + body.waist + body.abdomen) / 3 > body.bust


def gbt_class(chest: float, waist: float, gender: str) -> str | None:
    """Body class of GB/T 1335: ``Y``, ``A``, ``B`` or ``C``; None where the drop has no class.

    Args:
        chest: girth of bust or chest in cm.
        waist: girth of the waist in cm.
        gender: ``women`` or ``men``.

    Raises:
        InputError: the standard has no classes for the gender.
    """
    classes = DROPS.get(gender)
    if classes is None:
        raise InputError(
            f"GB/T 1335 has no body classes for {gender!r}",
            remedy="They are for women and men; children's sizes have none.",
        )
    drop = round(chest - waist, 6)
    lowest = min(low for low, _ in classes.values())
    highest = max(high for _, high in classes.values())
    if not lowest - 0.5 <= drop < highest + 0.5:
        return None
    # Midway between two classes the lower drop, which leaves more room at the waist.
    return next(name for name, (low, _) in classes.items() if drop > low - 0.5 or low == lowest)
