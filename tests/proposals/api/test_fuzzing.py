"""Schemathesis holds the API to its own description: no 500, no undeclared answer, nothing senseless taken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS, load_all_checks

from coalition import membership
from coalition.config.wsgi import application
from coalition.models.delegations import Role
from coalition.tokens import issue_token
from tests.factories import cast, open_vote, serve
from tests.proposals.api.sittings import a_sitting
from tests.proposals.api.test_decisions import decide_on
from tests.stack import parts

pytestmark = pytest.mark.django_db
load_all_checks()
# What is written well can still be refused: a title of blanks, a deadline that is past.
EXCLUDED = [CHECKS.get_one("positive_data_acceptance")]

REFUSED = {"negative_data_rejection": {"expected-statuses": ["400", "401", "403", "404", "405", "406", "413", "415"]}}

# Every boundary of every field is tried on the engine that refuses more: a NUL, a number too large for its column.
STRICT = parts.engine() == "postgresql"

schema = schemathesis.openapi.from_dict(
    SchemaGenerator().get_schema(public=True),
    config=schemathesis.Config.from_dict({"checks": REFUSED, "phases": {"coverage": {"enabled": STRICT}}}),
)
schema.app = application


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Keep the test's own connection, with its transaction, through every request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def everything(body: Any, unhurried: None, _one_connection: None) -> dict[str, Any]:
    """A head of delegation who is of the secretariat too, and a row of each kind by its name in addresses."""
    person = body.heads["FR"]
    serve(body, person, Role.SECRETARIAT)
    decision, division = decide_on(body), open_vote(body)
    cast(division, body, "FR", "yes")
    rows = {
        "coalition": body.coalition.slug,
        "member": "FR",
        "proposal": decision.division.proposal_id,
        "division": division.pk,
        "decision": decision.pk,
        "rule": "eu-qmv",
        "accreditation": body.accreditations["GB"].pk,
        "pending": membership.suspend(member=body.members["IT"], by=body.secretariat[0]).pending.pk,
    }
    rows |= {place[5:-1]: row for place, row in a_sitting(body, decision.division.proposal).rows.items()}
    return {"rows": rows, "headers": {"Authorization": f"Bearer {issue_token(person=person, name='fuzzing')}"}}


@schema.parametrize()
@settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "2" if STRICT else "5")),
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_keeps_to_its_description(case: Any, everything: dict[str, Any]) -> None:
    for name in set(case.path_parameters or ()) & set(everything["rows"]):
        if case.meta.generation.mode.is_positive:  # a senseless address stays as it is
            case.path_parameters[name] = everything["rows"][name]
    case.call_and_validate(headers=everything["headers"], excluded_checks=EXCLUDED)
