"""Bases of what the API takes and gives."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

Resolve = Callable[[Any], Any]
_FROM_TEXT: dict[str, tuple[type, ...]] = {
    "date": (str, dt.date),
    "datetime": (str, dt.datetime),
    "time": (str, dt.time),
    "timedelta": (str, dt.timedelta),
    "uuid": (str, uuid.UUID),
    "enum": (str, enum.Enum),
}
_FROM_ARRAY = {"tuple", "set", "frozenset"}
_AS_IT_IS = {"metadata", "members", "default"}


def _texts_allowed(node: Any, resolve: Resolve) -> Any:
    """A core schema in which what JSON writes as text or array may be given so.

    FastAPI parses the JSON itself and validates Python objects, among which pydantic's strict mode
    would refuse every date and enumeration.
    """
    if isinstance(node, list):
        return [_texts_allowed(each, resolve) for each in node]
    if isinstance(node, tuple):
        return tuple(_texts_allowed(each, resolve) for each in node)
    if not isinstance(node, dict):
        return node
    return _node(node, resolve)


def _node(node: dict[str, Any], resolve: Resolve) -> Any:
    kind = node.get("type")
    made = {
        name: value
        if isinstance(kind, str) and name in _AS_IT_IS
        else _texts_allowed(value, resolve)
        for name, value in node.items()
    }
    if kind == "definition-ref":
        named = resolve(made)
        if named["type"] != "enum":
            return made
        inner = {name: value for name, value in named.items() if name != "ref"}
        return core_schema.json_or_python_schema(made, _texts_allowed(inner, resolve))
    if kind in _FROM_ARRAY:
        made["strict"] = False
    elif isinstance(kind, str) and kind in _FROM_TEXT:
        made["strict"] = False
        return _only(_FROM_TEXT[kind], made)
    return made


def _only(types: tuple[type, ...], node: Any) -> core_schema.CoreSchema:
    def check(value: Any) -> Any:
        if not isinstance(value, types):
            raise PydanticCustomError("text_type", "Input should be text")
        return value

    return core_schema.no_info_before_validator_function(check, node)


class Strict(BaseModel):
    """Base of requests: unknown fields are refused and nothing is converted.

    Types are as JSON has them: a number is no text, text is no number, 1 is not true; dates,
    times and enumerations are the texts that stand for them, and nothing else is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Let texts stand for what JSON has no type for."""
        made: core_schema.CoreSchema = _texts_allowed(handler(source), handler.resolve_ref_schema)
        return made


class Answer(BaseModel):
    """Base of answers: built from rows and objects alike, never changed."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
