"""Ballots signed by delegates in an export: checked offline, and each that is not what it says is named."""

from __future__ import annotations

import pytest

from coalition.models.procedure import Signing
from proposals.export.bundling import export_coalition, export_division
from proposals.voting.signing import withdraw_key
from tests.factories import a_coalition, cast, open_vote
from tests.proposals.export.forging import Forgery
from tests.proposals.export.test_proxies import told
from tests.proposals.export.verifying import settle, verified, write
from tests.proposals.voting.signers import Passkey, Signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def division():
    """FR signs with a key, DE with a passkey that it withdraws afterwards."""
    body = a_coalition("DE FR GB", signing=Signing.REQUIRED)
    vote = open_vote(body)
    for code, signer in (("FR", Signer()), ("DE", Passkey())):
        key = signer.registered(body, body.heads[code])
        signature = signer.ballot(vote, body, code, "yes", code)
        cast(vote, body, code, "yes", key=code, signature=signature)
    withdraw_key(key=key, by=body.heads["DE"])
    settle(vote)
    return vote


@pytest.fixture
def forgery(division, tmp_path):
    return Forgery(write(export_coalition(division.coalition), tmp_path))


def test_signatures_are_checked_offline(division, tmp_path):
    for export in (export_coalition(division.coalition), export_division(division)):
        report = verified(write(export, tmp_path))
        assert (report.findings, report.stopped, report.said["decisions"]) == ([], "", 1)


@pytest.mark.parametrize("code", ["FR", "DE"])
def test_whoever_holds_the_ledger_s_key_cannot_change_a_signed_ballot(forgery, tmp_path, code):
    ballot = forgery.first("ballot_cast", member=code)
    ballot["body"]["position"] = "no"
    told(forgery, tmp_path, "signature", ballot, f"ballot of {code}", "of something else")


def test_nor_record_it_again_for_another_request(forgery, tmp_path):
    ballot = forgery.first("ballot_cast", member="FR")
    again = forgery.insert(forgery.copy_of(ballot, request="0" * 64), after=ballot)
    told(forgery, tmp_path, "signature", again, "of something else")


def test_nor_leave_the_signature_out(forgery, tmp_path):
    ballot = forgery.first("ballot_cast", member="FR")
    del ballot["body"]["signature"]
    told(forgery, tmp_path, "signature", ballot, "which this vote asks for")


def test_nor_sign_with_another_s_key_or_one_withdrawn(forgery, tmp_path):
    french, german = (forgery.first("ballot_cast", member=code) for code in ("FR", "DE"))
    french["body"]["signature"] = german["body"]["signature"]
    told(forgery, tmp_path, "signature", french, "its caster has not registered")
    withdrawn = forgery.first("voting_key_withdrawn")
    withdrawn["at"] = forgery.first("voting_key_registered")["at"]
    forgery.drop(withdrawn)
    forgery.lines.insert(forgery.at(german), {"entry": withdrawn})
    told(forgery, tmp_path, "signature", german, "was withdrawn at")


def test_nor_register_a_key_that_nobody_holds(forgery, tmp_path):
    registered = forgery.first("voting_key_registered")
    registered["body"]["by"] = [registered["body"]["by"][0] + 1000]
    told(forgery, tmp_path, "key", registered, "does not prove that somebody holds it")


@pytest.mark.parametrize("part", ["key", "signature", "client_data", "authenticator_data"])
def test_rubbish_in_a_signature_is_named_and_stops_nothing(forgery, tmp_path, part):
    ballot = forgery.first("ballot_cast", member="DE")
    for rubbish in ("zz", "00", 7, None, [], {}):
        ballot["body"]["signature"][part] = rubbish
        told(forgery, tmp_path, "signature", ballot, "ballot of DE")
