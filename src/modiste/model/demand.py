"""Finding tables of the demand forecast beside the forecast itself. ``tables.py`` lists them."""

from __future__ import annotations

from modiste.model.findings import QUANTILES, quantile_name
from modiste.model.schema import RUN, Column, Kind, Table, Type, key

LEVELS = ("style", "category", "location", "total")


def _run() -> Column:
    return key(RUN, "The run that computed it.")


DEMAND_SIGNAL = Table(
    "demand_signal",
    Kind.FINDING,
    "Weeks in which demand was not simply what was sold, with the evidence; of the last year.",
    (RUN, "variant_id", "location_id", "week"),
    (
        _run(),
        key("variant_id", "The variant."),
        key("location_id", "Where."),
        key("week", "First day of the week.", Type.DATE),
        Column("sold", Type.QUANTITY, "Units sold, gross of returns.", required=True, minimum=0),
        Column("cancelled", Type.REAL, "Units of it that were cancelled or undone.", minimum=0),
        Column("bulk", Type.REAL, "Units of it beyond the usual in one-off bulk orders."),
        Column("days_out", Type.REAL, "Days with an empty shelf; null is not known.", unit="days"),
        Column("lost", Type.REAL, "Units estimated to be lost to the empty shelf.", minimum=0),
        Column("demand", Type.REAL, "Sold − cancelled − bulk + lost.", required=True, minimum=0),
        Column("price_ratio", Type.REAL, "Price paid over full price."),
        Column("promoted", Type.REAL, "Share of the week in a promotion.", minimum=0, maximum=1),
        Column("uplift", Type.REAL, "Part of demand that price and promotion brought."),
        Column("baseline", Type.REAL, "Demand less the uplift."),
        Column("event", Type.TEXT, "Feasts and sale days of the week."),
    ),
)

PRICE_RESPONSE = Table(
    "price_response",
    Kind.FINDING,
    "How demand of a category answers to its price.",
    (RUN, "category"),
    (
        _run(),
        key("category", "The category."),
        Column("elasticity", Type.REAL, "Change of demand in percent for 1 % of price, as used."),
        Column("elasticity_sd", Type.REAL, "Its standard deviation."),
        Column("own", Type.REAL, "The category's own estimate before it was drawn to the others'."),
        Column("own_sd", Type.REAL, "Its standard error."),
        Column("observations", Type.INTEGER, "Style-weeks around changes of price."),
        Column("promotion", Type.REAL, "Further effect of a promotion on the log of demand."),
    ),
)

DEMAND_TOTAL = Table(
    "demand_total",
    Kind.FINDING,
    "Forecast demand of styles, categories, locations and the whole; means add up exactly.",
    (RUN, "level", "key", "week"),
    (
        _run(),
        key("level", "What is added up: style, category, location or total."),
        key("key", "Which one; the product, category or location, or total."),
        key("week", "First day of the week forecast.", Type.DATE),
        Column("mean", Type.REAL, "Expected units.", required=True, minimum=0),
        *(
            Column(quantile_name(q), Type.REAL, f"Stays below this in {q:.0%} of cases.")
            for q in QUANTILES
        ),
        Column("cumulative_sd", Type.REAL, "Deviation of the units up to this week."),
        Column("model", Type.TEXT, "The forecaster of the level."),
        Column("apart", Type.REAL, "Its own forecast over the sum of the variants', less 1."),
    ),
)

SIZE_CURVE = Table(
    "size_curve",
    Kind.FINDING,
    "How demand of a category splits into sizes at a location.",
    (RUN, "category", "scale", "location_id", "size"),
    (
        _run(),
        key("category", "The category."),
        key("scale", "The run of sizes, such as 34-44 or XS-XL."),
        key("location_id", "Where; all for every location together."),
        key("size", "The size."),
        Column("position", Type.INTEGER, "Place in the run, from 1."),
        Column("share", Type.REAL, "Share of demand, drawn to the category's.", required=True),
        Column("share_sd", Type.REAL, "Its standard deviation."),
        Column("units", Type.REAL, "Units of demand that it rests on."),
        Column("raw", Type.REAL, "Share of those units alone."),
    ),
)

DEMAND_FINDINGS = (DEMAND_SIGNAL, PRICE_RESPONSE, DEMAND_TOTAL, SIZE_CURVE)
