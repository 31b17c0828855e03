"""Who is told what, once, and when."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import translation

from coalition import clock, four_eyes
from coalition.models import Person
from coalition.models.procedure import Consent, Procedure
from coalition.rules import catalogue
from proposals.drafting.proposing import revise
from proposals.meetings.sitting import close_meeting
from proposals.minutes.keeping import circulate, draw_up
from proposals.minutes.states import minutes_for
from proposals.models import Attempt, Delivery, Division, Notice, OutboxEvent, Told
from proposals.notices.audience import called_to, readers_of
from proposals.notices.channels import channels
from proposals.notices.hearing import hearing_of
from proposals.notices.inbox.reading import inbox_of
from proposals.notices.places import path_of
from proposals.notices.preferring import Wish, prefer, set_reminders
from proposals.notices.quiet import next_at, quiet_until
from proposals.notices.reminding import remind
from proposals.notices.urgency import is_urgent
from proposals.notices.words import due_of, reading
from proposals.outbox.draining import drain
from proposals.scope import meetings_for, proposals_for
from proposals.voting.annulling import ask_annulment
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.extending import ask_extension
from proposals.voting.models import StopReason
from proposals.voting.stopping import call_stop
from proposals.words import times
from tests.clocks import clock_at
from tests.factories import a_coalition, a_person, a_proposal, after_grace, cast, keep_rule, open_vote
from tests.proposals.api.sittings import a_live_meeting, a_reservation
from tests.proposals.notices.hearing import a_second, heard
from tests.proposals.voting.test_stopping import ALL_AGREE, CORE

pytestmark = pytest.mark.django_db
CONSENSUS = catalogue.rule("consensus").to_json()


@pytest.mark.parametrize("released", [False, True])
def test_those_who_hear_are_those_who_may_read(released):
    body = a_coalition("FI FR")
    a_coalition("FI")  # another one: its people hear nothing of ours
    a_person()
    proposal = a_proposal(body, released_to_observers=released)
    meeting = a_live_meeting(body, "First", open_to_observers=released)
    now = clock.now()
    everybody = list(Person.objects.all())
    assert set(readers_of(proposal, now)) == {p for p in everybody if proposal in proposals_for(p, now)}
    assert set(called_to(meeting, now)) == {p for p in everybody if meeting in meetings_for(p, now)}


def test_an_event_is_in_each_inbox_exactly_once():
    body = a_coalition("FI FR")
    open_vote(body)
    for _ in range(3):
        a_second()
    assert heard(body.heads["FI"]) == ["text_put", "vote_opened"]
    told = Told.objects.get(person=body.heads["FI"], notice__kind="vote_opened")
    with pytest.raises(IntegrityError), transaction.atomic():
        Told.objects.create(notice=told.notice, person=told.person, event=told.event, told_at=told.told_at)
    OutboxEvent.objects.update(drained_at=None)  # as if a worker had died after telling and before marking it
    a_second()
    assert heard(body.heads["FI"]) == ["text_put", "vote_opened"]


def fanned_out(codes: str) -> int:
    body = a_coalition(codes)
    drain()
    open_vote(body)
    with override_settings(EMAIL_HOST="mail.invalid"), CaptureQueriesContext(connection) as asked:
        drain()
    people = 3 * len(codes.split()) + 3
    assert Told.objects.filter(notice__kind="vote_opened", notice__coalition=body.coalition).count() == people
    assert Delivery.objects.filter(channel="mail", notice__coalition=body.coalition).count() >= people
    return len(asked)


def test_as_many_queries_for_few_as_for_many():
    assert fanned_out("FI") == fanned_out("FI FR DE GB IT PL")


def test_only_those_are_reminded_whose_member_has_not_voted():
    body = a_coalition("FI FR")
    division = open_vote(body, seconds=5 * 3600)
    cast(division, body, "FR", "yes")
    drain()
    with clock_at(division.closes_at - timedelta(hours=4)):
        assert remind() == 1
        assert remind() == 0
    with clock_at(division.closes_at - timedelta(minutes=60)):
        remind()
    reminders = {name: heard(person).count("reminder") for name, person in all_of(body).items()}
    assert reminders == {
        **dict.fromkeys(reminders, 0),
        "FI head": 2,
        "FI alternate": 1,  # from an hour before on
    }
    said = reading(Notice.objects.filter(kind="reminder")[0], body.heads["FI"], clock.now()).say()
    assert said.subject.startswith("1\N{NO-BREAK SPACE}h left to vote") and "Not voted yet: FI." in said.lines


def all_of(body):
    ranks = {"head": body.heads, "alternate": body.alternates, "adviser": body.advisers}
    people = {f"{code} {rank}": person for rank, by in ranks.items() for code, person in by.items()}
    return people | {"chair": body.chair, "secretariat": body.secretariat[0], "observer": body.observer}


def test_after_an_hour_without_a_worker_one_reminder_is_told():
    body = a_coalition("FI")
    division = open_vote(body, seconds=5 * 3600)
    with clock_at(division.closes_at - timedelta(minutes=10)):
        remind()
    assert heard(body.heads["FI"]) == ["reminder"]
    assert Notice.objects.get(kind="reminder").details["lead"] == 15


def test_the_coalition_sets_when():
    body = a_coalition("FI")
    set_reminders(coalition=body.coalition, minutes=[30], escalate=0, by=body.secretariat[0])
    division = open_vote(body, seconds=5 * 3600)
    with clock_at(division.closes_at - timedelta(hours=1)):
        assert remind() == 0
    with clock_at(division.closes_at - timedelta(minutes=30)):
        assert remind() == 1
    assert heard(body.alternates["FI"]) == []


def ended(body, division):
    with clock_at(after_grace(division)):
        seal(division=division)
        decide_division(division=division)
    with clock_at(after_grace(division) + timedelta(seconds=1)):
        a_second()


def test_a_missed_vote_and_the_second_in_a_row():
    body = a_coalition("FI FR")
    for title in ("One", "Two"):
        division = open_vote(body, proposal=a_proposal(body, title=title))
        cast(division, body, "FR", "yes")
        ended(body, division)
    assert [heard(body.heads[code]).count("vote_missed") for code in ("FI", "FR")] == [2, 0]
    assert heard(body.secretariat[0]).count("missed_again") == 1
    assert heard(body.chair).count("missed_again") == 0
    again = Notice.objects.get(kind="missed_again", told__person=body.secretariat[0])
    assert again.details["members"] == ["FI"]
    assert heard(body.heads["FR"]).count("outcome") == 2


def test_a_vote_that_a_member_stopped_and_one_that_lacked_consent():
    body = a_coalition("FI FR", consent=Consent.ALL)
    kind, opposed = StopReason.CONSENT, open_vote(body)
    call_stop(division=opposed, member=body.members["FR"], kind=kind, reason="Not so.", by=body.heads["FR"])
    lacking = open_vote(body, proposal=a_proposal(body, title="Another"))
    drain()
    with clock_at(after_grace(lacking)):
        seal(division=lacking)
        a_second()
    notices = Notice.objects.filter(kind="vote_stopped").order_by("pk")
    assert [notice.division for notice in notices] == [opposed, lacking]
    assert heard(body.heads["FI"])[-1] == "vote_stopped" and "vote_missed" not in heard(body.heads["FI"])
    now, head = clock.now(), body.heads["FI"]
    inside, outside = (reading(notices[0], head, now, inside=each).say() for each in (True, False))
    assert "opposed to the procedure" in inside.lines[1] and len(outside.lines) == 1


def test_a_call_that_others_must_join_stops_nothing_yet():
    body = a_coalition("DE FR IT PL ES", rule=CORE, groups={"core": "DE FR"})
    keep_rule(body, ALL_AGREE)
    division = open_vote(body)
    for code, stopped in (("IT", 0), ("PL", 1)):
        by, kind = body.heads[code], StopReason.FULL_ROLL
        call_stop(division=division, member=body.members[code], kind=kind, reason="", by=by)
        drain()
        assert Notice.objects.filter(kind="vote_stopped").count() == stopped


def test_minutes_are_told_to_those_who_may_read_them():
    body = a_coalition("FI FR")
    meeting = a_live_meeting(body, "First", open_to_observers=True)
    meeting = close_meeting(meeting=meeting, by=body.chair)
    minutes = draw_up(meeting=meeting, by=body.secretariat[0])
    drain()
    circulate(minutes=minutes, by=body.secretariat[0])
    a_second()
    now = clock.now()
    told = {each.person for each in Told.objects.filter(notice__kind="minutes_circulated")}
    assert told == {p for p in Person.objects.all() if minutes_for(p, now).exists()} and body.observer not in told
    notice = Notice.objects.get(kind="minutes_circulated")
    assert due_of(notice) is None and path_of(notice).endswith(f"/meetings/{meeting.number}/minutes/")
    said = reading(notice, body.heads["FI"], now, inside=False).say()
    assert said.subject == f"Minutes circulated: meeting {meeting.number}"


def test_silence_is_never_called_a_missed_vote():
    body = a_coalition("FI FR", rule=CONSENSUS, procedure=Procedure.SILENCE)
    division = open_vote(body, seconds=5 * 3600)
    drain()
    with clock_at(division.closes_at - timedelta(minutes=15)):
        remind()
    notice = Notice.objects.get(kind="silence_expiring")
    said = reading(notice, body.heads["FI"], clock.now()).say()
    assert said.lines[0].startswith("Expires at ") and said.lines[0].endswith("; no action means consent.")
    ended(body, division)
    assert not Notice.objects.filter(kind__in=["reminder", "vote_missed"]).exists()
    assert not Told.objects.filter(notice__kind="missed_again").exists()


def told_last(person) -> tuple[str, tuple[str, ...]]:
    """The kind of what a person was told last, and its lines."""
    last = Told.objects.filter(person=person).order_by("-notice_id")[0]
    return last.notice.kind, reading(last.notice, person, clock.now()).say().lines


def extended(division, body):
    note = "The register was down."
    later = division.closes_at + timedelta(hours=1)
    asked = ask_extension(division=division, closes_at=later, reason="outage", note=note, by=body.secretariat[0])
    return four_eyes.confirm(pending=asked, by=body.chair).result


@pytest.mark.parametrize(
    ("language", "subject", "opened", "moved", "consents"),
    [
        ("en", "Open to objections: ", "Expires at ", "Now expires at ", "; no action means consent."),
        (
            "fr",
            "Ouvert aux objections\N{NO-BREAK SPACE}: ",
            "Expire le ",
            "Expire désormais le ",
            "\N{NO-BREAK SPACE}; l’absence d’action vaut consentement.",
        ),
    ],
)
def test_a_silence_that_opens_or_is_extended_is_told_as_one(language, subject, opened, moved, consents):
    body = a_coalition("FI FR", rule=CONSENSUS, procedure=Procedure.SILENCE)
    head = body.heads["FI"]
    division = open_vote(body)
    drain()
    with translation.override(language):
        notice = Notice.objects.get(kind="vote_opened")
        said = reading(notice, head, clock.now()).say()
        assert said.subject.startswith(subject)
        assert said.lines[0].startswith(opened) and said.lines[0].endswith(consents)
        extended(division, body)
        drain()
        kind, lines = told_last(head)
        assert kind == "vote_extended" and lines[0].startswith(moved) and lines[0].endswith(consents)


def test_what_changes_about_a_text_or_a_vote_is_told_as_it_now_stands():
    body = a_coalition("FI FR")
    head, by = body.heads["FI"], body.secretariat[0]
    proposal = a_proposal(body)
    revise(proposal=proposal, text="1. The force is nearly ready.", by=by)
    drain()
    assert told_last(head) == ("text_amended", ("Revision 2 is recorded. See what changed.",))
    division = open_vote(body, proposal=proposal)
    before = division.closes_at
    division = extended(division, body)
    drain()
    kind, lines = told_last(head)
    assert kind == "vote_extended"
    assert times.to_the_minute(division.closes_at) in lines[0] and times.to_the_minute(before) not in lines[0]
    assert due_of(Notice.objects.get(kind=kind)) == before + timedelta(hours=1)
    asked = ask_annulment(division=division, note="Opened on the wrong text.", by=by)
    four_eyes.confirm(pending=asked, by=body.chair)
    drain()
    assert told_last(head) == ("vote_annulled", ("This vote was annulled. No decision is taken on it.",))


def test_the_first_reminder_is_a_day_before():
    body = a_coalition("FI")
    division = open_vote(body, seconds=30 * 3600)
    with clock_at(division.closes_at - timedelta(hours=24, seconds=1)):
        assert remind() == 0
    with clock_at(division.closes_at - timedelta(hours=24)):
        assert (remind(), remind()) == (1, 0)
    assert heard(body.heads["FI"]) == ["reminder"] and heard(body.alternates["FI"]) == []


def test_a_reservation_about_to_lapse_is_told_once_to_those_who_can_lift_it():
    body = a_coalition("FI FR")
    statement = a_reservation(body, a_proposal(body))
    with clock_at(statement.expires_at - timedelta(hours=24, seconds=1)):
        assert remind() == 0
    with clock_at(statement.expires_at - timedelta(hours=24)):
        assert (remind(), remind()) == (1, 0)
    told = Told.objects.filter(notice__kind="reservation_lapsing")
    assert {each.person for each in told} == {body.heads["FR"], body.alternates["FR"]}
    assert due_of(told[0].notice) == statement.expires_at


def test_what_somebody_may_not_read_any_more_is_gone_from_the_inbox():
    body = a_coalition("FI")
    proposal = a_proposal(body, released_to_observers=True)
    drain()
    assert inbox_of(body.observer, clock.now()).count() == 1
    proposal.released_to_observers = False
    proposal.save()
    assert inbox_of(body.observer, clock.now()).count() == 0


def test_quiet_hours_hold_mail_back_and_never_an_emergency():
    body = a_coalition("FI")
    now = clock.now()
    quiet = ((now - timedelta(hours=1)).time(), (now + timedelta(hours=2)).time())
    for last_call, person in ((True, body.heads["FI"]), (False, body.alternates["FI"])):
        prefer(person=person, wish=Wish({}, *quiet, last_call=last_call))
    with override_settings(EMAIL_HOST="mail.invalid"):
        open_vote(body, seconds=3600)  # closes within the quiet hours
        drain()
        due = {d.person_id: d.due_at for d in Delivery.objects.filter(notice__kind="vote_opened", channel="mail")}
        assert due[body.heads["FI"].pk] <= clock.now() < due[body.alternates["FI"].pk]
    kept = hearing_of(body.alternates["FI"], body.alternates["FI"].hearing)
    urgent = Notice(kind="vote_opened", urgent=is_urgent(Division(emergency="An attack.")))
    assert kept.when(channels()["mail"], urgent, now).due_at == now


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-03-28T21:59", None),
        ("2026-03-28T22:00", "2026-03-29T07:00"),  # the night that is an hour short
        ("2026-03-29T06:59", "2026-03-29T07:00"),
        ("2026-03-29T07:00", None),
        ("2026-10-24T23:30", "2026-10-25T07:00"),  # and the one that is an hour longer
    ],
)
def test_quiet_hours_are_those_of_the_wall(at, ends):
    zone = ZoneInfo("Europe/Helsinki")
    local = datetime.fromisoformat(at).replace(tzinfo=zone)
    until = quiet_until(local.astimezone(UTC), time(22), time(7), zone)
    assert until == (datetime.fromisoformat(ends).replace(tzinfo=zone) if ends else None)
    assert next_at(local, time(7), zone) > local
    assert not Attempt.objects.exists()


def test_numbers_that_people_are_shown_do_not_say_how_many_others_heard():
    body = a_coalition("FI FR DE")
    with override_settings(EMAIL_HOST="mail.invalid"):
        open_vote(body)
        drain()
    for rows in (Told.objects.order_by("notice", "person"), Delivery.objects.order_by("notice", "person")):
        numbers = list(rows.values_list("pk", flat=True))
        apart = [abs(after - before) for before, after in pairwise(numbers)]
        assert min(apart) > 1000 and all(2**52 <= number < 2**53 for number in numbers)
        assert numbers not in (sorted(numbers), sorted(numbers, reverse=True))


def test_what_was_told_before_gets_such_numbers_and_keeps_its_log():
    body = a_coalition("FI")
    with override_settings(EMAIL_HOST="mail.invalid"):
        open_vote(body)
        drain()
    was = Delivery.objects.filter(person=body.heads["FI"])[0]
    Delivery.objects.filter(pk=was.pk).update(id=7)
    Attempt.objects.create(delivery_id=7, at=clock.now(), ok=False, detail="421")
    Told.objects.filter(notice=was.notice, person=was.person).update(id=8)
    import_module("proposals.migrations.0017_renumber_what_was_told").renumber(apps, None)
    assert not Told.objects.filter(pk__lt=2**52).exists() and not Delivery.objects.filter(pk__lt=2**52).exists()
    now_ = Delivery.objects.get(notice=was.notice, person=was.person, channel=was.channel)
    assert [each.detail for each in now_.attempts.all()] == ["421"]
    connection.check_constraints()
