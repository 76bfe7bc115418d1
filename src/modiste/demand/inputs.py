"""What the demand of a workspace is made of, read from the facts of a run."""

from __future__ import annotations

import datetime as dt

import polars as pl

from modiste.demand.censoring import KEYS, days_out
from modiste.demand.launches import Styles
from modiste.demand.orders import adjusted
from modiste.demand.prices import price_index, tickets_of
from modiste.demand.signal import Sources
from modiste.model.calendar import first_day, local_date_expr
from modiste.model.errors import NotEnoughDataError
from modiste.store.context import Context
from modiste.store.expressions import Weeks, read_panel
from modiste.store.lake import Snapshot

SELLING = ("active", "draft")

_WEEK = dt.timedelta(weeks=1)


def sources(context: Context, horizon: int) -> Sources:
    """Everything that the signal of a run is made of.

    Prices and promotions dated after the day are taken as plans.

    Args:
        context: the run.
        horizon: weeks to forecast; planned prices are read that far.

    Raises:
        NotEnoughDataError: nothing was sold in the weeks looked at.
    """
    panel = weekly_panel(context)
    context.progress("stockouts, cancellations, prices")
    return Sources(
        panel=panel,
        attributes=attributes(context.snapshot),
        over=ended(context.snapshot, context.this_week),
        out=_days_out(context, panel),
        adjustments=_adjustments(context),
        prices=_prices(context, panel, horizon),
        first_weekday=context.settings.brand.first_weekday,
    )


def weekly_panel(context: Context) -> pl.DataFrame:
    """Sales per variant, location and week up to the week before the plan's.

    What is no longer on sale is there too: it shows how prices work and how launches went.

    Raises:
        NotEnoughDataError: nothing was sold in the weeks looked at.
    """
    context.progress("weekly panel")
    brand = context.settings.brand
    first = _first_week(context)
    weeks = Weeks(first, context.this_week, brand.zone, brand.first_weekday)
    with context.engine() as engine:
        panel = read_panel(engine, weeks)
    if not panel.height or not panel["sold"].sum():
        raise _nothing_sold(context, first)
    panel = _without_warehouses(panel, context.snapshot)
    over = ended(context.snapshot, context.this_week)
    selling = panel.join(over, on="variant_id", how="anti")
    if not selling.height or not selling["sold"].sum():
        raise NotEnoughDataError(
            f"nothing that sold between {first} and {context.this_week} is still on sale",
            remedy="Check the status and the last day on sale of your products.",
        )
    return panel


def _first_week(context: Context) -> dt.date:
    return context.this_week - context.settings.planning.history_weeks * _WEEK


def _nothing_sold(context: Context, first: dt.date) -> NotEnoughDataError:
    newest = context.snapshot.scan("sale").select(pl.col("sold_at").max()).collect().item()
    return NotEnoughDataError(
        f"no sales lie between {first} and {context.this_week}",
        remedy="Import sales first."
        if newest is None
        else f"The last sale is of {newest:%Y-%m-%d}: plan for the week after it with --as-of.",
    )


def attributes(snapshot: Snapshot) -> pl.DataFrame:
    """Whose seasons and launches a variant shares: its category, as well as it is known.

    Returns:
        ``variant_id, product_id, group``; the style is null for what sold and is not known.
    """
    product = snapshot.scan("product").select(
        "product_id", group=pl.coalesce("category", "source_category", "gender")
    )
    variant = snapshot.scan("variant").select("variant_id", "product_id")
    return variant.join(product, on="product_id", how="left").collect()


def ended(snapshot: Snapshot, week: dt.date) -> pl.DataFrame:
    """Variants no longer on sale in a week; what is not known of counts as on sale."""
    product = snapshot.scan("product").select("product_id", "ended_on", product_status="status")
    variant = snapshot.scan("variant").select("variant_id", "product_id", "status")
    joined = variant.join(product, on="product_id", how="left")
    statuses = ("status", "product_status")
    hidden = [~pl.col(status).is_in(SELLING).fill_null(value=True) for status in statuses]
    over = (pl.col("ended_on") < week).fill_null(value=False)
    return joined.filter(hidden[0] | hidden[1] | over).select("variant_id").collect()


def _without_warehouses(panel: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Leave out what a warehouse merely holds; one that also sells stays in."""
    warehouse = snapshot.scan("location").filter(pl.col("kind") == "warehouse")
    holds = warehouse.select("location_id").collect()["location_id"]
    sells = pl.col("sold").sum().over("variant_id", "location_id") > 0
    return panel.filter(~pl.col("location_id").is_in(holds.implode()) | sells)


def _day(context: Context, column: str | pl.Expr) -> pl.Expr:
    return local_date_expr(column, context.settings.brand.zone)


def _days_out(context: Context, panel: pl.DataFrame) -> pl.DataFrame:
    """Days on which shelves stood empty, from counts and the days of sales."""
    first = _first_week(context) - _WEEK
    series = panel.select(KEYS).unique().lazy()
    # A count at midnight ends the day before.
    counted = _day(context, pl.col("counted_at") - pl.duration(seconds=1))
    counts = (
        context.snapshot.scan("stock")
        .filter(pl.col("on_hand").is_not_null())
        .with_columns(day=counted)
        .filter(pl.col("day").is_between(first, context.this_week, closed="left"))
        .join(series, on=KEYS, how="semi")
        .group_by(*KEYS, "day")
        .agg(pl.col("on_hand").sort_by("counted_at").last())
        .collect()
    )
    short = counts.filter(pl.col("on_hand") <= 0).select(KEYS).unique()
    sold = (
        context.snapshot.scan("sale")
        .filter(pl.col("quantity") > 0)
        .join(short.lazy(), on=KEYS, how="semi")
        .group_by(*KEYS, _day(context, "sold_at").alias("day"))
        .agg(units=pl.col("quantity").sum())
        .filter(pl.col("day").is_between(first, context.this_week, closed="left"))
        .collect()
    )
    return days_out(counts, sold)


def _adjustments(context: Context) -> pl.DataFrame:
    """Cancelled units and what bulk orders took beyond the usual, by week."""
    brand = context.settings.brand
    low, high = (
        dt.datetime.combine(day, dt.time(), dt.UTC)
        for day in (_first_week(context) - _WEEK, context.this_week + _WEEK)
    )
    lines = context.snapshot.scan("sale").filter(pl.col("sold_at").is_between(low, high))
    known = lines.filter(_day(context, "sold_at") < context.this_week)
    groups = attributes(context.snapshot).select("variant_id", "group").unique("variant_id")
    return adjusted(known, groups, brand.zone, brand.first_weekday)


def _prices(context: Context, panel: pl.DataFrame, horizon: int) -> pl.DataFrame:
    """Relative prices of styles, from the first week of the panel to the last one forecast."""
    snapshot, zone = context.snapshot, context.settings.brand.zone
    first = first_day(panel["week"])
    count = (context.this_week - first).days // 7 + horizon
    weeks = [first + k * _WEEK for k in range(count)]
    tickets = tickets_of(snapshot.scan("price_change"), snapshot.scan("variant"), zone)
    offers = (
        snapshot.scan("promotion").select("product_id", "starts_on", "ends_on", "depth").collect()
    )
    return price_index(weeks, tickets, offers)


def countries(snapshot: Snapshot) -> list[str | None]:
    """Where the brand sells, by its locations; ``None`` alone where none says."""
    found = snapshot.scan("location").select("country").collect()["country"].drop_nulls()
    return sorted(found.unique()) or [None]


def styles_of(snapshot: Snapshot, week: dt.date) -> Styles:
    """What is known of every style in a week; see :class:`~modiste.demand.launches.Styles`."""
    variant = snapshot.scan("variant")
    product = snapshot.scan("product").with_columns(
        group=pl.coalesce("category", "source_category", "gender")
    )
    own = variant.group_by("product_id").agg(
        colour=pl.coalesce("colour_family", "colour").drop_nulls().sort().first(),
        price=pl.coalesce("full_price", "price").cast(pl.Float64).median(),
    )
    facts = product.join(own, on="product_id", how="left").select(
        "product_id",
        "group",
        "colour",
        "material",
        "pattern",
        half=pl.when(pl.col("launched_on").dt.month().is_between(2, 7))
        .then(pl.lit("spring"))
        .when(pl.col("launched_on").is_not_null())
        .then(pl.lit("autumn")),
        price="price",
        launched_on=pl.when(pl.col("status").is_in(SELLING).fill_null(value=True)).then(
            "launched_on"
        ),
    )
    variants = variant.select("variant_id", "product_id", "size").join(
        product.select("product_id", "group"), on="product_id", how="left"
    )
    return Styles(facts.collect(), variants.collect(), over=ended(snapshot, week))
