"""A meeting that was called, a vote whose deadline moved, and keys to read them with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from coalition import clock, four_eyes
from coalition.models import Person
from proposals.calendars.keys import About, make_key
from proposals.calendars.models import Shows
from proposals.meetings.calling import Call, amend_meeting, call_meeting, publish_meeting
from proposals.meetings.models import Meeting
from proposals.voting.annulling import ask_annulment
from proposals.voting.extending import Reason, ask_extension
from proposals.voting.models import Division
from tests.factories import Body

HOUR = timedelta(hours=1)


def a_call(days: float = 1, **changed: Any) -> Call:
    start = clock.now().replace(microsecond=0) + timedelta(days=days)
    words: dict[str, Any] = {"title": "Heads of delegation", "time_zone": "Europe/Paris", "place": "Paris", **changed}
    return Call(**{"starts_at": start, "ends_at": start + 2 * HOUR, **words})


def a_called_meeting(body: Body, **changed: Any) -> Meeting:
    meeting = call_meeting(coalition=body.coalition, call=a_call(**changed), by=body.secretariat[0])
    return publish_meeting(meeting=meeting, by=body.secretariat[0])


def move(meeting: Meeting, body: Body, *, days: float = 2, **changed: Any) -> Meeting:
    return amend_meeting(meeting=meeting, call=a_call(days, **changed), by=body.secretariat[0], reason="A later train.")


def extend(division: Division, body: Body, later: timedelta = HOUR) -> None:
    asked = ask_extension(
        division=division,
        closes_at=division.closes_at + later,
        reason=Reason.OUTAGE,
        note="The line was down.",
        by=body.secretariat[0],
    )
    four_eyes.confirm(pending=asked, by=body.secretariat[1])


def annul(division: Division, body: Body) -> None:
    asked = ask_annulment(division=division, note="The wrong text.", by=body.secretariat[0])
    four_eyes.confirm(pending=asked, by=body.secretariat[1])


def a_feed(person: Person, shows: Shows = Shows.MINE, about: About | None = None) -> str:
    """The path of a feed."""
    _key, secret = make_key(person=person, name="My phone", shows=shows, about=about)
    return f"/calendars/{secret}.ics"


def read(path: str, **headers: str) -> Any:
    return Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
