"""What the API is told about purchase orders, and what it answers to acts on them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from modiste.inventory.api.order_views import OrderView
from modiste.present.http.problems import Problem
from modiste.present.http.strict import Answer, Strict

Units = Annotated[int, Field(ge=0, le=10_000_000)]
Why = Annotated[str | None, Field(max_length=2000, description="The reason, for the audit log.")]
Id = Annotated[str, Field(min_length=1, max_length=300)]
Day = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2199, 12, 31))]


class LineUnits(Strict):
    """Units of one line."""

    variant_id: Id = Field(description="What.")
    location_id: Id = Field(description="Where.")
    quantity: Units = Field(description="Units; 0 takes the line out.")


class OrderEdit(Strict):
    """A change of quantities, or of the supplier."""

    lines: list[LineUnits] = Field(default=[], max_length=5000, description="Lines to change.")
    supplier_id: Id | None = Field(None, description="Order from this supplier instead.")
    anyway: bool = Field(False, description="Accept what the supplier's minimum and packs do not.")
    why: Why = None


class Reason(Strict):
    """A reason."""

    why: Why = None


class MustReason(Strict):
    """A reason that must be given."""

    why: str = Field(min_length=1, max_length=2000, description="The reason, for the audit log.")


Channel = Literal["csv", "xlsx", "shopify", "email", "webhook", "hand"]


class Send(Strict):
    """How an order is sent."""

    via: Channel | None = Field(None, description="The way; that of the settings by default.")
    again: bool = Field(False, description="Send an order once more that was sent before.")
    why: Why = None


class Acknowledge(Strict):
    """What the supplier says."""

    expected_on: Day | None = Field(None, description="Day of arrival that it promises.")
    reference: str | None = Field(None, max_length=200, description="The supplier's number.")
    lines: list[LineUnits] = Field(
        default=[], max_length=5000, description="Lines of which it will deliver other quantities."
    )
    why: Why = None


class LineArrival(Strict):
    """What came of one line."""

    variant_id: Id = Field(description="What.")
    location_id: Id = Field(description="Where.")
    accepted: Units = Field(0, description="Units that go into stock.")
    held: Units = Field(0, description="Units held for quality control.")
    rejected: Units = Field(0, description="Units refused.")


class Receive(Strict):
    """A delivery."""

    all: bool = Field(False, description="Everything that was to come has come.")
    lines: list[LineArrival] = Field(default=[], max_length=5000, description="Else what came.")
    delivery: str | None = Field(
        None, max_length=200, description="Number of the delivery note; none counts twice."
    )
    why: Why = None


class LineVerdict(Strict):
    """What becomes of units that were held."""

    variant_id: Id = Field(description="What.")
    location_id: Id = Field(description="Where.")
    accepted: Units = Field(0, description="Units that go into stock.")
    rejected: Units = Field(0, description="Units refused.")


class Inspect(Strict):
    """The verdict of quality control."""

    lines: list[LineVerdict] = Field(min_length=1, max_length=5000, description="Verdicts by line.")
    why: Why = None


class OrdersMeant(Strict):
    """Several orders at once."""

    numbers: list[Id] = Field(min_length=1, max_length=500, description="Numbers of the orders.")
    why: Why = None


class OrdersToSend(OrdersMeant):
    """Several orders to be sent."""

    via: Channel | None = Field(None, description="The way; that of the settings by default.")


class OrderDone(Answer):
    """What became of one of several."""

    purchase_order_id: str = Field(description="The order.")
    done: bool = Field(description="Whether it was done.")
    state: str | None = Field(description="State of the order afterwards.")
    where: str | None = Field(None, description="Where a message went.")
    problem: Problem | None = Field(None, description="Why it was not done.")


class Sent(OrderView):
    """An order after it was sent."""

    where: str = Field(description="Where the message went.")
