"""What comes back: how likely each variant is returned at each place, and after how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import GARMENTS, SCALES
from modiste.simulate.places import Places
from modiste.simulate.styles import Assortment

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]

DELAYS = (0.12, 0.38, 0.28, 0.15, 0.07)
"""Probability that a return comes 0, 1, 2 … weeks after the sale."""

_CATEGORY = {
    "dresses": 1.45, "jumpsuit": 1.5, "skirts": 1.15, "trousers": 1.25, "jeans": 1.3, "coat": 1.1,
    "blazer": 1.2, "bags": 0.45, "t-shirt": 0.7, "sneakers": 1.0, "boots": 1.15, "sandals": 1.0,
    "sweatshirt": 0.8, "shorts": 0.9,
}  # fmt: skip


@dataclass(frozen=True)
class Returned:
    """Units that come back, as parallel arrays.

    Attributes:
        variant: the variant.
        place: index of the location where it was sold and comes back.
        delay: weeks from sale to return.
    """

    variant: I64
    place: I64
    delay: I64


def return_rates(config: WorldConfig, assortment: Assortment, places: Places) -> F32:
    """``(variants, selling locations)`` probability that a unit sold comes back.

    It depends on the category, on how far the style's cut is off its label, and on the size:
    the ends of a run fit worse.
    """
    styles, style = assortment.styles, assortment.variant_style
    category = np.array([_CATEGORY.get(g.key, 1.0) for g in GARMENTS])[styles.garment]
    cut = 0.8 + np.abs(styles.fit_offset)
    count = np.array([len(s.sizes) for s in SCALES])[assortment.scale]
    middle = (count[style] - 1) / 2
    ends = 1 + 0.25 * np.abs(assortment.size - middle) / np.maximum(middle, 1)
    relative = (category * cut)[style] * ends
    rate = np.full(places.selling, config.store_return_rate)
    rate[places.web] = config.web_return_rate
    raw = relative[:, None] / relative.mean() * rate
    return np.asarray(np.clip(raw, 0, 0.9), dtype=np.float32)


def draw_returns(
    rates: F32, rows: I64, sales: NDArray[np.int32], rng: np.random.Generator
) -> Returned:
    """Which units of a week's sales come back, and when.

    Args:
        rates: see :func:`return_rates`.
        rows: variants that the first axis of ``sales`` stands for.
        sales: ``(rows, selling locations)`` units sold.
        rng: generator.
    """
    at, place = np.nonzero(sales)
    variant = rows[at]
    count = rng.binomial(sales[at, place], rates[variant, place])
    back = np.repeat(np.arange(len(variant)), count)
    delay = np.searchsorted(np.cumsum(DELAYS)[:-1], rng.random(len(back)), side="right")
    return Returned(variant[back], place[back], delay.astype(np.int64))
