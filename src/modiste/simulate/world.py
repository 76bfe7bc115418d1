"""Make a whole world: the tables that a brand would have, and the truth behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.tables import table
from modiste.simulate import catalogue, crowd, ledger
from modiste.simulate.catalogue import Ids
from modiste.simulate.config import WorldConfig
from modiste.simulate.demand import DemandKernel, make_kernel
from modiste.simulate.events import Shopfront
from modiste.simulate.history import History, State
from modiste.simulate.orders import Till
from modiste.simulate.people import make_people
from modiste.simulate.pictures import draw
from modiste.simulate.places import Places, make_places, make_shares
from modiste.simulate.posts import make_posts
from modiste.simulate.prices import make_prices
from modiste.simulate.returning import return_rates
from modiste.simulate.shoppers import Matcher
from modiste.simulate.streams import stream
from modiste.simulate.styles import make_assortment
from modiste.simulate.supply import make_supply
from modiste.simulate.trends import make_trends
from modiste.simulate.truth import Truth, WeeklyRows

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """A simulated brand.

    Attributes:
        config: what it was made from.
        tables: every fact table by name, ready for the lake.
        truth: what no brand ever sees.
        state: stock and deliveries to come at the as-of date; a policy goes on from a copy of it.
    """

    config: WorldConfig
    tables: dict[str, pl.DataFrame]
    truth: Truth
    state: State

    def demand_rates(self, week: int, price: F32 | None = None) -> F32:
        """True expected units, ``(variants, selling locations)``, in a week from the as-of date on.

        Args:
            week: weeks after the as-of week, from 0 to ``future_weeks − 1``; negative weeks are
                history.
            price: price paid over the planned one, ``(variants,)``; as planned by default.
        """
        return self.truth.kernel.rates(self.config.weeks + week, None, price)

    def draw(self, week: int, scenario: int = 0, price: F32 | None = None) -> NDArray[np.int32]:
        """Units wanted, ``(variants, selling locations)``, in a week from the as-of date on.

        The same week and scenario give the same units whatever was drawn before, so that
        policies can be compared on common random numbers.
        """
        rng = stream(self.config.seed, "future", scenario, week)
        return self.truth.kernel.draw(self.demand_rates(week, price), rng)

    def future(self, weeks: int) -> Iterator[tuple[date, F32]]:
        """First day and true rates of the coming weeks."""
        for week in range(weeks):
            yield self.config.week(self.config.weeks + week), self.demand_rates(week)

    def pictures(self) -> Iterator[tuple[str, str]]:
        """Path in the media folder and SVG text of a picture of each style and colour."""
        for option, path in enumerate(self.tables["image"]["path"]):
            yield path, draw(self.truth.assortment, option)


def simulate(config: WorldConfig | None = None) -> World:
    """Make a world. The same config gives identical frames.

    Args:
        config: what kind of world; the ``demo`` preset by default.
    """
    config = config or WorldConfig()
    assortment, people, places = make_assortment(config), make_people(config), make_places(config)
    prices, trends = make_prices(config, assortment.styles), make_trends(config)
    share = make_shares(config, assortment, people)
    kernel = make_kernel(config, assortment, places, prices, trends, share)
    supply = make_supply(config, assortment, _mean_rates(kernel))
    names = catalogue.make_ids(
        config, assortment, places, supply, pl.Series(people.ids.tolist(), dtype=pl.String)
    )
    rates = return_rates(config, assortment, places)
    history = History(config, assortment, kernel, places, supply, rates)
    matcher = Matcher(config, people, assortment)
    till = Till(config, places, prices, matcher, assortment.variant_style)
    front = Shopfront(config, assortment, kernel, people, places, prices, matcher, names)
    end = assortment.styles.lives.end[assortment.variant_style]
    rows = _live(history, till, front, names, WeeklyRows(config, names, places, end))
    posts = make_posts(config, trends) if config.posts_per_week else None
    book = history.state.book.all()
    cost = assortment.styles.cost[assortment.variant_style]
    sale = rows["sale"]
    tables = {
        "product": catalogue.product(config, assortment, names),
        "variant": catalogue.variant(config, assortment, prices, names),
        "image": catalogue.image(assortment, names),
        "location": catalogue.location(places),
        "supplier": catalogue.supplier(config, supply),
        "supply_term": catalogue.supply_term(config, assortment, supply, names),
        "sale": sale,
        "stock": _with_incoming(places, names, rows["stock"], ledger.incoming(
            config, book, assortment.variants)),
        "price_change": catalogue.price_change(config, assortment, prices, names),
        "promotion": catalogue.promotion(config, prices, names),
        "customer": crowd.customer(config, people, sale),
        "event": rows["event"],
        "post": table("post").empty() if posts is None else posts.post,
        "purchase_order": ledger.purchase_order(config, names, book),
        "purchase_order_line": ledger.purchase_order_line(config, places, names, book, cost),
    }  # fmt: skip
    truth = Truth(
        config, names, assortment, places, prices, trends, supply, people, kernel, rates,
        rows["weekly"], posts,
    )  # fmt: skip
    ordered = {name: _ordered(name, frame) for name, frame in tables.items()}
    return World(config, ordered, truth, history.state)


def _live(
    history: History, till: Till, front: Shopfront, names: Ids, weekly: WeeklyRows
) -> dict[str, pl.DataFrame]:
    """Live all of history; the rows that came out of it, by table, and ``weekly``."""
    config, places = history.config, history.places
    rows: dict[str, list[pl.DataFrame]] = {"sale": [], "stock": [], "event": [], "weekly": []}
    counted = config.weeks if config.stock_weeks is None else config.stock_weeks
    for number in range(config.weeks):
        week = history.live(number)
        lines = till.ring_up(week)
        rows["weekly"].append(weekly.rows(week))
        rows["sale"].append(ledger.sale(config, places, names, number, lines))
        if number >= config.weeks - counted:
            rows["stock"].append(ledger.stock(config, places, names, week))
        if number >= config.weeks - config.event_weeks:
            rows["event"].append(front.week(number, lines))
    return {name: pl.concat(f) if f else table(name).empty() for name, f in rows.items()}


def _mean_rates(kernel: DemandKernel) -> F64:
    """Mean weekly units of each variant over the weeks of the horizon in which it is on sale."""
    alive = np.maximum((kernel.life > 0).sum(1), 1)
    total = kernel.factor.sum(1)[kernel.option] * kernel.share.sum(1)
    return np.asarray(total / alive[kernel.style], dtype=np.float64)


def _with_incoming(
    places: Places, names: Ids, stock: pl.DataFrame, incoming: NDArray[np.int64]
) -> pl.DataFrame:
    """Enter what is on order into the latest counts; for older ones it is not known any more."""
    hub = names.location[places.hub]
    ordered = pl.DataFrame({"variant_id": names.variant, "on_order": incoming}).with_columns(
        location_id=pl.lit(hub)
    )
    latest = pl.col("counted_at") == pl.col("counted_at").max()
    return stock.join(
        ordered, on=["variant_id", "location_id"], how="left", maintain_order="left"
    ).with_columns(
        incoming=pl.when(latest).then(pl.col("on_order").fill_null(0))
    ).drop("on_order")  # fmt: skip


def _ordered(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Columns in the table's order and types."""
    declared = table(name)
    columns = [c for c in declared.names if c in frame.columns]
    return frame.select(pl.col(c).cast(declared[c].type.polars()) for c in columns)
