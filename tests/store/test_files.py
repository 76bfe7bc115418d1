from __future__ import annotations

import os
import stat

import pytest

from modiste.store import files
from modiste.store.files import replace_text, sync_all


def test_a_text_is_written_as_utf_8_with_its_line_ends(tmp_path):
    file = tmp_path / "deep" / "note.txt"
    replace_text(file, "é\n工\n")
    assert file.read_bytes() == "é\n工\n".encode()
    replace_text(file, "new")
    assert file.read_bytes() == b"new"
    assert [path.name for path in file.parent.iterdir()] == ["note.txt"]


@pytest.mark.parametrize(("private", "mode"), [(True, 0o600), (False, 0o644)])
def test_a_private_file_is_private_from_its_first_moment(tmp_path, monkeypatch, private, mode):
    seen = []

    def fsync(handle: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(handle).st_mode))

    before = os.umask(0)
    monkeypatch.setattr("os.fsync", fsync)
    replace_text(tmp_path / "key", "secret", private=private)
    os.umask(before)
    assert seen[0] == mode, "while it is still a draft"
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == mode


def test_a_failing_disk_leaves_the_old_text(tmp_path, monkeypatch):
    file = tmp_path / "note.txt"
    replace_text(file, "old")

    def fail(_: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="no space"):
        replace_text(file, "new")
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_files_are_flushed_before_their_folders(tmp_path, monkeypatch):
    names = ["b/2", "a/1", "b/3"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    order: list[str] = []
    monkeypatch.setattr(files, "sync", lambda path: order.append(str(path.relative_to(tmp_path))))
    sync_all(tmp_path / name for name in names)
    assert order == ["b/2", "a/1", "b/3", "a", "b"]


def test_flushing_reaches_files_and_folders_themselves(tmp_path, monkeypatch):
    (tmp_path / "f").touch()
    flushed: list[int] = []
    fsync = os.fsync

    def remember(handle: int) -> None:
        flushed.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr("os.fsync", remember)
    sync_all([tmp_path / "f"])
    assert flushed == [(tmp_path / "f").stat().st_ino, tmp_path.stat().st_ino]
