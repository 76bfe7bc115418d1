"""``modiste users`` and ``modiste keys``: who may use the server."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modiste.present.console import JsonOption, WorkspaceOption, emit, next_step, note, table

if TYPE_CHECKING:
    from modiste.serve.access.invite import Invitation

users = typer.Typer(no_args_is_help=True)
keys = typer.Typer(no_args_is_help=True)
ACTOR = "terminal"
BASE = "http://127.0.0.1:8100"

Email = Annotated[str, typer.Argument(help="E-mail address.")]
RoleArgument = Annotated[
    str, typer.Argument(help="owner, planner, buyer, designer, marketer or viewer.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(users, name="users", help="Who may sign in to the server")
    app.add_typer(keys, name="keys", help="Keys of programs and shops")


@users.command("list")
def list_users(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """The people who may sign in."""
    from modiste.serve.access.users import everybody
    from modiste.store.workspace import Workspace

    found = everybody(Workspace.find(workspace).ledger)
    rows = [
        {
            "email": user.email,
            "name": user.name,
            "role": user.role,
            "active": user.active,
            "signed_in_at": user.signed_in_at,
        }
        for user in found
    ]
    emit(rows, as_json=json, text=lambda: _show("Users", rows))


@users.command("add")
def add_user(
    email: Email,
    role: RoleArgument,
    *,
    name: Annotated[str, typer.Option(help="Name, as others see it.")] = "",
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Add somebody, and print the one-time link by which they set their password."""
    from modiste.serve.access import invite
    from modiste.serve.access.users import add
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    with found.ledger.write() as session:
        user = add(
            session, email, _role(role), actor=ACTOR, name=name, language=_language(language)
        )
        link = invite.link(session, user, found.settings, actor=ACTOR, base=BASE)
    _print_link(link, json=json)


@users.command("link")
def user_link(
    email: Annotated[
        str | None, typer.Argument(help="E-mail address; none for the first owner.")
    ] = None,
    *,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Print a one-time link to set a password, or to become the first owner."""
    from modiste.serve.access import invite
    from modiste.serve.access.users import named
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    with found.ledger.write() as session:
        if email is None:
            link = invite.owner_link(session, found.settings, base=BASE)
        else:
            user = named(session, email)
            link = invite.link(session, user, found.settings, actor=ACTOR, base=BASE)
    _print_link(link, json=json)


@users.command("role")
def user_role(email: Email, role: RoleArgument, *, workspace: WorkspaceOption = None) -> None:
    """Give somebody another role; ends their sessions."""
    from modiste.serve.access.users import Change

    _change(workspace, email, Change(role=_role(role)))
    note(f"{email} is now {role}.")


@users.command("disable")
def disable_user(email: Email, *, workspace: WorkspaceOption = None) -> None:
    """Take away somebody's right to sign in; ends their sessions."""
    from modiste.serve.access.users import Change

    _change(workspace, email, Change(active=False))
    note(f"{email} may no longer sign in.")


@users.command("enable")
def enable_user(email: Email, *, workspace: WorkspaceOption = None) -> None:
    """Give somebody the right to sign in again."""
    from modiste.serve.access.users import Change

    _change(workspace, email, Change(active=True))
    note(f"{email} may sign in.")


@keys.command("list")
def list_keys(*, workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """Keys, without their secrets."""
    from modiste.serve.access.keys import everything, in_force
    from modiste.store.workspace import Workspace

    rows = [
        {
            "name": key.name,
            "prefix": key.prefix,
            "scopes": " ".join(key.scopes),
            "origins": " ".join(key.origins),
            "expires_at": key.expires_at,
            "active": in_force(key),
        }
        for key in everything(Workspace.find(workspace).ledger)
    ]
    emit(rows, as_json=json, text=lambda: _show("Keys", rows))


@keys.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="What people call it.")],
    *,
    scope: Annotated[
        list[str] | None,
        typer.Option(help="What it may do; repeat it. A shop's by default."),
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="Web origin from whose pages it may be used; repeat it."),
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, help="Days until it expires; never by default.")
    ] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Make a key and print it, this once."""
    from modiste.present.http.access import SHOP_SCOPES
    from modiste.serve.access.keys import mint
    from modiste.store.ledger import now
    from modiste.store.workspace import Workspace

    scopes = [_scope(text) for text in scope] if scope else sorted(SHOP_SCOPES)
    with Workspace.find(workspace).ledger.write() as session:
        key, secret = mint(
            session,
            name,
            set(scopes),
            actor=ACTOR,
            origins=origin or (),
            expires_at=now() + dt.timedelta(days=days) if days else None,
        )
        made = {"key_id": key.key_id, "name": key.name, "scopes": key.scopes, "key": secret}
    emit(made, as_json=json, text=lambda: typer.echo(secret))
    if not json:
        next_step("keep it now: it is shown this once. Send it as 'Authorization: Bearer KEY'.")


@keys.command("revoke")
def revoke_key(
    name: Annotated[str, typer.Argument(help="Name, prefix or id of the key.")],
    *,
    workspace: WorkspaceOption = None,
) -> None:
    """Make a key useless from now on."""
    from modiste.serve.access.keys import named, revoke
    from modiste.store.workspace import Workspace

    with Workspace.find(workspace).ledger.write() as session:
        revoke(session, named(session, name), actor=ACTOR)
    note(f"The key {name} no longer works.")


def _change(workspace: Any, email: str, wanted: Any) -> None:
    from modiste.serve.access.users import change, named
    from modiste.store.workspace import Workspace

    with Workspace.find(workspace).ledger.write() as session:
        change(session, named(session, email), wanted, actor=ACTOR)


def _role(text: str) -> Any:
    from modiste.present.http.access import Role

    return _choice(Role, text, "role")


def _scope(text: str) -> Any:
    from modiste.present.http.access import Scope

    return _choice(Scope, text, "scope")


def _choice(kind: Any, text: str, called: str) -> Any:
    from modiste.model.errors import UnknownNameError

    if text not in list(kind):
        raise UnknownNameError(
            f"there is no {called} {text!r}", remedy=f"There are: {', '.join(kind)}."
        )
    return kind(text)


def _language(text: str) -> str:
    from modiste.model.errors import InputError

    if text not in {"en", "zh"}:
        raise InputError(f"there is no language {text!r}", remedy="Choose en or zh.")
    return text


def _print_link(link: Invitation, *, json: bool) -> None:
    emit(
        {"link": link.link, "expires_at": link.expires_at},
        as_json=json,
        text=lambda: typer.echo(link.link),
    )
    if not json:
        next_step(f"open it before {link.expires_at:%Y-%m-%d %H:%M} UTC; it works once.")


def _show(title: str, rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0]) if rows else ["nothing yet"]
    table(title, columns, [tuple(row.values()) for row in rows])
