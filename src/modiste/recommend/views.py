"""What the API says of recommendations."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from modiste.present.http.money import Amount
from modiste.present.http.strict import Answer, Strict

Text = Field(min_length=3, max_length=200)


class MovedView(Answer):
    """What a rule did to an item."""

    rule: str = Field(description="Name of the rule.")
    title: str = Field(description="Its name in the caller's language.")
    before: int | None = Field(description="Place before the rule, from 1; null is off the list.")
    after: int | None = Field(description="Place after it; null is off the list.")


class PickView(Answer):
    """A recommended item: a style in one colour."""

    rank: int = Field(description="1 is best.")
    product_id: str = Field(description="The style.")
    title: str = Field(description="How people call it.")
    colour: str | None = Field(description="Its colour, where the style has several.")
    picture: str | None = Field(description="Its picture, for /v1/media/{picture}.")
    variant_id: str | None = Field(
        description="The variant in the person's size; null where that is not known."
    )
    category: str | None = Field(description="Category.")
    price: Amount | None = Field(description="Selling price.")
    score: float = Field(description="Only differences within a list mean something.")
    reason: str = Field(description="Why, in the caller's language.")
    moved: list[MovedView] = Field(description="What business rules did to it.")


class ListView(Answer):
    """A list for a person, a basket or a visitor."""

    run_id: str = Field(description="The run that learnt the model.")
    as_of: dt.date = Field(description="The day of the facts.")
    customer: str | None = Field(description="The person asked for.")
    profiled: bool = Field(
        description="Whether the person is known and agreed to being profiled; else the answer is "
        "that of a visitor."
    )
    items: list[PickView] = Field(description="Best first; empty where nothing is in stock.")


class CompanionView(Answer):
    """An item that goes with another."""

    rank: int = Field(description="1 is best.")
    product_id: str = Field(description="The style.")
    title: str = Field(description="How people call it.")
    colour: str | None = Field(description="Its colour, where the style has several.")
    picture: str | None = Field(description="Its picture, for /v1/media/{picture}.")
    category: str | None = Field(description="Category.")
    price: Amount | None = Field(description="Selling price.")
    score: float = Field(description="Only differences within a list mean something.")
    reason: str = Field(description="Why, in the caller's language.")


class CompanionsView(Answer):
    """Items for an item."""

    run_id: str = Field(description="The run that learnt the model.")
    as_of: dt.date = Field(description="The day of the facts.")
    item: str = Field(description="The item asked for.")
    kind: Literal["alike", "with"] = Field(description="Like it, or worn with it.")
    items: list[CompanionView] = Field(description="Best first.")


class RuleView(Answer):
    """A business rule that shapes lists."""

    name: str = Field(description="Its name, as switches take it.")
    title: str = Field(description="Its name in the caller's language.")
    kind: Literal["nudge", "limit", "eligibility"] = Field(
        description="Nudges change scores, limits keep lists varied, eligibility leaves out."
    )
    amount: float = Field(
        description="Weight of a nudge; share of a list that a limit allows; days without repeats; "
        "1 or 0 for what is only on or off."
    )
    on: bool = Field(description="Whether the settings use it.")


class LikingView(Answer):
    """A taste."""

    name: str = Field(description="Attribute, such as colour.")
    value: str = Field(description="Its value, such as navy.")
    label: str = Field(description="The value in the caller's language.")
    liking: float = Field(description="ln of the person's share over everybody's; 0 is as usual.")
    evidence: float = Field(description="Purchases behind it, weighted and decayed.")
    share: float = Field(description="Everybody's share.")
    said: bool = Field(description="Whether the person said so.")


class SizeView(Answer):
    """A size that a person takes."""

    group: str = Field(description="Size group: scale, gender and kind of garment.")
    size: str = Field(description="The size.")
    evidence: float = Field(description="Purchases behind it, decayed; 0 is taken over.")


class EditView(Answer):
    """What a person said of their profile."""

    name: str = Field(description="Attribute; * is the whole profile.")
    value: str = Field(description="Its value; * is all of them.")
    label: str = Field(description="The value in the caller's language.")
    stance: Literal["like", "avoid", "ignore"] = Field(description="What they said.")


class ProfileView(Answer):
    """A person's profile: worked out when it is asked for, stored nowhere."""

    customer: str = Field(description="Pseudonym.")
    profiled: bool = Field(description="Whether they are known and agreed to being profiled.")
    events: int = Field(description="Purchases and visits behind it.")
    likings: list[LikingView] = Field(description="Tastes, strongest first.")
    sizes: list[SizeView] = Field(description="Sizes by group.")
    edits: list[EditView] = Field(description="What the person said, that stands.")


class Edits(Strict):
    """Edits of a profile; each value is written like ``colour:navy``."""

    like: list[str] = Field(default_factory=list, max_length=50, description="What they want.")
    avoid: list[str] = Field(
        default_factory=list, max_length=50, description="What they do not want."
    )
    ignore: list[str] = Field(
        default_factory=list,
        max_length=50,
        description="Attributes or values of which nothing shall be learnt.",
    )
    withdraw: list[str] = Field(
        default_factory=list, max_length=50, description="Earlier edits that no longer stand."
    )


class ModelView(Answer):
    """The model that answers, and how good it was on the shop's own past."""

    run_id: str = Field(description="The run that learnt it.")
    as_of: dt.date = Field(description="The day of the facts it answers with.")
    items: int = Field(description="Items it can recommend.")
    people: int = Field(description="People who may be profiled.")
    ranker: bool = Field(description="Whether a learned ranker orders the candidates.")
    weights: dict[str, float] = Field(description="Weights of the signals.")
    judged_people: int | None = Field(description="People of the held-out window.")
    ndcg: tuple[float, float, float] | None = Field(
        description="NDCG@10 of the blend on them, with its 95 % interval."
    )
    popularity_ndcg: float | None = Field(description="The same of what is popular.")
    ranker_gain: tuple[float, float, float] | None = Field(
        description="NDCG@10 of the ranker less that of the blend, with its 95 % interval."
    )
