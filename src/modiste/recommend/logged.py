"""Logs of shown items as files: what another policy would have earned.

One row is an item that could be shown in one place of one page, a *decision*:

* ``decision``: its id; without the column every row is a decision of its own.
* ``item``: what the row is about; ``user`` and ``position`` (1 = first) may be there too.
* ``propensity``: probability with which the running policy showed the item, of the row that was
  shown; empty for candidates that were not.
* ``reward``: what came of it, such as 1 for a purchase; empty likewise.
* ``target``: probability with which the policy in question would show the item; or ``score``: its
  scores, from which target = softmax over the rows of the decision.
* ``predicted``: expected reward of the item, optional. Without it, where a decision has several
  rows, it is the item's mean reward on the other half of the decisions, drawn to the mean of all.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.ranking.offpolicy import Log, evaluate
from modiste.model.errors import InputError, Place
from modiste.recommend.files import read_frame

F64 = NDArray[np.float64]

_NUMBERS = ("propensity", "reward", "target", "score", "predicted", "position")
_DRAWN = 10.0
"""Decisions of an item at which its own mean reward weighs as much as that of all."""
_ROUNDING = 1e-6


def judge_log(path: Path, *, clip: float | None = None, seed: int = 0) -> dict[str, Any]:
    """Estimate what the policy in question would have earned a decision.

    Args:
        path: CSV, TSV or Parquet; for its columns see the module.
        clip: largest weight; ``None`` clips nothing.
        seed: of the bootstrap over decisions.

    Returns:
        ``decisions``, ``earned`` (mean reward of the running policy) and ``estimates``, one a
        method, of all decisions and of each position.

    Raises:
        InputError: a column is missing, or a number cannot be right; its row is named.
    """
    rows = _wanted(_read(path), path)
    shown = rows.filter(pl.col("reward").is_not_null())
    log = _log(rows, shown)
    parts: list[tuple[str, NDArray[np.bool_]]] = [("all", np.ones(shown.height, dtype=bool))]
    if "position" in shown.columns:
        position = shown["position"].to_numpy()
        parts += [(f"{place:g}", position == place) for place in np.unique(position)]
    found = [
        {"position": name, "decisions": int(mask.sum()), **asdict(each)}
        for name, mask in parts
        for each in evaluate(_part(log, mask), clip=clip, seed=seed)
    ]
    return {
        "decisions": shown.height,
        "earned": float(log.reward.mean()),
        "estimates": found,
    }


def _read(path: Path) -> pl.DataFrame:
    """The rows with a number, numbers as numbers."""
    frame = read_frame(path).with_row_index("row", 1)
    lacking = [name for name in ("item", "propensity", "reward") if name not in frame.columns]
    if not {"target", "score"} & set(frame.columns):
        lacking.append("target or score")
    if lacking:
        raise InputError(
            f"the log has no column {', '.join(lacking)}",
            place=Place(path.name),
            remedy="A log needs item, propensity, reward and target or score.",
        )
    if "decision" not in frame.columns:
        frame = frame.with_columns(decision=pl.col("row"))
    named = [name for name in _NUMBERS if name in frame.columns]
    numbers = frame.with_columns(pl.col(name).cast(pl.Float64, strict=False) for name in named)
    for name in named:
        wrong = (frame[name].is_not_null() & numbers[name].is_null()) | (
            numbers[name].is_not_null() & ~numbers[name].is_finite()
        )
        _refuse(frame, wrong.fill_null(value=False), name, path, "is not a number")
    return numbers


def _wanted(rows: pl.DataFrame, path: Path) -> pl.DataFrame:
    """The rows with the ``target`` of each; refused where decisions do not hold together."""
    half = rows["reward"].is_null() != rows["propensity"].is_null()
    _refuse(rows, half, "reward", path, "goes without its propensity or reward")
    for name in ("decision", "item", "score" if "target" not in rows.columns else "target"):
        _refuse(rows, rows[name].is_null(), name, path, "is empty")
    for name in ("predicted", "position"):
        if name in rows.columns:
            needed = rows[name].is_null() & ((name == "predicted") | rows["reward"].is_not_null())
            _refuse(rows, needed, name, path, "is empty")
    many = rows.select(pl.col("reward").is_not_null().sum().over("decision") != 1).to_series()
    _refuse(
        rows, many, "decision", path, "does not have exactly one item that was shown",
        remedy="Give every place of a page a decision of its own.",
    )  # fmt: skip
    if "target" in rows.columns:
        total = rows.select(pl.col("target").sum().over("decision") > 1 + _ROUNDING).to_series()
        _refuse(rows, total, "target", path, "belongs to a decision whose targets exceed 1 in sum")
        return rows
    lone = rows.select(pl.len().over("decision") < 2).to_series()
    _refuse(
        rows, lone, "score", path, "has no other candidate beside it",
        remedy="List the candidates of each decision, or give target.",
    )  # fmt: skip
    power = (pl.col("score") - pl.col("score").max().over("decision")).exp()
    return rows.with_columns(target=power / power.sum().over("decision"))


def _refuse(
    rows: pl.DataFrame, wrong: pl.Series, name: str, path: Path, what: str, *, remedy: str = ""
) -> None:
    if not wrong.any():
        return
    at = int(wrong.arg_max() or 0)
    value = rows[name][at]
    raise InputError(
        f"a {name} {what}",
        place=Place(
            path.name, row=int(rows["row"][at]), column=name, value=None if value is None
            else str(value),
        ),
        remedy=remedy or "Mend the row, or leave its decision out.",
    )  # fmt: skip


def _log(rows: pl.DataFrame, shown: pl.DataFrame) -> Log:
    reward, old, new = (shown[name].to_numpy() for name in ("reward", "propensity", "target"))
    whole = rows.group_by("decision").agg(pl.len(), pl.col("target").sum())
    if "predicted" not in rows.columns:
        if not ((whole["len"] > 1) & ((whole["target"] - 1).abs() < 1e-3)).all():
            return Log(reward, old, new)
        rows = _predicted(rows)
    elif not ((whole["target"] - 1).abs() < 1e-3).all():
        return Log(reward, old, new)  # the candidates that are not listed are needed for DR
    wanted = rows.group_by("decision").agg(
        (pl.col("target") * pl.col("predicted")).sum().alias("wanted")
    )
    mine = rows.filter(pl.col("reward").is_not_null()).join(
        wanted, on="decision", maintain_order="left"
    )
    return Log(reward, old, new, mine["predicted"].to_numpy(), mine["wanted"].to_numpy())


def _predicted(rows: pl.DataFrame) -> pl.DataFrame:
    """Mean reward of each item on the other half of the decisions, so none predicts itself."""
    halved = rows.with_columns(half=pl.col("decision").rank("dense") % 2)
    parts = []
    for half in (0, 1):
        other = halved.filter((pl.col("half") != half) & pl.col("reward").is_not_null())
        mean = other["reward"].mean() if other.height else 0.0
        of_item = other.group_by("item").agg(
            ((pl.col("reward").sum() + _DRAWN * pl.lit(mean)) / (pl.len() + _DRAWN)).alias(
                "predicted"
            )
        )
        mine = halved.filter(pl.col("half") == half).join(of_item, on="item", how="left")
        parts.append(mine.with_columns(pl.col("predicted").fill_null(pl.lit(mean))))
    return pl.concat(parts).sort("row")


def _part(log: Log, mask: NDArray[np.bool_]) -> Log:
    def cut(values: F64 | None) -> F64 | None:
        return None if values is None else values[mask]

    return Log(
        log.reward[mask], log.shown[mask], log.wanted[mask], cut(log.model), cut(log.model_wanted)
    )
