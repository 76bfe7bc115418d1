"""Fit records and bodies out of plain files, with the headers and units that people use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from modiste.learn.fit.records import FitRecords
from modiste.model.errors import InputError, Place

_INCH, _POUND, _FOOT = 2.54, 0.45359237, 12

_HEADERS: Final = {
    "person": "person user user_id customer customer_id reviewer 顾客 用户",
    "item": "item item_id product product_id style style_id 商品 款式",
    "size": "size 尺码",
    "fit": "fit 合身",
    "at": "at date day review_date reviewed_at 日期",
    "category": "category 类别",
    "gender": "gender 性别",
    "body_type": "body_type bodytype figure 体型",
    "occasion": "occasion rented_for 场合",
    "usual_size": "usual_size usualsize 常穿尺码",
    "age": "age 年龄",
    "height": "height height_cm height_in 身高",
    "weight": "weight weight_kg weight_lbs weight_lb 体重",
    "bust": "bust bust_cm bust_in chest chest_cm 胸围",
    "bra": "bra bra_size bust_size",
    "band": "bust_size_num band band_in",
    "cup": "cup cup_size bust_size_letter",
    "waist": "waist waist_cm waist_in 腰围",
    "hip": "hip hips hip_cm hip_in hips_cm 臀围",
}
_FIELD_OF: Final = {word: field for field, words in _HEADERS.items() for word in words.split()}
_FITS: Final = {
    "small": "small tight too_small 1 偏小 太小",
    "fit": "fit perfect true_to_size just_right ok 2 合身 合适",
    "large": "large loose big too_large 3 偏大 太大",
}
_FIT_OF: Final = {word: fit for fit, words in _FITS.items() for word in words.split()}

CUPS: Final = {
    "aaa": 0.0, "aa": 0.5, "a": 1, "b": 2, "c": 3, "d": 4, "d+": 4.5, "dd": 5, "e": 5, "dd/e": 5,
    "ddd": 6, "ddd/f": 6, "ddd/e": 6, "f": 6, "dddd": 7, "dddd/g": 7, "g": 7, "h": 8, "i": 9,
    "j": 10, "k": 11,
}  # fmt: skip
"""Inches by which the bust exceeds the band, by cup letter (American)."""


@dataclass(frozen=True)
class Fits:
    """What a file of fits holds.

    Attributes:
        records: checked records.
        columns: what each column was read as.
        units: unit that each number of the body was read in.
        left_out: rows without person, item, size or a fit that is understood.
    """

    records: FitRecords
    columns: Mapping[str, str]
    units: Mapping[str, str]
    left_out: int


def read_fits(path: Path, people: Path | None = None, *, outcomes: bool = True) -> Fits:
    """Read how garments fitted, and bodies from the same file or one of people.

    Args:
        path: CSV, TSV, JSON lines or Parquet: person, item, size, fit, and any of day, category,
            gender, occasion and the numbers of the body. Headers are matched without regard to
            case, spaces and punctuation.
        people: bodies by person, where they are in a file of their own.
        outcomes: a fit is needed, and rows whose fit is not known are left out.

    Raises:
        InputError: the file cannot be read or lacks a column that is needed.
    """
    frame, columns = _named(path)
    needed = ("person", "item", "size", *(("fit",) if outcomes else ()))
    for field in needed:
        if field not in columns.values():
            raise InputError(
                f"the file has no column for {field}",
                place=Place(file=str(path)),
                remedy=f"Name one of its columns {field}; it has: {', '.join(columns)}.",
            )
    if people is not None:
        bodies, more = _named(people)
        if "person" not in more.values():
            raise InputError(
                "the file of people has no column for person",
                place=Place(file=str(people)),
                remedy="Name the column that the fits name people by: person.",
            )
        columns |= more
        fresh = [name for name in bodies.columns if name not in frame.columns]
        unique = bodies.unique("person", keep="last", maintain_order=True)
        frame = frame.join(unique.select("person", *fresh), on="person", how="left")
    told, units = _converted(frame)
    good = told.drop_nulls([name for name in needed if name in told.columns])
    return Fits(FitRecords.of(good), columns, units, told.height - good.height)


def read_people(path: Path) -> tuple[pl.DataFrame, Mapping[str, str]]:
    """Bodies by person, in the units of fit records, and the units that they were read in."""
    frame, columns = _named(path)
    if "person" not in columns.values():
        raise InputError(
            "the file of people has no column for person",
            place=Place(file=str(path)),
            remedy="Name the column that tells people apart: person.",
        )
    return _converted(frame)


def _named(path: Path) -> tuple[pl.DataFrame, dict[str, str]]:
    """The file with known headers as our names, all as text; the first of two alike counts."""
    raw = _read(path)
    columns: dict[str, str] = {}
    for header in raw.columns:
        field = _FIELD_OF.get(re.sub(r"[^\w]+", "_", header.strip().casefold()).strip("_"))
        if field is not None and field not in columns.values():
            columns[header] = field
    units = {field: header.casefold() for header, field in columns.items()}
    picked = raw.select(
        pl.col(header).cast(pl.String).str.strip_chars().replace("", None).alias(field)
        for header, field in columns.items()
    )
    hinted = [
        pl.lit("in").alias(f"{field}_unit") if re.search(r"_in\b|lbs?\b", header)
        else pl.lit("cm").alias(f"{field}_unit")
        for field, header in units.items()
        if re.search(r"_(?:in|cm|kg|lbs?)$", header)
    ]  # fmt: skip
    return picked.with_columns(hinted), columns


def _read(path: Path) -> pl.DataFrame:
    kind = path.suffix.casefold()
    try:
        if kind in {".parquet", ".pq"}:
            return pl.read_parquet(path)
        if kind in {".jsonl", ".ndjson", ".json"}:
            return pl.read_ndjson(path, infer_schema_length=10_000)
        separator = "\t" if kind in {".tsv", ".tab"} else ","
        return pl.read_csv(path, separator=separator, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the file cannot be read: {str(error).splitlines()[0]}",
            place=Place(file=str(path)),
            remedy="Give CSV, TSV, Parquet or JSON lines.",
        ) from None


def _converted(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """Texts as the numbers of fit records, in cm and kg."""
    known = set(frame.columns)
    units: dict[str, str] = {}
    made: list[pl.Series] = []
    for name in ("waist", "hip", "bust"):
        if name in known:
            girth, units[name] = _girth(frame, name)
            made.append(girth.alias(f"{name}_cm"))
    if "height" in known:
        height, units["height"] = _height(frame)
        made.append(height.alias("height_cm"))
    if "weight" in known:
        weight, units["weight"] = _weight(frame)
        made.append(weight.alias("weight_kg"))
    made += _bra(frame, {series.name for series in made})
    plain = [n for n in ("person", "item", "size", "category", "gender", "body_type", "occasion",
                         "usual_size") if n in known]  # fmt: skip
    out = frame.select(plain).with_columns(made)
    if "age" in known:
        out = out.with_columns(age=frame["age"].cast(pl.Float64, strict=False))
    if "fit" in known:
        out = out.with_columns(fit=_fit(frame["fit"]))
    if "at" in known:
        out = out.with_columns(at=_day(frame["at"]))
    return out, units


def _fit(words: pl.Series) -> pl.Series:
    plain = words.str.to_lowercase().str.replace_all(r"[\s-]+", "_")
    return plain.replace_strict(_FIT_OF, default=None, return_dtype=pl.String)


def _day(text: pl.Series) -> pl.Series:
    """Days such as ``2016-04-20``, with or without a time, or ``April 20, 2016``."""
    plain = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    spelt = text.str.to_date("%B %d, %Y", strict=False)
    return pl.select(pl.coalesce(plain, spelt)).to_series()


def _number(series: pl.Series) -> pl.Series:
    return series.str.extract(r"(\d+(?:\.\d+)?)").cast(pl.Float64)


def _hint(frame: pl.DataFrame, name: str) -> str | None:
    column = f"{name}_unit"
    return frame[column][0] if column in frame.columns and frame.height else None


def _girth(frame: pl.DataFrame, name: str) -> tuple[pl.Series, str]:
    """Girths; without a unit in the header, a median below 62 can only be inches."""
    numbers = _number(frame[name])
    hint = _hint(frame, name) or ("in" if _median(numbers) < 62 else "cm")
    return numbers * (_INCH if hint == "in" else 1.0), hint


def _height(frame: pl.DataFrame) -> tuple[pl.Series, str]:
    """Heights such as ``5' 8"``, ``5ft 8in``, 68 (inches) or 173 (cm)."""
    text = frame["height"]
    parts = text.str.extract_groups(r"^(\d)\s*(?:'|ft|’)\s*(\d{1,2})?").struct
    feet, inches = parts.field("1").cast(pl.Float64), parts.field("2").cast(pl.Float64)
    if feet.count() * 2 > text.count():
        return (feet * _FOOT + inches.fill_null(0)) * _INCH, "ft in"
    numbers = _number(text)
    hint = _hint(frame, "height") or ("in" if _median(numbers) < 100 else "cm")
    return numbers * (_INCH if hint == "in" else 1.0), hint


def _weight(frame: pl.DataFrame) -> tuple[pl.Series, str]:
    """Weights; without a unit anywhere, a median above 100 can only be pounds."""
    text = frame["weight"]
    numbers = _number(text)
    pounds = text.str.contains(r"(?i)lb").sum() > 0 or _hint(frame, "weight") == "in"
    if not pounds and _hint(frame, "weight") is None:
        pounds = _median(numbers) > 100
    return numbers * (_POUND if pounds else 1.0), "lb" if pounds else "kg"


def _median(numbers: pl.Series) -> float:
    known = numbers.drop_nulls().to_numpy()
    return float(sorted(known)[len(known) // 2]) if len(known) else float("nan")


def _bra(frame: pl.DataFrame, made: set[str]) -> list[pl.Series]:
    """Cup in inches, and the bust that band and cup give where no bust is stated."""
    known = set(frame.columns)
    cup = band = None
    if "cup" in known:
        cup = frame["cup"].str.to_lowercase()
    if "band" in known:
        band = _number(frame["band"])
    if "bra" in known:
        parts = (
            frame["bra"].str.to_lowercase().str.extract_groups(r"^(\d+)(?:\.\d+)?\s*(\D*)$").struct
        )
        band = parts.field("1").cast(pl.Float64) if band is None else band
        letters = parts.field("2").str.strip_chars().replace("", None)
        cup = letters if cup is None else cup
    if cup is None:
        return []
    inches = cup.replace_strict(CUPS, default=None, return_dtype=pl.Float64)
    out = [inches.alias("cup")]
    if band is not None and "bust_cm" not in made:
        out.append(((band + inches) * _INCH).alias("bust_cm"))
    return out
