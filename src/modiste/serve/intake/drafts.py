"""Drafts: files that were uploaded and wait to be imported, each draft in a folder of its own.

Uploads hold people's names and addresses, which the lake never does. They are readable by their
owner only, and are deleted when all of their rows were taken, or after some days.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, Field

from modiste.model.errors import ConflictError, UnknownNameError
from modiste.store.files import replace_text
from modiste.store.ledger import now
from modiste.store.runs import new_id
from modiste.store.workspace import Workspace

KEEP_DAYS = 14
_FOLDER = "imports"
_FILE = "draft.json"
_LOCK = ".lock"
_ID = re.compile(r"import-[\w-]+", re.ASCII)


class DraftFile(BaseModel):
    """An uploaded file.

    Attributes:
        name: what its sender calls it.
        size: bytes.
        kind: what it is by its content.
        digest: SHA-256.
        importer: the importer that was chosen; found out where nobody chose.
        mapping: text of a mapping for the generic importer.
    """

    name: str
    size: int
    kind: str
    digest: str
    importer: str | None = None
    mapping: str | None = None


class Draft(BaseModel):
    """Files that are imported together.

    Attributes:
        import_id: its id.
        actor: who began it.
        created_at: when.
        revision: counts changes.
        files: what was uploaded.
        job_id: the job that imports them, once it was asked for.
        spent: whether the uploads were deleted.
    """

    import_id: str
    actor: str
    created_at: dt.datetime
    revision: int = 0
    files: list[DraftFile] = Field(default_factory=list)
    job_id: str | None = None
    spent: bool = False

    def file(self, name: str) -> DraftFile:
        """One of its files.

        Raises:
            UnknownNameError: there is none of that name.
        """
        for each in self.files:
            if each.name == name:
                return each
        raise UnknownNameError(
            f"the import has no file {name!r}", remedy="Upload it, or look at what the import has."
        )


def begin(workspace: Workspace, actor: str) -> Draft:
    """A new draft without files."""
    draft = Draft(import_id=new_id("import"), actor=actor, created_at=now())
    folder = _root(workspace) / draft.import_id
    folder.mkdir(mode=0o700)
    _save(workspace, draft)
    return draft


def find(workspace: Workspace, import_id: str) -> Draft:
    """A draft.

    Raises:
        UnknownNameError: there is none.
    """
    file = _root(workspace) / import_id / _FILE
    if not _ID.fullmatch(import_id) or not file.is_file():
        raise UnknownNameError(
            f"there is no import {import_id!r}",
            remedy="Begin one; drafts are deleted after two weeks.",
        )
    return Draft.model_validate_json(file.read_text(encoding="utf-8"))


def listed(workspace: Workspace) -> list[Draft]:
    """Every draft, newest first."""
    names = sorted((path.parent.name for path in _root(workspace).glob(f"*/{_FILE}")), reverse=True)
    return [find(workspace, name) for name in names]


def path_of(workspace: Workspace, draft: Draft, name: str) -> Path:
    """Where a file of a draft lies."""
    return _root(workspace) / draft.import_id / "files" / draft.file(name).name


@contextmanager
def changing(workspace: Workspace, import_id: str, *, open_only: bool = True) -> Iterator[Draft]:
    """Change a draft; what is done to it is stored at the end.

    Raises:
        UnknownNameError: there is no such draft.
        ConflictError: it was committed already.
    """
    find(workspace, import_id)
    with FileLock(_root(workspace) / import_id / _LOCK):
        draft = find(workspace, import_id)
        if open_only and draft.job_id is not None:
            raise ConflictError(
                "the import has been committed",
                remedy="Begin another import for more files or other choices.",
            )
        yield draft
        draft.revision += 1
        _save(workspace, draft)


def add_file(workspace: Workspace, import_id: str, path: Path, file: DraftFile) -> Draft:
    """Move an upload into a draft; one of the same name is replaced.

    Raises:
        UnknownNameError: there is no such draft.
        ConflictError: it was committed already.
    """
    with changing(workspace, import_id) as draft:
        draft.files = [each for each in draft.files if each.name != file.name] + [file]
        target = path_of(workspace, draft, file.name)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        path.rename(target)
    return draft


def drop_file(workspace: Workspace, import_id: str, name: str) -> Draft:
    """Take a file out of a draft and delete it."""
    with changing(workspace, import_id) as draft:
        path_of(workspace, draft, name).unlink(missing_ok=True)
        draft.files = [each for each in draft.files if each.name != name]
    return draft


def spend(workspace: Workspace, import_id: str) -> None:
    """Delete the uploads of a draft: all of their rows were taken."""
    with changing(workspace, import_id, open_only=False) as draft:
        shutil.rmtree(_root(workspace) / import_id / "files", ignore_errors=True)
        draft.spent = True


def delete(workspace: Workspace, import_id: str) -> None:
    """Delete a draft and its uploads; what was imported stays."""
    find(workspace, import_id)
    shutil.rmtree(_root(workspace) / import_id)


def forget_old(workspace: Workspace, at: dt.datetime) -> int:
    """Delete the drafts that are too old; returns how many."""
    old = [
        draft for draft in listed(workspace) if draft.created_at < at - dt.timedelta(days=KEEP_DAYS)
    ]
    for draft in old:
        delete(workspace, draft.import_id)
    return len(old)


def _root(workspace: Workspace) -> Path:
    folder = workspace.folder(_FOLDER)
    folder.chmod(0o700)
    return folder


def _save(workspace: Workspace, draft: Draft) -> None:
    file = _root(workspace) / draft.import_id / _FILE
    replace_text(file, draft.model_dump_json(), private=True)
