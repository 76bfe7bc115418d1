"""Scenes of the simulated brand, whose truth is known."""

from __future__ import annotations

import numpy as np

from modiste.inventory.judge.foresight import Outlooks
from modiste.inventory.judge.scene import NEVER, SHELF_DAYS, Economics, Ints, Scene
from modiste.inventory.policies.base import DAYS, Outlook, Terms
from modiste.learn.distributions import Floats
from modiste.model.errors import InputError
from modiste.simulate import World


def permanent(world: World, weeks: int) -> Ints:
    """Variants that are on sale from before the as-of date until some weeks after it."""
    lives = world.truth.assortment.styles.lives
    style = world.truth.assortment.variant_style
    now = world.config.weeks
    kept = (lives.launch < now) & (lives.end > now + weeks)
    return np.flatnonzero(kept[style]).astype(np.int64)


def brand_terms(
    world: World, rows: Ints, *, cycle_days: float, service: float, holding_rate: float
) -> Terms:
    """What the brand knows of its suppliers: stated lead times, to the shelf, and minimums."""
    supply = world.truth.supply
    style = world.truth.assortment.variant_style[rows]
    source = supply.of_style[style]
    cost = world.truth.assortment.styles.cost[style].astype(float)
    # Goods are sold from the week after their arrival on.
    deviation = np.sqrt(supply.sd_days[source] ** 2 + DAYS**2 / 12)
    return Terms(
        supply.stated_days[source] + SHELF_DAYS,
        deviation,
        DAYS,
        cycle_days,
        service,
        moq=supply.moq[rows].astype(float),
        pack=supply.pack[rows].astype(float),
        unit_cost=cost,
        price=_prices(world, rows).astype(float),
        holding_rate=holding_rate,
    )


def brand_scene(
    world: World, rows: Ints, terms: Terms, *, weeks: int, scenarios: int = 1, seed: int = 0
) -> Scene:
    """The coming weeks of some variants of a simulated brand, over all its locations together.

    Demand comes from the world's own process, lead times from its suppliers' true ones, the
    Chinese New Year included; the stock and the deliveries to come are those of the as-of date.
    Returned goods do not come back on the shelf.

    Args:
        world: the brand.
        rows: indices of its variants.
        terms: see :func:`brand_terms`.
        weeks: W, at most the world's ``future_weeks``.
        scenarios: S.
        seed: of the lead times.

    Raises:
        InputError: the world's future is shorter.
    """
    config = world.config
    if weeks > config.future_weeks:
        raise InputError(
            f"the world's truth reaches {config.future_weeks} weeks, not {weeks}",
            remedy="Simulate it with more future_weeks.",
        )
    demand = np.stack(
        [
            np.stack([world.draw(week, each)[rows].sum(axis=1) for week in range(weeks)])
            for each in range(scenarios)
        ]
    )
    lives = world.truth.assortment.styles.lives
    ends = lives.end[world.truth.assortment.variant_style[rows]] - config.weeks
    return Scene(
        demand.astype(np.int32),
        _leads(world, rows, weeks, scenarios, seed),
        world.state.stock[rows].sum(axis=1).astype(np.int64),
        terms,
        due=_due(world, rows),
        ends=np.where(ends > weeks, NEVER, np.maximum(ends, 0)).astype(np.int64),
    )


def _leads(world: World, rows: Ints, weeks: int, scenarios: int, seed: int) -> Ints:
    """Weeks from order to shelf, one draw a supplier, week and scenario."""
    supply, config = world.truth.supply, world.config
    source = supply.of_style[world.truth.assortment.variant_style[rows]]
    every = np.arange(len(supply.ids))
    rng = np.random.default_rng((config.seed, seed, 77))
    found = np.zeros((scenarios, weeks, len(every)), dtype=np.int64)
    for scenario in range(scenarios):
        for week in range(weeks):
            day = np.full(len(every), config.week(config.weeks + week).toordinal())
            found[scenario, week] = np.ceil(supply.lead_days(every, day, rng) / DAYS)
    return found[:, :, source]


def _due(world: World, rows: Ints) -> Ints:
    """Units on their way by week of arrival."""
    ring, now = world.state.inbound, world.config.weeks
    weeks = len(ring)
    due = ring[(now + np.arange(weeks)) % weeks][:, rows].T.astype(np.int64)
    place = np.full(len(world.truth.assortment.variant_style), -1)
    place[rows] = np.arange(len(rows))
    for variant, units, when in world.state.far:
        mine = place[variant] >= 0
        reach = int(when[mine].max(initial=now)) - now + 1
        if reach > due.shape[1]:
            due = np.pad(due, ((0, 0), (0, reach - due.shape[1])))
        np.add.at(due, (place[variant[mine]], when[mine] - now), units[mine])
    return due


def _prices(world: World, rows: Ints) -> Ints:
    """List price at the as-of date."""
    style = world.truth.assortment.variant_style[rows]
    prices: Ints = world.truth.prices.list_price[style, world.config.weeks].astype(np.int64)
    return prices


def brand_money(world: World, rows: Ints, *, holding_rate: float, salvage: float) -> Economics:
    """The brand's money: list prices of the as-of date, costs, and a share of cost as salvage."""
    price = _prices(world, rows)
    cost = world.truth.assortment.styles.cost[world.truth.assortment.variant_style[rows]]
    cost = cost.astype(np.int64)
    left = np.rint(cost * salvage).astype(np.int64)
    return Economics(price, price, cost, left, holding_rate)


def true_outlooks(world: World, rows: Ints, *, weeks: int, horizon: int) -> Outlooks:
    """What a planner would expect who knows the true rates and how units scatter around them.

    Units of a location and week are negative binomial with variance m + m²/k; locations and weeks
    are independent given the rates, so that variances add up.
    """
    last = world.config.horizon - world.config.weeks
    shape = world.truth.kernel.dispersion[rows][:, None].astype(float)
    mean: list[Floats] = []
    variance: list[Floats] = []
    for week in range(min(weeks + horizon, last)):
        rates = world.demand_rates(week)[rows].astype(float)
        mean.append(rates.sum(axis=1))
        variance.append((rates + rates**2 / shape).sum(axis=1))
    means, variances = np.stack(mean, axis=1), np.stack(variance, axis=1)
    return Outlooks(
        [
            (
                week,
                Outlook(
                    means[:, week : week + horizon],
                    np.sqrt(np.cumsum(variances[:, week : week + horizon], axis=1)),
                ),
            )
            for week in range(weeks)
        ]
    )
