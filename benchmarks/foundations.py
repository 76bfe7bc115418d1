"""Scale and speed of the foundations: start, import, weekly panel, plan.

``python -m benchmarks.foundations [--rows 5000000] [--skus 20000]``. Peers are measured in the same
run: hand-written polars and DuckDB for the panel, statsforecast alone for the forecasts,
``python -c pass`` for the start.
"""

from __future__ import annotations

import argparse
import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.measure import Cost, header, measured, table

START = dt.date(2024, 2, 26)
WEEKS = 104
AS_OF = START + dt.timedelta(weeks=WEEKS)
STARTS = 20


def main() -> None:
    """Run every part and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--skus", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        print(header("Foundations", ("modiste", "polars", "duckdb", "ibis-framework", "deltalake",
                                     "statsforecast", "numpy")))  # fmt: skip
        start()
        imports(root, options.rows, options.skus)
        panels(root)
        plans(root, options.skus)
        simulated(root)


# --- start ---------------------------------------------------------------------------------------


def start() -> None:
    """CPU seconds of starting, as a ratio to an interpreter that does nothing."""
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import modiste": [sys.executable, "-c", "import modiste"],
        "modiste --help": [str(Path(sys.executable).with_name("modiste")), "--help"],
    }
    costs = {name: _started(command) for name, command in commands.items()}
    base = costs["python -c pass"]
    rows = [(name, cpu, cpu / base) for name, cpu in costs.items()]
    print(f"### Start, mean of {STARTS}\n")
    print(table(("command", "cpu s", "ratio to python -c pass"), rows), "\n")


def _started(command: list[str]) -> float:
    return measured(_repeat, command).cpu / STARTS


def _repeat(command: list[str]) -> None:
    for _ in range(STARTS):
        subprocess.run(command, check=True, capture_output=True)


# --- import --------------------------------------------------------------------------------------

MAPPING = """
[source]
zone = "UTC"
currency = "EUR"

[tables.sale]
order_id = "order"
variant_id = "sku"
sold_at = "time"
quantity = "units"
unit_price = "price"
customer_id = "customer"
location_id = { value = "web" }

[derived.variant]
variant_id = "sku"
product_id = "sku"
price = "price"
"""


def order_lines(path: Path, rows: int, skus: int) -> None:
    """Write order lines of a shop: 20,000 SKUs of unequal popularity, two lines an order."""
    rng = np.random.default_rng(7)
    popularity = rng.lognormal(0, 1.2, skus)
    variant = rng.choice(skus, rows, p=popularity / popularity.sum())
    seconds = np.sort(rng.integers(0, WEEKS * 7 * 86_400, (rows + 1) // 2))
    order = np.arange(rows) // 2
    base = int(dt.datetime.combine(START, dt.time(), dt.UTC).timestamp())
    frame = pl.DataFrame(
        {
            "order": order,
            "time": base + seconds[order],
            "sku": variant,
            "units": rng.integers(1, 4, rows),
            "price": rng.integers(990, 19_900, rows) / 100,
            "customer": rng.integers(0, rows // 6 + 1, rows),
        }
    ).with_columns(
        pl.format("#{}", "order").alias("order"),
        pl.from_epoch("time").dt.strftime("%Y-%m-%d %H:%M:%S").alias("time"),
        pl.format("SKU-{}", "sku").alias("sku"),
        pl.format("customer{}@example.org", "customer").alias("customer"),
    )
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)


def imports(root: Path, rows: int, skus: int) -> None:
    """Import order lines from CSV and Parquet, into an empty lake and once more."""
    print(f"### Import of {rows:,} order lines\n")
    (root / "map.toml").write_text(MAPPING, encoding="utf-8")
    found = []
    for kind in ("csv", "parquet"):
        file = root / f"orders.{kind}"
        order_lines(file, rows, skus)
        for turn in ("first", "again"):
            cost = measured(_import, root, kind)
            found.append((kind, turn, cost.result, cost.cpu, rows / cost.cpu, cost.megabytes))
        file.unlink()
    columns = ("file", "turn", "rows written", "cpu s", "rows a cpu-second", "peak MB")
    print(table(columns, found), "\n")


def _import(root: Path, kind: str) -> int:
    from modiste.store.imports import import_files
    from modiste.store.workspace import Workspace

    folder = root / f"workspace-{kind}"
    workspace = Workspace.open(folder) if folder.exists() else Workspace.init(folder)
    done = import_files(workspace, [root / f"orders.{kind}"], mapping=root / "map.toml")
    return done.summary.written


# --- weekly panel --------------------------------------------------------------------------------


def panels(root: Path) -> None:
    """The weekly panel and the same by hand in polars and DuckDB; all three must agree."""
    costs = {
        "Modiste (Ibis on DuckDB)": measured(_panel, root),
        "polars by hand": measured(_panel_polars, root),
        "DuckDB by hand": measured(_panel_duckdb, root),
    }
    results = {cost.result for cost in costs.values()}
    if len(results) != 1:
        raise AssertionError(f"the panels differ: {results}")
    print("### Weekly panel of 104 weeks, zero-filled\n")
    _with_ratios(costs, "Modiste (Ibis on DuckDB)")


def _with_ratios(costs: dict[str, Cost], ours: str) -> None:
    base = costs[ours].cpu
    rows = [(name, c.cpu, c.cpu / base, c.megabytes, str(c.result)) for name, c in costs.items()]
    print(table(("how", "cpu s", "ratio to ours", "peak MB", "result"), rows), "\n")


def _snapshot(root: Path) -> Any:
    from modiste.store.workspace import Workspace

    return Workspace.open(root / "workspace-csv").lake.snapshot()


def _panel(root: Path) -> tuple[int, int]:
    from modiste.store.engine import connect
    from modiste.store.expressions import Weeks, read_panel

    with connect(_snapshot(root)) as engine:
        panel = read_panel(engine, Weeks(START, AS_OF))
    return panel.height, int(panel["sold"].sum())


def _panel_polars(root: Path) -> tuple[int, int]:
    keys = ["variant_id", "location_id"]
    sale = pl.scan_parquet(_snapshot(root).files("sale"))
    week = pl.col("sold_at").dt.date().dt.truncate("1w").alias("week")
    weekly = sale.group_by(*keys, week).agg(
        sold=pl.col("quantity").clip(lower_bound=0).sum(),
        returned=(-pl.col("quantity").clip(upper_bound=0)).sum(),
    )
    weekly = weekly.collect()
    weeks = pl.DataFrame({"week": pl.date_range(START, AS_OF, "1w", closed="left", eager=True)})
    spans = weekly.group_by(keys).agg(first=pl.col("week").min())
    grid = spans.join(weeks, how="cross").filter(pl.col("week") >= pl.col("first"))
    full = grid.join(weekly, on=[*keys, "week"], how="left").with_columns(
        pl.col("sold").fill_null(0), pl.col("returned").fill_null(0)
    )
    panel = full.sort(*keys, "week")
    return panel.height, int(panel["sold"].sum())


def _panel_duckdb(root: Path) -> tuple[int, int]:
    import duckdb

    connection = duckdb.connect()
    files = _snapshot(root).files("sale")
    panel = connection.execute(
        """
        WITH weekly AS (
          SELECT variant_id, location_id, date_trunc('week', sold_at)::DATE AS week,
                 sum(greatest(quantity, 0)) AS sold, sum(greatest(-quantity, 0)) AS returned
          FROM read_parquet($files) GROUP BY ALL),
        spans AS (SELECT variant_id, location_id, min(week) AS first FROM weekly GROUP BY ALL),
        weeks AS (SELECT unnest(range($start::DATE, $end::DATE, INTERVAL 7 DAY))::DATE AS week)
        SELECT variant_id, location_id, week, coalesce(sold, 0)::BIGINT AS sold,
               coalesce(returned, 0)::BIGINT AS returned
        FROM spans JOIN weeks ON week >= first
        LEFT JOIN weekly USING (variant_id, location_id, week)
        ORDER BY ALL""",
        {"files": files, "start": START, "end": AS_OF},
    ).pl()
    return panel.height, int(panel["sold"].sum())


# --- plan ----------------------------------------------------------------------------------------


def plans(root: Path, skus: int) -> None:
    """A whole plan, and statsforecast alone on the same panel."""
    plan = measured(_plan, root)
    peers = {
        f"Modiste: whole plan of {skus:,} SKUs": plan,
        "statsforecast alone: AutoETS": measured(_statsforecast, root, "AutoETS", 500),
        "statsforecast alone: AutoTheta": measured(_statsforecast, root, "AutoTheta", 2_000),
        "statsforecast alone: SES optimised": measured(
            _statsforecast, root, "SimpleExponentialSmoothingOptimized", skus
        ),
    }
    rows = []
    for name, cost in peers.items():
        series, what = cost.result
        rows.append((name, series, cost.cpu, 1000 * cost.cpu / series, cost.megabytes, what))
    print(f"### Plan of {skus:,} SKUs × {WEEKS} weeks\n")
    columns = ("how", "series", "cpu s", "cpu ms a series", "peak MB", "what")
    print(table(columns, rows), "\n")


def _plan(root: Path) -> tuple[int, str]:
    from modiste.plan.weekly import make_plan
    from modiste.store.workspace import Workspace

    plan = make_plan(Workspace.open(root / "workspace-csv"), AS_OF)
    figures = plan.figures
    bought = figures["purchase suggestions"]["suggestions"]
    return figures["demand forecast"]["series"], f"forecast, policies, {bought:,} suggestions"


def _statsforecast(root: Path, model: str, series: int) -> tuple[int, str]:
    from statsforecast import StatsForecast, models

    from modiste.store.engine import connect
    from modiste.store.expressions import Weeks, read_panel

    with connect(_snapshot(root)) as engine:
        panel = read_panel(engine, Weeks(START, AS_OF))
    long = panel.select(unique_id="variant_id", ds="week", y=pl.col("sold").cast(pl.Float64))
    chosen = long["unique_id"].unique().sort().head(series)
    long = long.filter(pl.col("unique_id").is_in(chosen.implode()))
    made = getattr(models, model)
    forecaster = made(season_length=52) if model == "AutoTheta" else made()
    StatsForecast(models=[forecaster], freq="1w", n_jobs=1).forecast(df=long, h=13)
    return len(chosen), "point forecast, panel included"


def simulated(root: Path) -> None:
    """A whole plan of the simulated brand of 20,000 SKUs: stores, stock counts, posts and all."""
    as_of = measured(_simulate, root).result
    cost = measured(_plan_simulated, root, as_of)
    print("### Plan of the simulated brand of 20,000 SKUs, trends included\n")
    series, trends = cost.result
    print(
        table(
            ("series", "trends", "cpu s", "peak MB"), [(series, trends, cost.cpu, cost.megabytes)]
        )
    )


def _simulate(root: Path) -> dt.date:
    from modiste.simulate import preset, simulate
    from modiste.store.workspace import Workspace

    world = simulate(preset("medium"))
    workspace = Workspace.init(root / "simulated")
    for name, frame in world.tables.items():
        workspace.lake.upsert(name, frame)
    return world.config.as_of


def _plan_simulated(root: Path, as_of: dt.date) -> tuple[int, int]:
    from modiste.plan.weekly import make_plan
    from modiste.store.workspace import Workspace

    figures = make_plan(Workspace.open(root / "simulated"), as_of).figures
    return figures["demand forecast"]["series"], figures["trends"]["forecast"]


if __name__ == "__main__":
    main()
