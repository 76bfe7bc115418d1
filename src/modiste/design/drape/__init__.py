"""Draping: a sewing pattern on a body, in cloth, as a model for the web and for phones."""
