"""What is true in the world and what no brand ever sees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.simulate import crowd, ids
from modiste.simulate.catalogue import Ids
from modiste.simulate.config import WorldConfig
from modiste.simulate.demand import DemandKernel
from modiste.simulate.garments import SCALES, VOCABULARY
from modiste.simulate.history import Week
from modiste.simulate.lifecycle import KINDS, NEVER
from modiste.simulate.people import People
from modiste.simulate.places import Places
from modiste.simulate.posts import Posts, visible_on
from modiste.simulate.prices import Prices
from modiste.simulate.shoppers import style_vectors
from modiste.simulate.styles import Assortment
from modiste.simulate.supply import Supply
from modiste.simulate.trends import Trends

F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Truth:
    """The known truth of a world; frames are made when they are asked for.

    Attributes:
        weekly: one row per variant × location × week of history in which the variant was counted:
            ``variant_id`` and ``location_id`` (enums), ``week`` (first day), ``demand`` (wanted,
            sold or not), ``sales``, ``received``, ``moved`` (transfers in less out), ``returned``,
            ``stock`` at the week's end, ``censored`` (demand was lost, or the shelf ended empty),
            ``on_sale``. Stock of the week before + received + moved − sales + returned = stock;
            a variant's first week begins at 0 and receives its opening stock.
        posts: see :class:`~modiste.simulate.posts.Posts`; ``None`` when there are none.
        kernel: the demand process itself.
        people: the customers themselves.
    """

    config: WorldConfig
    names: Ids
    assortment: Assortment
    places: Places
    prices: Prices
    trend: Trends
    supply: Supply
    people: People
    kernel: DemandKernel
    return_rate: F32
    weekly: pl.DataFrame
    posts: Posts | None

    @cached_property
    def planted(self) -> pl.DataFrame:
        """Risers, fallers and fads, as in :class:`~modiste.simulate.trends.Trends`.

        ``visible_on`` is added: from when on posts can tell it from noise; see
        :func:`~modiste.simulate.posts.visible_on`.
        """
        return self.trend.planted.with_columns(visible_on(self.config, self.trend))

    @cached_property
    def trends(self) -> pl.DataFrame:
        """``name, value, week, posts, influencers, demand``: log multipliers in each week."""
        values, horizon = VOCABULARY.values, self.config.horizon
        lead = self.trend.posts.shape[1] - horizon
        weeks = [self.config.week(w) for w in range(horizon)]
        return pl.DataFrame(
            {
                "name": np.repeat([v.name for v in values], horizon).tolist(),
                "value": np.repeat([v.value for v in values], horizon).tolist(),
                "week": weeks * len(values),
                "posts": self.trend.posts[:, :horizon].ravel(),
                "influencers": self.trend.posts[:, lead:].ravel(),
                "demand": self.trend.demand.ravel(),
            }
        )

    @cached_property
    def styles(self) -> pl.DataFrame:
        """One row per style: elasticity, popularity, belief, life, dispersion, cut."""
        styles, start = self.assortment.styles, self.config.week(0).toordinal()
        lives = styles.lives
        return pl.DataFrame(
            {
                "product_id": self.names.product,
                "life": [KINDS[k] for k in lives.kind],
                "launched_on": ids.days(start + 7 * lives.launch),
                "markdown_on": ids.days(start + 7 * np.minimum(lives.markdown, NEVER // 2)),
                "ends_on": ids.days(start + 7 * np.minimum(lives.end, NEVER // 2)),
                "popularity": styles.popularity,
                "buyer_belief": styles.belief,
                "elasticity": styles.elasticity,
                "dispersion": styles.dispersion,
                "fit_offset": styles.fit_offset,
                "supplier_id": ids.pick(self.names.supplier, self.supply.of_style),
            }
        ).with_columns(pl.when(pl.Series(lives.end < NEVER)).then(pl.col("markdown_on", "ends_on")))

    @cached_property
    def attributes(self) -> pl.DataFrame:
        """``product_id, image_id, name, value``: every attribute of every style and colour."""
        codes = self.assortment.codes
        option, name = np.nonzero(codes >= 0)
        values = VOCABULARY.values
        code = codes[option, name]
        return pl.DataFrame(
            {
                "product_id": ids.pick(self.names.product, self.assortment.style[option]),
                "image_id": ids.pick(self.names.option, option),
                "name": ids.pick(pl.Series([v.name for v in values]), code),
                "value": ids.pick(pl.Series([v.value for v in values]), code),
            }
        )

    @cached_property
    def lead_times(self) -> pl.DataFrame:
        """True gamma lead time of each supplier, in days, out of the Chinese New Year."""
        return pl.DataFrame(
            {
                "supplier_id": self.names.supplier,
                "country": self.supply.countries,
                "mean_days": self.supply.mean_days,
                "sd_days": self.supply.sd_days,
                "stated_days": self.supply.stated_days,
            }
        )

    @cached_property
    def bodies(self) -> pl.DataFrame:
        """True bodies in cm and kg, and the true size on each scale as its nearest label."""
        people = self.people
        frame = {
            "customer_id": self.names.customer,
            "woman": people.woman,
            "height_cm": people.height_cm,
            "weight_kg": people.weight_kg,
        } | {f"{name}_cm": value for name, value in people.girths.items()}
        for j, scale in enumerate(SCALES[:-1]):
            sizes = people.sizes[:, j]
            nearest = np.clip(np.rint(np.nan_to_num(sizes)), 0, len(scale.sizes) - 1)
            index = np.where(np.isnan(sizes), -1, nearest).astype(np.int64)
            frame[f"size {scale.name}"] = ids.pick(pl.Series(scale.sizes), index)
        return pl.DataFrame(frame)

    @cached_property
    def return_rates(self) -> pl.DataFrame:
        """``variant_id, location_id, rate``: probability that a unit sold comes back."""
        variants, places = self.return_rate.shape
        return pl.DataFrame(
            {
                "variant_id": ids.pick(self.names.variant, np.repeat(np.arange(variants), places)),
                "location_id": ids.pick(self.names.location, np.tile(np.arange(places), variants)),
                "rate": self.return_rate.ravel(),
            }
        )

    def tastes(self, customers: NDArray[np.int64] | None = None) -> pl.DataFrame:
        """``customer_id, name, value, liking`` for all or some customers, by their index."""
        rows = np.arange(len(self.people)) if customers is None else customers
        liking = crowd.affinity(self.people, rows)
        values = VOCABULARY.values
        return pl.DataFrame(
            {
                "customer_id": ids.pick(self.names.customer, np.repeat(rows, len(values))),
                "name": [v.name for v in values] * len(rows),
                "value": [v.value for v in values] * len(rows),
                "liking": liking.ravel(),
            }
        )

    def affinity(self, customers: NDArray[np.int64]) -> F32:
        """``(customers, styles)`` log odds by which taste and gender make people buy styles.

        A person prefers style *a* to style *b*, all else equal, by the difference of their values;
        styles of the other gender are at minus infinity, except bags.
        """
        vectors = style_vectors(self.people, self.assortment.codes)
        sums = np.zeros((len(self.assortment.styles), vectors.shape[1]))
        np.add.at(sums, self.assortment.style, vectors * self.assortment.share[:, None])
        total = np.bincount(self.assortment.style, self.assortment.share)
        taste = self.people.tastes[customers] @ (sums / total[:, None]).T
        worn = ~np.isnan(self.people.sizes[customers][:, self.assortment.scale])
        return np.where(worn, self.config.taste_strength * taste, -np.inf).astype(np.float32)


class WeeklyRows:
    """Makes the rows of ``Truth.weekly``; ids as enums and short integers keep big worlds small."""

    def __init__(
        self, config: WorldConfig, names: Ids, places: Places, end: NDArray[np.int64]
    ) -> None:
        self._variant, self._location = pl.Enum(names.variant), pl.Enum(names.location)
        self._config, self._places, self._end = config, places, end

    def rows(self, week: Week) -> pl.DataFrame:
        """One week, as one row per variant × location."""
        many = len(self._places)
        selling = np.arange(many)[None, :] < self._places.selling
        on_sale = (self._end[week.rows] > week.week)[:, None] & selling
        empty = on_sale & (week.stock == 0)
        variant = pl.Series(np.repeat(week.rows, many).astype(np.uint32))
        location = pl.Series(np.tile(np.arange(many, dtype=np.uint32), len(week.rows)))
        first = self._config.week(week.week)
        return pl.DataFrame(
            {
                "variant_id": variant.cat.to(self._variant),
                "location_id": location.cat.to(self._location),
                "week": pl.repeat(first, len(variant), dtype=pl.Date, eager=True),
                "demand": pl.Series(week.demand.ravel()).cast(pl.Int16),
                "sales": pl.Series(week.sales.ravel()).cast(pl.Int16),
                "received": week.received.ravel(),
                "moved": week.moved.ravel(),
                "returned": pl.Series(week.returned.ravel()).cast(pl.Int16),
                "stock": week.stock.ravel(),
                "censored": ((week.demand > week.sales) | empty).ravel(),
                "on_sale": on_sale.ravel(),
            }
        )
