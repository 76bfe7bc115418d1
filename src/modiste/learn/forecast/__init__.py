"""Forecasters behind one contract; :func:`forecasters` names them all.

A third party adds one through the entry-point group ``modiste.forecasters``, as the built-in ones
are.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from modiste.model.errors import UnknownNameError

if TYPE_CHECKING:
    from modiste.learn.forecast.base import Forecaster

GROUP = "modiste.forecasters"


@cache
def forecasters() -> dict[str, type[Forecaster]]:
    """Every installed forecaster by its name."""
    found = [point.load() for point in entry_points(group=GROUP)]
    return {kind.name: kind for kind in sorted(found, key=lambda kind: str(kind.name))}


def forecaster(name: str) -> type[Forecaster]:
    """The forecaster of that name.

    Raises:
        UnknownNameError: none has it.
    """
    try:
        return forecasters()[name]
    except KeyError:
        raise UnknownNameError(
            f"there is no forecaster {name!r}", remedy=f"There are: {', '.join(forecasters())}."
        ) from None
