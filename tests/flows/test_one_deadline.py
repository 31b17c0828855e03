"""One deadline, rendered on every road: the same instant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from proposals.notices.webhook.keeping import make_webhook
from tests.factories import a_coalition, open_vote
from tests.proposals.api.callers import Caller
from tests.proposals.calendars.calling import a_feed, read
from tests.proposals.calendars.programs import Program
from tests.proposals.notices.hearing import a_postbox, a_second
from tests.proposals.notices.receiving import a_receiver

pytestmark = pytest.mark.django_db
DEADLINE = datetime(2031, 10, 26, 1, 30, tzinfo=UTC)  # in the hour that comes twice in Helsinki, 3:30 the second time


@pytest.fixture
def roads() -> dict[str, Any]:
    """What the head of one delegation is told on each road, as it came."""
    body = a_coalition("FI FR")
    body.coalition.time_zone = "Europe/Paris"
    body.coalition.save()
    head = body.heads["FI"]
    head.time_zone = "Europe/Helsinki"
    head.save()
    with a_postbox() as postbox, a_receiver() as receiver:
        make_webhook(coalition=body.coalition, name="x", url=receiver.url, by=head)
        division = open_vote(body, closes_at=DEADLINE)
        a_second("mail", "webhook")
    browser = Client()
    browser.force_login(head)
    caller = Caller(head)
    return {
        "page": browser.get(f"/{body.coalition.slug}/votes/{division.pk}/").content.decode(),
        "inbox": browser.get(f"/{body.coalition.slug}/inbox/").content.decode(),
        "mail": next(m for m in postbox.to(head.email) if "Vote opened" in m["Subject"]),
        "webhook": receiver.of_kind("vote_opened")["data"]["due_at"],
        "api": caller.get(f"/divisions/{division.pk}/").json()["closes_at"],
        "api inbox": caller.get("/me/notices/?kind=vote_opened").json()["results"][0]["due_at"],
        "ics": caller.get(f"/divisions/{division.pk}.ics").content,
        "feed": read(a_feed(head)).content,
        "caldav": Program(head).events(f"/dav/calendars/{body.coalition.slug}/"),
    }


def test_the_same_instant_on_every_road(roads):
    written = "2031-10-26T01:30:00.000000Z"
    assert {roads[name] for name in ("webhook", "api", "api inbox")} == {written}
    local = DEADLINE.astimezone(ZoneInfo("Europe/Helsinki"))
    said = f"{local:%H:%M} in Helsinki (02:30 in Paris, 01:30 UTC)"
    assert local.fold == 1 and said == "03:30 in Helsinki (02:30 in Paris, 01:30 UTC)"
    assert said in roads["inbox"]
    for part in roads["mail"].iter_parts():
        assert said in part.get_content()
    assert said in roads["page"] and f'datetime="{local.isoformat()}"' in roads["page"]
    for name in ("ics", "feed", "caldav"):
        (event,) = Calendar.from_ical(roads[name]).walk("VEVENT")
        assert event["DTSTART"].dt == DEADLINE
