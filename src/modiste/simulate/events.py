"""What people do in the web shop: visits that lead to an order, and many more that do not."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.tables import table
from modiste.simulate import ids
from modiste.simulate.catalogue import Ids
from modiste.simulate.config import WorldConfig
from modiste.simulate.demand import DemandKernel
from modiste.simulate.garments import GARMENTS, SCALES
from modiste.simulate.orders import OrderLines
from modiste.simulate.people import People
from modiste.simulate.places import Places
from modiste.simulate.prices import Prices
from modiste.simulate.shoppers import Matcher
from modiste.simulate.streams import stream
from modiste.simulate.styles import Assortment

F32 = NDArray[np.float32]
I64 = NDArray[np.int64]

_SHOWN = 40  # styles that a visitor has the choice of at each step
_OTHER_GENDER = 12.0  # log odds against a style of the other gender
_FIT_FEEDBACK = 0.2  # share of lines that are rated


class Shopfront:
    """Writes the events of one week after another."""

    def __init__(
        self, config: WorldConfig, assortment: Assortment, kernel: DemandKernel, people: People,
        places: Places, prices: Prices, matcher: Matcher, names: Ids,
    ) -> None:  # fmt: skip
        self._config, self._assortment, self._kernel = config, assortment, kernel
        self._people, self._places = people, places
        self._paid = np.rint(prices.paid()).astype(np.int64)
        self._matcher, self._names = matcher, names
        self._mass = np.cumsum(people.activity)

    def week(self, week: int, lines: OrderLines) -> pl.DataFrame:
        """Rows of ``event`` of one week."""
        rng = stream(self._config.seed, "events", week)
        web = np.flatnonzero(lines.place == self._places.web)
        parts = [self._bought(rng, week, lines, web), self._rated(rng, week, lines, web)]
        if self._config.sessions_per_week:
            parts.append(self._browsed(rng, week))
        frame = pl.concat(parts).sort("at", "session_id", "kind", maintain_order=True)
        number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(7)
        event_id = pl.lit(f"e{week:03d}-") + number
        kept = [name for name in table("event").names if name in {*frame.columns, "event_id"}]
        return frame.with_columns(event_id=event_id).select(kept)

    def _bought(
        self, rng: np.random.Generator, week: int, lines: OrderLines, web: I64
    ) -> pl.DataFrame:
        """View, cart and purchase of every web order line, in the minutes before it was placed."""
        session = ids.text_of(f"b{week:03d}-", lines.order[web], 8)
        parts = []
        for kind, before in (("view", 1500), ("cart", 600), ("purchase", 0)):
            gap = rng.integers(before // 2, before + 1, len(web))
            second = np.maximum(lines.second[web] - gap, 0)
            parts.append(self._frame(week, kind, second, lines.person[web], session,
                                     lines.variant[web], lines.unit_price[web]))  # fmt: skip
            parts[-1] = parts[-1].with_columns(quantity=pl.Series(lines.quantity[web]))
        return pl.concat(parts, how="vertical")

    def _rated(
        self, rng: np.random.Generator, week: int, lines: OrderLines, web: I64
    ) -> pl.DataFrame:
        """Feedback on fit after delivery, by some."""
        rows = web[rng.random(len(web)) < _FIT_FEEDBACK]
        second = lines.second[rows] + rng.integers(3 * 86_400, 12 * 86_400, len(rows))
        late = (week * 604_800 + second) >= self._config.weeks * 604_800
        rows, second = rows[~late], second[~late]
        felt = lines.misfit[rows] + 0.2 * rng.normal(size=len(rows))
        fit = np.select([felt < -0.55, felt > 0.55], ["small", "large"], "fit")
        stars = np.clip(np.rint(4.6 - 1.4 * np.abs(felt) + 0.5 * rng.normal(size=len(rows))), 1, 5)
        session = ids.text_of(f"r{week:03d}-", lines.order[rows], 8)
        frame = self._frame(week, "rate", second, lines.person[rows], session,
                            lines.variant[rows], lines.unit_price[rows])  # fmt: skip
        assortment = self._assortment
        sizes = pl.Series([size for s in SCALES for size in s.sizes])
        start = np.cumsum([0] + [len(s.sizes) for s in SCALES[:-1]])
        style = assortment.variant_style[lines.variant[rows]]
        size = start[assortment.scale[style]] + assortment.size[lines.variant[rows]]
        # Bags do not fit or fail to fit.
        worn = pl.Series(np.array([len(s.sizes) for s in SCALES])[assortment.scale[style]] > 1)
        return frame.with_columns(
            rating=pl.Series(stars),
            size=ids.pick(sizes, size),
            fit=pl.when(worn).then(pl.Series(fit.tolist(), dtype=pl.String)),
            occasion=pl.Series(
                [GARMENTS[g].occasions[0] for g in assortment.styles.garment[style]],
                dtype=pl.String,
            ),
        )

    def _browsed(self, rng: np.random.Generator, week: int) -> pl.DataFrame:
        """Visits without an order: views chosen by taste; some likes and abandoned carts."""
        people, config = self._people, self._config
        options, mass = self._on_show(week)
        visits = int(rng.poisson(config.sessions_per_week)) if len(options) else 0
        visitor = np.searchsorted(self._mass, rng.random(visits) * self._mass[-1])
        views = 1 + rng.poisson(3.2, visits)
        visit = np.repeat(np.arange(visits), views)
        person = np.minimum(visitor, len(people) - 1)[visit]
        if not len(visit):
            return self._frame(week, "view", visit, person, pl.Series([], dtype=pl.String),
                               visit, visit)  # fmt: skip
        shown = np.searchsorted(mass, rng.random((len(visit), _SHOWN)) * mass[-1])
        shown = options[np.minimum(shown, len(options) - 1)]
        taste = np.einsum("ncd,nd->nc", self._matcher.vectors[shown], people.tastes[person])
        styles = self._assortment.styles
        other = styles.woman[self._assortment.style[shown]] != people.woman[person][:, None]
        # Few look at clothes of the other gender: a present, or a stroll.
        score = config.taste_strength * taste - _OTHER_GENDER * other
        noise = rng.gumbel(size=score.shape)
        seen = np.argmax(score + noise, axis=1)
        rows = np.arange(len(visit))
        option, liking = shown[rows, seen], score[rows, seen]
        variant = self._own_size(option, person)
        day = rng.integers(0, 7, visits) * 86_400
        begin = day + np.clip(rng.normal(19, 4, visits) % 24, 0, 23.3) * 3_600
        nth = rows - np.searchsorted(visit, visit)
        second = (begin[visit] + nth * rng.integers(20, 120, visits)[visit]).astype(np.int64)
        session = ids.text_of(f"v{week:03d}-", visit, 7)
        price = self._paid[self._assortment.style[option], week]
        # One visitor in four is not signed in.
        known = np.where((rng.random(visits) < 0.25)[visit], -1, person)
        parts = [self._frame(week, "view", second, known, session, variant, price)]
        for kind, level, after in (("like", -2.6, 15), ("cart", -3.4, 40)):
            chance = 1 / (1 + np.exp(-(level + 0.6 * liking)))
            did = np.flatnonzero(rng.random(len(rows)) < chance)
            parts.append(
                self._frame(week, kind, second[did] + after, known[did],
                            session.gather(pl.Series(did)), variant[did], price[did])
            )  # fmt: skip
        return pl.concat(parts)

    def _on_show(self, week: int) -> tuple[I64, NDArray[np.float64]]:
        """Options on sale and the running sum of how prominent they are."""
        alive = self._kernel.life[self._assortment.style, week] > 0
        options = np.flatnonzero(alive)
        shown = np.sqrt(self._kernel.factor[options, week] * self._assortment.share[options])
        return options, np.cumsum(shown, dtype=np.float64)

    def _own_size(self, option: I64, person: I64) -> I64:
        """The variant of an option that is nearest to the person's size."""
        assortment = self._assortment
        first = np.searchsorted(assortment.option, option)
        count = np.searchsorted(assortment.option, option, side="right") - first
        worn = self._people.sizes[person, assortment.scale[assortment.style[option]]]
        nearest = np.rint(np.nan_to_num(worn, nan=1.0)).astype(np.int64)
        return np.asarray(first + np.clip(nearest, 0, count - 1))

    def _frame(
        self, week: int, kind: str, second: I64, person: I64, session: pl.Series, variant: I64,
        value: I64,
    ) -> pl.DataFrame:  # fmt: skip
        style = self._assortment.variant_style[variant]
        return pl.DataFrame(
            {
                "at": ids.moment(self._config, week, second),
                "kind": pl.Series([kind] * len(second), dtype=pl.String),
                "customer_id": ids.pick(self._names.customer, person),
                "session_id": session,
                "product_id": ids.pick(self._names.product, style),
                "variant_id": ids.pick(self._names.variant, variant),
                "value": value,
                "currency": pl.Series([self._config.currency] * len(second), dtype=pl.String),
                "quantity": pl.Series([None] * len(second), dtype=pl.Int64),
                "rating": pl.Series([None] * len(second), dtype=pl.Float64),
                "size": pl.Series([None] * len(second), dtype=pl.String),
                "fit": pl.Series([None] * len(second), dtype=pl.String),
                "occasion": pl.Series([None] * len(second), dtype=pl.String),
            }
        )
