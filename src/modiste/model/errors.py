"""The one family of errors.

Every message answers three questions: what is wrong, where it is, and what to do next.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where in the user's input something is wrong; unknown parts are ``None``.

    ``row`` counts from 1 at the first data row, as a spreadsheet without its header would.
    """

    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        parts = []
        if self.file is not None:
            parts.append(self.file)
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column!r}")
        if self.value is not None:
            parts.append(f"value {_shorten(self.value)!r}")
        return ", ".join(parts)


def _shorten(value: str, limit: int = 60) -> str:
    return value if len(value) <= limit else value[: limit - 1] + "…"


class ModisteError(Exception):
    """Base of every error that Modiste raises on purpose.

    ``code`` is stable and machine-readable, ``status`` is its HTTP status and ``exit_code`` the
    status of the command line.
    """

    code = "error"
    status = 500
    exit_code = 1

    def __init__(self, what: str, *, remedy: str, place: Place | None = None) -> None:
        self.what = what
        self.remedy = remedy
        self.place = place or Place()
        super().__init__(str(self))

    def __str__(self) -> str:
        where = str(self.place)
        return f"{self.what} ({where}). {self.remedy}" if where else f"{self.what}. {self.remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.remedy, self.place))


def _rebuild(kind: type[ModisteError], what: str, remedy: str, place: Place) -> ModisteError:
    return kind(what, remedy=remedy, place=place)


class InputError(ModisteError):
    """What the user gave cannot be used: a file, a row, a value, an option."""

    code = "invalid-input"
    status = 422
    exit_code = 3


class SchemaError(InputError):
    """A frame does not fit the table it is meant for."""

    code = "schema"


class UnknownNameError(InputError):
    """A table, column, size, colour, model … that does not exist."""

    code = "unknown-name"
    status = 404


class SettingsError(ModisteError):
    """``modiste.toml`` or the environment holds something unusable."""

    code = "settings"
    status = 500
    exit_code = 4


class WorkspaceError(ModisteError):
    """The workspace is missing, damaged or of another version."""

    code = "workspace"
    status = 500
    exit_code = 4


class StoreError(ModisteError):
    """The lake or the ledger could not do what was asked."""

    code = "store"
    status = 503
    exit_code = 5


class BusyError(StoreError):
    """Another process holds what is needed; trying again later helps."""

    code = "busy"
    status = 503


class ConflictError(ModisteError):
    """What is asked does not fit the state that something is in, or somebody was faster."""

    code = "conflict"
    status = 409


class NotEnoughDataError(ModisteError):
    """The data is sound but too little for what was asked."""

    code = "not-enough-data"
    status = 409
    exit_code = 6


class MissingExtraError(ModisteError):
    """An optional dependency is not installed."""

    code = "missing-extra"
    status = 501
    exit_code = 7
