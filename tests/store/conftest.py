from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for worlds.py

from modiste.store.engine import Engine, connect
from modiste.store.lake import Lake

ENGINES = ["duckdb", pytest.param("spark", marks=pytest.mark.spark)]


@pytest.fixture(scope="session")
def spark_address() -> Iterator[str]:
    """A Spark Connect server without Java: Sail."""
    pytest.importorskip("pyspark", reason="the spark extra is not installed")
    server = pytest.importorskip("pysail.spark", reason="Sail is not installed").SparkConnectServer
    running = server("127.0.0.1", 0)
    running.start(background=True)
    host, port = running.listening_address
    yield f"sc://{host}:{port}"
    running.stop()


@pytest.fixture(params=ENGINES)
def engine_over(request: pytest.FixtureRequest) -> Iterator[Callable[[Lake], Engine]]:
    """Opens an engine over the newest snapshot of a lake; the test runs once for each kind."""
    setting = "duckdb"
    if request.param == "spark":
        setting = request.getfixturevalue("spark_address")
    opened: list[Engine] = []

    def open_engine(lake: Lake) -> Engine:
        opened.append(connect(lake.snapshot(), setting))
        return opened[-1]

    yield open_engine
    for engine in opened:
        engine.close()
