"""Opening a vote: rule, notice and visibility are said, errors stand beside the field, nothing given is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock
from coalition.models.procedure import Opener
from proposals.voting.models import Division
from tests.factories import SIMPLE, a_coalition, a_proposal, open_vote

pytestmark = pytest.mark.django_db


def address(proposal):
    return f"/{proposal.coalition.slug}/proposals/{proposal.year}/{proposal.number}/open-vote/"


def in_utc(**ahead):
    return (clock.now() + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.fixture
def body():
    return a_coalition(notice=timedelta(hours=2))


@pytest.fixture
def proposal(body):
    return a_proposal(body)


def test_it_shows_what_the_rules_of_procedure_say(client, body, proposal):
    client.force_login(body.secretariat[0])
    page = client.get(address(proposal)).content.decode()
    assert "Adopted if more than half of those voting vote yes." in page
    assert "At least 2" in page
    assert "Open: every position is shown at once" in page
    assert "3 members may vote, as of now" in page


def test_it_opens(client, body, proposal):
    client.force_login(body.secretariat[0])
    answer = client.post(address(proposal), {"choice": "other", "closes_at": in_utc(hours=3)})
    division = Division.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/{body.coalition.slug}/votes/{division.pk}/")
    assert division.opened_by == body.secretariat[0]


def test_a_deadline_within_the_notice_is_refused_beside_the_field(client, body, proposal):
    client.force_login(body.secretariat[0])
    given = in_utc(hours=1)
    answer = client.post(address(proposal), {"choice": "other", "closes_at": given})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "ask for at least 120 minutes" in page
    assert 'id="e-closes_at"' in page
    assert f'value="{given}"' in page
    assert not Division.objects.exists()


def test_a_deadline_in_the_past_is_refused(client, body, proposal):
    client.force_login(body.secretariat[0])
    answer = client.post(address(proposal), {"choice": "other", "closes_at": in_utc(hours=-1)})
    assert answer.status_code == 400
    assert "This time has passed" in answer.content.decode()


def test_a_second_vote_on_it_waits(client, body, proposal):
    open_vote(body, proposal=proposal, seconds=9000)
    client.force_login(body.secretariat[0])
    answer = client.post(address(proposal), {"choice": "other", "closes_at": in_utc(hours=3)})
    assert answer.status_code == 409
    assert "open already" in answer.content.decode()


def test_only_whom_the_rules_name(client, body, proposal):
    for person in (body.heads["FR"], body.chair):
        client.force_login(person)
        assert client.get(address(proposal)).status_code == 403
        assert client.post(address(proposal), {"closes_at": in_utc(hours=3)}).status_code == 403
    client.force_login(body.observer)
    assert client.get(address(proposal)).status_code == 404


def test_the_chair_opens_where_the_rules_say_so(client):
    body = a_coalition(opener=Opener.EITHER)
    client.force_login(body.chair)
    answer = client.post(address(a_proposal(body)), {"choice": "other", "closes_at": in_utc(hours=1)})
    assert answer.status_code == 302


def test_given_facts_are_asked_for_and_kept(client):
    rule = {**SIMPLE, "adopt": {"all": [SIMPLE["adopt"], {"fact": "host_consents"}]}}
    body = a_coalition(rule=rule)
    client.force_login(body.secretariat[0])
    proposal = a_proposal(body)
    assert 'name="facts" value="host_consents"' in client.get(address(proposal)).content.decode()
    client.post(address(proposal), {"choice": "other", "closes_at": in_utc(hours=1), "facts": ["host_consents"]})
    assert Division.objects.get().facts == ["host_consents"]
