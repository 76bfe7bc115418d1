"""``modiste design picture``: a picture of a design from an image model of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modiste.present.console import JsonOption, WorkspaceOption, emit, note, progress


def picture(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="JSON of a design.")],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="File for the picture.")],
    prompt: Annotated[str, typer.Option(help="Words beside those of the design.")] = "",
    sketch: Annotated[bool, typer.Option(help="Guide the outline by the flat.")] = True,
    seed: Annotated[int, typer.Option(help="Seed, where the model takes one.", min=0)] = 0,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Picture a design with the configured image model; the file says that AI made it."""
    from modiste.design.draw import flat, png
    from modiste.design.images import backend
    from modiste.design.images.prompt import described
    from modiste.design.spec.versions import read_spec
    from modiste.store.workspace import Workspace

    found = read_spec(spec)
    used = backend(Workspace.find(workspace).settings.design)
    with progress(quiet=json) as say:
        say(f"asking {used.abilities.name}")
        guide = png(flat(found, "front"), 1024) if sketch else None
        words = ", ".join(filter(None, (described(found), prompt)))
        made = used.generate(words, sketch=guide, seed=seed)
    out.write_bytes(made.data)
    result = {"file": str(out), "model": made.model, "licence": made.licence, "prompt": words}
    emit(
        result,
        as_json=json,
        text=lambda: note(
            f"Wrote [bold]{out}[/bold], made by {made.model} "
            f"(licence: {made.licence or 'not stated'})."
        ),
    )


COMMANDS = {"picture": picture}
