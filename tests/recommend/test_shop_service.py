"""A simulated brand from its tables to saved models, lists, the command line and a judgement."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from modiste.model.errors import InputError, NotEnoughDataError
from modiste.model.tables import table
from modiste.recommend.building import read_facts
from modiste.recommend.cli import app
from modiste.recommend.index import Ask, Index
from modiste.recommend.judging import judge_shop, ratio_of, told
from modiste.recommend.recipe import Recipe
from modiste.recommend.saved import FOLDER, KEPT, NEWEST, load, save
from modiste.recommend.service import active, batch, fit, open_index
from modiste.recommend.serving import Counter
from modiste.recommend.training import train
from modiste.simulate import preset, simulate
from modiste.store.runs import get_run
from modiste.store.workspace import Workspace

AS_OF = dt.datetime(2026, 3, 2)  # noqa: DTZ001  as Typer gives it
runner = CliRunner()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Index]]:
    """A brand of some sixty styles: its lists, and its index before anyone edits a profile."""
    world = simulate(
        preset("tiny", seed=11, skus=250, customers=400, units_per_sku_week=1.5, posts_per_week=0)
    )
    made = Workspace.init(tmp_path_factory.mktemp("brand") / "shop", name="Tiny")
    for name, frame in world.tables.items():
        if frame.height and name not in {"post", "image", "supplier", "supply_term"}:
            made.lake.upsert(name, frame)
    fit(made.root, AS_OF, lambda _: None)
    yield made, open_index(made, AS_OF)
    made.ledger.close()


@pytest.fixture(scope="module")
def brand(served: tuple[Workspace, Index]) -> Workspace:
    return served[0]


def lists(brand: Workspace) -> pl.DataFrame:
    return brand.lake.read("recommendation")


def test_lists_are_written_for_those_who_agreed_and_for_nobody_else(brand):
    found = lists(brand)
    run = get_run(brand.ledger, "recommend")
    assert (run.state, run.outputs["recommend"]["lists"]) == ("done", found.height)
    customers = brand.lake.read("customer")
    agreed = set(customers.filter(pl.col("profiling_consent"))["customer_id"])
    assert set(found["customer_id"]) <= agreed
    assert found["customer_id"].n_unique() == run.outputs["recommend"]["people"] > 50
    ranks = found.group_by("customer_id").agg(pl.col("rank").sort())
    assert all(each == list(range(1, len(each) + 1)) for each in ranks["rank"].to_list())
    assert found["reason"].null_count() == 0
    assert found.columns == list(table("recommendation").names)
    written = dict(found.select("customer_id", "may_write").unique().iter_rows())
    agreed = dict(customers.select("customer_id", "marketing_consent").iter_rows())
    assert written == {who: bool(agreed[who]) for who in written}
    assert set(written.values()) == {True, False}


def test_what_is_listed_is_on_sale_in_stock_and_of_the_style(brand):
    found = lists(brand)
    products = brand.lake.read("product")
    sold = set(products.filter(pl.col("status") == "active")["product_id"])
    assert set(found["product_id"]) <= sold
    sized = found.drop_nulls("variant_id").join(
        brand.lake.read("variant").select("variant_id", of="product_id", shade="colour"),
        on="variant_id",
    )
    assert sized.height > 100
    assert (sized["of"] == sized["product_id"]).all()
    assert (sized["shade"] == sized["colour"]).all()
    stock = brand.lake.read("stock")
    newest = stock.filter(pl.col("counted_at") == pl.col("counted_at").max())
    empty = newest.group_by("variant_id").agg(
        none=(pl.col("on_hand") == 0).all() & pl.col("on_hand").is_not_null().all()
    )
    gone = empty.filter("none")["variant_id"]
    assert not sized["variant_id"].is_in(gone.implode()).any()


def test_a_saved_model_answers_as_the_run_did(served):
    brand, index = served
    found = lists(brand)
    for who in found["customer_id"].unique().sort()[:20].to_list():
        mine = found.filter(pl.col("customer_id") == who).sort("rank")
        picks = index.recommend(Ask(who, k=12))
        assert [pick.product_id for pick in picks] == mine["product_id"].to_list()
        assert [pick.reason for pick in picks] == mine["reason"].to_list()


def test_the_same_facts_and_seed_give_the_same_lists(brand):
    facts = [read_facts(brand.lake.snapshot(), brand.settings, AS_OF.date()) for _ in range(2)]
    weights = [
        train(each.journal, each.assortment.catalogue, each.now, Recipe(choices=200, windows=1))
        .blend.weights
        for each in facts
    ]  # fmt: skip
    assert np.array_equal(weights[0], weights[1])


def test_old_models_go_and_the_pointer_names_the_newest(brand, tmp_path):
    facts = read_facts(brand.lake.snapshot(), brand.settings, AS_OF.date())
    recipe = Recipe(windows=1, choices=50, models=())
    trained = train(facts.journal, facts.assortment.catalogue, facts.now, recipe)
    for number in range(KEPT + 2):
        save(tmp_path, f"recommend-20260302T00000{number}-abcdef", recipe, trained)
    folders = sorted(each.name for each in (tmp_path / FOLDER).iterdir() if each.is_dir())
    assert len(folders) == KEPT
    newest = (tmp_path / FOLDER / NEWEST).read_text(encoding="utf-8")
    assert newest == folders[-1]
    model = load(tmp_path)
    assert model.recipe == recipe
    assert model.weights.keys() == set(trained.blend.names)
    (tmp_path / FOLDER / newest / "model.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path)
    with pytest.raises(NotEnoughDataError, match="no recommender"):
        load(tmp_path / "elsewhere")


def test_model_files_name_no_person(brand):
    folder = brand.folder("models") / FOLDER
    written = "".join(each.read_text(encoding="utf-8") for each in folder.rglob("*.json"))
    people = brand.lake.read("customer")["customer_id"].to_list()
    assert not any(person in written for person in people)


def test_the_brand_is_judged_on_its_own_past(brand):
    judged = judge_shop(
        brand.lake.snapshot(), brand.settings, AS_OF.date(), windows=1, least_before=2,
        recipe=Recipe(choices=300, windows=2),
    )  # fmt: skip
    assert judged.people > 20
    assert judged.ratio.low > 1.0  # tastes are known, so personal lists must win
    result = told(judged)
    assert result["windows"] == ["2026-02-02"]
    models = {row["model"] for row in result["metrics"]}
    assert models == {"recommender", "popularity, 30 days", "popularity, all time"}
    everyone = judged.table.filter((pl.col("slice") == "all") & (pl.col("metric") == "ndcg"))
    assert (everyone["people"] == judged.people).all()


def test_judging_needs_buyers_who_agreed(workspace):
    with pytest.raises(NotEnoughDataError, match="nobody who may be profiled"):
        judge_shop(workspace.lake.snapshot(), workspace.settings, AS_OF.date(), windows=1)


def test_a_ratio_has_an_interval_and_none_over_nought():
    one, other = np.array([0.2, 0.4, 0.6] * 50), np.array([0.1, 0.2, 0.3] * 50)
    found = ratio_of(one, other)
    assert found.mean == pytest.approx(2.0)
    assert found.low == pytest.approx(2.0)
    assert np.isnan(ratio_of(one, np.zeros(150)).mean)


def test_nobody_gets_a_list_twice_and_the_inactive_none(brand):
    facts = read_facts(brand.lake.snapshot(), brand.settings, AS_OF.date())
    everyone, lately = active(facts, 10_000), active(facts, 14)
    assert everyone == sorted(set(everyone))
    assert set(lately) < set(everyone)
    assert batch(open_index(brand, AS_OF), [], 5).height == 0


def ask(brand, *words):
    return runner.invoke(
        app, [*words, "--workspace", str(brand.root), "--as-of", "2026-03-02", "--json"]
    )


def test_commands_answer_in_json(brand):
    who = lists(brand)["customer_id"].unique().sort()[0]
    found = json.loads(ask(brand, "for", who, "--k", "5").stdout)
    assert found["profiled"]
    assert [each["rank"] for each in found["items"]] == [1, 2, 3, 4, 5]
    style = found["items"][0]["product_id"]
    basket = json.loads(ask(brand, "for", "--item", style, "--occasion", "work").stdout)
    assert not basket["profiled"]
    assert style not in {each["product_id"] for each in basket["items"]}
    like = json.loads(ask(brand, "similar", style, "--k", "3").stdout)
    assert len(like["items"]) == 3
    assert style not in {each["product_id"] for each in like["items"]}
    worn = json.loads(ask(brand, "similar", style, "--kind", "with").stdout)
    assert worn["kind"] == "with"


def test_a_profile_is_shown_edited_and_erased_from_the_command_line(brand):
    counts = lists(brand)["customer_id"].unique().sort()
    who = counts[1]
    before = json.loads(ask(brand, "profile", who).stdout)
    assert before["profiled"]
    assert before["events"] > 0
    shade = next(line for line in before["likings"] if line["name"] == "colour")["value"]
    edited = json.loads(
        ask(brand, "profile", who, "--avoid", f"colour:{shade}", "--ignore", "price").stdout
    )
    assert edited["edits written"] == 2
    line = next(
        each for each in edited["likings"] if (each["name"], each["value"]) == ("colour", shade)
    )
    assert line["liking"] < 0
    assert line["said"]
    assert not any(each["name"] == "price" for each in edited["likings"])
    erased = json.loads(ask(brand, "profile", who, "--erase").stdout)
    assert erased["events"] == 0
    assert erased["sizes"] == []


def test_bad_words_are_answered_with_what_to_do(brand, workspace):
    assert isinstance(ask(brand, "similar", "no such style").exception, InputError)
    assert isinstance(ask(brand, "profile", "x", "--like", "navy").exception, InputError)
    unknown = json.loads(ask(brand, "for", "nobody").stdout)
    assert not unknown["profiled"]
    assert unknown["items"]
    empty = ask(workspace, "fit")
    assert isinstance(empty.exception, NotEnoughDataError)
    unfitted = ask(workspace, "for")
    assert isinstance(unfitted.exception, NotEnoughDataError)


def test_the_counter_swaps_its_index_and_forgets_at_once(brand):
    counter = Counter(brand, as_of=AS_OF)
    first = counter.index
    assert not counter.renew()
    who = lists(brand)["customer_id"].unique().sort()[2]
    assert first.query(Ask(who)).items.size > 0
    counter.erase(who)
    assert counter.index is first
    assert first.query(Ask(who)).items.size == 0
    assert counter.renew()  # the edit is a new version of a table
    assert counter.index is not first
    assert counter.index.query(Ask(who)).items.size == 0
    style = counter.recommend(Ask(k=1))[0].product_id
    assert len(counter.similar(style, 2)) == 2
    assert all(each.product_id != style for each in counter.worn_with(style, 3))
