"""Pictures → spec: outline, proportions, colours, print and attributes, each with confidence."""

from modiste.design.seen.see import Finding, Seen, see, told

__all__ = ["Finding", "Seen", "see", "told"]
