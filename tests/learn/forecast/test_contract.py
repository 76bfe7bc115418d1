from __future__ import annotations

import pytest
from tests.learn.forecast.contract import ForecasterContract

from modiste.learn.forecast import forecaster, forecasters
from modiste.learn.forecast.base import Forecaster
from modiste.learn.forecast.blend import Blend
from modiste.learn.forecast.classes import Demand
from modiste.learn.forecast.naive import MovingAverage
from modiste.learn.forecast.statistical import TSB
from modiste.model.errors import UnknownNameError

ELSEWHERE = {
    "GRU",
    "LSTM",
    "LSTM (Keras)",
    "RNN",
    "auto trend",
    "boosted trees",
    "demand trees",
    "linear regression",
    "multi-rate perceptron",
}
"""They train for long with default settings; their own modules run the suite with quick ones."""


@pytest.mark.parametrize("name", forecasters())
def test_each_is_called_by_its_name(name: str) -> None:
    assert forecaster(name).name == name
    assert isinstance(forecaster(name)(), Forecaster)


def test_each_has_a_suite() -> None:
    # Imported here, because without TensorFlow or torch these modules end the test that asks.
    from tests.learn.forecast import test_demand_learnt, test_keras, test_learnt_contract

    suites = [
        kind
        for module in (test_demand_learnt, test_keras, test_learnt_contract)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, ForecasterContract)
    ]
    made = {kind().make().name for kind in suites if kind is not ForecasterContract}
    assert made >= ELSEWHERE
    assert set(forecasters()) >= ELSEWHERE


def _suite(name: str) -> type[ForecasterContract]:
    kind = forecaster(name)

    class Suite(ForecasterContract):
        def make(self) -> Forecaster:
            return kind()

    return Suite


for _name in sorted(set(forecasters()) - ELSEWHERE):
    _title = "Test" + "".join(part.title() for part in _name.replace("-", " ").split())
    globals()[_title] = type(_title, (_suite(_name),), {})


class TestBlend(ForecasterContract):
    def make(self) -> Forecaster:
        members = {each.name: each() for each in (MovingAverage, TSB)}
        weights = {kind.value: {MovingAverage.name: 0.25, TSB.name: 0.75} for kind in Demand}
        return Blend(members, weights)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="there is no forecaster 'oracle'") as refused:
        forecaster("oracle")
    assert "seasonal naive" in refused.value.remedy
