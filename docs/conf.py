"""Sphinx configuration: strict links, Markdown, no request to any other host."""

from importlib.metadata import version as installed

project = "Modiste"
author = "The Modiste contributors"
copyright = "The Modiste contributors"
version = release = installed("modiste")
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Modiste"
myst_heading_anchors = 3
nitpicky = True
