"""Real calendar programs against a real server: they see a meeting called, moved and cancelled, and a deadline move."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import caldav
import pytest
from icalendar import Calendar

from tests.stack.stacks import Stack

pytestmark = pytest.mark.stack
MAKE = """
from proposals.calendars.keys import make_key
from proposals.calendars.models import Shows
from tests.proposals.calendars.calling import a_called_meeting
body = a_coalition(exercise=True)
person = body.heads["FR"]
division, meeting = open_vote(body), a_called_meeting(body)
print(json.dumps({
    "slug": body.coalition.slug, "division": division.pk, "meeting": meeting.pk, "number": meeting.number,
    "email": person.email,
    "feed": make_key(person=person, name="feed", shows=Shows.MINE)[1],
    "password": make_key(person=person, name="dav", shows=Shows.CALDAV)[1],
}))
"""
CHANGE = """
from proposals.meetings.models import Meeting
from proposals.meetings.calling import cancel_meeting
from proposals.voting.models import Division
from tests.proposals.calendars.calling import move, extend
meeting = Meeting.objects.select_related("coalition").get(pk={meeting})
from types import SimpleNamespace
offices = meeting.coalition.offices.filter(role="secretariat").order_by("pk")
body = SimpleNamespace(secretariat=[office.person for office in offices])
{act}
"""
SYNC = """
[general]
status_path = "{folder}/status/"
[pair concert]
a = "phone"
b = "server"
collections = ["from b"]
conflict_resolution = "b wins"
partial_sync = "revert"
[storage phone]
type = "filesystem"
path = "{folder}/phone/"
fileext = ".ics"
[storage server]
type = "caldav"
url = "{url}/dav/"
username = "{email}"
password = "{password}"
read_only = true
[pair feed]
a = "copy"
b = "address"
collections = null
conflict_resolution = "b wins"
partial_sync = "revert"
[storage copy]
type = "filesystem"
path = "{folder}/feed/"
fileext = ".ics"
[storage address]
type = "http"
url = "{url}/calendars/{feed}.ics"
"""
KHAL = """
[calendars]
[[concert]]
path = {folder}/phone/{slug}
type = calendar
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


class Phone:
    """vdirsyncer and khal, as somebody sets them up."""

    def __init__(self, stack: Stack, folder: Path, made: dict[str, Any]) -> None:
        self.folder, self.slug = folder, made["slug"]
        for name in ("phone", "feed", "status"):
            (folder / name).mkdir()
        (folder / "sync").write_text(SYNC.format(folder=folder, url=stack.url, **made))
        (folder / "khal").write_text(KHAL.format(folder=folder, slug=self.slug))
        self._run("vdirsyncer", "-c", str(folder / "sync"), "discover")

    def sync(self) -> None:
        self._run("vdirsyncer", "-c", str(self.folder / "sync"), "sync")

    def listed(self) -> str:
        """The agenda of the next days."""
        line = ("--format", "{start} {status} {title}", "list", "now", "10d")
        return self._run("khal", "-c", str(self.folder / "khal"), line[2], *line[:2], *line[3:])

    def events(self, where: str) -> dict[str, Any]:
        """What is on the disk of the phone, by identity."""
        files = (self.folder / where).rglob("*.ics")
        found = [event for file in files for event in Calendar.from_ical(file.read_text()).walk("VEVENT")]
        return {str(event["UID"]): event for event in found}

    def _run(self, program: str, *arguments: str) -> str:
        command = [str(Path(sys.executable).parent / program), *arguments]
        environment = os.environ | {"HOME": str(self.folder), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, env=environment, input="y\n" * 9, text=True, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def test_programs_follow_a_meeting_and_a_deadline(stack: Stack, tmp_path: Path):
    made = json.loads(stack.script(MAKE))
    phone = Phone(stack, tmp_path, made)

    def change(act: str) -> dict[str, Any]:
        stack.script(CHANGE.format(meeting=made["meeting"], act=act))
        phone.sync()
        on_phone, in_feed = phone.events("phone"), phone.events("feed")
        assert sorted(map(_but_uid, on_phone.values())) == sorted(map(_but_uid, in_feed.values()))
        return on_phone

    first = change("")
    assert len(first) == 2
    (held,) = [uid for uid in first if uid.startswith("meeting-")]
    assert f"Meeting {made['number']}" in phone.listed()

    moved = change("move(meeting, body)")
    assert (moved[held]["DTSTART"].dt - first[held]["DTSTART"].dt).days == 1
    assert moved[held]["SEQUENCE"] == first[held]["SEQUENCE"] + 1
    assert moved[held]["DTSTART"].dt.strftime("%Y-%m-%d %H:%M") in phone.listed()

    gone = change("cancel_meeting(meeting=meeting, by=body.secretariat[0], reason='No plane.')")
    assert gone[held]["STATUS"] == "CANCELLED"
    assert "EXERCISE · Cancelled" in phone.listed()

    (vote,) = set(first) - {held}
    extended = change(f"extend(Division.objects.get(pk={made['division']}), body)")
    assert (extended[vote]["DTSTART"].dt - first[vote]["DTSTART"].dt).total_seconds() == 3600
    the_library_finds_the_same(stack, made, extended)


def _but_uid(event: Any) -> bytes:
    """An event without its identity: vdirsyncer gives those of an address identities of its own."""
    return b"".join(line for line in event.to_ical().splitlines(True) if not line.startswith((b"UID:", b" ")))


def the_library_finds_the_same(stack: Stack, made: dict[str, Any], events: dict[str, Any]) -> None:
    """A second program, by the name of the server alone, by time, and by what has changed."""
    with caldav.DAVClient(url=f"{stack.url}/dav/", username=made["email"], password=made["password"]) as client:
        (calendar,) = client.principal().calendars()
        found = {str(each.icalendar_component["UID"]): each.icalendar_component for each in calendar.events()}
        assert {uid: each.to_ical() for uid, each in found.items()} == {
            uid: each.to_ical() for uid, each in events.items()
        }
        synced = calendar.objects_by_sync_token(load_objects=True)
        assert len(list(synced)) == len(events)
        synced.sync()
        assert len(list(synced)) == len(events)
        with pytest.raises(caldav.lib.error.DAVError):
            calendar.save_event(
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nDTSTART:20300101T000000Z\nEND:VEVENT\nEND:VCALENDAR"
            )
