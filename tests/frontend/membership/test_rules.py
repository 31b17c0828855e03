"""The page of the rules of procedure: what they say in full, accepting them, changing them by their own rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition.models.procedure import Consent
from coalition.procedure import AMENDING
from tests.clocks import clock_at
from tests.factories import a_coalition, open_vote
from tests.frontend.membership.test_members import page_of
from tests.proposals.voting.test_enacting import CHANGE, change, voted

pytestmark = pytest.mark.django_db


def words(client, person, body, path="rules/"):
    return " ".join(page_of(client, person, body, path).content.decode().split())


def test_it_says_what_an_emergency_an_outage_and_consent_do(client):
    body = a_coalition(
        notice=timedelta(hours=4),
        emergency_notice=timedelta(minutes=30),
        outage_extension=timedelta(hours=12),
        consent=Consent.ALL,
    )
    page = words(client, body.heads["FR"], body)
    assert "At least 30 min, with a reason on record" in page
    assert "Moves the deadline by 12 h" in page
    assert "Held only if every member agrees" in page


def test_a_delegate_accepts_for_its_member_and_the_secretariat_for_any(client):
    body = a_coalition(accepted="")
    where = f"/{body.coalition.slug}/rules/accept/"
    for person, code, status in (
        (body.heads["FR"], "FR", 302),
        (body.heads["FR"], "DE", 403),
        (body.advisers["GB"], "GB", 403),
        (body.chair, "GB", 403),
        (body.secretariat[0], "DE", 302),
        (body.secretariat[0], "GB", 302),
    ):
        client.force_login(person)
        assert client.post(where, {"member": code, "version": "1"}).status_code == status
    assert "3 of 3 accepted" in words(client, body.heads["FR"], body)
    assert body.rules.acceptances.get(member=body.members["FR"]).recorded_by == body.heads["FR"]


def test_nobody_accepts_a_version_that_they_have_not_read(client):
    body = a_coalition(accepted="")
    client.force_login(body.heads["FR"])
    answer = client.post(f"/{body.coalition.slug}/rules/accept/", {"member": "FR", "version": "2"})
    assert answer.status_code == 409
    assert not body.rules.acceptances.exists()


def test_a_change_stands_there_while_it_is_decided_and_once_it_is_in_force(client):
    body = a_coalition("DE FR GB IT", subject=AMENDING)
    proposal = change(body)
    assert "No vote opened yet" in words(client, body.heads["FR"], body)
    decision = voted(body, proposal)
    with clock_at(decision.decided_at + timedelta(seconds=1)):
        page = words(client, body.heads["FR"], body)
    assert "Longer notice" in page
    assert "In force as version 2 since" in page
    assert f"decision {decision.symbol}</a>" in page
    assert "At least 2 days between opening and closing" in page
    assert "0 of 4 accepted" in page  # each member accepts the new version anew


def test_a_form_begins_with_what_is_said_now_and_an_error_stands_beside_the_text(client):
    body = a_coalition("DE FR GB IT", subject=AMENDING)
    for person, place in ((body.secretariat[0], "proposals"), (body.heads["FR"], "drafts")):
        page = words(client, person, body, f"{place}/new/?change={AMENDING}")
        assert "- Visibility: open" in page
        assert f'value="{AMENDING}" checked' in page or f'value="{AMENDING}" selected' in page
    client.force_login(body.secretariat[0])
    given = {"title": "Longer notice", "subject": AMENDING, "text": CHANGE.replace("48 h", "soon"), "sponsors": "FR"}
    answer = client.post(f"/{body.coalition.slug}/proposals/new/", given)
    assert answer.status_code == 400
    assert "Line 4" in answer.content.decode()


def test_the_page_takes_as_many_queries_for_three_changes_as_for_one(client, django_assert_num_queries):
    body = a_coalition("DE FR GB IT", subject=AMENDING)
    first = change(body, title="One")
    open_vote(body, proposal=first)
    client.force_login(body.heads["FR"])
    for more in ((), ("Two", "Three")):
        for title in more:
            change(body, title=title)
        client.get(f"/{body.coalition.slug}/rules/")
        with django_assert_num_queries(26):
            client.get(f"/{body.coalition.slug}/rules/")
