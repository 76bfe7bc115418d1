"""Size curves."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.demand.sizes import STRONGEST, WEAKEST, shrunk, size_curves, size_scales, strength

RUN = ["XS", "S", "M", "L", "XL"]


def variants(runs: dict[str, list[str]], group: str = "tee") -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"variant_id": f"{style}/{size}", "product_id": style, "group": group, "size": size}
            for style, sizes in runs.items()
            for size in sizes
        ]
    )


def demand(units: dict[tuple[str, str], float]) -> pl.DataFrame:
    return pl.DataFrame(
        [{"variant_id": v, "location_id": p, "units": float(u)} for (v, p), u in units.items()]
    )


def test_runs_that_overlap_are_one_scale_in_order() -> None:
    found = size_scales(variants({"a": RUN, "b": ["S", "M", "L"], "c": ["36", "38", "40"]}))
    rows = {row["product_id"]: row for row in found.iter_rows(named=True)}
    assert rows["a"]["scale"] == rows["b"]["scale"] == "XS-XL"
    assert rows["a"]["sizes"] == RUN
    assert rows["c"]["scale"] == "36-40"


def test_scales_with_the_same_ends_are_told_apart() -> None:
    found = size_scales(variants({"a": ["1", "2", "3", "9"], "b": ["1", "6", "7", "8", "9"]}))
    assert found["scale"].n_unique() == 2


def test_much_data_speaks_for_itself() -> None:
    sold = dict(zip(RUN, [100, 300, 400, 150, 50], strict=True))
    found = size_curves(
        demand({(f"a/{s}", "web"): u * 10 for s, u in sold.items()}), variants({"a": RUN})
    )
    every = found.filter(pl.col("location_id") == "all")
    assert every["size"].to_list() == RUN
    assert every["share"].to_list() == pytest.approx([0.1, 0.3, 0.4, 0.15, 0.05], abs=0.001)
    assert every["raw"].to_list() == pytest.approx([0.1, 0.3, 0.4, 0.15, 0.05])


def test_a_place_with_three_sales_follows_the_category() -> None:
    rng = np.random.default_rng(1)
    units = {}
    for place in range(6):
        sold = rng.multinomial(2_000, [0.1, 0.3, 0.4, 0.15, 0.05])
        units |= {(f"a/{s}", f"p{place}"): u for s, u in zip(RUN, sold, strict=True)}
    units[("a/XL", "new")] = 3
    found = size_curves(demand(units), variants({"a": RUN}))
    new = found.filter(pl.col("location_id") == "new")
    assert new["raw"].to_list() == [0, 0, 0, 0, 1]
    assert new["share"].to_list() == pytest.approx([0.1, 0.3, 0.4, 0.15, 0.05], abs=0.02)


def test_shares_sum_to_one_and_no_size_is_impossible() -> None:
    found = size_curves(demand({("a/M", "web"): 5.0}), variants({"a": RUN}))
    sums = found.group_by("location_id").agg(pl.col("share").sum())
    assert sums["share"].to_list() == pytest.approx([1.0, 1.0])
    assert (found["share"] > 0).all()


@pytest.mark.parametrize("planted", [20.0, 100.0])
def test_a_planted_strength_is_found(planted: float) -> None:
    rng = np.random.default_rng(3)
    common = np.array([0.1, 0.25, 0.35, 0.2, 0.1])
    shares = rng.dirichlet(planted * common, 400)
    units = np.stack([rng.multinomial(300, row) for row in shares]).astype(float)
    assert strength(units, common) == pytest.approx(planted, rel=0.25)


def test_places_that_do_not_differ_are_one() -> None:
    rng = np.random.default_rng(4)
    common = np.array([0.2, 0.5, 0.3])
    units = rng.multinomial(500, common, 200).astype(float)
    assert strength(units, common) > 0.25 * STRONGEST


@given(seed=st.integers(0, 10**6))
def test_posterior_shares(seed: int) -> None:
    rng = np.random.default_rng(seed)
    units = rng.poisson(rng.uniform(0, 20, (4, 5))).astype(float)
    prior = rng.dirichlet(np.ones(5))
    mean, deviation = shrunk(units, prior, strength(units, np.maximum(prior, 1e-6)))
    assert mean.sum(axis=1) == pytest.approx(np.ones(4))
    assert ((deviation >= 0) & (deviation <= 0.5)).all()
    assert WEAKEST <= strength(units, prior) <= STRONGEST


def test_nothing_with_a_size() -> None:
    none = variants({"a": RUN}).with_columns(size=pl.lit(None, dtype=pl.String))
    assert size_curves(demand({("a/M", "web"): 5.0}), none).height == 0
