"""Words beside colour names: modifiers, tints, and words that say nothing of the hue."""

from __future__ import annotations

from typing import Final

# What a modifier does: the share of the way to white (or, negative, to black), and times chroma.
MODIFIERS: Final = {
    "light": (0.35, 0.8),
    "pale": (0.5, 0.6),
    "pastel": (0.45, 0.65),
    "soft": (0.15, 0.75),
    "dark": (-0.3, 0.9),
    "deep": (-0.2, 1.05),
    "bright": (0.05, 1.25),
    "vivid": (0.0, 1.3),
    "neon": (0.1, 1.5),
    "dusty": (0.05, 0.55),
    "muted": (0.0, 0.6),
    "medium": (0.0, 1.0),
    "washed": (0.15, 0.7),
    "rich": (-0.1, 1.15),
    "warm": (0.0, 1.0),
    "cool": (0.0, 1.0),
}
_MODIFIER_WORDS: Final = {
    "light": "light lt lite lighter 浅 淡 轻 嫩",
    "pale": "pale faint whisper 极浅 粉嫩",
    "pastel": "pastel powdery 马卡龙 奶",
    "soft": "soft mellow 柔 柔和",
    "dark": "dark dk darker 深 暗",
    "deep": "deep 浓",
    "bright": "bright hot pure 亮 鲜 艳 明亮 鲜艳",
    "vivid": "vivid intense electric strong 亮丽",
    "neon": "neon fluo fluorescent fluor acid 荧光",
    "dusty": "dusty dusky smoky smokey misty hazy antique old ash ashy vintage "
    "雾霾 莫兰迪 灰调 脏 复古 雾 烟 高级",
    "muted": "muted greyed dull matte matt 哑光 哑",
    "medium": "medium mid med true classic 中 正",
    "washed": "washed faded bleached 水洗 做旧",
    "rich": "rich 醇",
    "warm": "warm 暖",
    "cool": "cool cold icy 冷 冰",
}
MODIFIER_OF: Final = {
    word: name for name, words in _MODIFIER_WORDS.items() for word in words.split()
}
ISH: Final = {
    "greyish": "grey",
    "grayish": "grey",
    "bluish": "blue",
    "blueish": "blue",
    "greenish": "green",
    "yellowish": "yellow",
    "reddish": "red",
    "pinkish": "pink",
    "brownish": "brown",
    "purplish": "purple",
    "orangish": "orange",
    "silvery": "grey",
    "rosy": "pink",
    "creamy": "cream",
    "sandy": "sand",
    "milky": "milk",
}
_NOISE_TEXT: Final = """
colour color coloured colored tone toned shade solid plain marl melange mélange heather wash effect
look the a in of other foil shimmer glitter shiny satin gloss glossy suede leather cotton wool tint
dye dyed combo mix trim 色 系 调 款 纯 素 的 麻 缎 绒 皮 拼 配 底 字 花
"""
NOISE: Final = frozenset(_NOISE_TEXT.split())
# These stand side by side rather than blend: "black white" is two colours, "blue grey" one.
FLAT: Final = frozenset({"black", "white", "off-white", "multi", "clear", "gold", "silver"})
