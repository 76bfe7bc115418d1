"""Write the plan's report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from jinja2 import Environment, StrictUndefined

from modiste import __version__
from modiste.model.money import Money, format_money
from modiste.present.charts import Projection, demand_chart, stock_chart
from modiste.present.sheets import sheet
from modiste.serve.report import gather
from modiste.serve.report.gather import BANDS, KEYS, WEEKS_BACK, YEAR, Findings
from modiste.serve.report.words import WORDS
from modiste.store.files import replace_text
from modiste.store.workspace import Workspace

SHOWN = 60
"""Suggestions that the report shows; the export holds them all."""

_Z80 = 1.2816
"""Normal deviate that leaves a tenth above."""


def write_report(workspace: Workspace, run_id: str) -> Path:
    """Write a plan's report into the workspace's ``reports`` folder.

    Raises:
        UnknownNameError: there is no such run.
    """
    found = gather.findings(workspace, run_id)
    path = workspace.folder("reports") / f"{found.run.run_id}.html"
    replace_text(
        path, render(found, workspace.settings.brand.name, workspace.settings.brand.language)
    )
    return path


def render(found: Findings, brand: str, language: str) -> str:
    """The report as HTML text."""
    words = WORDS[language]
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    source = files("modiste.serve.report").joinpath("plan.html.j2").read_text(encoding="utf-8")
    style = sheet(files("modiste.serve.report").joinpath("plan.css").read_text(encoding="utf-8"))
    return environment.from_string(source).render(
        w=words,
        language=language,
        style=style,
        brand=brand,
        as_of=found.as_of,
        run=found.run.run_id,
        tiles=_tiles(found, words),
        total=_total_chart(found, words),
        decisions=_decisions(found, words),
        all=found.suggestion.height,
        orders=_orders(found),
        quality=_quality(found),
        notes=_notes(found, words),
        version=__version__,
        sales=f"{found.snapshot.scan('sale').select(pl.len()).collect().item():,}",
    )


def amount(minor: int | None, currency: str | None) -> str | None:
    """Money as text; ``None`` where it is not known."""
    return None if minor is None or currency is None else format_money(Money(minor, currency))


def _sums(frame: pl.DataFrame, money: str, currency: str) -> str | None:
    known = frame.drop_nulls([money, currency])
    sums = known.group_by(currency).agg(pl.col(money).sum()).sort(currency)
    return " + ".join(_rounded(int(total), code) for code, total in sums.iter_rows()) or None


def _rounded(minor: int, currency: str) -> str:
    """Money without its cents where it is much: a tile is read at a glance."""
    total = Money(minor, currency)
    text = format_money(total)
    whole, point, _ = text.rpartition(".")
    return whole if point and abs(total.major) >= 1_000 else text


def _tiles(found: Findings, words: dict[str, str]) -> list[tuple[str, str]]:
    bought = found.suggestion
    lead = found.policy.select(*KEYS, "lead_time_days")
    soon = bought.join(lead, on=KEYS, how="left").filter(
        pl.col("sells_out_on") < pl.lit(found.as_of) + pl.duration(days=pl.col("lead_time_days"))
    )
    return [
        (words["stake"], _sums(bought, "money_at_stake", "currency") or words["unknown"]),
        (words["suggestions"], f"{bought.height:,}"),
        (words["units"], f"{bought['quantity'].sum():,}"),
        (words["cost"], _sums(bought, "order_cost", "cost_currency") or words["unknown"]),
        (words["soon"], f"{soon.height:,}"),
        (words["series"], f"{found.policy.height:,}"),
    ]


def _total_chart(found: Findings, words: dict[str, str]) -> str:
    first = found.this_week - dt.timedelta(weeks=YEAR)
    sales = gather.weekly_sales(found, YEAR)
    history = _by_week(sales, first, YEAR)
    ahead = gather.total_forecast(found)["mean"].to_list()
    return demand_chart(history, ahead, (), first, label=words["demand"], width=980, height=190)


def _by_week(sales: pl.DataFrame, first: dt.date, weeks: int) -> list[float | None]:
    units = dict(sales.select("week", "units").iter_rows())
    return [float(units.get(first + dt.timedelta(weeks=k), 0)) for k in range(weeks)]


def _decisions(found: Findings, words: dict[str, str]) -> list[dict[str, Any]]:
    top = found.suggestion.head(SHOWN)
    if not top.height:
        return []
    keys = top.select(KEYS)
    policy = found.policy.join(keys, on=KEYS, how="semi")
    known = {(row["variant_id"], row["location_id"]): row for row in policy.iter_rows(named=True)}
    forecast = _parts(gather.forecast_of(found, keys))
    sales = _parts(gather.weekly_sales(found, WEEKS_BACK, keys))
    coming = _parts(gather.arrivals(found, keys))
    called = gather.names(found, top["variant_id"])
    rows = []
    for row in top.iter_rows(named=True):
        key = (row["variant_id"], row["location_id"])
        own = known[key]
        rows.append(
            {
                **row,
                **called.get(row["variant_id"], {"title": None, "colour": None, "size": None}),
                "variant_id": row["variant_id"],
                "picture": called.get(row["variant_id"], {}).get("picture"),
                "stake": amount(row["money_at_stake"], row["currency"]),
                "price": amount(row["order_cost"], row["cost_currency"]),
                "policy": own,
                "demand_chart": _demand(found, forecast[key], sales.get(key), words),
                "stock_chart": _stock(found, own, row, forecast[key], coming.get(key), words),
            }
        )
    return rows


def _parts(frame: pl.DataFrame) -> dict[tuple[Any, ...], pl.DataFrame]:
    return frame.partition_by(KEYS, as_dict=True)


def _demand(
    found: Findings, forecast: pl.DataFrame, sales: pl.DataFrame | None, words: dict[str, str]
) -> str:
    first = found.this_week - dt.timedelta(weeks=WEEKS_BACK)
    history = [0.0] * WEEKS_BACK if sales is None else _by_week(sales, first, WEEKS_BACK)
    bands = [(forecast[low].to_list(), forecast[high].to_list()) for low, high in BANDS]
    return demand_chart(history, forecast["mean"].to_list(), bands, first, label=words["forecast"])


def _stock(
    found: Findings,
    policy: dict[str, Any],
    suggestion: dict[str, Any],
    forecast: pl.DataFrame,
    coming: pl.DataFrame | None,
    words: dict[str, str],
) -> str | None:
    """Projected stock at the end of each week; ``None`` where today's stock is not known."""
    if policy["on_hand"] is None:
        return None
    mean = forecast["mean"].to_numpy()
    spread = np.diff(forecast["cumulative_sd"].fill_null(0).to_numpy(), prepend=0.0) * _Z80
    arriving = _arriving(found, policy, coming, len(mean))
    ordered = arriving.copy()
    ordered[_week_of_arrival(policy["lead_time_days"], len(mean))] += suggestion["quantity"]
    start = float(policy["on_hand"] - policy["committed"])
    return stock_chart(
        Projection(
            without=projected(start, mean, arriving),
            low=projected(start, np.maximum(mean + spread, 0.0), arriving),
            high=projected(start, np.maximum(mean - spread, 0.0), arriving),
            ordered=projected(start, mean, ordered),
        ),
        [(words["reorder"], float(policy["reorder_point"]))],
        found.this_week,
        label=words["stock"],
    )


def projected(start: float, demand: np.ndarray, arriving: np.ndarray) -> list[float]:
    """Stock today and at the end of each week; what cannot be served is lost, not owed.

    Args:
        start: units there now.
        demand: units wanted in each week.
        arriving: units that arrive at the start of each week.
    """
    stock = [max(start, 0.0)]
    for wanted, arrived in zip(demand, arriving, strict=True):
        stock.append(max(stock[-1] + arrived - wanted, 0.0))
    return stock


def _week_of_arrival(days: float, weeks: int) -> slice:
    """Place of the week in which goods arrive, or no place beyond the last one."""
    week = int(days // 7)
    return slice(week, min(week + 1, weeks))


def _arriving(
    found: Findings, policy: dict[str, Any], coming: pl.DataFrame | None, steps: int
) -> np.ndarray:
    """Units on order that arrive in each week; undated ones after a whole lead time."""
    total = np.zeros(steps)
    dated = 0
    for day, units in (
        coming.select("expected_on", "units").iter_rows() if coming is not None else ()
    ):
        if day is not None:
            week = max((day - found.this_week).days // 7, 1)  # late goods: hope for next week
            total[week : week + 1] += units
            dated += units
    rest = max((policy["on_order"] or 0) - dated, 0)
    total[_week_of_arrival(policy["lead_time_days"], steps)] += rest
    return total


def _orders(found: Findings) -> list[dict[str, Any]]:
    _, totals = gather.orders(found)
    return [
        {**row, "cost": amount(row["cost"], row["cost_currency"])}
        for row in totals.iter_rows(named=True)
    ]


def _quality(found: Findings) -> Sequence[dict[str, Any]]:
    order = ["smooth", "erratic", "intermittent", "lumpy"]
    rows = found.backtest.with_columns(
        place=pl.col("scope").replace_strict(order, range(len(order)), default=len(order))
    )
    return list(rows.sort("place", "rmsse").iter_rows(named=True))


def _notes(found: Findings, words: dict[str, str]) -> list[str]:
    bought = found.suggestion
    terms = found.snapshot.scan("supply_term").select("variant_id").unique().collect()
    assumed = bought.join(terms, on="variant_id", how="anti").height
    counts = [
        ("note_stock", found.policy["on_hand"].null_count(), found.policy.height),
        ("note_terms", assumed, bought.height),
        ("note_cost", bought["unit_cost"].null_count(), bought.height),
    ]
    return [words[name].format(n=f"{n:,}", all=f"{total:,}") for name, n, total in counts if n]
