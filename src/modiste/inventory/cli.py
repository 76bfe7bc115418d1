"""``modiste inventory …``: thin commands over the services."""

from __future__ import annotations

import typer

from modiste.inventory.order_cli import app as orders

app = typer.Typer(no_args_is_help=True)
app.add_typer(orders, name="orders")
