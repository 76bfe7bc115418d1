from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.inventory.rounding import order_quantity, shared_out


@pytest.mark.parametrize(
    ("need", "moq", "pack", "expected"),
    [
        (0, 50, 6, 0), (-3, 50, 6, 0), (1, 0, 1, 1), (1, 50, 1, 50), (1, 50, 6, 54),
        (51, 50, 6, 54), (54, 50, 6, 54), (55, 50, 6, 60), (7, 0, 12, 12), (13, 12, 12, 24),
    ],
)  # fmt: skip
def test_order_quantity(need: int, moq: int, pack: int, expected: int) -> None:
    frame = pl.DataFrame({"need": [need], "moq": [moq], "pack": [pack]})
    found = frame.select(order_quantity(pl.col("need"), pl.col("moq"), pl.col("pack"))).item()
    assert found == expected


def needs(places: list[int], *, central: int = 0, moq: int = 0, pack: int = 1) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "variant_id": ["tee"] * len(places),
            "location_id": [f"store-{k:02d}" for k in range(len(places))],
            "need": places,
            "central": central,
            "moq": moq,
            "pack_size": pack,
        }
    )


def shares(frame: pl.DataFrame) -> list[int]:
    return shared_out(frame)["quantity"].to_list()


def test_shares_follow_needs_and_remainders_go_to_the_largest() -> None:
    assert shares(needs([5, 3, 2], pack=12)) == [6, 4, 2]  # 6.0, 3.6, 2.4
    assert shares(needs([1, 1, 1], pack=4)) == [2, 1, 1]  # ties by name
    assert shares(needs([0, 7, 0], moq=10)) == [0, 10, 0]


def test_the_warehouse_is_taken_off_first() -> None:
    assert shares(needs([6, 4], central=5)) == [3, 2]
    assert shares(needs([6, 4], central=10, moq=50)) == [0, 0]
    assert shares(needs([6, 4], central=9, moq=10)) == [6, 4]


def test_variants_are_rounded_apart() -> None:
    both = pl.concat([needs([3], pack=5), needs([4], pack=6).with_columns(variant_id=pl.lit("a"))])
    assert shared_out(both).select("variant_id", "quantity").rows() == [("a", 6), ("tee", 5)]


@given(
    places=st.lists(st.integers(0, 10**6), min_size=1, max_size=12),
    central=st.integers(0, 10**6),
    moq=st.integers(0, 5000),
    pack=st.integers(1, 500),
)
def test_any_order(places: list[int], central: int, moq: int, pack: int) -> None:
    found = shares(needs(places, central=central, moq=moq, pack=pack))
    total, wanted = sum(found), max(sum(places) - central, 0)
    assert all(quantity >= 0 for quantity in found)
    assert all(quantity == 0 for need, quantity in zip(places, found, strict=True) if need == 0)
    if wanted == 0:
        assert total == 0
        return
    assert total % pack == 0
    assert total >= max(wanted, moq)
    assert total - pack < max(wanted, moq)
    exact = [total * need / sum(places) for need in places]
    assert all(abs(q - e) < 1 + 1e-9 for q, e in zip(found, exact, strict=True))
