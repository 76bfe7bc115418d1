"""``modiste design print``: a seamless repeat on its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from modiste.present.console import JsonOption, emit, note


def print_(
    kind: Annotated[
        str, typer.Argument(metavar="NAME", help="A print's name, 'sett:B/22 K2 …' or a picture.")
    ],
    *,
    colour: Annotated[
        list[str] | None,
        typer.Option("--colour", "-c", help="Hex: the ground first, then motifs; repeatable."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of drawn prints.", min=0)] = 0,
    width: Annotated[float, typer.Option(help="Width of a picture's repeat, cm.")] = 18.0,
    pixels: Annotated[int, typer.Option(help="Pixels across of the PNG.", min=16, max=8192)] = 2048,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder of the files.")] = None,
    json: JsonOption = False,
) -> None:
    """Write a print's repeat as SVG (in centimetres) and PNG."""
    from modiste.design.draw.raster import png
    from modiste.design.prints.catalogue import cut_from, styled
    from modiste.design.prints.weave import tartan

    if kind.startswith("sett:"):
        tile = tartan(kind.removeprefix("sett:"))
    elif Path(kind).suffix:
        tile = cut_from(kind, width)
    else:
        tile = styled(kind, tuple(colour or ("#f3ede1", "#1f2f55", "#b3202c", "#d8a13a")), seed)
    folder = out or Path()
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / tile.kind.replace(" ", "-")
    svg = tile.svg()
    stem.with_suffix(".svg").write_text(svg, encoding="utf-8")
    stem.with_suffix(".png").write_bytes(png(svg, pixels))
    result: dict[str, Any] = {
        "print": tile.kind, "width_cm": tile.width, "height_cm": tile.height,
        "colours": list(tile.colours),
        "files": [str(stem.with_suffix(kind)) for kind in (".svg", ".png")],
    }  # fmt: skip

    def told() -> None:
        note(f"{tile.kind}: {tile.width:g} × {tile.height:g} cm")
        for path in result["files"]:
            note(path)

    emit(result, as_json=json, text=told)


COMMANDS = {"print": print_}
