"""Home: what awaits whom, in a sentence and in cards."""

from __future__ import annotations

import pytest

from coalition import membership
from coalition.models.procedure import Visibility
from tests.factories import a_coalition, a_proposal, cast, open_vote

pytestmark = pytest.mark.django_db


def home(client, person, body):
    client.force_login(person)
    answer = client.get(f"/{body.coalition.slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_page_leads_to_the_only_coalition(client):
    body = a_coalition()
    client.force_login(body.heads["FR"])
    assert client.get("/").url == f"/{body.coalition.slug}/"


def test_of_several_one_chooses_and_of_none_one_is_told(client):
    body, other = a_coalition(), a_coalition()
    person = body.heads["FR"]
    membership.give_office(coalition=other.coalition, person=person, role="observer")
    client.force_login(person)
    page = client.get("/").content.decode()
    assert body.coalition.name_en in page
    assert other.coalition.name_en in page
    from tests.factories import a_person

    client.force_login(a_person())
    assert "You are in no coalition now" in client.get("/").content.decode()


def test_what_awaits_a_member(client):
    body = a_coalition()
    assert "Nothing awaits FR" in home(client, body.heads["FR"], body)
    first = open_vote(body)
    open_vote(body)
    assert "Two votes await FR" in home(client, body.heads["FR"], body)
    cast(first, body, "FR", "yes", by=body.alternates["FR"])
    page = home(client, body.heads["FR"], body)
    assert "One vote awaits FR" in page
    assert "FR has voted" in page
    assert "1 of 3 have voted." in page
    assert "Not yet: DE and GB." in page
    assert '<span class="pip">1<span class="vh"> awaits your vote</span></span>' in page


def test_a_watcher_is_told_how_many_are_open(client):
    body = a_coalition()
    open_vote(body)
    for person in (body.advisers["FR"], body.secretariat[0], body.chair):
        page = home(client, person, body)
        assert "One vote is open" in page
        assert "pip" not in page


def test_who_has_replied_is_not_told_where_only_the_chair_sees(client):
    body = a_coalition(visibility=Visibility.CHAIR)
    cast(open_vote(body), body, "FR", "yes")
    assert "have voted" not in home(client, body.heads["DE"], body)
    assert "1 of 3 have voted." in home(client, body.chair, body)


def test_an_observer_finds_what_is_released(client):
    body = a_coalition()
    open_vote(body)
    assert "No vote is open" in home(client, body.observer, body)
    open_vote(body, proposal=a_proposal(body, title="For all", released_to_observers=True))
    assert "For all" in home(client, body.observer, body)


def test_the_secretariat_finds_what_has_no_vote_yet(client):
    body = a_coalition()
    a_proposal(body, title="Not opened")
    page = home(client, body.secretariat[0], body)
    assert "Not opened" in page
    assert "New proposal" in page
    assert "New proposal" not in home(client, body.heads["FR"], body)


def test_a_stranger_is_asked_to_sign_in_at_the_first_page_itself(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert 'action="/sign-in/"' in answer.content.decode()
