"""Importers: one small file a format, all behind one protocol."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from modiste.model.errors import ModisteError, UnknownNameError
from modiste.store.importers.base import Batch, Context, Importer, Sample

__all__ = ["GROUP", "Batch", "Context", "Importer", "Sample", "find_importer", "importers"]

GROUP = "modiste.importers"
"""Entry-point group through which built-in and third-party importers are found."""

_HERE = "modiste.store.importers"
BUILT_IN = {
    "shopify_products": f"{_HERE}.shopify_products:ShopifyProducts",
    "shopify_inventory": f"{_HERE}.shopify_inventory:ShopifyInventory",
    "shopify_customers": f"{_HERE}.shopify_customers:ShopifyCustomers",
    "shopify_orders": f"{_HERE}.shopify_orders:ShopifyOrders",
    "woocommerce_products": f"{_HERE}.woocommerce_products:WooProducts",
    "woocommerce_orders": f"{_HERE}.woocommerce_orders:WooOrders",
    "google_merchant": f"{_HERE}.google_merchant:GoogleMerchant",
    "ga4_events": f"{_HERE}.ga4_events:Ga4Events",
    "posts": f"{_HERE}.posts:Posts",
    "feeds": f"{_HERE}.feeds:Feeds",
    "google_trends": f"{_HERE}.google_trends:GoogleTrends",
    "hm": f"{_HERE}.hm:Hm",
    "renttherunway": f"{_HERE}.renttherunway:RentTheRunway",
    "generic": f"{_HERE}.generic:Generic",
}
"""What pyproject.toml declares, for a source tree that is not installed."""


@cache
def importers() -> dict[str, Importer]:
    """Every importer by name.

    Raises:
        ModisteError: an installed extension cannot be loaded.
    """
    return {name: _load(name, target) for name, target in _targets().items()}


def find_importer(name: str) -> Importer:
    """The importer of that name.

    Raises:
        UnknownNameError: there is none.
    """
    targets = _targets()
    if name not in targets:
        raise UnknownNameError(
            f"there is no importer {name!r}",
            remedy=f"The importers are: {', '.join(targets)}.",
        )
    return _load(name, targets[name])


@cache
def _targets() -> dict[str, str]:
    installed = {point.name: point.value for point in entry_points(group=GROUP)}
    return BUILT_IN | installed


@cache
def _load(name: str, target: str) -> Importer:
    module, _, attribute = target.partition(":")
    try:
        made = getattr(import_module(module), attribute)()
    except (ImportError, AttributeError, TypeError) as error:
        raise ModisteError(
            f"the importer {name!r} cannot be loaded: {error}",
            remedy="Reinstall or remove the package that brings it.",
        ) from error
    if not isinstance(made, Importer):
        raise ModisteError(
            f"{target} is no importer",
            remedy="It needs name, title, tables, match and read.",
        )
    return made
