from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
import pytest
from fake_lake import FakeLake

from realdata import real

REVIEW = {
    "fit": "fit",
    "user_id": "420272",
    "bust size": "34d",
    "item_id": "2260466",
    "weight": "137lbs",
    "rating": "10",
    "rented for": "vacation",
    "review_text": "An adorable romper! Ann",
    "body type": "hourglass",
    "review_summary": "So many compliments!",
    "category": "romper",
    "height": "5' 8\"",
    "size": 14,
    "age": "28",
    "review_date": "April 20, 2016",
}


def test_the_original_json(run: Callable, lake: FakeLake) -> None:
    later = {**REVIEW, "item_id": "7", "size": 12, "review_date": "May 1, 2017"}
    for key in ("height", "weight", "bust size", "age"):
        later.pop(key)
    wrong = [{**REVIEW, "review_date": None}, {**REVIEW, "rating": "good"}, {"item_id": "3"}]
    reviews = [later, REVIEW, {**REVIEW, "age": "116", "user_id": "9"}, *wrong]
    text = "\n".join(json.dumps(review) for review in reviews)
    summary, _ = run({"renttherunway_final_data.json": text})
    assert lake.read("sale").select("variant_id", "quantity", "unit_price", "sold_at").rows() == [
        ("7-12", 1, None, datetime(2017, 5, 1, tzinfo=UTC)),
        ("2260466-14", 1, None, datetime(2016, 4, 20, tzinfo=UTC)),
        ("2260466-14", 1, None, datetime(2016, 4, 20, tzinfo=UTC)),
    ]
    event = lake.read("event")
    assert event.select("kind", "fit", "rating", "occasion", "size").rows() == [
        ("rate", "fit", 10.0, "vacation", "12"),
        ("rate", "fit", 10.0, "vacation", "14"),
        ("rate", "fit", 10.0, "vacation", "14"),
    ]
    known, aged = lake.read("customer").sort("birth_decade", nulls_last=True).rows(named=True)
    assert (known["height_cm"], known["weight_kg"], known["bust_cm"]) == (172.7, 62.1, 96.5)
    assert (known["cup"], known["usual_size"], known["birth_decade"]) == ("d", "12", 1980)
    assert aged["birth_decade"] is None
    assert summary.set_aside == 3
    assert summary.files[0].left_out == {"the age cannot be right": 1}
    assert "Ann" not in str(lake.tables)


@pytest.mark.realdata
def test_every_rental_loads(run: Callable, lake: FakeLake) -> None:
    file = real("recommend/renttherunway.parquet")
    summary, _ = run(file)
    assert (summary.rows, summary.set_aside) == (192_544, 0)
    source = pl.read_parquet(file)
    assert lake.read("sale").height == lake.read("event").height == source.height
    assert lake.read("customer").height == source["user_id"].n_unique()
    assert lake.read("product").height == source["item_id"].n_unique()
    assert lake.read("event")["rating"].mean() == source["rating"].mean()
    again, _ = run(file)
    assert again.written == 0
