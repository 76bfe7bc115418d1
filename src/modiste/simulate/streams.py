"""Independent random streams: each part of the world draws from its own."""

from __future__ import annotations

import numpy as np

_KEYS = {
    "styles": 1,
    "shares": 2,
    "prices": 3,
    "promotions": 4,
    "trends": 5,
    "buzz": 6,
    "people": 7,
    "places": 8,
    "supply": 9,
    "buying": 10,
    "demand": 11,
    "returns": 12,
    "lead": 13,
    "orders": 14,
    "counts": 15,
    "events": 16,
    "posts": 17,
    "future": 18,
}
"""Fixed spawn keys. Never renumber one: the worlds of every seed would change."""


def stream(seed: int, part: str, *index: int) -> np.random.Generator:
    """The generator of one part of the world, and of one week of it where an index is given.

    Streams of different parts or indices are statistically independent (``SeedSequence`` spawn
    keys), so that a change in one part leaves what the others draw as it was.

    Args:
        seed: seed of the world.
        part: name of the part, such as ``posts``.
        index: further whole numbers, such as the week.
    """
    sequence = np.random.SeedSequence(seed, spawn_key=(_KEYS[part], *index))
    return np.random.Generator(np.random.PCG64(sequence))
