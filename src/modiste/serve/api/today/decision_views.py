"""What the API says of decisions, and what it is told about them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from modiste.present.http.money import Amount
from modiste.present.http.problems import Problem
from modiste.present.http.strict import Answer, Strict

Kind = Literal[
    "buy", "transfer", "markdown", "hold", "expedite", "count", "range", "reduce", "stock out",
    "heavy", "never sold", "wrong size mix", "late order", "order",
]  # fmt: skip
State = Literal["open", "accepted", "dismissed", "ordered", "covered"]


class EvidenceView(Answer):
    """DecisionMeant number that speaks for a decision."""

    name: str = Field(description="Stable name.")
    value: float | str | None = Field(description="The number; null is unknown.")
    unit: Literal["units", "days", "weeks", "share", "day"] = Field(description="Measured in.")


class PlaceView(Answer):
    """Units for one place."""

    location_id: str = Field(description="The place.")
    location: str = Field(description="Its name.")
    quantity: int = Field(description="Units suggested.")


class DecisionView(Answer):
    """Something to decide, why, and what was decided."""

    id: str = Field(description="Id within the plan.")
    rank: int = Field(description="1 is worth most money; currencies take turns.")
    kind: Kind = Field(description="What it is about.")
    state: State = Field(
        description="open, accepted or dismissed; a purchase is ordered where its order was "
        "approved as a whole, and covered where the order book found it taken care of."
    )
    money: Amount | None = Field(description="Money at stake; null is unknown.")
    title: str | None = Field(description="Name of the style, or number of the order.")
    product_id: str | None = Field(description="The style.")
    variant_id: str | None = Field(description="The variant.")
    colour: str | None = Field(description="Colour.")
    size: str | None = Field(description="Size.")
    category: str | None = Field(description="Category.")
    picture: str | None = Field(description="Address of a picture.")
    location: str | None = Field(description="Where, or where to.")
    from_location: str | None = Field(description="Where from, for a transfer.")
    attribute: str | None = Field(description="The trend in question, as name=value.")
    label: dict[str, str] | None = Field(description="Its name in en and zh.")
    supplier: str | None = Field(description="The supplier.")
    quantity: int | None = Field(description="Units accepted, else suggested.")
    suggested: int | None = Field(description="Units suggested.")
    cut: float | None = Field(description="Markdown accepted, else suggested.")
    cost: Amount | None = Field(description="Cost of the units suggested.")
    sells_out_on: dt.date | None = Field(description="Day on which stock runs out.")
    purchase_order_id: str | None = Field(description="The order that it is in, or about.")
    order_state: str | None = Field(description="State of that order.")
    places: list[PlaceView] = Field(description="Units by place, for a purchase.")
    evidence: list[EvidenceView] = Field(description="The numbers behind it.")
    reason: dict[str, str] = Field(description="Why, in en and zh.")
    editable: Literal["quantity", "cut"] | None = Field(description="What may be edited.")
    version: int = Field(description="Counts decisions about it; 0 is none.")
    etag: str = Field(description="Names this version in If-Match.")
    why: str | None = Field(description="Why it was dismissed.")
    actor: str | None = Field(description="Who decided.")
    at: dt.datetime | None = Field(description="When.")


class DecisionFilter(BaseModel):
    """Which decisions are listed."""

    model_config = ConfigDict(frozen=True)

    state: list[State] = Field(["open"], description="In these states; only open by default.")
    kind: list[Kind] = Field([], description="Of these kinds; all by default.")
    category: str | None = Field(None, max_length=200, description="Only of this category.")
    product_id: str | None = Field(None, max_length=300, description="Only of this style.")
    search: str | None = Field(None, max_length=100, description="Part of a name or id.")
    sort: Literal["money", "quantity", "sells_out_on"] = Field(
        "money", description="Most money first, most units first, or the first to run out."
    )


class DecisionSum(Answer):
    """How many decisions there are of a kind and state, and their money."""

    kind: Kind = Field(description="The kind.")
    state: State = Field(description="The state.")
    count: int = Field(description="How many.")
    money: list[Amount] = Field(description="Money at stake by currency.")


class Accept(Strict):
    """Accept, perhaps with another quantity or cut."""

    quantity: int | None = Field(None, ge=1, le=10_000_000, description="Other units.")
    cut: float | None = Field(None, gt=0, lt=1, description="Another markdown, such as 0.3.")
    anyway: bool = Field(False, description="Accept what the supplier's minimum and packs do not.")


class Dismiss(Strict):
    """Dismiss, with a reason."""

    reason: str = Field(min_length=1, max_length=2000, description="Why.")


class DecisionMeant(Strict):
    """DecisionMeant of several decisions."""

    id: str = Field(min_length=1, max_length=900, description="Id of the decision.")
    version: int | None = Field(None, ge=0, description="The version looked at.")
    quantity: int | None = Field(None, ge=1, le=10_000_000, description="Other units.")
    cut: float | None = Field(None, gt=0, lt=1, description="Another markdown.")


class DecisionsMeant(Strict):
    """Several decisions at once."""

    action: Literal["accept", "dismiss", "undo"] = Field(description="What is done with them.")
    items: list[DecisionMeant] = Field(min_length=1, max_length=500, description="The decisions.")
    reason: str | None = Field(None, min_length=1, max_length=2000, description="Why dismissed.")
    anyway: bool = Field(False, description="Accept what the supplier's minimum and packs do not.")


class DecisionDone(Answer):
    """What became of one of several."""

    id: str = Field(description="The decision.")
    done: bool = Field(description="Whether it stands as asked for.")
    decision: DecisionView | None = Field(description="How it stands.")
    problem: Problem | None = Field(None, description="Why it was not done.")
