"""Markdowns and holds as suggestions: stock that will not sell in time, and orders not needed."""

from __future__ import annotations

import numpy as np
import polars as pl

from modiste.inventory.placing.markdown import Clearance, plan_markdowns
from modiste.inventory.policies.base import Outlook
from modiste.inventory.suggest import KEYS, minor_units, ranked, safe
from modiste.store.settings import Planning

_CUT = {
    "en": (
        "{} units ({} on hand + {} on order − {} committed + {} in the warehouse) are {} weeks of "
        "sales at {} a week. At today's price {} should sell in {} weeks; at {}% off from {}, {}. "
        "Worth {} {} more, a unit left over counting {} {}; elasticity {}{}."
    ),
    "zh": (
        "{} 件（现货 {} + 在途 {} − 已占用 {} + 仓库 {}）相当于 {} 周销量，每周约 {} 件。"
        "按现价预计售出 {} 件（{} 周内）；降价 {}%（{}）预计售出 {} 件。"
        "多得 {} {}，剩余每件按 {} {} 计；价格弹性 {}{}。"
    ),
}
_NOW = {"en": ("now", "week {}"), "zh": ("即刻", "第 {} 周起")}
_ELASTICITY = {
    "en": ("{} as estimated for {}", "{} assumed"),
    "zh": ("{}（按品类 {} 的自有销售估计）", "{}（假定值）"),
}
_LEAST_ELASTICITY = 0.01
_ASSUMED = {"en": "; cost not known, margin assumed", "zh": "；成本未知，毛利率为假定值"}
_HOLD = {
    "en": (
        "Position {} lies {} above the order-up-to level {}, and {} of it is still on order: "
        "putting off {} saves {} {} of holding until they are needed in {} days."
    ),
    "zh": (
        "库存位置 {} 超出补货上限 {} 件（上限 {}），其中在途 {} 件：推迟 {} 件可节省"
        "持有成本 {} {}，约 {} 天后才需要。"
    ),
}


def markdowns(
    rows: pl.DataFrame,
    ahead: Outlook,
    planning: Planning,
    language: str,
    response: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Price cuts that earn more than waiting, one a style and price, most money first.

    All sizes and places of a style at one price are cut together, so their stock and demand are
    added up; where the stock of one of them is not known, nothing is suggested.

    Args:
        rows: all series in the order of the outlook, see ``suggest.policies``.
        ahead: the outlook at today's prices.
        planning: the settings.
        language: of the reasons.
        response: ``product_id, category, elasticity`` as the brand's own prices tell, below 0; the
            settings' elasticity is assumed for others.
    """
    styles, outlook = _styles(rows, ahead, planning)
    styles = _with_elasticity(styles, response, planning)
    money = styles["price"].cast(pl.Float64).to_numpy()
    left = np.minimum(styles["left_over"].to_numpy(), 0.99 * money)
    found = plan_markdowns(
        Clearance(
            outlook,
            styles["stock"].cast(pl.Float64).to_numpy(),
            money,
            left,
            styles["elasticity"].to_numpy(),
            planning.clearance_weeks,
        )
    )
    cuts = styles.with_columns(
        cut=pl.Series(found.cut),
        start=pl.Series(found.start),
        gain=pl.Series(found.gain),
        sold=pl.Series(found.sold),
        held_sold=pl.Series(found.held_sold),
    ).filter((pl.col("cut") > 0) & (pl.col("gain") >= pl.col("price")))
    return ranked(_worded(cuts, planning, language))


def _with_elasticity(
    styles: pl.DataFrame, response: pl.DataFrame | None, planning: Planning
) -> pl.DataFrame:
    """Styles with ``elasticity`` above 0, and the ``category`` it was estimated for, if it was."""
    if response is None:
        schema = {"product_id": pl.String, "category": pl.String, "elasticity": pl.Float64}
        response = pl.DataFrame(schema=schema)
    own = response.drop_nulls().select(
        "product_id", "category", elasticity=(-pl.col("elasticity")).clip(_LEAST_ELASTICITY)
    )
    known = styles.join(own, on="product_id", how="left", maintain_order="left")
    return known.with_columns(pl.col("elasticity").fill_null(planning.elasticity))


def _styles(rows: pl.DataFrame, ahead: Outlook, planning: Planning) -> tuple[pl.DataFrame, Outlook]:
    """Styles by price with their stock, and their outlook in the same order."""
    cost = pl.coalesce(
        pl.when(pl.col("cost_currency") == pl.col("currency")).then("unit_cost"),
        pl.col("price") * (1 - planning.margin),
    )
    numbered = rows.with_row_index("_row").with_columns(
        style=pl.coalesce("product_id", "variant_id"),
        cost_assumed=pl.col("unit_cost").is_null()
        | pl.col("cost_currency").ne_missing(pl.col("currency")),
        left_over=cost * planning.salvage,
        # What is moved from a warehouse still lies there; between stores it adds up to nothing.
        in_centre=pl.col("moved")
        + pl.when(pl.int_range(pl.len()).over("variant_id") == 0).then("central").otherwise(0),
    )
    group = ["style", "price", "currency"]
    styles = (
        numbered.filter(pl.col("price") > 0, pl.col("currency").is_not_null())
        .group_by(group, maintain_order=True)
        .agg(
            pl.col("product_id").first(),
            pl.col("on_hand", "on_order", "committed", "in_centre", "weekly_demand").sum(),
            pl.col("left_over").mean(),
            pl.col("cost_assumed").any(),
            unknown=pl.col("position").is_null().any(),
            rows=pl.col("_row"),
        )
        .with_columns(
            stock=pl.max_horizontal(
                pl.col("on_hand") + pl.col("on_order") - pl.col("committed") + pl.col("in_centre"),
                pl.lit(0),
            )
        )
        .filter(~pl.col("unknown"), pl.col("stock") > 0)
    )
    # Only what would last beyond the clearance at today's rate can gain by a cut of its price.
    heavy = styles.filter(
        pl.col("stock") > 0.8 * pl.col("weekly_demand") * planning.clearance_weeks
    )
    owner = np.repeat(np.arange(heavy.height), heavy["rows"].list.len().to_numpy())
    series = heavy["rows"].explode().drop_nulls().to_numpy().astype(np.intp)
    weeks = ahead.mean.shape[1]
    mean, variance = np.zeros((heavy.height, weeks)), np.zeros((heavy.height, weeks))
    np.add.at(mean, owner, ahead.mean[series])
    np.add.at(variance, owner, np.square(ahead.cumulative_sd[series]))
    return heavy, Outlook(mean, np.sqrt(variance), ahead.elapsed_days)


def _worded(cuts: pl.DataFrame, planning: Planning, language: str) -> pl.DataFrame:
    units = minor_units(cuts, "currency")
    now, later = _NOW[language]
    own, assumed = _ELASTICITY[language]
    weekly = pl.col("weekly_demand")
    text = pl.format(
        _CUT[language],
        "stock",
        "on_hand",
        "on_order",
        "committed",
        "in_centre",
        pl.when(weekly > 0).then((pl.col("stock") / weekly).round(0).cast(pl.Int64).cast(pl.String))
        .otherwise(pl.lit("∞")),
        weekly.round(1),
        pl.col("held_sold").round().cast(pl.Int64),
        pl.lit(planning.clearance_weeks),
        (pl.col("cut") * 100).round().cast(pl.Int64),
        pl.when(pl.col("start") == 0).then(pl.lit(now)).otherwise(pl.format(later, "start")),
        pl.col("sold").round().cast(pl.Int64),
        (pl.col("gain") / units).round(2),
        "currency",
        (pl.col("left_over") / units).round(2),
        "currency",
        pl.when(pl.col("category").is_null())
        .then(pl.format(assumed, pl.col("elasticity").round(2)))
        .otherwise(pl.format(own, pl.col("elasticity").round(2), "category")),
        pl.when("cost_assumed").then(pl.lit(_ASSUMED[language])).otherwise(pl.lit("")),
    )  # fmt: skip
    return cuts.select(
        suggestion_id=pl.concat_str(
            pl.lit("markdown"), safe("style"), pl.col("price").cast(pl.String), separator="|"
        ),
        kind=pl.lit("markdown"),
        variant_id=pl.lit(None, dtype=pl.String),
        product_id="product_id",
        location_id=pl.lit(None, dtype=pl.String),
        quantity="stock",
        cut="cut",
        money_at_stake=pl.col("gain").round().cast(pl.Int64),
        currency="currency",
        reason=text,
    )


def holds(rows: pl.DataFrame, ahead: Outlook, planning: Planning, language: str) -> pl.DataFrame:
    """Open orders that are not needed yet, most holding cost first.

    What lies above the order-up-to level and is still on order could be put off until demand has
    brought the position down to it. Money at stake is the holding cost until then.

    Args:
        rows: all series in the order of the outlook.
        ahead: the outlook.
        planning: the settings.
        language: of the reasons.
    """
    excess = (pl.col("position") - pl.col("order_up_to")).cast(pl.Float64).fill_null(0.0)
    above = np.maximum(rows.select(excess).to_series().to_numpy(), 0.0)
    weekly = np.maximum(ahead.mean.mean(axis=1), 1e-9)
    # Beyond the forecast the mean rate goes on; nobody plans further than two years.
    days = ahead.days_until(above)
    days = np.minimum(np.where(np.isfinite(days), days, above / weekly * 7), 730.0)
    known = rows.with_columns(
        days=pl.Series(days).round().cast(pl.Int64),
        over=pl.Series(above).cast(pl.Int64),
    ).filter(
        pl.col("over") > 0,
        pl.col("on_order") > 0,
        pl.col("unit_cost").is_not_null() & pl.col("cost_currency").is_not_null(),
    )
    put_off = pl.min_horizontal("over", "on_order")
    holding = pl.col("unit_cost") * put_off * planning.holding_rate * pl.col("days") / 365
    worth = (holding / minor_units(known, "cost_currency")).round(2)
    text = pl.format(
        _HOLD[language], "position", "over", "order_up_to", "on_order", put_off, worth,
        "cost_currency", "days",
    )  # fmt: skip
    found = known.select(
        suggestion_id=pl.concat_str(pl.lit("hold"), *(safe(key) for key in KEYS), separator="|"),
        kind=pl.lit("hold"),
        variant_id="variant_id",
        product_id="product_id",
        location_id="location_id",
        supplier_id="supplier_id",
        quantity=put_off,
        unit_cost="unit_cost",
        order_cost=pl.col("unit_cost") * put_off,
        cost_currency="cost_currency",
        money_at_stake=holding.round().cast(pl.Int64),
        currency="cost_currency",
        reason=text,
    ).filter(pl.col("money_at_stake") > 0)
    return ranked(found)
