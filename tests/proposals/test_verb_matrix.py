"""Role x verb x state: who may do what, below every page and endpoint.

The verbs come from the module lists, so that a new one fails until it has its row; each row stands beside the line of
the permission table that it falls under, and is held against it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from coalition import accrediting, clock, partnering
from coalition.errors import Conflict, NotAllowed
from coalition.permissions import TABLE, Act, When, standings
from proposals.amendments.voting import open_next
from proposals.commitments.pledging import fulfil
from proposals.voting.countersigning import countersign
from tests.clocks import clock_at
from tests.proposals.verbs import ARGUMENTS, SHORT, Things, as_it_stands, asked_by, things, verbs

pytestmark = pytest.mark.django_db

# Steps of other verbs, which have asked before: whoever calls one answers for it.
INSIDE = {
    "coalition.delegations.take_seat",
    "coalition.four_eyes.ask",
    "coalition.four_eyes.do",
    "proposals.drafting.proposing.put",
}
ANYBODY, SECRETARIAT, OFFICERS, OURS, SEATED = "yyyyyyyy", "------yy", "-----yyy", "---y----", "--yy----"

# By verb: the line of the table that it falls under, and for outsider, observer, FR's adviser, FR's head, DE's head,
# chair, first and second secretary what comes of it for FR: y done, c of no use in this state, - refused.
MATRIX: dict[str, tuple[Act | None, str]] = {
    "coalition.accrediting.ask_accreditation": (Act.ACCREDIT, SECRETARIAT),
    "coalition.accrediting.revoke": (Act.REVOKE, SECRETARIAT),
    "coalition.delegations.seat_delegate": (Act.SEAT, SECRETARIAT),
    "coalition.delegations.unseat_delegate": (Act.SEAT, SECRETARIAT),
    "coalition.delegations.give_office": (Act.GIVE_OFFICE, OFFICERS),
    "coalition.delegations.end_office": (Act.GIVE_OFFICE, "-y---yyy"),  # the observer's: one's own, oneself
    "coalition.founding.found_coalition": (None, ANYBODY),  # on the command line alone: it founds, and touches no other
    "coalition.founding.adopt_rule": (Act.KEEP_RULE, SECRETARIAT),
    "coalition.founding.put_rules_in_force": (Act.PUT_RULES_IN_FORCE, SECRETARIAT),
    "coalition.four_eyes.confirm": (Act.SETTLE, "-------y"),  # the first has asked; a roll is not the chair's to change
    "coalition.four_eyes.decline": (Act.SETTLE, "-------y"),
    "coalition.four_eyes.withdraw": (Act.SETTLE, "------y-"),
    "coalition.grouping.name_group": (Act.CHANGE_ROLL, SECRETARIAT),
    "coalition.grouping.put_in_group": (Act.CHANGE_ROLL, SECRETARIAT),
    "coalition.grouping.take_out_of_group": (Act.CHANGE_ROLL, SECRETARIAT),
    "coalition.grouping.name_speaker": (Act.CHANGE_ROLL, SECRETARIAT),
    "coalition.importing.import_roll": (Act.CHANGE_ROLL, SECRETARIAT),
    "coalition.membership.accept_rules": (Act.RECORD_ACCEPTANCE, "---c--cc"),  # FR has accepted them already
    "coalition.membership.admit": (Act.CHANGE_ROLL, SECRETARIAT),
    "coalition.membership.withdraw": (Act.CHANGE_ROLL, SECRETARIAT),
    "coalition.membership.suspend": (Act.CHANGE_ROLL, SECRETARIAT),
    "coalition.membership.lift_suspension": (Act.CHANGE_ROLL, SECRETARIAT),
    "coalition.membership.set_weight": (Act.CHANGE_ROLL, SECRETARIAT),
    "coalition.partnering.register_partner": (Act.REGISTER_PARTNER, SECRETARIAT),
    "coalition.partnering.name_contact": (Act.REGISTER_PARTNER, SECRETARIAT),
    "coalition.partnering.end_partner": (Act.REGISTER_PARTNER, SECRETARIAT),
    "coalition.persons.invite": (Act.LET_IN, SECRETARIAT),
    "coalition.persons.make_link": (Act.LET_IN, SECRETARIAT),
    "proposals.adherence.adhering.join": (Act.ADHERE, "---c----"),  # the rule of this vote lets nobody join later
    "proposals.adherence.adhering.align": (Act.ALIGN, "------cc"),
    "proposals.adherence.adhering.leave": (Act.ADHERE, "---c----"),
    "proposals.adherence.consenting.consent": (Act.CONSENT, "------cc"),  # and asks for no host's consent
    "proposals.amendments.ordering.rule_on_order": (Act.RULE_ORDER, "-----y--"),
    "proposals.amendments.ordering.appeal_order": (Act.AMEND, OURS),
    "proposals.amendments.settling.accept": (Act.ACCEPT, OURS),
    "proposals.amendments.settling.carry": (Act.REVISE, "----y-yy"),  # into a text that DE put forward
    "proposals.amendments.tabling.table": (Act.AMEND, OURS),
    "proposals.amendments.tabling.withdraw": (Act.AMEND, OURS),
    "proposals.commitments.pledging.pledge": (Act.PLEDGE, OURS),
    "proposals.commitments.pledging.move_date": (Act.KEEP_COMMITMENT, OURS),
    "proposals.commitments.pledging.fulfil": (Act.KEEP_COMMITMENT, OURS),
    "proposals.commitments.pledging.withdraw": (Act.KEEP_COMMITMENT, OURS),
    "proposals.documents.attaching.attach": (Act.ATTACH, "---y-yyy"),
    "proposals.documents.attaching.withdraw_document": (Act.ATTACH, "----yyyy"),  # from a text that DE put forward
    "proposals.drafting.drafts.begin_draft": (Act.WRITE_DRAFT, SEATED),
    "proposals.drafting.drafts.edit_draft": (Act.WRITE_DRAFT, SEATED),
    "proposals.drafting.drafts.share_draft": (Act.WRITE_DRAFT, SEATED),
    "proposals.drafting.drafts.join_draft": (Act.SPONSOR, OURS),
    "proposals.drafting.drafts.put_draft": (Act.SPONSOR, OURS),
    "proposals.drafting.drafts.drop_draft": (Act.WRITE_DRAFT, SEATED),
    "proposals.drafting.proposing.create_proposal": (Act.DRAFT, SECRETARIAT),
    "proposals.drafting.proposing.revise": (Act.REVISE, "--yy--yy"),
    "proposals.drafting.sponsoring.join": (Act.SPONSOR, OURS),
    "proposals.drafting.sponsoring.leave": (Act.SPONSOR, OURS),
    "proposals.elsewhere.keeping.keep_roll_calls": (Act.IMPORT_VOTES, SECRETARIAT),
    "proposals.meetings.agenda.add_item": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.agenda.change_item": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.agenda.move_item": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.agenda.place_item": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.agenda.withdraw_item": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.answering.answer_call": (Act.ANSWER_CALL, "--yyyyyy"),  # this one is not open to observers
    "proposals.meetings.calling.call_meeting": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.calling.publish_meeting": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.calling.amend_meeting": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.calling.cancel_meeting": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.floor.ask_floor": (Act.ASK_FLOOR, "--yy-yyy"),
    "proposals.meetings.floor.close_list": (Act.RUN_MEETINGS, "-----ccc"),  # no item is taken up
    "proposals.meetings.floor.reopen_list": (Act.RUN_MEETINGS, "-----ccc"),
    "proposals.meetings.floor.give_floor": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.floor.end_turn": (Act.ASK_FLOOR, "--yy-yyy"),
    "proposals.meetings.floor.rule_on": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.floor.appeal": (Act.ASK_FLOOR, "--yy-yyy"),
    "proposals.meetings.floor.settle_appeal": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.sitting.open_meeting": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.sitting.take_item": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.sitting.lengthen_item": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.sitting.close_meeting": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.meetings.sitting.note_presence": (Act.RUN_MEETINGS, OFFICERS),
    "proposals.minutes.keeping.draw_up": (Act.KEEP_MINUTES, OFFICERS),
    "proposals.minutes.keeping.edit_section": (Act.KEEP_MINUTES, OFFICERS),
    "proposals.minutes.keeping.circulate": (Act.KEEP_MINUTES, OFFICERS),
    "proposals.minutes.keeping.adopt_minutes": (Act.KEEP_MINUTES, OFFICERS),
    "proposals.notices.dead_letters.send_again": (Act.SEND_AGAIN, SECRETARIAT),
    "proposals.notices.preferring.set_reminders": (Act.SET_REMINDERS, SECRETARIAT),
    "proposals.notices.webhook.keeping.make_webhook": (
        Act.READ_RELEASED,
        "-yyyyyyy",
    ),  # it is told what its maker reads
    "proposals.register.marking.ask_mark": (Act.MARK_DECISION, SECRETARIAT),
    "proposals.register.marking.ask_strike": (Act.MARK_DECISION, SECRETARIAT),
    "proposals.statements.making.make_statement": (Act.STATE, OURS),
    "proposals.statements.making.lift": (Act.STATE, OURS),
    "proposals.voting.annulling.ask_annulment": (Act.ANNUL, OFFICERS),
    "proposals.voting.casting.cast_ballot": (Act.CAST, OURS),
    "proposals.voting.countersigning.countersign": (Act.COUNTERSIGN, OURS),
    "proposals.voting.countersigning.contest": (Act.COUNTERSIGN, OURS),
    "proposals.voting.extending.ask_extension": (Act.EXTEND, OFFICERS),
    "proposals.voting.noting.record_note": (Act.RECORD_NOTE, SECRETARIAT),
    "proposals.voting.opening.open_division": (Act.OPEN, SECRETARIAT),  # as the rules of procedure have it here
    "proposals.voting.opening.ask_to_open": (Act.OPEN, SECRETARIAT),
    "proposals.voting.proxies.give_proxy": (Act.CAST, OURS),
    "proposals.voting.proxies.revoke_proxy": (Act.CAST, OURS),
    "proposals.voting.signing.register_key": (Act.SIGN, "---yy---"),
    "proposals.voting.signing.withdraw_key": (Act.SIGN, OURS),
    "proposals.voting.stopping.call_stop": (Act.STOP, OURS),
}


def _ended(world: Things) -> dict[str, Any]:
    held = as_it_stands(world.body.accreditations["GB"])
    accrediting.revoke(accreditation=held, by=world.body.secretariat[0])
    return {"accreditation": held}


def _gone(world: Things) -> dict[str, Any]:
    partner = as_it_stands(world.rows["partner"])
    partnering.end_partner(partner=partner, by=world.body.secretariat[0])
    return {"partner": partner}


def _answered(world: Things) -> dict[str, Any]:
    note = as_it_stands(world.rows["note"])
    countersign(note=note, by=world.body.alternates["FR"])
    return {"note": note}


def _met(world: Things) -> dict[str, Any]:
    commitment = as_it_stands(world.rows["commitment"])
    fulfil(commitment=commitment, by=world.body.alternates["FR"])
    return {"commitment": commitment}


def _voted_on(world: Things) -> dict[str, Any]:
    until = clock.now() + timedelta(hours=1)
    open_next(proposal=world.amendment("amendment-accept").proposal, closes_at=until, by=world.body.secretariat[0])
    return {}


# Two make what is new, so that there is no state to be in; while an amendment waits to be written in, no vote opens.
IN_ANY_STATE = {
    "coalition.partnering.register_partner",
    "proposals.amendments.settling.carry",
    "proposals.drafting.proposing.create_proposal",
}
# For the verbs whose line names a state of things: what is said otherwise, in a state in which it cannot be done.
# Whoever could do it is told that it no longer fits; whoever could not is told that, whatever the state.
OUT_OF_STATE: dict[str, Callable[[Things], dict[str, Any]]] = {
    "coalition.accrediting.revoke": _ended,
    "coalition.partnering.name_contact": _gone,
    "coalition.partnering.end_partner": _gone,
    "proposals.adherence.adhering.join": lambda w: {"division": w.division},
    "proposals.adherence.adhering.leave": lambda w: {"division": w.division},
    "proposals.adherence.adhering.align": lambda w: {"division": w.division},
    "proposals.adherence.consenting.consent": lambda w: {"division": w.decided},
    "proposals.amendments.settling.accept": _voted_on,
    "proposals.commitments.pledging.pledge": lambda w: {"decision": w.rows["rejected"]},
    "proposals.commitments.pledging.move_date": _met,
    "proposals.commitments.pledging.fulfil": _met,
    "proposals.commitments.pledging.withdraw": _met,
    "proposals.drafting.proposing.revise": lambda w: {"proposal": w.division.proposal},
    "proposals.voting.annulling.ask_annulment": lambda w: {"division": w.decided},
    "proposals.voting.casting.cast_ballot": lambda w: {"division": w.decided},
    "proposals.voting.countersigning.countersign": _answered,
    "proposals.voting.countersigning.contest": _answered,
    "proposals.voting.extending.ask_extension": lambda w: {
        "division": w.decided,
        "closes_at": w.decided.closes_at + timedelta(hours=9),
    },
    "proposals.voting.noting.record_note": lambda w: {"division": w.decided, "received_at": w.decided.opens_at},
    "proposals.voting.opening.open_division": lambda w: {"proposal": w.division.proposal},
    "proposals.voting.opening.ask_to_open": lambda w: {"proposal": w.division.proposal},
    "proposals.voting.proxies.give_proxy": lambda w: {"division": w.decided},
    "proposals.voting.proxies.revoke_proxy": lambda w: {"proxy": w.rows["unused"]},
    "proposals.voting.stopping.call_stop": lambda w: {"division": w.decided},
}


def outcome(world: Things, verb: str, role: str, said: Callable[[Things], dict[str, Any]] | None = None) -> str:
    """What comes of a verb in one person's hands; afterwards it never was."""
    before = transaction.savepoint()
    asked = asked_by(world, verb, world.people[role]) | (said(world) if said else {})
    try:
        with clock_at(clock.now() + timedelta(seconds=SHORT + 5)) if said else nullcontext():
            verbs()[verb](**{name: as_it_stands(value) for name, value in asked.items()})
        return "y"
    except NotAllowed:
        return "-"
    except Conflict:
        return "c"
    finally:
        transaction.savepoint_rollback(before)


def test_every_verb_has_its_row_and_what_it_is_tried_with():
    known = set(verbs()) - INSIDE
    assert known == set(MATRIX)
    assert known - {"proposals.voting.signing.register_key"} == set(ARGUMENTS)
    assert set(verbs()) >= INSIDE


def test_each_line_that_names_a_state_is_tried_in_another():
    named = {verb for verb, (act, _row) in MATRIX.items() if act and TABLE[act].when is not When.ALWAYS}
    assert named == set(OUT_OF_STATE) | IN_ANY_STATE
    assert not set(OUT_OF_STATE) & IN_ANY_STATE


def test_every_act_that_changes_something_has_a_verb():
    reading = {Act.READ}
    assert {act for act, _row in MATRIX.values() if act} == set(Act) - reading


def test_what_comes_of_each_verb_in_each_hand_and_state():
    world, wrong = things(), []
    for verb, (_act, row) in MATRIX.items():
        tried = "".join(outcome(world, verb, role) for role in world.people)
        if tried != row:
            wrong.append((verb, tried, row))
    for verb, said in OUT_OF_STATE.items():
        tried = "".join(outcome(world, verb, role, said) for role in world.people)
        told = MATRIX[verb][1].replace("y", "c")
        if verb == "proposals.drafting.proposing.revise":
            told = "----c-cc"  # it was DE that put forward the text that is voted on
        if tried != told:
            wrong.append((f"{verb}, out of state", tried, told))
    assert not wrong, "\n".join(str(each) for each in wrong)


def test_no_row_gives_more_than_the_table():
    world, now = things(), clock.now()
    held = [standings(person, world.body.coalition, now) for person in world.people.values()]
    given = [
        (verb, role)
        for verb, (act, row) in MATRIX.items()
        for role, mark, standing in zip(world.people, row, held, strict=True)
        if act and mark != "-" and TABLE[act].who.isdisjoint(standing)
    ]
    assert given == [("coalition.delegations.end_office", "observer")]  # one's own office
