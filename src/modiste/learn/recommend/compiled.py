"""Numba behind one door."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

from modiste.model.errors import MissingExtraError

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile with numba at the first call, without the interpreter's lock; keep it on disk.

    What is kept follows the file of the function, not the files of those it calls: after a change
    to a kernel that another file calls, touch that file too.

    Raises:
        MissingExtraError: numba is not installed.
    """
    try:
        import numba
    except ImportError:
        raise MissingExtraError(
            "recommenders need numba", remedy="Install it: pip install 'modiste[recommend]'"
        ) from None
    try:
        made = numba.njit(nogil=True, cache=True, error_model="numpy")(function)
    except RuntimeError:  # no folder for the cache can be written
        made = numba.njit(nogil=True, error_model="numpy")(function)
    return cast("F", made)


def cores() -> int:
    """Number of cores this process may use; ``NUMBA_NUM_THREADS`` lowers it."""
    asked = os.environ.get("NUMBA_NUM_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_blocks(work: Callable[[int, int], None], count: int, block: int) -> None:
    """Call ``work(start, end)`` for all blocks of a range, on all cores.

    The work must write to places of its own, so that the result does not depend on the order.
    """
    blocks = [(start, min(start + block, count)) for start in range(0, count, max(block, 1))]
    threads = min(cores(), len(blocks))
    if threads <= 1:
        for start, end in blocks:
            work(start, end)
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in pool.map(lambda each: work(*each), blocks):
            del done


def spans(count: int, block: int) -> Iterator[tuple[int, int]]:
    """Blocks of a range, in order."""
    for start in range(0, count, block):
        yield start, min(start + block, count)
