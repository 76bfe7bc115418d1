"""Trends: what people post, search and buy, and where it is going."""
