from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from modiste.model.errors import UnknownNameError
from modiste.simulate import PRESETS, WorldConfig, preset, simulate
from modiste.simulate.streams import stream


def test_presets_are_valid_and_named() -> None:
    assert {preset(name).skus for name in PRESETS} == {50, 2_400, 6_000, 20_000, 200_000}
    assert preset("tiny", seed=3).seed == 3


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="tiny, demo"):
        preset("huge")


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": date(2026, 3, 3)},
        {"skus": 10},
        {"currency": "euro"},
        {"carry_over_share": 0.7, "fashion_share": 0.7},
        {"new_share": 0.5, "upcoming_share": 0.5},
        {"unknown": 1},
    ],
)
def test_nonsense_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WorldConfig.model_validate(change)


def test_every_field_says_what_it_is() -> None:
    assert all(field.description for field in WorldConfig.model_fields.values())


def test_streams_differ_by_part_and_index_and_repeat() -> None:
    draws = {
        (part, week): stream(1, part, week).random()
        for part in ("demand", "posts")
        for week in range(3)
    }
    assert len(set(draws.values())) == 6
    assert stream(1, "demand", 2).random() == draws["demand", 2]


@pytest.mark.parametrize(
    "change",
    [
        {"stores": 0},
        {"stores": 0, "warehouse": True},
        {"posts_per_week": 0, "sessions_per_week": 0, "event_weeks": 0},
        {"weeks": 30, "future_weeks": 1},
        {"carry_over_share": 1.0, "fashion_share": 0.0},
        {"carry_over_share": 0.0, "fashion_share": 1.0},
        {"risers": 0, "fallers": 0, "fads": 0, "new_share": 0.0, "upcoming_share": 0.0},
        {"currency": "GBP", "as_of": date(2024, 12, 30)},
    ],
)
def test_extreme_worlds_can_be_made(change: dict[str, object]) -> None:
    world = simulate(preset("tiny", **change))
    assert world.tables["variant"].height == 50
    assert set(world.tables["sale"]["currency"]) == {world.config.currency}
