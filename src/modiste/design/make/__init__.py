"""Sewing patterns: from a design and a body to pieces that can be cut."""
