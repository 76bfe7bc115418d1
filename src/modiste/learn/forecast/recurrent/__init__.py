"""Recurrent networks behind the forecasters' contract: Elman RNN, LSTM and GRU."""

from modiste.learn.forecast.recurrent.forecasters import GRU, LSTM, RNN, RecurrentConfig

__all__ = ["GRU", "LSTM", "RNN", "RecurrentConfig"]
