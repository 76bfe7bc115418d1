"""What the API says of customers."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from modiste.present.http.money import Amount
from modiste.present.http.strict import Answer, Strict

Segment = Literal["champion", "loyal", "new", "one order", "at risk", "lapsed", "visitor"]


class Consent(Answer):
    """What a person agreed to; null was never asked."""

    profiling: bool | None = Field(description="To being profiled for recommendations.")
    marketing: bool | None = Field(description="To being written to.")
    profiled: bool = Field(
        description="Whether they are profiled: they agreed, or the settings profile those who "
        "were never asked."
    )


class CustomerRow(Answer):
    """A customer, by pseudonym."""

    customer_id: str = Field(description="Keyed pseudonym.")
    segment: Segment = Field(description="By recency, frequency and money; see the guide.")
    since: dt.date | None
    country: str | None
    birth_decade: int | None
    orders: int = Field(description="Orders in which something was bought.")
    units: int = Field(description="Net units.")
    returned: int = Field(description="Units that came back.")
    money: Amount = Field(description="Net sales in the brand's currency.")
    first: dt.date | None = Field(description="Day of the first order.")
    last: dt.date | None = Field(description="Day of the last order.")
    consent: Consent


class SegmentRow(Answer):
    """A segment and what it brings."""

    segment: Segment
    customers: int
    share: float = Field(description="Of all customers.")
    orders: int
    money: Amount = Field(description="Net sales ever, in the brand's currency.")
    money_share: float | None = Field(description="Of all money.")
    profiled: int = Field(description="Customers that are profiled.")


class Segments(Answer):
    """All segments."""

    as_of: dt.date = Field(description="Ages are counted from this day.")
    customers: int
    segments: list[SegmentRow]
    countries: list[str] = Field(description="Countries of customers, the most frequent first.")


class SizeCount(Answer):
    """A size that was bought."""

    size: str
    kept: int = Field(description="Units bought and not returned.")
    returned: int


class CategorySizes(Answer):
    """Sizes bought in a category."""

    category: str
    label: str = Field(description="The category in the caller's language.")
    sizes: list[SizeCount]


class OrderLine(Answer):
    """An order line; a negative quantity came back."""

    day: dt.date
    order_id: str
    product_id: str
    variant_id: str
    title: str | None
    colour: str | None
    size: str | None
    quantity: int
    paid: Amount | None = Field(description="For the whole line.")
    return_reason: str | None


class EventRow(Answer):
    """Something that the person did in the shop."""

    at: dt.datetime
    kind: str
    product_id: str | None
    title: str | None
    size: str | None
    fit: str | None
    rating: float | None
    occasion: str | None


class Customer(Answer):
    """A customer in detail."""

    as_of: dt.date
    customer: CustomerRow
    body_type: str | None = Field(description="As the person states it.")
    usual_size: str | None = Field(description="As the person states it.")
    sizes: list[CategorySizes]
    lines: list[OrderLine] = Field(description="The newest 100 order lines.")
    events: list[EventRow] = Field(description="The newest 50 events; none without consent.")


class ConsentTold(Strict):
    """A person's answer."""

    profiling: bool | None = Field(None, description="Left out: stays as it is.")
    marketing: bool | None = Field(None, description="Left out: stays as it is.")
