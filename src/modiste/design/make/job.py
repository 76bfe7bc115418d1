"""Laying a marker in the background."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modiste.design.drape.job import Task


def marker_job(task: Task) -> dict[str, Any]:
    """Lay the pieces of a size mix and keep the picture.

    The arguments are ``spec``, ``sizes`` (count by size), ``width`` (cm), ``nap`` and ``seconds``.

    Returns:
        ``figures`` and ``files``, paths in the media folder.
    """
    from modiste.design.make.body import body_of_size
    from modiste.design.make.garment import draft
    from modiste.design.make.marker import has_nap, make_marker, marker_svg
    from modiste.design.spec.versions import parsed

    wish = dict(task.arguments)
    spec = parsed(wish["spec"])
    task.progress("drafting", 0.05)
    patterns = [
        (draft(spec, body_of_size(size, spec.audience)), count)
        for size, count in wish["sizes"].items()
    ]
    task.progress("laying the pieces", 0.1)
    nap = has_nap(spec) if wish.get("nap") is None else bool(wish["nap"])
    made = make_marker(patterns, width=wish["width"], nap=nap, seconds=wish["seconds"], seed=0)
    text = json.dumps(wish, sort_keys=True, ensure_ascii=False)
    place = f"drapes/{hashlib.sha256(text.encode()).hexdigest()[:20]}"
    folder = task.workspace.folder("media") / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "marker.svg").write_text(marker_svg(made), encoding="utf-8")
    return {"figures": made.figures(), "files": {"marker": f"{place}/marker.svg"}}
