"""Transfers: a unit moves where it earns more than where it is, by more than the move costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.inventory.placing.steps import Index, ranks, spread, worth
from modiste.learn.distributions import Distribution, Floats
from modiste.model.errors import InputError


@dataclass(frozen=True)
class Rebalancing:
    """Stock of many variants at many places; arrays of shape (n,) unless said.

    Attributes:
        variant: index of the variant.
        location: index of the place.
        demand: until goods would come anyway.
        have: units on hand; only these can move.
        coming: units on the way, which count as stock but cannot move.
        margin: what a unit sold earns.
        send: cost of sending a unit from here, such as picking.
        receive: cost of receiving a unit here, freight included.
        least: units that stay in any case.
        lane: least gain for which goods are sent from one place to another at all, money.

    Raises:
        InputError: a number is negative or not known, or the arrays differ in length.
    """

    variant: Index
    location: Index
    demand: Distribution
    have: Floats
    margin: Floats
    coming: Floats | float = 0.0
    send: Floats | float = 0.0
    receive: Floats | float = 0.0
    least: Floats | float = 0.0
    lane: float = 0.0

    def __post_init__(self) -> None:
        count = len(self.variant)
        lengths = {len(self.location), len(self.demand.mean), len(self.have), len(self.margin)}
        if lengths != {count}:
            raise InputError(
                "the arrays of a rebalancing differ in length",
                remedy="Give variant, location, demand, stock and margin one number a series",
            )
        for name in ("have", "margin", "coming", "send", "receive", "least", "lane"):
            value = np.broadcast_to(np.asarray(getattr(self, name), dtype=float), (count,))
            if not np.all(value >= 0):
                raise InputError(
                    f"{name} of a rebalancing is negative or not known",
                    remedy="Give numbers of at least 0; leave out places whose stock is unknown",
                )
            if name != "lane":
                object.__setattr__(self, name, value)


@dataclass(frozen=True)
class Transfers:
    """Moves, arrays of shape (m,): indices of series, units, and money.

    ``gain`` is what the units are expected to earn more, less the cost of moving them; ``lost`` and
    ``won`` are what they would have earned where they are and what they will where they go.
    """

    source: Index
    target: Index
    units: Floats
    lost: Floats
    won: Floats
    gain: Floats


def transfers(problem: Rebalancing) -> Transfers:
    """The moves that gain most.

    Within a variant the units worth least where they are, sending included, are paired with the
    places where a unit is worth most, receiving taken off, as long as there is a gain. With costs
    that belong to the ends of a move and values that fall with each unit, no other moves gain more;
    lanes that do not pay are left out afterwards.
    """
    stock = problem.have + np.asarray(problem.coming)
    sources, targets = _steps(problem, stock)
    (giver, cost), (taker, prize) = sources, targets
    give_order, give_rank = ranks(problem.variant[giver], -cost)
    take_order, take_rank = ranks(problem.variant[taker], prize)
    # Rank by rank within a variant: the keys of both sides are unique and sorted.
    span = int(max(len(giver), len(taker), 1))
    give_key = problem.variant[giver[give_order]] * span + give_rank
    take_key = problem.variant[taker[take_order]] * span + take_rank
    _, from_, to = np.intersect1d(give_key, take_key, assume_unique=True, return_indices=True)
    from_, to = give_order[from_], take_order[to]
    gain = prize[to] - cost[from_]
    worth_it = gain > 1e-9
    return _gathered(problem, giver[from_[worth_it]], taker[to[worth_it]], gain[worth_it], stock)


def _steps(
    problem: Rebalancing, stock: Floats
) -> tuple[tuple[Index, Floats], tuple[Index, Floats]]:
    """Units that could go and what that costs; units that could come and what they are worth.

    Only those that could gain anything with the best partner of their variant.
    """
    one = np.ones(len(stock))
    every = np.arange(len(stock))
    variants = int(problem.variant.max(initial=-1)) + 1
    best = np.full(variants, -np.inf)
    first = worth(problem.demand, every, stock, one, problem.margin) - problem.receive
    np.maximum.at(best, problem.variant, first)
    spare = np.maximum(np.floor(problem.have - np.asarray(problem.least)), 0.0).astype(np.int64)
    last = worth(problem.demand, every, np.maximum(stock - 1, 0.0), one, problem.margin)
    spare[last + problem.send >= best[problem.variant]] = 0
    giver, place = spread(spare)
    value = worth(
        problem.demand, giver, stock[giver] - 1 - place, one[giver], problem.margin[giver]
    )
    cost = value + np.asarray(problem.send)[giver]
    useful = cost < best[problem.variant[giver]]
    giver, cost = giver[useful], cost[useful]
    least = np.full(variants, np.inf)
    np.minimum.at(least, problem.variant[giver], cost)
    on_offer = np.bincount(problem.variant[giver], minlength=variants)
    wanted = np.maximum(np.ceil(problem.demand.quantile(0.9999) - stock), 0.0)
    wanted = np.minimum(wanted, on_offer[problem.variant]).astype(np.int64)
    wanted[first <= least[problem.variant]] = 0
    taker, place = spread(wanted)
    prize = worth(problem.demand, taker, stock[taker] + place, one[taker], problem.margin[taker])
    prize = prize - np.asarray(problem.receive)[taker]
    return (giver, cost), (taker, prize)


def _gathered(
    problem: Rebalancing, source: Index, target: Index, gain: Floats, stock: Floats
) -> Transfers:
    """Unit moves summed by source and target; lanes that do not pay are left out."""
    pairs, where = np.unique(np.stack([source, target]), axis=1, return_inverse=True)
    where = where.ravel()
    units = np.bincount(where, minlength=pairs.shape[1]).astype(float)
    total = np.bincount(where, gain, minlength=pairs.shape[1]).astype(float)
    source, target = pairs[0], pairs[1]
    lanes = np.stack([problem.location[source], problem.location[target]])
    _, lane = np.unique(lanes, axis=1, return_inverse=True)
    lane = lane.ravel()
    pays = np.bincount(lane, total)[lane] >= problem.lane if len(lane) else np.zeros(0, dtype=bool)
    source, target, units, total = source[pays], target[pays], units[pays], total[pays]
    lost = worth(problem.demand, source, stock[source] - units, units, problem.margin[source])
    won = worth(problem.demand, target, stock[target], units, problem.margin[target])
    return Transfers(source, target, units, lost, won, total)
