"""Complete the look: fill the slots that an outfit still lacks, by beam search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from modiste.model.errors import NotEnoughDataError
from modiste.styling.advice import advise
from modiste.styling.kept import Kept
from modiste.styling.pieces import Piece, one_currency, wearable_together
from modiste.styling.seasons import season_weight
from modiste.styling.shape import Shape
from modiste.styling.slots import Slot, excluded, missing
from modiste.styling.together import Together


@dataclass(frozen=True)
class Wish:
    """What is wanted of outfits.

    Attributes:
        occasion: what for; None for any.
        shape: body shape of the person; None where it is not known or not wanted.
        season: spring, summer, autumn or winter; None for any.
        budget: minor units that the new pieces may cost together; None for no limit.
        habits: what people of the shape keep more or less often than others.
        extras: slots to fill beyond what an outfit needs, where something suits.
        weights: of togetherness, taste, occasion, season, shape and price in the score.
    """

    occasion: str | None = None
    shape: Shape | None = None
    season: str | None = None
    budget: int | None = None
    habits: Mapping[tuple[str, str], Kept] = field(default_factory=dict)
    extras: tuple[Slot, ...] = (Slot.BAG, Slot.OUTER)
    weights: dict[str, float] = field(
        default_factory=lambda: {
            "together": 1.0,
            "taste": 1.0,
            "occasion": 0.9,
            "season": 0.6,
            "shape": 0.25,
            "price": 0.15,
        }
    )


@dataclass(frozen=True)
class Outfit:
    """An outfit and its score.

    Attributes:
        pieces: what it is made of, what was given first.
        given: how many of the pieces were given.
        score: the sum that ranked it.
        parts: what the score is made of.
    """

    pieces: tuple[Piece, ...]
    given: int
    score: float
    parts: dict[str, float]

    @property
    def price(self) -> int:
        """Minor units of the pieces that were not given and are not owned."""
        return sum(piece.price for piece in self.pieces[self.given :] if not piece.owned)


def complete(
    given: Sequence[Piece],
    stock: Sequence[Piece],
    together: Together,
    wish: Wish,
    *,
    count: int = 3,
    width: int = 40,
) -> list[Outfit]:
    """The best outfits around what is given.

    Slots are filled one after another, core first; in each, the ``width`` best partial outfits are
    kept. Among equals the ids decide, so that the same question has the same answer. Outfits that
    share all but one piece with a better one are shown after others.

    Args:
        given: pieces that must be worn; may be none.
        stock: pieces that may be added, in the person's size.
        together: what goes together.
        wish: what is wanted.
        count: outfits wanted.
        width: of the beam.

    Raises:
        NotEnoughDataError: nothing in stock completes an outfit, or not within the budget.
        InputError: prices are in several currencies.
    """
    one_currency([*given, *stock])
    beam = [_scored(tuple(given), len(given), together, wish)]
    sold = {piece.slot for piece in stock}
    names = [piece.slot for piece in given]
    starts = _cores(names, sold)
    found: list[Outfit] = []
    for slots in starts:
        found += _filled(beam, slots, stock, together, wish, width)
    if not found:
        raise NotEnoughDataError(
            "nothing in stock completes an outfit" + (" within the budget" if wish.budget else ""),
            remedy="Raise the budget, leave out the occasion or season, or check stock and sizes.",
        )
    for slot in wish.extras:
        found = _extended(found, slot, stock, together, wish, width)
    return _varied(found, count, len(given))


def _cores(worn: Sequence[Slot], sold: set[Slot]) -> list[list[Slot]]:
    """Ways to fill what is needed: with a dress or with top and bottom where both are open."""
    taken = set(worn)
    if taken & {Slot.DRESS, Slot.TOP, Slot.BOTTOM}:
        return [missing(worn, sold)]
    ways = [list(core) for core in ((Slot.TOP, Slot.BOTTOM), (Slot.DRESS,)) if set(core) <= sold]
    shoes = [Slot.SHOES] if Slot.SHOES in sold and Slot.SHOES not in taken else []
    return [way + shoes for way in ways]


def _filled(
    beam: list[Outfit],
    slots: Sequence[Slot],
    stock: Sequence[Piece],
    together: Together,
    wish: Wish,
    width: int,
) -> list[Outfit]:
    for slot in slots:
        beam = _grown(beam, slot, stock, together, wish, width)
    return beam


def _grown(
    beam: list[Outfit],
    slot: Slot,
    stock: Sequence[Piece],
    together: Together,
    wish: Wish,
    width: int,
) -> list[Outfit]:
    """Every outfit of the beam with every piece that fits the slot; the best are kept."""
    grown = []
    fitting = [piece for piece in stock if piece.slot is slot]
    for outfit in beam:
        if slot in excluded([piece.slot for piece in outfit.pieces]):
            continue
        worn = {piece.product_id for piece in outfit.pieces}
        for piece in fitting:
            if piece.product_id in worn or not all(
                wearable_together(piece, other) for other in outfit.pieces
            ):
                continue
            more = _scored((*outfit.pieces, piece), outfit.given, together, wish)
            if wish.budget is None or more.price <= wish.budget:
                grown.append(more)
    return _best(grown, width)


def _extended(
    beam: list[Outfit],
    slot: Slot,
    stock: Sequence[Piece],
    together: Together,
    wish: Wish,
    width: int,
) -> list[Outfit]:
    """An extra is added where it hardly makes the outfit worse, or better."""
    grown = _grown(beam, slot, stock, together, wish, width)
    better: dict[tuple[str, ...], Outfit] = {}
    for outfit in grown:
        base = tuple(piece.variant_id for piece in outfit.pieces[:-1])
        if base not in better:
            better[base] = outfit
    kept = []
    for outfit in beam:
        more = better.get(tuple(piece.variant_id for piece in outfit.pieces))
        kept.append(more if more is not None and more.score >= outfit.score - 0.1 else outfit)
    return _best(kept, width)


def _best(outfits: list[Outfit], width: int) -> list[Outfit]:
    def rank(outfit: Outfit) -> tuple[float, tuple[str, ...]]:
        return (-round(outfit.score, 9), tuple(piece.variant_id for piece in outfit.pieces))

    return sorted(outfits, key=rank)[:width]


def _scored(pieces: tuple[Piece, ...], given: int, together: Together, wish: Wish) -> Outfit:
    parts = outfit_parts(pieces, given, together, wish)
    total = sum(wish.weights[name] * value for name, value in parts.items())
    return Outfit(pieces, given, float(total), parts)


def outfit_parts(
    pieces: Sequence[Piece], given: int, together: Together, wish: Wish
) -> dict[str, float]:
    """What the score of an outfit is made of, before weights."""
    if not pieces:
        return {"together": 0.0}
    parts = {
        "together": together.outfit(pieces),
        "taste": float(np.mean([2 * piece.taste - 1 for piece in pieces])),
    }
    if wish.occasion is not None:
        # The least fitting piece counts once more: trainers spoil an evening gown.
        suits = [piece.occasions.suits(wish.occasion) for piece in pieces]
        parts["occasion"] = float(np.mean(suits) + 0.3 * min(suits))
    if wish.season is not None:
        parts["season"] = float(np.mean([season_weight(p, wish.season) for p in pieces]))
    if wish.shape is not None:
        parts["shape"] = float(np.mean([shape_score(p, wish.shape, wish.habits) for p in pieces]))
    bought = [p.price for p in pieces[given:] if not p.owned]
    if wish.budget and bought:
        parts["price"] = -sum(bought) / wish.budget
    return parts


def shape_score(piece: Piece, shape: Shape, habits: Mapping[tuple[str, str], Kept]) -> float:
    """What wearers of the shape often look for, and what they keep more often than others.

    Ten points of difference in what is kept count as much as half of the strongest advice.
    """
    kept = [habits[pair] for pair in sorted(piece.attributes) if pair in habits]
    learnt = float(np.mean([each.rate - each.others for each in kept])) if kept else 0.0
    return advise(shape, piece.category, piece.attributes).score + 5 * learnt


def _varied(outfits: list[Outfit], count: int, given: int) -> list[Outfit]:
    """The best, each differing in at least two added pieces from those before, then the rest."""
    chosen: list[Outfit] = []
    for least in (2, 1):
        for outfit in outfits:
            if len(chosen) == count:
                return chosen
            added = {piece.product_id for piece in outfit.pieces[given:]}
            apart = all(
                len(added ^ {p.product_id for p in other.pieces[given:]}) >= 2 * least
                for other in chosen
            )
            if apart and outfit not in chosen:
                chosen.append(outfit)
    return chosen
