from __future__ import annotations

import pytest
from tests.learn.recommend.recommender_contract import RecommenderContract

from modiste.learn.recommend import recommender, recommenders
from modiste.learn.recommend.base import Recommender
from modiste.model.errors import UnknownNameError

QUICK = {
    "als": {"factors": 8, "sweeps": 5},
    "auto": {"depth": 10, "trees": 10, "ranked": 20},
    "hybrid": {"depth": 10},
}
"""Settings that keep tests quick."""


@pytest.mark.parametrize("name", recommenders())
def test_each_is_called_by_its_name(name: str) -> None:
    assert recommender(name).name == name
    assert isinstance(recommender(name)(), Recommender)


def _suite(name: str) -> type[RecommenderContract]:
    kind = recommender(name)

    class Suite(RecommenderContract):
        def make(self) -> Recommender:
            return kind(kind.config_class.model_validate(QUICK.get(name, {})))

    return Suite


for _name in sorted(recommenders()):
    _title = "Test" + "".join(part.title() for part in _name.split("-"))
    globals()[_title] = type(_title, (_suite(_name),), {})


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="there is no recommender 'oracle'") as refused:
        recommender("oracle")
    assert "item-knn" in refused.value.remedy
