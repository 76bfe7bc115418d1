"""The routes of ``/v1/customers``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import polars as pl
from fastapi import Query

from modiste.model.errors import InputError
from modiste.present.http.access import Scope
from modiste.present.http.depends import Common, OpenWorkspace, Tables, Who
from modiste.present.http.money import Amount
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.recommend.api import agreed
from modiste.recommend.words import spoken
from modiste.serve.api.customers.people import (
    events,
    lines,
    people,
    person,
    ranked,
    set_consent,
    sizes,
)
from modiste.serve.api.customers.segments import NAMES
from modiste.serve.api.customers.views import (
    CategorySizes,
    Consent,
    ConsentTold,
    Customer,
    CustomerRow,
    EventRow,
    OrderLine,
    Segment,
    SegmentRow,
    Segments,
    SizeCount,
)
from modiste.serve.api.products.facts import Brand
from modiste.store.ledger import Audit, now

router = Router(prefix="/customers", tags=["customers"])

SORTS = {"money": "money", "orders": "orders", "last": "last", "returns": "returned",
         "since": "since"}  # fmt: skip
LINES, EVENTS = 100, 50
"""Order lines and events that a page of a customer shows."""


@router.get("/segments", scope=Scope.CUSTOMERS_READ)
def segments(workspace: OpenWorkspace, tables: Tables) -> Segments:
    """Segments by recency, frequency and money, with what each brings."""
    brand = Brand(workspace, tables)
    found = people(brand)
    unasked = workspace.settings.recommend.unasked
    rows = found.group_by("segment").agg(
        customers=pl.len(), orders=pl.col("orders").sum(), money=pl.col("money").sum(),
        profiled=pl.col("profiling_consent").fill_null(unasked).sum(),
    )  # fmt: skip
    every, money = max(found.height, 1), int(found["money"].sum())
    told = {row["segment"]: row for row in rows.to_dicts()}
    countries = found["country"].drop_nulls().value_counts()
    return Segments(
        as_of=brand.day(),
        customers=found.height,
        segments=[
            SegmentRow(
                segment=name, customers=row["customers"], share=row["customers"] / every,
                orders=row["orders"], profiled=row["profiled"],
                money=Amount(minor=row["money"], currency=brand.currency),
                money_share=row["money"] / money if money > 0 else None,
            )
            for name in NAMES if (row := told.get(name))
        ],
        countries=countries.sort("count", "country", descending=[True, False])["country"].to_list(),
    )  # fmt: skip


@router.get("", scope=Scope.CUSTOMERS_READ)
def list_customers(  # noqa: PLR0913, PLR0917 - filters of a list
    workspace: OpenWorkspace,
    tables: Tables,
    paging: PageQuery,
    segment: Annotated[list[Segment] | None, Query(description="Segments; repeatable.")] = None,
    country: Annotated[list[str] | None, Query(description="ISO 3166 codes; repeatable.")] = None,
    profiled: Annotated[bool | None, Query(description="Whether they are profiled.")] = None,
    search: Annotated[str | None, Query(max_length=100, description="Begin of a pseudonym.")] = (
        None
    ),
    sort: Annotated[
        Literal["money", "orders", "last", "returns", "since"], Query(description="Rank by.")
    ] = "money",
    order: Annotated[Literal["desc", "asc"], Query(description="Largest or smallest first.")] = (
        "desc"
    ),
) -> Page[CustomerRow]:
    """Customers by their pseudonym; nobody can be recognised by name."""
    brand = Brand(workspace, tables)
    keep = [pl.col("segment").is_in(segment)] if segment else []
    if country:
        keep.append(pl.col("country").is_in(country))
    if profiled is not None:
        may = pl.col("profiling_consent").fill_null(workspace.settings.recommend.unasked)
        keep.append(may == profiled)
    if search:
        keep.append(pl.col("customer_id").str.starts_with(search))
    rows = ranked(brand, SORTS[sort], descending=order == "desc").filter(
        pl.all_horizontal(True, *keep)
    )
    return paged(rows, paging, key="customer_id", make=lambda row: _row(brand, row))


@router.get("/{customer_id}", scope=Scope.CUSTOMERS_READ, responses=problem_responses(404))
def show_customer(
    customer_id: str,
    who: Who,
    workspace: OpenWorkspace,
    tables: Tables,
    language: Annotated[
        Literal["en", "zh"] | None, Query(description="Of labels; yours by default.")
    ] = None,
) -> Customer:
    """A customer: sizes by category, orders, and what they did where they let it be known."""
    return _customer(Brand(workspace, tables), customer_id, language or who.language)


@router.put("/{customer_id}/consent", scope=Scope.CUSTOMERS_WRITE, responses=problem_responses(404))
def consent(
    customer_id: str,
    told: ConsentTold,
    who: Who,
    common: Common,
    workspace: OpenWorkspace,
    tables: Tables,
) -> CustomerRow:
    """Write down what a person agreed to or took back.

    Who takes consent to profiling back leaves all answers at once; who gives it is profiled from
    the next renewal of the recommender on.
    """
    brand = Brand(workspace, tables)
    person(brand, customer_id)
    said = {f"{name}_consent": value for name, value in told.model_dump(exclude_none=True).items()}
    if not said:
        raise InputError("neither consent is named", remedy="Give profiling, marketing, or both.")
    set_consent(brand, customer_id, said)
    if told.profiling is not None:
        agreed(common, customer_id, profiling=told.profiling)
    _audit(brand, who.name, customer_id, said)
    return _row(brand, person(brand, customer_id))


def _audit(brand: Brand, actor: str, customer: str, detail: Mapping[str, Any]) -> None:
    row = Audit(at=now(), actor=actor, action="set consent", subject=f"customer:{customer}",
                detail=dict(detail))  # fmt: skip
    with brand.workspace.ledger.write() as session:
        session.add(row)


def _customer(brand: Brand, customer: str, language: str) -> Customer:
    row = person(brand, customer)
    told = _row(brand, row)
    seen = events(brand, customer, EVENTS).to_dicts() if told.consent.profiled else []
    return Customer(
        as_of=brand.day(),
        customer=told,
        body_type=row["body_type"],
        usual_size=row["usual_size"],
        sizes=[
            CategorySizes(
                category=category,
                label=spoken("category", category, language),
                sizes=[SizeCount(size=s, kept=k, returned=b) for s, k, b in counts],
            )
            for category, counts in sizes(brand, customer)
        ],
        lines=[_line(each) for each in lines(brand, customer).head(LINES).to_dicts()],
        events=[EventRow.model_validate(each) for each in seen],
    )


def _row(brand: Brand, row: Mapping[str, Any]) -> CustomerRow:
    profiling = row["profiling_consent"]
    unasked = brand.workspace.settings.recommend.unasked
    return CustomerRow(
        **{name: row[name] for name in (
            "customer_id", "segment", "since", "country", "birth_decade", "orders", "units",
            "returned", "first", "last",
        )},
        money=Amount(minor=row["money"], currency=brand.currency),
        consent=Consent(
            profiling=profiling, marketing=row["marketing_consent"],
            profiled=unasked if profiling is None else profiling,
        ),
    )  # fmt: skip


def _line(row: Mapping[str, Any]) -> OrderLine:
    paid = None if row["unit_price"] is None else row["unit_price"] * row["quantity"]
    return OrderLine(
        **{name: row[name] for name in (
            "day", "order_id", "product_id", "variant_id", "title", "colour", "size", "quantity",
            "return_reason",
        )},
        paid=Amount.of(paid, row["currency"]),
    )  # fmt: skip
