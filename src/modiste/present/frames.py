"""Frames as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from modiste.model.errors import InputError, Place

if TYPE_CHECKING:
    import polars as pl


def check_name(path: Path) -> None:
    """Refuse a result's name before the work is done, not after it.

    Raises:
        InputError: the file ends neither in .csv nor in .parquet.
    """
    if path.suffix.lower() not in {".csv", ".parquet"}:
        raise InputError(
            f"a result cannot be written as {path.suffix or 'a file without an ending'}",
            place=Place(path.name),
            remedy="Name a file that ends in .csv or .parquet.",
        )


def write_frame(frame: pl.DataFrame, path: Path) -> None:
    """Write a result as CSV or Parquet, by the file's ending.

    Raises:
        InputError: another ending.
    """
    check_name(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)
