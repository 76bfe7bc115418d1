"""Exporters: tables and purchase orders to files that other programs open safely."""
