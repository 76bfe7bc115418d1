"""The groups of the client, one for each tag, with a method for each operation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from modiste.serve.api.client.types import (
    Schema,
    annotation,
    class_name,
    field_name,
    is_optional,
    sentence,
)

HEAD = '''"""Groups of the API. Made by modiste.serve.api.client; do not edit."""
# fmt: off
# ruff: noqa

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Literal

import httpx

from modiste.client import models
from modiste.client.connection import Body, Connection, part


class Group:
    """A part of the API."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
'''

TAIL = '''

class Modiste:
    """A server, by the parts of its API."""

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        timeout: float = 60.0,
        retries: int = 2,
        http: httpx.Client | None = None,
    ) -> None:
        """Connect; see :class:`modiste.client.connection.Connection`."""
        self.connection = Connection(url, key=key, timeout=timeout, retries=retries, http=http)
{groups}

    def __enter__(self) -> Modiste:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
'''

_JSON = "application/json"
_EVENTS = "text/event-stream"


@dataclass(frozen=True)
class Operation:
    """One operation of the description."""

    method: str
    path: str
    schema: Schema

    @property
    def tag(self) -> str:
        """Its group."""
        return str(self.schema["tags"][0])

    @property
    def name(self) -> str:
        """Its name within the group."""
        return str(self.schema["operationId"]).removeprefix(f"{self.tag}_")

    def parameters(self, where: str) -> list[Schema]:
        """Its parameters in the path, the query or the headers."""
        return [each for each in self.schema.get("parameters", ()) if each["in"] == where]

    def answer(self) -> tuple[str | None, Schema]:
        """Media type and schema of what it answers when all is well."""
        for status, response in sorted(self.schema["responses"].items()):
            if status.startswith("2"):
                content = response.get("content", {})
                if status == "204":
                    return None, {}
                for kind in (_JSON, _EVENTS):
                    if content.get(kind, {}).get("schema"):
                        return kind, content[kind]["schema"]
                return next(iter(content), "bytes"), {}
        return None, {}

    def body(self) -> tuple[str | None, Schema, bool]:
        """Media type and schema of what it takes, and whether it must be given."""
        asked = self.schema.get("requestBody", {})
        content = asked.get("content", {})
        for kind in (_JSON, *content):
            if kind in content:
                return kind, content[kind].get("schema", {}), bool(asked.get("required"))
        return None, {}, False


def write_groups(description: dict[str, Any]) -> str:
    """The module of the groups, and the client that has them all."""
    groups: dict[str, list[Operation]] = defaultdict(list)
    for path, operations in sorted(description["paths"].items()):
        for method, schema in sorted(operations.items()):
            if schema.get("tags"):
                operation = Operation(method.upper(), path, schema)
                groups[operation.tag].append(operation)
    schemas = description["components"]["schemas"]
    text = HEAD
    for tag, found in sorted(groups.items()):
        text += f'\n\nclass {class_name(tag)}(Group):\n    """Operations about {tag}."""\n'
        text += "".join("\n" + "\n".join(_methods(each, schemas)) + "\n" for each in found)
    made = [
        f"        self.{field_name(tag)} = {class_name(tag)}(self.connection)"
        for tag in sorted(groups)
    ]
    return text + TAIL.format(groups="\n".join(made))


def _methods(operation: Operation, schemas: dict[str, Schema]) -> Iterator[str]:
    yield from _method(operation)
    kind, answer = operation.answer()
    page = schemas.get(str(answer.get("$ref", "")).rsplit("/", 1)[-1], {})
    is_page = page.get("properties", {}).keys() >= {"items", "next_cursor"}
    if kind == _JSON and is_page and operation.method == "GET":
        item = annotation(page["properties"]["items"]["items"], "models.")
        yield ""
        yield from _iterator(operation, item)


def _method(operation: Operation) -> Iterator[str]:
    media, answer = operation.answer()
    given, body, needed = operation.body()
    result = {None: "None", _JSON: annotation(answer, "models."), _EVENTS: _EVENT}.get(
        media, "bytes"
    )
    extra = []
    if given == _JSON:
        type_ = annotation(body, "models.")
        optional = "" if needed or is_optional(type_) else " | None"
        extra.append(f"body: {type_}{optional}" + ("" if needed else " = None"))
    elif given is not None:
        extra.append("content: Body")
    yield f"    def {field_name(operation.name)}(self{_arguments(operation, extra)}) -> {result}:"
    yield f'        """{sentence(_text(operation))}"""'
    call = f"{operation.method!r}, {_address(operation)}, {_sent(operation)}"
    if media in {_JSON, None}:
        taken = ", body=body" if given == _JSON else ", content=content" if given else ""
        kind = result if media == _JSON else "None"
        yield f"        answer: {result} = self._connection.json({kind}, {call}{taken})"
        yield "        return answer"
    elif media == _EVENTS:
        yield f"        return self._connection.events({_address(operation)}, {_sent(operation)})"
    else:
        yield f"        return self._connection.send({call}).content"


_EVENT = "Iterator[tuple[str, str]]"


def _iterator(operation: Operation, item: str) -> Iterator[str]:
    name = operation.name
    for verb in ("list_", "get_", "read_", "show_"):
        name = name.removeprefix(verb)
    page = annotation(operation.answer()[1], "models.")
    arguments = _arguments(operation, [], without=("cursor",))
    yield f"    def iterate_{name}(self{arguments}) -> Iterator[{item}]:"
    yield f'        """Every item of :meth:`{operation.name}`, page by page."""'
    sent = _sent(operation, without=("cursor",))
    yield f"        return self._connection.pages({page}, {_address(operation)}, {sent})"


def _text(operation: Operation) -> str:
    return operation.schema.get("description") or operation.schema.get("summary") or operation.name


def _arguments(operation: Operation, extra: list[str], *, without: tuple[str, ...] = ()) -> str:
    positional = [
        f"{field_name(each['name'])}: {annotation(each['schema'], 'models.')}"
        for each in operation.parameters("path")
    ]
    named = []
    for where in ("query", "header"):
        for each in operation.parameters(where):
            if each["name"] in without or each["name"] == "Idempotency-Key":
                continue
            named.append(_named(each))
    needed = [each for each in extra if " = " not in each]
    named = [each for each in extra if " = " in each] + named
    parts = positional + needed + (["*", *named] if named else [])
    return "".join(f", {each}" for each in parts)


def _named(parameter: Schema) -> str:
    type_ = annotation(parameter["schema"], "models.")
    name = field_name(parameter["name"].lower().replace("-", "_"))
    if parameter.get("required"):
        return f"{name}: {type_}"
    return f"{name}: {type_ if is_optional(type_) else f'{type_} | None'} = None"


def _address(operation: Operation) -> str:
    path = operation.path
    for each in operation.parameters("path"):
        path = path.replace(f"{{{each['name']}}}", f"{{part({field_name(each['name'])})}}")
    return f'f"{path}"' if "{" in path else f'"{path}"'


def _sent(operation: Operation, *, without: tuple[str, ...] = ()) -> str:
    query = ", ".join(
        f"{each['name']!r}: {field_name(each['name'].lower().replace('-', '_'))}"
        for each in operation.parameters("query")
        if each["name"] not in without
    )
    headers = ", ".join(
        f"{each['name']!r}: {field_name(each['name'].lower().replace('-', '_'))}"
        for each in operation.parameters("header")
        if each["name"] != "Idempotency-Key"
    )
    return f"query={{{query}}}, headers={{{headers}}}"
