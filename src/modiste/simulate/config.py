"""What kind of brand to simulate: one frozen object with documented fields and presets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from modiste.model.errors import UnknownNameError


class WorldConfig(BaseModel):
    """A brand's world. The same config gives the same world, byte for byte."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(20260302, ge=0, description="Seed of every random stream.")
    brand: str = Field("Alder & Wren", min_length=1, description="Name of the (invented) brand.")
    skus: int = Field(1_000, ge=50, le=200_000, description="Variants, counted over all history.")
    weeks: int = Field(104, ge=30, le=520, description="Weeks of history before the as-of date.")
    future_weeks: int = Field(52, ge=1, le=156, description="Weeks after it whose truth is laid.")
    as_of: date = Field(date(2026, 3, 2), description="First day not yet lived; a Monday.")
    currency: str = Field("EUR", pattern="^[A-Z]{3}$", description="ISO 4217; two minor digits.")

    stores: int = Field(4, ge=0, le=200, description="Physical stores beside the web shop.")
    warehouse: bool = Field(
        True, description="A warehouse feeds stores and web; without, the web shop's stock does."
    )
    units_per_sku_week: float = Field(
        3.0, gt=0, le=200, description="Mean demand of a variant on sale, over all locations."
    )

    carry_over_share: float = Field(0.25, ge=0, le=1, description="Share of permanent styles.")
    fashion_share: float = Field(0.35, ge=0, le=1, description="Share of short-lived styles.")
    new_share: float = Field(
        0.08, ge=0, le=0.5, description="Share of styles launched in the last six weeks."
    )
    upcoming_share: float = Field(
        0.03, ge=0, le=0.5, description="Share of styles that launch within eight weeks to come."
    )

    risers: int = Field(6, ge=0, le=15, description="Attribute values that rise for good.")
    fallers: int = Field(4, ge=0, le=15, description="Attribute values that fall for good.")
    fads: int = Field(3, ge=0, le=10, description="Attribute values that rise and fall again.")
    posts_per_week: int = Field(800, ge=0, le=100_000, description="Posts in an ordinary week.")

    customers: int = Field(8_000, ge=50, le=5_000_000, description="People who shop.")
    taste_strength: float = Field(
        5.0, ge=0, le=10, description="How much taste decides who buys what; 0 is not at all."
    )
    web_return_rate: float = Field(0.25, ge=0, le=0.8, description="Mean share returned, web.")
    store_return_rate: float = Field(0.08, ge=0, le=0.8, description="Mean share returned, stores.")
    known_in_store: float = Field(0.5, ge=0, le=1, description="Store orders with a customer.")
    sessions_per_week: int = Field(900, ge=0, description="Web visits that end without an order.")
    event_weeks: int = Field(52, ge=0, description="Latest weeks whose events are kept.")

    stock_weeks: int | None = Field(
        None, ge=1, description="Latest weeks whose stock counts are kept; none is all."
    )
    unknown_stock_rate: float = Field(
        0.002, ge=0, le=1, description="Share of stock counts that came without a number."
    )

    @field_validator("as_of")
    @classmethod
    def _monday(cls, value: date) -> date:
        if value.weekday() != 0:
            raise ValueError("as_of must be a Monday: weeks start on Mondays")
        return value

    @model_validator(mode="after")
    def _shares(self) -> WorldConfig:
        if self.carry_over_share + self.fashion_share > 1:
            raise ValueError("carry_over_share and fashion_share exceed 1 together")
        if self.new_share + self.upcoming_share > 0.8:
            raise ValueError("new_share and upcoming_share leave no history")
        return self

    @property
    def horizon(self) -> int:
        """Weeks of history and future together."""
        return self.weeks + self.future_weeks

    def week(self, index: int) -> date:
        """First day of a week; index 0 is the first of history, ``weeks`` the as-of week."""
        return self.as_of + timedelta(weeks=index - self.weeks)


_PRESETS: dict[str, dict[str, Any]] = {
    "tiny": {
        "skus": 50,
        "stores": 1,
        "warehouse": False,
        "customers": 300,
        "posts_per_week": 60,
        "sessions_per_week": 40,
        "event_weeks": 26,
        "units_per_sku_week": 2.0,
    },
    # Enough styles on sale that tastes can differ in what they choose.
    "demo": {
        "skus": 2_400,
        "stores": 2,
        "units_per_sku_week": 1.8,
        "sessions_per_week": 1_500,
    },
    # Many styles for one store and the web: what recommenders are judged on.
    "wide": {
        "skus": 6_000,
        "stores": 1,
        "customers": 10_000,
        "units_per_sku_week": 2.0,
        "sessions_per_week": 2_000,
        "event_weeks": 26,
        "stock_weeks": 52,
    },
    "medium": {
        "skus": 20_000,
        "customers": 80_000,
        "units_per_sku_week": 0.6,
        "sessions_per_week": 4_000,
        "event_weeks": 13,
        "posts_per_week": 1_000,
        "stock_weeks": 104,
    },
    "large": {
        "skus": 200_000,
        "stores": 2,
        "customers": 400_000,
        "units_per_sku_week": 0.4,
        "sessions_per_week": 8_000,
        "event_weeks": 8,
        "posts_per_week": 1_000,
        "stock_weeks": 8,
    },
}

PRESETS = tuple(_PRESETS)
"""Names that :func:`preset` knows."""


def preset(name: str, **changes: Any) -> WorldConfig:
    """A ready config by name, with single fields changed where asked.

    Args:
        name: one of :data:`PRESETS`.
        changes: fields of :class:`WorldConfig` to set otherwise.

    Raises:
        UnknownNameError: no such preset.
    """
    if name not in _PRESETS:
        raise UnknownNameError(
            f"there is no preset {name!r}", remedy=f"The presets are: {', '.join(PRESETS)}."
        )
    return WorldConfig.model_validate({**_PRESETS[name], **changes})
