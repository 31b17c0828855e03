"""Schemathesis holds the API to its own description: no 500, no undeclared answer, nothing senseless taken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
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
from coalition.models import Person
from coalition.models.delegations import Role
from coalition.tokens import issue_token
from tests.factories import a_coalition, cast, open_vote, serve
from tests.keeping import kept
from tests.proposals.api.sittings import a_sitting
from tests.proposals.api.test_decisions import decide_on
from tests.stack import parts

pytestmark = pytest.mark.django_db
load_all_checks()
# What is written well can still be refused: a title of blanks, a deadline that is past.
EXCLUDED = [CHECKS.get_one("positive_data_acceptance")]

REFUSED = {"negative_data_rejection": {"expected-statuses": ["400", "401", "403", "404", "405", "406", "413", "415"]}}

# `make soak` tries every boundary of every field besides: some nine thousand requests, which take long to make up.
SOAK = "CONCERT_SOAK" in os.environ

schema = schemathesis.openapi.from_dict(
    SchemaGenerator().get_schema(public=True),
    config=schemathesis.Config.from_dict({"checks": REFUSED, "phases": {"coverage": {"enabled": SOAK}}}),
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


@dataclass(frozen=True)
class Everything:
    """A head of delegation who is of the secretariat too, and a row of each kind by its name in addresses."""

    person: Person
    rows: dict[str, Any]


@kept
def everything_there_is() -> Everything:
    """Make it: some hundred acts, of which `kept` remembers the rows."""
    population = {"DE": 84, "FR": 68, "GB": 69, "IT": 59}
    body = a_coalition("DE FR GB IT", groups={"E3": "DE FR GB"}, weights={"population": population})
    person = body.heads["FR"]
    serve(body, person, Role.SECRETARIAT)
    decision, division = decide_on(body), open_vote(body)
    cast(division, body, "FR", "yes")
    rows: dict[str, Any] = {
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
    return Everything(person, rows)


@pytest.fixture
def everything(db: None, unhurried: None, _one_connection: None) -> dict[str, Any]:
    """The rows, and the token of the person."""
    made = everything_there_is()
    token = issue_token(person=made.person, name="fuzzing")
    return {"rows": made.rows, "headers": {"Authorization": f"Bearer {token}"}}


@schema.parametrize()
@settings(
    max_examples=6 if parts.engine() == "sqlite" else 3,
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
