"""Measure a step in a process of its own: its CPU seconds and its peak memory."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

_MEGA = 1024 if sys.platform != "darwin" else 1024 * 1024


@dataclass(frozen=True)
class Cost:
    """What a step took; memory is the process's peak, the interpreter included."""

    cpu: float
    wall: float
    megabytes: int
    result: Any


def measured(function: Callable[..., Any], *arguments: Any) -> Cost:
    """Run a function of a module in a new process and measure it.

    CPU seconds count the function and the processes it waits for, not the start of the interpreter.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(sender, function, arguments))
    child.start()
    sender.close()
    try:
        cost: Cost = receiver.recv()
    except EOFError:
        child.join()
        raise RuntimeError(f"{function.__name__} ended with {child.exitcode}") from None
    child.join()
    return cost


def _run(sender: Any, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    began, cpu = time.monotonic(), _cpu()
    result = function(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MEGA
    sender.send(Cost(_cpu() - cpu, time.monotonic() - began, peak, result))


def _cpu() -> float:
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        total += used.ru_utime + used.ru_stime
    return total


def header(title: str, packages: tuple[str, ...]) -> str:
    """Title, date and versions, as every result must carry them."""
    named = ", ".join(f"{name} {version(name)}" for name in packages)
    today = dt.datetime.now(dt.UTC).date()
    return f"\n## {title}\n\n{today}, Python {sys.version.split()[0]}, {named}\n"


def table(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    """Rows as a Markdown table."""
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
