"""``modiste design …``: from words or a picture to specs, flats, patterns and boards."""

from __future__ import annotations

from typing import Annotated

import typer

from modiste.present.console import print_json

app = typer.Typer(no_args_is_help=True)


@app.callback()
def design() -> None:
    """Design garments from words, pictures or a brief."""


@app.command()
def schema(
    *,
    indent: Annotated[int, typer.Option(help="Spaces of indentation.", min=0, max=8)] = 2,
) -> None:
    """Print the JSON schema of a design spec."""
    import json
    import sys

    from modiste.design.spec.model import DesignSpec

    if indent == 2:
        print_json(DesignSpec.model_json_schema())
    else:
        sys.stdout.write(json.dumps(DesignSpec.model_json_schema(), indent=indent or None) + "\n")
