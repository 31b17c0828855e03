"""What did not arrive, seen by the secretariat and sent again; and a webhook's owner who tries it and reads its log."""

from __future__ import annotations

import re
from typing import Any

import pytest

from proposals.models import Delivery
from proposals.notices.models import DeliveryState
from tests.factories import a_coalition, a_proposal, open_vote
from tests.proposals.notices.hearing import a_postbox, a_second
from tests.proposals.notices.receiving import a_receiver

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.fixture
def body() -> Any:
    return a_coalition("FI FR")


def said(response: Any) -> str:
    assert response.status_code == 200, response.content[:300]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_mail_that_was_refused_is_listed_with_why_and_arrives_when_it_is_sent_again(client, body):
    head = body.heads["FI"]
    address = f"/{body.coalition.slug}/undelivered/"
    client.force_login(body.secretariat[0])
    with a_postbox() as postbox:
        postbox.refuse[head.email] = "550 No such person here"
        division = open_vote(body)
        a_second("mail")
        assert postbox.to(head.email) == []
        listed = said(client.get(address))
        assert head.name in listed and "No such person here" in listed
        assert body.heads["FR"].name not in listed
        row = Delivery.objects.get(person=head, channel="mail", state=DeliveryState.DEAD, notice__kind="vote_opened")

        postbox.refuse.clear()
        told = said(client.post(f"{address}{row.pk}/send/", follow=True))
        assert f"On its way again to {head.name}." in told
        a_second("mail")
        assert f"Vote opened: {division.proposal.symbol}" in {
            s.removeprefix("Re: ") for s in postbox.subjects_to(head.email)
        }
        row.refresh_from_db()
        assert row.state == DeliveryState.SENT
        assert client.post(f"{address}{row.pk}/send/").status_code == 404  # it is no dead letter any more


def test_a_webhook_is_tried_from_its_page_and_its_log_says_what_came_of_it(client, body):
    client.force_login(body.heads["FI"])
    address = f"/{body.coalition.slug}/webhooks/"
    with a_receiver() as receiver:
        made = said(client.post(address, {"name": "Register", "url": receiver.url, "kinds": []}))
        secret = re.search(r"whsec_[A-Za-z0-9+/=]+", made)
        assert secret and secret[0] not in said(client.get(address))  # shown once
        page = f"{address}{body.heads['FI'].addresses.get().pk}/"
        assert "Nothing yet. Send a test." in said(client.get(page))
        assert "A test is on its way." in said(client.post(page, {"act": "test"}, follow=True))
        a_second("webhook")
        assert len(receiver.received) == 1
        assert re.search(r"Sent .*received \(20\d", said(client.get(page)))

        receiver.status = 503
        a_proposal(body)
        a_second("webhook")
        assert re.search(r"not received \(503", said(client.get(page)))
    client.force_login(body.heads["FR"])
    assert client.get(page).status_code == 404  # somebody else's
