from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from modiste.serve.cli import main
from modiste.serve.demo import Demo, make_demo


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Said]


@pytest.fixture(scope="session", autouse=True)
def quick_trends() -> Iterator[None]:
    """A light forecaster of trends: the networks have tests of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODISTE_TRENDS__MODEL", "seasonal profile")
        yield


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    """Run ``modiste …`` in this process."""

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["modiste", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "200")
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capfd.readouterr()
        code = ended.value.code
        return Said(int(code) if code is not None else 0, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A tiny demo brand with its plan; tests only read it."""
    root = tmp_path_factory.mktemp("demo") / "workspace"
    return make_demo(root, size="tiny", seed=7, progress=lambda _: None)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A CSV of sales in a format of its own, and its mapping."""
    lines = ["order,day,sku,units,price"]
    lines += [
        f"{week * 10 + k},2026-0{1 + week // 4}-{1 + 7 * (week % 4):02d},TEE-{k},{1 + k},19.90"
        for week in range(20)
        for k in range(3)
    ]
    (tmp_path / "sales.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path
