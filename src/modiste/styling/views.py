"""What the API says of outfits, capsules, body shapes and sizes."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from modiste.present.http.money import Amount
from modiste.present.http.strict import Answer, Strict
from modiste.store.pictures import Shots


class PieceView(Answer):
    """A piece of an outfit or a capsule."""

    slot: str = Field(description="Where it is worn, in the caller's language.")
    product_id: str = Field(description="The style.")
    variant_id: str | None = Field(description="The variant in the person's size, where known.")
    title: str = Field(description="How people call it.")
    category: str | None = Field(description="Category.")
    colour: str | None = Field(description="Its colour, in the caller's language.")
    size: str | None = Field(description="Its size.")
    price: Amount = Field(description="What it costs; nothing where it is owned.")
    owned: bool = Field(description="Whether the person has it already.")
    picture: str | None = Field(description="Its picture, for /v1/media/{picture}.")

    @classmethod
    def told(cls, piece: dict[str, Any], pictures: Shots) -> PieceView:
        """From what styling tells of a piece."""
        return cls(
            picture=pictures.of_variant(piece["variant"], piece["product"]),
            product_id=piece["product"], variant_id=piece["variant"],
            price=Amount(minor=piece["price"], currency=piece["currency"]),
            **{name: piece[name] for name in ("slot", "title", "category", "colour", "size",
                                              "owned")},
        )  # fmt: skip


class OutfitView(Answer):
    """Pieces to wear together."""

    pieces: list[PieceView] = Field(description="What was given first.")
    given: int = Field(description="How many of the pieces were given.")
    price: Amount = Field(description="What the pieces that were not given cost together.")
    score: float = Field(description="Only differences within a list mean something.")
    parts: dict[str, float] = Field(description="What the score is made of.")
    why: list[str] = Field(description="Reasons, in the caller's language.")


class OutfitsView(Answer):
    """Outfits around products, for a customer, or both."""

    customer: str | None = Field(description="For whom.")
    products: list[str] = Field(description="What was given.")
    occasion: str | None = Field(description="What for.")
    season: str | None = Field(description="Season.")
    shape: str | None = Field(description="Body shape that was dressed.")
    taste_learnt: bool = Field(description="Whether taste was learnt, with the person's consent.")
    outfits: list[OutfitView] = Field(description="Best first.")


class CapsuleView(Answer):
    """A few pieces that make many outfits."""

    pieces: list[PieceView] = Field(description="The pieces.")
    outfits: int = Field(description="Outfits that they make.")
    week: list[list[str]] = Field(description="An outfit a day, by the titles of its pieces.")
    price: Amount = Field(description="What the new pieces cost together.")
    value: float = Field(description="Value of the capsule.")
    bound: float = Field(description="No capsule of this size is worth more.")
    gap: float = Field(description="(bound − value) ÷ value: 0 is proven best.")


class Body(Strict):
    """Girths of an adult body."""

    bust: float = Field(gt=0, le=250, description="Bust or chest girth.")
    waist: float = Field(gt=0, le=250, description="Waist girth.")
    hip: float = Field(gt=0, le=250, description="Hip girth.")
    high_hip: float | None = Field(None, gt=0, le=250, description="High-hip girth.")
    unit: Literal["cm", "in"] = Field("cm", description="Of the girths.")
    gender: Literal["women", "men"] = Field("women", description="Whose tables are used.")
    language: Literal["en", "zh"] | None = Field(None, description="Of the answer.")


class ShapeView(Answer):
    """A body shape and what decided."""

    gender: str = Field(description="Whose tables were used.")
    shape: str | None = Field(description="FFIT shape; null for men, whom FFIT does not describe.")
    sure: bool | None = Field(None, description="Whether no threshold is near.")
    gbt_1335: str | None = Field(description="Class of GB/T 1335: Y, A, B or C.")
    drop_cm: float = Field(description="Bust less waist.")
    bust_less_waist_in: float | None = Field(None, description="In inches, as FFIT measures.")
    hip_less_waist_in: float | None = Field(None, description="In inches.")
    bust_less_hip_in: float | None = Field(None, description="In inches.")
    high_hip_over_waist: float | None = Field(None, description="Ratio.")
    nearest_threshold_in: float | None = Field(
        None, description="Inches to the nearest threshold at which the shape changes."
    )
    often_looked_for: list[str] = Field(description="What people of the shape often look for.")


class SizeRow(Answer):
    """A size of the style."""

    size: str = Field(description="The size.")
    small: float = Field(description="Probability that it is too small.")
    fit: float = Field(description="Probability that it fits.")
    large: float = Field(description="Probability that it is too large.")
    expected_cost: float = Field(description="Expected cost of a misfit; the least is advised.")
    in_stock: bool | None = Field(description="Whether it is in stock; null is not known.")


class Evidence(Answer):
    """What the advice rests on."""

    sizes_worn_or_stated: int = Field(description="Sizes worn or stated.")
    body_numbers: int = Field(description="Measurements of the body.")
    records_of_the_style: int = Field(description="How the style fitted others.")


class SizeAdviceView(Answer):
    """Which size of a style a person should take."""

    customer: str = Field(description="Who.")
    product: str = Field(description="Which style.")
    known: bool = Field(description="Whether a size can be advised.")
    size: str | None = Field(description="The size; null where it is not known.")
    between: list[str] | None = Field(description="Two sizes that are nearly as good.")
    why: str = Field(description="In words, in the caller's language.")
    runs: Literal["small", "true", "large"] = Field(description="How the style runs.")
    sizes: list[SizeRow] = Field(description="All sizes of the style, in order.")
    evidence: Evidence
