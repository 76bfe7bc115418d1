"""One style: variants, sizes, places, weeks, prices, returns, trends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.model.size import sort_sizes
from modiste.present.http.money import Amount
from modiste.present.http.problems import unknown
from modiste.recommend.words import spoken
from modiste.serve.api.products.facts import Brand
from modiste.serve.api.products.figures import left, price_course, sold, supplied, weekly
from modiste.serve.api.products.styles import attributes, styles, trends
from modiste.serve.api.products.views import (
    AttributeRow,
    ForecastRow,
    PictureView,
    Place,
    PlaceStock,
    PriceRow,
    ReasonRow,
    Returns,
    SellThrough,
    SizeShare,
    Style,
    StyleRow,
    TrendRow,
    VariantRow,
    WeekRow,
)

WEEKS = 52
"""Weeks of sales that the chart shows."""


def style_row(row: Mapping[str, Any], weeks: int | None, currency: str) -> StyleRow:
    """A row of :func:`styles` as the API tells it."""
    return StyleRow(
        **{name: row[name] for name in (
            "product_id", "title", "brand", "category", "gender", "season", "collection",
            "status", "launched_on", "alt", "sold", "returned", "on_hand", "on_order",
            "weeks_of_supply", "stock", "stage", "trend",
        )},
        picture=row["path"],
        colours=row["colours"] or [],
        families=row["families"] or [],
        price=Amount.of(row["price"], row["currency"]),
        full_price=Amount.of(row["full_price"], row["currency"]),
        money=Amount.of(row["money"], currency),
        weekly_demand=row["weekly"],
        demand_basis=row["basis"],
        sell_through=SellThrough(
            value=row["sell_through"], numerator=max(row["net"], 0), denominator=row["to_sell"],
            denominator_name="net units sold in the window + units on hand now", weeks=weeks,
        ),
    )  # fmt: skip


def style(brand: Brand, product: str, weeks: int | None, language: str) -> Style:
    """Everything that is known of a style.

    Raises:
        NotFoundError: there is none of that id.
    """
    row = styles(brand, weeks).filter(pl.col("product_id") == product)
    if not row.height:
        raise unknown("product", product)
    facts = brand.tables.facts("product").filter(pl.col("product_id") == product)
    told = facts.row(0, named=True)
    variants = brand.variants().filter(pl.col("product_id") == product)
    sales = brand.sales().filter(pl.col("product_id") == product)
    stock = brand.stock().join(variants.select("variant_id", "size", "colour"), on="variant_id")
    places = left(stock, None, "variant_id")
    start = brand.start(weeks if weeks is not None else 52 * 100)
    forecast, model = _forecast(brand, product)
    return Style(
        as_of=brand.day(),
        style=style_row(row.row(0, named=True), weeks, brand.currency),
        description=told["description"], material=told["material"], url=told["url"],
        pictures=_pictures(brand, product, variants),
        variants=_variants(brand, variants, sales, places, start),
        sizes=_sizes(brand, told["category"], variants, sales, places, start),
        places=_places(brand, stock),
        stock=_stock(stock),
        weeks=_weeks(brand, sales),
        forecast=forecast, forecast_model=model,
        prices=_prices(brand, variants),
        returns=_returns(brand, told["category"], sales),
        trends=[TrendRow(**{**t, "low": t["change_low"], "high": t["change_high"]})
                for t in trends(brand).filter(product_id=product).to_dicts()],
        attributes=attribute_rows(brand, product, language),
    )  # fmt: skip


def attribute_rows(brand: Brand, product: str, language: str) -> list[AttributeRow]:
    """What every source says of a style."""
    mine = attributes(brand).filter(pl.col("product_id") == product)
    return [
        AttributeRow(**row, label=spoken(row["name"], row["value"], language))
        for row in mine.to_dicts()
    ]


def _pictures(brand: Brand, product: str, variants: pl.DataFrame) -> list[PictureView]:
    images = brand.tables.facts("image").filter(
        pl.col("product_id") == product, pl.col("path").is_not_null()
    )
    rows = images.join(variants.select("variant_id", "colour"), on="variant_id", how="left")
    rows = rows.sort("position", "image_id", nulls_last=True)
    return [PictureView.model_validate(row) for row in rows.to_dicts()]


def _variants(
    brand: Brand, variants: pl.DataFrame, sales: pl.DataFrame, held: pl.DataFrame, start: Any
) -> list[VariantRow]:
    forecast = brand.tables.findings("demand_forecast").join(
        variants.select("variant_id"), on="variant_id", how="semi"
    )
    ahead = (
        forecast.group_by("variant_id", "week").agg(pl.col("mean").sum())
        .sort("week").group_by("variant_id").agg(weekly=pl.col("mean").head(4).mean())
    )  # fmt: skip
    rows = (
        variants.join(held, on="variant_id", how="left")
        .join(ahead, on="variant_id", how="left")
        .join(sold(sales, start, brand.currency, "variant_id"), on="variant_id", how="left")
        .with_columns(pl.col("net").fill_null(0))
    )
    order = {size: n for n, size in enumerate(_ordered(variants))}
    found = [
        VariantRow(
            **{name: row[name] for name in (
                "variant_id", "gtin", "colour", "colour_family", "size", "status", "on_hand",
                "on_order", "net", "weeks_of_supply",
            )},
            **{name: Amount.of(row[name], row["currency"])
               for name in ("price", "full_price", "cost")},
        )
        for row in supplied(rows).to_dicts()
    ]  # fmt: skip
    return sorted(found, key=lambda v: (v.colour or "", order.get(v.size or "", 0), v.variant_id))


def _ordered(variants: pl.DataFrame) -> list[str]:
    return sort_sizes(variants["size"].drop_nulls().unique().sort().to_list())


def _sizes(
    brand: Brand, category: str | None, variants: pl.DataFrame, sales: pl.DataFrame,
    held: pl.DataFrame, start: Any,
) -> list[SizeShare]:  # fmt: skip
    sizes = _ordered(variants)
    if not sizes:
        return []
    named = variants.select("variant_id", "size")
    units = sold(sales.drop("size").join(named, on="variant_id"), start, brand.currency, "size")
    stock = held.join(named, on="variant_id").group_by("size").agg(
        on_hand=pl.when(pl.col("on_hand").count() > 0).then(pl.col("on_hand").sum())
    )  # fmt: skip
    curve = brand.tables.findings("size_curve").filter(
        pl.col("category") == category, pl.col("location_id") == "all",
        pl.col("size").is_in(sizes),
    )  # fmt: skip
    if curve.height:  # of several scales, the one that this style is sized in
        scale = curve["scale"].mode().sort()[0]
        curve = curve.filter(pl.col("scale") == scale)
    rows = (
        pl.DataFrame({"size": sizes})
        .join(units.select("size", "net"), on="size", how="left", maintain_order="left")
        .join(stock, on="size", how="left", maintain_order="left")
        .join(curve.select("size", curve_share="share"), on="size", how="left",
              maintain_order="left")
        .with_columns(sold=pl.max_horizontal(pl.col("net").fill_null(0), pl.lit(0)))
    )  # fmt: skip
    shares = rows.with_columns(
        sold_share=_share("sold"), stock_share=_share("on_hand"), curve_share=_share("curve_share")
    )
    return [SizeShare.model_validate(row) for row in shares.to_dicts()]


def _share(name: str) -> pl.Expr:
    return pl.when(pl.col(name).sum() > 0).then(pl.col(name) / pl.col(name).sum())


def _places(brand: Brand, stock: pl.DataFrame) -> list[Place]:
    named = left(stock, None, "location_id").join(
        brand.tables.facts("location").select("location_id", "name", "kind"),
        on="location_id", how="left",
    )  # fmt: skip
    return [Place.model_validate(row) for row in named.sort("kind", "location_id").to_dicts()]


def _stock(stock: pl.DataFrame) -> list[PlaceStock]:
    rows = left(stock, None, "location_id", "colour", "size")
    return [PlaceStock.model_validate(row) for row in
            rows.sort("location_id", "colour", "size", nulls_last=True).to_dicts()]  # fmt: skip


def _weeks(brand: Brand, sales: pl.DataFrame) -> list[WeekRow]:
    own = sales.with_columns(
        unit_price=pl.when(pl.col("currency") == brand.currency).then("unit_price")
    )
    first = brand.workspace.settings.brand.first_weekday
    rows = weekly(own, first, WEEKS, brand.day())
    return [
        WeekRow(week=week, net=net, returned=back, money=Amount(minor=money,
                                                                currency=brand.currency))
        for week, net, back, money in rows.iter_rows()
    ]  # fmt: skip


def _forecast(brand: Brand, product: str) -> tuple[list[ForecastRow], str | None]:
    rows = brand.tables.findings("demand_total").filter(
        pl.col("level") == "style", pl.col("key") == product
    ).sort("week")  # fmt: skip
    found = [
        ForecastRow(week=row["week"], mean=row["mean"], low=row["q10"], high=row["q90"])
        for row in rows.to_dicts()
    ]
    return found, rows["model"][0] if rows.height else None


def _prices(brand: Brand, variants: pl.DataFrame) -> list[PriceRow]:
    changes = brand.tables.facts("price_change").join(
        variants.select("variant_id"), on="variant_id", how="semi"
    )
    currencies = changes["currency"].drop_nulls().mode().sort()
    if not changes.height or not len(currencies):
        return []
    currency = currencies[0]
    course = price_course(changes.filter(pl.col("currency") == currency), brand.zone.key)
    return [
        PriceRow(day=day, price=Amount.of(price, currency), full_price=Amount.of(full, currency))
        for day, price, full in course.iter_rows()
    ]


def _returns(brand: Brand, category: str | None, sales: pl.DataFrame) -> Returns:
    kinds = brand.tables.facts("product").filter(
        pl.col("category") == category
    ).select("product_id")  # fmt: skip
    out, back = _out_and_back(sales)
    others = _out_and_back(brand.sales().join(kinds, on="product_id", how="semi"))
    reasons = (
        sales.filter(pl.col("quantity") < 0).group_by("return_reason")
        .agg(units=-pl.col("quantity").sum())
        .sort("units", "return_reason", descending=[True, False], nulls_last=True)
    )  # fmt: skip
    return Returns(
        sold=out, returned=back, rate=back / out if out else None,
        category_rate=others[1] / others[0] if category and others[0] else None,
        reasons=[ReasonRow(reason=reason, units=units) for reason, units in reasons.iter_rows()],
    )  # fmt: skip


def _out_and_back(sales: pl.DataFrame) -> tuple[int, int]:
    quantity = sales["quantity"]
    return int(quantity.filter(quantity > 0).sum()), int(-quantity.filter(quantity < 0).sum())
