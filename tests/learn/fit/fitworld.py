"""A small world of people, styles and sizes whose truth is known."""

from __future__ import annotations

import numpy as np
import polars as pl

LABELS = ("XS", "S", "M", "L", "XL", "XXL")


def world(
    people: int = 400, styles: int = 20, records: int = 3_000, *, seed: int = 0, choice: float = 0.5
) -> tuple[pl.DataFrame, np.ndarray, np.ndarray]:
    """Fit records, true size of every person (in sizes), true offset of every style.

    People choose a size about their own without knowing the style's offset; they feel the sum of
    both with a noise of 0.2 and call it small or large from half a size on.
    """
    rng = np.random.default_rng(seed)
    own = np.clip(rng.normal(2.5, 1.0, people), 0, 5)
    offset = np.round(rng.normal(0, 0.35, styles), 3)
    who, what = rng.integers(0, people, records), rng.integers(0, styles, records)
    worn = np.clip(np.rint(own[who] + rng.normal(0, choice, records)), 0, 5).astype(int)
    felt = worn + offset[what] - own[who] + rng.normal(0, 0.2, records)
    known = rng.random(people) < 0.6
    height = 165 + rng.normal(0, 6, people)
    bust = 82 + 5 * own + rng.normal(0, 2, people)
    frame = pl.DataFrame(
        {
            "person": [f"p{k}" for k in who],
            "item": [f"i{k}" for k in what],
            "size": [LABELS[k] for k in worn],
            "fit": np.select([felt < -0.5, felt > 0.5], ["small", "large"], "fit"),
            "category": ["dresses" if k % 2 else "tops" for k in what],
            "height_cm": np.where(known[who], height[who], np.nan),
            "bust_cm": np.where(known[who], bust[who], np.nan),
        }
    ).with_columns(pl.col("height_cm", "bust_cm").fill_nan(None))
    return frame, own, offset
