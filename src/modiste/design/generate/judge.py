"""What speaks for a design, in numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from modiste.design.generate.apart import apart, colour_apart, ground
from modiste.design.generate.brief import Brief
from modiste.design.generate.cost import area, cloth_cost, square_metre
from modiste.design.generate.evidence import Evidence, Trend, mapped
from modiste.design.generate.taste import Taste
from modiste.design.spec.labels import slot_label, value_label
from modiste.design.spec.slots import CHOICES, TRIMS, WEIGHTS

NEUTRAL: Final = 0.5
"""The score of what is not known."""

IMPORTANCE: Final[Mapping[str, float]] = {
    "trend": 0.25, "fit": 0.25, "novelty": 0.12, "cost": 0.13, "restraint": 0.13, "liked": 0.12,
}  # fmt: skip
"""How the scores are weighed into one."""

_FEW: Final = 3.0

_STATEMENTS: Final = (
    ("fullness.ruffles", "none"), ("fullness.tiers", "0"), ("fullness.pleats", "none"),
    ("slit", "none"), ("print.kind", "solid"), ("waist.belt", "none"), ("pockets.leg", "none"),
    ("pockets.chest", "none"), ("shaping.yoke", "none"),
)  # fmt: skip
_LOUD: Final[Mapping[str, frozenset[str]]] = {
    "sleeve.type": frozenset({"puff", "bishop", "bell", "flutter", "leg-of-mutton"}),
    "collar": frozenset({"peter-pan", "sailor", "bow", "ruffle", "hood", "funnel"}),
    "neckline": frozenset({"cowl", "keyhole", "one-shoulder", "off-shoulder", "halter"}),
    "hem": frozenset({"asymmetric", "high-low", "scalloped", "raw"}),
    "closure.type": frozenset({"lacing", "toggles", "double-breasted"}),
    "silhouette": frozenset({"mermaid", "cocoon", "trapeze", "barrel"}),
}


@dataclass(frozen=True)
class Verdict:
    """How a design is judged.

    Attributes:
        quality: all scores in one, 0 … 1.
        scores: each, 0 … 1; ``NEUTRAL`` where nothing is known.
        known: the scores that rest on evidence.
        why: short sentences with the numbers, English and Chinese.
    """

    quality: float
    scores: Mapping[str, float]
    known: frozenset[str]
    why: tuple[tuple[str, str], ...] = field(default=())


def judge(
    draft: Mapping[str, Any], evidence: Evidence, brief: Brief, taste: Taste | None = None
) -> Verdict:
    """Judge a valid draft against what is known, asked and liked."""
    scores: dict[str, float] = {}
    why: list[tuple[str, str]] = []
    for name, part in (
        ("trend", _trend(draft, evidence)),
        ("fit", _fit(draft, evidence)),
        ("novelty", _novelty(draft, evidence)),
        ("cost", _cost(draft, brief)),
        ("restraint", _restraint(draft)),
        ("liked", _liked(draft, taste or Taste())),
    ):
        score, told = part
        if score is not None:
            scores[name] = round(score, 4)
        why += told
    known = frozenset(scores)
    full = {name: scores.get(name, NEUTRAL) for name in IMPORTANCE}
    quality = sum(IMPORTANCE[name] * score for name, score in full.items())
    return Verdict(round(quality, 4), full, known, tuple(why))


_Part = tuple[float | None, list[tuple[str, str]]]


def _trend(draft: Mapping[str, Any], evidence: Evidence) -> _Part:
    """Mean expected change of the trends that the garment carries, squashed to 0 … 1."""
    carried = [t for t in evidence.trends if _carries(draft, t)]
    if not evidence.trends:
        return None, []
    if not carried:
        return NEUTRAL, [("carries none of the watched trends", "未包含所监测的趋势")]
    mean = sum(t.change * t.confidence for t in carried) / len(carried)
    best = sorted(carried, key=lambda t: -abs(t.change * t.confidence))[:3]
    en = ", ".join(f"{t.value} {t.change:+.0%} (p {t.confidence:.2f})" for t in best)
    return 0.5 + 0.5 * math.tanh(2 * mean), [(f"trends: {en}", f"趋势：{en}")]


def _carries(draft: Mapping[str, Any], trend: Trend) -> bool:
    slots = mapped(trend, draft["category"])
    if not slots:
        return False
    if "colour" in slots:
        return colour_apart(ground(draft), slots["colour"]) < 0.2
    return all(draft[slot] == value for slot, value in slots.items())


def _fit(draft: Mapping[str, Any], evidence: Evidence) -> _Part:
    """How usual its values are among what sells: weighted mean of share over largest share.

    A slot known of n styles counts n ÷ (n + 3) of its weight: few styles say little.
    """
    profile = evidence.profile.get(draft["category"])
    if not profile:
        return None, []
    total = weight = 0.0
    best: tuple[float, str, str] = (0.0, "", "")
    support = evidence.support.get(draft["category"], {})
    for slot, shares in profile.items():
        count = support.get(slot, 1)
        worth = WEIGHTS.get(slot, 1.0) * count / (count + _FEW)
        share = shares.get(draft[slot], 0.0)
        total += worth * share / max(shares.values())
        weight += worth
        if share:
            best = max(best, (worth * share, slot, draft[slot]))
    score = total / weight
    told = (f"brand fit {score:.0%}", f"品牌契合度 {score:.0%}")
    if best[1]:
        share = profile[best[1]][best[2]]
        en, zh = _named(best[1], best[2])
        count = support.get(best[1], 1)
        told = (
            f"{told[0]}; {en}: {share:.0%} of what sells ({count} style{'s' * (count != 1)})",
            f"{told[1]}；{zh}占所售{share:.0%}（{count}款）",
        )
    return score, [told]


def _novelty(draft: Mapping[str, Any], evidence: Evidence) -> _Part:
    """Distance to the nearest style of the range; half of the look apart is as new as can be."""
    if evidence.range is None:
        return None, []
    far, name = evidence.range.nearest(draft)
    told = (f"nearest style: {name}, {far:.0%} apart", f"最相近的款：{name}，相差{far:.0%}")
    return min(far / 0.5, 1.0), [told]


def _cost(draft: Mapping[str, Any], brief: Brief) -> _Part:
    """With a price to meet: 1 for cloth that keeps within it, falling to 0 at twice as much.

    Without one the cost is told but not judged: cheapness is no virtue of its own.
    """
    cost, need = cloth_cost(draft, brief.prices), area(draft)
    euros, metre = cost / 100, square_metre(draft, brief.prices) / 100
    told = (
        f"cloth about {need:.1f} m² × {metre:.2f} = {euros:.2f} {brief.cloth_currency} (estimate)",
        f"用料约{need:.1f}平方米 × {metre:.2f} = {euros:.2f} {brief.cloth_currency}（估算）",
    )
    most = brief.cloth_budget
    if most is None and brief.price is not None:
        other = (
            f"the price is in {brief.currency}, so it is not compared",
            f"售价币种为{brief.currency}，未作比较",
        )
        return None, [told, other]
    if most is None:
        return None, [told]
    over = cost / most
    within = "within" if over <= 1 else "over"
    more = (f"{within} the {most / 100:.2f} that the price allows", f"价格允许{most / 100:.2f}")
    joined = (f"{told[0]}, {more[0]}", f"{told[1]}，{more[1]}")
    return (1.0 if over <= 1 else max(0.0, 2.0 - over)), [joined]


def _restraint(draft: Mapping[str, Any]) -> _Part:
    """A garment carries about two statements; every further one costs."""
    loud = statements(draft)
    return (1.0 if loud <= 2 else math.exp(-(loud - 2) / 2)), []


def _liked(draft: Mapping[str, Any], taste: Taste) -> _Part:
    """Nearer to what is liked than to what is not."""
    if not taste.likes and not taste.dislikes:
        return None, []

    def near(others: Sequence[Mapping[str, Any]]) -> float:
        return sum(1 - apart(draft, o) for o in others) / len(others) if others else 0.5

    return 0.5 + 0.5 * (near(taste.likes) - near(taste.dislikes)), []


def statements(draft: Mapping[str, Any]) -> int:
    """How many parts draw attention to themselves."""
    count: int = sum(draft[slot] != plain for slot, plain in _STATEMENTS)
    count += sum(draft[slot] in values for slot, values in _LOUD.items())
    count += sum(draft[slot] == "yes" for slot in TRIMS)
    return count


def _named(slot: str, value: str) -> tuple[str, str]:
    if slot not in CHOICES:
        return slot, slot
    pair = [f"{slot_label(slot, x)} {value_label(slot, value, x)}" for x in ("en", "zh")]
    return pair[0], pair[1]
