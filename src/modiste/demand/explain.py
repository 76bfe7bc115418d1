"""Why a variant is forecast as it is, in numbers that a planner can check."""

from __future__ import annotations

from typing import Any

import polars as pl

from modiste.model.errors import UnknownNameError
from modiste.model.schema import RUN
from modiste.store.lake import Lake


def newest_run(lake: Lake) -> str:
    """The newest run that forecast demand.

    Raises:
        UnknownNameError: there is none.
    """
    runs = lake.scan("demand_forecast").select(RUN).unique().collect()[RUN].to_list()
    if not runs:
        raise UnknownNameError(
            "demand has not been forecast yet",
            remedy="Run 'modiste plan' or 'modiste demand forecast' first.",
        )
    # The id holds the time at which a run began.
    return str(max(runs, key=lambda run: run.split("-", 1)[-1]))


def explain(lake: Lake, variant: str, location: str | None = None) -> dict[str, Any]:
    """Everything that the newest run found of a variant.

    Args:
        lake: of the workspace.
        variant: its id.
        location: one location; all by default.

    Returns:
        ``run, variant, forecast`` (rows), ``evidence`` (the latest weeks that were not simply what
        was sold), ``models`` (how the forecasters of its kind of demand did), ``price`` (how its
        category answers), ``style`` (the style's forecast) and ``share`` of the style.

    Raises:
        UnknownNameError: it was not forecast.
    """
    run = newest_run(lake)
    mine = (pl.col(RUN) == run) & (pl.col("variant_id") == variant)
    if location is not None:
        mine &= pl.col("location_id") == location
    forecast = lake.scan("demand_forecast").filter(mine).collect().sort("location_id", "week")
    if not forecast.height:
        raise UnknownNameError(
            f"{variant!r} was not forecast{f' at {location!r}' if location else ''}",
            remedy="Check the id; what is archived or never sold is left out.",
        )
    evidence = lake.scan("demand_signal").filter(mine).collect().sort("location_id", "week")
    product = (
        lake.scan("variant").filter(pl.col("variant_id") == variant).select("product_id").collect()
    )
    style = product["product_id"].to_list()[0] if product.height else None
    return {
        "run": run,
        "variant": variant,
        "forecast": forecast.drop(RUN),
        "evidence": evidence.drop(RUN),
        "models": _models(lake, run, forecast),
        "price": _price(lake, run, style),
        "style": _style(lake, run, style),
    }


def _models(lake: Lake, run: str, forecast: pl.DataFrame) -> pl.DataFrame:
    """How forecasters did in the kinds of demand at hand, best first."""
    kinds = forecast["demand_class"].unique().to_list()
    columns = ("scope", "model", "rmsse", "pinball", "bias", "coverage80", "chosen")
    found = lake.scan("backtest").filter((pl.col(RUN) == run) & pl.col("scope").is_in(kinds))
    return found.select(columns).collect().sort("scope", "rmsse")


def _price(lake: Lake, run: str, style: str | None) -> dict[str, Any] | None:
    """How the category of a style answers to its price."""
    product = lake.scan("product").filter(pl.col("product_id") == (style or ""))
    group = product.select(pl.coalesce("category", "source_category", "gender")).collect()
    if not group.height:
        return None
    wanted = (pl.col(RUN) == run) & (pl.col("category") == group.item())
    found = lake.scan("price_response").filter(wanted).collect()
    return found.drop(RUN).row(0, named=True) if found.height else None


def _style(lake: Lake, run: str, style: str | None) -> pl.DataFrame:
    wanted = (pl.col(RUN) == run) & (pl.col("level") == "style") & (pl.col("key") == (style or ""))
    return lake.scan("demand_total").filter(wanted).collect().drop(RUN).sort("week")
