"""The automatic forecaster of trends: unlike members, weighed on earlier origins.

What it may look at is the panel alone: members are trained on the history before each of some
earlier origins, the weights and the interval are learnt from how they did in the steps after it,
and the members with a weight are then trained on everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Self

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.forecast.bands import ScaledSpread
from modiste.learn.forecast.base import Config, Forecaster, check_request, forecast_frame
from modiste.learn.forecast.boosted import Boosted, BoostedConfig
from modiste.learn.forecast.classical import CES, MFLES, MSTL
from modiste.learn.forecast.combination import Trial, learnt_level, learnt_weights, trials
from modiste.learn.forecast.errors import drawn
from modiste.learn.forecast.learnt import (
    LearntForecaster,
    continued,
    floor_of,
    spread_horizon,
    with_signals,
)
from modiste.learn.forecast.mlp import MultiRate, MultiRateConfig
from modiste.learn.forecast.naive import SeasonalNaive
from modiste.learn.forecast.panel import Floats, Panel
from modiste.learn.forecast.point import PointConfig, PointForecaster
from modiste.learn.forecast.profile import ProfileConfig, SeasonalProfile
from modiste.learn.forecast.recurrent import GRU, LSTM, RNN, RecurrentConfig
from modiste.learn.forecast.windows import Aligned, season_of
from modiste.model.errors import InputError, NotEnoughDataError
from modiste.model.findings import QUANTILES

COMBINATION = "combination"


class TrendConfig(Config):
    """Settings of the automatic forecaster of trends."""

    season: int | None = Field(
        None, ge=1, description="Steps in a season; by default that of the grid: 52, 12, 7."
    )
    horizon: int | None = Field(
        None, ge=1, description="Steps that are learnt; by default a season, at least a quarter."
    )
    members: tuple[str, ...] = Field(
        (
            SeasonalProfile.name,
            Boosted.name,
            MultiRate.name,
            MSTL.name,
            MFLES.name,
        ),
        description="Forecasters that may be combined.",
    )
    origins: int = Field(1, ge=1, description="Earlier origins at which they are weighed.")
    series: int = Field(1_000, ge=10, description="Series on which they are weighed.")
    pull: float = Field(0.2, ge=0, description="How strongly weights are drawn to the prior.")
    lead: float = Field(
        0.5, gt=0, lt=1, description="Prior weight of the boosted trees; the rest share the others."
    )
    trust: float = Field(
        0.5, ge=0, le=1, description="Share of the level's past bias that is taken out."
    )
    seed: int = Field(0, ge=0, description="Seed of every draw and training.")


class TrendAutomatic(Forecaster):
    """Profile, trees, perceptrons and decompositions, weighed by what they did before."""

    name: ClassVar[str] = "auto trend"
    config: TrendConfig

    def __init__(self, config: TrendConfig | None = None) -> None:
        self.config = config or TrendConfig()
        self.weights: dict[str, float] = {}
        self.level = 1.0
        self._panel: Panel | None = None
        self._season = 1
        self._means: Floats = np.empty((0, 0))
        self._bands: ScaledSpread | None = None
        self._table = pl.DataFrame()

    def fit(self, panel: pl.DataFrame | Panel, *, covariates: pl.DataFrame | None = None) -> Self:
        """Weigh the members on earlier origins, then train those that count on everything."""
        whole = with_signals(panel, covariates)
        self._panel, self._season = whole, season_of(whole.step, self.config.season)
        horizon = self.config.horizon or max(13, self._season)
        members, missing = self._members(horizon)
        sample = drawn(whole, self.config.series, self.config.seed)
        judged = spread_horizon(sample, horizon)
        backs = [judged + k * max(1, judged // 2) for k in range(self.config.origins)]
        found = trials(sample, members, horizon=judged, backs=backs, season=self._season)
        prior = {name: (1 - self.config.lead) / max(len(members) - 1, 1) for name in members}
        prior |= {Boosted.name: self.config.lead} if Boosted.name in members else {}
        self.weights = learnt_weights(found, list(members), pull=self.config.pull, prior=prior)
        self.level = learnt_level(found, self.weights, trust=self.config.trust)
        mix = {name: weight * self.level for name, weight in self.weights.items()}
        self._means = sum(
            (weight * members[name].means(whole, horizon) for name, weight in mix.items()),
            np.zeros((len(whole.lengths), horizon)),
        )
        errors = [trial.errors(mix) for trial in found]
        scale = Aligned.of(whole, self._season).errors
        self._bands = ScaledSpread(errors, scale, floor_of(whole))
        self._table = _table(found, list(members), mix, missing)
        return self

    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        """Forecast the steps after each series' last one."""
        check_request(horizon, quantiles)
        if self._panel is None or self._bands is None:
            raise NotEnoughDataError("the forecaster is not fitted", remedy="Call fit first.")
        means = continued(self._panel, self._means, horizon, self._season)
        bands = {level: self._bands.quantile(means, level) for level in quantiles}
        return forecast_frame(self._panel, means, bands, self._bands.cumulative_sd(means))

    def explain(self) -> pl.DataFrame:
        """What was chosen and why.

        Returns:
            A row for each member and one for the combination: ``model``, ``weight``, ``mase`` on
            the earlier origins (1 is the error of repeating last season in sample), the number of
            ``series`` and ``origins`` that it rests on, and ``why``.
        """
        return self._table

    def _members(self, horizon: int) -> tuple[dict[str, PointForecaster], dict[str, str]]:
        """Members by name, and why others are left out."""
        makers = _makers(self._season, horizon, self.config.seed)
        unknown = [name for name in self.config.members if name not in makers]
        if unknown or not self.config.members:
            raise InputError(
                f"there is no member {unknown[0]!r}" if unknown else "there are no members",
                remedy=f"There are: {', '.join(makers)}.",
            )
        members, missing = {}, {}
        for name in dict.fromkeys(self.config.members):
            member = makers[name]()
            if isinstance(member, LearntForecaster) and not member.installed():
                missing[name] = f"not installed: pip install 'modiste[{member.extra}]'"
            else:
                members[name] = member
        members = members or {SeasonalProfile.name: makers[SeasonalProfile.name]()}
        return members, missing


def _makers(season: int, horizon: int, seed: int) -> dict[str, Callable[[], PointForecaster]]:
    """Every forecaster that can be a member, at a budget that suits a combination."""
    learnt = {"season": season, "horizon": horizon, "seed": seed, "spread_origins": 0}
    plain = PointConfig(season=season, seed=seed)
    # A quarter of the cost, no worse as a member: four weeks an input, no search for when to stop.
    quick = {"stride": max(1, season // 13), "steps": 80, "batch": 128, "patience": 0}
    recurrent = RecurrentConfig.model_validate(learnt | quick)
    perceptron = MultiRateConfig.model_validate(learnt | {"steps": 80})
    boosted = BoostedConfig.model_validate(learnt | {"rows": 60_000, "rows_a_series": 20})
    return {
        SeasonalNaive.name: lambda: SeasonalNaive(plain),
        SeasonalProfile.name: lambda: SeasonalProfile(ProfileConfig(season=season, seed=seed)),
        Boosted.name: lambda: Boosted(boosted),
        MultiRate.name: lambda: MultiRate(perceptron),
        MSTL.name: lambda: MSTL(plain),
        CES.name: lambda: CES(plain),
        MFLES.name: lambda: MFLES(plain),
        RNN.name: lambda: RNN(recurrent),
        LSTM.name: lambda: LSTM(recurrent),
        GRU.name: lambda: GRU(recurrent),
    }


def _table(
    found: Sequence[Trial], names: list[str], weights: dict[str, float], missing: dict[str, str]
) -> pl.DataFrame:
    """The rows of :meth:`TrendAutomatic.explain`."""

    def score(mix: dict[str, float]) -> float | None:
        scores = [value for value in (trial.mase(mix) for trial in found) if np.isfinite(value)]
        return float(np.mean(scores)) if scores else None

    def why(name: str) -> str:
        if not found:
            return "history too short for an earlier origin: the prior's weights"
        return "adds to the combination" if name in weights else "adds nothing to the others"

    judged = score(weights)
    rows = [(name, weights.get(name, 0.0), score({name: 1.0}), why(name)) for name in names]
    rows += [(name, 0.0, None, reason) for name, reason in missing.items()]
    rows.append((COMBINATION, 1.0, judged, "the forecast"))
    series = max((len(trial.scale) for trial in found), default=0)
    table = pl.DataFrame(
        rows,
        schema={"model": pl.String, "weight": pl.Float64, "mase": pl.Float64, "why": pl.String},
        orient="row",
    )
    return table.select(
        "model", "weight", "mase", series=pl.lit(series), origins=pl.lit(len(found)), why="why"
    )
