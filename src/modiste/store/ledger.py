"""The ledger: what people and jobs change row by row, in SQLite or PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
import math
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.model.errors import MissingExtraError, Place, SettingsError, StoreError

HEAD = "0005"
"""Revision of the newest migration; a test holds it to the migrations folder."""

_BUSY_SECONDS = 60
_WRITE_LOCK = 7_243_906  # any number that other programs on the database do not use


def now() -> dt.datetime:
    """This moment in UTC."""
    return dt.datetime.now(dt.UTC)


class Moment(sa.types.TypeDecorator[dt.datetime]):
    """A UTC timestamp: with its zone in PostgreSQL, as UTC text in SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> Any:
        """Store UTC; a time without a zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a timestamp without a zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> Any:
        """Give UTC back."""
        if value is None:
            return None
        return (
            value.replace(tzinfo=dt.UTC) if dialect.name == "sqlite" else value.astimezone(dt.UTC)
        )


class Base(orm.DeclarativeBase):
    """Base of the ledger's rows."""

    type_annotation_map = {  # noqa: RUF012
        dt.datetime: Moment,
        dict[str, Any]: sa.JSON,
        str: sa.Text,
    }


class Run(Base):
    """One run of a plan, an import or another job: what went in, what came out."""

    __tablename__ = "run"

    run_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    kind: orm.Mapped[str] = orm.mapped_column(index=True)
    state: orm.Mapped[str]
    started_at: orm.Mapped[dt.datetime] = orm.mapped_column(index=True)
    ended_at: orm.Mapped[dt.datetime | None]
    seed: orm.Mapped[int | None]
    code: orm.Mapped[dict[str, Any]]
    settings: orm.Mapped[dict[str, Any]]
    inputs: orm.Mapped[dict[str, Any]]
    outputs: orm.Mapped[dict[str, Any]]
    error: orm.Mapped[str | None]


class SuggestionState(Base):
    """What a person or a rule decided about a suggestion."""

    __tablename__ = "suggestion_state"

    run_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    suggestion_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    state: orm.Mapped[str]
    quantity: orm.Mapped[int | None]
    note: orm.Mapped[str | None]
    actor: orm.Mapped[str]
    changed_at: orm.Mapped[dt.datetime]


class Audit(Base):
    """Who did what, when. Rows are only ever added."""

    __tablename__ = "audit"

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True, autoincrement=True)
    at: orm.Mapped[dt.datetime] = orm.mapped_column(index=True)
    actor: orm.Mapped[str]
    action: orm.Mapped[str]
    subject: orm.Mapped[str] = orm.mapped_column(index=True)
    detail: orm.Mapped[dict[str, Any]]


class Inbox(Base):
    """Rows for the lake that arrived one by one and wait to be compacted into it."""

    __tablename__ = "inbox"

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True, autoincrement=True)
    table: orm.Mapped[str] = orm.mapped_column(index=True)
    key: orm.Mapped[str]
    received_at: orm.Mapped[dt.datetime]
    payload: orm.Mapped[dict[str, Any]]

    __table_args__ = (sa.UniqueConstraint("table", "key"),)


class PurchaseOrder(Base):
    """A purchase order as people change it; ``store.orders`` brings it to the lake.

    ``need`` names what is bought together: supplier, currency and destination. ``version`` counts
    changes; ``published`` is the version that the lake holds.
    """

    __tablename__ = "purchase_order"

    purchase_order_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    need: orm.Mapped[str]
    supplier_id: orm.Mapped[str | None]
    destination: orm.Mapped[str | None]
    currency: orm.Mapped[str | None]
    state: orm.Mapped[str] = orm.mapped_column(index=True)
    version: orm.Mapped[int]
    published: orm.Mapped[int]
    run_id: orm.Mapped[str]
    planned_on: orm.Mapped[dt.date]
    order_by: orm.Mapped[dt.date | None]
    ordered_on: orm.Mapped[dt.date | None]
    expected_on: orm.Mapped[dt.date | None]
    approved_by: orm.Mapped[str | None]
    approved_on: orm.Mapped[dt.date | None]
    edited: orm.Mapped[bool]
    reference: orm.Mapped[str | None]
    note: orm.Mapped[str | None]
    created_at: orm.Mapped[dt.datetime]
    changed_at: orm.Mapped[dt.datetime]
    lines: orm.Mapped[list[PurchaseOrderLine]] = orm.relationship(
        order_by="PurchaseOrderLine.variant_id, PurchaseOrderLine.location_id", lazy="selectin"
    )


class PurchaseOrderLine(Base):
    """One variant of a purchase order, for one location."""

    __tablename__ = "purchase_order_line"

    purchase_order_id: orm.Mapped[str] = orm.mapped_column(
        sa.ForeignKey("purchase_order.purchase_order_id"), primary_key=True
    )
    variant_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    location_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    product_id: orm.Mapped[str | None]
    quantity: orm.Mapped[int]
    received: orm.Mapped[int]
    held: orm.Mapped[int]
    rejected: orm.Mapped[int]
    unit_cost: orm.Mapped[int | None] = orm.mapped_column(sa.BigInteger)
    moq: orm.Mapped[int]
    pack_size: orm.Mapped[int]
    lead_days: orm.Mapped[float]
    reason: orm.Mapped[str | None]


class Receipt(Base):
    """What came of a line in one delivery, and what came of what was held."""

    __tablename__ = "receipt"

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True, autoincrement=True)
    purchase_order_id: orm.Mapped[str] = orm.mapped_column(
        sa.ForeignKey("purchase_order.purchase_order_id"), index=True
    )
    variant_id: orm.Mapped[str]
    location_id: orm.Mapped[str]
    delivery: orm.Mapped[str | None]
    at: orm.Mapped[dt.datetime]
    accepted: orm.Mapped[int]
    held: orm.Mapped[int]
    rejected: orm.Mapped[int]
    published: orm.Mapped[bool]


class Outbox(Base):
    """A message that must reach somebody outside at least once, always under the same id."""

    __tablename__ = "outbox"

    message_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    subject: orm.Mapped[str] = orm.mapped_column(index=True)
    channel: orm.Mapped[str]
    state: orm.Mapped[str] = orm.mapped_column(index=True)
    payload: orm.Mapped[dict[str, Any]]
    actor: orm.Mapped[str]
    attempts: orm.Mapped[int]
    created_at: orm.Mapped[dt.datetime]
    leased_until: orm.Mapped[dt.datetime | None]
    delivered_at: orm.Mapped[dt.datetime | None]
    result: orm.Mapped[str | None]


class Ledger:
    """A connection to the ledger, migrated to the newest revision."""

    def __init__(self, url: str | sa.URL) -> None:
        """Open and, where needed, migrate.

        Args:
            url: SQLAlchemy URL: ``sqlite:///path`` or ``postgresql+pg8000://…``.

        Raises:
            StoreError: the database cannot be reached, or is newer than this code.
            SettingsError: the URL is no database's.
            MissingExtraError: its driver is not installed.
        """
        self.engine = _engine(url)
        self._reading = self.engine.execution_options(modiste_read=True)
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    @classmethod
    def of_file(cls, path: Path) -> Ledger:
        """The ledger in a SQLite file."""
        return cls(sa.URL.create("sqlite", database=str(path.absolute())))

    @contextmanager
    def write(self) -> Iterator[orm.Session]:
        """A transaction that holds the write lock from its start; commits at the end.

        Writers queue in PostgreSQL as they do in SQLite, so that what one of them reads is still
        true when it writes.
        """
        with orm.Session(self.engine) as session, session.begin():
            if self.engine.dialect.name == "postgresql":
                session.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITE_LOCK)))
            yield session

    @contextmanager
    def read(self) -> Iterator[orm.Session]:
        """A session for reading."""
        with orm.Session(self._reading) as session:
            yield session

    def revision(self) -> str | None:
        """Revision of the database; ``None`` where it is empty."""
        with self._reading.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
            return None if found is None else str(found)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _migrate(self) -> None:
        try:
            current = self.revision()
        except sa.exc.DBAPIError as error:
            raise StoreError(
                f"the ledger cannot be opened: {error.orig}",
                remedy="Check storage.ledger in the settings, and that the database is up.",
            ) from error
        if current == HEAD:
            return
        from modiste.store.migrations import upgrade

        upgrade(self.engine)


def _engine(url: str | sa.URL) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise _no_database(str(url)) from None
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+pg8000")  # the driver that the extra installs
    if parsed.get_backend_name() == "sqlite":
        engine = sa.create_engine(
            parsed,
            connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
            json_serializer=to_json,
            hide_parameters=True,  # errors are logged, and values may be secret
        )
        sa.event.listen(engine, "connect", _tune_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return sa.create_engine(
            parsed, pool_pre_ping=True, json_serializer=to_json, hide_parameters=True
        )
    except sa.exc.NoSuchModuleError:
        raise _no_database(parsed.render_as_string(hide_password=True)) from None
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"the ledger's driver {error.name!r} is not installed",
            remedy="Install it with: pip install 'modiste[postgres]'.",
        ) from None


def _tune_sqlite(connection: Any, record: object) -> None:
    del record
    connection.isolation_level = None  # we begin transactions ourselves, see below
    _keep_log(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _keep_log(connection: Any) -> None:
    """Switch to the write-ahead log; of several that open a new file at once all but one wait.

    SQLite's own waiting does not cover this switch.
    """
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: sa.Connection) -> None:
    """Take the write lock at once: a lock upgraded midway lets two claim the same row."""
    reading = connection.get_execution_options().get("modiste_read")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _no_database(shown: str) -> SettingsError:
    return SettingsError(
        "the ledger's address names no database that Modiste knows",
        place=Place(column="storage.ledger", value=shown),
        remedy="Name a file, or a URL such as postgresql+pg8000://user:password@host/database.",
    )


def to_json(value: Any) -> str:
    """JSON that every database takes: days as text, numbers that are not finite as null."""
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, PurePath) else value
