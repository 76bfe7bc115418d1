"""What a garment emphasises, and what people of a shape often look for, in words.

Two tables of general knowledge. The first says what a cut does to the eye, whoever wears it. The
second says which of these effects wearers of a figure often choose; it ranks, it never forbids, and
no text says that anything should be hidden. A person's own taste outweighs it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from modiste.styling.language import said
from modiste.styling.shape import Shape

EFFECTS: Final = {
    "waist": ("draws the eye to the waist", "把视线引向腰部"),
    "shoulders": ("gives width at the shoulders", "增加肩部的宽度感"),
    "soft shoulders": ("keeps the shoulder line soft", "让肩线显得柔和"),
    "hips": ("gives volume at the hips", "增加臀部的量感"),
    "skim": ("falls freely over hips and thighs", "在臀腿处自然垂落"),
    "vertical": ("draws one long vertical line", "形成修长的纵向线条"),
    "neckline": ("opens the neckline and leads the eye to the face", "打开领口，把视线引向面部"),
    "ease": ("leaves ease through the middle", "腰腹处留有余量"),
    "curve": ("follows the line of the body", "贴合身体线条"),
    "legs": ("shows the legs", "展现腿部"),
}

# What a value does, whoever wears it.
_DOES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("silhouette", "a-line"): ("waist", "skim"),
    ("silhouette", "fitted"): ("waist", "curve"),
    ("silhouette", "slim"): ("curve",),
    ("silhouette", "straight"): ("vertical", "ease"),
    ("silhouette", "relaxed"): ("ease",),
    ("silhouette", "oversized"): ("ease",),
    ("silhouette", "boxy"): ("ease", "shoulders"),
    ("silhouette", "wide-leg"): ("vertical", "skim"),
    ("silhouette", "barrel-leg"): ("hips",),
    ("silhouette", "cropped"): ("waist",),
    ("silhouette", "wrap"): ("waist", "neckline"),
    ("silhouette", "empire"): ("ease", "vertical"),
    ("silhouette", "peplum"): ("waist", "hips"),
    ("silhouette", "pleated"): ("hips",),
    ("silhouette", "flared"): ("vertical", "hips"),
    ("neckline", "v-neck"): ("neckline", "vertical"),
    ("neckline", "square neck"): ("neckline", "shoulders"),
    ("neckline", "boat neck"): ("shoulders",),
    ("neckline", "off-shoulder"): ("shoulders", "neckline"),
    ("neckline", "halter"): ("soft shoulders",),
    ("neckline", "collared"): ("vertical",),
    ("sleeve", "puff sleeve"): ("shoulders",),
    ("sleeve", "sleeveless"): ("soft shoulders",),
    ("length", "mini"): ("legs",),
    ("length", "maxi"): ("vertical",),
    ("length", "midi"): ("skim",),
    ("pattern", "stripe"): ("vertical",),
}
_CATEGORY_DOES: Final[dict[str, tuple[str, ...]]] = {
    "wrap-dress": ("waist", "neckline"),
    "a-line-dress": ("waist", "skim"),
    "bodycon-dress": ("curve", "waist"),
    "sheath-dress": ("curve", "vertical"),
    "shift-dress": ("ease", "legs"),
    "shirt-dress": ("vertical", "waist"),
    "blazer": ("shoulders", "vertical"),
    "belts": ("waist",),
    "wrap-top": ("waist", "neckline"),
    "peplum-top": ("waist", "hips"),
    "a-line-skirt": ("waist", "skim"),
    "pencil-skirt": ("curve",),
    "pleated-skirt": ("hips",),
    "wide-leg-trousers": ("vertical", "skim"),
}

_OFTEN: Final[dict[Shape, dict[str, float]]] = {
    Shape.HOURGLASS: {"waist": 1.0, "curve": 0.7, "neckline": 0.3},
    Shape.BOTTOM_HOURGLASS: {"waist": 1.0, "skim": 0.6, "shoulders": 0.5, "neckline": 0.4},
    Shape.TOP_HOURGLASS: {"waist": 0.9, "neckline": 0.5, "hips": 0.5, "soft shoulders": 0.3},
    Shape.SPOON: {"waist": 0.8, "skim": 0.8, "shoulders": 0.7, "neckline": 0.5},
    Shape.TRIANGLE: {"shoulders": 1.0, "neckline": 0.6, "skim": 0.7, "vertical": 0.3},
    Shape.INVERTED_TRIANGLE: {"hips": 0.9, "soft shoulders": 0.6, "legs": 0.5, "vertical": 0.4},
    Shape.RECTANGLE: {"waist": 0.7, "hips": 0.5, "neckline": 0.4, "legs": 0.4, "vertical": 0.2},
    Shape.DIAMOND: {"vertical": 0.9, "ease": 0.8, "neckline": 0.8, "legs": 0.4},
    Shape.UNCLASSIFIED: {},
}
_AIM: Final = {
    Shape.HOURGLASS: ("whose bust and hips are in balance", "胸臀均衡"),
    Shape.BOTTOM_HOURGLASS: ("with a defined waist and fuller hips", "腰线明显、臀部更丰满"),
    Shape.TOP_HOURGLASS: ("with a defined waist and a fuller bust", "腰线明显、胸部更丰满"),
    Shape.SPOON: ("with fuller, high hips", "胯部较高且丰满"),
    Shape.TRIANGLE: ("with hips wider than the bust", "臀部宽于胸部"),
    Shape.INVERTED_TRIANGLE: ("with a bust wider than the hips", "胸部宽于臀部"),
    Shape.RECTANGLE: ("with a straight line from bust to hip", "从胸到臀线条平直"),
    Shape.DIAMOND: ("fuller at the middle", "腰腹更丰满"),
}

# Words of customers' own body types, as shops ask for them.
_STATED: Final = {
    "hourglass": Shape.HOURGLASS,
    "pear": Shape.TRIANGLE,
    "triangle": Shape.TRIANGLE,
    "spoon": Shape.SPOON,
    "apple": Shape.DIAMOND,
    "round": Shape.DIAMOND,
    "diamond": Shape.DIAMOND,
    "straight": Shape.RECTANGLE,
    "straight & narrow": Shape.RECTANGLE,
    "rectangle": Shape.RECTANGLE,
    "athletic": Shape.RECTANGLE,
    "inverted triangle": Shape.INVERTED_TRIANGLE,
    "full bust": Shape.TOP_HOURGLASS,
    "沙漏形": Shape.HOURGLASS,
    "梨形": Shape.TRIANGLE,
    "苹果形": Shape.DIAMOND,
    "矩形": Shape.RECTANGLE,
    "倒三角形": Shape.INVERTED_TRIANGLE,
}


@dataclass(frozen=True)
class Advice:
    """How a garment meets what wearers of a shape often look for.

    Attributes:
        score: 0 where nothing speaks, up to about 2.
        because: ``(attribute, value, effect)`` that speak, strongest first.
    """

    score: float
    because: tuple[tuple[str, str, str], ...]


def stated_shape(body_type: str | None) -> Shape | None:
    """The shape that a customer's own word for their figure comes nearest to; None if none."""
    return _STATED.get((body_type or "").strip().casefold())


def advise(shape: Shape, category: str | None, attributes: Iterable[tuple[str, str]]) -> Advice:
    """Weigh a garment's effects by what wearers of the shape often choose.

    Args:
        shape: the shape.
        category: taxonomy key of the garment.
        attributes: ``(name, value)`` of the garment.
    """
    often = _OFTEN[shape]
    does = [
        ("category", category or "", effect) for effect in _CATEGORY_DOES.get(category or "", ())
    ]
    for name, value in sorted(set(attributes)):
        does += [(name, value, effect) for effect in _DOES.get((name, value), ())]
    best: dict[str, tuple[str, str, str]] = {}
    for name, value, effect in does:
        if effect in often and value:
            best.setdefault(effect, (name, value, effect))
    ranked = sorted(best.values(), key=lambda found: (-often[found[2]], found))
    return Advice(sum(often[effect] for _, _, effect in ranked), tuple(ranked))


def words(shape: Shape, advice: Advice, language: str = "en") -> str:
    """The first two reasons in words; empty where nothing speaks."""
    chinese = language == "zh"
    parts = [
        f"{said(name, value, language)}{EFFECTS[effect][1]}"
        if chinese
        else f"{said(name, value, language)} {EFFECTS[effect][0]}"
        for name, value, effect in advice.because[:2]
    ]
    if not parts:
        return ""
    if chinese:
        return f"{'，'.join(parts)}（{_AIM[shape][1]}的人常选）"
    return f"{'; '.join(parts)} (often chosen by people {_AIM[shape][0]})"


def looks_for(shape: Shape, language: str = "en") -> list[str]:
    """Effects that wearers of a shape often choose, most often first, in words."""
    at = 1 if language == "zh" else 0
    ranked = sorted(_OFTEN[shape].items(), key=lambda item: (-item[1], item[0]))
    return [EFFECTS[effect][at] for effect, _ in ranked]
