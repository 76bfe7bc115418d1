"""Calls: which attributes of the trend series have begun to rise or fall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from modiste.learn.distributions import Floats
from modiste.trends.rising import (
    Evidence,
    Found,
    Prior,
    Rise,
    evidence,
    joined,
    rises,
    without_common,
)
from modiste.trends.segments import ALL, INFLUENCER, MAINSTREAM
from modiste.trends.vocabulary import ancestors

VOICE = (MAINSTREAM, INFLUENCER)
"""The segments that are read as one curve, influencers some weeks ahead."""
CALLED = 0.5
"""Probability from which an attribute is called rising: it is more likely than not."""
CALLED_DOWN = 0.7
"""Probability from which one is called falling."""
LEAST_GROWTH = 0.1
"""Growth of the share below which a rise is not worth a call."""

_Shares = dict[str, dict[str, tuple[Floats, Floats]]]
"""Share and its error by attribute and segment."""


@dataclass(frozen=True)
class Calls:
    """What was found in the series of one market.

    Attributes:
        rises: by attribute, written ``name=value``.
        lead: weeks by which influencers are ahead, all attributes together.
    """

    rises: dict[str, Rise]
    lead: float

    def rising(self) -> set[str]:
        """Attributes called rising."""
        return {name for name, rise in self.rises.items() if is_rising(rise)}


def is_rising(rise: Rise) -> bool:
    """Whether a rise is sure and large enough to be called."""
    return rise.probability >= CALLED and rise.growth >= LEAST_GROWTH


def is_falling(rise: Rise) -> bool:
    """Whether a fall is sure enough to be called."""
    return rise.fall >= CALLED_DOWN


def find_calls(rows: pl.DataFrame, market: str = ALL, segments: tuple[str, ...] = VOICE) -> Calls:
    """Read the series of a market.

    An attribute that is a kind of another takes its rise along: when chocolate rises, so does
    brown. What contains called attributes is therefore looked at again without them.

    Args:
        rows: rows of ``trend_series`` up to the day that is judged, sorted by week.
        market: the market.
        segments: the segment that is judged, and those that run ahead of it.
    """
    shares = _shares(rows.filter(pl.col("market") == market), segments)
    first = _read(shares, None, segments)
    children = _called_children(first)
    if not children:
        return Calls(first.rises, first.prior.lead)
    names = {parent.split("=", 1)[0] for parent in children}
    again = {
        attribute: _without(segments, [shares[child] for child in children.get(attribute, ())])
        for attribute, segments in shares.items()
        if attribute.split("=", 1)[0] in names
    }
    second = _read(again, first.prior, segments)
    parents = {parent: second.rises[parent] for parent in children}
    return Calls(first.rises | parents, first.prior.lead)


def _shares(rows: pl.DataFrame, segments: tuple[str, ...]) -> _Shares:
    kept = rows.filter(pl.col("segment").is_in(segments), pl.col("name") != "combination")
    found: _Shares = {}
    for (name, value, segment), frame in sorted(
        kept.partition_by("name", "value", "segment", as_dict=True).items()
    ):
        found.setdefault(f"{name}={value}", {})[str(segment)] = (
            frame["share"].fill_null(np.nan).to_numpy(),
            frame["share_sd"].fill_null(np.nan).to_numpy(),
        )
    return {attribute: found[attribute] for attribute in found if segments[0] in found[attribute]}


def _read(shares: _Shares, prior: Prior | None, order: tuple[str, ...]) -> Found:
    names: dict[str, dict[str, Evidence]] = {}
    block = Prior().block
    for attribute, segments in shares.items():
        parts = [
            evidence(*segments[segment], block=block, ahead=segment != order[0])
            for segment in order
            if segment in segments
        ]
        names.setdefault(attribute.split("=", 1)[0], {})[attribute] = joined(parts)
    alone: dict[str, Evidence] = {}
    for siblings in names.values():
        alone |= without_common(siblings)
    return rises(alone, prior)


def _called_children(found: Found) -> dict[str, list[str]]:
    """Called attributes by what they are a kind of."""
    called = [name.split("=", 1) for name, rise in found.rises.items() if rise.probability >= 0.5]
    schema = {"name": pl.String, "value": pl.String}
    children: dict[str, list[str]] = {}
    for name, value, above in ancestors(pl.DataFrame(called, schema=schema, orient="row")).rows():
        if above != value and f"{name}={above}" in found.rises:
            children.setdefault(f"{name}={above}", []).append(f"{name}={value}")
    return children


def _without(
    whole: Mapping[str, tuple[Floats, Floats]],
    parts: list[dict[str, tuple[Floats, Floats]]],
) -> dict[str, tuple[Floats, Floats]]:
    """Shares less those of parts; series end in the same week, and may begin in others."""
    rest = {}
    for segment, (share, error) in whole.items():
        left = share.copy()
        for part in parts:
            if segment in part:
                steps = min(len(left), len(part[segment][0]))
                left[-steps:] -= np.nan_to_num(part[segment][0][-steps:])
        rest[segment] = (np.where(np.isnan(left), np.nan, np.maximum(left, 0.0)), error)
    return rest
