"""The register: found by its words on either engine, by who stood where, and by what became of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection

from coalition import clock, four_eyes
from coalition.errors import Conflict, Invalid, NotAllowed
from proposals.ledger.models import Entry
from proposals.register.filtering import Asked, Standing, filtered
from proposals.register.indexing import catch_up
from proposals.register.marking import ask_mark, ask_strike, standing_marks
from proposals.register.models import Mark, SearchText, Stand
from proposals.register.searching import folded, install
from proposals.scope import decisions_for
from proposals.statements.making import Words, make_statement
from proposals.statements.models import StatementKind
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, after_grace, cast, open_vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition("DE FR GB IT", groups={"E3": "DE FR GB", "E2": "DE FR"})


def decided(body, title="Readiness order", text="The force is ready.", after=0, released=False, **votes):
    proposal = a_proposal(body, title=title, text=text, released_to_observers=released)
    division = open_vote(body, proposal=proposal, seconds=60 + after)
    for code, position in (votes or {"DE": "yes", "FR": "yes", "GB": "no"}).items():
        cast(division, body, code, position)
    with clock_at(after_grace(division)):
        seal(division=division)
        return decide_division(division=division)


def found(body, person=None, **asked):
    rows = decisions_for(person or body.heads["FR"], clock.now()).filter(coalition=body.coalition)
    return [decision.division.proposal.title for decision in filtered(rows, Asked(**asked), clock.now())]


def test_words_are_found_without_accents_capitals_or_signs():
    assert folded("Décision P-2026/3 : l’ÉTAT-MAJOR_est prêt") == "decision p 2026 3 l etat major est pret"


def test_decisions_are_found_by_their_words_and_those_of_statements(body):
    one = decided(body, "Défense aérienne", "Les intercepteurs sont livrés.")
    decided(body, "Winter", "Fuel for the force.")
    for words in ("defense", "DÉFENSE aerienne", "intercep livr", one.symbol, "“défense”"):
        assert "Défense aérienne" in found(body, words=words), words
    assert found(body, words="defense fuel") == []
    assert found(body, words="fuel") == ["Winter"]
    for nothing in ("***", '" OR 1=1', "' | x:*", "&", "(", "NEAR(a b)"):
        found(body, words=nothing)
    words = Words(StatementKind.DECLARATION, "Our shipyard waits.")
    make_statement(proposal=one.division.proposal, member=body.members["FR"], words=words, by=body.heads["FR"])
    assert found(body, words="shipyard") == ["Défense aérienne"]


def test_what_is_not_released_or_elsewhere_is_found_by_nobody_else(body):
    decided(body, "Secret bridge", "The bridge.")
    decided(body, "Open bridge", "The bridge.", released=True)
    other = a_coalition("DE FR")
    assert found(body, words="bridge") == ["Open bridge", "Secret bridge"]
    assert found(body, body.observer, words="bridge") == ["Open bridge"]
    assert found(body, other.heads["FR"], words="bridge") == []
    open_vote(body, proposal=a_proposal(body, title="Undecided bridge"))
    assert "Undecided bridge" not in found(body, words="bridge")


def test_members_and_groups_are_found_where_they_stood(body):
    decided(body, "First")
    decided(body, "Second", DE="no", FR="no", GB="no", IT="abstain")
    assert found(body, who="GB", position="no") == ["Second", "First"]
    assert found(body, who="IT", position="absent") == ["First"]
    assert found(body, who="group:E3", position="no") == ["Second"]
    assert found(body, who="group:E3", position="split") == ["First"]
    assert found(body, who="group:E2", position="yes") == ["First"]
    assert found(body, who="group:E9") == []
    assert found(body, result="rejected") == ["Second"]
    assert found(body, rule="simple-majority", year=clock.now().year) == ["Second", "First"]
    assert found(body, rule="other") == []


def test_what_was_decided_before_the_register_is_caught_up_with(body):
    decided(body, "Older")
    SearchText.objects.all().delete()
    Stand.objects.all().delete()
    assert found(body, words="older") == []
    assert catch_up() == 1 and catch_up() == 0
    assert found(body, words="older") == ["Older"]
    assert found(body, who="FR", position="yes") == ["Older"]


def test_the_index_is_made_anew_where_it_is_missing(body):
    decided(body, "Kept")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for drop in ("TRIGGER concert_search_put", "TRIGGER concert_search_take", "TABLE proposals_searchtext_fts"):
                cursor.execute(f"DROP {drop}")
    connection.check_constraints()  # PostgreSQL alters no table that has checks still to come
    install()
    install()
    assert found(body, words="kept") == ["Kept"]


def confirmed(pending, body):
    return four_eyes.confirm(pending=pending, by=body.secretariat[1]).result


def test_two_people_record_what_becomes_of_a_decision(body):
    first, second, third = decided(body, "First"), decided(body, "Second", after=60), decided(body, "Third", after=120)
    by = body.secretariat[0]
    pending = ask_mark(decision=first, mark=Mark.SUPERSEDED, later=second, by=by)
    assert standing_marks(first) == []
    mark = confirmed(pending, body)
    assert [each.later for each in standing_marks(first)] == [second]
    expiry = second.decided_at + timedelta(days=1)
    confirmed(ask_mark(decision=second, mark=Mark.EXPIRES, expires_at=expiry, by=by), body)
    confirmed(ask_mark(decision=second, mark=Mark.AMENDED, later=third, by=by), body)
    entry = Entry.objects.get(kind="decision_marked", subject=f"decision:{first.pk}")
    assert json.loads(entry.content)["body"]["later"] == second.symbol
    assert found(body, standing=Standing.SUPERSEDED) == ["First"]
    assert sorted(found(body, standing=Standing.IN_FORCE)) == ["Second", "Third"]
    with clock_at(expiry):
        assert found(body, standing=Standing.EXPIRED) == ["Second"]
    with pytest.raises(Conflict, match="superseded already"):
        ask_mark(decision=first, mark=Mark.AMENDED, later=third, by=by)
    confirmed(ask_strike(mark=mark, by=by), body)
    assert standing_marks(first) == []
    mark.refresh_from_db()
    assert mark.struck_at is not None


def test_marks_that_make_no_sense_are_refused(body):
    first, second = decided(body, "First"), decided(body, "Second", after=60)
    rejected = decided(body, "Rejected", after=120, DE="no", FR="no")
    by = body.secretariat[0]
    for wrong in (
        {"decision": second, "mark": Mark.SUPERSEDED, "later": first},
        {"decision": first, "mark": Mark.AMENDED},
        {"decision": first, "mark": Mark.SUPERSEDED, "later": rejected},
        {"decision": rejected, "mark": Mark.SUPERSEDED, "later": second},
        {"decision": first, "mark": Mark.EXPIRES},
        {"decision": first, "mark": Mark.EXPIRES, "expires_at": first.decided_at},
    ):
        with pytest.raises(Invalid):
            ask_mark(by=by, **wrong)
    for person in (body.chair, body.heads["FR"], body.observer):
        with pytest.raises(NotAllowed):
            ask_mark(decision=first, mark=Mark.SUPERSEDED, later=second, by=person)
