"""Demand from plain files: order lines, daily or weekly sales, long or wide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from modiste.demand.rows import (
    adjustments_of,
    attributes_of,
    empty_days,
    filled,
    form_of,
    prices_of,
    weeks_of,
)
from modiste.demand.signal import Sources
from modiste.model.errors import InputError, Place
from modiste.store.plain import read_plain

ALIASES: dict[str, tuple[str, ...]] = {
    "item": (
        "variant_id", "sku", "item", "item_id", "product_code", "stockcode", "product", "article",
        "article_id", "unique_id", "series", "商品", "货号",
    ),
    "date": (
        "date", "week", "day", "ds", "time", "sold_at", "invoicedate", "order_date", "created_at",
        "t_dat", "日期", "周",
    ),
    "quantity": (
        "quantity", "units", "qty", "sold", "units_sold", "sales", "y", "value", "demand", "数量",
        "销量",
    ),
    "location": ("location_id", "location", "store", "store_id", "shop", "门店"),
    "price": ("unit_price", "unitprice", "price", "价格"),
    "promotion": ("promotion", "promoted", "promo", "on_promotion", "促销"),
    "stock": ("stock", "on_hand", "inventory", "stock_on_hand", "库存"),
    "category": ("category", "group", "department", "class", "product_type", "类目", "品类"),
    "style": ("product_id", "style", "style_id", "parent", "款号"),
    "order": ("order_id", "order", "order_no", "invoiceno", "invoice", "订单号"),
    "customer": ("customer_id", "customer", "user_id", "会员号"),
    "reason": ("return_reason", "reason", "退货原因"),
}  # fmt: skip
"""What each column may be called; compared without case, spaces and underscores."""

NEEDED = ("item", "date", "quantity")

_FIRST = dt.date(2000, 1, 3)
"""The Monday that stands for week 0 of a file whose weeks are mere numbers."""

_PLACE = "all"


@dataclass(frozen=True)
class Columns:
    """Which column is which; what is ``None`` is found by its name.

    Attributes:
        named: column by role, see :data:`ALIASES`.
        wide: prefix of the columns that hold a week each (``W`` for W0, W1 …); none for a long
            file.
    """

    named: dict[str, str] = field(default_factory=dict)
    wide: str | None = None


@dataclass(frozen=True)
class Read:
    """A file of sales as the signal wants it.

    Attributes:
        sources: what the signal is made of.
        form: order lines, daily, weekly, or wide.
        columns: column by role, as read.
        numbered: weeks were mere numbers: 0 stands for ``_FIRST``.
        notes: what was left out, for people.
        items: number of items.
        end: first day of the week after the last one.
        moved: days by which dates were moved, because weeks are counted from Mondays here.
    """

    sources: Sources
    form: str
    columns: dict[str, str]
    numbered: bool
    notes: tuple[str, ...]
    items: int
    end: dt.date
    moved: int = 0

    def shown(self, frame: pl.DataFrame, column: str = "week") -> pl.DataFrame:
        """Results with weeks as the file counts them."""
        if not self.numbered:
            return frame.with_columns(pl.col(column) - pl.duration(days=self.moved))
        return frame.with_columns((pl.col(column) - pl.lit(_FIRST)).dt.total_days() // 7)


def read_sales(path: Path, columns: Columns | None = None, *, horizon: int = 13) -> Read:
    """Read a file of sales.

    Args:
        path: CSV, TSV or Parquet.
        columns: which column is which.
        horizon: weeks ahead for which prices are carried on.

    Raises:
        InputError: a column is absent, a date or a quantity cannot be read, or nothing was sold.
    """
    asked = columns or Columns()
    raw = read_plain(path)
    if not raw.height:
        raise InputError("the file has no rows", place=Place(path.name), remedy="Check the export.")
    if asked.wide is not None:
        raw, asked = _melted(raw, asked, path)
    roles = _roles(raw.columns, asked.named, path)
    rows, numbered = _typed(raw, roles, path)
    form = "wide" if asked.wide is not None else form_of(rows)
    rows, moved = _from_mondays(rows) if form == "weekly" and not numbered else (rows, 0)
    weekly, last, notes = weeks_of(rows, form, numbered=numbered)
    panel = filled(weekly, last)
    if not panel["sold"].sum():
        raise InputError(
            "nothing was sold in the file", place=Place(path.name), remedy="Check the quantities."
        )
    attributes = attributes_of(rows)
    sources = Sources(
        panel=panel,
        attributes=attributes,
        out=empty_days(rows, form),
        adjustments=adjustments_of(rows, attributes, form),
        prices=prices_of(rows, attributes, last, horizon),
    )
    end = last + dt.timedelta(weeks=1)
    items = panel["variant_id"].n_unique()
    return Read(sources, form, roles, numbered, tuple(notes), items, end, moved)


def _from_mondays(rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Weekly rows moved to the nearest Monday, and by how many days."""
    first: dt.date = rows["day"][0]
    weekday = first.weekday()
    moved = -weekday if weekday <= 3 else 7 - weekday
    return rows.with_columns(pl.col("day") + pl.duration(days=moved)), moved


def _plain(name: str) -> str:
    return "".join(ch for ch in name.casefold() if ch.isalnum())


def _roles(present: list[str], named: dict[str, str], path: Path) -> dict[str, str]:
    """Column by role, those that were named first."""
    known = {_plain(name): name for name in present}
    found: dict[str, str] = {}
    for role, aliases in ALIASES.items():
        if role in named:
            if named[role] not in present:
                raise InputError(
                    f"there is no column {named[role]!r}",
                    place=Place(path.name, column=named[role]),
                    remedy=f"The columns are {', '.join(present)}.",
                )
            found[role] = named[role]
            continue
        match = next((known[_plain(a)] for a in aliases if _plain(a) in known), None)
        if match is not None and match not in found.values():
            found[role] = match
    missing = [role for role in NEEDED if role not in found]
    if missing:
        raise InputError(
            f"no column holds the {missing[0]}",
            place=Place(path.name),
            remedy=f"Name it with --{missing[0]} COLUMN; the columns are {', '.join(present)}.",
        )
    return found


def _melted(raw: pl.DataFrame, asked: Columns, path: Path) -> tuple[pl.DataFrame, Columns]:
    """A wide file as a long one: columns such as W0, W1 … hold a week each."""
    prefix = asked.wide or ""
    weeks = [
        name for name in raw.columns if name.startswith(prefix) and name[len(prefix) :].isdigit()
    ]
    if len(weeks) < 2:
        raise InputError(
            f"no columns are called {prefix}0, {prefix}1 …",
            place=Place(path.name),
            remedy=f"Name the prefix of the weeks' columns; there are {', '.join(raw.columns)}.",
        )
    others = [
        name
        for name in raw.columns
        if name not in weeks and (raw[name].dtype == pl.String or name in asked.named.values())
    ]
    long = raw.select([*others, *weeks]).unpivot(
        index=others, on=weeks, variable_name="week", value_name="units"
    )
    number = pl.col("week").str.slice(len(prefix)).cast(pl.Int64)
    named = {**asked.named, "date": "week", "quantity": "units"}
    if "item" not in named and not any(_plain(n) in map(_plain, ALIASES["item"]) for n in others):
        named["item"] = others[0] if others else "week"
    return long.with_columns(number), Columns(named, asked.wide)


def _typed(raw: pl.DataFrame, roles: dict[str, str], path: Path) -> tuple[pl.DataFrame, bool]:
    """Rows with the roles as columns: ``item, location, day`` and so on; dates checked."""
    day, numbered = _days(raw[roles["date"]], path)
    columns: dict[str, pl.Series] = {
        "item": raw[roles["item"]].cast(pl.String),
        "day": day,
        "quantity": _numbers(raw, roles["quantity"], path),
    }
    for role in ("price", "promotion", "stock"):
        if role in roles:
            columns[role] = _numbers(raw, roles[role], path, required=False)
    for role in ("location", "category", "style", "order", "customer", "reason"):
        if role in roles:
            columns[role] = raw[roles[role]].cast(pl.String)
    rows = pl.DataFrame(columns)
    unnamed = rows["item"].is_null().arg_true()
    if len(unnamed):
        raise InputError(
            "a row does not say its item",
            place=Place(path.name, int(unnamed[0]) + 1, roles["item"]),
            remedy="Fill in the item of every row, or delete the row.",
        )
    if "location" not in roles:
        rows = rows.with_columns(location=pl.lit(_PLACE))
    return rows.with_columns(pl.col("location").fill_null(_PLACE)), numbered


def _numbers(raw: pl.DataFrame, name: str, path: Path, *, required: bool = True) -> pl.Series:
    values = raw[name]
    if values.dtype == pl.Boolean:
        values = values.cast(pl.Int8)
    found = values.cast(pl.Float64, strict=False).fill_nan(None)
    wrong = found.is_infinite().fill_null(value=True)
    if not required:
        wrong &= values.is_not_null()
    at = wrong.arg_true()
    if len(at):
        row = int(at[0])
        missing = values[row] is None
        raise InputError(
            "a number is missing" if missing else "a value is not a number",
            place=Place(path.name, row + 1, name, None if missing else str(values[row])),
            remedy="Write 0 where nothing was sold, or delete the row.",
        )
    return found


_FORMS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M",
    "%d.%m.%Y",
)  # fmt: skip


def _days(values: pl.Series, path: Path) -> tuple[pl.Series, bool]:
    """Days; whole numbers below 10,000 are weeks that are counted."""
    if values.dtype.is_temporal():
        found = values.cast(pl.Date)
    elif values.dtype.is_integer() and (values.max() or 0) < 10_000:  # type: ignore[operator]
        first = (_FIRST - dt.date(1970, 1, 1)).days
        return (first + 7 * values).cast(pl.Int32).cast(pl.Date), True
    else:
        text = values.cast(pl.String).str.strip_chars()
        tries = [text.str.to_datetime(form, strict=False).cast(pl.Date) for form in _FORMS]
        found = min(tries, key=lambda each: each.null_count())
    if found.null_count():
        row = int(found.is_null().arg_true()[0])
        missing = values[row] is None
        raise InputError(
            "a date is missing" if missing else "a date cannot be read",
            place=Place(path.name, row + 1, values.name, None if missing else str(values[row])),
            remedy="Write all dates in one form, such as 2026-09-07.",
        )
    return found, False
