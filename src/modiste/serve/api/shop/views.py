"""What a shop's pages ask and get."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from modiste.present.http.money import Amount
from modiste.present.http.strict import Answer, Strict

Kind = Literal["for-you", "similar", "look"]
ShopEvent = Literal["view", "list", "select", "like", "cart", "uncart", "checkout"]


class Visitor(Strict):
    """Who looks at the page."""

    consent: bool = Field(
        False, description="Whether the visitor agreed, on this page, to being recognised."
    )
    session: str | None = Field(
        None, min_length=8, max_length=100,
        description="A random id that the page made for the visit; used with consent only.",
    )  # fmt: skip
    token: str | None = Field(
        None, max_length=500,
        description="Of a customer who signed in, from POST /v1/shop/tokens; with consent only.",
    )  # fmt: skip


class Wanted(Visitor):
    """A list for a page."""

    kind: Kind = Field(description="for-you; similar to an item; or a look around an item.")
    item: str | None = Field(
        None,
        max_length=200,
        description="Style or variant of the page; for-you only leaves it out.",
    )
    basket: list[str] = Field(
        default_factory=list, max_length=50, description="Items in the basket; with consent only."
    )
    occasion: str | None = Field(None, max_length=60, description="What for, such as wedding.")
    k: int = Field(8, ge=1, le=48, description="Items of the list.")
    language: Literal["en", "zh"] = Field("en", description="Of reasons.")


class Listed(Answer):
    """An item of a list."""

    product_id: str = Field(description="The style.")
    variant_id: str | None = Field(description="The variant in the visitor's size, where known.")
    title: str = Field(description="How people call it.")
    colour: str | None
    url: str | None = Field(description="Its page in the shop.")
    picture: str | None = Field(description="Address of its picture on this server.")
    alt: str | None = Field(description="Text for those who cannot see it.")
    price: Amount | None
    full_price: Amount | None = Field(description="Before markdown, where it is marked down.")
    reason: str = Field(description="Why, in words.")


class ShopList(Answer):
    """A list for a page."""

    kind: Kind
    personal: bool = Field(description="Whether it rests on anything that the visitor did.")
    reason: str | None = Field(None, description="Why these go together, of a look.")
    items: list[Listed] = Field(description="Best first; none where there is nothing to show.")


class Seen(Strict):
    """Something that a visitor did."""

    kind: ShopEvent
    item: str = Field(min_length=1, max_length=200, description="Style or variant.")
    at: dt.datetime | None = Field(None, description="When; now by default, at most a day ago.")
    position: int | None = Field(None, ge=1, le=10_000, description="Place in the list shown.")
    quantity: int | None = Field(None, ge=1, le=1_000, description="Units.")
    id: str | None = Field(
        None, min_length=8, max_length=64, description="Random id, so that a repeat counts once."
    )


class SeenBatch(Visitor):
    """What a visitor did."""

    events: list[Seen] = Field(min_length=1, max_length=50)


class Stored(Answer):
    """What became of events."""

    stored: int = Field(description="Events that are safe on disk now.")
    ignored: int = Field(description="Repeats, and events of items that are not known.")
    reason: str | None = Field(description="Why none was stored, where that is so.")


class TokenAsked(Strict):
    """A customer who signed in to the shop."""

    customer: str = Field(
        min_length=1, max_length=320,
        description="The id or address that the shop's exports have; only its pseudonym is used.",
    )  # fmt: skip
    hours: int = Field(24, ge=1, le=24 * 31, description="Hours for which it is good.")


class Token(Answer):
    """Says who a customer is, to be put into the page."""

    token: str
    expires_at: dt.datetime
