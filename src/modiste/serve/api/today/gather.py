"""Everything that may be decided now, out of every capability's findings, ranked by money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from modiste.inventory.api.naming import (
    BLANK,
    location_names,
    style_names,
    supplier_names,
    variant_names,
)
from modiste.inventory.api.order_reads import alerts_version, all_alerts, imported_orders
from modiste.inventory.replenish.alerts import Alert
from modiste.inventory.replenish.book import list_orders
from modiste.inventory.replenish.order import Order
from modiste.inventory.replenish.states import OPEN
from modiste.inventory.suggest import ranked
from modiste.serve.api.today import reasoning
from modiste.serve.api.today.wording import other_words, trend_label
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

BUY = "buy"
KINDS = (
    "buy", "transfer", "markdown", "hold", "expedite", "count", "range", "reduce", "stock out",
    "heavy", "never sold", "wrong size mix", "late order", "order",
)  # fmt: skip

_FINDINGS = ("suggestion", "exception", "stock_policy", "demand_forecast", "supply_term")
_NAMES = ("product", "variant", "image", "location", "supplier")
_CALENDARS = ("supplier_calendar", "supplier_closure")
_READ = (*_FINDINGS, *_NAMES, *_CALENDARS, "purchase_order", "purchase_order_line")


@dataclass(frozen=True)
class Evidence:
    """One number that speaks for a decision; the unit is units, days, weeks, share or day."""

    name: str
    value: float | str | None
    unit: str


@dataclass(frozen=True)
class Place:
    """Units for one place."""

    location_id: str
    location: str
    quantity: int


@dataclass(frozen=True)
class Item:
    """Something to decide; money in minor units."""

    id: str
    kind: str
    reason: dict[str, str]
    money: int | None = None
    currency: str | None = None
    product_id: str | None = None
    variant_id: str | None = None
    title: str | None = None
    colour: str | None = None
    size: str | None = None
    category: str | None = None
    picture: str | None = None
    location: str | None = None
    from_location: str | None = None
    supplier_id: str | None = None
    supplier: str | None = None
    attribute: str | None = None
    label: dict[str, str] | None = None
    quantity: int | None = None
    cut: float | None = None
    cost: int | None = None
    cost_currency: str | None = None
    purchase_order_id: str | None = None
    sells_out_on: dt.date | None = None
    places: tuple[Place, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    rank: int = 0


@dataclass(frozen=True)
class Gathered:
    """All items of a plan, by id, most money first; ``version`` tells of every change."""

    run_id: str
    version: Hashable
    items: tuple[Item, ...]
    by_id: dict[str, Item] = field(repr=False)


def gathered(workspace: Workspace, tables: Tables, day: dt.date) -> Gathered | None:
    """What the newest plan found, and what about orders cannot wait.

    Returns:
        ``None`` where no plan was made.
    """
    run = tables.plan_run()
    if run is None:
        return None
    planned = tables.derived(
        "planned decisions",
        (*_FINDINGS, *_NAMES),
        lambda: tuple(_planned(workspace, tables)),
    )
    version = (day, run.run_id, alerts_version(workspace), tables.version(*_READ))

    def gather() -> Gathered:
        late = {item.purchase_order_id for item in planned if item.kind == "late order"}
        stake, suppliers = _stakes(workspace, tables), supplier_names(tables)
        orders = [
            _alert(alert, suppliers, stake)
            for alert in all_alerts(workspace, tables, day)
            if alert.kind != "overdue" or alert.purchase_order_id not in late
        ]
        items = _in_order([*planned, *orders])
        return Gathered(run.run_id, version, items, {item.id: item for item in items})

    # Orders stand in the ledger: their version is part of what the items change with.
    return tables.derived("decisions", _READ, gather, also=version)


def _planned(workspace: Workspace, tables: Tables) -> Iterator[Item]:
    suggestion = tables.findings("suggestion")
    yield from _buys(tables, suggestion.filter(pl.col("kind") == BUY))
    yield from _suggested(workspace, tables, suggestion.filter(pl.col("kind") != BUY))
    yield from _exceptions(tables)


def _in_order(items: list[Item]) -> tuple[Item, ...]:
    """By money, currencies taking turns; what has none comes last."""
    frame = pl.DataFrame(
        {
            "at": range(len(items)),
            "money_at_stake": [item.money for item in items],
            "currency": [item.currency for item in items],
            "variant_id": [item.id for item in items],
            "location_id": "",
        },
        schema={
            "at": pl.Int64, "money_at_stake": pl.Int64, "currency": pl.String,
            "variant_id": pl.String, "location_id": pl.String,
        },
    )  # fmt: skip
    order = ranked(frame)["at"].to_list()
    return tuple(
        Item(**{**vars(items[at]), "rank": rank}) for rank, at in enumerate(order, start=1)
    )


# --- purchases -------------------------------------------------------------------------------


def _buys(tables: Tables, bought: pl.DataFrame) -> Iterator[Item]:
    """One a variant: the supplier's minimum and packs bind all its places together."""
    if not bought.height:
        return
    keys = ["variant_id", "location_id"]
    policy = tables.findings("stock_policy").select(
        *keys, "on_hand", "on_order", "committed", "position", "reorder_point", "order_up_to",
        "lead_time_days", "review_days",
    )  # fmt: skip
    weekly = tables.findings("demand_forecast").group_by(keys).agg(weekly=pl.col("mean").mean())
    rows = bought.join(policy, on=keys, how="left").join(weekly, on=keys, how="left")
    places, suppliers = location_names(tables), supplier_names(tables)
    variants = variant_names(tables)
    for (variant,), part in rows.sort("variant_id", "rank").group_by(
        ["variant_id"], maintain_order=True
    ):
        names = variants.get(str(variant), BLANK)
        yield _buy(names, str(variant), part, places, suppliers)


def _buy(
    names: dict[str, Any],
    variant: str,
    part: pl.DataFrame,
    places: dict[str, str],
    suppliers: dict[str, str],
) -> Item:
    first = part.row(0, named=True)
    known = part["position"].null_count() == 0
    total = {
        name: _sum(part[name]) for name in ("on_hand", "on_order", "committed", "reorder_point")
    }
    weekly = float(part["weekly"].sum() or 0.0)
    position = _sum(part["position"]) if known else None
    figures = {
        "on_hand": total["on_hand"] if known else None,
        "on_order": total["on_order"],
        "position": position,
        "weekly_demand": round(weekly, 1),
        "weeks_of_supply": None if position is None or weekly <= 0 else round(position / weekly, 1),
        "reorder_point": total["reorder_point"],
        "lead_time_days": first["lead_time_days"],
    }
    units = {"lead_time_days": "days", "weeks_of_supply": "weeks"}
    quantity = int(part["quantity"].sum())
    cost = _whole(part["order_cost"])
    out = part["sells_out_on"].min()
    return Item(
        id=f"buy|{reasoning.safe(variant)}",
        kind=BUY,
        money=_whole(part["money_at_stake"]),
        currency=first["currency"],
        variant_id=variant,
        **_named(names, first["product_id"]),
        supplier_id=first["supplier_id"],
        supplier=suppliers.get(first["supplier_id"] or "", first["supplier_id"]),
        quantity=quantity,
        cost=cost,
        cost_currency=first["cost_currency"],
        sells_out_on=out if isinstance(out, dt.date) else None,
        places=tuple(
            Place(row["location_id"], places.get(row["location_id"], row["location_id"]),
                  row["quantity"])
            for row in part.iter_rows(named=True)
        ),
        evidence=tuple(
            Evidence(name, value, units.get(name, "units")) for name, value in figures.items()
        ),
        reason=reasoning.buy(figures, quantity, out if isinstance(out, dt.date) else None),
    )  # fmt: skip


def _named(names: dict[str, Any], product: str | None) -> dict[str, Any]:
    kept = {name: names.get(name) for name in ("title", "colour", "size", "category", "picture")}
    return {**kept, "product_id": product or names.get("product_id")}


def _sum(values: pl.Series) -> int | None:
    return None if values.len() == values.null_count() else int(values.sum())


def _whole(values: pl.Series) -> int | None:
    """A sum of which every part is known."""
    return None if values.null_count() else int(values.sum())


# --- other suggestions -----------------------------------------------------------------------


def _suggested(workspace: Workspace, tables: Tables, rows: pl.DataFrame) -> Iterator[Item]:
    own = workspace.settings.brand.language
    other = "zh" if own == "en" else "en"
    worded = other_words(workspace, tables, other) if rows.height else {}
    places, styles = location_names(tables), style_names(tables)
    variants = variant_names(tables)
    for row in rows.sort("kind", "rank").iter_rows(named=True):
        names = dict(variants.get(row["variant_id"] or "", BLANK))
        if row["variant_id"] is None:
            names |= styles.get(row["product_id"] or "", {})
        text = row["reason"]
        yield Item(
            id=row["suggestion_id"],
            kind=row["kind"],
            money=row["money_at_stake"],
            currency=row["currency"],
            variant_id=row["variant_id"],
            **_named(names, row["product_id"]),
            location=places.get(row["location_id"], row["location_id"]),
            from_location=places.get(row["from_location_id"], row["from_location_id"]),
            attribute=row["attribute"],
            label=trend_label(row["attribute"]),
            quantity=row["quantity"],
            cut=row["cut"],
            sells_out_on=row["sells_out_on"],
            evidence=_evidence(row),
            reason={own: text, other: worded.get(row["suggestion_id"], text)},
        )


def _evidence(row: dict[str, Any]) -> tuple[Evidence, ...]:
    found = []
    if row["kind"] in ("transfer", "markdown", "hold"):
        found.append(Evidence("quantity", row["quantity"], "units"))
    if row["cut"] is not None:
        found.append(Evidence("cut", row["cut"], "share"))
    if row["sells_out_on"] is not None:
        found.append(Evidence("sells_out_on", row["sells_out_on"].isoformat(), "day"))
    return tuple(found)


# --- exceptions and orders -------------------------------------------------------------------


def _exceptions(tables: Tables) -> Iterator[Item]:
    places, styles = location_names(tables), style_names(tables)
    variants = variant_names(tables)
    units = {"days": "days", "weekly_demand": "units"}
    for row in tables.findings("exception").iter_rows(named=True):
        names = dict(variants.get(row["variant_id"] or "", BLANK))
        if row["variant_id"] is None:
            names |= styles.get(row["product_id"] or "", {})
        parts = (
            row["kind"], row["variant_id"], row["location_id"], row["product_id"],
            row["purchase_order_id"],
        )  # fmt: skip
        shown = ("units", "on_hand", "on_order", "weekly_demand", "days")
        yield Item(
            id="|".join(["exception", *(reasoning.safe(part or "") for part in parts)]),
            kind=row["kind"],
            money=row["money"],
            currency=row["currency"],
            variant_id=row["variant_id"],
            **_named(names, row["product_id"]),
            location=places.get(row["location_id"], row["location_id"]),
            quantity=row["units"],
            purchase_order_id=row["purchase_order_id"],
            evidence=tuple(
                Evidence(name, _round(row[name]), units.get(name, "units"))
                for name in shown
                if row[name] is not None
            ),
            reason={"en": row["reason"], "zh": row["reason_zh"]},
        )


def _round(value: float) -> float:
    return round(value, 1) if isinstance(value, float) else value


Stake = dict[str, tuple[int, str]]
"""Money at stake by order."""


def _stakes(workspace: Workspace, tables: Tables) -> Stake:
    """What the orders carry: margin at stake of what is suggested, and of what runs out.

    For an order that is not sent, the money of its lines' suggestions; for one that is under way,
    the money of the stock-outs of its variants. Of the brand's currency only.
    """
    code = workspace.settings.brand.currency
    ours = pl.col("currency") == code
    keys = ["variant_id", "location_id"]
    bought = tables.findings("suggestion").filter((pl.col("kind") == BUY) & ours)
    wanted = {
        (variant, place): money or 0
        for variant, place, money in bought.select(*keys, "money_at_stake").iter_rows()
    }
    out = tables.findings("exception").filter((pl.col("kind") == "stock out") & ours)
    short = dict(out.group_by("variant_id").agg(pl.col("money").sum()).iter_rows())
    every = [*list_orders(workspace.ledger), *imported_orders(workspace, tables).values()]
    found: Stake = {}
    for order in every:
        if order.state in OPEN and order.state != "approved":
            money = sum(short.get(name, 0) for name in _coming(order))
        else:
            money = sum(wanted.get(line.key, 0) for line in order.lines if line.quantity)
        if money:
            found[order.purchase_order_id] = (money, code)
    return found


def _coming(order: Order) -> set[str]:
    return {line.variant_id for line in order.lines if line.outstanding}


def _alert(
    alert: Alert,
    suppliers: dict[str, str],
    stake: Stake,
) -> Item:
    money, code = stake.get(alert.purchase_order_id, (None, None))
    return Item(
        id="|".join(["order", reasoning.safe(alert.purchase_order_id), alert.kind]),
        kind="order",
        money=money,
        currency=code,
        title=alert.purchase_order_id,
        supplier_id=alert.supplier_id,
        supplier=suppliers.get(alert.supplier_id or "", alert.supplier_id),
        quantity=alert.units,
        cost=alert.cost,
        cost_currency=alert.currency,
        purchase_order_id=alert.purchase_order_id,
        evidence=(
            Evidence("units", alert.units, "units"),
            Evidence("days_late", alert.days, "days"),
        ),
        reason=reasoning.alert(alert),
    )
