"""Statements on the proposal's page."""

from __future__ import annotations

import pytest

from proposals.statements.models import Statement
from tests.factories import a_coalition, a_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition()


@pytest.fixture
def where(body):
    proposal = a_proposal(body)
    return f"/{body.coalition.slug}/proposals/{proposal.year}/{proposal.number}/"


def test_a_reservation_is_made_read_and_lifted(client, body, where):
    client.force_login(body.heads["DE"])
    given = {"kind": "parliamentary", "text": "Subject to the **Bundestag**.", "expires_at": "2031-01-01T12:00"}
    assert client.post(f"{where}statements/new/", given).status_code == 302
    client.force_login(body.heads["FR"])
    page = client.get(where).content.decode()
    assert "Parliamentary reservation" in page
    assert "<strong>Bundestag</strong>" in page
    assert "Lift the reservation" not in page
    client.force_login(body.heads["DE"])
    assert "Lift the reservation" in client.get(where).content.decode()
    client.post(f"/{body.coalition.slug}/statements/{Statement.objects.get().pk}/lift/")
    assert "lifted on" in client.get(where).content.decode()


def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(client, body, where):
    client.force_login(body.heads["DE"])
    answer = client.post(f"{where}statements/new/", {"kind": "scrutiny", "text": "Kept.", "expires_at": "soon"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="e-expires_at"' in page
    assert "Kept.</textarea>" in page


def test_who_is_not_accredited_puts_nothing_on_record(client, body, where):
    client.force_login(body.advisers["DE"])
    assert "Put a statement on record" not in client.get(where).content.decode()
    assert client.get(f"{where}statements/new/").status_code == 403
    assert client.post(f"{where}statements/new/", {"kind": "declaration", "text": "Mine."}).status_code == 403
    client.force_login(body.observer)
    assert client.get(f"{where}statements/new/").status_code == 404
    assert not Statement.objects.exists()


def test_nobody_lifts_what_they_cannot_see(client, body, where):
    client.force_login(body.heads["DE"])
    given = {"kind": "scrutiny", "text": "T", "expires_at": "2031-01-01T12:00"}
    client.post(f"{where}statements/new/", given)
    address = f"/{body.coalition.slug}/statements/{Statement.objects.get().pk}/lift/"
    client.force_login(body.observer)
    assert client.post(address).status_code == 404
    client.force_login(body.heads["FR"])
    assert client.post(address).status_code == 403
