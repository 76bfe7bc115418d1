"""What people correct of a style, checked, stored and audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.perceive.corrections import rows, said, withdrawn
from modiste.perceive.text.lexicon import ATTRIBUTES, label, values
from modiste.serve.api.products.facts import Brand
from modiste.store.ledger import Audit, now


def correct(brand: Brand, actor: str, product: str, told: Mapping[str, Sequence[str]]) -> None:
    """Store corrections, all of them or none.

    Args:
        brand: whose style.
        actor: who corrects.
        product: the style.
        told: by attribute, all values that the style has of it.

    Raises:
        InputError: an attribute cannot be corrected here.
        UnknownNameError: an attribute has no such value.
    """
    for name, wanted in told.items():
        _check(brand, product, name)
        for value in wanted:
            label(name, value)
    before = brand.workspace.lake.read("attribute")
    stored = [rows(product, name, wanted, before) for name, wanted in told.items()]
    brand.workspace.lake.upsert("attribute", pl.concat(stored))
    _audit(brand, actor, "correct style", product, {n: list(v) for n, v in told.items()})


def withdraw(brand: Brand, actor: str, product: str, names: Sequence[str] | None) -> list[str]:
    """Take corrections back, so that what was read counts again.

    Args:
        brand: whose style.
        actor: who takes them back.
        product: the style.
        names: attributes; all that are corrected by default.

    Returns:
        The attributes whose correction stood.
    """
    before = brand.workspace.lake.read("attribute")
    standing = said(before).filter(pl.col("product_id") == product)["name"].unique().sort()
    gone = [name for name in standing.to_list() if names is None or name in names]
    if gone:
        parts = [withdrawn(product, name, before) for name in gone]
        brand.workspace.lake.upsert("attribute", pl.concat(parts))
        _audit(brand, actor, "withdraw correction", product, {"names": gone})
    return gone


def correctable() -> tuple[str, ...]:
    """Attributes that people can correct: those of the lexicon."""
    return tuple(sorted(ATTRIBUTES))


def vocabulary(name: str, language: str) -> list[tuple[str, str]]:
    """Values of an attribute and their labels.

    Raises:
        UnknownNameError: there is no such attribute.
    """
    found = values(name)
    return [(each.value, label(name, each.value, language)) for each in found]


def _check(brand: Brand, product: str, name: str) -> None:
    values(name)
    shades = brand.variants().filter(pl.col("product_id") == product)["colour"].drop_nulls()
    if name == "colour" and shades.n_unique() > 1:
        raise InputError(
            "the style has several colours, so a colour is not one of the style's",
            place=Place(column="colour", value=product),
            remedy="Correct the colours of its variants in the catalogue and import it again.",
        )


def _audit(brand: Brand, actor: str, action: str, product: str, detail: dict[str, Any]) -> None:
    row = Audit(at=now(), actor=actor, action=action, subject=f"product:{product}", detail=detail)
    with brand.workspace.ledger.write() as session:
        session.add(row)
