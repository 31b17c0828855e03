"""Under which rule and roll a vote is held, and on which terms: circles, inner bodies, emergencies, consultation."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from coalition import clock, four_eyes
from coalition.errors import Conflict, Invalid
from coalition.models.procedure import TieBreak
from coalition.rules import catalogue
from proposals.drafting.proposing import revise
from proposals.ledger.models import Entry
from proposals.voting.annulling import ask_annulment
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.holding import is_second_vote
from proposals.voting.models import Decision, Division
from proposals.voting.opening import ask_to_open
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, after_grace, cast, keep_rule, open_vote

pytestmark = pytest.mark.django_db
E6 = "DE ES FR GB IT PL"
HOUR = timedelta(hours=1)


def decided(division: Division) -> Decision:
    with clock_at(after_grace(division)):
        assert seal(division=division)
        made = decide_division(division=division)
    assert made is not None
    return made


def circles():
    rule = catalogue.rule("e3").to_json()
    body = a_coalition(f"{E6} NL SE", rule=rule, groups={"E3": "DE FR GB", "E6": E6})
    for name in ("e6-with-e3", "coalition-core-e3"):
        keep_rule(body, catalogue.rule(name).to_json())
    return body


def test_each_circle_is_a_vote_of_its_own_that_binds_only_itself():
    body, path = circles(), []
    proposal = a_proposal(body)
    for codes in ("DE FR GB", "DE FR GB IT", "DE FR GB IT ES PL NL"):
        division = open_vote(body, proposal=proposal)
        for code in codes.split():
            cast(division, body, code, "yes")
        path.append((division, decided(division)))
    assert [division.body for division, _made in path] == ["E3", "E6", ""]
    assert [len(division.roll["members"]) for division, _made in path] == [3, 6, 8]
    assert [division.rule["id"] for division, _made in path] == ["e3", "e6-with-e3", "coalition-core-e3"]
    assert [division.after for division, _made in path] == [None, path[0][0], path[1][0]]
    assert path[0][1].outcome["bound"] == ["DE", "FR", "GB"]
    assert set(path[1][1].outcome["bound"]) == {"DE", "FR", "GB", "IT"}


def test_a_circle_opens_when_the_one_before_is_settled_and_again_where_that_was_annulled():
    body = circles()
    proposal = a_proposal(body)
    first = open_vote(body, proposal=proposal)
    asked = ask_annulment(division=first, note="A wrong roll.", by=body.secretariat[0])
    four_eyes.confirm(pending=asked, by=body.secretariat[1])
    again = open_vote(body, proposal=proposal)
    assert (again.body, again.after) == ("E3", first)
    with clock_at(after_grace(again)):
        seal(division=again)
        with pytest.raises(Conflict) as refused:
            open_vote(body, proposal=proposal)
    assert refused.value.code == "circle_not_settled"


def test_a_circle_needs_the_rule_that_the_path_names():
    body = a_coalition(E6, rule=catalogue.rule("e3").to_json(), groups={"E3": "DE FR GB", "E6": E6})
    proposal = a_proposal(body)
    decided(open_vote(body, proposal=proposal))
    with pytest.raises(Invalid) as refused:
        open_vote(body, proposal=proposal)
    assert refused.value.code == "rule_not_kept"


def test_an_inner_body_is_the_whole_roll_of_its_votes():
    body = a_coalition("BE FR TR", groups={"committee": "BE TR"}, body="committee")
    division = open_vote(body)
    assert (division.body, division.roll["members"]) == ("committee", ["BE", "TR"])
    with pytest.raises(Invalid) as refused:
        cast(division, body, "FR", "no")
    assert refused.value.code == "not_on_roll"


def test_an_inner_body_without_members_opens_nothing():
    body = a_coalition(body="committee")
    with pytest.raises(Invalid) as refused:
        open_vote(body)
    assert refused.value.code == "no_such_group"


def test_in_an_emergency_the_notice_is_shorter_with_a_reason_on_record():
    body = a_coalition(notice=6 * HOUR, emergency_notice=HOUR)
    proposal = a_proposal(body)
    with pytest.raises(Invalid) as refused:
        open_vote(body, proposal=proposal)
    assert refused.value.code == "notice_too_short"
    with pytest.raises(Invalid) as refused:
        open_vote(body, proposal=proposal, seconds=600, emergency="The front moves.")
    assert refused.value.code == "notice_too_short"
    division = open_vote(body, proposal=proposal, seconds=3700, emergency=" The front moves. ")
    assert division.emergency == "The front moves."
    said = json.loads(Entry.objects.get(kind="division_opened").content)["body"]
    assert len(said["emergency_hash"]) == 64
    assert "front" not in json.dumps(said)


def test_no_emergency_where_the_rules_know_none():
    body = a_coalition(notice=6 * HOUR)
    with pytest.raises(Invalid) as refused:
        open_vote(body, emergency="The front moves.")
    assert (refused.value.code, refused.value.field) == ("no_emergency", "emergency")


def test_an_emergency_of_two_people():
    body = a_coalition(notice=6 * HOUR, emergency_notice=HOUR, four_eyes_opening=True)
    closes_at = clock.now() + 2 * HOUR
    asked = ask_to_open(
        proposal=a_proposal(body), closes_at=closes_at, by=body.secretariat[0], emergency="The front moves."
    )
    division = four_eyes.confirm(pending=asked, by=body.secretariat[1]).result
    assert division.emergency == "The front moves."
    assert "front" not in "".join(Entry.objects.values_list("content", flat=True))


def test_an_emergency_notice_is_shorter_than_the_ordinary_one():
    with pytest.raises(Invalid) as refused:
        a_coalition(notice=HOUR, emergency_notice=HOUR)
    assert refused.value.code == "emergency_not_shorter"


def test_the_others_are_consulted_for_as_long_as_the_rule_says():
    body = a_coalition("DE FR GB PL SE", rule=catalogue.rule("defence-core-of-four").to_json())
    proposal = a_proposal(body)
    with pytest.raises(Invalid) as refused:
        open_vote(body, proposal=proposal, seconds=47 * 3600)
    assert refused.value.code == "notice_too_short"
    assert open_vote(body, proposal=proposal, seconds=49 * 3600).pk


def test_a_tie_is_voted_on_a_second_time_and_a_second_tie_is_a_rejection():
    body = a_coalition("DE FR GB IT", tie_break=TieBreak.SECOND_VOTE)
    proposal, made = a_proposal(body), []
    for second in (False, True):
        division = open_vote(body, proposal=proposal)
        assert is_second_vote(division) is second
        for code, position in zip(body.members, ("yes", "yes", "no", "no"), strict=True):
            cast(division, body, code, position)
        made.append(decided(division))
    assert [(each.result, each.outcome["tie"]) for each in made] == [
        ("rejected", "second_vote"),
        ("rejected", "rejected"),
    ]
    assert not is_second_vote(open_vote(body, proposal=proposal))


def test_a_vote_on_a_changed_text_is_no_second_vote():
    body = a_coalition("DE FR", tie_break=TieBreak.SECOND_VOTE)
    proposal = a_proposal(body)
    first = open_vote(body, proposal=proposal)
    cast(first, body, "DE", "yes")
    cast(first, body, "FR", "no")
    decided(first)
    revise(proposal=proposal, text="Another text.", by=body.secretariat[0])
    again = open_vote(body, proposal=proposal)
    assert not is_second_vote(again)
    assert again.rule["tie"] == "second_vote"
