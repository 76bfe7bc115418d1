"""Import files into a workspace, as a recorded run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from modiste.store.importers.base import Context
from modiste.store.importers.mapping import load_mapping
from modiste.store.importers.run import run_import
from modiste.store.importers.summary import ImportSummary
from modiste.store.ledger import now
from modiste.store.pseudonym import Pseudonymiser
from modiste.store.runs import recorded
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace


@dataclass(frozen=True)
class Imported:
    """An import that ended: its run and what it did."""

    run_id: str
    summary: ImportSummary


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    importer: str | None = None,
    mapping: Path | None = None,
    dry_run: bool = False,
    progress: Callable[[str, int], None] | None = None,
) -> Imported:
    """Import files, folders or archives into a workspace.

    Args:
        workspace: where to.
        paths: what.
        importer: name of an importer, instead of detection by headers.
        mapping: a mapping file for the generic importer.
        dry_run: check everything, write nothing but the rejects.
        progress: called with a file's name and the rows read of it.

    Raises:
        InputError: a file is unknown, unreadable or malicious; nothing was written.
    """
    settings = workspace.settings
    context = import_context(settings, workspace.key)
    with recorded(
        workspace.ledger,
        "import",
        settings=settings.model_dump(mode="json", include={"brand", "imports"}),
        inputs={"files": [path.name for path in paths], "dry_run": dry_run},
    ) as record:
        summary = run_import(
            paths,
            lake=workspace.lake,
            context=context,
            rejects_dir=workspace.folder("rejects"),
            importer=importer,
            mapping=load_mapping(mapping) if mapping else None,
            progress=progress,
            dry_run=dry_run,
        )
        record.outputs.update(_figures(summary))
    return Imported(record.run_id, summary)


def import_context(settings: Settings, key: bytes) -> Context:
    """What importers are told of a workspace.

    Args:
        settings: its settings.
        key: its key of pseudonyms.
    """
    return Context(
        pseudonyms=Pseudonymiser(key),
        currency=settings.brand.currency,
        zone=settings.brand.zone,
        location=settings.imports.location,
        decimal=settings.imports.decimal or None,
        as_of=now(),
    )


def _figures(summary: ImportSummary) -> dict[str, Any]:
    return {
        "rows": summary.rows,
        "written": summary.written,
        "unchanged": summary.unchanged,
        "set_aside": summary.set_aside,
        "reasons": summary.reasons,
        "rejects": summary.rejects.name if summary.rejects else None,
        "files": [asdict(file) for file in summary.files],
        "skipped": summary.skipped,
        "tables": {name: asdict(count) for name, count in summary.tables.items()},
    }
