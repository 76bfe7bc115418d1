"""Importing a draft: the files of one choice together, each such group as a recorded run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from modiste.model.errors import InputError
from modiste.serve.intake.drafts import Draft, DraftFile, find, path_of, spend
from modiste.store.imports import import_files
from modiste.store.ledger import Run
from modiste.store.runs import JOB, get_run, runs_of_job
from modiste.store.workspace import Workspace

Group = tuple[str | None, str | None, list[DraftFile]]


def commit_import(
    workspace: Workspace, import_id: str, *, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Import the files of a draft. Groups that were imported before a kill are not read again.

    Raises:
        InputError: a file is unknown or unreadable; groups before it stay imported.
    """
    draft = find(workspace, import_id)
    if not draft.files:
        raise InputError("the import has no files", remedy="Upload some, then commit it.")
    runs = [_run(workspace, draft, group, progress) for group in groups(draft)]
    set_aside = sum(run.outputs["set_aside"] for run in runs)
    if not set_aside:
        spend(workspace, import_id)
    return {
        "import_id": import_id,
        "runs": [run.run_id for run in runs],
        "rows": sum(run.outputs["rows"] for run in runs),
        "written": sum(run.outputs["written"] for run in runs),
        "unchanged": sum(run.outputs["unchanged"] for run in runs),
        "set_aside": set_aside,
    }


def groups(draft: Draft) -> list[Group]:
    """Files that are read the same way, in the order in which they came."""
    found: dict[tuple[str | None, str | None], list[DraftFile]] = {}
    for file in draft.files:
        found.setdefault((file.importer, file.mapping), []).append(file)
    return [(importer, mapping, files) for (importer, mapping), files in found.items()]


def _run(workspace: Workspace, draft: Draft, group: Group, progress: Callable[[str], None]) -> Run:
    importer, mapping, files = group
    names = [file.name for file in files]
    for run in runs_of_job(workspace.ledger, JOB.get() or "", "import"):
        if run.state == "done" and run.inputs["files"] == names:
            return run
    progress(", ".join(names))
    with tempfile.TemporaryDirectory() as folder:
        map_file = None
        if mapping is not None:
            map_file = Path(folder) / "mapping.toml"
            map_file.write_text(mapping, encoding="utf-8")
        done = import_files(
            workspace,
            [path_of(workspace, draft, name) for name in names],
            importer=None if mapping is not None else importer,
            mapping=map_file,
            progress=lambda file, rows: progress(f"{file}: {rows:,} rows"),
        )
    return get_run(workspace.ledger, done.run_id)
