from __future__ import annotations

import numpy as np
import pytest

from modiste.learn import threads
from modiste.learn.threads import one_thread


def test_blas_has_one_thread_inside_and_its_own_number_again_after():
    control = pytest.importorskip("threadpoolctl")

    def counts() -> list[int]:
        return [p["num_threads"] for p in control.threadpool_info() if p["user_api"] == "blas"]

    np.ones((2, 2)) @ np.ones((2, 2))
    before = counts()
    with one_thread():
        assert set(counts()) <= {1}
    assert counts() == before


def test_it_runs_without_the_library(monkeypatch):
    monkeypatch.setattr(threads, "find_spec", lambda _: None)
    ran = []
    with one_thread():
        ran.append(True)
    assert ran == [True]
