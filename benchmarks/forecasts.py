"""How good and how dear the demand forecasts are, beside simple rules and statsforecast itself.

Run with ``python -m benchmarks.forecasts``. Every forecaster sees the same weeks and is judged on
the same rolling origins; ``auto`` makes its choice from the weeks before each origin alone.

* **UCI**: units a week of the articles of a British gift shop, imported through the mapping file in
  ``examples/`` and read as the plan reads them. 52 whole weeks, so nothing can know a season.
* **H&M**: lines a week of the public sample, by product type and customer group, 105 weeks. Single
  articles sell less than once a year in that sample, so they say nothing.
* **weekly**: units a week of 811 products of an unnamed shop, 52 weeks.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.data import ROOT, research
from benchmarks.peers import AutoETSPeer, CrostonPeer, versions
from modiste.demand.signal import Sources, make_signal
from modiste.learn.backtest import backtest
from modiste.learn.forecast import forecaster
from modiste.learn.forecast.base import Forecaster
from modiste.learn.forecast.panel import SERIES, TIME, VALUE
from modiste.store.engine import connect
from modiste.store.expressions import Weeks, read_panel
from modiste.store.imports import import_files
from modiste.store.workspace import Workspace

OURS = (
    "auto",
    "seasonal naive",
    "moving average",
    "pooled season",
    "simple smoothing",
    "TSB",
    "ADIDA",
    "IMAPA",
    "theta",
)

SHOWN = {
    "tbl_rows": -1,
    "tbl_cols": -1,
    "tbl_width_chars": 200,
    "float_precision": 3,
    "tbl_hide_dataframe_shape": True,
    "tbl_hide_column_data_types": True,
    "tbl_formatting": "MARKDOWN",
    "fmt_str_lengths": 40,
}


@dataclass(frozen=True)
class Case:
    """A data set and how it is judged."""

    name: str
    panel: pl.DataFrame
    horizon: int
    origins: int
    step: int


def uci(series: int) -> Case | None:
    """Articles of UCI Online Retail, drawn at random from all that ever sold."""
    file = research("sales/uci_online_retail.parquet")
    if file is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.init(Path(folder) / "uci", name="UCI", currency="GBP")
        import_files(workspace, [file], mapping=ROOT / "examples" / "uci_online_retail.toml")
        with connect(workspace.lake.snapshot()) as engine:
            panel = read_panel(engine, whole_weeks(engine.snapshot.read("sale")["sold_at"]))
        workspace.ledger.close()
    chosen = drawn(panel["variant_id"], series)
    whole = panel.filter(pl.col("variant_id").is_in(chosen.implode()))
    kinds = dict.fromkeys(("variant_id", "product_id", "group"), pl.String)
    signal = make_signal(Sources(whole, pl.DataFrame(schema=kinds)))
    return Case("UCI", signal.panel(), horizon=6, origins=4, step=4)


def whole_weeks(sold_at: pl.Series) -> Weeks:
    """The weeks that sales cover from Monday to Sunday; the data set comes in several years."""
    days = sold_at.dt.date().sort()
    first, last = days[0], days[-1]
    start = first + dt.timedelta(days=-first.weekday() % 7)
    return Weeks(start, last - dt.timedelta(days=last.weekday()), "Europe/London")


def hm(series: int) -> Case | None:
    """Product types of the H&M sample, by customer group."""
    folder = research("recommend/hm")
    if folder is None:
        return None
    lines = pl.read_csv(folder / "transactions_train_sample.csv", try_parse_dates=True)
    articles = pl.read_parquet(folder / "articles.parquet").select(
        pl.col("article_id").cast(pl.Int64),
        pl.format("{} / {}", "product_type_name", "index_group_name").alias(SERIES),
        pl.col("garment_group_name").alias("group"),
    )
    end = dt.date(2020, 9, 21)  # the Monday after the last whole week
    sold = (
        lines.filter(pl.col("t_dat") < end)
        .join(articles, on="article_id")
        .group_by(SERIES, pl.col("t_dat").dt.truncate("1w").alias(TIME))
        .agg(pl.len().cast(pl.Float64).alias(VALUE), pl.col("group").first())
    )
    return Case("H&M", filled(sold, end, series), horizon=8, origins=4, step=8)


def weekly(series: int) -> Case | None:
    """The weekly transactions data set, weeks as plain numbers."""
    file = research("sales/Sales_Transactions_Dataset_Weekly.csv")
    if file is None:
        return None
    wide = pl.read_csv(file).select("Product_Code", pl.col(r"^W\d+$"))
    long = wide.unpivot(index="Product_Code", variable_name="week").select(
        pl.col("Product_Code").alias(SERIES),
        pl.col("week").str.slice(1).cast(pl.Int64).alias(TIME),
        pl.col("value").cast(pl.Float64).alias(VALUE),
    )
    chosen = drawn(long[SERIES], series)
    kept = long.filter(pl.col(SERIES).is_in(chosen.implode()))
    return Case("weekly", kept, horizon=6, origins=4, step=4)


def drawn(names: pl.Series, count: int) -> pl.Series:
    """At most ``count`` of the names, the same ones at every run."""
    every = names.unique().sort()
    return every.sample(min(count, len(every)), seed=1)


def filled(sold: pl.DataFrame, end: dt.date, series: int) -> pl.DataFrame:
    """Zeros in weeks without a sale, from each series' first one to the common end."""
    chosen = drawn(sold[SERIES], series)
    sold = sold.filter(pl.col(SERIES).is_in(chosen.implode()))
    spans = sold.group_by(SERIES).agg(pl.col(TIME).min().alias("first"), pl.col("group").first())
    last = end - dt.timedelta(days=7)
    grid = spans.with_columns(pl.date_ranges("first", pl.lit(last), "1w").alias(TIME)).explode(TIME)
    joined = grid.join(sold.drop("group"), on=[SERIES, TIME], how="left")
    return joined.select(SERIES, TIME, pl.col(VALUE).fill_null(0.0), "group").sort(SERIES, TIME)


def judged(case: Case) -> pl.DataFrame:
    """The table of one data set, best RMSSE first, with cpu milliseconds a series and origin."""
    makers: Mapping[str, Callable[[], Forecaster]] = {
        **{name: forecaster(name) for name in OURS},
        "AutoETS (statsforecast)": AutoETSPeer,
        "CrostonSBA (statsforecast)": CrostonPeer,
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
    return pl.concat(rows).sort("rmsse")


def main() -> None:
    """Print a table a data set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--series", type=int, default=1_000, help="series drawn of each data set")
    parser.add_argument("--only", nargs="*", default=["uci", "hm", "weekly"])
    asked = parser.parse_args()
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d}; {versions()}")
    warm()
    for make in (uci, hm, weekly):
        case = make(asked.series) if make.__name__ in asked.only else None
        if case is None:
            continue
        weeks = case.panel[TIME].n_unique()
        print(
            f"\n{case.name}: {case.panel[SERIES].n_unique():,} series, {weeks} weeks, "
            f"{case.origins} origins {case.step} weeks apart, {case.horizon} weeks ahead"
        )
        with pl.Config(**SHOWN):
            print(judged(case).drop("series", "origins"))


def warm() -> None:
    """Compile statsforecast's loops, so that no forecaster pays for another."""
    panel = pl.DataFrame(
        {SERIES: ["a"] * 60, TIME: range(60), VALUE: [float(k * 7 % 5) for k in range(60)]}
    )
    for name in OURS:
        forecaster(name)().fit(panel).predict(3)
    for peer in (AutoETSPeer(), CrostonPeer()):
        peer.fit(panel).predict(3)


if __name__ == "__main__":
    main()
