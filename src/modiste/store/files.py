"""Files that survive a power cut."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def sync(path: Path) -> None:
    """Flush a file or a folder to the disk itself."""
    flags = os.O_RDONLY | (getattr(os, "O_DIRECTORY", 0) if path.is_dir() else 0)
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(paths: Iterable[Path]) -> None:
    """Flush files, then every folder that holds one of them."""
    files = list(paths)
    for file in files:
        sync(file)
    if os.name == "nt":  # a folder cannot be opened for flushing there
        return
    for folder in sorted({file.parent for file in files}):
        sync(folder)


def replace_text(path: Path, text: str, *, private: bool = False) -> None:
    """Write a text file whole or not at all, and make it last.

    Args:
        path: the file.
        text: its new content, stored as UTF-8 with its line ends as they are.
        private: let only the owner read it.
    """
    replace_bytes(path, text.encode("utf-8"), private=private)


def replace_bytes(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file whole or not at all, and make it last.

    Args:
        path: the file.
        data: its new content.
        private: let only the owner read it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    mode = 0o600 if private else 0o644
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    if os.name != "nt":
        sync(path.parent)
