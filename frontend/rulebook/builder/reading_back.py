"""From a rule's document to the form: each condition as a node, so that what is written again is the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frontend.rulebook.builder.choices import NAMED, choice_of
from frontend.rulebook.builder.nodes import DEEPEST, MOST, Node, root, walk

AMOUNTS = ("at_least", "more_than", "at_most", "fewer_than")


@dataclass(frozen=True)
class Reader:
    """Reads the conditions of one rule: `groups` are its usual members, `known` the groups that the form offers."""

    groups: Mapping[str, list[str]]
    known: frozenset[str]

    def tree(self, condition: object) -> Node:
        """A whole tree of conditions; empty where there is none."""
        if not isinstance(condition, Mapping):
            return root()
        node = self.node(condition, 1)
        if sum(1 for _each in walk(node, "")) > MOST:
            node = raw(condition)
        return node if node.kind == "group" else root("all", node)

    def node(self, condition: Mapping[str, Any], depth: int) -> Node:
        """One condition with all inside it; what lies too deep for the form is kept as it is."""
        if depth >= DEEPEST:
            return raw(condition)
        if "fact" in condition:
            return Node("fact", {"fact": str(condition["fact"])})
        if "in" in condition:
            return self.test(condition, depth)
        return self.group(condition, depth)

    def group(self, condition: Mapping[str, Any], depth: int) -> Node:
        """Conditions that combine."""
        if "some" in condition:
            node = self.combined("some", condition["of"], depth)
            node.values["least"] = str(condition["some"])
            return node
        for mode in ("all", "any"):
            if mode in condition:
                return self.combined(mode, condition[mode], depth)
        inner = condition["not"]
        if "any" in inner and len(inner["any"]) > 1:
            return self.combined("none", inner["any"], depth)
        if "all" in inner and len(inner["all"]) > 1:
            return self.combined("not_all", inner["all"], depth)
        return self.combined("none", [inner], depth)

    def combined(self, mode: str, parts: list[Mapping[str, Any]], depth: int) -> Node:
        """A group with its parts."""
        return root(mode, *(self.node(part, depth + 1) for part in parts))

    def test(self, test: Mapping[str, Any], depth: int) -> Node:
        """A test of positions."""
        seats = test.get("seats", {})
        if seats and depth + 3 > DEEPEST:
            return raw(test)
        values = {
            "of": str(test.get("of", "roll")),
            "weight": str(test.get("weight", "")),
            "who": choice_of(test["in"]),
            **_amount(test),
            **self.among(str(test.get("group", ""))),
        }
        return Node("test", values, [self.seat(name, seat, depth + 1) for name, seat in seats.items()])

    def among(self, name: str) -> dict[str, str]:
        """The group of a test: one that the form offers, else its members by name."""
        if not name or name in self.known or not self.groups.get(name):
            return {"group": name}
        return {"group": NAMED, "called": name, "names": ", ".join(self.groups[name])}

    def seat(self, name: str, seat: Mapping[str, Any], depth: int) -> Node:
        """A group that counts as one."""
        insides = [self.node(seat[key], depth + 2) for key in ("yes", "no")]
        trees = [node if node.kind == "group" else root("all", node) for node in insides]
        values = {"seat": name, "else": str(seat.get("else", "abstain")), "counts": str(seat.get("weight", ""))}
        return Node("seat", values, trees)


def raw(condition: Mapping[str, Any]) -> Node:
    """A condition that the form keeps as it is."""
    return Node("raw", {"json": json.dumps(condition, ensure_ascii=False)})


def _amount(test: Mapping[str, Any]) -> dict[str, str]:
    much = next(name for name in AMOUNTS if name in test)
    bound = test[much]
    if isinstance(bound, Mapping):
        strict = "more_than" if "more_than" in bound else "at_least"
        share, by, plus = str(bound[strict]), str(bound.get("weight", "")), str(bound.get("plus", 0))
        return {"much": much, "number": "", "computed": "1", "strict": strict, "share": share, "by": by, "plus": plus}
    if (much, bound) == ("at_least", "100%"):
        return {"much": "all", "number": ""}
    if (much, str(bound)) == ("at_most", "0"):
        return {"much": "none", "number": ""}
    return {"much": much, "number": str(bound)}
