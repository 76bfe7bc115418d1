"""Replay a policy over a scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

import numpy as np

from modiste.inventory.judge.cells import play
from modiste.inventory.judge.foresight import Foresight
from modiste.inventory.judge.scene import Economics, Ints, Scene
from modiste.inventory.judge.shelf import NAMES, Flows, Shelf
from modiste.inventory.policies.base import LevelPolicy, Points, Policy, State, Terms
from modiste.learn.distributions import Floats
from modiste.model.errors import InputError

Engine = Literal["auto", "numpy", "numba"]

_LARGE = 2_000_000
"""Series-weeks from which compiling pays."""


def replay(
    scene: Scene,
    policy: Policy,
    foresight: Foresight,
    money: Economics,
    *,
    engine: Engine = "auto",
) -> Flows:
    """Let a policy order through all weeks of a scene.

    A policy with levels that is told the same in all scenarios has its levels computed once a week
    and runs compiled where numba is installed; any other one is asked at every review. Both ways
    give the same units.

    Args:
        scene: demand and lead times.
        policy: who orders.
        foresight: what the policy is told.
        money: prices and costs.
        engine: ``numpy``, ``numba``, or ``auto``: numba for large scenes where it is installed.

    Raises:
        InputError: numba is asked for and cannot be used.
    """
    foresight.start(scene.scenarios)
    if isinstance(policy, LevelPolicy) and foresight.shared:
        return _by_levels(scene, _levels(scene, policy, foresight), money, engine)
    if engine == "numba":
        raise InputError(
            f"the policy {policy.name!r} cannot be compiled here",
            remedy="Replay it with numpy: it has no levels, or every scenario is told its own.",
        )
    return _asking(scene, policy, foresight, money)


@dataclass(frozen=True)
class _Levels:
    """Whole levels of every week; shape (weeks, n), weeks without review repeat the last one."""

    reorder: Ints
    up_to: Ints
    lot: Ints
    moq: Ints
    pack: Ints

    def order(self, week: int, position: Ints) -> Ints:
        """Units to order at some positions, shape (S, n)."""
        reorder, lot = self.reorder[week], self.lot[week]
        below = np.where(lot > 0, reorder + 1 - position, 0)
        whole = np.maximum(lot, 1)
        need = np.where(lot > 0, whole * -(-below // whole), self.up_to[week] - position)
        need = np.where(position <= reorder, need, 0)
        packs = -(-np.maximum(need, self.moq) // self.pack)
        return np.where(need > 0, packs * self.pack, 0)


def _levels(scene: Scene, policy: LevelPolicy, foresight: Foresight) -> _Levels:
    shape = (scene.weeks, scene.series)
    reorder, up_to, lot = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for week in range(scene.weeks):
        if week % scene.review_weeks:
            continue
        points = policy.points(foresight.outlook(week), scene.terms)
        reorder[week] = _floor(points.reorder_point)
        up_to[week] = _ceil(points.order_up_to)
        lot[week] = _lots(points)
    n = scene.series
    moq = np.broadcast_to(_ceil(scene.terms.moq), n)
    pack = np.broadcast_to(np.maximum(_ceil(scene.terms.pack), 1), n)
    return _Levels(reorder, up_to, lot, moq, pack)


def _lots(points: Points) -> Ints | int:
    return 0 if points.lot is None else _ceil(points.lot)


def _floor(values: Floats | float) -> Ints:
    # Levels out of sums of floats: a billionth below a whole number is that number.
    return np.asarray(np.floor(np.asarray(values, dtype=float) + 1e-9), dtype=np.int64)


def _ceil(values: Floats | float) -> Ints:
    return np.asarray(np.ceil(np.asarray(values, dtype=float) - 1e-9), dtype=np.int64)


def _by_levels(scene: Scene, levels: _Levels, money: Economics, engine: Engine) -> Flows:
    if engine == "numba" or (engine == "auto" and scene.demand.size >= _LARGE):
        compiled = _compiled()
        if compiled is not None:
            return _compiled_flows(scene, levels, money, compiled)
        if engine == "numba":
            raise InputError(
                "numba is not installed", remedy="Install it, or replay with numpy: same units."
            )
    shelf = Shelf(scene, money.price, money.full_price)
    for week in range(scene.weeks):
        shelf.receive(week)
        if week % scene.review_weeks == 0:
            shelf.place(week, levels.order(week, shelf.position))
        shelf.serve(week)
    return shelf.flows()


def _compiled_flows(
    scene: Scene, levels: _Levels, money: Economics, compiled: Callable[..., None]
) -> Flows:
    out = np.zeros((len(NAMES), scene.scenarios, scene.series), dtype=np.int64)
    due = scene.deliveries.astype(np.int64)
    slots = max(int(scene.lead.max(initial=0)) + 1, due.shape[1])
    price = np.broadcast_to(money.price, (scene.weeks, scene.series)).astype(np.int64)
    compiled(
        np.ascontiguousarray(scene.demand, dtype=np.int32),
        scene.lead_weeks.astype(np.int32),
        scene.opening.astype(np.int64),
        due,
        scene.last_weeks.astype(np.int64),
        levels.reorder,
        levels.up_to,
        levels.lot,
        np.ascontiguousarray(levels.moq),
        np.ascontiguousarray(levels.pack),
        price,
        money.full_price.astype(np.int64),
        scene.review_weeks,
        slots,
        scene.backorders,
        scene.crossing,
        np.zeros(slots, dtype=np.int64),
        out,
    )
    return Flows(**dict(zip(NAMES, out, strict=True)))


@cache
def _compiled() -> Callable[..., None] | None:
    """The compiled loop; none where numba is not installed."""
    try:
        import numba
    except ImportError:
        return None
    try:
        made: Callable[..., None] = numba.njit(nogil=True, cache=True)(play)
    except RuntimeError:  # no folder for the cache can be written
        made = numba.njit(nogil=True)(play)
    return made


def _asking(scene: Scene, policy: Policy, foresight: Foresight, money: Economics) -> Flows:
    """Ask the policy at every review, scenario by scenario or all at once."""
    shelf = Shelf(scene, money.price, money.full_price)
    every = _tiled(scene.terms, scene.scenarios, scene.series)
    for week in range(scene.weeks):
        shelf.receive(week)
        if week % scene.review_weeks == 0:
            outlook = foresight.outlook(week)
            horizon = outlook.mean.shape[1]
            arrivals = None if isinstance(policy, LevelPolicy) else shelf.arrivals(week, horizon)
            if foresight.shared:
                states = [_state(shelf, arrivals, s) for s in range(scene.scenarios)]
                units = [policy.order(state, outlook, scene.terms) for state in states]
                shelf.place(week, np.stack(units))
            else:
                units_of_all = policy.order(_state(shelf, arrivals), outlook, every)
                shelf.place(week, units_of_all.reshape(shelf.net.shape))
        before = shelf.total["served"].copy()
        short = shelf.total["short_weeks"].copy()
        shelf.serve(week)
        if not foresight.shared:
            fell_short = shelf.total["short_weeks"] > short
            foresight.learn(week, shelf.total["served"] - before, fell_short)
    return shelf.flows()


def _state(shelf: Shelf, arrivals: Ints | None, scenario: int | None = None) -> State:
    """State of one scenario's series, or of all scenarios' with the scenarios outermost."""
    at: Any = slice(None) if scenario is None else scenario
    net, on_order = shelf.net[at].ravel(), shelf.on_order[at].ravel()
    coming = None if arrivals is None else arrivals[at].reshape(len(net), -1)
    return State(net, on_order, np.zeros_like(net), coming)


def _tiled(terms: Terms, scenarios: int, series: int) -> Terms:
    """Terms repeated for every scenario."""
    fields: dict[str, Any] = {
        name: np.tile(value, scenarios)
        for name, value in vars(terms).items()
        if np.shape(value) == (series,)
    }
    return replace(terms, **fields)
