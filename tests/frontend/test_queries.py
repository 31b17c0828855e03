"""However much there is to list, a page asks the database the same number of questions."""

from __future__ import annotations

import pytest

from proposals.meetings.agenda import ItemWords, add_item
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote
from tests.proposals.api.sittings import a_live_meeting

pytestmark = pytest.mark.django_db


def decided(body):
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    with clock_at(after_grace(division)):
        seal(division=division)
        return decide_division(division=division)


def opened(body):
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    return division


PAGES = [("", 30), ("proposals/", 16), ("decisions/", 16), ("members/", 20), ("rules/", 23)]


@pytest.mark.parametrize(("path", "queries"), PAGES)
@pytest.mark.parametrize("many", [1, 3])
def test_lists(client, django_assert_num_queries, path, queries, many):
    body = a_coalition("DE FR" if many == 1 else "DE FR GB IT", groups={"E2": "DE FR"})
    meeting = a_live_meeting(body, "First")
    for _ in range(many):
        words = ItemWords("Readiness", proposals=[opened(body).proposal])
        add_item(meeting=meeting, words=words, by=body.secretariat[0])
        decided(body)
    client.force_login(body.heads["DE"])
    with django_assert_num_queries(queries):
        assert client.get(f"/{body.coalition.slug}/{path}").status_code == 200


@pytest.mark.parametrize("codes", ["DE FR", "DE FR GB IT PL"])
def test_a_vote(client, django_assert_num_queries, codes):
    body = a_coalition(codes)
    division = open_vote(body)
    for code in codes.split():
        cast(division, body, code, "yes")
    client.force_login(body.heads["DE"])
    with django_assert_num_queries(20):
        assert client.get(f"/{body.coalition.slug}/votes/{division.pk}/").status_code == 200


@pytest.mark.parametrize("votes", [1, 4])
def test_a_decision(client, django_assert_num_queries, votes):
    body = a_coalition("DE FR GB IT")
    division = open_vote(body)
    for code in ["DE", "FR", "GB", "IT"][:votes]:
        cast(division, body, code, "yes")
    with clock_at(after_grace(division)):
        seal(division=division)
        decision = decide_division(division=division)
    client.force_login(body.heads["DE"])
    with django_assert_num_queries(26):
        assert client.get(f"/{body.coalition.slug}/decisions/{decision.symbol}/").status_code == 200
