"""Learned weights and trees on disk, and which of them are the newest.

A folder ``models/recommend/<run>`` holds ``model.json`` and, where the ranker won, ``ranker.txt``;
the file ``newest`` beside them names the run. It is replaced whole, so a reader sees the old model
or the new one and never half of one. No person is in these files: histories stay in the tables.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from modiste import __version__
from modiste.model.errors import InputError, NotEnoughDataError, Place
from modiste.recommend.recipe import Recipe
from modiste.recommend.training import Trained
from modiste.store.files import replace_text

FOLDER = "recommend"
NEWEST = "newest"
_MODEL, _RANKER = "model.json", "ranker.txt"
KEPT = 5
"""Models that stay; older ones are deleted."""


@dataclass(frozen=True)
class Model:
    """What was saved.

    Attributes:
        run_id: the run that learnt it.
        recipe: what it is made of.
        weights: by signal.
        ranker: a LightGBM model as text, or ``None``.
        ranker_for_all: whether it is used for people without a history, too.
        report: the backtest and the like, for people.
    """

    run_id: str
    recipe: Recipe
    weights: dict[str, float]
    ranker: str | None
    ranker_for_all: bool
    report: dict[str, Any]


def save(models: Path, run_id: str, recipe: Recipe, trained: Trained) -> Path:
    """Write a model and make it the newest; returns its folder.

    Args:
        models: the workspace's folder of models.
        run_id: the run.
        recipe: what it is made of.
        trained: what was learnt.
    """
    folder = models / FOLDER / run_id
    said = {
        "version": __version__,
        "recipe": asdict(recipe),
        "weights": {
            signal.name: float(weight)
            for signal, weight in zip(trained.blend.signals, trained.blend.weights, strict=True)
        },
        "ranker": trained.ranker is not None,
        "ranker_for_all": trained.backtest is None or trained.backtest.ranker_for_all,
        "report": report_of(trained),
    }
    if trained.ranker is not None:
        replace_text(folder / _RANKER, trained.ranker.text)
    replace_text(folder / _MODEL, json.dumps(said, indent=2))
    replace_text(models / FOLDER / NEWEST, run_id)
    _forget_old(models / FOLDER, run_id)
    return folder


def newest(models: Path) -> str | None:
    """The run of the newest model; ``None`` where there is none."""
    pointer = models / FOLDER / NEWEST
    return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None


def load(models: Path, run_id: str | None = None) -> Model:
    """Read a model, the newest by default.

    Raises:
        NotEnoughDataError: none was ever fitted.
        InputError: it cannot be read, or another version wrote it.
    """
    run_id = run_id or newest(models)
    if run_id is None:
        raise NotEnoughDataError(
            "no recommender has been fitted yet",
            remedy="Run 'modiste recommend fit', or make a plan.",
        )
    file = models / FOLDER / run_id / _MODEL
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        text = (file.parent / _RANKER).read_text(encoding="utf-8") if said["ranker"] else None
        return Model(
            run_id,
            _recipe(said["recipe"]),
            said["weights"],
            text,
            said["ranker_for_all"],
            said["report"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"the recommender cannot be read: {error}; it may be of another version",
            place=Place(str(file)),
            remedy="Fit it again with 'modiste recommend fit'.",
        ) from None


def _recipe(said: dict[str, Any]) -> Recipe:
    values = {field.name: said[field.name] for field in fields(Recipe)}
    for name in ("axes", "half_lives"):
        values[name] = tuple(values[name])
    values["models"] = tuple((name, settings) for name, settings in values["models"])
    return Recipe(**values)


def report_of(trained: Trained) -> dict[str, Any]:
    """The backtest and what was learnt, for people."""
    judged = trained.backtest
    report: dict[str, Any] = {"choices": trained.choices, "ranker": trained.ranker is not None}
    if judged is not None:
        report |= {
            "judged people": judged.people,
            "ndcg": [round(v, 5) for v in (judged.blend.mean, judged.blend.low, judged.blend.high)],
            "popularity ndcg": round(judged.popularity.mean, 5),
        }
        if judged.gain is not None:
            gain = judged.gain
            report["ranker gain"] = [round(v, 5) for v in (gain.mean, gain.low, gain.high)]
    return report


def _forget_old(folder: Path, kept: str) -> None:
    """Delete all but the newest few models; ids sort by time."""
    runs = sorted(
        (each for each in folder.iterdir() if each.is_dir()), key=lambda each: each.name[-22:]
    )
    for old in runs[:-KEPT]:
        if old.name != kept:
            shutil.rmtree(old, ignore_errors=True)
