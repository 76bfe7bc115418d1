r"""The ladder of sizes: which size is a person's own, and how each size of a style would sit.

People choose their size, so outcomes of what they chose show little of how other sizes would have
sat: a regression of outcomes on sizes finds almost no difference between them. The ladder reads the
*choices* as well. Every record points to a place on the scale (the size worn, one size up where it
was too small, one down where too large). The person's own place follows from the body, from a size
stated and from what earlier records point to,

.. math::

    m = \frac{b / \sigma_b^2 + \sum_i w_i / \sigma_w^2}{1 / \sigma_b^2 + n / \sigma_w^2}, \qquad
    v = \frac{1}{1 / \sigma_b^2 + n / \sigma_w^2},

the style's offset :math:`o` from what its records point to beyond their wearers' own places, shrunk
to its category's and that to none. A size at place :math:`s` then is

.. math::

    P(\text{small}) = \Phi\Big(\frac{m + o - s - w}{\tau}\Big), \quad
    P(\text{large}) = \Phi\Big(\frac{s - m - o - w}{\tau}\Big), \quad
    \tau^2 = \lambda^2 (v + v_o + \sigma_w^2),

with the play :math:`w` and the factor :math:`\lambda` found by maximum likelihood on records whose
places were estimated without them. A larger size is never likelier to be small.
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
from modiste.learn.fit.history import body_design, own_places, ridge
from modiste.learn.fit.records import BODY, FitRecords
from modiste.model.errors import NotEnoughDataError

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_LEAST_SD = 0.15
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
    """

    def __init__(self, records: FitRecords, scale: BodyScale) -> None:
        self.scale = scale
        own = own_places(records, scale)
        design = body_design(scale, records)
        self.coefficients = ridge(design, own)
        evidence = records.frame.select("person", "family").with_columns(own=pl.Series(own))
        summed = evidence.group_by("person", "family").agg(
            total=pl.col("own").sum(), count=pl.len(), spread=pl.col("own").var()
        )
        self.people = summed
        # Within people where they have several records; a step and a half where none has.
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


class Offsets:
    """How far styles and categories run off their labels, in deviations of the scale.

    Args:
        records: with known outcomes.
        beyond: what each record points to beyond its wearer's own place.
        noise: variance of one record.
    """

    def __init__(self, records: FitRecords, beyond: F64, noise: float) -> None:
        frame = records.frame.select("item", "category").with_columns(beyond=pl.Series(beyond))
        self.category, _ = _shrunk(frame.with_columns(prior=0.0), "category", noise)
        known = dict(zip(self.category["category"], self.category["offset"], strict=True))
        prior = frame["category"].replace_strict(known, default=0.0, return_dtype=pl.Float64)
        self.item, self.between = _shrunk(frame.with_columns(prior=prior), "item", noise)

    def of(self, records: FitRecords) -> tuple[F64, F64, F64]:
        """Offset, its variance and the records that it rests on, for every record's style."""
        keys = records.frame.select("item", "category")
        found = keys.join(self.item, on="item", how="left", maintain_order="left").join(
            self.category.select("category", wide="offset"),
            on="category", how="left", maintain_order="left", nulls_equal=True,
        )  # fmt: skip
        offset = found.select(pl.coalesce("offset", "wide").fill_null(0.0)).to_series()
        variance = found["variance"].fill_null(self.between)
        return offset.to_numpy(), variance.to_numpy(), found["count"].fill_null(0).to_numpy()


def _shrunk(frame: pl.DataFrame, key: str, noise: float) -> tuple[pl.DataFrame, float]:
    """Means by key, shrunk to the prior with the variance between keys by moments."""
    cells = frame.group_by(key).agg(
        mean=pl.col("beyond").mean(), prior=pl.col("prior").mean(), count=pl.len()
    )
    apart = (cells["mean"] - cells["prior"]).to_numpy()
    count = cells["count"].to_numpy().astype(float)
    spread = float(np.sum(count * (apart**2 - noise / count)) / max(count.sum(), 1.0))
    between = max(spread, 0.02 * noise)
    weight = between / (between + noise / count)
    return cells.select(
        key,
        offset=pl.col("prior") + pl.Series(weight * apart),
        variance=pl.Series(between * (1 - weight)),
        count=pl.col("count"),
    ).sort(key), between


@dataclass(frozen=True)
class Seat:
    """How sizes would sit, one row a record asked for.

    Attributes:
        probability: ``(records, 3)`` of small, fit and large.
        own: the persons' own places.
        offset: how far the styles run large (positive: a larger size is needed, it runs small).
        records: records that each offset rests on.
    """

    probability: F64
    own: OwnPlace
    offset: F64
    records: F64


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
        away, sd = np.zeros(len(records)), np.ones(len(records))
        for k in range(self.count):
            rows = records.rows(fold == k)
            self._learn(records.rows(fold != k))
            away[fold == k], sd[fold == k] = self._away(rows, self.places.of(rows))[:2]
        self.play, self.factor = _play(away, sd, records.outcomes)
        self._learn(records)
        return self

    def _learn(self, records: FitRecords) -> None:
        self.places = Places(records, self.scale)
        # A wearer's own record pulls the own place towards it; styles with several wearers are
        # seldom moved by that, and the shrinkage covers the rest.
        beyond = own_places(records, self.scale) - self.places.of(records).mean
        self.offsets = Offsets(records, beyond, self.places.within)

    def _away(self, records: FitRecords, own: OwnPlace) -> tuple[F64, F64, F64, F64]:
        offset, variance, count = self.offsets.of(records)
        away = self.scale.places(records) - own.mean - offset
        sd = np.sqrt(own.variance + variance + self.places.within)
        return away, sd, offset, count

    def predict(self, records: FitRecords, *, stated: F64 | None = None) -> Seat:
        """How each record's size would sit on its person.

        Args:
            records: person, item and size; outcomes are not looked at.
            stated: place of the size that each person states, ``nan`` where none.
        """
        own = self.places.of(records, stated=stated)
        away, sd, offset, count = self._away(records, own)
        return Seat(_seat(away, sd * self.factor, self.play), own, offset, count)


def _seat(away: F64, sd: F64, play: float) -> F64:
    small, large = norm.cdf((-away - play) / sd), norm.cdf((away - play) / sd)
    return np.column_stack([small, 1 - small - large, large])


def _play(away: F64, sd: F64, outcome: I64) -> tuple[float, float]:
    """Play and factor of greatest likelihood; the factor within a half and one and a half."""
    rows = np.arange(len(outcome))

    def loss(log: F64) -> float:
        chance = _seat(away, sd * np.exp(log[1]), float(np.exp(log[0])))
        return -float(np.log(np.maximum(chance[rows, outcome], 1e-9)).mean())

    bounds = [(np.log(0.05), np.log(4.0)), (np.log(0.5), np.log(1.5))]
    found = minimize(loss, np.zeros(2), method="L-BFGS-B", bounds=bounds).x
    return float(np.exp(found[0])), float(np.exp(found[1]))
