"""Proposals over HTTP."""

from __future__ import annotations

import pytest

from coalition import clock
from proposals.models import Proposal
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, after_grace, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


def asked(body, **changed):
    return {
        "coalition": body.coalition.slug,
        "title": "Readiness order",
        "text": "1. The force is ready.",
        "subject": "readiness",
        "sponsors": ["FR", "DE"],
    } | changed


def test_the_secretariat_puts_a_text_to_the_coalition(body):
    answer = Caller(body.secretariat[0]).post("/proposals/", asked(body, released_to_observers=True))
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert answer["Location"].endswith(f"/api/v1/proposals/{made['id']}/")
    assert made["symbol"] == f"P-{clock.now().year}/1"
    assert made["sponsors"] == ["DE", "FR"]
    assert made["state"] == "not_voted_on"
    assert [revision["text"] for revision in made["revisions"]] == ["1. The force is ready."]
    assert Caller(body.observer).get(f"/proposals/{made['id']}/").json() == made


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": 5}, "title"),
        ({"text": "\n"}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": "x" * 200_001}, "text"),
        ({"subject": "unheard-of"}, "subject"),
        ({"sponsors": ["XX"]}, "sponsors"),
        ({"sponsors": "FR"}, "sponsors"),
        ({"sponsors": [{}]}, "sponsors.0"),
        ({"released_to_observers": "yes"}, "released_to_observers"),
        ({"number": 99}, "number"),
        ({"created_by": 1}, "created_by"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(body, changed, field):
    answer = Caller(body.secretariat[0]).post("/proposals/", asked(body, **changed))
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Proposal.objects.exists()


def test_only_the_secretariat_of_this_coalition_does(body):
    problem(Caller(body.heads["FR"]).post("/proposals/", asked(body)), 403, "not_secretariat")
    problem(Caller(a_coalition().secretariat[0]).post("/proposals/", asked(body)), 404, "not_found")


def test_a_revision_is_the_next_version_until_a_vote_freezes_the_text(body):
    proposal, secretariat = a_proposal(body), Caller(body.secretariat[0])
    path = f"/proposals/{proposal.pk}/revisions/"
    assert secretariat.post(path, {"text": "2. It is ready now."}).json()["number"] == 2
    assert [row["number"] for row in secretariat.get(path).json()["results"]] == [1, 2]
    problem(Caller(body.heads["FR"]).post(path, {"text": "3."}), 403, "may_not_revise")
    open_vote(body, proposal=proposal)
    problem(secretariat.post(path, {"text": "3."}), 409, "frozen")


def test_filters(body):
    over, voted_on, new = (a_proposal(body, title=title) for title in ("Over", "Voted on", "New, 100%"))
    division = open_vote(body, proposal=over, seconds=60)
    with clock_at(after_grace(division)):
        seal(division=division)
        decide_division(division=division)
    open_now = open_vote(body, proposal=voted_on)
    again = open_vote(body, proposal=a_proposal(body, title="Again"), seconds=30)
    caller = Caller(body.heads["FR"])

    def found(**query):
        answer = caller.get("/proposals/", **query)
        assert answer.status_code == 200, answer.content
        return [row["title"] for row in answer.json()["results"]]

    with clock_at(after_grace(division)):
        assert found() == ["Again", "New, 100%", "Voted on", "Over"]
        assert found(ordering="title") == ["Again", "New, 100%", "Over", "Voted on"]
        assert found(state="decided") == ["Over"]
        assert found(state="open") == ["Voted on"]
        assert found(state="counting") == ["Again"]
        assert found(state="not_voted_on") == ["New, 100%"]
        states = {row["title"]: row["state"] for row in caller.get("/proposals/").json()["results"]}
        assert states == {"Over": "decided", "Voted on": "open", "Again": "counting", "New, 100%": "not_voted_on"}
    assert found(search="100%") == ["New, 100%"]
    assert found(sponsor="DE", coalition=body.coalition.slug) == ["Again", "New, 100%", "Voted on", "Over"]
    assert found(sponsor="FR") == []
    assert found(subject="readiness", year=clock.now().year) == found()
    assert found(subject="claims") == []
    assert [new.pk, open_now.proposal_id, again.proposal_id]


def test_a_second_vote_makes_the_state(body):
    proposal = a_proposal(body)
    division = open_vote(body, proposal=proposal, seconds=60)
    later = after_grace(division)
    with clock_at(later):
        seal(division=division)
        decide_division(division=division)
        open_vote(body, proposal=proposal, closes_at=later + (division.closes_at - division.opens_at))
        read = Caller(body.heads["FR"]).get("/proposals/", state="open").json()["results"]
        assert [len(row["divisions"]) for row in read] == [2]
        assert Caller(body.heads["FR"]).get("/proposals/", state="decided").json()["results"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_a_list_do_not_grow(body, count, django_assert_num_queries):
    caller = Caller(body.heads["FR"])
    for _n in range(count):
        division = open_vote(body)
        caller.get("/proposals/")
    with django_assert_num_queries(7):
        caller.get("/proposals/")
    with django_assert_num_queries(6):
        caller.get(f"/proposals/{division.proposal_id}/revisions/")
