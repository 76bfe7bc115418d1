"""Recommenders on disk: JSON, NumPy arrays and Parquet, so that reading one never runs code.

``model.json`` names the model, its version and settings; ``arrays.npz`` holds what it learnt;
``data/`` holds the interactions with their ids.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import polars as pl
from pydantic import ValidationError

from modiste import __version__
from modiste.learn.recommend.base import Recommender
from modiste.learn.recommend.events import Cleaning
from modiste.learn.recommend.histories import Histories
from modiste.learn.recommend.interactions import Interactions
from modiste.model.errors import InputError, Place

MODEL = "model.json"
ARRAYS = "arrays.npz"
DATA = "data"
MEMBERS = "members"

_DAMAGED = (OSError, ValueError, KeyError, BadZipFile, pl.exceptions.PolarsError, ValidationError)
"""What reading a folder raises that is damaged or was written by something else."""


def save(model: Recommender, folder: Path) -> None:
    """Write a model and its interactions, whole or not at all.

    Raises:
        InputError: the folder holds something else.
    """
    if folder.exists() and (
        not folder.is_dir() or (any(folder.iterdir()) and not _is_model(folder))
    ):
        raise InputError(
            "there is something else in the model's place",
            place=Place(str(folder)),
            remedy="Name a new folder for the model.",
        )
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        write_data(model.data, draft / DATA)
        write_model(model, draft)
        if folder.exists():
            folder.replace(old)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def load(folder: Path) -> Recommender:
    """Read what :func:`save` wrote.

    Raises:
        InputError: it is no such folder, or another version wrote it.
    """
    if not _is_model(folder):
        raise InputError(
            "this is no saved recommender",
            place=Place(str(folder)),
            remedy="Name the folder that was given to fit with --out.",
        )
    try:
        return read_model(folder, read_data(folder / DATA))
    except _DAMAGED as error:
        raise InputError(
            f"the recommender cannot be read: {error}",
            place=Place(str(folder)),
            remedy="Fit it again and save it.",
        ) from None


def _is_model(folder: Path) -> bool:
    return (folder / MODEL).is_file()


def write_model(model: Recommender, folder: Path) -> None:
    """Write a model without its interactions, as members of another are."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {
        "version": __version__,
        "name": model.name,
        "config": model.config.model_dump(mode="json"),
        "members": list(model.members),
    }
    (folder / MODEL).write_text(json.dumps(said, indent=2), encoding="utf-8")
    np.savez(folder / ARRAYS, allow_pickle=False, **model._state())  # noqa: SLF001
    for name, member in model.members.items():
        write_model(member, folder / MEMBERS / name)


def read_model(folder: Path, data: Interactions) -> Recommender:
    """Read a model whose interactions are there already."""
    from modiste.learn.recommend import recommender

    said = json.loads((folder / MODEL).read_text(encoding="utf-8"))
    if said["version"] != __version__:
        raise InputError(
            f"the model was written by version {said['version']}, this is {__version__}",
            place=Place(str(folder)),
            remedy="Fit it again and save it.",
        )
    kind: Any = recommender(said["name"])
    model: Recommender = kind(kind.config_class.model_validate(said["config"]))
    model._take(data)  # noqa: SLF001
    model.members = {name: read_model(folder / MEMBERS / name, data) for name in said["members"]}
    with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
        model._restore(dict(arrays))  # noqa: SLF001
    return model


def write_data(data: Interactions, folder: Path) -> None:
    """Write interactions."""
    folder.mkdir(parents=True, exist_ok=True)
    data.users.rename("id").to_frame().write_parquet(folder / "users.parquet")
    data.items.rename("id").to_frame().write_parquet(folder / "items.parquet")
    for name, table in (("item_table", data.item_table), ("user_table", data.user_table)):
        if table is not None:
            table.write_parquet(folder / f"{name}.parquet")
    events = data.events
    np.savez(
        folder / "events.npz",
        allow_pickle=False,
        offsets=events.offsets,
        items=events.items,
        weights=events.weights,
        times=events.times,
    )
    said = {"timed": data.timed, "ordered": data.ordered, "cleaning": vars(data.cleaning)}
    (folder / "data.json").write_text(json.dumps(said), encoding="utf-8")


def read_data(folder: Path) -> Interactions:
    """Read what :func:`write_data` wrote."""
    said = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    tables = {
        name: pl.read_parquet(folder / f"{name}.parquet")
        for name in ("item_table", "user_table")
        if (folder / f"{name}.parquet").exists()
    }
    with np.load(folder / "events.npz", allow_pickle=False) as arrays:
        events = Histories(**arrays)
    return Interactions(
        pl.read_parquet(folder / "users.parquet")["id"],
        pl.read_parquet(folder / "items.parquet")["id"],
        events,
        timed=said["timed"],
        ordered=said["ordered"],
        cleaning=Cleaning(**said["cleaning"]),
        **tables,
    )
