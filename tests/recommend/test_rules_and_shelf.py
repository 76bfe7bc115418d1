"""What may be shown, and what rules do to a list."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shoplake import AS_OF, END, ago, buy, rows, stock, style

from modiste.recommend.assortment import JOIN, read_assortment
from modiste.recommend.eligibility import ABSENT, THERE, UNKNOWN
from modiste.recommend.rules import Limit, Nudge, apply_rules


def shelf_of(lake, as_of=AS_OF, end=END):
    return read_assortment(lake.snapshot(), as_of, end)


def state(found, item, size):
    code = found.table["item"].to_list().index(item)
    return found.shelf.stock[code, found.shelf.slot(int(found.shelf.group[code]), size)]


def test_unknown_stock_is_not_nought_and_sales_since_the_count_count(lake):
    style(lake, "dress", ["navy"], ["S", "M", "L", "XL"])
    stock(lake, dress_navy_S=0, dress_navy_M=None, dress_navy_L=1)
    buy(lake, "ann", "dress-navy-L", days=0.5)
    found = shelf_of(lake)
    states = {size: state(found, "dress", size) for size in ("S", "M", "L", "XL")}
    assert states == {"S": ABSENT, "M": UNKNOWN, "L": ABSENT, "XL": UNKNOWN}


def test_some_anywhere_is_there(lake):
    style(lake, "dress", ["navy"], ["S", "M"])
    stock(lake, dress_navy_S=0, dress_navy_M=0)
    stock(lake, location="store", dress_navy_S=2, dress_navy_M=None)
    found = shelf_of(lake)
    assert state(found, "dress", "S") == THERE
    assert state(found, "dress", "M") == UNKNOWN


def test_people_see_what_is_there_in_their_size(lake):
    style(lake, "dress", ["navy", "red"], ["S", "M"])
    style(lake, "bag", ["navy"], ["one size"], category="bags")
    stock(lake, dress_navy_S=1, dress_navy_M=0, dress_red_S=0, dress_red_M=3, bag_navy_one_size=0)
    lake.upsert(
        "stock",
        rows("stock", {"variant_id": "bag-navy-one size", "location_id": "web",
                       "counted_at": ago(1), "on_hand": 0}),
    )  # fmt: skip
    found = shelf_of(lake)
    items = found.table["item"].to_list()
    assert items == ["bag", f"dress{JOIN}navy", f"dress{JOIN}red"]
    slots = np.full(len(found.shelf.groups), -1)
    group = int(found.shelf.group[1])
    slots[group] = found.shelf.slot(group, "M")
    assert found.shelf.allowed(slots).tolist() == [False, False, True]
    assert found.shelf.allowed(slots, np.array([2, 0])).tolist() == [True, False]
    assert found.shelf.allowed().tolist() == [False, True, True]
    assert found.shelf.allowed(in_stock=False).all()


def test_only_what_is_sold_now_is_on_sale_and_the_past_is_read_as_it_was(lake):
    day = dt.timedelta(days=1)
    style(lake, "now", ["navy"], ["S"], launched_on=AS_OF)
    style(lake, "soon", ["navy"], ["S"], launched_on=AS_OF + day)
    style(lake, "gone", ["navy"], ["S"], ended_on=AS_OF - day, status="archived")
    style(lake, "draft", ["navy"], ["S"], status="draft")
    sold = dict(
        zip(*(shelf_of(lake).table["item"].to_list(), shelf_of(lake).shelf.on_sale), strict=True)
    )
    assert sold == {"now": True, "soon": False, "gone": False, "draft": False}
    earlier = shelf_of(lake, AS_OF - day, END - day)
    assert dict(zip(earlier.table["item"], earlier.shelf.on_sale, strict=True))["gone"]


def test_traits_come_from_columns_and_words(lake):
    style(lake, "dress", ["navy blue"], ["S"], title="Silk midi dress", pattern="floral",
          material="silk")  # fmt: skip
    traits = shelf_of(lake).catalogue.traits
    shown = {name: [trait.values[c] for c in trait.codes[0] if c < len(trait.values)]
             for name, trait in traits.items()}  # fmt: skip
    assert shown["colour"] == ["navy"]
    assert shown["pattern"] == ["floral"]
    assert shown["material"] == ["silk"]
    assert shown["length"] == ["midi"]
    assert shown["category"] == ["sheath-dress"]


def test_a_nudge_moves_and_says_so():
    items, scores = np.array([0, 1, 2]), np.array([3.0, 2.9, 1.0], dtype=np.float32)
    margin = Nudge("margin", np.array([0.0, 1.0, 0.0], dtype=np.float32), 0.5)
    found = apply_rules(items, scores, 2, (margin,), ())
    assert found.items.tolist() == [1, 0]
    assert found.scores == pytest.approx([3.4, 3.0])
    assert [(m.rule, m.before, m.after) for m in found.moved[1]] == [("margin", 2, 1)]
    off = apply_rules(items, scores, 2, (Nudge("margin", margin.value, 0.0),), ())
    assert off.items.tolist() == [0, 1]
    assert not off.moved


def test_a_limit_keeps_lists_varied_and_tells_who_fell_out():
    items = np.arange(5)
    scores = -np.arange(5, dtype=np.float32)
    group = np.array([7, 7, 7, 8, -1])
    found = apply_rules(items, scores, 4, (), (Limit("category share", group, 0.5),))
    assert found.items.tolist() == [0, 1, 3, 4]
    assert [(m.before, m.after) for m in found.moved[2]] == [(3, None)]
    assert [(m.before, m.after) for m in found.moved[4]] == [(None, 4)]


def test_a_shop_of_one_category_still_fills_its_page():
    items = np.arange(4)
    found = apply_rules(
        items, -items.astype(np.float32), 4, (), (Limit("c", np.zeros(4, dtype=int), 0.25),)
    )
    assert found.items.tolist() == [0, 1, 2, 3]
    assert not found.moved


def test_a_share_of_one_switches_a_limit_off_and_a_small_one_allows_one():
    limit = Limit("one colour", np.zeros(3, dtype=int), 0.0)
    assert limit.most(12) == 1
    off = apply_rules(np.arange(3), np.zeros(3, np.float32), 2, (), (Limit("c", limit.group, 1.0),))
    assert not off.moved


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=20),
    st.integers(1, 12),
    st.floats(0, 1),
)
def test_rules_never_lose_or_repeat_an_item(groups, k, share):
    items = np.arange(len(groups))
    found = apply_rules(
        items,
        -items.astype(np.float32),
        k,
        (Nudge("n", np.array(groups, dtype=np.float32), 1.0),),
        (Limit("l", np.array(groups), share),),
    )
    assert len(found.items) == min(k, len(groups))
    assert len(set(found.items.tolist())) == len(found.items)
    enough = sum(min(groups.count(g), Limit("l", items, share).most(k)) for g in set(groups)) >= k
    if enough and share < 1:
        chosen = [groups[item] for item in found.items]
        assert max(chosen.count(g) for g in chosen) <= Limit("l", items, share).most(k)
