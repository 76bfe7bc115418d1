from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from modiste.model.errors import InputError
from modiste.recommend.files import Named, read_interactions, read_items, read_users


def write(folder: Path, text: str, name: str = "events.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("header", "separator"),
    [
        ("user,item,time", ","),
        ("customer_id;article_id;t_dat", ";"),
        ("User_ID\tItem_ID\tTimestamp", "\t"),
        ("user_id:token\titem_id:token\ttimestamp:float", "\t"),
        ("用户,商品,日期", ","),
    ],
)
def test_usual_names_are_known(tmp_path: Path, header: str, separator: str) -> None:
    row = separator.join(["客1", "0108775015", "2025-03-01"])
    frame, how = read_interactions(write(tmp_path, f"{header}\n{row}\n"))
    assert frame.row(0) == ("客1", "0108775015", dt.datetime(2025, 3, 1))  # noqa: DTZ001
    assert how.form == "long"


def test_columns_may_be_named(tmp_path: Path) -> None:
    path = write(tmp_path, "who,what,when,stars,user\na,x,3,5,z\n")
    named = Named("who", "what", "when", "stars")
    frame, how = read_interactions(path, named)
    assert frame.columns == ["user", "item", "time", "weight"]
    assert frame.row(0)[:2] == ("a", "x")
    assert how.columns == ("who", "what", "when", "stars")
    with pytest.raises(InputError, match="no such column") as refused:
        read_interactions(path, Named(user="whom"))
    assert "who, what, when" in refused.value.remedy


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    pl.DataFrame({"user": [7], "item": [9], "date": [dt.date(2025, 1, 1)]}).write_parquet(path)
    frame, _ = read_interactions(path)
    assert frame.row(0) == ("7", "9", dt.datetime(2025, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("cell", "want"),
    [
        ("2025-03-01", dt.datetime(2025, 3, 1)),  # noqa: DTZ001
        ("2025-03-01 12:30:00", dt.datetime(2025, 3, 1, 12, 30)),  # noqa: DTZ001
        ("2025-03-01T12:30:00Z", dt.datetime(2025, 3, 1, 12, 30)),  # noqa: DTZ001
        ("20250301", dt.datetime(2025, 3, 1)),  # noqa: DTZ001
        ("1740832200", dt.datetime(2025, 3, 1, 12, 30)),  # noqa: DTZ001
        ("1740832200000", dt.datetime(2025, 3, 1, 12, 30)),  # noqa: DTZ001
        ("17", 17.0),
    ],
)
def test_times_of_every_form(tmp_path: Path, cell: str, want: object) -> None:
    frame, _ = read_interactions(write(tmp_path, f"user,item,time\na,x,{cell}\n"))
    assert frame["time"][0] == want


def test_a_day_in_three_columns(tmp_path: Path) -> None:
    text = "user_id,item_id,review_day_of_month,review_month,review_year\na,x,7,3,2017\n"
    frame, how = read_interactions(write(tmp_path, text))
    assert frame["time"][0] == dt.datetime(2017, 3, 7)  # noqa: DTZ001
    assert how.columns[2:] == ("review_year", "review_month", "review_day_of_month")


@pytest.mark.parametrize(("cell", "what"), [("soon", "cannot be read"), ("", "is missing")])
def test_a_time_that_cannot_be_read_is_named(tmp_path: Path, cell: str, what: str) -> None:
    path = write(tmp_path, f"user,item,time\na,x,2025-01-01\nb,y,{cell}\n")
    with pytest.raises(InputError, match=f"a time {what}") as refused:
        read_interactions(path)
    assert refused.value.place.row == 2


def test_sequences(tmp_path: Path) -> None:
    path = write(tmp_path, "u1 10 7 10\n\nü2  3\t 4\n".replace("\t", ""), "train.txt")
    frame, how = read_interactions(path)
    assert how.form == "sequences"
    assert frame.select("user", "item").rows() == [
        ("u1", "10"), ("u1", "7"), ("u1", "10"), ("ü2", "3"), ("ü2", "4"),
    ]  # fmt: skip
    assert frame["time"].is_sorted()


def test_pairs_a_line_are_sequences_too(tmp_path: Path) -> None:
    frame, _ = read_interactions(write(tmp_path, "1 5\n1 3\n2 5\n", "pairs.txt"))
    assert frame.select("user", "item").rows() == [("1", "5"), ("1", "3"), ("2", "5")]


def test_sequences_without_people(tmp_path: Path) -> None:
    frame, _ = read_interactions(write(tmp_path, "10 7\n3\n", "items.txt"), user_ids=False)
    assert frame.select("user", "item").rows() == [("1", "10"), ("1", "7"), ("2", "3")]


def test_a_person_without_items_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="names a person but no item") as refused:
        read_interactions(write(tmp_path, "u1 1 2\nu2\n", "train.txt"))
    assert refused.value.place.row == 2
    assert "--no-user-ids" in refused.value.remedy


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "the file is empty"),
        ("  \n\n", "the file is empty"),
        ("user,item\n", "the file has no rows"),
        ("user,thing\na,b\n", "known to name the item"),
    ],
)
def test_files_that_say_nothing(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        read_interactions(write(tmp_path, text))


def test_files_of_another_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes("user,item\nä,x\n".encode("latin-1"))
    with pytest.raises(InputError, match="cannot be read") as refused:
        read_interactions(path)
    assert "UTF-8" in refused.value.remedy


def test_items_keep_their_zeros_and_get_their_types(tmp_path: Path) -> None:
    path = write(tmp_path, "article_id,code,price,colour,n\n0108,007,9.5,red,1\n0109,008,,blue,2\n")
    frame = read_items(path)
    assert frame["item"].to_list() == ["0108", "0109"]
    assert frame["code"].to_list() == ["007", "008"]
    assert frame["price"].to_list() == [9.5, None]
    assert frame["n"].to_list() == [1, 2]


def test_users(tmp_path: Path) -> None:
    assert read_users(write(tmp_path, "u1\nü2\nu1\n", "u.txt")).to_list() == ["u1", "ü2"]
    assert read_users(write(tmp_path, "u1 5 6\nu2 7\n", "s.txt")).to_list() == ["u1", "u2"]
    assert read_users(write(tmp_path, "size,customer\nS,a\nM,b\n")).to_list() == ["a", "b"]
    with pytest.raises(InputError, match="known to name users"):
        read_users(write(tmp_path, "a,b\n1,2\n"))


def test_first_words_that_come_again_are_items(tmp_path: Path) -> None:
    lines = "".join(f"{n % 7} {n % 5} 9\n" for n in range(200))
    frame, how = read_interactions(write(tmp_path, lines, "items.txt"))
    assert how.form == "sequences without people"
    assert frame["user"].n_unique() == 200
    assert frame.head(3)["item"].to_list() == ["0", "0", "9"]
    pairs = "".join(f"{n % 7} {n}\n" for n in range(200))
    frame, how = read_interactions(write(tmp_path, pairs, "pairs.txt"))
    assert (how.form, frame["user"].n_unique()) == ("sequences", 7)
