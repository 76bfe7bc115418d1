"""The reference pages, generated from the code they describe.

``python -m modiste.serve.reference docs/reference`` writes them; ``--check`` only compares.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from modiste.model import errors
from modiste.model.schema import Column, Kind, Table
from modiste.model.tables import TABLES
from modiste.store.settings import SECTIONS, environment_name

_MADE = "<!-- Made by modiste.serve.reference; do not edit. -->\n"


def pages() -> dict[str, str]:
    """File name and text of every page."""
    return {
        "tables.md": "\n".join(_tables()) + "\n",
        "settings.md": "\n".join(_settings()) + "\n",
        "commands.md": "\n".join(_commands()) + "\n",
        "errors.md": "\n".join(_errors()) + "\n",
    }


def _tables() -> Iterator[str]:
    yield f"{_MADE}\n# Tables\n"
    yield (
        "Every table is declared once, in `modiste.model.tables`. **Facts** come from outside, "
        "**findings** are computed by a run and bear its `run_id`. Money is a whole number of "
        "minor units (cents) of the currency named beside it. An empty cell is unknown, never "
        "zero.\n"
    )
    for kind, title in ((Kind.FACT, "Facts"), (Kind.FINDING, "Findings")):
        yield f"## {title}\n"
        for table in TABLES.values():
            if table.kind is kind:
                yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name}\n"
    yield f"{table.meaning}\n"
    yield f"Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column in table.columns:
        yield f"| `{column.name}` | {_type(column)} | {_meaning(column)} |"
    yield ""


def _type(column: Column) -> str:
    unit = f", {column.unit}" if column.unit else ""
    return f"{column.type.value}{unit}{'' if column.required else ' or empty'}"


def _meaning(column: Column) -> str:
    parts = [column.meaning]
    if column.choices:
        parts.append(f"One of: {', '.join(column.choices)}.")
    if column.minimum is not None and column.maximum is not None:
        parts.append(f"From {column.minimum:g} to {column.maximum:g}.")
    elif column.minimum is not None:
        parts.append(f"At least {column.minimum:g}.")
    return " ".join(parts)


def _settings() -> Iterator[str]:
    yield f"{_MADE}\n# Settings\n"
    yield (
        "Settings lie in `modiste.toml` in the workspace; an environment variable overrules the "
        "file. `modiste doctor --settings` shows those in force.\n"
    )
    for name, section in SECTIONS.items():
        yield f"## [{name}]\n"
        yield f"{(section.__doc__ or '').strip()}\n"
        yield "| setting | default | meaning | environment |"
        yield "|---|---|---|---|"
        for key, field in section.model_fields.items():
            default = "(empty)" if field.default == "" else f"`{field.default}`"
            variable = environment_name(f"{name}.{key}")
            yield f"| `{key}` | {default} | {field.description} | `{variable}` |"
        yield ""


def _commands() -> Iterator[str]:
    import typer

    from modiste.serve.cli.app import app

    root = typer.main.get_command(app)
    yield f"{_MADE}\n# Commands\n"
    yield (
        "Results go to standard output, progress and advice to standard error. `--json` prints the "
        "result as JSON. `modiste --install-completion` teaches your shell to complete them.\n"
    )
    yield (
        "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 input not usable, 4 workspace or settings "
        "not usable, 5 storage, 6 not enough data, 7 an extra is not installed, 130 interrupted.\n"
    )
    yield from _group(root, "modiste")


def _group(command: Any, name: str) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield from _command(command, name)
        return
    for key, each in inner.items():
        yield from _group(each, f"{name} {key}")


def _command(command: Any, name: str) -> Iterator[str]:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    shown = "".join(f" {_argument(each)}" for each in arguments)
    yield f"## {name}\n"
    yield f"{(command.help or '').strip()}\n"
    yield f"```\n{name}{shown} [OPTIONS]\n```\n"
    yield "| option | meaning |"
    yield "|---|---|"
    for each in command.params:
        names = _argument(each) if each in arguments else ", ".join(_spellings(each))
        yield f"| `{names}` | {getattr(each, 'help', '') or ''} |"
    yield ""


def _argument(parameter: Any) -> str:
    many = "…" if parameter.nargs == -1 else ""
    return f"{parameter.metavar or parameter.name.upper()}{many}"


def _spellings(parameter: Any) -> list[str]:
    return [*parameter.opts, *parameter.secondary_opts]


def _errors() -> Iterator[str]:
    yield f"{_MADE}\n# Errors\n"
    yield (
        "Every error says what is wrong, where, and what to do next. The code is stable; the API "
        "answers with the HTTP status, the command line exits with the exit code.\n"
    )
    yield "| code | meaning | HTTP status | exit code |"
    yield "|---|---|---|---|"
    kinds = [kind for kind in vars(errors).values() if _is_error(kind)]
    for kind in kinds:
        meaning = (kind.__doc__ or "").strip().splitlines()[0]
        yield f"| `{kind.code}` | {meaning} | {kind.status} | {kind.exit_code} |"


def _is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, errors.ModisteError)


def main() -> int:
    """Write the pages, or compare them with those in the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale = []
    for name, text in pages().items():
        file = options.folder / name
        if options.check:
            if not file.is_file() or file.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    if stale:
        sys.stderr.write(f"Out of date: {', '.join(stale)}. Run 'make reference'.\n")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
