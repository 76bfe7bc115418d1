"""What commands ask of styling, as plain results with reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from modiste.learn.fit.ladder import SizeLadder
from modiste.model.errors import InputError, UnknownNameError
from modiste.model.money import Money, format_money, parse_money
from modiste.styling.advice import looks_for, stated_shape
from modiste.styling.files import read_fits, read_people
from modiste.styling.language import said, spoken
from modiste.styling.look import Wish
from modiste.styling.occasions import occasion_named
from modiste.styling.pieces import Piece
from modiste.styling.reasons import outfit_dict, piece_dict
from modiste.styling.seasons import season_named, season_of
from modiste.styling.service import Shop, capsule_for, outfits_for, size_for
from modiste.styling.shape import CHINESE, Girths, Shape, ffit, gbt_class
from modiste.styling.sizing import advise_size

Asked = Mapping[str, str | None]
"""Texts of budget, occasion, season and shape."""


def wish_of(asked: Asked, currency: str, day: dt.date) -> Wish:
    """The wish behind the texts of a command; the season ``now`` is that of the day.

    Raises:
        InputError: the budget is no amount or not positive.
        UnknownNameError: there is no such occasion, season or shape.
    """
    budget, occasion, season, shape = (asked[k] for k in ("budget", "occasion", "season", "shape"))
    return Wish(
        occasion=occasion_named(occasion) if occasion else None,
        shape=shape_named(shape) if shape else None,
        season=(season_of(day) if season == "now" else season_named(season)) if season else None,
        budget=_budget(budget, currency) if budget is not None else None,
    )


def _budget(text: str, currency: str) -> int:
    amount = parse_money(text, currency)
    if amount.currency != currency or amount.minor <= 0:
        raise InputError(
            f"a budget of {text!r} cannot be used",
            remedy=f"Give an amount above 0 in {currency}, the shop's currency.",
        )
    return amount.minor


def shape_named(text: str) -> Shape:
    """A shape by its name or by a common word such as pear.

    Raises:
        UnknownNameError: there is none.
    """
    plain = text.strip().casefold()
    found = next((shape for shape in Shape if shape.value == plain), None) or stated_shape(plain)
    if found is None:
        raise UnknownNameError(
            f"there is no body shape {text!r}",
            remedy=f"Use one of {', '.join(shape.value for shape in Shape)}.",
        )
    return found


def shape_report(
    girths: Mapping[str, float | None], unit: str, gender: str, language: str | None
) -> dict[str, Any]:
    """The body shape of girths in ``cm`` or ``in``, with what decided.

    Raises:
        InputError: a girth is no adult's.
    """
    body = Girths.of_inches(**girths) if unit == "in" else Girths(**girths)  # type: ignore[arg-type]
    told = spoken(language)
    result: dict[str, Any] = {"gender": gender}
    result["gbt_1335"] = gbt_class(body.bust, body.waist, gender)
    result["drop_cm"] = round(body.bust - body.waist, 2)
    if gender == "men":  # FFIT describes women's figures only
        return {**result, "shape": None, "often_looked_for": []}
    reading = ffit(body)
    return {
        **result,
        "shape": CHINESE[reading.shape] if told == "zh" else reading.shape.value,
        "sure": reading.sure,
        "bust_less_waist_in": reading.bust_waist,
        "hip_less_waist_in": reading.hip_waist,
        "bust_less_hip_in": reading.bust_hip,
        "high_hip_over_waist": reading.high_hip_ratio,
        "nearest_threshold_in": reading.margin,
        "often_looked_for": looks_for(reading.shape, told),
    }


def outfit_report(
    workspace: Path | None,
    day: dt.date | None,
    *,
    asked: Asked,
    products: Sequence[str],
    customer: str | None,
    count: int,
    language: str | None,
) -> dict[str, Any]:
    """Outfits with reasons.

    Raises:
        InputError: neither a product nor a customer is named.
    """
    if not products and customer is None:
        raise InputError(
            "neither a product nor a customer is named",
            remedy="Give --product ID, --customer ID, or both.",
        )
    return outfits_asked(
        Shop.open(workspace, day), asked=asked, products=products, customer=customer, count=count,
        language=language,
    )  # fmt: skip


def outfits_asked(
    shop: Shop,
    *,
    asked: Asked,
    products: Sequence[str],
    customer: str | None,
    count: int,
    language: str | None,
) -> dict[str, Any]:
    """The same in a shop that is open.

    Raises:
        InputError: neither a product nor a customer is named.
    """
    if not products and customer is None:
        raise InputError(
            "neither a product nor a customer is named",
            remedy="Name a product, a customer, or both.",
        )
    wish = wish_of(asked, shop.workspace.settings.brand.currency, shop.day)
    person = shop.person(customer) if customer else None
    found = outfits_for(shop, products=products, customer_id=customer, wish=wish, count=count)
    told = spoken(language, shop.language)
    wish = shop.known(wish, person)
    return {
        "customer": customer,
        "products": list(products),
        "occasion": wish.occasion,
        "season": wish.season,
        "shape": wish.shape.value if wish.shape else None,
        "taste_learnt": bool(person and person.profiled),
        "outfits": [outfit_dict(each, shop.together, wish, person, told) for each in found],
    }


def capsule_report(
    workspace: Path | None,
    day: dt.date | None,
    *,
    asked: Asked,
    customer: str | None,
    gender: str | None,
    size: tuple[int, int],
    own: bool,
    language: str | None,
) -> dict[str, Any]:
    """A capsule with its week."""
    return capsule_asked(
        Shop.open(workspace, day), asked=asked, customer=customer, gender=gender, size=size,
        own=own, language=language,
    )  # fmt: skip


def capsule_asked(
    shop: Shop,
    *,
    asked: Asked,
    customer: str | None,
    gender: str | None,
    size: tuple[int, int],
    own: bool,
    language: str | None,
) -> dict[str, Any]:
    """The same in a shop that is open."""
    wish = wish_of(asked, shop.workspace.settings.brand.currency, shop.day)
    pieces, days = size
    found = capsule_for(
        shop, customer_id=customer, gender=gender, wish=wish, pieces=pieces, days=days, own=own
    )
    told = spoken(language, shop.language)
    return {
        "pieces": [piece_dict(piece, told) for piece in found.pieces],
        "outfits": len(found.outfits),
        "week": [[_named(piece, told) for piece in outfit.pieces] for outfit in found.week],
        "price": found.price,
        "currency": found.currency,
        "costs": format_money(Money(found.price, found.currency)),
        "value": round(found.value, 4),
        "bound": round(found.bound, 4),
        "gap": round(found.gap, 6),
    }


def _named(piece: Piece, language: str) -> str:
    if piece.colour is None:
        return piece.title
    return f"{piece.title} ({said('colour', piece.colour, language)})"


def size_report(
    workspace: Path | None, day: dt.date | None, customer: str, product: str, language: str | None
) -> dict[str, Any]:
    """A size on a workspace."""
    return size_asked(Shop.open(workspace, day), customer, product, language)


def size_asked(shop: Shop, customer: str, product: str, language: str | None) -> dict[str, Any]:
    """The same in a shop that is open."""
    advice = size_for(shop, customer, product)
    told = spoken(language, shop.language)
    return {"customer": customer, "product": product, **advice.as_dict(told)}


def size_report_of_files(
    fits: Path, people: Path | None, person: str, item: str, language: str | None
) -> dict[str, Any]:
    """A size from plain files.

    Raises:
        UnknownNameError: the item is in no record, or nothing is known of the person.
    """
    told = read_fits(fits, people)
    frame = told.records.frame
    mine = frame.filter(pl.col("item") == item)
    if not mine.height:
        raise UnknownNameError(
            f"no fit of item {item!r} is recorded", remedy="Name an item of the file of fits."
        )
    body, usual = _body_of(told.records.frame, people, person)
    style = mine.select("item", "category", "gender").row(0, named=True)
    advice = advise_size(
        SizeLadder().fit(told.records),
        {"person": person, **body},
        {name: value for name, value in style.items() if value is not None},
        mine["size"].unique().to_list(),
        stated=usual,
    )
    return {
        "customer": person,
        "product": item,
        **advice.as_dict(spoken(language)),
        "read": {"rows": len(told.records), "left_out": told.left_out, "units": dict(told.units)},
    }


def _body_of(
    frame: pl.DataFrame, people: Path | None, person: str
) -> tuple[dict[str, Any], str | None]:
    """What is known of a person's body, the latest record or the file of people, and their size."""
    names = ["height_cm", "weight_kg", "bust_cm", "cup", "waist_cm", "hip_cm", "age", "body_type"]
    rows = frame.filter(pl.col("person") == person).sort("at", nulls_last=False)
    found = rows.select(pl.col(name).drop_nulls().last() for name in names)
    body = found.row(0, named=True) if rows.height else {}
    usual = None
    if people is not None:
        listed, _ = read_people(people)
        mine = listed.filter(pl.col("person") == person)
        if mine.height:
            row = mine.tail(1).row(0, named=True)
            body |= {name: row[name] for name in names if row.get(name) is not None}
            usual = row.get("usual_size")
        elif not rows.height:
            raise UnknownNameError(
                f"nothing is known of person {person!r}",
                remedy="Name a person of the file of fits or of people.",
            )
    elif not rows.height:
        raise UnknownNameError(
            f"nothing is known of person {person!r}",
            remedy="Name a person of the file of fits, or give bodies with --people FILE.",
        )
    return {name: value for name, value in body.items() if value is not None}, usual
