"""Uploads are bounded, told by their content, and no bombs."""

from __future__ import annotations

import gzip
import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from hypothesis import given
from hypothesis import strategies as st
from tests.api.accounts_kit import TestClient

from modiste.model.errors import InputError
from modiste.present.http.access import PUBLIC
from modiste.present.http.bombs import Bounds
from modiste.present.http.problems import MediaTypeError
from modiste.present.http.routing import Router
from modiste.present.http.shared import Shared
from modiste.present.http.sniff import PICTURES, TABLES, Kind, sniff
from modiste.present.http.uploads import UPLOAD_BODY, Upload, harmless, inspect, upload
from modiste.serve.api import errors
from modiste.store.reading import Tables

LIMIT = 3 * 2**20
TIGHT = Bounds(unpacked=8 << 20, free=1 << 20, ratio=50, members=20, pixels=10_000, side=400)
RECEIVE = upload(TABLES | PICTURES, max_bytes=LIMIT, bounds=TIGHT)
CSV = b"sku,units\nA,1\n"


@pytest.fixture
def client(workspace):
    router = Router()

    @router.post("/files", scope=PUBLIC, openapi_extra=UPLOAD_BODY)
    def files(sent: Annotated[Upload, Depends(RECEIVE)]) -> dict[str, str | int]:
        assert sent.path.is_file()
        return {
            "name": sent.name,
            "size": sent.size,
            "kind": sent.kind,
            "digest": sent.digest,
            "note": sent.form.get("note", ""),
        }

    app = FastAPI()
    app.state.shared = Shared(workspace, Tables(workspace))
    errors.install(app)
    app.include_router(router)
    return TestClient(app, raise_server_exceptions=False)


def left(workspace) -> list[Path]:
    return list((workspace.root / "uploads").glob("*"))


def test_a_plain_body_is_taken(client, workspace):
    answer = client.post("/files", params={"name": "../../etc/sales.csv"}, content=CSV)
    assert answer.status_code == 200
    assert answer.json() == {
        "name": "sales.csv",
        "size": len(CSV),
        "kind": "csv",
        "digest": hashlib.sha256(CSV).hexdigest(),
        "note": "",
    }
    assert left(workspace) == []


def test_a_form_is_taken(client, workspace):
    answer = client.post("/files", files={"file": ("s.csv", CSV)}, data={"note": "hello"})
    assert answer.status_code == 200
    assert answer.json()["name"] == "s.csv"
    assert answer.json()["note"] == "hello"
    assert left(workspace) == []


def many(total: int):
    for _ in range(total // 2**16):
        yield b"x" * 2**16


@pytest.mark.parametrize("form", [True, False])
def test_too_much_is_cut_off(client, workspace, form):
    if form:
        answer = client.post("/files", files={"file": ("s.csv", b"x" * (LIMIT + 1))})
    else:
        answer = client.post("/files", content=many(2 * LIMIT))  # without a Content-Length
    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large"
    assert left(workspace) == []


def test_a_form_without_length_is_cut_off_too(client, workspace):
    def body():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        yield from many(2 * LIMIT)

    header = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/files", content=body(), headers=header)
    assert answer.status_code == 413
    assert left(workspace) == []


@pytest.mark.parametrize(
    ("content", "header"),
    [
        (b"", {}),
        (b"nothing", {"Content-Type": "multipart/form-data"}),
        (b"nothing", {"Content-Type": "multipart/form-data; boundary=b"}),
        (b"--b--", {"Content-Type": "multipart/form-data; boundary=b"}),
    ],
)
def test_no_file_is_a_problem(client, content, header):
    answer = client.post("/files", content=content, headers=header)
    assert answer.status_code == 422
    assert answer.json()["remedy"]


def test_content_decides_not_the_name(client):
    answer = client.post("/files", params={"name": "sales.csv"}, content=b"<html><script>1")
    assert answer.status_code == 415
    assert "html" in answer.json()["detail"]


# --- what a file is -------------------------------------------------------------------------


def book() -> bytes:
    return packed({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def png(width: int, height: int, *, rows: int | None = None) -> bytes:
    """A black picture; ``rows`` of it are there."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)

    lines = b"\0" * ((width + 1) * (height if rows is None else rows))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (CSV, Kind.CSV),
        ("größe;menge\nä;1\n".encode("cp1252"), Kind.CSV),
        ("款号,数量\n甲,1\n".encode("gb18030"), Kind.CSV),
        ("sku\tn\nA\t1\n".encode("utf-16"), Kind.CSV),
        (b'\xef\xbb\xbf{"a": 1}', Kind.JSON),
        (b"  [1, 2]", Kind.JSON),
        (b"<?xml version='1.0'?><rss/>", Kind.XML),
        (b"<?xml version='1.0'?><svg xmlns='x'/>", Kind.SVG),
        (b"<!DOCTYPE HTML><p>", Kind.HTML),
        (book(), Kind.XLSX),
        (packed({"a.csv": CSV}), Kind.ZIP),
        (gzip.compress(CSV), Kind.GZIP),
        (b"PAR1" + b"\0" * 20 + b"PAR1", Kind.PARQUET),
        (b"PAR1" + b"\0" * 20, Kind.UNKNOWN),
        (png(2, 2), Kind.PNG),
        (b"\xff\xd8\xff\xe0", Kind.JPEG),
        (b"RIFF\0\0\0\0WEBPVP8 ", Kind.WEBP),
        (b"%PDF-1.7", Kind.PDF),
        (b"MZ\x90\x00\x03\x00\x00\x00", Kind.UNKNOWN),
        (b"\x7fELF\x02\x01\x01\x00", Kind.UNKNOWN),
        (b"PK\x03\x04broken", Kind.UNKNOWN),
        (b"   \n", Kind.UNKNOWN),
    ],
    # The bytes of archives hold the time of day: two workers would name such a test differently.
    ids=lambda value: value.value if isinstance(value, Kind) else "",
)
def test_sniff(tmp_path, content, kind):
    file = tmp_path / "file"
    file.write_bytes(content)
    assert sniff(file) is kind


@given(st.binary(max_size=400))
def test_sniff_never_fails(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "any"
    file.write_bytes(content)
    assert sniff(file) in Kind


@given(st.text(max_size=300))
def test_names_are_harmless(name):
    clean = harmless(name)
    assert clean
    assert len(clean) <= 150
    assert not set(clean) & set('/\\\0\n\r"<>|:*?')
    assert clean not in {".", ".."}


# --- bombs -----------------------------------------------------------------------------------


def refused(tmp_path, content: bytes, match: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(InputError, match=match) as error:
        inspect(file, "f", TABLES | PICTURES, TIGHT)
    assert error.value.remedy


def test_sound_files_pass(tmp_path):
    file = tmp_path / "file"
    for content in (CSV, book(), packed({"a/b.csv": CSV}), gzip.compress(CSV), png(100, 100)):
        file.write_bytes(content)
        assert inspect(file, "f", TABLES | PICTURES, TIGHT).size == len(content)


def test_gzip_of_two_members_is_counted_whole(tmp_path):
    half = gzip.compress(b"\0" * 600_000)
    refused(tmp_path, half + half, "unpacks to more than")
    file = tmp_path / "file"
    file.write_bytes(gzip.compress(CSV) + gzip.compress(CSV))
    assert inspect(file, "f", TABLES, TIGHT).kind is Kind.GZIP


def test_zip_bombs_are_refused(tmp_path):
    refused(tmp_path, gzip.compress(b"\0" * (20 << 20)), "unpacks to more than")
    refused(tmp_path, packed({"a": b"\0" * (20 << 20)}), "unpacks to 20,971,520 bytes")
    refused(tmp_path, packed({str(n): b"" for n in range(21)}), "more than 20 files")
    refused(tmp_path, packed({"../a": b"x"}), "leave its folder")
    refused(tmp_path, packed({"/a": b"x"}), "leave its folder")
    refused(tmp_path, gzip.compress(CSV)[:4] + b"nonsense", "damaged")


def test_overlapping_members_are_refused(tmp_path):
    whole = packed({"a": b"\0" * 1000, "b": b"\0" * 1000})
    # Let both entries of the list of contents point at the first member.
    second = whole.rindex(b"PK\x01\x02")
    overlapping = bytearray(whole)
    overlapping[second + 42 : second + 46] = struct.pack("<I", 0)
    refused(tmp_path, bytes(overlapping), "overlap|damaged")


def test_pixel_bombs_are_refused(tmp_path):
    refused(tmp_path, png(101, 100, rows=1), "101 by 100 pixels")
    refused(tmp_path, png(401, 1), "401 by 1 pixels")
    refused(tmp_path, png(60_000, 60_000, rows=1), "pixels")
    refused(tmp_path, png(100, 100, rows=1)[:-30], "damaged")


def test_drawings_with_scripts_are_not_pictures(tmp_path):
    file = tmp_path / "file"
    file.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
    with pytest.raises(MediaTypeError, match="svg"):
        inspect(file, "f.png", PICTURES, TIGHT)
