"""Keeping linear algebra to one thread where more of them cost more than they save."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec


@contextmanager
def one_thread() -> Iterator[None]:
    """Run many small products without a BLAS that wakes its threads for each of them.

    An optimiser's dot products of some ten thousand numbers ran three times faster so, and on a
    busy machine ten times. Needs ``threadpoolctl``, which comes with scikit-learn; without it the
    block runs as it is.
    """
    if find_spec("threadpoolctl") is None:
        yield
        return
    with import_module("threadpoolctl").threadpool_limits(limits=1, user_api="blas"):
        yield
