"""Votes by signed note on pages: recorded by the secretariat, answered for by the member, shown in the roll call."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock
from coalition.models.procedure import Visibility
from proposals.ledger.models import Entry
from proposals.tasks import tick
from proposals.voting.models import Ballot, SignedNote
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, note, open_vote

pytestmark = pytest.mark.django_db


def read(client, person, address):
    client.force_login(person)
    return " ".join(client.get(address, follow=True).content.decode().split())


def at(body, division, *more):
    return "/".join(["", body.coalition.slug, "votes", str(division.pk), *map(str, more), ""])


def given(**more):
    now = clock.now().strftime("%Y-%m-%dT%H:%M")
    return {"member": "FR", "position": "yes", "received_at": now, "filed": "12/2026", "key": "k", **more}


def test_from_the_form_to_the_countersignature(client):
    body = a_coalition()
    division = open_vote(body)
    later = division.opens_at + timedelta(minutes=2)
    with clock_at(later):
        form = at(body, division, "note")
        assert form in read(client, body.secretariat[0], at(body, division))
        for wrong, field in ({"member": ""}, "member"), ({"position": ""}, "position"), ({"filed": " "}, "filed"):
            answer = client.post(form, given(**wrong))
            assert (answer.status_code, f'id="e-{field}"' in answer.content.decode()) == (400, True)
        sent = given(received_at=later.strftime("%Y-%m-%dT%H:%M"))
        for _twice in range(2):
            assert client.post(form, sent).status_code == 302
        assert SignedNote.objects.count() == 1
        page = read(client, body.heads["FR"], at(body, division))
        assert "by signed note, awaits countersignature" in page and "Countersign or contest" in page
        recorded = Ballot.objects.get()
        address = at(body, division, "notes", recorded.note_id)
        assert "Contest it: not our vote" in read(client, body.heads["FR"], address)
        assert "Contest it" not in read(client, body.advisers["FR"], address)
        client.force_login(body.heads["FR"])
        assert client.post(address, {"act": "countersign"}).status_code == 302
        assert client.post(address, {"act": "contest"}).status_code == 409
        assert client.post(address, {"act": "whim"}).status_code == 400
    page = read(client, body.heads["DE"], at(body, division))
    assert "by signed note, countersigned" in page and "Countersign or contest" not in page
    receipt = read(client, body.heads["FR"], at(body, division, "receipt") + f"?entry={recorded.entry_index}")
    assert "by signed note, recorded by the secretariat" in receipt and "as the secretariat attests" in receipt


def test_nobody_else_is_offered_it(client):
    body = a_coalition()
    division = open_vote(body)
    form = at(body, division, "note")
    for person, status in ((body.heads["FR"], 403), (body.chair, 403), (body.observer, 404)):
        client.force_login(person)
        assert client.get(form).status_code == client.post(form, given()).status_code == status
        assert form not in client.get(at(body, division)).content.decode()
    assert not SignedNote.objects.exists()


def test_where_votes_are_hidden_a_note_is_too(client):
    body = a_coalition(visibility=Visibility.CHAIR)
    division = open_vote(body)
    recorded = note(division, body, "FR", "no", clock.now()).ballot
    for person in (body.heads["DE"], body.secretariat[1], body.observer):
        client.force_login(person)
        assert client.get(at(body, division, "notes", recorded.note_id)).status_code == 404
        assert "signed note," not in client.get(at(body, division)).content.decode()
    assert "by signed note" in read(client, body.heads["FR"], at(body, division))


@pytest.mark.parametrize("answer", ["contest", "countersign"])
def test_after_the_decision_it_is_answered_for_on_its_page(client, answer):
    body = a_coalition(note_wait=timedelta(minutes=5))
    division = open_vote(body)
    recorded = note(division, body, "FR", "no", clock.now()).ballot
    with clock_at(division.closes_at + timedelta(minutes=1)):
        waiting = read(client, body.secretariat[0], at(body, division))
        assert (
            "Signed notes that came in time may still be recorded" in waiting and at(body, division, "note") in waiting
        )
    with clock_at(after_grace(division) + timedelta(minutes=5)):
        tick()
        assert "Countersign or contest" in read(client, body.heads["FR"], at(body, division))
        client.post(at(body, division, "notes", recorded.note_id), {"act": answer})
        decided = read(client, body.heads["DE"], at(body, division))
    said = {"contest": "by signed note, contested", "countersign": "by signed note, countersigned"}[answer]
    assert said in decided
    assert ("Contested as not its own, once the vote was sealed" in decided) is (answer == "contest")
    assert Entry.objects.filter(kind=f"note_{answer}ed").exists()
    ledger = read(client, body.heads["DE"], f"/{body.coalition.slug}/ledger/?kind=note_recorded")
    assert "Vote by signed note recorded: FR, no, received" in ledger
