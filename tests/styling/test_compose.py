"""Outfits and capsules from pieces, and what is bought together."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from modiste.learn.outfits.model import OutfitModel
from modiste.learn.outfits.sets import Outfits
from modiste.model.errors import InputError, NotEnoughDataError
from modiste.styling.bridge import bridged
from modiste.styling.capsule import capsule, plan_week, quality, wearable
from modiste.styling.kept import Kept
from modiste.styling.look import Wish, complete, outfit_parts
from modiste.styling.occasions import OCCASIONS, Occasions
from modiste.styling.pieces import Piece
from modiste.styling.preferences import discoveries, fisher, preferences
from modiste.styling.reasons import outfit_reasons
from modiste.styling.saved import FILE, load_learnt, save_learnt
from modiste.styling.shape import Shape
from modiste.styling.slots import Slot
from modiste.styling.together import Bought, Together, bought_together


def piece(name: str, category: str, slot: Slot, price: int = 1000, **more: object) -> Piece:
    return Piece(name, f"{name}-1", name, category, slot, price=price, **more)  # type: ignore[arg-type]


def worn_for(occasion: str) -> Occasions:
    chance = np.full(9, 0.5 / 8)
    chance[OCCASIONS.index(occasion)] = 0.5
    return Occasions(chance)


TEE = piece("tee", "t-shirt", Slot.TOP, colour="white")
SHIRT = piece("shirt", "blouse", Slot.TOP, 2000, colour="navy", occasions=worn_for("work"))
JEANS = piece("jeans", "jeans", Slot.BOTTOM, 3000, colour="navy", occasions=worn_for("everyday"))
SUIT = piece("pants", "trousers", Slot.BOTTOM, 4000, colour="grey", occasions=worn_for("work"))
DRESS = piece("dress", "wrap-dress", Slot.DRESS, 6000, colour="red")
SNEAKER = piece("sneaker", "sneakers", Slot.SHOES, 3500, colour="white")
PUMP = piece("pump", "pumps", Slot.SHOES, 5000, colour="black", occasions=worn_for("work"))
BAG = piece("bag", "tote-bag", Slot.BAG, 2500, colour="black")
STOCK = [TEE, SHIRT, JEANS, SUIT, DRESS, SNEAKER, PUMP, BAG]
PLAIN = Together()


def names(outfit) -> set[str]:
    return {each.product_id for each in outfit.pieces}


def test_an_outfit_is_whole_and_has_no_slot_twice():
    for outfit in complete([], STOCK, PLAIN, Wish(), count=20):
        slots = [each.slot for each in outfit.pieces]
        assert len(set(slots)) == len(slots)
        assert Slot.SHOES in slots
        assert (Slot.DRESS in slots) != ({Slot.TOP, Slot.BOTTOM} <= set(slots))


def test_what_is_given_is_worn_and_costs_nothing():
    best = complete([JEANS], STOCK, PLAIN, Wish(extras=()), count=1)[0]
    assert best.pieces[0] is JEANS
    assert {each.slot for each in best.pieces} == {Slot.BOTTOM, Slot.TOP, Slot.SHOES}
    assert best.price == sum(each.price for each in best.pieces[1:])


def test_the_occasion_decides_among_equals():
    work = complete([], STOCK, PLAIN, Wish(occasion="work", extras=()), count=1)[0]
    assert names(work) == {"shirt", "pants", "pump"}


def test_the_budget_is_kept_or_said_to_be_too_small():
    cheap = complete([], STOCK, PLAIN, Wish(budget=8_000, extras=()), count=20)
    assert cheap
    assert all(outfit.price <= 8_000 for outfit in cheap)
    with pytest.raises(NotEnoughDataError, match="budget"):
        complete([], STOCK, PLAIN, Wish(budget=2_000))


def test_beam_search_finds_what_trying_everything_finds():
    rng = np.random.default_rng(0)
    kinds = ((Slot.TOP, "t-shirt"), (Slot.BOTTOM, "jeans"), (Slot.SHOES, "pumps"))
    stock = [
        piece(f"{slot}{k}", category, slot, int(rng.integers(1, 9)), taste=float(rng.random()))
        for slot, category in kinds
        for k in range(6)
    ]
    wish = Wish(extras=(), budget=15)
    best = complete([], stock, PLAIN, wish, count=1, width=40)[0]
    scores = []
    for trio in combinations(stock, 3):
        whole = len({each.slot for each in trio}) == 3
        if whole and sum(each.price for each in trio) <= 15:
            parts = outfit_parts(trio, 0, PLAIN, wish)
            scores.append(sum(wish.weights[name] * value for name, value in parts.items()))
    assert best.score == pytest.approx(max(scores))


def test_taste_and_shape_change_the_choice():
    loved = piece("loved", "t-shirt", Slot.TOP, colour="white", taste=0.95)
    found = complete([JEANS], [TEE, loved, SNEAKER], PLAIN, Wish(extras=()), count=1)[0]
    assert "loved" in names(found)
    wrap = complete([], [DRESS, SNEAKER], PLAIN, Wish(shape=Shape.HOURGLASS, extras=()), count=1)[0]
    assert wrap.parts["shape"] > 0


def test_what_people_of_a_figure_keep_changes_the_choice_and_is_said():
    wrap = piece("wrap", "t-shirt", Slot.TOP, attributes=frozenset({("neckline", "v-neck")}))
    plain = piece("plain", "t-shirt", Slot.TOP, taste=0.55)
    stock = [wrap, plain, SNEAKER]
    bare = Wish(shape=Shape.UNCLASSIFIED, extras=())
    assert "plain" in names(complete([JEANS], stock, PLAIN, bare, count=1)[0])
    told = replace(bare, habits={("neckline", "v-neck"): Kept(0.9, 0.5, 120)})
    best = complete([JEANS], stock, PLAIN, told, count=1)[0]
    assert "wrap" in names(best)
    said = outfit_reasons(best, PLAIN, told, None)
    assert "people of this figure keep v-neck in 90% of cases, others in 50% (120 cases)" in said
    assert any("留下" in text for text in outfit_reasons(best, PLAIN, told, None, "zh"))


def test_nothing_fits_is_an_error_with_a_remedy():
    with pytest.raises(NotEnoughDataError, match="completes"):
        complete([JEANS], [SNEAKER], PLAIN, Wish())
    men = piece("m", "t-shirt", Slot.TOP, gender="men")
    women = piece("w", "jeans", Slot.BOTTOM, gender="women")
    with pytest.raises(NotEnoughDataError):
        complete([women], [men, SNEAKER], PLAIN, Wish())


def test_the_same_question_has_the_same_answer():
    one, two = (complete([], STOCK[::step], PLAIN, Wish(), count=5) for step in (1, -1))
    assert [o.score for o in one] == pytest.approx([o.score for o in two])
    assert [names(o) for o in one] == [names(o) for o in two]


def test_lifts_of_orders():
    baskets = [["a", "x"]] * 60 + [["b", "y"]] * 60 + [["a", "y"]] * 5 + [["a"]] * 40
    lines = pl.DataFrame(
        [(f"o{k}", name) for k, basket in enumerate(baskets) for name in basket],
        schema=["order_id", "product_id"],
        orient="row",
    )
    kinds = {"a": "t-shirt", "b": "t-shirt", "x": "jeans", "y": "jeans"}
    found = bought_together(lines, kinds)
    assert found.orders == 125
    assert found.products[("a", "x")] > found.products[("a", "y")]
    assert found.products[("a", "x")] > 0
    # Two in every order are a shirt and jeans: chance would have half of them be so.
    assert found.categories[("jeans", "t-shirt")] == pytest.approx(np.log(135 / (62.5 + 10)))
    unseen = Piece("b", "b", "b", "t-shirt", Slot.TOP), Piece("x", "x", "x", "jeans", Slot.BOTTOM)
    assert found.lift(*unseen) == found.categories[("jeans", "t-shirt")]
    assert bought_together(lines.head(0), kinds) == Bought()


def test_a_learnt_model_is_stored_as_numbers_and_asked_in_the_shops_categories(tmp_path):
    rng = np.random.default_rng(0)
    sets = [
        ["Skinny Jeans", "T-Shirts", "Sneakers"] if rng.random() < 0.5
        else ["Pants", "Blouses", "Pumps"] for _ in range(200)
    ]  # fmt: skip
    model = OutfitModel().fit(Outfits.of(sets))
    save_learnt(model, tmp_path / FILE, learnt_from="sets.json")
    learnt = load_learnt(tmp_path)
    assert learnt is not None
    assert learnt.between("jeans", "sneakers") == pytest.approx(
        bridged(model).between("jeans", "sneakers"), abs=1e-4
    )
    assert learnt.between("jeans", "sneakers") > learnt.between("jeans", "pumps")
    assert learnt.between("jeans", "gifts") == 0
    assert Together(learnt=learnt).pair(JEANS, SNEAKER) > Together(learnt=learnt).pair(JEANS, PUMP)
    (tmp_path / FILE).write_text('{"form": 99}')
    with pytest.raises(InputError, match="form 99"):
        load_learnt(tmp_path)
    assert load_learnt(tmp_path / "nowhere") is None


def test_a_capsule_is_the_best_of_all_choices():
    wish = Wish(budget=15_000)
    found = capsule(STOCK, PLAIN, wish, pieces=5, days=2)
    assert found.price <= 15_000
    assert found.gap < 1e-3
    outfits = wearable(STOCK, PLAIN, wish)
    best = 0.0
    for count in range(2, 6):
        for chosen in combinations(STOCK, count):
            if sum(each.price for each in chosen) <= 15_000:
                own = {each.variant_id for each in chosen}
                worth = sorted(
                    (quality(o) for o in outfits if {p.variant_id for p in o.pieces} <= own),
                    reverse=True,
                )
                best = max(best, sum(worth[:8]))
    assert found.value == pytest.approx(best, rel=1e-3)


def test_what_is_owned_is_free_and_every_piece_is_used():
    mine = [
        piece("mine", "jeans", Slot.BOTTOM, 0, owned=True),
        piece("own", "sneakers", Slot.SHOES, 0, owned=True),
    ]
    found = capsule([*mine, TEE, SHIRT], PLAIN, Wish(budget=1_000), pieces=4)
    assert {each.product_id for each in found.pieces} == {"mine", "own", "tee"}
    assert found.price == 1_000
    used = {p.variant_id for outfit in found.outfits for p in outfit.pieces}
    assert used == {each.variant_id for each in found.pieces}


def test_a_week_varies_before_it_repeats():
    outfits = wearable(STOCK, PLAIN, Wish())
    week = plan_week(outfits, 4)
    assert len({tuple(sorted(names(o))) for o in week}) == 4
    short = plan_week(outfits[:2], 5)
    assert len(short) == 5
    assert short[0] != short[1]


def test_capsules_that_cannot_be_are_refused():
    with pytest.raises(InputError):
        capsule(STOCK, PLAIN, Wish(), pieces=1)
    with pytest.raises(NotEnoughDataError, match="budget"):
        capsule(STOCK, PLAIN, Wish(budget=100))
    with pytest.raises(NotEnoughDataError, match="no outfit"):
        capsule([BAG], PLAIN, Wish())


def test_fishers_exact_test_by_hand():
    # 3 of 3 good against 0 of 3: one table of C(6,3) = 20 in each tail
    p = fisher(np.array([3]), np.array([3]), np.array([3]), np.array([6]))
    assert p[0] == pytest.approx(2 / 20)


def test_benjamini_and_hochberg_step_up():
    p = np.array([0.001, 0.2, 0.013, 0.04, 0.9])
    assert discoveries(p, 0.05).tolist() == [True, False, True, False, False]
    assert discoveries(np.array([0.03, 0.04]), 0.05).tolist() == [True, True]
    assert discoveries(np.zeros(0), 0.05).tolist() == []


def test_a_real_difference_is_called_and_chance_is_not():
    rng = np.random.default_rng(0)
    rows = []
    for group in ("pear", "apple"):
        for value in ("v-neck", "crew neck"):
            rate = 0.9 if (group, value) == ("pear", "v-neck") else 0.6
            rows += [(group, "neckline", value, bool(rng.random() < rate)) for _ in range(300)]
    frame = pl.DataFrame(rows, schema=["group", "name", "value", "good"], orient="row")
    found = preferences(frame)
    told = found.filter(pl.col("significant"))
    assert set(told["value"]) == {"v-neck"}
    best = found.filter(pl.col("group") == "pear", pl.col("value") == "v-neck").row(0, named=True)
    # (good + 50 · rate of all) / (300 + 50) lies between the group's own rate and that of all
    assert best["others"] < best["rate"] < 0.92
    with pytest.raises(InputError):
        preferences(frame.drop("good"))
    assert preferences(frame.head(10)).height == 0
