"""Receipts by mail: for whoever asked, by the outbox, and how a member voted leaves the house only where it may."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client

from coalition import clock
from coalition.models.procedure import Visibility
from proposals.export.bundling import export_coalition
from proposals.ledger.checkpointing import checkpoint
from proposals.models import Delivery, OutboxEvent, Told
from proposals.notices.preferring import Wish, prefer
from proposals.outbox.draining import drain
from proposals.voting.receipts import check_receipt, read_pasted
from tests.factories import a_coalition, a_proposal, cast, open_vote
from tests.proposals.export.verifying import as_a_stranger, write
from tests.proposals.notices.hearing import a_postbox, a_second, heard

pytestmark = pytest.mark.django_db


@pytest.fixture
def postbox():
    with a_postbox() as postbox:
        yield postbox


def a_vote(visibility=Visibility.OPEN, **about):
    body = a_coalition("FI FR", visibility=visibility)
    return body, open_vote(body, proposal=a_proposal(body, title="Readiness order", **about))


def receipts_to(postbox, person):
    return [mail for mail in postbox.to(person.email) if mail["Subject"].startswith(("Receipt", "Reçu"))]


def attached(mail):
    (part,) = mail.iter_attachments()
    assert part.get_content_type() == "application/json"
    return json.loads(part.get_content())


def test_nobody_is_mailed_one_who_did_not_ask(postbox):
    body, division = a_vote()
    cast(division, body, "FI", "yes")
    a_second("mail")
    assert not receipts_to(postbox, body.heads["FI"])
    assert "receipt" not in heard(body.heads["FI"])
    assert not OutboxEvent.objects.filter(drained_at=None).exists()


def test_whoever_asked_has_one_for_each_vote_they_recorded(postbox, tmp_path):
    body, division = a_vote(Visibility.ON_CLOSING)
    prefer(person=body.heads["FI"], wish=Wish({}, receipts=True))
    first = cast(division, body, "FI", "yes").ballot
    cast(division, body, "FI", "no", key="k")
    cast(division, body, "FI", "no", key="k")  # sent again, and not done again
    cast(division, body, "FI", "abstain", by=body.alternates["FI"])  # who did not ask
    cast(division, body, "FR", "yes")
    checkpoint(coalition_id=body.coalition.pk)
    a_second("mail")
    mails = receipts_to(postbox, body.heads["FI"])
    assert len(mails) == 2 and not receipts_to(postbox, body.alternates["FI"])
    assert heard(body.heads["FI"]).count("receipt") == 2
    assert Told.objects.filter(notice__kind="receipt").count() == 2
    assert set(Delivery.objects.filter(notice__kind="receipt").values_list("channel", "state")) == {("mail", "sent")}
    document = attached(mails[0])
    assert document["statement"]["index"] == first.entry_index and document["inclusion"] is not None
    assert f"/votes/{division.pk}/receipt/?entry={first.entry_index}" in mails[0].get_body(("plain",)).get_content()
    given = read_pasted(json.dumps(document))
    checked = check_receipt(coalition=body.coalition, given=given, person=body.heads["FI"], instant=clock.now())
    assert checked.standing == "proven"
    kept = tmp_path / "receipt.json"
    kept.write_text(json.dumps(document))
    record = write(export_coalition(body.coalition), tmp_path)
    assert as_a_stranger(tmp_path, str(record), "--receipt", str(kept)).returncode == 0


@pytest.mark.parametrize(
    ("visibility", "marking", "told"),
    [
        (Visibility.OPEN, "public", True),
        (Visibility.OPEN, "limited", False),
        (Visibility.ON_CLOSING, "public", False),
        (Visibility.CHAIR, "public", False),
    ],
)
def test_how_one_voted_leaves_the_house_only_where_it_may(postbox, visibility, marking, told):
    body, division = a_vote(visibility, marking=marking)
    prefer(person=body.heads["FI"], wish=Wish({}, receipts=True))
    cast(division, body, "FI", "abstain")
    a_second("mail")
    (mail,) = receipts_to(postbox, body.heads["FI"])
    document = attached(mail)
    assert (document["entry"] is not None) == told
    assert ("abstain" in mail.as_string() + json.dumps(document)) == told
    assert ("Readiness order" in str(mail["Subject"])) == (marking == "public")


def test_in_french(postbox):
    body, division = a_vote()
    head = body.heads["FI"]
    head.language = "fr"
    head.save()
    prefer(person=head, wish=Wish({}, receipts=True))
    cast(division, body, "FI", "yes")
    a_second("mail")
    (mail,) = receipts_to(postbox, head)
    assert "Votre vote est enregistré" in mail.get_body(("plain",)).get_content()


def test_one_click_ends_it(postbox):
    body, division = a_vote()
    head = body.heads["FI"]
    prefer(person=head, wish=Wish({}, receipts=True))
    cast(division, body, "FI", "yes")
    a_second("mail")
    (mail,) = receipts_to(postbox, head)
    address = mail["List-Unsubscribe"].strip(" <>").removeprefix("http://localhost:8000")
    assert Client().post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    head.hearing.refresh_from_db()
    assert (head.hearing.receipts, head.hearing.silenced) == (False, {})


def test_the_page_keeps_the_wish(client):
    body, _division = a_vote()
    client.force_login(body.heads["FI"])
    page = client.get("/account/notices/").content.decode()
    assert 'name="receipts">' in page
    client.post("/account/notices/", {"receipts": "on"})
    assert 'name="receipts" checked>' in client.get("/account/notices/").content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_ballots_that_nobody_wants_a_receipt_of_are_drained_together(many, django_assert_num_queries):
    body, division = a_vote()
    drain()
    for number in range(many):
        cast(division, body, "FI", "yes", key=f"k{number}")
    with django_assert_num_queries(7 if connection.vendor == "sqlite" else 6):  # SQLite is told how long to wait
        assert drain() == many
