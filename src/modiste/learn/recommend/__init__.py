"""Recommenders behind one contract; :func:`recommenders` names them all.

A third party adds one through the entry-point group ``modiste.recommenders``, as the built-in ones
are.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from modiste.model.errors import UnknownNameError

if TYPE_CHECKING:
    from modiste.learn.recommend.base import Recommender

GROUP = "modiste.recommenders"


@cache
def recommenders() -> dict[str, type[Recommender]]:
    """Every installed recommender by its name."""
    found = [point.load() for point in entry_points(group=GROUP)]
    return {kind.name: kind for kind in sorted(found, key=lambda kind: str(kind.name))}


def recommender(name: str) -> type[Recommender]:
    """The recommender of that name.

    Raises:
        UnknownNameError: none has it.
    """
    try:
        return recommenders()[name]
    except KeyError:
        raise UnknownNameError(
            f"there is no recommender {name!r}", remedy=f"There are: {', '.join(recommenders())}."
        ) from None
