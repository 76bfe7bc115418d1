"""Size curves: how demand of a category splits into sizes, everywhere and at each location.

Shares of few sales are drawn to those of more: a location's to the category's, with a strength that
the locations themselves show. Units of a location are Dirichlet-multinomial around the category's
curve (Minka 2000); the strength is estimated by moments from how far the locations' shares lie
apart beyond chance.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.size import sort_sizes

Floats = NDArray[np.float64]

EVERYWHERE = "all"
WEAKEST, STRONGEST = 5.0, 2_000.0
"""Bounds of the strength of the prior, in units sold."""

_EVERY_SIZE = 0.5
"""Units that every size of a run is given before data: no size is impossible."""

_SIMILAR = 0.6
"""Overlap of two runs of sizes, intersection over union, from which they are one scale."""


def size_scales(variants: pl.DataFrame) -> pl.DataFrame:
    """The run of sizes that each style comes in.

    Args:
        variants: ``variant_id, product_id, group, size``.

    Returns:
        ``product_id, group, scale, sizes``; within a category, runs that mostly overlap are one
        scale, named by its first and last size.
    """
    known = variants.drop_nulls(["size", "product_id"]).with_columns(pl.col("group").fill_null(""))
    runs = known.group_by("product_id", "group").agg(pl.col("size").unique()).sort("product_id")
    rows = []
    for (group,), styles in runs.group_by("group", maintain_order=True):
        scales: list[set[str]] = []
        order = sorted(styles.rows(), key=lambda row: (-len(row[2]), row[0]))
        placed = {row[0]: _placed(set(row[2]), scales) for row in order}
        named = _scale_names(scales)
        for row in styles.iter_rows():
            name, sizes = named[placed[row[0]]]
            rows.append({"product_id": row[0], "group": group, "scale": name, "sizes": sizes})
    return pl.DataFrame(
        rows,
        schema={
            "product_id": pl.String,
            "group": pl.String,
            "scale": pl.String,
            "sizes": pl.List(pl.String),
        },
    )


def _scale_names(scales: list[set[str]]) -> list[tuple[str, list[str]]]:
    """Name and ordered sizes of each scale; scales with the same ends are told apart by length."""
    found: list[tuple[str, list[str]]] = []
    for run in scales:
        sizes = sort_sizes(sorted(run))
        name = sizes[0] if len(sizes) == 1 else f"{sizes[0]}-{sizes[-1]}"
        taken = {known for known, _ in found}
        while name in taken:
            name += f" ({len(sizes)})"
        found.append((name, sizes))
    return found


def _placed(run: set[str], scales: list[set[str]]) -> int:
    """Number of the scale that a run belongs to; a new one where none is like it."""
    for k, scale in enumerate(scales):
        if len(run & scale) >= _SIMILAR * len(run | scale) or run <= scale:
            scale.update(run)
            return k
    scales.append(set(run))
    return len(scales) - 1


def size_curves(demand: pl.DataFrame, variants: pl.DataFrame) -> pl.DataFrame:
    """Size curves of every category and scale.

    Only weeks in which the style's every size could sell would be fair; demand that counts what
    empty shelves lost comes close, so give that, not sales.

    Args:
        demand: ``variant_id, location_id, units``: demand over the weeks looked at.
        variants: ``variant_id, product_id, group, size``.

    Returns:
        ``category, scale, location_id, size, position, share, share_sd, units, raw``; the location
        ``all`` is every one together. Shares of a curve sum to 1.
    """
    scales = size_scales(variants)
    style = variants.select("variant_id", "product_id", "size").join(scales, on="product_id")
    rows = (
        demand.join(style, on="variant_id")
        .drop_nulls("size")
        .group_by("group", "scale", "location_id", "size")
        .agg(pl.col("units").sum(), pl.col("sizes").first())
    )
    found = []
    for (group, scale), part in rows.group_by("group", "scale", maintain_order=False):
        sizes = part["sizes"][0].to_list()
        places = sorted(part["location_id"].unique().to_list())
        units = np.zeros((len(places), len(sizes)))
        for place, size, count in part.select("location_id", "size", "units").iter_rows():
            units[places.index(place), sizes.index(size)] = count
        found.append(_curves(str(group), str(scale), places, sizes, units))
    kinds = {
        "category": pl.String, "scale": pl.String, "location_id": pl.String, "size": pl.String,
        "position": pl.Int64, "share": pl.Float64, "share_sd": pl.Float64, "units": pl.Float64,
        "raw": pl.Float64,
    }  # fmt: skip
    frame = pl.concat(found) if found else pl.DataFrame(schema=kinds)
    return frame.sort("category", "scale", "location_id", "position")


def _curves(
    group: str, scale: str, places: list[str], sizes: list[str], units: Floats
) -> pl.DataFrame:
    common = shrunk(units.sum(axis=0, keepdims=True), np.full(len(sizes), 1 / len(sizes)), None)
    weight = strength(units, common[0][0])
    local = shrunk(units, common[0][0], weight)
    blocks = [(EVERYWHERE, units.sum(axis=0), common[0][0], common[1][0])]
    blocks += [(p, units[k], local[0][k], local[1][k]) for k, p in enumerate(places)]
    tables = []
    for place, own, share, deviation in blocks:
        total = own.sum()
        tables.append(
            pl.DataFrame(
                {
                    "category": group,
                    "scale": scale,
                    "location_id": place,
                    "size": sizes,
                    "position": np.arange(1, len(sizes) + 1),
                    "share": share,
                    "share_sd": deviation,
                    "units": own,
                    "raw": own / total if total > 0 else np.full(len(sizes), np.nan),
                }
            ).with_columns(pl.col("raw").fill_nan(None), pl.col("position").cast(pl.Int64))
        )
    return pl.concat(tables)


def strength(units: Floats, common: Floats) -> float:
    """Strength of the Dirichlet prior around a common curve, in units, by moments.

    For shares p of n units around shares q with strength s, E Σ(p − q)² ÷ q(1 − q) is, over the
    sizes, (1 + (n − 1) ÷ (s + 1)) ÷ n.

    Args:
        units: shape (places, sizes).
        common: the common shares, above 0, shape (sizes,).
    """
    total = units.sum(axis=1)
    used = total >= 2
    if used.sum() < 2:
        return WEAKEST * 10
    shares = units[used] / total[used, None]
    scaled = ((shares - common) ** 2 / np.maximum(common * (1 - common), 1e-9)).mean(axis=1)
    many = total[used]
    # Each place gives (scaled × n − 1) ÷ (n − 1) = 1 ÷ (s + 1); weighed by what it can tell.
    apart = ((scaled * many - 1) * many / (many - 1)).sum() / many.sum()
    if apart <= 1 / (STRONGEST + 1):
        return STRONGEST
    return float(np.clip(1 / apart - 1, WEAKEST, STRONGEST))


def shrunk(units: Floats, prior: Floats, weight: float | None) -> tuple[Floats, Floats]:
    """Posterior mean and deviation of shares.

    Args:
        units: shape (places, sizes).
        prior: shares before data, shape (sizes,).
        weight: strength of the prior in units; half a unit for every size by default.
    """
    size = _EVERY_SIZE * len(prior) if weight is None else weight
    alpha = units + size * prior
    total = alpha.sum(axis=1, keepdims=True)
    mean: Floats = alpha / total
    deviation: Floats = np.sqrt(mean * (1 - mean) / (total + 1))
    return mean, deviation
