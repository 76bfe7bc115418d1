"""What an image model can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Abilities:
    """What a backend can do, shown before it is used.

    Attributes:
        name: of the backend and its model.
        generates: whether it makes pictures of words.
        edits: whether it changes a picture by words.
        controls: whether a sketch can guide it.
        licence: of the model; empty where it is not known.
        commercial: whether the licence allows commercial use.
        local: whether nothing leaves the machine.
    """

    name: str
    generates: bool
    edits: bool
    controls: bool
    licence: str
    commercial: bool
    local: bool


@dataclass(frozen=True)
class Made:
    """A picture from a model.

    Attributes:
        data: PNG or JPEG, marked as made by AI.
        licence: of the model that made it.
        model: its name.
    """

    data: bytes
    licence: str
    model: str


class ImageBackend(Protocol):
    """An image model."""

    @property
    def abilities(self) -> Abilities:
        """What it can do."""
        ...

    def generate(self, prompt: str, *, sketch: bytes | None = None, seed: int = 0) -> Made:
        """A picture of words.

        Args:
            prompt: what to show.
            sketch: PNG of a flat or a drape that guides the outline.
            seed: of chance, where the model takes one.

        Raises:
            HelperError: it cannot be reached or answers with no picture.
            InputError: it cannot do what is asked.
        """
        ...

    def edit(self, picture: bytes, prompt: str, *, seed: int = 0) -> Made:
        """A picture changed by words; raises as `generate` does."""
        ...
