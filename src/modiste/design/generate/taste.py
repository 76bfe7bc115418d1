"""What a designer says of designs: likes, dislikes, locks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Taste:
    """A designer's feedback, and what must stay.

    Attributes:
        likes: garments that are liked; their values become likelier.
        dislikes: garments that are not.
        locked: slots that stay as they are; ``colours`` is one.
    """

    likes: Sequence[Mapping[str, Any]] = ()
    dislikes: Sequence[Mapping[str, Any]] = ()
    locked: frozenset[str] = frozenset()
