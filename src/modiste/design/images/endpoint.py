"""An OpenAI-compatible images endpoint: ``/images/generations`` and ``/images/edits``."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass
from typing import Any, Final

from modiste.design.images.mark import marked
from modiste.design.images.protocol import Abilities, Made
from modiste.design.llm.ask import HelperError, post

KEY: Final = "MODISTE_IMAGES_KEY"
"""The environment variable that holds the key."""
_MOST: Final = 40 * 2**20


@dataclass(frozen=True)
class Endpoint:
    """A model behind an address.

    Attributes:
        url: base address.
        model: name of the model.
        abilities: what it can do.
        seconds: to wait at most.
    """

    url: str
    model: str
    abilities: Abilities
    seconds: float = 60.0

    def generate(self, prompt: str, *, sketch: bytes | None = None, seed: int = 0) -> Made:
        """See `ImageBackend.generate`; a sketch is sent to the edits endpoint."""
        if sketch is not None:
            return self.edit(sketch, prompt, seed=seed)
        body = {
            "model": self.model,
            "prompt": prompt,
            "n": 1,
            "response_format": "b64_json",
            "seed": seed,
        }
        return self._made(post(self.url, "images/generations", body, KEY, self.seconds))

    def edit(self, picture: bytes, prompt: str, *, seed: int = 0) -> Made:
        """See `ImageBackend.edit`."""
        import httpx

        key = os.environ.get(KEY, "")
        url = f"{self.url.rstrip('/')}/images/edits"
        try:
            answer = httpx.post(
                url,
                data={"model": self.model, "prompt": prompt, "response_format": "b64_json",
                      "seed": str(seed)},
                files={"image": ("sketch.png", picture, "image/png")},
                headers={"Authorization": f"Bearer {key}"} if key else {},
                timeout=self.seconds,
            )  # fmt: skip
            answer.raise_for_status()
            return self._made(answer.json())
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise HelperError(
                f"{url} gave no picture: {error}",
                remedy=f"Check the address, that it edits, and the key in {KEY}.",
            ) from None

    def _made(self, answer: Any) -> Made:
        try:
            data = base64.b64decode(answer["data"][0]["b64_json"], validate=True)
        except (KeyError, IndexError, TypeError, binascii.Error):
            data = b""
        if not data or len(data) > _MOST:
            raise HelperError(
                "the images endpoint answered with no picture",
                remedy="It must answer with data[0].b64_json, as PNG or JPEG.",
            )
        licence = self.abilities.licence
        return Made(marked(data, model=self.model, licence=licence), licence, self.model)
