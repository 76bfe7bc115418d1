"""Technical flats: front and back of a spec as layered SVG, and PNG of it."""
