"""The demand process: the true rate of every variant at every location in every week.

The rate is a product: popularity × life curve × season × trends × buzz × price response ×
calendar × share of the variant at the location. Units are drawn from a negative binomial with
that mean. The same kernel lives the history and steps a policy into the future.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import GARMENTS
from modiste.simulate.lifecycle import life_curve
from modiste.simulate.places import Places
from modiste.simulate.prices import Prices, is_black_friday
from modiste.simulate.streams import stream
from modiste.simulate.styles import Assortment
from modiste.simulate.trends import Trends

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

PROMOTED = 1.12
"""Demand in a promotion over what its price alone would bring: it is also shown better."""


@dataclass(frozen=True)
class DemandKernel:
    """Rates of demand, and draws from them.

    Attributes:
        factor: ``(options, horizon)`` mean weekly units of a style-colour, were it its style's
            only one; prices as planned are in it.
        calendar: ``(horizon, selling locations)`` multiplier of the week.
        share: ``(variants, selling locations)`` share of the style's demand; see ``make_shares``.
        option: option of each variant.
        style: style of each variant.
        dispersion: shape of the negative binomial of each variant.
        elasticity: price elasticity of each variant.
        relative_price: ``(styles, horizon)`` planned price paid over the price at launch.
        life: ``(styles, horizon)`` life-cycle multiplier.
        season: ``(styles, horizon)`` season multiplier.
    """

    factor: F32
    calendar: F32
    share: F32
    option: I64
    style: I64
    dispersion: F32
    elasticity: F32
    relative_price: F32
    life: F32
    season: F32

    def rates(self, week: int, rows: I64 | None = None, price: F32 | None = None) -> F32:
        """Expected units, ``(variants, selling locations)``, in a week of the horizon.

        Args:
            week: index of the week; ``config.weeks`` is the as-of week.
            rows: variants wanted; all by default.
            price: price paid over the planned price paid, for each variant wanted; planned
                prices by default.
        """
        rows = np.arange(len(self.option)) if rows is None else rows
        mean = self.factor[self.option[rows], week]
        if price is not None:
            mean = mean * price ** self.elasticity[rows]
        return np.asarray(
            mean[:, None] * self.share[rows] * self.calendar[week][None, :], dtype=np.float32
        )

    def draw(
        self, rates: F32, rng: np.random.Generator, rows: I64 | None = None
    ) -> NDArray[np.int32]:
        """Units demanded: negative binomial as a gamma mixture of Poissons.

        Args:
            rates: expected units, ``(variants, …)``.
            rng: generator.
            rows: the variants that the first axis stands for; all by default.
        """
        shape = self.dispersion if rows is None else self.dispersion[rows]
        shape = shape.reshape(-1, *([1] * (rates.ndim - 1)))
        mixed = rates * rng.standard_gamma(np.broadcast_to(shape, rates.shape), dtype=np.float32)
        return np.asarray(rng.poisson(mixed / shape), dtype=np.int32)


def make_kernel(
    config: WorldConfig,
    assortment: Assortment,
    places: Places,
    prices: Prices,
    trends: Trends,
    share: F32,
) -> DemandKernel:
    """Put the factors of demand together and scale them to the units that the config asks for."""
    styles, style = assortment.styles, assortment.style
    life = life_curve(styles.lives, config.horizon)
    season = _season(config, assortment)
    relative = prices.relative()
    response = relative ** styles.elasticity[:, None].astype(np.float32)
    promoted = np.where(prices.promotion > 0, PROMOTED, 1.0).astype(np.float32)
    per_style = life * season * response * promoted * _buzz(config, len(styles))
    per_style *= styles.popularity[:, None].astype(np.float32)
    factor = per_style[style] * _trend(assortment, trends)
    calendar = _calendar(config, places)
    kernel = DemandKernel(
        factor=factor,
        calendar=calendar,
        share=share,
        option=assortment.option,
        style=assortment.variant_style,
        dispersion=styles.dispersion[assortment.variant_style].astype(np.float32),
        elasticity=styles.elasticity[assortment.variant_style].astype(np.float32),
        relative_price=relative,
        life=life,
        season=season,
    )
    return replace(kernel, factor=factor * np.float32(_scale(config, kernel)))


def _scale(config: WorldConfig, kernel: DemandKernel) -> float:
    """What makes the mean demand of a variant-week on sale in history the one asked for."""
    history = slice(0, config.weeks)
    per_option = np.zeros(len(kernel.factor))
    np.add.at(per_option, kernel.option, kernel.share.sum(1))
    units = float((kernel.factor[:, history] * per_option[:, None]).sum(dtype=np.float64))
    on_sale = kernel.life[:, history] > 0
    variants = np.bincount(kernel.style, minlength=len(on_sale))
    cells = float((on_sale.sum(1) * variants).sum())
    return config.units_per_sku_week * cells / max(units, 1e-9)


def _season(config: WorldConfig, assortment: Assortment) -> F32:
    """Yearly wave of each style's category; damped where the season's life curve says it too."""
    styles = assortment.styles
    peak = np.array([g.peak for g in GARMENTS])[styles.garment]
    amplitude = np.array([g.amplitude for g in GARMENTS])[styles.garment]
    damped = np.where(styles.lives.kind == 0, 1.0, 0.6) * amplitude
    iso = np.array([config.week(w).isocalendar().week for w in range(config.horizon)])
    wave = np.cos(2 * np.pi * (iso[None, :] - peak[:, None]) / 52.18)
    return np.asarray(np.exp(damped[:, None] * wave), dtype=np.float32)


def _trend(assortment: Assortment, trends: Trends) -> F32:
    """``(options, horizon)`` product of the multipliers of the option's attribute values."""
    none = np.zeros((1, trends.demand.shape[1]), dtype=np.float32)
    logs = np.vstack([trends.demand, none])  # code -1 reads the last row
    total = np.zeros((len(assortment.codes), logs.shape[1]), dtype=np.float32)
    for column in assortment.codes.T:
        total += logs[column]
    return np.exp(total)


def _buzz(config: WorldConfig, styles: int) -> F32:
    """Each style's own ups and downs: a log AR(1), deviation 0.2, half gone in five weeks."""
    rng = stream(config.seed, "buzz")
    keep = 0.87
    log = np.empty((styles, config.horizon), dtype=np.float32)
    log[:, 0] = rng.normal(0, 0.2, styles)
    for t in range(1, config.horizon):
        log[:, t] = keep * log[:, t - 1] + 0.2 * np.sqrt(1 - keep**2) * rng.normal(size=styles)
    return np.asarray(np.exp(log - 0.02), dtype=np.float32)


def _calendar(config: WorldConfig, places: Places) -> F32:
    """``(horizon, selling locations)`` multipliers that all styles share."""
    out = np.ones((config.horizon, places.selling), dtype=np.float32)
    for t in range(config.horizon):
        day = config.week(t)
        web, store = _week_of_year(day.isocalendar().week)
        if is_black_friday(day):
            web, store = web * 1.35, store * 1.15
        # Salaries come at the end of the month: the week that holds the 27th.
        if day.day <= 27 <= day.day + 6:
            web, store = web * 1.06, store * 1.06
        out[t, : places.stores] = store
        out[t, places.web] = web
    return out


def _week_of_year(week: int) -> tuple[float, float]:
    """Multipliers of web and stores in an ISO week: Christmas, January, high summer."""
    christmas = {48: (1.1, 1.05), 49: (1.2, 1.2), 50: (1.25, 1.35), 51: (1.1, 1.45)}
    if week in christmas:
        return christmas[week]
    if week >= 52 or week == 1:
        return 0.9, 0.85
    if week <= 5:
        return 0.88, 0.85
    if 30 <= week <= 34:
        return 0.92, 0.9
    return 1.0, 1.0
