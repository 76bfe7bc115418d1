"""Put rising trends into a design, as far as nothing that was asked for speaks against them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from modiste.design.generate.evidence import Evidence, Trend, mapped
from modiste.design.spec.grammar import repair
from modiste.design.spec.model import ColourUse
from modiste.design.spec.rules import domains
from modiste.design.spec.slots import build, flatten
from modiste.model.errors import InputError

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec

LEAST: Final = 0.05
"""Expected change times confidence from which an attribute counts as rising."""


def risen(
    spec: DesignSpec, evidence: Evidence, *, keep: Collection[str] = (), count: int = 3
) -> tuple[DesignSpec, tuple[Trend, ...]]:
    """A design with the strongest rising trends that it can carry.

    Args:
        spec: the design.
        evidence: where the trends are.
        keep: slots that were asked for and stay; ``colours`` is one.
        count: trends to take at most.

    Returns:
        The design and the trends that went in, strongest first.
    """
    draft = flatten(spec)
    taken: list[Trend] = []
    locked = {slot for slot in keep if slot != "colours"}
    for trend in sorted(evidence.trends, key=lambda t: -t.change * t.confidence):
        if len(taken) >= count or trend.change * trend.confidence < LEAST:
            break
        slots = mapped(trend, draft["category"])
        if "colour" in slots and "colours" not in keep:
            hex_ = slots["colour"]
            draft["colours"] = (ColourUse(hex=hex_, name=trend.value), *draft["colours"][1:])
            keep = {*keep, "colours"}
            taken.append(trend)
            continue
        domain = domains()[draft["category"]]
        able = all(value in domain.get(slot, ()) for slot, value in slots.items())
        if not slots or not able or locked & slots.keys():
            continue
        try:
            draft, _ = repair(draft | slots, lock=locked | slots.keys())
        except InputError:
            continue
        locked |= slots.keys()
        taken.append(trend)
    if draft["print.kind"] != spec.print.kind:
        from modiste.design.generate.apart import ground
        from modiste.design.words.palette import motif

        draft["print.colours"] = motif(ground(draft), draft["print.kind"])
    return build(draft), tuple(taken)
