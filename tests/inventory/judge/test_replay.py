"""The judge against books that must close and costs that are known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from modiste.inventory.judge.foresight import Outlooks
from modiste.inventory.judge.replay import replay
from modiste.inventory.judge.scene import NEVER, Economics, Scene
from modiste.inventory.judge.shelf import NAMES, Flows
from modiste.inventory.policies.base import LevelPolicy, Outlook, Points, State, Terms, whole_orders
from modiste.model.errors import InputError


@dataclass(frozen=True)
class Fixed(LevelPolicy):
    """Levels that never change."""

    reorder: Any
    up_to: Any
    lots: Any = None
    name: str = "fixed"

    def points(self, outlook: Outlook, terms: Terms) -> Points:
        assert len(outlook.mean) == len(terms.lead_days)
        n = len(terms.lead_days)
        lots = None if self.lots is None else np.broadcast_to(float(self.lots), n)
        reorder, up_to = (np.broadcast_to(float(x), n) for x in (self.reorder, self.up_to))
        return Points(reorder, up_to, lots)


@dataclass(frozen=True)
class Asked:
    """The same policy without its levels, so that it must be asked at every review."""

    inner: LevelPolicy
    name: str = "asked"

    def order(self, state: State, outlook: Outlook, terms: Terms) -> Any:
        assert state.arrivals is not None
        # What is on its way beyond the outlook's weeks is in on_order alone.
        assert (state.arrivals.sum(axis=1) <= state.on_order).all()
        return whole_orders(self.inner.points(outlook, terms).need(state.position), terms)


def terms(n: int, **changes: Any) -> Terms:
    return replace(Terms(np.full(n, 7.0), np.zeros(n), 7.0, 7.0, 0.95), **changes)


def flat(n: int, mean: float = 1.0, weeks: int = 4) -> Outlooks:
    return Outlooks([(0, Outlook(np.full((n, weeks), mean), np.ones((n, weeks))))])


def money(n: int, **changes: Any) -> Economics:
    fields: dict[str, Any] = {
        "price": np.full(n, 500), "full_price": np.full(n, 600), "unit_cost": np.full(n, 200),
        "salvage": np.full(n, 50), "holding_rate": 0.2, "order_cost": 30,
    }  # fmt: skip
    return Economics(**(fields | changes))


@st.composite
def scenes(draw: Any) -> Scene:
    """Small scenes of every kind."""
    shape = draw(st.tuples(st.integers(1, 3), st.integers(1, 12), st.integers(1, 4)))
    s, w, n = shape
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    due = rng.integers(0, 4, (n, draw(st.integers(0, 5))))
    ends = rng.integers(1, w + 3, n) if draw(st.booleans()) else None
    demand = rng.poisson(3, shape).astype(np.int32)
    if ends is not None:
        demand *= np.arange(w)[None, :, None] < ends
    return Scene(
        demand=demand,
        lead=rng.integers(0, 6, draw(st.sampled_from([(s, w, n), (s, w, 1), (1, 1, n)]))),
        opening=rng.integers(-3, 9, n),
        terms=terms(n, moq=np.full(n, draw(st.integers(0, 9))), pack=rng.integers(1, 5, n)),
        due=due,
        ends=ends,
        review_weeks=draw(st.integers(1, 4)),
        backorders=draw(st.booleans()),
        crossing=draw(st.booleans()),
    )


@st.composite
def rules(draw: Any) -> Fixed:
    reorder = draw(st.integers(-2, 12))
    lots = draw(st.none() | st.integers(1, 9))
    return Fixed(reorder, reorder + draw(st.integers(-1, 9)), lots)


@settings(max_examples=150)
@given(scenes(), rules())
def test_books_close(scene: Scene, rule: Fixed) -> None:
    flows = replay(scene, rule, flat(scene.series), money(scene.series), engine="numpy")
    sold = flows.demand if scene.backorders else flows.served
    had = scene.opening + flows.received
    np.testing.assert_array_equal(had - sold - flows.waste, flows.closing - flows.owed)
    on_its_way = scene.deliveries.sum(axis=1) + flows.ordered - flows.received
    np.testing.assert_array_equal(on_its_way, flows.coming)
    np.testing.assert_array_equal(flows.demand, scene.demand.sum(axis=1))
    assert (flows.served <= flows.demand).all()
    assert all((getattr(flows, name) >= 0).all() for name in NAMES)


@settings(max_examples=100)
@given(scenes(), rules())
def test_compiled_and_asked_give_the_same_units(scene: Scene, rule: Fixed) -> None:
    arguments = flat(scene.series), money(scene.series)
    numpy = replay(scene, rule, *arguments, engine="numpy")
    same(numpy, replay(scene, Asked(rule), *arguments))
    same(numpy, replay(scene, rule, *arguments, engine="numba"))


def same(one: Flows, other: Flows) -> None:
    for name in NAMES:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def test_a_week_by_hand() -> None:
    """Lead of one week, review every second week, one delivery on its way."""
    scene = Scene(
        demand=np.array([[[3], [4], [5], [2]]], dtype=np.int32),
        lead=np.array([[[1]]]),
        opening=np.array([4]),
        due=np.array([[0, 2]]),
        terms=terms(1, moq=np.array([5.0]), pack=np.array([4.0])),
        review_weeks=2,
    )
    flows = replay(scene, Fixed(6, 9), flat(1), money(1))
    # Week 0: position 6, order 3 → 8 (two packs); sells 3, leaves 1. Week 1: 2 + 8 arrive, 11,
    # sells 4, leaves 7. Week 2: 7 is above 6; sells 5, leaves 2. Week 3: sells 2, leaves 0.
    found = {name: int(getattr(flows, name)[0, 0]) for name in NAMES}
    assert found == {
        "demand": 14, "served": 14, "received": 10, "ordered": 8, "orders": 1,
        "stock_weeks": 1 + 7 + 2 + 0, "short_weeks": 0, "waste": 0, "closing": 0, "owed": 0,
        "coming": 0, "revenue": 14 * 500, "full_revenue": 14 * 600,
    }  # fmt: skip


def test_an_order_waits_for_the_one_before_unless_it_may_cross() -> None:
    lead = np.array([5, 1, 1, 1, 1, 1, 1])[None, :, None]
    scene = Scene(np.ones((1, 7, 1), dtype=np.int32), lead, np.array([1]), terms(1))
    kept = replay(scene, Fixed(1, 2), flat(1), money(1))
    crossed = replay(replace(scene, crossing=True), Fixed(1, 2), flat(1), money(1))
    # Sold in weeks 0, 5 and 6; with overtaking in weeks 2 and 4 too.
    assert (kept.served[0, 0], crossed.served[0, 0]) == (3, 5)


def test_what_is_left_at_the_end_of_a_life_is_waste() -> None:
    scene = Scene(
        demand=np.array([[[2], [2], [0], [0]]], dtype=np.int32),
        lead=np.array([[[3]]]),
        opening=np.array([10]),
        terms=terms(1),
        ends=np.array([2]),
    )
    flows = replay(scene, Fixed(6, 9), flat(1), money(1))
    # Week 2 begins with a position of 0, so 9 are ordered for week 5, which does not come.
    assert flows.waste[0, 0] == 6
    assert flows.coming[0, 0] == 9
    assert flows.closing[0, 0] == 0
    assert flows.stock_weeks[0, 0] == 8


# --- known costs ------------------------------------------------------------------------------


def stationary(mean: float, lead: int, weeks: int, **changes: Any) -> Scene:
    rng = np.random.default_rng(7)
    demand = rng.poisson(mean, (1, weeks, 400)).astype(np.int32)
    fields: dict[str, Any] = {"opening": np.zeros(400, dtype=np.int64), "terms": terms(400)}
    return Scene(demand, np.array([[[lead]]]), **(fields | changes))


@pytest.mark.parametrize("lead", [0, 1, 3])
def test_base_stock_with_backorders_serves_what_the_formula_says(lead: int) -> None:
    """Fill rate of base stock S, review every week: Zipkin, Foundations, chapter 6."""
    mean, level, weeks = 4.0, 4 * (lead + 1) + 3, 400
    scene = stationary(mean, lead, weeks, backorders=True, opening=np.full(400, level))
    flows = replay(scene, Fixed(level - 1, level), flat(400), money(400), engine="numpy")

    def short(periods: int) -> float:
        units = np.arange(0, 400)
        return float(
            (np.maximum(units - level, 0) * stats.poisson.pmf(units, mean * periods)).sum()
        )

    expected = 1 - (short(lead + 1) - short(lead)) / mean
    rates = flows.served[0] / flows.demand[0]
    error = rates.std() / np.sqrt(len(rates))
    assert abs(rates.mean() - expected) < 4 * error + 2e-4
    held = level - mean * (lead + 1) + short(lead + 1)
    assert flows.stock_weeks[0].mean() / weeks == pytest.approx(held, rel=0.02)


def test_lost_sales_without_a_lead_time_lose_the_loss_function() -> None:
    scene = stationary(5.0, 0, 300)
    flows = replay(scene, Fixed(6, 7), flat(400), money(400), engine="numpy")
    units = np.arange(0, 100)
    lost = (np.maximum(units - 7, 0) * stats.poisson.pmf(units, 5.0)).sum()
    assert flows.unserved.sum() / (300 * 400) == pytest.approx(lost, rel=0.02)


def test_one_buy_earns_what_the_newsvendor_earns() -> None:
    """One week, one order, salvage: p·E[min(D, q)] + v·E[(q − D)⁺] − c·q (Snyder, §4.3)."""
    from modiste.inventory.judge.figures import books

    n, q = 40_000, 23
    demand = np.random.default_rng(3).poisson(20.0, (1, 1, n)).astype(np.int32)
    scene = Scene(
        demand, np.array([[[0]]]), np.zeros(n, dtype=int), terms(n), ends=np.ones(n, dtype=int)
    )
    economics = money(n, full_price=np.full(n, 500), order_cost=0, holding_rate=0.0)
    flows = replay(scene, Fixed(q - 1, q), flat(n), economics)
    units = np.arange(0, 200)
    chance = stats.poisson.pmf(units, 20.0)
    sold = (np.minimum(units, q) * chance).sum()
    expected = 500 * sold + 50 * (q - sold) - 200 * q
    sums = books(flows, scene, economics)
    profit = sums["revenue"] - sums["purchases"] + sums["salvage"] + sums["stock_change"]
    assert profit.mean() == pytest.approx(expected, abs=4 * profit.std() / np.sqrt(n))


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"demand": np.array([[[-1]]], dtype=np.int32)},
        {"lead": np.array([[[-1]]])},
        {"lead": np.ones((2, 1, 1), dtype=int), "demand": np.zeros((3, 1, 1), dtype=np.int32)},
        {"opening": np.zeros(2, dtype=int)},
        {"review_weeks": 0},
        {"due": np.array([[-1]])},
        {"due": np.ones((2, 2), dtype=int)},
    ],
)
def test_scenes_that_make_no_sense(changes: dict[str, Any]) -> None:
    sound: dict[str, Any] = {
        "demand": np.zeros((1, 1, 1), dtype=np.int32), "lead": np.array([[[1]]]),
        "opening": np.zeros(1, dtype=int), "terms": terms(1),
    }  # fmt: skip
    assert Scene(**sound).last_weeks.tolist() == [NEVER]
    with pytest.raises(InputError):
        Scene(**(sound | changes))


@pytest.mark.parametrize(
    "changes",
    [{"price": np.array([-1])}, {"unit_cost": np.array([1, 2])}, {"holding_rate": -0.1}],
)
def test_money_that_makes_no_sense(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        money(1, **changes)


def test_what_cannot_be_compiled_is_said() -> None:
    scene = Scene(
        np.zeros((1, 1, 1), dtype=np.int32), np.array([[[1]]]), np.zeros(1, int), terms(1)
    )
    with pytest.raises(InputError, match="cannot be compiled"):
        replay(scene, Asked(Fixed(1, 2)), flat(1), money(1), engine="numba")
