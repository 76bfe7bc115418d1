"""The shop that is kept open between requests."""

from __future__ import annotations

import shutil

import polars as pl

from modiste.store.workspace import Workspace
from modiste.styling.warm import WarmShop


def test_it_is_read_again_only_when_time_has_passed_and_a_table_has_changed(tmp_path, shop_root):
    workspace = Workspace.open(shutil.copytree(shop_root, tmp_path / "brand"))
    now = [0.0]
    warm = WarmShop(workspace, every=5.0, clock=lambda: now[0])
    first = warm.shop()
    made = []
    assert first.kept("a", lambda: made.append(1) or "answer") == "answer"
    assert first.kept("a", lambda: made.append(1) or "other") == "answer"
    assert made == [1]
    now[0] = 6.0
    assert warm.shop() is first
    renamed = pl.DataFrame({"product_id": ["tee"], "title": ["Renamed tee"]})
    workspace.lake.upsert("product", renamed)
    assert warm.shop() is first
    now[0] = 12.0
    second = warm.shop()
    assert second is not first
    titles = second.garments.variants.filter(product_id="tee")["title"].unique().to_list()
    assert titles == ["Renamed tee"]
    workspace.ledger.close()
