"""Parquet: the stored values and types, for programs."""

from __future__ import annotations

from typing import BinaryIO

from modiste.store.exporters.base import Sheet


class Columnar:
    """Parquet."""

    name = "parquet"
    title = "Parquet"

    def write(self, sheets: list[Sheet], stream: BinaryIO) -> None:
        """Write one sheet; amounts stay exact minor units."""
        (sheet,) = sheets
        sheet.frame.write_parquet(stream)
