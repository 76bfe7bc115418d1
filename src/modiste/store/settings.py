"""Settings of a workspace: ``modiste.toml``, overruled by the environment.

The sections and their settings are in ``sections``; the reference page is generated from them.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from modiste.model.errors import Place, SettingsError
from modiste.store.sections import (
    Brand,
    Design,
    Imports,
    Jobs,
    Planning,
    Recommend,
    Replenishment,
    Section,
    Server,
    Storage,
    Trends,
)

__all__ = [
    "FILE",
    "PREFIX",
    "SECTIONS",
    "Brand",
    "Design",
    "Imports",
    "Jobs",
    "Planning",
    "Recommend",
    "Replenishment",
    "Section",
    "Server",
    "Settings",
    "Storage",
    "Trends",
    "environment_name",
    "listed",
    "parse_settings",
    "read_settings",
]

FILE = "modiste.toml"
PREFIX = "MODISTE_"


class Settings(Section):
    """All settings of a workspace."""

    brand: Brand = Field(default_factory=Brand, description=Brand.__doc__)
    storage: Storage = Field(default_factory=Storage, description=Storage.__doc__)
    imports: Imports = Field(default_factory=Imports, description=Imports.__doc__)
    planning: Planning = Field(default_factory=Planning, description=Planning.__doc__)
    trends: Trends = Field(default_factory=Trends, description=Trends.__doc__)
    replenishment: Replenishment = Field(
        default_factory=Replenishment, description=Replenishment.__doc__
    )
    recommend: Recommend = Field(default_factory=Recommend, description=Recommend.__doc__)
    jobs: Jobs = Field(default_factory=Jobs, description=Jobs.__doc__)
    server: Server = Field(default_factory=Server, description=Server.__doc__)
    design: Design = Field(default_factory=Design, description=Design.__doc__)


SECTIONS: dict[str, type[Section]] = {
    "brand": Brand,
    "storage": Storage,
    "imports": Imports,
    "planning": Planning,
    "trends": Trends,
    "replenishment": Replenishment,
    "recommend": Recommend,
    "jobs": Jobs,
    "server": Server,
    "design": Design,
}


def read_settings(file: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings of a workspace.

    Args:
        file: path of ``modiste.toml``.
        environment: variables that overrule it; the process's own by default.

    Raises:
        SettingsError: the file or an environment variable holds something unusable.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError) as error:
        raise _unreadable(error, str(file)) from None
    return parse_settings(text, str(file), os.environ if environment is None else environment)


def parse_settings(text: str, file: str, environment: Mapping[str, str]) -> Settings:
    """Settings out of the text of a file and the environment.

    Args:
        text: TOML.
        file: what to call it in messages.
        environment: variables that overrule it.

    Raises:
        SettingsError: one of them holds something unusable.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(error, file) from None
    overruled = _overrule(values, environment)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise _unusable(error, file, overruled) from None


def _unreadable(error: Exception, file: str) -> SettingsError:
    return SettingsError(
        f"the settings file cannot be read: {error}",
        place=Place(file=file),
        remedy="Correct the line, or delete the file and run 'modiste init' again.",
    )


def _unusable(error: ValidationError, file: str, overruled: set[str]) -> SettingsError:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    variable = environment_name(name)
    what = first["msg"].removeprefix("Value error, ")
    return SettingsError(
        f"the setting {name} is not usable: {what[:1].lower()}{what[1:]}",
        place=Place(
            file="the environment" if name in overruled else file,
            column=variable if name in overruled else name,
            value=str(first.get("input")),
        ),
        remedy=f"Settings and their limits are listed by 'modiste doctor --settings'; "
        f"{variable} overrules the file.",
    )


def _overrule(values: dict[str, Any], environment: Mapping[str, str]) -> set[str]:
    """Lay the environment over the file's values; returns the names overruled."""
    names = {environment_name(name): name for name, _, _ in listed()}
    for variable in environment:
        if variable.startswith(PREFIX) and "__" in variable and variable not in names:
            raise SettingsError(
                f"there is no setting for the variable {variable}",
                place=Place(file="the environment", column=variable),
                remedy="'modiste doctor --settings' lists every setting and its variable.",
            )
    found = {names[variable]: text for variable, text in environment.items() if variable in names}
    for name, text in found.items():
        section, key = name.split(".")
        inner = values.setdefault(section, {})
        if isinstance(inner, dict):
            inner[key] = text
    return set(found)


def environment_name(setting: str) -> str:
    """Environment variable of a setting: ``brand.zone`` is ``MODISTE_BRAND__ZONE``."""
    return PREFIX + setting.replace(".", "__").upper()


def listed() -> list[tuple[str, Any, str]]:
    """Every setting: dotted name, default, meaning."""
    return [
        (f"{name}.{key}", field.default, field.description or "")
        for name, section in SECTIONS.items()
        for key, field in section.model_fields.items()
    ]
