"""Receiving events of a shop: checked, pseudonymised and safe before they are acknowledged."""
