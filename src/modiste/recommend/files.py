"""Interactions, items and users from plain files.

Interactions come long (a header, then one event a line: user, item and, if known, time and weight;
CSV, TSV or Parquet) or as sequences (one person's items a line, oldest first, blanks between, as in
the data of sequential recommenders: the first word is the person).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from modiste.learn.recommend.events import ITEM, TIME, USER, WEIGHT
from modiste.model.errors import InputError, Place
from modiste.recommend.moments import moments

USERS = (
    "user", "user_id", "userid", "customer", "customer_id", "customerid", "uid", "member",
    "member_id", "visitor", "visitor_id", "session", "session_id", "reviewerid", "用户", "客户",
)  # fmt: skip
ITEMS = (
    "item", "item_id", "itemid", "product", "product_id", "productid", "article", "article_id",
    "variant", "variant_id", "sku", "asin", "iid", "movie_id", "商品", "商品id",
)  # fmt: skip
TIMES = (
    "time", "timestamp", "datetime", "date", "t_dat", "ts", "day", "occurred_at", "created_at",
    "event_time", "order_date", "sold_at", "unixreviewtime", "时间", "日期",
)  # fmt: skip
WEIGHTS = ("weight", "count", "times", "权重")

_PARQUET = {".parquet", ".pq"}
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True)
class Named:
    """Names of columns that the user gave; ``None`` to look for the usual ones."""

    user: str | None = None
    item: str | None = None
    time: str | None = None
    weight: str | None = None


@dataclass(frozen=True)
class Read:
    """How a file was read, to be told to the user.

    Attributes:
        form: long or sequences.
        rows: lines of events.
        columns: columns that were read, of a long file.
    """

    form: str
    rows: int
    columns: tuple[str, ...] = ()


def read_interactions(
    path: Path, named: Named | None = None, *, user_ids: bool | None = None
) -> tuple[pl.DataFrame, Read]:
    """The events of a file as ``user, item, time, weight``, as far as they are known.

    Args:
        path: CSV, TSV or Parquet with a header, or a text of sequences.
        named: columns of a long file.
        user_ids: the first word of a sequence is the person; else the line's number is. By
            default it is the person unless first words come again, as items would.

    Raises:
        InputError: the file cannot be read, is empty, or lacks a column.
    """
    named = named or Named()
    if path.suffix.lower() not in _PARQUET and named == Named():
        lines = _lines(path)
        if user_ids is False or _are_sequences(lines):
            named_by = _begin_with_people(lines) if user_ids is None else user_ids
            return _sequences(lines, path, user_ids=named_by)
    frame = read_frame(path)
    names = {
        USER: _column(frame, named.user, USERS, path, USER),
        ITEM: _column(frame, named.item, ITEMS, path, ITEM),
        TIME: _column(frame, named.time, TIMES, path),
        WEIGHT: _column(frame, named.weight, WEIGHTS, path),
    }
    found = {role: frame[name].rename(role) for role, name in names.items() if name is not None}
    for role in (USER, ITEM):
        found[role] = found[role].cast(pl.String).str.strip_chars()
    parts = () if TIME in found else day_columns(frame.columns)
    if TIME in found:
        found[TIME] = moments(found[TIME], path, str(names[TIME]))
    elif parts:
        text = frame.select(
            pl.concat_str([pl.col(n).cast(pl.String) for n in parts], separator="-")
        )
        found[TIME] = moments(text.to_series().rename(TIME), path, ", ".join(parts))
    columns = (*(name for name in names.values() if name is not None), *parts)
    return pl.DataFrame(list(found.values())), Read("long", frame.height, columns)


def read_items(path: Path, item: str | None = None) -> pl.DataFrame:
    """A table of items with attributes; its column of ids is called ``item``.

    Raises:
        InputError: the file cannot be read, is empty, or has no column of ids.
    """
    frame = read_frame(path)
    name = str(_column(frame, item, (*ITEMS, "id"), path, ITEM))
    others = [column for column in frame.columns if column not in (name, ITEM)]
    ids = frame[name].cast(pl.String).str.strip_chars().rename(ITEM)
    return pl.DataFrame([ids, *(_typed(frame[column]) for column in others)])


def read_users(path: Path, user: str | None = None) -> pl.Series:
    """Ids of users: a column of a table, or one a line (what follows on the line is ignored).

    Raises:
        InputError: the file cannot be read or is empty.
    """
    if path.suffix.lower() in _PARQUET or user is not None:
        return _ids_of_table(path, user)
    lines = _lines(path)
    head = re.split(r"[,;\t]", lines[0])
    if any(_folded(cell) in USERS for cell in head):
        return _ids_of_table(path, user)
    if len(head) > 1:
        raise InputError(
            "no column of the file is known to name users",
            place=Place(path.name),
            remedy="Call it user, or name it with --user-column.",
        )
    return pl.Series(USER, [_BLANKS.split(line)[0] for line in lines]).unique(maintain_order=True)


def _ids_of_table(path: Path, user: str | None) -> pl.Series:
    frame = read_frame(path)
    name = str(_column(frame, user, USERS, path, USER))
    ids = frame[name].cast(pl.String).str.strip_chars().drop_nulls()
    return ids.unique(maintain_order=True).rename(USER)


def read_frame(path: Path) -> pl.DataFrame:
    """A file as a frame; a text file's cells stay text, so that ids keep their zeros.

    Raises:
        InputError: the file cannot be read or has no rows.
    """
    try:
        frame = pl.read_parquet(path) if path.suffix.lower() in _PARQUET else _csv(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(
            f"the file cannot be read: {str(error).splitlines()[0]}",
            place=Place(path.name),
            remedy="Give CSV or TSV in UTF-8 with one header line, or Parquet.",
        ) from None
    if not frame.height:
        raise InputError("the file has no rows", place=Place(path.name), remedy="Check the export.")
    # RecBole writes types behind the names: user_id:token.
    return frame.rename({name: name.split(":")[0].strip() for name in frame.columns})


def _csv(path: Path) -> pl.DataFrame:
    head = _lines(path)[0]
    separator = max((",", "\t", ";", "|"), key=head.count)
    return pl.read_csv(
        path, separator=separator, infer_schema=False, null_values=["", "NA", "NaN", "null"]
    )


def _lines(path: Path) -> list[str]:
    """Lines that are not blank."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the file cannot be read: {error}",
            place=Place(path.name),
            remedy="Save it as UTF-8.",
        ) from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError("the file is empty", place=Place(path.name), remedy="Check the export.")
    return lines


def _are_sequences(lines: list[str]) -> bool:
    """Whether lines are words with blanks between, without a header."""
    head = lines[0]
    if any(mark in line for line in lines[:50] for mark in (",", ";", "|", "\t")):
        return False
    return not any(_folded(word) in USERS + ITEMS for word in _BLANKS.split(head))


def _begin_with_people(lines: list[str]) -> bool:
    """Whether the first words are people: each its own, or pairs of a person and an item."""
    words = [_BLANKS.split(line) for line in lines]
    firsts = {line[0] for line in words}
    return len(firsts) > 0.99 * len(words) or all(len(line) == 2 for line in words)


def _sequences(lines: list[str], path: Path, *, user_ids: bool) -> tuple[pl.DataFrame, Read]:
    words = pl.Series("words", lines).str.replace_all(r"[ \t]+", " ").str.split(" ")
    frame = pl.DataFrame({"words": words}).with_row_index("line", 1)
    if user_ids:
        lone = frame.filter(pl.col("words").list.len() < 2)
        if lone.height:
            line, (word,) = lone.row(0)
            raise InputError(
                "a line names a person but no item",
                place=Place(path.name, row=line, value=word),
                remedy="Write the person, then their items; for lines of items alone say "
                "--no-user-ids.",
            )
        frame = frame.with_columns(
            pl.col("words").list.first().alias(USER),
            pl.col("words").list.slice(1).alias(ITEM),
        )
    else:
        frame = frame.with_columns(
            pl.col("line").cast(pl.String).alias(USER), pl.col("words").alias(ITEM)
        )
    events = frame.select(USER, ITEM).explode(ITEM)
    events = events.with_columns(pl.int_range(pl.len()).alias(TIME))
    form = "sequences" if user_ids else "sequences without people"
    return events, Read(form, events.height)


def _folded(name: str) -> str:
    return name.split(":", maxsplit=1)[0].strip().strip('"').casefold()


def _column(
    frame: pl.DataFrame, named: str | None, usual: tuple[str, ...], path: Path, need: str = ""
) -> str | None:
    """The column that is named, or one with a usual name."""
    if named is not None:
        if named not in frame.columns:
            raise InputError(
                "the file has no such column",
                place=Place(path.name, column=named),
                remedy=f"It has: {', '.join(frame.columns)}.",
            )
        return named
    folded = {_folded(column): column for column in reversed(frame.columns)}
    found = next((folded[name] for name in usual if name in folded), None)
    if found is None and need:
        raise InputError(
            f"no column of the file is known to name the {need}",
            place=Place(path.name),
            remedy=f"Call it {need}, or name it with --{need}-column; "
            f"there are: {', '.join(frame.columns)}.",
        )
    return found


def day_columns(columns: list[str]) -> tuple[str, ...]:
    """Columns of year, month and day with one beginning, such as ``review_year``; else nothing."""
    folded = {_folded(column): column for column in columns}
    for name, column in folded.items():
        begin = name.removesuffix("year")
        day = next((begin + d for d in ("day", "day_of_month") if begin + d in folded), None)
        if begin != name and day is not None and begin + "month" in folded:
            return column, folded[begin + "month"], folded[day]
    return ()


def _typed(values: pl.Series) -> pl.Series:
    """Text that is all numbers as numbers; ids with leading zeros stay text."""
    if values.dtype != pl.String:
        return values
    known = values.drop_nulls()
    if not len(known) or known.str.contains(r"^0\d").any():
        return values
    numbers = values.cast(pl.Float64, strict=False)
    if numbers.null_count() > values.null_count():
        return values
    whole = values.cast(pl.Int64, strict=False)
    return numbers if whole.null_count() > values.null_count() else whole
