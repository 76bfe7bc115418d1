"""Groups of the API. Made by modiste.serve.api.client; do not edit."""
# fmt: off
# ruff: noqa

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Literal

import httpx

from modiste.client import models
from modiste.client.connection import Body, Connection, part


class Group:
    """A part of the API."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection


class Access(Group):
    """Operations about access."""

    def read_audit(self, *, actor: str | None = None, action: str | None = None, subject: str | None = None, since: dt.datetime | None = None, until: dt.datetime | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageAuditView:
        """The audit log, newest first."""
        answer: models.PageAuditView = self._connection.json(models.PageAuditView, 'GET', "/v1/audit", query={'actor': actor, 'action': action, 'subject': subject, 'since': since, 'until': until, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_audit(self, *, actor: str | None = None, action: str | None = None, subject: str | None = None, since: dt.datetime | None = None, until: dt.datetime | None = None, limit: int | None = None) -> Iterator[models.AuditView]:
        """Every item of :meth:`read_audit`, page by page."""
        return self._connection.pages(models.PageAuditView, "/v1/audit", query={'actor': actor, 'action': action, 'subject': subject, 'since': since, 'until': until, 'limit': limit}, headers={})

    def list_keys(self, *, active: bool | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageKeyView:
        """Keys, newest first, without their secrets."""
        answer: models.PageKeyView = self._connection.json(models.PageKeyView, 'GET', "/v1/keys", query={'active': active, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_keys(self, *, active: bool | None = None, limit: int | None = None) -> Iterator[models.KeyView]:
        """Every item of :meth:`list_keys`, page by page."""
        return self._connection.pages(models.PageKeyView, "/v1/keys", query={'active': active, 'limit': limit}, headers={})

    def add_key(self, body: models.AddKey) -> models.NewKey:
        """Make a key. Its secret is in this answer and nowhere else."""
        answer: models.NewKey = self._connection.json(models.NewKey, 'POST', "/v1/keys", query={}, headers={}, body=body)
        return answer

    def revoke_key(self, key_id: str) -> None:
        """Make a key useless from now on; again changes nothing."""
        answer: None = self._connection.json(None, 'DELETE', f"/v1/keys/{part(key_id)}", query={}, headers={})
        return answer

    def get_key(self, key_id: str) -> models.KeyView:
        """One key, without its secret."""
        answer: models.KeyView = self._connection.json(models.KeyView, 'GET', f"/v1/keys/{part(key_id)}", query={}, headers={})
        return answer

    def who_am_i(self) -> models.Me:
        """Who you are, what you may do, and for which brand."""
        answer: models.Me = self._connection.json(models.Me, 'GET', "/v1/me", query={}, headers={})
        return answer

    def change_me(self, body: models.ChangeMe) -> models.Me:
        """Change your name or language."""
        answer: models.Me = self._connection.json(models.Me, 'PATCH', "/v1/me", query={}, headers={}, body=body)
        return answer

    def change_password(self, body: models.ChangePassword) -> models.Me:
        """Change your password; signs out every other browser."""
        answer: models.Me = self._connection.json(models.Me, 'PUT', "/v1/me/password", query={}, headers={}, body=body)
        return answer

    def my_sessions(self, *, limit: int | None = None, cursor: str | None = None) -> models.PageSessionView:
        """The browsers in which you are signed in, newest first."""
        answer: models.PageSessionView = self._connection.json(models.PageSessionView, 'GET', "/v1/me/sessions", query={'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_my_sessions(self, *, limit: int | None = None) -> Iterator[models.SessionView]:
        """Every item of :meth:`my_sessions`, page by page."""
        return self._connection.pages(models.PageSessionView, "/v1/me/sessions", query={'limit': limit}, headers={})

    def end_session(self, session_id: str) -> None:
        """Sign out in one of these browsers."""
        answer: None = self._connection.json(None, 'DELETE', f"/v1/me/sessions/{part(session_id)}", query={}, headers={})
        return answer

    def list_roles(self) -> list[models.RoleView]:
        """The roles, and what each may do."""
        answer: list[models.RoleView] = self._connection.json(list[models.RoleView], 'GET', "/v1/roles", query={}, headers={})
        return answer

    def sign_out(self) -> None:
        """Sign this browser out. A key stays as it is."""
        answer: None = self._connection.json(None, 'DELETE', "/v1/session", query={}, headers={})
        return answer

    def sign_in(self, body: models.SignIn) -> models.Me:
        """Sign in with e-mail address and password; the answer sets the session's cookie."""
        answer: models.Me = self._connection.json(models.Me, 'POST', "/v1/session", query={}, headers={}, body=body)
        return answer

    def sign_in_with_provider(self) -> None:
        """Go to the identity provider; it sends the browser back."""
        answer: None = self._connection.json(None, 'GET', "/v1/session/provider", query={}, headers={})
        return answer

    def take_provider_answer(self, *, state: str | None = None, code: str | None = None) -> None:
        """Come back from the identity provider: signs in and goes to the app."""
        answer: None = self._connection.json(None, 'GET', "/v1/session/provider/answer", query={'state': state, 'code': code}, headers={})
        return answer

    def how_to_begin(self) -> models.SetupView:
        """Whether the workspace has an owner, and how one may sign in."""
        answer: models.SetupView = self._connection.json(models.SetupView, 'GET', "/v1/setup", query={}, headers={})
        return answer

    def look_at_link(self, body: models.LookAtLink) -> models.LinkPurpose:
        """What a one-time link is for; it stays usable."""
        answer: models.LinkPurpose = self._connection.json(models.LinkPurpose, 'POST', "/v1/setup/link", query={}, headers={}, body=body)
        return answer

    def become_owner(self, body: models.BecomeOwner) -> models.Me:
        """Become the first owner with the link that the server printed; signs in."""
        answer: models.Me = self._connection.json(models.Me, 'POST', "/v1/setup/owner", query={}, headers={}, body=body)
        return answer

    def set_password(self, body: models.SetPassword) -> models.Me:
        """Set a password with a link; signs in, and signs out every other browser."""
        answer: models.Me = self._connection.json(models.Me, 'POST', "/v1/setup/password", query={}, headers={}, body=body)
        return answer

    def list_users(self, *, role: models.Role | None = None, active: bool | None = None, search: str | None = None, sort: Literal['email', 'name', 'role', 'created_at', 'signed_in_at'] | None = None, descending: bool | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageUserView:
        """The people who may sign in."""
        answer: models.PageUserView = self._connection.json(models.PageUserView, 'GET', "/v1/users", query={'role': role, 'active': active, 'search': search, 'sort': sort, 'descending': descending, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_users(self, *, role: models.Role | None = None, active: bool | None = None, search: str | None = None, sort: Literal['email', 'name', 'role', 'created_at', 'signed_in_at'] | None = None, descending: bool | None = None, limit: int | None = None) -> Iterator[models.UserView]:
        """Every item of :meth:`list_users`, page by page."""
        return self._connection.pages(models.PageUserView, "/v1/users", query={'role': role, 'active': active, 'search': search, 'sort': sort, 'descending': descending, 'limit': limit}, headers={})

    def add_user(self, body: models.AddUser) -> models.NewUser:
        """Add somebody. The answer holds a one-time link by which they set their password."""
        answer: models.NewUser = self._connection.json(models.NewUser, 'POST', "/v1/users", query={}, headers={}, body=body)
        return answer

    def get_user(self, user_id: str) -> models.UserView:
        """One person."""
        answer: models.UserView = self._connection.json(models.UserView, 'GET', f"/v1/users/{part(user_id)}", query={}, headers={})
        return answer

    def change_user(self, user_id: str, body: models.ChangeUser, *, if_match: str | None = None) -> models.UserView:
        """Change somebody's role, name or language, or take away the right to sign in."""
        answer: models.UserView = self._connection.json(models.UserView, 'PATCH', f"/v1/users/{part(user_id)}", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def make_link(self, user_id: str) -> models.LinkView:
        """Make another one-time link by which somebody sets a password; earlier ones stop working."""
        answer: models.LinkView = self._connection.json(models.LinkView, 'POST', f"/v1/users/{part(user_id)}/link", query={}, headers={})
        return answer


class Customers(Group):
    """Operations about customers."""

    def list_customers(self, *, segment: list[Literal['champion', 'loyal', 'new', 'one order', 'at risk', 'lapsed', 'visitor']] | None = None, country: list[str] | None = None, profiled: bool | None = None, search: str | None = None, sort: Literal['money', 'orders', 'last', 'returns', 'since'] | None = None, order: Literal['desc', 'asc'] | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageCustomerRow:
        """Customers by their pseudonym; nobody can be recognised by name."""
        answer: models.PageCustomerRow = self._connection.json(models.PageCustomerRow, 'GET', "/v1/customers", query={'segment': segment, 'country': country, 'profiled': profiled, 'search': search, 'sort': sort, 'order': order, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_customers(self, *, segment: list[Literal['champion', 'loyal', 'new', 'one order', 'at risk', 'lapsed', 'visitor']] | None = None, country: list[str] | None = None, profiled: bool | None = None, search: str | None = None, sort: Literal['money', 'orders', 'last', 'returns', 'since'] | None = None, order: Literal['desc', 'asc'] | None = None, limit: int | None = None) -> Iterator[models.CustomerRow]:
        """Every item of :meth:`list_customers`, page by page."""
        return self._connection.pages(models.PageCustomerRow, "/v1/customers", query={'segment': segment, 'country': country, 'profiled': profiled, 'search': search, 'sort': sort, 'order': order, 'limit': limit}, headers={})

    def segments(self) -> models.Segments:
        """Segments by recency, frequency and money, with what each brings."""
        answer: models.Segments = self._connection.json(models.Segments, 'GET', "/v1/customers/segments", query={}, headers={})
        return answer

    def show_customer(self, customer_id: str, *, language: Literal['en', 'zh'] | None = None) -> models.Customer:
        """A customer: sizes by category, orders, and what they did where they let it be known."""
        answer: models.Customer = self._connection.json(models.Customer, 'GET', f"/v1/customers/{part(customer_id)}", query={'language': language}, headers={})
        return answer

    def consent(self, customer_id: str, body: models.ConsentTold) -> models.CustomerRow:
        """Write down what a person agreed to or took back."""
        answer: models.CustomerRow = self._connection.json(models.CustomerRow, 'PUT', f"/v1/customers/{part(customer_id)}/consent", query={}, headers={}, body=body)
        return answer


class Data(Group):
    """Operations about data."""

    def download_export(self, job_id: str) -> bytes:
        """The file of an export that is done."""
        return self._connection.send('GET', f"/v1/exports/{part(job_id)}", query={}, headers={}).content

    def list_imports(self, *, limit: int | None = None, cursor: str | None = None) -> models.PageImportLine:
        """Imports of the last two weeks, newest first."""
        answer: models.PageImportLine = self._connection.json(models.PageImportLine, 'GET', "/v1/imports", query={'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_imports(self, *, limit: int | None = None) -> Iterator[models.ImportLine]:
        """Every item of :meth:`list_imports`, page by page."""
        return self._connection.pages(models.PageImportLine, "/v1/imports", query={'limit': limit}, headers={})

    def begin_import(self) -> models.ImportView:
        """Begin an import; upload its files next."""
        answer: models.ImportView = self._connection.json(models.ImportView, 'POST', "/v1/imports", query={}, headers={})
        return answer

    def list_formats(self) -> list[models.ImporterView]:
        """Formats that can be imported."""
        answer: list[models.ImporterView] = self._connection.json(list[models.ImporterView], 'GET', "/v1/imports/formats", query={}, headers={})
        return answer

    def discard_import(self, import_id: str) -> None:
        """Delete the uploads of an import; what was imported stays."""
        answer: None = self._connection.json(None, 'DELETE', f"/v1/imports/{part(import_id)}", query={}, headers={})
        return answer

    def show_import(self, import_id: str) -> models.ImportView:
        """An import: its files, what they are, and what came of them."""
        answer: models.ImportView = self._connection.json(models.ImportView, 'GET', f"/v1/imports/{part(import_id)}", query={}, headers={})
        return answer

    def commit(self, import_id: str) -> models.JobStarted:
        """Import the files in the background. Rows that cannot be used are set aside, not lost."""
        answer: models.JobStarted = self._connection.json(models.JobStarted, 'POST', f"/v1/imports/{part(import_id)}/commit", query={}, headers={})
        return answer

    def add_file(self, import_id: str, content: Body, *, name: str | None = None) -> models.ImportView:
        """Upload one file: CSV, Excel, Parquet, JSON, XML, or a zip of them."""
        answer: models.ImportView = self._connection.json(models.ImportView, 'POST', f"/v1/imports/{part(import_id)}/files", query={'name': name}, headers={}, content=content)
        return answer

    def drop_file(self, import_id: str, name: str) -> models.ImportView:
        """Take a file out of an import."""
        answer: models.ImportView = self._connection.json(models.ImportView, 'DELETE', f"/v1/imports/{part(import_id)}/files/{part(name)}", query={}, headers={})
        return answer

    def choose(self, import_id: str, name: str, body: models.ChoiceWanted, *, if_match: str | None = None) -> models.ImportView:
        """Choose how a file is read: by an importer, or by a mapping."""
        answer: models.ImportView = self._connection.json(models.ImportView, 'PUT', f"/v1/imports/{part(import_id)}/files/{part(name)}", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def show_mapping(self, import_id: str, name: str) -> models.MappingView:
        """The mapping of a file, or one suggested by its headers and first values."""
        answer: models.MappingView = self._connection.json(models.MappingView, 'GET', f"/v1/imports/{part(import_id)}/files/{part(name)}/mapping", query={}, headers={})
        return answer

    def assign(self, import_id: str, name: str, body: models.AssignmentsWanted, *, if_match: str | None = None) -> models.MappingView:
        """Say which column of the file feeds which column of which table."""
        answer: models.MappingView = self._connection.json(models.MappingView, 'PUT', f"/v1/imports/{part(import_id)}/files/{part(name)}/mapping", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def show_preview(self, import_id: str, name: str) -> models.PreviewView:
        """The first rows of a file as they would be stored, and what would be set aside and why."""
        answer: models.PreviewView = self._connection.json(models.PreviewView, 'GET', f"/v1/imports/{part(import_id)}/files/{part(name)}/preview", query={}, headers={})
        return answer

    def download_to_correct(self, import_id: str, name: str) -> bytes:
        """The rows of a file that were set aside, with all their columns and the reason, as CSV."""
        return self._connection.send('GET', f"/v1/imports/{part(import_id)}/files/{part(name)}/to-correct", query={}, headers={}).content

    def download_rejects(self, import_id: str) -> bytes:
        """Every value for which a row was set aside, as CSV: file, row, column, value, reason."""
        return self._connection.send('GET', f"/v1/imports/{part(import_id)}/rejects", query={}, headers={}).content

    def show_runs(self, *, kind: str | None = None, state: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageRunLine:
        """Runs, newest first."""
        answer: models.PageRunLine = self._connection.json(models.PageRunLine, 'GET', "/v1/runs", query={'kind': kind, 'state': state, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_runs(self, *, kind: str | None = None, state: str | None = None, limit: int | None = None) -> Iterator[models.RunLine]:
        """Every item of :meth:`show_runs`, page by page."""
        return self._connection.pages(models.PageRunLine, "/v1/runs", query={'kind': kind, 'state': state, 'limit': limit}, headers={})

    def show_run(self, run_id: str) -> models.RunView:
        """One run; ``latest`` or a kind such as ``plan`` means the newest one that is done."""
        answer: models.RunView = self._connection.json(models.RunView, 'GET', f"/v1/runs/{part(run_id)}", query={}, headers={})
        return answer

    def download_report(self, run_id: str) -> bytes:
        """The report of a plan as one HTML file."""
        return self._connection.send('GET', f"/v1/runs/{part(run_id)}/report", query={}, headers={}).content

    def start_report(self, run_id: str) -> models.JobStarted:
        """Write the report of a plan anew, in the background."""
        answer: models.JobStarted = self._connection.json(models.JobStarted, 'POST', f"/v1/runs/{part(run_id)}/report", query={}, headers={})
        return answer

    def list_tables(self) -> list[models.TableLine]:
        """Every table, facts first; those that nothing was stored in too."""
        answer: list[models.TableLine] = self._connection.json(list[models.TableLine], 'GET', "/v1/tables", query={}, headers={})
        return answer

    def show_quality(self) -> list[models.FindingView]:
        """What is missing or wrong in the facts, the worst first; empty where all is in order."""
        answer: list[models.FindingView] = self._connection.json(list[models.FindingView], 'GET', "/v1/tables/quality", query={}, headers={})
        return answer

    def show_table(self, name: str) -> models.TableView:
        """A table: its columns and versions."""
        answer: models.TableView = self._connection.json(models.TableView, 'GET', f"/v1/tables/{part(name)}", query={}, headers={})
        return answer

    def export_table(self, name: str, *, format_: Literal['csv', 'xlsx', 'parquet', 'json'] | None = None, run: str | None = None) -> bytes:
        """A table as a file at once; large ones are exported in the background."""
        return self._connection.send('GET', f"/v1/tables/{part(name)}/export", query={'format': format_, 'run': run}, headers={}).content

    def start_export(self, name: str, body: models.ExportWanted) -> models.JobStarted:
        """Export a table in the background; the file is at /v1/exports/JOB when the job is done."""
        answer: models.JobStarted = self._connection.json(models.JobStarted, 'POST', f"/v1/tables/{part(name)}/exports", query={}, headers={}, body=body)
        return answer

    def show_rows(self, name: str, *, where: list[str] | None = None, sort: str | None = None, run: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageDictStrAny:
        """Rows of a table. Who may not see customers sees no column that stands for a person."""
        answer: models.PageDictStrAny = self._connection.json(models.PageDictStrAny, 'GET', f"/v1/tables/{part(name)}/rows", query={'where': where, 'sort': sort, 'run': run, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_rows(self, name: str, *, where: list[str] | None = None, sort: str | None = None, run: str | None = None, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Every item of :meth:`show_rows`, page by page."""
        return self._connection.pages(models.PageDictStrAny, f"/v1/tables/{part(name)}/rows", query={'where': where, 'sort': sort, 'run': run, 'limit': limit}, headers={})


class Demand(Group):
    """Operations about demand."""

    def explain_variant(self, variant_id: str, *, location_id: str | None = None) -> models.ExplainView:
        """The forecast, the weeks that were not simply sold, the forecasters, the price's effect."""
        answer: models.ExplainView = self._connection.json(models.ExplainView, 'GET', f"/v1/demand/explain/{part(variant_id)}", query={'location_id': location_id}, headers={})
        return answer

    def forecast(self, *, level: Literal['total', 'category', 'location', 'style', 'variant'] | None = None, key: str | None = None, location_id: str | None = None, history_weeks: int | None = None) -> models.ForecastView:
        """Weekly demand of a variant, style, category, place or the whole: what was, and quantiles."""
        answer: models.ForecastView = self._connection.json(models.ForecastView, 'GET', "/v1/demand/forecast", query={'level': level, 'key': key, 'location_id': location_id, 'history_weeks': history_weeks}, headers={})
        return answer

    def launches(self, *, limit: int | None = None, cursor: str | None = None) -> models.PageLaunchRow:
        """New styles, forecast from the launches of similar ones; the newest first."""
        answer: models.PageLaunchRow = self._connection.json(models.PageLaunchRow, 'GET', "/v1/demand/launches", query={'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_launches(self, *, limit: int | None = None) -> Iterator[models.LaunchRow]:
        """Every item of :meth:`launches`, page by page."""
        return self._connection.pages(models.PageLaunchRow, "/v1/demand/launches", query={'limit': limit}, headers={})

    def quality(self, *, limit: int | None = None, cursor: str | None = None) -> models.PageQualityRow:
        """How good each forecaster was on the brand's own past, for each class of demand."""
        answer: models.PageQualityRow = self._connection.json(models.PageQualityRow, 'GET', "/v1/demand/quality", query={'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_quality(self, *, limit: int | None = None) -> Iterator[models.QualityRow]:
        """Every item of :meth:`quality`, page by page."""
        return self._connection.pages(models.PageQualityRow, "/v1/demand/quality", query={'limit': limit}, headers={})

    def size_curves(self, *, category: str | None = None, location_id: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageSizeCurveRow:
        """How demand of each category splits into sizes, for every place and all together."""
        answer: models.PageSizeCurveRow = self._connection.json(models.PageSizeCurveRow, 'GET', "/v1/demand/size-curves", query={'category': category, 'location_id': location_id, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_size_curves(self, *, category: str | None = None, location_id: str | None = None, limit: int | None = None) -> Iterator[models.SizeCurveRow]:
        """Every item of :meth:`size_curves`, page by page."""
        return self._connection.pages(models.PageSizeCurveRow, "/v1/demand/size-curves", query={'category': category, 'location_id': location_id, 'limit': limit}, headers={})


class Design(Group):
    """Operations about design."""

    def make_board(self, body: models.Wish) -> models.BoardAnswer:
        """A board of distinct designs of words or around designs, judged by the brand's own data."""
        answer: models.BoardAnswer = self._connection.json(models.BoardAnswer, 'POST', "/v1/design/board", query={}, headers={}, body=body)
        return answer

    def change(self, body: models.Changing) -> models.Changed:
        """Set slots of a design; what does not fit around them is changed, and said."""
        answer: models.Changed = self._connection.json(models.Changed, 'POST', "/v1/design/change", query={}, headers={}, body=body)
        return answer

    def check(self, body: models.SpecOnly) -> models.Checked:
        """Whether a design can be made; if not, why, and the nearest that can."""
        answer: models.Checked = self._connection.json(models.Checked, 'POST', "/v1/design/check", query={}, headers={}, body=body)
        return answer

    def start_drape(self, body: models.Draping) -> models.Started:
        """Let a design fall onto a body, in the background; the job's result names the files."""
        answer: models.Started = self._connection.json(models.Started, 'POST', "/v1/design/drape", query={}, headers={}, body=body)
        return answer

    def draw(self, body: models.Drawing) -> bytes:
        """The technical flat of a design as SVG."""
        return self._connection.send('POST', "/v1/design/draw", query={}, headers={}).content

    def made_file(self, place: str, name: str) -> bytes:
        """A file that a job of the studio made."""
        return self._connection.send('GET', f"/v1/design/files/{part(place)}/{part(name)}", query={}, headers={}).content

    def look(self, content: Body, *, text: str | None = None) -> models.Looked:
        """Make a design of a picture of a garment; the tile of its print is kept."""
        answer: models.Looked = self._connection.json(models.Looked, 'POST', "/v1/design/look", query={'text': text}, headers={}, content=content)
        return answer

    def start_marker(self, body: models.Laying) -> models.Started:
        """Lay the pieces of a size mix on cloth, in the background."""
        answer: models.Started = self._connection.json(models.Started, 'POST', "/v1/design/marker", query={}, headers={}, body=body)
        return answer

    def draft_pattern(self, body: models.Worn) -> models.PatternAnswer:
        """Draft the sewing pattern of a design."""
        answer: models.PatternAnswer = self._connection.json(models.PatternAnswer, 'POST', "/v1/design/pattern", query={}, headers={}, body=body)
        return answer

    def pattern_file(self, body: models.PatternFile) -> bytes:
        """The sewing pattern as SVG, DXF, PDF in A4 tiles or on A0, or JSON."""
        return self._connection.send('POST', "/v1/design/pattern/file", query={}, headers={}).content

    def of_product(self, product_id: str, *, language: Literal['en', 'zh'] | None = None) -> models.Heard:
        """The design of a style of the brand, from what is known of it."""
        answer: models.Heard = self._connection.json(models.Heard, 'GET', f"/v1/design/products/{part(product_id)}", query={'language': language}, headers={})
        return answer

    def read_words(self, body: models.Words) -> models.Heard:
        """Make a design of words; what is not understood is named."""
        answer: models.Heard = self._connection.json(models.Heard, 'POST', "/v1/design/read", query={}, headers={}, body=body)
        return answer

    def schema_(self) -> dict[str, Any]:
        """The JSON schema of a design spec."""
        answer: dict[str, Any] = self._connection.json(dict[str, Any], 'GET', "/v1/design/schema", query={}, headers={})
        return answer

    def tech_pack(self, body: models.Pack) -> bytes:
        """The tech pack of a design as PDF."""
        return self._connection.send('POST', "/v1/design/techpack", query={}, headers={}).content

    def vocabulary(self) -> models.ModisteDesignApiAnswersVocabulary:
        """Every slot of a garment with its values in both languages, and what categories can have."""
        answer: models.ModisteDesignApiAnswersVocabulary = self._connection.json(models.ModisteDesignApiAnswersVocabulary, 'GET', "/v1/design/vocabulary", query={}, headers={})
        return answer


class Events(Group):
    """Operations about events."""

    def receive_events(self, body: models.EventsSent) -> models.EventsTaken:
        """Take events in. When this answers they survive a crash of the server."""
        answer: models.EventsTaken = self._connection.json(models.EventsTaken, 'POST', "/v1/events", query={}, headers={}, body=body)
        return answer


class Health(Group):
    """Operations about health."""

    def healthz(self) -> models.Alive:
        """The process answers."""
        answer: models.Alive = self._connection.json(models.Alive, 'GET', "/healthz", query={}, headers={})
        return answer

    def prometheus(self) -> bytes:
        """Metrics in Prometheus' text format."""
        return self._connection.send('GET', "/metrics", query={}, headers={}).content

    def readyz(self) -> models.Ready:
        """Ledger and lake can be reached, and the ledger is of this version."""
        answer: models.Ready = self._connection.json(models.Ready, 'GET', "/readyz", query={}, headers={})
        return answer


class Inventory(Group):
    """Operations about inventory."""

    def explain_variant(self, variant_id: str, *, location_id: str | None = None) -> list[models.ExplanationView]:
        """Every number of what is suggested for a variant, so that it can be checked by hand."""
        answer: list[models.ExplanationView] = self._connection.json(list[models.ExplanationView], 'GET', f"/v1/inventory/explain/{part(variant_id)}", query={'location_id': location_id}, headers={})
        return answer

    def positions(self, *, variant_id: str | None = None, product_id: str | None = None, location_id: str | None = None, below: bool | None = None, sort: Literal['variant_id', 'weeks_of_supply', 'position', 'on_hand'] | None = None, descending: bool | None = None, limit: int | None = None, cursor: str | None = None) -> models.PagePositionRow:
        """Stock, reorder point and cover of every variant and place, as the newest plan saw them."""
        answer: models.PagePositionRow = self._connection.json(models.PagePositionRow, 'GET', "/v1/inventory/positions", query={'variant_id': variant_id, 'product_id': product_id, 'location_id': location_id, 'below': below, 'sort': sort, 'descending': descending, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_positions(self, *, variant_id: str | None = None, product_id: str | None = None, location_id: str | None = None, below: bool | None = None, sort: Literal['variant_id', 'weeks_of_supply', 'position', 'on_hand'] | None = None, descending: bool | None = None, limit: int | None = None) -> Iterator[models.PositionRow]:
        """Every item of :meth:`positions`, page by page."""
        return self._connection.pages(models.PagePositionRow, "/v1/inventory/positions", query={'variant_id': variant_id, 'product_id': product_id, 'location_id': location_id, 'below': below, 'sort': sort, 'descending': descending, 'limit': limit}, headers={})


class Jobs(Group):
    """Operations about jobs."""

    def list_jobs(self, *, state: list[Literal['queued', 'running', 'done', 'failed', 'cancelled']] | None = None, kind: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageJobView:
        """Jobs, newest first."""
        answer: models.PageJobView = self._connection.json(models.PageJobView, 'GET', "/v1/jobs", query={'state': state, 'kind': kind, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_jobs(self, *, state: list[Literal['queued', 'running', 'done', 'failed', 'cancelled']] | None = None, kind: str | None = None, limit: int | None = None) -> Iterator[models.JobView]:
        """Every item of :meth:`list_jobs`, page by page."""
        return self._connection.pages(models.PageJobView, "/v1/jobs", query={'state': state, 'kind': kind, 'limit': limit}, headers={})

    def start_job(self, body: models.JobWanted) -> models.JobStarted:
        """Ask for a job; it takes the scope of its kind."""
        answer: models.JobStarted = self._connection.json(models.JobStarted, 'POST', "/v1/jobs", query={}, headers={}, body=body)
        return answer

    def list_kinds(self) -> list[models.JobKindView]:
        """What may be asked for by hand."""
        answer: list[models.JobKindView] = self._connection.json(list[models.JobKindView], 'GET', "/v1/jobs/kinds", query={}, headers={})
        return answer

    def show_job(self, job_id: str) -> models.JobView:
        """One job."""
        answer: models.JobView = self._connection.json(models.JobView, 'GET', f"/v1/jobs/{part(job_id)}", query={}, headers={})
        return answer

    def cancel_job(self, job_id: str) -> models.JobView:
        """End a job: at once where it waits, soon where it runs."""
        answer: models.JobView = self._connection.json(models.JobView, 'POST', f"/v1/jobs/{part(job_id)}/cancel", query={}, headers={})
        return answer

    def follow_job(self, job_id: str, *, last_event_id: str | None = None) -> Iterator[tuple[str, str]]:
        """What happens to a job, as server-sent events until it ends."""
        return self._connection.events(f"/v1/jobs/{part(job_id)}/events", query={}, headers={'last-event-id': last_event_id})

    def list_schedules(self) -> list[models.ScheduleView]:
        """Jobs that are done at set times, and when next; the settings named change them."""
        answer: list[models.ScheduleView] = self._connection.json(list[models.ScheduleView], 'GET', "/v1/schedules", query={}, headers={})
        return answer


class Orders(Group):
    """Operations about orders."""

    def list_all(self, *, state: list[Literal['suggested', 'approved', 'sent', 'acknowledged', 'part received', 'closed', 'void']] | None = None, supplier: str | None = None, search: str | None = None, source: Literal['book', 'imported', 'all'] | None = None, late: bool | None = None, sort: Literal['purchase_order_id', 'supplier', 'state', 'cost', 'units', 'expected_on', 'days_late'] | None = None, descending: bool | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageOrderRow:
        """Orders raised here and open ones of other systems."""
        answer: models.PageOrderRow = self._connection.json(models.PageOrderRow, 'GET', "/v1/orders", query={'state': state, 'supplier': supplier, 'search': search, 'source': source, 'late': late, 'sort': sort, 'descending': descending, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_all(self, *, state: list[Literal['suggested', 'approved', 'sent', 'acknowledged', 'part received', 'closed', 'void']] | None = None, supplier: str | None = None, search: str | None = None, source: Literal['book', 'imported', 'all'] | None = None, late: bool | None = None, sort: Literal['purchase_order_id', 'supplier', 'state', 'cost', 'units', 'expected_on', 'days_late'] | None = None, descending: bool | None = None, limit: int | None = None) -> Iterator[models.OrderRow]:
        """Every item of :meth:`list_all`, page by page."""
        return self._connection.pages(models.PageOrderRow, "/v1/orders", query={'state': state, 'supplier': supplier, 'search': search, 'source': source, 'late': late, 'sort': sort, 'descending': descending, 'limit': limit}, headers={})

    def alerts(self, *, day: dt.date | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageAlertRow:
        """What about orders cannot wait, the latest first."""
        answer: models.PageAlertRow = self._connection.json(models.PageAlertRow, 'GET', "/v1/orders/alerts", query={'day': day, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_alerts(self, *, day: dt.date | None = None, limit: int | None = None) -> Iterator[models.AlertRow]:
        """Every item of :meth:`alerts`, page by page."""
        return self._connection.pages(models.PageAlertRow, "/v1/orders/alerts", query={'day': day, 'limit': limit}, headers={})

    def approve_all(self, body: models.OrdersMeant) -> list[models.OrderDone]:
        """Approve orders one by one; one that cannot be approved does not stop the others."""
        answer: list[models.OrderDone] = self._connection.json(list[models.OrderDone], 'POST', "/v1/orders/approve", query={}, headers={}, body=body)
        return answer

    def limits(self) -> models.LimitView:
        """Limits of your role on one order."""
        answer: models.LimitView = self._connection.json(models.LimitView, 'GET', "/v1/orders/limits", query={}, headers={})
        return answer

    def send_all(self, body: models.OrdersToSend) -> list[models.OrderDone]:
        """Send approved orders one by one; one that does not go out does not stop the others."""
        answer: list[models.OrderDone] = self._connection.json(list[models.OrderDone], 'POST', "/v1/orders/send", query={}, headers={}, body=body)
        return answer

    def count_states(self) -> list[models.StateSum]:
        """Orders, units and cost in every state, in the order of the states."""
        answer: list[models.StateSum] = self._connection.json(list[models.StateSum], 'GET', "/v1/orders/states", query={}, headers={})
        return answer

    def show(self, number: str) -> models.OrderView:
        """An order with its lines and messages; its ETag is what an edit names."""
        answer: models.OrderView = self._connection.json(models.OrderView, 'GET', f"/v1/orders/{part(number)}", query={}, headers={})
        return answer

    def edit(self, number: str, body: models.OrderEdit, *, if_match: str | None = None) -> models.OrderView:
        """Change quantities or the supplier of an order that is not sent yet; needs If-Match."""
        answer: models.OrderView = self._connection.json(models.OrderView, 'PATCH', f"/v1/orders/{part(number)}", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def acknowledge(self, number: str, body: models.Acknowledge, *, if_match: str | None = None) -> models.OrderView:
        """Note that the supplier accepts the order, and what it promises."""
        answer: models.OrderView = self._connection.json(models.OrderView, 'POST', f"/v1/orders/{part(number)}/acknowledge", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def approve(self, number: str, body: models.Reason, *, if_match: str | None = None) -> models.OrderView:
        """Approve a suggested order, within the limit of your role."""
        answer: models.OrderView = self._connection.json(models.OrderView, 'POST', f"/v1/orders/{part(number)}/approve", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def close(self, number: str, body: models.Reason, *, if_match: str | None = None) -> models.OrderView:
        """End an order; what has not arrived is not waited for any more."""
        answer: models.OrderView = self._connection.json(models.OrderView, 'POST', f"/v1/orders/{part(number)}/close", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def show_history(self, number: str) -> list[models.HistoryRow]:
        """Who did what, when and why, newest first; nothing of orders of other systems."""
        answer: list[models.HistoryRow] = self._connection.json(list[models.HistoryRow], 'GET', f"/v1/orders/{part(number)}/history", query={}, headers={})
        return answer

    def inspect(self, number: str, body: models.Inspect, *, if_match: str | None = None) -> models.OrderView:
        """Decide on units that quality control holds."""
        answer: models.OrderView = self._connection.json(models.OrderView, 'POST', f"/v1/orders/{part(number)}/inspect", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def paper(self, number: str, *, format_: Literal['csv', 'xlsx', 'shopify'] | None = None) -> bytes:
        """What the supplier gets. Shopify takes one CSV a destination; several come as a ZIP."""
        return self._connection.send('GET', f"/v1/orders/{part(number)}/paper", query={'format': format_}, headers={}).content

    def receive(self, number: str, body: models.Receive, *, if_match: str | None = None) -> models.OrderView:
        """Take a delivery in, in part or whole, some of it perhaps into quality hold."""
        answer: models.OrderView = self._connection.json(models.OrderView, 'POST', f"/v1/orders/{part(number)}/receive", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def send(self, number: str, body: models.Send, *, if_match: str | None = None) -> models.Sent:
        """Send an approved order to its supplier; what does not go out waits and is sent once."""
        answer: models.Sent = self._connection.json(models.Sent, 'POST', f"/v1/orders/{part(number)}/send", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def void(self, number: str, body: models.MustReason, *, if_match: str | None = None) -> models.OrderView:
        """Give an order up; a plan of the same review does not raise its needs again."""
        answer: models.OrderView = self._connection.json(models.OrderView, 'POST', f"/v1/orders/{part(number)}/void", query={}, headers={'If-Match': if_match}, body=body)
        return answer


class Plan(Group):
    """Operations about plan."""

    def read_exceptions(self, *, kind: list[Literal['stock out', 'heavy', 'never sold', 'wrong size mix', 'late order']] | None = None, location_id: str | None = None, product_id: str | None = None, sort: Literal['rank', 'units', 'days', 'weekly_demand'] | None = None, descending: bool | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageExceptionRow:
        """Running out, heavy, never sold, wrong size mix and late orders, ranked by money."""
        answer: models.PageExceptionRow = self._connection.json(models.PageExceptionRow, 'GET', "/v1/plan/exceptions", query={'kind': kind, 'location_id': location_id, 'product_id': product_id, 'sort': sort, 'descending': descending, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_exceptions(self, *, kind: list[Literal['stock out', 'heavy', 'never sold', 'wrong size mix', 'late order']] | None = None, location_id: str | None = None, product_id: str | None = None, sort: Literal['rank', 'units', 'days', 'weekly_demand'] | None = None, descending: bool | None = None, limit: int | None = None) -> Iterator[models.ExceptionRow]:
        """Every item of :meth:`read_exceptions`, page by page."""
        return self._connection.pages(models.PageExceptionRow, "/v1/plan/exceptions", query={'kind': kind, 'location_id': location_id, 'product_id': product_id, 'sort': sort, 'descending': descending, 'limit': limit}, headers={})

    def read_open_to_buy(self, *, by: Literal['week', 'month', 'all'] | None = None, level: Literal['total', 'category'] | None = None, measure: Literal['units', 'retail', 'cost'] | None = None, last: dt.date | None = None) -> models.BuyingView:
        """Planned closing + sales + markdown − opening − on order, from this week on."""
        answer: models.BuyingView = self._connection.json(models.BuyingView, 'GET', "/v1/plan/open-to-buy", query={'by': by, 'level': level, 'measure': measure, 'last': last}, headers={})
        return answer

    def read_projection(self, *, level: Literal['total', 'category', 'style', 'variant'] | None = None, key: str | None = None, location_id: str | None = None, with_orders: bool | None = None) -> models.ProjectionView:
        """Stock at the end of every forecast week with its 80 % interval, and what arrives when."""
        answer: models.ProjectionView = self._connection.json(models.ProjectionView, 'GET', "/v1/plan/projection", query={'level': level, 'key': key, 'location_id': location_id, 'with_orders': with_orders}, headers={})
        return answer

    def ask(self, body: models.Question) -> models.Answered:
        """Solve the newest plan again under other assumptions; nothing is stored."""
        answer: models.Answered = self._connection.json(models.Answered, 'POST', "/v1/plan/what-if", query={}, headers={}, body=body)
        return answer

    def read_wssi(self, *, level: Literal['total', 'category', 'style'] | None = None, category: str | None = None, key: str | None = None, first: dt.date | None = None, last: dt.date | None = None, measure: Literal['units', 'retail', 'cost'] | None = None, limit: int | None = None, cursor: str | None = None) -> models.Grid:
        """Opening, sales, intake, markdown, closing and weeks of supply, week by week."""
        answer: models.Grid = self._connection.json(models.Grid, 'GET', "/v1/plan/wssi", query={'level': level, 'category': category, 'key': key, 'first': first, 'last': last, 'measure': measure, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def patch(self, body: models.BudgetEdits, *, if_match: str | None = None) -> models.Revised:
        """Set cells of the budget; a category or the whole is spread down to styles by their shares."""
        answer: models.Revised = self._connection.json(models.Revised, 'PATCH', "/v1/plan/wssi", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def begin_budget(self, body: models.BudgetBegin, *, if_match: str | None = None) -> models.Revised:
        """Plan sales and stock from this week on; where a budget stands already, name it (If-Match)."""
        answer: models.Revised = self._connection.json(models.Revised, 'POST', "/v1/plan/wssi/budget", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def list_changes(self, *, limit: int | None = None, cursor: str | None = None) -> models.PageChangeView:
        """Who changed the budget, when and how, newest first."""
        answer: models.PageChangeView = self._connection.json(models.PageChangeView, 'GET', "/v1/plan/wssi/changes", query={'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_changes(self, *, limit: int | None = None) -> Iterator[models.ChangeView]:
        """Every item of :meth:`list_changes`, page by page."""
        return self._connection.pages(models.PageChangeView, "/v1/plan/wssi/changes", query={'limit': limit}, headers={})

    def export(self, *, level: Literal['total', 'category', 'style'] | None = None, category: str | None = None, key: str | None = None, first: dt.date | None = None, last: dt.date | None = None, measure: Literal['units', 'retail', 'cost'] | None = None, format_: Literal['csv', 'xlsx'] | None = None) -> bytes:
        """Every number of the grid as a long table: one line a row, version and week."""
        return self._connection.send('GET', "/v1/plan/wssi/export", query={'level': level, 'category': category, 'key': key, 'first': first, 'last': last, 'measure': measure, 'format': format_}, headers={}).content

    def undo_last(self, *, if_match: str | None = None) -> models.Revised:
        """Take the newest change of the budget that stands back, cell by cell."""
        answer: models.Revised = self._connection.json(models.Revised, 'POST', "/v1/plan/wssi/undo", query={}, headers={'If-Match': if_match})
        return answer


class Products(Group):
    """Operations about products."""

    def picture(self, path: str, *, side: Literal['96', '160', '320', '480', '640', '960'] | None = None) -> bytes:
        """A picture, or a thumbnail of it. It may be kept for a day and is checked by its ETag."""
        return self._connection.send('GET', f"/v1/media/{part(path)}", query={'side': side}, headers={}).content

    def list_products(self, *, search: str | None = None, category: list[str] | None = None, colour: list[str] | None = None, stage: list[Literal['emerging', 'rising', 'peak', 'falling', 'fad', 'seasonal', 'flat']] | None = None, stock: list[Literal['out', 'low', 'enough', 'heavy', 'unknown']] | None = None, status: list[Literal['active', 'draft', 'archived']] | None = None, gender: list[str] | None = None, season: list[str] | None = None, window: Literal['4', '8', '13', '26', '52', 'launch'] | None = None, sort: Literal['sell_through', 'sales', 'money', 'stock', 'weeks_of_supply', 'returns', 'launched', 'title', 'price'] | None = None, order: Literal['desc', 'asc'] | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageStyleRow:
        """The range with its figures, ranked; what is not known goes last."""
        answer: models.PageStyleRow = self._connection.json(models.PageStyleRow, 'GET', "/v1/products", query={'search': search, 'category': category, 'colour': colour, 'stage': stage, 'stock': stock, 'status': status, 'gender': gender, 'season': season, 'window': window, 'sort': sort, 'order': order, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_products(self, *, search: str | None = None, category: list[str] | None = None, colour: list[str] | None = None, stage: list[Literal['emerging', 'rising', 'peak', 'falling', 'fad', 'seasonal', 'flat']] | None = None, stock: list[Literal['out', 'low', 'enough', 'heavy', 'unknown']] | None = None, status: list[Literal['active', 'draft', 'archived']] | None = None, gender: list[str] | None = None, season: list[str] | None = None, window: Literal['4', '8', '13', '26', '52', 'launch'] | None = None, sort: Literal['sell_through', 'sales', 'money', 'stock', 'weeks_of_supply', 'returns', 'launched', 'title', 'price'] | None = None, order: Literal['desc', 'asc'] | None = None, limit: int | None = None) -> Iterator[models.StyleRow]:
        """Every item of :meth:`list_products`, page by page."""
        return self._connection.pages(models.PageStyleRow, "/v1/products", query={'search': search, 'category': category, 'colour': colour, 'stage': stage, 'stock': stock, 'status': status, 'gender': gender, 'season': season, 'window': window, 'sort': sort, 'order': order, 'limit': limit}, headers={})

    def facets(self, *, language: Literal['en', 'zh'] | None = None) -> models.Facets:
        """The values that the range can be filtered by."""
        answer: models.Facets = self._connection.json(models.Facets, 'GET', "/v1/products/facets", query={'language': language}, headers={})
        return answer

    def vocabulary(self, *, language: Literal['en', 'zh'] | None = None) -> list[models.ModisteServeApiProductsViewsVocabulary]:
        """The attributes that people can correct, and the values that each may have."""
        answer: list[models.ModisteServeApiProductsViewsVocabulary] = self._connection.json(list[models.ModisteServeApiProductsViewsVocabulary], 'GET', "/v1/products/vocabulary", query={'language': language}, headers={})
        return answer

    def show_product(self, product_id: str, *, window: Literal['4', '8', '13', '26', '52', 'launch'] | None = None, language: Literal['en', 'zh'] | None = None) -> models.Style:
        """Everything that is known of a style."""
        answer: models.Style = self._connection.json(models.Style, 'GET', f"/v1/products/{part(product_id)}", query={'window': window, 'language': language}, headers={})
        return answer

    def withdraw(self, product_id: str, *, name: list[str] | None = None, if_match: str | None = None) -> models.Attributes:
        """Take corrections back: what the catalogue, words and pictures say counts again."""
        answer: models.Attributes = self._connection.json(models.Attributes, 'DELETE', f"/v1/products/{part(product_id)}/attributes", query={'name': name}, headers={'If-Match': if_match})
        return answer

    def show_attributes(self, product_id: str, *, language: Literal['en', 'zh'] | None = None) -> models.Attributes:
        """What a style is like by every source, and which source counts."""
        answer: models.Attributes = self._connection.json(models.Attributes, 'GET', f"/v1/products/{part(product_id)}/attributes", query={'language': language}, headers={})
        return answer

    def correct(self, product_id: str, body: models.Corrections, *, if_match: str | None = None) -> models.Attributes:
        """Correct what a style is like."""
        answer: models.Attributes = self._connection.json(models.Attributes, 'PUT', f"/v1/products/{part(product_id)}/attributes", query={}, headers={'If-Match': if_match}, body=body)
        return answer


class Recommend(Group):
    """Operations about recommend."""

    def recommend(self, *, customer: str | None = None, session: str | None = None, item: list[str] | None = None, occasion: str | None = None, size: list[str] | None = None, on: list[str] | None = None, off: list[str] | None = None, k: int | None = None, language: Literal['en', 'zh'] | None = None) -> models.ListView:
        """Recommend for a person, a basket or a visitor, as the shop would, with every reason."""
        answer: models.ListView = self._connection.json(models.ListView, 'GET', "/v1/recommend", query={'customer': customer, 'session': session, 'item': item, 'occasion': occasion, 'size': size, 'on': on, 'off': off, 'k': k, 'language': language}, headers={})
        return answer

    def model(self) -> models.ModelView:
        """The model that answers now, and how good it was on held-out purchases."""
        answer: models.ModelView = self._connection.json(models.ModelView, 'GET', "/v1/recommend/model", query={}, headers={})
        return answer

    def erase(self, customer: str) -> None:
        """Forget all that was learnt of a person until now; it leaves all answers at once."""
        answer: None = self._connection.json(None, 'DELETE', f"/v1/recommend/people/{part(customer)}", query={}, headers={})
        return answer

    def profile(self, customer: str, *, language: Literal['en', 'zh'] | None = None) -> models.ProfileView:
        """A person's tastes with their evidence, sizes, and what they said."""
        answer: models.ProfileView = self._connection.json(models.ProfileView, 'GET', f"/v1/recommend/people/{part(customer)}", query={'language': language}, headers={})
        return answer

    def edit(self, customer: str, body: models.Edits) -> models.ProfileView:
        """Write down what a person says of their profile; it counts from the next answer on."""
        answer: models.ProfileView = self._connection.json(models.ProfileView, 'POST', f"/v1/recommend/people/{part(customer)}/edits", query={}, headers={}, body=body)
        return answer

    def rules(self, *, language: Literal['en', 'zh'] | None = None) -> list[models.RuleView]:
        """The business rules that shape lists, and whether the settings use them."""
        answer: list[models.RuleView] = self._connection.json(list[models.RuleView], 'GET', "/v1/recommend/rules", query={'language': language}, headers={})
        return answer

    def similar(self, item: str, *, kind: Literal['alike', 'with'] | None = None, k: int | None = None, language: Literal['en', 'zh'] | None = None) -> models.CompanionsView:
        """Items like a style or variant, or worn with it."""
        answer: models.CompanionsView = self._connection.json(models.CompanionsView, 'GET', f"/v1/recommend/similar/{part(item)}", query={'kind': kind, 'k': k, 'language': language}, headers={})
        return answer


class Settings(Group):
    """Operations about settings."""

    def show_settings(self) -> list[models.SectionView]:
        """Every setting: its value, where that comes from, what it means and what it may be."""
        answer: list[models.SectionView] = self._connection.json(list[models.SectionView], 'GET', "/v1/settings", query={}, headers={})
        return answer

    def change_settings(self, body: models.SettingsChange, *, if_match: str | None = None) -> list[models.SectionView]:
        """Change settings, all of them or none. The file keeps its comments."""
        answer: list[models.SectionView] = self._connection.json(list[models.SectionView], 'PATCH', "/v1/settings", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def show_workspace(self) -> models.WorkspaceView:
        """What the workspace holds."""
        answer: models.WorkspaceView = self._connection.json(models.WorkspaceView, 'GET', "/v1/workspace", query={}, headers={})
        return answer

    def replace_demo(self, body: models.Replacement) -> models.JobStarted:
        """Empty the demo for data of your own. Users, keys and settings stay; nothing else is demo."""
        answer: models.JobStarted = self._connection.json(models.JobStarted, 'POST', "/v1/workspace/replace-demo", query={}, headers={}, body=body)
        return answer


class Shop(Group):
    """Operations about shop."""

    def events(self, body: models.SeenBatch) -> models.Stored:
        """What a visitor did, safe on disk before this answers. Without consent nothing is stored."""
        answer: models.Stored = self._connection.json(models.Stored, 'POST', "/v1/shop/events", query={}, headers={}, body=body)
        return answer

    def picture(self, path: str, *, side: Literal['96', '160', '320', '480', '640', '960'] | None = None) -> bytes:
        """A picture of a style that is on sale, which is public as the shop is."""
        return self._connection.send('GET', f"/v1/shop/media/{part(path)}", query={'side': side}, headers={}).content

    def recommend(self, body: models.Wanted) -> models.ShopList:
        """A list for a shop's page."""
        answer: models.ShopList = self._connection.json(models.ShopList, 'POST', "/v1/shop/recommend", query={}, headers={}, body=body)
        return answer

    def token(self, body: models.TokenAsked) -> models.Token:
        """A token for a customer who has signed in; asked for by the shop's server, never by a page."""
        answer: models.Token = self._connection.json(models.Token, 'POST', "/v1/shop/tokens", query={}, headers={}, body=body)
        return answer


class Styling(Group):
    """Operations about styling."""

    def size(self, *, customer: str, product: str, language: Literal['en', 'zh'] | None = None) -> models.SizeAdviceView:
        """Which size of a style a customer should take, how sure that is, and why."""
        answer: models.SizeAdviceView = self._connection.json(models.SizeAdviceView, 'GET', "/v1/size", query={'customer': customer, 'product': product, 'language': language}, headers={})
        return answer

    def capsule(self, *, customer: str | None = None, gender: Literal['women', 'men'] | None = None, occasion: str | None = None, season: str | None = None, budget: str | None = None, shape: str | None = None, pieces: int | None = None, days: int | None = None, own: bool | None = None, language: Literal['en', 'zh'] | None = None) -> models.CapsuleView:
        """A few pieces that make many outfits, within a budget."""
        answer: models.CapsuleView = self._connection.json(models.CapsuleView, 'GET', "/v1/styling/capsule", query={'customer': customer, 'gender': gender, 'occasion': occasion, 'season': season, 'budget': budget, 'shape': shape, 'pieces': pieces, 'days': days, 'own': own, 'language': language}, headers={})
        return answer

    def outfits(self, *, product: list[str] | None = None, customer: str | None = None, occasion: str | None = None, season: str | None = None, budget: str | None = None, shape: str | None = None, k: int | None = None, language: Literal['en', 'zh'] | None = None) -> models.OutfitsView:
        """Complete the look: outfits from stock, around products, for a customer, or both."""
        answer: models.OutfitsView = self._connection.json(models.OutfitsView, 'GET', "/v1/styling/outfits", query={'product': product, 'customer': customer, 'occasion': occasion, 'season': season, 'budget': budget, 'shape': shape, 'k': k, 'language': language}, headers={})
        return answer

    def shape(self, body: models.Body) -> models.ShapeView:
        """The body shape of girths by FFIT and GB/T 1335. Nothing of it is kept."""
        answer: models.ShapeView = self._connection.json(models.ShapeView, 'POST', "/v1/styling/shape", query={}, headers={}, body=body)
        return answer


class Today(Group):
    """Operations about today."""

    def read(self, *, state: list[Literal['open', 'accepted', 'dismissed', 'ordered', 'covered']] | None = None, kind: list[Literal['buy', 'transfer', 'markdown', 'hold', 'expedite', 'count', 'range', 'reduce', 'stock out', 'heavy', 'never sold', 'wrong size mix', 'late order', 'order']] | None = None, category: str | None = None, product_id: str | None = None, search: str | None = None, sort: Literal['money', 'quantity', 'sells_out_on'] | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageDecisionView:
        """Purchases, transfers, markdowns, trends, exceptions and alerts, most money first."""
        answer: models.PageDecisionView = self._connection.json(models.PageDecisionView, 'GET', "/v1/decisions", query={'state': state, 'kind': kind, 'category': category, 'product_id': product_id, 'search': search, 'sort': sort, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_read(self, *, state: list[Literal['open', 'accepted', 'dismissed', 'ordered', 'covered']] | None = None, kind: list[Literal['buy', 'transfer', 'markdown', 'hold', 'expedite', 'count', 'range', 'reduce', 'stock out', 'heavy', 'never sold', 'wrong size mix', 'late order', 'order']] | None = None, category: str | None = None, product_id: str | None = None, search: str | None = None, sort: Literal['money', 'quantity', 'sells_out_on'] | None = None, limit: int | None = None) -> Iterator[models.DecisionView]:
        """Every item of :meth:`read`, page by page."""
        return self._connection.pages(models.PageDecisionView, "/v1/decisions", query={'state': state, 'kind': kind, 'category': category, 'product_id': product_id, 'search': search, 'sort': sort, 'limit': limit}, headers={})

    def bulk(self, body: models.DecisionsMeant) -> list[models.DecisionDone]:
        """Decide one by one; one that cannot be done does not stop the others."""
        answer: list[models.DecisionDone] = self._connection.json(list[models.DecisionDone], 'POST', "/v1/decisions/bulk", query={}, headers={}, body=body)
        return answer

    def export(self, *, state: list[Literal['open', 'accepted', 'dismissed', 'ordered', 'covered']] | None = None, kind: list[Literal['buy', 'transfer', 'markdown', 'hold', 'expedite', 'count', 'range', 'reduce', 'stock out', 'heavy', 'never sold', 'wrong size mix', 'late order', 'order']] | None = None, category: str | None = None, product_id: str | None = None, search: str | None = None, sort: Literal['money', 'quantity', 'sells_out_on'] | None = None, format_: Literal['csv', 'xlsx'] | None = None) -> bytes:
        """Decisions as a table: a list of transfers to pick, of prices to change, of what to buy."""
        return self._connection.send('GET', "/v1/decisions/export", query={'state': state, 'kind': kind, 'category': category, 'product_id': product_id, 'search': search, 'sort': sort, 'format': format_}, headers={}).content

    def summary(self) -> list[models.DecisionSum]:
        """How many there are of each kind and state, and the money in them."""
        answer: list[models.DecisionSum] = self._connection.json(list[models.DecisionSum], 'GET', "/v1/decisions/summary", query={}, headers={})
        return answer

    def show(self, decision_id: str) -> models.DecisionView:
        """DecisionMeant decision; its ETag is what a decision about it may name."""
        answer: models.DecisionView = self._connection.json(models.DecisionView, 'GET', f"/v1/decisions/{part(decision_id)}", query={}, headers={})
        return answer

    def accept(self, decision_id: str, body: models.Accept, *, if_match: str | None = None) -> models.DecisionView:
        """Accept as it is, or with another quantity or cut."""
        answer: models.DecisionView = self._connection.json(models.DecisionView, 'POST', f"/v1/decisions/{part(decision_id)}/accept", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def dismiss(self, decision_id: str, body: models.Dismiss, *, if_match: str | None = None) -> models.DecisionView:
        """Dismiss with a reason; a purchase is not raised again by a plan of the same review."""
        answer: models.DecisionView = self._connection.json(models.DecisionView, 'POST', f"/v1/decisions/{part(decision_id)}/dismiss", query={}, headers={'If-Match': if_match}, body=body)
        return answer

    def undo(self, decision_id: str, *, if_match: str | None = None) -> models.DecisionView:
        """Take a decision back; a purchase only as long as its order is not approved."""
        answer: models.DecisionView = self._connection.json(models.DecisionView, 'POST', f"/v1/decisions/{part(decision_id)}/undo", query={}, headers={'If-Match': if_match})
        return answer

    def today(self) -> models.Today:
        """Sales, margin, stock, orders and budget since last week, each with its definition."""
        answer: models.Today = self._connection.json(models.Today, 'GET', "/v1/today", query={}, headers={})
        return answer


class Trends(Group):
    """Operations about trends."""

    def list_trends(self, *, sort: Literal['stage', 'change', 'confidence', 'level', 'peak_week', 'name'] | None = None, descending: bool | None = None, limit: int | None = None, cursor: str | None = None, market: str | None = None, segment: str | None = None, kind: list[str] | None = None, stage: list[Literal['emerging', 'rising', 'peak', 'falling', 'fad', 'seasonal', 'flat']] | None = None, q: str | None = None) -> models.PageTrend:
        """Every attribute that was read, in one market and segment."""
        answer: models.PageTrend = self._connection.json(models.PageTrend, 'GET', "/v1/trends", query={'sort': sort, 'descending': descending, 'limit': limit, 'cursor': cursor, 'market': market, 'segment': segment, 'kind': kind, 'stage': stage, 'q': q}, headers={})
        return answer

    def iterate_trends(self, *, sort: Literal['stage', 'change', 'confidence', 'level', 'peak_week', 'name'] | None = None, descending: bool | None = None, limit: int | None = None, market: str | None = None, segment: str | None = None, kind: list[str] | None = None, stage: list[Literal['emerging', 'rising', 'peak', 'falling', 'fad', 'seasonal', 'flat']] | None = None, q: str | None = None) -> Iterator[models.Trend]:
        """Every item of :meth:`list_trends`, page by page."""
        return self._connection.pages(models.PageTrend, "/v1/trends", query={'sort': sort, 'descending': descending, 'limit': limit, 'market': market, 'segment': segment, 'kind': kind, 'stage': stage, 'q': q}, headers={})

    def attribute(self, *, name: str, value: str) -> models.Detail:
        """All that is known of one attribute, with the posts and styles that carry it."""
        answer: models.Detail = self._connection.json(models.Detail, 'GET', "/v1/trends/attribute", query={'name': name, 'value': value}, headers={})
        return answer

    def attribute_curves(self, *, name: str, value: str) -> list[models.Curve]:
        """One attribute in every market and segment that was counted, forecast or not."""
        answer: list[models.Curve] = self._connection.json(list[models.Curve], 'GET', "/v1/trends/attribute/curves", query={'name': name, 'value': value}, headers={})
        return answer

    def board(self, *, market: str | None = None, segment: str | None = None, kind: list[str] | None = None, cards: int | None = None) -> models.Board:
        """What rises, peaks and falls, the surest first; single attributes before combinations."""
        answer: models.Board = self._connection.json(models.Board, 'GET', "/v1/trends/board", query={'market': market, 'segment': segment, 'kind': kind, 'cards': cards}, headers={})
        return answer

    def calibration(self) -> models.Calibration:
        """What became of earlier calls on the brand's own past: how far to trust those of today."""
        answer: models.Calibration = self._connection.json(models.Calibration, 'GET', "/v1/trends/calibration", query={}, headers={})
        return answer

    def curves(self, *, id: list[str]) -> list[models.Curve]:
        """Past and forecast of some series: two years back, half a year ahead, with bands."""
        answer: list[models.Curve] = self._connection.json(list[models.Curve], 'GET', "/v1/trends/curves", query={'id': id}, headers={})
        return answer

    def exposure(self, *, kind: list[str] | None = None, stage: list[Literal['emerging', 'rising', 'peak', 'falling', 'fad', 'seasonal', 'flat']] | None = None, sort: Literal['share_of_voice', 'share_of_styles', 'share_of_sales', 'share_of_stock', 'change'] | None = None, descending: bool | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageExposed:
        """How much of the range, its sales and its stock shows each attribute that is talked about."""
        answer: models.PageExposed = self._connection.json(models.PageExposed, 'GET', "/v1/trends/exposure", query={'kind': kind, 'stage': stage, 'sort': sort, 'descending': descending, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_exposure(self, *, kind: list[str] | None = None, stage: list[Literal['emerging', 'rising', 'peak', 'falling', 'fad', 'seasonal', 'flat']] | None = None, sort: Literal['share_of_voice', 'share_of_styles', 'share_of_sales', 'share_of_stock', 'change'] | None = None, descending: bool | None = None, limit: int | None = None) -> Iterator[models.Exposed]:
        """Every item of :meth:`exposure`, page by page."""
        return self._connection.pages(models.PageExposed, "/v1/trends/exposure", query={'kind': kind, 'stage': stage, 'sort': sort, 'descending': descending, 'limit': limit}, headers={})

    def posts(self, *, name: str, value: str, source: str | None = None, limit: int | None = None, cursor: str | None = None) -> models.PagePost:
        """Posts of the last 8 weeks that speak of an attribute, the newest first."""
        answer: models.PagePost = self._connection.json(models.PagePost, 'GET', "/v1/trends/posts", query={'name': name, 'value': value, 'source': source, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_posts(self, *, name: str, value: str, source: str | None = None, limit: int | None = None) -> Iterator[models.Post]:
        """Every item of :meth:`posts`, page by page."""
        return self._connection.pages(models.PagePost, "/v1/trends/posts", query={'name': name, 'value': value, 'source': source, 'limit': limit}, headers={})

    def suggestions(self, *, action: Literal['range', 'reduce'] | None = None, limit: int | None = None, cursor: str | None = None) -> models.PageAdvice:
        """What to add to the range and what to reduce, most money first."""
        answer: models.PageAdvice = self._connection.json(models.PageAdvice, 'GET', "/v1/trends/suggestions", query={'action': action, 'limit': limit, 'cursor': cursor}, headers={})
        return answer

    def iterate_suggestions(self, *, action: Literal['range', 'reduce'] | None = None, limit: int | None = None) -> Iterator[models.Advice]:
        """Every item of :meth:`suggestions`, page by page."""
        return self._connection.pages(models.PageAdvice, "/v1/trends/suggestions", query={'action': action, 'limit': limit}, headers={})


class Modiste:
    """A server, by the parts of its API."""

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        timeout: float = 60.0,
        retries: int = 2,
        http: httpx.Client | None = None,
    ) -> None:
        """Connect; see :class:`modiste.client.connection.Connection`."""
        self.connection = Connection(url, key=key, timeout=timeout, retries=retries, http=http)
        self.access = Access(self.connection)
        self.customers = Customers(self.connection)
        self.data = Data(self.connection)
        self.demand = Demand(self.connection)
        self.design = Design(self.connection)
        self.events = Events(self.connection)
        self.health = Health(self.connection)
        self.inventory = Inventory(self.connection)
        self.jobs = Jobs(self.connection)
        self.orders = Orders(self.connection)
        self.plan = Plan(self.connection)
        self.products = Products(self.connection)
        self.recommend = Recommend(self.connection)
        self.settings = Settings(self.connection)
        self.shop = Shop(self.connection)
        self.styling = Styling(self.connection)
        self.today = Today(self.connection)
        self.trends = Trends(self.connection)

    def __enter__(self) -> Modiste:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
