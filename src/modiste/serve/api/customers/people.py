"""What the pages of customers read, each kept until its tables change."""

from __future__ import annotations

import datetime as dt

import polars as pl

from modiste.model.size import sort_sizes
from modiste.present.http.problems import unknown
from modiste.serve.api.customers.segments import bought, segmented
from modiste.serve.api.products.facts import Brand

FACTS = ("customer", "sale", "variant", "event")
_READ = ("customer", "sale", "variant")
_OWN = ("customer_id", "since", "country", "birth_decade", "marketing_consent",
        "profiling_consent", "body_type", "usual_size")  # fmt: skip


def people(brand: Brand) -> pl.DataFrame:
    """Every customer, those of whom there are only orders too, with what they bought.

    Columns: those of ``customer`` that a list shows; ``orders, units, returned, money, first,
    last`` and ``segment``. Visitors without any record or order are none.
    """

    def joined() -> pl.DataFrame:
        known = brand.tables.facts("customer").select(_OWN)
        buys = bought(brand.sales(), brand.currency)
        whole = known.join(buys, on="customer_id", how="full", coalesce=True)
        filled = whole.with_columns(pl.col("orders", "units", "returned", "money").fill_null(0))
        return segmented(filled, brand.day()).sort("customer_id")

    return brand.tables.derived(("customers", brand.day()), _READ, joined)


def ranked(brand: Brand, column: str, *, descending: bool) -> pl.DataFrame:
    """:func:`people` in the order of a column, those of whom it is not known last."""
    return brand.tables.derived(
        ("customers", brand.day(), column, descending),
        _READ,
        lambda: people(brand).sort(
            column, "customer_id", descending=[descending, False], nulls_last=True
        ),
    )


def person(brand: Brand, customer: str) -> dict[str, object]:
    """A customer's row of :func:`people`; of visitors who only looked, an empty one.

    Raises:
        NotFoundError: no table knows of them.
    """
    found = people(brand).filter(pl.col("customer_id") == customer)
    if found.height:
        return found.row(0, named=True)
    events = brand.tables.facts("event")
    if not events["customer_id"].eq(customer).any():
        raise unknown("customer", customer)
    row: dict[str, object] = dict.fromkeys(people(brand).columns)
    nought = dict.fromkeys(("orders", "units", "returned", "money"), 0)
    return {**row, **nought, "customer_id": customer, "segment": "visitor"}


def lines(brand: Brand, customer: str) -> pl.DataFrame:
    """A customer's order lines, the newest first, with the title of their style."""
    titles = brand.tables.facts("product").select("product_id", "title", "category")
    mine = brand.sales().filter(pl.col("customer_id") == customer)
    return mine.join(titles, on="product_id", how="left").sort(
        "sold_at", "order_id", "variant_id", "line_no", descending=[True, True, False, False]
    )


def events(brand: Brand, customer: str, count: int) -> pl.DataFrame:
    """A customer's newest visits, likes, ratings and so on, with the title of the style."""
    titles = brand.tables.facts("product").select("product_id", "title")
    mine = brand.tables.facts("event").filter(pl.col("customer_id") == customer)
    newest = mine.sort("at", "event_id", descending=[True, False]).head(count)
    return newest.join(titles, on="product_id", how="left", maintain_order="left")


def sizes(brand: Brand, customer: str) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Sizes bought by category: ``(category, [(size, kept, returned)])``, sizes in order."""
    mine = lines(brand, customer).filter(
        pl.col("size").is_not_null(), pl.col("category").is_not_null()
    )
    counted = mine.group_by("category", "size").agg(
        kept=pl.col("quantity").sum(),
        returned=-pl.col("quantity").filter(pl.col("quantity") < 0).sum(),
    )
    found = []
    for (category,), rows in sorted(counted.partition_by("category", as_dict=True).items()):
        by_size = {size: (kept, back) for _, size, kept, back in rows.iter_rows()}
        order = sort_sizes(list(by_size))
        found.append((str(category), [(size, *by_size[size]) for size in order]))
    return found


def set_consent(brand: Brand, customer: str, told: dict[str, bool]) -> None:
    """Store a person's answer to being profiled or written to.

    Args:
        brand: whose customer.
        customer: pseudonym.
        told: ``profiling_consent``, ``marketing_consent`` or both.
    """
    columns: dict[str, object] = {"customer_id": [customer]}
    columns |= {name: [value] for name, value in told.items()}
    frame = pl.DataFrame(columns)
    if not brand.tables.facts("customer")["customer_id"].eq(customer).any():
        frame = frame.with_columns(since=pl.lit(dt.datetime.now(brand.zone).date()))
    brand.workspace.lake.upsert("customer", frame)
