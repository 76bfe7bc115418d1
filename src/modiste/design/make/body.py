"""Bodies: the measurements that patterns are drafted from, in cm.

A body comes from a size (`body_of_size`) or from one person's measurements (`body_of_person`), of
which any may be missing: those are filled by regression on the bodies of the size tables.

The ratios of `derived` are ours, fitted to the measurement charts usual in teaching pattern
cutting (as in W. Aldrich, *Metric Pattern Cutting*, and the Müller system); none is a standard's.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from modiste.design.make.size_tables import (
    ASTM_MISSES,
    CM_PER_INCH,
    EN_MEN,
    EN_WOMEN,
    GBT,
    adult,
    child,
)
from modiste.model.errors import InputError, Place, UnknownNameError
from modiste.model.size import Size, parse_size
from modiste.model.size_charts import convert_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

PEOPLE: Final = ("women", "men", "children")
_KINDS: Final = {"women": "women", "men": "men", "children": "kids"}
_CLASSES: Final = "YABC"
# EN 13402-3 leaves the height open; these are the usual ones of its sizes.
_HEIGHT: Final = {"women": 168.0, "men": 176.0}


@dataclass(frozen=True)
class Body:
    """Measurements of one body in cm (EN 13402-1 and ISO 8559 names where they have one).

    Attributes:
        people: ``women``, ``men`` or ``children``.
        label: the size, or the person's name.
        height: stature.
        bust: girth at the fullest part of bust or chest.
        waist: girth of the natural waist.
        hip: girth at the fullest part of the seat.
        underbust: girth below the bust.
        neck: girth at the base of the neck.
        across_shoulders: from shoulder point to shoulder point over the nape.
        shoulder: from side neck to shoulder point.
        back_width: across the back between the armholes.
        chest_width: across the chest between the armholes.
        back_length: nape to natural waist.
        armhole_depth: nape to the level of the armpit.
        bust_depth: side neck to bust point.
        bust_span: between the bust points.
        arm: shoulder point to wrist.
        upper_arm: girth of the upper arm.
        wrist: girth of the wrist.
        hand: girth of the closed hand.
        waist_height: natural waist to floor.
        hip_depth: waist to the level of the seat.
        knee_depth: waist to knee.
        rise: waist to seat surface, sitting.
        thigh: girth of the thigh at the crotch.
        knee: girth of the knee.
        ankle: girth over heel and instep, that trousers must pass.
        head: girth of the head.
    """

    people: str
    label: str
    height: float
    bust: float
    waist: float
    hip: float
    underbust: float
    neck: float
    across_shoulders: float
    shoulder: float
    back_width: float
    chest_width: float
    back_length: float
    armhole_depth: float
    bust_depth: float
    bust_span: float
    arm: float
    upper_arm: float
    wrist: float
    hand: float
    waist_height: float
    hip_depth: float
    knee_depth: float
    rise: float
    thigh: float
    knee: float
    ankle: float
    head: float

    def measures(self) -> dict[str, float]:
        """All measurements by name."""
        return {k: round(v, 3) for k, v in asdict(self).items() if isinstance(v, float)}


MEASURES: Final = tuple(f.name for f in fields(Body) if f.name not in ("people", "label"))


def derived(people: str, known: Mapping[str, float]) -> dict[str, float]:
    """The measurements that no published table holds, by ratios of those that it holds."""
    h, bust, hip = (known[n] for n in ("height", "bust", "hip"))
    woman, man = people == "women", people == "men"
    across, neck = known["across_shoulders"], known["neck"]
    back_length = (
        known["cervical_height"] - known["waist_height"] + 1.0  # the tape follows the back
        if "cervical_height" in known
        else 0.2 * h + 4.7
    )
    young = not (woman or man)
    return {
        "underbust": bust - (13.0 if woman else 0.06 * bust),
        "shoulder": (across / 2 - neck / 5) * 0.95,
        "back_width": across * (0.85 if woman else 0.87),
        "chest_width": across * (0.795 if woman else 0.83),
        "back_length": back_length,
        "armhole_depth": bust / 8 + (10.0 if woman else 12.0 if man else 8.0),
        "bust_depth": 0.165 * bust + 11.0 if woman else bust / 4 + 1.0,
        "bust_span": bust * 0.21,
        "upper_arm": (0.30 * bust + 2.0 if not woman else 0.32 * bust + 0.3),
        "wrist": bust * 0.125 + 5.2 if woman else bust * 0.1 + (7.5 if man else 7.0),
        "hand": bust * 0.1 + (12.2 if woman else 14.5 if man else 10.5),
        "hip_depth": 0.1 * h + 4.0 if woman else 0.11 * h + (2.0 if man else 1.5),
        "knee_depth": 0.36 * h if woman else 0.355 * h if man else 0.6 * known["waist_height"],
        "rise": 0.175 * hip + (0.07 if woman else 0.055 if man else 0.068) * h,
        "thigh": 0.60 * hip,
        "knee": 0.38 * hip + (0.0 if not young else 0.5),
        "ankle": 0.17 * hip + (14.0 if woman else 16.5 if man else 12.0),
        "head": 0.05 * h + (48.0 if woman else 49.5 if man else 45.5),
    }


def _body(people: str, label: str, known: Mapping[str, float]) -> Body:
    both = {**derived(people, known), **known}
    return Body(people, label, **{n: float(both[n]) for n in MEASURES})


@cache
def body_of_size(size: str, people: str = "women") -> Body:
    """The body of a standard size.

    Args:
        size: ``38``, ``M``, ``US 8``, ``160/84A``, ``116``, ``6-7Y`` …; a bare number is EU.
        people: ``women``, ``men`` or ``children``.

    Raises:
        UnknownNameError: no table has the size.
    """
    if people not in PEOPLE:
        raise UnknownNameError(
            f"There are no sizes for {people!r}", remedy=f"Use one of {', '.join(PEOPLE)}."
        )
    read = parse_size(size, gender=_KINDS[people], category="apparel")
    if read.scale == "gbt" and people != "children":
        return _chinese(read, people)
    if people == "women" and read.scale == "numeric" and read.system == "US":
        return _american(read)
    key = read.values[0]
    if not ((read.scale == "numeric" and read.system in ("", "EU")) or read.scale == "height"):
        found = convert_size(read, "EU")
        key = found[len(found) // 2].values[0]
    return _european(people, size, key)


def _european(people: str, label: str, key: float) -> Body:
    if people == "children":
        if not 80 <= key <= 164:
            raise _no_size(label, "heights 80 to 164")
        return _body(people, label, child(key))
    rows: Mapping[int, tuple[float, ...]] = EN_WOMEN if people == "women" else EN_MEN
    row = rows.get(int(key)) if key == int(key) else None
    if row is None:
        raise _no_size(label, f"EU {', '.join(map(str, rows))}")
    kind = _nearest_class(people, row[0], row[1])
    hip = row[2] if people == "women" else None
    return _body(people, label, adult(people, kind, _HEIGHT[people], row[0], row[1], hip))


def _no_size(label: str, known: str) -> UnknownNameError:
    return UnknownNameError(
        "No size table has this size",
        remedy=f"Use one of {known}, or give the body's measurements.",
        place=Place(value=label),
    )


def _nearest_class(people: str, chest: float, waist: float) -> str:
    return min(
        _CLASSES,
        key=lambda k: abs(GBT[people, k].chest - GBT[people, k].waist - (chest - waist)),
    )


def _chinese(size: Size, people: str) -> Body:
    height, chest = size.values[:2]
    kind = size.label[-1] if size.label[-1] in _CLASSES else "A"
    if not (140 <= height <= 200 and 68 <= chest <= 132):
        raise _no_size(size.label, "GB/T 1335 heights 140 to 200 with a chest of 68 to 132")
    middle = GBT[people, kind]
    waist = middle.waist + chest - middle.chest
    return _body(people, size.label, adult(people, kind, height, chest, waist))


def _american(size: Size) -> Body:
    row = ASTM_MISSES.get(int(size.values[0]))
    if row is None:
        raise _no_size(size.label, f"US {', '.join(map(str, ASTM_MISSES))}")
    bust, waist, hip = (inches * CM_PER_INCH for inches in row)
    kind = _nearest_class("women", bust, waist)
    return _body(
        "women", f"US {size.label}", adult("women", kind, _HEIGHT["women"], bust, waist, hip)
    )


def size_run(people: str) -> tuple[str, ...]:
    """The sizes in which patterns of this people are usually graded."""
    if people == "women":
        return tuple(str(n) for n in EN_WOMEN if n <= 54)
    if people == "men":
        return tuple(str(n) for n in EN_MEN if n <= 60)
    return tuple(str(n) for n in range(80, 165, 6) if n <= 164)


# One person ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filled:
    """A person's body and what in it was not measured.

    Attributes:
        body: the body.
        filled: measurements that were filled by regression, with the standard error in cm.
        doubtful: measurements that lie over three standard errors from what the others suggest:
            the value given and the value expected.
    """

    body: Body
    filled: dict[str, float]
    doubtful: dict[str, tuple[float, float]]


_LIMITS: Final = {
    "women": {
        "height": (135.0, 200.0),
        "bust": (70.0, 160.0),
        "waist": (52.0, 150.0),
        "hip": (76.0, 170.0),
    },
    "men": {
        "height": (145.0, 215.0),
        "bust": (76.0, 160.0),
        "waist": (60.0, 150.0),
        "hip": (78.0, 160.0),
    },
    "children": {
        "height": (80.0, 172.0),
        "bust": (44.0, 96.0),
        "waist": (42.0, 90.0),
        "hip": (44.0, 104.0),
    },
}
# Spread of measured people about the tables' lines: tape, posture and build, in cm per 100 cm.
_NOISE: Final = 0.035


def body_of_person(data: Mapping[str, Any]) -> Filled:
    """A body from one person's measurements; what is missing is filled by regression.

    Bodies of the size tables (sizes, heights and, for adults, the classes Y, A, B and C) give mean
    and covariance of all measurements; the missing ones are their conditional means given those
    that were measured, which is linear regression of each missing measurement on all given ones.
    Each measurement is taken to vary by 3.5 % beside what the tables explain.

    Args:
        data: ``people``, optionally ``name`` and ``unit`` (``cm`` or ``in``), and measurements by
            the names of `Body`; at least bust, waist or hip.

    Raises:
        InputError: unknown names, values that are no lengths, or a body out of range.
    """
    people = data.get("people", "women")
    if people not in PEOPLE:
        raise InputError(
            "Whose body this is is not understood",
            remedy=f"Set people to one of {', '.join(PEOPLE)}.",
            place=Place(column="people", value=str(people)),
        )
    given = _given(data)
    _limits(people, given)
    names, mean, cov = _population(people)
    body, filled = _complete(people, str(data.get("name", "made to measure")), given)
    doubtful = _doubtful(names, mean, cov, given)
    _limits(people, {n: getattr(body, n) for n in _LIMITS[people]})
    return Filled(body, filled, doubtful)


def _given(data: Mapping[str, Any]) -> dict[str, float]:
    unit = data.get("unit", "cm")
    if unit not in ("cm", "in"):
        raise InputError(
            "The unit is not understood", remedy="Use cm or in.", place=Place(value=str(unit))
        )
    given = {}
    for name, value in data.items():
        if name in ("people", "name", "unit") or value is None:
            continue
        if name not in MEASURES:
            raise InputError(
                "A body has no measurement of this name",
                remedy=f"Use {', '.join(MEASURES)}.",
                place=Place(column=str(name)),
            )
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            raise InputError(
                "A measurement must be a positive number",
                remedy="Give it in cm, or set unit to in.",
                place=Place(column=name, value=str(value)),
            )
        given[name] = float(value) * (CM_PER_INCH if unit == "in" else 1.0)
    if not {"bust", "waist", "hip"} & set(given):
        raise InputError(
            "A body needs at least its bust (chest), waist or hip",
            remedy="Measure one of them; the more measurements, the better the fit.",
        )
    return given


def _limits(people: str, values: Mapping[str, float]) -> None:
    for name, (low, high) in _LIMITS[people].items():
        value = values.get(name)
        if value is not None and not low <= value <= high:
            raise InputError(
                f"A {name} of {value:.1f} cm is out of the range of drafting for {people}",
                remedy=f"It reaches from {low:.0f} to {high:.0f} cm; check number, unit, people.",
                place=Place(column=name, value=f"{value:g}"),
            )


@cache
def _population(people: str) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Names, mean and covariance of the bodies of the tables."""
    import numpy as np

    rows: list[Body] = []
    if people == "children":
        rows = [_body(people, "", child(h)) for h in range(80, 165, 2)]
    else:
        table: Mapping[int, tuple[float, ...]] = EN_WOMEN if people == "women" else EN_MEN
        usual = _HEIGHT[people]
        for chest in (row[0] for row in table.values()):
            for kind in _CLASSES:
                middle = GBT[people, kind]
                for height in (usual - 12, usual - 4, usual + 4, usual + 12):
                    waist = chest - middle.chest + middle.waist
                    for hip in (-4, 4):
                        base = adult(people, kind, height, chest, waist)
                        rows.append(_body(people, "", {**base, "hip": base["hip"] + hip}))
    data = np.array([[getattr(b, n) for n in MEASURES] for b in rows])
    mean = data.mean(axis=0)
    cov = np.cov(data, rowvar=False)
    return MEASURES, mean, cov


def _complete(people: str, label: str, given: Mapping[str, float]) -> tuple[Body, dict[str, float]]:
    import numpy as np

    names, mean, cov = _population(people)
    known = [names.index(n) for n in given]
    missing = [i for i in range(len(names)) if i not in known]
    noise = np.diag((_NOISE * mean) ** 2)
    values = np.array([given[names[i]] for i in known])
    inner = cov[np.ix_(known, known)] + noise[np.ix_(known, known)] * 0.02
    weights = np.linalg.solve(inner, cov[np.ix_(known, missing)])
    guess = mean[missing] + (values - mean[known]) @ weights
    rest = cov[np.ix_(missing, missing)] - cov[np.ix_(missing, known)] @ weights
    error = np.sqrt(np.maximum(np.diag(rest), 0.0) + np.diag(noise)[missing])
    found = {names[i]: float(v) for i, v in zip(missing, guess, strict=True)}
    errors = {names[i]: round(float(e), 2) for i, e in zip(missing, error, strict=True)}
    return Body(people, label, **{n: given.get(n, found.get(n, 0.0)) for n in names}), errors


def _doubtful(
    names: tuple[str, ...], mean: np.ndarray, cov: np.ndarray, given: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """Measurements over three standard errors off what the other given ones suggest.

    The worst is set aside and the rest judged anew, so that one wrong number accuses no other.
    """
    left, doubtful = dict(given), {}
    while len(left) > 1:
        judged = {name: _expected(names, mean, cov, left, name) for name in left}
        worst = max(left, key=lambda n: abs(left[n] - judged[n][0]) / judged[n][1])
        expected, spread = judged[worst]
        if abs(left[worst] - expected) <= 3 * spread:
            break
        doubtful[worst] = (left.pop(worst), round(expected, 1))
    return doubtful


def _expected(
    names: tuple[str, ...], mean: np.ndarray, cov: np.ndarray, given: Mapping[str, float], name: str
) -> tuple[float, float]:
    """What the others suggest for a measurement, and the standard error."""
    import numpy as np

    noise = (_NOISE * mean) ** 2
    others = [names.index(n) for n in given if n != name]
    i = names.index(name)
    inner = cov[np.ix_(others, others)] + np.diag(noise[others])
    weights = np.linalg.solve(inner, cov[others, i])
    expected = mean[i] + weights @ (np.array([given[names[j]] for j in others]) - mean[others])
    spread = np.sqrt(max(cov[i, i] - cov[i, others] @ weights, 0.0) + noise[i])
    return float(expected), float(spread)
