"""Why, in one sentence of numbers, in English and Chinese: purchases and alerts on orders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from modiste.inventory.replenish.alerts import Alert

_ALERTS = {
    "overdue": (
        "{units} units of {order} should have arrived {days} days ago.",
        "订单 {order} 的 {units} 件已逾期 {days} 天未到货。",
    ),
    "not acknowledged": (
        "{order} was sent and the supplier has not acknowledged it: {days} days late.",
        "订单 {order} 已发出，供应商逾期 {days} 天未确认。",
    ),
    "to be sent": (
        "{order} should have gone out {days} days ago: {units} units.",
        "订单 {order}（{units} 件）应在 {days} 天前发出。",
    ),
    "closure ahead": (
        "{order} must go out within {left} days, before the supplier closes: {units} units.",
        "供应商即将停工，订单 {order}（{units} 件）须在 {left} 天内发出。",
    ),
    "held": (
        "{units} units of {order} are held for quality control and count as not there.",
        "订单 {order} 的 {units} 件在质检待定，尚不可用。",
    ),
    "not delivered": (
        "{order} did not reach the supplier; send it again.",
        "订单 {order} 未送达供应商，请重新发送。",
    ),
}


def safe(part: str) -> str:
    """A key in an id whose parts are parted by bars, as the plan's own ids have it."""
    return part.replace("%", "%25").replace("|", "%7C")


def buy(figures: dict[str, Any], quantity: int, sells_out_on: dt.date | None) -> dict[str, str]:
    """Why a variant is bought.

    Args:
        figures: ``on_hand, on_order, weekly_demand, lead_time_days, reorder_point, position`` over
            all its places; null is unknown.
        quantity: units suggested.
        sells_out_on: first day on which a place runs out.
    """
    weekly, lead = _n(figures["weekly_demand"]), _n(figures["lead_time_days"])
    if figures["position"] is None:
        return {
            "en": f"Stock is not known everywhere; {weekly} a week should sell. Order {quantity} "
            f"for one order cycle; they take {lead} days.",
            "zh": f"部分库存未知；预计每周售出 {weekly} 件。按一个补货周期订购 {quantity} 件，"
            f"交货期 {lead} 天。",
        }
    there = f"{_n(figures['on_hand'])} on hand, {_n(figures['on_order'])} on order"
    there_zh = f"现货 {_n(figures['on_hand'])} 件，在途 {_n(figures['on_order'])} 件"
    out = "" if sells_out_on is None else f"; the first place runs out on {sells_out_on}"
    out_zh = "" if sells_out_on is None else f"，最早于 {sells_out_on} 断货"
    return {
        "en": f"{there}, {weekly} a week should sell{out}. Goods ordered now take {lead} days: "
        f"order {quantity}.",
        "zh": f"{there_zh}，预计每周售出 {weekly} 件{out_zh}。现在订购需 {lead} 天到货："
        f"建议订购 {quantity} 件。",
    }


def alert(found: Alert) -> dict[str, str]:
    """What about an order cannot wait."""
    said = {
        "order": found.purchase_order_id,
        "units": f"{found.units:,}",
        "days": found.days,
        "left": -found.days,
    }
    english, chinese = _ALERTS.get(found.kind, (found.what, found.what))
    return {"en": english.format(**said), "zh": chinese.format(**said)}


def _n(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.1f}".removesuffix(".0")
