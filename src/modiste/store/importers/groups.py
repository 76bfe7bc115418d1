"""Files in which several rows make one thing: an order, a product with its variants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from modiste.model.validate import no_problems
from modiste.store.importers.source import Chunk


def whole_groups(chunks: Iterable[Chunk], key: str) -> Iterator[Chunk]:
    """The same rows in chunks that never cut a run of rows with the same key."""
    held: pl.DataFrame | None = None
    for chunk in chunks:
        frame = chunk.frame if held is None else pl.concat([held, chunk.frame], rechunk=True)
        held, bad = None, chunk.rejects["row"].n_unique()
        if not frame.height:
            yield chunk
            continue
        last = frame[key].tail(1).item()
        same = frame[key].eq_missing(pl.Series([last], dtype=frame.schema[key]))
        tail = frame.height if same.all() else int(same.reverse().arg_min() or 0)
        ready = frame.head(frame.height - tail)
        held = frame.tail(tail)
        if ready.height or bad:
            yield Chunk(ready, chunk.rejects, ready.height + bad)
    if held is not None:
        yield Chunk(held, no_problems(), held.height)


def runs(key: pl.Series) -> pl.Series:
    """Number of the run of equal keys that each row is in, from 0."""
    changed = key.ne_missing(key.shift(1))
    return changed.cast(pl.Int64).cum_sum() - 1 if len(key) else pl.Series([], dtype=pl.Int64)


def heads(frame: pl.DataFrame, run: pl.Series) -> pl.DataFrame:
    """The first row of every run."""
    return frame.filter(run.ne_missing(run.shift(1)))


def firsts(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The first row of every value of a column, in their order."""
    return frame.filter(frame[column].is_first_distinct())


def filled_from_first(frame: pl.DataFrame, run: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
    """Cells of later rows of a run that are blank, filled from the run's first row.

    A cell that is blank in the first row stays blank, whatever the run before says.
    """
    present = [name for name in columns if name in frame.columns]
    spread = heads(frame.select(present), run).select(pl.all().gather(run))
    return frame.with_columns(
        frame[name].zip_with(frame[name].is_not_null(), spread[name]) for name in present
    )
