"""Plain tables in any usual encoding."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from modiste.model.errors import InputError
from modiste.store.plain import read_plain


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_codes_keep_their_zeros_and_numbers_are_numbers(tmp_path: Path) -> None:
    frame = read_plain(write(tmp_path, "item,units,share\n0108,3,0.5\n2000,NA,1\n"))
    assert frame["item"].to_list() == ["0108", "2000"]
    assert frame["units"].to_list() == [3, None]
    assert frame["share"].to_list() == [0.5, 1.0]


def test_untyped_cells_stay_as_they_are_written(tmp_path: Path) -> None:
    frame = read_plain(write(tmp_path, "item;cost\n7;1,50\n"), typed=False)
    assert frame.row(0) == ("7", "1,50")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "".join(["货号,数量\n"] + [f"连衣裙{n},{n}\n" for n in range(1, 40)])
    frame = read_plain(write(tmp_path, text, encoding))
    assert frame.columns == ["货号", "数量"]
    assert frame.row(2) == ("连衣裙3", 3)


def test_decimal_commas_go_with_semicolons(tmp_path: Path) -> None:
    frame = read_plain(write(tmp_path, "item;share\na;0,25\nb;1\n"))
    assert frame["share"].to_list() == [0.25, 1.0]


def test_parquet(tmp_path: Path) -> None:
    frame = pl.DataFrame({"item": ["01"], "units": [2]})
    frame.write_parquet(tmp_path / "t.parquet")
    assert read_plain(tmp_path / "t.parquet").equals(frame)


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a name stands above several columns"):
        read_plain(write(tmp_path, "a,a\n1,2\n"))
    with pytest.raises(InputError, match="cannot be read"):
        read_plain(tmp_path / "absent.csv")
