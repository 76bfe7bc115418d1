"""Benchmarks: one file a claim, run by ``python -m benchmarks.NAME``, peers in the same run."""
