"""Membership: the roll changes by two people, never backdated, and rows are ended, never deleted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalition import clock, founding, four_eyes, grouping, membership
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import Member, Membership
from coalition.models.procedure import Procedure, Visibility
from coalition.recording import sealed
from coalition.rolls import roll_at
from proposals.ledger.models import Entry
from tests.clocks import clock_at
from tests.factories import (
    SIMPLE,
    a_coalition,
    a_person,
    admit,
    settled,
    suspend,
    weigh,
    withdraw,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def entries(body, kind):
    rows = Entry.objects.filter(coalition=body.coalition, kind=kind).order_by("index")
    return [json.loads(entry.content)["body"] for entry in rows]


def test_a_former_member_is_admitted_again():
    body = a_coalition("DE FR")
    with pytest.raises(Conflict):
        admit(body, "FR")
    withdraw(body, "FR")
    assert admit(body, "FR") == body.members["FR"]
    assert Membership.objects.filter(member=body.members["FR"]).count() == 2


def test_while_it_is_founded_one_person_is_enough_and_afterwards_never():
    first, second = a_person(), a_person()
    coalition = founding.found_coalition(slug="new", name_en="New", name_fr="Neuf", by=first)
    ask = {"coalition": coalition, "name_en": "X", "name_fr": "X"}
    member = membership.admit(**ask, code="FI", by=first).done
    with pytest.raises(NotAllowed):
        membership.admit(**ask, code="SE", by=second)
    rule = founding.adopt_rule(coalition=coalition, document=SIMPLE, by=first)
    subject = founding.Subject("s", "S", "S", rule, Procedure.WRITTEN, Visibility.OPEN)
    put = {"coalition": coalition, "subjects": [subject], "by": first}
    later = clock.now() + DAY
    founding.put_rules_in_force(**put, at=later)
    assert membership.admit(**ask, code="SE", by=first).pending is None  # none is in force yet
    with clock_at(later):
        step = membership.admit(**ask, code="NO", by=first)
        assert founding.put_rules_in_force(**put).pending
        for act in (membership.withdraw, membership.suspend):
            assert act(member=member, by=first).pending
    assert not Member.objects.filter(code="NO").exists()
    with pytest.raises(LookupError):
        assert step.done


def test_each_change_of_the_roll_leaves_what_was_asked_who_confirmed_and_what_was_done():
    body = a_coalition("DE FR", groups={"E2": "DE"})
    first, second = body.secretariat
    group = body.coalition.groups.get()
    member = body.members["FR"]
    acts = {
        "member_suspended": lambda: membership.suspend(member=member, by=first),
        "suspension_ended": lambda: membership.lift_suspension(member=member, by=first),
        "weight_set": lambda: membership.set_weight(member=member, name="gdp", value=2**60, source="Note 7", by=first),
        "group_named": lambda: grouping.name_group(
            coalition=body.coalition, code="NB", name_en="North", name_fr="Nord", by=first
        ),
        "group_place_given": lambda: grouping.put_in_group(group=group, member=member, by=first),
        "speaker_named": lambda: grouping.name_speaker(group=group, member=member, by=first),
        "group_place_ended": lambda: grouping.take_out_of_group(group=group, member=member, by=first),
        "member_withdrawn": lambda: membership.withdraw(member=member, by=first),
    }
    for kind, act in acts.items():
        before = Entry.objects.filter(coalition=body.coalition).count()
        step = act()
        assert step.pending.kind == kind
        settled(body, step)
        added = list(Entry.objects.filter(coalition=body.coalition).order_by("index")[before:])
        assert [entry.kind for entry in added] == ["act_asked", "act_confirmed", kind]
        done = json.loads(added[-1].content)["body"]
        assert done["by"] == [first.pk, second.pk] and done["act"] == step.pending.pk
    assert "Note 7" not in "".join(Entry.objects.values_list("content", flat=True))
    weight = member.weights.get()
    (said,) = entries(body, "weight_set")
    assert said["source_hash"] == sealed("Note 7", weight.source_salt) and said["value"] == str(2**60)
    group.refresh_from_db()
    assert group.speaker is None  # who leaves a group no longer speaks for it


@pytest.mark.parametrize("who", ["head", "chair", "observer", "another coalition's secretariat"])
def test_only_the_secretariat_changes_the_roll(who):
    body = a_coalition()
    by = {
        "head": body.heads["FR"],
        "chair": body.chair,
        "observer": body.observer,
        "another coalition's secretariat": a_coalition().secretariat[0],
    }[who]
    before = Entry.objects.count()
    for act in (membership.withdraw, membership.suspend, membership.lift_suspension):
        with pytest.raises(NotAllowed):
            act(member=body.members["FR"], by=by)
    with pytest.raises(NotAllowed):
        membership.set_weight(member=body.members["FR"], name="gdp", value=1, source="a test", by=by)
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("code", "name", "field"),
    [("fi", "Finland", "code"), ("", "Finland", "code"), ("FI", "", "name_en"), ("FI", "F\u0000", "name_en")],
)
def test_a_member_has_a_code_and_a_name(code, name, field):
    body = a_coalition()
    ask = {"coalition": body.coalition, "code": code, "name_en": name, "name_fr": name, "by": body.secretariat[0]}
    with pytest.raises(Invalid) as refused:
        membership.admit(**ask)
    assert refused.value.field == field


def test_a_weight_is_never_negative():
    body = a_coalition()
    with pytest.raises(Invalid):
        weigh(body, "FR", "capital", -1)


def test_nothing_is_backdated_and_what_passes_while_it_waits_begins_when_it_is_confirmed():
    body = a_coalition()
    now = clock.now()
    with pytest.raises(Invalid) as refused:
        suspend(body, "FR", at=now - DAY)
    assert refused.value.field == "at"
    step = membership.suspend(member=body.members["FR"], by=body.secretariat[0], at=now + DAY)
    confirmed_at = now + 2 * DAY
    with clock_at(confirmed_at):
        settled(body, step)
    assert body.members["FR"].suspensions.get().starts_at == confirmed_at


def test_a_suspension_overlaps_no_other_and_is_lifted():
    body = a_coalition()
    now = clock.now()
    suspend(body, "FR", at=now + DAY, until=now + 3 * DAY)
    for asked in ({}, {"until": now + 2 * DAY}, {"at": now + 2 * DAY}):
        with pytest.raises(Conflict):
            suspend(body, "FR", **asked)
    suspend(body, "FR", until=now + DAY)
    suspend(body, "FR", at=now + 3 * DAY)
    settled(body, membership.lift_suspension(member=body.members["FR"], by=body.secretariat[0]))
    for ahead in range(5):
        assert roll_at(body.coalition, clock.now() + ahead * DAY).suspended == frozenset()
    with pytest.raises(Conflict):
        membership.lift_suspension(member=body.members["FR"], by=body.secretariat[0])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 4), min_size=1, max_size=6))
def test_of_weights_set_in_any_order_one_holds_at_each_instant(days):
    body = a_coalition("FR")
    now = clock.now()
    for value, day in enumerate(days):
        with clock_at(now):
            weigh(body, "FR", "gdp", value, at=now + day * DAY)
    rows = list(body.members["FR"].weights.filter(name="gdp"))
    for instant in [now + each * DAY + timedelta(hours=1) for each in range(6)]:
        held = [row for row in rows if row.starts_at <= instant and (row.ends_at is None or instant < row.ends_at)]
        assert len(held) <= 1
    latest = {day: value for value, day in enumerate(days)}
    for day, value in latest.items():
        assert roll_at(body.coalition, now + day * DAY).weights["gdp"] == {"FR": value}


def test_an_acceptance_is_dated_recorded_by_the_member_or_the_secretariat_and_given_once():
    body = a_coalition(accepted="")
    ask = {"rules_of_procedure": body.rules, "member": body.members["FR"]}
    for person in (body.advisers["FR"], body.heads["DE"], body.chair, body.observer):
        with pytest.raises(NotAllowed):
            membership.accept_rules(**ask, recorded_by=person)
    acceptance = membership.accept_rules(**ask, recorded_by=body.secretariat[0])
    assert acceptance.accepted_at <= clock.now()
    with pytest.raises(Conflict):
        membership.accept_rules(**ask, recorded_by=body.secretariat[1])
    own = {"rules_of_procedure": body.rules, "member": body.members["DE"]}
    membership.accept_rules(**own, recorded_by=body.heads["DE"])
    assert entries(body, "rules_accepted") == [
        {"member": "FR", "version": 1, "by": [body.secretariat[0].pk]},
        {"member": "DE", "version": 1, "by": [body.heads["DE"].pk]},
    ]


def test_what_is_asked_says_itself_in_both_languages():
    from django.utils import translation

    from coalition.known import known_in

    body = a_coalition("DE FR", groups={"E2": "DE"})
    Member.objects.filter(code="FR").update(name_en="France", name_fr="France")
    first = body.secretariat[0]
    step = membership.suspend(member=body.members["FR"], by=first)
    kind, known = four_eyes.kind_named(step.pending.kind), known_in(body.coalition)
    said = kind.sentence(step.pending.arguments, known)
    assert said == "Suspend the vote of France, at once, until the suspension is lifted."
    with translation.override("fr"):
        assert kind.sentence(step.pending.arguments, known).startswith("Suspendre le vote de la France")
