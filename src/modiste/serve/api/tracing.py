"""OpenTelemetry spans of requests, where its SDK is installed and told where to send them.

The extra ``telemetry`` installs it; the usual variables configure it, such as
``OTEL_EXPORTER_OTLP_ENDPOINT``. Nothing is sent anywhere unless they are set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from modiste import __version__
from modiste.model.errors import MissingExtraError

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
Told = Callable[[str, int], None]


class _State:
    """The tracer in use; none until one is configured."""

    tracer: Any = None


def configure() -> bool:
    """Begin to send spans if the environment says where to; true where it does.

    Raises:
        MissingExtraError: it does, and the libraries are not installed.
    """
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        return False
    try:
        exporters = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"spans are to be sent, and {error.name!r} is not installed",
            remedy="Install it with: pip install 'modiste[telemetry]', or unset the variables.",
        ) from None
    resource = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "modiste")})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(exporters.OTLPSpanExporter()))
    use(provider)
    return True


def use(provider: Any) -> None:
    """Make spans with a provider; with none where it is ``None``."""
    _State.tracer = None if provider is None else provider.get_tracer("modiste", __version__)


def _untold(route: str, status: int) -> None:
    del route, status


@contextmanager
def span(scope: Any) -> Iterator[Told]:
    """The span of a request, a child of the caller's where it names one (W3C Trace Context)."""
    if _State.tracer is None:
        yield _untold
        return
    from opentelemetry.propagate import extract
    from opentelemetry.trace import SpanKind, StatusCode

    carrier = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    method = str(scope["method"])
    with _State.tracer.start_as_current_span(
        method, context=extract(carrier), kind=SpanKind.SERVER
    ) as made:

        def told(route: str, status: int) -> None:
            made.update_name(f"{method} {route}")
            made.set_attributes(
                {
                    "http.request.method": method,
                    "http.route": route,
                    "http.response.status_code": status,
                }
            )
            if status >= 500:
                made.set_status(StatusCode.ERROR)

        yield told
