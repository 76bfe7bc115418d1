"""Parquet in chunks, with its own types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from modiste.model.errors import InputError, Place
from modiste.model.schema import ROW
from modiste.model.validate import no_problems
from modiste.store.importers.limits import check_columns
from modiste.store.importers.source import Chunk

if TYPE_CHECKING:
    from modiste.store.importers.source import Source

_ROWS = 1 << 17
_SAMPLE_ROWS = 500


def sample(source: Source) -> tuple[tuple[str, ...], pl.DataFrame]:
    """Headers and first rows."""
    with _opened(source) as file:
        headers = tuple(file.schema_arrow.names)
        first = next(file.iter_batches(batch_size=_SAMPLE_ROWS), None)
    if first is None:
        return headers, pl.DataFrame(schema=dict.fromkeys(headers, pl.String))
    return headers, _frame(first, headers)


def frames(source: Source, columns: Sequence[str] | None = None) -> Iterator[Chunk]:
    """All rows in the order of the file."""
    with _opened(source) as file:
        headers = file.schema_arrow.names
        wanted = [name for name in headers if columns is None or name in columns]
        done = 0
        try:
            for batch in file.iter_batches(batch_size=_ROWS, columns=wanted):
                frame = _frame(batch, wanted)
                numbers = pl.int_range(done + 1, done + batch.num_rows + 1, eager=True)
                done += batch.num_rows
                yield Chunk(frame.with_columns(numbers.alias(ROW)), no_problems(), batch.num_rows)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(source, error) from error


@contextmanager
def _opened(source: Source) -> Iterator[pq.ParquetFile]:
    with source.seekable() as stream:
        try:
            file = pq.ParquetFile(stream)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(source, error) from error
        check_columns(len(file.schema_arrow.names), source.reading.limits, source.name)
        yield file


def _frame(batch: pa.RecordBatch, names: Sequence[str]) -> pl.DataFrame:
    frame = pl.DataFrame(pl.from_arrow(batch))
    coded = [
        pl.col(name).cast(pl.String)
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.Categorical | pl.Enum)
    ]
    return frame.with_columns(coded).select(names)


def _damaged(source: Source, error: Exception) -> InputError:
    return InputError(
        f"the Parquet file cannot be read: {error}",
        place=Place(source.name),
        remedy="Export it again.",
    )
