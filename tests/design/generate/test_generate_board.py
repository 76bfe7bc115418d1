"""Boards: distinct, reproducible, within locks, moved by evidence and by feedback."""

import itertools

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.design.generate import Brief, Evidence, Taste, board
from modiste.design.generate.apart import Range, apart
from modiste.design.generate.board import LEAST, descriptors, laid_out
from modiste.design.generate.brief import priced
from modiste.design.generate.cost import PRICES, area, cloth_cost
from modiste.design.generate.evidence import Trend, gathered, mapped
from modiste.design.generate.judge import judge, statements
from modiste.design.generate.rising import risen
from modiste.design.generate.sampling import Sampler
from modiste.design.spec.bases import base
from modiste.design.spec.grammar import check
from modiste.design.spec.slots import build, flatten
from modiste.design.spec.vocabulary import Category
from modiste.design.words import read
from modiste.model.errors import InputError

QUICK = {"tries": 250}


def test_a_board_has_distinct_valid_designs_and_begins_with_the_wish():
    wish = read("navy floral midi dress with puff sleeves").spec
    made = board(wish, 12, seed=3, **QUICK)
    assert len(made.candidates) == 12
    assert made.candidates[0].spec == wish
    drafts = [flatten(each.spec) for each in made.candidates]
    assert min(apart(a, b) for a, b in itertools.combinations(drafts, 2)) == pytest.approx(
        made.closest, abs=1e-4
    )
    assert made.closest >= LEAST
    assert all(each.verdict.why for each in made.candidates)


def test_the_same_seed_gives_the_same_board_and_another_another():
    wish = base("jacket")
    assert board(wish, 5, seed=1, **QUICK) == board(wish, 5, seed=1, **QUICK)
    assert board(wish, 5, seed=1, **QUICK) != board(wish, 5, seed=2, **QUICK)


def test_what_is_locked_stays_and_the_rest_moves():
    found = read("法式碎花长袖连衣裙, 泡泡袖, 雾霾蓝")
    locked = frozenset(found.said) | {"colours"}
    made = board(found.spec, 10, seed=5, taste=Taste(locked=locked), **QUICK)
    for each in made.candidates:
        draft = flatten(each.spec)
        assert {slot: draft[slot] for slot in found.said} == dict(found.said)
        assert each.spec.colours == found.spec.colours
    assert len({each.spec.neckline for each in made.candidates}) > 2


def _share(slot, value, **options):
    made = [board(base("dress"), 12, seed=seed, **QUICK, **options) for seed in range(3)]
    return np.mean([flatten(c.spec)[slot] == value for m in made for c in m.candidates])


def test_likes_and_trends_make_values_likelier_and_dislikes_rarer():
    liked = flatten(read("square neck bishop sleeve dress").spec)
    assert _share("neckline", "square", taste=Taste(likes=[liked])) > _share("neckline", "square")
    rising = Evidence(trends=(Trend("neckline", "square neck", 1.5, 0.95),))
    assert _share("neckline", "square", evidence=rising) > _share("neckline", "square") + 0.2
    shunned = flatten(read("v neck maxi dress with puff sleeves").spec)
    assert _share("neckline", "v", taste=Taste(dislikes=[shunned])) < _share("neckline", "v")


def test_verdicts_say_their_numbers():
    evidence = Evidence(
        trends=(Trend("sleeve", "puff sleeve", 0.34, 0.8), Trend("colour", "navy", -0.2, 0.9)),
        profile={"dress": {"sleeve.type": {"puff": 0.75, "set-in": 0.25}}},
        range=Range(["Ava"], [{"category": "dress", "sleeve.type": "puff"}]),
    )
    spec = read("navy dress with puff sleeves").spec
    verdict = judge(flatten(spec), evidence, Brief(price=8000))
    told = " ".join(en for en, _ in verdict.why)
    assert verdict.known == {"trend", "fit", "novelty", "cost", "restraint"}
    assert "puff sleeve +34% (p 0.80)" in told
    assert "navy -20% (p 0.90)" in told
    assert "sleeve puff: 75% of what sells (1 style)" in told
    assert "nearest style: Ava, 0% apart" in told
    assert verdict.scores["fit"] == 1.0
    assert verdict.scores["novelty"] == 0.0
    # Mean of .34 × .8 and −.2 × .9 is .046; squashed: .5 + .5 tanh(.092).
    assert verdict.scores["trend"] == pytest.approx(0.5459, abs=1e-4)


def test_what_is_not_known_is_neutral_and_says_so():
    verdict = judge(flatten(base("dress")), Evidence(), Brief())
    assert verdict.known == {"restraint"}
    fond = Taste(likes=[flatten(base("dress"))])
    assert judge(flatten(base("dress")), Evidence(), Brief(), fond).scores["liked"] == 0.75
    assert verdict.scores["trend"] == verdict.scores["fit"] == verdict.scores["cost"] == 0.5


def test_a_trend_of_a_category_speaks_of_that_category_alone():
    blazer = Trend("category", "blazer", 1.0, 0.9)
    assert mapped(blazer, "jacket") == {"collar": "notched"}
    assert mapped(blazer, "dress") == {}
    assert mapped(Trend("sleeve", "puff sleeve", 1, 1), "dress") == {"sleeve.type": "puff"}


def test_rising_trends_go_in_where_nothing_asked_for_forbids_them():
    evidence = Evidence(
        trends=(
            Trend("neckline", "halter", 0.9, 0.9),
            Trend("colour", "rust", 0.5, 0.9),
            Trend("pattern", "polka dot", 0.4, 0.9),
            Trend("length", "mini", 0.3, 0.9),
            Trend("sleeve", "bell sleeve", -0.5, 0.9),
            Trend("material", "denim", 0.01, 0.9),
        )
    )
    found = read("midi dress with puff sleeves")
    spec, taken = risen(found.spec, evidence, keep=found.said, count=4)
    # A halter cannot have the sleeves that were asked for, and the length was asked for.
    assert [each.value for each in taken] == ["rust", "polka dot"]
    assert (spec.main.name, spec.print.kind, spec.length) == ("rust", "dot", "midi")
    assert spec.sleeve.type == "puff"
    assert spec.print.colours
    assert risen(found.spec, Evidence(), count=3) == (found.spec, ())


def test_what_the_brand_never_sold_so_has_no_share_to_tell():
    evidence = Evidence(profile={"dress": {"length": {"maxi": 1.0}}})
    verdict = judge(flatten(base("dress")), evidence, Brief())
    assert verdict.scores["fit"] == 0.0
    assert verdict.why[0] == ("brand fit 0%", "品牌契合度 0%")


def test_a_price_is_met_or_costs_points():
    draft = flatten(base("dress"))
    cost = cloth_cost(draft)
    rich, poor = Brief(price=cost * 20), Brief(price=cost * 5, cloth_share=0.1)
    assert judge(draft, Evidence(), rich).scores["cost"] == 1.0
    assert judge(draft, Evidence(), poor).scores["cost"] == pytest.approx(0.0, abs=0.01)
    assert "over the" in judge(draft, Evidence(), poor).why[0][0]


def test_a_price_in_another_currency_is_not_compared_with_euros():
    verdict = judge(flatten(base("dress")), Evidence(), Brief(price=30000, currency="CNY"))
    assert "cost" not in verdict.known
    assert verdict.why[1][0] == "the price is in CNY, so it is not compared"


@pytest.mark.parametrize(
    ("text", "price", "currency", "rest"),
    [
        ("navy dress under 80 EUR", 8000, "EUR", "navy dress"),
        ("连衣裙 300元以内", 30000, "CNY", "连衣裙"),
        ("coat, max €199.90", 19990, "EUR", "coat,"),
        ("navy dress", None, "EUR", "navy dress"),
        ("1970s dress, 3 tiers", None, "EUR", "1970s dress, 3 tiers"),
        ("dress " + "9" * 400 + " EUR", 999999900, "EUR", "dress " + "9" * 393),
    ],
)
def test_a_price_in_words(text, price, currency, rest):
    brief, words = priced(text)
    assert (brief.price, brief.currency, words) == (price, currency, rest)


def test_wider_longer_and_dearer_cloth_costs_more():
    dress = flatten(base("dress"))
    assert area(dress | {"length": "maxi"}) > area(dress) > area(dress | {"length": "mini"})
    assert area(dress | {"fit": "oversized"}) > area(dress)
    assert area(dress | {"audience": "children"}) < 0.7 * area(dress)
    assert cloth_cost(dress | {"fabric.material": "silk"}) > 4 * cloth_cost(dress)
    assert 1.8 < area(dress) < 3.2
    assert set(PRICES) == {str(m) for m in type(base("dress").fabric.material)}


def test_distance_is_a_measure():
    a, b = flatten(base("dress")), flatten(read("black halter maxi dress").spec)
    assert apart(a, a) == 0
    assert apart(a, b) == apart(b, a) > 0.3
    assert apart(a, flatten(base("coat"))) == 1


def test_the_range_names_the_nearest_style():
    shop = Range(
        ["Ava", "Bea", "Cleo"],
        [
            {"category": "dress", "neckline": "v", "length": "maxi"},
            {"category": "dress", "neckline": "crew", "length": "midi"},
            {"category": "skirt", "length": "knee"},
        ],
    )
    draft = flatten(base("dress"))
    far, name = shop.nearest(draft)
    assert name == "Bea"
    assert far == pytest.approx((0 + 4 * 0.55) / 8)
    assert shop.nearest(flatten(base("coat"))) == (1.0, "Ava")


def test_evidence_from_tables_weighs_by_sell_through():
    attributes = pl.DataFrame(
        [
            ("a", "category", "dresses", 1.0),
            ("a", "neckline", "square neck", 0.9),
            ("a", "colour", "navy", 0.9),
            ("b", "category", "dresses", 1.0),
            ("b", "neckline", "v-neck", 0.9),
            ("b", "sleeve", "puff sleeve", 0.3),  # too unsure
            ("c", "category", "bags", 1.0),  # nothing to draw
        ],
        schema=["product_id", "name", "value", "confidence"],
        orient="row",
    )
    readings = pl.DataFrame(
        {
            "series_id": ["1", "2", "3"],
            "name": ["neckline", "neckline", "colour"],
            "value": ["square neck", "square neck", "lilac"],
            "change": [0.1, 0.4, 4e9],
            "confidence": [0.5, 0.9, 0.6],
            "market": ["de", "fr", None],
        }
    )
    found = gathered(attributes, {"a": "Ava"}, {"a": 0.9, "b": 0.3}, readings)
    assert found.profile == {
        "dress": {"neckline": {"square": 0.75, "v": 0.25}, "print.kind": {"solid": 1.0}}
    }
    assert found.support == {"dress": {"neckline": 2, "print.kind": 2}}
    assert found.trends == (
        Trend("neckline", "square neck", 0.4, 0.9, "fr"),
        Trend("colour", "lilac", 3.0, 0.6),
    )
    assert found.range.names == ("Ava", "b")
    assert list(found.colours.values()) == [1.0]


@given(st.sampled_from(list(Category)), st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_everything_that_is_sampled_or_crossed_can_be_made(category, seed):
    sampler = Sampler(np.random.default_rng(seed))
    start = flatten(base(category))
    one = sampler.mutated(start, 8)
    two = sampler.mutated(one, 8)
    for draft in (one, two, sampler.crossed(one, two)):
        assert check(draft) == ()
        assert build(draft).category == category
        cell = descriptors(draft)
        assert all(0 <= value <= 3 for value in cell.values())
        assert statements(draft) >= cell["ornament"]


def test_boards_that_cannot_be_are_refused():
    with pytest.raises(InputError, match="1 to 60"):
        board(base("dress"), 0)
    with pytest.raises(InputError, match="several categories"):
        board([base("dress"), base("coat")], 3)
    with pytest.raises(InputError, match="price"):
        Brief(price=0)


def test_designs_laid_out_are_left_as_they_are():
    specs = [base("dress"), base("coat")]
    made = laid_out(specs)
    assert [each.spec for each in made.candidates] == specs
    assert made.closest == 1.0
