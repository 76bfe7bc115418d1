"""A small shop from its tables to answers: consent, tastes, edits, sizes, rules, reasons."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from shoplake import AS_OF, ago, buy, buys, edit, person, settings, stock, style, visit

from modiste.model.errors import InputError, UnknownNameError
from modiste.recommend.building import build_index, read_facts
from modiste.recommend.index import Ask
from modiste.recommend.profile import likings
from modiste.recommend.recipe import Recipe
from modiste.recommend.similar import alike, together, worn_with

PLAIN = {
    "one_colour": False, "category_share": 1.0, "brand_share": 1.0, "return_risk": 0.0,
    "freshness": 0.0, "fairness": 0.0, "repeat_days": 0,
}  # fmt: skip


@pytest.fixture
def shop(lake):
    """Navy and red dresses in two sizes, trousers and bags; Ann likes navy, Bea red."""
    for name in ("d1", "d2", "d3", "d4"):
        style(lake, name, ["navy", "red"], ["S", "M"])
    style(lake, "t1", ["black"], ["S", "M"], category="trousers")
    style(lake, "b1", ["black"], ["one size"], category="bags")
    person(lake, "ann", "bea", "cat")
    person(lake, *(f"extra{n}" for n in range(6)), profiling_consent=False)
    buys(
        lake,
        *((who, f"d{n + 1}-{variant}", 20 + n, 1)
          for n in range(3) for who, variant in (("ann", "navy-M"), ("bea", "red-S"))),
        *((f"extra{n}", f"d{n % 3 + 1}-red-M", 5 + n, 1) for n in range(6)),
        ("ann", "b1-black-one size", 20, 1),
        ("bea", "b1-black-one size", 21, 1),
    )  # fmt: skip
    return lake


def index_of(lake, **recommend):
    facts = read_facts(lake.snapshot(), settings(**{**PLAIN, **recommend}), AS_OF)
    return build_index(facts, settings(**{**PLAIN, **recommend}), run_id="run", recipe=Recipe())


def names(index, ask):
    return [(pick.product_id, pick.colour) for pick in index.recommend(ask)]


def test_tastes_decide_who_sees_what(shop):
    index = index_of(shop)
    ann, bea = (names(index, Ask(name, k=4)) for name in ("ann", "bea"))
    fourth = [("d4", "navy"), ("d4", "red")]
    assert [pick for pick in names(index, Ask("ann", k=10)) if pick in fourth] == fourth
    assert [pick for pick in names(index, Ask("bea", k=10)) if pick in fourth] == fourth[::-1]
    assert ann != bea


def test_people_who_did_not_agree_are_answered_like_visitors(shop):
    person(shop, "no", profiling_consent=False)
    person(shop, "unasked", profiling_consent=None)
    for who in ("no", "unasked"):
        for n in range(4):
            buy(shop, who, f"d{n + 1}-navy-S", days=3)
    index = index_of(shop)
    nobody = names(index, Ask(k=6))
    assert names(index, Ask("no", k=6)) == names(index, Ask("unasked", k=6)) == nobody
    assert index.person("no") is None
    asked = index_of(shop, unasked=True)
    assert asked.person("unasked") is not None
    assert asked.person("no") is None
    assert index.query(Ask("no")).items.size == 0


def test_edits_overrule_what_was_learnt_and_can_be_read(shop):
    edit(shop, "ann", "colour", "navy", "avoid")
    edit(shop, "bea", "colour", "*", "ignore")
    edit(shop, "cat", "colour", "navy", "like")
    index = index_of(shop)
    fourth = {("d4", "navy"), ("d4", "red")}

    def first(who):
        return next(pick for pick in names(index, Ask(who, k=10)) if pick in fourth)

    assert first("ann") == ("d4", "red")
    assert not any(colour == "navy" for _, colour in names(index, Ask("ann", k=20)))
    assert first("cat") == ("d4", "navy")
    lines = {
        (line.name, line.value): line for line in likings(index.query(Ask("ann")), index.blend)
    }
    assert lines["colour", "navy"].liking == pytest.approx(-4.0)
    assert lines["colour", "navy"].said
    bea = {line.name for line in likings(index.query(Ask("bea")), index.blend)}
    assert "colour" not in bea
    assert "category" in bea


def test_an_erased_profile_forgets_what_was_before_and_learns_again(shop):
    edit(shop, "ann", "*", "*", "erase", days=10)
    index = index_of(shop)
    assert index.query(Ask("ann")).items.size == 0
    assert index.slots(Ask("ann")) is None
    visit(shop, "ann", "like", "d4-navy-M", days=2)
    assert index_of(shop).query(Ask("ann")).items.size == 1


def test_an_erasure_counts_whatever_the_day_that_is_asked_for(shop):
    edit(shop, "ann", "*", "*", "erase", days=-300)
    assert index_of(shop).query(Ask("ann")).items.size == 0


def test_the_index_forgets_a_person_at_once(shop):
    index = index_of(shop)
    assert index.slots(Ask("ann")) is not None
    index.forget("ann")
    assert names(index, Ask("ann", k=6)) == names(index, Ask(k=6))
    assert index.slots(Ask("ann")) is None


def test_stated_tastes_serve_people_without_a_history(shop):
    person(shop, "new", tastes=["colour:navy", "colour:unheard of", "nonsense"])
    index = index_of(shop)
    dresses = [pick for pick in names(index, Ask("new", k=10)) if pick[0] == "d4"]
    assert dresses[0] == ("d4", "navy")
    reason = next(p.reason for p in index.recommend(Ask("new", k=10))
                  if (p.product_id, p.colour) == ("d4", "navy"))  # fmt: skip
    assert "navy that you asked for" in reason


def test_shared_interests_count_with_consent_alone_and_less_than_stated_tastes(shop):
    shared = ["#navydresses", "Sunday roasts"]
    person(shop, "new", interests=shared, social_consent=True)
    person(shop, "shy", interests=shared)
    person(shop, "both", interests=["red dresses"], social_consent=True, tastes=["colour:navy"])
    index = index_of(shop)
    assert index.persons["new"].interests == ("category:dresses", "colour:navy")
    assert index.persons["shy"].interests == ()
    dresses = [pick for pick in names(index, Ask("new", k=10)) if pick[0] == "d4"]
    assert dresses[0] == ("d4", "navy")
    reason = next(p.reason for p in index.recommend(Ask("new", k=10))
                  if (p.product_id, p.colour) == ("d4", "navy"))  # fmt: skip
    assert "navy among the interests that you shared" in reason
    both = [pick for pick in names(index, Ask("both", k=10)) if pick[0] == "d4"]
    assert both[0] == ("d4", "navy")
    edit(shop, "new", "*", "*", "erase", days=1)
    assert index_of(shop).persons["new"].interests == ()


def test_only_what_is_there_in_the_size_is_shown_with_its_variant(shop):
    stock(shop, d4_navy_S=3, d4_navy_M=0, d4_red_S=1, d4_red_M=1)
    index = index_of(shop)
    ann = {(p.product_id, p.colour): p.variant_id for p in index.recommend(Ask("ann", k=10))}
    assert ("d4", "navy") not in ann
    assert ann["d4", "red"] == "d4-red-M"
    assert ann["b1", "black"] == "b1-black-one size"
    asked = {p.product_id: p.variant_id for p in index.recommend(Ask("ann", sizes=("S",), k=10))
             if p.colour == "navy"}  # fmt: skip
    assert asked["d4"] == "d4-navy-S"
    lax = index_of(shop, in_size=False)
    assert ("d4", "navy") in names(lax, Ask("ann", k=10))


def test_sizes_learn_from_fit_and_pass_to_groups_of_the_same_scale(shop):
    for n in range(4):
        visit(shop, "cat", "rate", f"d{n + 1}-navy-S", days=4, fit="small", rating=3.0)
    index = index_of(shop)
    group = int(index.assortment.shelf.group[index.item_of("d1")])
    assert index.assortment.shelf.sizes[group][index.slots(Ask("cat"))[group]] == "M"
    trousers = int(index.assortment.shelf.group[index.item_of("t1")])
    assert trousers != group
    assert index.assortment.shelf.sizes[trousers][index.slots(Ask("ann"))[trousers]] == "M"
    assert index.size_evidence("ann", trousers) == 0.0
    assert index.size_evidence("ann", group) > 2.0


def test_what_was_bought_lately_and_what_lies_in_the_basket_is_not_shown(shop):
    index = index_of(shop, repeat_days=60)
    shown = names(index, Ask("ann", k=20))
    assert ("d1", "navy") not in shown
    assert ("d1", "red") in shown
    basket = names(index, Ask(items=(index.item_of("d4-red-S"),), k=20))
    assert {product for product, _ in basket}.isdisjoint({"d4"})


def test_one_colour_of_a_style_and_variety_of_categories(shop):
    index = index_of(shop, one_colour=True)
    shown = [product for product, _ in names(index, Ask("ann", k=6))]
    assert len(set(shown)) == len(shown)
    moved = [pick.moved for pick in index.recommend(Ask("ann", k=6)) if pick.moved]
    assert {each.rule for moves in moved for each in moves} == {"one colour"}


def test_returns_lower_an_item(shop):
    kept = [(f"k{n}", "d4-red-S", 30, 1) for n in range(30)]
    sent = [(f"r{n}", "d4-navy-S", days, q) for n in range(30) for days, q in ((30, 1), (25, -1))]
    buys(shop, *kept, *sent)
    plain, careful = index_of(shop), index_of(shop, return_risk=3.0)
    before = names(plain, Ask(k=10)).index(("d4", "navy"))
    after = names(careful, Ask(k=10)).index(("d4", "navy"))
    assert after > before


def test_reasons_name_what_they_took_in_both_languages(shop):
    index = index_of(shop)
    told = [pick.reason for pick in index.recommend(Ask("ann", k=10))]
    assert all(told)
    assert any("matches your taste for navy" in reason for reason in told)
    chinese = build_index(
        read_facts(shop.snapshot(), settings(**PLAIN), AS_OF),
        settings(**PLAIN).model_copy(
            update={"brand": settings().brand.model_copy(update={"language": "zh"})}
        ),
        run_id="run",
        recipe=Recipe(),
    )
    assert any("符合您对藏青色的喜好" in p.reason for p in chinese.recommend(Ask("ann", k=10)))
    assert all(p.reason == "" for p in index.recommend(Ask("ann", k=3, explain=False)))


def test_an_empty_and_a_one_item_shop_answer(lake):
    assert index_of(lake).recommend(Ask("anybody", k=3)) == []
    style(lake, "d1", ["navy"], ["S"])
    person(lake, "ann")
    assert names(index_of(lake), Ask("ann", k=3)) == [("d1", "navy")]
    buy(lake, "ann", "d1-navy-S", days=3)
    assert names(index_of(lake), Ask("ann", k=3)) == [("d1", "navy")]
    assert names(index_of(lake, repeat_days=30), Ask("ann", k=3)) == []


def test_a_style_that_nobody_bought_can_be_shown(shop):
    style(shop, "fresh", ["navy"], ["M"], launched_on=AS_OF)
    shown = names(index_of(shop), Ask("ann", k=12))
    assert ("fresh", "navy") in shown


def test_unknown_items_and_empty_lists_are_told(shop):
    index = index_of(shop)
    with pytest.raises(UnknownNameError, match="no such item"):
        index.item_of("d99")
    with pytest.raises(InputError, match="0 items"):
        index.recommend(Ask(k=0))


def test_future_purchases_are_not_looked_at(shop):
    before = index_of(shop)
    buy(shop, "ann", "t1-black-M", days=-2)
    after = index_of(shop)
    assert len(after.journal) == len(before.journal)
    assert after.as_of == AS_OF == dt.date(2026, 6, 1)
    assert ago(-2) > ago(0)


def test_items_alike_share_attributes_and_are_no_other_colours(shop):
    index = index_of(shop)
    found = alike(index, index.item_of("d1-navy-M"), 3)
    assert all(each.product_id != "d1" for each in found)
    assert [each.colour for each in found][:2] == ["navy", "navy"]
    assert "navy" in found[0].reason


def test_worn_with_is_of_another_part_of_the_body_and_bought_together(shop):
    index = index_of(shop)
    found = worn_with(index, index.item_of("d1-navy-M"), 5)
    assert found[0].product_id == "b1"
    assert all(each.product_id in {"b1"} for each in found)  # a dress needs no trousers
    assert "people take both" in found[0].reason
    lifted = together(index.journal, index.item_of("d1-navy-M"))
    assert lifted[index.item_of("b1")] > 1
    assert together(index.journal, index.item_of("t1")) == pytest.approx(np.ones(len(lifted)))


def test_a_list_may_be_longer_than_the_usual_number_of_candidates(shop):
    index = replace(index_of(shop), candidates=2)
    assert len(index.recommend(Ask("ann", k=8))) == 8


def test_a_ranker_that_harms_visitors_is_kept_from_them(shop):
    class Backwards:
        """Orders candidates the other way round."""

        def scores(self, query, found):
            del query
            return -found.scores

    plain = index_of(shop)
    turned = replace(plain, ranker=Backwards(), ranker_for_all=False)
    assert names(turned, Ask(k=6)) == names(plain, Ask(k=6))
    assert names(turned, Ask("ann", k=6)) != names(plain, Ask("ann", k=6))
    assert names(replace(turned, ranker_for_all=True), Ask(k=6)) != names(plain, Ask(k=6))
