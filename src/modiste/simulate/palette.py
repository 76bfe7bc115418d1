"""The brand's colours: name, Chinese name, sRGB, family, and how common they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    """A named colour.

    Attributes:
        name: English name.
        zh: Chinese name.
        hex: sRGB as ``#rrggbb``.
        family: hue family.
        weight: how often the brand uses it, relative to the others.
    """

    name: str
    zh: str
    hex: str
    family: str
    weight: float


COLOURS = (
    Colour("black", "黑色", "#1f1f22", "black", 10),
    Colour("white", "白色", "#f6f5f1", "white", 8),
    Colour("navy", "藏青色", "#1f2a48", "navy", 8),
    Colour("ecru", "米白色", "#e9dfc9", "beige", 4),
    Colour("beige", "米色", "#d3bd98", "beige", 5),
    Colour("camel", "驼色", "#b98a52", "brown", 4),
    Colour("chocolate", "巧克力色", "#4e3227", "brown", 3),
    Colour("grey", "灰色", "#8d9095", "grey", 6),
    Colour("charcoal", "炭灰色", "#3f4247", "grey", 4),
    Colour("sky blue", "天蓝色", "#9dc3e3", "blue", 4),
    Colour("cobalt", "钴蓝色", "#2246b4", "blue", 3),
    Colour("denim blue", "牛仔蓝", "#4a6c93", "blue", 4),
    Colour("sage", "鼠尾草绿", "#a3ae92", "green", 3),
    Colour("olive", "橄榄绿", "#6a6a3b", "green", 3),
    Colour("emerald", "祖母绿", "#16754f", "green", 2.5),
    Colour("teal", "蓝绿色", "#1d6f74", "turquoise", 2.5),
    Colour("burgundy", "酒红色", "#6b1c2f", "red", 3),
    Colour("red", "红色", "#c22a2e", "red", 3),
    Colour("coral", "珊瑚色", "#ef7f66", "orange", 2.5),
    Colour("rust", "铁锈色", "#a9502b", "orange", 2.5),
    Colour("mustard", "芥末黄", "#cf9f2c", "yellow", 2.5),
    Colour("butter yellow", "黄油黄", "#f5e6a3", "yellow", 2.5),
    Colour("blush", "腮红粉", "#ecc6c3", "pink", 3),
    Colour("fuchsia", "紫红色", "#c02a7e", "pink", 2.5),
    Colour("lilac", "丁香紫", "#c3b0dc", "purple", 2.5),
    Colour("plum", "梅紫色", "#5b2e54", "purple", 2.5),
)
