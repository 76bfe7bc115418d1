"""Styling on a workspace: sizes, outfits and capsules from the shop's own tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

import polars as pl

from modiste.learn.fit.choose import Costs
from modiste.learn.fit.ladder import SizeLadder
from modiste.model.errors import NotEnoughDataError, UnknownNameError
from modiste.store.lake import Snapshot
from modiste.store.workspace import Workspace
from modiste.styling.capsule import Capsule, capsule
from modiste.styling.fits import fit_records
from modiste.styling.garments import Garments, read_garments
from modiste.styling.kept import Habits, habits
from modiste.styling.look import Outfit, Wish, complete
from modiste.styling.occasion_model import occasions_of, read_mentions
from modiste.styling.occasions import Occasions
from modiste.styling.person import Person, read_person
from modiste.styling.pieces import Piece
from modiste.styling.saved import load_learnt
from modiste.styling.sizing import SizeAdvice, advise_size
from modiste.styling.stock import any_size, in_size, pieces_of
from modiste.styling.together import Together, bought_together

T = TypeVar("T")
ANSWERS = 5_000
"""Answers for everybody that are kept at the most; the first go first."""
BODY = ("height_cm", "weight_kg", "bust_cm", "waist_cm", "hip_cm", "body_type")


@dataclass
class Shop:
    """A workspace as styling reads it; everything is read when it is first used.

    Attributes:
        workspace: the workspace.
        snapshot: its facts at fixed versions.
        day: nothing after it is looked at.
    """

    workspace: Workspace
    snapshot: Snapshot
    day: dt.date
    _answers: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def open(cls, path: Path | None, as_of: dt.date | None = None) -> Shop:
        """Open a workspace.

        Args:
            path: its folder; found from the current folder by default.
            as_of: the day; today by default.

        Raises:
            NotEnoughDataError: it has no products.
        """
        workspace = Workspace.find(path)
        snapshot = workspace.lake.snapshot()
        if not snapshot.scan("product").head(1).collect().height:
            raise NotEnoughDataError(
                "no products have been imported", remedy="Import some with 'modiste import FILE'."
            )
        zone = ZoneInfo(workspace.settings.brand.zone)
        return cls(workspace, snapshot, as_of or dt.datetime.now(zone).date())

    @property
    def end(self) -> dt.datetime:
        """The first moment that is not looked at."""
        return dt.datetime.combine(self.day + dt.timedelta(days=1), dt.time(), dt.UTC)

    @property
    def language(self) -> str:
        """Language of reasons."""
        return self.workspace.settings.brand.language

    @cached_property
    def garments(self) -> Garments:
        """What the shop has or had."""
        return read_garments(self.snapshot, self.day)

    @cached_property
    def ladder(self) -> SizeLadder:
        """The ladder of sizes, learnt from ratings, returns and what was kept."""
        return SizeLadder().fit(fit_records(self.snapshot, self.garments.variants, self.end))

    @cached_property
    def occasions(self) -> dict[str, Occasions]:
        """What each style is worn for."""
        return occasions_of(self.garments, read_mentions(self.snapshot, self.end))

    @cached_property
    def together(self) -> Together:
        """What goes together: own orders, and outfits learnt from a file if there are some."""
        orders = self.snapshot.scan("sale").filter(
            pl.col("quantity") > 0, pl.col("sold_at") < self.end
        )
        variants = self.garments.variants.select("variant_id", "product_id", "category")
        lines = orders.select("order_id", "variant_id").collect().join(variants, on="variant_id")
        kinds = variants.drop_nulls("category").unique("product_id", maintain_order=True)
        categories = dict(kinds.select("product_id", "category").iter_rows())
        learnt = load_learnt(self.workspace.root / "models")
        return Together(bought_together(lines.select("order_id", "product_id"), categories), learnt)

    @cached_property
    def habits(self) -> Habits:
        """What people of each figure keep more or less often than others."""
        return habits(self.snapshot, self.garments, self.end)

    def warm(self) -> None:
        """Read and learn all that answers need, so that none of them waits for it.

        A shop that knows too few fits to learn sizes from is warm without them.
        """
        _ = self.garments, self.occasions, self.together, self.habits
        try:
            _ = self.ladder
        except NotEnoughDataError:
            return

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """An answer that is the same for everybody, made once while the facts are these."""
        held = self._answers.get(key)
        if held is None:
            held = make()
            while len(self._answers) >= ANSWERS:
                self._answers.pop(next(iter(self._answers)), None)
            self._answers[key] = held
        return cast("T", held)

    def known(self, wish: Wish, person: Person | None) -> Wish:
        """The wish with the person's shape where none is named, and with that shape's habits."""
        shape = wish.shape or (person.shape if person else None)
        if shape is None:
            return wish
        return replace(wish, shape=shape, habits=self.habits.get(shape, {}))

    def person(self, customer_id: str) -> Person:
        """A customer.

        Raises:
            UnknownNameError: nobody of that name is known.
        """
        unasked = self.workspace.settings.recommend.unasked
        return read_person(self.snapshot, customer_id, self.garments, self.end, unasked=unasked)

    def body(self, customer_id: str) -> dict[str, Any]:
        """What fit records need of a customer."""
        rows = self.snapshot.scan("customer").filter(pl.col("customer_id") == customer_id)
        known = rows.select(BODY).collect()
        found = known.row(0, named=True) if known.height else {}
        return {"person": customer_id, **{k: v for k, v in found.items() if v is not None}}

    def variants_of(self, product_id: str) -> pl.DataFrame:
        """SKUs of a style.

        Raises:
            UnknownNameError: there is no such style.
        """
        rows = self.garments.variants.filter(
            (pl.col("product_id") == product_id) | (pl.col("variant_id") == product_id)
        )
        if not rows.height:
            raise UnknownNameError(
                f"there is no product {product_id!r}",
                remedy="Give an id from the table product or variant: modiste show product.",
            )
        whole = pl.col("product_id") == rows["product_id"][0]
        return self.garments.variants.filter(whole)


def size_for(
    shop: Shop, customer_id: str, product_id: str, costs: Costs | None = None
) -> SizeAdvice:
    """Which size of a style a customer should take.

    Raises:
        UnknownNameError: customer or style is not known.
        NotEnoughDataError: the style comes in no sizes, or the shop knows too few fits.
    """
    person = shop.person(customer_id)
    variants = shop.variants_of(product_id)
    sized = variants.drop_nulls("size")
    if not sized.height or sized["kind"][0] in (None, "none"):
        raise NotEnoughDataError(
            f"{product_id} comes in no sizes", remedy="Ask for a style that has several."
        )
    stock = sized.group_by("size", maintain_order=True).agg(
        units=pl.when(pl.col("on_hand").count() > 0).then(pl.col("on_hand").sum())
    )
    units = [None if n is None else n > 0 for n in stock["units"]]
    style = sized.select("category", "gender", "kind", item="product_id").row(0, named=True)
    return advise_size(
        shop.ladder,
        shop.body(customer_id),
        style,
        stock["size"].to_list(),
        stated=person.usual_size,
        available=units,
        costs=costs,
    )


def stock_for(shop: Shop, person: Person | None, gender: str | None) -> list[Piece]:
    """Pieces on sale and in stock, each style and colour in the person's size.

    What is out of stock in that size is left out; where no size is known, what is in stock in any.
    """
    selling = shop.garments.variants.filter(
        pl.col("on_sale") & (pl.col("on_hand").fill_null(1) > 0) & pl.col("price").is_not_null()
    )
    if gender is not None:
        selling = selling.filter(pl.col("gender").is_in([gender, "unisex"]).fill_null(True))
    currency = shop.workspace.settings.brand.currency
    selling = selling.filter(pl.col("currency").fill_null(currency) == currency)
    return pieces_of(_fitting(shop, selling, person), shop.garments, shop.occasions, person)


def _fitting(shop: Shop, variants: pl.DataFrame, person: Person | None) -> pl.DataFrame:
    """Variants in the person's size; in any where nobody asks or too few fits are known."""
    if person is None:
        return any_size(variants)
    try:
        ladder = shop.ladder
    except NotEnoughDataError:
        return any_size(variants)
    return in_size(variants, shop.garments, person, shop.body(person.customer_id), ladder)


def piece_of(shop: Shop, product_id: str, person: Person | None) -> Piece:
    """A style, or one of its variants, as a piece that is given.

    Raises:
        UnknownNameError: there is no such style.
        NotEnoughDataError: it makes no part of an outfit.
    """
    rows = shop.variants_of(product_id)
    exact = rows.filter(pl.col("variant_id") == product_id)
    fitting = exact if exact.height else _fitting(shop, rows, person)
    found = pieces_of(fitting, shop.garments, shop.occasions, person)
    if not found:
        category = rows["category"][0]
        raise NotEnoughDataError(
            f"{product_id} ({category or 'of no known category'}) makes no part of an outfit",
            remedy="Give a garment, shoes, a bag or an accessory whose category is known.",
        )
    return found[0]


def owned_pieces(shop: Shop, person: Person) -> list[Piece]:
    """What a customer bought and kept, as pieces that cost nothing."""
    rows = shop.garments.variants.filter(pl.col("variant_id").is_in(person.owned[:60]))
    pieces = pieces_of(rows, shop.garments, shop.occasions, person)
    return [replace(piece, owned=True, price=0) for piece in pieces]


def outfits_for(
    shop: Shop,
    *,
    products: Sequence[str] = (),
    customer_id: str | None = None,
    wish: Wish,
    count: int = 3,
) -> list[Outfit]:
    """Outfits around given products, for a customer, or both.

    Raises:
        UnknownNameError: a product or the customer is not known.
        NotEnoughDataError: nothing in stock completes an outfit.
    """
    person = shop.person(customer_id) if customer_id else None
    given = [piece_of(shop, product, person) for product in products]
    wish = shop.known(wish, person)
    genders = {piece.gender for piece in given} & {"women", "men"}
    gender = next(iter(genders)) if len(genders) == 1 else person.gender if person else None
    stock = stock_for(shop, person, gender)
    held = {piece.product_id for piece in given}
    rest = [piece for piece in stock if piece.product_id not in held]
    return complete(given, rest, shop.together, wish, count=count)


def capsule_for(
    shop: Shop, *, customer_id: str | None, gender: str | None, wish: Wish, pieces: int, days: int,
    own: bool,
) -> Capsule:  # fmt: skip
    """A capsule of the shop's stock, with what the customer owns if that is wanted.

    Raises:
        UnknownNameError: the customer is not known.
        NotEnoughDataError: no outfit can be made within the budget.
    """
    person = shop.person(customer_id) if customer_id else None
    wish = shop.known(wish, person)
    if person is not None:
        gender = gender or person.gender
    stock = stock_for(shop, person, gender)
    mine = owned_pieces(shop, person) if own and person is not None else []
    held = {piece.product_id for piece in mine}
    whole = [*mine, *(piece for piece in stock if piece.product_id not in held)]
    return capsule(whole, shop.together, wish, pieces=pieces, days=days)
