"""The tables about what the brand sells, where, and from whom: no numbers of units in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.tables import table
from modiste.simulate import ids, titles
from modiste.simulate.config import WorldConfig
from modiste.simulate.garments import GARMENTS, SCALES, VOCABULARY
from modiste.simulate.lifecycle import NEVER
from modiste.simulate.palette import COLOURS
from modiste.simulate.places import Places
from modiste.simulate.prices import Prices
from modiste.simulate.styles import Assortment
from modiste.simulate.supply import Supply
from modiste.simulate.vocabulary import NAMES

I64 = NDArray[np.int64]


@dataclass(frozen=True)
class Ids:
    """Ids by index, each a text series."""

    product: pl.Series
    variant: pl.Series
    option: pl.Series
    location: pl.Series
    supplier: pl.Series
    customer: pl.Series


def make_ids(
    config: WorldConfig, assortment: Assortment, places: Places, supply: Supply, people: pl.Series
) -> Ids:
    """Name everything. A SKU reads ``AW-00012-03-M``: style, colour, size."""
    initials = "".join(w[0] for w in config.brand.split() if w[0].isalnum())[:3].upper() or "M"
    product = ids.numbered(f"{initials}-", len(assortment.styles), 5)
    place = np.arange(len(assortment.style)) - np.searchsorted(assortment.style, assortment.style)
    option = ids.pick(product, assortment.style) + ids.text_of("-", place + 1, 2)
    labels = pl.Series([size.replace(" ", "") for s in SCALES for size in s.sizes])
    start = np.cumsum([0] + [len(s.sizes) for s in SCALES[:-1]])
    scale = assortment.scale[assortment.variant_style]
    size = ids.pick(labels, start[scale] + assortment.size)
    variant = ids.pick(option, assortment.option) + "-" + size
    return Ids(
        product.alias("product_id"),
        variant.alias("variant_id"),
        option.alias("option_id"),
        pl.Series("location_id", places.ids),
        pl.Series("supplier_id", supply.ids),
        people.alias("customer_id"),
    )


def product(config: WorldConfig, assortment: Assortment, names: Ids) -> pl.DataFrame:
    """The ``product`` table."""
    styles = assortment.styles
    start = config.week(0).toordinal()
    spoken = titles.style_names(styles)
    shown = titles.titles(styles, spoken)
    value = pl.Series([v.value for v in VOCABULARY.values])
    launch, end = styles.lives.launch, styles.lives.end
    status = np.where(launch > config.weeks, "draft", np.where(end <= config.weeks, "archived", ""))
    ended = ids.days(start + 7 * np.minimum(end, NEVER // 2) - 1)
    return pl.DataFrame(
        {
            "product_id": names.product,
            "title": shown,
            "description": titles.descriptions(styles, shown),
            "brand": [config.brand] * len(styles),
            "category": [GARMENTS[g].key for g in styles.garment],
            "source_category": [GARMENTS[g].key.capitalize() for g in styles.garment],
            "gender": ["women" if w else "men" for w in styles.woman],
            "season": list(styles.lives.season),
            "collection": [f"{s} {GARMENTS[g].occasions[0]}"
                           for s, g in zip(styles.lives.season, styles.garment, strict=True)],
            "material": ids.pick(value, styles.codes[:, NAMES.index("material")]),
            "pattern": ids.pick(value, styles.codes[:, NAMES.index("pattern")]),
            "tags": pl.Series(titles.tags(styles), dtype=pl.List(pl.String)),
            "status": pl.Series(np.where(status == "", "active", status).tolist()),
            "launched_on": ids.days(start + 7 * launch),
        }
    ).with_columns(
        # The brand says when a style has ended; what is still to end it does not know yet.
        pl.when(pl.Series(end <= config.weeks)).then(ended).alias("ended_on"),
        pl.format("https://shop.example/products/{}", pl.col("product_id").str.to_lowercase())
        .alias("url"),
    ).select(table("product").names)  # fmt: skip


def variant(
    config: WorldConfig, assortment: Assortment, prices: Prices, names: Ids
) -> pl.DataFrame:
    """The ``variant`` table, with the prices of the as-of date."""
    style = assortment.variant_style
    styles = assortment.styles
    # A style that has ended keeps the last price it had.
    week = np.clip(styles.lives.end - 1, 0, config.weeks)
    rows = np.arange(len(styles))
    colour = assortment.codes[assortment.option, 1] - VOCABULARY.codes("colour")[0]
    labels = pl.Series([size for s in SCALES for size in s.sizes])
    start = np.cumsum([0] + [len(s.sizes) for s in SCALES[:-1]])
    grams = np.array([g.grams for g in GARMENTS])[styles.garment][style]
    draft = styles.lives.launch[style] > config.weeks
    gone = styles.lives.end[style] <= config.weeks
    return pl.DataFrame(
        {
            "variant_id": names.variant,
            "product_id": ids.pick(names.product, style),
            "gtin": titles.gtins(assortment.variants),
            "colour": ids.pick(pl.Series([c.name for c in COLOURS]), colour),
            "colour_family": ids.pick(pl.Series([c.family for c in COLOURS]), colour),
            "size": ids.pick(labels, start[assortment.scale[style]] + assortment.size),
            "price": prices.list_price[rows, week].astype(np.int64)[style],
            "full_price": prices.full_price[rows, week].astype(np.int64)[style],
            "cost": styles.cost[style],
            "currency": [config.currency] * assortment.variants,
            "weight_g": (grams * (0.85 + 0.05 * assortment.size)).round(0),
            "status": np.select([draft, gone], ["draft", "archived"], "active").tolist(),
        }
    )


def image(assortment: Assortment, names: Ids) -> pl.DataFrame:
    """The ``image`` table: one picture of each style and colour."""
    first = np.searchsorted(assortment.option, np.arange(len(assortment.style)))
    place = np.arange(len(assortment.style)) - np.searchsorted(assortment.style, assortment.style)
    colours = pl.Series([VOCABULARY.values[c].value for c in assortment.codes[:, 1]])
    nouns = pl.Series([GARMENTS[g].nouns[0] for g in assortment.styles.garment[assortment.style]])
    return pl.DataFrame(
        {
            "image_id": names.option,
            "product_id": ids.pick(names.product, assortment.style),
            "variant_id": ids.pick(names.variant, first),
            "position": place + 1,
            "path": "products/" + names.option + ".svg",
            "alt": colours + " " + nouns,
        }
    )


def location(places: Places) -> pl.DataFrame:
    """The ``location`` table."""
    return pl.DataFrame(
        {
            "location_id": places.ids,
            "name": places.names,
            "kind": places.kinds,
            "country": places.countries,
        }
    )


def supplier(config: WorldConfig, supply: Supply) -> pl.DataFrame:
    """The ``supplier`` table. All are paid in the brand's currency."""
    return pl.DataFrame(
        {
            "supplier_id": supply.ids,
            "name": supply.names,
            "country": supply.countries,
            "currency": [config.currency] * len(supply.ids),
        }
    )


def supply_term(
    config: WorldConfig, assortment: Assortment, supply: Supply, names: Ids
) -> pl.DataFrame:
    """The ``supply_term`` table: the mean is what suppliers state, the deviation what was seen."""
    source = supply.of_style[assortment.variant_style]
    return pl.DataFrame(
        {
            "supplier_id": ids.pick(names.supplier, source),
            "variant_id": names.variant,
            "lead_time_days": supply.stated_days[source],
            "lead_time_sd_days": supply.sd_days[source].round(1),
            "moq": supply.moq,
            "pack_size": supply.pack,
            "unit_cost": assortment.styles.cost[assortment.variant_style],
            "currency": [config.currency] * assortment.variants,
            "preferred": [True] * assortment.variants,
        }
    )


def price_change(
    config: WorldConfig, assortment: Assortment, prices: Prices, names: Ids
) -> pl.DataFrame:
    """The ``price_change`` table: launch prices, January rises and markdowns of the past."""
    lives = assortment.styles.lives
    ticket = prices.list_price[:, : config.weeks + 1]
    changed = np.zeros(ticket.shape, dtype=bool)
    changed[:, 1:] = ticket[:, 1:] != ticket[:, :-1]
    weeks = np.arange(config.weeks + 1)[None, :]
    changed &= (weeks > lives.launch[:, None]) & (weeks < lives.end[:, None])
    first = np.maximum(lives.launch, 0)
    seen = (first <= config.weeks) & (lives.end > 0)
    changed[np.flatnonzero(seen), first[seen]] = True
    style, week = np.nonzero(changed)
    count = np.bincount(assortment.variant_style, minlength=len(assortment.styles))
    start = np.searchsorted(assortment.variant_style, np.arange(len(count)))
    rows = np.repeat(np.arange(len(style)), count[style])
    nth = np.arange(len(rows)) - np.searchsorted(rows, rows)
    frame = pl.DataFrame(
        {
            "variant_id": ids.pick(names.variant, start[style[rows]] + nth),
            "changed_at": ids.moment(config, week[rows], np.zeros(len(rows), dtype=np.int64)),
            "price": prices.list_price[style[rows], week[rows]].astype(np.int64),
            "full_price": prices.full_price[style[rows], week[rows]].astype(np.int64),
        }
    )
    return frame.with_columns(pl.lit(config.currency).alias("currency"))


def promotion(config: WorldConfig, prices: Prices, names: Ids) -> pl.DataFrame:
    """The ``promotion`` table: those of the past and those announced for the next eight weeks."""
    frames = [
        pl.DataFrame(
            {
                "promotion_id": [p.promotion_id] * len(p.styles),
                "product_id": ids.pick(names.product, p.styles),
                "name": [p.name] * len(p.styles),
                "starts_on": [config.week(p.first)] * len(p.styles),
                "ends_on": ids.days(
                    np.full(len(p.styles), config.week(p.last).toordinal() - 1, dtype=np.int64)
                ),
                "depth": [p.depth] * len(p.styles),
            }
        )
        for p in prices.promotions
        if p.first < config.weeks + 8
    ]
    empty = table("promotion").empty()
    return pl.concat([empty, *frames]) if frames else empty
