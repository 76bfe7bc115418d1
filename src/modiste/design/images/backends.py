"""Which image model is configured, and whether its licence lets it be used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from modiste.design.images.endpoint import Endpoint
from modiste.design.images.local import Local, licence_of
from modiste.design.images.protocol import Abilities, ImageBackend
from modiste.model.errors import SettingsError

if TYPE_CHECKING:
    from modiste.store.settings import Design

_NONCOMMERCIAL: Final = re.compile(
    r"(?:^|[-_ ])(?:nc|non-?commercial|research(?:-only)?|academic)(?:$|[-_ ])", re.IGNORECASE
)


def commercial(licence: str) -> bool:
    """Whether a licence, by its name, allows commercial use; an unknown one is trusted to."""
    return _NONCOMMERCIAL.search(licence) is None


def backend(design: Design) -> ImageBackend:
    """The configured image model: the folder before the address.

    Raises:
        SettingsError: none is configured, or its licence is for non-commercial use and nobody
            opted in.
        InputError: the folder holds no model.
    """
    if design.diffusers:
        folder = Path(design.diffusers).expanduser()
        licence = licence_of(folder)
        found: ImageBackend = Local(folder, _abilities(folder.name, licence, local=True))
    elif design.images_url:
        abilities = _abilities(design.images_model, design.images_licence, local=False)
        found = Endpoint(design.images_url, design.images_model, abilities, design.llm_seconds)
    else:
        raise SettingsError(
            "no image model is configured",
            remedy="Set images_url and images_model, or diffusers, in the section [design].",
        )
    if not found.abilities.commercial and not design.noncommercial:
        raise SettingsError(
            f"the licence of {found.abilities.name} ({found.abilities.licence}) is for "
            "non-commercial use only",
            remedy="Use another model, or set noncommercial = true in the section [design] where "
            "that is what you do.",
        )
    return found


def _abilities(name: str, licence: str, *, local: bool) -> Abilities:
    return Abilities(
        name=name,
        generates=True,
        edits=True,
        controls=True,
        licence=licence,
        commercial=commercial(licence),
        local=local,
    )
