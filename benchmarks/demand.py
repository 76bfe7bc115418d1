"""How good the demand forecasts are beside the forecasters that one would install instead.

Run with ``python -m benchmarks.demand``; ``--only`` names parts, ``--series`` how many series.

* Four histories (UCI, H&M, the weekly transactions of ``benchmarks.forecasts``, and rentals a week
  of the articles of RentTheRunway), four rolling origins each, everyone on the same weeks in the
  same run. *auto* is what the plan uses; it makes its choice from the weeks before each origin.
* **visuelle**: new products of a fast-fashion brand, forecast before launch and after two weeks
  from the products of earlier seasons alone.
* **signal**: what the signal makes of a simulated brand, against the truth.
* **scale**: many series at once, cpu and memory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec

import numpy as np
import polars as pl

from benchmarks import forecasts
from benchmarks.data import research
from benchmarks.measure import measured
from benchmarks.peers import (
    ADIDAPeer,
    AutoETSPeer,
    CrostonPeer,
    LightPeer,
    SeasonalNaivePeer,
    versions,
)
from modiste.learn.backtest import backtest
from modiste.learn.forecast.automatic import Automatic, AutomaticConfig
from modiste.learn.forecast.base import Forecaster
from modiste.learn.forecast.panel import SERIES, TIME, VALUE

PEERS = (SeasonalNaivePeer, AutoETSPeer, CrostonPeer, ADIDAPeer, LightPeer)

SEASONS = ("SS17", "AW17", "SS18", "AW18", "SS19", "AW19")
"""Seasons of Visuelle in the order of time."""

TEST = ("SS19", "AW19")
"""Those that are forecast, each from all seasons before it; settings were chosen on SS18, AW18."""


def rentals(series: int) -> forecasts.Case | None:
    """Rentals a week of the articles of RentTheRunway that had at least 26 in the year before."""
    file = research("recommend/renttherunway.parquet")
    if file is None:
        return None
    raw = pl.read_parquet(file)
    end = dt.date(2018, 1, 1)
    rows = raw.select(
        pl.col("item_id").cast(pl.String).alias(SERIES),
        pl.col("review_date").cast(pl.Date).dt.truncate("1w").alias(TIME),
        pl.col("category").alias("group"),
    ).filter(pl.col(TIME).is_between(dt.date(2015, 1, 5), end, closed="left"))
    sold = rows.group_by(SERIES, TIME).agg(
        pl.len().cast(pl.Float64).alias(VALUE), pl.col("group").first()
    )
    # Drawn by what was known a year before the end, which is before the first origin.
    year = sold.filter(pl.col(TIME).is_between(dt.date(2016, 1, 4), dt.date(2017, 1, 2)))
    known = year.group_by(SERIES).agg(pl.col(VALUE).sum()).filter(pl.col(VALUE) >= 26)
    kept = sold.join(known.select(SERIES), on=SERIES, how="semi")
    return forecasts.Case("rentals", forecasts.filled(kept, end, series), 8, 4, 8)


CASES: Mapping[str, Callable[[int], forecasts.Case | None]] = {
    "uci": forecasts.uci,
    "hm": forecasts.hm,
    "weekly": forecasts.weekly,
    "rentals": rentals,
}


def judged(case: forecasts.Case) -> pl.DataFrame:
    """The table of one data set, least pinball loss first, with its ratio to the best peer."""

    def ours() -> Forecaster:
        return Automatic(AutomaticConfig(horizon=case.horizon))

    makers: Mapping[str, Callable[[], Forecaster]] = {
        "auto": ours,
        **{peer.name: peer for peer in PEERS},
    }
    rows = []
    for name, make in makers.items():
        begun = time.process_time()
        score = backtest(
            case.panel, {name: make}, horizon=case.horizon, origins=case.origins, step=case.step
        )
        spent = time.process_time() - begun
        each = spent * 1000 / (score["series"].item() * score["origins"].item())
        rows.append(score.with_columns(pl.lit(each).alias("cpu ms")))
    table = pl.concat(rows).sort("pinball")
    best = table.filter(pl.col("model") != "auto")["pinball"].min()
    return table.with_columns((pl.col("pinball") / best).alias("÷ best peer"))


def visuelle() -> None:
    """Error of totals of new products, Σ|a − f| ÷ Σ a over the products of both test seasons."""
    from modiste.learn.analogues import Analogues, Features, launch, updated

    folder = research("sales/visuelle")
    if folder is None:
        return
    raw = json.loads((folder / "products.json").read_text())["newProductModel"]["catalog"]
    # weekSales: twelve whole weeks; actualLifecycle begins with the part of a week of the launch.
    sales = np.array([each["weekSales"] for each in raw], dtype=np.float64)
    season = np.array([SEASONS.index(each["season"]) for each in raw])
    half = [each["season"][:2] for each in raw]
    texts = [*([each[k] for each in raw] for k in ("category", "color", "fabric")), half]
    vectors = _pictures(folder, [each["id"] for each in raw])
    features = Features.of(texts, (), vectors)
    before, after, came, covered = [], [], [], []
    for name in TEST:
        past, now = season < SEASONS.index(name), season == SEASONS.index(name)
        found = Analogues().fit(features.rows(past), sales[past])
        first = launch(found, features.rows(now))
        later = updated(found, first, sales[now][:, :2])
        before.append(first.mean)
        after.append(np.concatenate([sales[now][:, :2], later.mean[:, 2:]], axis=1))
        came.append(sales[now])
        for law in (first, later):
            total = sales[now].sum(axis=1)
            inside = (total >= law.total_quantile(0.1)) & (total <= law.total_quantile(0.9))
            covered.append(float(inside.mean()))
    actual = np.concatenate(came)
    print(
        f"\nVisuelle: {len(actual)} products of {' and '.join(TEST)}, each season from those before"
    )
    for label, said in (("before launch", before), ("two weeks known", after)):
        whole = np.concatenate(said)
        found_errors = [
            _wape(actual[:, :k].sum(axis=1), whole[:, :k].sum(axis=1)) for k in (4, 8, 12)
        ]
        rest = _wape(actual[:, 2:].sum(axis=1), whole[:, 2:].sum(axis=1))
        print(
            f"{label}: WAPE of totals at 4/8/12 weeks "
            + "/".join(f"{e:.1%}" for e in found_errors)
            + f"; of weeks 3 to 12 alone {rest:.1%}"
        )
    print(
        f"80 % interval of the total holds {covered[0]:.0%}/{covered[2]:.0%} before launch, "
        f"{covered[1]:.0%}/{covered[3]:.0%} after two weeks"
    )
    early = sales[:, :2].sum(axis=1)
    naive = []
    for name in TEST:
        past, now = season < SEASONS.index(name), season == SEASONS.index(name)
        naive.append(np.median(sales[past].sum(axis=1) / early[past]) * early[now])
    print(
        f"rule of thumb, first two weeks × the usual ratio: "
        f"{_wape(actual.sum(axis=1), np.concatenate(naive)):.1%}"
    )


def _wape(actual: np.ndarray, said: np.ndarray) -> float:
    return float(np.abs(actual - said).sum() / actual.sum())


def _pictures(folder: object, names: list[int]) -> np.ndarray | None:
    """Vectors of the pictures; ``None`` where the extra is not installed."""
    from pathlib import Path
    from tempfile import gettempdir

    if find_spec("PIL") is None:
        print("without pictures: Pillow is not installed")
        return None
    from modiste.perceive.image.load import load
    from modiste.perceive.image.vectors import embedder

    made = embedder("auto", models=Path(gettempdir()) / "modiste-benchmark-models")
    pictures = [load(Path(str(folder)) / "images" / f"{name}.jpg") for name in names]
    return np.asarray(made.embed(pictures), dtype=np.float64)


def signal() -> None:
    """Lost sales and elasticities of a simulated brand against its truth."""
    from modiste.demand.censoring import days_out
    from modiste.demand.prices import price_index, tickets_of
    from modiste.demand.signal import Sources, make_signal
    from modiste.model.calendar import local_date_expr
    from modiste.simulate import preset, simulate

    world = simulate(preset("demo", posts_per_week=0))
    tables, truth = world.tables, world.truth
    zone = "Europe/Paris"
    keys = ["variant_id", "location_id"]
    day = local_date_expr("sold_at", zone).alias("day")
    sold = (
        tables["sale"]
        .filter(pl.col("quantity") > 0)
        .group_by(*keys, day)
        .agg(units=pl.col("quantity").sum())
    )
    counted = local_date_expr(pl.col("counted_at") - pl.duration(seconds=1), zone)
    counts = (
        tables["stock"]
        .filter(pl.col("on_hand").is_not_null())
        .with_columns(day=counted)
        .sort("counted_at")
        .group_by(*keys, "day")
        .agg(pl.col("on_hand").last())
    )
    weekly = truth.weekly.with_columns(pl.col(keys).cast(pl.String)).join(
        sold.select("location_id").unique(), on="location_id", how="semi"
    )
    product = tables["product"].select("product_id", group="category")
    known = tables["variant"].select("variant_id", "product_id").join(product, on="product_id")
    prices = price_index(
        weekly["week"].unique().sort().to_list(),
        tickets_of(tables["price_change"].lazy(), tables["variant"].lazy(), zone),
        tables["promotion"].select("product_id", "starts_on", "ends_on", "depth"),
    )
    panel = weekly.select(*keys, "week", sold="sales")
    made = make_signal(Sources(panel, known, days_out(counts, sold), None, prices))
    both = made.weeks.join(
        weekly.select(*keys, "week", "demand", "on_sale"), on=[*keys, "week"], suffix="_true"
    )
    out = both.filter(pl.col("on_sale") & (pl.col("days_out") >= 1))
    lost = float(out["lost"].sum())
    true = float((out["demand_true"] - out["sold"]).cast(pl.Float64).sum())
    print(
        f"\nSimulated brand: {out.height:,} weeks with an empty shelf; lost sales estimated "
        f"{lost:,.0f}, true {true:,.0f} ({lost / true - 1:+.1%}); without the signal 0"
    )
    styles = truth.styles.with_columns(pl.col("product_id").cast(pl.String)).join(
        product, on="product_id"
    )
    compared = made.response.table.join(
        styles.group_by("group").agg(true=pl.col("elasticity").mean()),
        left_on="category",
        right_on="group",
    )
    miss = (compared["elasticity"] - compared["true"]).abs().mean()
    print(
        f"elasticities of {compared.height} categories: mean {compared['elasticity'].mean():.2f}, "
        f"true {compared['true'].mean():.2f}, mean absolute error {miss:.2f}"
    )


def many(series: int, weeks: int, horizon: int) -> dict[str, float]:
    """Forecast simulated slow sellers with seasons and launches; for :func:`measured`."""
    rng = np.random.default_rng(5)
    rate = rng.gamma(0.7, 1.5, series)
    group = rng.integers(0, 40, series)
    begun = np.where(rng.random(series) < 0.5, 0, rng.integers(0, weeks - 4, series))
    week = np.arange(weeks)
    wave = np.exp(0.5 * np.cos(2 * np.pi * (week[None, :] - 5 * np.arange(40)[:, None]) / 52))
    units = rng.poisson(rate[:, None] * wave[group])
    there = week[None, :] >= begun[:, None]
    at, when = np.nonzero(there)
    first = dt.date(2024, 1, 1)
    days = pl.Series([first + dt.timedelta(weeks=int(k)) for k in week])
    panel = pl.DataFrame(
        {
            SERIES: pl.Series(at).cast(pl.UInt32),
            TIME: days.gather(when),
            VALUE: units[there].astype(np.float64),
            "group": pl.Series([f"g{k}" for k in range(40)]).gather(group[at]).cast(pl.Categorical),
        }
    )
    forecast = (
        Automatic(AutomaticConfig(horizon=horizon, values="counts")).fit(panel).predict(horizon)
    )
    return {"rows": float(panel.height), "forecasts": float(forecast.height)}


def scale(series: int) -> None:
    """CPU seconds and memory of many series."""
    cost = measured(many, series, 104, 13)
    print(
        f"\n{series:,} series × 104 weeks, 13 weeks ahead: {cost.cpu:.0f} cpu-seconds, "
        f"{cost.megabytes:,} MB ({cost.result['rows']:,.0f} weeks of history)"
    )


def main() -> None:
    """Print the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--series", type=int, default=600, help="series drawn of each data set")
    parser.add_argument("--many", type=int, default=100_000, help="series of the part 'scale'")
    parser.add_argument("--only", nargs="*", default=[*CASES, "visuelle", "signal", "scale"])
    asked = parser.parse_args()
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d}; {versions()}")
    for name, make in CASES.items():
        case = make(asked.series) if name in asked.only else None
        if case is None:
            continue
        print(
            f"\n{case.name}: {case.panel[SERIES].n_unique():,} series, "
            f"{case.panel[TIME].n_unique()} weeks, {case.origins} origins {case.step} weeks apart, "
            f"{case.horizon} weeks ahead"
        )
        with pl.Config(**forecasts.SHOWN):
            print(judged(case).drop("series", "origins"), flush=True)
    for name, part in (("visuelle", visuelle), ("signal", signal)):
        if name in asked.only:
            part()
    if "scale" in asked.only:
        scale(asked.many)


if __name__ == "__main__":
    main()
