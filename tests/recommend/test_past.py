"""The journal that tables make: what counts, how much, and for whom."""

from __future__ import annotations

import numpy as np
import pytest
from shoplake import AS_OF, END, ago, buy, buys, edit, person, settings, style, visit

from modiste.recommend.assortment import read_assortment
from modiste.recommend.building import brand_gap, read_facts
from modiste.recommend.past import DISLIKED, RETURNED, WEIGHTS, return_rates


@pytest.fixture
def shop(lake):
    style(lake, "d1", ["navy", "red"], ["S", "M", "L"], brand="North")
    style(lake, "d2", ["navy"], ["S", "M", "L"], brand="South")
    person(lake, "ann", birth_decade=1980, country="FR", height_cm=168.0)
    person(lake, "no", birth_decade=1970, profiling_consent=False)
    return lake


def facts(lake, **recommend):
    return read_facts(lake.snapshot(), settings(**recommend), AS_OF)


def rows(found, who):
    """Weights of a person's rows by item and whether they bought."""
    journal = found.journal
    code = journal.users.to_list().index(who)
    mine = journal.user == code
    names = journal.items.gather(journal.item[mine]).to_list()
    return {
        (name, bool(bought)): float(weight)
        for name, bought, weight in zip(
            names, journal.bought[mine], journal.weight[mine], strict=True
        )
    }


def test_purchases_returns_ratings_and_visits_weigh_differently(shop):
    buy(shop, "ann", "d1-navy-M", days=9)
    buy(shop, "ann", "d1-red-M", days=8)
    buy(shop, "ann", "d1-red-M", days=5, quantity=-1)
    buy(shop, "ann", "d2-navy-M", days=7)
    visit(shop, "ann", "rate", "d2-navy-M", days=6, rating=2.0, occasion="Work")
    visit(shop, "ann", "view", "d1-red-S", days=3)
    visit(shop, "ann", "like", "d1-red-S", days=3)
    found = facts(shop)
    expected = {
        ("d1␟navy", True): 1.0, ("d1␟red", True): RETURNED, ("d2", True): DISLIKED,
        ("d1␟red", False): WEIGHTS["like"],
    }  # fmt: skip
    assert rows(found, "ann") == pytest.approx(expected)
    occasion = found.journal.axes["occasion"]
    assert occasion.values == ("work",)
    assert (occasion.codes >= 0).sum() == 1


def test_a_look_on_the_day_of_the_purchase_is_part_of_it(shop):
    buy(shop, "ann", "d1-navy-M", days=9)
    visit(shop, "ann", "view", "d1-navy-M", days=8.9)
    assert rows(facts(shop), "ann") == {("d1␟navy", True): 1.0}


def test_purchases_of_those_who_said_no_count_without_a_name_and_their_visits_do_not(shop):
    buy(shop, "no", "d1-navy-M", days=9)
    buy(shop, None, "d1-navy-S", days=9)
    visit(shop, "no", "like", "d1-red-M", days=3)
    journal = facts(shop).journal
    assert journal.users.to_list() == []
    assert journal.user.tolist() == [-1, -1]
    assert journal.bought.all()
    assert (journal.axes["age"].codes == -1).all()
    assert journal.interactions().events.size == 0


def test_circumstances_are_those_of_person_and_variant(shop):
    buy(shop, "ann", "d1-navy-L", days=9)
    axes = facts(shop).journal.axes
    said = {name: axis.values[int(axis.codes[0])] for name, axis in axes.items()
            if axis.codes[0] >= 0}  # fmt: skip
    assert said == {
        "age": "1980", "country": "FR", "height": "165", "size": "largest", "month": "5",
    }  # fmt: skip


def test_an_erased_past_counts_without_a_name(shop):
    buy(shop, "ann", "d1-navy-M", days=9)
    edit(shop, "ann", "*", "*", "erase", days=5)
    buy(shop, "ann", "d2-navy-M", days=2)
    found = facts(shop)
    assert rows(found, "ann") == {("d2", True): 1.0}
    assert (found.journal.user == -1).sum() == 1


def test_only_the_history_asked_for_is_read(shop):
    buy(shop, "ann", "d1-navy-M", days=100)
    assert len(facts(shop, history_days=120).journal) == 1
    assert len(facts(shop, history_days=90).journal) == 0


def test_visits_of_styles_without_a_variant_and_purchases_without_sales_count(shop):
    visit(shop, "ann", "purchase", "d2-navy-M", days=4)
    visit(shop, "ann", "view", "d1", days=3)
    assert rows(facts(shop), "ann") == pytest.approx(
        {("d2", True): 1.0, ("d1␟navy", False): WEIGHTS["view"]}
    )


def test_return_rates_are_drawn_to_those_of_their_category(shop):
    buys(shop, *((f"x{n}", "d1-navy-M", 9, 1) for n in range(20)),
         *((f"x{n}", "d1-navy-M", 5, -1) for n in range(10)))  # fmt: skip
    found = read_assortment(shop.snapshot(), AS_OF, END)
    rates = return_rates(shop.snapshot(), found, start=ago(50), end=END)
    kind = (10 + 50 * 0.5) / (20 + 50)
    assert rates[0] == pytest.approx((10 + 20 * kind) / 40)
    assert rates[2] == pytest.approx(kind)
    none = return_rates(shop.snapshot(), found, start=ago(1), end=END)
    assert not none.any()


def test_brands_that_sell_less_than_their_share_of_the_range_are_raised(shop):
    buys(shop, *((f"x{n}", "d2-navy-M", 2, 1) for n in range(10)))
    gap = brand_gap(facts(shop))
    north, south = gap[0], gap[2]
    assert north == pytest.approx(np.log((2 / 3 + 0.05) / 0.05))
    assert south == pytest.approx(np.log((1 / 3 + 0.05) / 1.05))
