"""A vote is opened with a deadline that somebody chose, or not at all."""

from __future__ import annotations

import pytest

from proposals.voting.models import Division
from tests.factories import a_coalition, a_proposal

pytestmark = pytest.mark.django_db


def test_opening_without_choosing_a_deadline_opens_nothing(client):
    body = a_coalition()
    proposal = a_proposal(body)
    client.force_login(body.secretariat[0])
    address = f"/{body.coalition.slug}/proposals/{proposal.year}/{proposal.number}/open-vote/"
    assert b" checked" not in client.get(address).content
    answer = client.post(address, {"closes_at": ""})
    assert answer.status_code == 400
    assert b'id="e-closes_at"' in answer.content
    assert not Division.objects.exists()
