"""The routes of ``/v1/products``."""

from __future__ import annotations

from typing import Annotated, Literal

import polars as pl
from fastapi import Query, Response

from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Tables, Who
from modiste.present.http.editing import IfMatch, etag, require_match
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_responses, unknown
from modiste.present.http.routing import Router
from modiste.recommend.words import spoken
from modiste.serve.api.products import corrections
from modiste.serve.api.products.detail import attribute_rows, style, style_row
from modiste.serve.api.products.facts import Brand
from modiste.serve.api.products.styles import TABLES, styles
from modiste.serve.api.products.views import (
    Attributes,
    Corrections,
    Facet,
    Facets,
    Stage,
    StockState,
    Style,
    StyleRow,
    Vocabulary,
    Word,
)

router = Router(prefix="/products", tags=["products"])

Window = Annotated[
    Literal["4", "8", "13", "26", "52", "launch"],
    Query(description="Weeks over which sales count, or since launch."),
]
SORTS = {
    "sell_through": "sell_through", "sales": "net", "money": "money", "stock": "on_hand",
    "weeks_of_supply": "weeks_of_supply", "returns": "returned", "launched": "launched_on",
    "title": "title", "price": "price",
}  # fmt: skip
Sort = Literal[
    "sell_through", "sales", "money", "stock", "weeks_of_supply", "returns", "launched", "title",
    "price",
]  # fmt: skip


Language = Annotated[Literal["en", "zh"] | None, Query(description="Of labels; yours by default.")]


def weeks_of(window: str) -> int | None:
    """Weeks of a window; ``None`` is since launch."""
    return None if window == "launch" else int(window)


@router.get("", scope=Scope.PRODUCTS_READ)
def list_products(  # noqa: PLR0913, PLR0917 - filters of a list
    workspace: OpenWorkspace,
    tables: Tables,
    paging: PageQuery,
    search: Annotated[
        str | None, Query(max_length=100, description="Part of a title or an id.")
    ] = None,
    category: Annotated[list[str] | None, Query(description="Categories; repeatable.")] = None,
    colour: Annotated[list[str] | None, Query(description="Colour families; repeatable.")] = None,
    stage: Annotated[
        list[Stage] | None, Query(description="Stages of the trend that it shows; repeatable.")
    ] = None,
    stock: Annotated[
        list[StockState] | None, Query(description="States of stock; repeatable.")
    ] = None,
    status: Annotated[
        list[Literal["active", "draft", "archived"]] | None, Query(description="Repeatable.")
    ] = None,
    gender: Annotated[list[str] | None, Query(description="Whom it is cut for.")] = None,
    season: Annotated[list[str] | None, Query(description="Season labels.")] = None,
    window: Window = "13",
    sort: Annotated[Sort, Query(description="What to rank by.")] = "sell_through",
    order: Annotated[Literal["desc", "asc"], Query(description="Largest or smallest first.")] = (
        "desc"
    ),
) -> Page[StyleRow]:
    """The range with its figures, ranked; what is not known goes last."""
    brand = Brand(workspace, tables)
    weeks = weeks_of(window)
    found = styles(brand, weeks)
    wanted = {"category": category, "stage": stage, "stock": stock, "gender": gender,
              "season": season}  # fmt: skip
    keep = [pl.col(name).is_in(values) for name, values in wanted.items() if values]
    if status:
        keep.append(pl.col("status").fill_null("active").is_in(status))
    if colour:
        keep.append(pl.col("families").list.set_intersection(colour).list.len() > 0)
    if search:
        text = pl.concat_str("product_id", "title", separator=" ", ignore_nulls=True)
        keep.append(text.str.to_lowercase().str.contains(search.lower(), literal=True))
    rows = found.filter(pl.all_horizontal(True, *keep)).sort(
        SORTS[sort], "product_id", descending=[order == "desc", False], nulls_last=True
    )
    return paged(
        rows, paging, key="product_id", make=lambda row: style_row(row, weeks, brand.currency)
    )


@router.get("/facets", scope=Scope.PRODUCTS_READ)
def facets(who: Who, workspace: OpenWorkspace, tables: Tables, language: Language = None) -> Facets:
    """The values that the range can be filtered by."""
    brand = Brand(workspace, tables)
    found = styles(brand, 13).with_columns(pl.col("status").fill_null("active"))
    families = found.select(families=pl.col("families").explode(empty_as_null=True))["families"]
    plain = ("category", "stage", "stock", "status", "gender", "season")
    return Facets(
        as_of=brand.day(),
        colour=_counted("colour", families, language or who.language),
        **{name: _counted(name, found[name], language or who.language) for name in plain},
    )


@router.get("/vocabulary", scope=Scope.PRODUCTS_READ)
def vocabulary(
    who: Who,
    language: Language = None,
) -> list[Vocabulary]:
    """The attributes that people can correct, and the values that each may have."""
    told = language or who.language
    return [
        Vocabulary(
            name=name,
            values=[Word(value=v, label=w) for v, w in corrections.vocabulary(name, told)],
        )
        for name in corrections.correctable()
    ]


@router.get("/{product_id}", scope=Scope.PRODUCTS_READ, responses=problem_responses(404))
def show_product(
    product_id: str, who: Who, workspace: OpenWorkspace, tables: Tables, response: Response,
    window: Window = "13", language: Language = None,
) -> Style:  # fmt: skip
    """Everything that is known of a style."""
    brand = Brand(workspace, tables)
    weeks, told = weeks_of(window), language or who.language
    found = tables.derived(
        ("products", "style", product_id, weeks, told, brand.day()),
        (*TABLES, "size_curve", "location", "price_change"),
        lambda: style(brand, product_id, weeks, told),
        also=(brand.currency, brand.zone.key),
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return found


@router.get("/{product_id}/attributes", scope=Scope.PRODUCTS_READ, responses=problem_responses(404))
def show_attributes(
    product_id: str,
    who: Who,
    workspace: OpenWorkspace,
    tables: Tables,
    response: Response,
    language: Language = None,
) -> Attributes:
    """What a style is like by every source, and which source counts."""
    brand = Brand(workspace, tables)
    response.headers["ETag"] = _tag(brand, product_id)
    return _attributes(brand, product_id, language or who.language)


@router.put(
    "/{product_id}/attributes",
    scope=Scope.PRODUCTS_WRITE,
    responses=problem_responses(404, 412, 428),
)
def correct(
    product_id: str,
    told: Corrections,
    who: Who,
    workspace: OpenWorkspace,
    tables: Tables,
    response: Response,
    if_match: IfMatch = None,
) -> Attributes:
    """Correct what a style is like.

    Each correction names all values of one attribute. It goes before the catalogue, words and
    pictures, in recommendations at once and in trends and forecasts from the next plan on, and is
    a label that the picture models learn from when they are trained next.
    """
    brand = Brand(workspace, tables)
    require_match(if_match, _tag(brand, product_id))
    corrections.correct(
        brand, who.name, product_id, {each.name: each.values for each in told.corrections}
    )
    response.headers["ETag"] = _tag(brand, product_id)
    return _attributes(brand, product_id, who.language)


@router.delete(
    "/{product_id}/attributes",
    scope=Scope.PRODUCTS_WRITE,
    responses=problem_responses(404, 412, 428),
)
def withdraw(
    product_id: str,
    who: Who,
    workspace: OpenWorkspace,
    tables: Tables,
    response: Response,
    name: Annotated[
        list[str] | None, Query(description="Attributes; all that are corrected by default.")
    ] = None,
    if_match: IfMatch = None,
) -> Attributes:
    """Take corrections back: what the catalogue, words and pictures say counts again."""
    brand = Brand(workspace, tables)
    require_match(if_match, _tag(brand, product_id))
    corrections.withdraw(brand, who.name, product_id, name)
    response.headers["ETag"] = _tag(brand, product_id)
    return _attributes(brand, product_id, who.language)


def _tag(brand: Brand, product: str) -> str:
    """Entity tag of what a style is like, the same in every language."""
    return etag(_attributes(brand, product, "en"))


def _attributes(brand: Brand, product: str, language: str) -> Attributes:
    if not brand.tables.facts("product")["product_id"].eq(product).any():
        raise unknown("product", product)
    return Attributes(product_id=product, attributes=attribute_rows(brand, product, language))


def _counted(name: str, values: pl.Series, language: str) -> list[Facet]:
    counts = values.drop_nulls().value_counts(name="count")
    rows = counts.sort("count", values.name, descending=[True, False])
    return [
        Facet(value=value, label=spoken(name, value, language), count=count)
        for value, count in rows.iter_rows()
    ]
