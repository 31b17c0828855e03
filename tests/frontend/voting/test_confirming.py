"""Recording: the page says exactly what it would do, once is enough, and a refusal loses nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest import mock

import pytest

from coalition import accrediting
from coalition.errors import Busy
from coalition.models.procedure import Visibility
from proposals.voting.models import Ballot
from tests.clocks import clock_at
from tests.factories import a_coalition, cast, open_vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition("DE FR GB")


@pytest.fixture
def division(body):
    return open_vote(body)


def address(division, path="confirm/"):
    return f"/{division.coalition.slug}/votes/{division.pk}/{path}"


def ask(client, body, division, position="yes", member="FR"):
    client.force_login(body.heads["FR"])
    answer = client.get(address(division), {"member": member, "position": position})
    return answer, answer.content.decode()


def key_of(page):
    return re.search(r'name="key" value="(\w+)"', page)[1]


def record(client, division, key, position="yes", member="FR"):
    return client.post(address(division), {"member": member, "position": position, "key": key})


def test_it_says_who_votes_what_on_which_text_and_what_it_changes(client, body, division):
    cast(division, body, "DE", "no")
    answer, page = ask(client, body, division)
    assert answer.status_code == 200
    assert "<strong>FR votes yes</strong>" in page
    assert division.text_hash[:16] in page
    assert body.accreditations["FR"].reference in page
    assert "It replaces nothing: FR has not voted yet." in page
    assert "0 of 1 voting" in page
    assert "1 of 2 voting" in page
    assert "Record yes for FR" in page
    assert Ballot.objects.count() == 1


def test_it_says_what_it_replaces(client, body, division):
    cast(division, body, "FR", "no")
    page = ask(client, body, division)[1]
    assert re.search(r"It replaces the position of FR recorded at .*: No\.", page)


def test_nothing_of_the_tally_is_told_while_it_is_hidden(client):
    body = a_coalition(visibility=Visibility.ON_CLOSING)
    division = open_vote(body)
    cast(division, body, "DE", "no")
    page = ask(client, body, division)[1]
    assert "Not shown while positions are hidden." in page
    assert "voting, need" not in page


def test_recording_gives_the_receipt_and_repeating_gives_the_same(client, body, division):
    key = key_of(ask(client, body, division)[1])
    first, again = record(client, division, key), record(client, division, key)
    assert first.status_code == again.status_code == 302
    assert first.url == again.url
    ballot = Ballot.objects.get()
    assert (ballot.member.code, ballot.position) == ("FR", "yes")
    receipt = client.get(first.url).content.decode()
    assert "Recorded. FR votes yes." in receipt
    assert f"{ballot.entry_index} of the ledger" in receipt
    assert re.search(r"<code>[0-9a-f]{64}</code>", receipt)
    assert re.search(r"<code>[0-9a-f]{32}</code>", receipt)


def test_each_confirmation_has_a_key_of_its_own(client, body, division):
    keys = {key_of(ask(client, body, division)[1]) for _ in range(3)}
    assert len(keys) == 3


def test_a_position_must_be_chosen(client, body, division):
    for position in ("", "absolutely"):
        answer, page = ask(client, body, division, position=position)
        assert answer.status_code == 400
        assert "Choose a position first." in page
        assert 'name="position"' in page
    client.force_login(body.heads["FR"])
    assert client.post(address(division), {"member": "FR", "key": "k"}).status_code == 400
    assert not Ballot.objects.exists()


def test_an_unknown_member_does_not_exist(client, body, division):
    assert ask(client, body, division, member="XX")[0].status_code == 404


def test_for_another_member_nothing_is_offered_and_nothing_recorded(client, body, division):
    page = ask(client, body, division, member="DE")[1]
    assert "You are not accredited to vote for DE." in page
    assert "Record yes for DE" not in page
    assert record(client, division, "k" * 32, member="DE").status_code == 403
    assert not Ballot.objects.exists()


def test_an_adviser_cannot(client, body, division):
    client.force_login(body.advisers["FR"])
    answer = record(client, division, "k" * 32)
    assert answer.status_code == 403
    assert "not accredited" in answer.content.decode()


def test_too_late_is_said_and_is_on_record(client, body, division):
    key = key_of(ask(client, body, division)[1])
    with clock_at(division.closes_at):
        answer = record(client, division, key)
    assert answer.status_code == 409
    assert "Too late, not counted" in answer.content.decode()
    assert body.coalition.entries.filter(kind="ballot_refused").count() == 1
    assert not Ballot.objects.exists()


def test_one_microsecond_before_the_deadline_counts(client, body, division):
    key = key_of(ask(client, body, division)[1])
    with clock_at(division.closes_at - timedelta(microseconds=1)):
        assert record(client, division, key).status_code == 302


def test_revoked_while_the_page_was_open(client, body, division):
    key = key_of(ask(client, body, division)[1])
    accrediting.revoke(accreditation=body.accreditations["FR"], by=body.secretariat[0])
    answer = record(client, division, key)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "You are not accredited to vote for FR." in page
    assert "secretariat registers accreditations" in page


def test_when_the_register_is_busy_the_same_confirmation_can_be_sent_again(client, body, division):
    key = key_of(ask(client, body, division)[1])
    with mock.patch("frontend.voting.confirming.cast_ballot", side_effect=Busy("busy", "The register is busy.")):
        answer = record(client, division, key)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert key_of(page) == key
    assert "Record yes for FR" in page
    assert record(client, division, key).status_code == 302


def test_a_receipt_says_when_it_was_replaced(client, body, division):
    first = cast(division, body, "FR", "yes").ballot
    cast(division, body, "FR", "no", by=body.alternates["FR"])
    client.force_login(body.heads["FR"])
    page = client.get(address(division, "receipt/"), {"entry": first.entry_index}).content.decode()
    assert "A later vote replaced this one." in page
    assert "What counts now: No." in page


def test_a_receipt_is_for_the_delegation_that_voted(client, body, division):
    entry = cast(division, body, "FR", "yes").ballot.entry_index
    expected = {"FR head": 200, "FR adviser": 200, "DE": 404, "secretariat": 404, "chair": 404}
    people = dict(
        zip(
            expected,
            (body.heads["FR"], body.advisers["FR"], body.heads["DE"], body.secretariat[0], body.chair),
            strict=True,
        )
    )
    for name, person in people.items():
        client.force_login(person)
        assert client.get(address(division, "receipt/"), {"entry": entry}).status_code == expected[name], name
    for wrong in ("999999", "x", "-1", "9" * 40):
        assert client.get(address(division, "receipt/"), {"entry": wrong}).status_code == 404


def test_csrf_is_asked_for(body, division):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(body.heads["FR"])
    answer = strict.post(address(division), {"member": "FR", "position": "yes", "key": "k"})
    assert answer.status_code == 403
    assert "This page had grown old" in answer.content.decode()
