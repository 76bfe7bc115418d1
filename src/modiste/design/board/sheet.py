"""A board as one page of HTML: flats, numbers and reasons, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, StrictUndefined

from modiste import __version__
from modiste.design.spec.labels import value_label
from modiste.present.sheets import sheet

if TYPE_CHECKING:
    from modiste.design.generate.board import Board
    from modiste.design.spec.model import DesignSpec
    from modiste.design.words import Reading

_WORDS: Final = {
    "en": {
        "board": "Design board", "designs": "designs", "tried": "judged", "cells": "cells filled",
        "closest": "closest pair apart", "seed": "seed", "unknown": "not understood",
        "gave": "gave way", "assumed": "assumed", "scores": "scores", "wish": "the wish itself",
        "quality": "quality", "made": "made by",
        "neutral": "Scores in grey rest on no data: the workspace has none for them.",
        "trend": "trend", "fit": "brand fit", "novelty": "novelty", "cost": "cost",
        "restraint": "restraint", "liked": "liked",
    },
    "zh": {
        "board": "设计板", "designs": "款设计", "tried": "款已评估", "cells": "个格位已填",
        "closest": "最近两款相距", "seed": "随机种子", "unknown": "未能理解", "gave": "已让步",
        "assumed": "默认", "scores": "得分", "wish": "需求本身", "quality": "综合", "made": "由",
        "neutral": "灰色得分没有数据依据：工作区中暂无相关数据。",
        "trend": "趋势", "fit": "品牌契合", "novelty": "新颖", "cost": "成本", "restraint": "克制",
        "liked": "偏好",
    },
}  # fmt: skip


def html(
    made: Board,
    drawn: Sequence[str],
    *,
    title: str = "",
    language: str = "en",
    heard: Reading | None = None,
) -> str:
    """The page.

    Args:
        made: the board.
        drawn: the flat of each design as SVG, in order.
        title: the wish.
        language: ``en`` or ``zh``.
        heard: what was understood, if the wish was in words.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    zh = language == "zh"
    cards = [
        {
            "number": number,
            "name": name_of(each.spec, language),
            "image": _own_ids(svg, number),
            "quality": f"{each.verdict.quality:.2f}",
            "scores": [
                (_WORDS[language][name], f"{score:.2f}", name in each.verdict.known)
                for name, score in each.verdict.scores.items()
            ],
            "why": [pair[zh] for pair in each.verdict.why],
            "colours": [(u.hex, u.name or u.hex) for u in each.spec.colours],
            "first": number == 1,
        }
        for number, (each, svg) in enumerate(zip(made.candidates, drawn, strict=True), start=1)
    ]
    return environment.from_string(_resource("board.html.j2")).render(
        w=_WORDS[language],
        language=language,
        style=sheet(_resource("board.css")),
        title=title,
        made=made,
        cards=cards,
        unknown=[each.text for each in heard.unknown] if heard else [],
        conflicts=[c.zh if zh else c.en for c in heard.conflicts] if heard else [],
        version=__version__,
    )


def name_of(spec: DesignSpec, language: str = "en") -> str:
    """A few words for a design: ``navy floral midi dress``."""
    if spec.name:
        return spec.name
    solid = spec.print.kind == "solid"
    parts = [
        spec.main.name,
        "" if solid else value_label("print.kind", spec.print.kind, language),
        value_label("length", spec.length, "zh")
        if language == "zh"
        else _LONG.get(spec.length, ""),
        value_label("category", spec.category, language),
    ]
    if language == "zh":
        parts[0] = _zh_colour(parts[0])
        return "".join(parts)
    return " ".join(filter(None, parts))


_LONG: Final = {
    "cropped": "cropped", "mini": "mini", "above-knee": "short", "knee": "knee-length",
    "midi": "midi", "ankle": "ankle-length", "maxi": "maxi", "floor": "floor-length",
}  # fmt: skip


def _zh_colour(name: str) -> str:
    from modiste.model.colour import colours

    found = colours().get(name)
    return found.zh if found else ""


def _own_ids(svg: str, number: int) -> str:
    """An SVG whose ids do not meet those of its neighbours on the page."""
    svg = re.sub(r"^<\?xml[^>]*>\s*", "", svg)
    svg = re.sub(r'\bid="', f'id="d{number}-', svg)
    svg = re.sub(r"url\(#", f"url(#d{number}-", svg)
    return re.sub(r'href="#', f'href="#d{number}-', svg)


def _resource(name: str) -> str:
    return files("modiste.design.board").joinpath(name).read_text("utf-8")
