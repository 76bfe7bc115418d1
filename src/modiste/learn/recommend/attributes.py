"""Attributes of items as vectors: one block a field, each row of length 1 (or 0 where unknown).

- categories, truth values and lists of words: one column a value, weighted by its rarity
  ``log(1 + I / n_value)``;
- texts: words (and pairs of neighbouring characters of scripts without spaces), weighted likewise;
- numbers: which of ten bands of equal size they lie in, and half of that for the bands beside it;
- vectors (lists of floats, as of images): as they are, after taking the mean away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from modiste.learn.recommend.histories import Doubles
from modiste.model.errors import InputError, Place

_BANDS = 10
_WORD = re.compile(r"[^\W\d_]{2,}|\d{2,}")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")


@dataclass(frozen=True)
class Field:
    """One attribute of all items.

    Attributes:
        name: of the column.
        matrix: sparse, shape (items, columns), rows of length 1 or 0.
        labels: what each column stands for.
    """

    name: str
    matrix: Any
    labels: tuple[str, ...]


def fields_of(table: pl.DataFrame, key: str) -> list[Field]:
    """The fields of a table of items that can be compared.

    Columns that name each row differently (links, serial numbers) and dates are left out.
    """
    made = [_field(table[name]) for name in table.columns if name != key]
    return [field for field in made if field is not None and field.matrix.nnz]


def _field(values: pl.Series) -> Field | None:
    kind = values.dtype
    if isinstance(kind, pl.List | pl.Array):
        inner = kind.inner
        if inner is not None and inner.is_numeric():
            return _vectors(values)
        return _words(values.name, [list(map(str, row or ())) for row in values.to_list()])
    if kind == pl.Boolean or isinstance(kind, pl.Categorical | pl.Enum):
        return _categories(values)
    if kind.is_numeric():
        few = kind.is_integer() and values.n_unique() <= 300
        return _categories(values) if few else _bands(values)
    return _texts(values) if kind == pl.String else None


def _texts(values: pl.Series) -> Field | None:
    known = values.drop_nulls()
    if not len(known):
        return None
    if known.n_unique() <= max(50, 0.3 * len(known)):
        return _categories(values)
    if float(known.str.contains(r"\s|[\u3040-\u9fff]").mean() or 0) < 0.5:  # type: ignore[arg-type]
        return None
    return _words(values.name, [tokens(text or "") for text in values])


def tokens(text: str) -> list[str]:
    """Words of a text, and pairs of characters of scripts without spaces."""
    found = [word for word in _WORD.findall(text.casefold()) if not _UNSPACED.fullmatch(word)]
    for run in _UNSPACED.findall(text):
        found.extend(run[place : place + 2] for place in range(len(run) - 1))
    return found


def _categories(values: pl.Series) -> Field:
    said = values.cast(pl.String).to_list()
    return _words(values.name, [[] if text is None or text == "" else [text] for text in said])


def _words(name: str, rows: list[list[str]]) -> Field:
    """One column a word that occurs, by rarity."""
    from scipy import sparse

    vocabulary = sorted({word for row in rows for word in row})
    place = {word: number for number, word in enumerate(vocabulary)}
    lengths = [len(set(row)) for row in rows]
    columns = [place[word] for row in rows for word in sorted(set(row))]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    counts = np.bincount(columns, minlength=len(vocabulary))
    rarity = np.log1p(len(rows) / np.maximum(counts, 1))
    matrix = sparse.csr_matrix(
        (rarity[columns], np.array(columns, np.int64), offsets),
        shape=(len(rows), len(vocabulary)),
    )
    return Field(name, _unit(matrix), tuple(f"{name}: {word}" for word in vocabulary))


def _bands(values: pl.Series) -> Field:
    from scipy import sparse

    numbers = values.cast(pl.Float64).to_numpy()
    known = np.flatnonzero(np.isfinite(numbers))
    if not len(known):
        return Field(values.name, sparse.csr_matrix((len(values), 1)), (values.name,))
    edges = np.unique(np.quantile(numbers[known], np.linspace(0, 1, _BANDS + 1)[1:-1]))
    band = np.searchsorted(edges, numbers[known], side="right")
    rows = np.concatenate([known, known, known])
    columns = np.concatenate([band, band - 1, band + 1])
    weights = np.repeat([1.0, 0.5, 0.5], len(known))
    inside = (columns >= 0) & (columns <= len(edges))
    matrix = sparse.csr_matrix(
        (weights[inside], (rows[inside], columns[inside])), shape=(len(values), len(edges) + 1)
    )
    bounds = ["", *(f"{edge:g}" for edge in edges), ""]
    labels = [f"{values.name}: {bounds[i]}–{bounds[i + 1]}" for i in range(len(edges) + 1)]
    return Field(values.name, _unit(matrix), tuple(labels))


def _vectors(values: pl.Series) -> Field:
    from scipy import sparse

    lists = values.cast(pl.List(pl.Float64)).list
    sizes = lists.len().drop_nulls()
    width = int(sizes.max() or 0)  # type: ignore[arg-type]
    if sizes.n_unique() > 1:
        raise InputError(
            "vectors of items differ in length",
            place=Place(column=values.name),
            remedy="Give each item a vector of the same length, or none.",
        )
    dense: Doubles = np.zeros((len(values), max(width, 1)))
    known = values.is_not_null().to_numpy()
    dense[known] = np.array(values.drop_nulls().to_list(), np.float64).reshape(-1, max(width, 1))
    if not np.isfinite(dense).all():
        raise InputError(
            "a vector of an item holds a number that is not finite",
            place=Place(column=values.name),
            remedy="Leave the vector out.",
        )
    if known.sum() > 1:
        dense[known] -= dense[known].mean(axis=0)
    return Field(values.name, _unit(sparse.csr_matrix(dense)), (values.name,) * max(width, 1))


def _unit(matrix: Any) -> Any:
    """Rows of length 1."""
    from scipy import sparse

    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.maximum(length, 1e-12)) @ matrix).tocsr()
