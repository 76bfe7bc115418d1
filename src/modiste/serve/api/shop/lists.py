"""The lists that a shop's pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import polars as pl

from modiste.model.errors import NotEnoughDataError, UnknownNameError
from modiste.present.http.money import Amount
from modiste.present.http.shared import Shared
from modiste.recommend.api import counter_of
from modiste.recommend.index import Ask
from modiste.serve.api.shop.views import Listed, Wanted
from modiste.store.pictures import shots
from modiste.styling.api import shop_of
from modiste.styling.asked import outfits_asked

PICTURES = "/v1/shop/media/"


@dataclass(frozen=True)
class Guest:
    """Who looks at the page, as far as they let themselves be recognised.

    Attributes:
        consent: whether they agreed to it.
        customer: pseudonym of one who signed in; ``None`` without consent.
        session: pseudonym of the visit; likewise.
    """

    consent: bool = False
    customer: str | None = None
    session: str | None = None


@dataclass(frozen=True)
class Chosen:
    """An item of a list and why it is there."""

    product_id: str
    colour: str | None
    variant_id: str | None
    reason: str


def for_you(common: Shared, guest: Guest, wanted: Wanted) -> tuple[list[Chosen], bool]:
    """For the visitor: what they did counts with their consent; else what is popular now.

    The style of the page, if it is one's, is left out.

    Returns:
        The items, and whether the list is personal.
    """
    index = counter_of(common).index
    items: tuple[int, ...] = ()
    customer = guest.customer if index.person(guest.customer) is not None else None
    if guest.consent:
        named = (index.find(name) for name in wanted.basket)
        seen = index.sessions.recent(guest.session) if index.sessions and guest.session else None
        known = [code for code in named if code is not None]
        items = (*(code for code in seen or () if code not in known), *known)
    page = None if wanted.item is None else index.find(wanted.item)
    here = None if page is None else index.assortment.table["product_id"][page]
    k = wanted.k + (here is not None)
    ask = Ask(customer, items, occasion=wanted.occasion, k=k, language=wanted.language)
    picks = [pick for pick in index.recommend(ask) if pick.product_id != here][: wanted.k]
    chosen = [Chosen(p.product_id, p.colour, p.variant_id, p.reason) for p in picks]
    return chosen, customer is not None or bool(items)


def similar(common: Shared, item: str, k: int, language: str) -> list[Chosen]:
    """Like an item; the same for everybody.

    Raises:
        UnknownNameError: there is no such item.
    """
    found = counter_of(common).similar(item, k, language=language)
    return [Chosen(each.product_id, each.colour, None, each.reason) for each in found]


def look(common: Shared, item: str, k: int, language: str) -> tuple[list[Chosen], str | None]:
    """What completes an outfit around an item, and why; the same for everybody.

    Where no outfit can be made of it, what people take with it.

    Raises:
        UnknownNameError: there is no such item.
    """
    shop = shop_of(common)
    return shop.kept(("look", item, k, language), lambda: _look(common, item, k, language))


def _look(common: Shared, item: str, k: int, language: str) -> tuple[list[Chosen], str | None]:
    shop = shop_of(common)
    asked = dict.fromkeys(("budget", "occasion", "season", "shape"))
    try:
        found = outfits_asked(
            shop, asked=asked, products=[item], customer=None, count=1, language=language
        )["outfits"]
    except NotEnoughDataError:
        found = []
    except UnknownNameError:
        if counter_of(common).index.find(item) is None:
            raise
        found = []
    if found:
        outfit = found[0]
        pieces = outfit["pieces"][outfit["given"] :]
        shades = _shades(common)
        chosen = [Chosen(p["product"], shades.get(p["variant"]), None, "") for p in pieces]
        return chosen[:k], (outfit["why"] or [None])[0]
    worn = counter_of(common).worn_with(item, k, language=language)
    return [Chosen(each.product_id, each.colour, None, each.reason) for each in worn], None


def _shades(common: Shared) -> dict[str, str | None]:
    """Colours of variants as the shop calls them."""
    tables = common.tables
    return tables.derived(
        "shop shades",
        ("variant",),
        lambda: dict(tables.facts("variant").select("variant_id", "colour").iter_rows()),
    )


def dressed(common: Shared, chosen: Sequence[Chosen]) -> list[Listed]:
    """Items as a page shows them: title, price, page and picture."""
    known = _cards(common)
    found = []
    for each in chosen:
        card = known.get((each.product_id, each.colour)) or known.get((each.product_id, None))
        if card is not None:
            told = {"variant_id": each.variant_id, "reason": each.reason}
            found.append(card.model_copy(update=told))
    return found


def _cards(common: Shared) -> dict[tuple[str, str | None], Listed]:
    """Cards by style and colour, and by style alone."""
    tables = common.tables

    def made() -> dict[tuple[str, str | None], Listed]:
        products = tables.facts("product").select("product_id", "title", "url")
        images = tables.facts("image").filter(pl.col("path").is_not_null())
        alts = dict(images.select("path", "alt").iter_rows())
        pictures = shots(tables)
        offers = (
            tables.facts("variant")
            .group_by("product_id", "colour", maintain_order=True)
            .agg(
                pl.col("price", "full_price").median().round().cast(pl.Int64),
                pl.col("currency").drop_nulls().first(),
            )
            .join(products, on="product_id", maintain_order="left")
        )
        cards: dict[tuple[str, str | None], Listed] = {}
        for row in offers.iter_rows(named=True):
            path = pictures.of(row["product_id"], row["colour"])
            card = _card(row, path, alts.get(path))
            cards[row["product_id"], row["colour"]] = card
            cards.setdefault((row["product_id"], None), card)
        return cards

    return tables.derived("shop cards", ("product", "variant", "image"), made)


def _card(row: Mapping[str, Any], path: str | None, alt: str | None) -> Listed:
    price, full, currency = row["price"], row["full_price"], row["currency"]
    marked_down = price is not None and full is not None and full > price
    return Listed(
        product_id=row["product_id"],
        variant_id=None,
        title=row["title"] or row["product_id"],
        colour=row["colour"],
        url=row["url"],
        picture=PICTURES + quote(path) if path else None,
        alt=alt,
        price=Amount.of(price, currency),
        full_price=Amount.of(full, currency) if marked_down else None,
        reason="",
    )
