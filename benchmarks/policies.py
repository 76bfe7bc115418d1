"""Stock policies for 100,000 SKU-locations and a budget over 20,000 lines.

Weekly means and variances of demand are those of the articles of the UCI Online Retail data (weeks
in which an article was on sale), drawn with replacement; where that set is absent, a gamma
distribution of like spread stands in, and the output says so. Lead times, costs and terms are
drawn.

* **Policies**: levels of every policy by name, the fill-rate target, and the plan's own frames
  (levels, transfers, purchases, markdowns, holds), each in a process of its own. The peer is
  stockpyl, which solves one SKU at a time: its time for one of a sample is put beside a SKU's share
  of ours for all, and the costs of both answers are compared on that sample (Poisson demand, which
  it asks for).
* **Budget**: the most profitable purchase of 20,000 lines for half of what they want, with packs
  and minima, and the same with 150 suppliers that have minima and fixed costs. The gap is between
  the profit of the purchase and a bound that no purchase can beat.

    python -m benchmarks.policies
"""

from __future__ import annotations

import argparse
import datetime as dt
import time

import numpy as np
import polars as pl

from benchmarks.data import research
from benchmarks.measure import header, measured, table
from modiste.inventory.buying.budget import BudgetBuy, spend
from modiste.inventory.buying.chunks import chunks
from modiste.inventory.buying.season import SeasonBuy
from modiste.inventory.buying.suppliers import SupplierTerms
from modiste.inventory.clearing import holds, markdowns
from modiste.inventory.moves import moved, moves
from modiste.inventory.policies.base import Outlook, Terms
from modiste.inventory.policies.catalogue import POLICIES
from modiste.inventory.policies.costs import Rates, base_stock_cost
from modiste.inventory.policies.lots import best_lots
from modiste.inventory.policies.reorder_up_to import best_pairs
from modiste.inventory.suggest import policies, suggestions
from modiste.learn.distributions import Count, Floats
from modiste.store.settings import Planning

WEEKS = 20
MONDAY = dt.date(2026, 6, 1)


def demand(count: int, seed: int) -> tuple[Floats, Floats, str]:
    """Weekly means, variances and where they come from."""
    rng = np.random.default_rng(seed)
    file = research("sales/uci_online_retail.parquet")
    if file is None:
        mean = rng.gamma(0.4, 15.0, count) + 0.02
        return mean, mean * (1 + rng.gamma(1.0, 2.0, count)), "gamma"
    rows = pl.scan_parquet(file)
    names = {name.lower().replace(" ", ""): name for name in rows.collect_schema().names()}
    code, when, units = (pl.col(names[name]) for name in ("stockcode", "invoicedate", "quantity"))
    weekly = (
        rows.filter(units > 0, units < 1000)
        .group_by(code=code.cast(pl.String), week=when.str.to_datetime().dt.truncate("1w"))
        .agg(units=units.sum().cast(pl.Float64))
        .collect()
    )
    span = (pl.col("week").max() - pl.col("week").min()).dt.total_days() / 7 + 1
    moments = (
        weekly.group_by("code")
        .agg(total=pl.col("units").sum(), square=(pl.col("units") ** 2).sum(), weeks=span)
        .filter(pl.col("weeks") >= 8)
        .sort("code")
        .with_columns(mean=pl.col("total") / pl.col("weeks"))
        .with_columns(variance=pl.col("square") / pl.col("weeks") - pl.col("mean") ** 2)
    )
    # An article of the shop is sold in many places: a tenth of its demand is one location's.
    pick = rng.integers(0, moments.height, count)
    mean = moments["mean"].to_numpy()[pick] / 10
    wider = np.clip(moments["variance"].to_numpy()[pick] / np.maximum(10 * mean, 1e-9) / 10, 1, 20)
    return mean, mean * wider, f"{moments.height:,} articles of UCI Online Retail"


def bound(count: int, seed: int) -> Terms:
    """Terms of so many SKU-locations; costs in cents."""
    rng = np.random.default_rng(seed + 1)
    cost = rng.integers(300, 6000, count).astype(float)
    return Terms(
        rng.integers(14, 70, count).astype(float),
        rng.uniform(0, 7, count),
        7.0,
        28.0,
        0.95,
        unit_cost=cost,
        price=cost * rng.uniform(1.8, 3.2, count),
        holding_rate=0.25,
        order_cost=rng.uniform(100, 1500, count),
    )


def outlook(mean: Floats, variance: Floats) -> Outlook:
    """Independent weeks of equal mean."""
    running = np.arange(1, WEEKS + 1)
    return Outlook(
        np.repeat(mean[:, None], WEEKS, axis=1), np.sqrt(variance[:, None] * running[None, :])
    )


def levels_of(name: str, kind: str, count: int) -> float:
    """CPU seconds of a policy's levels for so many SKU-locations, building inputs left out."""
    mean, variance, _ = demand(count, 0)
    ahead, terms = outlook(mean, variance), bound(count, 0)
    if kind == "fill":
        from dataclasses import replace

        terms = replace(terms, service_kind="fill")
    began = time.process_time()
    POLICIES[name].points(ahead, terms)
    return time.process_time() - began


def plan_frames(count: int) -> tuple[float, int]:
    """CPU seconds of the plan's levels and suggestions on frames, and how many there are."""
    mean, variance, _ = demand(count, 0)
    rng, terms = np.random.default_rng(9), bound(count, 0)
    name = pl.Series([f"v{k:06d}" for k in range(count // 4)])
    variant = name.gather(np.repeat(np.arange(len(name)), 4))
    place = pl.Series(["web", "paris", "lyon", "nice"] * len(name))
    keys = pl.DataFrame({"variant_id": variant, "location_id": place})
    steps = np.arange(WEEKS)
    forecast = keys.with_columns(mean=pl.Series(mean), variance=pl.Series(variance)).join(
        pl.DataFrame({"step": steps}), how="cross"
    )
    forecast = forecast.select(
        "variant_id",
        "location_id",
        week=pl.lit(MONDAY) + pl.duration(weeks="step"),
        mean="mean",
        cumulative_sd=(pl.col("variance") * (pl.col("step") + 1)).sqrt(),
        demand_class=pl.lit("smooth"),
    )
    cost = np.asarray(terms.unit_cost)[::4].astype(np.int64)
    supply = pl.DataFrame(
        {
            "variant_id": name, "product_id": name, "supplier_id": "mill", "assumed": False,
            "lead_time_days": terms.lead_days[::4], "lead_time_sd_days": terms.lead_sd_days[::4],
            "moq": rng.choice([0, 20], len(name)), "pack_size": rng.choice([1, 6], len(name)),
            "unit_cost": cost, "cost_currency": "EUR", "price": cost * 5 // 2, "currency": "EUR",
        }
    )  # fmt: skip
    stock = keys.with_columns(
        on_hand=pl.Series(rng.poisson(mean * rng.gamma(0.7, 14.0, count))).cast(pl.Int64),
        on_order=pl.Series(rng.poisson(mean * 2)).cast(pl.Int64),
        committed=pl.lit(0, dtype=pl.Int64),
    )
    central = pl.DataFrame({"variant_id": name, "central": np.zeros(len(name), dtype=np.int64)})
    began = time.process_time()
    planning = Planning()
    rows, level, ahead = policies(forecast, supply, stock, central, planning)
    nowhere = stock.head(0)
    transfers = moves(rows, level, nowhere, planning, "en")
    found = [
        transfers,
        suggestions(moved(rows, transfers), level, ahead, planning, MONDAY),
        markdowns(rows, ahead, planning, "en"),
        holds(rows, ahead, planning, "en"),
    ]
    return time.process_time() - began, sum(kind.height for kind in found)


def against_stockpyl(count: int, sample: int) -> list[tuple[str, float, float, float, float]]:
    """Problem, µs of ours and of stockpyl's a SKU, ratio, most by which its cost is above ours."""
    from stockpyl import newsvendor, rq, ss

    mean, _, _ = demand(count, 0)
    mean = np.clip(mean, 0.05, 40.0)  # stockpyl takes minutes for each of the greatest
    lead = np.asarray(bound(count, 0).lead_days) / 7
    rng = np.random.default_rng(4)
    holding, order = rng.uniform(0.02, 0.3, count), rng.uniform(1, 15, count)
    rates = Rates(order, holding, holding * 19)
    over = Count(mean * lead, mean * lead)
    chosen = rng.choice(count, sample, replace=False)
    each = Count(mean, mean)

    def base(k: int) -> float:
        return float(
            newsvendor.newsvendor_poisson(holding[k], 19 * holding[k], mean[k] * lead[k])[1]
        )

    def lots(k: int) -> float:
        return float(
            rq.r_q_poisson_exact(holding[k], 19 * holding[k], order[k], mean[k], lead[k])[2]
        )

    def pairs(k: int) -> float:
        return float(ss.s_s_discrete_exact(holding[k], 19 * holding[k], order[k], True, mean[k])[2])

    def our_base() -> Floats:
        return base_stock_cost(over, rates, over.quantile(0.95))

    problems = (
        ("base stock", our_base, base),
        ("(r, Q)", lambda: best_lots(over, mean, rates).cost, lots),
        ("(s, S), no lead time", lambda: best_pairs(each, each, rates).cost, pairs),
    )
    found = []
    for name, ours, theirs in problems:
        began = time.process_time()
        costs = ours()
        mine = (time.process_time() - began) / count
        began = time.process_time()
        peer = np.array([theirs(k) for k in chosen])
        other = (time.process_time() - began) / sample
        worse = float(np.max(peer / costs[chosen] - 1))
        found.append((name, mine * 1e6, other * 1e6, other / mine, worse))
    return found


def season(count: int, seed: int) -> SeasonBuy:
    """Lines of a season's buy with packs and minima; money in cents."""
    mean, variance, _ = demand(count, seed)
    rng = np.random.default_rng(seed + 2)
    cost = rng.integers(300, 6000, count).astype(float)
    return SeasonBuy(
        Count(mean * 12, np.maximum(variance * 12, mean * 12) + (4 * mean) ** 2),
        cost * rng.uniform(1.8, 3.5, count),
        cost,
        cost * 0.4,
        pack=rng.choice([1.0, 2.0, 6.0, 12.0], count),
        moq=rng.choice([0.0, 10.0, 30.0], count),
    )


def budget(count: int, suppliers: int) -> dict[str, float]:
    """The plan of half the money wanted, explained, with its wall seconds."""
    lines = season(count, 5)
    steps = chunks(lines)
    limit = float(steps.cost.sum()) / 2
    problem = BudgetBuy(lines, limit)
    if suppliers:
        rng = np.random.default_rng(6)
        owner = rng.integers(0, suppliers, count)
        each = np.bincount(owner[steps.line], steps.cost, minlength=suppliers)
        terms = SupplierTerms(
            (each * rng.uniform(0.2, 0.9, suppliers)).astype(float), each.astype(float) * 0.03
        )
        problem = BudgetBuy(lines, limit, owner, terms)
    began = time.monotonic()
    plan = spend(problem)
    return plan.explain() | {"seconds": time.monotonic() - began, "steps": float(len(steps.line))}


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--sample", type=int, default=150, help="SKUs that stockpyl solves")
    chosen = parser.parse_args()
    print(header("Stock policies", ("modiste", "numpy", "scipy", "polars", "stockpyl")))
    print(f"Demand: {demand(10, 0)[2]}; {chosen.series:,} SKU-locations.\n")
    rows = []
    for name, kind in [(name, "cycle") for name in POLICIES] + [("R,s,S", "fill")]:
        cost = measured(levels_of, name, kind, chosen.series)
        rows.append((f"{name}, {kind} service", float(cost.result), cost.megabytes))
    cost = measured(plan_frames, chosen.series)
    rows.append(
        (f"plan: levels and {cost.result[1]:,} suggestions", float(cost.result[0]), cost.megabytes)
    )
    print(table(("policy", "CPU seconds", "peak MB"), rows))
    print("\nA SKU's share of all, beside stockpyl's time for one:\n")
    peers = measured(against_stockpyl, chosen.series, chosen.sample).result
    print(
        table(("problem", "µs", "stockpyl µs", "ratio", "stockpyl's cost above ours, most"), peers)
    )
    print(f"\nBudget over {chosen.lines:,} lines, half of what they want:\n")
    plans = []
    for suppliers in (0, 150):
        found = measured(budget, chosen.lines, suppliers)
        told = found.result
        plans.append(
            (suppliers, int(told["steps"]), int(told["lines bought"]), f"{told['gap']:.5%}",
             told["seconds"], found.megabytes)
        )  # fmt: skip
    print(
        table(("suppliers with terms", "steps", "lines bought", "gap", "seconds", "peak MB"), plans)
    )


if __name__ == "__main__":
    main()
