"""What people say a style is like: it goes before what words mention and what pictures show.

A correction names all values that a style has of one attribute. It is kept in the table
``attribute`` with the source ``person``: a row for each value with confidence 1, or one row with
the value :data:`NOTHING` where the style shows none. A correction that was taken back has
confidence 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

SOURCE: Final = "person"
NOTHING: Final = "nothing"
"""Value of a row that says that a style has no value of an attribute."""
_KEY: Final = ("product_id", "name")


def said(attributes: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """Corrections that stand: ``product_id, name, value``, :data:`NOTHING` among the values.

    Args:
        attributes: rows of the table ``attribute``.
    """
    rows = attributes.lazy().filter(
        pl.col("source") == SOURCE, pl.col("confidence").fill_null(1.0) > 0
    )
    return rows.select(*_KEY, "value").unique().sort(*_KEY, "value").collect()


def corrected(read: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Attributes of styles with what people say in the place of what was read.

    Args:
        read: ``product_id, name, value`` from the catalogue, from words or from pictures.
        people: result of :func:`said`.
    """
    rest = read.join(people, on=list(_KEY), how="anti")
    return pl.concat([people.filter(pl.col("value") != NOTHING).select(read.columns), rest])


def settled(attributes: pl.DataFrame) -> pl.DataFrame:
    """Rows of the table ``attribute`` that hold: without those that people overruled.

    Args:
        attributes: rows of the table.
    """
    people = said(attributes)
    overruled = attributes.filter(pl.col("source") != SOURCE).join(people, on=_KEY, how="anti")
    own = attributes.filter(pl.col("source") == SOURCE, pl.col("value") != NOTHING)
    return pl.concat([own, overruled]).filter(pl.col("confidence").fill_null(1.0) > 0)


def rows(product: str, name: str, values: Sequence[str], before: pl.DataFrame) -> pl.DataFrame:
    """Rows of the table ``attribute`` that store a correction.

    Args:
        product: the style.
        name: the attribute.
        values: all that the style shows of it; none is :data:`NOTHING`.
        before: earlier rows of the table; corrections of the same attribute are taken back.
    """
    wanted = list(dict.fromkeys(values)) or [NOTHING]
    return _rows(product, name, dict.fromkeys(wanted, 1.0), before)


def withdrawn(product: str, name: str, before: pl.DataFrame) -> pl.DataFrame:
    """Rows that take the correction of an attribute back; none where there is no correction."""
    return _rows(product, name, {}, before)


def _rows(
    product: str, name: str, values: Mapping[str, float], before: pl.DataFrame
) -> pl.DataFrame:
    earlier = said(before).filter(pl.col("product_id") == product, pl.col("name") == name)
    gone = {value: 0.0 for value in earlier["value"] if value not in values}
    told = {**values, **gone}
    return pl.DataFrame(
        {
            "product_id": [product] * len(told),
            "name": [name] * len(told),
            "value": list(told),
            "source": [SOURCE] * len(told),
            "confidence": list(told.values()),
        },
        schema={**dict.fromkeys((*_KEY, "value", "source"), pl.String), "confidence": pl.Float64},
    )
