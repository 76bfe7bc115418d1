"""The rejects file: every row set aside, with its reason and without personal data."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

import polars as pl

from modiste.store.exporters.safe import neutralised
from modiste.store.importers.headers import is_personal

_EMAIL = r"[^\s@]+@[^\s@]+\.\w"
_HIDDEN = "(personal)"
_LONGEST = 200


class RejectsFile:
    """Collects rejects; the file appears whole when it is closed, or not at all."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}.csv"
        self._draft = folder / f".{name}.csv.new"
        self._rows = 0
        self._stream: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is None:
            return
        self._stream.close()
        if error is None:
            self._draft.replace(self.path)
        else:
            self._draft.unlink(missing_ok=True)

    def write(self, file: str, problems: pl.DataFrame) -> None:
        """Add rows of one source file."""
        if not problems.height:
            return
        if self._stream is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._draft.open("w", encoding="utf-8", newline="")
        safe = private(problems).select(
            pl.lit(file).alias("file"), "row", "column", "value", "reason"
        )
        neutralised(safe).write_csv(self._stream, include_header=self._rows == 0)
        self._rows += problems.height

    @property
    def written(self) -> Path | None:
        """Where the rejects are, or ``None`` when there are none."""
        return self.path if self._rows else None


def private(problems: pl.DataFrame) -> pl.DataFrame:
    """Hide the values of columns that hold personal data, and anything like an e-mail address."""
    personal = [c for c in problems["column"].unique().drop_nulls().to_list() if is_personal(c)]
    value = pl.col("value")
    hidden = pl.col("column").is_in(personal) | value.str.contains(_EMAIL)
    shown = pl.when(hidden.fill_null(False)).then(pl.lit(_HIDDEN)).otherwise(value)
    return problems.with_columns(
        pl.when(value.is_not_null()).then(shown.str.head(_LONGEST)).alias("value")
    )
