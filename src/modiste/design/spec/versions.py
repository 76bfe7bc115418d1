"""The one door through which specs come in from outside: read, checked, of any known version."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from modiste.design.spec.model import VERSION, DesignSpec
from modiste.model.errors import InputError, Place

Migration = Callable[[dict[str, Any]], dict[str, Any]]

MIGRATIONS: Final[Mapping[int, Migration]] = {}
"""By version, what makes a spec of the next version of it. A new version adds its line here."""


def parsed(
    data: object,
    *,
    file: str | None = None,
    migrations: Mapping[int, Migration] = MIGRATIONS,
    version: int = VERSION,
) -> DesignSpec:
    """A spec from plain data, migrated to the current version.

    Args:
        data: what `DesignSpec.model_dump(mode="json")` wrote, of this version or an older one.
        file: where it came from, for messages.
        migrations: steps from one version to the next.
        version: the version to arrive at.

    Raises:
        InputError: no mapping, an unknown version, an unknown slot or value.
        IncompatibleSpecError: the grammar forbids it; it carries the nearest valid spec.
    """
    place = Place(file=file)
    if not isinstance(data, Mapping):
        raise InputError(
            "a design spec is a JSON object", remedy="See: modiste design schema.", place=place
        )
    tree = dict(data)
    own = tree.get("version", version)
    if not isinstance(own, int) or isinstance(own, bool) or own > version:
        raise InputError(
            f"this design spec is of version {own!r}; this Modiste reads up to {version}",
            remedy="Update Modiste, or write the spec with an older version.",
            place=place,
        )
    while own < version:
        if own not in migrations:
            raise InputError(
                f"design specs of version {own} are not known",
                remedy=f"Versions {min(migrations, default=version)} to {version} are.",
                place=place,
            )
        tree = migrations[own](tree)
        own += 1
    tree["version"] = own
    try:
        return DesignSpec.model_validate(tree)
    except ValidationError as error:
        raise _readable(error, file) from None


def read_spec(path: Path) -> DesignSpec:
    """The spec in a JSON file.

    Raises:
        InputError: no JSON, or no spec.
        IncompatibleSpecError: the grammar forbids it.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InputError(
            f"this file cannot be read as JSON: {error}",
            remedy="Give a spec that modiste design wrote.",
            place=Place(file=str(path)),
        ) from None
    return parsed(data, file=str(path))


def write_spec(spec: DesignSpec, path: Path) -> None:
    """Write a spec as JSON, two spaces deep."""
    path.write_text(spec.model_dump_json(indent=2) + "\n", "utf-8")


def _readable(error: ValidationError, file: str | None) -> InputError:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    others = error.error_count() - 1
    more = f" (and {others} more)" if others else ""
    return InputError(
        f"{where or 'the spec'}: {first['msg'].lower()}{more}",
        remedy="Compare with: modiste design schema.",
        place=Place(file=file, column=where or None, value=str(first.get("input"))),
    )
