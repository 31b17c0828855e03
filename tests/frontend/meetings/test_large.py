"""A meeting of 40 items, 35 members and 200 documents: the pages ask no more than for a small one."""

from __future__ import annotations

import pytest

from coalition import clock
from coalition.rules import catalogue
from proposals.drafting.models import Proposal
from proposals.meetings.floor import ask_floor
from proposals.meetings.models import How, Item, Presence
from proposals.meetings.sitting import close_meeting, take_item
from proposals.minutes.keeping import circulate, draw_up
from tests.factories import a_coalition
from tests.proposals.api.callers import Caller
from tests.proposals.api.sittings import a_live_meeting

pytestmark = pytest.mark.django_db
ITEMS, DOCUMENTS = 40, 200


def fill(body, meeting, items, documents):
    """Put so many items and documents on the agenda, and everybody in the room."""
    now = clock.now()
    made = Item.objects.bulk_create(
        Item(meeting=meeting, position=n, number=str(n), title=f"Item {n}", minutes=5) for n in range(2, items + 1)
    )
    common = {"coalition": body.coalition, "year": 2031, "subject": "readiness"}
    texts = Proposal.objects.bulk_create(
        Proposal(number=n, title=f"Document {n}", created_by=body.chair, created_at=now, **common)
        for n in range(documents)
    )
    through = Item.proposals.through
    through.objects.bulk_create(
        through(item_id=made[n % len(made)].pk, proposal_id=text.pk) for n, text in enumerate(texts)
    )
    Presence.objects.bulk_create(
        Presence(meeting=meeting, member=member, how=How.ROOM, starts_at=now) for member in body.members.values()
    )
    take_item(item=made[0], by=body.chair)
    for code in list(body.members)[:10]:
        ask_floor(meeting=meeting, member=body.members[code], by=body.chair)


@pytest.mark.parametrize("size", ["small", "large"])
def test_the_pages_ask_as_much_for_a_large_meeting_as_for_a_small_one(client, django_assert_num_queries, size):
    large = size == "large"
    codes = " ".join(catalogue.roll("coalition-35").members) if large else "DE FR"
    body = a_coalition(codes)
    meeting = a_live_meeting(body, "First")
    fill(body, meeting, *((ITEMS, DOCUMENTS) if large else (2, 1)))
    delegate = body.heads["FR"]
    client.force_login(delegate)
    here = f"/{body.coalition.slug}/meetings/1/"
    for path, queries in (("", 23), ("screen/", 17), ("print/", 11)):
        with django_assert_num_queries(queries):
            answer = client.get(here + path)
        assert answer.status_code == 200
    if large:
        assert answer.content.count(b"Document ") == DOCUMENTS
    caller = Caller(delegate)
    with django_assert_num_queries(13):
        assert len(caller.get(f"/meetings/{meeting.pk}/").json()["agenda"]) == (ITEMS if large else 2)
    circulate(minutes=draw_up(meeting=close_meeting(meeting=meeting, by=body.chair), by=body.chair), by=body.chair)
    with django_assert_num_queries(13):
        assert client.get(here + "minutes/").status_code == 200
