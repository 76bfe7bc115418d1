"""Fit records: who wore what in which size, and how it fitted.

One row is one garment worn by one person. Only ``person``, ``item`` and ``size`` are required; all
that is not known of a body stays null and is treated as unknown, never as a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.errors import InputError, Place, UnknownNameError
from modiste.model.size import parse_size

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

OUTCOMES: Final = ("small", "fit", "large")
"""How a garment can fit, in the order of every array of probabilities."""

BODY: Final = ("height_cm", "weight_kg", "bust_cm", "cup", "waist_cm", "hip_cm", "age")
"""Numbers of a body; ``cup`` is how many inches the bust exceeds the band."""

WORDS: Final = ("category", "body_type", "occasion", "gender", "kind", "source")
"""Words; ``kind`` is a size category such as apparel, bottoms or shoes, ``source`` says how the
outcome is known, such as a rating or a return."""

_LIMITS: Final = {
    "height_cm": (100.0, 230.0),
    "weight_kg": (25.0, 300.0),
    "bust_cm": (50.0, 200.0),
    "cup": (0.0, 14.0),
    "waist_cm": (40.0, 200.0),
    "hip_cm": (50.0, 220.0),
    "age": (10.0, 100.0),
}
"""What is outside cannot be right for a wearer of these sizes and is taken as unknown."""


@dataclass(frozen=True)
class FitRecords:
    """Checked records with columns in a fixed form.

    Attributes:
        frame: ``person, item, size`` (String), ``scale`` (String, with gender and kind where
            known), ``family`` (String: what sizes of a person go together, such as body or
            shoes), ``number`` (Float64, place of the size on its
            scale), ``outcome`` (Int64, index into :data:`OUTCOMES`; null where not known),
            ``at`` (Date or null), the columns of :data:`BODY` (Float64) and :data:`WORDS` (String).
        implausible: how many numbers of bodies were taken as unknown because they cannot be right.
    """

    frame: pl.DataFrame
    implausible: int = 0

    def __len__(self) -> int:
        return self.frame.height

    @classmethod
    def of(cls, frame: pl.DataFrame) -> FitRecords:
        """Check and complete records.

        Args:
            frame: ``person, item, size`` and any of ``fit, at``, :data:`BODY` and :data:`WORDS`.

        Raises:
            InputError: a required column or value is missing, or a fit is none of the three words.
        """
        for name in ("person", "item", "size"):
            if name not in frame.columns:
                raise InputError(
                    f"fit records need a column {name}",
                    remedy="Give person, item, size and fit (small, fit or large).",
                )
            if frame[name].null_count():
                row = int(frame[name].is_null().arg_true()[0]) + 1
                raise InputError(
                    "a fit record is not complete",
                    place=Place(row=row, column=name),
                    remedy="Fill the cell in or leave the row out.",
                )
        outcome = _outcomes(frame)
        number, scale = _numbers(frame)
        body, odd = _bodies(frame)
        at = frame["at"] if "at" in frame.columns else pl.Series("at", [None] * frame.height)
        checked = pl.DataFrame(
            [
                *(frame[name].cast(pl.String) for name in ("person", "item", "size")),
                scale,
                _families(frame),
                number,
                outcome,
                at.cast(pl.Date).alias("at"),
                *body,
                *(_word(frame, name) for name in WORDS),
            ]
        )
        return cls(checked, odd)

    def rows(self, which: NDArray[np.bool_] | I64) -> FitRecords:
        """Some of the records."""
        index = np.flatnonzero(which) if which.dtype == np.bool_ else which
        return FitRecords(self.frame[index])

    @cached_property
    def outcomes(self) -> I64:
        """Index into :data:`OUTCOMES` of every record.

        Raises:
            InputError: an outcome is not known.
        """
        if self.frame["outcome"].null_count():
            raise InputError(
                "the fit of some records is not known",
                remedy="Learn from records whose fit is small, fit or large.",
            )
        return self.frame["outcome"].to_numpy()

    def real(self, name: str) -> F64:
        """A column of numbers; unknown is ``nan``."""
        return self.frame[name].cast(pl.Float64).to_numpy().astype(np.float64)

    @cached_property
    def days(self) -> F64:
        """Days since 1970 of every record; unknown is ``nan``."""
        days = self.frame["at"].cast(pl.Int32).cast(pl.Float64)
        return days.to_numpy().astype(np.float64)


def keys_of(frame: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """One text for each combination of columns; a null counts as a value of its own."""
    parts = [pl.col(name).fill_null("?") for name in names]
    return frame.select(pl.concat_str(parts, separator="\x1f").alias("key"))["key"]


def _outcomes(frame: pl.DataFrame) -> pl.Series:
    if "fit" not in frame.columns:
        return pl.Series("outcome", [None] * frame.height, dtype=pl.Int64)
    words = frame["fit"].cast(pl.String).str.strip_chars().str.to_lowercase()
    wrong = words.is_not_null() & ~words.is_in(OUTCOMES)
    if wrong.any():
        row = int(wrong.arg_true()[0])
        raise InputError(
            "a fit is none of small, fit and large",
            place=Place(row=row + 1, column="fit", value=words[row]),
            remedy="Write how it felt on the body: small, fit or large.",
        )
    codes = {word: code for code, word in enumerate(OUTCOMES)}
    return words.replace_strict(codes, default=None, return_dtype=pl.Int64).alias("outcome")


def _numbers(frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Place on its scale and the scale of every size; a text that is no size has no place."""
    size = frame["size"].cast(pl.String)
    hints = [_word(frame, name) for name in ("gender", "kind")]
    triples = pl.DataFrame([size, *hints]).unique(maintain_order=True)
    known = {triple: _place(*triple) for triple in triples.iter_rows()}
    found = [known[triple] for triple in zip(size, *hints, strict=True)]
    number = pl.Series("number", [place for place, _ in found], dtype=pl.Float64)
    return number, pl.Series("scale", [scale for _, scale in found], dtype=pl.String)


def _place(size: str, gender: str | None, kind: str | None) -> tuple[float | None, str]:
    try:
        parsed = parse_size(size, gender=gender, category=kind)
    except UnknownNameError:
        return None, "unknown"
    scale = "/".join(filter(None, (parsed.scale, gender, kind)))
    return parsed.values[0] if parsed.values else None, scale


def _families(frame: pl.DataFrame) -> pl.Series:
    kind = _word(frame, "kind").fill_null("apparel")
    body = kind.is_in(["apparel", "bottoms"])
    return pl.select(pl.when(body).then(pl.lit("body")).otherwise(kind)).to_series().alias("family")


def _bodies(frame: pl.DataFrame) -> tuple[list[pl.Series], int]:
    body, odd = [], 0
    for name in BODY:
        if name not in frame.columns:
            body.append(pl.Series(name, [None] * frame.height, dtype=pl.Float64))
            continue
        given = frame[name].cast(pl.Float64)
        low, high = _LIMITS[name]
        fine = given.is_between(low, high).fill_null(False)
        odd += int((given.is_not_null() & ~fine).sum())
        body.append(pl.select(pl.when(fine).then(given)).to_series().alias(name).fill_nan(None))
    return body, odd


def _word(frame: pl.DataFrame, name: str) -> pl.Series:
    if name not in frame.columns:
        return pl.Series(name, [None] * frame.height, dtype=pl.String)
    return frame[name].cast(pl.String)
