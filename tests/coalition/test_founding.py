"""Founding: rules are kept whole or not at all, and are never edited."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock, founding
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import Rule, RulesOfProcedure
from coalition.models.procedure import Procedure, TieBreak, Visibility
from coalition.procedure import rules_in_force, subject_rules
from tests.factories import SIMPLE, a_coalition, a_person, keep_rule, put_in_force

pytestmark = pytest.mark.django_db


YES = {"in": ["yes"], "at_least": 1}


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"id": "r", "adopt": {"in": ["maybe"], "at_least": 1}}, "document.adopt.in[0]"),
        ({"id": "r", "adopt": {"in": ["yes"], "at_least": 2**60}}, "document"),
        ({"id": "r"}, "document.adopt"),
        ([], "document"),
        ({"id": "two words", "adopt": YES}, "document.id"),
        ({"id": "r" * 81, "adopt": YES}, "document.id"),
        ({"id": "r", "version": "1" * 21, "adopt": YES}, "document.version"),
        ({"id": "r", "version": "1/2", "adopt": YES}, "document.version"),
    ],
    ids=[
        "unknown position",
        "too large a number",
        "nothing to hold",
        "no object",
        "spaces",
        "long",
        "version",
        "slash",
    ],
)
def test_a_bad_rule_is_refused_and_not_kept(document, field):
    body = a_coalition()
    before = Rule.objects.count()
    with pytest.raises(Invalid) as refused:
        keep_rule(body, document)
    assert refused.value.field == field
    assert Rule.objects.count() == before


def test_a_version_is_kept_once():
    body = a_coalition()
    with pytest.raises(Conflict):
        keep_rule(body, SIMPLE)
    assert keep_rule(body, {**SIMPLE, "version": "2"}).version == "2"


def test_the_secretariat_keeps_rules():
    body = a_coalition()
    document = {"id": "ours", "adopt": YES}
    for person in (body.heads["FR"], body.chair, body.observer, a_coalition().secretariat[0]):
        with pytest.raises(NotAllowed):
            founding.adopt_rule(coalition=body.coalition, document=document, by=person)
    kept = founding.adopt_rule(coalition=body.coalition, document=document, by=body.secretariat[0])
    assert (kept.identifier, kept.version, kept.document) == ("ours", "1", document)
    with pytest.raises(Conflict):
        founding.adopt_rule(coalition=body.coalition, document=document, by=body.secretariat[1])


def test_a_short_name_is_taken_once():
    body = a_coalition()
    with pytest.raises(Conflict):
        founding.found_coalition(slug=body.coalition.slug, name_en="Other", name_fr="Autre", by=a_person())


def test_the_next_version_of_the_rules_of_procedure_is_in_force_and_the_old_one_can_be_read():
    body = a_coalition()
    first = body.rules.in_force_from
    kept = body.rules.subjects.get().rule
    subject = founding.Subject("budget", "Budget", "Budget", kept, Procedure.WRITTEN, Visibility.ON_CLOSING)
    second = put_in_force(body, subject)
    assert rules_in_force(body.coalition, first) == body.rules
    assert rules_in_force(body.coalition, second.in_force_from) == second
    with pytest.raises(Invalid):
        subject_rules(body.coalition, "readiness", second.in_force_from)


def test_versions_are_numbered_on_from_one_that_is_not_in_force_yet():
    body = a_coalition()
    kept = body.rules.subjects.get().rule
    subject = founding.Subject("budget", "Budget", "Budget", kept, Procedure.WRITTEN, Visibility.OPEN)
    for at in (clock.now() + timedelta(days=30), None):
        put_in_force(body, subject, at=at)
    assert [rules.version for rules in body.coalition.rules_of_procedure.all()] == [1, 2, 3]


def test_a_quorum_that_is_no_condition_leaves_the_rules_as_they_were():
    body = a_coalition()
    kept = body.rules.subjects.get().rule
    subject = founding.Subject(
        "budget", "Budget", "Budget", kept, Procedure.WRITTEN, Visibility.OPEN, quorum={"in": ["yes"]}
    )
    with pytest.raises(Invalid, match="quorum"):
        put_in_force(body, subject)
    assert RulesOfProcedure.objects.filter(coalition=body.coalition).count() == 1


def test_a_casting_vote_needs_a_rule_that_can_tie():
    body = a_coalition(rule={"id": "all", "adopt": {"in": ["no"], "at_most": 0}})
    kept = body.rules.subjects.get().rule
    subject = founding.Subject(
        "budget", "Budget", "Budget", kept, Procedure.WRITTEN, Visibility.OPEN, tie_break=TieBreak.CHAIR
    )
    with pytest.raises(Invalid, match="tie"):
        put_in_force(body, subject)


def test_a_subject_is_never_decided_by_a_rule_that_may_not_be_used_for_it():
    excluded = {**SIMPLE, "id": "not-military", "admissible": {"not_subjects": ["military", "defence"]}}
    with pytest.raises(Invalid) as refused:
        a_coalition(rule=excluded, implications=("defence",))
    assert (refused.value.code, refused.value.field) == ("not_admissible", "subjects")
    assert "defence" in str(refused.value)
    entry = subject_rules(a_coalition(implications=("defence",)).coalition, "readiness", clock.now())
    assert entry.implications == ["defence"]
