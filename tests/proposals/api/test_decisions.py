"""Decisions over HTTP: the register, and what a decision follows from."""

from __future__ import annotations

import pytest

from coalition import clock
from coalition.rules.deciding import decide
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.models import Decision
from tests.clocks import clock_at
from tests.factories import Body, a_coalition, a_proposal, after_grace, cast, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


def decide_on(body: Body, title: str = "Readiness order", position: str = "yes", **kw: object) -> Decision:
    division = open_vote(body, proposal=a_proposal(body, title=title, **kw))
    for code in body.members:
        cast(division, body, code, position)
    with clock_at(after_grace(division)):
        seal(division=division)
        decision = decide_division(division=division)
    assert decision is not None
    return decision


def test_a_decision_holds_what_it_follows_from(body):
    decision = decide_on(body)
    read = Caller(body.heads["FR"]).get(f"/decisions/{decision.pk}/").json()
    assert read["symbol"] == decision.symbol
    assert read["result"] == "adopted"
    assert read["roll_call"] == {"DE": "yes", "FR": "yes", "GB": "yes", "IT": "yes"}
    positions = {code: Position(position) for code, position in read["roll_call"].items()}
    again = decide(read_rule(read["rule"]), Roll.from_json(read["roll"]), positions, read["facts"])
    assert again.to_json() == read["outcome"]
    assert read["outcome"]["bound"] == ["DE", "FR", "GB", "IT"]


def test_filters(body):
    yes, no = decide_on(body, "Readiness order"), decide_on(body, "100% of Claims", "no")
    france, year = Caller(body.heads["FR"]), clock.now().year

    def found(**query: object) -> list[int]:
        answer = france.get("/decisions/", **query)
        assert answer.status_code == 200, answer.content
        return [row["id"] for row in answer.json()["results"]]

    assert found() == [no.pk, yes.pk]
    assert found(ordering="decided_at") == [yes.pk, no.pk]
    assert found(result="adopted") == [yes.pk]
    assert found(search="claims") == [no.pk]
    assert found(search="100") == [no.pk]
    assert found(search="_") == []
    assert found(member="FR", position="no") == [no.pk]
    assert found(rule="simple-majority", standing="in_force") == [yes.pk]
    assert found(group="E9") == []
    assert found(proposal=yes.division.proposal_id) == [yes.pk]
    assert found(year=year, coalition=body.coalition.slug) == [no.pk, yes.pk]
    assert found(year=year - 1) == []


def test_a_decision_of_another_coalition_does_not_exist(body):
    other = decide_on(a_coalition())
    france = Caller(body.heads["FR"])
    assert france.get("/decisions/").json()["results"] == []
    problem(france.get(f"/decisions/{other.pk}/"), 404, "not_found")


def test_an_observer_reads_the_released_ones(body):
    decide_on(body, "For members")
    released = decide_on(body, "For all", released_to_observers=True)
    rows = Caller(body.observer).get("/decisions/").json()["results"]
    assert [row["id"] for row in rows] == [released.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_a_list_do_not_grow(body, count, django_assert_num_queries):
    france = Caller(body.heads["FR"])
    for _n in range(count):
        decide_on(body)
    with django_assert_num_queries(6):
        france.get("/decisions/")
