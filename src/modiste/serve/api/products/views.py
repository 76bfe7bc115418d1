"""What the API says of the range."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from modiste.present.http.money import Amount
from modiste.present.http.strict import Answer, Strict

StockState = Literal["out", "low", "enough", "heavy", "unknown"]
Stage = Literal["emerging", "rising", "peak", "falling", "fad", "seasonal", "flat"]
Source = Literal["person", "catalogue", "text", "image"]


class SellThrough(Answer):
    """What part of what there was to sell has been sold."""

    value: float | None = Field(
        description="Numerator over denominator; null where stock is not known or nothing was "
        "there."
    )
    numerator: int = Field(description="Units sold in the window less units that came back.")
    denominator: int | None = Field(description="The numerator plus units on hand now.")
    denominator_name: Literal["net units sold in the window + units on hand now"] = Field(
        "net units sold in the window + units on hand now", description="What it is a share of."
    )
    weeks: int | None = Field(description="Weeks of the window; null is since launch.")


class StyleRow(Answer):
    """A style in the grid."""

    product_id: str = Field(description="The style.")
    title: str | None = Field(description="Name shown to customers.")
    brand: str | None = Field(description="Brand.")
    category: str | None = Field(description="Category.")
    gender: str | None = Field(description="Whom it is cut for.")
    season: str | None = Field(description="Season label.")
    collection: str | None = Field(description="Collection or drop.")
    status: str | None = Field(description="active, draft or archived.")
    launched_on: dt.date | None = Field(description="First day on sale.")
    picture: str | None = Field(description="Its first picture, for /v1/media/{picture}.")
    alt: str | None = Field(description="Text for those who cannot see it.")
    colours: list[str] = Field(description="Colours that it comes in.")
    families: list[str] = Field(description="Their colour families.")
    price: Amount | None = Field(description="Median selling price of its variants.")
    full_price: Amount | None = Field(description="The same before markdown.")
    sold: int = Field(description="Units sold in the window.")
    returned: int = Field(description="Units that came back in it.")
    money: Amount | None = Field(description="Net sales of the window in the brand's currency.")
    sell_through: SellThrough
    on_hand: int | None = Field(description="Units in all places; null is not known.")
    on_order: int | None = Field(description="Units ordered and not yet arrived.")
    weekly_demand: float | None = Field(description="Expected units a week.")
    demand_basis: Literal["forecast", "sales"] | None = Field(
        description="The plan's forecast, or the rate of the last four weeks."
    )
    weeks_of_supply: float | None = Field(description="On hand over weekly demand.")
    stock: StockState = Field(
        description="out; low: below 4 weeks; enough; heavy: above 26 weeks or nothing sells; "
        "unknown."
    )
    stage: Stage | None = Field(description="Stage of the most telling trend that it shows.")
    trend: str | None = Field(description="That trend, as name:value.")


class Facet(Answer):
    """A value that the grid can be filtered by."""

    value: str = Field(description="The value.")
    label: str = Field(description="The same in the caller's language.")
    count: int = Field(description="Styles that have it.")


class Facets(Answer):
    """Values to filter by, the most frequent first."""

    as_of: dt.date = Field(description="The day of the figures.")
    category: list[Facet]
    colour: list[Facet] = Field(description="Colour families.")
    stage: list[Facet]
    stock: list[Facet]
    status: list[Facet]
    gender: list[Facet]
    season: list[Facet]


class VariantRow(Answer):
    """A SKU."""

    variant_id: str
    gtin: str | None
    colour: str | None
    colour_family: str | None
    size: str | None
    status: str | None
    price: Amount | None
    full_price: Amount | None
    cost: Amount | None = Field(description="Purchase cost of one unit.")
    on_hand: int | None = Field(description="Units in all places; null is not known.")
    on_order: int | None
    net: int = Field(description="Net units sold in the window.")
    weeks_of_supply: float | None = Field(description="On hand over forecast weekly demand.")


class PictureView(Answer):
    """A picture of the style."""

    path: str = Field(description="For /v1/media/{path}.")
    alt: str | None
    colour: str | None = Field(description="The colour that it shows, where that is known.")


class SizeShare(Answer):
    """A size of the size curve."""

    size: str
    sold: int = Field(description="Net units of the style sold in the window.")
    sold_share: float | None = Field(description="Their share.")
    on_hand: int | None = Field(description="Units on hand.")
    stock_share: float | None = Field(description="Their share.")
    curve_share: float | None = Field(
        description="Share of the category's demand in this size, as the plan learnt it."
    )


class PlaceStock(Answer):
    """Stock of a size at a place."""

    location_id: str
    size: str | None
    colour: str | None
    on_hand: int | None = Field(description="null is not known.")
    on_order: int


class Place(Answer):
    """A place with stock of the style."""

    location_id: str
    name: str | None
    kind: str | None
    on_hand: int | None
    on_order: int


class WeekRow(Answer):
    """A week of sales."""

    week: dt.date = Field(description="First day of the week.")
    net: int = Field(description="Units sold less units back.")
    returned: int = Field(description="Units back.")
    money: Amount = Field(description="Net sales.")


class ForecastRow(Answer):
    """A week of forecast demand."""

    week: dt.date = Field(description="First day of the week.")
    mean: float = Field(description="Expected units.")
    low: float | None = Field(description="10 % quantile.")
    high: float | None = Field(description="90 % quantile.")


class PriceRow(Answer):
    """A price from a day on."""

    day: dt.date
    price: Amount | None
    full_price: Amount | None


class ReasonRow(Answer):
    """Why units came back."""

    reason: str | None = Field(description="null is not known.")
    units: int


class Returns(Answer):
    """What comes back, of all that was ever sold."""

    sold: int
    returned: int
    rate: float | None = Field(description="Units back over units sold.")
    category_rate: float | None = Field(description="The same of the whole category.")
    reasons: list[ReasonRow]


class TrendRow(Answer):
    """A trend that the style shows."""

    name: str
    value: str
    stage: Stage
    change: float | None = Field(description="Expected change of its share over the next year.")
    low: float | None = Field(description="Lower end of the 80 % interval.")
    high: float | None = Field(description="Upper end.")
    confidence: float | None
    series_id: str


class AttributeRow(Answer):
    """Something that a source says of the style."""

    name: str
    value: str = Field(description="'nothing' where a person says that there is none.")
    label: str = Field(description="The value in the caller's language.")
    source: Source
    confidence: float
    counts: bool = Field(description="Whether this is what all parts of Modiste go by.")


class Attributes(Answer):
    """What the style is like, by all sources."""

    product_id: str
    attributes: list[AttributeRow]


class Style(Answer):
    """Everything that is known of a style."""

    as_of: dt.date = Field(description="The day of the figures.")
    style: StyleRow
    description: str | None
    material: str | None
    url: str | None
    pictures: list[PictureView]
    variants: list[VariantRow]
    sizes: list[SizeShare] = Field(description="The size curve, in order of sizes.")
    places: list[Place]
    stock: list[PlaceStock]
    weeks: list[WeekRow] = Field(description="The last 52 weeks.")
    forecast: list[ForecastRow] = Field(description="The plan's forecast.")
    forecast_model: str | None
    prices: list[PriceRow]
    returns: Returns
    trends: list[TrendRow]
    attributes: list[AttributeRow]


class Correction(Strict):
    """All values that the style has of one attribute, as a person sees them."""

    name: str = Field(min_length=1, max_length=60, description="Attribute, such as pattern.")
    values: list[str] = Field(
        max_length=12, description="Its values, such as floral; none says that it has none."
    )


class Corrections(Strict):
    """Corrections of a style."""

    corrections: list[Correction] = Field(min_length=1, max_length=40)


class Word(Answer):
    """A value of an attribute."""

    value: str = Field(description="The value, as corrections take it.")
    label: str = Field(description="The same in the caller's language.")


class Vocabulary(Answer):
    """Values that an attribute may have."""

    name: str = Field(description="The attribute.")
    values: list[Word]
