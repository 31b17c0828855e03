"""Commitments: pledged towards what was adopted, moved, fulfilled, withdrawn, each once and on record."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from coalition import clock
from coalition.errors import Conflict, Invalid, KeyReused, NotAllowed
from proposals.commitments.models import Commitment
from proposals.commitments.pledging import Pledge, fulfil, move_date, pledge, withdraw
from proposals.export.bundling import export_coalition, export_division
from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.models import Entry
from proposals.voting.models import Decision
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote
from tests.proposals.api.commitments import DAY, a_commitment
from tests.proposals.api.test_decisions import decide_on
from tests.proposals.export.forging import Forgery
from tests.proposals.export.verifying import settle, verified, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition("DE FR")


@pytest.fixture
def decision(body):
    return decide_on(body)


def entries(decision):
    rows = Entry.objects.filter(subject=f"division:{decision.division_id}", kind__startswith="commitment_")
    return [(row.kind, json.loads(row.content)["body"]) for row in rows.order_by("index")]


def test_what_is_pledged_stands_with_its_words_outside_the_ledger(body, decision):
    made = a_commitment(body, decision, condition="If the Assembly agrees.")
    assert (made.stands, made.moves, made.member.code) == (True, 0, "FR")
    assert 2**52 <= made.pk < 2**53
    [(kind, said)] = entries(decision)
    assert kind == "commitment_made"
    assert said.keys() == {"commitment", "decision", "member", "accreditation", "due_at", "words_hash"}
    assert (said["commitment"], said["decision"], said["member"]) == (made.pk, decision.symbol, "FR")
    assert not any(word in Entry.objects.get(kind=kind).content for word in ("batteries", "Assembly", "FR head"))


def test_it_is_moved_and_fulfilled_each_an_act_of_its_own(body, decision):
    made = a_commitment(body, decision)
    later = made.due_at + 5 * DAY
    move_date(commitment=made, due_at=later, by=body.alternates["FR"])
    done = fulfil(commitment=made, by=body.heads["FR"], note="Delivered at Rzeszów.")
    assert (done.state, done.due_at, done.moves, done.note) == ("fulfilled", later, 1, "Delivered at Rzeszów.")
    assert (done.ended_by, done.ended_at) == (body.heads["FR"], done.changed_at)
    assert [kind for kind, _said in entries(decision)] == [
        "commitment_made",
        "commitment_moved",
        "commitment_fulfilled",
    ]
    assert "Rzesz" not in json.dumps(entries(decision), ensure_ascii=False)


@pytest.mark.parametrize("again", ["move", "fulfil", "withdraw"])
@pytest.mark.parametrize("ended", ["fulfil", "withdraw"])
def test_once_it_has_ended_nothing_more_is_done(body, decision, ended, again):
    made, by = a_commitment(body, decision), body.heads["FR"]
    acts = {
        "move": lambda: move_date(commitment=made, due_at=made.due_at + DAY, by=by),
        "fulfil": lambda: fulfil(commitment=made, by=by),
        "withdraw": lambda: withdraw(commitment=made, by=by, note="Not agreed."),
    }
    acts[ended]()
    with pytest.raises(Conflict) as refused:
        acts[again]()
    assert refused.value.code == "commitment_ended"
    assert len(entries(decision)) == 2


def test_only_who_is_accredited_for_the_member_acts(body, decision):
    made = a_commitment(body, decision)
    others = (body.advisers["FR"], body.heads["DE"], body.secretariat[0], body.chair, body.observer)
    for person in others:
        with pytest.raises(NotAllowed):
            pledge(decision=decision, member=body.members["FR"], words=Pledge("x", made.due_at), by=person)
        with pytest.raises(NotAllowed):
            move_date(commitment=made, due_at=made.due_at + DAY, by=person)
        with pytest.raises(NotAllowed):
            fulfil(commitment=made, by=person)
        with pytest.raises(NotAllowed):
            withdraw(commitment=made, by=person, note="x")
    assert Commitment.objects.count() == 1 and len(entries(decision)) == 1


def test_a_member_of_another_coalition_pledges_nothing_here(body, decision):
    other = a_coalition("FR")
    with pytest.raises(NotAllowed):
        a_commitment(other, decision)


def test_towards_what_was_not_adopted_nothing_is_pledged(body):
    with pytest.raises(Conflict) as refused:
        a_commitment(body, decide_on(body, position="no"))
    assert refused.value.code == "not_adopted"


def test_a_member_that_the_decision_does_not_bind_may_pledge(body):
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    settle(division)
    decision = Decision.objects.get(division=division)
    assert a_commitment(body, decision, "DE").member.code == "DE"


def test_all_that_is_wrong_is_said_by_field(body, decision):
    now = clock.now()
    with pytest.raises(Invalid) as refused:
        a_commitment(body, decision, text=" ", condition="c" * 301, due_at=now - DAY)
    assert [fault.field for fault in refused.value.faults] == ["text", "condition", "due_at"]
    made = a_commitment(body, decision)
    for due_at in (now - DAY, made.due_at):
        with pytest.raises(Invalid) as refused:
            move_date(commitment=made, due_at=due_at, by=body.heads["FR"])
        assert refused.value.field == "due_at"
    with pytest.raises(Invalid) as refused:
        withdraw(commitment=made, by=body.heads["FR"], note=" ")
    assert refused.value.field == "note"


def test_the_same_key_pledges_once_and_for_nothing_else(body, decision):
    words, by = Pledge("One frigate.", clock.now() + DAY), body.heads["FR"]
    asked = {"decision": decision, "member": body.members["FR"], "by": by, "key": "one"}
    first, again = pledge(words=words, **asked), pledge(words=words, **asked)
    assert (first.replayed, again.replayed, again.commitment) == (False, True, first.commitment)
    move_date(commitment=first.commitment, due_at=words.due_at + DAY, by=by)
    assert pledge(words=words, **asked).replayed
    with pytest.raises(KeyReused):
        pledge(words=Pledge("Two frigates.", words.due_at), **asked)
    assert Commitment.objects.count() == 1


def test_past_its_day_it_is_overdue_until_it_is_fulfilled(body, decision):
    made = a_commitment(body, decision, days=1)
    assert not made.is_overdue_at(made.due_at - timedelta(microseconds=1)) and made.is_overdue_at(made.due_at)
    with clock_at(made.due_at + DAY):
        assert not fulfil(commitment=made, by=body.heads["FR"]).is_overdue_at(clock.now())


def test_the_database_keeps_its_words_and_how_it_ended(body, decision):
    made = a_commitment(body, decision)
    rows = Commitment.objects.filter(pk=made.pk)

    def refused(**values):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)

    refused(text="Nothing.")
    refused(condition="If it rains.")
    refused(state="fulfilled")  # without when
    fulfil(commitment=made, by=body.heads["FR"])
    refused(state="standing", ended_at=None)
    refused(due_at=clock.now())
    connection.check_constraints()


def a_record(body, decision, tmp_path):
    """A record with all that can be done, as exported."""
    with clock_at(after_grace(decision.division) + DAY):
        made = a_commitment(body, decision)
        move_date(commitment=made, due_at=made.due_at + DAY, by=body.heads["FR"])
        fulfil(commitment=made, by=body.heads["FR"])
        withdraw(commitment=a_commitment(body, decision, "DE"), by=body.heads["DE"], note="Not agreed.")
        checkpoint(coalition_id=body.coalition.pk)
        whole, part = export_coalition(body.coalition), export_division(decision.division)
        return write(whole, tmp_path), write(part, tmp_path, "part.jsonl")


def test_the_offline_verifier_knows_them(body, decision, tmp_path):
    for path in a_record(body, decision, tmp_path):
        report = verified(path)
        assert (report.findings, report.stopped) == ([], "")
        assert not any("not known here" in note for note in report.notes)


@pytest.mark.parametrize(
    ("kind", "change", "found"),
    [
        ("commitment_made", {"due_at": "2020-01-01T00:00:00.000000Z"}, "commitment"),
        ("commitment_made", {"member": "DE"}, "accreditation"),
        ("commitment_moved", {"due_at": "2020-01-01T00:00:00.000000Z"}, "commitment"),
        ("commitment_fulfilled", {"commitment": 7}, "commitment"),
        ("commitment_withdrawn", {"commitment": 7}, "commitment"),
    ],
)
def test_the_offline_verifier_names_what_is_wrong(body, decision, tmp_path, kind, change, found):
    whole, _part = a_record(body, decision, tmp_path)
    forged = Forgery(whole)
    entry = forged.first(kind, member="DE" if kind == "commitment_withdrawn" else "FR")
    entry["body"] |= change
    report = verified(forged.resigned().write(tmp_path / "forged.jsonl"))
    assert (found, entry["index"]) in {(each["kind"], each["entry"]) for each in report.findings}


def test_the_offline_verifier_refuses_a_pledge_towards_nothing(body, decision, tmp_path):
    whole, _part = a_record(body, decision, tmp_path)
    forged = Forgery(whole)
    entry = forged.first("commitment_made", member="FR")
    entry["subject"] = "division:999999"
    report = verified(forged.resigned().write(tmp_path / "forged.jsonl"))
    assert ("state", entry["index"]) in {(each["kind"], each["entry"]) for each in report.findings}
