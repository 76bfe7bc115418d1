"""What things cost in every week: full prices, end-of-season markdowns, promotions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import GARMENTS
from modiste.simulate.lifecycle import NEVER
from modiste.simulate.streams import stream
from modiste.simulate.styles import Styles

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Promotion:
    """One promotion: some styles, some weeks, one depth.

    Attributes:
        promotion_id: id.
        name: what it is called.
        first: first week.
        last: first week after it.
        depth: share taken off the price.
        styles: indices of the styles in it.
    """

    promotion_id: str
    name: str
    first: int
    last: int
    depth: float
    styles: I64


@dataclass(frozen=True)
class Prices:
    """Prices of every style in every week of the horizon.

    Attributes:
        list_price: ``(styles, horizon)`` ticket price in minor units, after markdowns.
        full_price: ``(styles, horizon)`` price before markdown.
        promotion: ``(styles, horizon)`` share that promotions take off the ticket price.
        promotions: the promotions.
    """

    list_price: NDArray[np.int32]
    full_price: NDArray[np.int32]
    promotion: F32
    promotions: tuple[Promotion, ...]

    def paid(self) -> F32:
        """``(styles, horizon)`` price that customers pay, in minor units."""
        return np.asarray(self.list_price * (1 - self.promotion), dtype=np.float32)

    def relative(self) -> F32:
        """``(styles, horizon)`` price paid over the price at launch."""
        return np.asarray(self.paid() / self.full_price[:, :1], dtype=np.float32)


def make_prices(config: WorldConfig, styles: Styles) -> Prices:
    """Prices planned for the whole horizon, as the brand's old habit sets them."""
    full = _full_prices(config, styles)
    off = _markdowns(config, styles)
    ticket = np.where(off > 0, _ticket(full * (1 - off)), full).astype(np.int32)
    promotions = _promotions(config, styles, off)
    depth = np.zeros(full.shape, dtype=np.float32)
    for promotion in promotions:
        weeks = slice(promotion.first, promotion.last)
        depth[promotion.styles, weeks] = np.maximum(depth[promotion.styles, weeks], promotion.depth)
    return Prices(ticket, full.astype(np.int32), depth, promotions)


def _ticket(price: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(np.floor(price / 100), 1) * 100 - 5


def _full_prices(config: WorldConfig, styles: Styles) -> NDArray[np.float64]:
    """Full price in each week: permanent styles go up by about 3 % each January."""
    weeks = np.arange(config.horizon)
    rises = np.array([config.week(int(w)).year for w in weeks])
    years = rises - rises[0]
    # A style launched later has its launch price until the January after.
    first = years[np.clip(styles.lives.launch, 0, config.horizon - 1)]
    step = np.where(styles.lives.end == NEVER, 1.03, 1.0)[:, None]
    power = np.maximum(years[None, :] - first[:, None], 0)
    full = styles.full_price[:, None] * step**power
    return np.where(power > 0, _ticket(full), full)


def _markdowns(config: WorldConfig, styles: Styles) -> F32:
    """Share off: 30 % from the markdown on, 50 % in its second half; more where overbought."""
    rng = stream(config.seed, "prices")
    lives = styles.lives
    over = styles.belief / styles.popularity
    deeper = np.digitize(over * rng.lognormal(0, 0.2, len(styles)), [1.0, 1.7]) * 0.1
    week = np.arange(config.horizon)[None, :]
    since = week - lives.markdown[:, None]
    half = (lives.end - lives.markdown)[:, None] / 2
    off = np.where(since >= half, 0.4, 0.2) + deeper[:, None]
    active = (since >= 0) & (week < lives.end[:, None])
    return np.where(active, off, 0).astype(np.float32)


def _promotions(config: WorldConfig, styles: Styles, off: F32) -> tuple[Promotion, ...]:
    """Black Friday, two mid-season sales, and a category's fortnight every five weeks or so."""
    rng = stream(config.seed, "promotions")
    made: list[Promotion] = []
    for week in range(config.horizon):
        day = config.week(week)
        if is_black_friday(day):
            made.append(_promotion(config, rng, styles, off, (week, 1, "Black Friday", 0.25, 0.6)))
        elif day.isocalendar().week in {15, 40}:
            depth = 0.15 if rng.random() < 0.5 else 0.2
            made.append(_promotion(config, rng, styles, off, (week, 2, "Mid-season", depth, 0.3)))
        elif rng.random() < 0.2:
            garment = int(rng.integers(len(GARMENTS)))
            depth = float(rng.choice([0.1, 0.15, 0.2, 0.3]))
            name = f"{GARMENTS[garment].nouns[0].capitalize()} days"
            event = (week, int(rng.integers(1, 3)), name, depth, 0.8)
            made.append(_promotion(config, rng, styles, off, event, garment))
    return tuple(p for p in made if len(p.styles))


def _promotion(
    config: WorldConfig,
    rng: np.random.Generator,
    styles: Styles,
    off: F32,
    event: tuple[int, int, str, float, float],
    garment: int | None = None,
) -> Promotion:
    week, length, name, depth, share = event
    lives = styles.lives
    last = min(week + length, config.horizon)
    able = (lives.launch <= week) & (lives.end >= last) & (off[:, week:last] == 0).all(1)
    if garment is not None:
        able &= styles.garment == garment
    able &= rng.random(len(styles)) < share
    day = config.week(week)
    slug = name.lower().replace(" ", "-")
    return Promotion(f"{slug}-{day:%Y-%m-%d}", name, week, last, depth, np.flatnonzero(able))


def is_black_friday(monday: date) -> bool:
    """Whether the week holds the Friday after the fourth Thursday of November."""
    thursday = monday.toordinal() + 3
    day = date.fromordinal(thursday)
    return day.month == 11 and 22 <= day.day <= 28
