"""Conditions to start from: what a button adds. How many objections is asked, since any number would look right."""

from __future__ import annotations

from frontend.rulebook.builder.nodes import Node, root

TEST = {"much": "at_least", "number": "50%", "of": "roll", "group": "", "weight": "", "who": "yes"}
CHANGED: dict[str, dict[str, str]] = {
    "share": {"much": "more_than", "of": "voting"},
    "weight": {"number": "65%", "weight": "population"},
    "named": {"number": "1", "group": "named", "names": ""},
    "quorum": {"who": "PRESENT"},
}


def preset(name: str, group: str) -> Node:
    """The condition that a button adds; `group` is one that the coalition has."""
    if name == "concur":
        return _test(much="all", number="", group=group)
    if name == "veto":
        return _test(much="none", number="", group=group, who="no")
    if name == "objections":
        return _test(much="at_most", number="", who="no")
    if name == "block":
        return root("any", preset("weight", group), _test(much="fewer_than", number="4", who="NOT_YES"))
    if name == "group":
        return root("any", preset("share", group))
    if name == "fact":
        return Node("fact", {"fact": ""})
    return _test(**CHANGED.get(name, CHANGED["share"]))


def seat(group: str) -> Node:
    """A group that counts as one: yes where more than half of it says yes, no where more than half says no."""
    halves = [root("all", _test(much="more_than", group=group, who=who)) for who in ("yes", "no")]
    return Node("seat", {"seat": group, "else": "abstain", "counts": ""}, halves)


def computed() -> dict[str, str]:
    """A number computed from the roll, as the treaty has it: who holds more than 35%, and one more."""
    return {"computed": "1", "strict": "more_than", "share": "35%", "by": "population", "plus": "1"}


def _test(**changed: str) -> Node:
    return Node("test", TEST | changed)
