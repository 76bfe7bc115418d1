"""Markers: the pieces of several garments laid on a width of cloth, by `spyrrow`.

`spyrrow` (the sparrow algorithm of Gardeyn and Vanden Berghe, 2025) solves the strip packing of
irregular pieces: the strip's height is the cloth's width, its length is made short. Grain lines lie
along the cloth; pieces may be turned end for end unless the cloth has a nap or a one-way print.
Pairs are laid as a right and a left piece, pieces on the fold unfolded; one that is wider than the
cloth unfolded is parted by a centre seam, which is said. The search is bounded by time: the same
seed gives the same marker on the same machine, a faster one may find a shorter marker.

Emissions are those of making the fibre, cradle to gate, by Ecobalyse (the French state's tool for
textiles): 11.9 kg CO2e per kg of cotton, 6.7 polyester, 4.5 viscose, 70.7 wool. For other fibres no
factor is held and none is given.
"""

from __future__ import annotations

import cmath
import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from modiste.design.make.allowance import cutting_line, whole_line
from modiste.design.make.curves import Point, unit
from modiste.design.make.panel import Copies, Panel, Role
from modiste.model.errors import InputError, MissingExtraError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modiste.design.make.panel import Pattern
    from modiste.design.spec.model import DesignSpec
    from modiste.model.money import Money

CO2E: Final[Mapping[str, float]] = {"cotton": 11.9, "polyester": 6.7, "viscose": 4.5, "wool": 70.7}
"""kg CO2e per kg of fibre, Ecobalyse."""
_APART: Final = 0.3
_SIMPLE: Final = 0.08


@dataclass(frozen=True)
class Laid:
    """A piece on the cloth: its name, size, and its outline in cm (x along the cloth)."""

    name: str
    size: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Marker:
    """A marker and its figures.

    Attributes:
        width: of the cloth in cm.
        length: of the cloth used in cm.
        pieces: where every piece lies.
        garments: how many garments it holds.
        utilisation: area of the pieces over the area of the cloth used.
        weight: of the cloth used in kg.
        co2e: kg CO2e of its fibre; None where no factor is held.
        cost: of the cloth; None where no price was given.
        material: which material of the garment it is.
        notes: what was done to make pieces fit.
    """

    width: float
    length: float
    pieces: tuple[Laid, ...]
    garments: int
    utilisation: float
    weight: float
    co2e: float | None
    cost: Money | None
    material: str
    notes: tuple[str, ...] = ()

    def figures(self) -> dict[str, Any]:
        """The figures by name; lengths in metres, areas in square metres."""
        area = self.width * self.length / 1e4
        return {
            "material": self.material,
            "width_cm": self.width,
            "length_m": round(self.length / 100, 3),
            "garments": self.garments,
            "fabric_per_garment_m": round(self.length / 100 / self.garments, 3),
            "pieces": len(self.pieces),
            "utilisation": round(self.utilisation, 4),
            "waste_m2": round(area * (1 - self.utilisation), 4),
            "fabric_kg": round(self.weight, 3),
            "co2e_kg": None if self.co2e is None else round(self.co2e, 2),
            "co2e_wasted_kg": None
            if self.co2e is None
            else round(self.co2e * (1 - self.utilisation), 2),
            "cost": None if self.cost is None else [self.cost.minor, self.cost.currency],
            "notes": list(self.notes),
        }


def make_marker(
    patterns: Sequence[tuple[Pattern, int]],
    *,
    width: float = 150.0,
    nap: bool = False,
    material: str = "self",
    seconds: int = 20,
    seed: int = 0,
    price: Money | None = None,
) -> Marker:
    """Lay the pieces of several garments on cloth.

    Args:
        patterns: each size's pattern and how many garments of it.
        width: usable width of the cloth in cm.
        nap: the cloth has a pile or a one-way print: every piece points the same way.
        material: which material's pieces: ``self``, ``lining``, ``rib``.
        seconds: time to search.
        seed: seed of the search.
        price: of a metre of the cloth.

    Raises:
        InputError: nothing to lay, a piece wider than the cloth, or impossible terms.
        MissingExtraError: spyrrow is not installed.
    """
    if not 20.0 <= width <= 400.0:
        raise InputError(
            f"Cloth of {width:g} cm width is not known",
            remedy="Give a width of 20 to 400 cm.",
            place=Place(column="width", value=f"{width:g}"),
        )
    if seconds < 1:
        raise InputError(
            "The search needs at least one second", remedy="Give seconds of 1 or more."
        )
    notes: list[str] = []
    items: dict[str, tuple[list[Point], int, tuple[float, ...], str, str]] = {}
    for pattern, count in patterns:
        for panel in pattern.panels:
            if panel.material == material and count > 0:
                _add(items, notes, panel, pattern.size, count, width, nap=nap)
    if not items:
        raise InputError(
            f"The patterns have no pieces of {material}",
            remedy="Ask for self, lining or rib, and at least one garment.",
        )
    pieces, length = _solve(items, width, seconds, seed)
    spec = patterns[0][0].spec
    weight = width * length / 1e4 * float(spec["fabric"]["weight"]) / 1000
    factor = CO2E.get(str(spec["fabric"]["material"]))
    area = sum(abs(_area(laid.points)) for laid in pieces)
    return Marker(
        width,
        length,
        pieces,
        sum(count for _, count in patterns),
        area / (width * length),
        weight,
        None if factor is None else weight * factor,
        None if price is None else _times(price, length / 100),
        material,
        tuple(dict.fromkeys(notes)),
    )


_ONE_WAY: Final = frozenset({"velvet", "corduroy", "fleece", "hide"})
_ONE_WAY_PRINTS: Final = frozenset({"photo", "paisley"})


def has_nap(spec: DesignSpec) -> bool:
    """Whether the design's cloth has a pile or its print an up and down."""
    return spec.fabric.weave in _ONE_WAY or spec.print.kind in _ONE_WAY_PRINTS


def _times(price: Money, metres: float) -> Money:
    return replace(price, minor=round(price.minor * metres))


def _area(points: Sequence[Point]) -> float:
    ends = [*points[1:], points[0]]
    return sum((a.conjugate() * b).imag for a, b in zip(points, ends, strict=True)) / 2


def _add(
    items: dict[str, tuple[list[Point], int, tuple[float, ...], str, str]],
    notes: list[str],
    panel: Panel,
    size: str,
    count: int,
    width: float,
    *,
    nap: bool,
) -> None:
    turns = (0.0,) if nap else (0.0, 180.0)
    if panel.bias:
        turns = (45.0, 225.0) if not nap else (45.0,)
    shape = _shape(panel, whole=True)
    if panel.copies is Copies.FOLD and _tall(shape, panel) > width - 2 * _APART:
        panel = parted(panel)
        notes.append(f"{panel.label.en} is wider than the cloth unfolded: cut as two halves.")
        shape = _shape(panel, whole=False)
    if _tall(shape, panel) > width - 2 * _APART:
        raise InputError(
            f"{panel.label.en} is {_tall(shape, panel):.0f} cm wide, wider than the cloth",
            remedy="Use wider cloth, or a design with more or narrower panels.",
            place=Place(column="width", value=f"{width:g}"),
        )
    right, left = panel.layers, 0
    if panel.copies is Copies.PAIR:
        left = panel.layers
    elif panel.copies is Copies.SINGLE and panel.layers > 1:
        left = panel.layers // 2
        right = panel.layers - left
    key = f"{panel.name}|{size}"
    items[key] = (shape, right * count, turns, panel.label.code, size)
    if left:
        mirrored = [p.conjugate() for p in reversed(shape)]
        items[key + "|left"] = (mirrored, left * count, turns, panel.label.code, size)


def parted(panel: Panel) -> Panel:
    """A piece on the fold as a pair with a seam in place of the fold."""
    edges = tuple(
        replace(e, role=Role.SEAM, allowance=1.0) if e.role is Role.FOLD else e for e in panel.edges
    )
    return replace(panel, edges=edges, copies=Copies.PAIR)


def _shape(panel: Panel, *, whole: bool) -> list[Point]:
    """The cutting line with the grain along x, simplified."""
    from shapely.geometry import Polygon

    points = whole_line(panel, 0.1) if whole else cutting_line(panel, 0.1)
    along = unit(panel.grain[1] - panel.grain[0])
    shape = Polygon([((p / along).real, (p / along).imag) for p in points])
    shape = shape.buffer(0).simplify(_SIMPLE)
    shape = max(getattr(shape, "geoms", [shape]), key=lambda g: g.area)
    ring = list(shape.exterior.coords)[:-1]
    found = [complex(x, y) for x, y in ring]
    return found if _area(found) > 0 else found[::-1]


def _tall(shape: Sequence[Point], panel: Panel) -> float:
    turned = [p * complex(2**-0.5, 2**-0.5) for p in shape] if panel.bias else shape
    ys = [p.imag for p in turned]
    return max(ys) - min(ys)


def _solve(
    items: dict[str, tuple[list[Point], int, tuple[float, ...], str, str]],
    width: float,
    seconds: int,
    seed: int,
) -> tuple[tuple[Laid, ...], float]:
    try:
        import spyrrow
    except ImportError as error:
        raise MissingExtraError(
            "Markers need spyrrow", remedy="Install it: pip install 'modiste[design]'."
        ) from error

    instance = spyrrow.StripPackingInstance(
        "marker",
        strip_height=width,
        items=[
            spyrrow.Item(key, [(p.real, p.imag) for p in shape], demand, list(turns))
            for key, (shape, demand, turns, _, _) in items.items()
        ],
    )
    config = spyrrow.StripPackingConfig(
        early_termination=True,
        total_computation_time=seconds,
        min_items_separation=_APART,
        num_workers=1,
        seed=seed,
    )
    found = instance.solve(config)
    pieces = []
    for placed in found.placed_items:
        shape, _, _, code, size = items[placed.id]
        spin = cmath.rect(1.0, math.radians(placed.rotation))
        shift = complex(*placed.translation)
        pieces.append(Laid(code, size, tuple(p * spin + shift for p in shape)))
    length = max(p.real for laid in pieces for p in laid.points)
    low = min(p.real for laid in pieces for p in laid.points)
    moved = tuple(replace(laid, points=tuple(p - low for p in laid.points)) for laid in pieces)
    return moved, length - low


_TINTS: Final = ("#d7e3f4", "#f6e0cf", "#dcebd8", "#eadcf0", "#f5edc8", "#dfe6e6", "#f4d9de")


def marker_svg(marker: Marker) -> str:
    """The marker as an SVG at a fifth of its size: the cloth, its pieces by size, its figures."""
    scale = 2.0
    wide, tall = marker.length * scale, marker.width * scale
    sizes = list(dict.fromkeys(laid.size for laid in marker.pieces))
    tint = {size: _TINTS[n % len(_TINTS)] for n, size in enumerate(sizes)}
    shapes = []
    for laid in marker.pieces:
        points = " ".join(
            f"{p.real * scale:.1f},{(marker.width - p.imag) * scale:.1f}" for p in laid.points
        )
        shapes.append(f'<polygon points="{points}" fill="{tint[laid.size]}"/>')
        middle = _middle(laid.points)
        x, y = middle.real * scale, (marker.width - middle.imag) * scale
        shapes.append(f'<text x="{x:.1f}" y="{y:.1f}">{laid.name} {laid.size}</text>')
    counts = Counter(laid.size for laid in marker.pieces)
    words = (
        f"{marker.width:g} cm × {marker.length / 100:.2f} m · "
        f"{marker.utilisation:.1%} used · "
        f"{marker.length / 100 / marker.garments:.2f} m a garment · "
        f"{len(marker.pieces)} pieces in {len(counts)} sizes"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="-10 -34 {wide + 20:.1f} {tall + 44:.1f}" '
        f'width="{wide + 20:.0f}" height="{tall + 44:.0f}">'
        "<style>text{font:8px 'Noto Sans',sans-serif;text-anchor:middle;fill:#223}"
        "polygon{stroke:#223;stroke-width:.7}</style>"
        '<rect x="-10" y="-34" width="100%" height="100%" fill="#fff"/>'
        f'<text x="0" y="-14" style="font-size:14px;text-anchor:start">{words}</text>'
        f'<rect width="{wide:.1f}" height="{tall:.1f}" fill="#f3f1ec" stroke="#223"/>'
        f"{''.join(shapes)}"
        f'<path d="M6 -5h46m-6 -3l6 3l-6 3" fill="none" stroke="#0b6b57"/></svg>'
    )


def _middle(points: Sequence[Point]) -> Point:
    from shapely.geometry import Polygon

    point = Polygon([(p.real, p.imag) for p in points]).representative_point()
    return complex(point.x, point.y)
