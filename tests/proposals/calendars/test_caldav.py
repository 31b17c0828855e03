"""CalDAV by hand: who gets in, what each report gives, what is refused, and how much is read at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from coalition import delegations
from coalition.models import Delegate
from proposals.calendars.dav import asking
from proposals.calendars.dav.names import c, d
from proposals.calendars.keys import revoke_key
from proposals.calendars.models import CalendarKey, Shows
from proposals.meetings.calling import cancel_meeting
from tests.factories import a_coalition, a_proposal, open_vote
from tests.proposals.calendars.calling import a_called_meeting, a_feed, move
from tests.proposals.calendars.programs import DATA, NAMES, Program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


def a_calendar(exercise=False):
    body = a_coalition(exercise=exercise)
    return body, f"/dav/calendars/{body.coalition.slug}/"


def test_a_program_finds_its_calendars_from_the_name_of_the_server_alone():
    body, path = a_calendar(exercise=True)
    program = Program(body.heads["FR"])
    assert Client().generic("PROPFIND", "/.well-known/caldav")["Location"] == "/dav/"
    asked = f"<d:propfind {NAMES}><d:prop><d:current-user-principal/></d:prop></d:propfind>"
    root = program.found("PROPFIND", "/dav/", asked, depth="0")["/dav/"]
    principal = root[d("current-user-principal")].findtext(d("href"))
    home = program.found("PROPFIND", principal, "", depth="0")[principal][c("calendar-home-set")].findtext(d("href"))
    listed = program.found("PROPFIND", home, "")
    assert set(listed) == {home, path}
    assert listed[path][d("displayname")].text == f"EXERCISE · {body.coalition.name_en}"
    assert listed[path][d("resourcetype")].find(c("calendar")) is not None
    privileges = [each.tag for each in listed[path][d("current-user-privilege-set")].iter()]
    assert d("read") in privileges and d("write") not in privileges


def test_what_is_not_known_is_said_to_be_missing():
    body, path = a_calendar()
    asked = f'<d:propfind {NAMES}><d:prop><d:displayname/><x:color xmlns:x="urn:x"/></d:prop></d:propfind>'
    answer = Program(body.heads["FR"]).send("PROPFIND", path, asked, Depth="0").content.decode()
    assert "200 OK" in answer and "404 Not Found" in answer and "color" in answer


def test_the_events_are_those_of_the_feed():
    body, path = a_calendar()
    division, meeting = open_vote(body), a_called_meeting(body)
    person = body.heads["FR"]
    told = Program(person).sync(path)
    feed = Calendar.from_ical(Client().get(a_feed(person)).content)
    events = {}
    for properties in told.values():
        held = Calendar.from_ical(properties[c("calendar-data")].text)
        assert "METHOD" not in held
        (event,) = held.walk("VEVENT")
        events[event["UID"]] = event.to_ical()
    assert events == {event["UID"]: event.to_ical() for event in feed.walk("VEVENT")}
    assert set(told) == {f"{path}vote-{division.pk}.ics", f"{path}meeting-{meeting.pk}.ics"}


def test_sync_tells_what_moved_what_is_new_and_what_is_gone():
    body, path = a_calendar()
    meeting, program = a_called_meeting(body), Program(body.observer)
    assert program.sync(path) == {}
    division = open_vote(body, proposal=a_proposal(body, released_to_observers=True))
    meeting = move(meeting, body, open_to_observers=True)
    first = program.sync(path)
    assert len(first) == 2
    token = program.token
    assert program.sync(path, token) == {} and program.token == token
    move(meeting, body, days=3, open_to_observers=True)
    assert list(program.sync(path, token)) == [f"{path}meeting-{meeting.pk}.ics"]
    cancel_meeting(meeting=meeting, by=body.secretariat[0], reason="No plane left Oslo.")
    told = program.sync(path, token)[f"{path}meeting-{meeting.pk}.ics"][c("calendar-data")].text
    assert "STATUS:CANCELLED" in told
    division.proposal.released_to_observers = False
    division.proposal.save()
    assert program.sync(path, token)[f"{path}vote-{division.pk}.ics"] is None


def test_a_token_that_is_not_known_means_reading_anew():
    body, path = a_calendar()
    program = Program(body.heads["FR"])
    body_ = f"<d:sync-collection {NAMES}><d:sync-token>urn:x</d:sync-token>{DATA}</d:sync-collection>"
    answer = program.send("REPORT", path, body_)
    assert answer.status_code == 403 and b"valid-sync-token" in answer.content


def test_by_time_and_by_name():
    body, path = a_calendar()
    division = open_vote(body)
    program, name = Program(body.heads["FR"]), f"{path}vote-{division.pk}.ics"
    day = timedelta(days=1)

    def during(start, end):
        span = f'<c:time-range start="{start:%Y%m%dT%H%M%SZ}" end="{end:%Y%m%dT%H%M%SZ}"/>'
        return name.encode() in program.query(path, span).content

    closes = division.closes_at
    assert during(closes - day, closes + day)
    assert not during(closes - 2 * day, closes - day) and not during(closes + day, closes + 2 * day)
    assert name.encode() not in program.query(path, component="VTODO").content
    wanted = (
        f"<c:calendar-multiget {NAMES}>{DATA}<d:href>{name}</d:href><d:href>/etc/passwd</d:href></c:calendar-multiget>"
    )
    told = program.found("REPORT", path, wanted)
    assert told["/etc/passwd"] is None and c("calendar-data") in told[name]
    one = program.send("GET", name)
    assert one["ETag"] == told[name][d("getetag")].text
    assert program.send("GET", name, **{"If-None-Match": one["ETag"]}).status_code == 304


def test_a_filter_that_is_not_understood_is_refused_not_ignored():
    body, path = a_calendar()
    program = Program(body.heads["FR"])
    for inside in ('<c:prop-filter name="UID"/>', '<c:time-range start="yesterday"/>'):
        answer = program.query(path, inside)
        assert answer.status_code == 403 and b"filter" in answer.content
    free = program.send("REPORT", path, f"<c:free-busy-query {NAMES}/>")
    assert free.status_code == 403 and b"supported-report" in free.content


def test_nothing_is_written():
    body, path = a_calendar()
    program = Program(body.heads["FR"])
    for method in ("PUT", "DELETE", "POST", "PROPPATCH", "MKCALENDAR", "MOVE", "COPY", "LOCK", "PATCH"):
        assert program.send(method, f"{path}meeting-1.ics", "BEGIN:VCALENDAR").status_code == 403
    assert program.send("GET", path).status_code == 405
    assert program.send("PROPFIND", path, Depth="infinity").status_code == 403
    assert "calendar-access" in Client().options(path)["DAV"]


def test_who_gets_in():
    body, path = a_calendar()
    person = body.heads["FR"]
    program = Program(person)
    feed = a_feed(person).split("/")[-1][:-4]
    inside = [program, Program(person, program.password, person.email.upper())]
    outside = [
        Program(person, "wrong"),
        Program(person, program.password, body.heads["DE"].email),
        Program(person, feed),  # the address of a feed is no password
    ]
    assert [each.send("PROPFIND", path, Depth="0").status_code for each in inside] == [207, 207]
    told = [each.send("PROPFIND", path, Depth="0") for each in outside]
    assert {(each.status_code, each.content) for each in told} == {(401, b"")}
    assert all(each["WWW-Authenticate"].startswith("Basic ") for each in told)
    revoke_key(key=CalendarKey.objects.filter(shows=Shows.CALDAV).order_by("pk")[0])
    assert program.send("PROPFIND", path, Depth="0").status_code == 401


def test_too_many_wrong_passwords_are_told_to_wait(settings):
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] | {"failed_sign_in": "3/h"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
    body, path = a_calendar()
    wrong, right = Program(body.heads["FR"], "wrong"), Program(body.heads["FR"])
    told = [wrong.send("PROPFIND", path, Depth="0").status_code for _try in range(5)]
    assert told == [401, 401, 401, 429, 429]
    assert right.send("PROPFIND", path, Depth="0").status_code == 207


def test_scope_ends_with_the_seat():
    body, path = a_calendar()
    other, elsewhere = a_calendar()
    open_vote(other)
    program = Program(body.heads["FR"])
    assert program.send("PROPFIND", elsewhere, Depth="1").status_code == 404
    open_vote(body)
    (name,) = program.sync(path)
    delegations.unseat_delegate(delegate=Delegate.objects.get(person=body.heads["FR"]), by=body.secretariat[0])
    assert program.send("PROPFIND", path, Depth="0").status_code == 404
    assert program.send("GET", name).status_code == 404
    assert program.found("PROPFIND", "/dav/calendars/").keys() == {"/dav/calendars/"}


BILLION = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><d:propfind xmlns:d="DAV:">&b;</d:propfind>'
)
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><d:propfind xmlns:d="DAV:">&a;</d:propfind>'


@pytest.mark.parametrize(
    ("sent", "status"),
    [(BILLION, 400), (FILE, 400), ("<open>", 400), ("\x00", 400), ("<a>" * 20_000, 400), ("x" * 70_000, 413)],
    ids=["entities", "file", "unclosed", "nul", "deep", "large"],
)
def test_a_hostile_body_is_refused_unread(sent, status):
    body, path = a_calendar()
    answer = Program(body.heads["FR"]).send("PROPFIND", path, sent, Depth="0")
    assert answer.status_code == status
    assert b"root:" not in answer.content
    assert asking.LARGEST < 70_000


def test_as_many_queries_for_three_as_for_one(django_assert_num_queries):
    body, path = a_calendar()
    program = Program(body.heads["FR"])
    program.sync(path)
    for _more in range(2):
        open_vote(body, proposal=a_proposal(body))
        a_called_meeting(body)
        with django_assert_num_queries(
            8
        ):  # two clocks, the key, the coalitions, votes, their changes, meetings, pledges
            program.sync(path)
        with django_assert_num_queries(8):
            program.found("PROPFIND", path)
