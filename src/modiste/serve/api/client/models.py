"""The models of the client, one class for each schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modiste.serve.api.client.types import (
    Schema,
    annotation,
    class_name,
    field_name,
    is_optional,
    sentence,
)

HEAD = '''"""Models of the API. Made by modiste.serve.api.client; do not edit."""
# fmt: off
# ruff: noqa

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Base of all: never changed; what a newer server adds is left out."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", populate_by_name=True, protected_namespaces=()
    )
'''


def write_models(description: dict[str, Any]) -> str:
    """The module of the models."""
    schemas = description["components"]["schemas"]
    return HEAD + "".join(
        "\n\n" + "\n".join(_model(name, schemas[name])) + "\n" for name in sorted(schemas)
    )


def _model(name: str, schema: Schema) -> Iterator[str]:
    if "enum" in schema or "properties" not in schema:
        yield f"{class_name(name)}: TypeAlias = {annotation(schema)}"
        return
    yield f"class {class_name(name)}(Model):"
    yield f'    """{sentence(schema.get("description")) or class_name(name)}"""'
    yield ""
    required = set(schema.get("required", ()))
    fields = sorted(schema["properties"].items(), key=lambda item: item[0] not in required)
    for field, inner in fields:
        yield f"    {_field(field, inner, needed=field in required)}"
    if not fields:
        yield "    pass"


def _field(name: str, schema: Schema, *, needed: bool) -> str:
    python, type_ = field_name(name), annotation(schema)
    alias = f", alias={name!r}" if python != name else ""
    if needed:
        return f"{python}: {type_}" + (f" = Field(...{alias})" if alias else "")
    default = schema.get("default")
    if default is None and not is_optional(type_):
        type_ = f"{type_} | None"
    if isinstance(default, list | dict):
        kind = "list" if isinstance(default, list) else "dict"
        shown = f"Field(default_factory={kind}{alias})" if not default else "None"
        type_ = type_ if not default or is_optional(type_) else f"{type_} | None"
        return f"{python}: {type_} = {shown}"
    return f"{python}: {type_} = " + (f"Field({default!r}{alias})" if alias else repr(default))
