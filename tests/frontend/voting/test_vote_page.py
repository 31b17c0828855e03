"""The page of a vote: what each reader sees of it, and what is offered to whom."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from coalition.models.procedure import Procedure, TieBreak, Visibility
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, accredit, after_grace, cast, open_vote, seat, suspend
from tests.proposals.api.callers import Caller

pytestmark = pytest.mark.django_db
CORE = {
    "id": "core",
    "adopt": {
        "all": [
            {"in": ["yes"], "at_least": "55%", "of": "roll"},
            {"any": [{"in": ["yes"], "at_least": 3}, {"group": "E3", "in": ["no"], "at_most": 0}]},
            {"group": "E3", "in": ["yes"], "at_least": "100%", "of": "roll"},
        ]
    },
    "effect": {"binds": "all_but_declared"},
}


def page_of(client, person, division, path=""):
    client.force_login(person)
    return client.get(f"/{division.coalition.slug}/votes/{division.pk}/{path}")


def text_of(*asked):
    answer = page_of(*asked)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_delegate_is_offered_every_position_and_none_is_chosen(client):
    body = a_coalition(rule=CORE, groups={"E3": "DE FR GB"})
    page = text_of(client, body.heads["FR"], open_vote(body))
    offered = [value for value in ("yes", "no", "abstain", "declared") if f'name="position" value="{value}"' in page]
    assert offered == ["yes", "no", "abstain", "declared"]
    assert "checked" not in page


def test_the_rule_is_said_and_its_tree_is_drawn(client):
    body = a_coalition("DE FR GB IT", rule=CORE, groups={"E3": "DE FR GB"})
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    page = text_of(client, body.heads["FR"], division)
    assert "Adopted if at least 55% of the members (3 of 4) vote yes" in page
    assert "1 of 4, need 3" in page
    assert 'class="tree"' in page
    assert page.count('class="cell') >= 3


def test_an_adviser_reads_and_is_offered_nothing(client):
    body = a_coalition()
    page = text_of(client, body.advisers["FR"], open_vote(body))
    assert 'name="position"' not in page
    assert "not accredited to vote" in page


@pytest.mark.parametrize("who", ["secretariat", "chair"])
def test_an_office_watches(client, who):
    body = a_coalition()
    person = {"secretariat": body.secretariat[0], "chair": body.chair}[who]
    page = text_of(client, person, open_vote(body))
    assert 'name="position"' not in page
    assert "You hold an office of the coalition" in page


def test_an_observer_sees_what_is_released_and_nothing_else(client):
    body = a_coalition()
    division = open_vote(body)
    assert page_of(client, body.observer, division).status_code == 404
    released = open_vote(body, proposal=a_proposal(body, released_to_observers=True))
    assert "released to observers" in text_of(client, body.observer, released)


def test_outside_the_coalition_it_does_not_exist(client):
    body, other = a_coalition(), a_coalition()
    division = open_vote(body)
    for path in ("", "standing/", "confirm/?member=FR&position=yes", "receipt/"):
        assert page_of(client, other.heads["FR"], division, path).status_code == 404
    client.force_login(other.heads["FR"])
    assert client.get(f"/{other.coalition.slug}/votes/{division.pk}/").status_code == 404


def test_hidden_positions_are_hidden_and_replies_are_shown(client):
    body = a_coalition(visibility=Visibility.ON_CLOSING)
    division = open_vote(body)
    cast(division, body, "FR", "no")
    page = text_of(client, body.heads["DE"], division)
    assert "1 of 3 have replied. How they voted is shown once the vote is decided." in page
    assert "mk-no" not in page.split('id="standing"')[1].split('id="vote"')[0]
    assert "need 2" not in page
    assert "Has replied" in page
    own = text_of(client, body.heads["FR"], division)
    assert "<strong>FR: No.</strong>" in own


def test_where_only_the_chair_sees_not_even_replies_are_shown(client):
    body = a_coalition(visibility=Visibility.CHAIR)
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    page = text_of(client, body.heads["DE"], division)
    assert "Has replied" not in page
    assert not re.search(r"\b1 of 3\b", page)  # "Revision 1 of 30 November" says nothing of it
    assert "1 of 1 voting" in text_of(client, body.chair, division) or "Members voting yes" in text_of(
        client, body.chair, division
    )


def test_a_suspended_member_is_said_to_be(client):
    body = a_coalition()
    suspend(body, "FR")
    page = text_of(client, body.heads["FR"], open_vote(body))
    assert 'name="position"' not in page
    assert "The vote of FR is suspended." in page
    assert "Suspended, not counted:" in page


def test_somebody_accredited_for_two_members_chooses(client):
    body = a_coalition()
    seat(body, "DE", body.heads["FR"])
    accredit(body, "DE", body.heads["FR"])
    page = text_of(client, body.heads["FR"], open_vote(body))
    assert page.count('class="card key stack" action=') == 2
    assert 'name="member" value="DE"' in page
    assert 'name="member" value="FR"' in page


def test_an_indicative_vote_says_that_it_binds_nobody(client):
    body = a_coalition(rule=CORE, groups={"E3": "DE FR GB"}, procedure=Procedure.INDICATIVE)
    page = text_of(client, body.heads["FR"], open_vote(body))
    assert "binds nobody" in page
    assert "If adopted, it binds FR." not in page


def test_closed_it_counts_and_decided_it_is_the_decision(client):
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    with clock_at(division.closes_at):
        page = text_of(client, body.heads["FR"], division)
        assert "Closed, counting" in page
        assert 'name="position"' not in page
    with clock_at(after_grace(division)):
        seal(division=division)
        decision = decide_division(division=division)
        answer = page_of(client, body.heads["FR"], division)
    assert (answer.status_code, answer.url) == (302, f"/{body.coalition.slug}/decisions/{decision.symbol}/")


def test_what_changed_comes_alone_and_a_change_of_state_reloads(client):
    body = a_coalition()
    division = open_vote(body)
    part = text_of(client, body.heads["FR"], division, "standing/?state=open")
    assert "<html" not in part
    assert 'id="standing"' in part
    assert 'id="members"' in part
    with clock_at(division.closes_at + timedelta(seconds=1)):
        answer = page_of(client, body.heads["FR"], division, "standing/?state=open")
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_script_in_a_title_a_name_or_a_text_is_inert(client):
    attack = '<script>alert("x")</script>'
    body = a_coalition()
    body.heads["FR"].name = attack
    body.heads["FR"].save()
    division = open_vote(body, proposal=a_proposal(body, title=attack, text=f"{attack}\n\n[x](javascript:alert(1))"))
    page = text_of(client, body.heads["FR"], division)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert 'href="javascript' not in page


def test_the_page_runs_under_the_strict_policy(client):
    body = a_coalition()
    answer = page_of(client, body.heads["FR"], open_vote(body))
    page = answer.content.decode()
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count("<script src=")
    assert " onclick=" not in page


def test_in_a_roll_call_it_says_who_is_called_next(client):
    body = a_coalition("DE FR GB", procedure=Procedure.MEETING)
    division = open_vote(body)
    for voted, called in ((None, "DE"), ("FR", "DE"), ("DE", "GB"), ("GB", "")):
        if voted:
            cast(division, body, voted, "yes")
        page = text_of(client, body.heads["FR"], division, "standing/")
        assert (f"Roll call: {called} is called next." in page) is bool(called), voted
        assert ("is called next" in page) is bool(called)
    written = open_vote(a_coalition())
    assert "is called next" not in text_of(client, written.opened_by, written)


def test_who_is_called_next_is_not_said_where_it_is_hidden_who_has_replied(client):
    body = a_coalition("DE FR", procedure=Procedure.MEETING, visibility=Visibility.CHAIR)
    division = open_vote(body)
    assert "is called next" not in text_of(client, body.heads["FR"], division)
    assert "Roll call: DE is called next." in text_of(client, body.chair, division)


def test_the_second_vote_after_a_tie_is_named(client):
    body = a_coalition("DE FR", tie_break=TieBreak.SECOND_VOTE)
    proposal = a_proposal(body)
    first = open_vote(body, proposal=proposal)
    assert "Second vote" not in text_of(client, body.heads["FR"], first)
    cast(first, body, "DE", "yes")
    cast(first, body, "FR", "no")
    with clock_at(after_grace(first)):
        seal(division=first)
        decide_division(division=first)
    second = open_vote(body, proposal=proposal)
    assert "If they are equal again, the text is rejected." in text_of(client, body.heads["FR"], second)
    assert Caller(body.heads["FR"]).get(f"/divisions/{second.pk}/").json()["second_vote"] is True
