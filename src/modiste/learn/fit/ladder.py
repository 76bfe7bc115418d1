r"""The ladder of sizes: which size is a person's own, and how each size of a style would sit.

People choose their size, so outcomes of what they chose show little of how other sizes would have
sat: a regression of outcomes on sizes finds almost no difference between them. The ladder reads the
*choices* as well. Every record points to a place on the scale: the size worn, moved up where it was
too small and down where too large, by how much the style's offset leaves to the wearer
(:mod:`modiste.learn.fit.offsets`). The person's own place follows from the body, from a size stated
and from what their records point to,

.. math::

    m = \frac{b / \sigma_b^2 + \sum_i w_i / \sigma_w^2}{1 / \sigma_b^2 + n / \sigma_w^2},
    \qquad v = \frac{1}{1 / \sigma_b^2 + n / \sigma_w^2},

and a size at place :math:`s` of a style that runs :math:`\mu` sizes large (a size being :math:`d`
on the scale) then is

.. math::

    P(\text{small}) = \Phi\Big(\frac{m - s - \mu d - w d}{\tau}\Big), \quad
    P(\text{large}) = \Phi\Big(\frac{s + \mu d - m - w d}{\tau}\Big), \quad
    \tau^2 = v + v_\mu d^2 + \sigma_n^2 d^2,

with the noise :math:`\sigma_n` of what people feel and the play :math:`w \ge 1/2` found by maximum
likelihood on records whose places were estimated without them. A larger size is never likelier to
be small.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import norm

from modiste.learn.fit.body import BodyScale
from modiste.learn.fit.features import folds
from modiste.learn.fit.history import body_design, ridge
from modiste.learn.fit.offsets import HALF, Offsets
from modiste.learn.fit.records import BODY, FitRecords
from modiste.model.errors import NotEnoughDataError

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_LEAST_SD = 0.15
_NOISE, _PLAY = (0.1, 0.3), (HALF, 1.25)
"""Bounds in sizes. People who chose a size outside their own had a reason, which looks like noise:
without a bound it would drown what sizes do."""

_FEWEST = 20


@dataclass(frozen=True)
class OwnPlace:
    """Where on the scale people's own size lies, in standard deviations of the scale.

    Attributes:
        mean: posterior mean.
        variance: posterior variance.
        worn: how many sizes worn or stated it rests on.
        body: how many numbers of the body it rests on.
    """

    mean: F64
    variance: F64
    worn: F64
    body: I64


class Places:
    """Estimates people's own places from records.

    Args:
        records: with known outcomes.
        scale: the numbers' scale.
        offsets: of styles.
    """

    def __init__(self, records: FitRecords, scale: BodyScale, offsets: Offsets) -> None:
        self.scale = scale
        own = scale.places(records) + offsets.shift(records) * scale.step(records)
        design = body_design(scale, records)
        self.coefficients = ridge(design, own)
        evidence = records.frame.select("person", "family").with_columns(own=pl.Series(own))
        summed = evidence.group_by("person", "family").agg(
            total=pl.col("own").sum(), count=pl.len(), spread=pl.col("own").var()
        )
        self.people = summed
        # Within people, where enough of them have several records.
        inner = summed.drop_nulls("spread")
        within = float(inner["spread"].to_numpy().mean()) if inner.height >= 20 else 0.25
        self.within = max(within, _LEAST_SD**2)
        rest = own - design @ self.coefficients
        known = numbers_known(records)
        whole = float(np.var(rest))
        self.between = {
            level: _between(rest[known == level], whole, self.within) for level in range(3)
        }

    def of(self, records: FitRecords, *, stated: F64 | None = None) -> OwnPlace:
        """The own place of each record's person.

        Args:
            records: whose persons are asked for.
            stated: place of the size that the person states, ``nan`` where none.
        """
        level = numbers_known(records)
        body = body_design(self.scale, records) @ self.coefficients
        before = np.array([self.between[k] for k in range(3)])[level]
        keys = records.frame.select("person", "family")
        worn = keys.join(self.people, on=["person", "family"], how="left", maintain_order="left")
        count = worn["count"].fill_null(0).to_numpy().astype(float)
        total = worn["total"].fill_null(0.0).to_numpy().astype(float)
        if stated is not None:
            known = np.isfinite(stated)
            count, total = count + known, total + np.where(known, stated, 0.0)
        precision = 1 / before + count / self.within
        mean = (body / before + total / self.within) / precision
        return OwnPlace(mean, 1 / precision, count, numbers_known(records, raw=True))


def numbers_known(records: FitRecords, *, raw: bool = False) -> I64:
    """How much is known of the body: 0 nothing, 1 one or two numbers, 2 more; or their count."""
    count = sum(np.isfinite(records.real(name)).astype(np.int64) for name in BODY if name != "age")
    count = np.asarray(count)
    return count if raw else np.digitize(count, [1, 3])


def _between(rest: F64, whole: float, within: float) -> float:
    """Variance of people about what their body suggests, the noise of one record taken off."""
    total = (float(np.sum(rest**2)) + 20 * whole) / (len(rest) + 20)
    return max(total - within, 0.1 * total, _LEAST_SD**2)


@dataclass(frozen=True)
class Seat:
    """How sizes would sit, one row a record asked for.

    Attributes:
        probability: ``(records, 3)`` of small, fit and large.
        own: the persons' own places.
        offset: sizes that the styles run large; negative is small.
        records: records that each offset rests on.
    """

    probability: F64
    own: OwnPlace
    offset: F64
    records: I64


class SizeLadder:
    """The model; see the module for its equations.

    Args:
        count: folds that places are estimated in to find the play.
        seed: of the folds.
    """

    def __init__(self, *, count: int = 5, seed: int = 0) -> None:
        self.count, self.seed = count, seed

    def fit(self, records: FitRecords) -> SizeLadder:
        """Learn from records whose outcome is known.

        Raises:
            NotEnoughDataError: fewer than 20 records.
        """
        if len(records) < _FEWEST:
            raise NotEnoughDataError(
                f"{len(records)} fit records are too few to learn sizes from",
                remedy=f"Gather at least {_FEWEST}: ratings of fit, or returns with a reason.",
            )
        self.scale = BodyScale.of(records)
        fold = folds(records, self.count, self.seed)
        away, variance = np.zeros(len(records)), np.ones(len(records))
        for k in range(self.count):
            rows = records.rows(fold == k)
            if len(rows):
                self._learn(records.rows(fold != k))
                away[fold == k], variance[fold == k] = self._away(rows, self.places.of(rows))[:2]
        self._learn(records)
        # What was said of the fit tells play and noise best: the source with the most misfits.
        sources = records.frame["source"].fill_null("?")
        told = (sources == min(self.offsets.play, key=self.offsets.play.__getitem__)).to_numpy()
        self.noise, self.play = _feeling(away[told], variance[told], records.outcomes[told])
        return self

    def _learn(self, records: FitRecords) -> None:
        self.offsets = Offsets(records)
        self.places = Places(records, self.scale, self.offsets)

    def _away(self, records: FitRecords, own: OwnPlace) -> tuple[F64, F64, F64, I64]:
        """Sizes by which each size lies above the person's own, variance, offset, records."""
        offset, variance, count = self.offsets.of(records)
        step = np.maximum(self.scale.step(records), 1e-6)
        away = (self.scale.places(records) - own.mean) / step + offset
        return away, own.variance / step**2 + variance, offset, count

    def predict(self, records: FitRecords, *, stated: F64 | None = None) -> Seat:
        """How each record's size would sit on its person.

        Args:
            records: person, item and size; outcomes are not looked at.
            stated: place of the size that each person states, ``nan`` where none.
        """
        own = self.places.of(records, stated=stated)
        away, variance, offset, count = self._away(records, own)
        chance = _seat(away, np.sqrt(variance + self.noise**2), self.play)
        return Seat(chance, own, offset, count)


def _seat(away: F64, sd: F64, play: F64 | float) -> F64:
    small, large = norm.cdf((-away - play) / sd), norm.cdf((away - play) / sd)
    return np.column_stack([small, 1 - small - large, large])


def _feeling(away: F64, variance: F64, outcome: I64) -> tuple[float, float]:
    """Noise and play of greatest likelihood, in sizes.

    Args:
        away: sizes by which each record's size lies above its wearer's own.
        variance: of that.
        outcome: of each record.
    """
    rows = np.arange(len(outcome))

    def loss(logs: F64) -> float:
        noise, play = np.exp(logs)
        chance = _seat(away, np.sqrt(variance + noise**2), play)
        return -float(np.log(np.maximum(chance[rows, outcome], 1e-9)).mean())

    bounds = [(np.log(low), np.log(high)) for low, high in (_NOISE, _PLAY)]
    found = minimize(loss, np.log([0.3, 0.6]), method="L-BFGS-B", bounds=bounds).x
    noise, play = np.exp(found)
    return float(noise), float(play)
