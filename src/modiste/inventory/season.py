"""``modiste inventory season``: one buy for a season, from plain files to a plain file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from modiste.inventory.buying.budget import BudgetBuy, BudgetPlan, spend
from modiste.inventory.buying.season import SeasonBuy, buy
from modiste.inventory.columns import ROW, Wanted, read_columns, refuse_duplicates
from modiste.inventory.files import VARIANT, minor_amounts, one_currency, read_forecast
from modiste.learn.distributions import Count, Floats
from modiste.model.currency import find_currency
from modiste.model.errors import InputError, Place
from modiste.model.money import Money

SEASON_TERMS = (
    VARIANT,
    Wanted("unit_cost", "text", "cost of a unit, such as 12.50", ("cost",), required=True),
    Wanted("price", "text", "full price of a unit", required=True),
    Wanted("salvage", "text", "money for a unit left at the very end"),
    Wanted("markdown_price", "text", "price of the sale at the season's end"),
    Wanted("markdown_demand", "number", "units that sell at it beyond the season's", least=0),
    Wanted("have", "whole", "units there or on order", ("on_hand",), default=0, least=0),
    Wanted("moq", "whole", "least units of a buy", ("minimum_order",), default=0, least=0),
    Wanted("pack_size", "whole", "buys are multiples of it", ("pack",), default=1, least=1),
    Wanted("currency", "text", "ISO 4217 code of the money"),
)


@dataclass(frozen=True)
class Season:
    """Variants of a season in the order of ``buy``, whose money is in minor units."""

    variants: list[str]
    buy: SeasonBuy
    currency: str


def read_season(
    forecast: Path, terms: Path, *, salvage: float = 0.3, currency: str | None = None
) -> Season:
    """A season's buy from files.

    Args:
        forecast: columns ``files.FORECAST``; its weeks are the season. Locations of a variant are
            added up as independent.
        terms: columns :data:`SEASON_TERMS`.
        salvage: worth of a unit left over as a share of its cost, where the terms name none.
        currency: of the terms, where they have no such column.

    Raises:
        InputError: something in the files cannot be used; the file, row and column are named.
    """
    if not 0 <= salvage < 1:
        raise InputError(
            f"the salvage {salvage:g} is not a share of the cost from 0 to below 1",
            remedy="Give a share such as 0.3.",
        )
    frame = read_columns(terms, SEASON_TERMS)
    refuse_duplicates(frame, ("variant_id",), terms)
    code = one_currency(frame, terms, currency)
    amounts = [
        minor_amounts(frame, name, code, terms).cast(pl.Float64).alias(name)
        for name in ("unit_cost", "price", "salvage", "markdown_price")
    ]
    priced = frame.with_columns(amounts).with_columns(
        salvage=pl.coalesce("salvage", pl.col("unit_cost") * salvage)
    )
    _refuse_prices(priced, terms)
    demand = _season_demand(read_forecast(forecast))
    missing = demand.join(priced, on="variant_id", how="anti")
    if missing.height:
        raise InputError(
            f"there are no terms for {missing.height:,} forecast variants, the first being "
            f"{missing['variant_id'][0]!r}",
            place=Place(terms.name),
            remedy="Give cost and price of each of them, or leave them out of the forecast.",
        )
    lines = demand.join(priced, on="variant_id", maintain_order="left")
    return Season(lines["variant_id"].to_list(), _buy(lines), code)


def _season_demand(weekly: pl.DataFrame) -> pl.DataFrame:
    """``variant_id, mean_units, variance`` of all weeks and locations together."""
    series = weekly.sort("week").group_by("variant_id", "location_id").agg(
        pl.col("mean").sum(), pl.col("cumulative_sd").last()
    )  # fmt: skip
    return (
        series.group_by("variant_id")
        .agg(mean_units=pl.col("mean").sum(), variance=(pl.col("cumulative_sd") ** 2).sum())
        .sort("variant_id")
    )


def _refuse_prices(priced: pl.DataFrame, terms: Path) -> None:
    """Refuse money with which a season's buy means nothing."""
    cut = pl.col("markdown_price")
    wrong = {
        ("price", "the price is not above the cost"): pl.col("price") <= pl.col("unit_cost"),
        ("unit_cost", "the cost is 0"): pl.col("unit_cost") <= 0,
        ("salvage", "the salvage is not below the cost"): pl.col("salvage") >= pl.col("unit_cost"),
        ("markdown_price", "the markdown price is above the price or below the salvage"): (
            (cut > pl.col("price")) | (cut < pl.col("salvage"))
        ),
        ("markdown_demand", "a markdown has no demand, or a demand no markdown price"): (
            cut.is_null() != pl.col("markdown_demand").is_null()
        ),
    }
    for (column, what), rows in wrong.items():
        found = priced.filter(rows.fill_null(value=False))
        if found.height:
            raise InputError(
                what,
                place=Place(terms.name, found[ROW][0], column),
                remedy="Give price ≥ markdown price ≥ salvage, with the salvage below the cost.",
            )


def _buy(lines: pl.DataFrame) -> SeasonBuy:
    def column(name: str) -> Floats:
        return lines[name].cast(pl.Float64).to_numpy()

    mean, variance = column("mean_units"), column("variance")
    more = lines["markdown_demand"].fill_null(0.0).to_numpy()
    cut = lines.select(pl.coalesce("markdown_price", "salvage")).to_series().to_numpy()
    # How demand at the markdown strays is not known: as much, for its size, as at full price.
    wide = variance * np.square(1 + more / np.maximum(mean, 1e-9))
    return SeasonBuy(
        Count(mean, variance),
        column("price"),
        column("unit_cost"),
        column("salvage"),
        cut,
        Count(mean + more, np.where(mean > 0, wide, more)),
        have=column("have"),
        moq=column("moq"),
        pack=column("pack_size"),
    )


def season_bought(
    season: Season, budget: Money | None = None
) -> tuple[pl.DataFrame, BudgetPlan | None]:
    """What to buy, most profit first, in whole currency units; and the plan of the budget.

    Raises:
        InputError: the budget is in another currency.
    """
    plan = None
    if budget is not None:
        if budget.currency != season.currency:
            raise InputError(
                f"the budget is in {budget.currency} and the terms are in {season.currency}",
                remedy="Give both in one currency.",
            )
        plan = spend(BudgetBuy(season.buy, float(budget.minor)))
    quantity = plan.quantity if plan else buy(season.buy).quantity
    full, cut, left = season.buy.expected(quantity)
    scale = 10.0 ** find_currency(season.currency).digits
    result = pl.DataFrame(
        {
            "variant_id": season.variants,
            "quantity": np.rint(quantity).astype(np.int64),
            "cost": quantity * season.buy.unit_cost / scale,
            "expected_profit": season.buy.profit(quantity) / scale,
            "full_price_units": full,
            "markdown_units": cut,
            "left_units": left,
            "in_stock": season.buy.demand.cdf(season.buy.have + quantity),
            "currency": season.currency,
        }
    ).with_columns(pl.col(pl.Float64).round(4))
    order = ["expected_profit", "variant_id"]
    return result.sort(order, descending=[True, False]), plan
