from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from modiste.model.facts import FACTS
from modiste.model.tables import table
from modiste.model.validate import check
from modiste.simulate import World, preset, simulate

NOT_SIMULATED = {"profile_edit", "receipt", "supplier_calendar", "supplier_closure"}
"""What only people and the order book write."""

NAMES = [fact.name for fact in FACTS if fact.name not in NOT_SIMULATED]
LINKS = [
    ("variant", "product_id", "product"),
    ("image", "product_id", "product"),
    ("image", "variant_id", "variant"),
    ("supply_term", "supplier_id", "supplier"),
    ("supply_term", "variant_id", "variant"),
    ("sale", "variant_id", "variant"),
    ("sale", "location_id", "location"),
    ("sale", "customer_id", "customer"),
    ("stock", "variant_id", "variant"),
    ("stock", "location_id", "location"),
    ("price_change", "variant_id", "variant"),
    ("promotion", "product_id", "product"),
    ("event", "customer_id", "customer"),
    ("event", "product_id", "product"),
    ("event", "variant_id", "variant"),
    ("purchase_order", "supplier_id", "supplier"),
    ("purchase_order_line", "purchase_order_id", "purchase_order"),
    ("purchase_order_line", "variant_id", "variant"),
    ("purchase_order_line", "location_id", "location"),
]


@pytest.fixture(params=["tiny", "demo"])
def world(request: pytest.FixtureRequest) -> World:
    made: World = request.getfixturevalue(request.param)
    return made


def test_every_fact_table_is_there(world: World) -> None:
    assert list(world.tables) != []
    assert set(world.tables) == set(NAMES)
    assert all(world.tables[name].height > 0 for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_rows_fit_the_declared_table(world: World, name: str) -> None:
    checked = check(table(name), world.tables[name])
    assert checked.problems.height == 0
    assert checked.good.height == world.tables[name].height


@pytest.mark.parametrize("name", NAMES)
def test_keys_are_unique(world: World, name: str) -> None:
    keys = world.tables[name].select(table(name).key)
    assert keys.n_unique() == keys.height


@pytest.mark.parametrize(("name", "column", "to"), LINKS)
def test_foreign_keys_resolve(world: World, name: str, column: str, to: str) -> None:
    used = world.tables[name][column].drop_nulls().unique()
    assert used.is_in(world.tables[to][column].implode()).all()


def test_as_many_variants_as_asked_for(world: World) -> None:
    assert world.tables["variant"].height == world.config.skus


def test_gtins_have_their_check_digit(world: World) -> None:
    for gtin in world.tables["variant"]["gtin"].head(200):
        digits = [int(d) for d in gtin]
        total = sum(d * (3 if i % 2 == 0 else 1) for i, d in enumerate(digits[:-1]))
        assert (total + digits[-1]) % 10 == 0
        assert len(digits) == 14


def test_nothing_is_dated_after_history(world: World) -> None:
    end = pl.lit(world.config.as_of).cast(pl.Datetime("us", "UTC"))
    columns = [("sale", "sold_at"), ("stock", "counted_at"), ("event", "at"), ("post", "at")]
    for name, column in columns:
        assert world.tables[name].select((pl.col(column) < end).all()).item(), name
    ordered = world.tables["purchase_order"]["ordered_on"]
    assert (ordered < world.config.as_of).all()


def test_returns_come_after_their_sale_and_are_not_more(world: World) -> None:
    sale = world.tables["sale"]
    both = ["order_id", "variant_id"]
    sold = sale.filter(pl.col("quantity") > 0)
    back = sale.filter(pl.col("quantity") < 0)
    assert (sold["line_no"] == 1).all()
    assert (back["line_no"] > 1).all()
    joined = back.join(sold, on=both, suffix="_sold", validate="m:1")
    assert joined.height == back.height
    assert (joined["sold_at"] > joined["sold_at_sold"]).all()
    assert (joined["unit_price"] == joined["unit_price_sold"]).all()
    net = joined.group_by(both).agg(pl.col("quantity").sum() + pl.col("quantity_sold").first())
    assert (net["quantity"] >= 0).all()
    assert back["return_reason"].null_count() == 0


def test_an_order_has_one_place_one_buyer_and_one_moment(world: World) -> None:
    orders = (
        world.tables["sale"]
        .filter(pl.col("quantity") > 0)
        .group_by("order_id")
        .agg(pl.col("location_id", "customer_id", "sold_at").n_unique(), lines=pl.len())
    )
    assert orders.select(pl.col("location_id", "customer_id", "sold_at").max()).row(0) == (1, 1, 1)
    assert orders["lines"].max() > 1  # type: ignore[operator]


def test_the_same_seed_gives_the_same_world(tiny: World) -> None:
    again = simulate(preset("tiny"))
    for name in NAMES:
        assert_frame_equal(again.tables[name], tiny.tables[name])
    assert_frame_equal(again.truth.weekly, tiny.truth.weekly)


def test_another_seed_gives_another_world(tiny: World) -> None:
    other = simulate(preset("tiny", seed=7))
    for name in ("product", "variant", "sale", "customer", "post", "event"):
        assert not other.tables[name].equals(tiny.tables[name])


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        ({"posts_per_week": 10}, {"post"}),
        ({"sessions_per_week": 5}, {"event"}),
        ({"stock_weeks": 4}, {"stock"}),
    ],
)
def test_parts_do_not_disturb_each_other(
    tiny: World, change: dict[str, int], touched: set[str]
) -> None:
    other = simulate(preset("tiny", **change))
    changed = {name for name in NAMES if not other.tables[name].equals(tiny.tables[name])}
    assert changed == touched
