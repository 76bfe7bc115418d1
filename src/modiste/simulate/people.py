"""Customers: bodies from a plausible population, latent tastes, and how often they shop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import SCALES, VOCABULARY
from modiste.simulate.streams import stream

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

TASTE_DIMENSIONS = 8
"""Length of the latent vectors of tastes and attribute values."""

# Mean and standard deviation of adults: height cm, log of body mass index, then residuals of
# bust, waist, hip and foot in cm. Girths rise with mass and height by the slopes below, fitted by
# eye to the ranges that ANSUR II (2012, US) and NHANES report; ages are not modelled.
_HEIGHT = {"women": (165.0, 6.6), "men": (178.5, 7.0)}
_LOG_BMI = {"women": (3.16, 0.15), "men": (3.23, 0.13)}
_GIRTHS = {
    # base at BMI 23 and mean height, per unit of BMI, residual sd
    "women": {"bust": (90.0, 2.2, 3.0), "waist": (74.0, 2.4, 3.2), "hip": (98.0, 2.0, 3.0)},
    "men": {"bust": (98.0, 2.1, 3.0), "waist": (84.0, 2.5, 3.0), "hip": (98.0, 1.7, 2.6)},
}
_FOOT = {"women": (24.3, 0.9), "men": (27.0, 1.0)}


@dataclass(frozen=True)
class People:
    """Everyone who shops at the brand; row ``i`` of every array is the same person.

    Attributes:
        ids: pseudonyms.
        woman: whether they shop in the women's range.
        height_cm: body height.
        weight_kg: body weight.
        girths: bust, waist and hip in cm and foot length in cm, by name.
        sizes: ``(people, scales)`` true size as a position on each scale: 1.0 is its second size;
            ``nan`` on scales of the other gender.
        tastes: ``(people, TASTE_DIMENSIONS)`` latent vectors of unit variance.
        values: ``(attribute values, TASTE_DIMENSIONS)`` latent vectors of the vocabulary.
        activity: relative frequency of shopping; sums to 1.
        home: index of the store near them, or -1 for those who buy online only.
        decade: first year of the decade of birth.
    """

    ids: NDArray[np.object_]
    woman: NDArray[np.bool_]
    height_cm: F64
    weight_kg: F64
    girths: dict[str, F64]
    sizes: F32
    tastes: F32
    values: F32
    activity: F64
    home: I64
    decade: I64

    def __len__(self) -> int:
        return len(self.woman)


def make_people(config: WorldConfig) -> People:
    """Draw the customers of a world."""
    rng = stream(config.seed, "people")
    n = config.customers
    woman = rng.random(n) < 0.62
    height, weight, girths = _bodies(rng, woman)
    activity = rng.lognormal(0.0, 1.0, n)
    home = rng.integers(0, config.stores, n) if config.stores else np.full(n, -1)
    home = np.where(rng.random(n) < 0.3, -1, home)
    values = rng.normal(size=(len(VOCABULARY), TASTE_DIMENSIONS)) / np.sqrt(TASTE_DIMENSIONS)
    return People(
        ids=_pseudonyms(rng, n),
        woman=woman,
        height_cm=height,
        weight_kg=weight,
        girths=girths,
        sizes=_sizes(rng, woman, girths),
        tastes=_tastes(rng, n),
        values=values.astype(np.float32),
        activity=activity / activity.sum(),
        home=home.astype(np.int64),
        decade=1940 + 10 * np.clip(rng.normal(4.6, 1.3, n).round(), 1, 6).astype(np.int64),
    )


def _tastes(rng: np.random.Generator, n: int) -> F32:
    """Mixture of a few dozen tribes and personal deviations, scaled to unit variance."""
    tribes = rng.normal(size=(24, TASTE_DIMENSIONS))
    own = rng.normal(size=(n, TASTE_DIMENSIONS))
    mixed = 0.8 * tribes[rng.integers(0, len(tribes), n)] + 0.6 * own
    return np.asarray(mixed, dtype=np.float32)


def _bodies(rng: np.random.Generator, woman: NDArray[np.bool_]) -> tuple[F64, F64, dict[str, F64]]:
    n = len(woman)
    height, bmi, foot = np.empty(n), np.empty(n), np.empty(n)
    girths = {name: np.empty(n) for name in ("bust", "waist", "hip")}
    for gender, mask in (("women", woman), ("men", ~woman)):
        m = int(mask.sum())
        z = rng.normal(size=(m, 6))
        h = _HEIGHT[gender][0] + _HEIGHT[gender][1] * z[:, 0]
        b = np.exp(_LOG_BMI[gender][0] + _LOG_BMI[gender][1] * z[:, 1])
        height[mask], bmi[mask] = h, b
        for j, (name, (base, slope, sd)) in enumerate(_GIRTHS[gender].items()):
            scale = h / _HEIGHT[gender][0]
            girths[name][mask] = (base + slope * (b - 23.0)) * scale + sd * z[:, 2 + j]
        base, sd = _FOOT[gender]
        foot[mask] = base + sd * (0.65 * z[:, 0] + 0.76 * z[:, 5])
    girths["foot"] = foot
    return height.round(0), (bmi * (height / 100) ** 2).round(1), girths


def _sizes(rng: np.random.Generator, woman: NDArray[np.bool_], girths: dict[str, F64]) -> F32:
    """Position on every scale: from the girth, with a little personal preference for ease."""
    ease = 0.25 * rng.normal(size=len(woman))
    sizes = np.full((len(woman), len(SCALES)), np.nan, dtype=np.float32)
    for j, scale in enumerate(SCALES):
        if scale.girth == "none":
            sizes[:, j] = 0.0
            continue
        mask = woman if scale.name.endswith("women") else ~woman
        place = (girths[scale.girth] - scale.first) / scale.step + ease
        sizes[mask, j] = place[mask]
    return sizes


def _pseudonyms(rng: np.random.Generator, n: int) -> NDArray[np.object_]:
    """Distinct 16-digit hexadecimal names, as a keyed hash would give."""
    seen: NDArray[np.uint64] = np.unique(rng.integers(0, 2**63, 2 * n + 16, dtype=np.uint64))
    chosen = rng.permutation(seen)[:n]
    return np.array([f"c{int(v):016x}" for v in chosen], dtype=object)
