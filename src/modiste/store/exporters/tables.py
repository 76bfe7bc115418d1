"""Any table to a file."""

from __future__ import annotations

import io
from collections.abc import Mapping

import polars as pl

from modiste.store.exporters.base import Sheet, find_exporter


def table_bytes(
    frame: pl.DataFrame,
    kind: str,
    *,
    title: str = "table",
    money: Mapping[str, str] | None = None,
) -> bytes:
    """A frame as a file.

    Args:
        frame: the rows.
        kind: csv, json, parquet or xlsx.
        title: name of the sheet in a workbook.
        money: columns of minor units to write in major units in CSV and Excel, each with the
            column of its currency (:func:`modiste.store.exporters.amounts.money_of` knows those of
            a table); without it amounts stay as they are stored.

    Raises:
        UnknownNameError: there is no such format.
        InputError: the format cannot hold the frame.
    """
    stream = io.BytesIO()
    find_exporter(kind).write([Sheet(title, frame, money or {})], stream)
    return stream.getvalue()
