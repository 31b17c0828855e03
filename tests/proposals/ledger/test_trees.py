"""The tree of RFC 9162 against its definition, told naively, and against the vectors of certificate transparency."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.ledger import trees
from proposals.ledger.trees import consistency_ranges, cover, growth, inclusion_ranges, node_hash, range_hash

# The eight leaves and roots of the reference implementation of certificate transparency (merkle_tree_test).
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [hashlib.sha256(b"\x00" + bytes.fromhex(text)).hexdigest() for text in INPUTS]
MANY = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(200)]
sizes = st.integers(1, len(MANY))


def naive_root(leaves: list[str]) -> str:
    """MTH of section 2.1.1, word for word."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256(b"").hexdigest()
    split = max(2**k for k in range(10) if 2**k < len(leaves))
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def naive_path(index: int, leaves: list[str]) -> list[str]:
    """PATH of section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    split = max(2**k for k in range(10) if 2**k < len(leaves))
    if index < split:
        return [*naive_path(index, leaves[:split]), naive_root(leaves[split:])]
    return [*naive_path(index - split, leaves[split:]), naive_root(leaves[:split])]


def naive_subproof(first: int, leaves: list[str], whole: bool = True) -> list[str]:
    """SUBPROOF of section 2.1.4.1."""
    if first == len(leaves):
        return [] if whole else [naive_root(leaves)]
    split = max(2**k for k in range(10) if 2**k < len(leaves))
    if first <= split:
        return [*naive_subproof(first, leaves[:split], whole), naive_root(leaves[split:])]
    return [*naive_subproof(first - split, leaves[split:], False), naive_root(leaves[:split])]


def known(leaves: list[str], parts: list[int] = ()) -> dict[tuple[int, int], str]:
    """All complete subtrees, grown in parts."""
    nodes = {(0, n): leaf for n, leaf in enumerate(leaves)}
    bounds = [0, *sorted(parts), len(leaves)]
    for start, end in itertools.pairwise(bounds):
        peaks = {place: nodes[place] for place in cover(0, start)}
        nodes |= {(level, position): h for level, position, h in growth(start, peaks, leaves[start:end])}
    return nodes


def hashes(ranges: list[tuple[int, int]], leaves: list[str]) -> list[str]:
    nodes = known(leaves)
    return [range_hash(start, end, nodes) for start, end in ranges]


def test_the_roots_are_those_of_certificate_transparency():
    nodes = known(LEAVES)
    assert [range_hash(0, size, nodes) for size in range(1, 9)] == ROOTS
    assert range_hash(0, 0, nodes) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(sizes, st.lists(st.integers(0, 200), max_size=5))
def test_however_it_grows_the_root_is_that_of_the_definition(size, parts):
    nodes = known(MANY[:size], [part for part in parts if part < size])
    assert range_hash(0, size, nodes) == naive_root(MANY[:size])
    assert set(nodes) == {(k, p) for k in range(9) for p in range(size >> k)}


@given(sizes, st.data())
def test_an_inclusion_proof_is_that_of_the_definition_and_leads_to_the_root(size, data):
    index = data.draw(st.integers(0, size - 1))
    path = hashes(inclusion_ranges(index, size), MANY[:size])
    assert path == naive_path(index, MANY[:size])
    assert trees.root_of_inclusion(MANY[index], index, size, path) == naive_root(MANY[:size])


@given(sizes, st.data())
def test_no_other_leaf_place_or_path_leads_to_the_root(size, data):
    index = data.draw(st.integers(0, size - 1))
    path, root = naive_path(index, MANY[:size]), naive_root(MANY[:size])
    assert trees.root_of_inclusion(MANY[(index + 1) % 200], index, size, path) != root
    other = data.draw(st.integers(-1, size))
    assert other == index or trees.root_of_inclusion(MANY[index], other, size, path) != root
    assert trees.root_of_inclusion(MANY[index], index, size, [*path, MANY[0]]) is None
    for n in range(len(path)):
        assert trees.root_of_inclusion(MANY[index], index, size, [*path[:n], MANY[-1], *path[n + 1 :]]) != root


@given(sizes, st.data())
def test_a_consistency_proof_is_that_of_the_definition_and_holds(second, data):
    first = data.draw(st.integers(1, second))
    path = hashes(consistency_ranges(first, second), MANY[:second])
    assert path == naive_subproof(first, MANY[:second])
    old, new = naive_root(MANY[:first]), naive_root(MANY[:second])
    assert trees.is_consistent(first, old, second, new, path)
    assert not trees.is_consistent(first, MANY[0] if first > 1 else MANY[1], second, new, path)
    if first < second:
        assert not trees.is_consistent(first, old, second, MANY[-1], path)
        assert not trees.is_consistent(first, old, second, new, path[:-1])
        assert not trees.is_consistent(first, old, second, new, [*path, MANY[0]])


def test_a_rewritten_leaf_is_inconsistent_with_the_older_root():
    rewritten = [*MANY[:50], MANY[150], *MANY[51:100]]
    path = hashes(consistency_ranges(70, 100), rewritten)
    assert not trees.is_consistent(70, naive_root(MANY[:70]), 100, naive_root(rewritten), path)


@pytest.mark.parametrize("size", [1, 2, 3, 1000, 100_000, 2**40])
def test_a_proof_reads_a_few_nodes_however_long_the_ledger_is(size):
    index = size * 2 // 3
    ranges = inclusion_ranges(index, size) + consistency_ranges(index + 1, size)
    places = {place for start, end in ranges for place in cover(start, end)}
    assert len(places) <= 4 * size.bit_length()
