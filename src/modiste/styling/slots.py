"""Slots of an outfit: what is worn where, and what may be worn together.

General knowledge of dressing, written down by hand: a dress takes the place of top and bottom, one
pair of shoes and one bag are enough, a coat is worn over the rest. Nothing here is learnt.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from modiste.model.taxonomy import node, taxonomy


class Slot(StrEnum):
    """A place in an outfit."""

    TOP = "top"
    BOTTOM = "bottom"
    DRESS = "dress"
    LAYER = "layer"
    OUTER = "outer"
    SHOES = "shoes"
    BAG = "bag"
    ACCESSORY = "accessory"


CHINESE: Final = {
    Slot.TOP: "上装",
    Slot.BOTTOM: "下装",
    Slot.DRESS: "连衣裙",
    Slot.LAYER: "中层",
    Slot.OUTER: "外套",
    Slot.SHOES: "鞋",
    Slot.BAG: "包",
    Slot.ACCESSORY: "配饰",
}

_OF_CATEGORY: Final = {
    "tops": Slot.TOP,
    "knitwear": Slot.TOP,
    "sweats": Slot.TOP,
    "skirts": Slot.BOTTOM,
    "trousers": Slot.BOTTOM,
    "jeans": Slot.BOTTOM,
    "shorts": Slot.BOTTOM,
    "dresses": Slot.DRESS,
    "jumpsuits": Slot.DRESS,
    "outerwear": Slot.OUTER,
    "sneakers": Slot.SHOES,
    "shoes": Slot.SHOES,
    "boots": Slot.SHOES,
    "sandals": Slot.SHOES,
    "bags": Slot.BAG,
    "headwear": Slot.ACCESSORY,
    "hair-accessories": Slot.ACCESSORY,
    "scarves": Slot.ACCESSORY,
    "gloves": Slot.ACCESSORY,
    "belts": Slot.ACCESSORY,
    "ties": Slot.ACCESSORY,
    "eyewear": Slot.ACCESSORY,
    "watches": Slot.ACCESSORY,
    "jewellery": Slot.ACCESSORY,
}
_OF_TYPE: Final[dict[str, Slot | None]] = {
    "cardigan": Slot.LAYER,
    "sweater-vest": Slot.LAYER,
    "shrug": Slot.LAYER,
    "zip-hoodie": Slot.LAYER,
    "blazer": Slot.LAYER,
    "waistcoat": Slot.LAYER,
    "poncho": Slot.OUTER,
    "suitcase": None,
    "toiletry-bag": None,
    "bag-accessory": None,
}
"""Types whose slot is not that of their category. Suits are whole outfits: they have none."""

CORE: Final = ((Slot.TOP, Slot.BOTTOM, Slot.SHOES), (Slot.DRESS, Slot.SHOES))
"""What an outfit has at the least; shoes only where the shop sells them."""


def slot_of(category: str | None) -> Slot | None:
    """Slot of a taxonomy key; None for what makes no part of an outfit or is not known.

    Underwear, hosiery, sleepwear, swimwear, sets and maternity basics make no part of it.
    """
    if category is None or category not in taxonomy():
        return None
    if category in _OF_TYPE:
        return _OF_TYPE[category]
    group = {"shoes-group": Slot.SHOES, "bags-group": Slot.BAG}.get(category)
    return group or _OF_CATEGORY.get(category_of(category) or "")


def category_of(key: str | None) -> str | None:
    """The category (middle level) of a taxonomy key; None for a group or an unknown key."""
    if key is None or key not in taxonomy():
        return None
    path = node(key).path
    return path[1] if len(path) > 1 else None


def excluded(worn: Collection[Slot]) -> set[Slot]:
    """Slots that are taken or ruled out by what is worn; accessories may be several."""
    out: set[Slot] = {slot for slot in worn if slot is not Slot.ACCESSORY}
    if Slot.DRESS in out:
        out |= {Slot.TOP, Slot.BOTTOM}
    if out & {Slot.TOP, Slot.BOTTOM}:
        out.add(Slot.DRESS)
    return out


def missing(worn: Collection[Slot], sold: Collection[Slot]) -> list[Slot]:
    """Core slots that are still empty, of the core that what is worn belongs to.

    Args:
        worn: slots filled.
        sold: slots that can be filled at all; shoes that are not sold are not missed.
    """
    dress = Slot.DRESS in worn
    if not dress and not {Slot.TOP, Slot.BOTTOM} & set(worn):
        # Nothing decides yet: the first core that can be filled.
        for core in CORE:
            if set(core) - {Slot.SHOES} <= set(sold):
                return [slot for slot in core if slot in sold and slot not in worn]
        return []
    core = CORE[1] if dress else CORE[0]
    needed = [slot for slot in core if slot is not Slot.SHOES or slot in sold]
    return [slot for slot in needed if slot not in worn]
