"""Proxies: for one vote, as many as the rule allows, until used or revoked; the principal's own ballot prevails."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models.procedure import Visibility
from coalition.rules.catalogue import rule
from coalition.rules.reading import read_rule
from proposals.ledger.models import Entry
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.models import Ballot, Division
from proposals.voting.proxies import revoke_proxy
from proposals.voting.recounting import agrees, ballots_in_ledger
from proposals.voting.tallies import effective_ballots
from proposals.voting.visibility import sight_of
from tests.clocks import clock_at
from tests.factories import PROXIES, a_coalition, admit, after_grace, cast, give, open_vote, suspend

pytestmark = pytest.mark.django_db
CODES = "DE FR GB IT"


@pytest.fixture
def body():
    return a_coalition(CODES, rule=PROXIES)


@pytest.fixture
def division(body):
    return open_vote(body)


def said(kind):
    return json.loads(Entry.objects.filter(kind=kind).order_by("-index")[0].content)["body"]


def counted(division):
    return {code: ballot.position for code, ballot in effective_ballots(division).items()}


@pytest.mark.parametrize(
    ("procedures", "limit"),
    [(None, 0), ([], 0), ([{"kind": "silence", "limit": 3}], 0), ([{"kind": "proxy"}], 0)]
    + [([{"kind": "proxy", "limit": value}], max(int(value), 0)) for value in (1, 3, -1)],
)
def test_the_rule_says_how_many(procedures, limit):
    document = {"id": "r", "adopt": {"in": ["yes"], "at_least": 1}}
    assert read_rule(document | ({} if procedures is None else {"procedures": procedures})).proxies == limit


def test_in_the_union_each_member_may_act_for_one_other():
    assert rule("eu-qmv").proxies == 1


def test_giving_and_casting_are_entries_that_name_both_members(body, division):
    proxy = give(division, body, "DE", "FR")
    ballot = cast(division, body, "DE", "yes", holder="FR").ballot
    assert (said("proxy_given")["principal"], said("proxy_given")["holder"]) == ("DE", "FR")
    assert {name: said("ballot_cast")[name] for name in ("member", "holder", "proxy", "position")} == {
        "member": "DE",
        "holder": "FR",
        "proxy": proxy.entry_index,
        "position": "yes",
    }
    assert (ballot.member.code, ballot.proxy, ballot.actor) == ("DE", proxy, body.heads["FR"])
    assert ballot.accreditation.member.code == "FR"
    assert counted(division) == {"DE": "yes"}


def test_a_ballot_of_ones_own_says_nothing_of_proxies(body, division):
    cast(division, body, "DE", "yes")
    assert "holder" not in said("ballot_cast")


@pytest.mark.parametrize("order", ["own first", "proxy first"])
def test_the_principals_own_ballot_prevails_whenever_it_comes(body, division, order):
    give(division, body, "DE", "FR")
    acts = [lambda: cast(division, body, "DE", "no"), lambda: cast(division, body, "DE", "yes", holder="FR")]
    for act in acts if order == "own first" else reversed(acts):
        act()
    assert counted(division) == {"DE": "no"}
    assert Ballot.objects.count() == 2


def test_both_never_count_and_the_decision_names_who_cast(body, division):
    give(division, body, "DE", "FR")
    give(division, body, "IT", "GB")
    cast(division, body, "DE", "yes", holder="FR")
    cast(division, body, "IT", "yes", holder="GB")
    cast(division, body, "IT", "no")
    cast(division, body, "FR", "yes")
    with clock_at(after_grace(division)):
        seal(division=division)
        decision = decide_division(division=division)
    assert decision.ballots == {"DE": "yes", "FR": "yes", "IT": "no"}
    assert decision.by_proxy == {"DE": "FR"}
    assert said("decision_recorded")["by_proxy"] == {"DE": "FR"}
    assert sum(decision.outcome["tally"]["counts"].values()) == 4
    assert agrees(decision)
    assert ballots_in_ledger(decision) == (4, 4)
    decision.by_proxy = {}
    assert not agrees(decision)


def test_without_a_proxy_nobody_votes_for_another(body, division):
    with pytest.raises(NotAllowed) as refused:
        cast(division, body, "DE", "yes", holder="FR")
    assert refused.value.code == "no_proxy"
    assert not Entry.objects.filter(kind="ballot_refused").exists()


def test_speaking_for_a_group_is_no_proxy():
    body = a_coalition(CODES, rule=PROXIES, groups={"E3": "DE FR GB"})
    group = body.coalition.groups.get()
    group.speaker = body.members["FR"]
    group.save()
    with pytest.raises(NotAllowed):
        cast(open_vote(body), body, "DE", "yes", holder="FR")


def test_it_holds_for_one_division(body, division):
    give(division, body, "DE", "FR")
    with pytest.raises(NotAllowed):
        cast(open_vote(body), body, "DE", "yes", holder="FR")


def test_it_is_used_by_an_accredited_delegate_of_the_holder(body, division):
    give(division, body, "DE", "FR")
    for person in (body.advisers["FR"], body.heads["GB"], body.heads["DE"]):
        with pytest.raises(NotAllowed) as refused:
            cast(division, body, "DE", "yes", holder="FR", by=person)
        assert refused.value.code == "not_accredited"
    assert cast(division, body, "DE", "yes", holder="FR", by=body.alternates["FR"]).ballot.position == "yes"


def test_it_cannot_be_passed_on(body, division):
    give(division, body, "DE", "FR")
    give(division, body, "FR", "GB")
    with pytest.raises(NotAllowed):
        cast(division, body, "DE", "yes", holder="GB")


def test_who_gives_is_an_accredited_delegate_of_the_principal(body, division):
    for person in (body.advisers["DE"], body.heads["FR"], body.secretariat[0]):
        with pytest.raises(NotAllowed):
            give(division, body, "DE", "FR", by=person)


def test_a_rule_that_knows_none_allows_none():
    body = a_coalition(CODES)
    with pytest.raises(Conflict) as refused:
        give(open_vote(body), body, "DE", "FR")
    assert refused.value.code == "no_proxies"


def test_as_many_as_the_rule_allows(body, division):
    give(division, body, "DE", "FR")
    with pytest.raises(Conflict) as refused:
        give(division, body, "IT", "FR")
    assert (refused.value.code, refused.value.field) == ("too_many_proxies", "holder")
    with pytest.raises(Conflict) as refused:
        give(division, body, "DE", "GB")
    assert refused.value.code == "proxy_given"


def test_to_oneself_to_a_stranger_or_to_the_suspended_none_is_given(body):
    suspend(body, "IT")
    division = open_vote(body)
    body.members["PL"] = admit(body, "PL")
    for holder, error in (("DE", Invalid), ("PL", Invalid), ("IT", Conflict)):
        with pytest.raises(error):
            give(division, body, "DE", holder)


def test_once_closed_none_is_given_and_none_revoked(body, division):
    proxy = give(division, body, "DE", "FR")
    with clock_at(division.closes_at):
        with pytest.raises(Conflict):
            give(division, body, "IT", "GB")
        with pytest.raises(Conflict):
            revoke_proxy(proxy=proxy, by=body.heads["DE"])


def test_revoked_it_is_no_more_used_on_record_and_another_can_be_given(body, division):
    proxy = give(division, body, "DE", "FR")
    revoke_proxy(proxy=proxy, by=body.alternates["DE"])
    assert said("proxy_revoked")["proxy"] == proxy.entry_index
    with pytest.raises(NotAllowed):
        cast(division, body, "DE", "yes", holder="FR")
    assert said("ballot_refused")["reason"] == "proxy_revoked"
    assert give(division, body, "DE", "GB").holder.code == "GB"
    with pytest.raises(Conflict):
        revoke_proxy(proxy=proxy, by=body.heads["DE"])


def test_used_it_cannot_be_revoked(body, division):
    proxy = give(division, body, "DE", "FR")
    cast(division, body, "DE", "yes", holder="FR")
    with pytest.raises(Conflict) as refused:
        revoke_proxy(proxy=proxy, by=body.heads["DE"])
    assert refused.value.code == "proxy_used"


def test_only_the_principal_revokes(body, division):
    proxy = give(division, body, "DE", "FR")
    for person in (body.heads["FR"], body.advisers["DE"], body.secretariat[0]):
        with pytest.raises(NotAllowed):
            revoke_proxy(proxy=proxy, by=person)


def test_a_proxy_given_after_a_ballot_was_received_is_none_of_its(body, division):
    with clock_at(clock.now() + timedelta(seconds=10)):
        give(division, body, "DE", "FR")
    with pytest.raises(NotAllowed):
        cast(division, body, "DE", "yes", holder="FR")


@pytest.mark.parametrize("visibility", [Visibility.ON_CLOSING, Visibility.CHAIR])
def test_while_positions_are_hidden_a_proxy_is_between_its_two_members(visibility):
    body = a_coalition(CODES, rule=PROXIES, visibility=visibility)
    division = open_vote(body)
    give(division, body, "DE", "FR")
    cast(division, body, "DE", "yes", holder="FR")
    cast(division, body, "DE", "no")
    now = clock.now()
    seen = {code: sight_of(division, body.heads[code], now) for code in CODES.split()}
    assert [len(seen[code].proxies) for code in CODES.split()] == [1, 1, 0, 0]
    assert seen["DE"].own["DE"].position == "no"
    assert seen["FR"].cast_for["DE"].position == "yes"  # not that the principal has voted itself
    assert seen["FR"].own == {}
    for code in ("GB", "IT"):
        assert (seen[code].own, seen[code].cast_for, seen[code].holders) == ({}, {}, None)


def test_an_open_vote_shows_whose_vote_was_cast_by_whom(body, division):
    give(division, body, "DE", "FR")
    cast(division, body, "DE", "yes", holder="FR")
    sight = sight_of(Division.objects.get(pk=division.pk), body.heads["IT"], clock.now())
    assert sight.holders == {"DE": "FR"}
    assert [(proxy.principal.code, proxy.used) for proxy in sight.proxies] == [("DE", True)]
