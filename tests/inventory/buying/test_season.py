from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stockpyl import newsvendor

from modiste.inventory.buying.season import SeasonBuy, buy
from modiste.learn.distributions import Count, Normal, Sample
from modiste.model.errors import InputError

one = np.array


def counts(mean: float, wider: float = 1.0) -> Count:
    return Count(one([mean]), one([mean * wider]))


def test_snyder_and_shen_example_4_3() -> None:
    # The newsstand: h = .18, p = .70, demand N(50, 8²): S = 56.60, here in whole papers.
    problem = SeasonBuy(Normal(one([50.0]), one([64.0])), price=1.0, unit_cost=0.3, salvage=0.12)
    assert problem.marginal(56.60395592743389)[0] == pytest.approx(0.0, abs=1e-9)
    assert buy(problem).quantity[0] == 57
    cost = 0.7 * 50 - problem.profit(56.60395592743389)[0]
    assert cost == pytest.approx(1.9976051931766445)


@given(mean=st.floats(0.5, 60), over=st.floats(0.1, 5), under=st.floats(0.1, 20))
def test_poisson_newsvendors_of_stockpyl(mean: float, over: float, under: float) -> None:
    level, cost = newsvendor.newsvendor_poisson(over, under, mean)
    problem = SeasonBuy(counts(mean), price=under + 10, unit_cost=10.0, salvage=10 - over)
    found = buy(problem)
    assert under * mean - found.profit[0] == pytest.approx(cost, rel=1e-7)
    assert abs(found.quantity[0] - level) <= 1  # equal profits may choose either


def test_profit_with_markdown_by_simulation() -> None:
    rng = np.random.default_rng(1)
    season = rng.negative_binomial(3.0, 0.1, 400_000)  # mean 27
    clearance = rng.poisson(6.0, 400_000)
    problem = SeasonBuy(
        Count(one([27.0]), one([270.0])), 50.0, 20.0, 5.0, 30.0,
        Sample((season + clearance)[None, :].astype(float)),
    )  # fmt: skip
    for q in (10, 30, 60):
        sold = np.minimum(season, q)
        cut = np.minimum(clearance, q - sold)
        money = 50 * sold + 30 * cut + 5 * (q - sold - cut) - 20 * q
        assert problem.profit(float(q))[0] == pytest.approx(money.mean(), rel=0.01)


def test_a_clearance_makes_the_buy_bolder() -> None:
    alone = buy(SeasonBuy(counts(40.0, 4.0), 50.0, 20.0, 5.0))
    total = counts(60.0, 4.0)
    cleared = buy(SeasonBuy(counts(40.0, 4.0), 50.0, 20.0, 5.0, 25.0, total))
    assert cleared.quantity[0] > alone.quantity[0]
    assert cleared.profit[0] > alone.profit[0]
    assert cleared.markdown_units[0] > 0


@given(
    mean=st.floats(0.1, 40), wider=st.floats(1, 6), margin=st.floats(0.02, 0.9),
    pack=st.integers(1, 15), moq=st.integers(0, 60), have=st.integers(0, 30),
    most=st.one_of(st.just(np.inf), st.integers(0, 40)),
)  # fmt: skip
def test_no_allowed_quantity_earns_more(
    mean: float, wider: float, margin: float, pack: int, moq: int, have: int, most: float
) -> None:
    problem = SeasonBuy(
        counts(mean, wider), 100.0, 100 * (1 - margin), 100 * (1 - margin) * 0.3,
        have=have, pack=pack, moq=moq, most=most,
    )  # fmt: skip
    found = buy(problem)
    q = found.quantity[0]
    assert q == 0 or (q >= moq and q % pack == 0 and q <= most)
    every = [k * pack for k in range(200 // pack) if k == 0 or moq <= k * pack <= most]
    best = max(problem.profit(float(k))[0] for k in every)
    assert found.profit[0] == pytest.approx(best, abs=1e-7)


def test_the_explanation_adds_up() -> None:
    found = buy(SeasonBuy(counts(20.0, 3.0), 50.0, 20.0, 5.0))
    told = found.explain(0)
    sold, left = told["sold at full price"], told["left at the end"]
    assert sold + left == pytest.approx(told["quantity"], abs=0.02)
    assert told["critical ratio"] == pytest.approx(30 / 45, abs=1e-4)
    assert told["chance of no shortage"] >= told["critical ratio"]
    money = 50 * sold + 5 * left - 20 * told["quantity"]
    assert told["expected profit"] == pytest.approx(money, abs=0.5)


def test_what_earns_nothing_is_not_bought() -> None:
    found = buy(SeasonBuy(counts(20.0), 15.0, 20.0, 5.0))
    assert (found.quantity[0], found.profit[0]) == (0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"salvage": 25.0}, {"price": np.nan},
        {"markdown_price": 60.0, "with_markdown": counts(9.0)},
        {"markdown_price": 2.0, "with_markdown": counts(9.0)}, {"unit_cost": -1.0}, {"pack": 0.0},
        {"moq": -1.0},
    ],
)  # fmt: skip
def test_problems_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError, match="line 1 of a season's buy"):
        SeasonBuy(
            **({"demand": counts(5.0), "price": 50.0, "unit_cost": 20.0, "salvage": 5.0} | wrong)
        )  # type: ignore[arg-type]
