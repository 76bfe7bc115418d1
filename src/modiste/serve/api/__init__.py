"""The HTTP API and the web app, as one ASGI application."""
