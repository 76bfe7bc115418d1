"""Patterns as SVG, DXF and PDF."""
