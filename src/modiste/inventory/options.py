"""Options that several commands of inventory share, and how they show totals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from modiste.present.console import money

ForecastOption = Annotated[
    Path | None, typer.Option("--forecast", "-f", help="File of forecasts.", exists=True)
]
TermsOption = Annotated[
    Path | None, typer.Option("--terms", "-t", help="File of costs and lead times.", exists=True)
]
StockOption = Annotated[
    Path | None, typer.Option("--stock", "-s", help="File of stock.", exists=True)
]
SuppliersOption = Annotated[
    Path | None, typer.Option(help="File of suppliers; others are refused then.", exists=True)
]
ServiceOption = Annotated[
    float | None, typer.Option(help="Chance aimed at of not running out, such as 0.95.")
]
BudgetOption = Annotated[
    str | None, typer.Option(help="Most that all orders may cost, such as '20000 EUR'.")
]
CurrencyOption = Annotated[str | None, typer.Option(help="Currency of files that name none.")]
RunOption = Annotated[str | None, typer.Option(help="A plan; the newest by default.")]


def shown(name: str, value: Any, code: str) -> Any:
    """A total as text; money is told by its name."""
    if name in {"cost", "money_at_stake", "short_margin"} and code != "unknown":
        return money({code: int(value)})
    return f"{value:,}"
