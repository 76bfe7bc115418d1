"""The learnt forecasters pass the contract while they really train: short seasons, few steps."""

from __future__ import annotations

import pytest
from tests.learn.forecast.contract import ForecasterContract

from modiste.learn.forecast.base import Forecaster
from modiste.learn.forecast.boosted import Boosted, BoostedConfig
from modiste.learn.forecast.classical import CES, MFLES, MSTL, AutoTheta
from modiste.learn.forecast.mlp import MultiRate, MultiRateConfig
from modiste.learn.forecast.point import PointConfig
from modiste.learn.forecast.profile import ProfileConfig, SeasonalProfile
from modiste.learn.forecast.recurrent import GRU, LSTM, RNN, RecurrentConfig
from modiste.learn.forecast.trend import TrendAutomatic, TrendConfig

pytestmark = pytest.mark.slow


class TestProfile(ForecasterContract):
    def make(self) -> Forecaster:
        return SeasonalProfile(ProfileConfig(season=6))


class TestBoosted(ForecasterContract):
    def make(self) -> Forecaster:
        pytest.importorskip("lightgbm")
        return Boosted(BoostedConfig(season=6, horizon=6, trees=8, least=3, seeds=2, statics=True))


def recurrent() -> RecurrentConfig:
    pytest.importorskip("torch")
    return RecurrentConfig(season=6, horizon=6, hidden=4, steps=6, look=2, batch=64, stride=2)


class TestRNN(ForecasterContract):
    def make(self) -> Forecaster:
        return RNN(recurrent())


class TestLSTM(ForecasterContract):
    def make(self) -> Forecaster:
        return LSTM(recurrent().model_copy(update={"statics": True, "layers": 2}))


class TestGRU(ForecasterContract):
    def make(self) -> Forecaster:
        return GRU(recurrent())


class TestMultiRate(ForecasterContract):
    def make(self) -> Forecaster:
        pytest.importorskip("torch")
        return MultiRate(MultiRateConfig(season=6, horizon=6, hidden=4, steps=4, batch=64))


class TestTrendAutomatic(ForecasterContract):
    def make(self) -> Forecaster:
        pytest.importorskip("lightgbm")
        pytest.importorskip("torch")
        return TrendAutomatic(TrendConfig(season=6, horizon=6))


class TestTrendAutomaticByTheGrid(ForecasterContract):
    def make(self) -> Forecaster:
        return TrendAutomatic(TrendConfig(members=(SeasonalProfile.name, MSTL.name)))


class TestCES(ForecasterContract):
    def make(self) -> Forecaster:
        return CES(PointConfig(season=6))


class TestMSTL(ForecasterContract):
    def make(self) -> Forecaster:
        return MSTL(PointConfig(season=6))


class TestMFLES(ForecasterContract):
    def make(self) -> Forecaster:
        return MFLES(PointConfig(season=6))


class TestAutoTheta(ForecasterContract):
    def make(self) -> Forecaster:
        return AutoTheta(PointConfig(season=6))
