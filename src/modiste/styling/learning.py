"""Learning and judging on files and on the shop's own records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from modiste.learn.fit.combined import SizeFit, SizeFitConfig
from modiste.learn.fit.judge import compare, groups_of, split_rows
from modiste.learn.fit.records import OUTCOMES
from modiste.learn.outfits.judge import Figure, judge
from modiste.learn.outfits.model import OutfitModel, lift, score_choices
from modiste.learn.outfits.sets import Blanks, Outfits
from modiste.model.errors import InputError, NotEnoughDataError, Place
from modiste.store.workspace import Workspace
from modiste.styling.bridge import bridged, read_outfits, shop_category
from modiste.styling.files import read_fits
from modiste.styling.kept import by_figure, by_occasion
from modiste.styling.saved import FILE, save_learnt
from modiste.styling.service import Shop
from modiste.styling.slots import slot_of

SEEN = 20
"""Pairs shown as the strongest."""


def learn_outfits(
    path: Path, names: Path | None, out: Path | None, workspace: Path | None
) -> dict[str, Any]:
    """Learn from a file of outfits and store the model.

    Raises:
        InputError: the file holds no outfits.
        NotEnoughDataError: it holds fewer than 30.
    """
    outfits = read_outfits(path, names)
    model = OutfitModel().fit(outfits)
    target = out or Workspace.find(workspace).folder("models") / FILE
    save_learnt(model, target, learnt_from=path.name)
    upper = np.triu_indices(len(model.names), 1)
    best = np.argsort(-model.pair[upper])[:SEEN]
    return {
        "outfits": len(outfits),
        "categories": len(model.names),
        "bridged": len(bridged(model).keys),
        "out": str(target),
        "strongest": [
            [
                model.names[upper[0][k]],
                model.names[upper[1][k]],
                round(float(model.pair[upper][k]), 3),
            ]
            for k in best
        ],
    }


def judge_outfits(
    path: Path, test: Path | None, names: Path | None, seed: int
) -> list[dict[str, Any]]:
    """Judge popularity, co-occurrence and the model on outfits that were held out.

    Without a test file a tenth, drawn by the seed, is held out.
    """
    known = read_outfits(path, names)
    if test is None:
        order = np.random.default_rng(seed).permutation(len(known))
        cut = max(len(known) // 10, 1)
        unseen, known = known.rows(order[:cut]), known.rows(order[cut:])
    else:
        other = read_outfits(test, names)
        listed = [[other.names[k] for k in np.flatnonzero(row)] for row in other.member]
        unseen = Outfits.of(listed, known.names)
    return outfit_rows(known, unseen, seed)


def outfit_rows(known: Outfits, unseen: Outfits, seed: int) -> list[dict[str, Any]]:
    """Figures of the baselines and the model, one row each."""
    model = OutfitModel().fit(known)
    share = np.log(np.maximum(known.popularity, 1e-9))
    pmi = lift(known.member, model.config.smoothing)

    def popular(sets: np.ndarray) -> np.ndarray:
        return np.asarray(sets @ share / np.maximum(sets.sum(axis=1), 1))

    def met(sets: np.ndarray) -> np.ndarray:
        size = sets.sum(axis=1).astype(float)
        values = sets.astype(float)
        return np.asarray(((values @ pmi) * values).sum(axis=1) / np.maximum(size * (size - 1), 1))

    def asked(score: Callable[[Any], Any]) -> Callable[[Blanks], Any]:
        return lambda questions: score_choices(questions, score)

    group = slot_groups(known.names)
    rows = []
    for name, answer, score in (
        ("popularity", asked(popular), popular),
        ("co-occurrence", asked(met), met),
        ("model", model.answer, model.score),
    ):
        figures = judge(unseen, answer, score, seed=seed, group=group)
        rows.append(
            {
                "model": name,
                "outfits": len(unseen),
                "blank": _told(figures.blank),
                "blank_in_slot": _told(figures.blank_in_group),
                "auc_random": str(figures.random),
                "auc_one_exchanged": str(figures.broken),
            }
        )
    return rows


def _told(figure: Figure | None) -> str | None:
    return None if figure is None else str(figure)


def slot_groups(names: tuple[str, ...]) -> np.ndarray:
    """A number for the slot of each category; what has none is a group of its own kind."""
    slots = [slot_of(shop_category(name)) for name in names]
    listed = sorted({slot.value for slot in slots if slot is not None})
    return np.array([listed.index(slot.value) if slot else len(listed) for slot in slots])


def judge_fit(
    path: Path,
    people: Path | None,
    split: str,
    since: dt.date | None,
    seed: int,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Judge the size-fit models on a file of fits.

    Raises:
        NotEnoughDataError: too little is left to learn from or to judge on.
    """
    told = read_fits(path, people)
    test = split_rows(told.records, split, since=since, seed=seed)
    say(f"{len(told.records):,} fits, {int(test.sum()):,} of them judged on")
    compared = compare(told.records, test, SizeFitConfig(seed=seed), say=say)
    return {
        "rows": len(told.records),
        "left_out": told.left_out,
        "units": dict(told.units),
        "split": split,
        "learnt_from": int((~test).sum()),
        "judged_on": int(test.sum()),
        "models": [row.as_dict() for row in compared.rows],
        "groups": groups_of(told.records.rows(test), compared.best),
    }


def predict_fits(
    path: Path, people: Path | None, asked: Path, out: Path, seed: int, say: Callable[[str], None]
) -> dict[str, Any]:
    """Learn from a file of fits, and write how sizes will sit on people who choose them.

    Args:
        path: fits to learn from.
        people: bodies by person, for both files.
        asked: rows of person, item and size, with a body where it is known.
        out: CSV or Parquet of ``person, item, size, small, fit, large``.
        seed: of the model.
        say: told what is being done.

    Raises:
        InputError: a file lacks what is needed, or the result is neither CSV nor Parquet.
    """
    if out.suffix not in (".csv", ".parquet"):
        raise InputError(
            f"results cannot be written as {out.suffix or 'a file without an ending'}",
            place=Place(file=str(out)),
            remedy="Name a file that ends in .csv or .parquet.",
        )
    known, new = read_fits(path, people), read_fits(asked, people, outcomes=False)
    say(f"learning from {len(known.records):,} fits")
    model = SizeFit(SizeFitConfig(seed=seed)).fit(known.records)
    chance = model.predict(new.records)
    result = new.records.frame.select("person", "item", "size").with_columns(
        pl.Series(name, chance[:, k]) for k, name in enumerate(OUTCOMES)
    )
    if out.suffix == ".csv":
        result.write_csv(out)
    else:
        result.write_parquet(out)
    return {
        "learnt_from": len(known.records),
        "asked": len(new.records),
        "left_out": new.left_out,
        "trees_weight": model.weight,
        "checked": {name: round(loss, 4) for name, loss in model.checked.items()},
        "out": str(out),
    }


def learnt_preferences(
    workspace: Path | None, day: dt.date | None, by: str
) -> list[dict[str, Any]]:
    """What people of a shape, or for an occasion, keep, from ratings and returns.

    Raises:
        NotEnoughDataError: too few outcomes with a shape or an occasion.
    """
    shop = Shop.open(workspace, day)
    compared = by_figure if by == "shape" else by_occasion
    rows = compared(shop.snapshot, shop.garments, shop.end)
    if not rows.height:
        raise NotEnoughDataError(
            f"too few outcomes with a known {by} to compare",
            remedy="Gather ratings and returns of people whose figure, or occasion, is known.",
        )
    return rows.to_dicts()
