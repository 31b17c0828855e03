"""Several votes are seen at once as each of them is alone."""

from __future__ import annotations

import pytest

from coalition import clock
from coalition.models.procedure import Visibility
from proposals.voting.visibility import sight_of, sights_of
from tests.factories import PROXIES, a_coalition, cast, open_vote

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("visibility", list(Visibility))
def test_several_at_once(visibility: Visibility):
    body = a_coalition("DE FR GB", rule=PROXIES, visibility=visibility)
    first, second, third = (open_vote(body) for _ in range(3))
    cast(first, body, "FR", "yes")
    cast(first, body, "DE", "no")
    cast(second, body, "FR", "abstain")
    cast(first, body, "FR", "no")
    instant = clock.now()
    for person in (body.heads["FR"], body.chair, body.observer, body.secretariat[0]):
        alone = [sight_of(division, person, instant) for division in (first, second, third)]
        assert sights_of([first, second, third], person, instant) == alone
    assert sights_of([], body.chair, instant) == []
