"""A purchase order as it is looked at: a picture of its rows in the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from modiste.store.ledger import PurchaseOrder, PurchaseOrderLine

Key = tuple[str, str]
"""Variant and location."""


@dataclass(frozen=True)
class Line:
    """One variant for one location; units unless said otherwise.

    Attributes:
        variant_id: what.
        location_id: where it goes.
        product_id: its style.
        quantity: ordered.
        received: arrived and in stock.
        held: arrived and held for quality control.
        rejected: arrived and refused.
        unit_cost: minor units; ``None`` is unknown.
        moq: least quantity of the variant that the supplier takes.
        pack_size: orders of the variant come in multiples of this.
        lead_days: stated lead time, in days.
        reason: why it was suggested.
    """

    variant_id: str
    location_id: str
    product_id: str | None
    quantity: int
    received: int
    held: int
    rejected: int
    unit_cost: int | None
    moq: int
    pack_size: int
    lead_days: float
    reason: str | None

    @property
    def key(self) -> Key:
        """Variant and location."""
        return self.variant_id, self.location_id

    @property
    def outstanding(self) -> int:
        """Units that still count as on order: under way, or held for quality control."""
        return max(self.quantity - self.received - self.rejected, 0)

    @property
    def in_transit(self) -> int:
        """Units that have not arrived."""
        return max(self.quantity - self.received - self.held - self.rejected, 0)


@dataclass(frozen=True)
class Order:
    """An order; see :class:`modiste.store.ledger.PurchaseOrder` for its columns."""

    purchase_order_id: str
    supplier_id: str | None
    destination: str | None
    currency: str | None
    state: str
    version: int
    run_id: str
    planned_on: dt.date
    order_by: dt.date | None
    ordered_on: dt.date | None
    expected_on: dt.date | None
    approved_by: str | None
    approved_on: dt.date | None
    edited: bool
    reference: str | None
    note: str | None
    lines: tuple[Line, ...]

    @classmethod
    def of(cls, row: PurchaseOrder) -> Order:
        """The picture of a row."""
        plain = {name: getattr(row, name) for name in _ORDER if name != "lines"}
        return cls(**plain, lines=tuple(_line(each) for each in row.lines))

    @property
    def units(self) -> int:
        """Units ordered."""
        return sum(line.quantity for line in self.lines)

    @property
    def outstanding(self) -> int:
        """Units that still count as on order."""
        return sum(line.outstanding for line in self.lines)

    @property
    def cost(self) -> int | None:
        """Cost in minor units of its currency; ``None`` where a cost is not known."""
        return cost_of(self.lines)

    def as_dict(self) -> dict[str, Any]:
        """Everything, for JSON."""
        plain = {name: getattr(self, name) for name in _ORDER if name != "lines"}
        sums = {"units": self.units, "outstanding": self.outstanding, "cost": self.cost}
        lines = [
            {name: getattr(line, name) for name in (*_LINE, "outstanding", "in_transit")}
            for line in self.lines
        ]
        return {**plain, **sums, "lines": lines}


def cost_of(lines: tuple[Line, ...] | list[PurchaseOrderLine]) -> int | None:
    """Cost of lines in minor units; ``None`` where something that is ordered has no cost."""
    ordered = [line for line in lines if line.quantity]
    costs = [line.unit_cost * line.quantity for line in ordered if line.unit_cost is not None]
    return sum(costs) if len(costs) == len(ordered) else None


def _line(row: PurchaseOrderLine) -> Line:
    return Line(**{name: getattr(row, name) for name in _LINE})


_LINE = tuple(field.name for field in fields(Line))
_ORDER = tuple(field.name for field in fields(Order))
