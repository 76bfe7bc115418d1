"""The words of reasons, in English and Chinese."""

from __future__ import annotations

from typing import Final

from modiste.model.errors import UnknownNameError

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "because": "because you took {item}",
        "taste": "matches your taste for {value}",
        "stated": "matches the {value} that you asked for",
        "shared": "matches the {value} among the interests that you shared",
        "occasion": "often chosen for: {value}",
        "size": "often chosen in your size",
        "people": "often chosen by people like you",
        "season": "in season now",
        "new": "new in",
        "popular": "popular now",
        "colour": "a style you have, in another colour",
        "again": "you bought it before",
        "looked": "you looked at it",
        "like": "goes with {item}: people take both",
        "alike": "like {item}: {value}",
        "both": "{one}; {two}",
    },
    "zh": {
        "because": "因为您选过{item}",
        "taste": "符合您对{value}的喜好",
        "stated": "符合您想要的{value}",
        "shared": "符合您分享的兴趣：{value}",
        "occasion": "常用于:{value}",
        "size": "您的尺码常有人选",
        "people": "与您相似的顾客常选",
        "season": "正当季",
        "new": "新品",
        "popular": "近期热销",
        "colour": "您已有的款式,换一种颜色",
        "again": "您曾购买",
        "looked": "您曾浏览",
        "like": "常与{item}一起选购",
        "alike": "与{item}相似:{value}",
        "both": "{one};{two}",
    },
}
"""Templates by language."""

RULES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "season": "season", "return risk": "return risk", "margin": "margin",
        "freshness": "newness", "brand fairness": "brand fairness", "one colour": "one colour",
        "category share": "variety of categories", "brand share": "variety of brands",
        "in size": "only in stock in their size", "no repeats": "nothing bought lately",
    },
    "zh": {
        "season": "当季", "return risk": "退货风险", "margin": "毛利",
        "freshness": "新品", "brand fairness": "品牌公平", "one colour": "每款一色",
        "category share": "品类多样", "brand share": "品牌多样",
        "in size": "仅限其尺码有货", "no repeats": "不重复推荐近期已购",
    },
}  # fmt: skip
"""Names of rules by language."""


def spoken(name: str, value: str, language: str) -> str:
    """A value of an attribute in a language; as it is where the lexicon does not have it.

    Args:
        name: the attribute, such as colour.
        value: its value, such as navy.
        language: en or zh.
    """
    if language == "en":
        return value
    from modiste.perceive.text.lexicon import label

    try:
        return label(name, value, language)
    except UnknownNameError:
        return value
