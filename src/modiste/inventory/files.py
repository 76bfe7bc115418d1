"""A problem from plain files: forecast, terms, stock and, if wanted, suppliers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl

from modiste.inventory.columns import ROW, Wanted, read_columns, refuse_duplicates
from modiste.inventory.problem import Problem
from modiste.inventory.suggest import KEYS
from modiste.model.calendar import first_day
from modiste.model.currency import find_currency
from modiste.model.errors import InputError, Place
from modiste.model.findings import quantile_name
from modiste.store.settings import Planning

EVERYWHERE = "all"
"""Location of files that name none."""

VARIANT = Wanted(
    "variant_id",
    "text",
    "the article that is ordered",
    ("item", "series", "sku", "variant", "article", "unique_id"),
    required=True,
)
LOCATION = Wanted(
    "location_id", "text", "where it is sold", ("location", "store"), default=EVERYWHERE
)
FORECAST = (
    VARIANT,
    LOCATION,
    Wanted("week", "day", "first day of the week", ("time", "date"), required=True),
    Wanted("mean", "number", "expected units", ("forecast",), required=True, least=0),
    *(
        Wanted(quantile_name(q), "number", f"units not exceeded in {q:.0%} of cases")
        for q in (0.05, 0.1, 0.9, 0.95)
    ),
    Wanted(
        "cumulative_sd",
        "number",
        "standard deviation of the units from the first week up to this one",
        least=0,
    ),
    Wanted("demand_class", "text", "kind of demand"),
)
TERMS = (
    VARIANT,
    Wanted("supplier_id", "text", "from whom it is bought", ("supplier", "vendor")),
    Wanted("lead_time_days", "number", "days from order to arrival", ("lead_time",), above=0),
    Wanted("lead_time_sd_days", "number", "standard deviation of them", least=0),
    Wanted("moq", "whole", "least units of an order", ("minimum_order",), default=0, least=0),
    Wanted("pack_size", "whole", "orders are multiples of it", ("pack",), default=1, least=1),
    Wanted(
        "unit_cost", "text", "cost of a unit, in whole currency units such as 12.50", ("cost",),
        required=True,
    ),
    Wanted("price", "text", "price of a unit, likewise"),
    Wanted("currency", "text", "ISO 4217 code of cost and price"),
)  # fmt: skip
STOCK = (
    VARIANT,
    LOCATION,
    Wanted("on_hand", "whole", "units present", ("stock", "quantity"), required=True, least=0),
    Wanted("on_order", "whole", "units ordered, not arrived", ("incoming",), default=0, least=0),
    Wanted("committed", "whole", "units promised to customers", default=0, least=0),
)
SUPPLIERS = (
    Wanted("supplier_id", "text", "the supplier", ("supplier", "vendor"), required=True),
    Wanted("name", "text", "for people"),
    Wanted("lead_time_days", "number", "where the terms name none", ("lead_time",), above=0),
    Wanted("lead_time_sd_days", "number", "standard deviation of them", least=0),
)

_PASSED = r"q\d{2,6}|model|method|group|product_id|run_id|reconciled|unit|title"
"""Columns of forecasts that are not needed here."""


def read_problem(
    forecast: Path,
    terms: Path,
    stock: Path,
    *,
    suppliers: Path | None = None,
    planning: Planning | None = None,
    as_of: dt.date | None = None,
    currency: str | None = None,
    language: str = "en",
) -> Problem:
    """A problem from files.

    Args:
        forecast: columns :data:`FORECAST`. Where ``cumulative_sd`` is missing, it is made of the
            widest quantiles, weeks being independent; without quantiles demand is Poisson.
        terms: columns :data:`TERMS`.
        stock: columns :data:`STOCK`; a series that is not in it has an unknown stock.
        suppliers: columns :data:`SUPPLIERS`; a supplier of the terms must be in it.
        planning: review, cycle and service.
        as_of: day of ordering; the first forecast week's first day by default.
        currency: of costs and prices, where the terms have no such column.
        language: of the reasons.

    Raises:
        InputError: something in the files cannot be used; the file, row and column are named.
    """
    weekly = read_forecast(forecast)
    supply = read_terms(terms, suppliers, currency)
    missing = weekly.join(supply, on="variant_id", how="anti")
    if missing.height:
        raise InputError(
            f"there are no terms for {missing['variant_id'].n_unique():,} forecast variants, "
            f"the first being {missing['variant_id'][0]!r}",
            place=Place(terms.name),
            remedy="Give cost and lead time of each of them, or leave them out of the forecast.",
        )
    first = first_day(weekly["week"])
    day = as_of or first
    if not first <= day < first + dt.timedelta(days=7):
        raise InputError(
            f"the day {day} is not in the first forecast week, which begins on {first}",
            place=Place(forecast.name, column="week"),
            remedy="Forecast again, or order as of a day of that week.",
        )
    return Problem(
        weekly.drop(ROW),
        supply,
        _stock(stock),
        pl.DataFrame(schema={"variant_id": pl.String, "central": pl.Int64}),
        planning or Planning(),
        day,
        float((day - first).days),
        language,
    )


def read_forecast(path: Path) -> pl.DataFrame:
    """Forecasts of a file, columns :data:`FORECAST`; see :func:`read_problem`."""
    frame = read_columns(path, FORECAST, ignored=_PASSED)
    refuse_duplicates(frame, (*KEYS, "week"), path)
    _refuse_gaps(frame, path)
    wide = (pl.col("q95") - pl.col("q05")) / 3.2897
    middle = (pl.col("q90") - pl.col("q10")) / 2.5631
    weekly = pl.coalesce(wide, middle, pl.col("mean").sqrt()).clip(lower_bound=0)
    summed = (weekly**2).cum_sum().over(KEYS).sqrt()
    return frame.sort(*KEYS, "week").with_columns(
        cumulative_sd=pl.coalesce("cumulative_sd", summed)
    )


def _refuse_gaps(frame: pl.DataFrame, path: Path) -> None:
    """Refuse series that do not have the same weeks, each seven days after the one before."""
    weeks = frame["week"].unique().sort()
    apart = weeks.diff().drop_nulls().dt.total_days()
    if (apart != 7).any():
        raise InputError(
            f"the weeks {weeks[int((apart != 7).arg_true()[0])]} and the next one are not seven "
            "days apart",
            place=Place(path.name, column="week"),
            remedy="Forecast weeks that follow each other, named by their first days.",
        )
    short = frame.group_by(KEYS).agg(pl.len(), pl.col(ROW).min()).filter(pl.col("len") < len(weeks))
    if short.height:
        one = short.sort(ROW).row(0, named=True)
        raise InputError(
            f"{one['variant_id']!r} has {one['len']} of the {len(weeks)} weeks",
            place=Place(path.name, one[ROW], "week"),
            remedy="Give every series the same weeks.",
        )


def read_terms(
    path: Path, suppliers: Path | None = None, currency: str | None = None
) -> pl.DataFrame:
    """Terms of a file as ``state.supply`` gives those of a workspace; see :func:`read_problem`."""
    frame = read_columns(path, TERMS)
    refuse_duplicates(frame, ("variant_id",), path)
    frame = _with_suppliers(frame, path, suppliers)
    absent = frame.filter(pl.col("lead_time_days").is_null())
    if absent.height:
        raise InputError(
            "lead_time_days is missing",
            place=Place(path.name, absent[ROW][0], "lead_time_days"),
            remedy="Give the days from order to arrival, here or in the file of suppliers.",
        )
    code = one_currency(frame, path, currency)
    return frame.select(
        "variant_id",
        product_id="variant_id",
        supplier_id="supplier_id",
        assumed=pl.lit(value=False),
        lead_time_days="lead_time_days",
        lead_time_sd_days=pl.col("lead_time_sd_days").fill_null(0.0),
        moq="moq",
        pack_size="pack_size",
        unit_cost=minor_amounts(frame, "unit_cost", code, path),
        cost_currency=pl.lit(code),
        price=minor_amounts(frame, "price", code, path),
        currency=pl.lit(code),
    )


def _with_suppliers(frame: pl.DataFrame, path: Path, suppliers: Path | None) -> pl.DataFrame:
    """Lead times of suppliers where the terms name none; refuse suppliers that are not known."""
    if suppliers is None:
        return frame
    known = read_columns(suppliers, SUPPLIERS)
    refuse_duplicates(known, ("supplier_id",), suppliers)
    unknown = frame.join(known, on="supplier_id", how="anti").sort(ROW)
    if unknown.height:
        name = unknown["supplier_id"][0]
        said = "a row names no supplier" if name is None else f"the supplier {name!r} is not known"
        raise InputError(
            said,
            place=Place(path.name, unknown[ROW][0], "supplier_id", name),
            remedy=f"Add it to {suppliers.name}, or correct the name.",
        )
    named = known.select("supplier_id", "lead_time_days", "lead_time_sd_days")
    joined = frame.join(
        named, on="supplier_id", how="left", maintain_order="left", suffix="_theirs"
    )
    own = pl.col("lead_time_days").is_not_null()
    theirs = pl.when(~own).then("lead_time_sd_days_theirs")
    return joined.with_columns(
        lead_time_days=pl.coalesce("lead_time_days", "lead_time_days_theirs"),
        lead_time_sd_days=pl.coalesce("lead_time_sd_days", theirs),
    )


def one_currency(frame: pl.DataFrame, path: Path, currency: str | None) -> str:
    """The one currency of all costs and prices."""
    first = frame["currency"].drop_nulls()
    if not len(first) and currency is None:
        raise InputError(
            "the currency of costs and prices is not known",
            place=Place(path.name),
            remedy="Add a column currency with codes such as EUR, or give --currency EUR.",
        )
    code = find_currency(currency or first[0]).code
    other = frame.filter(pl.col("currency").str.to_uppercase().fill_null(code) != code)
    if other.height:
        raise InputError(
            f"currencies are mixed: {code} and {other['currency'][0]}",
            place=Place(path.name, other[ROW][0], "currency", other["currency"][0]),
            remedy="Give the goods of one currency at a time: budgets and totals cannot mix them.",
        )
    return code


def minor_amounts(frame: pl.DataFrame, name: str, code: str, path: Path) -> pl.Series:
    """Amounts in whole currency units as minor units, exactly."""
    digits = find_currency(code).digits
    text = frame[name].str.replace(",", ".", literal=True)
    known = text.is_not_null() & (text != "")
    sound = text.str.contains(rf"^\d+(\.\d{{0,{digits}}}0*)?$" if digits else r"^\d+(\.0*)?$")
    bad = known & ~sound.fill_null(value=False)
    if bad.any():
        row = int(bad.arg_true()[0])
        raise InputError(
            f"{name} is no amount of {code} with at most {digits} decimals",
            place=Place(path.name, row + 1, name, frame[name][row]),
            remedy="Write amounts like 12.50, not below zero, without signs or separators.",
        )
    amounts = [
        int(Decimal(each).scaleb(digits)) if here else None
        for each, here in zip(text, known, strict=True)
    ]
    return pl.Series(name, amounts, dtype=pl.Int64)


def _stock(path: Path) -> pl.DataFrame:
    frame = read_columns(path, STOCK)
    refuse_duplicates(frame, KEYS, path)
    return frame.drop(ROW)
