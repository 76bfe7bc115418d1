"""How demand answers to prices and promotions, category by category.

Only what happened around a change of price says what prices do: over its life a style sells less
and costs less, and neither is the cause of the other alone. So the weeks around each change, four
before and four from it on, are taken as one *event* with a level of its own. Units are regressed,
by Poisson pseudo-likelihood (Santos Silva and Tenreyro 2006), on the logarithm of price paid over
full price, on being promoted, and on a slope of time for what was fading anyway, beside the course
of the whole brand. Time out of stock counts as exposure.

A category's own estimate is drawn towards that of all categories by how sure it is (empirical
Bayes, Efron and Morris 1975), and theirs towards what is known of the trade: a mean elasticity of
−2 (Bijmolt, van Heerde and Pieters 2005 report −2.6 over 1,851 estimates; markdowns that everyone
expects do less).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

PRIOR_MEAN, PRIOR_SD = -2.0, 1.0
"""Elasticity before data."""

PROMOTION_SD = 0.3
"""Deviation of a promotion's own effect (beyond its price) on the logarithm, before data."""

SPREAD = 0.4
"""Least deviation assumed between categories' elasticities."""

REACH = 4
"""Weeks before a change of price, and from it on, that are compared."""

CHANGED = 0.03
"""Change of the logarithm of the price, or of the share promoted, that makes an event."""

FADING_SD = 0.2
"""Deviation of the slope over four weeks on the logarithm, before data."""

LOWEST, HIGHEST = -6.0, 0.0
"""An elasticity outside of these bounds is not believed."""

_ROUNDS = 40
_INFORMED = 0.5
"""Fisher information below which a category's own prices are taken to say nothing."""


@dataclass(frozen=True)
class Response:
    """Answers to price and promotion.

    Attributes:
        table: ``category, elasticity, elasticity_sd, own, own_sd, observations``: the estimate
            used, its deviation, the category's own, and how many style-weeks lie around a change.
        promotion: effect of being promoted on the logarithm of demand, beyond the price.
        common: elasticity of a category that nothing is known of.
    """

    table: pl.DataFrame
    promotion: float
    common: float

    def effect(self, category: pl.Expr, ratio: pl.Expr, promoted: pl.Expr) -> pl.Expr:
        """Logarithm of the factor on demand."""
        known = dict(self.table.select("category", "elasticity").iter_rows())
        slope = category.replace_strict(known, default=self.common, return_dtype=pl.Float64)
        found: pl.Expr = slope * ratio.log() + self.promotion * promoted
        return found


def respond(rows: pl.DataFrame) -> Response:
    """Estimate answers.

    Args:
        rows: ``product_id, category, week_number`` (whole), ``units, exposure`` (weeks in stock,
            summed over the style's variants and places), ``ratio`` and ``promoted``.
    """
    used = rows.filter((pl.col("exposure") > 0) & pl.col("category").is_not_null())
    if used["units"].sum() > 0:
        used = _informative(used)
    if not used.height:
        return Response(_empty(), 0.0, PRIOR_MEAN)
    fit = _Fit(used)
    slopes, shared = fit.run()
    return _shrunk(fit, slopes, float(shared[0]))


def _empty() -> pl.DataFrame:
    kinds = {"category": pl.String, "observations": pl.Int64}
    names = ("category", "elasticity", "elasticity_sd", "own", "own_sd", "observations")
    return pl.DataFrame(schema={name: kinds.get(name, pl.Float64) for name in names})


def _informative(rows: pl.DataFrame) -> pl.DataFrame:
    """The weeks around each change of price that sold something, with ``event`` and ``since``."""
    rows = rows.sort("product_id", "week_number")
    move = pl.col("ratio").log().diff().abs() > CHANGED
    offered = pl.col("promoted").diff().abs() > CHANGED
    changed = (move | offered).fill_null(value=False)
    changes = rows.filter(changed.over("product_id")).select(
        "product_id", pl.col("week_number").alias("event")
    )
    reach = pl.int_ranges(pl.col("event") - REACH, pl.col("event") + REACH)
    near = (
        changes.with_columns(week_number=reach)
        .explode("week_number", empty_as_null=False)
        .with_columns(since=pl.col("week_number") - pl.col("event"))
        .sort(pl.col("since").abs())
        .unique(["product_id", "week_number"], keep="first", maintain_order=True)
    )
    found = rows.join(near, on=["product_id", "week_number"])
    both = pl.col("ratio").n_unique() + pl.col("promoted").n_unique() > 2
    event = ("product_id", "event")
    return found.filter((pl.col("units").sum() > 0).over(event) & both.over(event))


class _Fit:
    """Poisson regression with two sets of fixed effects, by alternating projections."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.units = rows["units"].to_numpy().astype(np.float64)
        self.offset = np.log(rows["exposure"].to_numpy().astype(np.float64))
        self.price = np.log(rows["ratio"].to_numpy().astype(np.float64))
        since = rows["since"].to_numpy().astype(np.float64) / REACH
        self.shared = np.stack([rows["promoted"].to_numpy().astype(np.float64), since], axis=1)
        self.block = _numbers(rows, "product_id", "event")
        self.time = _numbers(rows, "week_number")
        self.category = _numbers(rows, "category")
        self.names = rows["category"].unique().sort().to_list()
        self.mean = np.ones(len(self.units))
        self.moved = np.zeros(len(self.names), dtype=np.bool_)
        self.left = self.price, self.shared

    def run(self) -> tuple[Floats, Floats]:
        """Elasticities by category, and the effects of being promoted and of time."""
        many = len(self.names)
        prior = np.append(np.full(many, PRIOR_MEAN), [0.0, 0.0])
        precision = np.append(
            np.full(many, 1 / PRIOR_SD**2), [1 / PROMOTION_SD**2, 1 / FADING_SD**2]
        )
        slopes, levels = prior.copy(), np.zeros(len(self.units))
        for _ in range(_ROUNDS):
            linear = self.offset + slopes[:many][self.category] * self.price
            linear = linear + self.shared @ slopes[many:]
            levels = self._levels(linear, levels)
            self.mean = np.exp(np.clip(linear + levels, -30, 30))
            shared = [self._within(column) for column in self.shared.T]
            self.left = self._within(self.price), np.stack(shared, axis=1)
            miss = self.units - self.mean
            gradient = np.append(self._sum(miss * self.left[0]), miss @ self.left[1])
            # Overdispersed counts say less than Poisson ones against the prior.
            wild = self.wildness()
            step = np.linalg.solve(
                self.information() / wild + np.diag(precision),
                gradient / wild - precision * (slopes - prior),
            )
            slopes = slopes + np.clip(step, -1.0, 1.0)
            if np.abs(step).max() < 1e-6:
                break
        self.moved = self._sum(self.mean * self.left[0] ** 2) > _INFORMED
        return slopes[:many], slopes[many:]

    def _levels(self, linear: Floats, levels: Floats) -> Floats:
        """Levels at which every event and every week sells what it sold."""
        for index in (self.block, self.time, self.block, self.time):
            mean = np.exp(np.clip(linear + levels, -30, 30))
            sold = np.bincount(index, self.units)
            expected = np.bincount(index, mean)
            ratio = np.where(sold > 0, sold, 0.5) / np.maximum(expected, 1e-9)
            levels = levels + np.log(ratio)[index]
        return levels

    def _within(self, values: Floats) -> Floats:
        """What of a column the levels do not explain (Frisch, Waugh and Lovell)."""
        left = values
        for index in (self.block, self.time) * 4:
            weight = np.bincount(index, self.mean)
            left = left - (np.bincount(index, self.mean * left) / np.maximum(weight, 1e-12))[index]
        return left

    def information(self) -> Floats:
        """Fisher information of the elasticities and the shared effects."""
        many = len(self.names)
        price, shared = self.left
        found = np.zeros((many + 2, many + 2))
        found[range(many), range(many)] = self._sum(self.mean * price**2)
        for k in range(2):
            found[:many, many + k] = self._sum(self.mean * price * shared[:, k])
            found[many + k, :many] = found[:many, many + k]
        found[many:, many:] = (shared * self.mean[:, None]).T @ shared
        return found

    def _sum(self, values: Floats) -> Floats:
        return np.bincount(self.category, values, len(self.names)).astype(np.float64)

    def wildness(self) -> float:
        """Variance over mean, at least 1 (Pearson)."""
        freedom = len(self.units) - len(np.unique(self.block)) - len(np.unique(self.time))
        pearson = ((self.units - self.mean) ** 2 / np.maximum(self.mean, 1e-9)).sum()
        return float(np.clip(pearson / max(freedom, 1), 1.0, 50.0))

    def free(self, slopes: Floats) -> tuple[Floats, Floats]:
        """Each category's own estimate without the prior, and its variance."""
        many = len(self.names)
        inner = np.diag([1 / PROMOTION_SD**2, 1 / FADING_SD**2])
        whole = self.information() / self.wildness()
        corner = np.linalg.inv(whole[many:, many:] + inner)
        cross = whole[:many, many:]
        own = np.diag(whole)[:many] - np.einsum("ij,jk,ik->i", cross, corner, cross)
        safe = np.maximum(own, 1e-9)
        return slopes + (slopes - PRIOR_MEAN) / PRIOR_SD**2 / safe, 1 / safe


def _shrunk(fit: _Fit, slopes: Floats, promotion: float) -> Response:
    own, variance = fit.free(slopes)
    usable = fit.moved & (variance < 25.0)
    weight = np.where(usable, 1 / (variance + SPREAD**2), 0.0)
    strength = weight.sum() + 1 / PRIOR_SD**2
    common = float(((weight * own).sum() + PRIOR_MEAN / PRIOR_SD**2) / strength)
    apart = (weight * (own - common) ** 2).sum() / max(weight.sum(), 1e-9)
    expected = (weight * variance).sum() / max(weight.sum(), 1e-9)
    between = max(apart - expected, SPREAD**2) if usable.sum() > 2 else SPREAD**2
    share = np.where(usable, between / (between + variance), 0.0)
    drawn = common + share * (np.where(usable, own, common) - common)
    posterior = np.sqrt(between * (1 - share) + (1 - share) ** 2 / strength)
    observed = np.bincount(fit.category, minlength=len(fit.names))
    table = pl.DataFrame(
        {
            "category": fit.names,
            "elasticity": np.clip(drawn, LOWEST, HIGHEST),
            "elasticity_sd": posterior,
            "own": np.where(usable, own, np.nan),
            "own_sd": np.where(usable, np.sqrt(variance), np.nan),
            "observations": observed.astype(np.int64),
        }
    ).with_columns(pl.col("own", "own_sd").fill_nan(None))
    return Response(table, promotion, float(np.clip(common, LOWEST, HIGHEST)))


def _numbers(rows: pl.DataFrame, *names: str) -> Whole:
    rank = rows.select(pl.struct(names).rank("dense")).to_series()
    return rank.to_numpy().astype(np.int64) - 1
