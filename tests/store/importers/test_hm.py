from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
import pytest
from fake_lake import FakeLake

from realdata import real

ARTICLES = (
    "article_id,product_code,prod_name,product_type_name,graphical_appearance_name,"
    "colour_group_name,index_name,index_group_name,section_name,detail_desc\n"
)
TRANSACTIONS = "t_dat,customer_id,article_id,price,sales_channel_id\n"
CUSTOMERS = "customer_id,FN,Active,club_member_status,fashion_news_frequency,age,postal_code\n"


def test_articles(run: Callable, lake: FakeLake) -> None:
    text = (
        ARTICLES
        + "108775015,108775,Strap top,Vest top,Solid,Black,Ladieswear,Ladieswear,Basics,Soft\n"
        "0108775044,108775,Strap top (1),Vest top,Solid,White,Ladieswear,Ladieswear,Basics,Soft\n"
        "x,1,Odd,Vest top,Solid,White,Divided,Divided,Basics,\n"
        "0200000001,200000,Jeans,Trousers,Denim,Dark Blue,Divided,Divided,Basics,\n"
    )
    summary, _ = run({"articles.csv": text})
    assert lake.read("product").select("product_id", "title", "gender", "pattern").rows() == [
        ("0108775", "Strap top", "women", "solid"),
        ("0200000", "Jeans", "women", "denim"),
    ]
    assert lake.read("variant").select("variant_id", "product_id", "colour_family").rows() == [
        ("0108775015", "0108775", "black"),
        ("0108775044", "0108775", "white"),
        ("0200000001", "0200000", "blue"),
    ]
    assert summary.reasons == {"the article id is not of up to ten digits": 1}


def test_transactions(run: Callable, lake: FakeLake) -> None:
    text = (
        TRANSACTIONS + "2020-09-16,abc,786022008,0.048440677966,2\n"
        "2020-09-16,abc,0786022008,0.04844067618250847,2\n"
        "2020-09-16,abc,786022008,,1\n"
        "2020-09-16,abc,786022008,1,3\n"
        "2020-09-16,,786022008,1,1\n"
        "soon,abc,786022008,1,1\n"
        "2020-09-16,abc,786022008,cheap,1\n"
    )
    summary, _ = run({"transactions_train.csv": text})
    sale = lake.read("sale")
    assert sale.select("variant_id", "line_no", "unit_price", "currency", "location_id").rows() == [
        ("0786022008", 1, 48441, "XXX", "online"),
        ("0786022008", 2, 48441, "XXX", "online"),
        ("0786022008", 1, None, "XXX", "stores"),
    ]
    assert sale["order_id"].n_unique() == 2
    assert sale["sold_at"][0] == datetime(2020, 9, 16, tzinfo=UTC)
    assert "abc" not in str(lake.tables)
    assert summary.set_aside == 4
    assert set(summary.reasons) == {
        "the channel is not 1 or 2",
        "nothing tells who bought it",
        "t_dat is not a date and time",
        "the price is not a number",
    }


def test_customers(run: Callable, lake: FakeLake) -> None:
    text = CUSTOMERS + "abc,1.0,1.0,ACTIVE,Regularly,24.0,52043e\ndef,,,,NONE,,\n"
    run({"customers.csv": text})
    assert lake.read("customer").select("birth_decade", "marketing_consent").rows() == [
        (1990, True),
        (None, None),
    ]
    assert "52043e" not in str(lake.tables)


@pytest.mark.realdata
def test_the_whole_folder_loads_every_row(run: Callable, lake: FakeLake) -> None:
    folder = real("recommend/hm")
    summary, _ = run(folder)
    assert {file.file: (file.rows, file.set_aside) for file in summary.files} == {
        "articles.parquet": (105_542, 0),
        "customers_of_transactions_sample.csv": (1_364, 0),
        "transactions_train_sample.csv": (31_662, 0),
        "transactions_week_2020-09-16_22.parquet": (240_311, 0),
    }
    count = summary.tables["sale"]
    # 219 lines of the sample are in the full week too
    assert (count.inserted, count.repeated) == (31_662 + 240_311 - 219, 219)
    assert lake.read("variant").height == 105_542
    sold = lake.read("sale").select("variant_id").unique()
    assert sold.join(lake.read("variant"), on="variant_id", how="anti").height == 0
    category = lake.read("product")["category"]
    assert category.null_count() / len(category) < 0.05
    assert summary.tables["customer"].written == lake.read("customer").height
    again, _ = run(folder)
    assert again.written == 0


@pytest.mark.realdata
def test_customers_meet_across_files(run: Callable, lake: FakeLake) -> None:
    run(real("recommend/hm/customers_of_transactions_sample.csv"))
    before = lake.read("customer").height
    run(real("recommend/hm/transactions_train_sample.csv"))
    assert lake.read("customer").height == before
    assert lake.read("customer").filter(pl.col("birth_decade").is_null()).height < before
