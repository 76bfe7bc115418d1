"""The engine: SQL-shaped work over a snapshot, written once as Ibis expressions.

DuckDB runs them in this process by default; a Spark Connect server runs the same expressions for a
brand that has outgrown one machine. Nothing outside this module knows which one it is.
"""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import polars as pl

from modiste.model.errors import MissingExtraError, SettingsError
from modiste.model.tables import table
from modiste.store.lake import Snapshot

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir
    import pandas as pd


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

    def map_groups(
        self,
        frame: pl.DataFrame,
        keys: Sequence[str],
        function: Callable[[pd.DataFrame], pd.DataFrame],
        schema: str,
    ) -> pl.DataFrame:
        """Call a Python function once per group: the one door for work that is not SQL.

        Args:
            frame: the rows.
            keys: columns that make the groups.
            function: gets a group as a pandas frame, returns a frame of ``schema``.
            schema: result columns in Fugue's form, such as ``"series:str,mean:double"``.
        """
        import fugue.api as fa

        result = fa.transform(
            frame.to_pandas(),
            function,
            schema=schema,
            partition={"by": list(keys)},
            engine=self._fugue(),
        )
        return pl.from_pandas(fa.as_pandas(result))

    def _fugue(self) -> Any:
        """What Fugue runs the groups on; ``None`` is this process."""
        return None


class DuckEngine(Engine):
    """DuckDB in this process, reading the snapshot's Parquet files."""

    def __init__(self, snapshot: Snapshot, *, memory_mb: int = 2048) -> None:
        import ibis

        super().__init__(snapshot)
        self._connection = ibis.duckdb.connect()
        # A run reads what is in the package; extensions are never fetched.
        for setting in (
            f"memory_limit = '{memory_mb}MB'",
            "TimeZone = 'UTC'",
            "autoinstall_known_extensions = false",
            "preserve_insertion_order = false",
        ):
            self._connection.raw_sql(f"SET {setting}")
        self._memories = 0

    def table(self, name: str) -> ir.Table:
        """A table of the snapshot."""
        files = self.snapshot.files(name)
        if not files:
            return self.memory(table(name).empty())
        found = self._connection.read_parquet(files, union_by_name=True)
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
        self._session = SparkSession.builder.remote(address).getOrCreate()
        for name, value in (
            ("spark.sql.session.timeZone", "UTC"),
            ("spark.sql.timestampType", "TIMESTAMP_LTZ"),
        ):
            with suppress(Exception):  # Sail knows only some of Spark's settings
                self._session.conf.set(name, value)
        self._connection = ibis.pyspark.connect(self._session)
        self._memories = 0

    def table(self, name: str) -> ir.Table:
        """A table of the snapshot, read from its Parquet files."""
        files = self.snapshot.files(name)
        if not files:
            return self.memory(table(name).empty())
        view = f"modiste_{name}"
        self._session.read.option("mergeSchema", "true").parquet(*files).createOrReplaceTempView(
            view
        )
        return _declared(name, self._connection.table(view))

    def memory(self, frame: pl.DataFrame) -> ir.Table:
        """A frame, sent to the server."""
        self._memories += 1
        view = f"modiste_memory_{self._memories}"
        self._session.createDataFrame(frame.to_arrow()).createOrReplaceTempView(view)
        return self._connection.table(view)

    def run(self, expression: ir.Table) -> pl.DataFrame:
        """Compute an expression."""
        frame = pl.from_arrow(self._session.sql(self._connection.compile(expression)).toArrow())
        assert isinstance(frame, pl.DataFrame)  # noqa: S101  a table, not a column
        return frame

    def close(self) -> None:
        """End the session."""
        self._session.stop()

    def _fugue(self) -> Any:
        return self._session


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
