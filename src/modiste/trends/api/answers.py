"""What the trends API answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from modiste.present.http.money import Amount
from modiste.present.http.strict import Answer
from modiste.trends.labels import hex_of, label_of, lead_of, name_label

Stage = Literal["emerging", "rising", "peak", "falling", "fad", "seasonal", "flat"]


class Label(Answer):
    """What something is called in both languages."""

    en: str
    zh: str

    @classmethod
    def of(cls, name: str, value: str) -> Label:
        """What a value of an attribute is called."""
        return cls(en=label_of(name, value, "en"), zh=label_of(name, value, "zh"))

    @classmethod
    def of_name(cls, name: str) -> Label:
        """What an attribute is called."""
        return cls(en=name_label(name, "en"), zh=name_label(name, "zh"))


class Named(Answer):
    """One value of one attribute, such as navy of colour."""

    name: str = Field(description="Attribute, such as colour.")
    value: str = Field(description="Its value, such as navy.")
    kind: Label = Field(description="What the attribute is called.")
    label: Label = Field(description="What the value is called.")
    hex: str | None = Field(description="Its colour, if it is one.")

    @staticmethod
    def parts(name: str, value: str) -> dict[str, Any]:
        """These fields."""
        return {
            "name": name,
            "value": value,
            "kind": Label.of_name(name),
            "label": Label.of(name, value),
            "hex": hex_of(value) if name == "colour" else None,
        }


class Trend(Named):
    """What the forecast says of an attribute in a market and segment."""

    series_id: str = Field(description="Its series; give it to /v1/trends/curves.")
    market: str = Field(description="Market; all is all markets together.")
    segment: str = Field(description="Whose voice: mainstream, influencer, search, views, sales …")
    stage: Stage = Field(description="Where it stands.")
    level: float | None = Field(description="Mean share of the last 8 weeks, 0 to 1.")
    change: float | None = Field(
        description="Expected share of the next year over the last, less 1."
    )
    change_low: float | None = Field(description="Lower end of its 80 % interval.")
    change_high: float | None = Field(description="Upper end of its 80 % interval.")
    confidence: float | None = Field(description="Probability that the change has this sign.")
    peak_week: dt.date | None = Field(description="Week of the highest forecast above today.")
    season_strength: float | None = Field(description="Share of the variance that is seasonal.")
    lead_weeks: int | None = Field(
        description="Weeks by which influencers run ahead; null where it may be chance."
    )
    leading_source: str | None = Field(description="Source in which it grew first.")

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Trend:
        """Of a row of ``trend_reading``."""
        return cls(**cls.fields(row))

    @classmethod
    def fields(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """These fields."""
        same = set(Trend.model_fields) - set(Named.model_fields) - {"lead_weeks"}
        return {
            **cls.parts(row["name"], row["value"]),
            **{name: row[name] for name in same},
            "lead_weeks": lead_of(row),
        }


class Ahead(Answer):
    """Forecast weeks with their quantiles: shares, 0 to 1."""

    weeks: list[dt.date]
    mean: list[float]
    q10: list[float | None]
    q25: list[float | None]
    q75: list[float | None]
    q90: list[float | None]


class Curve(Answer):
    """The past of a series and where it is going."""

    series_id: str
    name: str
    value: str
    market: str
    segment: str
    weeks: list[dt.date] = Field(description="First days of past weeks.")
    share: list[float | None] = Field(description="Share of each; null where sources were out.")
    ahead: Ahead | None = Field(description="The forecast; null where the series is not forecast.")


class Shot(Answer):
    """A picture of one of the brand's own styles."""

    product_id: str
    title: str | None
    path: str = Field(description="File in the media folder; /v1/media/PATH gives it.")


class Colour(Answer):
    """A colour of the brand's styles."""

    value: str
    label: Label
    hex: str
    styles: int = Field(description="Styles that have it.")


class Stand(Answer):
    """How much of the range, its sales and its stock shows an attribute; shares, 0 to 1."""

    styles: int = Field(description="Styles on sale that show it.")
    share_of_styles: float | None
    share_of_sales: float | None
    share_of_stock: float | None
    share_of_voice: float | None = Field(
        description="Its part in all that is said of this attribute."
    )


class Exposed(Named, Stand):
    """How the range stands to an attribute that is talked about."""

    stage: Stage | None
    change: float | None


class Card(Trend):
    """One trend of the board."""

    curve: Curve
    pictures: list[Shot] = Field(description="Of the brand's own styles that show it.")
    palette: list[Colour] = Field(description="Colours of those styles, the most frequent first.")
    exposure: Stand | None = Field(description="Null where the brand has no styles.")


class Column(Answer):
    """Trends that go the same way, the surest first."""

    part: Literal["rising", "peaking", "falling"]
    total: int = Field(description="How many there are; the cards are the first of them.")
    cards: list[Card]
    palette: list[Colour] = Field(description="Colours among all of them.")


class Board(Answer):
    """What rises, peaks and falls in a market and segment."""

    run_id: str | None = Field(description="The plan it is from; null where there is none.")
    as_of: dt.date | None = Field(description="The day that the plan was made for.")
    market: str
    segment: str
    markets: list[str] = Field(description="Markets to choose from.")
    segments: list[str] = Field(description="Segments to choose from.")
    kinds: dict[str, Label] = Field(description="Attributes to choose from.")
    stages: dict[str, int] = Field(description="How many attributes stand where.")
    columns: list[Column]


class Styled(Shot):
    """A style that carries a trend."""

    path: str | None = Field(description="Its picture in the media folder.")  # type: ignore[assignment]
    weight: float = Field(description="Its part of the units sold with the attribute in 13 weeks.")


class Post(Answer):
    """A post as people read it; nobody is named."""

    post_id: str
    at: dt.datetime
    source: str
    market: str | None
    text: str = Field(description="What it says around the attribute.")
    url: str | None = Field(description="Its address in the web, if it has one.")
    path: str | None = Field(description="Its picture in the media folder.")
    likes: int | None
    weight: float | None = Field(description="Part of the growth of 8 weeks that it carries.")


class Detail(Answer):
    """All that is known of one attribute."""

    trend: Trend = Field(description="Of the main segment.")
    readings: list[Trend] = Field(description="Of every market and segment.")
    exposure: Stand | None
    drivers: list[Post] = Field(description="Posts that carry most of its recent growth.")
    styles: list[Styled] = Field(description="The brand's own styles that carry it.")
    pictures: list[Shot]
    palette: list[Colour]


class Advice(Named):
    """Something to add to the range or to reduce."""

    suggestion_id: str
    action: Literal["range", "reduce"] = Field(description="Add to the range, or reduce.")
    money_at_stake: Amount | None
    reason: str = Field(description="Why, in the brand's language.")
    trend: Trend | None = Field(description="What the forecast says of it.")
    exposure: Stand | None


class Rate(Answer):
    """How often calls held, with Wilson's 95 % interval of the share."""

    called: int
    held: int
    share: float | None
    low: float
    high: float


class Calibration(Answer):
    """What became of earlier calls, and how near forecast peaks were."""

    rising: Rate | None = Field(description="Rises of any kind.")
    stages: dict[str, Rate]
    origins: list[dt.date] = Field(description="Days as of which it was called again.")
    peaks_judged: int
    peak_weeks: float | None = Field(description="Median weeks between forecast and real peak.")
    peaks_near: int = Field(description="Peaks that were at most 4 weeks away.")
    influencer_lead: float | None = Field(description="Weeks by which influencers are ahead.")
    model: str | None = Field(description="The forecaster.")
    posts: int = Field(description="Posts that were heard.")
