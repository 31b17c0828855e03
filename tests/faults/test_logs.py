"""What casting writes to the logs: nothing of how anybody votes, on the page, over the API, refused or recorded."""

from __future__ import annotations

import json
import logging
import uuid

import pytest
from django.test import Client

from coalition.models.procedure import Visibility
from coalition.tokens import issue_token
from proposals.tasks import tick
from tests.clocks import clock_at
from tests.factories import a_coalition, open_vote
from tests.proposals.api.callers import Caller
from tests.proposals.calendars.calling import a_feed

pytestmark = pytest.mark.django_db


def test_casting_logs_no_position(caplog, client, settings):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("concert.test").debug("the capture hears %s", "everything")
    body = a_coalition(visibility=Visibility.ON_CLOSING)
    division = open_vote(body)
    client.force_login(body.heads["FR"])
    paper = {"member": "FR", "position": "abstain", "key": uuid.uuid4().hex}
    address = f"/{body.coalition.slug}/votes/{division.pk}/confirm/"
    assert client.post(address, paper).status_code == 302
    assert client.post(address, paper | {"member": "DE", "key": uuid.uuid4().hex}).status_code == 403
    caller = Caller(body.heads["DE"])
    assert caller.cast(division.pk, "DE", "abstain").status_code == 201
    assert caller.cast(division.pk, "FR", "abstain").status_code == 403
    assert caller.cast(division.pk, "DE", "abstain", key="x" * 81).status_code == 400
    tick()
    with clock_at(division.closes_at):
        assert caller.cast(division.pk, "DE", "abstain").status_code == 409
        assert client.post(address, paper | {"key": uuid.uuid4().hex}).status_code == 409
    said = [written(record) for record in caplog.records]
    assert any("the capture hears" in line for line in said)
    kept = [line for line in said if "abstain" in line]
    assert kept == []


def test_the_address_of_a_feed_is_in_no_log(caplog, monkeypatch):
    """Not when it is read, not when it is none, and not when reading it fails on our side."""
    caplog.set_level(logging.DEBUG)
    path = a_feed(a_coalition().heads["FR"])
    secret = path.split("/")[-1].removesuffix(".ics")
    client = Client(raise_request_exception=False)
    assert (client.get(path).status_code, client.get(path + "x").status_code) == (200, 404)
    monkeypatch.setattr("proposals.calendars.feeds.written", lambda *_: 1 / 0)
    assert client.get(path).status_code == 500
    said = [written(record) + str(vars(record).get("request", "")) for record in caplog.records]
    assert any("Internal Server Error: /calendars/..." in line for line in said)
    assert [line for line in said if secret in line] == []


def test_a_token_is_in_no_log(caplog, monkeypatch):
    """Not when it is used, not when it is none, and not when answering fails on our side."""
    caplog.set_level(logging.DEBUG)
    token = issue_token(person=a_coalition().heads["FR"], name="of a program")
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})
    assert (client.get("/api/v1/me/").status_code, client.get("/api/v1/nothing/").status_code) == (200, 404)
    assert client.get("/api/v1/me/", headers={"Authorization": f"Bearer {token}x"}).status_code == 401
    monkeypatch.setattr("proposals.api.me.Me.get", lambda *_: 1 / 0)
    assert client.get("/api/v1/me/").status_code == 500
    said = [written(record) + str(vars(record).get("request", "")) for record in caplog.records]
    assert any("Internal Server Error: /api/v1/me/" in line for line in said)
    assert [line for line in said if token in line] == []


def written(record: logging.LogRecord) -> str:
    """A record with everything that a formatter could make of it; what a debugging database log says is SQL's own."""
    if record.name.startswith("django.db.backends"):
        return ""
    told = {name: str(value) for name, value in vars(record).items() if name not in ("exc_info", "request")}
    return json.dumps(told | {"message": record.getMessage(), "exception": str(record.exc_info)})
