from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.model.errors import InputError
from modiste.store.importers.encoding import Utf8Stream, detect_encoding

WESTERN = "nom;prix\ncrème brûlée;3,50 €\nGrößentabelle für Mädchen;2,00\n"
CHINESE = "款号,颜色,尺码,数量\nA1,米白色,均码,3\nA2,藏青色长款风衣,加大,4\n"


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        (WESTERN, "utf-8", "utf-8"),
        (WESTERN, "utf-8-sig", "utf-8"),
        (WESTERN, "utf-16", "utf-16"),
        (WESTERN, "utf-16-le", "utf-16-le"),
        (WESTERN, "utf-16-be", "utf-16-be"),
        (WESTERN, "cp1252", "cp1252"),
        (WESTERN.replace("€", "E"), "latin-1", "cp1252"),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (CHINESE, "utf-16", "utf-16"),
        ("plain ascii\n", "ascii", "utf-8"),
        ("", "ascii", "utf-8"),
    ],
)
def test_detection_and_decoding(text: str, encoding: str, expected: str) -> None:
    data = text.encode(encoding)
    assert detect_encoding(io.BytesIO(data)) == expected
    assert Utf8Stream(io.BytesIO(data), expected, "f").read().decode() == text


def test_the_first_accent_may_come_megabytes_in() -> None:
    late = b"a,b\n" * 700_000 + "Größe,1\n".encode("cp1252")
    assert detect_encoding(io.BytesIO(late)) == "cp1252"
    split = b"x" * ((1 << 20) - 1) + "é".encode() + b"y" * 10
    assert detect_encoding(io.BytesIO(split)) == "utf-8"
    cut = b"x" * 100 + "é".encode()[:1]
    assert detect_encoding(io.BytesIO(cut)) == "cp1252"


def test_bytes_that_windows_leaves_undefined() -> None:
    assert Utf8Stream(io.BytesIO(b"a\x81b\x93"), "cp1252", "f").read().decode() == "a\x81b“"


def test_what_is_not_of_its_encoding_is_an_error() -> None:
    with pytest.raises(InputError, match=r"not gb18030 text.*\(f\.csv\)"):
        Utf8Stream(io.BytesIO(b"\xff\xff"), "gb18030", "f.csv").read()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 7))
def test_any_text_survives_small_reads(text: str, size: int) -> None:
    for encoding in ("utf-16", "gb18030"):
        stream = Utf8Stream(io.BytesIO(text.encode(encoding)), encoding, "f")
        parts = iter(lambda s=stream: s.read(size), b"")
        assert b"".join(parts).decode() == text.removeprefix("\ufeff")


def test_nul_is_noticed() -> None:
    stream = Utf8Stream(io.BytesIO(b"a\0b"), "utf-8", "f")
    assert not stream.has_nul
    stream.read()
    assert stream.has_nul
