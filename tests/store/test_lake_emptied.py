from __future__ import annotations

import datetime as dt

import polars as pl
from polars.testing import assert_frame_equal

from modiste.store.lake import Lake

ROWS = pl.DataFrame({"location_id": ["web", "paris"], "name": ["Web", "Paris"]})


def test_an_emptied_table_has_no_rows_and_keeps_its_past(lake: Lake):
    before = lake.upsert("location", ROWS).version
    assert lake.empty("location") == before + 1
    assert lake.read("location").height == 0
    assert lake.read("location", version=before)["name"].to_list() == ["Web", "Paris"]
    assert lake.empty("location") == before + 1  # nothing left to take out: no new version
    assert lake.upsert("location", ROWS).inserted == 2
    assert_frame_equal(lake.read("location").select(ROWS.columns), ROWS, check_row_order=False)


def test_what_was_never_written_is_not_made_by_emptying(lake: Lake):
    assert lake.empty("location") is None
    assert lake.tables() == []


def test_versions_are_listed_newest_first_with_their_times(lake: Lake):
    assert lake.history("location") == []
    began = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    lake.upsert("location", ROWS)
    lake.upsert("location", ROWS.with_columns(name=pl.lit("New")))
    found = lake.history("location")
    assert [each.version for each in found] == list(range(lake.version("location"), -1, -1))
    assert found == sorted(found, key=lambda each: each.version, reverse=True)
    assert all(began <= each.at <= dt.datetime.now(dt.UTC) for each in found)
    assert lake.history("location", limit=1) == found[:1]
