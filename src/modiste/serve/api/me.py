"""Who am I, and what may I do."""

from __future__ import annotations

from pydantic import Field

from modiste import __version__
from modiste.present.http.access import SIGNED_IN, Role, Scope
from modiste.present.http.depends import OpenWorkspace, Who
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer

router = Router(prefix="/me", tags=["access"])


class BrandView(Answer):
    """The brand whose workspace this is, as every page needs it."""

    name: str = Field(description="Name of the brand.")
    currency: str = Field(description="ISO 4217 code of its reports.")
    zone: str = Field(description="Time zone in which days are shown.")
    first_weekday: int = Field(description="First day of the week: 0 is Monday.")


class Me(Answer):
    """Who asks, and what it may do."""

    name: str = Field(description="E-mail address of a person, or key:NAME.")
    kind: str = Field(description="user or key.")
    role: Role | None = Field(description="Role of a person; null for a key.")
    scopes: list[Scope] = Field(description="What it may do.")
    language: str = Field(description="en or zh.")
    brand: BrandView
    version: str = Field(description="Version of the server.")


@router.get("", scope=SIGNED_IN)
def who_am_i(who: Who, workspace: OpenWorkspace) -> Me:
    """Who you are, what you may do, and for which brand."""
    brand = workspace.settings.brand
    return Me(
        name=who.name,
        kind=who.kind,
        role=who.role,
        scopes=sorted(who.scopes),
        language=who.language,
        brand=BrandView.model_validate(brand),
        version=__version__,
    )
