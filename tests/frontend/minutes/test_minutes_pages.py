"""Minutes on the page: drawn up, edited, circulated and adopted with buttons; each reader sees their own part."""

from __future__ import annotations

import pytest

from proposals.minutes.keeping import circulate, draw_up
from proposals.minutes.models import Minutes
from tests.factories import a_coalition
from tests.proposals.api.sittings import a_closed_meeting, a_live_meeting, circulated_minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition("DE FR GB")


def where(body, number, path=""):
    return f"/{body.coalition.slug}/meetings/{number}/{path}"


def page(client, body, number, path="minutes/"):
    answer = client.get(where(body, number, path))
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_from_the_closed_meeting_to_adopted_minutes(client, body):
    client.force_login(body.secretariat[0])
    meeting = a_closed_meeting(body, "Readiness")
    assert "Draw up the minutes" in page(client, body, 1, "")
    assert client.post(where(body, 1, "minutes/act/"), {"do": "draw"}).status_code == 302
    minutes = Minutes.objects.get(meeting=meeting)
    assert "1. Readiness" in page(client, body, 1) and "Not taken up." in page(client, body, 1)
    section = minutes.sections.all()[1]
    edit = f"minutes/sections/{section.pk}/"
    assert "Not taken up." in page(client, body, 1, edit)
    given = {"heading": "1. Readiness", "text": "Put *off*.", "seen": 0}
    assert client.post(where(body, 1, edit), given).status_code == 302
    assert client.post(where(body, 1, "minutes/act/"), {"do": "circulate"}).status_code == 302
    a_live_meeting(body, "Minutes")
    assert "Minutes of meeting 1" in page(client, body, 2, "")
    assert "Record: adopted by meeting 2" in page(client, body, 1)
    assert client.post(where(body, 1, "minutes/act/"), {"do": "adopt", "meeting": 2}).status_code == 302
    text = page(client, body, 1)
    assert "Adopted by meeting 2" in text and "<em>off</em>" in text and "Edit" not in text
    minutes.refresh_from_db()
    assert minutes.text_hash in text
    assert client.post(where(body, 1, edit), given | {"seen": 1}).status_code in (302, 409)


def test_who_was_slower_keeps_what_was_typed_and_sees_what_stands(client, body):
    client.force_login(body.chair)
    minutes = draw_up(meeting=a_closed_meeting(body, "Readiness"), by=body.chair)
    section = minutes.sections.first()
    edit = where(body, 1, f"minutes/sections/{section.pk}/")
    client.post(edit, {"heading": "Opening", "text": "The first.", "seen": 0})
    answer = client.post(edit, {"heading": "Opening", "text": "The second.", "seen": 0})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "The first." in text and "The second." in text and 'name="seen" value="1"' in text
    answer = client.post(edit, {"heading": "", "text": "The second.", "seen": 1})
    assert answer.status_code == 400 and 'id="e-heading"' in answer.content.decode()


def test_members_read_and_only_officers_write(client, body):
    minutes = draw_up(meeting=a_closed_meeting(body, "Readiness", open_to_observers=True), by=body.chair)
    edit = f"minutes/sections/{minutes.sections.all()[0].pk}/"
    for person in (body.heads["FR"], body.observer):
        client.force_login(person)
        assert client.get(where(body, 1, "minutes/")).status_code == 404
        assert "Minutes" not in page(client, body, 1, "")
    circulate(minutes=minutes, by=body.chair)
    client.force_login(body.observer)
    assert client.get(where(body, 1, "minutes/")).status_code == 404
    client.force_login(body.heads["FR"])
    assert "Not adopted yet" in page(client, body, 1)
    assert "Edit" not in page(client, body, 1)
    assert client.get(where(body, 1, edit)).status_code == 403
    assert client.post(where(body, 1, "minutes/act/"), {"do": "circulate"}).status_code == 403
    assert client.post(where(body, 1, "minutes/act/"), {"do": "burn"}).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_same_number_of_queries(client, body, django_assert_num_queries, many):
    meeting = a_closed_meeting(body, *["One", "Two", "Three"][:many])
    circulate(minutes=draw_up(meeting=meeting, by=body.chair), by=body.chair)
    client.force_login(body.heads["FR"])
    with django_assert_num_queries(13):
        assert client.get(where(body, 1, "minutes/")).status_code == 200


def test_the_text_of_somebody_is_inert(client, body):
    minutes = circulated_minutes(body)
    section = minutes.sections.first()
    section.text = "<script>alert(1)</script> [x](javascript:alert(1))"
    section.save()
    client.force_login(body.heads["FR"])
    text = page(client, body, 1)
    assert "<script>alert" not in text and 'href="javascript' not in text
    assert "not the one whose hash is on record" in text
