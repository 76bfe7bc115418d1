"""``/v1/styling`` and ``/v1/size``: outfits, capsules, body shapes, and which size to take."""

from __future__ import annotations

from threading import Lock
from typing import Annotated, Any, Literal, cast

from fastapi import Query

from modiste.present.http.access import Scope
from modiste.present.http.depends import Common, Who
from modiste.present.http.money import Amount
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.present.http.shared import Shared
from modiste.store.pictures import Shots, shots
from modiste.styling.asked import capsule_asked, outfits_asked, shape_report, size_asked
from modiste.styling.service import Shop
from modiste.styling.views import (
    Body,
    CapsuleView,
    OutfitsView,
    OutfitView,
    PieceView,
    ShapeView,
    SizeAdviceView,
)
from modiste.styling.warm import WarmShop

router = Router(tags=["styling"])

Language = Annotated[Literal["en", "zh"] | None, Query(description="Of reasons; yours by default.")]
Occasion = Annotated[str | None, Query(description="What for, such as work or wedding.")]
Season = Annotated[str | None, Query(description="spring, summer, autumn, winter or now.")]
Budget = Annotated[str | None, Query(description="For the new pieces together, such as 150.")]
ShapeName = Annotated[str | None, Query(description="Body shape; the person's by default.")]
Customer = Annotated[str | None, Query(description="Pseudonym of a customer.")]
_PART = "styling"
_LOCK = Lock()


def shop_of(common: Shared) -> Shop:
    """The shop of a server, read at the first request and again when facts change.

    Raises:
        NotEnoughDataError: it has no products.
    """
    with _LOCK:
        warm = common.parts.setdefault(_PART, WarmShop(common.workspace))
    return cast("WarmShop", warm).shop()


@router.get("/styling/outfits", scope=Scope.STYLING_READ, responses=problem_responses(404, 409))
def outfits(  # noqa: PLR0913, PLR0917 - what may be asked
    who: Who,
    common: Common,
    product: Annotated[
        list[str] | None, Query(description="A style or SKU to wear; repeatable.")
    ] = None,
    customer: Customer = None,
    occasion: Occasion = None,
    season: Season = None,
    budget: Budget = None,
    shape: ShapeName = None,
    k: Annotated[int, Query(ge=1, le=20, description="Outfits.")] = 3,
    language: Language = None,
) -> OutfitsView:
    """Complete the look: outfits from stock, around products, for a customer, or both."""
    found = outfits_asked(
        shop_of(common),
        asked={"budget": budget, "occasion": occasion, "season": season, "shape": shape},
        products=product or [],
        customer=customer,
        count=k,
        language=language or who.language,
    )
    pictures = shots(common.tables)
    listed = [_outfit(each, pictures) for each in found["outfits"]]
    return OutfitsView.model_validate({**found, "outfits": listed})


@router.get("/styling/capsule", scope=Scope.STYLING_READ, responses=problem_responses(404, 409))
def capsule(  # noqa: PLR0913, PLR0917 - what may be asked
    who: Who,
    common: Common,
    customer: Customer = None,
    gender: Annotated[Literal["women", "men"] | None, Query(description="For whom.")] = None,
    occasion: Occasion = None,
    season: Season = None,
    budget: Budget = None,
    shape: ShapeName = None,
    pieces: Annotated[int, Query(ge=3, le=20, description="Pieces.")] = 8,
    days: Annotated[int, Query(ge=1, le=14, description="Days to dress.")] = 7,
    own: Annotated[bool, Query(description="With what the customer owns.")] = False,
    language: Language = None,
) -> CapsuleView:
    """A few pieces that make many outfits, within a budget."""
    found = capsule_asked(
        shop_of(common),
        asked={"budget": budget, "occasion": occasion, "season": season, "shape": shape},
        customer=customer,
        gender=gender,
        size=(pieces, days),
        own=own,
        language=language or who.language,
    )
    pictures = shots(common.tables)
    return CapsuleView(
        pieces=[PieceView.told(each, pictures) for each in found["pieces"]],
        outfits=found["outfits"], week=found["week"], value=found["value"], bound=found["bound"],
        gap=found["gap"], price=Amount(minor=found["price"], currency=found["currency"]),
    )  # fmt: skip


@router.post("/styling/shape", scope=Scope.STYLING_READ)
def shape(body: Body, who: Who) -> ShapeView:
    """The body shape of girths by FFIT and GB/T 1335. Nothing of it is kept."""
    girths = {"bust": body.bust, "waist": body.waist, "hip": body.hip, "high_hip": body.high_hip}
    found = shape_report(girths, body.unit, body.gender, body.language or who.language)
    return ShapeView.model_validate(found)


@router.get("/size", scope=Scope.STYLING_READ, responses=problem_responses(404, 409))
def size(
    who: Who,
    common: Common,
    customer: Annotated[str, Query(description="Pseudonym of a customer.")],
    product: Annotated[str, Query(description="A style or SKU.")],
    language: Language = None,
) -> SizeAdviceView:
    """Which size of a style a customer should take, how sure that is, and why."""
    found = size_asked(shop_of(common), customer, product, language or who.language)
    return SizeAdviceView.model_validate(found)


def _outfit(found: dict[str, Any], pictures: Shots) -> OutfitView:
    return OutfitView(
        pieces=[PieceView.told(each, pictures) for each in found["pieces"]],
        price=Amount(minor=found["price"], currency=found["currency"]),
        **{name: found[name] for name in ("given", "score", "parts", "why")},
    )
