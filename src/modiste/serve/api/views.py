"""People, sessions and keys as the API shows them, and as it takes them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from modiste import __version__
from modiste.present.http.access import Principal, Role, Scope
from modiste.present.http.strict import Answer, Strict
from modiste.serve.access import keys, passwords
from modiste.store.accounts import ApiKey, Session, User
from modiste.store.settings import Settings

Email = Annotated[str, Field(min_length=3, max_length=254, description="E-mail address.")]
Language = Literal["en", "zh"]
Name = Annotated[str, Field(max_length=100, description="Name, as others see it.")]
Password = Annotated[
    str,
    Field(
        min_length=passwords.LEAST,
        max_length=passwords.MOST,
        description="At least ten characters; length counts, kinds of characters do not.",
        json_schema_extra={"format": "password"},
    ),
]
Secret = Annotated[
    str, Field(min_length=10, max_length=200, description="The part of the link after '#token='.")
]


class BrandView(Answer):
    """The brand whose workspace this is, as every page needs it."""

    name: str = Field(description="Name of the brand.")
    currency: str = Field(description="ISO 4217 code of its reports.")
    zone: str = Field(description="Time zone in which days are shown.")
    first_weekday: int = Field(description="First day of the week: 0 is Monday.")


class Me(Answer):
    """Who asks, and what it may do."""

    id: str | None = Field(description="Id of the person or key.")
    name: str = Field(description="E-mail address of a person, or key:NAME.")
    kind: Literal["user", "key"] = Field(description="A person or a program.")
    role: Role | None = Field(description="Role of a person; null for a key.")
    scopes: list[Scope] = Field(description="What it may do.")
    language: str = Field(description="en or zh.")
    brand: BrandView
    version: str = Field(description="Version of the server.")

    @classmethod
    def of(cls, who: Principal, settings: Settings) -> Me:
        """A caller's view of itself."""
        return cls(
            id=who.id,
            name=who.name,
            kind="key" if who.kind == "key" else "user",
            role=who.role,
            scopes=sorted(who.scopes),
            language=who.language,
            brand=BrandView.model_validate(settings.brand),
            version=__version__,
        )


class UserView(Answer):
    """A person who may sign in."""

    user_id: str
    email: str
    name: str
    role: Role
    language: str
    active: bool = Field(description="Whether they may sign in.")
    has_password: bool = Field(description="Whether they have set a password yet.")
    version: int = Field(description="Counts changes; the ETag is made of it.")
    created_at: dt.datetime
    signed_in_at: dt.datetime | None

    @classmethod
    def of(cls, user: User) -> UserView:
        """A row as it is shown."""
        shown = {name: getattr(user, name) for name in cls.model_fields if name != "has_password"}
        return cls(**shown, has_password=user.password is not None)


class LinkView(Answer):
    """A one-time link; shown once."""

    link: str = Field(description="Open it in a browser to set a password.")
    expires_at: dt.datetime


class NewUser(Answer):
    """Somebody who was added, and the link by which they set their password."""

    user: UserView
    link: LinkView


class SessionView(Answer):
    """A browser in which one is signed in."""

    session_id: str = Field(description="Names it; does not open it.")
    created_at: dt.datetime
    seen_at: dt.datetime
    ends_at: dt.datetime
    address: str
    agent: str = Field(description="What the browser calls itself.")
    current: bool = Field(description="Whether it is the one that asks.")

    @classmethod
    def of(cls, held: Session, current: str | None) -> SessionView:
        """A row as it is shown."""
        return cls(
            session_id=held.digest[:16],
            created_at=held.created_at,
            seen_at=held.seen_at,
            ends_at=min(held.idle_until, held.ends_at),
            address=held.address,
            agent=held.agent,
            current=held.digest == current,
        )


class KeyView(Answer):
    """A program's key, without its secret."""

    key_id: str
    prefix: str = Field(description="The part of the key that is shown: mdk_PREFIX_…")
    name: str
    scopes: list[Scope]
    origins: list[str] = Field(description="Web origins from whose pages it may be used.")
    created_by: str
    created_at: dt.datetime
    expires_at: dt.datetime | None
    used_at: dt.datetime | None
    revoked_at: dt.datetime | None
    active: bool = Field(description="Whether it works.")

    @classmethod
    def of(cls, key: ApiKey) -> KeyView:
        """A row as it is shown."""
        shown = {name: getattr(key, name) for name in cls.model_fields if name != "active"}
        return cls(**shown, active=keys.in_force(key))


class NewKey(Answer):
    """A key that was made; its secret is shown this once."""

    key: KeyView
    secret: str = Field(description="The whole key, for 'Authorization: Bearer …'.")


# --- what is asked -----------------------------------------------------------------------------


class SignIn(Strict):
    """E-mail address and password."""

    email: Email
    password: Annotated[str, Field(max_length=passwords.MOST)]


class BecomeOwner(Strict):
    """The first owner, with the link that the server printed."""

    token: Secret
    email: Email
    name: Name = ""
    password: Password
    language: Language = "en"


class SetPassword(Strict):
    """A new password, with a link."""

    token: Secret
    password: Password


class LookAtLink(Strict):
    """A link's secret."""

    token: Secret


class ChangePassword(Strict):
    """A new password in place of an old one."""

    old: Annotated[str, Field(max_length=passwords.MOST)]
    new: Password


class ChangeMe(Strict):
    """What one may change about oneself."""

    name: Name | None = None
    language: Language | None = None


class AddUser(Strict):
    """Somebody to be added."""

    email: Email
    role: Role
    name: Name = ""
    language: Language = "en"


class ChangeUser(Strict):
    """What an owner may change about somebody; what is left out stays."""

    name: Name | None = None
    role: Role | None = None
    language: Language | None = None
    active: bool | None = Field(None, description="False takes away the right to sign in.")


class AddKey(Strict):
    """A key to be made."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=40)]
    origins: Annotated[list[Annotated[str, Field(max_length=253)]], Field(max_length=50)] = Field(
        default_factory=list, description="Such as https://shop.example; none for servers."
    )
    expires_at: dt.datetime | None = Field(None, description="With a zone; null is never.")
