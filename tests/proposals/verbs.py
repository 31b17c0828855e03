"""Every verb, taken from the module lists, and for each what it is tried with: by whoever, always the same.

A verb is a public function of `coalition` or `proposals` that takes, by keyword alone, who acts.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import models

import coalition
import proposals
from coalition import clock, four_eyes, membership
from coalition.models import Coalition, Delegate, Group, Member, Office, Person
from coalition.models.delegations import Rank, Role
from coalition.models.procedure import Consent, Signing
from coalition.rules.positions import Position
from proposals.amendments.models import Change
from proposals.amendments.tabling import Asked
from proposals.commitments.pledging import Pledge
from proposals.documents.attaching import Label
from proposals.meetings.agenda import ItemWords, Move
from proposals.meetings.calling import Call, publish_meeting
from proposals.meetings.models import Coming, How, Item, Meeting, Purpose, Turn
from proposals.minutes.models import Minutes, Section
from proposals.models import Amendment, Document, Draft, Proposal, Statement
from proposals.register.marking import ask_mark
from proposals.register.models import Mark
from proposals.statements.making import Words as Said
from proposals.statements.models import StatementKind
from proposals.voting.models import Decision, Division, StopReason
from proposals.voting.signing import key_statement
from tests.factories import (
    PROXIES,
    SIMPLE,
    Body,
    a_coalition,
    a_partner,
    a_person,
    a_proposal,
    a_subject,
    after_grace,
    cast,
    give,
    note,
    open_vote,
    seat,
    suspend,
)
from tests.proposals.api.commitments import a_commitment
from tests.proposals.api.draftings import WORDS, a_drafting
from tests.proposals.api.posts import PLACE, a_dead_letter
from tests.proposals.api.sittings import a_closed_meeting, a_meeting, a_sitting
from tests.proposals.export.verifying import settle
from tests.proposals.voting.signers import Signer

LEFT_OUT = ("migrations", "management", "coalition.config", "coalition.models", "proposals.api", "proposals.demo")
HANDS = ("by", "recorded_by")
SHORT = 60  # seconds: the votes that are decided close long before the one that is open
Arguments = Callable[["Things"], dict[str, Any]]


@cache
def verbs() -> dict[str, Callable[..., Any]]:
    """Return each verb by its module and name."""
    found = {}
    for module in _modules():
        for name, function in vars(module).items():
            if _is_verb(function) and function.__module__ == module.__name__:
                found[f"{module.__name__}.{name}"] = function
    return found


def _modules() -> Iterator[Any]:
    for root in (coalition, proposals):
        for found in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            if not any(part in found.name for part in LEFT_OUT):
                yield importlib.import_module(found.name)


def _is_verb(thing: Any) -> bool:
    return inspect.isfunction(thing) and not thing.__name__.startswith("_") and bool(_hand(thing))


def _hand(function: Callable[..., Any]) -> str:
    """The name under which a verb is told who acts; empty for what is none."""
    taken = inspect.signature(function).parameters
    return next((name for name in HANDS if name in taken and taken[name].kind is taken[name].KEYWORD_ONLY), "")


@dataclass
class Things:
    """One coalition with a row of everything that a verb can be about. FR is the member that is acted for."""

    body: Body
    people: dict[str, Person]
    newcomer: Person
    proposal: Proposal  # no vote is open on it
    division: Division  # open, with proxies and stops
    decided: Division
    drafting: Any
    sitting: Any
    rows: dict[str, Any]
    group: Group
    ours: Proposal  # put forward by FR
    joined: Proposal  # by FR too, which joined
    closed: Meeting

    @property
    def coalition(self) -> Coalition:
        """The coalition."""
        return self.body.coalition

    @property
    def fr(self) -> Member:
        """The member that is acted for."""
        return self.body.members["FR"]

    def of(self, model: type[models.Model], name: str = "") -> Any:
        """The row on which the endpoint of that name is tried, or the one that is for all."""
        place = f"<row:{model.__name__.lower()}>"
        made = [self.sitting.own_rows, self.drafting.own_rows]
        rows = [own[name] for own in made if name in own] or [self.sitting.rows, self.drafting.rows]
        return model._default_manager.get(pk=next(each[place] for each in rows if place in each))

    def meeting(self, state: str = "preparation") -> Meeting:
        """A meeting in preparation, or called."""
        meeting = a_meeting(self.body, "First")
        return publish_meeting(meeting=meeting, by=self.body.secretariat[0]) if state == "called" else meeting

    def amendment(self, name: str) -> Amendment:
        at = self.drafting.own_rows[name]
        return Amendment.objects.get(proposal=at["<row:proposal>"], number=at["<row:amendment>"])


def things() -> Things:
    """Make them all, by the verbs."""
    asks = {"consent": Consent.NO_OBJECTION, "signing": Signing.OPTIONAL}
    body = a_coalition("DE FR GB IT", rule=PROXIES, groups={"E2": "DE FR"}, **asks)
    newcomer = a_person()
    seat(body, "FR", newcomer)
    decided = open_vote(body, seconds=SHORT)
    cast(decided, body, "FR", "yes")
    settle(decided)
    decided.refresh_from_db()
    marked = open_vote(body, seconds=SHORT)
    cast(marked, body, "DE", "yes")
    unused = give(marked, body, "FR", "GB")
    settle(marked)
    rejected = open_vote(body, seconds=SHORT)
    cast(rejected, body, "FR", "no")
    settle(rejected)
    elsewhere = open_vote(body)
    division = open_vote(body)
    noted = note(division, body, "FR", "yes", clock.now()).ballot.note
    first = body.secretariat[0]
    suspend(body, "IT")
    rows: dict[str, Any] = {
        "note": noted,
        "unused": unused,
        "proxy": give(elsewhere, body, "FR", "GB"),
        "partner": a_partner(body),
        "suspending": membership.suspend(member=body.members["GB"], by=first).pending,
        "letter": a_dead_letter(body),
        "commitment": a_commitment(body, decided.decision),
        "rejected": Decision.objects.get(division=rejected),
        "key": Signer().registered(body, body.heads["FR"]),
    }
    marked.refresh_from_db()
    pending = ask_mark(decision=marked.decision, mark=Mark.EXPIRES, expires_at=after_grace(division), by=first)
    rows["mark"] = four_eyes.confirm(pending=pending, by=body.secretariat[1]).result
    people = {
        "outsider": a_coalition().secretariat[0],
        "observer": body.observer,
        "adviser": body.advisers["FR"],
        "delegate": body.heads["FR"],
        "neighbour": body.heads["DE"],
        "chair": body.chair,
        "secretary": first,
        "second": body.secretariat[1],
    }
    sitting, drafting = a_sitting(body, decided.proposal), a_drafting(body)
    joined = Proposal.objects.get(pk=drafting.own_rows["sponsor-leave"]["<row:proposal>"])
    return Things(
        body=body,
        people=people,
        newcomer=newcomer,
        proposal=a_proposal(body),
        division=division,
        decided=decided,
        drafting=drafting,
        sitting=sitting,
        rows=rows,
        group=Group.objects.get(coalition=body.coalition),
        ours=Proposal.objects.get(coalition=body.coalition, title="Ours"),
        joined=joined,
        closed=a_closed_meeting(body, "First"),
    )


def a_call() -> Call:
    """The call of a meeting tomorrow."""
    start = clock.now() + timedelta(days=1)
    return Call("Heads", start, start + timedelta(hours=2), "UTC", place="Paris")


ROLL_CALLS = "body,date,resolution,member_iso,vote,adopted\nUN,2022-03-02,ES-11/1,FR,yes,true\n"

# What each verb is tried with. `register_key` needs a signature of whoever asks, and is not here but below.
ARGUMENTS: dict[str, Arguments] = {
    "coalition.accrediting.ask_accreditation": lambda w: {"member": w.fr, "person": w.newcomer},
    "coalition.accrediting.revoke": lambda w: {"accreditation": w.body.accreditations["GB"]},
    "coalition.delegations.seat_delegate": lambda w: {"member": w.fr, "person": a_person(), "rank": Rank.ALTERNATE},
    "coalition.delegations.unseat_delegate": lambda w: {"delegate": Delegate.objects.get(person=w.body.advisers["GB"])},
    "coalition.delegations.give_office": lambda w: {
        "coalition": w.coalition,
        "person": a_person(),
        "role": Role.OBSERVER,
    },
    "coalition.delegations.end_office": lambda w: {"office": Office.objects.get(person=w.body.observer)},
    "coalition.founding.found_coalition": lambda w: {"slug": "another", "name_en": "Another", "name_fr": "Autre"},
    "coalition.founding.adopt_rule": lambda w: {"coalition": w.coalition, "document": SIMPLE},
    "coalition.founding.put_rules_in_force": lambda w: {
        "coalition": w.coalition,
        "subjects": [a_subject(rule=w.body.rules.subjects.get().rule)],
    },
    "coalition.four_eyes.confirm": lambda w: {"pending": w.rows["suspending"]},
    "coalition.four_eyes.decline": lambda w: {"pending": w.rows["suspending"]},
    "coalition.four_eyes.withdraw": lambda w: {"pending": w.rows["suspending"]},
    "coalition.grouping.name_group": lambda w: {
        "coalition": w.coalition,
        "code": "E3",
        "name_en": "E3",
        "name_fr": "E3",
    },
    "coalition.grouping.put_in_group": lambda w: {"group": w.group, "member": w.body.members["GB"]},
    "coalition.grouping.take_out_of_group": lambda w: {"group": w.group, "member": w.fr},
    "coalition.grouping.name_speaker": lambda w: {"group": w.group, "member": w.fr},
    "coalition.importing.import_roll": lambda w: {
        "coalition": w.coalition,
        "text": "member,population\nFR,68000000\n",
        "source": "a test",
        "instant": clock.now(),
    },
    "coalition.membership.accept_rules": lambda w: {"rules_of_procedure": w.body.rules, "member": w.fr},
    "coalition.membership.admit": lambda w: {
        "coalition": w.coalition,
        "code": "PL",
        "name_en": "Poland",
        "name_fr": "Pologne",
    },
    "coalition.membership.withdraw": lambda w: {"member": w.body.members["DE"]},
    "coalition.membership.suspend": lambda w: {"member": w.body.members["DE"]},
    "coalition.membership.lift_suspension": lambda w: {"member": w.body.members["IT"]},
    "coalition.membership.set_weight": lambda w: {
        "member": w.fr,
        "name": "population",
        "value": 68_000_000,
        "source": "a test",
    },
    "coalition.partnering.register_partner": lambda w: {
        "coalition": w.coalition,
        "code": "MD",
        "name_en": "Moldova",
        "name_fr": "Moldavie",
    },
    "coalition.partnering.name_contact": lambda w: {"partner": w.rows["partner"], "person": w.body.observer},
    "coalition.partnering.end_partner": lambda w: {"partner": w.rows["partner"]},
    "coalition.persons.invite": lambda w: {
        "member": w.fr,
        "rank": Rank.ADVISER,
        "email": "new@example.org",
        "name": "New",
        "language": "en",
    },
    "coalition.persons.make_link": lambda w: {"person": w.body.advisers["FR"]},
    "proposals.adherence.adhering.join": lambda w: {"division": w.decided, "member": w.fr},
    "proposals.adherence.adhering.align": lambda w: {
        "division": w.decided,
        "partner": w.rows["partner"],
        "note": "Note 1",
    },
    "proposals.adherence.adhering.leave": lambda w: {"division": w.decided, "state": w.fr},
    "proposals.adherence.consenting.consent": lambda w: {
        "division": w.division,
        "host": w.rows["partner"],
        "note": "Note 1",
    },
    "proposals.amendments.ordering.rule_on_order": lambda w: {
        "proposal": w.amendment("order").proposal,
        "order": [1],
        "reason": "Why not.",
    },
    "proposals.amendments.ordering.appeal_order": lambda w: {
        "proposal": w.amendment("order-appeal").proposal,
        "member": w.fr,
    },
    "proposals.amendments.settling.accept": lambda w: {"amendment": w.amendment("amendment-accept")},
    "proposals.amendments.settling.carry": lambda w: {
        "amendment": w.amendment("amendment-carry"),
        "text": "1. Written in.",
        "base": 1,
    },
    "proposals.amendments.tabling.table": lambda w: {
        "proposal": w.proposal,
        "member": w.fr,
        "asked": Asked(Change.DELETE, "par-1", ""),
    },
    "proposals.amendments.tabling.withdraw": lambda w: {"amendment": w.amendment("amendment-withdraw")},
    "proposals.commitments.pledging.pledge": lambda w: {
        "decision": w.decided.decision,
        "member": w.fr,
        "words": Pledge("One frigate.", clock.now() + timedelta(days=9)),
    },
    "proposals.commitments.pledging.move_date": lambda w: {
        "commitment": w.rows["commitment"],
        "due_at": clock.now() + timedelta(days=40),
    },
    "proposals.commitments.pledging.fulfil": lambda w: {"commitment": w.rows["commitment"]},
    "proposals.commitments.pledging.withdraw": lambda w: {"commitment": w.rows["commitment"], "note": "Not agreed."},
    "proposals.documents.attaching.attach": lambda w: {
        "to": w.ours,
        "label": Label("Annex", "restricted"),
        "reference": "Registry, box 7",
    },
    "proposals.documents.attaching.withdraw_document": lambda w: {"document": w.of(Document, "document-withdraw")},
    "proposals.drafting.drafts.begin_draft": lambda w: {"sponsor": w.fr, "words": WORDS},
    "proposals.drafting.drafts.edit_draft": lambda w: {"draft": w.of(Draft, "draft-put"), "words": WORDS, "version": 1},
    "proposals.drafting.drafts.share_draft": lambda w: {
        "draft": w.of(Draft, "draft-put"),
        "member": w.body.members["GB"],
    },
    "proposals.drafting.drafts.join_draft": lambda w: {
        "draft": w.of(Draft, "draft-join"),
        "member": w.fr,
        "version": 1,
    },
    "proposals.drafting.drafts.put_draft": lambda w: {"draft": w.of(Draft, "draft-put")},
    "proposals.drafting.drafts.drop_draft": lambda w: {"draft": w.of(Draft, "draft-drop")},
    "proposals.drafting.proposing.create_proposal": lambda w: {
        "coalition": w.coalition,
        "title": "Text",
        "text": "Text",
        "subject": "readiness",
        "sponsors": [w.fr],
    },
    "proposals.drafting.proposing.revise": lambda w: {"proposal": w.ours, "text": "2. Other words."},
    "proposals.drafting.sponsoring.join": lambda w: {"proposal": w.proposal, "member": w.fr},
    "proposals.drafting.sponsoring.leave": lambda w: {"proposal": w.joined, "member": w.fr},
    "proposals.elsewhere.keeping.keep_roll_calls": lambda w: {
        "coalition": w.coalition,
        "text": ROLL_CALLS,
        "source": "UN",
    },
    "proposals.meetings.agenda.add_item": lambda w: {"meeting": w.of(Meeting), "words": ItemWords("Third")},
    "proposals.meetings.agenda.change_item": lambda w: {"item": w.of(Item), "words": ItemWords("Changed")},
    "proposals.meetings.agenda.move_item": lambda w: {"item": w.of(Item), "move": Move.DOWN},
    "proposals.meetings.agenda.place_item": lambda w: {"item": w.of(Item), "before": None},
    "proposals.meetings.agenda.withdraw_item": lambda w: {"item": w.of(Item, "item-withdraw")},
    "proposals.meetings.answering.answer_call": lambda w: {"meeting": w.meeting("called"), "coming": Coming.ACCEPTED},
    "proposals.meetings.calling.call_meeting": lambda w: {"coalition": w.coalition, "call": a_call()},
    "proposals.meetings.calling.publish_meeting": lambda w: {"meeting": w.meeting()},
    "proposals.meetings.calling.amend_meeting": lambda w: {"meeting": w.meeting("called"), "call": a_call()},
    "proposals.meetings.calling.cancel_meeting": lambda w: {
        "meeting": w.meeting("called"),
        "reason": "No plane left Oslo.",
    },
    "proposals.meetings.floor.ask_floor": lambda w: {
        "meeting": w.of(Meeting),
        "member": w.fr,
        "purpose": Purpose.REPLY,
    },
    "proposals.meetings.floor.close_list": lambda w: {"meeting": w.of(Meeting)},
    "proposals.meetings.floor.reopen_list": lambda w: {"meeting": w.of(Meeting)},
    "proposals.meetings.floor.give_floor": lambda w: {"turn": w.of(Turn)},
    "proposals.meetings.floor.end_turn": lambda w: {"turn": w.of(Turn)},
    "proposals.meetings.floor.rule_on": lambda w: {"turn": w.of(Turn, "turn-rule"), "ruling": "The item stays open."},
    "proposals.meetings.floor.appeal": lambda w: {"turn": w.of(Turn, "turn-appeal"), "member": w.fr},
    "proposals.meetings.floor.settle_appeal": lambda w: {"turn": w.of(Turn, "turn-settle"), "upheld": True},
    "proposals.meetings.sitting.open_meeting": lambda w: {"meeting": w.meeting("called")},
    "proposals.meetings.sitting.take_item": lambda w: {"item": w.of(Item)},
    "proposals.meetings.sitting.lengthen_item": lambda w: {"item": w.of(Item), "minutes": 5},
    "proposals.meetings.sitting.close_meeting": lambda w: {"meeting": w.of(Meeting, "meeting-close")},
    "proposals.meetings.sitting.note_presence": lambda w: {"meeting": w.of(Meeting), "member": w.fr, "how": How.ROOM},
    "proposals.minutes.keeping.draw_up": lambda w: {"meeting": w.closed},
    "proposals.minutes.keeping.edit_section": lambda w: {
        "section": w.of(Section),
        "heading": "Opening",
        "text": "As read out.",
        "seen": 0,
    },
    "proposals.minutes.keeping.circulate": lambda w: {
        "minutes": Minutes.objects.get(meeting=w.of(Meeting, "minutes-circulate"))
    },
    "proposals.minutes.keeping.adopt_minutes": lambda w: {
        "minutes": Minutes.objects.get(meeting=w.of(Meeting, "minutes-adopt")),
        "meeting": w.of(Meeting),
    },
    "proposals.notices.dead_letters.send_again": lambda w: {"delivery": w.rows["letter"]},
    "proposals.notices.preferring.set_reminders": lambda w: {"coalition": w.coalition, "minutes": [60], "escalate": 15},
    "proposals.notices.webhook.keeping.make_webhook": lambda w: {"coalition": w.coalition, "name": "x", "url": PLACE},
    "proposals.register.marking.ask_mark": lambda w: {
        "decision": w.decided.decision,
        "mark": Mark.EXPIRES,
        "expires_at": clock.now() + timedelta(days=9),
    },
    "proposals.register.marking.ask_strike": lambda w: {"mark": w.rows["mark"]},
    "proposals.statements.making.make_statement": lambda w: {
        "proposal": w.proposal,
        "member": w.fr,
        "words": Said(StatementKind.DECLARATION, "We are ready."),
    },
    "proposals.statements.making.lift": lambda w: {"statement": w.of(Statement)},
    "proposals.voting.annulling.ask_annulment": lambda w: {"division": w.division, "note": "The wrong text."},
    "proposals.voting.casting.cast_ballot": lambda w: {
        "division": w.division,
        "member": w.fr,
        "position": Position.NO,
        "key": uuid.uuid4().hex,
    },
    "proposals.voting.countersigning.countersign": lambda w: {"note": w.rows["note"]},
    "proposals.voting.countersigning.contest": lambda w: {"note": w.rows["note"]},
    "proposals.voting.extending.ask_extension": lambda w: {
        "division": w.division,
        "closes_at": w.division.closes_at + timedelta(hours=1),
        "reason": "outage",
        "note": "x",
    },
    "proposals.voting.noting.record_note": lambda w: {
        "division": w.division,
        "member": w.fr,
        "position": Position.NO,
        "received_at": clock.now(),
        "filed": "12/2026",
        "key": uuid.uuid4().hex,
    },
    "proposals.voting.opening.open_division": lambda w: {
        "proposal": w.proposal,
        "closes_at": clock.now() + timedelta(hours=1),
    },
    "proposals.voting.opening.ask_to_open": lambda w: {
        "proposal": w.proposal,
        "closes_at": clock.now() + timedelta(hours=1),
    },
    "proposals.voting.proxies.give_proxy": lambda w: {
        "division": w.division,
        "principal": w.fr,
        "holder": w.body.members["GB"],
    },
    "proposals.voting.proxies.revoke_proxy": lambda w: {"proxy": w.rows["proxy"]},
    "proposals.voting.signing.withdraw_key": lambda w: {"key": w.rows["key"]},
    "proposals.voting.stopping.call_stop": lambda w: {
        "division": w.division,
        "member": w.fr,
        "kind": StopReason.CONSENT,
        "reason": "Not so.",
    },
}


def asked_by(world: Things, verb: str, person: Person) -> dict[str, Any]:
    """Return what the verb is tried with, by this person; rows as they stand now."""
    if verb.endswith(".register_key"):
        signer = Signer()
        possession = signer.sign(key_statement(signer.offered, person))
        asked = {"coalition": world.body.coalition, "offered": signer.offered, "possession": possession, "name": "x"}
    else:
        asked = ARGUMENTS[verb](world)
    return {name: as_it_stands(value) for name, value in asked.items()} | {_hand(verbs()[verb]): person}


def as_it_stands(value: Any) -> Any:
    """A row read anew, whatever was done with it since; anything else as it is."""
    return type(value)._default_manager.get(pk=value.pk) if isinstance(value, models.Model) else value
