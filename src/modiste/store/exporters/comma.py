"""CSV in UTF-8 with a byte order mark, by which Excel knows it."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from modiste.store.exporters.amounts import in_major
from modiste.store.exporters.base import Sheet
from modiste.store.exporters.flat import flat
from modiste.store.exporters.safe import neutralise, neutralised


class Comma:
    """Comma-separated text."""

    name = "csv"
    title = "CSV"

    def write(self, sheets: list[Sheet], stream: BinaryIO) -> None:
        """Write one sheet."""
        (sheet,) = sheets
        # Amounts become text only after the formulas are dealt with: -5.00 is a number.
        frame = in_major(neutralised(flat(sheet.frame)), sheet.money)
        stream.write(codecs.BOM_UTF8)
        frame.rename({name: neutralise(name) for name in frame.columns}).write_csv(stream)
