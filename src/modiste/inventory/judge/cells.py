"""The same replay for policies with levels, one series of one scenario after another.

Plain Python as it stands; :func:`modiste.inventory.judge.replay.replay` compiles it with numba.
"""

from __future__ import annotations

from typing import Any


def play(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917  one loop, compiled as a whole
    demand: Any,
    lead: Any,
    opening: Any,
    due: Any,
    ends: Any,
    reorder: Any,
    up_to: Any,
    lot: Any,
    moq: Any,
    pack: Any,
    price: Any,
    full_price: Any,
    review_weeks: int,
    slots: int,
    backorders: bool,
    crossing: bool,
    ring: Any,
    out: Any,
) -> None:
    """Play all weeks of all series and scenarios.

    Args:
        demand: (S, W, n).
        lead: (S, W, n).
        opening: (n,).
        due: (n, K).
        ends: (n,).
        reorder: (W, n) reorder points by week.
        up_to: (W, n) order-up-to levels by week.
        lot: (W, n) lots; 0 where orders go up to a level.
        moq: (n,).
        pack: (n,).
        price: (W, n).
        full_price: (n,).
        review_weeks: weeks between reviews.
        slots: length of the ring of deliveries.
        backorders: whether unserved demand waits.
        crossing: whether orders may overtake.
        ring: (slots,) room for deliveries.
        out: (13, S, n) receives the flows in the order of ``shelf.NAMES``.
    """
    scenarios, weeks, series = demand.shape
    for s in range(scenarios):
        for i in range(series):
            ring[:] = 0
            net, on_order, last = opening[i], 0, -1
            for k in range(due.shape[1]):
                ring[k] = due[i, k]
                on_order += due[i, k]
                if due[i, k] > 0:
                    last = k
            wanted_all = served_all = received = ordered = orders = 0
            stock_weeks = short_weeks = waste = revenue = full_revenue = 0
            for t in range(weeks):
                slot = t % slots
                units = ring[slot]
                ring[slot] = 0
                on_order -= units
                received += units
                if ends[i] <= t:
                    waste += units
                else:
                    net += units
                position = net + on_order
                if t % review_weeks == 0 and position <= reorder[t, i]:
                    if lot[t, i] > 0:
                        below = reorder[t, i] + 1 - position
                        need = lot[t, i] * -(-below // lot[t, i])
                    else:
                        need = up_to[t, i] - position
                    if need > 0:
                        wanted = max(need, moq[i])
                        order = -(-wanted // pack[i]) * pack[i]
                        ordered += order
                        orders += 1
                        arrival = t + lead[s, t, i]
                        if not crossing and arrival < last:
                            arrival = last
                        last = arrival
                        if arrival == t:
                            received += order
                            if ends[i] <= t:
                                waste += order
                            else:
                                net += order
                        else:
                            ring[arrival % slots] += order
                            on_order += order
                wanted = demand[s, t, i]
                served = min(wanted, max(net, 0))
                taken = wanted if backorders else served
                net -= taken
                wanted_all += wanted
                served_all += served
                if wanted > served:
                    short_weeks += 1
                revenue += price[t, i] * taken
                full_revenue += full_price[i] * taken
                if ends[i] == t + 1 and net > 0:
                    waste += net
                    net = 0
                stock_weeks += max(net, 0)
            out[0, s, i] = wanted_all
            out[1, s, i] = served_all
            out[2, s, i] = received
            out[3, s, i] = ordered
            out[4, s, i] = orders
            out[5, s, i] = stock_weeks
            out[6, s, i] = short_weeks
            out[7, s, i] = waste
            out[8, s, i] = max(net, 0)
            out[9, s, i] = max(-net, 0)
            out[10, s, i] = on_order
            out[11, s, i] = revenue
            out[12, s, i] = full_revenue
