"""New items from their like: how much will it sell, along what curve, and how sure is that?

Items of the past with known sales teach a forest of extremely randomised trees (Geurts, Ernst and
Wehenkel 2006) on attributes, price, season and picture. The forest is used as a kernel: an earlier
item weighs as often as it falls into the same leaves as the new one (Meinshausen 2006, quantile
regression forests). The weighted items are the *analogues*: their totals give the mean and honest
quantiles, their courses the launch curve, and their names the explanation. A support vector machine
(Drucker and others 1997) on the same features, whose loss is an absolute error, moves the level
halfway to its own answer: it errs less on few items and many features. Without scikit-learn the
weights come from a Gaussian kernel on the same features, and nothing moves the level.

Once the item sells, its own sales speak: the ratio of its scale to what was expected is a gamma
variable whose spread is that of the analogues' own ratios, and sales given the scale are Poisson;
its posterior after some units is again a gamma (Gelman and others, Bayesian Data Analysis, §2.6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from modiste.learn.distributions import negative_binomial_quantile
from modiste.model.errors import InputError, NotEnoughDataError

Floats = NDArray[np.float64]

LEAST = 10
"""Earlier items below which there are no analogues to speak of."""


class AnalogueConfig(BaseModel):
    """Settings of the search for analogues."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    trees: int = Field(300, ge=10, description="Trees of the forest.")
    leaf: int = Field(4, ge=1, description="Earlier items in a leaf at the least.")
    share: float = Field(0.3, gt=0, le=1, description="Share of the features that a split sees.")
    parts: int = Field(80, ge=1, description="Principal components taken of a picture's vector.")
    leaf_share: float = Field(0.5, ge=0, le=1, description="Weight of the forest in the level.")
    picture: float = Field(2.0, ge=0, description="Weight of a picture against one attribute.")
    width: float = Field(0.3, gt=0, description="Gamma of the machine's Gaussian kernel.")
    cost: float = Field(1.5, gt=0, description="C of the machine, in means of the totals.")
    seed: int = Field(0, ge=0, description="Seed of the forest.")


@dataclass(frozen=True)
class Features:
    """Items as numbers.

    Attributes:
        plain: attributes as 0 and 1, price, season; shape (items, features).
        vectors: vectors of pictures, NaN rows where an item has none; ``None`` for none at all.
    """

    plain: Floats
    vectors: Floats | None = None

    @classmethod
    def of(
        cls,
        texts: Sequence[Sequence[str | None]],
        numbers: Sequence[Sequence[float]] = (),
        vectors: Floats | None = None,
    ) -> Features:
        """From columns.

        Args:
            texts: columns of attributes, one value an item; ``None`` is unknown.
            numbers: columns of numbers; NaN is unknown and stands at the mean.
            vectors: shape (items, size).
        """
        columns: list[Floats] = []
        for column in texts:
            values = sorted({value for value in column if value is not None})
            columns += [np.array([float(v == each) for v in column]) for each in values]
        for numeric in numbers:
            found = np.asarray(numeric, dtype=np.float64)
            known = found[~np.isnan(found)]
            columns.append(np.where(np.isnan(found), known.mean() if len(known) else 0.0, found))
        many = len(texts[0]) if len(texts) else len(numbers[0]) if len(numbers) else 0
        plain = np.stack(columns, axis=1) if columns else np.zeros((many, 0))
        return cls(plain, vectors)

    def rows(self, chosen: Any) -> Features:
        """Some of the items."""
        return Features(self.plain[chosen], None if self.vectors is None else self.vectors[chosen])


class Analogues:
    """Weights of earlier items for new ones."""

    def __init__(self, config: AnalogueConfig | None = None) -> None:
        self.config = config or AnalogueConfig()
        self._courses: Floats = np.empty((0, 0))
        self._totals: Floats = np.empty(0)
        self._features = Features(np.empty((0, 0)))
        self._axes: tuple[Floats, Floats, float] | None = None
        self._forest: Any = None
        self._machine: Any = None
        self._leaves: NDArray[Any] = np.empty(0)

    def fit(self, features: Features, courses: Floats) -> Analogues:
        """Learn from earlier items.

        Args:
            features: of the earlier items.
            courses: their sales after launch, shape (items, steps); NaN where not yet known.

        Raises:
            NotEnoughDataError: fewer than ten items have sales for all steps.
            InputError: features and courses differ in length.
        """
        if len(features.plain) != len(courses):
            raise InputError(
                f"{len(features.plain)} items have features and {len(courses)} have sales",
                remedy="Give a row of each for every item.",
            )
        whole = ~np.isnan(courses).any(axis=1)
        if whole.sum() < LEAST:
            raise NotEnoughDataError(
                f"only {int(whole.sum())} earlier items have {courses.shape[1]} steps of sales",
                remedy=f"Wait for {LEAST} launches, or ask for fewer steps.",
            )
        self._courses = np.maximum(courses[whole], 0.0)
        self._totals = self._courses.sum(axis=1)
        self._features = features.rows(whole)
        self._axes = _principal(self._features.vectors, self.config.parts)
        rows = self._rows(self._features)
        if find_spec("sklearn") is not None and rows.shape[1]:
            from sklearn.ensemble import ExtraTreesRegressor

            self._forest = ExtraTreesRegressor(
                self.config.trees,
                min_samples_leaf=self.config.leaf,
                max_features=self.config.share,
                random_state=self.config.seed,
                n_jobs=1,
            ).fit(rows, self._totals)
            self._leaves = self._forest.apply(rows)
            self._machine = self._supported()
        return self

    def _supported(self) -> Any:
        """The support vector machine, on totals over their mean."""
        from sklearn.svm import SVR

        mean = max(float(self._totals.mean()), 1e-9)
        machine = SVR(gamma=self.config.width, C=self.config.cost, epsilon=0.05)
        return machine.fit(self._joint(self._features), self._totals / mean)

    def _joint(self, features: Features) -> Floats:
        """Attributes beside the vector itself, which is weighed as the settings say."""
        vectors = features.vectors
        if self._axes is None:
            return features.plain
        mean = self._axes[0]
        if vectors is None:
            vectors = np.full((len(features.plain), len(mean)), np.nan)
        known = np.where(np.isnan(vectors), mean, vectors)
        known = known / np.maximum(np.linalg.norm(known, axis=1, keepdims=True), 1e-9)
        return np.concatenate([features.plain, self.config.picture * known], axis=1)

    def level(self, features: Features, weights: Floats) -> Floats:
        """Expected total of new items, shape (new,)."""
        total = weights @ self._totals
        if self._machine is None:
            return total
        said = self._machine.predict(self._joint(features)) * max(float(self._totals.mean()), 1e-9)
        share = self.config.leaf_share
        found: Floats = share * total + (1 - share) * np.maximum(said, 0.05 * total)
        return found

    @property
    def totals(self) -> Floats:
        """Units of the earlier items that are used, over all steps."""
        return self._totals

    @property
    def courses(self) -> Floats:
        """Sales of the earlier items that are used, shape (items, steps)."""
        return self._courses

    def weights(self, features: Features) -> Floats:
        """How much each earlier item says of each new one.

        Returns:
            Shape (new, earlier), rows that sum to 1.
        """
        rows = self._rows(features)
        if self._forest is None:
            return self._kernel(rows)
        leaves = self._forest.apply(rows)
        found = np.zeros((len(rows), len(self._totals)))
        for tree in range(leaves.shape[1]):
            same = leaves[:, tree, None] == self._leaves[None, :, tree]
            found += same / np.maximum(same.sum(axis=1, keepdims=True), 1)
        weights: Floats = found / leaves.shape[1]
        return weights

    def _rows(self, features: Features) -> Floats:
        if self._axes is None or features.vectors is None:
            width = 0 if self._axes is None else len(self._axes[1])
            return np.concatenate([features.plain, np.zeros((len(features.plain), width))], axis=1)
        mean, axes, scale = self._axes
        parts = (np.where(np.isnan(features.vectors), mean, features.vectors) - mean) @ axes.T
        return np.concatenate([features.plain, parts / scale], axis=1)

    def _kernel(self, rows: Floats) -> Floats:
        """Gaussian kernel whose width is the distance to the fifteenth nearest item."""
        own = self._rows(self._features)
        if not own.shape[1]:
            return np.full((len(rows), len(own)), 1 / len(own))
        distance = ((rows[:, None, :] - own[None, :, :]) ** 2).sum(axis=2)
        near = np.sort(distance, axis=1)[:, min(14, len(own) - 1)]
        found = np.exp(-distance / np.maximum(near, 1e-9)[:, None])
        weights: Floats = found / found.sum(axis=1, keepdims=True)
        return weights


def _principal(vectors: Floats | None, parts: int) -> tuple[Floats, Floats, float] | None:
    """Mean, axes and scale of the principal components of vectors."""
    if vectors is None:
        return None
    known = vectors[~np.isnan(vectors).any(axis=1)]
    if len(known) < LEAST:
        return None
    mean = known.mean(axis=0)
    _, size, axes = np.linalg.svd(known - mean, full_matrices=False)
    kept = min(parts, len(size))
    # The sign of a component is arbitrary; fixed, so that every machine grows the same trees.
    signs = np.sign(axes[np.arange(kept), np.abs(axes[:kept]).argmax(axis=1)])
    return mean, axes[:kept] * signs[:, None], float(size[0] / np.sqrt(len(known))) or 1.0


@dataclass(frozen=True)
class LaunchForecast:
    """What new items will sell.

    Attributes:
        mean: expected units, shape (items, steps).
        total: expected units over all steps, shape (items,).
        shape: shape of the gamma of each item's scale; small is unsure.
        whim: variance over the squared mean of a single step, given the scale.
        weights: see :meth:`Analogues.weights`.
    """

    mean: Floats
    total: Floats
    shape: Floats
    whim: float
    weights: Floats

    def quantile(self, level: float) -> Floats:
        """Quantiles of single steps, shape like ``mean``."""
        return negative_binomial_quantile(self.mean, self._variance(self.mean, self.whim), level)

    def total_quantile(self, level: float) -> Floats:
        """Quantiles of the sum of all steps, shape (items,)."""
        mean = self.mean.sum(axis=1, keepdims=True)
        whim = self.whim * (self.mean**2).sum(axis=1, keepdims=True) / np.maximum(mean, 1e-9) ** 2
        return negative_binomial_quantile(mean, self._variance(mean, whim), level)[:, 0]

    def cumulative_sd(self) -> Floats:
        """Deviation of the running sum, shape like ``mean``."""
        total = np.cumsum(self.mean, axis=1)
        whim = self.whim * np.cumsum(self.mean**2, axis=1)
        found: Floats = np.sqrt(total + whim + total**2 / self.shape[:, None])
        return found

    def _variance(self, mean: Floats, whim: float | Floats) -> Floats:
        variance: Floats = mean + mean**2 * (whim + 1 / self.shape[:, None])
        return variance


def launch(found: Analogues, features: Features) -> LaunchForecast:
    """Forecast items before their launch.

    The course is the weighted mean of the analogues' courses, at the level that
    :meth:`Analogues.level` gives; the spread of the scale is the analogues' around that level.
    """
    weights = found.weights(features)
    total = found.level(features, weights)
    mean = weights @ found.courses
    mean = mean * (total / np.maximum(mean.sum(axis=1), 1e-9))[:, None]
    spread = weights @ found.totals**2 - 2 * total * (weights @ found.totals) + total**2
    relative = np.maximum(spread, 0.0) / np.maximum(total, 1e-9) ** 2
    shape = 1 / np.maximum(relative - 1 / np.maximum(total, 1.0), 0.02)
    return LaunchForecast(mean, total, shape, _whim(found), weights)


def updated(
    found: Analogues, before: LaunchForecast, sold: Floats, exposure: Floats | None = None
) -> LaunchForecast:
    """Forecast items after their first steps.

    How fast early sales take over is learnt from the analogues: their totals are regressed on what
    they sold early, in logarithms, each with its weight; the residual spread is what stays unsure.

    Args:
        found: the fitted analogues.
        before: their forecast before launch.
        sold: units of the first steps, shape (items, steps seen), at least one step.
        exposure: share of those steps with stock, same shape; all of them by default.

    Returns:
        The forecast with the first steps as they were expected to end up, and the later ones moved.
    """
    seen = sold.shape[1]
    share = np.ones_like(sold) if exposure is None else exposure
    early = np.maximum(found.courses[:, :seen].sum(axis=1), 0.0)
    later = found.courses[:, seen:].sum(axis=1)
    expected = (before.mean[:, :seen] * share).sum(axis=1)
    units = sold.sum(axis=1)
    # The posterior mean of the scale: gamma prior with the early steps' own spread.
    relative = before.weights @ (early**2) / np.maximum(before.weights @ early, 1e-9) ** 2 - 1
    prior = 1 / np.maximum(relative, 0.02)
    noise = 1 + before.whim * expected / max(seen, 1)
    scale = (prior + units / noise) / (prior + expected / noise)
    line = _later_line(early, later)
    level = np.maximum(expected / np.maximum(share.mean(axis=1), 1e-9) * scale, 0.5)
    rest = np.exp(line.constant + line.slope * np.log(level)) * line.smear
    course = before.mean[:, seen:] / np.maximum(
        before.mean[:, seen:].sum(axis=1, keepdims=True), 1e-9
    )
    mean = np.concatenate([before.mean[:, :seen] * scale[:, None], course * rest[:, None]], axis=1)
    shape = 1 / (line.variance + 1 / (prior + units))
    return LaunchForecast(mean, mean.sum(axis=1), shape, before.whim, before.weights)


@dataclass(frozen=True)
class _Line:
    constant: float
    slope: float
    variance: float
    smear: float


def _later_line(early: Floats, later: Floats) -> _Line:
    """Later sales given early ones, in logarithms, robustly (iterated weights of Huber)."""
    x, y = np.log(np.maximum(early, 0.5)), np.log(np.maximum(later, 0.5))
    weight = np.maximum(early, 1.0) / (1 + 0.02 * np.maximum(early, 1.0))
    design = np.stack([np.ones(len(x)), x], axis=1)
    robust = np.ones(len(x))
    beta = np.zeros(2)
    for _ in range(10):
        used = weight * robust
        ridge = np.diag([0.0, 1e-6 * used.sum()])
        beta = np.linalg.solve((design * used[:, None]).T @ design + ridge, design.T @ (used * y))
        miss = y - design @ beta
        width = 1.4826 * np.median(np.abs(miss)) + 1e-9
        robust = np.minimum(1.0, 1.345 * width / np.maximum(np.abs(miss), 1e-12))
    fit = np.exp(design @ beta)
    smear = float(np.median(np.maximum(later, 0.5) / fit))
    variance = float(np.clip((robust * miss**2).sum() / robust.sum(), 0.005, 2.0))
    return _Line(float(beta[0]), float(beta[1]), variance, smear)


def _whim(found: Analogues) -> float:
    """How far single steps stray from an item's own course, over the squared mean."""
    totals = np.maximum(found.totals, 1.0)
    shares = found.courses / totals[:, None]
    typical = (shares * totals[:, None]).sum(axis=0) / totals.sum()
    expected = typical[None, :] * totals[:, None]
    excess = ((found.courses - expected) ** 2).sum() - expected.sum()
    return float(np.clip(excess / max((expected**2).sum(), 1e-9), 0.0, 5.0))
