"""The Merkle tree of RFC 9162, section 2.1: pure arithmetic over positions, and the hashing of nodes.

A tree is cut into ranges `[start, end)` of its leaves; each range is the union of complete subtrees, which never change
once they are complete and are therefore stored. A subtree is named by (level, position): it covers the leaves from
`position << level` up to, not at, `(position + 1) << level`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

EMPTY = hashlib.sha256(b"").hexdigest()  # the root of a tree without leaves
Place = tuple[int, int]
Range = tuple[int, int]


def node_hash(left: str, right: str) -> str:
    """Return SHA-256 of the byte 1 and both children, in hexadecimal: an inner node of RFC 9162."""
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def cover(start: int, end: int) -> list[Place]:
    """Return the complete subtrees that make up a range, from left to right.

    `start` is a multiple of the largest of them, as in every range that a proof of RFC 9162 names.
    """
    places = []
    for level in reversed(range((end - start).bit_length())):
        if (end - start) >> level & 1:
            places.append((level, start >> level))
            start += 1 << level
    return places


def range_hash(start: int, end: int, known: Mapping[Place, str]) -> str:
    """Return the hash of a range from the hashes of the subtrees that cover it."""
    if start == end:
        return EMPTY
    *lefts, right = [known[place] for place in cover(start, end)]
    for left in reversed(lefts):
        right = node_hash(left, right)
    return right


def growth(size: int, peaks: Mapping[Place, str], leaves: Iterable[str]) -> list[tuple[int, int, str]]:
    """Return the subtrees (level, position, hash) that become complete as `leaves` join a tree of `size`.

    `peaks` are the hashes of `cover(0, size)`. Leaves themselves (level 0) are not returned.
    """
    made = []
    edge = dict(peaks)
    for position, leaf in enumerate(leaves, start=size):
        level = 0
        edge[0, position] = leaf
        while position & 1:
            node = node_hash(edge.pop((level, position - 1)), edge.pop((level, position)))
            level, position = level + 1, position >> 1
            edge[level, position] = node
            made.append((level, position, node))
    return made


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return the ranges whose hashes prove that leaf `index` is in the tree of `size`: PATH of section 2.1.3.1."""
    assert 0 <= index < size
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_ranges(first: int, second: int) -> list[Range]:
    """Return the ranges whose hashes prove that the tree of `first` is the beginning of that of `second`: 2.1.4.1."""
    assert 0 < first <= second
    start, end, path, whole = 0, second, [], True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start, whole = middle, False
    return path[::-1] if whole else [(start, end), *path[::-1]]


def root_of_inclusion(leaf: str, index: int, size: int, path: Sequence[str]) -> str | None:
    """Return the root that an inclusion proof leads to, or None for one of a wrong length: section 2.1.3.2."""
    if not 0 <= index < size:
        return None
    ranges = inclusion_ranges(index, size)
    if len(path) != len(ranges):
        return None
    root = leaf
    for (start, _end), sibling in zip(ranges, path, strict=True):
        root = node_hash(root, sibling) if start > index else node_hash(sibling, root)
    return root


def is_consistent(first: int, first_root: str, second: int, second_root: str, path: Sequence[str]) -> bool:
    """Tell whether a consistency proof leads from the one root to the other: section 2.1.4.2."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second or not path:
        return False
    if first & (first - 1) == 0:
        path = [first_root, *path]
    return _both_roots(first - 1, second - 1, path) == (first_root, second_root)


def _both_roots(first: int, last: int, path: Sequence[str]) -> tuple[str, str] | None:
    """Walk up from the last leaf of the smaller tree; the names are those of section 2.1.4.2."""
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return None
        if first & 1 or first == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            new = node_hash(new, step)
        first, last = first >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)
