"""Mail, as a real SMTP server on this machine receives it."""

from __future__ import annotations

from datetime import timedelta
from email.utils import getaddresses

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coalition import clock
from proposals.meetings.calling import publish_meeting
from proposals.models import Delivery, Notice, Told
from proposals.notices import delivering
from proposals.notices.delivering import deliver_due
from proposals.notices.mail import parts
from proposals.notices.preferring import Wish, prefer, set_reminders
from proposals.notices.reminding import remind
from proposals.outbox.draining import drain
from proposals.statements.making import lapse, lift
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, after_grace, cast, open_vote
from tests.proposals.api.sittings import a_meeting, a_reservation
from tests.proposals.notices.hearing import a_postbox, a_second

pytestmark = pytest.mark.django_db


@pytest.fixture
def postbox():
    with a_postbox() as postbox:
        yield postbox


@pytest.fixture
def body():
    return a_coalition("FI FR", exercise=True)


def test_a_vote_opened_reaches_everybody_who_may_read_it(postbox, body):
    open_vote(body)
    a_second("mail")
    opened = [m for m in postbox.received if "Vote opened" in m["Subject"]]
    everybody = [
        *body.heads.values(),
        *body.alternates.values(),
        *body.advisers.values(),
        *body.secretariat,
        body.chair,
    ]
    assert sorted(m["To"] for m in opened) == sorted(person.email for person in everybody)


def test_what_a_mail_says_and_does_not_say(postbox, body):
    head = body.heads["FI"]
    head.language, head.time_zone = "fr", "Europe/Helsinki"
    head.save()
    division = open_vote(body, proposal=a_proposal(body, title="Très secret"))
    a_second("mail")
    mail = next(m for m in postbox.to(head.email) if "Vote ouvert" in m["Subject"])
    assert mail["Subject"] == f"EXERCICE · Vote ouvert\N{NO-BREAK SPACE}: {division.proposal.symbol}"
    assert "Très secret" not in mail.as_string() and "secret" not in str(mail["Subject"])
    assert mail.get_content_type() == "multipart/alternative"
    text, html = (part.get_content() for part in mail.iter_parts())
    link = f"http://localhost:8000/{body.coalition.slug}/votes/{division.pk}/"
    for said in (text, html):
        assert "Helsinki" in said and "UTC" in said and link in said and "EXERCICE" in said
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def delivered(codes: str) -> int:
    """How many queries it takes to mail a text, a vote opened, a reminder and a meeting called to a coalition."""
    body = a_coalition(codes)
    open_vote(body, seconds=600)
    publish_meeting(meeting=a_meeting(body), by=body.secretariat[0])
    drain()
    with clock_at(clock.now() + timedelta(minutes=8)):
        set_reminders(coalition=body.coalition, minutes=[5], escalate=5, by=body.secretariat[0])
        remind()
        with CaptureQueriesContext(connection) as asked:
            sent = deliver_due("mail")
    members = len(codes.split())
    assert sent == 3 * (3 * members + 3) + 2 * members  # text, vote and meeting to everybody, and the reminder
    return len(asked)


def test_as_many_queries_mail_few_as_many(postbox):
    assert delivered("FI") == delivered("FI FR DE GB IT PL")


def test_one_thread_per_proposal_and_a_list_to_leave(postbox, body):
    proposal = a_proposal(body)
    division = open_vote(body, proposal=proposal)
    a_second("mail")
    mine = postbox.to(body.heads["FI"].email)
    assert len(mine) == 2  # the text, the vote
    assert {m["References"] for m in mine} == {f"<proposal-{proposal.pk}.{body.coalition.slug}@localhost>"}
    assert len({m["Message-ID"] for m in mine}) == 2
    assert getaddresses([mine[0]["From"]])[0][1] == "concert@localhost"
    assert mine[0]["Auto-Submitted"] == "auto-generated"
    assert mine[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert division.pk


def test_one_click_ends_that_mail_and_nothing_else(postbox, body):
    head = body.heads["FI"]
    open_vote(body)
    a_second("mail")
    mail = next(m for m in postbox.to(head.email) if "Vote opened" in m["Subject"])
    address = mail["List-Unsubscribe"].strip(" <>").removeprefix("http://localhost:8000")
    browser = Client(enforce_csrf_checks=True)  # a mail program has no cookie and no form of ours
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert browser.post(address[:-3] + "xx/").status_code == 404
    open_vote(body, proposal=a_proposal(body, title="Second"))
    a_second("mail")
    subjects = [m["Subject"].partition("·")[2].split(":")[0].strip() for m in postbox.to(head.email)]
    assert subjects == ["New text", "Vote opened", "New text"]
    assert browser.post(address, {"again": "1"}).status_code == 200
    head.refresh_from_db()
    assert head.hearing.silenced == {}


def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_dead(postbox, body):
    late, never = body.heads["FI"].email, body.heads["FR"].email
    postbox.refuse = {late: "451 Try again later", never: "550 No such user"}
    open_vote(body)
    a_second("mail")
    assert not postbox.to(late) and not postbox.to(never)
    assert {d.state for d in Delivery.objects.filter(person=body.heads["FR"])} == {"dead"}
    waiting = Delivery.objects.filter(person=body.heads["FI"])
    assert {(d.state, d.tries) for d in waiting} == {("waiting", 1)}
    assert waiting[0].attempts.get().detail == "451 Try again later"
    postbox.refuse = {}
    a_second("mail")
    assert not postbox.to(late)  # not before its time
    with clock_at(waiting[0].due_at):
        a_second("mail")
    assert len(postbox.to(late)) == 2 and not postbox.to(never)


def test_a_server_that_takes_nothing_from_us_for_now_gets_everything_later(postbox, body):
    """That it asks who we are (530) says nothing of whom the mail is for: somebody mends it, and all of it arrives."""
    postbox.senders = ["530 5.7.0 Authentication required"]
    open_vote(body)
    a_second("mail")
    refused = Delivery.objects.exclude(state="sent").get()
    assert (refused.state, refused.tries) == ("waiting", 1)
    assert refused.attempts.get().detail == "530 5.7.0 Authentication required"
    with clock_at(refused.due_at):
        a_second("mail")
    assert len(postbox.received) == Delivery.objects.count() == Delivery.objects.filter(state="sent").count()


def test_a_server_that_is_gone_loses_nothing(body, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    open_vote(body)
    a_second("mail")
    assert set(Delivery.objects.values_list("state", "tries")) == {("waiting", 1)}
    later = max(Delivery.objects.values_list("due_at", flat=True))
    with a_postbox() as postbox, clock_at(later):
        a_second("mail")
        assert len(postbox.received) == Delivery.objects.count() == Delivery.objects.filter(state="sent").count()


def test_a_digest_is_one_mail_a_day(postbox, body):
    head = body.heads["FI"]
    now = clock.now()
    at = now.replace(hour=(now.hour + 2) % 24, minute=0, second=0, microsecond=0).time()
    prefer(person=head, wish=Wish({}, digest_at=at))
    for title in ("One", "Two"):
        a_proposal(body, title=title)
    a_second("mail")
    assert not postbox.to(head.email)
    with clock_at(Delivery.objects.filter(person=head)[0].due_at):
        a_second("mail")
    mail = postbox.to(head.email)[0]
    assert len(postbox.to(head.email)) == 1 and mail["Subject"] == "EXERCISE · Today: 2 notices"
    assert mail.get_body(("plain",)).get_content().count("New text") == 2


def test_a_digest_is_one_mail_however_few_a_run_takes(postbox, body, monkeypatch):
    at = (clock.now() + timedelta(hours=2)).time()
    both = [body.heads["FI"], body.heads["FR"]]
    for person in both:
        prefer(person=person, wish=Wish({}, digest_at=at))
    for number in range(5):
        a_proposal(body, title=f"Text {number}")
    a_second("mail")
    monkeypatch.setattr(delivering, "BATCH", 3)
    with clock_at(Delivery.objects.filter(person__in=both)[0].due_at):
        assert [deliver_due("mail") for _ in range(3)] == [5, 5, 0]
    assert {str(postbox.to(person.email)[0]["Subject"]) for person in both} == {"EXERCISE · Today: 5 notices"}
    assert [len(postbox.to(person.email)) for person in both] == [1, 1]


@pytest.mark.parametrize("end", ["lifted", "lapsed", "expired"])
def test_a_reservation_that_is_over_is_not_announced_as_about_to_lapse(postbox, body, end):
    statement = a_reservation(body, a_proposal(body))
    with clock_at(statement.expires_at - timedelta(hours=20)):
        a_second()
        if end == "lifted":
            lift(statement=statement, by=body.heads["FR"])
    with clock_at(statement.expires_at - timedelta(hours=19) if end == "lifted" else statement.expires_at):
        if end == "lapsed":
            lapse(statement=statement)
        deliver_due("mail")
    waited = Delivery.objects.filter(notice__kind="reservation_lapsing", channel="mail")
    assert {each.state for each in waited} == {"dropped"}
    assert not any("Reservation" in mail["Subject"] for mail in postbox.received)


def test_a_reminder_that_waited_is_dropped_once_the_member_has_voted(postbox, body):
    division = open_vote(body, seconds=5 * 3600)
    a_second("mail")
    with clock_at(division.closes_at - timedelta(hours=4)):
        a_second()
        cast(division, body, "FI", "yes")
        deliver_due("mail")
    states = dict(Delivery.objects.filter(notice__kind="reminder").values_list("person", "state"))
    assert states == {body.heads["FI"].pk: "dropped", body.heads["FR"].pk: "sent"}


def test_a_digest_holds_back_no_invitation(postbox, body):
    """An invitation cannot go with a digest, which has no part for calendars."""
    head = body.heads["FI"]
    at = (clock.now() + timedelta(hours=2)).time()
    prefer(person=head, wish=Wish({}, digest_at=at))
    a_proposal(body)
    publish_meeting(meeting=a_meeting(body), by=body.secretariat[0])
    a_second("mail")
    [mail] = postbox.to(head.email)
    part = list(mail.iter_parts())[-1]
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")


def test_a_part_for_calendars_comes_last(postbox, body, monkeypatch):
    part = parts.CalendarPart("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "REQUEST")
    monkeypatch.setitem(parts._makers, "text_put", lambda _notice, _person: part)
    a_proposal(body)
    a_second("mail")
    last = list(postbox.received[0].iter_parts())[-1]
    assert (last.get_content_type(), last.get_param("method")) == ("text/calendar", "REQUEST")
    assert Notice.objects.get().kind == "text_put"


def test_a_worker_that_dies_in_mid_delivery_leaves_it_to_another(postbox, body, monkeypatch):
    open_vote(body)
    with monkeypatch.context() as dying:
        dying.setattr(delivering, "_settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            a_second("mail")
    sent = len(postbox.received)
    a_second("mail")
    assert len(postbox.received) == sent  # the claim still holds
    with clock_at(clock.now() + delivering.LEASE * 2):
        a_second("mail")
    assert len(postbox.received) == 2 * sent and len({m["Message-ID"] for m in postbox.received}) == sent
    told = Told.objects.filter(person=body.heads["FI"])
    assert sorted(told.values_list("notice__kind", flat=True)) == ["text_put", "vote_opened"]
    assert not Delivery.objects.exclude(state="sent").exists()


def test_a_text_that_is_public_is_named_with_its_outcome(postbox, body):
    division = open_vote(body, proposal=a_proposal(body, title="On the corridors", marking="public"))
    cast(division, body, "FI", "no")
    a_second("mail")
    with clock_at(after_grace(division)):
        seal(division=division)
        decide_division(division=division)
    with clock_at(after_grace(division) + timedelta(seconds=1)):
        a_second("mail")
    named = f"{division.proposal.symbol}, “On the corridors”"
    subjects = postbox.subjects_to(body.heads["FI"].email)
    assert {f"EXERCISE · Vote opened: {named}", f"EXERCISE · Not adopted: {named}"} <= subjects
