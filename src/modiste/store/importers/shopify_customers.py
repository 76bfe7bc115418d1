"""Shopify: exported customers. Only what a plan can use enters, under a pseudonym."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells
from modiste.store.importers.decimals import decimal_of
from modiste.store.importers.headers import find
from modiste.store.importers.source import Source

_FIELDS = {
    "id": ("Customer ID",),
    "email": ("Email",),
    "phone": ("Phone", "Default Address Phone"),
    "country": ("Default Address Country Code", "Country Code"),
    "consent": ("Accepts Email Marketing", "Accepts Marketing"),
    "spent": ("Total Spent",),
    "orders": ("Total Orders",),
}


class ShopifyCustomers:
    """Customers of a Shopify shop."""

    name = "shopify_customers"
    title = "Shopify customers"
    tables = ("customer",)

    def match(self, sample: Sample) -> float:
        """People with their totals."""
        totals = sample.has("Email", "Total Spent", "Total Orders")
        return 0.98 if totals and sample.has_any("Customer ID", "First Name") else 0.0

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read row by row. Names, addresses and notes are not even parsed.

        The pseudonym is that of the e-mail address, as in orders, so that both meet.
        """
        headers = find(source.sample.headers, _FIELDS)
        currency = context.need_currency(source.name)
        spent = [headers["spent"]] if "spent" in headers else []
        decimal = decimal_of(context, source.sample, spent)
        for chunk in source.frames(list(headers.values())):
            cells = Cells(chunk.frame, headers, context, decimal=decimal)
            customer = cells.pseudonym("email", "phone", "id")
            cells.refuse(customer.is_null(), "nothing tells who it is")
            columns = {
                "customer_id": customer,
                "country": cells.text("country"),
                "marketing_consent": cells.boolean("consent"),
                "orders": cells.quantity("orders"),
                "spent": cells.money("spent", currency),
                "currency": cells.constant(currency),
            }
            fields = {"country": "country", "marketing_consent": "consent"}
            absent = [name for name, field in fields.items() if not cells.has(field)]
            good, problems = cells.split(pl.DataFrame(columns).drop(absent))
            yield Batch(
                tables={"customer": good},
                rejects=pl.concat([chunk.rejects, problems]),
                rows=chunk.rows,
            )
