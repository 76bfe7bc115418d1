"""``modiste design draw``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from modiste.present.console import JsonOption, emit, note


def draw(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="JSON of a design.", exists=True)],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder of the files, or an .svg or .png.")
    ] = None,
    view: Annotated[str, typer.Option(help="front, back or both.")] = "both",
    colour: Annotated[
        list[str] | None,
        typer.Option("--colour", "-c", help="Hex of a colourway's main colour; repeatable."),
    ] = None,
    width: Annotated[int, typer.Option(help="Pixels across of the PNG.", min=1, max=8192)] = 1600,
    construction: Annotated[bool, typer.Option(help="Show the guide lines.")] = False,
    json: JsonOption = False,
) -> None:
    """Draw the technical flat of a design, as SVG and PNG; one more for each colourway."""
    from modiste.design.draw.flats import flat
    from modiste.design.draw.raster import png
    from modiste.design.spec.versions import read_spec

    design = read_spec(spec)
    place = out or spec.parent
    asked = place.suffix.lower()
    kinds = (asked,) if asked in {".svg", ".png"} else (".svg", ".png")
    stem = place.with_suffix("") if len(kinds) == 1 else place / spec.stem
    stem.parent.mkdir(parents=True, exist_ok=True)
    written: list[Any] = []
    for number, main in enumerate((None, *(colour or ()))):
        svg = flat(design, view, colour=main, construction=construction)  # type: ignore[arg-type]
        name = stem if number == 0 else stem.with_name(f"{stem.name}-{number}")
        for kind in kinds:
            path = name.with_name(name.name + kind)
            if kind == ".svg":
                path.write_text(svg, encoding="utf-8")
            else:
                path.write_bytes(png(svg, width))
            written.append(str(path))

    def told() -> None:
        for path in written:
            note(path)

    emit({"files": written}, as_json=json, text=told)


COMMANDS = {"draw": draw}
