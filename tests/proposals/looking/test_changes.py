"""What changed since somebody last looked: in their scope, by subject, and their mark on no record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock
from coalition.models.procedure import Visibility
from proposals.drafting.proposing import revise
from proposals.ledger.models import Entry
from proposals.looking.changes import AWAY, changes_since, note_look
from proposals.meetings.agenda import ItemWords, add_item
from proposals.meetings.calling import publish_meeting
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, cast, open_vote
from tests.proposals.api.callers import Caller
from tests.proposals.api.sittings import a_meeting

pytestmark = pytest.mark.django_db


def told(body, person, at=None):
    now = at or clock.now()
    look = note_look(person, body.coalition, now)
    return [(each.entry.kind, each.count) for each in changes_since(look.since, person, body.coalition, now)]


def test_who_comes_back_is_told_what_changed_meanwhile_and_within_a_visit_it_stays():
    body = a_coalition()
    france, start = body.heads["FR"], clock.now()
    a_proposal(body, title="Before")
    before = Entry.objects.count()
    assert told(body, france) == []
    proposal = a_proposal(body)
    revise(proposal=proposal, text="Another.", by=body.secretariat[0])
    open_vote(body)
    later = start + AWAY + timedelta(minutes=5)
    expected = [("division_opened", 1), ("proposal_created", 1), ("proposal_revised", 2)]
    for minutes in (0, 2, 20):
        assert told(body, france, later + timedelta(minutes=minutes)) == expected
    assert told(body, france, later + AWAY * 2) == []
    assert Entry.objects.count() == before + 4


def test_a_meeting_in_preparation_and_a_hidden_vote_are_told_to_nobody():
    body = a_coalition(visibility=Visibility.CHAIR)
    division = open_vote(body)
    meeting = a_meeting(body, "First")
    cast(division, body, "DE", "yes")
    with clock_at(division.opens_at + timedelta(minutes=1)):
        kinds = [each.entry.kind for each in changes_since(0, body.heads["FR"], body.coalition, clock.now())]
        assert "division_opened" in kinds and "agenda_changed" not in kinds and "ballot_cast" not in kinds
        assert "agenda_changed" in [
            each.entry.kind for each in changes_since(0, body.chair, body.coalition, clock.now())
        ]
    publish_meeting(meeting=meeting, by=body.chair)
    add_item(meeting=meeting, words=ItemWords("Second"), by=body.chair)
    kinds = [each.entry.kind for each in changes_since(0, body.heads["FR"], body.coalition, clock.now())]
    assert "agenda_changed" in kinds
    assert changes_since(0, body.observer, body.coalition, clock.now()) == []


def test_over_the_api():
    body = a_coalition()
    france = Caller(body.heads["FR"])
    path = f"/coalitions/{body.coalition.slug}/changes/"
    assert france.post(path).json()["changes"] == []
    a_proposal(body)
    read = france.get(path).json()
    assert [each["kind"] for each in read["changes"]] == ["proposal_created"]
    assert france.get(path, since=read["changes"][0]["index"] + 1).json()["changes"] == []


def test_two_clicks_from_home(client):
    """What is on, what changed, what is to be decided: each a link on the home page itself."""
    body = a_coalition()
    france = body.heads["FR"]
    client.force_login(france)
    home = f"/{body.coalition.slug}/"
    assert "Since you last looked" not in client.get(home).content.decode()
    division = open_vote(body)
    meeting = a_meeting(body, title="Heads of delegation")
    add_item(meeting=meeting, words=ItemWords("Readiness", proposals=[division.proposal]), by=body.chair)
    publish_meeting(meeting=meeting, by=body.chair)
    with clock_at(clock.now() + AWAY):
        page = client.get(home).content.decode()
    assert "Since you last looked" in page and "Vote opened" in page and "Meeting called" in page
    assert f'href="{home}meetings/1/"' in page and f'href="{home}votes/{division.pk}/"' in page
    assert "awaits FR" in page
