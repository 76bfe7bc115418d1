"""Who buys what: customers are matched to units by taste, size and nearness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import SCALES
from modiste.simulate.people import People
from modiste.simulate.styles import Assortment

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_CANDIDATES = 64
_BLOCK = 20_000
_SIZE_SLACK = 0.45  # how far, in sizes, people order away from the size that fits them
_NEAR = 1.5  # log odds by which people prefer the store near them


def style_vectors(people: People, codes: I64) -> F32:
    """``(rows, dimensions)`` latent vector of each row of attribute codes, of unit variance.

    Taste for a row is the scalar product of a person's latent vector and this vector.
    """
    values = np.vstack([people.values, np.zeros((1, people.values.shape[1]), dtype=np.float32)])
    total = values[codes].sum(axis=1)
    used = np.maximum((codes >= 0).sum(axis=1, keepdims=True), 1)
    return np.asarray(total / np.sqrt(used), dtype=np.float32)


@dataclass(frozen=True)
class _Shelf:
    """People of one scale sorted by size, with running activity, to draw them by."""

    order: I64
    mass: F64
    bounds: F64


class Matcher:
    """Finds a plausible customer for a unit sold.

    A few dozen candidates who wear the size are drawn by how often they shop; one of them is
    chosen with probability proportional to exp(strength × taste + nearness + size match).
    """

    def __init__(self, config: WorldConfig, people: People, assortment: Assortment) -> None:
        self._strength = np.float32(config.taste_strength)
        self._people = people
        self.vectors = style_vectors(people, assortment.codes)
        self._assortment = assortment
        self._shelves = [self._shelf(j) for j in range(len(SCALES))]

    def _shelf(self, scale: int) -> _Shelf:
        sizes = self._people.sizes[:, scale]
        order = np.flatnonzero(~np.isnan(sizes))
        order = order[np.argsort(sizes[order], kind="stable")]
        mass = np.concatenate([[0.0], np.cumsum(self._people.activity[order])])
        count = len(SCALES[scale].sizes)
        edges = np.arange(count + 1) - 0.5
        edges[0], edges[-1] = -1.5, count + 0.5
        bounds = mass[np.searchsorted(sizes[order], edges)] if count > 1 else mass[[0, -1]]
        return _Shelf(order, mass, bounds)

    def candidates(self, variant: I64, rng: np.random.Generator) -> I64:
        """``(variants given, candidates)`` people drawn among those who wear the size."""
        scale = self._assortment.scale[self._assortment.variant_style[variant]]
        size = self._assortment.size[variant]
        out = np.empty((len(variant), _CANDIDATES), dtype=np.int64)
        for j, shelf in enumerate(self._shelves):
            rows = np.flatnonzero(scale == j)
            if not len(rows):
                continue
            low, high = shelf.bounds[size[rows]], shelf.bounds[size[rows] + 1]
            # Nobody wears it: anyone may.
            high = np.where(high > low, high, shelf.mass[-1])
            low = np.where(high > low, low, 0.0)
            at = low[:, None] + rng.random((len(rows), _CANDIDATES)) * (high - low)[:, None]
            found = np.searchsorted(shelf.mass, at, side="right") - 1
            out[rows] = shelf.order[np.clip(found, 0, len(shelf.order) - 1)]
        return out

    def score(self, variant: I64, place: I64, people: I64) -> F32:
        """Log weight of people for units: ``(units, candidates)`` as ``people`` is."""
        assortment, crowd = self._assortment, self._people
        vectors = self.vectors[assortment.option[variant]]
        taste = np.einsum("ncd,nd->nc", crowd.tastes[people], vectors)
        scale = assortment.scale[assortment.variant_style[variant]]
        worn = crowd.sizes[people, scale[:, None]]
        off = np.nan_to_num(worn - assortment.size[variant][:, None], nan=9.0)
        single = np.array([len(s.sizes) == 1 for s in SCALES])[scale]
        off = np.where(single[:, None], 0.0, off)
        near = _NEAR * (crowd.home[people] == place[:, None])
        return np.asarray(
            self._strength * taste + near - 0.5 * (off / _SIZE_SLACK) ** 2, dtype=np.float32
        )

    def match(self, variant: I64, place: I64, rng: np.random.Generator) -> I64:
        """A customer for each unit."""
        out = np.empty(len(variant), dtype=np.int64)
        for start in range(0, len(variant), _BLOCK):
            part = slice(start, start + _BLOCK)
            people = self.candidates(variant[part], rng)
            pick = _choose(self.score(variant[part], place[part], people), rng)
            out[part] = people[np.arange(len(people)), pick]
        return out

    def join(
        self, variant: I64, place: I64, pool: I64, pool_start: I64, pool_size: I64,
        rng: np.random.Generator,
    ) -> tuple[I64, NDArray[np.bool_]]:  # fmt: skip
        """For each unit an order of the same place and week to join, and whether it suits.

        Args:
            variant: the units.
            place: where they are sold.
            pool: customer of each order, orders of a place standing together.
            pool_start: first order of each unit's place.
            pool_size: number of orders there.
            rng: generator.
        """
        chosen = np.empty(len(variant), dtype=np.int64)
        suits = np.empty(len(variant), dtype=bool)
        for start in range(0, len(variant), _BLOCK):
            part = slice(start, start + _BLOCK)
            size = pool_size[part][:, None]
            draw = rng.random((size.shape[0], _CANDIDATES)) * size
            order = pool_start[part][:, None] + np.minimum(draw.astype(np.int64), size - 1)
            score = self.score(variant[part], place[part], pool[order])
            pick = _choose(score, rng)
            rows = np.arange(len(pick))
            chosen[part] = order[rows, pick]
            suits[part] = score[rows, pick] > -1.0
        return chosen, suits

    def misfit(self, variant: I64, person: I64) -> F32:
        """How many sizes too large each unit is for its buyer; negative is too small."""
        assortment, crowd = self._assortment, self._people
        style = assortment.variant_style[variant]
        scale = assortment.scale[style]
        cut = assortment.size[variant] + assortment.styles.fit_offset[style]
        single = np.array([len(s.sizes) == 1 for s in SCALES])[scale]
        worn = np.nan_to_num(crowd.sizes[person, scale], nan=0.0)
        return np.asarray(np.where(single, 0.0, cut - worn), dtype=np.float32)


def _choose(score: F32, rng: np.random.Generator) -> I64:
    """Index drawn from each row's softmax, by the Gumbel trick."""
    noise = rng.random(score.shape, dtype=np.float32)
    return np.asarray(np.argmax(score - np.log(-np.log(noise + 1e-9) + 1e-9), axis=1))
