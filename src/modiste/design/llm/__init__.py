"""An optional language model that must answer with a valid spec."""

from modiste.design.llm.ask import Answer, ask

__all__ = ["Answer", "ask"]
