"""Ask a language model for a spec: any OpenAI-compatible endpoint, never trusted.

The model is shown the schema and the wish and must answer with JSON. What it answers is checked
against the schema and the grammar; what the grammar forbids is repaired to the nearest garment;
what is no spec at all is sent back with the fault, twice at most. Without an address nothing is
called.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from modiste.design.spec.grammar import IncompatibleSpecError
from modiste.design.spec.model import DesignSpec
from modiste.design.spec.versions import parsed
from modiste.model.errors import InputError, ModisteError, SettingsError

if TYPE_CHECKING:
    from modiste.store.settings import Design

KEY: Final = "MODISTE_LLM_KEY"
"""The environment variable that holds the key; it is never stored or shown."""
RETRIES: Final = 2
_MOST: Final = 200_000
_FENCE: Final = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)
_SYSTEM: Final = (
    "You turn a designer's wish into one garment. Answer with one JSON object and nothing else. It "
    "must follow this JSON schema; leave out what the wish leaves open:\n"
)


class HelperError(ModisteError):
    """A helper outside could not be reached or gave no usable answer."""

    code = "helper"
    status = 502


@dataclass(frozen=True)
class Answer:
    """What a language model answered.

    Attributes:
        spec: the garment; valid.
        repaired: what the grammar had to change, in words.
        tries: how often it was asked.
        model: its name.
    """

    spec: DesignSpec
    repaired: tuple[str, ...]
    tries: int
    model: str


def ask(text: str, design: Design, *, start: DesignSpec | None = None) -> Answer:
    """Ask the configured model for a spec.

    Args:
        text: the wish.
        design: where the model is; the section ``design``.
        start: a garment to begin from, such as what the lexicon read; the model may change it.

    Raises:
        SettingsError: no model is configured.
        HelperError: it cannot be reached, or gave no spec in three tries.
    """
    if not design.llm_url:
        raise SettingsError(
            "no language model is configured",
            remedy="Set llm_url and llm_model in the section [design] of modiste.toml, or leave "
            "out --llm: the studio reads words on its own.",
        )
    messages = _messages(text, start)
    fault = ""
    for attempt in range(1, RETRIES + 2):
        said = _said(messages, design)
        try:
            spec, repaired = _spec(said)
        except InputError as error:
            fault = str(error)
            messages += [
                {"role": "assistant", "content": said[:4000]},
                {"role": "user", "content": f"That is no valid spec: {fault} Answer again."},
            ]
            continue
        return Answer(spec, repaired, attempt, design.llm_model)
    raise HelperError(
        f"the language model gave no valid spec in {RETRIES + 1} tries: {fault}",
        remedy="Use another model, or leave out --llm.",
    )


def _messages(text: str, start: DesignSpec | None) -> list[dict[str, str]]:
    schema = json.dumps(DesignSpec.model_json_schema(), separators=(",", ":"))
    wish = text if start is None else f"{text}\n\nBegin from: {start.model_dump_json()}"
    return [{"role": "system", "content": _SYSTEM + schema}, {"role": "user", "content": wish}]


def _spec(said: str) -> tuple[DesignSpec, tuple[str, ...]]:
    fenced = _FENCE.search(said)
    try:
        data = json.loads(fenced[1] if fenced else said)
    except ValueError:
        raise InputError("the answer is no JSON", remedy="Answer with one JSON object.") from None
    try:
        return parsed(data), ()
    except IncompatibleSpecError as error:
        return error.nearest, tuple(change.text() for change in error.changes)


def _said(messages: list[dict[str, str]], design: Design) -> str:
    body = {
        "model": design.llm_model,
        "messages": messages,
        "temperature": 0,
        "response_format": {"type": "json_object"},
    }
    answer = post(design.llm_url, "chat/completions", body, KEY, design.llm_seconds)
    try:
        content = answer["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        content = None
    if not isinstance(content, str) or len(content) > _MOST:
        raise HelperError(
            "the language model's answer is not of the form of chat completions",
            remedy="Check llm_url: it ends before /chat/completions, often in /v1.",
        )
    return content


def post(base: str, path: str, body: Any, variable: str, seconds: float) -> Any:
    """POST JSON to an OpenAI-compatible endpoint and read JSON back.

    Args:
        base: its base address.
        path: below it.
        body: what to send.
        variable: environment variable that holds the key, if it needs one.
        seconds: to wait at most.

    Raises:
        HelperError: it cannot be reached, refuses, or answers with no JSON.
    """
    import httpx

    key = os.environ.get(variable, "")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    url = f"{base.rstrip('/')}/{path}"
    try:
        answer = httpx.post(url, json=body, headers=headers, timeout=seconds)
        answer.raise_for_status()
        return answer.json()
    except httpx.HTTPStatusError as error:
        code = error.response.status_code
        raise HelperError(
            f"{url} answered {code}",
            remedy=f"Check the address and the key in {variable}."
            if code in {401, 403, 404}
            else "Try again later.",
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise HelperError(
            f"{url} gave no answer that can be read: {error}",
            remedy="Check that it runs and that the address is right.",
        ) from None
