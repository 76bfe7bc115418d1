"""Writes the Python client from the API's description: ``python -m modiste.serve.api.client``."""
