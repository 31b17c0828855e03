"""Extending and annulling meet casting, sealing and deciding: one order, one tally, whatever it is."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from coalition import clock, four_eyes
from coalition.errors import ActRefused, Conflict
from proposals.ledger.models import Entry
from proposals.voting.annulling import ask_annulment
from proposals.voting.closing import GRACE, seal
from proposals.voting.deciding import decide_division
from proposals.voting.extending import Reason, ask_extension
from proposals.voting.models import Ballot, Decision, Division
from proposals.voting.recounting import agrees
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote
from tests.faults.test_races import CODES, assert_ledger_is_whole, at_once, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("lead", [-400, -15, 40], ids=["before", "around", "after"])
def test_50_casts_against_an_extension_at_the_closing_give_one_tally(lead):
    """It is confirmed at the closing, and sealing is tried all along: who was late stays late, nobody else is."""
    body = a_coalition(CODES)
    division = open_vote(body, seconds=2.5)
    closes_at, moved = division.closes_at, division.closes_at + timedelta(seconds=2)
    pending = ask_extension(
        division=division, closes_at=moved, reason=Reason.OUTAGE, note="The register was down.", by=body.secretariat[0]
    )
    members = [*body.members, *list(body.members)[:15]]

    def cast_around_closing(n: int) -> object:
        wait_until(closes_at + timedelta(milliseconds=4 * (n - 25)))
        return cast(division, body, members[n], "yes")

    def confirm() -> object:
        wait_until(closes_at + timedelta(milliseconds=lead))
        return four_eyes.confirm(pending=pending, by=body.chair)

    def keep_sealing() -> bool:
        while clock.now() < moved + 4 * GRACE:
            if seal(division=division):
                return True
            time.sleep(0.05)
        raise AssertionError("nobody sealed")

    *casts, confirmed, sealed = at_once(
        [lambda n=n: cast_around_closing(n) for n in range(50)] + [confirm, keep_sealing]
    )
    now = Division.objects.get(pk=division.pk)
    assert sealed and now.sealed_at >= now.closes_at + GRACE
    accepted = [cast.ballot for cast in casts if not isinstance(cast, ActRefused)]
    refused = [cast for cast in casts if isinstance(cast, ActRefused)]
    if isinstance(confirmed, ActRefused):
        assert confirmed.code == "closed" and now.closes_at == closes_at and refused
    else:
        assert now.closes_at == moved and not refused
    assert all(ballot.received_at < now.closes_at for ballot in accepted)
    assert {each.code for each in refused} <= {"closed"}
    assert Ballot.objects.count() == len(accepted)
    decision = decide_division(division=division)
    assert set(decision.ballots) == {ballot.member.code for ballot in accepted}
    assert agrees(decision)
    assert Entry.objects.filter(kind="division_sealed").count() == 1
    assert_ledger_is_whole(body.coalition)


@pytest.mark.parametrize("moment", ["open", "sealed"])
def test_an_annulment_against_casts_sealings_and_decidings_is_one_or_the_other(moment):
    body = a_coalition(CODES)
    division = open_vote(body)
    cast(division, body, "M00", "yes")
    pending = ask_annulment(division=division, note="Opened on the wrong text.", by=body.secretariat[0])
    instant = division.closes_at - timedelta(seconds=1) if moment == "open" else after_grace(division)
    with clock_at(instant):
        if moment == "sealed":
            assert seal(division=division)
        annulled, *others = at_once(
            [lambda: four_eyes.confirm(pending=pending, by=body.chair)]
            + [lambda: decide_division(division=division)] * 3
            + [lambda: seal(division=division)] * 3
            + [lambda code=code: cast(division, body, code, "yes") for code in list(body.members)[1:9]]
        )
    now = Division.objects.get(pk=division.pk)
    decisions = [each for each in others if isinstance(each, Decision)]
    kinds = list(
        Entry.objects.filter(subject=f"division:{division.pk}").values_list("kind", flat=True).order_by("index")
    )
    if isinstance(annulled, Conflict):
        assert annulled.code == "decided" and now.annulled_at is None and len(decisions) == 1
    else:
        assert now.annulled_at is not None and not decisions and not Decision.objects.exists()
        assert kinds[-1] == "division_annulled" or moment == "sealed"
        assert "ballot_cast" not in kinds[kinds.index("division_annulled") :]
    assert kinds.count("division_annulled") + kinds.count("decision_recorded") == 1
    assert_ledger_is_whole(body.coalition)


def test_an_annulment_against_the_sealing_leaves_no_decision():
    """Raced as the worker does it: sealed, then decided, while a second person confirms."""
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    pending = ask_annulment(division=division, note="Opened on the wrong text.", by=body.secretariat[0])

    def finish() -> object:
        seal(division=division)
        return decide_division(division=division)

    with clock_at(after_grace(division)):
        annulled, *finished = at_once([lambda: four_eyes.confirm(pending=pending, by=body.chair)] + [finish] * 4)
    decided = [each for each in finished if each is not None]
    assert len(decided) == isinstance(annulled, ActRefused)
    assert (Division.objects.get().annulled_at is None) == bool(decided)
    assert_ledger_is_whole(body.coalition)
