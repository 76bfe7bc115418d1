"""Sizes, outfits and capsules out of a workspace, and the commands that ask for them."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from tests.learn.fit.fitworld import world
from tests.styling.conftest import DAY
from typer.testing import CliRunner

from modiste.model.errors import InputError, ModisteError, NotEnoughDataError, UnknownNameError
from modiste.store.workspace import Workspace
from modiste.styling.asked import wish_of
from modiste.styling.beside.cli import app as beside
from modiste.styling.cli import app
from modiste.styling.fits import direction, fit_records
from modiste.styling.look import Wish
from modiste.styling.occasions import OCCASIONS
from modiste.styling.service import Shop, capsule_for, outfits_for, size_for, stock_for
from modiste.styling.shape import Shape
from modiste.styling.slots import Slot


def run(which, *arguments: object) -> dict:
    result = CliRunner().invoke(which, [str(each) for each in (*arguments, "--json")])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def at(root: Path) -> list[object]:
    return ["--workspace", root, "--as-of", DAY]


def test_garments_know_their_attributes_and_stock(shop):
    rows = shop.garments.variants
    assert rows.filter(pl.col("variant_id") == "skirt-beige-M")["on_hand"].item() == 0
    assert ("material", "silk") in shop.garments.attributes["blouse"]
    assert ("neckline", "v-neck") in shop.garments.attributes["blouse"]
    assert set(rows.filter(pl.col("product_id") == "pump")["kind"]) == {"shoes"}


def test_records_come_from_ratings_returns_and_what_was_kept(shop):
    frame = fit_records(shop.snapshot, shop.garments.variants, shop.end).frame
    assert set(frame["source"]) == {"rated", "sold"}
    small = frame.filter(pl.col("outcome") == 0)
    assert set(small["item"]) == {"jeans"}
    assert frame.filter(pl.col("outcome") == 2).height == 0
    assert not frame.select("person", "item", "size", "source").is_duplicated().all()


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("too small", "small"), ("Runs a bit tight", "small"), ("Small", "small"),
        ("太小", "small"),
        ("smaller than expected", "small"), ("way too big", "large"), ("偏大", "large"),
        ("small hole in the sleeve", None), ("too long", None),
        ("too small, then too large", None),
        ("changed mind", None), (None, None),
    ],
)  # fmt: skip
def test_reasons_that_speak_of_size(reason, expected):
    frame = pl.DataFrame({"reason": [reason]}, schema={"reason": pl.String})
    assert frame.select(direction(pl.col("reason"))).item() == expected


def test_jeans_that_run_small_are_taken_a_size_up_more_often(shop):
    tee = size_for(shop, "c3", "tee")
    jeans = size_for(shop, "c3", "jeans")
    assert tee.worn > 0
    assert jeans.offset < tee.offset
    order = list(tee.sizes)
    assert order == ["XS", "S", "M", "L", "XL"]
    assert order.index(jeans.size or "") >= order.index(tee.size or "")
    said = jeans.as_dict("en")
    assert said["runs"] == "small"
    assert "runs small" in said["why"]
    assert "偏小" in jeans.as_dict("zh")["why"]


def test_a_stated_size_is_enough_and_nothing_at_all_is_said(shop):
    assert size_for(shop, "stated", "blouse").size == "L"
    nobody = size_for(shop, "stranger", "blouse")
    assert nobody.size is None
    assert nobody.as_dict()["known"] is False
    assert "not known" in nobody.as_dict("en")["why"]
    assert "未知" in nobody.as_dict("zh")["why"]


def test_sizes_of_what_has_none_and_of_the_unknown(shop):
    with pytest.raises(NotEnoughDataError, match="no sizes"):
        size_for(shop, "c3", "bag")
    with pytest.raises(UnknownNameError, match="no product"):
        size_for(shop, "c3", "cape")
    with pytest.raises(UnknownNameError, match="no customer"):
        size_for(shop, "c999", "tee")


def test_taste_is_learnt_only_with_consent(shop):
    assert shop.person("c3").profiled
    assert shop.person("c3").liking
    refused = shop.person("c2")
    assert not refused.profiled
    assert refused.liking == {("colour", "navy"): 1.0}
    unasked = shop.person("c1")
    assert not unasked.profiled


def test_what_people_say_of_their_profile_overrules_what_was_learnt(tmp_path, shop_root):
    root = shutil.copytree(shop_root, tmp_path / "brand")
    workspace = Workspace.open(root)
    edits = [
        ("c3", "colour", "navy", "avoid"), ("c3", "material", "wool", "like"),
        ("c3", "neckline", "*", "ignore"), ("c5", "*", "*", "erase"),
    ]  # fmt: skip
    moment = dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
    rows = pl.DataFrame(edits, schema=["customer_id", "name", "value", "stance"], orient="row")
    workspace.lake.upsert("profile_edit", rows.with_columns(at=pl.lit(moment)))
    shop = Shop.open(root, DAY)
    edited = shop.person("c3")
    assert edited.liking[("colour", "navy")] < -5
    assert edited.liking[("material", "wool")] == 2.0
    assert not [pair for pair in edited.liking if pair[0] == "neckline"]
    assert edited.taste("jeans", frozenset({("colour", "navy")})) == 0
    assert shop.person("c5").profiled
    assert shop.person("c5").liking == {}
    before = Shop.open(root, dt.date(2026, 2, 19)).person("c5")
    assert not before.liking  # what is erased stays erased, whatever day is looked at
    workspace.ledger.close()


def test_figures_are_measured_or_stated(shop):
    assert shop.person("c4").shape is Shape.TRIANGLE
    assert shop.person("c3").shape in set(Shape)
    assert shop.person("c6").shape is None
    assert shop.person("c3").gender == "women"


def test_stock_is_in_the_size_of_the_person(shop):
    person = shop.person("c3")
    own = size_for(shop, "c3", "skirt").size
    pieces = {piece.product_id: piece for piece in stock_for(shop, person, "women")}
    assert "card" not in pieces
    assert "shirt" not in pieces
    if own != "M":
        assert pieces["skirt"].size == own
    assert pieces["bag"].size == "One size"
    anyone = {piece.product_id: piece for piece in stock_for(shop, None, None)}
    assert anyone["skirt"].size is None
    assert "shirt" in anyone


def test_a_size_that_is_not_known_is_not_made_up(shop):
    stranger = {p.product_id: p for p in stock_for(shop, shop.person("stranger"), "women")}
    assert stranger["tee"].size is None
    assert stranger["bag"].size == "One size"
    given = outfits_for(shop, products=["jeans"], wish=Wish(), count=1)[0].pieces[0]
    assert given.size is None
    exact = outfits_for(shop, products=["jeans-navy-M"], wish=Wish(), count=1)[0].pieces[0]
    assert (exact.variant_id, exact.size) == ("jeans-navy-M", "M")
    known = outfits_for(shop, products=["jeans"], customer_id="c3", wish=Wish(), count=1)[0]
    assert known.pieces[0].size == size_for(shop, "c3", "jeans").size


def test_what_is_sold_out_in_the_persons_size_is_left_out(shop):
    people = [f"c{k}" for k in range(20) if size_for(shop, f"c{k}", "skirt").size == "M"]
    certain = [who for who in people if size_for(shop, who, "skirt").second is None]
    for who in certain[:2]:
        assert "skirt" not in {p.product_id for p in stock_for(shop, shop.person(who), "women")}


def test_occasions_are_learnt_from_what_people_say(shop):
    work = OCCASIONS.index("work")
    assert shop.occasions["blouse"].chance[work] > shop.occasions["tee"].chance[work]
    assert shop.occasions["gown"].suits("party") > shop.occasions["jeans"].suits("party")


def test_outfits_around_a_product(shop):
    found = outfits_for(shop, products=["blouse"], wish=Wish(occasion="work"), count=1)[0]
    assert found.pieces[0].product_id == "blouse"
    assert {piece.slot for piece in found.pieces} >= {Slot.TOP, Slot.BOTTOM, Slot.SHOES}
    assert {p.product_id for p in found.pieces} >= {"pants", "pump"}
    assert shop.together.bought.orders > 100


def test_a_capsule_counts_on_what_is_owned(shop):
    found = capsule_for(
        shop, customer_id="c3", gender=None, wish=Wish(budget=30_000), pieces=8, days=5, own=True
    )
    assert any(piece.owned for piece in found.pieces)
    assert found.price <= 30_000
    assert len(found.week) == 5


def test_wishes_are_read_or_refused():
    asked = {"budget": "1,200.50", "occasion": "派对", "season": "夏", "shape": "pear"}
    wish = wish_of(asked, "EUR", DAY)
    assert (wish.budget, wish.occasion, wish.season) == (120_050, "party", "summer")
    assert wish.shape is Shape.TRIANGLE
    none = dict.fromkeys(asked)
    assert wish_of({**none, "season": "now"}, "EUR", DAY).season == "spring"
    for bad in (
        {"budget": "-5"},
        {"budget": "0"},
        {"occasion": "x"},
        {"season": "x"},
        {"shape": "x"},
    ):
        with pytest.raises((InputError, UnknownNameError)):
            wish_of({**none, **bad}, "EUR", DAY)


def test_the_outfit_command(shop_root):
    told = run(beside, "outfit", "--product", "jeans", "--customer", "c3", *at(shop_root),
               "--occasion", "everyday", "--budget", "400", "--k", 2)  # fmt: skip
    assert told["occasion"] == "everyday"
    assert 1 <= len(told["outfits"]) <= 2
    first = told["outfits"][0]
    assert first["pieces"][0]["product"] == "jeans"
    assert first["price"] <= 40_000
    assert any("bought together" in reason for reason in first["why"])
    chinese = run(beside, "outfit", "--customer", "c3", *at(shop_root), "--language", "zh")
    assert any("尺码" in reason for reason in chinese["outfits"][0]["why"])
    with pytest.raises(InputError):
        run(beside, "outfit", *at(shop_root))


def test_the_size_command(shop_root):
    told = run(beside, "size", "--customer", "c3", "--product", "jeans", *at(shop_root))
    assert told["size"] in ("XS", "S", "M", "L", "XL")
    for row in told["sizes"]:
        assert row["small"] + row["fit"] + row["large"] == pytest.approx(1, abs=2e-4)
        assert row["in_stock"] is True


def test_the_size_command_on_plain_files(tmp_path, shop):
    frame = fit_records(shop.snapshot, shop.garments.variants, shop.end).frame
    words = {0: "small", 1: "fit", 2: "large"}
    fits = frame.select("person", "item", "size", "category", "gender").with_columns(
        fit=frame["outcome"].replace_strict(words, return_dtype=pl.String)
    )
    fits.write_csv(tmp_path / "fits.csv")
    (tmp_path / "people.csv").write_text("person,bust,waist,hip\nnew,95,77,105\n")
    told = run(beside, "size", "--customer", "new", "--product", "tee",
               "--fits", tmp_path / "fits.csv", "--people", tmp_path / "people.csv")  # fmt: skip
    assert told["evidence"]["sizes_worn_or_stated"] == 0
    assert told["evidence"]["body_numbers"] == 3
    assert told["read"]["units"]["bust"] == "cm"
    known = run(beside, "size", "--customer", "c3", "--product", "tee",
                "--fits", tmp_path / "fits.csv")  # fmt: skip
    assert known["known"]
    for customer, product in (("ghost", "tee"), ("c3", "cape")):
        with pytest.raises(UnknownNameError):
            run(beside, "size", "--customer", customer, "--product", product,
                "--fits", tmp_path / "fits.csv")  # fmt: skip


def test_fits_of_a_file_are_predicted(tmp_path):
    frame, _, _ = world(60, 6, 400)
    frame.rename({"height_cm": "height", "bust_cm": "bust"}).write_csv(tmp_path / "fits.csv")
    (tmp_path / "ask.csv").write_text("person,item,size,bust\np1,i1,XS,90\nnew,i1,XXL,90\n")
    told = run(app, "predict", "--fits", tmp_path / "fits.csv", "--ask", tmp_path / "ask.csv",
               "--out", tmp_path / "out.csv")  # fmt: skip
    assert (told["learnt_from"], told["asked"]) == (400, 2)
    out = pl.read_csv(tmp_path / "out.csv")
    assert out.columns == ["person", "item", "size", "small", "fit", "large"]
    assert out.select(pl.sum_horizontal("small", "fit", "large")).to_series().to_list() == (
        pytest.approx([1, 1])
    )
    with pytest.raises(InputError, match="xlsx"):
        run(app, "predict", "--fits", tmp_path / "fits.csv", "--ask", tmp_path / "ask.csv",
            "--out", tmp_path / "out.xlsx")  # fmt: skip


def test_the_fit_models_of_a_file_are_judged(tmp_path):
    world(80, 8, 600)[0].write_csv(tmp_path / "fits.csv")
    told = run(app, "fit", "--fits", tmp_path / "fits.csv")
    assert told["judged_on"] == 120
    assert [row["model"] for row in told["models"]] == [
        "majority", "per size", "per item", "logistic", "latent size",
    ]  # fmt: skip
    with pytest.raises(NotEnoughDataError, match="day"):
        run(app, "fit", "--fits", tmp_path / "fits.csv", "--split", "temporal")


def test_the_capsule_command(shop_root):
    told = run(app, "capsule", "--gender", "women", *at(shop_root), "--budget", "600", "--days", 3)
    assert told["price"] <= 60_000
    assert len(told["week"]) == 3
    assert told["gap"] < 0.01


def test_the_shape_command():
    told = run(app, "shape", "--bust", 36, "--waist", 27, "--hip", 37, "--unit", "in")
    assert told["shape"] == "hourglass"
    assert told["gbt_1335"] == "Y"
    assert told["often_looked_for"]
    men = run(app, "shape", "--bust", 100, "--waist", 86, "--hip", 98, "--gender", "men")
    assert men["shape"] is None
    assert men["gbt_1335"] == "A"
    chinese = run(app, "shape", "--bust", 90, "--waist", 66, "--hip", 93, "--language", "zh")
    assert chinese["shape"] == "沙漏形"
    with pytest.raises(InputError):
        run(app, "shape", "--bust", 36, "--waist", 27, "--hip", 37)


def test_learning_from_a_file_changes_what_goes_together(tmp_path, shop_root):
    root = shutil.copytree(shop_root, tmp_path / "brand")
    sets = [["T-Shirts", "Skinny Jeans", "Sneakers"]] * 40 + [["Blouses", "Pants", "Pumps"]] * 40
    path = tmp_path / "outfits.json"
    path.write_text(json.dumps(sets))
    told = run(app, "learn", "--outfits", path, "--workspace", root)
    assert told["outfits"] == 80
    assert told["bridged"] == 6
    shop = Shop.open(root, DAY)
    assert shop.together.learnt is not None
    judged = run(app, "judge", "--outfits", path)
    assert [row["model"] for row in judged] == ["popularity", "co-occurrence", "model"]
    shop.workspace.ledger.close()


def test_preferences_by_occasion(shop_root):
    rows = run(app, "prefer", "--by", "occasion", *at(shop_root))
    assert all(row["outcomes"] >= 30 for row in rows)
    assert not any(row["significant"] for row in rows)


def test_the_text_forms_show_reasons(shop_root):
    result = CliRunner().invoke(beside, ["outfit", "--product", "jeans", *map(str, at(shop_root))])
    assert result.exit_code == 0, result.output
    assert "Outfit 1" in result.output
    result = CliRunner().invoke(
        beside, ["size", "--product", "tee", "--customer", "c3", *map(str, at(shop_root))]
    )
    assert "probability" in result.output


def test_an_empty_workspace_says_what_to_import(workspace: Workspace):
    with pytest.raises(ModisteError, match="no products"):
        Shop.open(workspace.root, DAY)
