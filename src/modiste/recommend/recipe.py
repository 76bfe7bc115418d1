"""Which signals a recommender is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.learn.recommend.als import ALS
from modiste.learn.recommend.base import Recommender
from modiste.learn.recommend.item_knn import ItemKNN
from modiste.learn.recommend.linked import LinkedModel
from modiste.learn.recommend.user_knn import UserKNN
from modiste.recommend.catalogue import Catalogue
from modiste.recommend.journal import Journal
from modiste.recommend.neighbours import SPARSE, ModelSignal, usual_score
from modiste.recommend.preferences import Preference, preference
from modiste.recommend.repeats import OtherColour, Repeat
from modiste.recommend.signals import LIFT_DAYS, Constant, Signal, lift, popularity

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

PARENT = "category"
"""The trait that groups items: new ones are expected to sell like their group."""
SEASON = "month"
"""The axis whose lifts do not fade: last year's December tells of this one."""
_MODELS: dict[str, type[Recommender]] = {kind.name: kind for kind in (ItemKNN, UserKNN, ALS)}
NEW_DAYS = 30.0
"""Half-life of newness."""


@dataclass(frozen=True)
class Recipe:
    """What a recommender is made of and how it learns.

    Attributes:
        axes: circumstances whose lifts are used.
        half_lives: of the popularity signals, in days.
        models: recommenders of :mod:`modiste.learn.recommend` and their settings.
        parent: trait that groups items.
        window_days: length of a window of choices to learn from.
        windows: how many such windows, the newest ending today.
        choices: choices learnt from in each window, at the most.
        alternatives: items drawn for each choice.
        active_days: days within which an item must have sold, or been launched, to count as on sale
            in a window of the past; ``None`` takes all items known then.
        candidates: items that the ranker orders.
    """

    axes: tuple[str, ...] = ("occasion", "size", "age", "country", "height", "build", "month")
    half_lives: tuple[float | None, ...] = (30.0, 7.0, 120.0, None)
    models: tuple[tuple[str, dict[str, object]], ...] = (
        ("item-knn", {"decay": 0.9, "fill": "none"}),
        ("als", {"factors": 32, "fill": "none"}),
    )
    parent: str = PARENT
    window_days: int = 28
    windows: int = 3
    choices: int = 800
    alternatives: int = 100
    active_days: float | None = 60.0
    candidates: int = 100


def signals_of(
    journal: Journal, catalogue: Catalogue, now: float, recipe: Recipe
) -> tuple[Signal, ...]:
    """Fit all signals on what was known when a day began.

    Args:
        journal: what was known; nothing later may be in it.
        catalogue: the items.
        now: the day, in days since 1970.
        recipe: which signals.
    """
    parent = recipe.parent
    found: list[Signal] = [
        popularity(journal, catalogue, now, half_life, parent) for half_life in recipe.half_lives
    ]
    found += [
        lift(
            journal,
            catalogue,
            axis,
            now,
            half_life=None if axis == SEASON else LIFT_DAYS,
            parent=parent,
        )
        for axis in recipe.axes
        if axis in journal.axes and len(journal.axes[axis].values) > 1
    ]
    found.append(newness(journal, catalogue, now))
    found += [
        preference(journal, catalogue, trait, now)
        for trait, each in catalogue.traits.items()
        if len(each.values) > 1
    ]
    known = journal.user >= 0
    if known.any():
        data = journal.interactions()
        for name, settings in recipe.models:
            kind = _MODELS[name]
            if len(catalogue) > SPARSE and not issubclass(kind, LinkedModel):
                continue  # a dense model cannot score some items of a huge catalogue alone
            model = kind(kind.config_class.model_validate(settings)).fit(data)
            found.append(ModelSignal(model, usual_score(model)))
    found += [Repeat(len(catalogue), bought=True), Repeat(len(catalogue), bought=False)]
    if len(np.unique(catalogue.style)) < len(catalogue):
        found.append(OtherColour(catalogue.style))
    return tuple(found)


def newness(journal: Journal, catalogue: Catalogue, now: float) -> Constant:
    """2^(−days since launch ÷ 30); the first sale stands for a launch that is not known."""
    first = np.full(len(catalogue), np.inf)
    np.minimum.at(first, journal.item, journal.day)
    if catalogue.launched is not None:
        first = np.where(np.isnan(catalogue.launched), first, catalogue.launched)
    age = np.where(np.isfinite(first), np.maximum(now - first, 0.0), 0.0)
    return Constant("new", np.exp2(-age / NEW_DAYS).astype(np.float32))


_DEFAULTS = {
    "new": 0.5,
    "looked at": 1.0,
    "popularity 30.0": 1.0,
    "lift height": 0.0,
    "lift build": 0.0,
    "lift month": 0.1,
}


def default_weights(signals: tuple[Signal, ...]) -> F32:
    """Weights before anything was learnt: a shop without history gets these."""
    return np.array([_default(signal) for signal in signals], dtype=np.float32)


def least_weights(signals: tuple[Signal, ...]) -> F32:
    """Lower bounds of weights: what a person likes never speaks against an item."""
    return np.array(
        [0.0 if isinstance(each, Preference | ModelSignal) else -np.inf for each in signals],
        dtype=np.float32,
    )


def _default(signal: Signal) -> float:
    if signal.name in _DEFAULTS:
        return _DEFAULTS[signal.name]
    if signal.name.startswith("lift "):
        return 1.0
    if signal.name.startswith("taste ") or isinstance(signal, ModelSignal):
        return 0.5
    return 0.0
