"""A neighbour's hidden vote: not guessed from a proof, and nothing about it is served before closing."""

from __future__ import annotations

import json
import re

import pytest

from coalition.models.procedure import Visibility
from proposals.ledger.canonical import canonical, leaf_hash
from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.models import Entry
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote
from tests.proposals.api.callers import Caller

pytestmark = pytest.mark.django_db
POSITIONS = ("yes", "no", "abstain")


@pytest.fixture
def body():
    return a_coalition(visibility=Visibility.ON_CLOSING)


def test_a_leaf_is_not_guessed_from_all_else_that_is_known(body):
    """Who knows the whole entry but the position still lacks 16 random bytes."""
    division = open_vote(body)
    index = cast(division, body, "DE", "no").ballot.entry_index
    entry = Entry.objects.get(coalition=body.coalition, index=index)
    said = json.loads(entry.content)
    assert len(bytes.fromhex(said["nonce"])) == 16
    for position in POSITIONS:
        guess = {**said, "body": {**said["body"], "position": position}}
        assert (leaf_hash(canonical(guess)) == entry.leaf) is (position == "no")
        assert leaf_hash(canonical({**guess, "nonce": "0" * 32})) != entry.leaf
    assert len({json.loads(e.content)["nonce"] for e in Entry.objects.all()}) == Entry.objects.count()


def answers(body, division, index: int) -> dict[str, object]:
    """All that the API tells the neighbour, in one."""
    neighbour, slug = Caller(body.heads["FR"]), body.coalition.slug
    checkpoint(coalition_id=body.coalition.pk)
    paths = {
        "division": f"/divisions/{division.pk}/",
        "tally": f"/divisions/{division.pk}/tally/",
        "ballots": f"/divisions/{division.pk}/ballots/",
        "mine": f"/me/ballots/?division={division.pk}",
        "entries": f"/coalitions/{slug}/ledger/entries/?page_size=100",
        "inclusion": f"/coalitions/{slug}/ledger/inclusion/?index={index}",
    }
    return {name: neighbour.get(path) for name, path in paths.items()}


def size(answer, division) -> int:
    """How much is said, whatever the number of the vote: the second may have a digit more."""
    return len(re.sub(rf"\b{division.pk}\b", "#", answer.content.decode()))


def test_whatever_it_was_the_neighbour_is_told_the_same(body):
    """The same two votes but for the position: each answer has the same status, those of the vote the same size."""
    told = []
    for position in ("yes", "abstain"):
        division = open_vote(body)
        index = cast(division, body, "DE", position).ballot.entry_index
        answered = answers(body, division, index)
        told.append({name: (answer.status_code, size(answer, division)) for name, answer in answered.items()})
        seen = answered["ballots"].json()["results"]
        assert seen == [{"member": "DE", "position": None, "own": False, "holder": None, "signed_note": None}]
        hidden = Entry.objects.get(coalition=body.coalition, index=index)
        for answer in answered.values():
            text = answer.content.decode()
            assert hidden.leaf not in text
            assert json.loads(hidden.content)["nonce"] not in text
    one, other = told
    assert {name: status for name, (status, _size) in one.items()} == {name: s for name, (s, _size) in other.items()}
    for name in ("tally", "ballots", "mine"):  # how many entries there are grows meanwhile
        assert one[name] == other[name]


def test_after_the_decision_everybody_may_check_it(body):
    from proposals.tasks import tick

    division = open_vote(body)
    index = cast(division, body, "DE", "no").ballot.entry_index
    with clock_at(after_grace(division)):
        tick()
        entries = answers(body, division, index)["entries"].content.decode()
    assert Entry.objects.get(coalition=body.coalition, index=index).leaf in entries
