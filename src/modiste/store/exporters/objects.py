"""JSON: an array of objects, for programs."""

from __future__ import annotations

import json
import math
from datetime import date, datetime
from typing import Any, BinaryIO

from modiste.store.exporters.base import Sheet


class Objects:
    """A JSON array."""

    name = "json"
    title = "JSON"

    def write(self, sheets: list[Sheet], stream: BinaryIO) -> None:
        """Write one sheet, a row a line; amounts stay exact minor units."""
        (sheet,) = sheets
        stream.write(b"[")
        separator = b"\n"
        for row in sheet.frame.iter_rows(named=True):
            text = json.dumps(_plain(row), ensure_ascii=False, allow_nan=False)
            stream.write(separator + text.encode())
            separator = b",\n"
        stream.write(b"\n]\n")


def _plain(value: Any) -> Any:
    """What JSON can say; what it cannot (infinity, not a number) is null."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)
