"""General knowledge: slots, colours, occasions, seasons and what garments emphasise."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from modiste.model.errors import InputError, UnknownNameError
from modiste.model.taxonomy import taxonomy
from modiste.styling.advice import EFFECTS, advise, looks_for, stated_shape, words
from modiste.styling.bridge import shop_category
from modiste.styling.harmony import harmony, of_oklch, outfit_harmony
from modiste.styling.language import spoken
from modiste.styling.occasions import (
    OCCASIONS,
    Occasions,
    distribution,
    occasion_named,
    occasion_or_none,
    rule_weights,
)
from modiste.styling.pieces import Piece, one_currency, wearable_together
from modiste.styling.seasons import season_named, season_of, season_weight, warmth
from modiste.styling.shape import Shape
from modiste.styling.slots import Slot, excluded, missing, slot_of


@pytest.mark.parametrize(
    ("category", "slot"),
    [
        ("t-shirt", Slot.TOP), ("sweater", Slot.TOP), ("cardigan", Slot.LAYER),
        ("blazer", Slot.LAYER), ("suit", None), ("jeans", Slot.BOTTOM), ("skirts", Slot.BOTTOM),
        ("evening-gown", Slot.DRESS), ("jumpsuit", Slot.DRESS), ("coat", Slot.OUTER),
        ("pumps", Slot.SHOES), ("shoes-group", Slot.SHOES), ("tote-bag", Slot.BAG),
        ("suitcase", None), ("belts", Slot.ACCESSORY), ("gifts", None), ("briefs", None),
        (None, None), ("no-such-key", None),
    ],
)  # fmt: skip
def test_slots_of_categories(category, slot):
    assert slot_of(category) is slot


def test_every_rule_names_keys_of_the_taxonomy():
    from modiste.styling import advice, occasions, seasons, slots

    keys = {*slots._OF_CATEGORY, *slots._OF_TYPE, *occasions._CATEGORY, *occasions._TYPE}
    keys |= {*advice._CATEGORY_DOES, *seasons._WARMTH}
    assert keys - set(taxonomy()) == set()


def test_a_dress_rules_out_top_and_bottom_and_the_other_way_round():
    assert excluded([Slot.DRESS]) == {Slot.DRESS, Slot.TOP, Slot.BOTTOM}
    assert excluded([Slot.TOP]) == {Slot.TOP, Slot.DRESS}
    assert excluded([Slot.ACCESSORY]) == set()
    sold = set(Slot)
    assert missing([Slot.TOP], sold) == [Slot.BOTTOM, Slot.SHOES]
    assert missing([Slot.DRESS, Slot.SHOES], sold) == []
    assert missing([Slot.BAG], sold) == [Slot.TOP, Slot.BOTTOM, Slot.SHOES]
    assert missing([Slot.BAG], {Slot.DRESS}) == [Slot.DRESS]


@pytest.mark.parametrize(
    ("left", "right", "scheme"),
    [
        ("black", "red", "neutral"), ("navy", "camel", "neutral"), ("unheard of", "red", "unknown"),
        (None, "red", "unknown"), ("red", "light red", "tonal"),
    ],
)  # fmt: skip
def test_schemes_of_named_colours(left, right, scheme):
    assert harmony(left, right).scheme == scheme
    assert harmony(left, right) == harmony(right, left)


def test_schemes_by_angle():
    def scheme(angle: float, chroma: float = 0.15) -> str:
        return of_oklch((0.6, chroma, 20.0), (0.6, chroma, 20.0 + angle), neutral=False).scheme

    assert [scheme(a) for a in (10, 45, 80, 120, 180, 350)] == [
        "tonal", "analogous", "contrast", "triadic", "complementary", "tonal",
    ]  # fmt: skip
    assert scheme(80, chroma=0.03) == "muted"


def test_contrast_of_lightness_helps_and_loud_hues_argue():
    dark, light = (0.3, 0.12, 30.0), (0.8, 0.12, 35.0)
    assert of_oklch(dark, light, neutral=False).score > of_oklch(dark, dark, neutral=False).score
    loud = of_oklch((0.6, 0.2, 30.0), (0.6, 0.2, 110.0), neutral=False)
    soft = of_oklch((0.6, 0.08, 30.0), (0.6, 0.08, 110.0), neutral=False)
    assert loud.score < soft.score


def test_too_many_hues_and_patterns_cost():
    plain = [False] * 5
    calm = outfit_harmony(["black", "white", "red", "grey", "navy"], plain)
    busy = outfit_harmony(["green", "orange", "red", "purple", "yellow"], plain)
    assert busy < calm
    two = outfit_harmony(["black", "white"], [True, True])
    assert two == pytest.approx(outfit_harmony(["black", "white"], [True, False]) - 0.15)
    assert outfit_harmony(["red"], [False]) == 1.0


def test_occasions_by_words_in_two_languages():
    assert occasion_named("wedding") == occasion_named("婚礼") == "wedding guest"
    assert occasion_named(" Work ") == occasion_named("通勤") == "work"
    assert occasion_or_none("formal affair") == "formal"
    assert occasion_or_none("picnic") is None
    with pytest.raises(UnknownNameError):
        occasion_named("picnic")


def test_general_knowledge_of_occasions():
    def best(category: str, *attributes: tuple[str, str]) -> str:
        chance = distribution(rule_weights(category, attributes))
        assert chance.sum() == pytest.approx(1)
        return OCCASIONS[int(chance.argmax())]

    assert best("evening-gown") == "formal"
    assert best("blazer") == "work"
    assert best("sports-leggings") == "sport"
    assert best("jeans") == "everyday"
    assert best("shorts") == "vacation"
    assert best("dresses", ("occasion", "work")) == "work"
    assert distribution(rule_weights(None, [])) == pytest.approx(np.full(9, 1 / 9))


def test_suiting_is_relative_to_the_range():
    base = distribution(np.zeros(9))
    chance = base.copy()
    at = OCCASIONS.index("party")
    chance[at] *= 2
    worn = Occasions(chance / chance.sum(), base)
    assert worn.suits("party") == pytest.approx(np.log(2 / (1 + 1 / 9)))
    assert worn.suits("work") < 0
    assert worn.likeness(worn) == pytest.approx(1)


def test_seasons():
    assert season_named("冬") == "winter"
    assert season_of(dt.date(2026, 1, 5)) == "winter"
    assert season_of(dt.date(2026, 1, 5), south=True) == "summer"
    assert season_of(dt.date(2026, 12, 1)) == "winter"
    with pytest.raises(UnknownNameError):
        season_named("monsoon")
    coat = Piece("a", "a", "coat", "coat", Slot.OUTER, attributes=frozenset({("material", "wool")}))
    shorts = Piece("b", "b", "shorts", "shorts", Slot.BOTTOM)
    assert warmth(coat) > 1 > warmth(shorts)
    assert season_weight(coat, "winter") == 0
    assert season_weight(coat, "summer") == -1
    assert season_weight(shorts, "winter") < season_weight(shorts, "summer")


def test_advice_speaks_of_what_a_cut_does():
    found = advise(Shape.TRIANGLE, "blouse", {("neckline", "boat neck"), ("sleeve", "puff sleeve")})
    assert [effect for _, _, effect in found.because] == ["shoulders"]
    assert words(Shape.TRIANGLE, found) == (
        "boat neck gives width at the shoulders "
        "(often chosen by people with hips wider than the bust)"
    )
    assert "肩部" in words(Shape.TRIANGLE, found, "zh")
    wrap = advise(Shape.HOURGLASS, "wrap-dress", ())
    assert wrap.score > advise(Shape.HOURGLASS, "shift-dress", ()).score == 0
    assert words(Shape.HOURGLASS, advise(Shape.HOURGLASS, None, ())) == ""


def test_no_words_speak_of_hiding_or_flaws():
    said = [text for pair in EFFECTS.values() for text in pair]
    said += [
        line for shape in Shape for tongue in ("en", "zh") for line in looks_for(shape, tongue)
    ]
    for word in ("hide", "flaw", "problem", "slimming", "flatter", "conceal", "遮", "显瘦", "缺点"):
        assert not [text for text in said if word in text]


def test_stated_figures_and_languages():
    assert stated_shape("Pear") is Shape.TRIANGLE
    assert stated_shape("straight & narrow") is Shape.RECTANGLE
    assert stated_shape("petite") is None
    assert stated_shape(None) is None
    assert spoken(None, "zh") == "zh"
    with pytest.raises(InputError):
        spoken("fr")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Skinny Jeans", "jeans"), ("Ankle Booties", "boots"), ("Pumps", "pumps"),
        ("Shoulder Bags", "shoulder-bag"), ("Lipstick", None), ("Accent Tables", None),
        ("Men's T-Shirts", "t-shirt"), ("Clothing", None), ("jumpsuit", "jumpsuit"),
    ],
)  # fmt: skip
def test_categories_of_outfit_sites_are_bridged(name, key):
    found = shop_category(name)
    if key == "jeans":
        assert found is not None
        assert slot_of(found) is Slot.BOTTOM
    else:
        assert found == key


def test_pieces_of_two_currencies_or_genders_do_not_mix():
    euro = Piece("a", "a", "a", "jeans", Slot.BOTTOM, price=1, gender="women")
    dollar = Piece("b", "b", "b", "t-shirt", Slot.TOP, price=1, currency="USD", gender="men")
    assert one_currency([euro]) == "EUR"
    with pytest.raises(InputError, match="EUR, USD"):
        one_currency([euro, dollar])
    assert not wearable_together(euro, dollar)
    assert wearable_together(euro, Piece("c", "c", "c", "t-shirt", Slot.TOP, gender="unisex"))
