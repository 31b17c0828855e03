"""The calendar as JSON: a stretch of time, one coalition's, and an answer that is not sent again while it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock
from tests.factories import a_coalition, open_vote
from tests.proposals.api.callers import Caller, problem
from tests.proposals.calendars.calling import a_called_meeting, extend

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(body):
    return open_vote(body, seconds=3600)


@pytest.fixture
def meeting(body):
    return a_called_meeting(body)


def read(caller: Caller, **asked: object) -> list[tuple[str, int]]:
    answer = caller.get(
        "/calendar/", **{name.strip("_"): str(value).replace(" ", "T") for name, value in asked.items()}
    )
    assert answer.status_code == 200, answer.content
    return [(event["kind"], event["id"]) for event in answer.json()["results"]]


def test_deadlines_and_meetings_by_time(body, vote, meeting):
    caller = Caller(body.heads["FR"])
    assert read(caller) == [("vote", vote.pk), ("meeting", meeting.pk)]
    (event, _) = caller.get("/calendar/").json()["results"]
    assert event["starts_at"] == vote.closes_at.isoformat().replace("+00:00", "Z")
    assert read(Caller(a_coalition().heads["FR"])) == []


def test_a_stretch_of_time(body, vote, meeting):
    caller, tick = Caller(body.heads["FR"]), timedelta(microseconds=1)
    assert read(caller, until=meeting.starts_at) == [("vote", vote.pk)]
    assert read(caller, from_=vote.closes_at) == [("vote", vote.pk), ("meeting", meeting.pk)]  # a deadline at it is in
    assert read(caller, from_=vote.closes_at + tick) == [("meeting", meeting.pk)]
    assert read(caller, from_=meeting.ends_at) == []
    assert read(caller, from_=vote.closes_at, until=vote.closes_at + tick) == [("vote", vote.pk)]


def test_one_coalition_s(body, vote):
    other = a_coalition()
    caller = Caller(body.heads["FR"])
    assert read(caller, coalition=body.coalition.slug) == [("vote", vote.pk)]
    assert caller.get("/calendar/", coalition=other.coalition.slug).status_code == 404


@pytest.mark.parametrize(
    "asked", ["from=yesterday", "until=2026-13-01T00:00:00Z", "until=2026-11-29T12:00:00", "of=DE"]
)
def test_a_stretch_that_is_none_is_named(body, asked):
    answer = Caller(body.heads["FR"]).get(f"/calendar/?{asked}")
    assert problem(answer, 400, "invalid")["errors"][0]["field"] == asked.partition("=")[0]


@pytest.mark.parametrize("held", ["{tag}", "W/{tag}", '"another", {tag}', "*"])
def test_it_is_not_sent_again_while_it_holds(body, vote, held):
    caller = Caller(body.heads["FR"])
    first = caller.get("/calendar/")
    again = caller.send("GET", "/calendar/", If_None_Match=held.format(tag=first["ETag"]))
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_a_deadline_that_moves_is_sent_again(body, vote):
    caller = Caller(body.heads["FR"])
    tag = caller.get("/calendar/")["ETag"]
    extend(vote, body)
    again = caller.send("GET", "/calendar/", If_None_Match=tag)
    assert again.status_code == 200 and again["ETag"] != tag
    (event,) = again.json()["results"]
    assert event["sequence"] == 1
    assert event["starts_at"] > clock.now().isoformat()
