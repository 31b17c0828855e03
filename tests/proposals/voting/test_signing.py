"""Ballots signed by delegates: off, optional or required; by an Ed25519 key or a passkey; of this ballot alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models.procedure import Signing
from proposals.ledger.models import Entry
from proposals.voting.models import Ballot, VotingKey
from proposals.voting.signatures import Signature
from proposals.voting.signing import key_statement, register_key, withdraw_key
from tests.factories import PROXIES, a_coalition, cast, give, open_vote
from tests.proposals.voting.signers import Passkey, Signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition(signing=Signing.OPTIONAL, rule=PROXIES)


@pytest.fixture
def division(body):
    return open_vote(body)


@pytest.mark.parametrize("kind", [Signer, Passkey])
def test_a_signed_ballot_is_recorded_with_all_that_checks_it(body, division, kind):
    signer = kind()
    key = signer.registered(body, body.heads["FR"])
    given = signer.ballot(division, body, "FR", "yes", "k1")
    recorded = cast(division, body, "FR", "yes", key="k1", signature=given).ballot
    assert recorded.signed_with == key
    said = json.loads(Entry.objects.get(kind="ballot_cast").content)["body"]
    assert said["signature"] == given.to_json()
    assert len(said["request"]) == 64
    registered = json.loads(Entry.objects.get(kind="voting_key_registered").content)["body"]
    assert (registered["key"], registered["by"]) == (key.identity, [body.heads["FR"].pk])
    again = cast(division, body, "FR", "yes", key="k1", signature=given)
    assert again.replayed and Ballot.objects.count() == 1


@pytest.mark.parametrize("kind", [Signer, Passkey])
@pytest.mark.parametrize("wrong", [{"code": "DE"}, {"position": "no"}, {"key": "k2"}])
def test_a_signature_of_another_ballot_is_refused(body, division, kind, wrong):
    signer = kind()
    signer.registered(body, body.heads["FR"])
    said = {"code": "FR", "position": "yes", "key": "k1"} | wrong
    given = signer.ballot(division, body, **said)
    with pytest.raises(Invalid) as refused:
        cast(division, body, "FR", "yes", key="k1", signature=given)
    assert (refused.value.code, refused.value.field) == ("bad_signature", "signature")
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"flags": 0x01}, {"flags": 0x04}, {"site": "elsewhere.example"}, {"kind": "webauthn.create"}]
)
def test_an_assertion_unverified_or_of_another_site_is_refused(body, division, wrong):
    signer = Passkey()
    signer.registered(body, body.heads["FR"])
    other = Passkey(**wrong)
    other.private = signer.private
    with pytest.raises(Invalid):
        cast(division, body, "FR", "yes", key="k", signature=other.ballot(division, body, "FR", "yes", "k"))


def test_another_s_key_a_withdrawn_one_and_an_unknown_one_do_not_sign(body, division):
    signer = Signer()
    key = signer.registered(body, body.heads["FR"])
    with pytest.raises(Invalid):
        cast(division, body, "DE", "yes", key="k", signature=signer.ballot(division, body, "DE", "yes", "k"))
    withdraw_key(key=key, by=body.heads["FR"])
    with pytest.raises(Conflict):
        withdraw_key(key=key, by=body.heads["FR"])
    for each in (signer, Signer()):
        with pytest.raises(Invalid) as refused:
            cast(division, body, "FR", "yes", key="k", signature=each.ballot(division, body, "FR", "yes", "k"))
        assert refused.value.code == "unknown_voting_key"


def test_where_it_is_required_no_ballot_goes_without(division):
    body = a_coalition(signing=Signing.REQUIRED)
    division = open_vote(body)
    with pytest.raises(Invalid) as refused:
        cast(division, body, "FR", "yes")
    assert refused.value.code == "signature_needed"
    signer = Signer()
    signer.registered(body, body.heads["FR"])
    cast(division, body, "FR", "yes", key="k", signature=signer.ballot(division, body, "FR", "yes", "k"))
    assert Ballot.objects.get().signed_with is not None


def test_where_it_is_off_none_is_taken_and_where_optional_none_is_needed(body, division):
    assert cast(division, body, "FR", "yes").ballot.signed_with is None
    plain = a_coalition()
    with pytest.raises(Invalid) as refused:
        cast(open_vote(plain), plain, "FR", "yes", signature=Signature("0" * 64, "00"))
    assert refused.value.code == "not_signed_here"


def test_the_holder_of_a_proxy_signs_it(body, division):
    give(division, body, "DE", "FR")
    signer = Signer()
    signer.registered(body, body.heads["FR"])
    named = {"holder": body.members["FR"]}
    given = signer.ballot(division, body, "DE", "no", "k", **named)
    cast(division, body, "DE", "no", key="k", holder="FR", signature=given)
    assert Ballot.objects.get().signed_with is not None


def test_who_registers_shows_that_they_hold_it(body):
    signer, person = Signer(), body.heads["FR"]
    good = signer.sign(key_statement(signer.offered, person))
    told = {"coalition": body.coalition, "name": "Laptop"}
    for offered, possession, by, error in (
        (signer.offered, Signer().sign(key_statement(signer.offered, person)), person, Invalid),
        (signer.offered, good, body.heads["DE"], Invalid),  # it was signed for somebody else
        (replace(signer.offered, public_key="00ff"), good, person, Invalid),
        (replace(signer.offered, algorithm="ES256"), good, person, Invalid),
        (signer.offered, good, body.advisers["FR"], NotAllowed),
        (signer.offered, good, body.secretariat[0], NotAllowed),
    ):
        with pytest.raises(error):
            register_key(offered=offered, possession=possession, by=by, **told)
    assert not VotingKey.objects.exists()
    signer.registered(body, person)
    with pytest.raises(Conflict):
        signer.registered(body, person)
