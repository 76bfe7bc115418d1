"""Short texts of posts, in English and Chinese, put together from parts with real variety."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.garments import GARMENTS, VOCABULARY
from modiste.simulate.vocabulary import NAMES

_CATEGORY = NAMES.index("category")
_NOUNS = {VOCABULARY.code("category", g.key): (g.nouns, g.zh) for g in GARMENTS}

_EN_OPEN = (
    "Obsessed with this", "Finally found the perfect", "Can't stop wearing my", "New in:",
    "Outfit of the day:", "Thrifted this", "Living in a", "Everyone asks about my",
    "Styling tip for your", "Currently loving the", "Saw so many girls with a",
    "My summer uniform is a", "Street style in Milan:", "The only thing I pack is a",
    "Weekend mood =", "Say hello to the", "Is it just me or is it all about the",
    "Spotted today, a", "Ok but how good is this", "Bringing back the",
)  # fmt: skip
_EN_CLOSE = (
    "and it goes with everything.", "paired with gold hoops.", "10/10 would buy again.",
    "what do you think?", "swipe for details ✨", "so comfy!!", "love love love.",
    "with white trainers, done.", "link in bio.", "and I'm never taking it off.",
    "for brunch today ☕", "not sponsored, just happy.", "my grandma had one too.",
    "already my most worn piece.", "size up, trust me.", "the details are everything.",
    "yes or no?", "for the office and after.", "", "",
)  # fmt: skip
_EN_PLAIN = (
    "this is the trend to watch", "it looks so good right now", "I need it in every shop",
    "ten ways to wear it", "the look of the season",
)  # fmt: skip
_ZH_OPEN = (
    "今日穿搭:", "最近超爱这件", "终于买到了", "分享一件", "被问爆的", "夏天必备",
    "换季首选", "通勤也能穿的", "小个子友好", "宝藏单品", "博主同款", "显瘦又好看的",
)  # fmt: skip
_ZH_CLOSE = (
    "真的绝了!", "搭什么都好看", "回购三次了", "你们觉得怎么样?", "舒服到不想脱",
    "氛围感拉满", "拍照很出片", "建议拍大一码", "质感很好~", "今年一定要拥有",
    "链接放评论区", "",
)  # fmt: skip
_EN_TAGS = ("ootd", "style", "fashion", "outfitinspo", "streetstyle", "whatiwore", "lookbook")
_ZH_TAGS = ("穿搭", "今日穿搭", "时尚", "显瘦", "通勤穿搭", "好物分享")
_SPAM = (
    "🔥🔥 {word} SALE -80% only today!!! DM for price, link in bio 🔥🔥",
    "Make money from home with fashion!! Ask me how 💰 #{tag}",
    "Follow for follow? #{tag} #followme #f4f #like4like",
    "Replica {word} best quality, wholesale price, WhatsApp in bio",
)
_EN_ORDER = ("colour", "pattern", "material", "length", "silhouette", "neckline", "sleeve")
_WORN = {"work": "work", "party": "a party", "vacation": "my vacation", "sport": "the gym",
         "wedding guest": "a wedding (as a guest)", "everyday": "every day"}  # fmt: skip


def english(codes: list[int], rng: np.random.Generator) -> str:
    """An English text that names the values of a row of codes; -1 is none."""
    pick = rng.integers(0, 1_000_000, 6)
    noun = _NOUNS[codes[_CATEGORY]][0]
    words = [_value(codes, name) for name in _EN_ORDER]
    occasion = _value(codes, "occasion")
    phrase = " ".join([*(w for w in words if w), noun[pick[0] % len(noun)]])
    if pick[1] % 5 == 0:
        text = f"{phrase[0].upper()}{phrase[1:]}: {_EN_PLAIN[pick[2] % len(_EN_PLAIN)]}"
    else:
        text = f"{_EN_OPEN[pick[2] % len(_EN_OPEN)]} {phrase}"
    if occasion:
        text += f" for {_WORN[occasion]}"
    text += (",", ".", "!", " –")[pick[0] % 4]
    close = _EN_CLOSE[pick[3] % len(_EN_CLOSE)]
    tags = _tags([w for w in [*words, occasion] if w], _EN_TAGS, pick[4:])
    return " ".join(part for part in (text, close, tags) if part)


def chinese(codes: list[int], rng: np.random.Generator) -> str:
    """A Chinese text that names the values of a row of codes; -1 is none."""
    pick = rng.integers(0, 1_000_000, 6)
    words = [_zh(codes, name) for name in ("occasion", *_EN_ORDER)]
    phrase = "".join(w for w in words if w) + _NOUNS[codes[_CATEGORY]][1]
    text = _ZH_OPEN[pick[2] % len(_ZH_OPEN)] + phrase
    close = _ZH_CLOSE[pick[3] % len(_ZH_CLOSE)]
    tags = _tags([w for w in words if w], _ZH_TAGS, pick[4:])
    return " ".join(part for part in (text + ("," + close if close else ""), tags) if part)


def spam(codes: list[int], rng: np.random.Generator) -> str:
    """What a bot writes: one of few sentences, with a fashionable word in it."""
    code = next((c for c in codes[1:] if c >= 0), codes[_CATEGORY])
    word = VOCABULARY.values[code].value
    template = _SPAM[int(rng.integers(len(_SPAM)))]
    return template.format(word=word.upper(), tag=_joined(word))


def _value(codes: list[int], name: str) -> str:
    code = codes[NAMES.index(name)]
    return VOCABULARY.values[code].value if code >= 0 else ""


def _zh(codes: list[int], name: str) -> str:
    code = codes[NAMES.index(name)]
    return VOCABULARY.values[code].zh if code >= 0 else ""


def _tags(words: list[str], plain: tuple[str, ...], pick: NDArray[np.int64]) -> str:
    """None to three hashtags, one of them an attribute of the post."""
    count = int(pick[0] % 4)
    tags = [plain[(int(pick[1]) + i) % len(plain)] for i in range(max(count - 1, 0))]
    if count and words:
        tags.append(_joined(words[int(pick[1]) % len(words)]))
    return " ".join(f"#{tag}" for tag in tags)


def _joined(word: str) -> str:
    return word.replace(" ", "").replace("-", "")
