"""Invitations, as a real SMTP server receives them; replies, as a real IMAP server keeps them. None casts a vote."""

from __future__ import annotations

import imaplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
import vobject
from django.test import Client
from icalendar import Calendar, vCalAddress
from icalendar import Event as Component

from coalition import clock
from coalition.delegations import seat_delegate, unseat_delegate
from coalition.models import Delegate
from coalition.models.delegations import Rank
from proposals.calendars import mailbox, replies
from proposals.calendars.events import Wanted, event_of, events_for
from proposals.calendars.mailbox import read_replies
from proposals.calendars.replies import heed, reply_of
from proposals.ledger.models import Entry
from proposals.meetings.answering import expected_at
from proposals.meetings.calling import call_meeting, cancel_meeting
from proposals.meetings.models import Answer, Coming, Meeting
from proposals.notices.models import Told
from proposals.tasks import read_answers
from proposals.voting.models import Ballot
from tests.clocks import clock_at
from tests.factories import a_coalition, a_person, open_vote, seat
from tests.proposals.calendars.calling import a_call, a_called_meeting, a_feed, move
from tests.proposals.notices.hearing import a_postbox, a_second
from tests.stack.processes import free_port, wait_until

pytestmark = pytest.mark.django_db
BARE = b"From: a@b.org\nContent-Type: text/calendar\n\n"


@pytest.fixture
def body():
    return a_coalition(exercise=True)


# Invitations ----------------------------------------------------------------------------------------------------------


def invitation_in(mail):
    """The calendar part of a mail, after seeing that it is what Outlook takes (RFC 6047)."""
    assert mail.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    part = list(mail.iter_parts())[-1]
    calendar = Calendar.from_ical(part.get_content())
    assert part["Content-Type"].params["method"] == calendar["METHOD"]
    assert part["Content-Type"].params["charset"].lower() == "utf-8"
    (event,) = calendar.walk("VEVENT")
    assert event["ORGANIZER"] == f"mailto:{parseaddr(mail['From'])[1]}"
    assert event["ATTENDEE"] == f"mailto:{mail['To']}"
    for stamp in ("DTSTART", "DTEND", "DTSTAMP"):
        assert event[stamp].to_ical().endswith(b"Z") and "TZID" not in event[stamp].params
    assert vobject.readOne(part.get_content()).vevent.uid.value == event["UID"]
    return str(calendar["METHOD"]), event


def test_asked_moved_cancelled(body):
    person = body.heads["FR"]
    with a_postbox() as postbox:
        meeting = a_called_meeting(body, title="Talks on the fleet", place="Villa Bellavista")
        a_second("mail")
        meeting = move(meeting, body)
        a_second("mail")
        cancel_meeting(meeting=meeting, by=body.secretariat[0], reason="No plane left Oslo.")
        a_second("mail")
        mails = postbox.to(person.email)
    (asked, first), (moved, second), (gone, last) = [invitation_in(mail) for mail in mails]
    assert (asked, moved, gone) == ("REQUEST", "REQUEST", "CANCEL")
    assert first["UID"] == second["UID"] == last["UID"] == event_of(meeting).uid
    assert int(first["SEQUENCE"]) < int(second["SEQUENCE"]) < int(last["SEQUENCE"])
    assert second["DTSTART"].dt == meeting.starts_at != first["DTSTART"].dt
    assert (first["STATUS"], last["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert first["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION" and first["ATTENDEE"].params["RSVP"] == "TRUE"
    for mail in mails:
        assert mail["Subject"].startswith("EXERCISE")
        assert "fleet" not in mail.as_string() and "Bellavista" not in mail.as_string()


def test_an_invitation_and_the_feed_are_one_event(body):
    person = body.heads["FR"]
    with a_postbox() as postbox:
        a_called_meeting(body)
        a_second("mail")
        (mail,) = postbox.to(person.email)
    _method, asked = invitation_in(mail)
    (fed,) = Calendar.from_ical(Client().get(a_feed(person)).content).walk("VEVENT")
    same = ("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "LAST-MODIFIED")
    assert {name: asked[name].to_ical() for name in same} == {name: fed[name].to_ical() for name in same}


def test_who_is_seated_later_is_called_and_who_leaves_is_let_go(body):
    late, head = a_person("Late"), body.heads["FR"]
    with a_postbox() as postbox:
        meeting = a_called_meeting(body)
        a_second("mail")
        before = len(postbox.received)
        seat(body, "FR", late)
        unseat_delegate(delegate=Delegate.objects.get(person=head), by=body.secretariat[0])
        a_second("mail")
        a_second("mail")  # and not again
        assert len(postbox.received) == before + 2
        seat(body, "FR", head, Rank.ADVISER)
        a_second("mail")
        (asked,) = [invitation_in(mail) for mail in postbox.to(late.email)]
        mails = postbox.to(head.email)
    first, gone, again = [invitation_in(mail) for mail in mails]
    assert [method for method, _event in (asked, first, gone, again)] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST"]
    assert {str(event["UID"]) for _method, event in (asked, first, gone, again)} == {event_of(meeting).uid}
    assert [str(event["STATUS"]) for _method, event in (gone, again)] == ["CANCELLED", "CONFIRMED"]
    stamps = [event["DTSTAMP"].dt for _method, event in (first, gone, again)]
    assert stamps == sorted(stamps)
    assert "No longer called: meeting 1" in mails[1]["Subject"]
    assert meeting.title not in mails[1].as_string()


def test_a_seat_that_begins_later_is_called_when_it_begins(body):
    later, begins = a_person("Later"), clock.now() + timedelta(hours=3)
    with a_postbox() as postbox:
        a_called_meeting(body)
        a_second("mail")
        seat_delegate(member=body.members["FR"], person=later, rank=Rank.ADVISER, by=body.secretariat[0], at=begins)
        a_second("mail")
        assert postbox.to(later.email) == []
        with clock_at(begins):
            a_second("mail")
        (mail,) = postbox.to(later.email)
    assert invitation_in(mail)[0] == "REQUEST"


def test_observers_are_let_go_when_the_meeting_is_no_longer_open_to_them(body):
    with a_postbox() as postbox:
        meeting = a_called_meeting(body, open_to_observers=True)
        a_second("mail")
        move(meeting, body, open_to_observers=False)
        a_second("mail")
        methods = [invitation_in(mail)[0] for mail in postbox.to(body.observer.email)]
        assert methods == ["REQUEST", "CANCEL"]
        assert [invitation_in(mail)[0] for mail in postbox.to(body.chair.email)] == ["REQUEST", "REQUEST"]


def test_a_draft_and_a_meeting_that_is_over_call_nobody(body):
    call_meeting(coalition=body.coalition, call=a_call(), by=body.secretariat[0])
    held = a_called_meeting(body)
    a_second()
    cancel_meeting(meeting=held, by=body.secretariat[0], reason="No plane left Oslo.")
    a_second()
    late = a_person("Late")
    seat(body, "FR", late)
    a_second()
    assert not Told.objects.filter(person=late).exists()


# Replies --------------------------------------------------------------------------------------------------------------


def a_reply(
    uid: str, address: str, answer: str = "ACCEPTED", *, said_at=None, sender="", method="REPLY", **more
) -> bytes:
    """What Outlook and Google send back: a mail with a calendar in it."""
    calendar, event, attendee = Calendar(), Component(), vCalAddress(f"mailto:{address}")
    attendee.params["PARTSTAT"] = answer
    for name, value in (("uid", uid), ("dtstamp", said_at or clock.now()), ("attendee", attendee), *more.items()):
        event.add(name.replace("_", "-"), value)
    calendar.add("method", method)
    calendar.add_component(event)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Somebody <{sender or address}>", "concert@localhost", "Accepted"
    mail.set_content("Accepted")
    mail.add_alternative(calendar.to_ical().decode(), subtype="calendar", params={"method": method})
    return mail.as_bytes()


def heeded(raw: bytes) -> bool:
    reply = reply_of(raw)
    return heed(reply) if reply else False


def test_a_reply_sets_who_is_expected_and_the_last_said_stands(body):
    meeting, person = a_called_meeting(body), body.heads["FR"]
    uid, now = event_of(meeting).uid, clock.now()
    assert heeded(a_reply(uid, person.email.upper(), "TENTATIVE", said_at=now - timedelta(hours=1)))
    assert heeded(a_reply(uid, person.email, "DECLINED", said_at=now - timedelta(hours=2)))  # came late, said before
    assert expected_at(meeting, person, now).members == {"FR": Coming.TENTATIVE}
    assert heeded(a_reply(uid, person.email, "ACCEPTED"))
    assert heeded(a_reply(uid, body.alternates["FR"].email, "DECLINED"))
    expected = expected_at(meeting, person, clock.now())
    assert (expected.members, expected.own) == ({"FR": Coming.ACCEPTED}, Coming.ACCEPTED)
    assert Entry.objects.filter(kind="call_answered").count() == 3


def test_a_reply_never_casts_a_vote(body):
    division, meeting, person = open_vote(body), a_called_meeting(body), body.heads["FR"]
    before = list(Entry.objects.values_list("kind", flat=True))
    vote = next(e for e in events_for(person, clock.now(), Wanted(division=division.pk)))
    for answer in ("ACCEPTED", "DECLINED", "TENTATIVE"):
        assert not heeded(a_reply(vote.uid, person.email, answer))
    assert heeded(a_reply(event_of(meeting).uid, person.email))
    assert not Ballot.objects.exists()
    assert list(Entry.objects.values_list("kind", flat=True)) == [*before, "call_answered"]


def test_what_is_no_answer_of_somebody_called_sets_nothing(body):
    meeting, person, other = a_called_meeting(body), body.heads["FR"], a_coalition()
    uid, mail = event_of(meeting).uid, person.email
    refused = {
        "another's name": a_reply(uid, mail, sender=body.heads["DE"].email),
        "a stranger": a_reply(uid, "nobody@example.org"),
        "of elsewhere": a_reply(uid, other.heads["FR"].email),
        "not open to observers": a_reply(uid, body.observer.email),
        "another identity": a_reply(uid.replace("@", "x@"), mail),
        "no such meeting": a_reply(uid.replace("meeting-", "meeting-9"), mail),
        "a request": a_reply(uid, mail, method="REQUEST"),
        "delegated": a_reply(uid, mail, "DELEGATED"),
        "repeating": a_reply(uid, mail, rrule={"freq": "SECONDLY", "count": 10**9}),
        "a counter": a_reply(uid, mail, recurrence_id=clock.now()),
        "no mail": b"\xff\x00",
        "no calendar": BARE + b"hello",
        "broken": BARE + b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nDTSTAMP:x",
        "deep": BARE + b"BEGIN:VEVENT\n" * 4000,
        "large": a_reply(uid, mail, description="x" * replies.LARGEST_PART),
    }
    assert {name: heeded(raw) for name, raw in refused.items()} == dict.fromkeys(refused, False)
    assert not Answer.objects.exists()
    cancel_meeting(meeting=meeting, by=body.secretariat[0], reason="No plane left Oslo.")
    assert not heeded(a_reply(uid, mail))


@contextmanager
def an_imap_server() -> Iterator[str]:
    """A real IMAP server on this machine; its address, as the setting has it."""
    port = free_port()
    command = [sys.executable, "-m", "pymap.main", "--no-service", "admin", "--no-service", "managesieve",
               "--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict", "--demo-data",
               "--demo-user", "concert", "--demo-password", "p@ss"]  # fmt: skip
    code = "import sys; from pymap.main import main; sys.argv = ['pymap', *sys.argv[1:]]; main()"
    with subprocess.Popen([sys.executable, "-c", code, *command[3:]]) as server:
        try:
            wait_until(lambda: _answers(port))
            yield f"imap://concert:p%40ss@127.0.0.1:{port}/INBOX"
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    with suppress(OSError):
        imaplib.IMAP4("127.0.0.1", port).logout()
        return True
    return False


def put(url: str, *mails: bytes) -> None:
    box = imaplib.IMAP4("127.0.0.1", int(url.rpartition(":")[2].partition("/")[0]))
    box.login("concert", "p@ss")
    for mail in mails:
        assert box.append("INBOX", None, None, mail)[0] == "OK"
    box.logout()


def test_replies_are_read_from_a_mailbox_once(body, settings, monkeypatch):
    meeting, person, other = a_called_meeting(body), body.heads["FR"], body.heads["DE"]
    uid = event_of(meeting).uid
    monkeypatch.setattr(mailbox, "LARGEST", 20_000)
    with an_imap_server() as url:
        read_replies(url)  # what the server brings along is none of ours
        huge = b"From: a@b.org\n\n" + b"x" * 30_000
        put(
            url,
            a_reply(uid, person.email),
            b"From: a@b.org\n\nOut of office.",
            huge,
            a_reply(uid, other.email, "DECLINED"),
        )
        assert read_replies(url) == 2
        assert read_replies(url) == 0
        assert expected_at(meeting, person, clock.now()).members == {"FR": Coming.ACCEPTED, "DE": Coming.DECLINED}
        settings.MAILBOX_URL = url
        put(url, a_reply(uid, other.email))
        read_answers()
    assert expected_at(meeting, person, clock.now()).of(Coming.ACCEPTED) == ["DE", "FR"]
    assert not Ballot.objects.exists() and Meeting.objects.count() == 1
    read_answers()  # nobody answers there any more: said in the log, and tried again
