"""Attribute values that styles have, posts name and tastes are about, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from modiste.simulate.palette import COLOURS


@dataclass(frozen=True)
class Value:
    """One value of an attribute.

    Attributes:
        name: the attribute, such as ``pattern``.
        value: the value in English, as stored.
        zh: the value in Chinese.
        weight: how common it is among the values of its attribute.
    """

    name: str
    value: str
    zh: str
    weight: float = 3.0


_PLAIN: dict[str, tuple[tuple[str, str, float], ...]] = {
    "pattern": (
        ("solid", "纯色", 20),
        ("stripe", "条纹", 4),
        ("check", "格纹", 3),
        ("polka dot", "波点", 2.5),
        ("floral", "碎花", 3.5),
        ("animal print", "豹纹", 2),
    ),
    "material": (
        ("cotton", "棉", 8),
        ("linen", "亚麻", 4),
        ("wool", "羊毛", 4),
        ("cashmere", "羊绒", 2),
        ("denim", "牛仔布", 4),
        ("silk", "真丝", 2.5),
        ("satin", "缎面", 2.5),
        ("viscose", "粘胶", 4),
        ("leather", "皮革", 3),
        ("suede", "麂皮", 2.5),
        ("corduroy", "灯芯绒", 2),
        ("crochet", "钩针", 2),
        ("nylon", "尼龙", 2.5),
    ),
    "silhouette": (
        ("slim", "修身", 4),
        ("straight", "直筒", 6),
        ("relaxed", "宽松", 5),
        ("oversized", "廓形", 3),
        ("wide-leg", "阔腿", 3),
        ("barrel-leg", "弯刀", 2),
        ("a-line", "A字", 3),
        ("fitted", "合体", 4),
        ("cropped", "短款", 2.5),
        ("boxy", "方正版型", 2.5),
    ),
    "neckline": (
        ("crew neck", "圆领", 6),
        ("v-neck", "V领", 5),
        ("turtleneck", "高领", 3),
        ("collared", "翻领", 5),
        ("square neck", "方领", 2.5),
        ("boat neck", "一字领", 2.5),
        ("halter", "挂脖", 2),
    ),
    "sleeve": (
        ("long sleeve", "长袖", 7),
        ("short sleeve", "短袖", 6),
        ("sleeveless", "无袖", 4),
        ("puff sleeve", "泡泡袖", 2.5),
        ("three-quarter sleeve", "七分袖", 2.5),
    ),
    "length": (
        ("mini", "迷你", 3),
        ("knee-length", "及膝", 3),
        ("midi", "中长款", 4),
        ("maxi", "长款", 3),
    ),
    "occasion": (
        ("everyday", "日常", 8),
        ("work", "通勤", 5),
        ("party", "派对", 3),
        ("vacation", "度假", 3),
        ("wedding guest", "婚礼", 2.5),
        ("sport", "运动", 2.5),
    ),
}

NAMES = ("category", "colour", *_PLAIN)
"""Attribute names, in the order of every code matrix."""


class Vocabulary:
    """All attribute values in one numbered list: a code is an index into ``values``.

    Args:
        categories: ``(key, zh, weight)`` of each category.
    """

    def __init__(self, categories: tuple[tuple[str, str, float], ...]) -> None:
        values = [Value("category", key, zh, weight) for key, zh, weight in categories]
        values += [Value("colour", c.name, c.zh, c.weight) for c in COLOURS]
        values += [Value(name, *row) for name, rows in _PLAIN.items() for row in rows]
        self.values = tuple(values)

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def _codes(self) -> dict[tuple[str, str], int]:
        return {(v.name, v.value): i for i, v in enumerate(self.values)}

    def code(self, name: str, value: str) -> int:
        """The number of a value."""
        return self._codes[name, value]

    def codes(self, name: str) -> tuple[int, ...]:
        """The numbers of all values of an attribute."""
        return tuple(i for i, v in enumerate(self.values) if v.name == name)
