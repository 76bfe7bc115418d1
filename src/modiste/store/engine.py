"""The engine: SQL-shaped work over a snapshot, written once as Ibis expressions.

DuckDB runs them in this process by default; a Spark Connect server runs the same expressions for a
brand that has outgrown one machine. Nothing outside this module knows which one it is.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
import tempfile
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

import polars as pl

from modiste.model.errors import MissingExtraError, Place, SettingsError, StoreError
from modiste.model.tables import table
from modiste.store.lake import Snapshot

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir
    import pandas as pd
    from pyspark.sql import DataFrame


_REACH_SECONDS = 10
_SPARK_PORT = 15002

GroupFunction: TypeAlias = "Callable[[pd.DataFrame], pd.DataFrame]"


class Engine(ABC):
    """Runs Ibis expressions over the tables of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def table(self, name: str) -> ir.Table:
        """A table of the snapshot as an Ibis table in its declared columns."""

    @abstractmethod
    def run(self, expression: ir.Table) -> pl.DataFrame:
        """Compute an expression."""

    @abstractmethod
    def memory(self, frame: pl.DataFrame) -> ir.Table:
        """A small frame as an Ibis table that can be joined with the others."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""

    @abstractmethod
    def map_groups(
        self,
        frame: pl.DataFrame,
        keys: Sequence[str],
        function: GroupFunction,
        schema: pl.Schema,
    ) -> pl.DataFrame:
        """Call a Python function once per group: the one door for work that is not SQL.

        Args:
            frame: the rows.
            keys: columns that make the groups.
            function: gets a group as a pandas frame, returns a pandas frame of ``schema``; a
                function of a module, so that other processes can find it.
            schema: result columns and their types.

        Returns:
            The results of all groups, in no particular order.
        """


class DuckEngine(Engine):
    """DuckDB in this process, reading the snapshot's Parquet files."""

    def __init__(self, snapshot: Snapshot, *, memory_mb: int = 2048, workers: int = 1) -> None:
        import ibis

        super().__init__(snapshot)
        self._workers = workers
        self._connection = ibis.duckdb.connect()
        spill = Path(tempfile.gettempdir()) / f"modiste-{uuid.uuid4().hex}"  # made when needed
        # A run reads what is in the package; extensions are never fetched.
        for setting in (
            f"memory_limit = '{memory_mb}MB'",
            f"temp_directory = {_quoted(str(spill))}",
            "TimeZone = 'UTC'",
            "autoinstall_known_extensions = false",
            "preserve_insertion_order = false",
        ):
            self._connection.raw_sql(f"SET {setting}")
        self._memories = 0

    def table(self, name: str) -> ir.Table:
        """A table of the snapshot."""
        files = self.snapshot.files(name)
        if not files or "://" in files[0]:  # what lies elsewhere is fetched whole, by polars
            return self.memory(self.snapshot.read(name))
        paths = [_literal(file) for file in files]
        found = self._connection.read_parquet(paths, union_by_name=True, hive_partitioning=False)
        return _declared(name, found)

    def memory(self, frame: pl.DataFrame) -> ir.Table:
        """A frame, handed over without a copy."""
        self._memories += 1
        return self._connection.create_table(
            f"memory_{self._memories}", frame.to_arrow(), temp=True
        )

    def run(self, expression: ir.Table) -> pl.DataFrame:
        """Compute an expression."""
        frame = pl.from_arrow(self._connection.to_pyarrow(expression))
        assert isinstance(frame, pl.DataFrame)  # noqa: S101  a table, not a column
        return frame

    def map_groups(
        self,
        frame: pl.DataFrame,
        keys: Sequence[str],
        function: GroupFunction,
        schema: pl.Schema,
    ) -> pl.DataFrame:
        """Groups one after another here, or over ``workers`` processes."""
        groups = [group.to_pandas() for group in frame.partition_by(*keys)]
        if self._workers == 1 or len(groups) < 2 * self._workers:
            results = [function(group) for group in groups]
        else:
            # Spawned, because polars' threads do not survive a fork.
            context = multiprocessing.get_context("spawn")
            chunk = max(1, len(groups) // (4 * self._workers))
            with ProcessPoolExecutor(self._workers, mp_context=context) as pool:
                results = list(pool.map(function, groups, chunksize=chunk))
        parts = [pl.from_pandas(part).select(list(schema)).cast(schema) for part in results]
        return pl.concat(parts) if parts else pl.DataFrame(schema=schema)

    def close(self) -> None:
        """Close the connection."""
        self._connection.disconnect()


class SparkEngine(Engine):
    """A Spark Connect server: PySpark's own, or Sail, which needs no Java."""

    def __init__(self, snapshot: Snapshot, address: str) -> None:
        super().__init__(snapshot)
        try:
            import ibis
            from pyspark.sql import SparkSession
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                f"the package {error.name!r} is not installed",
                remedy="Install it with: pip install 'modiste[spark]'.",
            ) from None
        _check_reachable(address)
        # A session of its own: engines over other snapshots have views of the same names.
        self._session = SparkSession.builder.remote(address).create()
        for name, value in (
            ("spark.sql.session.timeZone", "UTC"),
            ("spark.sql.timestampType", "TIMESTAMP_LTZ"),
        ):
            self._session.conf.set(name, value)
        self._connection = ibis.pyspark.connect(self._session)
        self._memories = 0

    def table(self, name: str) -> ir.Table:
        """A table of the snapshot, read from its Parquet files."""
        files = self.snapshot.files(name)
        if not files:
            return self.memory(table(name).empty())
        view = f"modiste_{name}"
        paths = [_spark_path(file) for file in files]
        read = self._session.read.option("mergeSchema", "true").parquet(*paths)
        read.createOrReplaceTempView(view)
        return _declared(name, self._connection.table(view))

    def memory(self, frame: pl.DataFrame) -> ir.Table:
        """A frame, sent to the server."""
        self._memories += 1
        view = f"modiste_memory_{self._memories}"
        self._sent(frame).createOrReplaceTempView(view)
        return self._connection.table(view)

    def _sent(self, frame: pl.DataFrame) -> DataFrame:
        from pyspark.sql.pandas.types import from_arrow_schema

        rows = frame.to_arrow()
        if frame.height:
            return self._session.createDataFrame(rows)
        return self._session.createDataFrame([], from_arrow_schema(rows.schema))

    def run(self, expression: ir.Table) -> pl.DataFrame:
        """Compute an expression."""
        frame = pl.from_arrow(self._session.sql(self._connection.compile(expression)).toArrow())
        assert isinstance(frame, pl.DataFrame)  # noqa: S101  a table, not a column
        return frame

    def map_groups(
        self,
        frame: pl.DataFrame,
        keys: Sequence[str],
        function: GroupFunction,
        schema: pl.Schema,
    ) -> pl.DataFrame:
        """Groups on the cluster, by Spark's own ``applyInPandas``."""
        from pyspark.sql.pandas.types import from_arrow_schema

        result = from_arrow_schema(pl.DataFrame(schema=schema).to_arrow().schema)
        if not frame.height:
            return pl.DataFrame(schema=schema)
        done = self._sent(frame).groupBy(*keys).applyInPandas(function, result).toArrow()
        return pl.DataFrame(pl.from_arrow(done)).cast(schema)

    def close(self) -> None:
        """End the session."""
        self._session.stop()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _literal(path: str) -> str:
    """A path in which DuckDB sees no pattern."""
    return "".join(f"[{sign}]" if sign in "[*?" else sign for sign in path)


def _spark_path(path: str) -> str:
    """A path in which Spark sees no pattern."""
    return Path(path).as_uri() if "://" not in path and set(path) & set("[]{}*?") else path


def _check_reachable(address: str) -> None:
    """Say at once that nobody answers: the Spark client itself would try for many minutes."""
    try:
        server = urlsplit(address)
        where = (server.hostname or "localhost", server.port or _SPARK_PORT)
        socket.create_connection(where, timeout=_REACH_SECONDS).close()
    except (OSError, ValueError) as error:
        raise StoreError(
            f"the Spark Connect server does not answer: {error}",
            place=Place(value=address),
            remedy="Start it, or set storage.engine to duckdb or to an address like "
            "sc://localhost:15002.",
        ) from None


def _declared(name: str, found: ibis.Table) -> ibis.Table:
    """Every declared column: those younger than the files are null."""
    import ibis

    known = set(found.columns)
    kinds = {field.name: field.type for field in table(name).empty().to_arrow().schema}
    return found.select(
        found[column] if column in known else ibis.null(str(kinds[column])).name(column)
        for column in table(name).names
    )


def connect(snapshot: Snapshot, setting: str = "duckdb", *, memory_mb: int = 2048) -> Engine:
    """The engine that the setting names.

    Args:
        snapshot: what it reads.
        setting: ``duckdb``, or the address of a Spark Connect server such as
            ``sc://localhost:15002``.
        memory_mb: what DuckDB may use before it spills.

    Raises:
        SettingsError: the setting is neither.
        MissingExtraError: Spark is asked for and not installed.
    """
    if setting == "duckdb":
        return DuckEngine(snapshot, memory_mb=memory_mb)
    if setting.startswith("sc://"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        return SparkEngine(snapshot, setting)
    raise SettingsError(
        f"there is no engine {setting!r}",
        remedy="storage.engine is duckdb, or a Spark Connect address such as sc://localhost:15002.",
    )
