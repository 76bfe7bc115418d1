"""Points of measure and their grading, taken from the drafted pattern or the body's plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modiste.design.make.body import body_of_size, size_run
from modiste.design.make.check import measured
from modiste.design.make.garment import draft
from modiste.design.make.plan import Plan, hem_level, plan_of, sleeve_length
from modiste.design.make.refuse import NotDraftedError
from modiste.design.spec.vocabulary import Category, SleeveType
from modiste.model.errors import InputError, Place

if TYPE_CHECKING:
    from modiste.design.make.body import Body
    from modiste.design.make.panel import Panel, Pattern
    from modiste.design.spec.model import DesignSpec

_BOTTOMS = frozenset({Category.SKIRT, Category.TROUSERS, Category.SHORTS})
_LEGGED = frozenset({Category.TROUSERS, Category.SHORTS, Category.JUMPSUIT})
SAMPLES = {"women": "38", "men": "50", "children": "128"}
"""Size of the first sample by audience."""


@dataclass(frozen=True)
class Point:
    """One point of measure.

    Attributes:
        code: letter on the drawing.
        key: stable name: ``half chest``.
        en: how it is measured, in English.
        zh: how it is measured, in Chinese.
        tolerance: ± cm.
        values: by size, cm to a tenth.
    """

    code: str
    key: str
    en: str
    zh: str
    tolerance: float
    values: dict[str, float]


@dataclass(frozen=True)
class Chart:
    """The measurement chart of a style.

    Attributes:
        sizes: in order.
        sample: size of the first sample.
        points: in order of their letters.
        drafted: the girths come from a drafted pattern; else from body and ease.
    """

    sizes: tuple[str, ...]
    sample: str
    points: tuple[Point, ...]
    drafted: bool


# key: English, Chinese, tolerance in cm.
_TEXT: dict[str, tuple[str, str, float]] = {
    "half chest": ("1/2 chest, at the underarm", "1/2胸围(腋下平量)", 1.0),
    "half waist": ("1/2 waist", "1/2腰围", 1.0),
    "half hip": ("1/2 hip, at the seat", "1/2臀围", 1.0),
    "half hem": ("1/2 hem, along the edge", "1/2下摆(沿边量)", 1.5),
    "back length": ("length, nape to hem at centre back", "后中长(后领窝至下摆)", 1.0),
    "across shoulders": ("across shoulders, tip to tip", "肩宽(左右肩点)", 0.6),
    "sleeve length": ("sleeve, shoulder tip to hem", "袖长(肩点至袖口)", 1.0),
    "half upper arm": ("1/2 upper arm, below the underarm", "1/2袖肥(腋下)", 0.6),
    "half sleeve opening": ("1/2 sleeve opening", "1/2袖口", 0.5),
    "outseam": ("length from natural waist to hem", "裙长/裤长(自然腰线至下摆)", 1.0),
    "inseam": ("inseam, fork to hem", "内长(裆底至裤口)", 1.0),
    "half thigh": ("1/2 thigh, 0.5 cm below the fork", "1/2腿围(裆下0.5厘米)", 0.8),
    "half leg opening": ("1/2 leg opening", "1/2裤口", 0.6),
}


def chart(spec: DesignSpec, *, sample: str | None = None, each_side: int = 2) -> Chart:
    """The points of measure of a style, in the sample size and so many on each side of it.

    Girths are measured on the pattern drafted for each size's body; a style with a part that is not
    drafted takes them from the body's measure and the ease of its fit.

    Raises:
        InputError: the sample size is not in the run of the audience.
    """
    run = size_run(spec.audience)
    sample = sample or SAMPLES[spec.audience]
    if sample not in run:
        raise InputError(
            f"Size {sample!r} is not in the run of {spec.audience}",
            remedy=f"Choose one of {', '.join(run)}.",
            place=Place(column="size", value=sample),
        )
    at = run.index(sample)
    sizes = run[max(0, at - each_side) : at + each_side + 1]
    bodies = {size: body_of_size(size, spec.audience) for size in sizes}
    columns, drafted = {}, True
    for size, body in bodies.items():
        try:
            pattern: Pattern | None = draft(spec, body)
        except NotDraftedError:
            pattern, drafted = None, False
        columns[size] = _measures(spec, plan_of(spec, body), pattern)
    keys = [key for key in _TEXT if all(key in column for column in columns.values())]
    points = tuple(
        Point(
            chr(ord("A") + i),
            key,
            *_TEXT[key][:2],
            _tolerance(spec, key),
            {size: round(columns[size][key], 1) for size in sizes},
        )
        for i, key in enumerate(keys)
    )
    return Chart(tuple(sizes), sample, points, drafted)


def _tolerance(spec: DesignSpec, key: str) -> float:
    base = _TEXT[key][2]
    if spec.category is Category.KNIT:
        return base * 1.5
    return base * (0.8 if spec.audience == "children" else 1.0)


def _measures(spec: DesignSpec, plan: Plan, pattern: Pattern | None) -> dict[str, float]:
    body = plan.body
    hem = hem_level(spec.length, body)
    girths = measured(pattern) if pattern is not None else _planned(spec, plan, hem)
    out: dict[str, float] = {}
    names = {"bust": "half chest", "waist": "half waist", "hip": "half hip", "thigh": "half thigh"}
    for name, key in names.items():
        if name in girths:
            out[key] = girths[name] / 2
    if spec.category in _BOTTOMS:
        out["outseam"] = -hem
    else:
        out["back length"] = body.back_length - hem
        if spec.sleeve.type is SleeveType.SET_IN:
            out["across shoulders"] = body.across_shoulders
        if sleeve_length(spec.sleeve.length, body) and spec.sleeve.type is not SleeveType.STRAP:
            out["sleeve length"] = sleeve_length(spec.sleeve.length, body)
            out["half upper arm"] = plan.arm / 2
    if spec.category in _LEGGED:
        out["inseam"] = -hem - body.rise
    if pattern is not None:
        out |= _edges(spec, pattern)
    return out


def _planned(spec: DesignSpec, plan: Plan, hem: float) -> dict[str, float]:
    """Girths from the body and the ease of the fit, where nothing is drafted."""
    out = {"waist": plan.waist}
    if spec.category not in _BOTTOMS:
        out["bust"] = plan.bust
    if -hem > plan.body.hip_depth:
        out["hip"] = plan.hip
    return out


def _edges(spec: DesignSpec, pattern: Pattern) -> dict[str, float]:
    """Openings measured along the edges of the panels."""
    out: dict[str, float] = {}
    legs = [_hem(p) for p in pattern.panels if p.name.startswith("leg_")]
    if legs and all(legs):
        out["half leg opening"] = sum(legs) / 2
    cuffs = [p for p in pattern.panels if p.name == "cuff"]
    if cuffs:
        left, low, right, top = cuffs[0].box
        out["half sleeve opening"] = max(right - left, top - low) / 2
    else:
        sleeves = [_hem(p) for p in pattern.panels if p.name.startswith("sleeve")]
        if sleeves and all(sleeves):
            out["half sleeve opening"] = sum(sleeves) / 2
    if spec.category not in _LEGGED:
        bodies = [p for p in pattern.panels if p.name.split("_")[0] in {"front", "back", "skirt"}]
        hems = [(_hem(p)) for p in bodies if _hem(p)]
        if hems:
            # A panel shows half of the front or back, and half the hem is measured: once each.
            out["half hem"] = sum(hems)
    return out


def _hem(panel: Panel) -> float:
    return sum(e.length for e in panel.edges if e.name == "hem")


def cloth_area(spec: DesignSpec, body: Body) -> float | None:
    """Net area of the shell's pieces in m², without allowances; ``None`` if nothing is drafted."""
    try:
        pattern = draft(spec, body)
    except NotDraftedError:
        return None
    total = 0.0
    for panel in pattern.panels:
        if panel.material != "self":
            continue
        points = panel.outline(0.1)
        turned = [*points[1:], points[0]]
        area = (
            abs(
                sum(
                    (a.real * b.imag - b.real * a.imag) for a, b in zip(points, turned, strict=True)
                )
            )
            / 2
        )
        total += area * panel.pieces * (2 if panel.copies.value == "fold" else 1)
    return total / 10_000
