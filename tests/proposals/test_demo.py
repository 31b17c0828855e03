"""The demo: the real coalition as an exercise, loaded once, and never beside anything real."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from coalition import clock
from coalition.models import Coalition, DemoMarker, Person
from coalition.models.delegations import Rank, Role
from coalition.procedure import AMENDING
from coalition.rolls import roll_at
from proposals.adherence.standing import behind
from proposals.amendments.ordering import in_order
from proposals.demo import commitments
from proposals.demo.loading import load_demo
from proposals.demo.people import ZONES
from proposals.drafting.models import Draft
from proposals.voting.models import Division
from proposals.voting.opening import open_division
from proposals.voting.states import State, state_of
from proposals.voting.tallies import tally_of
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace

pytestmark = pytest.mark.django_db


def test_it_is_the_coalition_of_35_with_its_groups_and_weights():
    coalition = load_demo()
    roll = roll_at(coalition, clock.now())
    assert len(roll.members) == 35 == len(ZONES)
    assert roll.groups["E3"] == {"DE", "FR", "GB"}
    assert roll.groups["E6"] == {"DE", "ES", "FR", "GB", "IT", "PL"}
    assert {code: len(members) for code, members in roll.groups.items()} == {
        "E3": 3,
        "E5": 5,
        "E6": 6,
        "JEF": 10,
        "NB8": 8,
    }
    assert set(roll.weights) == {"gdp", "population"}
    assert coalition.exercise


def test_everybody_is_named_by_function():
    coalition = load_demo()
    assert Person.objects.count() == 35 * 3 + 2 + 2 + 1
    assert Person.objects.get(email="fi.alternate@demo.invalid").name == "Finland, alternate"
    ranks = [place.rank for member in coalition.members.all() for place in member.delegates.all()]
    assert {rank: ranks.count(rank) for rank in Rank.values} == {"head": 35, "alternate": 35, "adviser": 35}
    roles = [office.role for office in coalition.offices.all()]
    assert {role: roles.count(role) for role in Role.values} == {"secretariat": 2, "chair": 2, "observer": 1}
    assert not any(person.has_usable_password() for person in Person.objects.all())


def test_every_member_has_accepted_the_rules_of_procedure():
    coalition = load_demo()
    assert coalition.rules_of_procedure.get().acceptances.count() == 35


def test_one_vote_is_open_for_hours_one_about_to_close_one_decided_and_a_silence_runs():
    coalition = load_demo()
    decided, readiness, interceptors, statement, silence = Division.objects.order_by("pk")
    now = clock.now()
    assert state_of(readiness, now) == state_of(interceptors, now) == State.OPEN
    assert (readiness.closes_at - now).total_seconds() > 4 * 3600
    assert 0 < (interceptors.closes_at - now).total_seconds() <= 600
    assert not tally_of(readiness).adopted
    assert (len(behind(statement).members), behind(statement).aligned) == (17, ("MK", "MT"))
    assert (silence.procedure, state_of(silence, now), silence.broken_at) == ("silence", State.OPEN, None)
    with clock_at(after_grace(decided)):
        call_command("tick")
        for _again in range(2):
            commitments.make(coalition)
    decision = Division.objects.get(pk=decided.pk).decision
    assert decision.result == "adopted"
    pledged = decision.commitments.values_list("member__code", "state")
    assert list(pledged) == [("DK", "standing"), ("PL", "standing"), ("NO", "standing")]


def test_texts_are_on_their_way_with_amendments_an_annex_and_a_change_of_the_rules():
    coalition = load_demo()
    clearance = coalition.proposals.get(title__startswith="Mine clearance")
    assert [(each.member.code, each.change) for each in in_order(clearance)] == [
        ("LT", "delete"),
        ("CA", "insert"),
        ("DK", "replace"),
    ]
    assert clearance.documents.get().symbol == f"{clearance.symbol} ADD 1"
    change = coalition.proposals.get(subject=AMENDING)
    division = open_division(
        proposal=change, closes_at=clock.now() + timedelta(hours=25), by=Person.objects.get(pk=change.created_by_id)
    )
    assert state_of(division, clock.now()) == State.OPEN
    assert [share.member.code for share in Draft.objects.get().shares.filter(joined_at__isnull=False)] == ["LT"]


def test_loading_it_again_changes_nothing_while_votes_are_open():
    load_demo()
    before = Division.objects.count()
    load_demo()
    assert Division.objects.count() == before


def test_the_next_day_its_votes_are_open_again():
    load_demo()
    before = Division.objects.count()
    last = Division.objects.order_by("-closes_at")[0]
    with clock_at(after_grace(last)):
        call_command("tick")
        load_demo()
        assert Division.objects.filter(closes_at__gt=clock.now()).count() == 4
    assert Division.objects.count() == before + 4


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_loading_is_done_anew():
    load_demo()
    DemoMarker.objects.update(loaded_at=None)
    load_demo()
    assert Coalition.objects.count() == 1


def test_it_is_never_loaded_beside_anything_real():
    a_coalition()
    with pytest.raises(CommandError) as refused:
        call_command("demo")
    assert refused.value.returncode == 2
    assert not DemoMarker.objects.exists()
