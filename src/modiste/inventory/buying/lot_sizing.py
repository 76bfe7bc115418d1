"""When to take in a known demand: Wagner and Whitin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.learn.distributions import Floats
from modiste.model.errors import InputError


@dataclass(frozen=True)
class Intakes:
    """What n lines take in by period, shape (n, H), and what it costs, shape (n,)."""

    quantity: Floats
    cost: Floats


def wagner_whitin(
    demand: Floats, order_cost: Floats, holding: Floats, unit_cost: Floats | float = 0.0
) -> Intakes:
    """The cheapest intakes of a certain demand, for n lines at once.

    An intake covers the demand of whole periods, so θ(t) = min over s > t of order cost + purchase
    + holding until each period + θ(s) (Wagner and Whitin, Management Science 5, 1958; Snyder and
    Shen, §3.7). What a period needs is there at its beginning; units are held from period to
    period.

    Args:
        demand: shape (n, H), at least 0.
        order_cost: of an intake in each period, broadcasts to (n, H).
        holding: of a unit from each period to the next, broadcasts to (n, H).
        unit_cost: of a unit bought in each period, broadcasts to (n, H).

    Raises:
        InputError: a number is negative or not known.
    """
    for name, value in (("demand", demand), ("order_cost", order_cost), ("holding", holding)):
        if not np.all(np.asarray(value) >= 0):
            raise InputError(
                f"{name} of a lot-sizing problem is negative or not known",
                remedy="Give numbers of at least 0",
            )
    shape = demand.shape
    setup, hold, price = (
        np.broadcast_to(np.asarray(value, dtype=float), shape)
        for value in (order_cost, holding, unit_cost)
    )
    count, periods = shape
    rest = np.zeros((count, periods + 1))
    until = np.zeros((count, periods + 1), dtype=np.int64)
    until[:, periods] = periods
    for t in range(periods - 1, -1, -1):
        # A unit of period k bought in t costs its price and the holding of t … k − 1.
        held = np.concatenate([np.zeros((count, 1)), np.cumsum(hold[:, t:-1], axis=1)], axis=1)
        goods = np.cumsum(demand[:, t:] * (price[:, t : t + 1] + held), axis=1)
        # A period without demand may be passed over without an intake.
        needed = np.cumsum(demand[:, t:], axis=1) > 0
        total = np.where(needed, setup[:, t : t + 1], 0.0) + goods + rest[:, t + 1 :]
        best = np.argmin(total, axis=1)
        rest[:, t] = total[np.arange(count), best]
        until[:, t] = t + best + 1
    quantity = np.zeros(shape)
    reach = np.concatenate([np.zeros((count, 1)), np.cumsum(demand, axis=1)], axis=1)
    rows, at = np.arange(count), np.zeros(count, dtype=np.int64)
    while np.any(at < periods):
        open_ = rows[at < periods]
        start, stop = at[open_], until[open_, at[open_]]
        quantity[open_, start] = reach[open_, stop] - reach[open_, start]
        at[open_] = stop
    return Intakes(quantity, rest[:, 0])
