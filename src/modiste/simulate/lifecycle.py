"""When styles live: permanent, seasonal or short-lived; launch, markdown, end; their curves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import GARMENTS

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

KINDS = ("carry-over", "seasonal", "fashion")
"""Kinds of life, by the numbers that ``Lives.kind`` holds."""

CARRY_OVER, SEASONAL, FASHION = range(3)
NEVER = 10_000
"""Week of an end that is not planned."""

_WINDOWS = {"SS": (5, 14, 32), "AW": (31, 41, 4)}
"""ISO weeks of the first and last seasonal launch and of the season's end."""


@dataclass(frozen=True)
class Lives:
    """Life of each style, in weeks of the world (0 is the first of history; may be negative).

    Attributes:
        kind: index into :data:`KINDS`.
        season: label such as ``SS26``, or ``Core`` for permanent styles.
        launch: first week on sale.
        markdown: first week of the end-of-season markdown; :data:`NEVER` if none.
        end: first week no longer on sale; :data:`NEVER` if none is planned.
    """

    kind: I64
    season: NDArray[np.object_]
    launch: I64
    markdown: I64
    end: I64

    def head(self, count: int) -> Lives:
        """The first styles only."""
        return Lives(**{k: v[:count] for k, v in vars(self).items()})


def draw_lives(config: WorldConfig, rng: np.random.Generator, garment: I64) -> Lives:
    """Draw kinds and weeks so that some styles are new and some are yet to come."""
    n = len(garment)
    kinds = (config.carry_over_share, 1 - config.carry_over_share - config.fashion_share)
    kind = np.digitize(rng.random(n), np.cumsum(kinds))
    launch = _launches(config, rng, garment, kind)
    age = rng.random(n)
    new = age < config.new_share
    coming = ~new & (age < config.new_share + config.upcoming_share)
    launch[new] = config.weeks - rng.integers(1, 7, int(new.sum()))
    launch[coming] = config.weeks + rng.integers(0, 8, int(coming.sum()))
    end = _ends(config, rng, kind, launch)
    # The markdown takes the last third of a life, but never all of it.
    length = np.clip(((end - launch) * rng.uniform(0.25, 0.4, n)).astype(np.int64), 2, 10)
    markdown = np.where(kind == CARRY_OVER, NEVER, end - length)
    season = np.array(
        ["Core" if k == CARRY_OVER else season_label(config.week(int(w)))
         for k, w in zip(kind, launch, strict=True)],
        dtype=object,
    )  # fmt: skip
    return Lives(kind, season, launch, markdown, end)


def _launches(config: WorldConfig, rng: np.random.Generator, garment: I64, kind: I64) -> I64:
    n = len(garment)
    launch = rng.integers(-14, config.weeks - 6, n)
    old = (kind == CARRY_OVER) & (rng.random(n) < 0.75)
    launch[old] = rng.integers(-80, 1, int(old.sum()))
    # Seasonal styles move to the launch window of a season that suits their category.
    peak = np.array([g.peak for g in GARMENTS])[garment]
    pull = np.array([g.amplitude for g in GARMENTS])[garment]
    summer = np.where(rng.random(n) < np.clip(pull * 1.5, 0, 0.95), peak < 35, rng.random(n) < 0.5)
    for i in np.flatnonzero(kind == SEASONAL):
        first, last, _ = _WINDOWS["SS" if summer[i] else "AW"]
        weeks = _weeks_between(config, first, last)
        launch[i] = rng.choice(weeks)
    return launch


def _weeks_between(config: WorldConfig, first: int, last: int) -> I64:
    weeks = np.arange(-26, config.weeks)
    iso = np.array([config.week(int(w)).isocalendar().week for w in weeks])
    return weeks[(iso >= first) & (iso <= last)]


def _ends(config: WorldConfig, rng: np.random.Generator, kind: I64, launch: I64) -> I64:
    end = np.full(len(kind), NEVER, dtype=np.int64)
    short = kind == FASHION
    end[short] = launch[short] + rng.integers(12, 21, int(short.sum()))
    for i in np.flatnonzero(kind == SEASONAL):
        day = config.week(int(launch[i]))
        closing = _WINDOWS[season_label(day)[:2]][2]
        weeks = (closing - day.isocalendar().week) % 52
        end[i] = launch[i] + max(int(weeks + rng.integers(-3, 4)), 14)
    # One permanent style in ten is dropped some day.
    dropped = (kind == CARRY_OVER) & (rng.random(len(kind)) < 0.1)
    last = np.maximum(launch[dropped] + 20, 20)
    end[dropped] = last + rng.integers(0, config.horizon, int(dropped.sum()))
    return end


def season_label(day: date) -> str:
    """Season in which a style launched on that day is sold: ``SS26`` or ``AW26``."""
    week = day.isocalendar().week
    if week < 3:
        return f"AW{(day.year - 1) % 100:02d}" if day.month == 1 else f"AW{day.year % 100:02d}"
    return f"{'SS' if week < 29 else 'AW'}{day.year % 100:02d}"


def life_curve(lives: Lives, weeks: int) -> NDArray[np.float32]:
    """``(styles, weeks)`` multiplier of demand by age: 0 before launch and after the end.

    Permanent styles ramp up over a month and stay. Seasonal styles ramp up, then fade to about
    half. Fashion styles rise to a peak in their third week and decay: a gamma-shaped hump.
    """
    age = np.arange(weeks)[None, :] - lives.launch[:, None]
    a = np.maximum(age, 0) + 1.0
    span = np.maximum(lives.end - lives.launch, 1)[:, None]
    ramp = 1 - np.exp(-a / 2.5)
    seasonal = ramp * (1 - 0.5 * np.clip(a / span, 0, 1) ** 2)
    hump = np.maximum((a / 3.5) ** 0.9 * np.exp(0.9 * (1 - a / 3.5)), 0.12) * 1.6
    kind = lives.kind[:, None]
    curve = np.select([kind == CARRY_OVER, kind == SEASONAL], [ramp, seasonal], hump)
    alive = (age >= 0) & (np.arange(weeks)[None, :] < lives.end[:, None])
    return np.where(alive, curve, 0).astype(np.float32)
