"""`DesignSpec`: one frozen, versioned description of a garment.

It is the hub of the studio: words, pictures and searches make specs; flats, prints, patterns and
tech packs are made from them. It holds no centimetres: levels are resolved for a body.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from modiste.design.spec.vocabulary import (
    Audience,
    BackPocket,
    Belt,
    Category,
    ChestPocket,
    ClosurePlace,
    ClosureType,
    Collar,
    ColourRole,
    Cuff,
    Darts,
    Fit,
    Gathers,
    Hem,
    HipPocket,
    LegPocket,
    Length,
    Material,
    Neckline,
    Pleats,
    PrintKind,
    PrintScale,
    Ruffles,
    Seams,
    Silhouette,
    SleeveLength,
    SleeveType,
    Slit,
    Trim,
    WaistPosition,
    WaistStyle,
    Weave,
    Yoke,
)

VERSION: Final = 1
"""The version of the schema that this code writes."""

Hex = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sleeve(_Part):
    """The sleeves and how they end."""

    type: SleeveType = SleeveType.NONE
    length: SleeveLength = SleeveLength.NONE
    cuff: Cuff = Cuff.NONE


class Closure(_Part):
    """What opens it, and where."""

    type: ClosureType = ClosureType.NONE
    place: ClosurePlace = ClosurePlace.NONE


class Waist(_Part):
    """What is made at the waist, and where it lies."""

    style: WaistStyle = WaistStyle.NONE
    position: WaistPosition = WaistPosition.NATURAL
    belt: Belt = Belt.NONE


class Pockets(_Part):
    """Pockets by their place; each is a pair, but for the chest pocket of a shirt or tee."""

    chest: ChestPocket = ChestPocket.NONE
    hip: HipPocket = HipPocket.NONE
    back: BackPocket = BackPocket.NONE
    leg: LegPocket = LegPocket.NONE


class Shaping(_Part):
    """Darts, seams and yokes."""

    darts: Darts = Darts.NONE
    seams: Seams = Seams.NONE
    yoke: Yoke = Yoke.NONE


class Fullness(_Part):
    """Pleats, gathers, tiers and ruffles."""

    pleats: Pleats = Pleats.NONE
    gathers: Gathers = Gathers.NONE
    tiers: Literal[0, 2, 3, 4, 5] = Field(0, description="Horizontal tiers; 0 is none.")
    ruffles: Ruffles = Ruffles.NONE


class Fabric(_Part):
    """The cloth."""

    material: Material = Material.COTTON
    weave: Weave = Weave.POPLIN
    weight: int = Field(120, ge=15, le=1200, description="Grams per square metre.")
    stretch: int = Field(
        0, ge=0, le=100, description="Extension across the grain under light load, in percent."
    )


class ColourUse(_Part):
    """One colour of the garment."""

    hex: Hex = Field(description="sRGB, lower case: #8fa6bd.")
    name: str = Field("", max_length=60, description="What people call it; may be empty.")
    role: ColourRole = ColourRole.MAIN


class Print(_Part):
    """The surface pattern."""

    kind: PrintKind = PrintKind.SOLID
    scale: PrintScale = PrintScale.MEDIUM
    colours: tuple[Hex, ...] = Field(
        (), max_length=8, description="Colours of the motif; the ground is the main colour."
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of drawn prints.")
    sett: str = Field(
        "",
        max_length=400,
        pattern=r"^(#[0-9a-f]{6}:\d{1,3}( #[0-9a-f]{6}:\d{1,3})*)?$",
        description="Threads of a tartan by colour, half a repeat: '#12326b:20 #101010:8'.",
    )
    tile: str = Field(
        "", max_length=400, description="File of the tile of a photo print, else empty."
    )


class DesignSpec(_Part):
    """One garment.

    Slots that a category lacks hold ``none`` (a skirt has no neckline). The grammar is asked at
    construction, so that a spec that exists can be made.

    Raises:
        IncompatibleSpecError: the parts do not go together; it carries the nearest valid spec.
    """

    version: Literal[1] = VERSION
    name: str = Field("", max_length=120, description="Working title.")
    category: Category
    audience: Audience = Audience.WOMEN
    silhouette: Silhouette = Silhouette.STRAIGHT
    fit: Fit = Fit.REGULAR
    length: Length
    neckline: Neckline = Neckline.NONE
    collar: Collar = Collar.NONE
    sleeve: Sleeve = Sleeve()
    closure: Closure = Closure()
    waist: Waist = Waist()
    hem: Hem = Hem.PLAIN
    slit: Slit = Slit.NONE
    pockets: Pockets = Pockets()
    shaping: Shaping = Shaping()
    fullness: Fullness = Fullness()
    fabric: Fabric = Fabric()
    colours: tuple[ColourUse, ...] = Field(
        (ColourUse(hex="#f6f5f1", name="white"),), min_length=1, max_length=8
    )
    print: Print = Print()
    trims: tuple[Trim, ...] = Field((), max_length=6)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        from modiste.design.spec.grammar import IncompatibleSpecError, check, nearest

        reasons = check(self)
        if reasons:
            raise IncompatibleSpecError(reasons, *nearest(self))
        return self

    @property
    def main(self) -> ColourUse:
        """The main colour; the first one where none has that role."""
        return next((c for c in self.colours if c.role is ColourRole.MAIN), self.colours[0])


def get(spec: DesignSpec, slot: str) -> Any:
    """The value of a slot by its dotted path: ``sleeve.length``."""
    value: Any = spec
    for part in slot.split("."):
        value = getattr(value, part)
    return value
