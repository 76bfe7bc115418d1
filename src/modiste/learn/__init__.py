"""The learn layer: forecasters, backtests and metrics. It knows series, not garments."""
