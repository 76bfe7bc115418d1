"""What is missing or wrong in the facts, and what it costs the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

Facts = Callable[[str], pl.DataFrame]
Severity = Literal["high", "medium", "low"]
_RECENT = dt.timedelta(days=90)
_STALE = dt.timedelta(days=8)
_EXAMPLES = 20


@dataclass(frozen=True)
class Finding:
    """Something that is missing or wrong.

    Attributes:
        code: stable name.
        table: the table concerned.
        severity: high where the plan is wrong without it, medium where it guesses, low else.
        count: rows concerned.
        total: rows looked at.
        what: what is the matter.
        effect: what it does to the results.
        remedy: what to do.
        examples: keys of some rows concerned.
    """

    code: str
    table: str
    severity: Severity
    count: int
    total: int
    what: str
    effect: str
    remedy: str
    examples: tuple[str, ...]


def find(facts: Facts) -> list[Finding]:
    """Look at the facts; what is in order is not mentioned.

    Args:
        facts: gives a table.

    Returns:
        Findings, the worst first, then those of most rows.
    """
    sold = _sold(facts("sale"))
    checks = (_costs, _stocks, _old_stocks, _prices, _terms)
    found = [check(facts, sold) for check in checks]
    found += [_orphans(facts), _empty_styles(facts), _unknown_sales(facts), _pictures(facts)]
    found += [_gtins(facts), _below_zero(facts), _currencies(facts), _old_sales(facts)]
    ranks = ("high", "medium", "low")
    told = [each for each in found if each is not None and each.count]
    return sorted(told, key=lambda each: (ranks.index(each.severity), -each.count, each.code))


TABLES = ("sale", "stock", "variant", "product", "supply_term", "image")
"""The tables that are looked at."""


def _sold(sale: pl.DataFrame) -> pl.DataFrame:
    """Variants that sold lately, with their units."""
    if not sale.height:
        return pl.DataFrame(schema={"variant_id": pl.String, "units": pl.Int64})
    recently = pl.col("sold_at") > pl.col("sold_at").max() - _RECENT
    recent = sale.filter(recently & (pl.col("quantity") > 0))
    return recent.group_by("variant_id").agg(pl.col("quantity").sum().alias("units"))


def _newest(rows: pl.DataFrame, column: str) -> dt.datetime | None:
    found = rows[column].max()
    return found if isinstance(found, dt.datetime) else None


def _costs(facts: Facts, sold: pl.DataFrame) -> Finding | None:
    terms = facts("supply_term").filter(pl.col("unit_cost").is_not_null())
    known = facts("variant").filter(pl.col("cost").is_not_null())
    lacking = sold.join(known, on="variant_id", how="anti").join(terms, on="variant_id", how="anti")
    return _told(
        "missing-cost", "variant", "high", lacking, sold.height,
        "variants that sell have no cost",
        "Margins, money at stake and the cost of orders are guessed from planning.margin.",
        "Import costs with the products, or supply terms with a unit cost.",
    )  # fmt: skip


def _stocks(facts: Facts, sold: pl.DataFrame) -> Finding | None:
    known = facts("stock").filter(pl.col("on_hand").is_not_null())
    lacking = sold.join(known, on="variant_id", how="anti")
    return _told(
        "unknown-stock", "stock", "high", lacking, sold.height,
        "variants that sell have no known stock",
        "Unknown stock is not zero: they get no purchase suggestion.",
        "Import a stock count that holds every variant on sale, those at zero too.",
    )  # fmt: skip


def _old_stocks(facts: Facts, sold: pl.DataFrame) -> Finding | None:
    stock, last = facts("stock"), _newest(facts("sale"), "sold_at")
    if last is None or not stock.height:
        return None
    newest = stock.group_by("variant_id").agg(pl.col("counted_at").max())
    old = newest.filter(pl.col("counted_at") < last - _STALE).join(sold, on="variant_id")
    return _told(
        "old-stock", "stock", "medium", old, newest.height,
        "variants that sell were last counted more than a week before the newest sale",
        "What sold since is taken off, but transfers and corrections are not known.",
        "Import stock as often as sales.",
    )  # fmt: skip


def _prices(facts: Facts, sold: pl.DataFrame) -> Finding | None:
    variant = facts("variant")
    lacking = variant.filter(pl.col("price").is_null()).join(sold, on="variant_id")
    return _told(
        "missing-price", "variant", "medium", lacking, variant.height,
        "variants that sell have no price",
        "Their price is taken from what was paid.", "Import products with prices.",
    )  # fmt: skip


def _terms(facts: Facts, sold: pl.DataFrame) -> Finding | None:
    lacking = sold.join(facts("supply_term"), on="variant_id", how="anti")
    return _told(
        "missing-terms", "supply_term", "medium", lacking, sold.height,
        "variants that sell have no supply terms",
        "Lead time, minimum and pack are those that planning assumes.",
        "Import supply terms: supplier, lead time, minimum, pack, cost.",
    )  # fmt: skip


def _orphans(facts: Facts) -> Finding | None:
    variant = facts("variant")
    lacking = variant.join(facts("product"), on="product_id", how="anti")
    return _told(
        "no-product", "variant", "high", lacking, variant.height,
        "variants belong to no product that is known",
        "They have no category or picture and join no forecast of their style.",
        "Import the products too.",
    )  # fmt: skip


def _empty_styles(facts: Facts) -> Finding | None:
    product = facts("product")
    lacking = product.join(facts("variant"), on="product_id", how="anti")
    return _told(
        "no-variant", "product", "low", lacking, product.height, "products have no variants",
        "They cannot be sold, planned or recommended.",
        "Import their variants, or leave them out.", key="product_id",
    )  # fmt: skip


def _unknown_sales(facts: Facts) -> Finding | None:
    sale = facts("sale")
    lacking = sale.join(facts("variant"), on="variant_id", how="anti")
    return _told(
        "unknown-variant", "sale", "high", lacking, sale.height,
        "order lines are of variants that are not known",
        "They count as demand of something that cannot be ordered.",
        "Import the products; check that SKUs are written the same in both.",
    )  # fmt: skip


def _pictures(facts: Facts) -> Finding | None:
    product = facts("product").filter(pl.col("status").fill_null("active") == "active")
    lacking = product.join(facts("image"), on="product_id", how="anti")
    return _told(
        "no-picture", "product", "low", lacking, product.height,
        "products on sale have no picture",
        "They are not found by likeness and look bare in lists.",
        "Import a product feed with pictures.", key="product_id",
    )  # fmt: skip


def _gtins(facts: Facts) -> Finding | None:
    variant = facts("variant").filter(pl.col("gtin").is_not_null())
    twice = variant.filter(pl.col("gtin").is_duplicated())
    return _told(
        "double-gtin", "variant", "medium", twice, variant.height,
        "variants share their GTIN with another",
        "A scan or an order of one may be booked as the other.",
        "Correct the GTIN in the source and import again.",
    )  # fmt: skip


def _below_zero(facts: Facts) -> Finding | None:
    stock = facts("stock")
    if not stock.height:
        return None
    newest = stock.sort("counted_at").unique(["variant_id", "location_id"], keep="last")
    return _told(
        "negative-stock", "stock", "medium", newest.filter(pl.col("on_hand") < 0), newest.height,
        "newest counts are below zero",
        "More was booked out than in; orders may be too large.", "Count them and import again.",
    )  # fmt: skip


def _currencies(facts: Facts) -> Finding | None:
    sale = facts("sale")
    lacking = sale.filter(pl.col("unit_price").is_not_null() & pl.col("currency").is_null())
    return _told(
        "no-currency", "sale", "medium", lacking, sale.height,
        "order lines have an amount and no currency", "Their amounts are in no sum.",
        "Set brand.currency and import them again.", key="order_id",
    )  # fmt: skip


def _old_sales(facts: Facts) -> Finding | None:
    """Sales that ended: only where stock was counted well after the last of them."""
    sale = facts("sale")
    last, counted = _newest(sale, "sold_at"), _newest(facts("stock"), "counted_at")
    if last is None or counted is None:
        return None
    late = sale.filter(pl.col("sold_at") == last).head(1) if counted - last > _STALE else sale[:0]
    return _told(
        "old-sales", "sale", "high", late, sale.height,
        "the newest sale is more than a week older than the newest stock count",
        "The weeks between look as if nothing was sold.", "Import the newest orders.",
        key="order_id",
    )  # fmt: skip


def _told(  # noqa: PLR0913  one finding has as many parts
    code: str,
    table: str,
    severity: Severity,
    rows: pl.DataFrame,
    total: int,
    what: str,
    effect: str,
    remedy: str,
    *,
    key: str = "variant_id",
) -> Finding:
    order = ["units"] if "units" in rows.columns else [key]
    first = rows.sort(order, descending="units" in rows.columns).head(_EXAMPLES * 5)
    examples = first[key].unique(maintain_order=True).head(_EXAMPLES)
    return Finding(code, table, severity, rows.height, total, what, effect, remedy, tuple(examples))
