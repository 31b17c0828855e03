"""Divisions over HTTP: opening, reading, filters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock
from coalition.models.procedure import Visibility
from proposals.models import Division
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from tests.clocks import clock_at
from tests.factories import Body, a_coalition, a_proposal, after_grace, cast, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


def in_an_hour() -> str:
    return (clock.now() + timedelta(hours=1)).isoformat()


def decided(body: Body) -> Division:
    division = open_vote(body, seconds=60)
    with clock_at(after_grace(division)):
        seal(division=division)
        decide_division(division=division)
    return division


def test_the_secretariat_opens_a_division(body):
    proposal, until = a_proposal(body), in_an_hour()
    answer = Caller(body.secretariat[0]).post("/divisions/", {"proposal": proposal.pk, "closes_at": until})
    assert answer.status_code == 201
    opened = answer.json()
    assert answer["Location"].endswith(f"/api/v1/divisions/{opened['id']}/")
    division = Division.objects.get()
    assert opened["state"] == "open"
    assert opened["closes_at"].endswith("Z")
    assert opened["rule"] == division.rule
    assert opened["roll"]["members"] == ["DE", "FR", "GB", "IT"]
    assert opened["positions"] == ["yes", "no", "abstain"]
    assert opened["votes_for"] == []


def test_a_second_division_on_a_proposal_is_a_conflict(body):
    division = open_vote(body)
    asked = {"proposal": division.proposal_id, "closes_at": in_an_hour()}
    problem(Caller(body.secretariat[0]).post("/divisions/", asked), 409, "already_open")


def test_a_delegate_opens_none(body):
    asked = {"proposal": a_proposal(body).pk, "closes_at": in_an_hour()}
    problem(Caller(body.heads["FR"]).post("/divisions/", asked), 403, "may_not_open")


def test_a_proposal_outside_ones_scope_does_not_exist(body):
    asked = {"proposal": a_proposal(a_coalition()).pk, "closes_at": in_an_hour()}
    problem(Caller(body.secretariat[0]).post("/divisions/", asked), 404, "not_found")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"closes_at": "2030-01-01T12:00:00"}, "closes_at"),
        ({"closes_at": "2030-01-01"}, "closes_at"),
        ({"closes_at": "tomorrow"}, "closes_at"),
        ({"closes_at": 1_900_000_000}, "closes_at"),
        ({"closes_at": "2001-01-01T12:00:00Z"}, "closes_at"),
        ({"closes_at": "9999-12-31T23:59:59-12:00"}, "closes_at"),
        ({"proposal": "1"}, "proposal"),
        ({"proposal": 2**70}, "proposal"),
        ({"proposal": True}, "proposal"),
        ({"facts": "meeting"}, "facts"),
        ({"facts": ["never heard of"]}, "facts"),
        ({"facts": [1]}, "facts.0"),
        ({"rule": "unanimity"}, "rule"),
        ({"visibility": "open"}, "visibility"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(body, changed, field):
    asked = {"proposal": a_proposal(body).pk, "closes_at": in_an_hour()} | changed
    answer = Caller(body.secretariat[0]).post("/divisions/", asked)
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Division.objects.exists()


def test_a_naive_deadline_is_told_to_give_its_offset(body):
    asked = {"proposal": a_proposal(body).pk, "closes_at": "2030-01-01T12:00:00"}
    detail = problem(Caller(body.secretariat[0]).post("/divisions/", asked), 400, "invalid")["detail"]
    assert "offset" in detail


def test_a_delegate_reads_whom_they_vote_for_and_what_they_cast(body):
    division = open_vote(body)
    cast(division, body, "FR", "no")
    read = Caller(body.alternates["FR"]).get(f"/divisions/{division.pk}/").json()
    assert read["votes_for"] == ["FR"]
    assert [(own["member"], own["position"]) for own in read["own"]] == [("FR", "no")]
    assert read["sees"] == "positions"
    adviser = Caller(body.advisers["FR"]).get(f"/divisions/{division.pk}/").json()
    assert adviser["votes_for"] == []
    assert len(adviser["own"]) == 1


@pytest.mark.parametrize(("visibility", "sees"), [(Visibility.ON_CLOSING, "replies"), (Visibility.CHAIR, "nothing")])
def test_it_says_how_far_one_sees(visibility, sees):
    body = a_coalition(visibility=visibility)
    division = open_vote(body)
    assert Caller(body.heads["FR"]).get(f"/divisions/{division.pk}/").json()["sees"] == sees


def test_filters(body):
    over, still_open = decided(body), open_vote(body)
    cast(still_open, body, "FR", "yes")
    france, germany = Caller(body.heads["FR"]), Caller(body.heads["DE"])

    def found(caller: Caller, **query: object) -> list[int]:
        answer = caller.get("/divisions/", **query)
        assert answer.status_code == 200, answer.content
        return [row["id"] for row in answer.json()["results"]]

    with clock_at(after_grace(over)):
        assert found(france, ordering="opens_at") == [over.pk, still_open.pk]
        assert found(france, ordering="-opens_at") == [still_open.pk, over.pk]
        assert found(france, state="open") == [still_open.pk]
        assert found(france, state="decided") == [over.pk]
        assert found(france, state="counting") == []
        assert found(france, proposal=over.proposal_id) == [over.pk]
        assert found(france, coalition=body.coalition.slug, state="open") == [still_open.pk]
        assert found(france, coalition="elsewhere") == []
        assert found(france, awaiting="true") == []
        assert found(germany, awaiting="true") == [still_open.pk]
        assert found(germany, awaiting="false") == [over.pk]
    with clock_at(still_open.closes_at):
        assert found(france, state="counting") == [still_open.pk]
        assert found(germany, awaiting="true") == []


@pytest.mark.parametrize(
    "query",
    [
        {"state": "shut"},
        {"awaiting": "yes"},
        {"proposal": "one"},
        {"proposal": "9" * 30},
        {"ordering": "id"},
        {"sponsor": "FR"},
        {"page": "0"},
        {"page": "x"},
        {"page_size": "201"},
        {"page_size": "-1"},
        {"coalition": "a\0b"},
        {"state": ["open", "decided"]},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(body, query):
    answer = Caller(body.heads["FR"]).get("/divisions/", **query)
    assert next(iter(query)) in [error["field"] for error in problem(answer, 400, "invalid")["errors"]]


def test_pages(body):
    for _n in range(3):
        open_vote(body)
    france = Caller(body.heads["FR"])
    first = france.get("/divisions/", page_size=2).json()
    assert first["count"] == 3
    assert len(first["results"]) == 2
    assert first["next"].endswith("/api/v1/divisions/?page=2&page_size=2")
    problem(france.get("/divisions/", page=3, page_size=2), 404, "not_found")


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_a_list_do_not_grow(body, count, django_assert_num_queries):
    france = Caller(body.heads["FR"])
    for _n in range(count):
        open_vote(body)
        decided(body)
    with django_assert_num_queries(5):
        france.get("/divisions/")
    with django_assert_num_queries(9):
        france.get("/divisions/", awaiting="true")
