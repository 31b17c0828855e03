"""Proofs out of the stored tree, a few reads each: that an entry is in a checkpoint, that one grew into another."""

from __future__ import annotations

from proposals.ledger.nodes import range_hashes
from proposals.ledger.trees import consistency_ranges, inclusion_ranges


def inclusion_proof(*, coalition_id: int, index: int, size: int) -> list[str]:
    """Return the hashes, from the leaf up, that lead from entry `index` to the root of the first `size` entries.

    `size` is at most that of the last checkpoint: RFC 9162, section 2.1.3.
    """
    return range_hashes(coalition_id, inclusion_ranges(index, size))


def consistency_proof(*, coalition_id: int, first: int, second: int) -> list[str]:
    """Return the hashes that show the tree of `first` entries to be the beginning of that of `second`: 2.1.4."""
    return range_hashes(coalition_id, consistency_ranges(first, second))
