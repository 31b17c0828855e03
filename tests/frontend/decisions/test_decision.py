"""A decision: outcome, reasons, who is bound, roll call, how it came about, and the proof."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock
from coalition.errors import Conflict
from coalition.models.procedure import Opener, Procedure
from frontend.decisions.reads import history
from frontend.words.members import Roster
from proposals.ledger.guarding import lifted
from proposals.ledger.models import Entry
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.ledger_sight import entries_for
from proposals.voting.models import Ballot, Decision
from proposals.voting.opening import open_division
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, after_grace, cast, open_vote

pytestmark = pytest.mark.django_db
BINDING = {
    "id": "core",
    "adopt": {"in": ["yes"], "at_least": "50%", "of": "roll"},
    "effect": {"binds": "all_but_declared"},
}


def decided(body, votes, **options):
    division = open_vote(body, **options)
    for code, position in votes:
        cast(division, body, code, position)
    with clock_at(after_grace(division)):
        seal(division=division)
        return decide_division(division=division)


def page_of(client, person, decision):
    client.force_login(person)
    answer = client.get(f"/{decision.coalition.slug}/decisions/{decision.symbol}/")
    return answer.status_code, answer.content.decode()


def test_it_tells_everything(client):
    body = a_coalition("DE FR GB IT", rule=BINDING)
    decision = decided(body, [("FR", "no"), ("FR", "yes"), ("DE", "yes"), ("GB", "declared"), ("IT", "no")])
    status, page = page_of(client, body.heads["FR"], decision)
    assert status == 200
    assert "Adopted by vote 2-1" in page
    assert "2 of 4, need 2" in page
    assert '<span class="big">3</span> of 4 members' in page
    assert "Same outcome on recount" in page
    assert "5 of 5 votes cast stand in the ledger" in page
    assert decision.text_hash in page
    assert "Changed from no to yes" in page
    assert "Vote opened; roll, rule and text frozen" in page


def test_a_recount_that_differs_is_said(client):
    body = a_coalition(rule=BINDING)
    decision = decided(body, [("FR", "yes"), ("DE", "yes")])
    with lifted():
        Decision.objects.filter(pk=decision.pk).update(ballots={"FR": "no", "DE": "no"})
    assert "The recount differs from the record" in page_of(client, body.heads["FR"], decision)[1]


@pytest.mark.parametrize("forged", ["ballot", "entry", "decision"])
def test_a_row_that_was_changed_is_said(client, forged):
    body = a_coalition(rule=BINDING)
    decision = decided(body, [("FR", "yes"), ("DE", "yes"), ("GB", "no")])
    ballot = Ballot.objects.get(member=body.members["GB"])
    entry = Entry.objects.get(coalition=body.coalition, index=ballot.entry_index)
    with lifted():
        if forged == "ballot":
            Ballot.objects.filter(pk=ballot.pk).update(position="yes")
        elif forged == "entry":
            content = entry.content.replace('"no"', '"yes"')
            Entry.objects.filter(coalition=body.coalition, index=entry.index).update(content=content)
        else:  # the positions and, to match them, the outcome
            other = decided(body, [("FR", "yes"), ("DE", "yes"), ("GB", "yes")])
            Decision.objects.filter(pk=decision.pk).update(ballots=other.ballots, outcome=other.outcome)
    page = page_of(client, body.heads["FR"], decision)[1]
    assert ("2 of 3 votes cast stand in the ledger" in page) == (forged != "decision")
    assert ("The recount differs from the record" in page) == (forged != "entry")


@pytest.mark.parametrize(("by_chair", "office"), [(False, "Secretariat"), (True, "Chair")])
def test_who_opened_the_vote_is_told_by_office(client, by_chair, office):
    body = a_coalition(rule=BINDING, opener=Opener.EITHER)
    opener = body.chair if by_chair else body.secretariat[0]
    division = open_division(proposal=a_proposal(body), closes_at=clock.now() + timedelta(hours=1), by=opener)
    with clock_at(after_grace(division)):
        seal(division=division)
        decision = decide_division(division=division)
    opened = [event.by for event in history(decision, Roster([])) if event.what.startswith("Vote opened")]
    assert opened == [office]


def test_an_indicative_vote_binds_nobody(client):
    body = a_coalition(rule=BINDING, procedure=Procedure.INDICATIVE)
    page = page_of(client, body.heads["FR"], decided(body, [("FR", "yes"), ("DE", "yes")]))[1]
    assert '<span class="big">Nobody</span>' in page


def test_observers_read_the_counted_roll_call_and_not_what_was_changed_or_refused(client):
    body = a_coalition("DE FR GB IT", rule=BINDING)
    division = open_vote(body, proposal=a_proposal(body, released_to_observers=True))
    for code, position in (("FR", "no"), ("FR", "yes"), ("DE", "yes")):
        cast(division, body, code, position)
    with clock_at(after_grace(division)):
        with pytest.raises(Conflict):
            cast(division, body, "GB", "yes")
        seal(division=division)
        decision = decide_division(division=division)
    seen = {person: page_of(client, person, decision)[1] for person in (body.heads["DE"], body.observer)}
    for words in ("Changed from no to yes", "Vote refused: too late", "3 of 3 votes cast stand in the ledger"):
        assert [words in page for page in seen.values()] == [True, False]
    assert all("Adopted by vote 2-0" in page for page in seen.values())
    kinds = set(entries_for(body.observer, body.coalition, clock.now()).values_list("kind", flat=True))
    assert "decision_recorded" in kinds
    assert not kinds & {"ballot_cast", "ballot_refused"}


def test_it_is_read_within_its_scope(client):
    body = a_coalition(rule=BINDING)
    closed = decided(body, [("FR", "yes")])
    released = decided(body, [("FR", "yes")], proposal=a_proposal(body, released_to_observers=True))
    assert page_of(client, body.observer, closed)[0] == 404
    assert page_of(client, body.observer, released)[0] == 200
    assert page_of(client, a_coalition().heads["FR"], released)[0] == 404


def test_the_register_lists_it(client):
    body = a_coalition(rule=BINDING)
    decided(body, [("FR", "yes"), ("DE", "yes")])
    client.force_login(body.heads["FR"])
    page = client.get(f"/{body.coalition.slug}/decisions/").content.decode()
    assert "Adopted by vote 2-0" in page
    assert "Nothing is decided yet" not in page
