"""Care after ISO 3758: which symbols a cloth asks for, and their drawing.

The choice is a proposal from fibre and construction, to be confirmed by tests of the cloth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modiste.design.spec.vocabulary import Category, Material, Weave

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec


@dataclass(frozen=True)
class Care:
    """The five treatments.

    Attributes:
        wash: ``40``, ``30``, ``hand`` or ``no``.
        bars: 0 normal, 1 mild, 2 very mild.
        bleach: ``any``, ``oxygen`` or ``no``.
        tumble: dots (1, 2), or 0 for none.
        dry: ``line``, ``flat`` or ``line-shade``.
        iron: dots (1, 2, 3), or 0 for none.
        professional: ``P``, ``F`` or ``no``; ``leather`` for a specialist.
        gentle: bars under the circle.
    """

    wash: str
    bars: int
    bleach: str
    tumble: int
    dry: str
    iron: int
    professional: str
    gentle: int


_FIBRES: dict[Material, Care] = {
    Material.COTTON: Care("40", 0, "oxygen", 1, "line", 3, "P", 0),
    Material.LINEN: Care("40", 1, "no", 0, "line", 3, "P", 0),
    Material.SILK: Care("hand", 0, "no", 0, "line-shade", 1, "P", 1),
    Material.WOOL: Care("hand", 0, "no", 0, "flat", 2, "P", 1),
    Material.CASHMERE: Care("hand", 0, "no", 0, "flat", 1, "P", 1),
    Material.MOHAIR: Care("hand", 0, "no", 0, "flat", 1, "P", 1),
    Material.VISCOSE: Care("30", 1, "no", 0, "line", 2, "P", 1),
    Material.LYOCELL: Care("30", 1, "no", 0, "line", 2, "P", 1),
    Material.POLYESTER: Care("40", 1, "no", 1, "line", 1, "P", 0),
    Material.NYLON: Care("30", 1, "no", 0, "line", 1, "P", 1),
    Material.ACRYLIC: Care("30", 1, "no", 0, "flat", 1, "P", 1),
    Material.LEATHER: Care("no", 0, "no", 0, "line-shade", 0, "leather", 0),
    Material.FAUX_LEATHER: Care("30", 2, "no", 0, "line", 0, "no", 0),
    Material.SUEDE: Care("no", 0, "no", 0, "line-shade", 0, "leather", 0),
}
_DELICATE = frozenset(
    {Weave.CHIFFON, Weave.ORGANZA, Weave.TULLE, Weave.LACE, Weave.VELVET, Weave.CROCHET}
)


def care_of(spec: DesignSpec) -> Care:
    """The treatments that a garment stands."""
    care = _FIBRES[spec.fabric.material]
    tailored = spec.category in {Category.JACKET, Category.COAT} and spec.fabric.material in {
        Material.WOOL,
        Material.CASHMERE,
        Material.MOHAIR,
        Material.SILK,
        Material.LINEN,
    }
    if tailored:
        return Care("no", 0, "no", 0, "line-shade", min(care.iron, 2), "P", care.gentle)
    if spec.fabric.weave in _DELICATE and care.wash not in {"no", "hand"}:
        return Care("hand", 0, "no", 0, care.dry, min(care.iron, 1), care.professional, 1)
    return care


_WASH = {
    "no": ("do not wash", "不可水洗"),
    "hand": ("wash by hand, at most 40 °C", "手洗, 最高40°C"),
}
_BARS = (("normal", "常规"), ("mild", "缓和"), ("very mild", "非常缓和"))
_BLEACH = {
    "any": ("any bleach", "可漂白"),
    "oxygen": ("oxygen bleach only", "仅可氧漂"),
    "no": ("do not bleach", "不可漂白"),
}
_DRY = {
    "line": ("line dry", "悬挂晾干"),
    "flat": ("dry flat", "平摊晾干"),
    "line-shade": ("line dry in the shade", "阴凉处悬挂晾干"),
}
_TUMBLE = (
    ("do not tumble dry", "不可翻转干燥"),
    ("tumble dry, at most 60 °C", "低温翻转干燥(60°C)"),
    ("tumble dry, at most 80 °C", "翻转干燥(80°C)"),
)
_IRON = (
    ("do not iron", "不可熨烫"),
    ("iron, at most 110 °C, no steam", "熨烫最高110°C, 不可蒸汽"),
    ("iron, at most 150 °C", "熨烫最高150°C"),
    ("iron, at most 200 °C", "熨烫最高200°C"),
)
_CLEAN = {
    "P": ("dry clean, P", "专业干洗(P)"),
    "F": ("dry clean, F", "专业干洗(F)"),
    "no": ("do not dry clean", "不可干洗"),
    "leather": ("leather specialist only", "仅限专业皮革护理"),
}


def care_text(care: Care, language: str) -> tuple[str, ...]:
    """What each of the symbols of `draw_care` says, in order."""
    zh = int(language == "zh")
    if care.wash in _WASH:
        wash = _WASH[care.wash][zh]
    else:
        mild = _BARS[care.bars][zh]
        wash = f"{mild}水洗, 最高{care.wash}°C" if zh else f"wash {care.wash} °C, {mild}"
    clean = _CLEAN[care.professional][zh]
    if care.gentle and care.professional in "PF":
        clean += (", mild", ", 缓和")[zh]
    return (
        wash,
        _BLEACH[care.bleach][zh],
        _TUMBLE[care.tumble][zh],
        _DRY[care.dry][zh],
        _IRON[care.iron][zh],
        clean,
    )


def draw_care(canvas: Any, care: Care, x: float, y: float, size: float) -> None:
    """The six symbols in a row from (x, y), each about ``size`` points square.

    Tub, triangle, tumble dryer, line or flat dryer, iron, circle: drawn after ISO 3758.
    """
    canvas.saveState()
    canvas.setLineWidth(size * 0.045)
    canvas.setStrokeColorRGB(0.1, 0.1, 0.12)
    canvas.setFillColorRGB(0.1, 0.1, 0.12)
    canvas.setLineJoin(1)
    step = size * 1.45
    _tub(canvas, care, x, y, size)
    _triangle(canvas, care, x + step, y, size)
    _tumbler(canvas, care, x + 2 * step, y, size)
    _dryer(canvas, care, x + 3 * step, y, size)
    _iron(canvas, care, x + 4 * step, y, size)
    _circle(canvas, care, x + 5 * step, y, size)
    canvas.restoreState()


def _cross(canvas: Any, x: float, y: float, s: float) -> None:
    canvas.line(x, y, x + s, y + s * 0.9)
    canvas.line(x, y + s * 0.9, x + s, y)


def _bars(canvas: Any, x: float, y: float, s: float, count: int) -> None:
    for k in range(count):
        canvas.line(x + s * 0.12, y - s * (0.1 + 0.1 * k), x + s * 0.88, y - s * (0.1 + 0.1 * k))


def _path(canvas: Any, points: list[tuple[float, float]], *, closed: bool = True) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if closed:
        path.close()
    canvas.drawPath(path)


def _tub(canvas: Any, care: Care, x: float, y: float, s: float) -> None:
    _path(
        canvas,
        [
            (x, y + 0.72 * s),
            (x + 0.14 * s, y + 0.06 * s),
            (x + 0.86 * s, y + 0.06 * s),
            (x + s, y + 0.72 * s),
        ],
        closed=False,
    )
    path = canvas.beginPath()
    path.moveTo(x + 0.035 * s, y + 0.56 * s)
    for k in range(4):
        a = x + (0.035 + 0.2325 * k) * s
        rise = 0.07 * s if k % 2 == 0 else -0.07 * s
        path.curveTo(
            a + 0.08 * s,
            y + 0.56 * s + rise,
            a + 0.15 * s,
            y + 0.56 * s + rise,
            a + 0.2325 * s,
            y + 0.56 * s,
        )
    canvas.drawPath(path)
    if care.wash == "no":
        _cross(canvas, x, y, s)
    elif care.wash == "hand":
        _path(
            canvas,
            [
                (x + 0.1 * s, y + 0.92 * s),
                (x + 0.34 * s, y + 0.7 * s),
                (x + 0.42 * s, y + 0.34 * s),
                (x + 0.5 * s, y + 0.26 * s),
                (x + 0.62 * s, y + 0.3 * s),
                (x + 0.6 * s, y + 0.56 * s),
                (x + 0.44 * s, y + 0.86 * s),
                (x + 0.26 * s, y + 0.98 * s),
            ],
        )
    else:
        canvas.setFont("Helvetica-Bold", s * 0.32)
        canvas.drawCentredString(x + s / 2, y + 0.18 * s, care.wash)
        _bars(canvas, x, y + 0.02 * s, s, care.bars)


def _triangle(canvas: Any, care: Care, x: float, y: float, s: float) -> None:
    _path(canvas, [(x, y + 0.04 * s), (x + s, y + 0.04 * s), (x + s / 2, y + 0.9 * s)])
    if care.bleach == "no":
        _cross(canvas, x, y, s)
    elif care.bleach == "oxygen":
        canvas.line(x + 0.3 * s, y + 0.04 * s, x + 0.6 * s, y + 0.68 * s)
        canvas.line(x + 0.5 * s, y + 0.04 * s, x + 0.7 * s, y + 0.5 * s)


def _tumbler(canvas: Any, care: Care, x: float, y: float, s: float) -> None:
    canvas.rect(x + 0.06 * s, y + 0.02 * s, 0.88 * s, 0.88 * s)
    canvas.circle(x + s / 2, y + 0.46 * s, 0.4 * s)
    if care.tumble == 0:
        _cross(canvas, x, y, s)
    _dots(canvas, x + s / 2, y + 0.46 * s, s, care.tumble)


def _dots(canvas: Any, x: float, y: float, s: float, count: int) -> None:
    for k in range(count):
        canvas.circle(x + (k - (count - 1) / 2) * 0.18 * s, y, 0.055 * s, stroke=0, fill=1)


def _dryer(canvas: Any, care: Care, x: float, y: float, s: float) -> None:
    canvas.rect(x + 0.06 * s, y + 0.02 * s, 0.88 * s, 0.88 * s)
    if care.dry == "flat":
        canvas.line(x + 0.24 * s, y + 0.46 * s, x + 0.76 * s, y + 0.46 * s)
    else:
        canvas.line(x + s / 2, y + 0.18 * s, x + s / 2, y + 0.74 * s)
    if care.dry == "line-shade":
        canvas.line(x + 0.06 * s, y + 0.62 * s, x + 0.32 * s, y + 0.9 * s)
        canvas.line(x + 0.06 * s, y + 0.4 * s, x + 0.52 * s, y + 0.9 * s)


def _iron(canvas: Any, care: Care, x: float, y: float, s: float) -> None:
    path = canvas.beginPath()
    path.moveTo(x + 0.02 * s, y + 0.14 * s)
    path.lineTo(x + 0.98 * s, y + 0.14 * s)
    path.lineTo(x + 0.84 * s, y + 0.78 * s)
    path.lineTo(x + 0.34 * s, y + 0.78 * s)
    path.moveTo(x + 0.02 * s, y + 0.14 * s)
    path.curveTo(x + 0.06 * s, y + 0.42 * s, x + 0.26 * s, y + 0.54 * s, x + 0.5 * s, y + 0.54 * s)
    path.lineTo(x + 0.88 * s, y + 0.54 * s)
    canvas.drawPath(path)
    if care.iron == 0:
        _cross(canvas, x, y, s)
    _dots(canvas, x + 0.56 * s, y + 0.33 * s, s, care.iron)


def _circle(canvas: Any, care: Care, x: float, y: float, s: float) -> None:
    canvas.circle(x + s / 2, y + 0.46 * s, 0.44 * s)
    if care.professional in {"P", "F"}:
        canvas.setFont("Helvetica-Bold", s * 0.42)
        canvas.drawCentredString(x + s / 2, y + 0.31 * s, care.professional)
        _bars(canvas, x, y + 0.02 * s, s, care.gentle)
    else:
        _cross(canvas, x, y, s)
