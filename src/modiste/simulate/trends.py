"""Latent trends of attribute values: posts feel them first, demand follows weeks later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import GARMENTS, VOCABULARY
from modiste.simulate.streams import stream

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

INFLUENCER_LEAD = 3
"""Weeks by which influencers are ahead of mainstream posts."""

_MOVERS = ("colour", "pattern", "material", "silhouette", "neckline", "sleeve", "length")
_SEASONAL = {
    # value: (ISO week of the peak, log amplitude)
    ("material", "linen"): (26, 0.6),
    ("material", "crochet"): (27, 0.5),
    ("material", "wool"): (48, 0.6),
    ("material", "cashmere"): (49, 0.6),
    ("material", "corduroy"): (45, 0.5),
    ("pattern", "floral"): (20, 0.4),
    ("pattern", "check"): (45, 0.35),
    ("neckline", "turtleneck"): (48, 0.7),
    ("neckline", "halter"): (27, 0.5),
    ("sleeve", "sleeveless"): (27, 0.5),
    ("sleeve", "long sleeve"): (47, 0.2),
    ("occasion", "vacation"): (27, 0.7),
    ("occasion", "party"): (50, 0.6),
    ("occasion", "wedding guest"): (24, 0.4),
}


@dataclass(frozen=True)
class Trends:
    """The truth about taste in the world at large.

    Attributes:
        lead: weeks by which mainstream posts are ahead of demand, for each attribute value.
        posts: ``(values, horizon)`` log multiplier of a value's share in mainstream posts; with
            :data:`INFLUENCER_LEAD` extra weeks at the end for the influencers.
        demand: ``(values, horizon)`` log multiplier of demand.
        planted: one row per mover: ``name, value, kind, lead_weeks, onset_posts, midpoint_posts,
            onset_demand`` (first days of weeks), ``log_amplitude`` in posts, ``width_weeks``.
    """

    lead: NDArray[np.int64]
    posts: F32
    demand: F32
    planted: pl.DataFrame


def make_trends(config: WorldConfig) -> Trends:
    """Draw the trends of a world."""
    rng = stream(config.seed, "trends")
    n = len(VOCABULARY)
    lead = rng.integers(4, 11, n)
    # The wave of the seasons below peaks four weeks early in posts, and on time in demand.
    lead[[VOCABULARY.code(*key) for key in _SEASONAL]] = 4
    # Ten weeks before and after the horizon hold what demand and influencers reach back or on to.
    weeks = np.arange(-10, config.horizon + INFLUENCER_LEAD)
    posts = _drift(rng, n, len(weeks)) + _seasons(config, weeks)
    followers = np.full(n, 0.55)
    # The season of a category is part of its garment; demand must not count it twice.
    followers[list(VOCABULARY.codes("category"))] = 0.0
    planted = []
    for code, kind in _choose_movers(config, rng):
        curve, row = _mover(config, rng, kind, weeks)
        posts[code] += curve
        followers[code] = 1.0
        value = VOCABULARY.values[code]
        onset = row.pop("onset")
        planted.append(
            {"name": value.name, "value": value.value, "kind": kind, "lead_weeks": int(lead[code])}
            | {"onset_posts": config.week(round(onset))}
            | {"onset_demand": config.week(round(onset) + int(lead[code]))}
            | {"midpoint_posts": config.week(round(row.pop("midpoint")))}
            | row
        )
    demand = np.stack(
        [followers[v] * posts[v, 10 - lead[v] : 10 - lead[v] + config.horizon] for v in range(n)]
    )
    return Trends(
        lead, posts[:, 10:].astype(np.float32), demand.astype(np.float32), _frame(planted)
    )


def _drift(rng: np.random.Generator, n: int, weeks: int) -> F64:
    """Slow mean-reverting wander of every value: AR(1) with stationary deviation 0.08."""
    drift = np.empty((n, weeks))
    drift[:, 0] = rng.normal(0, 0.08, n)
    step = 0.08 * np.sqrt(1 - 0.97**2)
    for t in range(1, weeks):
        drift[:, t] = 0.97 * drift[:, t - 1] + step * rng.normal(size=n)
    return drift


def _seasons(config: WorldConfig, weeks: NDArray[np.int64]) -> F64:
    # Posts are ahead of the shop's season too, so the peak here is that of posts.
    iso = np.array([config.week(int(w)).isocalendar().week for w in weeks])
    seasons = np.zeros((len(VOCABULARY), len(weeks)))
    peaks = dict(_SEASONAL) | {("category", g.key): (g.peak, g.amplitude / 2) for g in GARMENTS}
    for (name, value), (peak, amplitude) in peaks.items():
        wave = amplitude * np.cos(2 * np.pi * (iso + 4 - peak) / 52.18)
        seasons[VOCABULARY.code(name, value)] = wave
    return seasons


def _choose_movers(config: WorldConfig, rng: np.random.Generator) -> list[tuple[int, str]]:
    """Values to move; at most two or three of an attribute, so that the rest stays a yardstick."""
    seasonal = {VOCABULARY.code(*key) for key in _SEASONAL}
    solid = VOCABULARY.code("pattern", "solid")
    pool = [
        code
        for name in _MOVERS
        for code in VOCABULARY.codes(name)
        if code not in seasonal and code != solid
    ]
    wanted = ["riser"] * config.risers + ["faller"] * config.fallers + ["fad"] * config.fads
    room = {name: max(1, len(VOCABULARY.codes(name)) // 4) for name in _MOVERS}
    chosen: list[tuple[int, str]] = []
    for code in rng.permutation(pool):
        name = VOCABULARY.values[code].name
        if len(chosen) < len(wanted) and room[name] > 0:
            room[name] -= 1
            chosen.append((int(code), wanted[len(chosen)]))
    return chosen


def _mover(
    config: WorldConfig, rng: np.random.Generator, kind: str, weeks: NDArray[np.int64]
) -> tuple[F64, dict[str, float]]:
    """Log curve of a mover in posts. The onset is where the logistic passes 5 %."""
    width = float(rng.uniform(2.5, 5.0))
    # Some onsets lie deep in the past, some so near that demand has hardly followed yet.
    onset = float(config.weeks - rng.integers(5, max(config.weeks - 16, 6)))
    if rng.random() < 0.35:
        onset = float(config.weeks - rng.integers(5, 14))
    midpoint = onset + width * np.log(19)
    rise = 1 / (1 + np.exp(-(weeks - midpoint) / width))
    amplitude = float(rng.uniform(0.9, 1.5)) * (-1 if kind == "faller" else 1)
    curve = amplitude * rise
    if kind == "fad":
        fall = midpoint + rng.uniform(8, 16)
        curve = 1.2 * curve * (1 - 1 / (1 + np.exp(-(weeks - fall) / (width * 1.2))))
    row = {"onset": onset, "midpoint": midpoint, "log_amplitude": amplitude, "width_weeks": width}
    return curve, row


def _frame(planted: list[dict[str, object]]) -> pl.DataFrame:
    schema = {
        "name": pl.String, "value": pl.String, "kind": pl.String, "lead_weeks": pl.Int64,
        "onset_posts": pl.Date, "midpoint_posts": pl.Date, "onset_demand": pl.Date,
        "log_amplitude": pl.Float64, "width_weeks": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(planted, schema=schema).sort("kind", "onset_posts", "name", "value")
