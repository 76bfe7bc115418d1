"""``modiste design drape``: a design on a body, as model and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from modiste.design.drape.fabric import PRESETS
from modiste.model.errors import InputError
from modiste.present.console import JsonOption, emit, next_step, progress, table

if TYPE_CHECKING:
    from modiste.design.make.body import Body


def drape(
    spec: Annotated[
        Path, typer.Argument(metavar="SPEC", help="JSON of a design.", exists=True, dir_okay=False)
    ],
    *,
    size: Annotated[
        str | None, typer.Option("--size", "-s", help="Size of the body, such as 38 or 160/84A.")
    ] = None,
    body: Annotated[
        Path | None,
        typer.Option("--body", "-b", help="JSON of one person's measurements.", exists=True),
    ] = None,
    fabric: Annotated[
        str | None,
        typer.Option("--fabric", help=f"How it hangs: {', '.join(PRESETS)}; else by the design."),
    ] = None,
    spacing: Annotated[
        float, typer.Option(help="Distance of the cloth's vertices in cm.", min=1.0, max=4.0)
    ] = 2.0,
    height: Annotated[
        int, typer.Option(help="Height of the pictures in pixels.", min=100, max=4_000)
    ] = 1_000,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder for the files.")] = None,
    json: JsonOption = False,
) -> None:
    """Let a design fall onto a body: GLB, USDZ and pictures from all sides."""
    from modiste.design.drape.service import dress, write_dressed
    from modiste.design.spec.versions import read_spec

    design = read_spec(spec)
    wearer = _wearer(size, body, design.audience)
    with progress(quiet=json) as say:
        said: set[str] = set()

        def once(text: str, _share: float) -> None:
            if text not in said:
                said.add(text)
                say(text)

        made = dress(design, wearer, fabric=fabric, spacing=spacing, progress=once)
        say("writing")
        files = write_dressed(made, out, height=height) if out is not None else {}
    figures = made.figures()
    result: dict[str, Any] = {**figures, "files": [str(path) for path in files.values()]}
    rows = [(name.replace("_", " "), value) for name, value in figures.items()
            if not isinstance(value, dict)]  # fmt: skip
    emit(result, as_json=json, text=lambda: table("On the body", ("", ""), rows))
    if not json and out is None:
        next_step("write GLB, USDZ and pictures with --out DIR")


def _wearer(size: str | None, body: Path | None, people: str) -> Body:
    from modiste.design.make.body import body_of_size
    from modiste.design.make.cli import read_body

    if (size is None) == (body is None):
        raise InputError(
            "a garment is draped on a size or on one body",
            remedy="Give either --size 38 or --body BODY.json.",
        )
    if size is not None:
        return body_of_size(size, people)
    return read_body(body or Path(), people).body


COMMANDS: Final = {"drape": drape}
