"""The tree of what a fashion brand sells: group → category → type.

The table is a text file of our own compilation: ``#`` opens a group, ``##`` a category, other
lines are types. Types inherit body zone, gender and size scale from their category.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from modiste.model.errors import Place, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEVELS: Final = ("group", "category", "type")
ZONES: Final = (
    "full", "upper", "lower", "legs", "feet", "head", "face", "neck", "hands", "waist", "carried",
    "none",
)  # fmt: skip


@dataclass(frozen=True)
class Node:
    """One node of the taxonomy.

    Attributes:
        key: stable name in kebab case; translations and synonyms may change, the key may not.
        level: ``group``, ``category`` or ``type``.
        parent: key of the node above; empty for a group.
        en: the English name.
        zh: the Chinese name.
        zone: where on the body it is worn, one of `ZONES`.
        gender: ``women``, ``men`` or ``baby`` where the kind itself implies it, else empty.
        scale: the category of `modiste.model.size.parse_size` that its sizes follow, or ``none``
            where it comes in one size.
        synonyms: other names, English and Chinese.
        weak: names that mean it only when nothing better is said (``midi``, ``knit``).
    """

    key: str
    level: str
    parent: str
    en: str
    zh: str
    zone: str
    gender: str
    scale: str
    synonyms: tuple[str, ...] = field(default=(), repr=False)
    weak: tuple[str, ...] = field(default=(), repr=False)

    @property
    def sized(self) -> bool:
        """Whether it comes in several sizes."""
        return self.scale != "none"

    @property
    def path(self) -> tuple[str, ...]:
        """The keys from its group down to itself."""
        return (*reversed(ancestors(self.key)), self.key)

    @property
    def group(self) -> str:
        """The key of its group."""
        return self.path[0]

    @property
    def apparel(self) -> bool:
        """Whether it is worn or carried: false for gift cards, homeware, cosmetics and the like."""
        return self.group != "other"


@cache
def taxonomy() -> Mapping[str, Node]:
    """Every node by its key, in order, each after its parent."""
    text = files("modiste.model").joinpath("data/taxonomy.txt").read_text("utf-8")
    return MappingProxyType({found.key: found for found in _read(text)})


def _read(text: str) -> Iterator[Node]:
    group = category = None
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip("#"))
        cells = [cell.strip() for cell in line.lstrip("# ").split("|")]
        if depth == 1:
            group = _broad(cells, "group", "")
            yield group
        elif depth == 2 and group is not None:
            category = _broad(cells, "category", group.key)
            yield category
        elif category is not None:
            yield _type(cells, category)


def _broad(cells: list[str], level: str, parent: str) -> Node:
    key, en, zh, zone, gender, scale, words = cells
    return Node(key, level, parent, en, zh, zone, gender, scale, *_words(words))


def _type(cells: list[str], category: Node) -> Node:
    key, en, zh, rest = cells
    words, _, overrides = rest.partition("@")
    changed = dict(part.strip(" @").split("=") for part in overrides.split(";") if "=" in part)
    return Node(
        key,
        "type",
        category.key,
        en,
        zh,
        changed.get("zone", category.zone),
        changed.get("gender", category.gender),
        changed.get("scale", category.scale),
        *_words(words),
    )


def _words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = [word.strip() for word in text.split(";") if word.strip()]
    strong = tuple(word for word in words if not word.startswith("~"))
    return strong, tuple(word[1:] for word in words if word.startswith("~"))


def node(key: str) -> Node:
    """The node of a key.

    Raises:
        UnknownNameError: there is no such key (`classify` reads free text).
    """
    found = taxonomy().get(key)
    if found is None:
        raise UnknownNameError(
            "The taxonomy has no such key",
            remedy="Use a key such as shirt-dress, or classify for free text.",
            place=Place(value=key),
        )
    return found


def ancestors(key: str) -> tuple[str, ...]:
    """The keys above a node, nearest first: ``shirt-dress`` → (``dresses``, ``clothing``).

    Raises:
        UnknownNameError: there is no such key.
    """
    chain = []
    above = node(key).parent
    while above:
        chain.append(above)
        above = node(above).parent
    return tuple(chain)


def children(key: str) -> tuple[Node, ...]:
    """The nodes right below a node, in order.

    Raises:
        UnknownNameError: there is no such key.
    """
    node(key)
    return tuple(found for found in taxonomy().values() if found.parent == key)
