"""How good a ranking is: metrics over the whole catalogue, their errors, and logged policies."""
