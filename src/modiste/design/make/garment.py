"""A design and a body to a sewing pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from modiste.design.make.armholes import sew_sleeves
from modiste.design.make.asymmetric import slant
from modiste.design.make.building import Draft
from modiste.design.make.details import add_details
from modiste.design.make.lower import draft_bottom, draft_lower
from modiste.design.make.necking import sew_neck
from modiste.design.make.panel import Pattern
from modiste.design.make.plan import Plan, plan_of
from modiste.design.make.refuse import NotDraftedError, refusals
from modiste.design.make.trunk import draft_trunk
from modiste.design.spec.vocabulary import Category, Hem
from modiste.model.errors import InputError, Place

if TYPE_CHECKING:
    from modiste.design.make.body import Body
    from modiste.design.spec.model import DesignSpec

BOTTOMS: Final = (Category.SKIRT, Category.TROUSERS, Category.SHORTS)


def draft(spec: DesignSpec, body: Body) -> Pattern:
    """Draft the sewing pattern of a design for a body.

    Args:
        spec: the design.
        body: the body; of the design's audience.

    Raises:
        NotDraftedError: the design has a part that is not drafted; it says which and why.
        InputError: the body is of other people than the design.
    """
    found = refusals(spec)
    if found:
        raise NotDraftedError(found)
    if body.people != spec.audience:
        raise InputError(
            f"The design is for {spec.audience}, the body is of {body.people}",
            remedy="Use a body of the same people, or change the design's audience.",
            place=Place(column="people", value=body.people),
        )
    plan = plan_of(spec, body)
    work = Draft()
    if spec.category in BOTTOMS:
        draft_bottom(plan, work)
    else:
        trunk = draft_trunk(plan, work)
        if trunk.shape.seamed:
            draft_lower(plan, work, trunk)
        sew_sleeves(plan, work, trunk)
        sew_neck(plan, work, trunk)
        add_details(plan, work, trunk)
    if spec.hem is Hem.ASYMMETRIC:
        slant(plan, work)
    panels, seams = work.finished()
    return Pattern(
        title=spec.name or f"{spec.audience} {spec.category}",
        size=body.label,
        panels=panels,
        seams=seams,
        body=body.measures(),
        ease=_ease(plan),
        girths={k: round(v, 3) for k, v in work.girths.items()},
        spec=spec.model_dump(mode="json"),
        notes=tuple(work.notes),
    )


def _ease(plan: Plan) -> dict[str, float]:
    """The ease that was drafted for, in cm."""
    body = plan.body
    return {
        "bust": round(plan.bust - body.bust, 3),
        "waist": round(plan.waist - body.waist, 3),
        "hip": round(plan.hip - body.hip, 3),
        "arm": round(plan.arm - body.upper_arm, 3),
    }
