"""The stored tree of a ledger: reading its nodes, a few at a time, and adding those that new entries complete."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Q

from proposals.ledger.models import Entry, MerkleNode, MerkleTree
from proposals.ledger.trees import Place, Range, cover, growth, range_hash

BATCH = 2000  # entries; 2,000 take the write lock of SQLite for some tens of milliseconds


def nodes_at(coalition_id: int, places: Iterable[Place]) -> dict[Place, str]:
    """Return the hashes of complete subtrees, in two queries at most, however many entries there are."""
    asked = sorted(set(places))
    leaves = [position for level, position in asked if level == 0]
    inner = [(level, [p for _, p in group]) for level, group in groupby(asked, lambda place: place[0]) if level]
    found: dict[Place, str] = {}
    if leaves:
        rows = Entry.objects.filter(coalition_id=coalition_id, index__in=leaves)
        found |= {(0, index): leaf for index, leaf in rows.values_list("index", "leaf")}
    if inner:
        wanted = Q()
        for level, positions in inner:
            wanted |= Q(level=level, position__in=positions)
        nodes = MerkleNode.objects.filter(wanted, coalition_id=coalition_id)
        found |= {(level, position): hash_ for level, position, hash_ in nodes.values_list("level", "position", "hash")}
    return found


def range_hashes(coalition_id: int, ranges: list[Range]) -> list[str]:
    """Return the hash of each range of the tree, all of them read together."""
    known = nodes_at(coalition_id, [place for start, end in ranges for place in cover(start, end)])
    return [range_hash(start, end, known) for start, end in ranges]


def root_at(coalition_id: int, size: int) -> str:
    """Return the Merkle root of the first `size` entries, which are in the tree."""
    return range_hashes(coalition_id, [(0, size)])[0]


def grow(tree: MerkleTree, size: int) -> None:
    """Add the entries up to `size` to the tree; its row is locked, the transaction is the caller's."""
    leaves = Entry.objects.filter(coalition_id=tree.coalition_id, index__gte=tree.size, index__lt=size)
    peaks = nodes_at(tree.coalition_id, cover(0, tree.size))
    made = growth(tree.size, peaks, leaves.order_by("index").values_list("leaf", flat=True))
    MerkleNode.objects.bulk_create(
        [
            MerkleNode(coalition_id=tree.coalition_id, level=level, position=position, hash=hash_)
            for level, position, hash_ in made
        ],
        batch_size=500,
    )
    tree.size = size
    tree.save(update_fields=["size"])
