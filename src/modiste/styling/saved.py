"""The learnt model of outfits as a file: plain numbers and names, nothing that runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from modiste.learn.outfits.model import OutfitModel
from modiste.model.errors import InputError, Place
from modiste.store.files import replace_text
from modiste.styling.bridge import Learnt, bridged

FILE = "outfits.json"
_FORM = 1


def save_learnt(model: OutfitModel, path: Path, *, learnt_from: str) -> None:
    """Write the pair weights of a model.

    Args:
        model: fitted.
        path: of the file.
        learnt_from: name of the file that it was learnt from.
    """
    upper = np.triu_indices(len(model.names), 1)
    told = {
        "form": _FORM,
        "learnt_from": learnt_from,
        "names": list(model.names),
        "popularity": [round(float(x), 9) for x in model.popularity],
        "single": [round(float(x), 6) for x in model.single],
        "pair": [round(float(x), 5) for x in model.pair[upper]],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, json.dumps(told, ensure_ascii=False))


def load_learnt(folder: Path) -> Learnt | None:
    """The model of a folder; None where there is none.

    Raises:
        InputError: the file is not one of this form.
    """
    path = folder / FILE
    if not path.exists():
        return None
    try:
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return bridged(_model(told))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError(
            f"the model of outfits cannot be read: {error}",
            place=Place(file=str(path)),
            remedy="Learn it anew: modiste styling learn --outfits FILE.",
        ) from None


def _model(told: dict[str, Any]) -> OutfitModel:
    if told["form"] != _FORM:
        raise ValueError(f"it has the form {told['form']}")
    model = OutfitModel()
    model.names = tuple(told["names"])
    count = len(model.names)
    model.popularity = np.array(told["popularity"], dtype=float)
    model.single = np.array(told["single"], dtype=float)
    model.pair = np.zeros((count, count))
    model.pair[np.triu_indices(count, 1)] = told["pair"]
    model.pair += model.pair.T
    return model
