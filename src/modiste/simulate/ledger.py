"""The tables of what happened: sales and returns, stock counts, purchase orders."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.simulate import ids
from modiste.simulate.buying import Lines
from modiste.simulate.catalogue import Ids
from modiste.simulate.config import WorldConfig
from modiste.simulate.history import Week
from modiste.simulate.orders import REASONS, OrderLines
from modiste.simulate.places import Places
from modiste.simulate.streams import stream

I64 = NDArray[np.int64]


def sale(
    config: WorldConfig, places: Places, names: Ids, week: int, lines: OrderLines
) -> pl.DataFrame:
    """Rows of ``sale`` of one week's orders; returns that come later than history are not in it."""
    sold = _lines(config, places, names, lines, np.arange(len(lines))).with_columns(
        line_no=pl.lit(1, dtype=pl.Int64),
        sold_at=ids.moment(config, week, lines.second),
        quantity=pl.Series(lines.quantity),
        discount=pl.Series(lines.quantity * (lines.ticket - lines.unit_price)),
        return_reason=pl.lit(None, dtype=pl.String),
    )
    lived = np.flatnonzero(week + lines.back.delay < config.weeks)
    of = lines.back.line[lived]
    delay, second = lines.back.delay[lived], lines.back.second[lived]
    units = lines.back.quantity[lived]
    back = _lines(config, places, names, lines, of).with_columns(
        line_no=pl.Series(1 + lines.back.nth[lived]),
        sold_at=ids.moment(config, week + delay, second),
        quantity=pl.Series(-units),
        discount=pl.Series(-units * (lines.ticket - lines.unit_price)[of]),
        return_reason=ids.pick(pl.Series(REASONS), lines.back.reason[lived]),
    )
    return pl.concat([sold, back])


def _lines(
    config: WorldConfig, places: Places, names: Ids, lines: OrderLines, rows: I64
) -> pl.DataFrame:
    web = lines.place[rows] == places.web
    buyer = np.where(lines.known[rows], lines.person[rows], -1)
    return pl.DataFrame(
        {
            "order_id": ids.text_of("O", lines.order[rows] + 1, 8),
            "variant_id": ids.pick(names.variant, lines.variant[rows]),
            "unit_price": lines.unit_price[rows],
            "location_id": ids.pick(names.location, lines.place[rows]),
            "channel": ids.pick(pl.Series(["store", "web"]), web.astype(np.int64)),
            "customer_id": ids.pick(names.customer, buyer),
        }
    ).with_columns(currency=pl.lit(config.currency))


def stock(config: WorldConfig, places: Places, names: Ids, week: Week) -> pl.DataFrame:
    """Rows of ``stock``: a count on Sunday night; now and then one without a number.

    The web shop's count includes parcels that are sold and not yet sent; they are its committed
    units, and on hand less committed is the true stock.
    """
    rng = stream(config.seed, "counts", week.week)
    rows, many = len(week.rows), len(places)
    shape = (rows, many)
    committed = np.zeros(shape, dtype=np.int64)
    committed[:, places.web] = rng.binomial(week.sales[:, places.web], 0.12)
    unknown = rng.random(shape) < config.unknown_stock_rate
    on_hand = week.stock + committed
    second = np.full(rows * many, 604_800 - 3_600, dtype=np.int64)
    return pl.DataFrame(
        {
            "variant_id": ids.pick(names.variant, np.repeat(week.rows, many)),
            "location_id": ids.pick(names.location, np.tile(np.arange(many), rows)),
            "counted_at": ids.moment(config, week.week, second),
            "on_hand": pl.Series(on_hand.ravel()).cast(pl.Int64),
            "committed": committed.ravel(),
            "unknown": unknown.ravel(),
        }
    ).with_columns(
        pl.when(~pl.col("unknown")).then(pl.col("on_hand", "committed")),
    ).drop("unknown")  # fmt: skip


def purchase_order(config: WorldConfig, names: Ids, lines: Lines) -> pl.DataFrame:
    """The ``purchase_order`` table: what was ordered before the as-of date."""
    number, head, line = np.unique(lines.order, return_index=True, return_inverse=True)
    got = _received(config, lines)
    received = np.bincount(line, got, len(number))
    quantity = np.bincount(line, lines.quantity, len(number))
    age = config.as_of.toordinal() - lines.ordered[head]
    state = np.select(
        [received >= quantity, received > 0, age > 7],
        ["closed", "part received", "acknowledged"],
        "sent",
    )
    return pl.DataFrame(
        {
            "purchase_order_id": ids.text_of("PO-", number + 1, 6),
            "supplier_id": ids.pick(names.supplier, lines.supplier[head]),
            "state": state.tolist(),
            "ordered_on": ids.days(lines.ordered[head]),
            "expected_on": ids.days(lines.expected[head]),
        }
    ).with_columns(currency=pl.lit(config.currency))


def purchase_order_line(
    config: WorldConfig, places: Places, names: Ids, lines: Lines, cost: I64
) -> pl.DataFrame:
    """The ``purchase_order_line`` table; everything is delivered to the hub."""
    return pl.DataFrame(
        {
            "purchase_order_id": ids.text_of("PO-", lines.order + 1, 6),
            "variant_id": ids.pick(names.variant, lines.variant),
            "quantity": lines.quantity,
            "received": _received(config, lines),
            "unit_cost": cost[lines.variant],
        }
    ).with_columns(location_id=pl.lit(places.ids[places.hub]))


def _received(config: WorldConfig, lines: Lines) -> I64:
    """Units of each line that arrived before the as-of date."""
    first = np.where(lines.first_week < config.weeks, lines.first, 0)
    rest = lines.quantity - lines.first
    return np.asarray(first + np.where(lines.second_week < config.weeks, rest, 0))


def incoming(config: WorldConfig, lines: Lines, variants: int) -> I64:
    """Units of each variant on order at the as-of date."""
    open_ = lines.quantity - _received(config, lines)
    return np.bincount(lines.variant, open_, variants).astype(np.int64)
