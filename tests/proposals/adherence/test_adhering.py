"""Joining after the decision, aligning beside the members, leaving, and a host's consent."""

from __future__ import annotations

import pytest

from coalition import partnering
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models.procedure import Procedure
from coalition.rules import catalogue
from proposals.adherence.adhering import align, join, leave
from proposals.adherence.consenting import consent
from proposals.adherence.standing import behind
from proposals.export.bundling import export_coalition, export_division
from proposals.ledger.checkpointing import checkpoint
from proposals.voting.models import Decision
from proposals.voting.recounting import agrees
from tests.clocks import clock_at
from tests.factories import a_coalition, a_partner, after_grace, cast, open_vote
from tests.proposals.export.forging import Forgery
from tests.proposals.export.verifying import settle, verified, write

pytestmark = pytest.mark.django_db


def a_statement():
    """FR and GB endorse; MD aligns as long as it is open, and has the observer for its contact."""
    body = a_coalition("DE FR GB", rule=catalogue.document("joint-statement"), procedure=Procedure.ENDORSEMENT)
    partner = a_partner(body, "MD")
    partnering.name_contact(partner=partner, person=body.observer, by=body.secretariat[0])
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    cast(division, body, "GB", "yes")
    return body, division, partner


def an_opt_in():
    body = a_coalition("DE FR GB UA", rule=catalogue.document("coalition-opt-in-host"))
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    cast(division, body, "GB", "yes")
    cast(division, body, "UA", "yes")
    return body, division


def refused(error, expected, act, **asked):
    with pytest.raises(error) as raised:
        act(**asked)
    assert raised.value.code == expected


def later(division):
    return clock_at(after_grace(division))


def exported(division, tmp_path):
    checkpoint(coalition_id=division.coalition_id)
    for export in (export_coalition(division.coalition), export_division(division)):
        report = verified(write(export, tmp_path))
        assert (report.findings, report.stopped) == ([], "")
        assert not any("not known here" in note for note in report.notes)


def test_a_statement_is_aligned_with_endorsed_later_and_left(tmp_path):
    body, division, moldova = a_statement()
    align(division=division, partner=moldova, by=body.observer)
    refused(Conflict, "not_decided", join, division=division, member=body.members["DE"], by=body.heads["DE"])
    settle(division)
    assert Decision.objects.get(division=division).ballots == {"FR": "yes", "GB": "yes"}
    division.refresh_from_db()
    with later(division):
        join(division=division, member=body.members["DE"], by=body.heads["DE"])
        leave(division=division, state=body.members["GB"], by=body.alternates["GB"])
        norway = a_partner(body, "NO")
        align(division=division, partner=norway, by=body.secretariat[0], note="Note verbale 12/2026")
        leave(division=division, state=moldova, by=body.observer)
        there = behind(division)
        assert (there.members, there.aligned) == (("DE", "FR"), ("NO",))
        assert [(act.code, act.kind) for act in there.acts] == [
            ("MD", "aligned"),
            ("DE", "joined"),
            ("GB", "left"),
            ("NO", "aligned"),
            ("MD", "left"),
        ]
    exported(division, tmp_path)


def test_what_the_decision_counted_stays(tmp_path):
    body, division, _moldova = a_statement()
    settle(division)
    division.refresh_from_db()
    with later(division):
        leave(division=division, state=body.members["GB"], by=body.heads["GB"])
    decision = Decision.objects.get(division=division)
    assert decision.ballots == {"FR": "yes", "GB": "yes"}
    assert agrees(decision)


def test_who_may_act_for_a_state():
    body, division, moldova = a_statement()
    refused(NotAllowed, "may_not_align", align, division=division, partner=moldova, by=body.heads["FR"])
    refused(Invalid, "empty_note", align, division=division, partner=moldova, by=body.secretariat[0])
    partnering.name_contact(partner=moldova, person=None, by=body.secretariat[0])
    refused(NotAllowed, "may_not_align", align, division=division, partner=moldova, by=body.observer)
    settle(division)
    germany = body.members["DE"]
    for person in (body.heads["FR"], body.advisers["DE"], body.secretariat[0]):
        refused(NotAllowed, "may_not_adhere", join, division=division, member=germany, by=person)


def test_nothing_is_done_twice():
    body, division, moldova = a_statement()
    settle(division)
    division.refresh_from_db()
    with later(division):
        refused(Conflict, "in_already", join, division=division, member=body.members["FR"], by=body.heads["FR"])
        refused(Conflict, "not_in", leave, division=division, state=moldova, by=body.observer)
        align(division=division, partner=moldova, by=body.observer)
        refused(Conflict, "aligned_already", align, division=division, partner=moldova, by=body.observer)


def test_only_a_statement_or_an_opt_in_is_adhered_to():
    body = a_coalition()
    partner, division = a_partner(body, "MD"), open_vote(body)
    note = {"by": body.secretariat[0], "note": "1"}
    refused(Conflict, "nothing_to_join", align, division=division, partner=partner, **note)


def test_taking_part_binds_and_is_joined_where_the_rule_allows(tmp_path):
    body, division = an_opt_in()
    consent(division=division, host=a_partner(body, "UA", hosts=True), by=body.heads["UA"])
    settle(division)
    division.refresh_from_db()
    with later(division):
        join(division=division, member=body.members["DE"], by=body.heads["DE"])
        refused(Conflict, "not_left", leave, division=division, state=body.members["DE"], by=body.heads["DE"])
        assert behind(division).members == ("DE", "FR", "GB", "UA")
    exported(division, tmp_path)
    closed = a_coalition("DE FR GB", rule=catalogue.document("coalition-opt-in"))
    without = open_vote(closed)
    for code in ("FR", "GB"):
        cast(without, closed, code, "yes")
    settle(without)
    refused(Conflict, "not_joined_later", join, division=without, member=closed.members["DE"], by=closed.heads["DE"])


def test_the_host_s_consent_is_a_fact_of_the_vote(tmp_path):
    body, division = an_opt_in()
    ukraine = a_partner(body, "UA", hosts=True)
    refused(NotAllowed, "may_not_consent", consent, division=division, host=ukraine, by=body.heads["FR"])
    refused(Invalid, "empty_note", consent, division=division, host=ukraine, by=body.secretariat[0])
    consent(division=division, host=ukraine, by=body.heads["UA"])
    refused(Conflict, "consented", consent, division=division, host=ukraine, by=body.alternates["UA"])
    settle(division)
    decision = Decision.objects.get(division=division)
    assert (decision.result, decision.outcome["facts"]) == ("adopted", ["host_consents"])
    assert agrees(decision)
    exported(division, tmp_path)


def test_without_the_host_s_consent_it_does_not_come_about():
    body, division = an_opt_in()
    ukraine = a_partner(body, "UA", hosts=True)
    settle(division)
    assert Decision.objects.get(division=division).result == "rejected"
    refused(Conflict, "closed", consent, division=division, host=ukraine, by=body.heads["UA"])


def test_a_member_aligns_with_nothing_and_only_an_observer_acts_for_a_state():
    body, division, moldova = a_statement()
    refused(Conflict, "is_member", a_partner, body=body, code="DE")
    refused(Conflict, "partner_registered", a_partner, body=body, code="MD")
    refused(Invalid, "bad_code", a_partner, body=body, code="!")
    name = partnering.name_contact
    refused(Invalid, "no_observer", name, partner=moldova, person=body.heads["FR"], by=body.secretariat[0])
    refused(NotAllowed, "not_secretariat", name, partner=moldova, person=None, by=body.chair)
    host = a_partner(body, "GB", hosts=True)
    note = {"by": body.secretariat[0], "note": "1"}
    refused(Conflict, "is_member", align, division=division, partner=host, **note)
    partnering.end_partner(partner=moldova, by=body.secretariat[0])
    refused(NotAllowed, "may_not_align", align, division=division, partner=moldova, by=body.observer)
    a_partner(body, "MD")


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("aligned", {"state": "NO"}, "it did not stand there"),
        ("left", {"state": "NO"}, "it did not stand there"),
        ("joined_later", {"member": "DE", "state": "FR"}, "it stood there already"),
    ],
)
def test_the_verifier_names_what_is_unlawful(kind, change, words, tmp_path):
    body, division, moldova = a_statement()
    align(division=division, partner=moldova, by=body.observer)
    settle(division)
    division.refresh_from_db()
    with later(division):
        join(division=division, member=body.members["DE"], by=body.heads["DE"])
        leave(division=division, state=moldova, by=body.observer)
    checkpoint(coalition_id=division.coalition_id)
    forgery = Forgery(write(export_coalition(division.coalition), tmp_path))
    forgery.first(kind)["body"] |= change
    report = verified(forgery.resigned().write(tmp_path / "forged.jsonl"))
    assert any(found["kind"] == "adherence" and words in found["message"] for found in report.findings), report.findings


def test_the_verifier_takes_no_consent_that_nobody_gave(tmp_path):
    body, division = an_opt_in()
    consent(division=division, host=a_partner(body, "UA", hosts=True), by=body.heads["UA"])
    settle(division)
    forgery = Forgery(write(export_coalition(division.coalition), tmp_path))
    forgery.drop(forgery.first("host_consented"))
    found = verified(forgery.resigned().write(tmp_path / "forged.jsonl")).findings
    assert any(each["kind"] == "result" and "recounted it is rejected" in each["message"] for each in found), found
