"""The automatic choice for demand: for each kind of demand, what was best on its own past."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Self

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.backtest import backtest
from modiste.learn.forecast.base import Config, Forecaster, check_request
from modiste.learn.forecast.classes import Demand, demand_classes
from modiste.learn.forecast.launch import Launch, LaunchConfig
from modiste.learn.forecast.naive import MovingAverage, MovingAverageConfig, SeasonalNaive
from modiste.learn.forecast.panel import SERIES, Panel
from modiste.learn.forecast.point import PointConfig
from modiste.learn.forecast.pooled import PooledSeasonal, PooledSeasonalConfig
from modiste.learn.forecast.statistical import ADIDA, IMAPA, TSB, CrostonSBA, SimpleSmoothing, Theta
from modiste.model.errors import NotEnoughDataError
from modiste.model.findings import QUANTILES

Maker = Callable[[], Forecaster]

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
    """For each kind of demand the candidate with the least RMSSE on rolling origins.

    After :meth:`fit`, ``scores`` holds the table of the contest and ``chosen`` its winners.
    """

    name: ClassVar[str] = "auto"
    config: AutomaticConfig

    def __init__(self, config: AutomaticConfig | None = None) -> None:
        self.config = config or AutomaticConfig()
        self.scores = pl.DataFrame()
        self.chosen: dict[str, str] = {}
        self._parts: list[tuple[str, str, Forecaster]] = []
        self._order: pl.DataFrame | None = None

    def fit(self, panel: pl.DataFrame, *, covariates: pl.DataFrame | None = None) -> Self:
        """Judge the candidates, then fit the winners on everything."""
        del covariates
        whole = Panel.of(panel)
        kinds = demand_classes(whole)
        self._order = whole.names.to_frame()
        self._parts, self.chosen, tables = [], {}, []
        for kind in Demand:
            names = whole.names.filter(kinds == kind.value)
            if not len(names):
                continue
            mine = whole.only(names)
            if kind in {Demand.NEW, Demand.DORMANT}:
                launch = Launch(LaunchConfig(group=self.config.group))
                part: Forecaster = launch.fit(mine.frame, history=whole.frame)
                winner = Launch.name
            else:
                winner, scores = self._contest(kind, mine)
                tables.append(scores)
                part = self._candidates(kind)[winner]().fit(mine.frame)
            self.chosen[kind.value] = winner
            self._parts.append((kind.value, winner, part))
        self.scores = pl.concat(tables) if tables else pl.DataFrame()
        return self

    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        """Forecast; two more columns name the model and the kind of demand of each series."""
        check_request(horizon, quantiles)
        if self._order is None:
            raise NotEnoughDataError("the forecaster is not fitted", remedy="Call fit first.")
        parts = [
            part.predict(horizon, quantiles).with_columns(
                pl.lit(winner).alias(MODEL), pl.lit(kind).alias(CLASS)
            )
            for kind, winner, part in self._parts
        ]
        return self._order.join(
            pl.concat(parts), on=SERIES, how="left", maintain_order="left_right"
        )

    def _contest(self, kind: Demand, mine: Panel) -> tuple[str, pl.DataFrame]:
        """Winner and table of one kind of demand; too short a history gets the moving average."""
        candidates = self._candidates(kind)
        sample = self._sample(mine)
        horizon = max(1, min(self.config.horizon, int(np.median(sample.lengths)) // 3))
        try:
            scores = backtest(
                sample.frame, candidates, horizon=horizon, origins=self.config.origins
            )
        except NotEnoughDataError:
            return MovingAverage.name, pl.DataFrame()
        winner = str(scores.drop_nulls("rmsse")["model"][0])
        table = scores.select(
            pl.lit(kind.value).alias("scope"),
            pl.all(),
            (pl.col("model") == winner).alias("chosen"),
        )
        return winner, table

    def _sample(self, mine: Panel) -> Panel:
        if len(mine.names) <= self.config.series:
            return mine
        rng = np.random.default_rng(self.config.seed)
        drawn = rng.choice(len(mine.names), self.config.series, replace=False)
        return mine.only(mine.names[np.sort(drawn)])

    def _candidates(self, kind: Demand) -> dict[str, Maker]:
        point = PointConfig(season=self.config.season, seed=self.config.seed)
        average = MovingAverageConfig(season=self.config.season, seed=self.config.seed)

        def pooled(*, intermittent: bool) -> PooledSeasonal:
            return PooledSeasonal(
                PooledSeasonalConfig(
                    season=self.config.season,
                    seed=self.config.seed,
                    group=self.config.group,
                    intermittent=intermittent,
                )
            )

        rare = kind in {Demand.INTERMITTENT, Demand.LUMPY}
        makers: dict[str, Maker] = {
            SeasonalNaive.name: lambda: SeasonalNaive(point),
            MovingAverage.name: lambda: MovingAverage(average),
            PooledSeasonal.name: lambda: pooled(intermittent=rare),
            TSB.name: lambda: TSB(point),
        }
        if rare:
            makers[CrostonSBA.name] = lambda: CrostonSBA(point)
            makers[ADIDA.name] = lambda: ADIDA(point)
            makers[IMAPA.name] = lambda: IMAPA(point)
        else:
            makers[SimpleSmoothing.name] = lambda: SimpleSmoothing(point)
            makers[Theta.name] = lambda: Theta(point)
        return makers
