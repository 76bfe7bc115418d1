"""Small made-up interactions for tests."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

FIRST = dt.date(2025, 3, 1)
COLOURS = ("red", "blue", "green", "black")
KINDS = ("coat", "dress", "shirt")


def events(users: int = 60, items: int = 30, count: int = 500, seed: int = 1) -> pl.DataFrame:
    """Events of people with a taste: each likes items whose number has one remainder by three."""
    rng = np.random.default_rng(seed)
    who = rng.integers(0, users, count)
    taste = np.where(rng.random(count) < 0.8, who % 3, rng.integers(0, 3, count))
    what = np.minimum(rng.geometric(0.15, count) - 1, items // 3 - 1) * 3 + taste
    days = rng.permutation(count) / 4.0
    start = dt.datetime.combine(FIRST, dt.time())
    return pl.DataFrame(
        {
            "user": [f"u{number:02d}" for number in who],
            "item": [f"i{number:02d}" for number in what],
            "time": [start + dt.timedelta(days=float(day)) for day in days],
        }
    )


def catalogue(items: int = 34) -> pl.DataFrame:
    """Attributes that follow the taste; the last four items have no events."""
    rng = np.random.default_rng(2)
    return pl.DataFrame(
        {
            "item": [f"i{number:02d}" for number in range(items)],
            "colour": [COLOURS[number % 3] for number in range(items)],
            "kind": [KINDS[number % 2] for number in range(items)],
            "price": [10.0 + number for number in range(items)],
            "look": [(np.eye(3)[n % 3] + rng.normal(0, 0.1, 3)).tolist() for n in range(items)],
        }
    )


def dense(frame: pl.DataFrame) -> tuple[list[str], list[str], np.ndarray]:
    """Users, items and the matrix of summed weights, read plainly."""
    users = sorted(set(frame["user"]))
    items = sorted(set(frame["item"]))
    matrix = np.zeros((len(users), len(items)))
    weights = frame["weight"] if "weight" in frame.columns else [1.0] * frame.height
    for user, item, weight in zip(frame["user"], frame["item"], weights, strict=True):
        matrix[users.index(user), items.index(item)] += weight
    return users, items, matrix
