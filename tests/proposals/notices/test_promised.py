"""A commitment due: told a week and a day before to the member's delegation, and when its day passed; never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from coalition import clock
from proposals.commitments.pledging import fulfil, move_date, withdraw
from proposals.models import Delivery, Notice, Told
from proposals.notices.delivering import deliver_due
from proposals.notices.kinds import CHOSEN, NoticeKind
from proposals.notices.places import path_of
from proposals.notices.promised import LOOK_BACK
from proposals.notices.reminding import remind
from proposals.notices.words import due_of, reading
from proposals.outbox.draining import drain
from tests.clocks import clock_at
from tests.factories import a_coalition
from tests.proposals.api.commitments import DAY, a_commitment
from tests.proposals.api.test_decisions import decide_on
from tests.proposals.notices.hearing import a_postbox, a_second

pytestmark = pytest.mark.django_db
BIT = timedelta(seconds=1)


@pytest.fixture
def body():
    return a_coalition("FI FR", exercise=True)


@pytest.fixture
def made(body):
    """FR's, due in thirty days, with all that led to it told."""
    made = a_commitment(body, decide_on(body))
    drain()
    return made


def told(lead):
    notices = Notice.objects.filter(kind="commitment_due", details__lead=lead)
    return {each.person for each in Told.objects.filter(notice__in=notices)}


def of(body, code):
    return {body.heads[code], body.alternates[code], body.advisers[code]}


@pytest.mark.parametrize(("before", "lead"), [(7 * DAY, 7 * 24 * 60), (DAY, 24 * 60)])
def test_the_delegation_hears_before_it_is_due_once(body, made, before, lead):
    with clock_at(made.due_at - before - BIT):
        remind()
        assert told(lead) == set()
    with clock_at(made.due_at - before):
        assert (remind(), remind()) == (1, 0)
    assert told(lead) == of(body, "FR")


def test_after_a_week_without_a_worker_one_is_told(made):
    with clock_at(made.due_at - DAY / 2):
        assert (remind(), remind()) == (1, 0)
    assert [each.details["lead"] for each in Notice.objects.filter(kind="commitment_due")] == [24 * 60]


def test_one_made_for_tomorrow_is_not_announced_as_due_in_a_week(body):
    made = a_commitment(body, decide_on(body), days=3)
    with clock_at(made.due_at - 2 * DAY):
        remind()
    assert not Notice.objects.filter(kind="commitment_due").exists()


def test_when_its_day_passed_the_secretariat_hears_as_well_once(body, made):
    with clock_at(made.due_at):
        assert (remind(), remind()) == (1, 0)
    with clock_at(made.due_at + 9 * DAY):
        assert remind() == 0
    assert told(0) == of(body, "FR") | set(body.secretariat)


def test_what_passed_long_ago_is_not_told_any_more(made):
    with clock_at(made.due_at + LOOK_BACK):
        assert remind() == 0


@pytest.mark.parametrize("end", ["fulfilled", "withdrawn"])
def test_nothing_is_told_of_one_that_has_ended(body, made, end):
    if end == "fulfilled":
        fulfil(commitment=made, by=body.heads["FR"])
    else:
        withdraw(commitment=made, by=body.heads["FR"], note="Not agreed.")
    drain()
    for at in (made.due_at - 7 * DAY, made.due_at - DAY, made.due_at):
        with clock_at(at):
            assert remind() == 0


def test_a_date_that_is_moved_is_told_anew(body, made):
    with clock_at(made.due_at - DAY):
        remind()
        moved = move_date(commitment=made, due_at=made.due_at + 30 * DAY, by=body.heads["FR"])
        drain()
    with clock_at(made.due_at):
        assert remind() == 0
    with clock_at(moved.due_at - DAY):
        assert remind() == 1
    first, last = Notice.objects.filter(kind="commitment_due").order_by("pk")
    assert due_of(first) == due_of(last) == moved.due_at and first.due_at == made.due_at


def test_it_goes_out_by_mail_with_the_title_only_where_the_marking_allows(body):
    for marking, titled in (("", False), ("public", True)):
        made = a_commitment(body, decide_on(body, marking=marking))
        with a_postbox() as postbox:
            a_second("mail")
            with clock_at(made.due_at - DAY):
                a_second("mail")
            subjects = [str(mail["Subject"]).strip() for mail in postbox.to(body.advisers["FR"].email)]
            [subject] = [each for each in subjects if "ommitment" in each]
            assert subject.startswith("EXERCISE · Commitment due in 1 day: ")
            assert ("Readiness order" in subject) is titled
            [mail] = [each for each in postbox.to(body.heads["FR"].email) if "ommitment" in each["Subject"]]
            assert "batteries" not in mail.as_string()
            assert not any("ommitment" in mail["Subject"] for mail in postbox.to(body.heads["FI"].email))


@pytest.mark.parametrize("end", ["fulfilled", "withdrawn", "moved", "passed"])
def test_a_reminder_that_waited_is_dropped_once_it_is_over(body, made, end):
    by = body.heads["FR"]
    with a_postbox() as postbox:
        a_second("mail")
        postbox.received.clear()
        with clock_at(made.due_at - DAY):
            remind()
            if end == "fulfilled":
                fulfil(commitment=made, by=by)
            elif end == "withdrawn":
                withdraw(commitment=made, by=by, note="Not agreed.")
            elif end == "moved":
                move_date(commitment=made, due_at=made.due_at + DAY, by=by)
        with clock_at(made.due_at if end == "passed" else made.due_at - DAY + BIT):
            deliver_due("mail")
        assert {each.state for each in Delivery.objects.filter(notice__kind="commitment_due", channel="mail")} == {
            "dropped"
        }
        assert not any("ommitment" in mail["Subject"] for mail in postbox.received)


def test_in_words_and_where_it_leads(body, made):
    with clock_at(made.due_at - 7 * DAY):
        remind()
        notice = Notice.objects.get(kind="commitment_due")
        inside = reading(notice, body.heads["FR"], clock.now()).say()
        outside = reading(notice, body.heads["FR"], clock.now(), inside=False).say()
    assert "Pledged: “Two batteries of air defence.”" in inside.lines
    assert not any("batteries" in line for line in (outside.subject, *outside.lines))
    assert inside.subject.startswith("Commitment due in 7 days: ")
    assert path_of(notice) == f"/{body.coalition.slug}/decisions/{made.decision.symbol}/#commitments"
    with clock_at(made.due_at):
        remind()
        past = Notice.objects.get(kind="commitment_due", details__lead=0)
        assert reading(past, body.secretariat[0], clock.now()).say().subject.startswith("Commitment past its date: ")


def test_people_choose_how_they_hear_of_it():
    assert NoticeKind.COMMITMENT_DUE in CHOSEN


@override_settings(EMAIL_HOST="")
def test_as_many_queries_for_three_as_for_one(body, django_assert_num_queries):
    decision = decide_on(body)
    for code, days in (("FR", 30), ("FI", 30), ("FR", 30)):
        made = a_commitment(body, decision, code, days=days)
        drain()
        with clock_at(made.due_at - 8 * DAY), django_assert_num_queries(SILENT):
            assert remind() == 0


SILENT = 5  # nothing is due: what each of the reminders asks
