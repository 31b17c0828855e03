"""What the form holds of a condition. A field's name is the node's path and a key: `adopt.1.number`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

TEST = ("much", "number", "of", "group", "names", "called", "weight", "who")
COMPUTED = ("computed", "strict", "share", "by", "plus")  # a number that is computed from the roll
SEAT = ("seat", "else", "counts")
KEYS = (*TEST, *COMPUTED, *SEAT, "mode", "least", "fact", "json")
# A test's children are seats: groups that count as one in it. A seat's two children say when it is yes and when no.
KINDS = ("test", "group", "fact", "seat", "raw")
DEEPEST = 9
MOST = 60
LONGEST = 20_000


@dataclass
class Node:
    """One condition: a test, a group of conditions, a stated fact, a seat, or one that the form keeps as it is."""

    kind: str
    values: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    def value(self, key: str) -> str:
        """What stands in one of its fields."""
        return self.values.get(key, "")


def root(mode: str = "all", *children: Node) -> Node:
    """A group of conditions."""
    return Node("group", {"mode": mode}, list(children))


def read_node(given: Mapping[str, str], path: str, depth: int = 0) -> Node | None:
    """The node that the form holds at a path, with those inside it."""
    kind = given.get(f"{path}.kind", "")
    if kind not in KINDS or depth > DEEPEST:
        return None
    node = Node(kind, {key: given[f"{path}.{key}"][:LONGEST] for key in KEYS if f"{path}.{key}" in given})
    for index in range(MOST):
        child = read_node(given, f"{path}.{index}", depth + 1)
        if child is None:
            break
        node.children.append(child)
    return node


def walk(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    """Every node with its path, outermost first."""
    yield path, node
    for index, child in enumerate(node.children):
        yield from walk(child, f"{path}.{index}")


def at(top: Node, steps: list[int]) -> Node | None:
    """The node reached by these steps."""
    node = top
    for step in steps:
        if step >= len(node.children):
            return None
        node = node.children[step]
    return node
