"""Draping in the background."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from modiste.store.workspace import Workspace

FOLDER = "drapes"
"""Folder of the workspace's media in which draped garments are kept."""


class Task(Protocol):
    """What a background job is given."""

    workspace: Workspace
    arguments: Mapping[str, Any]

    def progress(self, text: str, fraction: float | None = None) -> None:
        """Say what is being done."""


def place_of(arguments: Mapping[str, Any]) -> str:
    """Where in the media folder what was asked for is kept: the same wish, the same place."""
    wish = {name: arguments.get(name) for name in ("spec", "size", "body", "fabric")}
    text = json.dumps(wish, sort_keys=True, ensure_ascii=False)
    return f"{FOLDER}/{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def drape_job(task: Task) -> dict[str, Any]:
    """Drape a design and keep the files.

    The arguments are ``spec`` (a design), ``size`` or ``body`` (measurements) and ``fabric``.

    Returns:
        ``figures`` and ``files``, paths in the media folder by what they are.
    """
    from modiste.design.drape.service import dress, write_dressed
    from modiste.design.make.body import body_of_person, body_of_size
    from modiste.design.spec.versions import parsed

    arguments = task.arguments
    spec = parsed(arguments["spec"])
    if arguments.get("body"):
        body = body_of_person({"people": spec.audience, **arguments["body"]}).body
    else:
        body = body_of_size(str(arguments["size"]), spec.audience)
    made = dress(
        spec,
        body,
        fabric=arguments.get("fabric"),
        bodies=task.workspace.folder("models") / "bodies",
        progress=task.progress,
    )
    task.progress("writing", 0.97)
    place = place_of(arguments)
    written = write_dressed(made, task.workspace.folder("media") / place, height=800)
    files = {name: f"{place}/{Path(path).name}" for name, path in written.items()}
    return {"figures": made.figures(), "files": files}
