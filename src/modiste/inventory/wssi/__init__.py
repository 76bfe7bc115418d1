"""Weekly sales, stock and intake: what was, what is forecast, and what is budgeted."""
