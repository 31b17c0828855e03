"""Checkpoints while others sign and cast: one for each state, sizes that only grow, every receipt proven."""

from __future__ import annotations

import pytest

from proposals.ledger.checkpointing import checkpoint
from proposals.ledger.models import Checkpoint, Entry, LedgerHead
from proposals.ledger.proofs import consistency_proof, inclusion_proof
from proposals.ledger.roots import root_of
from proposals.ledger.trees import is_consistent, root_of_inclusion
from tests.factories import a_coalition, cast, open_vote
from tests.faults.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_ten_ticks_at_once_write_one_checkpoint():
    body = a_coalition()
    open_vote(body)
    results = at_once([lambda: checkpoint(coalition_id=body.coalition.pk)] * 10)
    assert sum(signed is not None for signed in results) == 1
    assert Checkpoint.objects.count() == 1


def test_checkpoints_in_the_midst_of_casting_are_consistent_and_prove_every_ballot():
    codes = " ".join(f"M{n:02}" for n in range(16))
    body = a_coalition(codes)
    division, pk = open_vote(body), body.coalition.pk
    casts = [lambda code=code: cast(division, body, code, "yes") for code in body.members]
    results = at_once([*casts, *[lambda: checkpoint(coalition_id=pk)] * 8])
    assert not [each for each in results if isinstance(each, Exception)]
    checkpoint(coalition_id=pk)
    leaves = list(Entry.objects.filter(coalition_id=pk).order_by("index").values_list("leaf", flat=True))
    signed = list(Checkpoint.objects.filter(coalition_id=pk).order_by("size"))
    assert signed[-1].size == len(leaves) == LedgerHead.objects.get(coalition_id=pk).next_index
    for state in signed:
        assert state.root == root_of(leaves[: state.size])
        path = consistency_proof(coalition_id=pk, first=state.size, second=signed[-1].size)
        assert is_consistent(state.size, state.root, signed[-1].size, signed[-1].root, path)
    for result in results[: len(casts)]:
        index = result.ballot.entry_index
        path = inclusion_proof(coalition_id=pk, index=index, size=signed[-1].size)
        assert root_of_inclusion(leaves[index], index, signed[-1].size, path) == signed[-1].root
