"""The finding tables: what runs compute. ``tables.py`` is their public list."""

from __future__ import annotations

from modiste.model.schema import RUN, Column, Kind, Table, Type, key

QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""The quantiles that every stored forecast carries."""


def quantile_name(level: float) -> str:
    """Column name of a quantile: 0.05 is ``q05``, 0.975 is ``q975``."""
    digits = f"{level:.6f}".split(".")[1].rstrip("0")
    return "q" + digits.ljust(2, "0")


def _run() -> Column:
    return key(RUN, "The run that computed it.")


def _quantiles() -> tuple[Column, ...]:
    return tuple(
        Column(quantile_name(q), Type.REAL, f"The value stays below this in {q:.0%} of cases.")
        for q in QUANTILES
    )


ATTRIBUTE = Table(
    "attribute",
    Kind.FINDING,
    "What a style is like: a colour, a pattern, a neckline, a material.",
    ("product_id", "name", "value", "source"),
    (
        key("product_id", "The style."),
        key("name", "Attribute, such as colour."),
        key("value", "Its value, such as navy."),
        key("source", "Where it is known from: text, image, person, supplier."),
        Column("confidence", Type.REAL, "Probability that it is right.", minimum=0, maximum=1),
        Column(RUN, Type.TEXT, "The run that computed it."),
    ),
)

PICTURE = Table(
    "picture",
    Kind.FINDING,
    "What a picture in the media folder shows, remembered so that it is looked at once.",
    ("path", "name", "value"),
    (
        key("path", "File in the workspace's media folder."),
        key("name", "Attribute, such as colour; 'nothing' where nothing is sure enough."),
        key("value", "Its value, such as navy."),
        Column("confidence", Type.REAL, "Probability that it is right.", minimum=0, maximum=1),
        Column("file", Type.TEXT, "Size and time of the file that was looked at."),
        Column("models", Type.TEXT, "What it was looked at with."),
        Column(RUN, Type.TEXT, "The run that looked."),
    ),
)

TREND_SERIES = Table(
    "trend_series",
    Kind.FINDING,
    "Weekly share of voice of an attribute in a market and segment.",
    (RUN, "series_id", "week"),
    (
        _run(),
        key("series_id", "The series: market, segment and attribute in one name."),
        key("week", "First day of the week.", Type.DATE),
        Column("market", Type.TEXT, "Market."),
        Column("segment", Type.TEXT, "Audience."),
        Column("name", Type.TEXT, "Attribute."),
        Column("value", Type.TEXT, "Its value."),
        Column("share", Type.REAL, "Share of posts that show it; null where sources were out."),
        Column("share_sd", Type.REAL, "Standard error of the share."),
        Column("mentions", Type.REAL, "Weighted number of posts that show it.", minimum=0),
        Column("volume", Type.REAL, "Weighted number of posts.", minimum=0),
    ),
)

TREND_FORECAST = Table(
    "trend_forecast",
    Kind.FINDING,
    "Where the share of an attribute is going.",
    (RUN, "series_id", "week"),
    (
        _run(),
        key("series_id", "The series of trend_series."),
        key("week", "First day of the week forecast.", Type.DATE),
        Column("mean", Type.REAL, "Expected share.", required=True),
        *_quantiles(),
        Column("model", Type.TEXT, "The forecaster."),
    ),
)

STAGES = ("emerging", "rising", "peak", "falling", "fad", "seasonal", "flat")

TREND_READING = Table(
    "trend_reading",
    Kind.FINDING,
    "What a trend forecast says of an attribute; changes are relative to the last 52 weeks.",
    (RUN, "series_id"),
    (
        _run(),
        key("series_id", "The series of trend_series."),
        Column("market", Type.TEXT, "Market."),
        Column("segment", Type.TEXT, "Audience."),
        Column("name", Type.TEXT, "Attribute."),
        Column("value", Type.TEXT, "Its value."),
        Column("stage", Type.TEXT, "Where it stands.", required=True, choices=STAGES),
        Column("level", Type.REAL, "Mean share of the last 8 weeks."),
        Column("change", Type.REAL, "Expected share of the next year over the last, less 1."),
        Column("change_low", Type.REAL, "Lower end of its 80 % interval."),
        Column("change_high", Type.REAL, "Upper end of its 80 % interval."),
        Column("peak_week", Type.DATE, "Week of the highest forecast above today's level."),
        Column("confidence", Type.REAL, "Probability that the change has this sign."),
        Column("season_strength", Type.REAL, "Share of the variance that the season explains."),
        Column("lead_weeks", Type.INTEGER, "Weeks by which influencers run ahead.", unit="weeks"),
        Column("lead_correlation", Type.REAL, "Correlation at that lead."),
        Column("leading_source", Type.TEXT, "Source in which it grew first."),
    ),
)

TREND_DRIVER = Table(
    "trend_driver",
    Kind.FINDING,
    "What carries a trend: the posts of its recent growth, and the brand's own styles in it.",
    (RUN, "series_id", "kind", "rank"),
    (
        _run(),
        key("series_id", "The series of trend_series."),
        key("kind", "What it is: post or product."),
        key("rank", "1 carries most.", Type.INTEGER),
        Column("driver_id", Type.TEXT, "The post or the style.", required=True),
        Column(
            "weight",
            Type.REAL,
            "Part of the growth of the last 8 weeks that the post carries, or of the units sold in "
            "13 weeks that the style is.",
            minimum=0,
            maximum=1,
        ),
    ),
)

EXPOSURE = Table(
    "exposure",
    Kind.FINDING,
    "How much of the brand's range, sales and stock shows an attribute.",
    (RUN, "name", "value"),
    (
        _run(),
        key("name", "Attribute."),
        key("value", "Its value."),
        Column("styles", Type.INTEGER, "Styles on sale that show it."),
        Column("share_of_styles", Type.REAL, "Their share of the styles whose attribute is known."),
        Column("share_of_sales", Type.REAL, "Share of the units sold in the last 13 weeks."),
        Column("share_of_stock", Type.REAL, "Share of the units on hand."),
        Column("share_of_voice", Type.REAL, "Share among the posts that show this attribute."),
        Column("stage", Type.TEXT, "Where the trend stands.", choices=STAGES),
        Column("change", Type.REAL, "Expected change of the trend."),
    ),
)

DEMAND_FORECAST = Table(
    "demand_forecast",
    Kind.FINDING,
    "Units that would be sold in a week if stock were no limit.",
    (RUN, "variant_id", "location_id", "week"),
    (
        _run(),
        key("variant_id", "The variant."),
        key("location_id", "Where."),
        key("week", "First day of the week forecast.", Type.DATE),
        Column("mean", Type.REAL, "Expected units.", required=True, minimum=0),
        *_quantiles(),
        Column(
            "cumulative_sd",
            Type.REAL,
            "Standard deviation of the units from the first forecast week up to this one.",
        ),
        Column("model", Type.TEXT, "The forecaster."),
        Column("demand_class", Type.TEXT, "Kind of demand, such as smooth or intermittent."),
    ),
)

BACKTEST = Table(
    "backtest",
    Kind.FINDING,
    "How good a forecaster was on the brand's own past.",
    (RUN, "scope", "model"),
    (
        _run(),
        key("scope", "Which series: all, or a demand class such as intermittent."),
        key("model", "The forecaster."),
        Column("series", Type.INTEGER, "Number of series judged."),
        Column("origins", Type.INTEGER, "Number of rolling origins."),
        Column("wape", Type.REAL, "Σ|actual − forecast| ÷ Σ actual."),
        Column("bias", Type.REAL, "Σ(forecast − actual) ÷ Σ actual."),
        Column("mase", Type.REAL, "Mean absolute error, scaled by the in-sample naive error."),
        Column("rmsse", Type.REAL, "Root mean squared scaled error; the plan chooses by it."),
        Column("pinball", Type.REAL, "Mean pinball loss over the stored quantiles, scaled."),
        Column("coverage80", Type.REAL, "Share of actuals inside the 80 % interval."),
        Column("chosen", Type.BOOLEAN, "Whether the plan used it for this scope."),
    ),
)

STOCK_POLICY = Table(
    "stock_policy",
    Kind.FINDING,
    "When to order a variant and up to what level.",
    (RUN, "variant_id", "location_id"),
    (
        _run(),
        key("variant_id", "The variant."),
        key("location_id", "Where."),
        Column("policy", Type.TEXT, "Kind of policy.", required=True),
        Column("service_target", Type.REAL, "Service aimed at.", minimum=0, maximum=1),
        Column("service_kind", Type.TEXT, "Of which kind.", choices=("cycle", "fill")),
        Column("lead_time_days", Type.REAL, "Mean lead time used.", unit="days"),
        Column("lead_time_sd_days", Type.REAL, "Deviation of it.", unit="days"),
        Column("review_days", Type.REAL, "Days between reviews.", unit="days"),
        Column("lead_time_demand", Type.REAL, "Expected units over the lead time."),
        Column("protection_demand", Type.REAL, "Expected units over lead time and review."),
        Column("protection_sd", Type.REAL, "Standard deviation of them."),
        Column("safety_stock", Type.REAL, "Reorder point less the expected protection demand."),
        Column("reorder_point", Type.QUANTITY, "Order when the position is at or below this."),
        Column("order_up_to", Type.QUANTITY, "Order up to this position."),
        Column("lot", Type.QUANTITY, "Orders are multiples of this; null is any quantity."),
        Column("on_hand", Type.QUANTITY, "Units present; null is unknown."),
        Column("on_order", Type.QUANTITY, "Units ordered and not yet arrived."),
        Column("committed", Type.QUANTITY, "Units promised to open orders."),
        Column("position", Type.QUANTITY, "On hand + on order − committed; null is unknown."),
        Column("weeks_of_supply", Type.REAL, "Position over forecast weekly demand.", unit="weeks"),
        Column("central", Type.QUANTITY, "Units of the variant in warehouses, for all locations."),
    ),
)

SUGGESTION = Table(
    "suggestion",
    Kind.FINDING,
    "Something to do, why, and the money at stake. Its state lives in the ledger.",
    (RUN, "suggestion_id"),
    (
        _run(),
        key("suggestion_id", "Stable id: the same need in the same run has the same id."),
        Column(
            "rank", Type.INTEGER, "1 is worth most money of its kind.", required=True, minimum=1
        ),
        Column(
            "kind",
            Type.TEXT,
            "What to do.",
            required=True,
            choices=("buy", "expedite", "hold", "count", "transfer", "markdown", "range", "reduce"),
        ),
        Column("variant_id", Type.TEXT, "The variant; empty for what concerns the range."),
        Column("product_id", Type.TEXT, "Its style."),
        Column("attribute", Type.TEXT, "The attribute in question, as name=value."),
        Column("location_id", Type.TEXT, "Where; empty for what concerns the range."),
        Column("from_location_id", Type.TEXT, "Where goods come from, for a transfer."),
        Column("supplier_id", Type.TEXT, "From whom; null is not known yet."),
        Column("quantity", Type.QUANTITY, "Units.", required=True, minimum=0),
        Column("unit_cost", Type.MONEY, "Cost of one unit; null is unknown."),
        Column("order_cost", Type.MONEY, "Cost of the quantity; null is unknown."),
        Column("cost_currency", Type.TEXT, "ISO 4217 code of the cost columns."),
        Column("money_at_stake", Type.MONEY, "Margin expected to be lost by doing nothing."),
        Column("currency", Type.TEXT, "ISO 4217 code of the money at stake."),
        Column("sells_out_on", Type.DATE, "Day the position is expected to be used up."),
        Column("cut", Type.REAL, "Share by which to lower the price, for a markdown."),
        Column("reason", Type.TEXT, "Why, in words and numbers.", required=True),
    ),
)

EXCEPTION = Table(
    "exception",
    Kind.FINDING,
    "What cannot wait in stock and orders, and the money in it.",
    (RUN, "rank"),
    (
        _run(),
        key("rank", "1 is worth most money; currencies take turns.", Type.INTEGER),
        Column(
            "kind",
            Type.TEXT,
            "What is the matter.",
            required=True,
            choices=("stock out", "heavy", "never sold", "wrong size mix", "late order"),
        ),
        Column("variant_id", Type.TEXT, "The variant; empty for a size mix."),
        Column("product_id", Type.TEXT, "Its style."),
        Column("location_id", Type.TEXT, "Where; empty for a size mix."),
        Column("purchase_order_id", Type.TEXT, "The order that is late."),
        Column("money", Type.MONEY, "What it is expected to cost; null is unknown."),
        Column("currency", Type.TEXT, "ISO 4217 code of the money."),
        Column("units", Type.QUANTITY, "Units lost, too many, never sold or late."),
        Column("position", Type.QUANTITY, "On hand + on order − committed, after transfers."),
        Column("on_hand", Type.QUANTITY, "Units present."),
        Column("on_order", Type.QUANTITY, "Units ordered and not yet arrived."),
        Column("weekly_demand", Type.REAL, "Forecast units a week."),
        Column("days", Type.INTEGER, "Days until goods could come, until sold, or late."),
        Column("reason", Type.TEXT, "Why, in words and numbers.", required=True),
        Column("reason_zh", Type.TEXT, "The same in Chinese.", required=True),
    ),
)

RECOMMENDATION = Table(
    "recommendation",
    Kind.FINDING,
    "A style recommended to a person.",
    (RUN, "customer_id", "rank"),
    (
        _run(),
        key("customer_id", "Pseudonym of the person."),
        key("rank", "1 is best.", Type.INTEGER),
        Column("product_id", Type.TEXT, "The style.", required=True),
        Column("colour", Type.TEXT, "Its colour, where the style has several."),
        Column("variant_id", Type.TEXT, "The variant in the person's size; null is not known."),
        Column("score", Type.REAL, "Score of the model; only its order means something."),
        Column("reason", Type.TEXT, "Why, in words."),
        Column(
            "rules", Type.TEXT, "Business rules that moved it, with its places before and after."
        ),
        Column("may_write", Type.BOOLEAN, "Whether the person agreed to being written to."),
        Column("model", Type.TEXT, "The recommender."),
    ),
)

FINDINGS = (
    ATTRIBUTE,
    PICTURE,
    TREND_SERIES,
    TREND_FORECAST,
    TREND_READING,
    TREND_DRIVER,
    EXPOSURE,
    DEMAND_FORECAST,
    BACKTEST,
    STOCK_POLICY,
    SUGGESTION,
    EXCEPTION,
    RECOMMENDATION,
)
