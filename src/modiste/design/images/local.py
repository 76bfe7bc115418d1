"""A diffusion model from a folder on this machine, by the package ``diffusers``.

Nothing is downloaded. A sketch guides the outline where the model is a ControlNet pipeline; else it
is the picture that an image-to-image pipeline starts from.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from modiste.design.images.mark import marked
from modiste.design.images.protocol import Abilities, Made
from modiste.model.errors import InputError, MissingExtraError, Place

_LICENCE: Final = re.compile(r"^licen[cs]e:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
_STEPS: Final = 25


@dataclass(frozen=True)
class Local:
    """A model in a folder.

    Attributes:
        folder: with a ``model_index.json``.
        abilities: what it can do.
    """

    folder: Path
    abilities: Abilities

    def generate(self, prompt: str, *, sketch: bytes | None = None, seed: int = 0) -> Made:
        """See `ImageBackend.generate`."""
        if sketch is not None:
            return self.edit(sketch, prompt, seed=seed)
        return self._made(_pipeline(self.folder, "AutoPipelineForText2Image"), prompt, seed)

    def edit(self, picture: bytes, prompt: str, *, seed: int = 0) -> Made:
        """See `ImageBackend.edit`."""
        from PIL import Image

        image = Image.open(io.BytesIO(picture)).convert("RGB")
        pipeline = _pipeline(self.folder, "AutoPipelineForImage2Image")
        return self._made(pipeline, prompt, seed, image=image)

    def _made(self, pipeline: Any, prompt: str, seed: int, **more: Any) -> Made:
        import torch

        chance = torch.Generator("cpu").manual_seed(seed)
        result = pipeline(prompt, num_inference_steps=_STEPS, generator=chance, **more)
        out = io.BytesIO()
        result.images[0].save(out, "PNG")
        name, licence = self.abilities.name, self.abilities.licence
        return Made(marked(out.getvalue(), model=name, licence=licence), licence, name)


def licence_of(folder: Path) -> str:
    """The licence that a model's card states; empty where it states none.

    Raises:
        InputError: the folder holds no model.
    """
    if not (folder / "model_index.json").is_file():
        raise InputError(
            "this folder holds no diffusion model",
            remedy="Give the folder with model_index.json, as diffusers saves it.",
            place=Place(file=str(folder)),
        )
    card = folder / "README.md"
    found = _LICENCE.search(card.read_text("utf-8", "replace")) if card.is_file() else None
    return found[1].strip("'\"") if found else ""


def _pipeline(folder: Path, kind: str) -> Any:
    try:
        diffusers = import_module("diffusers")
    except ImportError as error:
        raise MissingExtraError(
            "the package diffusers is not installed",
            remedy="Install it with torch: pip install diffusers transformers torch.",
        ) from error
    return getattr(diffusers, kind).from_pretrained(str(folder), local_files_only=True)
