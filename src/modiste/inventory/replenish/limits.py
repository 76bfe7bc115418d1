"""How much a role may approve: limits on one order, in each currency."""

from __future__ import annotations

from collections.abc import Mapping

from modiste.inventory.replenish.order import Order
from modiste.model.errors import ConflictError, ModisteError
from modiste.model.money import Money, format_money


class ApprovalLimitError(ModisteError):
    """An order costs more than the caller's role may approve."""

    code = "approval-limit"
    status = 403


def check_limit(order: Order, role: str, limits: Mapping[str, Mapping[str, Money]]) -> None:
    """Refuse an approval beyond the limit of a role; a role that is not named has none.

    Raises:
        ApprovalLimitError: the order costs more, or is in a currency that the limit does not name.
        ConflictError: the role has a limit and the order's cost is not known.
    """
    mine = limits.get(role)
    if mine is None:
        return
    if order.cost is None or order.currency is None:
        raise ConflictError(
            f"the cost of order {order.purchase_order_id} is not known, and a {role} approves up "
            "to a limit",
            remedy="Import the costs, or let somebody without a limit approve it.",
        )
    cost = Money(order.cost, order.currency)
    limit = mine.get(order.currency)
    if limit is None or cost > limit:
        most = format_money(limit) if limit is not None else f"nothing in {order.currency}"
        raise ApprovalLimitError(
            f"order {order.purchase_order_id} costs {format_money(cost)}, and a {role} approves "
            f"up to {most}",
            remedy="Ask somebody with a higher limit, or part the order.",
        )
