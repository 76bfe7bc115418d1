from __future__ import annotations

import polars as pl
import pytest

from modiste.model.errors import UnknownNameError
from modiste.model.schema import Column, Kind, Table, Type, key


def made(*columns: Column, keys: tuple[str, ...] = ("id",)) -> Table:
    return Table("thing", Kind.FACT, "A thing.", keys, columns)


def test_every_type_has_one_polars_type():
    assert {kind: kind.polars() for kind in Type} == {
        Type.TEXT: pl.String(),
        Type.INTEGER: pl.Int64(),
        Type.QUANTITY: pl.Int64(),
        Type.MONEY: pl.Int64(),
        Type.REAL: pl.Float64(),
        Type.BOOLEAN: pl.Boolean(),
        Type.DATE: pl.Date(),
        Type.TIMESTAMP: pl.Datetime("us", "UTC"),
        Type.TEXTS: pl.List(pl.String()),
        Type.VECTOR: pl.List(pl.Float32()),
    }


def test_a_table_tells_its_columns_in_order():
    thing = made(key("id", "Id."), Column("n", Type.INTEGER, "Number."))
    assert thing.names == ("id", "n")
    assert thing.required == ("id",)
    assert thing["n"].type is Type.INTEGER
    assert "n" in thing
    assert "m" not in thing
    assert thing.polars() == pl.Schema({"id": pl.String, "n": pl.Int64})
    assert thing.empty().schema == thing.polars()
    assert thing.empty().height == 0


def test_a_column_that_does_not_exist_is_named_with_those_that_do():
    thing = made(key("id", "Id."))
    with pytest.raises(UnknownNameError, match="'thing' has no column 'size'") as caught:
        thing["size"]
    assert caught.value.remedy == "Its columns are: id."


def test_a_column_is_declared_once():
    with pytest.raises(ValueError, match=r"thing\.id is declared twice"):
        made(key("id", "Id."), key("id", "Id."))


def test_a_key_is_required():
    with pytest.raises(ValueError, match=r"thing\.id is a key and must be required"):
        made(Column("id", Type.TEXT, "Id."))


def test_a_key_is_a_column():
    with pytest.raises(UnknownNameError, match="no column 'id'"):
        made(Column("n", Type.INTEGER, "Number."))


def test_a_table_has_a_key():
    with pytest.raises(ValueError, match="thing has no key"):
        made(Column("n", Type.INTEGER, "Number."), keys=())


def test_tables_compare_by_what_they_declare():
    assert made(key("id", "Id.")) == made(key("id", "Id."))
    assert made(key("id", "Id.")) != made(key("id", "Another."))
    assert hash(made(key("id", "Id."))) == hash(made(key("id", "Id.")))
