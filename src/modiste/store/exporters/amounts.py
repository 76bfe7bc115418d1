"""Amounts in minor units as people read them: with the decimals of their currency."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from modiste.model.currency import find_currency
from modiste.model.errors import UnknownNameError
from modiste.model.schema import Type
from modiste.model.tables import table


def digits_of(code: str | None) -> int | None:
    """Decimals of a currency; ``None`` where it is not known, so that nothing is guessed."""
    if code is None:
        return None
    try:
        return find_currency(code).digits
    except UnknownNameError:
        return None


def major_text(amounts: pl.Series, currency: pl.Series) -> pl.Series:
    """``1250`` of EUR becomes ``12.50``, of JPY ``1250``; null where the currency is unknown."""
    out = pl.Series(amounts.name, [None], dtype=pl.String).new_from_index(0, len(amounts))
    for code in currency.unique().drop_nulls().to_list():
        digits = digits_of(code)
        if digits is not None:
            out = _written(amounts, digits).zip_with((currency == code).fill_null(False), out)
    return out


def money_of(name: str) -> dict[str, str]:
    """Money columns of a declared table and the column of their currency."""
    declared = table(name)
    paid = {"unit_cost", "order_cost"}
    found = {}
    for column in declared.columns:
        if column.type is not Type.MONEY:
            continue
        own = "cost_currency" if column.name in paid and "cost_currency" in declared else "currency"
        if own in declared:
            found[column.name] = own
    return found


def in_major(frame: pl.DataFrame, money: Mapping[str, str]) -> pl.DataFrame:
    """The frame with its money columns as text of major units."""
    return frame.with_columns(
        major_text(frame[column], frame[currency])
        for column, currency in money.items()
        if column in frame.columns and currency in frame.columns
    )


def _written(amounts: pl.Series, digits: int) -> pl.Series:
    units = 10**digits
    sign = pl.when(amounts < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    size = amounts.abs()
    whole = (size // units).cast(pl.String)
    part = (size % units).cast(pl.String).str.zfill(digits)
    text = sign + whole + (pl.lit(".") + part if digits else pl.lit(""))
    return pl.select(pl.when(amounts.is_not_null()).then(text)).to_series().alias(amounts.name)
