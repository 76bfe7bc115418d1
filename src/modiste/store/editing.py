"""Changing the settings file: checked, whole or not at all, with its comments kept."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from filelock import FileLock

from modiste.model.errors import ConflictError, Place, UnknownNameError
from modiste.store.files import replace_text
from modiste.store.settings import (
    SECTIONS,
    Settings,
    environment_name,
    listed,
    parse_settings,
    read_settings,
)


def edit_settings(file: Path, changes: Mapping[str, Any]) -> Settings:
    """Change settings.

    Args:
        file: ``modiste.toml``.
        changes: new values by dotted name; ``None`` goes back to the default.

    Returns:
        The settings in force afterwards.

    Raises:
        UnknownNameError: there is no such setting.
        ConflictError: the environment overrules it.
        SettingsError: a value is not usable; then nothing is changed.
    """
    known = {name for name, _, _ in listed()}
    for name in changes:
        if name not in known:
            raise UnknownNameError(
                f"there is no setting {name!r}", remedy="'modiste doctor --settings' lists them."
            )
        if environment_name(name) in os.environ:
            raise ConflictError(
                f"the setting {name} is overruled by the environment",
                place=Place(column=environment_name(name)),
                remedy="Change it where the variable is set, and start again.",
            )
    with FileLock(file.with_name(f".{file.name}.lock")):
        text = edited(file.read_text(encoding="utf-8-sig"), changes)
        parse_settings(text, file.name, {})
        replace_text(file, text)
    return read_settings(file)


def edited(text: str, changes: Mapping[str, Any]) -> str:
    """The text of a settings file with some values changed and everything else as it was."""
    for name, value in changes.items():
        section, key = name.split(".")
        document = tomlkit.parse(text)
        inside = document.get(section, {})
        if value is None:
            if key in inside:
                text = _commented(text, section, key, tomlkit.item(inside[key]).as_string())
        elif key not in inside and (place := _comment(text, section, key)) is not None:
            written = f"{key} = {tomlkit.item(value).as_string()}"
            text = text[: place[0]] + written + text[place[1] :]
        else:
            document.setdefault(section, tomlkit.table())[key] = value
            text = tomlkit.dumps(document)
    return text


def _comment(text: str, section: str, key: str) -> tuple[int, int] | None:
    """Where the default of a setting stands as a comment."""
    begin, end = _section(text, section)
    found = re.compile(rf"^# ?{re.escape(key)} = .*$", re.MULTILINE).search(text, begin, end)
    return found.span() if found else None


def _commented(text: str, section: str, key: str, value: str) -> str:
    """The text with a value taken out; its default stands there as a comment."""
    default = tomlkit.item(SECTIONS[section].model_fields[key].default).as_string()
    begin, end = _section(text, section)
    plain = re.compile(rf"^{re.escape(key)}[ \t]*=[ \t]*{re.escape(value)}.*$", re.MULTILINE)
    found = plain.search(text, begin, end)
    if found:
        return text[: found.start()] + f"# {key} = {default}" + text[found.end() :]
    document = tomlkit.parse(text)
    inside: Any = document[section]
    del inside[key]
    return tomlkit.dumps(document)


def _section(text: str, section: str) -> tuple[int, int]:
    begin = re.search(rf"^\[{re.escape(section)}\][^\n]*$", text, re.MULTILINE)
    if begin is None:
        return len(text), len(text)
    after = re.compile(r"^\[", re.MULTILINE).search(text, begin.end())
    return begin.end(), after.start() if after else len(text)
