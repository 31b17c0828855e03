"""The root of a whole ledger, computed anew from what its entries say; no stored leaf or node is believed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db import connection

from proposals.ledger.canonical import leaf_hash
from proposals.ledger.trees import Place, cover, growth, range_hash

ENTRIES = 'SELECT coalition_id, content FROM proposals_entry ORDER BY coalition_id, "index"'
Roots = dict[str, dict[str, int | str]]  # by the coalition's number: its size and its root


def roots() -> Roots:
    """Return the size and the Merkle root of every ledger in the database."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(ENTRIES)
        return roots_of(iter(cursor.fetchone, None))


def roots_of(rows: Iterable[tuple[int, str]]) -> Roots:
    """Return the size and the root of each ledger from its entries, in their order."""
    found: Roots = {}
    for coalition_id, group in groupby(rows, lambda row: row[0]):
        leaves = [leaf_hash(content.encode()) for _coalition, content in group]
        found[str(coalition_id)] = {"size": len(leaves), "root": root_of(leaves)}
    return found


def root_of(leaves: list[str]) -> str:
    """Return the Merkle root over leaves."""
    known: dict[Place, str] = {(0, position): leaf for position, leaf in enumerate(leaves)}
    known |= {(level, position): node for level, position, node in growth(0, {}, leaves)}
    return range_hash(0, len(leaves), {place: known[place] for place in cover(0, len(leaves))})
