"""More of statsforecast's models behind the contract: each fits every series by itself."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from modiste.learn.forecast.point import PointConfig
from modiste.learn.forecast.statistical import StatsForecaster


class Seasonal(StatsForecaster):
    """Base: a model that needs two seasons and a step; shorter series get their recent mean."""

    @property
    def shortest(self) -> int:
        """Two seasons and a step."""
        return 2 * self.config.season + 1


class CES(Seasonal):
    """Complex exponential smoothing, its form chosen by information (Svetunkov and others 2022)."""

    name: ClassVar[str] = "CES"

    def model(self) -> Any:
        """The model."""
        from statsforecast.models import AutoCES

        return AutoCES(season_length=self.config.season)


class MSTL(Seasonal):
    """Seasons taken out by LOESS, the rest by simple smoothing (Bandara and others 2021)."""

    name: ClassVar[str] = "MSTL"

    def model(self) -> Any:
        """The model; without a season its plain smoothing."""
        from statsforecast.models import MSTL as DECOMPOSED
        from statsforecast.models import SimpleExponentialSmoothingOptimized

        rest = SimpleExponentialSmoothingOptimized()
        if self.config.season < 2:
            return rest
        return DECOMPOSED(season_length=self.config.season, trend_forecaster=rest)


class MFLES(Seasonal):
    """Boosted Fourier seasons, trends and smoothing (Blume 2024)."""

    name: ClassVar[str] = "MFLES"

    def model(self) -> Any:
        """The model."""
        from statsforecast import models

        season = self.config.season
        return models.MFLES(season_length=season if season > 1 else None)


class TBATSConfig(PointConfig):
    """Settings of TBATS."""

    transform: bool = Field(default=False, description="Try Box and Cox's transformation too.")
    trend: bool = Field(default=False, description="Try trends too.")


class TBATS(Seasonal):
    """Trigonometric seasons, ARMA errors, choice by AIC (De Livera and others 2011). Slow."""

    name: ClassVar[str] = "TBATS"
    config: TBATSConfig

    @classmethod
    def default_config(cls) -> TBATSConfig:
        """Without trend and transformation: a tenth of the time."""
        return TBATSConfig()

    def model(self) -> Any:
        """The model."""
        from statsforecast.models import AutoTBATS

        return AutoTBATS(
            season_length=self.config.season,
            use_boxcox=None if self.config.transform else False,
            use_trend=None if self.config.trend else False,
            use_damped_trend=False if not self.config.trend else None,
        )


class AutoTheta(Seasonal):
    """The best of four theta models by their fit (Fiorucci and others 2016)."""

    name: ClassVar[str] = "automatic theta"

    def model(self) -> Any:
        """The model."""
        from statsforecast import models

        return models.AutoTheta(season_length=self.config.season)
