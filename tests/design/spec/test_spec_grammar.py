"""The grammar: what it forbids, why, and the nearest garment."""

import pickle
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.design.spec.bases import base, base_draft
from modiste.design.spec.grammar import IncompatibleSpecError, check, nearest, repair, values
from modiste.design.spec.labels import slot_label, value_label
from modiste.design.spec.model import DesignSpec, Sleeve
from modiste.design.spec.rules import domains, rules, rules_of, weaves
from modiste.design.spec.slots import CHOICES, ENUMS, NUMBERS, build, distance, flatten
from modiste.design.spec.vocabulary import Audience, Category
from modiste.model.errors import InputError

SLOTS = [slot for slot in CHOICES if slot not in {"category", "audience"}]


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("category", Category)
def test_the_typical_garment_of_every_category_can_be_made(category, audience):
    spec = base(category, audience)
    assert check(spec) == ()
    assert build(flatten(spec)) == spec


def test_an_impossible_combination_says_why_and_what_is_nearest():
    spec = base("dress")
    assert DesignSpec(**{**dict(spec), "neckline": "halter", "sleeve": Sleeve()})
    assert check(flatten(spec) | {"neckline": "halter"})[0].en.startswith("a halter leaves")
    with pytest.raises(IncompatibleSpecError) as raised:
        DesignSpec(**{**dict(spec), "neckline": "halter"})
    error = raised.value
    assert [reason.rule for reason in error.reasons] == ["halter-bare"]
    assert error.reasons[0].text("zh") == "挂脖款露肩，没有袖子"
    assert check(error.nearest) == ()
    assert "halter" in error.what
    assert "neckline halter → " in error.remedy
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert again.nearest == error.nearest


def test_what_was_asked_for_is_kept_and_what_was_filled_in_gives_way():
    draft = flatten(base("dress")) | {"neckline": "halter"}
    spec, changes = nearest(draft, keep={"neckline"})
    assert spec.neckline == "halter"
    assert spec.sleeve == Sleeve()
    assert {change.slot for change in changes} >= {"sleeve.type", "sleeve.length", "sleeve.cuff"}
    assert all(change.reason.en and change.reason.zh for change in changes)


def test_a_lock_holds_and_locks_that_exclude_each_other_are_refused():
    draft = flatten(base("dress")) | {"neckline": "halter", "collar": "turtle"}
    spec, _ = nearest(draft, lock={"collar"})
    assert spec.collar == "turtle"
    assert spec.neckline == "crew"
    with pytest.raises(InputError, match="locked"):
        nearest(draft, lock={"collar", "neckline"})
    with pytest.raises(InputError, match="locked"):
        nearest(flatten(base("skirt")) | {"collar": "turtle"}, lock={"collar"})


def test_a_category_without_a_part_says_so_in_both_languages():
    draft = flatten(base("skirt")) | {"neckline": "v"}
    (reason,) = check(draft)
    assert reason.en == "skirt: has no neckline"
    assert reason.zh == "半身裙没有领口"
    assert nearest(draft)[0] == base("skirt")


def test_numbers_are_drawn_to_the_nearest_bound():
    draft = flatten(base("tee")) | {"fabric.weight": 900}
    spec, (change,) = nearest(draft)
    assert spec.fabric.weight == weaves()["jersey"].weight[2] == change.new


def test_a_valid_draft_is_left_alone():
    for category in Category:
        assert nearest(base(category)) == (base(category), ())


def _forced(category: str, audience: str, wishes: list[tuple[str, str]]):
    draft = dict(base_draft(category, audience)) | dict(wishes)
    return draft, [slot for slot, _ in wishes]


@st.composite
def wishes(draw):
    category = draw(st.sampled_from(list(Category)))
    audience = draw(st.sampled_from(list(Audience)))
    slots = draw(st.lists(st.sampled_from(SLOTS), min_size=1, max_size=6, unique=True))
    return category, audience, [(slot, draw(st.sampled_from(CHOICES[slot]))) for slot in slots]


@given(wishes())
@settings(max_examples=150, deadline=None)
def test_whatever_is_wished_either_builds_or_has_a_reason_and_a_nearest(wish):
    draft, slots = _forced(*wish)
    reasons = check(draft)
    spec, changes = nearest(draft, keep=slots)
    assert check(spec) == ()
    assert bool(changes) is bool(reasons)
    changed = {change.slot for change in changes}
    same = {slot for slot in (*SLOTS, *NUMBERS) if flatten(spec)[slot] == draft[slot]}
    assert same.isdisjoint(changed)
    assert same | changed == {*SLOTS, *NUMBERS}
    if not reasons:
        assert build(draft) == spec


def test_random_pairs_of_options_build_or_say_why():
    chosen = random.Random(7)  # noqa: S311
    for _ in range(250):
        category = chosen.choice(list(Category))
        one, two = chosen.sample(SLOTS, 2)
        pair = [(slot, chosen.choice(domains()[category][slot])) for slot in (one, two)]
        draft, slots = _forced(category, "women", pair)
        try:
            fixed, _ = repair(draft, lock=slots)
        except InputError:
            assert check(draft)
            fixed, _ = repair(draft)
        assert build(fixed)


def test_repairs_are_the_cheapest():
    # A shirt collar needs a fastened front opening: one change of place does it.
    draft = dict(base_draft("blouse", "women")) | {"collar": "shirt"}
    _, changes = repair(draft, keep={"collar"})
    assert [(change.slot, change.new) for change in changes] == [("closure.place", "front")]


def test_free_values_are_those_that_leave_the_draft_valid():
    draft = dict(base_draft("dress", "women"))
    free = values(draft, "neckline")
    assert free[0] == "crew"
    assert "halter" not in free
    assert all(check(draft | {"neckline": value}) == () for value in free)
    shut = set(domains()["dress"]["neckline"]) - set(free)
    assert all(check(draft | {"neckline": value}) for value in shut)


def test_rules_are_named_once_explained_twice_and_can_all_be_broken():
    keys = [rule.key for rule in rules()]
    assert len(keys) == len(set(keys))
    alive = {rule.key for category in Category for rule in rules_of(category)}
    assert set(keys) == alive
    assert all(rule.en.strip() and rule.zh.strip() for rule in rules())


def test_every_value_of_every_slot_is_reachable_in_some_category():
    reached = {
        (slot, value)
        for category in Category
        for slot, able in domains()[category].items()
        for value in able
    }
    missing = {(s, v) for s, able in CHOICES.items() for v in able} - reached
    assert missing == set()


def test_everything_has_a_name_in_both_languages():
    for slot, enum in ENUMS.items():
        assert slot_label(slot, "zh") != slot_label(slot, "en")
        for value in enum:
            assert value_label(slot, value, "zh") != value.replace("-", " ")


def test_distance_is_symmetric_and_smaller_between_neighbours():
    assert distance("fit", "slim", "slim") == 0
    assert distance("fit", "slim", "regular") < distance("fit", "slim", "oversized")
    assert distance("collar", "notched", "peak") == distance("collar", "peak", "notched") == 0.5
    assert distance("print.kind", "floral", "tartan") == 1
