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


@pytest.mark.parametrize("name", sorted(forecasters()))
class TestRegistered:
    """Makes pytest report each forecaster; the classes below hold the suite itself."""

    def test_is_called_by_its_name(self, name: str) -> None:
        assert forecaster(name).name == name
        assert isinstance(forecaster(name)(), Forecaster)


def _suite(name: str) -> type[ForecasterContract]:
    kind = forecaster(name)

    class Suite(ForecasterContract):
        def make(self) -> Forecaster:
            return kind()

    return Suite


for _name in forecasters():
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
