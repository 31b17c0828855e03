"""Exports over the API: what the verifier reads, for those who read everything, once it may be seen."""

from __future__ import annotations

import pytest

from coalition.models.procedure import Visibility
from proposals.ledger.checkpointing import checkpoint
from tests.factories import a_coalition, a_proposal, cast, open_vote
from tests.proposals.api.callers import Caller, problem
from tests.proposals.export.verifying import decided, settle, verified

pytestmark = pytest.mark.django_db


def given(caller, path, tmp_path, **headers):
    answer = caller.client.get(f"/api/v1{path}", headers=caller.headers | headers)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/x-ndjson"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    file = tmp_path / "export.jsonl"
    file.write_bytes(b"".join(answer.streaming_content))
    return verified(file)


@pytest.mark.parametrize("accept", ["*/*", "application/x-ndjson"])
def test_one_vote_and_a_whole_record(body, tmp_path, accept):
    division = decided(body, FR="yes", GB="no")
    caller = Caller(body.advisers["FR"])
    report = given(caller, f"/divisions/{division.pk}/export/", tmp_path, Accept=accept)
    assert (report.fine, report.said["decisions"]) == (True, 1)
    report = given(caller, f"/coalitions/{body.coalition.slug}/export/", tmp_path, Accept=accept)
    assert (report.fine, report.said["holds"]) == (True, "coalition")


def test_a_hidden_vote_is_refused_until_it_is_decided(tmp_path):
    body = a_coalition(visibility=Visibility.CHAIR)
    division = open_vote(body)
    cast(division, body, "FR", "no")
    checkpoint(coalition_id=body.coalition.pk)
    path = f"/divisions/{division.pk}/export/"
    for person in (body.heads["FR"], body.chair, body.secretariat[0]):
        problem(Caller(person).get(path), 409, "hidden")
        answer = Caller(person).get(f"/coalitions/{body.coalition.slug}/export/")
        assert b"ballot_cast" not in b"".join(answer.streaming_content)
    settle(division)
    assert given(Caller(body.heads["FR"]), path, tmp_path).fine


def test_what_is_not_signed_yet_is_asked_for_again(body):
    division = open_vote(body)
    problem(Caller(body.chair).get(f"/divisions/{division.pk}/export/"), 409, "not_signed_yet")
    problem(Caller(body.chair).get(f"/coalitions/{body.coalition.slug}/export/"), 409, "not_signed_yet")


def test_an_observer_reads_a_released_vote_and_exports_nothing(body):
    division = decided(body, proposal=a_proposal(body, released_to_observers=True), FR="yes")
    caller = Caller(body.observer)
    problem(caller.get(f"/divisions/{division.pk}/export/"), 403, "may_not_read")
    problem(caller.get(f"/coalitions/{body.coalition.slug}/export/"), 403, "may_not_read")


def test_there_is_no_record_of_others(body):
    division = decided(body, FR="yes")
    caller = Caller(a_coalition().heads["FR"])
    problem(caller.get(f"/divisions/{division.pk}/export/"), 404, "not_found")
    problem(caller.get(f"/coalitions/{body.coalition.slug}/export/"), 404, "not_found")
