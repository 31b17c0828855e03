"""Home: what awaits whom, in a sentence and in cards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock
from coalition.models.procedure import Visibility
from proposals.meetings.agenda import ItemWords, add_item
from proposals.meetings.calling import publish_meeting
from proposals.meetings.sitting import close_meeting, open_meeting
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, cast, open_vote, serve
from tests.proposals.api.sittings import a_meeting

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
    serve(other, person, "observer")
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


def on_the_agenda(body, meeting, division):
    words = ItemWords("Readiness", proposals=[division.proposal])
    add_item(meeting=meeting, words=words, by=body.secretariat[0])


def test_the_next_meeting_and_what_of_it_awaits_the_reader(client):
    body = a_coalition()
    page = home(client, body.heads["FR"], body)
    assert "Next meeting" not in page
    meeting = a_meeting(body, title="Heads of delegation")
    on_the_agenda(body, meeting, open_vote(body))
    assert "Heads of delegation" not in home(client, body.heads["FR"], body)
    publish_meeting(meeting=meeting, by=body.secretariat[0])
    page = home(client, body.heads["FR"], body)
    assert "Next meeting" in page and f'href="/{body.coalition.slug}/meetings/1/"' in page
    assert "1 of its items awaits your vote." in page
    assert "awaits your vote." not in home(client, body.advisers["FR"], body)
    assert "Heads of delegation" not in home(client, body.observer, body)
    open_meeting(meeting=meeting, by=body.chair)
    page = home(client, body.heads["FR"], body)
    assert "Follow the meeting" in page and "Next meeting" not in page
    close_meeting(meeting=meeting, by=body.chair)
    assert 'id="m"' not in home(client, body.heads["FR"], body)  # what changed still tells of it


def test_a_meeting_in_session_comes_before_those_called_and_one_that_never_began_is_gone(client):
    body = a_coalition()
    publish_meeting(meeting=a_meeting(body, title="Sooner"), by=body.chair)
    live = a_meeting(body, title="In the room")
    assert "Sooner" in home(client, body.heads["FR"], body)
    open_meeting(meeting=publish_meeting(meeting=live, by=body.chair), by=body.chair)
    page = home(client, body.heads["FR"], body)
    assert "In the room" in page and "Sooner" not in page
    close_meeting(meeting=live, by=body.chair)
    with clock_at(clock.now() + timedelta(days=1)):
        assert "Sooner" not in home(client, body.heads["FR"], body)


def test_those_who_run_meetings_find_the_ones_in_preparation(client):
    body = a_coalition()
    a_meeting(body, title="Not called yet")
    for person in (body.secretariat[0], body.chair):
        assert "Not called yet" in home(client, person, body)
    assert "Not called yet" not in home(client, body.heads["FR"], body)
