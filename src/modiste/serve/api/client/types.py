"""Schemas of OpenAPI as Python types."""

from __future__ import annotations

import builtins
import keyword
import re
from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]

_FORMATS = {
    "date": "dt.date",
    "date-time": "dt.datetime",
    "time": "dt.time",
    "binary": "bytes",
}
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_TAKEN = {*dir(BaseModel), *dir(builtins), "dt", "models"} - {"id", "type", "max", "min", "sum"}


def class_name(name: str) -> str:
    """The name of a schema as the name of a class: ``Page_UserView_`` is ``PageUserView``."""
    parts = [part for part in re.split(r"\W|_+", name) if part]
    return "".join(part[0].upper() + part[1:] for part in parts)


def field_name(name: str) -> str:
    """The name of a field as a Python name that hides nothing."""
    plain = re.sub(r"\W", "_", name).strip("_") or "field"
    if plain[0].isdigit():
        plain = f"n{plain}"
    return f"{plain}_" if keyword.iskeyword(plain) or plain in _TAKEN else plain


def annotation(schema: Schema, prefix: str = "") -> str:
    """The type of a schema.

    Args:
        schema: of a field, a parameter, a body or an answer.
        prefix: before names of models, such as ``models.``.
    """
    if "$ref" in schema:
        return prefix + class_name(schema["$ref"].rsplit("/", 1)[-1])
    for many in ("anyOf", "oneOf"):
        if many in schema:
            return _union([annotation(each, prefix) for each in schema[many]])
    if "allOf" in schema and len(schema["allOf"]) == 1:
        return annotation(schema["allOf"][0], prefix)
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(repr(each) for each in schema['enum'])}]"
    return _by_type(schema, prefix)


def _by_type(schema: Schema, prefix: str) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        return _union([_by_type({**schema, "type": each}, prefix) for each in kind])
    if kind == "array":
        return _array(schema, prefix)
    if kind == "object":
        values = schema.get("additionalProperties")
        inner = annotation(values, prefix) if isinstance(values, dict) and values else "Any"
        return f"dict[str, {inner}]"
    if kind == "string" and schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    return _PLAIN.get(str(kind), "Any")


def _array(schema: Schema, prefix: str) -> str:
    if "prefixItems" in schema:
        inner = ", ".join(annotation(each, prefix) for each in schema["prefixItems"])
        return f"tuple[{inner}]"
    items = schema.get("items")
    return f"list[{annotation(items, prefix) if items else 'Any'}]"


def _union(parts: list[str]) -> str:
    distinct = list(dict.fromkeys(parts))
    if "Any" in distinct:
        return "Any"
    if "None" in distinct:
        distinct.remove("None")
        distinct.append("None")
    return " | ".join(distinct)


def is_optional(type_: str) -> bool:
    """Whether a type allows for nothing."""
    return type_ == "Any" or type_.endswith("None")


def sentence(text: str | None) -> str:
    """The first paragraph of a description as one line that may stand in a docstring."""
    first = " ".join((text or "").split("\n\n")[0].split())
    return first.replace("\\", "\\\\").replace('"""', "'''")
