"""Without a treaty, a majority binds nobody who has not accepted the rules of procedure."""

from __future__ import annotations

import json

import pytest

from coalition import membership
from coalition.rules.deciding import decide
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from proposals.ledger.canonical import fingerprint
from proposals.ledger.models import Entry
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.recounting import agrees
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote
from tests.proposals.api.callers import Caller

pytestmark = pytest.mark.django_db
CODES = "DE FR GB IT"
ROLL = Roll(tuple(CODES.split()))
SILENCE = {"id": "s", "manner": "silence", "read": {"absent": "yes"}, "adopt": {"in": ["no"], "at_most": 0}}


def decided(body, **positions):
    division = open_vote(body)
    for code, position in positions.items():
        cast(division, body, code, position)
    with clock_at(after_grace(division)):
        seal(division=division)
        return decide_division(division=division)


def page_of(client, person, decision):
    client.force_login(person)
    return client.get(f"/{decision.coalition.slug}/decisions/{decision.symbol}/").content.decode()


def test_who_has_not_accepted_is_bound_by_its_own_yes_alone():
    rule = read_rule({"id": "r", "adopt": {"in": ["yes"], "more_than": "50%", "of": "voting"}})
    positions = {"DE": Position.YES, "FR": Position.YES, "GB": Position.NO}
    outcome = decide(rule, ROLL, positions, accepted=frozenset({"DE", "IT"}))
    assert outcome.bound == ("DE", "FR", "IT")
    assert outcome.unaccepted == ("GB",)
    assert outcome.result == decide(rule, ROLL, positions).result


def test_a_silence_binds_nobody_who_has_not_accepted_that_silence_is_consent():
    outcome = decide(read_rule(SILENCE), ROLL, {"FR": Position.YES}, accepted=frozenset({"DE"}))
    assert outcome.adopted
    assert (outcome.bound, outcome.unaccepted) == (("DE", "FR"), ("GB", "IT"))


def test_a_rejected_text_leaves_nobody_unaccepted():
    rule = read_rule({"id": "r", "adopt": {"in": ["yes"], "more_than": "50%", "of": "voting"}})
    outcome = decide(rule, ROLL, {"DE": Position.NO}, accepted=frozenset())
    assert (outcome.bound, outcome.unaccepted) == ((), ())


def test_the_acceptances_are_those_at_opening():
    body = a_coalition(CODES, accepted="DE FR")
    division = open_vote(body)
    membership.accept_rules(rules_of_procedure=body.rules, member=body.members["IT"], recorded_by=body.secretariat[0])
    cast(division, body, "DE", "yes")
    with clock_at(after_grace(division)):
        seal(division=division)
        decision = decide_division(division=division)
    assert decision.outcome["bound"] == ["DE", "FR"]
    assert decision.outcome["unaccepted"] == ["GB", "IT"]
    assert agrees(decision)


def test_the_opening_says_who_opened_and_is_bound_to_all_that_a_recount_needs():
    body = a_coalition(CODES, accepted="DE FR")
    division = open_vote(body)
    said = json.loads(Entry.objects.get(kind="division_opened").content)["body"]
    assert said["opened_by"] == body.secretariat[0].pk
    assert said["accepted"] == ["DE", "FR"]
    assert said["text_hash"] == division.text_hash
    for what in ("rule", "roll", "facts", "accepted"):
        assert said[f"{what}_hash"] == fingerprint(getattr(division, what))


def test_the_decision_names_the_unbound_and_those_bound_by_their_own_yes(client):
    body = a_coalition(CODES, accepted="DE FR")
    page = page_of(client, body.heads["DE"], decided(body, DE="yes", GB="yes", IT="no"))
    assert '<span class="big">3</span> of 4 members' in page
    assert "Not bound, for want of having accepted the rules of procedure: IT." in page
    assert "Bound by their own yes, without having accepted the rules: GB." in page


def test_where_all_have_accepted_nothing_is_said_of_it(client):
    body = a_coalition(CODES)
    assert "accepted the rules" not in page_of(client, body.heads["DE"], decided(body, DE="yes"))


def test_the_api_says_it_too():
    body = a_coalition(CODES, accepted="DE FR")
    decision = decided(body, DE="yes", IT="abstain")
    outcome = Caller(body.heads["DE"]).get(f"/decisions/{decision.pk}/").json()["outcome"]
    assert (outcome["bound"], outcome["unaccepted"]) == (["DE", "FR"], ["GB", "IT"])


def test_the_ballot_says_what_it_would_do_to_a_member_that_has_not_accepted(client):
    body = a_coalition(CODES, accepted="DE FR")
    division = open_vote(body)
    client.force_login(body.heads["IT"])
    page = client.get(f"/{body.coalition.slug}/votes/{division.pk}/").content.decode()
    assert "IT agrees. If adopted, it binds IT." in page
    assert "IT opposes it. If adopted, it does not bind IT." in page
