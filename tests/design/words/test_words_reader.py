"""Words → spec: what is understood, what is not, and what gives way."""

import pytest
from benchmarks.design import score
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.design.spec.grammar import check
from modiste.design.spec.rules import domains
from modiste.design.spec.slots import CHOICES
from modiste.design.words import read
from modiste.design.words.settings import resolved
from modiste.design.words.tables import construction, kinds, lexical
from modiste.model.errors import InputError
from modiste.model.taxonomy import taxonomy
from modiste.perceive.text import values


def test_the_sentence_of_the_readme_in_chinese():
    found = read("法式碎花长袖连衣裙, 泡泡袖, 雾霾蓝")
    spec = found.spec
    assert (spec.category, spec.sleeve.type, spec.sleeve.length) == ("dress", "puff", "long")
    assert spec.print.kind == "floral"
    assert spec.main.name == "haze blue"
    assert found.aesthetics == ("french",)
    assert found.unknown == ()
    assert found.conflicts == ()
    assert spec.sleeve.cuff not in {"hem", "none"}  # a puff is gathered into a cuff


def test_the_keywords_of_the_readme_in_english():
    found = read("oversized navy rugby stripe tee")
    assert dict(found.said) == {
        "category": "tee", "fit": "oversized", "print.kind": "rugby",
    }  # fmt: skip
    assert found.spec.main.name == "navy"
    assert found.spec.print.colours[0] != found.spec.main.hex
    assert found.assumed == ("audience",)


def test_what_is_not_understood_is_reported_where_it_stands():
    text = "a levitating dress, red, 会发光, with cufflinks shoes"
    found = read(text)
    assert [(u.text, u.reason.split()[0]) for u in found.unknown] == [
        ("levitating", "unknown"),
        ("会发光", "unknown"),
        ("cufflinks", "the"),
        ("shoes", "the"),
    ]
    assert all(text[u.start : u.end] == u.text for u in found.unknown)
    assert all(text[m.start : m.end] == m.text for m in found.understood)


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("shirt without collar", "collar", "none"),
        ("无领衬衫", "collar", "none"),
        ("没有口袋的夹克", "pockets.hip", "none"),
        ("coat, no belt", "waist.belt", "none"),
        ("dress with no print", "print.kind", "solid"),
        ("dress without sleeves", "sleeve.type", "none"),
        ("tee, no chest pocket", "pockets.chest", "none"),
    ],
)
def test_what_is_denied_is_left_out(text, slot, value):
    found = read(text)
    assert found.said[slot] == value
    assert found.unknown == ()


def test_a_denied_value_is_avoided_without_naming_another():
    assert read("knit, not oversized").spec.fit != "oversized"
    assert read("jumpsuit, not sleeveless").spec.sleeve.type != "none"
    assert "fit" not in read("knit, not oversized").said


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("long dress", "maxi"),
        ("long shirt", "tunic"),
        ("cropped jacket", "cropped"),
        ("cropped jeans", "midi"),
        ("short skirt", "mini"),
        ("长裙", "maxi"),
        ("ankle length trousers", "ankle"),
        ("ankle length skirt", "maxi"),
    ],
)
def test_a_length_means_what_it_does_for_its_garment(text, length):
    assert read(text).spec.length == length


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("shirt dress", "dress"),
        ("dress shirt", "shirt"),
        ("衬衫裙", "dress"),
        ("a dress with a jacket-like collar", "dress"),
        ("canvas jacket with corduroy collar", "jacket"),
        ("吊带长裙", "dress"),
        ("风琴褶长裙", "skirt"),
        ("連衣裙", "dress"),
        ("ＤＲＥＳＳ", "dress"),
    ],
)
def test_the_head_of_the_phrase_is_the_garment(text, category):
    found = read(text)
    assert found.spec.category == category
    assert "category" not in found.assumed


def test_without_a_garment_one_is_assumed_and_said_so():
    found = read("wide leg, navy")
    assert found.spec.category == "trousers"
    assert found.assumed == ("category", "audience")
    assert "category" not in found.said
    assert read("puff sleeves").spec.category == "dress"


def test_wishes_that_exclude_each_other_give_way_with_a_reason():
    found = read("halter neck dress with a turtleneck")
    assert {c.slot for c in found.conflicts} <= {"neckline", "collar"}
    assert found.conflicts
    assert all(c.en and c.zh and c.kept != c.dropped for c in found.conflicts)
    twice = read("maxi dress, mini")
    assert [(c.slot, c.kept, c.dropped) for c in twice.conflicts] == [("length", "maxi", "mini")]


def test_a_part_that_the_garment_cannot_have_is_refused_with_a_reason():
    (conflict,) = read("半身裙 高领").conflicts
    assert (conflict.slot, conflict.kept, conflict.zh) == ("collar", "none", "半身裙没有领子")


def test_aesthetics_are_priors_that_words_overrule():
    plain, boho = read("dress").spec, read("boho dress").spec
    assert plain.fullness.tiers == 0
    assert (boho.fullness.tiers, boho.length) == (3, "maxi")
    assert read("boho mini dress without lace").spec.length == "mini"
    assert dict(read("boho dress").said) == {"category": "dress"}


def test_colours_get_the_role_that_the_text_gives_them():
    spec = read("navy coat with red lining and gold buttons, cream").spec
    assert [(c.name, c.role) for c in spec.colours] == [
        ("navy", "main"), ("red", "lining"), ("gold", "trim"), ("cream", "second"),
    ]  # fmt: skip
    assert read("tee in #8fa6bd").spec.main.hex == "#8fa6bd"
    assert read("black and white polka dot skirt").spec.print.colours == (
        read("white tee").spec.main.hex,
    )


def test_place_and_size_belong_to_what_stands_beside_them():
    found = read("blouse with invisible zip at the back, large polka dots")
    assert found.said["closure.place"] == "back"
    assert found.said["print.scale"] == "large"


def test_cloth_follows_its_fibre_and_weight_its_adjective():
    linen = read("linen dress").spec.fabric
    assert (linen.material, linen.weave) == ("linen", "poplin")
    assert read("leather skirt").spec.fabric.weave == "hide"
    assert read("heavy denim jacket").spec.fabric.weight > read("denim jacket").spec.fabric.weight
    assert read("stretchy jeans").spec.fabric.stretch > 5


def test_nothing_about_a_garment_is_an_answer_in_the_language_asked():
    with pytest.raises(InputError, match="name no garment"):
        read("quarterly results")
    with pytest.raises(InputError, match="没有与服装有关的词"):
        read("", language="zh")
    with pytest.raises(InputError, match="characters"):
        read("dress " * 1000)


def test_lone_surrogates_are_no_words():
    assert read("navy dress \ud800").spec.category == "dress"


WORDS = st.lists(st.sampled_from(sorted(construction())), min_size=1, max_size=7)


@given(WORDS, st.sampled_from([" ", ", ", "，", ""]))
@settings(max_examples=50, deadline=None)
def test_any_list_of_known_words_makes_a_valid_spec_or_says_nothing_is_there(words, joint):
    try:
        found = read(joint.join(words))
    except InputError as error:
        assert str(error).startswith("these words name no garment")  # noqa: PT017
        return
    assert check(found.spec) == ()
    assert read(joint.join(words)) == found


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_text_is_answered(text):
    try:
        found = read(text)
    except InputError:
        return
    spans = [(u.start, u.end) for u in found.unknown]
    assert spans == sorted(spans)


def test_the_tables_name_only_what_exists():
    tops = [key for key in kinds() if key not in taxonomy()]
    assert tops == []
    known = {(name, v.value) for name in {n for n, _ in lexical()} for v in values(name)}
    assert set(lexical()) <= known
    meanings = [*construction().values(), *kinds().values(), *lexical().values()]
    for meaning in meanings:
        for slot, value in (*meaning.said, *meaning.typical):
            if slot in CHOICES and not value.startswith("@") and value != "any":
                assert value in CHOICES[slot], (slot, value)
    for category in domains():
        for meaning in meanings:
            for slot, value in resolved((*meaning.said, *meaning.typical), category):
                if not value.startswith("@"):
                    assert value in CHOICES[slot], (slot, value)


@pytest.mark.slow
@pytest.mark.parametrize("half", ["dev", "held-out"])
def test_the_frozen_phrases_are_read(half):
    total, told = score(half)
    assert total.f1 >= 0.95
    assert told["silent"] == 0
    assert told["reported"] >= 4
