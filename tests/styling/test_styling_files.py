from __future__ import annotations

import json

import polars as pl
import pytest
from tests.realdata import real

from modiste.model.errors import InputError
from modiste.styling.bridge import read_outfits
from modiste.styling.files import read_fits, read_people


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_headers_units_and_words_are_understood(tmp_path):
    path = written(
        tmp_path / "fits.csv",
        "User ID,Item-ID,Size,Fit,Height,Weight,Hips,Bra Size,Cup Size,Review Date\n"
        "u1,i1,M,small,5ft 6in,137lbs,38.0,34,c,2020-05-01\n"
        "u2,i1,L,Just right,5ft 2in,150lbs,41.0,36,dd/e,2020-05-02\n"
        "u3,i1,L,??,,,,,,\n",
    )
    told = read_fits(path)
    assert told.left_out == 1
    assert told.units == {"hip": "in", "height": "ft in", "weight": "lb"}
    frame = told.records.frame
    assert frame["outcome"].to_list() == [0, 1]
    assert frame["height_cm"].to_list() == pytest.approx([66 * 2.54, 62 * 2.54])
    assert frame["weight_kg"].to_list() == pytest.approx([137 * 0.45359237, 150 * 0.45359237])
    assert frame["hip_cm"].to_list() == pytest.approx([38 * 2.54, 41 * 2.54])
    assert frame["cup"].to_list() == [3.0, 5.0]
    assert frame["at"].cast(pl.String).to_list() == ["2020-05-01", "2020-05-02"]


def test_centimetres_and_kilograms_stay_what_they_are(tmp_path):
    path = written(
        tmp_path / "people.csv", "person,height,weight,bust,waist,hip\na,168,61.5,90,70,97\n"
    )
    frame, units = read_people(path)
    assert units == {"waist": "cm", "hip": "cm", "bust": "cm", "height": "cm", "weight": "kg"}
    assert frame.row(0, named=True)["bust_cm"] == 90.0


def test_a_unit_in_the_header_wins(tmp_path):
    path = written(tmp_path / "people.csv", "person,height_in,weight_lbs,waist_in\na,66,60,90\n")
    frame, _ = read_people(path)
    row = frame.row(0, named=True)
    assert row["height_cm"] == pytest.approx(66 * 2.54)
    assert row["weight_kg"] == pytest.approx(60 * 0.45359237)
    assert row["waist_cm"] == pytest.approx(90 * 2.54)


def test_bodies_of_a_file_of_people_are_joined(tmp_path):
    fits = written(tmp_path / "f.csv", "person,item,size,fit\né,i,M,fit\n顾客,i,M,large\n")
    people = written(tmp_path / "p.csv", "person,height\n顾客,170\n顾客,171\n")
    frame = read_fits(fits, people).records.frame
    assert frame["height_cm"].to_list() == [None, 171.0]


def test_lines_of_objects_with_spelt_days_and_bra_sizes(tmp_path):
    rows = [
        {"user_id": "1", "item_id": "a", "size": 14, "fit": "fit", "bust size": "34d",
         "weight": "137lbs", "height": "5' 8\"", "review_date": "April 20, 2016",
         "rented for": "work"},
        {"user_id": "2", "item_id": "a", "size": 8, "fit": "small", "bust size": "32c",
         "height": "5' 6\"", "review_date": "June 18, 2013"},
    ]  # fmt: skip
    path = written(tmp_path / "f.json", "\n".join(json.dumps(row) for row in rows))
    frame = read_fits(path).records.frame
    assert frame["at"].cast(pl.String).to_list() == ["2016-04-20", "2013-06-18"]
    assert frame["bust_cm"].to_list() == pytest.approx([38 * 2.54, 35 * 2.54])
    assert frame["height_cm"].to_list() == pytest.approx([68 * 2.54, 66 * 2.54])
    assert frame["occasion"].to_list() == ["work", None]


def test_a_band_with_a_decimal_and_a_cup_of_its_own(tmp_path):
    path = written(
        tmp_path / "f.csv", "person,item,size,fit,bra size,cup size\na,i,7,fit,34.0,dd/e\n"
    )
    assert read_fits(path).records.frame["bust_cm"].item() == pytest.approx(39 * 2.54)


def test_a_file_of_headers_alone_holds_nothing(tmp_path):
    path = written(tmp_path / "f.csv", "person,item,size,fit\n")
    assert len(read_fits(path).records) == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("person,item,fit\na,b,fit\n", "no column for size"),
        ("", "cannot be read"),
    ],
)
def test_files_that_lack_what_is_needed_are_refused(tmp_path, text, words):
    with pytest.raises(InputError, match=words):
        read_fits(written(tmp_path / "x.csv", text))


def test_outfits_of_several_forms(tmp_path):
    plain = [{"items_category": [1, 2], "set_id": "x"}, ["2", "3"], {"items": ["a", "b"]}]
    path = written(tmp_path / "o.json", json.dumps(plain))
    names = written(tmp_path / "n.txt", "1 Skinny Jeans\n2 T-Shirts\n\n")
    found = read_outfits(path, names)
    assert found.names == ("3", "Skinny Jeans", "T-Shirts", "a", "b")
    assert len(found) == 3
    table = written(tmp_path / "o.csv", "outfit,category\n1,jeans\n1,tee\n2,jeans\n2,pumps\n")
    assert len(read_outfits(table)) == 2


@pytest.mark.parametrize("text", ["{", '{"a": 1}', '[{"x": 1}]', '[["a"]]', "[]"])
def test_outfits_that_cannot_be_used_are_refused(tmp_path, text):
    with pytest.raises(InputError):
        read_outfits(written(tmp_path / "o.json", text))


def test_a_table_without_its_columns_is_refused(tmp_path):
    with pytest.raises(InputError, match="outfit and category"):
        read_outfits(written(tmp_path / "o.csv", "a,b\n1,2\n"))


@pytest.mark.realdata
def test_rentals_are_read_as_they_are():
    told = read_fits(real("recommend/renttherunway.parquet"))
    assert len(told.records) == 192_544
    assert told.left_out == 0
    assert told.units == {"height": "in", "weight": "lb"}
    counts = told.records.frame["outcome"].value_counts().sort("outcome")["count"].to_list()
    assert counts == [25_779, 142_058, 24_707]
    assert told.records.frame["age"].max() <= 100


@pytest.mark.realdata
def test_polyvore_is_read_with_its_names():
    folder = real("recommend/polyvore")
    found = read_outfits(folder / "train_no_dup_new_100.json", folder / "category_id.txt")
    assert len(found) == 16_983
    assert "Skinny Jeans" in found.names
