"""Where the rules of procedure ask for it, opening a vote takes two people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock, four_eyes
from coalition.errors import Conflict, NotAllowed
from coalition.models.procedure import Opener
from proposals.drafting.proposing import revise
from proposals.voting.models import Division
from proposals.voting.opening import ask_to_open
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, open_vote

pytestmark = pytest.mark.django_db


def asked(body, proposal=None, by=None):
    ask = {"proposal": proposal or a_proposal(body), "closes_at": clock.now() + timedelta(hours=1)}
    return ask_to_open(**ask, by=by or body.secretariat[0])


def test_one_asks_another_opens():
    body = a_coalition(four_eyes_opening=True)
    with pytest.raises(NotAllowed) as refused:
        open_vote(body)
    assert refused.value.code == "needs_two_people"
    pending = asked(body)
    for by in (body.secretariat[0], body.chair, body.heads["FR"]):
        with pytest.raises(NotAllowed):
            four_eyes.confirm(pending=pending, by=by)
    assert not Division.objects.exists()
    division = four_eyes.confirm(pending=pending, by=body.secretariat[1]).result
    assert division.opens_at > pending.asked_at
    assert division.opened_by == body.secretariat[0]


def test_the_chair_can_be_the_second_where_either_may_open():
    body = a_coalition(four_eyes_opening=True, opener=Opener.EITHER)
    assert four_eyes.confirm(pending=asked(body), by=body.chair).result.roll["members"] == ["DE", "FR", "GB"]


def test_a_text_revised_meanwhile_is_not_opened():
    body = a_coalition(four_eyes_opening=True)
    proposal = a_proposal(body)
    pending = asked(body, proposal)
    revise(proposal=proposal, text="Another text.", by=body.secretariat[0])
    with pytest.raises(Conflict) as refused:
        four_eyes.confirm(pending=pending, by=body.secretariat[1])
    assert refused.value.code == "revised_since"


def test_a_deadline_that_passed_meanwhile_is_refused():
    body = a_coalition(four_eyes_opening=True)
    pending = asked(body)
    with clock_at(clock.now() + timedelta(hours=2)), pytest.raises(Exception, match="passed"):
        four_eyes.confirm(pending=pending, by=body.secretariat[1])
    assert not Division.objects.exists()


def test_on_pages_it_waits_for_the_second_person(client):
    body = a_coalition(four_eyes_opening=True)
    proposal = a_proposal(body)
    client.force_login(body.secretariat[0])
    address = f"/{body.coalition.slug}/proposals/{proposal.year}/{proposal.number}/open-vote/"
    assert "Ask to open the vote" in client.get(address).content.decode()
    answer = client.post(address, {"choice": "other", "closes_at": "2099-01-01T12:00"})
    assert "/pending/" in answer.url
    assert "Open a vote on" in client.get(answer.url).content.decode()
    assert "by two people" in client.get(f"/{body.coalition.slug}/rules/").content.decode()
