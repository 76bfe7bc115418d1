"""``modiste design techpack``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from modiste.present.console import JsonOption, emit, note


def techpack(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="JSON of a design.", exists=True)],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="PDF to write, or its folder.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="en, zh or both.")] = "en",
    size: Annotated[str | None, typer.Option(help="Size of the first sample.")] = None,
    json: JsonOption = False,
) -> None:
    """Write the tech pack of a design as PDF."""
    from modiste.design.spec.versions import read_spec
    from modiste.design.techpack.pack import techpack as packed

    design = read_spec(spec)
    target = out or spec.with_suffix(".pdf")
    if target.suffix.lower() != ".pdf":
        target.mkdir(parents=True, exist_ok=True)
        target = target / f"{spec.stem}.pdf"
    written: dict[str, Any] = {}
    languages = ("en", "zh") if lang == "both" else (lang,)
    for language in languages:
        path = target if len(languages) == 1 else target.with_stem(f"{target.stem}-{language}")
        path.write_bytes(packed(design, language=language, size=size))
        written[language] = str(path)

    def told() -> None:
        for path in written.values():
            note(path)

    emit(written, as_json=json, text=told)


COMMANDS = {"techpack": techpack}
