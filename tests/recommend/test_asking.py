"""What a request may say: a session, switches of rules, a language; edits count at once."""

from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest
from shoplake import AS_OF, END, buy, buys, edit, person, rows, settings, stock, style, visit
from typer.testing import CliRunner

from modiste.learn.recommend import recommender
from modiste.learn.recommend.interactions import Interactions
from modiste.model.errors import InputError, UnknownNameError
from modiste.recommend.building import build_index, read_facts
from modiste.recommend.cli import app
from modiste.recommend.edits import edits_of, withdraw_edits, write_edits
from modiste.recommend.index import IN_SIZE, Ask
from modiste.recommend.modelling import batch
from modiste.recommend.recipe import Recipe
from modiste.recommend.rules import Limit, Nudge, switched
from modiste.recommend.service import fit
from modiste.recommend.serving import Counter
from modiste.recommend.sessions import Sessions
from modiste.recommend.warm import Warm
from modiste.store.workspace import Workspace

runner = CliRunner()
DAY = dt.datetime(2026, 6, 1)  # noqa: DTZ001  as Typer gives it


@pytest.fixture
def shop(lake):
    for name in ("d1", "d2", "d3", "d4"):
        style(lake, name, ["navy"], ["S", "M"], title=name, pattern="solid")
    style(lake, "f1", ["red"], ["S", "M"], title="f1", pattern="floral")
    style(lake, "f2", ["red"], ["S", "M"], title="f2", pattern="floral")
    stock(lake, d1_navy_S=0, d1_navy_M=5, d2_navy_S=3)
    person(lake, "ann", usual_size="S")
    for who, variant in enumerate(("d1-navy-M", "d1-navy-S", "d2-navy-S", "d3-navy-S")):
        buy(lake, f"buyer{who}", variant, days=5)
    person(lake, *(f"both{n}" for n in range(6)))
    buys(lake, *((f"both{n}", f"{f}-red-S", 20.0, 1) for n in range(6) for f in ("f1", "f2")))
    return lake


def index_of(lake, **recommend):
    snapshot, chosen = lake.snapshot(), settings(**recommend)
    facts = read_facts(snapshot, chosen, AS_OF)
    sessions = Sessions(snapshot, facts.assortment, END)
    return build_index(facts, chosen, run_id="r", recipe=Recipe(), sessions=sessions)


def seen(lake, session, variant, days, who=None):
    event = {
        "event_id": f"{session}-{variant}", "at": END - dt.timedelta(days=days), "kind": "view",
        "session_id": session, "customer_id": who, "variant_id": variant,
    }  # fmt: skip
    lake.upsert("event", rows("event", event))


def products(index, ask):
    return [pick.product_id for pick in index.recommend(ask)]


def test_a_session_answers_like_its_items(shop):
    seen(shop, "s1", "f1-red-S", 0.5)
    seen(shop, "old", "f1-red-S", 40)
    seen(shop, "hers", "f1-red-S", 0.5, who="ann")
    index = index_of(shop)
    item = index.item_of("f1")
    expected = products(index, Ask(items=(item,), k=5))
    assert expected[0] == "f2"
    assert "f1" not in expected
    assert products(index, Ask(session="s1", k=5)) == expected
    assert products(index, Ask(session="old", k=5)) == expected
    for session in ("hers", "nobody"):
        with pytest.raises(UnknownNameError, match="did not sign in"):
            index.recommend(Ask(session=session, k=5))


def test_what_a_visitor_looks_at_now_counts_before_it_is_stored(shop):
    seen(shop, "s1", "d4-navy-S", 0.5)
    index = index_of(shop)
    first, now = index.item_of("d4"), index.item_of("f1")
    assert index.sessions.recent("s1") == (first,)
    index.sessions.saw("s1", now)
    index.sessions.saw("new", now)
    assert index.sessions.recent("s1") == (first, now)
    assert index.sessions.recent("new") == (now,)
    index.sessions.saw("s1", first)
    assert index.sessions.recent("s1") == (now, first)
    later = index_of(shop)
    later.sessions.succeed(index.sessions)
    assert later.sessions.recent("new") == (later.item_of("f1"),)


def test_rules_can_be_switched_for_one_request(shop):
    index = index_of(shop, in_size=True)
    assert "d1" not in products(index, Ask("ann", k=10))
    assert "d1" in products(index, Ask("ann", k=10, rules={IN_SIZE: False}))
    nudges = (Nudge("margin", pl.Series([1.0]).to_numpy(), 0.0), Nudge("season", None, 2.0))
    limits = (Limit("brand share", None, 1.0), Limit("one colour", None, 0.0))
    on, held = switched(nudges, limits, {"margin": True, "brand share": True})
    assert [each.weight for each in on] == [1.0, 2.0]
    assert [each.share for each in held] == [0.5, 0.0]
    off, loose = switched(nudges, limits, {"season": False, "one colour": False})
    assert [each.weight for each in off] == [0.0, 0.0]
    assert [each.share for each in loose] == [1.0, 1.0]
    assert switched(nudges, limits, {}) == (nudges, limits)


def test_the_language_is_that_of_the_request(shop):
    index = index_of(shop)
    ask = Ask(items=(index.item_of("f1"),), k=1)
    assert index.recommend(ask)[0].reason.startswith("because you took f1")
    told = index.recommend(Ask(items=ask.items, k=1, language="zh"))[0].reason
    assert told.startswith("因为您选过f1")


def test_edits_can_be_taken_back(shop, tmp_path):
    brand = Workspace.init(tmp_path / "brand", name="B")
    write_edits(brand, "ann", like=["colour:navy"], avoid=["pattern:floral"], ignore=["price"])
    assert edits_of(brand, "ann") == {
        ("colour", "navy"): "like", ("pattern", "floral"): "avoid", ("price", "*"): "ignore",
    }  # fmt: skip
    assert withdraw_edits(brand, "ann", ["pattern:floral", "price", "colour:red"]) == 2
    assert edits_of(brand, "ann") == {("colour", "navy"): "like"}
    brand.ledger.close()
    edit(shop, "ann", "pattern", "floral", "avoid")
    assert "f1" not in products(index_of(shop), Ask("ann", k=10))
    edit(shop, "ann", "pattern", "floral", "neutral")
    assert "f1" in products(index_of(shop), Ask("ann", k=10))


def test_nothing_is_claimed_of_the_taste_of_a_stranger():
    events = pl.DataFrame(
        {"user": ["a", "a", "b", "b", "c"], "item": ["x", "y", "x", "z", "x"],
         "time": [1, 2, 3, 4, 5]}
    )  # fmt: skip
    data = Interactions.of(events)
    for name in ("popularity", "item-knn", "als", "user-knn"):
        model = recommender(name)().fit(data)
        told = batch(model, pl.Series(["stranger", "c"]), 2, only=None, seen=False)
        strange = told.filter(pl.col("user") == "stranger")
        assert strange["reason"].to_list() == ["popular now"] * strange.height
        assert strange.height == 2


@pytest.fixture
def brand(tmp_path, shop):
    made = Workspace.init(tmp_path / "brand", name="B")
    visit(shop, "ann", "view", "d4-navy-S", 3)
    seen(shop, "s1", "f1-red-S", 0.5)
    for name in ("product", "variant", "stock", "sale", "event", "customer"):
        made.lake.upsert(name, shop.read(name))
    fit(made.root, DAY, lambda _: None)
    yield made
    made.ledger.close()


def test_the_command_takes_a_session_and_a_customer_by_name(brand):
    def told(*words):
        where = ("--workspace", str(brand.root), "--as-of", "2026-06-01", "--json")
        result = runner.invoke(app, ["for", *words, *where])
        return result, json.loads(result.output) if result.exit_code == 0 else None

    _, session = told("--session", "s1")
    assert session["items"][0]["product_id"] == "f2"
    _, positional = told("ann")
    _, named = told("--customer", "ann")
    assert named == positional
    assert (named["customer"], named["profiled"]) == ("ann", True)
    result, _ = told("ann", "--customer", "bea")
    assert isinstance(result.exception, InputError)
    result, _ = told("--session", "nobody")
    assert isinstance(result.exception, UnknownNameError)


def test_a_counter_hears_edits_and_visits_at_once(brand):
    counter = Counter(brand, as_of=DAY)
    assert "f1" in [pick.product_id for pick in counter.recommend(Ask("ann", k=10))]
    assert counter.edit("ann", avoid=["pattern:floral"]) == 1
    assert "f1" not in [pick.product_id for pick in counter.recommend(Ask("ann", k=10))]
    assert counter.edit("ann", withdraw=["pattern:floral"]) == 1
    assert "f1" in [pick.product_id for pick in counter.recommend(Ask("ann", k=10))]
    counter.saw("fresh", "f1")
    counter.saw("fresh", "not an item")
    assert counter.recommend(Ask(session="fresh", k=1))[0].product_id == "f2"
    assert counter.renew()
    assert counter.recommend(Ask(session="fresh", k=1))[0].product_id == "f2"


def test_a_warm_counter_is_renewed_behind_the_requests(brand):
    now = [0.0]
    warm = Warm(brand, every=5.0, clock=lambda: now[0])
    first = warm.counter().index
    brand.lake.upsert("product", rows("product", {"product_id": "f1", "title": "renamed"}))
    assert warm.counter().index is first
    now[0] = 6.0
    warm.counter()
    warm.settle()
    second = warm.counter().index
    assert second is not first
    assert second.title(second.item_of("f1")) == "renamed"
    now[0] = 12.0
    warm.counter()
    warm.settle()
    assert warm.counter().index is second  # nothing has changed


def test_who_takes_consent_back_leaves_at_once_and_may_come_back(brand):
    now = [0.0]
    warm = Warm(brand, every=5.0, clock=lambda: now[0])
    warm.agreed("ann", profiling=False)  # nothing is open yet
    assert warm.counter().index.person("ann") is not None
    warm.agreed("ann", profiling=False)
    assert warm.counter().index.person("ann") is None

    def renewed(title):
        brand.lake.upsert("product", rows("product", {"product_id": "f1", "title": title}))
        now[0] += 6.0
        warm.counter()
        warm.settle()
        return warm.counter().index

    assert renewed("once").person("ann") is None
    warm.agreed("ann", profiling=True)
    assert renewed("twice").person("ann") is not None
