"""A proxy given, used, revoked and overruled at once: one vote counts, and none is cast by a proxy that was revoked."""

from __future__ import annotations

import pytest

from coalition.errors import ActRefused
from proposals.voting.models import Ballot, Proxy
from proposals.voting.proxies import revoke_proxy
from proposals.voting.tallies import effective_ballots
from tests.factories import PROXIES, a_coalition, cast, give, open_vote
from tests.faults.test_races import assert_ledger_is_whole, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_round", range(5))
def test_a_revocation_against_casts_by_the_proxy(_round):
    body = a_coalition("DE FR GB IT", rule=PROXIES)
    division = open_vote(body)
    proxy = give(division, body, "DE", "FR")
    acts = [lambda: cast(division, body, "DE", "yes", holder="FR")] * 8
    results = at_once([*acts, lambda: revoke_proxy(proxy=proxy, by=body.heads["DE"])])
    proxy.refresh_from_db()
    used = Ballot.objects.filter(proxy=proxy)
    assert (proxy.revoked_at is None) == used.exists()  # used or revoked, and never both
    assert isinstance(results[-1], ActRefused) == used.exists()
    assert_ledger_is_whole(body.coalition)


def test_principal_and_holder_at_once_are_one_voter():
    body = a_coalition("DE FR GB IT", rule=PROXIES)
    division = open_vote(body)
    give(division, body, "DE", "FR")
    own, by_proxy = lambda: cast(division, body, "DE", "no"), lambda: cast(division, body, "DE", "yes", holder="FR")
    results = at_once([own, by_proxy] * 5)
    assert [r for r in results if isinstance(r, ActRefused)] == []
    assert effective_ballots(division)["DE"].position == "no"
    assert len(effective_ballots(division)) == 1


def test_many_proxies_to_one_holder_at_once_are_as_many_as_the_rule_allows():
    body = a_coalition("DE FR GB IT PL ES", rule=PROXIES)
    division = open_vote(body)
    results = at_once([lambda code=code: give(division, body, code, "FR") for code in ("DE", "GB", "IT", "PL", "ES")])
    assert sum(not isinstance(r, ActRefused) for r in results) == 1
    assert Proxy.objects.count() == 1
    assert_ledger_is_whole(body.coalition)
