"""Suppliers: where they are, how long they take, and on what terms they deliver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.streams import stream
from modiste.simulate.styles import Assortment

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_COUNTRIES = (
    # country, weight, mean lead time and deviation in days, pack size, MOQ in weeks of demand
    ("PT", 4, 26, 4, 1, 3), ("TR", 4, 33, 7, 2, 4), ("IT", 3, 30, 6, 1, 3), ("CN", 5, 62, 12, 5, 6),
    ("IN", 3, 60, 14, 4, 6), ("BD", 2, 70, 15, 6, 7), ("RO", 2, 24, 5, 2, 3),
)  # fmt: skip
_NAMES = (
    "Sol", "Anker", "Lumen", "Vega", "Tessel", "Orchid", "Harbour", "Kite", "Marble", "Juniper",
    "Cobble", "Saffron",
)  # fmt: skip
_TRADES = ("Textiles", "Garments", "Knitwear", "Apparel", "Confections")

NEW_YEARS = {
    2022: date(2022, 2, 1), 2023: date(2023, 1, 22), 2024: date(2024, 2, 10),
    2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6),
    2028: date(2028, 1, 26), 2029: date(2029, 2, 13), 2030: date(2030, 2, 3),
}  # fmt: skip
"""Chinese New Year, from the published lunar calendar."""


@dataclass(frozen=True)
class Supply:
    """Who delivers what.

    Attributes:
        ids: supplier ids.
        names: company names.
        countries: ISO 3166 codes.
        mean_days: true mean lead time of each supplier, in days, out of the Chinese New Year.
        sd_days: true standard deviation; lead times are gamma distributed.
        stated_days: what the supplier says; a little rosy.
        of_style: supplier of each style.
        pack: pack size of each variant.
        moq: minimum order of each variant, in whole packs.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    countries: tuple[str, ...]
    mean_days: F64
    sd_days: F64
    stated_days: F64
    of_style: I64
    pack: I64
    moq: I64

    def lead_days(self, supplier: I64, ordered: I64, rng: np.random.Generator) -> F64:
        """Random lead times of orders, in days.

        An order to China whose way crosses the New Year waits ten to twenty-four days longer.

        Args:
            supplier: supplier of each order.
            ordered: day each is placed, as a proleptic ordinal (``date.toordinal``).
            rng: generator.
        """
        shape = (self.mean_days / self.sd_days) ** 2
        scale = self.sd_days**2 / self.mean_days
        days = rng.standard_gamma(shape[supplier]) * scale[supplier]
        wait = rng.uniform(10, 24, len(supplier))
        chinese = np.array([c == "CN" for c in self.countries])[supplier]
        return np.asarray(days + np.where(chinese & _crosses(ordered, days), wait, 0.0))


def _crosses(ordered: I64, days: F64) -> NDArray[np.bool_]:
    feasts = np.array([day.toordinal() for day in NEW_YEARS.values()])
    until = feasts[None, :] - ordered[:, None]
    # Factories close about ten days around the feast.
    return np.asarray(((until >= -10) & (until <= days[:, None])).any(1))


def make_supply(config: WorldConfig, assortment: Assortment, mean_rate: F64) -> Supply:
    """Draw the suppliers.

    Args:
        config: the world.
        assortment: its variants.
        mean_rate: mean weekly demand of each variant while on sale; MOQs are set in proportion.
    """
    rng = stream(config.seed, "supply")
    count = int(np.clip(config.skus // 130, 3, 80))
    weights = np.array([c[1] for c in _COUNTRIES], dtype=float)
    country = rng.choice(len(_COUNTRIES), count, p=weights / weights.sum())
    country[0] = 3  # every world has a supplier in China, for its New Year
    mean = np.array([c[2] for c in _COUNTRIES])[country] * rng.uniform(0.85, 1.15, count)
    sd = np.array([c[3] for c in _COUNTRIES])[country] * rng.uniform(0.8, 1.3, count)
    names = [f"{_NAMES[i % len(_NAMES)]} {rng.choice(_TRADES)}" for i in range(count)]
    names = [n if i < len(_NAMES) else f"{n} {i // len(_NAMES) + 1}" for i, n in enumerate(names)]
    of_style = rng.choice(count, len(assortment.styles), p=rng.dirichlet(np.full(count, 3.0)))
    supplier = of_style[assortment.variant_style]
    pack = np.array([c[4] for c in _COUNTRIES])[country][supplier]
    # A minimum holds for a style, so that it is the same for all of its variants.
    typical = _style_mean(assortment, mean_rate)[assortment.variant_style]
    weeks = np.array([c[5] for c in _COUNTRIES])[country][supplier]
    moq = np.maximum(np.ceil(np.minimum(typical * weeks, 300) / pack), 1).astype(np.int64) * pack
    return Supply(
        ids=tuple(f"supplier-{i + 1:02d}" for i in range(count)),
        names=tuple(names),
        countries=tuple(_COUNTRIES[c][0] for c in country),
        mean_days=mean,
        sd_days=sd,
        stated_days=(mean * rng.uniform(0.9, 1.02, count)).round(),
        of_style=of_style,
        pack=pack.astype(np.int64),
        moq=moq,
    )


def _style_mean(assortment: Assortment, rate: F64) -> F64:
    count = np.bincount(assortment.variant_style, minlength=len(assortment.styles))
    total = np.bincount(assortment.variant_style, rate, len(assortment.styles))
    return np.asarray(total / np.maximum(count, 1))
