"""The tally over HTTP: the same outcome that a decision would freeze, hidden while it must be."""

from __future__ import annotations

import pytest

from coalition.models.procedure import Visibility
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.tallies import tally_of
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote
from tests.proposals.api.callers import Caller

pytestmark = pytest.mark.django_db


def tally(person, division):
    answer = Caller(person).get(f"/divisions/{division.pk}/tally/")
    assert answer.status_code == 200
    return answer.json()


def test_an_open_vote_shows_its_tally(body):
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    seen = tally(body.heads["IT"], division)
    assert seen["state"] == "open"
    assert seen["replied"] == ["FR"]
    assert seen["awaited"] == ["DE", "GB", "IT"]
    assert seen["outcome"] == tally_of(division).to_json()
    assert seen["outcome"]["tally"]["members"]["yes"] == ["FR"]


@pytest.mark.parametrize(
    ("visibility", "replied", "awaited"),
    [(Visibility.ON_CLOSING, ["DE", "FR"], ["GB"]), (Visibility.CHAIR, None, None)],
)
def test_a_hidden_one_does_not_until_it_is_decided(visibility, replied, awaited):
    body = a_coalition(visibility=visibility)
    division = open_vote(body)
    cast(division, body, "DE", "no")
    cast(division, body, "FR", "yes")
    for person in (body.heads["FR"], body.secretariat[0]):
        seen = tally(person, division)
        assert (seen["replied"], seen["awaited"], seen["outcome"]) == (replied, awaited, None)
    with clock_at(division.closes_at):
        assert tally(body.heads["FR"], division)["outcome"] is None
    with clock_at(after_grace(division)):
        seal(division=division)
        decision = decide_division(division=division)
        assert tally(body.heads["FR"], division)["outcome"] == decision.outcome


def test_the_chair_sees_what_is_the_chairs():
    body = a_coalition(visibility=Visibility.CHAIR)
    division = open_vote(body)
    cast(division, body, "DE", "no")
    assert tally(body.chair, division)["outcome"]["tally"]["counts"]["no"] == 1
