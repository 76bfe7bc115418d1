"""Structured logs: one JSON object a line; plain lines where a person looks on."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
import traceback
from typing import Any, TextIO

from modiste.serve.api.middle.watch import current_request

_SECRET = re.compile(
    r"(mdk_[a-z0-9]{10}_)[\w-]+"
    r"|((?:token|password|secret|code|authorization|cookie)[\"']?\s*[=:]\s*[\"']?)[^\s\"',;&]+",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """A text without what looks like a secret: a second net, for what libraries may log."""
    return _SECRET.sub(lambda match: f"{match[1] or match[2]}…", text)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request, detail, error."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        request = current_request.get()
        if request is not None:
            line["request_id"] = request
        detail = getattr(record, "detail", None)
        if isinstance(detail, dict):
            line |= detail
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = masked("".join(traceback.format_exception(*record.exc_info)))
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainFormatter(logging.Formatter):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        return masked(super().format(record))


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """Send all logs to standard error: as JSON, or plainly and only warnings on a terminal."""
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    if target.isatty():
        handler.setFormatter(PlainFormatter("%(levelname)s %(name)s: %(message)s"))
        level = "warning" if level == "info" else level
    else:
        handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("httpx", "httpcore", "sqlalchemy.engine", "alembic", "uvicorn.access"):
        logging.getLogger(name).setLevel("WARNING")
