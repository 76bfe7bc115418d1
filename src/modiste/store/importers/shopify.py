"""What Shopify's files have in common: names of variants, options, headers."""

from __future__ import annotations

import polars as pl

from modiste.store.importers.cells import Cells

OPTIONS = {
    f"option{n}_{part}": (f"Option{n} {part}", f"Option {n} {part}")
    for n in (1, 2, 3)
    for part in ("name", "value")
}
"""Aliases of the option columns."""

_SIZE = r"size|größe|grösse|groesse|taille|talla|taglia|maat|尺码|尺寸|サイズ"
_COLOUR = r"colou?r|farbe|couleur|coloris|colore|kleur|cor\b|颜色|色|カラー"
_DEFAULT = "Default Title"


def option_values(cells: Cells) -> list[pl.Series]:
    """The three option values; a product without options has none."""
    found = []
    for n in (1, 2, 3):
        value = cells.text(f"option{n}_value")
        found.append(pl.select(pl.when(value != _DEFAULT).then(value)).to_series())
    return found


def option(cells: Cells, what: str) -> pl.Series:
    """Values of the option whose name says size or colour, in the languages of shops."""
    pattern = f"(?i){_SIZE if what == 'size' else _COLOUR}"
    found = cells.blank()
    for n, value in reversed(list(enumerate(option_values(cells), start=1))):
        named = cells.text(f"option{n}_name").str.contains(pattern).fill_null(False)
        found = value.zip_with(named, found)
    return found


def variant_id(sku: pl.Series, title: pl.Series, options: list[pl.Series]) -> pl.Series:
    """The SKU, or the name under which Shopify's orders list a variant: ``Tee - Red / M``."""
    if sku.null_count() == 0:
        return sku
    parts = pl.DataFrame({"sku": sku, "title": title, **dict(zip("abc", options, strict=True))})
    chosen = pl.concat_str("a", "b", "c", separator=" / ", ignore_nulls=True)
    name = pl.when(chosen != "").then(pl.col("title") + " - " + chosen).otherwise(pl.col("title"))
    return parts.select(pl.coalesce("sku", name)).to_series()


def slug(titles: pl.Series) -> pl.Series:
    """The handle that Shopify makes of a title, unless somebody chose another."""
    plain = titles.str.to_lowercase().str.replace_all(r"['’]", "")
    return plain.str.replace_all(r"[^\p{L}\p{N}]+", "-").str.strip_chars("-")


def without_markup(html: pl.Series) -> pl.Series:
    """Text of a description, without tags and entities."""
    import html as entities

    bare = html.str.replace_all(r"(?is)<(script|style)\b.*?</(script|style)>", " ")
    text = bare.str.replace_all(r"<[^>]*>", " ")
    plain = [None if t is None else " ".join(entities.unescape(t).split()) for t in text]
    return pl.Series(html.name, [t or None for t in plain], dtype=pl.String)
