"""Proxies in an export: the principal's own ballot prevails, and each unlawful use is named."""

from __future__ import annotations

import uuid

import pytest

from coalition.rules.positions import Position
from proposals.export.bundling import export_coalition, export_division
from proposals.export.verifier import CARRIED, Acts, Report
from proposals.ledger.kinds import KINDS
from proposals.voting.casting import cast_ballot
from proposals.voting.proxies import give_proxy, revoke_proxy
from tests.factories import SIMPLE, a_coalition, cast, open_vote
from tests.proposals.export.forging import Forgery
from tests.proposals.export.verifying import settle, verified, write

pytestmark = pytest.mark.django_db
RULE = {**SIMPLE, "id": "with-proxies", "procedures": [{"kind": "proxy", "limit": 1}]}


def by_proxy(division, body, holder, principal, position):
    return cast_ballot(
        division=division,
        member=body.members[principal],
        position=Position(position),
        by=body.heads[holder],
        key=uuid.uuid4().hex,
        holder=body.members[holder],
    )


def given(division, body, principal, holder):
    return give_proxy(
        division=division, principal=body.members[principal], holder=body.members[holder], by=body.heads[principal]
    )


@pytest.fixture
def division():
    """FR votes for DE, which then votes itself; GB for IT; PL takes its proxy back."""
    body = a_coalition("DE FR GB IT PL", rule=RULE)
    vote = open_vote(body)
    given(vote, body, "DE", "FR")
    given(vote, body, "IT", "GB")
    revoke_proxy(proxy=given(vote, body, "PL", "IT"), by=body.heads["PL"])
    cast(vote, body, "DE", "no")
    by_proxy(vote, body, "FR", "DE", "yes")
    by_proxy(vote, body, "GB", "IT", "yes")
    cast(vote, body, "GB", "yes")
    settle(vote)
    return vote


@pytest.fixture
def forgery(division, tmp_path):
    return Forgery(write(export_coalition(division.coalition), tmp_path))


def told(forgery, tmp_path, kind, entry, *words):
    report = verified(forgery.resigned().write(tmp_path / "forged.jsonl"))
    found = [f["message"] for f in report.findings if (f["kind"], f["entry"]) == (kind, entry["index"])]
    assert any(all(word in message for word in words) for message in found), report.findings


def test_the_principal_s_own_ballot_prevails(division, forgery, tmp_path):
    for export in (export_coalition(division.coalition), export_division(division)):
        report = verified(write(export, tmp_path))
        assert (report.findings, report.stopped, report.said["decisions"]) == ([], "", 1)
    decision = forgery.first("decision_recorded")
    assert (decision["body"]["ballots"]["DE"], decision["body"]["by_proxy"]) == ("no", {"IT": "GB"})
    decision["body"]["ballots"]["DE"] = "yes"
    told(forgery, tmp_path, "ballots", decision, "'yes' for DE; on record is 'no'")


def test_who_voted_by_proxy_is_part_of_the_decision(forgery, tmp_path):
    decision = forgery.first("decision_recorded")
    decision["body"]["by_proxy"] = {}
    told(forgery, tmp_path, "proxy", decision, "others voted by proxy")


def test_a_ballot_by_a_proxy_that_does_not_stand(forgery, tmp_path):
    revoked = forgery.first("proxy_given", principal="PL")
    ballot = forgery.first("ballot_cast", member="IT", holder="GB")
    ballot["body"] |= {"proxy": revoked["index"]}
    told(forgery, tmp_path, "proxy", ballot, "ballot of IT", "none that stands")


def test_a_proxy_revoked_after_it_was_used(forgery, tmp_path):
    ballot, revocation = forgery.first("ballot_cast", member="IT"), forgery.first("proxy_revoked")
    used = forgery.first("proxy_given", principal="IT")
    again = forgery.copy_of(revocation, proxy=used["index"], principal="IT", holder="GB")
    forgery.insert(again, after=ballot)
    told(forgery, tmp_path, "proxy", again, "did not stand unused")


def test_more_proxies_than_the_rule_allows(forgery, tmp_path):
    proxy = forgery.first("proxy_given", principal="IT")
    proxy["body"]["holder"] = "FR"
    told(forgery, tmp_path, "proxy", proxy, "proxy of IT to FR", "lets a member hold 1, and it held 1")


def test_a_proxy_given_by_another_member(forgery, tmp_path):
    proxy = forgery.first("proxy_given", principal="IT")
    proxy["body"]["accreditation"] = forgery.first("proxy_given", principal="DE")["body"]["accreditation"]
    told(forgery, tmp_path, "accreditation", proxy, "is for DE and not IT")


def test_every_act_that_a_vote_depends_on_is_judged():
    """A new kind that none of these begins is a note to the verifier: chained and signed, not judged."""
    about_votes = (
        "division_",
        "ballot_",
        "proxy_",
        "note_",
        "voting_key_",
        "decision_",
        "accreditation_",
        "act_",
        "proposal_",
        "key_",
    )
    known = CARRIED | set(Acts(Report(), whole=True).handlers)
    assert {kind for kind in KINDS if kind.startswith(about_votes)} <= known
