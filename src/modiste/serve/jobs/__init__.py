"""Background jobs: a worker takes them from the ledger and does each in a process of its own.

``store.jobs`` holds what people see of a job. The queue of the worker, its recovery after a kill
and its times of day are DBOS's (docs/decisions/0008-jobs.md).
"""
