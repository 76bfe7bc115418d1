"""The budget: planned sales, markdown and closing stock of styles by week, and edits of them.

An edit of a category or of the whole is spread down to its styles by their shares, in whole units
that add up exactly; an edit of intake or of weeks of supply is turned into the closing that it
means. Intake is never stored: it is what sales and closings take, so that it re-solves by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from modiste.inventory.wssi.course import solved
from modiste.learn.distributions import Floats
from modiste.model.errors import InputError, Place, UnknownNameError

FIELDS = ("sales", "closing", "markdown")
"""What a budget stores: units, units, minor units."""

EDITED = (*FIELDS, "intake", "cover")
"""What an edit may name; ``cover`` is the weeks of supply of a closing."""

LEVELS = ("total", "category", "style")
MOST = 1_000_000_000
"""Greatest number of units that a cell takes; money may be a thousand times as much."""


@dataclass(frozen=True)
class Cell:
    """One edit.

    Attributes:
        level: total, category or style.
        key: which one; ``total`` for the whole.
        week: first day of the week.
        field: one of :data:`EDITED`.
        value: what it is to be.
    """

    level: str
    key: str
    week: dt.date
    field: str
    value: float


@dataclass
class Budget:
    """Planned numbers as arrays of shape (styles, weeks).

    Attributes:
        styles: ids of the styles.
        weeks: first days of weeks in a row.
        opening: units of each style before the first week.
        categories: category of each style.
        sales: units.
        closing: units.
        markdown: minor units.
        shares: what an edit of something that is 0 everywhere is spread by, such as the forecast.
        open_from: first week that may still be edited; all of them by default.
    """

    styles: list[str]
    weeks: list[dt.date]
    opening: Floats
    categories: list[str]
    sales: Floats
    closing: Floats
    markdown: Floats
    shares: Floats
    open_from: dt.date = dt.date.min
    _rows: dict[tuple[str, str], np.ndarray] = field(default_factory=dict, init=False, repr=False)

    @property
    def intake(self) -> Floats:
        """Units that sales and closings take."""
        before = np.concatenate([self.opening[:, None], self.closing[:, :-1]], axis=1)
        out: Floats = self.closing - before + self.sales
        return out

    def frame(self) -> pl.DataFrame:
        """``product_id, week, sales, closing, markdown``."""
        shape = (len(self.styles), len(self.weeks))
        return pl.DataFrame(
            {
                "product_id": np.repeat(self.styles, shape[1]).tolist(),
                "week": self.weeks * shape[0],
                "sales": self.sales.ravel(),
                "closing": self.closing.ravel(),
                "markdown": self.markdown.ravel(),
            },
            schema={
                "product_id": pl.String, "week": pl.Date, "sales": pl.Float64,
                "closing": pl.Float64, "markdown": pl.Float64,
            },
        )  # fmt: skip

    def course(self) -> pl.DataFrame:
        """The budget as a version of the plan, see ``course``."""
        opening = pl.DataFrame(
            {"product_id": self.styles, "units": self.opening},
            schema={"product_id": pl.String, "units": pl.Float64},
        )
        return solved(opening, self.frame())

    def changed_since(self, before: Mapping[str, Floats]) -> list[tuple[str, dt.date, str, int]]:
        """Cells that differ from an earlier picture: style, week, field and former value."""
        found = []
        for name in FIELDS:
            now, then = getattr(self, name), before[name]
            for style, week in zip(*np.nonzero(now != then), strict=True):
                former = round(float(then[style, week]))
                found.append((self.styles[style], self.weeks[week], name, former))
        return found

    def picture(self) -> dict[str, Floats]:
        """Copies of the stored numbers."""
        return {name: getattr(self, name).copy() for name in FIELDS}

    def members(self, level: str, key: str) -> np.ndarray:
        """Places of the styles of a group.

        Raises:
            UnknownNameError: the budget has none.
        """
        known = self._rows.get((level, key))
        if known is None:
            names = {"total": [key] * len(self.styles), "category": self.categories}
            of = names.get(level, self.styles)
            known = np.flatnonzero(np.array(of, dtype=object) == key)
            self._rows[level, key] = known
        if level not in LEVELS or (level == "total" and key != "total") or not len(known):
            raise UnknownNameError(
                f"the budget has no {level} {key!r}",
                place=Place(column=level, value=key),
                remedy="Name a row of the grid; a style without stock and forecast has none.",
            )
        return known


def apply(budget: Budget, cells: Sequence[Cell]) -> None:
    """Carry edits out, one after the other.

    * ``sales``: closings stay, intake re-solves;
    * ``closing``: later closings stay, so that this week's intake rises and the next one's falls;
    * ``intake``: this closing and all later ones move by the difference;
    * ``cover``: the closing becomes the budgeted sales of so many weeks after it;
    * ``markdown``: money.

    Raises:
        UnknownNameError: there is no such row.
        InputError: there is no such week or field, or a value is out of range.
    """
    for cell in cells:
        _apply(budget, cell)


def _apply(budget: Budget, cell: Cell) -> None:
    _check(budget, cell)
    rows, week = budget.members(cell.level, cell.key), budget.weeks.index(cell.week)
    if cell.field == "intake":
        now = float(budget.intake[rows, week].sum())
        weights = _weights(np.maximum(budget.intake[rows, week], 0.0), budget, rows, week)
        moved = spread(round(cell.value - now), weights)
        budget.closing[rows, week:] += moved[:, None]
        return
    if cell.field == "cover":
        target = np.array([_ahead(budget.sales[row], week, cell.value) for row in rows])
        weights = _weights(target, budget, rows, week)
        budget.closing[rows, week] = spread(round(float(target.sum())), weights)
        return
    stored = getattr(budget, cell.field)
    base = stored[rows, week]
    if cell.field == "markdown":
        base = budget.sales[rows, week] if not base.sum() else base
    weights = _weights(np.maximum(base, 0.0), budget, rows, week)
    stored[rows, week] = spread(round(cell.value), weights)


def _check(budget: Budget, cell: Cell) -> None:
    if cell.field not in EDITED:
        raise InputError(
            f"{cell.field!r} is not edited", place=Place(column="field", value=cell.field),
            remedy=f"Edit one of: {', '.join(EDITED)}.",
        )  # fmt: skip
    if cell.week not in budget.weeks or cell.week < budget.open_from:
        raise InputError(
            f"the budget has no week {cell.week}",
            place=Place(column="week", value=cell.week.isoformat()),
            remedy=f"It is edited from {max(budget.open_from, budget.weeks[0])} to "
            f"{budget.weeks[-1]}; weeks that are over are not budgeted any more.",
        )
    most = MOST * 1_000 if cell.field == "markdown" else 104 if cell.field == "cover" else MOST
    # Goods may go back to a supplier: intake alone may be below zero.
    least = -MOST if cell.field == "intake" else 0
    if not (np.isfinite(cell.value) and least <= cell.value <= most):
        raise InputError(
            f"{cell.value:g} is no {cell.field}",
            place=Place(column=cell.field, value=f"{cell.value:g}"),
            remedy=f"Give a number from {least} to {most}.",
        )


def _weights(base: Floats, budget: Budget, rows: np.ndarray, week: int) -> Floats:
    """What to spread by: what stands there, else the forecast's shares, else all alike."""
    if base.sum() > 0:
        return base
    shares = budget.shares[rows, week]
    return shares if shares.sum() > 0 else np.ones(len(rows))


def spread(total: int, weights: Floats) -> Floats:
    """Whole parts of a total in proportion to weights, largest remainders first.

    Args:
        total: may be below zero.
        weights: not negative, not all zero.

    Returns:
        Parts that add up to the total exactly; ties go to the earlier part.
    """
    exact = abs(total) * weights / weights.sum()
    parts = np.floor(exact + 1e-9)
    missing = int(abs(total) - parts.sum())
    order = np.lexsort((np.arange(len(parts)), parts - exact))
    parts[order[:missing]] += 1
    out: Floats = parts if total >= 0 else -parts
    return out


def _ahead(sales: Floats, week: int, weeks: float) -> float:
    """Sales of so many weeks after one; beyond the end they go on at the mean of the last four."""
    later = sales[week + 1 :]
    whole = int(weeks)
    rate = float(sales[-4:].mean())
    wanted = [*later[: whole + 1], *([rate] * max(whole + 1 - len(later), 0))]
    return float(sum(wanted[:whole])) + (weeks - whole) * float(wanted[whole])


def begun(
    weeks: list[dt.date],
    opening: Mapping[str, float],
    categories: Mapping[str, str],
    sales: pl.DataFrame,
    arriving: pl.DataFrame,
    cut: Mapping[str, float],
    *,
    cover_weeks: float,
) -> Budget:
    """A first budget: given sales, and stock that runs down to so many weeks of supply.

    A closing is the sales of the weeks after it, or what is left where there is more than that:
    nothing is sent back, and what is on order arrives.

    Args:
        weeks: the weeks, in a row.
        opening: units by style before the first week.
        categories: category by style.
        sales: ``product_id, week, units``.
        arriving: ``product_id, week, units`` on order.
        cut: markdown of a unit by style, in minor units.
        cover_weeks: weeks of supply aimed at.
    """
    styles = sorted({*opening, *sales["product_id"]} & set(categories))
    shape = (len(styles), len(weeks))
    planned = whole(matrix(sales, styles, weeks))
    coming = matrix(arriving, styles, weeks)
    start = np.array([round(max(opening.get(style, 0.0), 0.0)) for style in styles], dtype=float)
    closing = run_down(start, planned, coming, np.full(shape, float(cover_weeks)))
    unit = np.array([cut.get(style, 0.0) for style in styles])
    return Budget(
        styles=styles,
        weeks=weeks,
        opening=start,
        categories=[categories[style] for style in styles],
        sales=planned,
        closing=closing,
        markdown=np.round(planned * unit[:, None]),
        shares=planned.copy(),
    )


def run_down(opening: Floats, sales: Floats, arriving: Floats, cover: Floats) -> Floats:
    """Closings that last for so many weeks of sales, or what is left where there is more.

    Args:
        opening: units before the first week, shape (styles,).
        sales: units, shape (styles, weeks).
        arriving: units on order, likewise.
        cover: weeks of supply aimed at, likewise.
    """
    out, stock = np.zeros(sales.shape), opening
    for at in range(sales.shape[1]):
        target = [_ahead(row, at, weeks) for row, weeks in zip(sales, cover[:, at], strict=True)]
        left = np.maximum(stock + arriving[:, at] - sales[:, at], 0.0)
        stock = np.maximum(np.round(np.array(target)), left)
        out[:, at] = stock
    return out


def matrix(frame: pl.DataFrame, styles: Sequence[str], weeks: Sequence[dt.date]) -> Floats:
    """``product_id, week, units`` as an array (styles, weeks); what is not there is 0."""
    out = np.zeros((len(styles), len(weeks)))
    row = {style: at for at, style in enumerate(styles)}
    column = {week: at for at, week in enumerate(weeks)}
    for style, week, units in frame.select("product_id", "week", "units").iter_rows():
        if style in row and week in column:
            out[row[style], column[week]] += units or 0.0
    return out


def whole(values: Floats) -> Floats:
    """Whole units whose sums over weeks keep up with the exact ones, never below zero."""
    run = np.cumsum(np.maximum(values, 0.0), axis=1)
    out: Floats = np.diff(np.round(run), axis=1, prepend=0.0)
    return out


def last_year_by_category(
    last_year: pl.DataFrame,
    forecast: pl.DataFrame,
    categories: Mapping[str, str],
    weeks: list[dt.date],
    growth: float,
) -> pl.DataFrame:
    """Last year's sales of each category, spread to today's styles by their shares of the forecast.

    A category that has no forecast goes to its styles alike; one without a style today is left out.

    Args:
        last_year: ``product_id, week, units`` with the weeks of this year beside which they lie.
        forecast: ``product_id, week, units``.
        categories: category by style of today's styles; others' are those of ``last_year``.
        weeks: the weeks.
        growth: 0.05 is 5 % more than last year.

    Returns:
        ``product_id, week, units``.
    """
    today = pl.DataFrame(
        {"product_id": list(categories), "category": list(categories.values())},
        schema={"product_id": pl.String, "category": pl.String},
    )
    wanted = pl.DataFrame({"week": weeks}, schema={"week": pl.Date})
    total = (
        last_year.join(wanted, on="week")
        .group_by("category", "week")
        .agg(units=pl.col("units").sum() * (1 + growth))
    )
    share = (
        today.join(wanted, how="cross")
        .join(
            forecast.group_by("product_id").agg(weight=pl.col("units").sum()),
            on="product_id",
            how="left",
        )
        .with_columns(pl.col("weight").fill_null(0.0))
        .with_columns(sum=pl.col("weight").sum().over("category", "week"),
                      many=pl.len().over("category", "week"))
        .with_columns(
            share=pl.when(pl.col("sum") > 0)
            .then(pl.col("weight") / pl.col("sum"))
            .otherwise(1 / pl.col("many"))
        )
    )  # fmt: skip
    return share.join(total, on=["category", "week"]).select(
        "product_id", "week", units=pl.col("share") * pl.col("units").clip(0)
    )
