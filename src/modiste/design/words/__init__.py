"""Words → spec: sentences and keyword lists in English and Chinese."""

from modiste.design.words.reader import Conflict, Reading, read
from modiste.design.words.scan import Mention, Unknown

__all__ = ["Conflict", "Mention", "Reading", "Unknown", "read"]
