"""The kit of the HTTP API: what the ``api.py`` of every capability is built with.

FastAPI is imported here and in api modules only, never by ``import modiste``.
"""
