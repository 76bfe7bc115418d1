"""What the drafting cannot make of a valid design, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modiste.design.spec.vocabulary import (
    Category,
    ClosurePlace,
    Collar,
    Hem,
    Neckline,
    Ruffles,
    Seams,
    SleeveType,
)
from modiste.model.errors import InputError, Place

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec


@dataclass(frozen=True)
class Refusal:
    """A part of a design that is not drafted."""

    slot: str
    value: str
    en: str
    zh: str


class NotDraftedError(InputError):
    """A design that the drafting cannot make."""

    code = "not-drafted"

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__(
            "No pattern is drafted for this design: " + "; ".join(r.en for r in refusals),
            remedy="Change "
            + " and ".join(r.slot for r in refusals)
            + ", or take the flat sketch to a pattern cutter.",
            place=Place(column=refusals[0].slot, value=refusals[0].value),
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (NotDraftedError, (self.refusals,))


def refusals(spec: DesignSpec) -> tuple[Refusal, ...]:
    """Every part of the design that would need pieces which differ from left to right."""
    found = []
    opens = spec.closure.place is ClosurePlace.FRONT or spec.category in (
        Category.JACKET,
        Category.COAT,
    )
    if spec.neckline is Neckline.ONE_SHOULDER:
        found.append(
            Refusal(
                "neckline",
                spec.neckline,
                "a one-shoulder top differs from left to right, and halves are drafted alike",
                "单肩款左右不同,而打版按左右对称进行",
            )
        )
    parts = (
        spec.shaping.seams in (Seams.PRINCESS, Seams.GORED)
        or spec.fullness.tiers > 0
        or spec.sleeve.type is SleeveType.RAGLAN
    )
    if spec.hem is Hem.ASYMMETRIC and parts:
        found.append(
            Refusal(
                "hem",
                spec.hem,
                "an asymmetric hem is not drafted across princess seams, gores, tiers or raglans",
                "不对称下摆不能跨公主线、多片裙、蛋糕层或插肩袖打版",
            )
        )
    strapless = spec.neckline is Neckline.STRAIGHT or (
        spec.neckline is Neckline.SWEETHEART and spec.sleeve.type is SleeveType.NONE
    )
    if spec.fullness.ruffles is Ruffles.SHOULDER and strapless:
        found.append(
            Refusal(
                "fullness.ruffles",
                spec.fullness.ruffles,
                "a strapless top has no armhole to sew a shoulder ruffle into",
                "抹胸款没有可缝肩部荷叶边的袖窿",
            )
        )
    if spec.collar is Collar.SHAWL and spec.sleeve.type is SleeveType.RAGLAN and opens:
        found.append(
            Refusal(
                "collar",
                spec.collar,
                "a shawl collar is cut in one with the shoulder that a raglan seam takes away",
                "青果领与肩部连裁,而插肩线会切掉肩部",
            )
        )
    return tuple(found)
