"""Posts that repeat an earlier one, word for word or nearly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from modiste.perceive.text.fold import JOINT, folded

if TYPE_CHECKING:
    import polars as pl

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

_BINS: Final = 48
_WIDTH: Final = 4  # bins of a band; a copy of 0.8 shares one of 12 bands nearly always
_LOOK_BACK: Final = 12  # earlier posts of a bucket that each post is held against
_EMPTY: Final = np.uint64(2**64 - 1)
_LONG_ENOUGH: Final = 8  # shingles below which two people may well say the same


def duplicates(
    posts: pl.DataFrame, *, similarity: float = 0.8, within: timedelta = timedelta(days=28)
) -> pl.Series:
    """For each post the id of the earliest post that it repeats; null for an original.

    Texts are compared without case, punctuation, addresses, handles and *RT*. Short texts repeat
    only another of the same author, for two people may well say *so cute*. Near copies share at
    least ``similarity`` of their pairs of words (of characters, in Chinese), as the Jaccard index
    counts; candidates come from one-permutation MinHash, so that a copy of the given similarity is
    found with a probability above 0.99.

    Args:
        posts: rows of the table ``post`` with ``post_id``, ``text`` and ``at``.
        similarity: least similarity of a near copy; 1 finds exact copies only.
        within: time after which a text counts as said anew.
    """
    import polars as pl

    frame = posts.select(
        "post_id",
        "text",
        "at",
        author=pl.col("author_id") if "author_id" in posts.columns else pl.lit(None, pl.String),
    ).with_row_index("index")
    frame = frame.with_columns(plain=plain_text(frame["text"])).sort("at", "index")
    shingles = _shingles(frame["plain"])
    count = shingles.list.len()
    first = _exact(frame.with_columns(short=count < _LONG_ENOUGH), within)
    if similarity < 1:
        first = _near(frame, shingles, first, similarity, within)
    out = frame.select("index").with_columns(of=frame["post_id"].gather(pl.Series(first)))
    copy = pl.Series(first != np.arange(len(first)))
    named = out.with_columns(pl.when(copy).then("of")).sort("index")
    return named["of"].rename("duplicate_of")


def plain_text(texts: pl.Series) -> pl.Series:
    """What a text says, without how it is dressed; null is empty."""
    return (
        folded(texts)
        .str.replace_all(JOINT, "", literal=True)
        .str.replace_all(r"https?://\S+|www\.\S+|@\S+", " ")
        .str.replace_all(r"^\s*(rt|via|repost|转发|转自)\b:?", " ")
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
        .str.strip_chars()
    )


def _exact(frame: pl.DataFrame, within: timedelta) -> I64:
    """Position of the first post of the same text (and author, if it is short) in a window."""
    import polars as pl

    key = pl.when("short").then(pl.concat_str("plain", pl.lit("\n"), "author")).otherwise("plain")
    keyed = frame.select("at", key=key, place=pl.int_range(pl.len(), dtype=pl.Int64))
    keyed = keyed.with_columns(
        # A new run begins where the last use of the text is long ago.
        run=(pl.col("at").diff().over("key") > within).fill_null(True).cum_sum().over("key")
    )
    said = pl.col("key").is_not_null() & (pl.col("key").str.len_chars() > 0)
    first = pl.col("place").min().over("key", "run")
    return keyed.select(pl.when(said).then(first).otherwise("place")).to_series().to_numpy().copy()


def _shingles(plain: pl.Series) -> pl.Series:
    """Hashes of the pairs of words, Han characters counting as words, as sets."""
    import polars as pl

    units = plain.str.extract_all(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+").rename("unit")
    flat = units.to_frame().with_row_index("row").explode("unit")
    paired = flat.with_columns(next=pl.col("unit").shift(-1).over("row")).with_columns(
        pair=pl.concat_str("unit", pl.col("next").fill_null(""), separator=" ").hash(seed=17)
    )
    grouped = paired.drop_nulls("unit").group_by("row").agg(pl.col("pair").unique())
    rows = pl.DataFrame({"row": pl.int_range(len(plain), eager=True, dtype=pl.UInt32)})
    joined = rows.join(grouped, on="row", how="left", maintain_order="left")
    return joined["pair"].fill_null(pl.Series([[]], dtype=pl.List(pl.UInt64)))


def _near(
    frame: pl.DataFrame, shingles: pl.Series, first: I64, similarity: float, within: timedelta
) -> I64:
    """Join near copies to the first post that they are like."""
    originals = np.flatnonzero(first == np.arange(len(first)))
    count = shingles.list.len().to_numpy()
    originals = originals[count[originals] >= _LONG_ENOUGH]
    signatures = _signatures(shingles, originals)
    pairs = _candidates(signatures, originals)
    at = frame["at"].dt.timestamp("us").to_numpy()
    early, late = pairs[:, 0], pairs[:, 1]
    size = np.minimum(count[early], count[late]) / np.maximum(count[early], count[late])
    pairs = pairs[(at[late] - at[early] <= within // timedelta(microseconds=1))
                  & (size >= similarity)]  # fmt: skip
    sets = {row: frozenset(shingles[row]) for row in np.unique(pairs).tolist()}
    out = first.copy()
    for before, after in pairs.tolist():
        if out[after] == after and _jaccard(sets[before], sets[after]) >= similarity:
            out[after] = out[before]
    return out[out]  # an exact copy of a near copy repeats the original too


def _jaccard(one: frozenset[int], two: frozenset[int]) -> float:
    common = len(one & two)
    return common / (len(one) + len(two) - common)


def _signatures(shingles: pl.Series, rows: I64) -> U64:
    """One-permutation MinHash: the least hash of each bin, empty ones filled from beside."""
    import polars as pl

    chosen = shingles.gather(pl.Series(rows))
    lengths = chosen.list.len().to_numpy().astype(np.int64)
    hashes = chosen.filter(chosen.list.len() > 0).explode().to_numpy()
    row = np.repeat(np.arange(len(rows)), lengths)
    out = np.full((len(rows), _BINS), _EMPTY, dtype=np.uint64)
    cell = row * _BINS + (hashes % np.uint64(_BINS)).astype(np.int64)
    np.minimum.at(out.reshape(-1), cell, hashes // np.uint64(_BINS))
    for step in range(1, _BINS):  # densify by rotation
        empty = out == _EMPTY
        if not empty.any():
            break
        beside = np.roll(out, -1, axis=1)
        borrowed = np.where(beside == _EMPTY, _EMPTY, beside + np.uint64(step * 7919))
        out = np.where(empty, borrowed, out)
    return out


def _candidates(signatures: U64, rows: I64) -> I64:
    """Pairs of rows that share a band, earlier first, in order of time: an array of two columns."""
    found = [np.zeros(0, dtype=np.int64)]
    total = np.int64(rows[-1] + 1 if len(rows) else 1)
    mix = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 1], dtype=np.uint64)
    for band in range(0, _BINS, _WIDTH):
        key = (signatures[:, band : band + _WIDTH] * mix).sum(axis=1, dtype=np.uint64)
        order = np.argsort(key, kind="stable")
        for back in range(1, _LOOK_BACK + 1):
            # The latest few suffice: copies come soon, and templates would make it quadratic.
            same = key[order[back:]] == key[order[:-back]]
            if not same.any():
                break
            late, early = rows[order[back:][same]], rows[order[:-back][same]]
            found.append(late * total + early)
    pairs = np.unique(np.concatenate(found))
    return np.stack([pairs % total, pairs // total], axis=1)
