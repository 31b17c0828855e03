"""Extending and annulling on pages: who is offered it, the form, what is said of it afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import four_eyes
from coalition.models import PendingAct
from proposals.voting.models import Division
from tests.factories import a_coalition, open_vote

pytestmark = pytest.mark.django_db


def page(client, person, address):
    client.force_login(person)
    return client.get(address)


def at(body, division, *more):
    return "/".join(["", body.coalition.slug, "votes", str(division.pk), *more, ""])


@pytest.mark.parametrize("act", ["extend", "annul"])
def test_the_secretariat_and_the_chair_are_offered_it_and_nobody_else(client, act):
    body = a_coalition()
    division = open_vote(body)
    form = at(body, division, act)
    for person in (*body.secretariat, body.chair):
        assert form in page(client, person, at(body, division)).content.decode()
        assert page(client, person, form).status_code == 200
    for person in (body.heads["FR"], body.advisers["FR"]):
        assert form not in page(client, person, at(body, division)).content.decode()
        assert page(client, person, form).status_code == 403
    assert page(client, body.observer, form).status_code == 404
    assert page(client, a_coalition().chair, form).status_code == 404


def test_an_extension_from_the_form_to_what_members_read(client):
    body = a_coalition()
    division = open_vote(body)
    client.force_login(body.secretariat[0])
    late = (division.closes_at + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    given = {"closes_at": late, "reason": "outage", "note": "The register was down."}
    for wrong, field in (
        ({"closes_at": "2020-01-01T12:00"}, "closes_at"),
        ({"reason": ""}, "reason"),
        ({"note": ""}, "note"),
    ):
        answer = client.post(at(body, division, "extend"), given | wrong)
        assert answer.status_code in (400, 422)
        assert f'id="e-{field}"' in answer.content.decode()
    answer = client.post(at(body, division, "extend"), given)
    assert "/pending/" in answer.url
    shown = page(client, body.chair, answer.url).content.decode()
    assert "Declare an outage: move the deadline of the vote on" in shown and "The register was down." in shown
    assert client.post(answer.url, {"act": "confirm"}).status_code == 302
    assert Division.objects.get().closes_at > division.closes_at + timedelta(days=1)
    told = page(client, body.heads["FR"], at(body, division)).content.decode()
    assert "because of an outage. The register was down." in " ".join(told.split())


def test_an_annulled_vote_says_so_wherever_it_is_shown(client):
    body = a_coalition()
    division = open_vote(body)
    client.force_login(body.chair)
    answer = client.post(at(body, division, "annul"), {"note": "Opened on the wrong text."})
    four_eyes.confirm(pending=PendingAct.objects.get(kind="division_annulled"), by=body.secretariat[0])
    assert "/pending/" in answer.url
    shown = page(client, body.heads["FR"], at(body, division)).content.decode()
    for words in ("Annulled", "Opened on the wrong text.", "This vote was annulled."):
        assert words in shown
    assert "vote-confirm" not in shown and 'id="vote"' in shown and "Not yet carried" not in shown
    proposal = division.proposal
    text = page(client, body.heads["FR"], f"/{body.coalition.slug}/proposals/{proposal.year}/{proposal.number}/")
    assert "Vote annulled" in text.content.decode()
    home = page(client, body.heads["FR"], f"/{body.coalition.slug}/").content.decode()
    assert "The vote on it was annulled." in home and "No vote is open" in home
    text = page(client, body.secretariat[0], f"/{body.coalition.slug}/proposals/{proposal.year}/{proposal.number}/")
    assert "open-vote" in text.content.decode()
    assert at(body, division, "annul") not in page(client, body.chair, at(body, division)).content.decode()
