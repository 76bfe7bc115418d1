"""Imports step by step: upload, see what it is, map, look over, commit, correct what was left."""
