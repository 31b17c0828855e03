"""Four eyes: one asks, another confirms, and only then the act is done, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from coalition import clock, four_eyes, recording
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import Office, PendingAct
from coalition.models.pending import Settlement
from coalition.permissions import Act
from proposals.ledger.models import Entry
from proposals.outbox.models import OutboxEvent
from proposals.tasks import tick
from tests.clocks import clock_at
from tests.factories import Body, a_coalition, a_person

pytestmark = pytest.mark.django_db
KIND = "tried"


@pytest.fixture
def done() -> Iterator[list[four_eyes.Asked]]:
    """Register a kind of act for one test; give the list of what it did."""
    performed: list[four_eyes.Asked] = []

    def check(asked: four_eyes.Asked) -> None:
        if asked.arguments.get("bad"):
            raise Invalid("bad", "It is bad.", field="bad")
        if performed:
            raise Conflict("done", "It was done.")

    four_eyes.register(
        four_eyes.Kind(
            KIND,
            Act.CHANGE_ROLL,
            title="A trial",
            sentence=lambda arguments, known: f"It tries {known.the(arguments['member'])}.",
            check=check,
            perform=performed.append,
            recorded=lambda arguments: {"member": arguments["member"]},
        )
    )
    yield performed
    del four_eyes._kinds[KIND]


def ask(body: Body, by=None, **arguments: object) -> PendingAct:
    asked = {"member": "FR", "note": "for no other eyes", **arguments}
    return four_eyes.ask(coalition=body.coalition, kind=KIND, arguments=asked, by=by or body.secretariat[0])


def entries(pending: PendingAct) -> list[tuple[str, dict[str, object]]]:
    rows = Entry.objects.filter(subject=f"act:{pending.pk}").order_by("index")
    return [(entry.kind, json.loads(entry.content)["body"]) for entry in rows]


def test_what_is_asked_is_not_done_until_another_confirms_it(done):
    body = a_coalition()
    first, second = body.secretariat
    pending = ask(body)
    assert done == []
    confirmed = four_eyes.confirm(pending=pending, by=second)
    assert not confirmed.replayed
    (asked,) = done
    assert (asked.asked_by, asked.confirmed_by, asked.number) == (first, second, pending.pk)
    assert asked.by == {"act": pending.pk, "by": [first.pk, second.pk]}
    pending.refresh_from_db()
    assert (pending.settlement, pending.settled_by) == (Settlement.CONFIRMED, second)


def test_nobody_confirms_what_they_asked_for(done):
    body = a_coalition()
    pending = ask(body)
    with pytest.raises(NotAllowed) as refused:
        four_eyes.confirm(pending=pending, by=body.secretariat[0])
    assert refused.value.code == "needs_two_people"
    assert done == []


@pytest.mark.parametrize("who", ["head", "adviser", "chair", "observer", "another coalition's secretariat", "nobody"])
def test_both_must_hold_the_right(done, who):
    body = a_coalition()
    person = {
        "head": body.heads["FR"],
        "adviser": body.advisers["FR"],
        "chair": body.chair,
        "observer": body.observer,
        "another coalition's secretariat": a_coalition().secretariat[0],
        "nobody": a_person(),
    }[who]
    with pytest.raises(NotAllowed):
        ask(body, by=person)
    pending = ask(body)
    for act in (four_eyes.confirm, four_eyes.decline, four_eyes.withdraw):
        with pytest.raises(NotAllowed):
            act(pending=pending, by=person)
    assert not four_eyes.may_settle(pending, person, clock.now())
    assert done == []


def test_who_asked_and_left_the_office_since_has_asked_for_nothing(done):
    body = a_coalition()
    pending = ask(body)
    Office.objects.filter(person=body.secretariat[0]).update(ends_at=clock.now())
    with pytest.raises(Conflict) as refused:
        four_eyes.confirm(pending=pending, by=body.secretariat[1])
    assert refused.value.code == "asker_no_longer_may"


def test_it_is_checked_when_asked_and_again_when_confirmed(done):
    body = a_coalition()
    with pytest.raises(Invalid):
        ask(body, bad=True)
    assert not PendingAct.objects.filter(kind=KIND).exists()
    first, second = ask(body), ask(body)
    four_eyes.confirm(pending=first, by=body.secretariat[1])
    with pytest.raises(Conflict):
        four_eyes.confirm(pending=second, by=body.secretariat[1])
    second.refresh_from_db()
    assert second.settlement == ""
    assert [kind for kind, _body in entries(second)] == ["act_asked"]


def test_confirming_again_changes_nothing(done):
    body = a_coalition()
    pending = ask(body)
    four_eyes.confirm(pending=pending, by=body.secretariat[1])
    assert four_eyes.confirm(pending=pending, by=body.secretariat[1]).replayed
    assert len(done) == 1
    assert [kind for kind, _body in entries(pending)] == ["act_asked", "act_confirmed"]


@pytest.mark.parametrize("how", ["declined", "withdrawn"])
def test_declined_or_withdrawn_it_is_never_done(done, how):
    body = a_coalition()
    first, second = body.secretariat
    pending = ask(body)
    act, by, other = {
        "declined": (four_eyes.decline, second, first),
        "withdrawn": (four_eyes.withdraw, first, second),
    }[how]
    with pytest.raises(NotAllowed):
        act(pending=pending, by=other)
    assert act(pending=pending, by=by).settlement == how
    act(pending=pending, by=by)  # again
    with pytest.raises(Conflict) as refused:
        four_eyes.confirm(pending=pending, by=second)
    assert refused.value.code == "settled"
    assert done == []
    assert [kind for kind, _body in entries(pending)] == ["act_asked", f"act_{how}"]


def test_it_lapses_at_its_hour_and_the_tick_says_so_once(done):
    body = a_coalition()
    pending = ask(body)
    with clock_at(pending.expires_at - timedelta(microseconds=1)):
        tick()
        assert [kind for kind, _body in entries(pending)] == ["act_asked"]
    with clock_at(pending.expires_at):
        with pytest.raises(Conflict) as refused:
            four_eyes.confirm(pending=pending, by=body.secretariat[1])
        assert refused.value.code == "expired"
        tick()
        tick()
    assert [kind for kind, _body in entries(pending)] == ["act_asked", "act_expired"]
    assert done == []


def test_each_step_is_an_entry_without_personal_data_and_an_outbox_row(done):
    body = a_coalition()
    first, second = body.secretariat
    pending = ask(body)
    four_eyes.confirm(pending=pending, by=second)
    assert entries(pending) == [
        (
            "act_asked",
            {
                "act": pending.pk,
                "what": KIND,
                "by": first.pk,
                "asked": {"member": "FR"},
                "expires_at": recording.written(pending.expires_at),
            },
        ),
        ("act_confirmed", {"act": pending.pk, "what": KIND, "asked_by": first.pk, "by": second.pk}),
    ]
    told = OutboxEvent.objects.filter(subject=f"act:{pending.pk}").order_by("id")
    assert [event.kind for event in told] == ["act_asked", "act_confirmed"]


def test_an_act_that_fails_leaves_no_trace_of_its_confirmation(done):
    body = a_coalition()
    pending = ask(body)

    class Broken(Exception):
        pass

    def fail(asked: four_eyes.Asked) -> None:
        raise Broken

    kind = four_eyes.kind_named(KIND)
    four_eyes._kinds[KIND] = four_eyes.replace(kind, perform=fail)
    with pytest.raises(Broken):
        four_eyes.confirm(pending=pending, by=body.secretariat[1])
    pending.refresh_from_db()
    assert pending.settlement == ""
    assert [kind for kind, _body in entries(pending)] == ["act_asked"]


def test_an_unbound_ledger_stops_every_act(done, monkeypatch):
    body = a_coalition()
    monkeypatch.setattr(recording, "_bound", [])
    with pytest.raises(recording.NotBound):
        ask(body)
    assert not PendingAct.objects.filter(kind=KIND).exists()
