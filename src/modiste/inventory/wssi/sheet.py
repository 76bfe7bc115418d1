"""The grid of a workspace: every version of the plan, as its tables and the ledger have it now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from modiste.inventory.day import business_day
from modiste.inventory.replenish.states import OPEN
from modiste.inventory.wssi import course, facts
from modiste.inventory.wssi.budget import FIELDS, Budget, matrix, run_down
from modiste.inventory.wssi.facts import Clock
from modiste.learn.distributions import Floats
from modiste.model.calendar import RetailCalendar
from modiste.model.errors import InputError, Place
from modiste.store.budgets import read_cells, revision_of
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

VERSIONS = ("actual", "last_year", "budget", "forecast", "reforecast")

YEAR = dt.timedelta(days=364)
"""A year of the retail calendar, restated: the same weekday beside the same dates."""

WEEK = dt.timedelta(days=7)
BACK, AHEAD = 8, 18
"""Weeks shown before and after this one where nothing is said."""

MOST_WEEKS = 106
_FACTS = ("sale", "stock", "receipt", "variant", "product")
_ORDERS = ("purchase_order", "purchase_order_line", "variant")
_ALL = (*_FACTS, *_ORDERS[:2], "demand_total")


@dataclass(frozen=True)
class Sheet:
    """Every version of the plan in units of styles.

    Attributes:
        clock: the brand's weeks.
        weeks: first days of the weeks, in a row.
        this_week: the first one that is not over.
        styles: ``product_id, title, category, full_price, price, cost, status``.
        versions: by name, see ``course``.
        revision: of the budget; 0 where there is none.
        on_order: ``product_id, week, units`` under way, by the week of arrival.
        suggested: the same of orders that are not approved yet.
    """

    clock: Clock
    weeks: list[dt.date]
    this_week: dt.date
    styles: pl.DataFrame
    versions: Mapping[str, pl.DataFrame]
    revision: int
    on_order: pl.DataFrame
    suggested: pl.DataFrame

    def groups(self, level: str, within: str | None = None) -> pl.DataFrame:
        """``product_id, key`` of a level; of one category only where it is named."""
        key = {"total": pl.lit("total"), "category": pl.col("category")}
        rows = self.styles
        if within is not None:
            rows = rows.filter(pl.col("category") == within)
        return rows.select("product_id", key=key.get(level, pl.col("product_id")))


def clock_of(workspace: Workspace) -> Clock:
    """How a workspace counts its weeks."""
    brand = workspace.settings.brand
    return Clock(brand.zone, brand.first_weekday, brand.currency)


def calendar_of(clock: Clock) -> RetailCalendar:
    """The retail year in the brand's weeks."""
    return RetailCalendar(first_weekday=clock.first_weekday)


def weeks_between(clock: Clock, first: dt.date, last: dt.date) -> list[dt.date]:
    """First days of the weeks from one day's to another's.

    Raises:
        InputError: the last lies before the first, or the weeks are too many.
    """
    start, end = clock.week_of(first), clock.week_of(last)
    many = (end - start).days // 7 + 1
    if not 1 <= many <= MOST_WEEKS:
        raise InputError(
            f"there are {max(many, 0)} weeks from {first} to {last}",
            place=Place(column="last", value=last.isoformat()),
            remedy=f"Ask for 1 to {MOST_WEEKS} weeks.",
        )
    return [start + WEEK * at for at in range(many)]


def read_sheet(
    workspace: Workspace,
    tables: Tables,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Sheet:
    """The grid between two days.

    Args:
        workspace: whose.
        tables: cached reads of it.
        first: a day of the first week; 8 weeks before this one by default.
        last: a day of the last week; 17 weeks after this one by default.

    Raises:
        InputError: the weeks are none or too many.
    """
    clock = clock_of(workspace)
    this_week = clock.week_of(business_day(workspace, tables))
    weeks = weeks_between(
        clock, first or this_week - BACK * WEEK, last or this_week + (AHEAD - 1) * WEEK
    )
    revision = revision_of(workspace.ledger)
    assumed = workspace.settings.planning.lead_time_days
    key = ("sheet", clock, this_week, weeks[0], weeks[-1], revision, assumed)
    return tables.derived(
        key, _ALL, lambda: _make(workspace, tables, clock, weeks, this_week, revision)
    )


def sheet_version(workspace: Workspace, tables: Tables) -> Hashable:
    """Changes whenever what :func:`read_sheet` gives for the same days does."""
    clock = clock_of(workspace)
    return (
        clock,
        clock.week_of(business_day(workspace, tables)),
        revision_of(workspace.ledger),
        workspace.settings.planning.lead_time_days,
        tables.version(*_ALL),
    )


def _make(
    workspace: Workspace,
    tables: Tables,
    clock: Clock,
    weeks: list[dt.date],
    this_week: dt.date,
    revision: int,
) -> Sheet:
    styles = styles_of(workspace, tables, clock)
    past = _past(workspace, tables, clock, this_week, styles)
    orders = _coming(workspace, tables, clock, this_week)
    forecast = _forecast(tables, styles, past, orders["on order"], this_week)
    budget = stored_budget(workspace, tables)
    budgeted = budget.course() if budget else course.none()
    versions = {
        "actual": past,
        "last_year": past.with_columns(pl.col("week") + pl.duration(days=364)),
        "budget": budgeted,
        "forecast": forecast,
        "reforecast": pl.concat([past, _reforecast(forecast, budgeted, orders, styles, this_week)]),
    }
    inside = pl.col("week").is_between(weeks[0], weeks[-1])
    return Sheet(
        clock,
        weeks,
        this_week,
        styles,
        {name: rows.filter(inside) for name, rows in versions.items()},
        revision,
        orders["on order"],
        orders["suggested"],
    )


def styles_of(workspace: Workspace, tables: Tables, clock: Clock) -> pl.DataFrame:
    """See ``facts.prices``."""
    return tables.derived(
        ("wssi styles", clock),
        ("variant", "product"),
        lambda: facts.prices(workspace.lake.snapshot(), clock),
    )


def _past(
    workspace: Workspace, tables: Tables, clock: Clock, this_week: dt.date, styles: pl.DataFrame
) -> pl.DataFrame:
    """What was in the two years before this week."""

    def find() -> pl.DataFrame:
        snapshot = workspace.lake.snapshot()
        weeks = [this_week - WEEK * back for back in range(MOST_WEEKS, 0, -1)]
        sales = facts.weekly_sales(snapshot, clock, weeks[0], weeks[-1])
        stock = facts.style_stock(snapshot, clock, [weeks[0] - WEEK, *weeks])
        return course.actual(sales, stock, styles, weeks)

    return tables.derived(("wssi past", clock, this_week), _FACTS, find)


def _coming(
    workspace: Workspace, tables: Tables, clock: Clock, this_week: dt.date
) -> dict[str, pl.DataFrame]:
    """Units under way and units suggested, by style and week of arrival.

    What is overdue counts for this week; what names no day comes after the lead time that the
    settings assume.
    """
    assumed = this_week + dt.timedelta(days=workspace.settings.planning.lead_time_days)

    def find() -> dict[str, pl.DataFrame]:
        snapshot = workspace.lake.snapshot()
        done = pl.col("received").fill_null(0) + pl.col("rejected").fill_null(0)
        orders = snapshot.scan("purchase_order").select("purchase_order_id", "state", "expected_on")
        day = pl.max_horizontal(pl.col("expected_on").fill_null(assumed), pl.lit(this_week))
        back = (day.dt.weekday().cast(pl.Int32) + (6 - clock.first_weekday)) % 7
        rows = (
            snapshot.scan("purchase_order_line")
            .join(orders, on="purchase_order_id")
            .join(snapshot.scan("variant").select("variant_id", "product_id"), on="variant_id")
            .with_columns(
                week=day - pl.duration(days=back),
                units=pl.max_horizontal(pl.col("quantity") - done, pl.lit(0)),
            )
            .filter(pl.col("units") > 0)
            .group_by("product_id", "week", "state")
            .agg(pl.col("units").sum())
            .collect()
        )
        return {
            name: rows.filter(pl.col("state").is_in(states))
            .group_by("product_id", "week")
            .agg(pl.col("units").sum())
            .sort("product_id", "week")
            for name, states in (("on order", OPEN), ("suggested", ("suggested",)))
        }

    return tables.derived(("wssi coming", clock, this_week, assumed), _ORDERS, find)


def _forecast(
    tables: Tables,
    styles: pl.DataFrame,
    past: pl.DataFrame,
    on_order: pl.DataFrame,
    this_week: dt.date,
) -> pl.DataFrame:
    """The plan's forecast from the stock of today, with what is under way."""
    demand = forecast_units(tables, this_week)
    return course.onwards(opening_of(past, this_week), demand, on_order, styles)


def forecast_units(tables: Tables, this_week: dt.date) -> pl.DataFrame:
    """Expected units of styles from this week on: ``product_id, week, units``."""
    total = tables.findings("demand_total")
    return total.filter((pl.col("level") == "style") & (pl.col("week") >= this_week)).select(
        "week", product_id="key", units="mean"
    )


def opening_of(past: pl.DataFrame, week: dt.date) -> pl.DataFrame:
    """Stock before a week: ``product_id, units``."""
    return past.filter(pl.col("week") == week - WEEK).select("product_id", units="closing")


def stored_budget(workspace: Workspace, tables: Tables) -> Budget | None:
    """The budget of the ledger; ``None`` where there is none."""
    cells = read_cells(workspace.ledger, dt.date(1900, 1, 1), dt.date(9999, 1, 1))
    if not cells:
        return None
    clock = clock_of(workspace)
    this_week = clock.week_of(business_day(workspace, tables))
    styles = styles_of(workspace, tables, clock)
    category = dict(styles.select("product_id", "category").iter_rows())
    names = sorted({style for style, _, _ in cells})
    found = {week for _, week, _ in cells}
    many = (max(found) - min(found)).days // 7 + 1
    weeks = [min(found) + WEEK * at for at in range(many)]
    past = _past(workspace, tables, clock, this_week, styles)
    opening = dict(opening_of(past, weeks[0]).iter_rows())
    row = {style: at for at, style in enumerate(names)}
    column = {week: at for at, week in enumerate(weeks)}
    numbers: dict[str, Floats] = {name: np.zeros((len(names), len(weeks))) for name in FIELDS}
    for (style, week, field), value in cells.items():
        numbers[field][row[style], column[week]] = value
    return Budget(
        styles=names,
        weeks=weeks,
        opening=np.array([round(opening.get(style) or 0.0) for style in names], dtype=float),
        categories=[category.get(style, "other") for style in names],
        shares=matrix(forecast_units(tables, this_week), names, weeks),
        open_from=this_week,
        **numbers,
    )


def _reforecast(
    forecast: pl.DataFrame,
    budget: pl.DataFrame,
    orders: Mapping[str, pl.DataFrame],
    styles: pl.DataFrame,
    this_week: dt.date,
) -> pl.DataFrame:
    """The forecast with the intake that it takes.

    With a budget: what holds the budget's weeks of supply of each style under the forecast's
    sales, and no less than is under way. Without one: what is under way and what is suggested.
    """
    if not forecast.height:
        return course.none()
    opening = forecast.filter(pl.col("week") == this_week).select("product_id", units="opening")
    sales = forecast.select("product_id", "week", units="sales")
    both = pl.concat([orders["on order"], orders["suggested"]])
    coming = both.group_by("product_id", "week").agg(pl.col("units").sum())
    rest = budget.filter(pl.col("week") >= this_week).rename({"product_id": "key"})
    if not rest.height:
        return course.onwards(opening, sales, coming, styles)
    rest = rest.sort("key", "week")
    wanted = rest.select("week", product_id="key", units=course.cover(rest).fill_null(0.0))
    names = sorted(sales["product_id"].unique())
    weeks = sorted(sales["week"].unique())
    start = dict(opening.iter_rows())
    planned = matrix(sales, names, weeks)
    weeks_of_supply = matrix(wanted, names, weeks)
    known = set(wanted["week"])
    for at, week in enumerate(weeks):
        if week not in known and at:
            weeks_of_supply[:, at] = weeks_of_supply[:, at - 1]
    begin = np.array([max(start.get(name) or 0.0, 0.0) for name in names])
    closing = run_down(begin, planned, matrix(orders["on order"], names, weeks), weeks_of_supply)
    rows = pl.DataFrame(
        {
            "product_id": np.repeat(names, len(weeks)).tolist(),
            "week": weeks * len(names),
            "sales": planned.ravel(),
            "closing": closing.ravel(),
        }
    )
    return course.solved(opening.with_columns(pl.col("units").clip(0)), rows, styles)
