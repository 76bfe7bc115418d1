r"""A capsule: few pieces, many outfits, within a budget.

With pieces :math:`p`, wearable outfits :math:`o` of quality :math:`q_o > 0` and prices
:math:`c_p`:

.. math::

    \max \sum_o q_o y_o \quad\text{s.t.}\quad y_o \le x_p \;\forall p \in o,\quad
    \sum_p c_p x_p \le B,\quad \sum_p x_p \le n,\quad \sum_o y_o \le 4 d,\quad
    x \in \{0,1\},\; 0 \le y \le 1.

For :math:`d` days no more than four outfits a day count: further ones are no real choice.

Only pieces are integer: an outfit then takes the value 1 by itself wherever all of its pieces are
there. The solver (HiGHS through SciPy) gives a bound, so that it is known how far from the best the
answer can be at the most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from modiste.model.errors import InputError, NotEnoughDataError
from modiste.styling.look import Outfit, Wish, outfit_parts
from modiste.styling.pieces import Piece, one_currency, wearable_together
from modiste.styling.slots import Slot
from modiste.styling.together import Together

_PER_SLOT = {Slot.TOP: 14, Slot.BOTTOM: 10, Slot.DRESS: 8, Slot.SHOES: 6, Slot.LAYER: 4}
"""Candidates of each slot that the search looks at; all that is owned is among them."""

_SECONDS = 20.0
_CHOICES = 4
"""Outfits for each day that count; more are no real choice."""


@dataclass(frozen=True)
class Capsule:
    """What to own for a week.

    Attributes:
        pieces: what it is made of, owned ones included.
        outfits: what can be worn of it, best first.
        week: one outfit for each day, as different from the days around it as can be.
        price: minor units of what must be bought.
        currency: of the price.
        value: sum of the qualities of the outfits that count, the best four for each day.
        bound: what no capsule of these candidates can exceed.
    """

    pieces: tuple[Piece, ...]
    outfits: tuple[Outfit, ...]
    week: tuple[Outfit, ...]
    price: int
    currency: str
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How far below the best possible value this may lie, as a share."""
        return max(self.bound - self.value, 0.0) / self.bound if self.bound > 0 else 0.0


def capsule(
    stock: Sequence[Piece],
    together: Together,
    wish: Wish,
    *,
    pieces: int = 10,
    days: int = 7,
) -> Capsule:
    """The capsule with the most and best outfits.

    Args:
        stock: pieces that may be bought, in the person's size, and pieces owned.
        together: what goes together.
        wish: occasion, shape, season and budget.
        pieces: how many pieces at the most, owned ones included.
        days: how many days it is for.

    Raises:
        InputError: fewer than two pieces or no day is asked for; several currencies.
        NotEnoughDataError: no outfit can be made within the budget.
    """
    if pieces < 2 or days < 1:
        raise InputError(
            f"a capsule of {pieces} pieces for {days} days cannot be made",
            remedy="Ask for two pieces and one day at the least.",
        )
    currency = one_currency(stock)
    chosen = candidates(stock, together, wish)
    outfits = wearable(chosen, together, wish)
    if not outfits:
        raise NotEnoughDataError(
            "no outfit can be made of what is in stock",
            remedy="Leave out the occasion or season, or check stock and sizes.",
        )
    kept, bound = _solve(chosen, outfits, wish.budget, pieces, days)
    owned = {piece.variant_id for piece in kept}
    worn = [o for o in outfits if {p.variant_id for p in o.pieces} <= owned]
    if not worn:
        raise NotEnoughDataError(
            "the budget does not buy one whole outfit", remedy="Raise it, or own something first."
        )
    # A piece that no outfit needs is not worth its money.
    used = {piece.variant_id for outfit in worn for piece in outfit.pieces}
    kept = [piece for piece in kept if piece.variant_id in used]
    return Capsule(
        pieces=tuple(kept),
        outfits=tuple(worn),
        week=tuple(plan_week(worn, days)),
        price=sum(piece.price for piece in kept if not piece.owned),
        currency=currency,
        value=float(sum(quality(outfit) for outfit in worn[: _CHOICES * days])),
        bound=bound,
    )


def candidates(stock: Sequence[Piece], together: Together, wish: Wish) -> list[Piece]:
    """The best pieces of every slot by themselves, and all that are owned."""

    def alone(piece: Piece) -> tuple[float, str]:
        parts = outfit_parts([piece], 0, together, wish)
        parts.pop("together", None)
        return (-sum(wish.weights[k] * v for k, v in parts.items()), piece.variant_id)

    found: list[Piece] = []
    for slot, most in _PER_SLOT.items():
        inside = sorted((p for p in stock if p.slot is slot), key=alone)
        mine = [piece for piece in inside if piece.owned]
        # One colour of a style is enough of it among the candidates of a slot.
        styles: dict[str, Piece] = {}
        for piece in inside:
            if not piece.owned:
                styles.setdefault(piece.product_id, piece)
        found += mine + list(styles.values())[: max(most - len(mine), 2)]
    return found


def wearable(pieces: Sequence[Piece], together: Together, wish: Wish) -> list[Outfit]:
    """Every whole outfit of the pieces that is worth wearing, best first."""
    by_slot = {slot: [p for p in pieces if p.slot is slot] for slot in Slot}
    shoes: list[tuple[Piece, ...]] = [(p,) for p in by_slot[Slot.SHOES]] or [()]
    bodies: list[tuple[Piece, ...]] = [
        *product(by_slot[Slot.TOP], by_slot[Slot.BOTTOM]),
        *((dress,) for dress in by_slot[Slot.DRESS]),
    ]
    layered = [(*body, layer) for body in bodies for layer in by_slot[Slot.LAYER]]
    outfits = []
    for body, shod in product(bodies + layered, shoes):
        worn = (*body, *shod)
        if all(wearable_together(a, b) for a in worn for b in worn):
            parts = outfit_parts(worn, 0, together, wish)
            parts.pop("price", None)
            score = sum(wish.weights[name] * value for name, value in parts.items())
            outfits.append(Outfit(worn, 0, float(score), parts))
    good = [outfit for outfit in outfits if outfit.score > 0]
    ranked = good or sorted(outfits, key=lambda outfit: -outfit.score)[:50]
    return sorted(ranked, key=lambda o: (-round(o.score, 9), [p.variant_id for p in o.pieces]))[
        :2500
    ]


def quality(outfit: Outfit) -> float:
    """Worth of an outfit in a capsule: positive, about 1 for a fair one."""
    return float(np.exp(np.clip(outfit.score, -3, 3)))


def _solve(
    pieces: Sequence[Piece], outfits: Sequence[Outfit], budget: int | None, most: int, days: int
) -> tuple[list[Piece], float]:
    """Pieces of the best capsule, and the solver's bound on its value."""
    at = {piece.variant_id: k for k, piece in enumerate(pieces)}
    n, m = len(pieces), len(outfits)
    pairs = [(o, at[p.variant_id]) for o, outfit in enumerate(outfits) for p in outfit.pieces]
    rows = np.arange(len(pairs))
    inside = sparse.coo_matrix(
        (
            np.concatenate([np.ones(len(pairs)), -np.ones(len(pairs))]),
            (np.concatenate([rows, rows]), [*(n + o for o, _ in pairs), *(p for _, p in pairs)]),
        ),
        shape=(len(pairs), n + m),
    )
    price = np.array([0.0 if piece.owned else float(piece.price) for piece in pieces])
    limits = np.vstack(
        [
            np.concatenate([price, np.zeros(m)]),
            np.repeat([1.0, 0.0], [n, m]),
            np.repeat([0.0, 1.0], [n, m]),
        ]
    )
    caps = [np.inf if budget is None else float(budget), float(most), float(_CHOICES * days)]
    worth = np.array([quality(outfit) for outfit in outfits])
    found = milp(
        np.concatenate([1e-9 * price, -worth]),
        constraints=[
            LinearConstraint(inside.tocsr(), -np.inf, 0.0),
            LinearConstraint(sparse.csr_matrix(limits), -np.inf, caps),
        ],
        integrality=np.repeat([1, 0], [n, m]),
        bounds=Bounds(0.0, 1.0),
        options={"time_limit": _SECONDS, "mip_rel_gap": 1e-4},
    )
    if found.x is None:
        return [], 0.0
    kept = [piece for piece, x in zip(pieces, found.x[:n], strict=True) if x > 0.5]
    bound = getattr(found, "mip_dual_bound", None)
    return kept, float(-bound if bound is not None else -found.fun)


def plan_week(outfits: Sequence[Outfit], days: int) -> list[Outfit]:
    """An outfit for each day: good ones first, pieces spread out, none twice while others are left.

    Greedy: each day takes the outfit of the highest worth, less what its pieces were worn already,
    and much less what was worn the day before; shoes may be worn again.
    """
    times: Counter[str] = Counter()
    before: set[str] = set()
    week: list[Outfit] = []
    for _ in range(days):
        fresh = [outfit for outfit in outfits if outfit not in week] or list(outfits)
        best = max(fresh, key=partial(_freshness, times=times, before=before))
        week.append(best)
        before = {piece.variant_id for piece in best.pieces}
        times.update(before)
    return week


def _freshness(outfit: Outfit, times: Counter[str], before: Collection[str]) -> float:
    worn = [piece.variant_id for piece in outfit.pieces if piece.slot is not Slot.SHOES]
    tired = sum(times[name] for name in worn)
    again = sum(name in before for name in worn)
    return outfit.score - 1.0 * tired - 1.5 * again
