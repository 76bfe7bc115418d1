from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.model.errors import InputError
from modiste.store.importers.limits import Limits
from modiste.store.importers.source import Reading, Source, sources


def _source(tmp_path: Path, data: bytes | str, name: str = "f.csv", **reading: object) -> Source:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Source(path, reading=Reading(**reading))


def _rows(source: Source) -> pl.DataFrame:
    return pl.concat([chunk.frame for chunk in source.frames()])


def _rejects(source: Source) -> list[tuple[int, str]]:
    listed = pl.concat([chunk.rejects for chunk in source.frames()])
    return listed.select("row", "reason").rows()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(tmp_path: Path, delimiter: str) -> None:
    text = f'a{delimiter}b\n1{delimiter}"x{delimiter}, y"\n2{delimiter}z\n'
    source = _source(tmp_path, text)
    assert source.sample.headers == ("a", "b")
    assert _rows(source).rows() == [("1", f"x{delimiter}, y", 1), ("2", "z", 2)]


def test_unknown_is_null_and_never_zero(tmp_path: Path) -> None:
    source = _source(tmp_path, "a,b\nx,\ny,N/A\nz,not stocked\nw,0\n")
    assert _rows(source)["b"].to_list() == [None, None, None, "0"]


def test_odd_records_are_numbered_and_set_aside(tmp_path: Path) -> None:
    text = 'a,b\n1,2\n1,2,3\n\n"q\nr",4\n5\n6,7\n,\n8,9\n'
    source = _source(tmp_path, text)
    assert _rows(source).rows() == [("1", "2", 1), ("q\nr", "4", 4), ("6", "7", 6), ("8", "9", 8)]
    odd = "the row has another number of fields than the header's 2"
    empty = "the row is empty"
    assert _rejects(source) == [(2, odd), (5, odd), (3, empty), (7, empty)]
    assert sum(chunk.rows for chunk in source.frames()) == 8


@given(
    st.lists(st.lists(st.text('ab1," \n\r', max_size=4), min_size=1, max_size=4), max_size=12),
    st.integers(64, 200),
)
@settings(max_examples=60)
def test_no_record_is_lost(
    tmp_path_factory: pytest.TempPathFactory, rows: list, block: int
) -> None:
    import csv

    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["h", "i"], *rows])
    path = tmp_path_factory.mktemp("csv") / "f.csv"
    path.write_text(buffer.getvalue(), newline="")
    chunks = list(Source(path, reading=Reading(block=block)).frames())
    assert sum(chunk.rows for chunk in chunks) == len(rows)
    good = {n: (h, i) for c in chunks for h, i, n in c.frame.rows()}
    for number, row in enumerate(rows, start=1):
        if number in good:
            assert [v or None for v in row] == list(good[number])
        else:
            assert len(row) != 2 or not any(row)


def test_rows_over_many_blocks_keep_their_numbers(tmp_path: Path) -> None:
    lines = [f"{i},{i}" if i % 97 else f"{i}" for i in range(1, 5001)]
    source = _source(tmp_path, "a,b\n" + "\n".join(lines) + "\n", block=1000)
    frame = _rows(source)
    assert frame["_row"].cast(pl.String).equals(frame["a"])
    assert [row for row, _ in _rejects(source)] == [i for i in range(1, 5001) if i % 97 == 0]


def test_only_wanted_columns_are_read(tmp_path: Path) -> None:
    source = _source(tmp_path, "a,b,c\n1,2,3\n")
    (chunk,) = source.frames(["c", "zz"])
    assert chunk.frame.columns == ["c", "_row"]


def test_headers_are_made_distinct(tmp_path: Path) -> None:
    source = _source(tmp_path, "a,a,,a\n1,2,3,4\n")
    assert source.sample.headers == ("a", "a (2)", "column 3", "a (3)")
    assert _rows(source).row(0) == ("1", "2", "3", "4", 1)


def test_header_row_and_junk_above(tmp_path: Path) -> None:
    source = _source(tmp_path, "Report\nfrom May\na,b\n1,2\n3\n", header_row=3)
    assert source.sample.headers == ("a", "b")
    assert _rows(source).rows() == [("1", "2", 1)]
    assert [row for row, _ in _rejects(source)] == [2]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "utf-16-le"])
def test_chinese_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    source = _source(tmp_path, "款号,颜色\nA1,藏青色长袖衬衫\nA2,白色\n".encode(encoding))
    assert source.sample.headers == ("款号", "颜色")
    assert _rows(source)["颜色"].to_list() == ["藏青色长袖衬衫", "白色"]


def test_western_accents(tmp_path: Path) -> None:
    source = _source(tmp_path, "Größe;Préférée\nL;été\n".encode("cp1252"))
    assert source.sample.headers == ("Größe", "Préférée")
    assert _rows(source).row(0) == ("L", "été", 1)


def test_million_columns_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="columns and the limit is 10,000"):
        _ = _source(tmp_path, ",".join("a" * 20_000) + "\n1\n").sample
    with pytest.raises(InputError, match="first line is longer than"):
        _ = _source(tmp_path, ",".join(f"column{i}" for i in range(1_000_000)) + "\n").sample


def test_a_record_without_end_is_refused(tmp_path: Path) -> None:
    source = _source(tmp_path, 'a,b\n1,"' + "x\n" * 10_000, block=5000)
    with pytest.raises(InputError, match="record is longer than 5,000 bytes"):
        list(source.frames())


def test_nul_bytes_are_set_aside(tmp_path: Path) -> None:
    source = _source(tmp_path, "a,b\n1,x\n2,y\0z\n3,w\n")
    assert _rows(source)["a"].to_list() == ["1", "3"]
    assert _rejects(source) == [(2, "the row holds NUL bytes")]
    with pytest.raises(InputError, match="not text"):
        _ = _source(tmp_path, b"\x00\x01\x02\x03garbage\x00\n").sample


def test_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="file is empty"):
        _ = _source(tmp_path, "").sample
    assert list(_source(tmp_path, "a,b\n").frames()) == []


def test_gzip_and_zip_are_opened(tmp_path: Path) -> None:
    packed = _source(tmp_path, gzip.compress(b"a,b\n1,2\n"), "f.csv.gz")
    assert _rows(packed).rows() == [("1", "2", 1)]
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("x/one.csv", "a,b\n1,2\n")
        archive.writestr("__MACOSX/._one.csv", "junk")
    (inside,) = sources([tmp_path / "all.zip"])
    assert inside.name == "all.zip/x/one.csv"
    assert _rows(inside).rows() == [("1", "2", 1)]


def test_parquet_inside_a_zip(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"a": [1, 2]}).write_parquet(buffer)
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("one.parquet", buffer.getvalue())
    (inside,) = sources([tmp_path / "p.zip"])
    assert _rows(inside).rows() == [(1, 1), (2, 2)]


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_bombs_are_stopped(tmp_path: Path, kind: str) -> None:
    bomb = b"a,b\n" + b"0,0\n" * (10 << 20)
    limits = Limits(ratio=100)
    if kind == "gz":
        source = _source(tmp_path, gzip.compress(bomb), "bomb.csv.gz", limits=limits)
    else:
        with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("bomb.csv", bomb)
        (source,) = sources([tmp_path / "bomb.zip"], Reading(limits=limits))
    with pytest.raises(InputError, match="unpacks to more than 16,777,216 bytes"):
        list(source.frames())


def test_damaged_archives(tmp_path: Path) -> None:
    whole = gzip.compress(b"a,b\n" + b"1,2\n" * 1000)
    with pytest.raises(InputError, match="damaged or encrypted"):
        list(_source(tmp_path, whole[:-20], "f.gz").frames())
    with pytest.raises(InputError, match="Parquet file cannot be read"):
        _ = _source(tmp_path, b"PAR1 and nothing else", "f.parquet").sample


def test_missing_and_empty_paths(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        sources([tmp_path / "none.csv"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no file to import"):
        sources([tmp_path / "empty"])


def test_folders_are_walked_without_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "d" / ".git").mkdir(parents=True)
    for name in ("b.csv", "a.csv", ".DS_Store", "~$lock.xlsx", ".git/x.csv"):
        (tmp_path / "d" / name).write_text("a,b\n1,2\n")
    assert [s.name for s in sources([tmp_path / "d"])] == ["a.csv", "b.csv"]


def test_json_lines_and_arrays(tmp_path: Path) -> None:
    lines = '{"a": 1, "b": {"c": "x"}}\nnot json\n\n{"a": null, "b": {"c": "N/A"}}\n[1]\n'
    source = _source(tmp_path, lines, "f.jsonl")
    assert source.kind == "json"
    assert source.sample.headers == ("a", "b.c")
    assert _rows(source).rows() == [("1", "x", 1), (None, None, 3)]
    assert _rejects(source) == [
        (2, "the record is not a JSON object"),
        (4, "the record is not a JSON object"),
    ]
    array = _source(tmp_path, json.dumps([{"a": i, "t": "é" * 50} for i in range(3)], indent=1))
    assert _rows(array)["a"].to_list() == ["0", "1", "2"]
    lone = _source(tmp_path, json.dumps({"a": [1, True]}, indent=2))
    assert _rows(lone).rows() == [("[1, true]", 1)]


def test_broken_json_arrays(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"breaks off.*row 2"):
        list(_source(tmp_path, '[{"a": 1}, {"a": ').frames())
    deep = _source(tmp_path, '[{"a": 1}, ' + "[" * 100_000)
    with pytest.raises(InputError, match="breaks off"):
        list(deep.frames())


@given(
    st.lists(st.dictionaries(st.sampled_from("ab"), st.integers() | st.text('xé"\\')), max_size=9)
)
@settings(max_examples=40)
def test_json_forms_agree(tmp_path_factory: pytest.TempPathFactory, records: list) -> None:
    folder = tmp_path_factory.mktemp("json")
    (folder / "a.json").write_text(json.dumps(records or [{}]))
    (folder / "l.jsonl").write_text("\n".join(json.dumps(r) for r in records or [{}]))
    frames = [list(Source(folder / n).frames(["a", "b"])) for n in ("a.json", "l.jsonl")]
    assert frames[0][0].frame.equals(frames[1][0].frame)


def _workbook(path: Path, rows: list[list[object]]) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sales")
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, row)
    return path


def test_workbooks(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "b.xlsx", [["sku", "n"], ["A", 1.5], [None, None], ["B", "N/A"]])
    source = Source(path)
    assert source.kind == "excel"
    assert _rows(source).rows() == [("A", "1.5", 1), ("B", None, 3)]
    assert _rejects(source) == [(2, "the row is empty")]
    with pytest.raises(InputError, match=r"no sheet 'Stock'.*Sales"):
        _ = Source(path, reading=Reading(sheet="Stock")).sample


def test_a_far_cell_does_not_eat_the_memory(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "far.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 9_000, "b")
    with pytest.raises(InputError, match="spans 9,438,232,576 cells"):
        _ = Source(tmp_path / "far.xlsx").sample
    wide = Limits(columns=100)
    with pytest.raises(InputError, match="9,001 columns"):
        _ = Source(tmp_path / "far.xlsx", reading=Reading(limits=wide)).sample


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    source = _source(tmp_path, b"PK\x03\x04 nothing", "f.xlsx")
    with pytest.raises(InputError, match="neither a workbook"):
        _ = source.sample
    with pytest.raises(InputError, match="old binary kind"):
        _ = _source(tmp_path, b"\xd0\xcf\x11\xe0\xa1", "f.xls").sample


def test_wide_parquet_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({f"c{i}": [1] for i in range(30)}).write_parquet(tmp_path / "w.parquet")
    source = Source(tmp_path / "w.parquet", reading=Reading(limits=Limits(columns=20)))
    with pytest.raises(InputError, match="30 columns"):
        _ = source.sample


def test_a_named_encoding(tmp_path: Path) -> None:
    source = _source(tmp_path, "a\né\n".encode("latin-1"), encoding="latin-1")
    assert _rows(source)["a"].to_list() == ["é"]
    with pytest.raises(InputError, match="no encoding 'klingon'"):
        _ = _source(tmp_path, "a\n", encoding="klingon").sample
    wrong = _source(tmp_path, b"a,b\n\xff\xfe,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="invalid UTF8"):
        list(wrong.frames())
