"""Sessions of visitors."""

from __future__ import annotations

import pytest
from shoplake import AS_OF, END, ago, rows, stock, style

from modiste.model.errors import UnknownNameError
from modiste.recommend.assortment import read_assortment
from modiste.recommend.sessions import session_items
from modiste.store.lake import Lake


def seen(lake, session, variant, days, who=None, kind="view"):
    event = {
        "event_id": f"{session}-{variant}-{days}-{kind}", "at": ago(days), "kind": kind,
        "session_id": session, "customer_id": who, "variant_id": variant,
        "product_id": variant and variant.split("-", 1)[0],
    }  # fmt: skip
    lake.upsert("event", rows("event", event))


@pytest.fixture
def lake(tmp_path):
    made = Lake(tmp_path / "lake")
    for name in ("A", "B", "C"):
        style(made, name, ["red"], ["S"])
    stock(made, A_red_S=3, B_red_S=3, C_red_S=3)
    return made


def asked(lake, session):
    snapshot = lake.snapshot()
    assortment = read_assortment(snapshot, AS_OF, END)
    codes = session_items(snapshot, assortment, session)
    return [assortment.table["product_id"][code] for code in codes]


def test_items_are_those_of_the_session_oldest_first_each_once(lake):
    seen(lake, "s1", "B-red-S", 0.3)
    seen(lake, "s1", "A-red-S", 0.2)
    seen(lake, "s1", "B-red-S", 0.1, kind="cart")
    seen(lake, "s2", "C-red-S", 0.1)
    assert asked(lake, "s1") == ["A", "B"]
    assert asked(lake, "s2") == ["C"]


def test_a_session_in_which_a_customer_signed_in_is_refused(lake):
    seen(lake, "s1", "A-red-S", 0.3)
    seen(lake, "s1", "B-red-S", 0.2, who="ann")
    with pytest.raises(UnknownNameError, match="did not sign in"):
        asked(lake, "s1")


def test_an_unknown_session_is_told(lake):
    seen(lake, "s1", "A-red-S", 0.3)
    with pytest.raises(UnknownNameError, match="'s9'"):
        asked(lake, "s9")
