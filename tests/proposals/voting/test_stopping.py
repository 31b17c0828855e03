"""What keeps a vote from being held: consent refused or missing, the emergency brake, a call to the full roll."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models.procedure import Consent
from coalition.rules import catalogue
from proposals.drafting.proposing import revise
from proposals.ledger.models import Entry
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division, undecided_divisions
from proposals.voting.models import Decision, Division, StopReason
from proposals.voting.states import State, divisions_in, state_of
from proposals.voting.stopping import call_stop, stoppers
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, keep_rule, open_vote, suspend

pytestmark = pytest.mark.django_db
BRAKE = {
    "id": "cfsp",
    "procedures": [{"kind": "emergency_brake", "rules": ["cfsp", "all-agree"]}],
    "adopt": {"in": ["yes"], "at_least": "55%", "of": "roll"},
}
ALL_AGREE = {"id": "all-agree", "adopt": {"in": ["yes"], "at_least": "100%", "of": "roll"}}
CORE = {
    "id": "core",
    "procedures": [{"kind": "call_to_full_roll", "members": 2, "rule": "all-agree"}],
    "groups": {"core": ["DE", "FR"]},
    "adopt": {"group": "core", "in": ["yes"], "at_least": "100%", "of": "roll"},
}


def call(division: Division, body, code: str, kind: StopReason, reason: str = "", **by):
    return call_stop(
        division=division, member=body.members[code], kind=kind, reason=reason, by=by.get("by") or body.heads[code]
    )


def assert_stopped(division: Division, because: StopReason) -> None:
    division.refresh_from_db()
    assert division.stopped_because == because
    assert state_of(division, division.stopped_at) == State.STOPPED
    for state in State:
        found = Division.objects.filter(divisions_in(state, division.stopped_at), pk=division.pk).exists()
        assert found == (state == State.STOPPED)
    with clock_at(after_grace(division) + timedelta(hours=1)):
        assert not seal(division=division)
        assert decide_division(division=division) is None
    assert division not in undecided_divisions()
    assert not Decision.objects.filter(division=division).exists()


@pytest.mark.parametrize("consent", [Consent.NO_OBJECTION, Consent.ALL])
def test_a_member_that_opposes_the_procedure_keeps_the_vote_from_being_held(consent):
    body = a_coalition(consent=consent)
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    call(division, body, "DE", StopReason.CONSENT, "A matter of this weight wants a meeting.")
    assert_stopped(division, StopReason.CONSENT)
    with pytest.raises(Conflict) as refused:
        cast(division, body, "GB", "yes")
    assert refused.value.code == "stopped"
    assert revise(proposal=division.proposal, text="2. Another.", by=body.secretariat[0]).number == 2
    assert open_vote(body, proposal=division.proposal).after == division


def test_where_all_must_agree_a_missing_reply_is_no_consent():
    body = a_coalition("DE FR GB IT", consent=Consent.ALL)
    suspend(body, "IT")
    held, lacking = open_vote(body), open_vote(body)
    for code in ("DE", "FR", "GB"):
        cast(held, body, code, "abstain" if code == "GB" else "yes")
    cast(lacking, body, "DE", "yes")
    with clock_at(after_grace(lacking)):
        assert seal(division=held)
        assert not seal(division=lacking)
    assert_stopped(lacking, StopReason.CONSENT)
    assert Entry.objects.filter(kind="division_stopped", subject=f"division:{lacking.pk}").count() == 1


def test_consent_by_silence_needs_no_reply():
    body = a_coalition(consent=Consent.NO_OBJECTION)
    division = open_vote(body)
    with clock_at(after_grace(division)):
        assert seal(division=division)


def test_a_brake_for_vital_and_stated_reasons_refers_the_matter_to_all():
    body = a_coalition(rule=BRAKE)
    keep_rule(body, ALL_AGREE)
    division = open_vote(body)
    with pytest.raises(Invalid) as refused:
        call(division, body, "FR", StopReason.BRAKE, "  ")
    assert refused.value.field == "reason"
    made = call(division, body, "FR", StopReason.BRAKE, "It touches the command of our forces.")
    assert_stopped(division, StopReason.BRAKE)
    entry = Entry.objects.get(kind="stop_called")
    assert made.entry_index == entry.index
    assert "command" not in entry.content  # words stay outside the ledger
    again = open_vote(body, proposal=division.proposal)
    assert (again.rule["id"], again.after) == ("all-agree", division)


def test_a_brake_whose_text_was_revised_starts_anew():
    body = a_coalition(rule=BRAKE)
    division = open_vote(body)
    call(division, body, "FR", StopReason.BRAKE, "Vital.")
    revise(proposal=division.proposal, text="2. Another.", by=body.secretariat[0])
    assert open_vote(body, proposal=division.proposal).rule["id"] == "cfsp"


def test_those_outside_a_core_call_the_matter_to_the_full_roll():
    body = a_coalition("DE FR IT PL ES", rule=CORE, groups={"core": "DE FR"})
    keep_rule(body, ALL_AGREE)
    division = open_vote(body)
    with pytest.raises(NotAllowed):
        call(division, body, "DE", StopReason.FULL_ROLL)
    call(division, body, "IT", StopReason.FULL_ROLL)
    division.refresh_from_db()
    assert division.stopped_at is None
    with pytest.raises(Conflict) as refused:
        call(division, body, "IT", StopReason.FULL_ROLL, by=body.alternates["IT"])
    assert refused.value.code == "called_before"
    call(division, body, "PL", StopReason.FULL_ROLL)
    assert_stopped(division, StopReason.FULL_ROLL)
    again = open_vote(body, proposal=division.proposal)
    assert (again.rule["id"], len(again.roll["members"])) == ("all-agree", 5)


def test_those_off_the_roll_of_an_inner_body_call_it_too():
    inner = CORE | {"procedures": [{"kind": "call_to_full_roll", "share": "1/3", "rule": "all-agree"}]}
    body = a_coalition("DE FR IT PL ES SE", rule=inner, groups={"core": "DE FR"}, body="core")
    division = open_vote(body)
    assert division.roll["members"] == ["DE", "FR"]
    way = stoppers(division)[StopReason.FULL_ROLL]
    assert (way.members, way.needed) == ({"IT", "PL", "ES", "SE"}, 2)


def test_who_may_not_stop_it():
    body = a_coalition(rule=BRAKE)
    division = open_vote(body)
    for by in (body.advisers["FR"], body.heads["DE"], body.secretariat[0], body.chair):
        with pytest.raises(NotAllowed):
            call(division, body, "FR", StopReason.BRAKE, "Vital.", by=by)
    with pytest.raises(Invalid) as refused:
        call(division, body, "FR", StopReason.CONSENT)
    assert refused.value.field == "kind"
    with clock_at(division.closes_at), pytest.raises(Conflict) as late:
        call(division, body, "FR", StopReason.BRAKE, "Vital.")
    assert late.value.code == "closed"
    assert not Entry.objects.filter(kind="stop_called").exists()


def test_the_catalogue_says_how_many_call():
    for name, others in (("defence-core-of-four", 3), ("european-security-council", 2)):
        rule = catalogue.rule(name)
        procedure = next(each for each in rule.source["procedures"] if each["kind"] == "call_to_full_roll")
        assert procedure.get("members", 2) == others
        assert "members" in procedure or procedure["share"] == "1/3"
