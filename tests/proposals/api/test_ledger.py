"""The ledger over HTTP: entries as visibility allows, checkpoints and proofs that a stranger can check, receipts."""

from __future__ import annotations

import hashlib
import json

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from coalition.models.procedure import Visibility
from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.guarding import lifted
from proposals.ledger.models import Entry
from proposals.ledger.trees import is_consistent, root_of_inclusion
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, after_grace, cast, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


def signed_by(document, public_key: str) -> None:
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
        bytes.fromhex(document["signature"]), rfc8785.dumps(document["statement"])
    )


def ledger(body) -> str:
    return f"/coalitions/{body.coalition.slug}/ledger"


def entries_of(body) -> int:
    """How many entries the coalition's ledger has: its founding took many acts, each an entry."""
    return Entry.objects.filter(coalition=body.coalition).count()


def test_a_receipt_is_signed_at_once_and_proven_after_the_next_checkpoint(body):
    division, france = open_vote(body), Caller(body.heads["FR"])
    before = entries_of(body)
    cast_ = france.cast(division.pk, "FR", "yes").json()
    place, address = cast_["entry"], f"/me/ballots/{cast_['ballot']}/receipt/"
    early = france.get(address).json()
    assert (early["checkpoint"], early["inclusion"]) == (None, None)
    assert early["statement"]["leaf"] == place["leaf"] == hashlib.sha256(b"\0" + early["entry"].encode()).hexdigest()
    assert (early["signature"], early["statement"]["key"]) == (place["signature"], place["key"])
    signed_by(early, early["public_key"])
    checkpoint(coalition_id=body.coalition.pk)
    cast(division, body, "DE", "no")
    checkpoint(coalition_id=body.coalition.pk)
    later = france.get(address).json()
    state = later["checkpoint"]["statement"]
    assert (state["size"], later["signature"]) == (before + 1, early["signature"])
    signed_by(later["checkpoint"], later["public_key"])
    found = root_of_inclusion(place["leaf"], place["index"], state["size"], later["inclusion"])
    assert found == state["root"]
    standing = france.post(f"{ledger(body)}/receipt/", {"receipt": later}).json()
    assert standing == {"standing": "proven", "index": before, "checkpoint": later["checkpoint"], "replaced": False}


def test_checkpoints_and_proofs_are_given_to_members(body):
    france, pk = Caller(body.heads["FR"]), body.coalition.pk
    division = open_vote(body)
    before = entries_of(body)
    for code in ("DE", "FR", "GB"):
        checkpoint(coalition_id=pk)
        cast(division, body, code, "yes")
    checkpoint(coalition_id=pk)
    keys = {key["key"]: key for key in france.get(f"{ledger(body)}/keys/").json()["results"]}
    assert [key["introduced"] for key in keys.values()] == [0]
    listed = france.get(f"{ledger(body)}/checkpoints/").json()["results"]
    assert [signed["statement"]["size"] for signed in listed] == [before + more for more in (3, 2, 1, 0)]
    for signed in listed:
        signed_by(signed, keys[signed["statement"]["key"]]["public_key"])
    new, old = listed[0]["statement"], listed[-1]["statement"]
    path = france.get(f"{ledger(body)}/consistency/", first=old["size"], second=new["size"]).json()["path"]
    assert is_consistent(old["size"], old["root"], new["size"], new["root"], path)
    path = france.get(f"{ledger(body)}/inclusion/", index=1, size=new["size"]).json()["path"]
    leaf = Entry.objects.get(coalition=pk, index=1).leaf
    assert root_of_inclusion(leaf, 1, new["size"], path) == new["root"]


def test_proofs_are_refused_in_words(body):
    france = Caller(body.heads["FR"])
    a_proposal(body)
    problem(france.get(f"{ledger(body)}/inclusion/", index=0, size=2), 404, "not_found")
    checkpoint(coalition_id=body.coalition.pk)
    size = entries_of(body)
    problem(france.get(f"{ledger(body)}/inclusion/", index=0, size=1), 400, "no_checkpoint")
    problem(france.get(f"{ledger(body)}/inclusion/", index=size, size=size), 400, "not_covered")
    problem(france.get(f"{ledger(body)}/consistency/", first=size + 1, second=size), 400, "wrong_order")
    problem(france.get(f"{ledger(body)}/consistency/", first=0, second=size), 400, "invalid")


@pytest.mark.parametrize("visibility", [Visibility.ON_CLOSING, Visibility.CHAIR])
def test_of_a_hidden_vote_no_entry_is_served_to_anybody_before_it_is_decided(visibility):
    body = a_coalition(visibility=visibility)
    division = open_vote(body, proposal=a_proposal(body, released_to_observers=True))
    cast(division, body, "FR", "yes")
    leaf = Entry.objects.get(kind="ballot_cast").leaf
    checkpoint(coalition_id=body.coalition.pk)
    readers = [body.heads["DE"], body.heads["FR"], body.chair, body.secretariat[0], body.observer]
    for person in readers:
        answer = Caller(person).get(f"{ledger(body)}/entries/")
        kinds = [entry["kind"] for entry in answer.json()["results"]]
        assert "division_opened" in kinds and "ballot_cast" not in kinds
        assert leaf not in answer.content.decode()
    with clock_at(after_grace(division)):
        seal(division=division)
        assert leaf not in Caller(body.heads["DE"]).get(f"{ledger(body)}/entries/").content.decode()
        decide_division(division=division)
    for person in readers:
        assert leaf in Caller(person).get(f"{ledger(body)}/entries/").content.decode()


def test_an_observer_reads_entries_about_what_is_released_and_no_sizes(body):
    open_vote(body)
    shown = open_vote(body, proposal=a_proposal(body, released_to_observers=True))
    entries = Caller(body.observer).get(f"{ledger(body)}/entries/").json()["results"]
    assert {entry["subject"] for entry in entries} == {f"proposal:{shown.proposal_id}", f"division:{shown.pk}"}
    problem(Caller(body.observer).get(f"{ledger(body)}/checkpoints/"), 403, "observer")


def test_entries_are_filtered(body):
    division, france = open_vote(body), Caller(body.heads["FR"])
    opened = entries_of(body) - 1
    cast(division, body, "DE", "yes")
    listed = france.get(f"{ledger(body)}/entries/", subject=f"division:{division.pk}", after=opened).json()["results"]
    assert [entry["kind"] for entry in listed] == ["ballot_cast"]
    assert [e["index"] for e in france.get(f"{ledger(body)}/entries/", kind="key_introduced").json()["results"]] == [0]
    problem(france.get(f"{ledger(body)}/entries/", kind="nonsense"), 400, "invalid")


def test_a_receipt_says_whether_it_was_replaced_to_those_who_may_know(body):
    hidden = a_coalition(visibility=Visibility.ON_CLOSING)
    division = open_vote(hidden)
    france = Caller(hidden.heads["FR"])
    first = france.get(f"/me/ballots/{france.cast(division.pk, 'FR', 'yes').json()['ballot']}/receipt/").json()
    cast(division, hidden, "FR", "no")
    answers = [
        Caller(person).post(f"{ledger(hidden)}/receipt/", {"receipt": first}).json()
        for person in (hidden.heads["FR"], hidden.heads["DE"])
    ]
    assert [(answer["standing"], answer["replaced"]) for answer in answers] == [("recorded", True), ("recorded", None)]


def test_a_receipt_of_a_rewritten_record_is_exposed(body):
    """Each forgery is told by its own word."""
    division, france = open_vote(body), Caller(body.heads["FR"])
    given = france.cast(division.pk, "FR", "yes").json()
    receipt = france.get(f"/me/ballots/{given['ballot']}/receipt/").json()
    checkpoint(coalition_id=body.coalition.pk)

    def standing(document) -> str:
        return france.post(f"{ledger(body)}/receipt/", {"receipt": document}).json()["standing"]

    assert standing(receipt) == "proven"
    forged = json.loads(json.dumps(receipt))
    forged["signature"] = "0" * 128
    assert standing(forged) == "forged"
    forged = json.loads(json.dumps(receipt))
    forged["entry"] = receipt["entry"].replace('"yes"', '"no"')
    assert standing(forged) == "forged"
    other = json.loads(json.dumps(receipt))
    other["statement"]["coalition"] += 1
    assert standing(other) == "elsewhere"
    rows = Entry.objects.filter(coalition=body.coalition, index=given["entry"]["index"])
    with lifted():
        rows.update(content=receipt["entry"].replace('"yes"', '"no"'))
    assert standing(receipt) == "altered"
    with lifted():
        rows.update(leaf="0" * 64)
    assert standing(receipt) == "missing"


@pytest.mark.parametrize("receipt", [{}, {"format": "concert-receipt/1"}, {"statement": 1}, {"statement": {"leaf": 1}}])
def test_what_is_no_receipt_is_refused_by_name(body, receipt):
    answer = Caller(body.heads["FR"]).post(f"{ledger(body)}/receipt/", {"receipt": receipt})
    assert problem(answer, 400, "not_a_receipt")["errors"][0]["field"] == "receipt"
