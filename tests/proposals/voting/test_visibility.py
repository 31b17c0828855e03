"""What is shown to whom before closing, and after."""

from __future__ import annotations

import pytest

from coalition import clock
from coalition.models.procedure import Visibility
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.models import Division
from proposals.voting.visibility import sight_of
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote

pytestmark = pytest.mark.django_db


def voted(visibility):
    body = a_coalition(visibility=visibility)
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    return body, division


def test_open_shows_who_and_how():
    body, division = voted(Visibility.OPEN)
    sight = sight_of(division, body.heads["DE"], clock.now())
    assert sight.replied == {"FR"}
    assert sight.positions == {"FR": "yes"}
    assert sight.outcome is not None


def test_on_closing_shows_who_has_replied_not_how():
    body, division = voted(Visibility.ON_CLOSING)
    for person in (body.heads["DE"], body.secretariat[0], body.chair):
        sight = sight_of(division, person, clock.now())
        assert (sight.replied, sight.positions, sight.outcome, sight.own) == ({"FR"}, None, None, {})


def test_a_delegation_always_sees_its_own_ballot():
    body, division = voted(Visibility.ON_CLOSING)
    for person in (body.heads["FR"], body.alternates["FR"], body.advisers["FR"]):
        assert sight_of(division, person, clock.now()).own["FR"].position == "yes"


def test_chair_shows_the_chair_alone_before_closing():
    body, division = voted(Visibility.CHAIR)
    assert sight_of(division, body.chair, clock.now()).positions == {"FR": "yes"}
    for person in (body.heads["DE"], body.secretariat[0]):
        sight = sight_of(division, person, clock.now())
        assert (sight.replied, sight.positions) == (None, None)


@pytest.mark.parametrize("visibility", Visibility.values)
def test_all_is_shown_once_decided_and_not_while_counting(visibility):
    body, division = voted(visibility)
    seen_while_counting = sight_of(division, body.heads["DE"], division.closes_at).positions
    assert (seen_while_counting is None) == (visibility != Visibility.OPEN)
    with clock_at(after_grace(division)):
        seal(division=division)
        decide_division(division=division)
    division = Division.objects.get(pk=division.pk)
    assert sight_of(division, body.heads["DE"], clock.now()).positions == {"FR": "yes"}
