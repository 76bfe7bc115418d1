"""The plan of a simulated brand, held against what the simulator knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from modiste.plan.weekly import Plan, make_plan
from modiste.simulate import World, preset, simulate
from modiste.store.workspace import Workspace

KEYS = ["variant_id", "location_id"]


@dataclass(frozen=True)
class Brand:
    world: World
    workspace: Workspace
    plan: Plan

    def findings(self, name: str) -> pl.DataFrame:
        return self.workspace.lake.read(name).filter(pl.col("run_id") == self.plan.run_id)

    def suggested(self, kind: str) -> pl.DataFrame:
        return self.findings("suggestion").filter(pl.col("kind") == kind).sort("rank")


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brand]:
    world = simulate(preset("tiny", seed=6, posts_per_week=0, skus=200, units_per_sku_week=4.0))
    workspace = Workspace.init(
        tmp_path_factory.mktemp("plan") / "brand", name="Tiny", zone="Europe/Berlin"
    )
    for name, frame in world.tables.items():
        if name not in {"event", "image", "post", "customer"}:
            workspace.lake.upsert(name, frame)
    yield Brand(world, workspace, make_plan(workspace, world.config.as_of))
    workspace.ledger.close()


def coming(world: World, weeks: int) -> pl.DataFrame:
    """``variant_id, location_id, rate``: true expected units over the coming weeks."""
    truth = world.truth
    total = np.sum([rates for _, rates in world.future(weeks)], axis=0)
    return pl.DataFrame(
        {
            "variant_id": np.repeat(truth.names.variant.to_numpy(), total.shape[1]),
            "location_id": np.tile(truth.names.location.to_numpy()[: total.shape[1]], len(total)),
            "rate": total.ravel(),
        }
    )


def judged(brand: Brand) -> pl.DataFrame:
    """Every series whose stock is known, and whether it is truly short until goods can arrive."""
    weeks = 10  # lead times are some eight weeks here; then review and the week begun
    policy = brand.findings("stock_policy").drop_nulls("position")
    found = brand.suggested("buy").select(*KEYS, suggested=pl.lit(value=True))
    joined = policy.join(coming(brand.world, weeks), on=KEYS).join(found, on=KEYS, how="left")
    return joined.with_columns(
        pl.col("suggested").fill_null(value=False),
        short=pl.col("rate") > pl.max_horizontal(pl.col("position"), pl.lit(0)),
    )


def test_what_is_suggested_is_truly_short_more_often(brand: Brand) -> None:
    shares = dict(judged(brand).group_by("suggested").agg(pl.col("short").mean()).iter_rows())
    many = dict(judged(brand).group_by("suggested").len().iter_rows())
    assert min(many.values()) > 100
    assert shares[True] > 0.6
    assert shares[False] < 0.1


def test_forecasts_are_near_the_true_rates(brand: Brand) -> None:
    said = brand.findings("demand_forecast").sort(*KEYS, "week")
    first = said.group_by(KEYS).agg(pl.col("mean").head(8).sum(), pl.col("demand_class").first())
    known = first.join(coming(brand.world, 8), on=KEYS)
    assert known.height > 200
    new = pl.col("demand_class") == "new"
    for part in (known.filter(new), known.filter(~new)):
        mean, rate = part["mean"].to_numpy(), part["rate"].to_numpy()
        assert mean.sum() == pytest.approx(rate.sum(), rel=0.2)
        assert np.corrcoef(mean, rate)[0, 1] > 0.85


def test_every_suggestion_can_be_checked(brand: Brand) -> None:
    terms = brand.workspace.lake.read("supply_term").select("variant_id", "moq", "pack_size")
    found = brand.suggested("buy")
    assert found["rank"].to_list() == list(range(1, found.height + 1))
    assert (found["money_at_stake"].diff().drop_nulls() <= 0).all()
    assert (found["order_cost"] == found["quantity"] * found["unit_cost"]).all()
    whole = found.group_by("variant_id").agg(pl.col("quantity").sum()).join(terms, on="variant_id")
    assert (whole["quantity"] % whole["pack_size"] == 0).all()
    assert (whole["quantity"] >= whole["moq"]).all()


def test_figures_are_those_of_the_tables(brand: Brand) -> None:
    found, figures = brand.suggested("buy"), brand.plan.figures["purchase suggestions"]
    assert figures["suggestions"] == found.height
    assert figures["units"] == found["quantity"].sum()
    assert figures["cost"] == {"EUR": found["order_cost"].sum()}
    assert figures["money at stake"] == {"EUR": found["money_at_stake"].sum()}
    unknown = brand.findings("stock_policy")["position"].null_count()
    assert figures["stock unknown"] == unknown
    for kind, name in (("transfer", "transfers"), ("markdown", "markdowns"), ("hold", "holds")):
        others = brand.suggested(kind)
        assert figures[name]["suggestions"] == others.height
        worth = figures[name]["money at stake"]
        assert worth == ({"EUR": others["money_at_stake"].sum()} if others.height else {})


def test_goods_move_to_where_they_truly_sell(brand: Brand) -> None:
    found = brand.suggested("transfer")
    rates = coming(brand.world, 8)
    to = found.join(rates, on=KEYS).with_columns(to="rate").drop("rate")
    both = to.join(
        rates.rename({"location_id": "from_location_id"}), on=["variant_id", "from_location_id"]
    )
    assert found.height > 10
    moved = (found["quantity"] * 1.0).sum()
    # What comes is wanted: within the lead time most of it sells where it goes.
    stock = brand.findings("stock_policy").select(*KEYS, "on_hand")
    there = to.join(stock, on=KEYS).with_columns(
        sold=pl.min_horizontal("quantity", (pl.col("to") - pl.col("on_hand")).clip(lower_bound=0))
    )
    assert there["sold"].sum() > 0.5 * moved
    assert both.height == 0 or (both["to"] > both["rate"]).mean() > 0.5


def test_what_is_marked_down_would_truly_be_left_over(brand: Brand) -> None:
    found = brand.suggested("markdown")
    products = brand.workspace.lake.read("variant").select("variant_id", "product_id")
    rate = (
        coming(brand.world, 26)
        .join(products, on="variant_id")
        .group_by("product_id")
        .agg(pl.col("rate").sum())
    )
    joined = found.join(rate, on="product_id")
    assert found.height > 0
    assert found["cut"].is_between(0.1, 0.7).all()
    assert (joined["quantity"] > joined["rate"]).mean() >= 0.7
    assert joined["quantity"].sum() > 1.5 * joined["rate"].sum()
