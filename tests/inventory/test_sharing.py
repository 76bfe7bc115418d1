from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from modiste.inventory.rounding import shared_out
from modiste.inventory.sharing import shared_by_value
from modiste.learn.distributions import Count


def needs(places: list[int], *, central: int = 0, moq: int = 0, pack: int = 1) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "variant_id": ["tee"] * len(places),
            "location_id": [f"store-{k:02d}" for k in range(len(places))],
            "need": places, "central": central, "moq": moq, "pack_size": pack,
        }
    )  # fmt: skip


def shares(frame: pl.DataFrame, mean: list[float], have: list[float]) -> list[int]:
    demand = Count(np.array(mean), 2 * np.array(mean))
    return shared_by_value(frame, demand, np.array(have))["quantity"].to_list()


def test_each_gets_its_need_where_all_is_bought() -> None:
    assert shares(needs([7, 3, 0]), [90.0, 1.0, 50.0], [0, 0, 0]) == [7, 3, 0]


def test_what_a_pack_adds_goes_where_it_sells() -> None:
    # By need it would be shared 8 to 4; the second place sells far more than it needs now.
    assert shares(needs([6, 3], pack=12), [4.0, 40.0], [0, 0]) == [6, 6]
    assert shared_out(needs([6, 3], pack=12))["quantity"].to_list() == [8, 4]


def test_what_there_is_goes_where_it_is_short() -> None:
    # Four units for two places that need four each: the one with an empty shelf is served first.
    assert shares(needs([4, 4], central=4), [6.0, 6.0], [5, 0]) == [0, 4]


def test_like_places_get_like_shares() -> None:
    assert shares(needs([5, 5, 5], pack=7), [9.0] * 3, [2] * 3) == [7, 7, 7]
    assert shares(needs([5, 5, 5], central=6), [9.0] * 3, [2] * 3) == [3, 3, 3]


def test_what_will_never_sell_follows_the_needs() -> None:
    found = shares(needs([1, 3], moq=400), [1.0, 3.0], [0, 0])
    assert sum(found) == 400
    assert 280 <= found[1] <= 320


@given(
    places=st.lists(st.integers(0, 20), min_size=1, max_size=4), central=st.integers(0, 30),
    moq=st.integers(0, 60), pack=st.integers(1, 12),
    mean=st.lists(st.floats(0, 30), min_size=4, max_size=4),
    have=st.lists(st.integers(-5, 30), min_size=4, max_size=4),
)  # fmt: skip
def test_shares_add_up_to_the_order(
    places: list[int], central: int, moq: int, pack: int, mean: list[float], have: list[int]
) -> None:
    frame = needs(places, central=central, moq=moq, pack=pack)
    n = len(places)
    found = shares(frame, mean[:n], [float(h) for h in have[:n]])
    total = shared_out(frame)["quantity"].sum()
    assert sum(found) == total
    assert all(unit >= 0 for unit in found)
    assert all(unit == 0 for unit, need in zip(found, places, strict=True) if need == 0)
    if total <= sum(places):
        assert all(unit <= need for unit, need in zip(found, places, strict=True))
