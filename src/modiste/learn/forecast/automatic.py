"""The automatic choice for demand: for each kind of demand, what was best on its own past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Literal, Self

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.backtest import Case, cases
from modiste.learn.forecast import forecaster
from modiste.learn.forecast.base import Config, Forecaster, check_request
from modiste.learn.forecast.blend import Blend
from modiste.learn.forecast.classes import Demand, demand_classes
from modiste.learn.forecast.contest import Maker, Outcome, contest
from modiste.learn.forecast.effects import EFFECT, Effects
from modiste.learn.forecast.errors import drawn
from modiste.learn.forecast.global_demand import GlobalDemand, GlobalDemandConfig
from modiste.learn.forecast.known import Known
from modiste.learn.forecast.launch import Launch, LaunchConfig
from modiste.learn.forecast.linear import LinearDemand, LinearDemandConfig
from modiste.learn.forecast.naive import MovingAverage, MovingAverageConfig, SeasonalNaive
from modiste.learn.forecast.panel import SERIES, TIME, Panel
from modiste.learn.forecast.point import PointConfig, PointForecaster
from modiste.learn.forecast.pooled import PooledSeasonal, PooledSeasonalConfig
from modiste.learn.forecast.statistical import ADIDA, IMAPA, TSB, CrostonSBA, SimpleSmoothing, Theta
from modiste.model.errors import InputError, NotEnoughDataError
from modiste.model.findings import QUANTILES

SEVERAL = 20
"""Series from which on a model of all of them can be learnt."""

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
    values: Literal["auto", "counts", "real"] = Field(
        "auto", description="counts are spread as counts; auto looks at the values."
    )
    trees: bool = Field(default=True, description="Let the demand trees compete.")
    linear: bool = Field(default=True, description="Let the linear regression compete.")
    rows: int = Field(60_000, ge=1_000, description="Training rows of the demand trees.")
    more: tuple[str, ...] = Field((), description="Further forecasters that compete, by name.")


class Automatic(Forecaster):
    """For each kind of demand the candidate, or combination, with the least RMSSE.

    Series with less than eight steps are forecast by :class:`Launch`. Where history is too short
    for a single origin, everything else is forecast by its moving average.

    After :meth:`fit`, ``scores`` holds the table of the contest, ``chosen`` the winner of each kind
    of demand and ``weights`` what a combination is made of.
    """

    name: ClassVar[str] = "auto"
    config: AutomaticConfig

    def __init__(
        self, config: AutomaticConfig | None = None, calendar: pl.DataFrame | None = None
    ) -> None:
        """Make one.

        Args:
            config: settings.
            calendar: ``time`` and what is known of it for every series, past and future.
        """
        self.config = config or AutomaticConfig()
        self.calendar = calendar
        self.scores = pl.DataFrame()
        self.chosen: dict[str, str] = {}
        self.weights: dict[str, dict[str, float]] = {}
        self._kinds: pl.DataFrame | None = None
        self._parts: list[Forecaster] = []
        self._known: Known | None = None

    def fit(self, panel: pl.DataFrame | Panel, *, covariates: pl.DataFrame | None = None) -> Self:
        """Judge the candidates, then fit the winners on everything."""
        whole = Panel.of(panel)
        effects, self._known = _split(covariates, self.calendar, whole)
        kinds = demand_classes(whole)
        outcome = self._contest(whole, effects)
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
            blend = Blend(members, self.weights, self._point, effects)
            learnt = outcome.errors
            self._parts.append(blend.fit(whole) if learnt is None else blend.learn(whole, learnt))
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

    def _contest(self, whole: Panel, effects: Effects | None) -> Outcome:
        """The contest's outcome; too short a history gives everything to the moving average."""
        sample = self._sample(whole)
        try:
            found = self._cases(sample)
        except NotEnoughDataError:
            average = {kind.value: {MovingAverage.name: 1.0} for kind in Demand}
            return Outcome(average, dict.fromkeys(average, MovingAverage.name), pl.DataFrame())
        return contest(found, self._candidates(found[-1].known), self._point, effects)

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
        config = self.config
        return PointConfig(season=config.season, seed=config.seed, values=config.values)

    def _candidates(self, known: Panel) -> dict[str, Maker]:
        """Makers of the candidates that the history is long enough for."""
        point, season, longest = self._point, self.config.season, int(known.lengths.max())
        shared = {"season": season, "seed": self.config.seed, "values": self.config.values}
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
        return makers | self._learnt(known)

    def _learnt(self, known: Panel) -> dict[str, Maker]:
        """Makers of those that learn from all series at once, where what they need is there."""
        makers: dict[str, Maker] = {}
        if len(known.lengths) < SEVERAL:
            return makers
        shared = {
            "season": self.config.season,
            "group": self.config.group,
            "horizon": self.config.horizon,
            "seed": self.config.seed,
            "values": self.config.values,
        }
        if self.config.trees and GlobalDemand.installed():
            rows = self.config.rows
            makers[GlobalDemand.name] = lambda: GlobalDemand(
                GlobalDemandConfig(**shared, rows=rows), self._known
            )
        if self.config.linear and LinearDemand.installed():
            makers[LinearDemand.name] = lambda: LinearDemand(
                LinearDemandConfig(**shared), self._known
            )
        for name in self.config.more:
            makers[name] = partial(self._named, name)
        return makers

    def _named(self, name: str) -> PointForecaster:
        """A further candidate by its name, with the season, horizon and seed asked for."""
        kind = forecaster(name)
        config = type(kind().config)
        asked = self.config.model_dump(include={"season", "horizon", "seed", "values"})
        given = {key: value for key, value in asked.items() if key in config.model_fields}
        made = kind(config.model_validate(given))  # type: ignore[call-arg]
        if not isinstance(made, PointForecaster):
            raise InputError(
                f"{name!r} cannot compete: it chooses among others itself",
                remedy="Name a single forecaster, such as LSTM.",
            )
        return made


def _split(
    covariates: pl.DataFrame | None, calendar: pl.DataFrame | None, panel: Panel
) -> tuple[Effects | None, Known | None]:
    """Covariates apart: the effect that is taken out, and what learnt forecasters look at."""
    shared = Known.of(calendar, panel) if calendar is not None and calendar.width > 1 else None
    if covariates is None:
        return None, shared
    effects = Effects.of(covariates, panel) if EFFECT in covariates.columns else None
    names = [n for n in covariates.columns if n not in {SERIES, TIME, EFFECT}]
    if not names:
        return effects, shared
    keys = [n for n in (SERIES, TIME) if n in covariates.columns]
    known = Known.of(covariates.select(*keys, *names), panel)
    return effects, replace(known, shared=shared)
