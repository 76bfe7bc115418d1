"""Schemathesis over the whole application in process: no fault, no broken promise."""

from __future__ import annotations

import os
from collections import defaultdict

import hypothesis
import pytest
import schemathesis
from schemathesis import checks
from schemathesis.core.failures import FailureGroup

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("MODISTE_TEST_EXAMPLES", "6"))
"""Requests for each operation; more look deeper."""

PROMISES = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
HEADERS = {"X-Test-Who": "owner", "Sec-Fetch-Site": "same-origin", "Host": "localhost"}
FEW = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


def plain(schema):
    """The same description without prefixItems, which Schemathesis cannot read in answers."""
    if isinstance(schema, list):
        return [plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: plain(value) for name, value in schema.items() if name != "prefixItems"}
    if "prefixItems" in schema:
        made["items"] = {"anyOf": plain(schema["prefixItems"])}
    return made


def test_the_api_keeps_its_promises(app, monkeypatch):
    described = plain(app.openapi())
    monkeypatch.setattr(app, "openapi", lambda: described)
    described = schemathesis.openapi.from_asgi("/v1/openapi.json", app, headers=HEADERS)
    broken: dict[str, set[str]] = defaultdict(set)
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) > 100
    for operation in operations:
        try_out(operation, broken[operation.label])
    assert {label: told for label, told in broken.items() if told} == {}


def try_out(operation, broken: set[str]) -> None:
    """Ask in many ways, sound and unsound."""

    @FEW
    @hypothesis.given(case=operation.as_strategy())
    def asked(case):
        try:
            case.call_and_validate(checks=PROMISES, headers=HEADERS)
        except FailureGroup as failures:
            for failure in failures.exceptions:
                broken.add(f"{failure.title}: {failure.message}"[:400])

    asked()
