"""Automatic replenishment: purchase orders from need to shelf, each need ordered once."""
