"""Meetings on the page: prepared, called, held and closed with buttons alone; each reader sees their own part."""

from __future__ import annotations

import re

import pytest

from proposals.meetings.models import Meeting
from tests.factories import a_coalition, a_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition("DE DK FR GB")


def given(**changed):
    return {
        "title": "Heads of delegation",
        "time_zone": "Europe/Paris",
        "starts_at": "2031-03-03T10:00",
        "ends_at": "2031-03-03T12:30",
        "place": "Paris",
        "online": "https://meet.example.org/17",
        **changed,
    }


def where(body, path=""):
    return f"/{body.coalition.slug}/meetings/{path}"


@pytest.fixture
def meeting(client, body):
    client.force_login(body.secretariat[0])
    client.post(where(body, "new/"), given())
    return Meeting.objects.get()


def page(client, body, path="1/"):
    return client.get(where(body, path)).content.decode()


def act(client, body, path, **fields):
    answer = client.post(where(body, path), fields)
    assert answer.status_code == 302, answer.content
    return answer


def add(client, body, meeting, title, **fields):
    act(client, body, "1/items/new/", title=title, **fields)
    return meeting.items.get(title=title)


def test_a_meeting_starts_at_the_hour_of_its_own_place(client, body, meeting):
    assert meeting.starts_at.isoformat() == "2031-03-03T09:00:00+00:00"
    assert "From 10:00 to 12:30 in Paris (09:00 UTC)" in page(client, body)


def test_all_that_is_wrong_is_said_and_what_was_typed_stays(client, body):
    client.force_login(body.chair)
    answer = client.post(where(body, "new/"), given(title="", place="", online="ftp://x"))
    text = answer.content.decode()
    assert answer.status_code == 400
    assert all(f'id="e-{field}"' in text for field in ("title", "online"))
    assert 'value="2031-03-03T10:00"' in text
    assert not Meeting.objects.exists()


def test_an_hour_that_does_not_exist_is_refused(client, body):
    client.force_login(body.chair)
    text = client.post(where(body, "new/"), given(starts_at="2031-03-30T02:30")).content.decode()
    assert 'id="e-starts_at"' in text


def test_only_those_who_run_meetings_see_one_in_preparation(client, body, meeting):
    client.force_login(body.heads["FR"])
    assert client.get(where(body, "1/")).status_code == 404
    assert "Heads of delegation" not in page(client, body, "")
    assert client.get(where(body, "new/")).status_code == 403
    assert client.post(where(body, "1/act/"), {"do": "publish"}).status_code == 404


@pytest.mark.parametrize("open_to_observers", [False, True])
def test_an_observer_sees_what_is_open_to_observers(client, body, open_to_observers):
    client.force_login(body.chair)
    client.post(where(body, "new/"), given(**({"open_to_observers": "on"} if open_to_observers else {})))
    act(client, body, "1/act/", do="publish")
    client.force_login(body.observer)
    assert client.get(where(body, "1/")).status_code == (200 if open_to_observers else 404)


def test_an_observer_sees_on_the_agenda_only_proposals_that_are_released(client, body):
    hidden, released = a_proposal(body, title="Hidden"), a_proposal(body, title="Shown", released_to_observers=True)
    client.force_login(body.chair)
    client.post(where(body, "new/"), given(open_to_observers="on"))
    meeting = Meeting.objects.get()
    add(client, body, meeting, "Texts", proposals=[hidden.pk, released.pk])
    act(client, body, "1/act/", do="publish")
    assert all(proposal.symbol in page(client, body) for proposal in (hidden, released))
    client.force_login(body.observer)
    assert released.symbol in page(client, body)
    assert hidden.symbol not in page(client, body)


def test_a_meeting_is_held_with_buttons_alone(client, body, meeting):
    one = add(client, body, meeting, "Readiness", minutes="25")
    two = add(client, body, meeting, "Report", under=str(one.pk), kind="A")
    act(client, body, f"1/items/{two.pk}/act/", do="out")
    act(client, body, f"1/items/{two.pk}/act/", do="up")
    act(client, body, "1/act/", do="publish")
    act(client, body, "1/presence/", member="FR", how="room")
    act(client, body, "1/act/", do="open")
    assert "1 of 4 present, quorum 3" in page(client, body)
    act(client, body, f"1/items/{one.pk}/act/", do="take")
    assert "left of 25:00" in page(client, body)
    client.force_login(body.advisers["FR"])
    act(client, body, "1/floor/", member="FR", purpose="statement")
    client.force_login(body.chair)
    turn = meeting.turns.get()
    act(client, body, f"1/floor/{turn.pk}/", do="give")
    client.force_login(body.heads["DE"])
    assert "FR has the floor" in page(client, body)
    assert "FR" in page(client, body, "1/screen/")
    client.force_login(body.chair)
    act(client, body, f"1/items/{one.pk}/act/", do="lengthen", by="5")
    assert "left of 30:00" in page(client, body)
    act(client, body, "1/act/", do="close")
    assert "Closed" in page(client, body)


def test_the_list_of_speakers_is_closed_and_says_who_is_next(client, body, meeting):
    one = add(client, body, meeting, "Readiness")
    act(client, body, "1/act/", do="publish")
    act(client, body, "1/act/", do="open")
    assert "Close the list of speakers" not in page(client, body)
    act(client, body, f"1/items/{one.pk}/act/", do="take")
    for code in ("FR", "DE"):
        act(client, body, "1/floor/", member=code, purpose="statement")
    act(client, body, "1/act/", do="close-list")
    shown = page(client, body)
    assert "The list of speakers on this item is closed." in shown and "Put on the list" not in shown
    assert re.findall(r"Next</span> (\w+)", shown) == ["FR"]
    client.force_login(body.heads["GB"])
    shown = page(client, body)
    assert "The list of speakers on this item is closed." in shown
    assert 'value="statement"' not in shown and 'value="reply"' in shown
    client.force_login(body.chair)
    act(client, body, "1/act/", do="reopen-list")
    assert "Put on the list" in page(client, body)


def test_a_point_of_order_is_ruled_on_appealed_and_settled(client, body, meeting):
    act(client, body, "1/act/", do="publish")
    act(client, body, "1/act/", do="open")
    client.force_login(body.heads["DE"])
    act(client, body, "1/floor/", member="DE", purpose="point_of_order")
    turn = meeting.turns.get()
    client.force_login(body.chair)
    act(client, body, f"1/floor/{turn.pk}/", do="give")
    act(client, body, f"1/floor/{turn.pk}/", do="rule", ruling="The list stays open.")
    client.force_login(body.heads["FR"])
    act(client, body, f"1/floor/{turn.pk}/", do="appeal", member="FR")
    assert "The list stays open." in page(client, body)
    client.force_login(body.chair)
    act(client, body, f"1/floor/{turn.pk}/", do="uphold")
    turn.refresh_from_db()
    assert turn.upheld is True


def test_a_cancelled_meeting_says_why(client, body, meeting):
    act(client, body, "1/act/", do="publish")
    assert client.post(where(body, "1/cancel/"), {"reason": ""}).status_code == 400
    act(client, body, "1/cancel/", reason="No plane left Oslo.")
    client.force_login(body.heads["FR"])
    assert "No plane left Oslo." in page(client, body)


def test_nobody_asks_for_the_floor_for_another(client, body, meeting):
    act(client, body, "1/act/", do="publish")
    act(client, body, "1/act/", do="open")
    client.force_login(body.heads["FR"])
    assert client.post(where(body, "1/floor/"), {"member": "DE", "purpose": "statement"}).status_code == 403


@pytest.mark.parametrize("path", ["1/act/", "1/answer/", "1/presence/", "1/floor/"])
def test_an_act_that_is_none_is_not_found(client, body, meeting, path):
    assert client.post(where(body, path), {"do": "conquer", "member": "FR"}).status_code == 404


PAGES = [("", 12), ("1/", 23), ("1/screen/", 17)]


@pytest.mark.parametrize(("path", "queries"), PAGES)
@pytest.mark.parametrize("many", [1, 3])
def test_pages_ask_the_same_number_of_queries(client, body, meeting, django_assert_num_queries, path, queries, many):
    act(client, body, "1/act/", do="publish")
    act(client, body, "1/act/", do="open")
    proposals = [a_proposal(body).pk for _ in range(many)]
    for title in ("One", "Two", "Three")[:many]:
        add(client, body, meeting, title, proposals=proposals, minutes="5")
    for code in ("DE", "DK", "FR")[:many]:
        act(client, body, "1/floor/", member=code, purpose="statement")
        act(client, body, "1/presence/", member=code, how="online")
    for _ in range(1, many):
        client.post(where(body, "new/"), given())
    act(client, body, f"1/items/{meeting.items.get(title='One').pk}/act/", do="take")
    act(client, body, f"1/floor/{meeting.turns.first().pk}/", do="give")
    client.force_login(body.chair)
    with django_assert_num_queries(queries):
        assert client.get(where(body, path)).status_code == 200
