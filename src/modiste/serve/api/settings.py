"""``/v1/settings``: what is set, what it means, and changing it. Secrets are never shown."""

from __future__ import annotations

import os
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from fastapi import Response
from pydantic import Field

from modiste.model.errors import ConflictError, InputError, SettingsError
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Who
from modiste.present.http.editing import IfMatch, etag, require_match
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer, Strict
from modiste.serve.access.audit import note
from modiste.store.editing import edit_settings
from modiste.store.settings import FILE, SECTIONS, Settings, environment_name
from modiste.store.workspace import Workspace

router = Router(prefix="/settings", tags=["settings"])
SECRET = frozenset({"storage.ledger", "storage.lake", "replenishment.webhook_url"})
"""Settings that may hold a password or a token: shown without it."""
FIXED = "storage"
"""A section that only the file changes: whoever moves the data must move it."""
Value = str | int | float | bool | list[str]


class SettingView(Answer):
    """A setting."""

    name: str = Field(description="section.key")
    value: Value = Field(description="What is in force; of a secret only what is none.")
    default: Value
    source: Literal["default", "file", "environment"] = Field(description="Where it comes from.")
    meaning: str
    secret: bool = Field(description="Whether it may hold a password or a token.")
    editable: bool = Field(description="Whether it can be changed here.")
    variable: str = Field(description="Environment variable that overrules the file.")
    value_schema: dict[str, Any] = Field(description="JSON schema of its value.")


class SectionView(Answer):
    """A section of the settings."""

    name: str
    meaning: str
    settings: list[SettingView]


class SettingsChange(Strict):
    """Settings to change."""

    changes: dict[
        Annotated[str, Field(max_length=100)], str | int | float | bool | list[str] | None
    ] = Field(
        min_length=1,
        max_length=200,
        description="New values by name, such as planning.service_level; null goes back to the "
        "default.",
    )


@router.get("", scope=Scope.SETTINGS_READ)
def show_settings(workspace: OpenWorkspace, response: Response) -> list[SectionView]:
    """Every setting: its value, where that comes from, what it means and what it may be."""
    response.headers["ETag"] = _tag(workspace)
    return _sections(workspace)


@router.patch("", scope=Scope.SETTINGS_WRITE, responses=problem_responses(404, 409, 412, 428))
def change_settings(
    wanted: SettingsChange,
    workspace: OpenWorkspace,
    who: Who,
    response: Response,
    if_match: IfMatch = None,
) -> list[SectionView]:
    """Change settings, all of them or none. The file keeps its comments."""
    require_match(if_match, _tag(workspace))
    apply_changes(workspace, wanted.changes, who.name)
    response.headers["ETag"] = _tag(workspace)
    return _sections(workspace)


def apply_changes(workspace: Workspace, changes: dict[str, Any], actor: str) -> None:
    """Change settings and write down who did.

    Raises:
        InputError: a value is not usable.
        ConflictError: one cannot be changed here.
    """
    before = workspace.settings
    for name, value in changes.items():
        if name.startswith(f"{FIXED}."):
            raise ConflictError(
                f"{name} says where data lies and cannot be changed here",
                remedy=f"Move the data, change it in {FILE}, and start again.",
            )
        if name in SECRET and value is not None and value == _masked(_value(before, name)):
            raise InputError(
                f"{name} was sent as it is shown, without its secret",
                remedy="Leave it out, or give it whole.",
            )
    try:
        workspace.settings = edit_settings(workspace.root / FILE, changes)
    except SettingsError as error:
        raise InputError(
            error.what, place=error.place, remedy="Give a value that it takes."
        ) from error
    told = {
        name: {"from": _shown(before, name), "to": _shown(workspace.settings, name)}
        for name in changes
    }
    with workspace.ledger.write() as session:
        note(session, actor, "change settings", "settings", changes=told)


def _sections(workspace: Workspace) -> list[SectionView]:
    import tomlkit

    text = (workspace.root / FILE).read_text(encoding="utf-8-sig")
    written = tomlkit.parse(text).unwrap()
    return [
        SectionView(
            name=section,
            meaning=(model.__doc__ or "").strip(),
            settings=[
                _view(workspace.settings, f"{section}.{key}", key in written.get(section, {}))
                for key in model.model_fields
            ],
        )
        for section, model in SECTIONS.items()
    ]


def _view(settings: Settings, name: str, written: bool) -> SettingView:
    section, key = name.split(".")
    model = SECTIONS[section]
    schema = model.model_json_schema()["properties"][key]
    field = model.model_fields[key]
    overruled = environment_name(name) in os.environ
    return SettingView(
        name=name,
        value=_shown(settings, name),
        default=_plain(field.default),
        source="environment" if overruled else "file" if written else "default",
        meaning=field.description or "",
        secret=name in SECRET,
        editable=section != FIXED and not overruled,
        variable=environment_name(name),
        value_schema={k: v for k, v in schema.items() if k not in {"title", "description"}},
    )


def _shown(settings: Settings, name: str) -> Value:
    value = _value(settings, name)
    return _masked(value) if name in SECRET else value


def _value(settings: Settings, name: str) -> Value:
    section, key = name.split(".")
    return _plain(getattr(getattr(settings, section), key))


def _plain(value: Any) -> Value:
    plain: Value = list(value) if isinstance(value, tuple | list) else value
    return plain


def _masked(value: Value) -> str:
    """An address without what may be secret in it: user, password, path and query."""
    text = str(value)
    if "://" not in text:
        return text
    parts = urlsplit(text)
    rest = "/…" if parts.path.strip("/") or parts.query else ""
    return f"{parts.scheme}://{parts.hostname or ''}{rest}"


def _tag(workspace: Workspace) -> str:
    return etag((workspace.root / FILE).read_text(encoding="utf-8-sig"))
