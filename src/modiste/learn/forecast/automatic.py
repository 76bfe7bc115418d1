"""The automatic choice for demand: for each kind of demand, what was best on its own past."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.backtest import Case, cases
from modiste.learn.forecast.base import Config, Forecaster, check_request
from modiste.learn.forecast.blend import Blend
from modiste.learn.forecast.classes import Demand, demand_classes
from modiste.learn.forecast.contest import Maker, Outcome, contest
from modiste.learn.forecast.errors import drawn
from modiste.learn.forecast.launch import Launch, LaunchConfig
from modiste.learn.forecast.naive import MovingAverage, MovingAverageConfig, SeasonalNaive
from modiste.learn.forecast.panel import SERIES, Panel
from modiste.learn.forecast.point import PointConfig
from modiste.learn.forecast.pooled import PooledSeasonal, PooledSeasonalConfig
from modiste.learn.forecast.statistical import ADIDA, IMAPA, TSB, CrostonSBA, SimpleSmoothing, Theta
from modiste.model.errors import NotEnoughDataError
from modiste.model.findings import QUANTILES

MODEL = "model"
CLASS = "demand_class"


class AutomaticConfig(Config):
    """Settings of the automatic choice."""

    season: int = Field(52, ge=1, description="Steps in a season.")
    group: str = Field("group", description="Static column that names a series' group.")
    horizon: int = Field(13, ge=1, description="Steps on which candidates are judged.")
    origins: int = Field(3, ge=1, description="Rolling origins on which they are judged.")
    series: int = Field(300, ge=10, description="Series of each kind on which they are judged.")
    seed: int = Field(0, ge=0, description="Seed of the draw of those series.")


class Automatic(Forecaster):
    """For each kind of demand the candidate, or combination, with the least RMSSE.

    Series with less than eight steps are forecast by :class:`Launch`. Where history is too short
    for a single origin, everything else is forecast by its moving average.

    After :meth:`fit`, ``scores`` holds the table of the contest, ``chosen`` the winner of each kind
    of demand and ``weights`` what a combination is made of.
    """

    name: ClassVar[str] = "auto"
    config: AutomaticConfig

    def __init__(self, config: AutomaticConfig | None = None) -> None:
        self.config = config or AutomaticConfig()
        self.scores = pl.DataFrame()
        self.chosen: dict[str, str] = {}
        self.weights: dict[str, dict[str, float]] = {}
        self._kinds: pl.DataFrame | None = None
        self._parts: list[Forecaster] = []

    def fit(self, panel: pl.DataFrame | Panel, *, covariates: pl.DataFrame | None = None) -> Self:
        """Judge the candidates, then fit the winners on everything."""
        del covariates
        whole = Panel.of(panel)
        kinds = demand_classes(whole)
        outcome = self._contest(whole)
        self.scores = outcome.scores
        self.chosen = {kind: outcome.chosen[kind] for kind in np.unique(kinds).tolist()}
        self.weights = {kind: outcome.weights[kind] for kind in self.chosen}
        new = kinds == Demand.NEW.value
        self._parts = []
        if not new.all():
            old = [weights for kind, weights in self.weights.items() if kind != Demand.NEW.value]
            used = {name for weights in old for name in weights}
            makers = self._candidates(whole)
            members = {name: makers[name]() for name in makers if name in used}
            # New series stay in: they show the season of their group.
            self._parts.append(Blend(members, self.weights, self._point).fit(whole))
        if new.any():
            launch = Launch(LaunchConfig(group=self.config.group))
            self._parts.append(launch.fit(whole.where(new), history=whole))
            self.chosen[Demand.NEW.value] = Launch.name
            self.weights[Demand.NEW.value] = {Launch.name: 1.0}
        models = [self.chosen[kind] for kind in kinds]
        self._kinds = pl.DataFrame({SERIES: whole.names, MODEL: models, CLASS: kinds.tolist()})
        return self

    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        """Forecast; two more columns name the model and the kind of demand of each series."""
        check_request(horizon, quantiles)
        if self._kinds is None:
            raise NotEnoughDataError("the forecaster is not fitted", remedy="Call fit first.")
        rows = []
        for part in self._parts:
            launched = isinstance(part, Launch)
            mine = self._kinds.filter((pl.col(CLASS) == Demand.NEW.value) == launched)
            said = part.predict(horizon, quantiles)
            rows.append(said.join(mine, on=SERIES, how="inner", maintain_order="left"))
        order = self._kinds.select(SERIES)
        return order.join(pl.concat(rows), on=SERIES, how="left", maintain_order="left_right")

    def _contest(self, whole: Panel) -> Outcome:
        """The contest's outcome; too short a history gives everything to the moving average."""
        sample = self._sample(whole)
        try:
            found = self._cases(sample)
        except NotEnoughDataError:
            average = {kind.value: {MovingAverage.name: 1.0} for kind in Demand}
            return Outcome(average, dict.fromkeys(average, MovingAverage.name), pl.DataFrame())
        return contest(found, self._candidates(found[-1].known), self._point)

    def _cases(self, sample: Panel) -> list[Case]:
        horizon = max(1, min(self.config.horizon, int(np.median(sample.lengths)) // 3))
        step = max(1, horizon // 2)
        return cases(sample, horizon=horizon, origins=self.config.origins, step=step)

    def _sample(self, whole: Panel) -> Panel:
        """At most so many series of each kind that have a history."""
        kinds = demand_classes(whole)
        chosen = np.zeros(len(kinds), dtype=np.bool_)
        for kind in np.unique(kinds[kinds != Demand.NEW.value]):
            mine = whole.where(kinds == kind)
            names = drawn(mine, self.config.series, self.config.seed).names
            chosen |= whole.names.is_in(names.implode()).to_numpy()
        return whole.where(chosen) if chosen.any() else whole

    @property
    def _point(self) -> PointConfig:
        return PointConfig(season=self.config.season, seed=self.config.seed)

    def _candidates(self, known: Panel) -> dict[str, Maker]:
        """Makers of the candidates that the history is long enough for."""
        point, season, longest = self._point, self.config.season, int(known.lengths.max())
        shared = {"season": season, "seed": self.config.seed}
        makers: dict[str, Maker] = {
            MovingAverage.name: lambda: MovingAverage(MovingAverageConfig(**shared)),
            SimpleSmoothing.name: lambda: SimpleSmoothing(point),
            TSB.name: lambda: TSB(point),
            CrostonSBA.name: lambda: CrostonSBA(point),
            ADIDA.name: lambda: ADIDA(point),
            IMAPA.name: lambda: IMAPA(point),
        }
        if season > 1 and longest >= season:
            pooled = {**shared, "group": self.config.group}
            makers[SeasonalNaive.name] = lambda: SeasonalNaive(point)
            makers[PooledSeasonal.name] = lambda: PooledSeasonal(PooledSeasonalConfig(**pooled))
            makers[f"{PooledSeasonal.name} TSB"] = lambda: PooledSeasonal(
                PooledSeasonalConfig(**pooled, intermittent=True)
            )
        if longest > 2 * season:
            makers[Theta.name] = lambda: Theta(point)
        return makers
