"""From the form's conditions to those of a rule, and what is still wrong with each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from coalition.rules.reading_conditions import read_condition
from coalition.rules.rolls import Roll
from frontend.rulebook.builder import typed
from frontend.rulebook.builder.choices import NAMED, Choices, counted
from frontend.rulebook.builder.nodes import Node
from frontend.rulebook.builder.problems import Problem
from frontend.words.members import Roster

CALLED = "named members"
COMPARED = ("at_least", "more_than", "at_most", "fewer_than")
Written = dict[str, Any]


class Writer:
    """Writes conditions, remembers what it wrote for which field, the groups it named and what is wrong."""

    def __init__(self, roll: Roll, names: Roster, choices: Choices, usual: Mapping[str, list[str]]) -> None:
        self.roll, self.names, self.choices, self.usual = roll, names, choices, usual
        self.codes = frozenset(code for codes in usual.values() for code in codes)
        self.problems: list[Problem] = []
        self.hints: list[Problem] = []
        self.seated: dict[str, str] = {}  # the group of each seat, by path
        self.groups: dict[str, list[str]] = {}
        self.nodes: dict[str, tuple[str, Written]] = {}

    def condition(self, node: Node, path: str) -> Written | None:
        """One condition, or None while something in it is missing."""
        write = {"test": self.test, "group": self.group, "fact": self.fact, "raw": self.raw}.get(node.kind)
        written = write(node, path) if write else None
        if written is not None:
            self.nodes[path] = (node.kind, written)
        return written

    def test(self, node: Node, path: str) -> Written | None:
        """A test of positions."""
        before = len(self.problems)
        group = self.among(node, path)
        bound = self.bound(node, path, group)
        seats = self.seats(node, path)
        if len(self.problems) > before:
            return None
        written: Written = {"in": counted(node.value("who"))} | bound
        if node.value("weight"):
            written["weight"] = node.value("weight")
        if group:
            written["group"] = group
        return written | ({"seats": seats} if seats else {})

    def bound(self, node: Node, path: str, group: str) -> Written:
        """How many, and of what."""
        much, base = node.value("much"), node.value("of") or "roll"
        if much == "none":
            return {"at_most": 0}
        if much == "all":
            return {"at_least": "100%", "of": base}
        much = much if much in COMPARED else "at_least"
        if node.value("computed"):
            return {much: self.computed(node, path)}
        number = self.number(node, path, "number")
        if isinstance(number, int):
            self.check_reach(node, path, much, number, group)
            return {much: number}
        return {much: number, "of": base}

    def number(self, node: Node, path: str, key: str) -> int | str:
        """A number or a share as it was typed."""
        try:
            return typed.number(node.value(key))
        except typed.Unclear as unclear:
            self.problem(path, key, str(unclear))
            return 0

    def computed(self, node: Node, path: str) -> Written:
        """The fewest members that together hold a share, and some more."""
        share = self.number(node, path, "share")
        if isinstance(share, int) and node.value("share"):
            self.problem(path, "share", _("Give a share of the whole, such as 35% or 1/3."))
        plus = node.value("plus").strip() or "0"
        if not (plus.isascii() and plus.isdigit() and len(plus) < 4):
            self.problem(path, "plus", _("Give a whole number, such as 0 or 1."))
            plus = "0"
        weight = {"weight": node.value("by")} if node.value("by") else {}
        strict = "at_least" if node.value("strict") == "at_least" else "more_than"
        return weight | {strict: share} | ({"plus": int(plus)} if int(plus) else {})

    def check_reach(self, node: Node, path: str, much: str, number: int, group: str) -> None:
        """A number that the group cannot reach is likely a mistake: it is said, not refused."""
        members = self.groups.get(group) if group else list(self.roll.members)
        least = number + 1 if much == "more_than" else number
        if node.value("weight") and number <= 100:
            message = _("This is %(number)d of the whole weight itself. Did you mean %(number)d%%?")
            self.hints.append(Problem(path, "number", message % {"number": number}))
        if node.value("weight") or node.children or not members or much not in ("at_least", "more_than"):
            return
        if least > len(members):
            message = _("On today’s roll this cannot hold: there are only %(count)d of them.")
            self.hints.append(Problem(path, "number", message % {"count": len(members)}))

    def among(self, node: Node, path: str) -> str:
        """The group that a test is about; members that are named become a group of the rule's own."""
        name = node.value("group")
        if name != NAMED:
            self.name_group(name)
            return name
        called = node.value("called").strip()[:80]
        try:
            codes = typed.members(node.value("names"), self.names, self.codes)
        except typed.Unclear as unclear:
            self.problem(path, "names", str(unclear))
            return ""
        return self.free_name(called or CALLED, codes)

    def name_group(self, name: str) -> None:
        """Note the members of a group that is named: those the rule came with, else those known here."""
        if name in self.usual:
            self.groups[name] = self.usual[name]
        elif name in self.choices.members:
            self.groups[name] = list(self.choices.members[name])

    def free_name(self, called: str, codes: list[str]) -> str:
        """The name for a group of these members that no other group of the rule or of the coalition has."""
        name, number = called, 2
        while sorted(self.groups.get(name, codes)) != sorted(codes) or name in self.roll.groups:
            name, number = f"{called} {number}", number + 1
        self.groups.setdefault(name, codes)
        return name

    def seats(self, node: Node, path: str) -> Written:
        """The groups that count as one in a test."""
        seats: Written = {}
        for index, seat in enumerate(node.children):
            below, name = f"{path}.{index}", seat.value("seat")
            if not name or name == NAMED or name in seats:
                self.problem(below, "seat", _("Choose a group, each only once."))
                continue
            self.name_group(name)
            self.seated[below] = name
            written = self.seat(seat, below)
            if written is not None:
                seats[name] = written
                self.nodes[below] = ("seat", written)
        return seats

    def seat(self, seat: Node, path: str) -> Written | None:
        """When a group that counts as one says yes, and when no."""
        if len(seat.children) != 2:
            self.problem(path, "seat", _("Say when the group says yes and when it says no."))
            return None
        sides = [self.condition(child, f"{path}.{index}") for index, child in enumerate(seat.children)]
        if sides[0] is None or sides[1] is None:
            return None
        counts = seat.value("counts").strip()
        if counts and not (counts.isascii() and counts.isdigit() and len(counts) < 20):
            self.problem(path, "counts", _("Give a whole number, such as 1 or 8."))
            return None
        written: Written = {"yes": sides[0], "no": sides[1], "else": seat.value("else") or "abstain"}
        return written | ({"weight": int(counts)} if counts else {})

    def group(self, node: Node, path: str) -> Written | None:
        """Conditions that combine."""
        parts = [self.condition(child, f"{path}.{index}") for index, child in enumerate(node.children)]
        written = [part for part in parts if part is not None]
        if not node.children:
            self.problem(path, "mode", _("Add a condition: nothing stands here yet."))
        if not written:
            return None
        mode = node.value("mode")
        if mode == "some":
            return self.some(node, path, written)
        if mode in ("none", "not_all"):
            inner = {"any" if mode == "none" else "all": written}
            return {"not": written[0] if len(written) == 1 else inner}
        return written[0] if len(written) == 1 else {"any" if mode == "any" else "all": written}

    def some(self, node: Node, path: str, written: list[Written]) -> Written | None:
        """At least so many of them."""
        least = node.value("least").strip()
        if least.isascii() and least.isdigit() and 1 <= int(least[:9]) <= len(node.children):
            return {"some": min(int(least[:9]), len(written)), "of": written}
        message = _("Give a whole number from 1 to %(most)d: so many conditions stand here.")
        self.problem(path, "least", message % {"most": len(node.children)})
        return None

    def fact(self, node: Node, path: str) -> Written | None:
        """What no ballot says."""
        name = node.value("fact").strip()
        if not name:
            self.problem(path, "fact", _("Say what is stated with the vote: the host state consents."))
            return None
        return {"fact": name}

    def raw(self, node: Node, path: str) -> Written | None:
        """A condition that the form keeps as it is."""
        try:
            written = json.loads(node.value("json"))
            read_condition(written, "")
        except (ValueError, RecursionError) as error:
            self.problem(path, "json", str(error))
            return None
        assert isinstance(written, dict)
        return written

    def problem(self, path: str, key: str, message: str) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(path, key, message))
