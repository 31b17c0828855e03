"""Rules of procedure over HTTP: accepted by members, changed by what the coalition adopts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition.procedure import AMENDING
from tests.clocks import clock_at
from tests.factories import a_coalition
from tests.proposals.api.callers import Caller, problem
from tests.proposals.voting.test_enacting import CHANGE, voted

pytestmark = pytest.mark.django_db


def place(body, path):
    return f"/coalitions/{body.coalition.slug}{path}"


def test_a_change_is_put_decided_and_in_force():
    body = a_coalition("DE FR GB IT", subject=AMENDING)
    caller = Caller(body.secretariat[0])
    sent = {"coalition": body.coalition.slug, "title": "Longer notice", "text": CHANGE, "subject": AMENDING}
    put = caller.post("/proposals/", {**sent, "sponsors": ["FR"]})
    assert put.status_code == 201, put.content
    (row,) = caller.get(place(body, "/rules-of-procedure/changes/")).json()["results"]
    assert (row["proposal"], row["decision"], row["version"]) == (put.json()["id"], None, None)
    decision = voted(body, body.coalition.proposals.get())
    (row,) = caller.get(place(body, "/rules-of-procedure/changes/")).json()["results"]
    assert (row["decision"], row["version"]) == (decision.symbol, 2)
    with clock_at(decision.decided_at + timedelta(seconds=1)):
        rules = caller.get(place(body, "/rules-of-procedure/")).json()
    assert (rules["version"], rules["adopted_by"]) == (2, decision.symbol)
    (subject,) = rules["subjects"]
    assert (subject["notice_seconds"], subject["emergency_notice_seconds"]) == (48 * 3600, 7200)
    assert "- Notice: 2 d" in subject["text"]["en"]
    assert "- Préavis\N{NO-BREAK SPACE}: 2 j" in subject["text"]["fr"]


def test_a_text_that_cannot_be_read_is_refused_by_its_line():
    body = a_coalition(subject=AMENDING)
    sent = {"coalition": body.coalition.slug, "title": "Longer", "text": "## readiness\n- Notice: soon"}
    answer = Caller(body.secretariat[0]).post("/proposals/", {**sent, "subject": AMENDING, "sponsors": ["FR"]})
    (error,) = problem(answer, 400, "bad_rules_text")["errors"]
    assert error["field"] == "text"
    assert "Line 2" in error["detail"]


def test_a_member_accepts_once_and_for_itself():
    body = a_coalition(accepted="")
    caller = Caller(body.heads["FR"])
    for asked, status in (
        ({"member": "FR", "version": 1}, 201),
        ({"member": "FR", "version": 1}, 409),
        ({"member": "DE", "version": 1}, 403),
        ({"member": "FR", "version": 2}, 404),
        ({"member": "XX", "version": 1}, 400),
    ):
        assert caller.post(place(body, "/acceptances/"), asked).status_code == status, asked
    (row,) = caller.get(place(body, "/acceptances/")).json()["results"]
    assert (row["member"], row["version"]) == ("FR", 1)
