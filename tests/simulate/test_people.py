from __future__ import annotations

import numpy as np
import polars as pl

from modiste.simulate import World

INDEX = {"XS": 0, "S": 1, "M": 2, "L": 3, "XL": 4, "XXL": 5}


def _bought(world: World) -> pl.DataFrame:
    sale = world.tables["sale"].filter(pl.col("quantity") > 0, pl.col("customer_id").is_not_null())
    product = world.tables["product"].select("product_id", "category", "gender")
    variant = world.tables["variant"].select("variant_id", "product_id", "size")
    return sale.join(variant, on="variant_id").join(product, on="product_id")


def test_bodies_are_plausible(demo: World) -> None:
    bodies = demo.truth.bodies
    women = bodies.filter("woman")
    assert 163 < women["height_cm"].mean() < 167  # type: ignore[operator]
    bmi = bodies["weight_kg"] / (bodies["height_cm"] / 100) ** 2
    assert 22 < bmi.median() < 27  # type: ignore[operator]
    assert np.corrcoef(women["bust_cm"], women["hip_cm"])[0, 1] > 0.6
    assert (women["waist_cm"] < women["hip_cm"] + 10).all()


def test_customers_know_less_than_the_truth(demo: World) -> None:
    customer = demo.tables["customer"]
    for column in ("height_cm", "waist_cm", "usual_size", "tastes", "marketing_consent"):
        assert 0 < customer[column].null_count() < customer.height
    both = customer.join(demo.truth.bodies, on="customer_id", suffix="_true").drop_nulls(
        "height_cm"
    )
    error = both["height_cm"] - both["height_cm_true"]
    assert 0.3 < error.std() < 2  # type: ignore[operator]


def test_people_buy_the_size_that_they_wear(demo: World) -> None:
    tops = _bought(demo).filter(
        pl.col("category") == "t-shirt", pl.col("gender") == "women"
    ).join(demo.truth.bodies.select("customer_id", "size top/women"), on="customer_id")  # fmt: skip
    off = tops["size"].replace_strict(INDEX) - tops["size top/women"].replace_strict(INDEX)
    assert (off.abs() <= 1).mean() > 0.97  # type: ignore[operator]
    assert (off == 0).mean() > 0.6  # type: ignore[operator]


def test_nobody_buys_clothes_of_the_other_gender(demo: World) -> None:
    worn = _bought(demo).filter(pl.col("category") != "bags")
    joined = worn.join(demo.truth.bodies.select("customer_id", "woman"), on="customer_id")
    wrong = (joined["gender"] == "women") != joined["woman"]
    assert wrong.mean() < 0.02  # type: ignore[operator]


def test_people_buy_what_they_like(demo: World) -> None:
    people = {c: i for i, c in enumerate(demo.truth.names.customer)}
    styles = {p: i for i, p in enumerate(demo.tables["product"]["product_id"])}
    lines = _bought(demo)
    person = np.array([people[c] for c in lines["customer_id"]])
    style = np.array([styles[p] for p in lines["product_id"]])
    rows, at = np.unique(person, return_inverse=True)
    liking = demo.truth.affinity(rows)
    everyone = np.array([np.mean(row[np.isfinite(row)]) for row in liking])
    spread = np.array([np.std(row[np.isfinite(row)]) for row in liking])
    z = (liking[at, style] - everyone[at]) / spread[at]
    assert np.mean(z[np.isfinite(z)]) > 0.5


def test_tastes_are_those_that_affinity_uses(tiny: World) -> None:
    rows = np.arange(5)
    tastes = tiny.truth.tastes(rows)
    assert tastes.height == 5 * tastes.select("name", "value").n_unique()
    stated = tiny.tables["customer"].drop_nulls("tastes").row(0, named=True)
    index = tiny.truth.names.customer.to_list().index(stated["customer_id"])
    own = tiny.truth.tastes(np.array([index]))
    names = pl.format("{}:{}", "name", "value")
    best = own.filter(names.is_in(stated["tastes"]))["liking"].min()
    asked = own.filter(pl.col("name").is_in(["colour", "pattern", "material", "silhouette",
                                             "occasion"]))  # fmt: skip
    assert asked.filter(pl.col("liking") > best).height <= 2


def test_clicks_follow_taste_too(demo: World) -> None:
    views = demo.tables["event"].filter(
        pl.col("kind") == "view", pl.col("customer_id").is_not_null()
    ).head(20_000)  # fmt: skip
    people = {c: i for i, c in enumerate(demo.truth.names.customer)}
    styles = {p: i for i, p in enumerate(demo.tables["product"]["product_id"])}
    person = np.array([people[c] for c in views["customer_id"]])
    style = np.array([styles[p] for p in views["product_id"]])
    rows, at = np.unique(person, return_inverse=True)
    liking = demo.truth.affinity(rows)
    mean = np.array([np.mean(row[np.isfinite(row)]) for row in liking])
    seen = liking[at, style]
    finite = np.isfinite(seen)
    assert finite.mean() > 0.95
    assert np.mean(seen[finite] - mean[at][finite]) > 1.0
