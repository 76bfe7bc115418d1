from __future__ import annotations

import builtins
from typing import Any

import polars as pl
import pytest

from modiste.model.errors import MissingExtraError
from modiste.perceive.text import extract, feeling, sentiment
from modiste.perceive.text.sentiment import _analyser

ENGLISH = {
    "I love this linen dress": 1,
    "obsessed with gingham right now": 1,
    "so comfy and flattering": 1,
    "best jeans I ever owned": 1,
    "this blazer is gorgeous": 1,
    "ugly, itchy, never again": -1,
    "I hate low rise jeans": -1,
    "this blazer is not flattering": -1,
    "cheap fabric, pilling after one wash": -1,
    "so disappointed with the quality": -1,
    "the shirt is blue": 0,
    "new in: wool coat": 0,
}
CHINESE = {
    "这件亚麻衬衫真的绝了": 1,
    "太好看了": 1,
    "不显胖": 1,
    "回购三次了": 1,
    "舒服到不想脱": 1,
    "超级显瘦": 1,
    "這件襯衫很漂亮": 1,
    "不好看": -1,
    "碎花显老还起球": -1,
    "一点也不舒服": -1,
    "质感很差": -1,
    "太丑了": -1,
    "避雷这条裙子": -1,
    "买了一件衬衫": 0,
    "黑色大衣": 0,
}


def sign(score: float) -> int:
    return (score > 0.05) - (score < -0.05)


@pytest.mark.parametrize(("text", "expected"), CHINESE.items())
def test_chinese(text: str, expected: int) -> None:
    assert sign(feeling(text)) == expected
    assert -1 <= feeling(text) <= 1


@pytest.mark.parametrize(("text", "expected"), ENGLISH.items())
def test_english(text: str, expected: int) -> None:
    pytest.importorskip("vaderSentiment")
    assert sign(feeling(text)) == expected
    assert -1 <= feeling(text) <= 1


def test_each_mention_has_its_own() -> None:
    pytest.importorskip("vaderSentiment")
    texts = pl.Series([
        "I love the linen. But I hate the sleeves on this blouse!",
        "亚麻衬衫真的绝了，但是碎花太丑了",
        None,
    ])  # fmt: skip
    found = extract(texts)
    score = dict(zip(found["matched"], sentiment(texts, found), strict=True))
    assert score["linen"] > 0.3
    assert score["blouse"] < -0.3
    assert score["亚麻"] > 0.3
    assert score["碎花"] < -0.3


def test_without_the_extra_chinese_works_and_english_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name.startswith("vaderSentiment"):
            raise ImportError(name)
        return plain(name, *rest)

    _analyser.cache_clear()
    feeling.cache_clear()
    monkeypatch.setattr(builtins, "__import__", absent)
    assert feeling("太好看了") > 0
    with pytest.raises(MissingExtraError, match=r"pip install 'modiste\[text\]'"):
        feeling("lovely")
    _analyser.cache_clear()
    feeling.cache_clear()
