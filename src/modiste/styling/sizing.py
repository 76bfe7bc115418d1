"""Which size of a style for a person, how sure, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from modiste.learn.fit.choose import Choice, Costs, choose
from modiste.learn.fit.ladder import SizeLadder
from modiste.learn.fit.records import FitRecords
from modiste.model.size import sort_sizes

_RUNS = 0.25
"""Share of one size by which a style must be off its label before it is said."""


@dataclass(frozen=True)
class SizeAdvice:
    """A size and what speaks for it.

    Attributes:
        sizes: the style's sizes in order.
        probability: small, fit and large of each size.
        choice: the size, or why it is not known.
        worn: sizes worn or stated that the person's own size rests on.
        body: numbers of the body that it rests on.
        offset: sizes that the style runs large; negative runs small.
        records: records of the style that the offset rests on.
        available: whether each size is in stock; None is not known.
    """

    sizes: tuple[str, ...]
    probability: tuple[tuple[float, float, float], ...]
    choice: Choice
    worn: int
    body: int
    offset: float
    records: int
    available: tuple[bool | None, ...]

    @property
    def size(self) -> str | None:
        """The size to take; None where it is not known."""
        return None if self.choice.size is None else self.sizes[self.choice.size]

    @property
    def second(self) -> str | None:
        """The size that is nearly as good; None where there is none."""
        return None if self.choice.second is None else self.sizes[self.choice.second]

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """Everything, with the explanation in words."""
        rows = [
            {
                "size": size,
                "small": round(p[0], 4),
                "fit": round(p[1], 4),
                "large": round(p[2], 4),
                "expected_cost": round(float(cost), 4),
                "in_stock": stock,
            }
            for size, p, cost, stock in zip(
                self.sizes, self.probability, self.choice.cost, self.available, strict=True
            )
        ]
        return {
            "size": self.size,
            "between": None if self.second is None else [self.size, self.second],
            "known": self.size is not None,
            "why": explain(self, language),
            "sizes": rows,
            "evidence": {
                "sizes_worn_or_stated": self.worn,
                "body_numbers": self.body,
                "records_of_the_style": self.records,
            },
            "runs": runs(self.offset),
        }


def runs(offset: float) -> str:
    """``small``, ``large`` or ``true``: how a style runs against its label."""
    if abs(offset) < _RUNS:
        return "true"
    return "large" if offset > 0 else "small"


def advise_size(
    ladder: SizeLadder,
    person: dict[str, Any],
    style: dict[str, Any],
    sizes: Sequence[str],
    *,
    stated: str | None = None,
    available: Sequence[bool | None] | None = None,
    costs: Costs | None = None,
) -> SizeAdvice:
    """Choose among the sizes of a style.

    Args:
        ladder: fitted.
        person: ``person`` and what is known of the body, by the names of fit records.
        style: ``item``, and ``category, gender, kind`` where known.
        sizes: the style's sizes, in any order.
        stated: size that the person says is theirs.
        available: whether each size is in stock; it is shown and does not change the choice.
        costs: of misfits.
    """
    order = sort_sizes(list(dict.fromkeys(sizes)))
    stock = dict(zip(sizes, available or [None] * len(sizes), strict=True))
    rows = pl.DataFrame([{**person, **style, "size": size} for size in order])
    records = FitRecords.of(rows)
    seat = ladder.predict(records, stated=stated_places(ladder, rows, stated))
    worn, body = int(seat.own.worn[0]), int(seat.own.body[0])
    choice = choose(seat.probability, known=worn > 0 or body > 0, costs=costs)
    return SizeAdvice(
        tuple(order),
        tuple((float(a), float(b), float(c)) for a, b, c in seat.probability),
        choice,
        worn,
        body,
        float(seat.offset[0]),
        int(seat.records[0]),
        tuple(stock[size] for size in order),
    )


def stated_places(ladder: SizeLadder, rows: pl.DataFrame, stated: str | None) -> Any:
    """Place of the size that a person states, for every row; ``nan`` where it tells nothing.

    Scales of one gender are compared by deviations from their means, so that a letter size also
    speaks of numbered ones. It is a size of clothes: shoes and the like are not read from it.
    """
    if stated is None:
        return None
    asked = FitRecords.of(rows)
    clothes = {"kind": pl.lit("apparel")} if "kind" in rows.columns else {}
    told = FitRecords.of(rows.with_columns(size=pl.lit(stated), **clothes))
    known = told.frame["scale"].is_in(list(ladder.scale.scales)) & (asked.frame["family"] == "body")
    known &= told.frame["number"].is_not_null()
    return np.where(known.to_numpy(), ladder.scale.places(told), np.nan)


def explain(advice: SizeAdvice, language: str = "en") -> str:
    """The advice in words."""
    return _chinese(advice) if language == "zh" else _english(advice)


def _english(advice: SizeAdvice) -> str:
    if advice.size is None:
        if advice.choice.why_unknown == "nobody":
            return (
                "The size is not known: there is neither a size worn nor a measurement to go by. "
                "Height and weight, or a size that fits elsewhere, would be enough."
            )
        return (
            "The size is not known: by what the shop knows, the sizes of this style hardly differ "
            "for this person."
        )
    index = advice.choice.size or 0
    fit = advice.probability[index][1]
    parts = [f"Size {advice.size} fits with a probability of {fit:.0%}"]
    if advice.second is not None:
        bigger = (advice.choice.second or 0) > index
        other = "looser" if bigger else "closer"
        parts.append(f"{advice.second} is nearly as good: take it for a {other} fit")
    parts.append(_evidence(advice))
    if runs(advice.offset) != "true":
        parts.append(
            f"this style runs {runs(advice.offset)} by about {abs(advice.offset):.1f} sizes "
            f"({advice.records} wearers)"
        )
    if advice.available[index] is False:
        parts.append("it is out of stock now")
    return "; ".join(parts) + "."


def _evidence(advice: SizeAdvice) -> str:
    told = []
    if advice.worn:
        told.append(f"{advice.worn} size{'s' if advice.worn > 1 else ''} worn or stated")
    if advice.body:
        told.append(f"{advice.body} body measurement{'s' if advice.body > 1 else ''}")
    return "it rests on " + " and ".join(told) if told else "it rests on the style alone"


def _chinese(advice: SizeAdvice) -> str:
    if advice.size is None:
        if advice.choice.why_unknown == "nobody":
            return (
                "尺码未知：没有穿过的尺码，也没有身体数据。提供身高体重，或在别处合身的尺码即可。"
            )
        return "尺码未知：就店里所知，这款的各个尺码对此人几乎没有差别。"
    index = advice.choice.size or 0
    parts = [f"{advice.size} 码合身的概率为 {advice.probability[index][1]:.0%}"]
    if advice.second is not None:
        bigger = (advice.choice.second or 0) > index
        parts.append(f"{advice.second} 码几乎同样合适，想{'宽松' if bigger else '贴身'}些可选它")
    told = []
    if advice.worn:
        told.append(f"{advice.worn} 次穿过或自述的尺码")
    if advice.body:
        told.append(f"{advice.body} 项身体数据")
    parts.append("依据：" + ("和".join(told) if told else "仅此款式"))
    if runs(advice.offset) != "true":
        word = "小" if runs(advice.offset) == "small" else "大"
        parts.append(f"这款偏{word}约 {abs(advice.offset):.1f} 码（{advice.records} 位穿着者）")
    if advice.available[index] is False:
        parts.append("目前缺货")
    return "；".join(parts) + "。"
