"""The assortment: styles with attributes, seasons and life cycles; their colours and sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import GARMENTS, SCALES, VOCABULARY, scale_of
from modiste.simulate.lifecycle import Lives, draw_lives
from modiste.simulate.streams import stream
from modiste.simulate.vocabulary import NAMES

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Styles:
    """What the customer sees as one garment; row ``i`` of every array is the same style.

    Attributes:
        garment: index into ``GARMENTS``.
        woman: cut for women rather than men.
        codes: ``(styles, attribute names)`` codes of the vocabulary; -1 is none. The colour is
            that of the first option.
        lives: kinds, seasons, and weeks of launch, markdown and end.
        full_price: price before markdown, in minor units.
        cost: purchase cost, in minor units.
        popularity: how well it sells, relative to an average style.
        belief: what the buyer thought its popularity was.
        elasticity: of price, negative: demand ∝ price ** elasticity.
        dispersion: shape of the negative binomial: variance = mean + mean² ÷ shape.
        fit_offset: how much larger than its label it is cut, in sizes.
    """

    garment: I64
    woman: NDArray[np.bool_]
    codes: I64
    lives: Lives
    full_price: I64
    cost: I64
    popularity: F64
    belief: F64
    elasticity: F64
    dispersion: F64
    fit_offset: F64

    def __len__(self) -> int:
        return len(self.garment)

    def head(self, count: int) -> Styles:
        """The first styles only."""
        cut: dict[str, Any] = {k: v[:count] for k, v in vars(self).items() if k != "lives"}
        return Styles(lives=self.lives.head(count), **cut)


@dataclass(frozen=True)
class Assortment:
    """Styles, options (style × colour) and variants (option × size).

    Attributes:
        styles: the styles.
        style: style of each option.
        codes: ``(options, attribute names)`` codes, with the option's own colour.
        share: share of the style's demand that goes to the option.
        option: option of each variant.
        size: index of each variant's size in its scale.
        scale: size scale of each style.
    """

    styles: Styles
    style: I64
    codes: I64
    share: F64
    option: I64
    size: I64
    scale: I64

    @property
    def variant_style(self) -> I64:
        """Style of each variant."""
        return self.style[self.option]

    @property
    def variants(self) -> int:
        """Number of variants."""
        return len(self.option)


def make_assortment(config: WorldConfig) -> Assortment:
    """Draw styles until their variants are exactly ``config.skus``; the last style is cut."""
    rng = stream(config.seed, "styles")
    # Every style has at least one variant and on average about eight.
    styles = _draw_styles(config, rng, config.skus // 4 + 20)
    scale = np.array(
        [scale_of(GARMENTS[g], "women" if w else "men")
         for g, w in zip(styles.garment, styles.woman, strict=True)]
    )  # fmt: skip
    runs = np.array([len(s.sizes) for s in SCALES])[scale]
    colours = 1 + np.minimum(rng.poisson(0.7, len(styles)), 5)
    enough = int(np.searchsorted(np.cumsum(runs * colours), config.skus)) + 1
    styles, scale, runs, colours = (
        styles.head(enough),
        scale[:enough],
        runs[:enough],
        colours[:enough],
    )
    style = np.repeat(np.arange(enough), colours)
    codes, share = _draw_options(rng, styles, style)
    option = np.repeat(np.arange(len(style)), runs[style])[: config.skus]
    size = (np.arange(len(option)) - np.searchsorted(option, option)).astype(np.int64)
    kept = int(option[-1]) + 1
    return Assortment(styles, style[:kept], codes[:kept], share[:kept], option, size, scale)


def _draw_styles(config: WorldConfig, rng: np.random.Generator, n: int) -> Styles:
    weights = np.array([g.weight for g in GARMENTS])
    garment = rng.choice(len(GARMENTS), n, p=weights / weights.sum())
    woman = rng.random(n) < np.array([g.women for g in GARMENTS])[garment]
    prices = np.array([g.prices for g in GARMENTS])[garment]
    tier = np.clip(rng.beta(1.6, 2.2, n), 0, 1)
    full = np.exp(np.log(prices[:, 0]) + tier * (np.log(prices[:, 1]) - np.log(prices[:, 0])))
    full_price = _charm(full)
    popularity = rng.lognormal(-0.15, 0.55, n)
    return Styles(
        garment=garment,
        woman=woman,
        codes=_draw_codes(rng, garment),
        lives=draw_lives(config, rng, garment),
        full_price=full_price,
        cost=(full_price * rng.uniform(0.26, 0.42, n)).round().astype(np.int64),
        popularity=popularity,
        belief=popularity**0.85 * rng.lognormal(-0.08, 0.22, n),
        elasticity=-rng.uniform(1.3, 3.0, n),
        dispersion=rng.uniform(1.5, 6.0, n),
        fit_offset=rng.normal(0.0, 0.3, n).round(2),
    )


def _charm(price: F64) -> I64:
    """Prices that end in .95 (under 100) or in 9 (above), in minor units."""
    low = np.maximum(price.round(), 2) * 100 - 5
    high = (np.maximum((price / 10).round(), 1) * 10 - 1) * 100
    return np.where(price < 100, low, high).astype(np.int64)


def _draw_codes(rng: np.random.Generator, garment: I64) -> I64:
    """Attribute codes of each style, by the weights of the vocabulary within its category."""
    codes = np.full((len(garment), len(NAMES)), -1, dtype=np.int64)
    for g, kind in enumerate(GARMENTS):
        rows = np.flatnonzero(garment == g)
        codes[rows, NAMES.index("category")] = VOCABULARY.code("category", kind.key)
        for j, name in enumerate(NAMES):
            values = [VOCABULARY.code(name, value) for value in kind.options(name)]
            if values:
                weights = np.array([VOCABULARY.values[v].weight for v in values])
                codes[rows, j] = rng.choice(values, len(rows), p=weights / weights.sum())
    return codes


def _draw_options(rng: np.random.Generator, styles: Styles, style: I64) -> tuple[I64, F64]:
    """Codes of each style's colours (all different, by Gumbel top-k) and their demand shares."""
    palette = np.array(VOCABULARY.codes("colour"))
    weights = np.array([VOCABULARY.values[v].weight for v in palette])
    keys = np.log(weights) + rng.gumbel(size=(len(styles), len(palette)))
    order = palette[np.argsort(-keys, axis=1)]
    place = np.arange(len(style)) - np.searchsorted(style, style)
    codes = styles.codes[style].copy()
    codes[:, NAMES.index("colour")] = order[style, place]
    raw = rng.gamma(4.0, size=len(style)) * weights[codes[:, 1] - palette[0]] ** 0.35
    return codes, raw / np.bincount(style, weights=raw)[style]
