r"""How far styles run off their labels, in sizes, from how they fitted those who chose them.

In the sizes that people choose, a style sits :math:`\mu` sizes too large (negative: too small),
with a spread :math:`\sigma` among its wearers, and is called small below :math:`-w` and large
above :math:`w`:

.. math::

    P(\text{small}) = \Phi\Big(\frac{-w - \mu}{\sigma}\Big), \qquad
    P(\text{large}) = \Phi\Big(\frac{\mu - w}{\sigma}\Big).

Outcomes give :math:`w / \sigma` and :math:`\mu / \sigma`; the unit is set by :math:`w = 1/2`: from
half a size on, the next size is nearer. Where outcomes are known from several sources (ratings,
returns), the one with the most misfits sets the unit and each has a :math:`w` of its own. The
posterior of every style is computed on a grid, its prior being the posterior of its category, with
a variance found by EM.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import norm

from modiste.learn.fit.records import FitRecords

F64 = NDArray[np.float64]

HALF = 0.5
"""Sizes from which the next size is nearer."""

_GRID = np.linspace(-2.0, 2.0, 81)
_ROUNDS = 5


class Offsets:
    """Offsets of styles and categories.

    Args:
        records: with known outcomes.

    Attributes:
        spread: σ, in sizes.
        play: w of each source, in sizes.
        between: variance of styles about their categories, in sizes squared.
    """

    def __init__(self, records: FitRecords) -> None:
        frame = records.frame.select("item", "category", "source").with_columns(
            outcome=pl.Series(records.outcomes)
        )
        frame = frame.with_columns(pl.col("source").fill_null("?"))
        ratios = {
            str(source): _ratio(part["outcome"].to_numpy())
            for (source,), part in frame.group_by("source")
        }
        # The most misfits have the least play for their spread.
        self.spread = HALF / min(ratios.values())
        self.play = {source: ratio * self.spread for source, ratio in sorted(ratios.items())}
        category, likelihood = self._likelihoods(frame, "category")
        mean, _, _ = _posterior(likelihood, np.zeros(len(category)))
        self.category = dict(zip(category, mean, strict=True))
        item, likelihood = self._likelihoods(frame, "item")
        kinds = dict(frame.select("item", "category").unique("item").iter_rows())
        prior = np.array([self.category[kinds[name]] for name in item])
        mean, variance, self.between = _posterior(likelihood, prior)
        count = dict(frame.group_by("item").len().iter_rows())
        self.item = {
            name: (float(m), float(v), int(count[name]))
            for name, m, v in zip(item, mean, variance, strict=True)
        }

    def _likelihoods(self, frame: pl.DataFrame, key: str) -> tuple[list[str | None], F64]:
        """Keys, and the log likelihood of each on the grid."""
        names = frame[key].unique(maintain_order=True).to_list()
        at = {name: k for k, name in enumerate(names)}
        total = np.zeros((len(names), len(_GRID)))
        for source, play in self.play.items():
            part = frame.filter(pl.col("source") == source)
            rows = np.array([at[name] for name in part[key]], dtype=np.int64)
            counts = np.zeros((len(names), 3))
            np.add.at(counts, (rows, part["outcome"].to_numpy()), 1.0)
            small = norm.cdf((-play - _GRID) / self.spread)
            large = norm.cdf((_GRID - play) / self.spread)
            chance = np.stack([small, 1 - small - large, large])
            total += counts @ np.log(np.maximum(chance, 1e-12))
        return names, total

    def of(self, records: FitRecords) -> tuple[F64, F64, NDArray[np.int64]]:
        """Sizes that each record's style runs large, their variance, and the records behind them.

        A style never seen has the offset of its category.
        """
        rows = [
            self.item.get(item, (self.category.get(category, 0.0), self.between, 0))
            for item, category in records.frame.select("item", "category").iter_rows()
        ]
        offset, variance, count = zip(*rows, strict=True) if rows else ((), (), ())
        return np.array(offset), np.array(variance), np.array(count, dtype=np.int64)

    def shift(self, records: FitRecords) -> F64:
        r"""Sizes by which each wearer's own size lies above the size worn, by how it fitted.

        The mean of what was felt, :math:`N(\mu, \sigma^2)` cut to the outcome, tells how much of
        it the wearer's choice accounts for: a style that runs large and yet fits says that the
        wearer is larger, but by less than the style's offset.
        """
        offset = self.of(records)[0]
        sources = records.frame["source"].fill_null("?")
        usual = max(self.play.values())
        play = sources.replace_strict(self.play, default=usual, return_dtype=pl.Float64).to_numpy()
        low, high = (-play - offset) / self.spread, (play - offset) / self.spread
        mass = np.maximum(norm.cdf(high) - norm.cdf(low), 1e-9)
        shifts = np.stack(
            [
                norm.pdf(low) / np.maximum(norm.cdf(low), 1e-9),
                (norm.pdf(high) - norm.pdf(low)) / mass,
                -norm.pdf(high) / np.maximum(norm.sf(high), 1e-9),
            ]
        )
        return np.asarray(self.spread * shifts[records.outcomes, np.arange(len(records))])


def _ratio(outcome: NDArray[np.int64]) -> float:
    """Play over spread of one source, rates kept off 0 by half a record."""
    count = np.bincount(outcome, minlength=3) + 0.5
    small, large = count[[0, 2]] / count.sum()
    return max(float(-(norm.ppf(small) + norm.ppf(large)) / 2), 0.05)


def _posterior(likelihood: F64, prior: F64) -> tuple[F64, F64, float]:
    """Posterior mean and variance of every key, and the prior variance that EM found."""
    between = 0.1
    mean = variance = np.zeros(len(likelihood))
    for _ in range(_ROUNDS):
        logs = likelihood - 0.5 * (_GRID - prior[:, None]) ** 2 / between
        weight = np.exp(logs - logs.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        mean = weight @ _GRID
        variance = weight @ _GRID**2 - mean**2
        between = float(np.clip(np.mean((mean - prior) ** 2 + variance), 1e-3, 1.0))
    return mean, np.maximum(variance, 1e-6), between
