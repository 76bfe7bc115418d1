"""Where the brand sells and holds stock, and how much of each style's demand goes where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import GARMENTS, SCALES
from modiste.simulate.people import People
from modiste.simulate.streams import stream
from modiste.simulate.styles import Assortment

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_CITIES = (
    ("Lyon", "FR"), ("Ghent", "BE"), ("Porto", "PT"), ("Leipzig", "DE"), ("Utrecht", "NL"),
    ("Turin", "IT"), ("Graz", "AT"), ("Aarhus", "DK"), ("Valencia", "ES"), ("Nantes", "FR"),
    ("Bremen", "DE"), ("Malmö", "SE"), ("Bologna", "IT"), ("Bilbao", "ES"), ("Basel", "CH"),
)  # fmt: skip


@dataclass(frozen=True)
class Places:
    """Locations; stores first, then the web shop, then the warehouse if there is one.

    Attributes:
        ids: location ids.
        names: names shown to people.
        kinds: ``store``, ``web`` or ``warehouse``.
        countries: ISO 3166 codes.
        stores: number of stores.
        hub: index of the location where suppliers deliver.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    countries: tuple[str, ...]
    stores: int
    hub: int

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def web(self) -> int:
        """Index of the web shop."""
        return self.stores

    @property
    def selling(self) -> int:
        """Number of locations that sell: they are the first ones."""
        return self.stores + 1


def make_places(config: WorldConfig) -> Places:
    """The locations of a world."""
    cities = [_CITIES[i % len(_CITIES)] for i in range(config.stores)]
    again = [f" {i // len(_CITIES) + 1}" if i >= len(_CITIES) else "" for i in range(config.stores)]
    ids = [f"store-{i + 1:02d}" for i in range(config.stores)] + ["web"]
    names = [f"{city}{more}" for (city, _), more in zip(cities, again, strict=True)] + ["Web shop"]
    kinds = ["store"] * config.stores + ["web"]
    countries = [country for _, country in cities] + ["NL"]
    if config.warehouse:
        ids.append("warehouse")
        names.append("Warehouse Venlo")
        kinds.append("warehouse")
        countries.append("NL")
    return Places(
        tuple(ids), tuple(names), tuple(kinds), tuple(countries), config.stores, len(ids) - 1
    )


def make_shares(config: WorldConfig, assortment: Assortment, people: People) -> F32:
    """``(variants, selling locations)`` share of a style's demand; a style's shares sum to 1.

    It is the option's share × the style's share of each location × the size curve there. Size
    curves come from the customers' bodies, moved up or down a little at each store.
    """
    rng = stream(config.seed, "shares")
    where = _location_shares(config, rng, assortment)
    shift = rng.normal(0.0, 0.3, config.stores + 1)
    shift[-1] = 0.0
    curves = _size_curves(people, shift)
    style = assortment.variant_style
    sizes = curves[assortment.scale[style], assortment.size]
    share = assortment.share[assortment.option][:, None] * sizes * where[style]
    # A cut last style and sizes beyond a run leave less than one; make it whole again.
    total = np.bincount(style, weights=share.sum(1), minlength=len(assortment.styles))
    return np.asarray(share / total[style][:, None], dtype=np.float32)


def _location_shares(config: WorldConfig, rng: np.random.Generator, assortment: Assortment) -> F64:
    """``(styles, selling locations)`` shares that sum to 1."""
    web = 0.45 if config.stores else 1.0
    base = np.append((1 - web) * rng.dirichlet(np.full(config.stores, 6.0)), web) if (
        config.stores
    ) else np.ones(1)  # fmt: skip
    places = config.stores + 1
    category = rng.lognormal(0.0, 0.2, (len(GARMENTS), places))
    own = rng.lognormal(0.0, 0.2, (len(assortment.styles), places))
    raw = base * category[assortment.styles.garment] * own
    return np.asarray(raw / raw.sum(1, keepdims=True))


def _size_curves(people: People, shift: F64) -> F64:
    """``(scales, sizes, locations)`` share of each size among people whom the run can dress."""
    most = max(len(s.sizes) for s in SCALES)
    curves = np.zeros((len(SCALES), most, len(shift)))
    for j, scale in enumerate(SCALES):
        count = len(scale.sizes)
        if count == 1:
            curves[j, 0] = 1.0
            continue
        sizes = people.sizes[:, j]
        known = ~np.isnan(sizes)
        for place, move in enumerate(shift):
            bins = np.rint(sizes[known] + move)
            inside = (bins >= -1) & (bins <= count)
            bins = np.clip(bins[inside], 0, count - 1).astype(np.int64)
            heads = np.bincount(bins, people.activity[known][inside], count)
            # A few heads beyond the data keep every size alive in very small worlds.
            curves[j, :count, place] = heads + 0.02 * people.activity.sum() / count
            curves[j, :count, place] /= curves[j, :count, place].sum()
    return curves
