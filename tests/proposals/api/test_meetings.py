"""Meetings over the API: prepared, called, held and closed; each reader sees their own part, each fault is named."""

from __future__ import annotations

import pytest

from proposals.ledger.models import Entry
from proposals.meetings.models import Meeting
from tests.factories import a_coalition, a_proposal
from tests.proposals.api.callers import Caller, problem
from tests.proposals.api.sittings import CALL, a_live_meeting, a_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretariat(body):
    return Caller(body.secretariat[0])


def act(caller, path, body=None, status=200):
    answer = caller.post(path, body)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_meeting_is_prepared_called_held_and_closed(body, secretariat):
    proposal = a_proposal(body)
    meeting = act(secretariat, "/meetings/", {**CALL, "coalition": body.coalition.slug}, 201)
    here = f"/meetings/{meeting['id']}"
    assert (meeting["number"], meeting["state"], meeting["starts_at"]) == (1, "draft", "2031-03-03T09:00:00.000000Z")
    first = act(secretariat, f"{here}/items/", {"title": "Readiness", "minutes": 10, "proposals": [proposal.pk]}, 201)
    act(secretariat, f"{here}/items/", {"title": "Sub", "under": first["id"], "discussed": False}, 201)
    act(secretariat, f"{here}/amend/", {**CALL, "place": "London"})
    assert act(secretariat, f"{here}/publish/")["state"] == "called"
    live = act(Caller(body.chair), f"{here}/open/")
    assert [(item["number"], item["depth"], item["discussed"]) for item in live["agenda"]] == [
        ("1", 0, True),
        ("1.1", 1, False),
    ]
    assert live["agenda"][0]["proposals"] == [{"id": proposal.pk, "symbol": proposal.symbol, "title": proposal.title}]
    assert (live["place"], live["session"]["item"], live["session"]["following"]) == ("London", None, first["id"])
    assert act(secretariat, f"{here}/items/{first['id']}/take/")["now"]
    clock = act(secretariat, f"{here}/items/{first['id']}/lengthen/", {"minutes": 5})["minutes"]
    assert clock == 15
    session = Caller(body.heads["FR"]).get(f"{here}/").json()["session"]
    assert session["item"] == first["id"]
    assert (session["clock"]["box"], session["clock"]["over"]) == (900, False)
    assert act(secretariat, f"{here}/close/")["session"] is None
    assert [entry.kind for entry in Entry.objects.filter(subject=f"meeting:{meeting['id']}")] == [
        "meeting_prepared",
        "agenda_changed",
        "agenda_changed",
        "meeting_amended",
        "meeting_called",
        "meeting_opened",
        "item_begun",
        "item_lengthened",
        "meeting_closed",
    ]


def test_the_floor_is_asked_for_given_and_ruled_on(body, secretariat):
    here = f"/meetings/{a_live_meeting(body, 'First').pk}"
    france = Caller(body.advisers["FR"])
    speech = act(france, f"{here}/floor/", {"member": "FR"}, 201)
    order = act(Caller(body.heads["DE"]), f"{here}/floor/", {"member": "DE", "purpose": "point_of_order"}, 201)
    session = france.get(f"{here}/").json()["session"]
    assert [turn["member"] for turn in session["waiting"]] == ["DE", "FR"]
    act(secretariat, f"{here}/floor/{order['id']}/give/")
    act(secretariat, f"{here}/floor/{order['id']}/rule/", {"ruling": "The list stays open."})
    assert act(france, f"{here}/floor/{order['id']}/appeal/", {"member": "FR"})["appealed_by"] == "FR"
    rulings = france.get(f"{here}/").json()["session"]["rulings"]
    assert [turn["ruling"] for turn in rulings] == ["The list stays open."]
    assert act(secretariat, f"{here}/floor/{order['id']}/settle/", {"upheld": False})["upheld"] is False
    act(secretariat, f"{here}/floor/{speech['id']}/give/")
    assert france.get(f"{here}/").json()["session"]["speaker"]["member"] == "FR"
    assert act(france, f"{here}/floor/{speech['id']}/end/")["ended_at"]


def test_who_is_present_makes_a_quorum(body, secretariat):
    here = f"/meetings/{a_live_meeting(body).pk}"
    for code in ("DE", "FR"):
        row = act(secretariat, f"{here}/presences/", {"member": code, "how": "room"})
    assert (row["members"], row["needed"], row["quorum"]) == (4, 3, False)
    row = act(secretariat, f"{here}/presences/", {"member": "GB", "how": "online"})
    assert row["quorum"]
    assert Caller(body.heads["FR"]).get(f"{here}/").json()["session"]["attendance"] == row
    assert len(act(secretariat, f"{here}/presences/", {"member": "GB", "how": "absent"})["present"]) == 2


def test_items_are_moved_placed_changed_and_withdrawn(body, secretariat):
    meeting = a_meeting(body, "A", "B", "C")
    here = f"/meetings/{meeting.pk}/items"

    def titles():
        return [(row["depth"], row["title"]) for row in secretariat.get(f"{here}/").json()["results"]]

    a, b, c = (item.pk for item in meeting.items.all())
    act(secretariat, f"{here}/{c}/move/", {"move": "up"})
    assert titles() == [(0, "A"), (0, "C"), (0, "B")]
    act(secretariat, f"{here}/{b}/place/", {"before": a})
    act(secretariat, f"{here}/{c}/move/", {"move": "in"})
    assert titles() == [(0, "B"), (0, "A"), (1, "C")]
    assert act(secretariat, f"{here}/{a}/change/", {"title": "Alpha", "note": "Text"})["note"] == "Text"
    assert act(secretariat, f"{here}/{b}/withdraw/")["withdrawn_at"]


def test_what_is_not_yet_called_or_not_theirs_is_not_there_for_others(body, secretariat):
    draft = a_meeting(body)
    opened = a_live_meeting(body, open_to_observers=True)
    a_live_meeting(a_coalition())
    delegate, observer = Caller(body.heads["FR"]), Caller(body.observer)
    assert delegate.get(f"/meetings/{draft.pk}/").status_code == 404
    assert delegate.post(f"/meetings/{draft.pk}/publish/").status_code == 404
    assert [row["id"] for row in observer.get("/meetings/").json()["results"]] == [opened.pk]
    assert observer.post(f"/meetings/{opened.pk}/close/").status_code == 403
    assert secretariat.get("/meetings/").json()["count"] == 2


def test_an_observer_reads_the_agenda_without_what_is_not_released(body, secretariat):
    kept, released = a_proposal(body), a_proposal(body, released_to_observers=True)
    meeting = a_live_meeting(body, open_to_observers=True)
    act(secretariat, f"/meetings/{meeting.pk}/items/", {"title": "Both", "proposals": [kept.pk, released.pk]}, 201)
    for caller, seen in ((secretariat, [kept.pk, released.pk]), (Caller(body.observer), [released.pk])):
        (item,) = caller.get(f"/meetings/{meeting.pk}/").json()["agenda"]
        assert [proposal["id"] for proposal in item["proposals"]] == seen


def test_lists_are_filtered(body, secretariat):
    draft, live = a_meeting(body), a_live_meeting(body)
    act(secretariat, "/meetings/", {**CALL, "coalition": body.coalition.slug}, 201)
    late = Meeting.objects.latest("starts_at")

    def listed(**query):
        answer = secretariat.get("/meetings/", **query)
        assert answer.status_code == 200, answer.content
        return {row["id"] for row in answer.json()["results"]}

    assert listed(state="live") == {live.pk}
    assert listed(state="draft") == {draft.pk, late.pk}
    assert listed(**{"from": "2031-03-03T09:00:00Z"}) == {late.pk}
    assert listed(until="2031-03-03T09:00:00Z") == {draft.pk, live.pk}
    assert listed(coalition="nowhere") == set()
    problem(secretariat.get("/meetings/", **{"from": "monday"}), 400, "invalid")


def test_every_fault_is_named_at_once(body, secretariat):
    wrong = {**CALL, "coalition": body.coalition.slug, "time_zone": "Europe/Lutetia", "online": "ftp://x"}
    wrong |= {"ends_at": CALL["starts_at"], "place": ""}
    refused = problem(secretariat.post("/meetings/", wrong), 400, "ends_before_start")
    assert [fault["field"] for fault in refused["errors"]] == ["ends_at", "time_zone", "online"]
    refused = problem(secretariat.post("/meetings/", {"title": 7, "starts_at": "soon", "room": "9"}), 400, "invalid")
    assert {fault["field"] for fault in refused["errors"]} >= {"room"}
    here = f"/meetings/{a_live_meeting(body, 'First').pk}"
    refused = problem(
        secretariat.post(f"{here}/items/", {"title": "x", "under": 10**9, "proposals": [10**9]}), 400, "unknown_item"
    )
    assert [fault["field"] for fault in refused["errors"]] == ["under", "proposals"]
    refused = problem(secretariat.post(f"{here}/floor/", {"member": "XX", "group": "G9"}), 400, "unknown_member")
    assert [fault["field"] for fault in refused["errors"]] == ["member", "group"]
    for year in ("0001", "9999"):
        far = {**CALL, "coalition": body.coalition.slug, "starts_at": f"{year}-01-01T00:00:00Z"}
        assert problem(secretariat.post("/meetings/", far), 400, "invalid")["errors"][0]["field"] == "starts_at"


def test_what_is_out_of_turn_is_a_conflict(body, secretariat):
    here = f"/meetings/{a_live_meeting(body, 'First').pk}"
    problem(secretariat.post(f"{here}/open/"), 409, "meeting_live")
    problem(secretariat.post(f"{here}/cancel/", {"reason": "Late"}), 409, "meeting_live")
    act(secretariat, f"{here}/close/")
    problem(Caller(body.heads["FR"]).post(f"{here}/floor/", {"member": "FR"}), 409, "meeting_closed")


@pytest.mark.parametrize("many", [1, 4])
def test_a_meeting_is_read_in_the_same_number_of_queries(body, secretariat, django_assert_num_queries, many):
    meeting = a_live_meeting(body)
    for code in ["DE", "FR", "GB", "IT"][:many]:
        row = {"title": code, "proposals": [a_proposal(body).pk]}
        act(secretariat, f"/meetings/{meeting.pk}/items/", row, 201)
        act(secretariat, f"/meetings/{meeting.pk}/presences/", {"member": code, "how": "room"})
        act(secretariat, f"/meetings/{meeting.pk}/floor/", {"member": code}, 201)
    with django_assert_num_queries(13):
        assert secretariat.get(f"/meetings/{meeting.pk}/").status_code == 200
