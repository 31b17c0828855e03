"""The ledger: no gap, a chain that recomputes, a nonce in every entry."""

from __future__ import annotations

import hashlib
import json

import pytest
import rfc8785

from proposals.ledger.models import Entry, LedgerHead
from tests.factories import a_coalition, cast, open_vote

pytestmark = pytest.mark.django_db


def test_the_chain_recomputes_and_has_no_gap():
    body, other = a_coalition(), a_coalition()
    division = open_vote(body)
    open_vote(other)
    for code in ("DE", "FR", "GB"):
        cast(division, body, code, "yes")
    prev = "0" * 64
    entries = list(Entry.objects.filter(coalition=body.coalition).order_by("index"))
    for index, entry in enumerate(entries):
        content = json.loads(entry.content)
        assert (entry.index, content["index"], content["prev"], entry.prev) == (index, index, prev, prev)
        assert rfc8785.dumps(content).decode() == entry.content
        assert hashlib.sha256(b"\x00" + entry.content.encode()).hexdigest() == entry.leaf
        prev = entry.leaf
    head = LedgerHead.objects.get(coalition=body.coalition)
    assert (head.next_index, head.head) == (len(entries), prev)


def test_every_entry_has_a_nonce_of_its_own():
    body = a_coalition()
    division = open_vote(body)
    for code in ("DE", "FR", "GB"):
        cast(division, body, code, "yes")
    nonces = {json.loads(entry.content)["nonce"] for entry in Entry.objects.all()}
    assert len(nonces) == Entry.objects.count()
    assert all(len(nonce) == 32 for nonce in nonces)


def test_no_entry_holds_a_name_or_an_address():
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    person = body.heads["FR"]
    for entry in Entry.objects.all():
        assert person.email not in entry.content
        assert person.name not in entry.content
