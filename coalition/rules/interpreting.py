"""A naive reading of a rule, straight from its JSON: the second opinion on every result.

It shares no code with the reader, the compiler or the tally: it walks the document and counts, in fractions. Slow and
plain on purpose. Documents, rolls and positions are JSON as written by `to_json`; a document is taken as valid.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

SETS = {
    "PRESENT": ("yes", "no", "abstain", "declared"),
    "VOTING": ("yes", "no"),
    "NOT_YES": ("no", "abstain", "declared", "not_participating", "absent"),
}
Units = list[tuple[str, int]]


class InterpretError(ValueError):
    """The roll lacks something that the rule needs."""


def interpret(
    rule: Mapping[str, Any], roll: Mapping[str, Any], positions: Mapping[str, str], facts: Sequence[str]
) -> str:
    """The result of the rule: adopted, rejected, no_quorum, no_opinion or recorded."""
    if rule.get("manner") == "answers":
        return "recorded"
    reader = _Reader(rule, roll, positions, frozenset(facts))
    voters = reader.voters()
    if "quorum" in rule and not reader.holds(rule["quorum"], voters, {}):
        return "no_quorum"
    read = rule.get("read", {})
    if reader.holds(rule["adopt"], voters, read):
        return "adopted"
    if "reject" in rule:
        return "rejected" if reader.holds(rule["reject"], voters, read) else "no_opinion"
    return "rejected"


class _Reader:
    """One rule on one roll with one set of positions."""

    def __init__(
        self, rule: Mapping[str, Any], roll: Mapping[str, Any], positions: Mapping[str, str], facts: frozenset[str]
    ) -> None:
        self.rule, self.roll, self.facts = rule, roll, facts
        self.positions = {member: positions.get(member, "absent") for member in roll["members"]}

    def voters(self) -> list[str]:
        """Everybody but the suspended, the disregarded and, where the rule says so, those not participating."""
        members = list(self.roll["members"])
        if self.rule.get("participants_only"):
            members = [m for m in members if self.positions[m] != "not_participating"] or members
        named = self.rule.get("disregard", [])
        outside = set(self.roll.get("suspended", []))
        for group in [named] if isinstance(named, str) else named:
            outside |= self.group(group)
        return [member for member in members if member not in outside]

    def group(self, name: str) -> set[str]:
        """The roll's own group, else the rule's usual one."""
        for groups in (self.roll.get("groups", {}), self.rule.get("groups", {})):
            if name in groups:
                return set(groups[name])
        raise InterpretError(f"no group {name}")

    def holds(self, condition: Mapping[str, Any], voters: list[str], read: Mapping[str, str]) -> bool:
        """Whether a condition holds among these voters."""
        if "all" in condition:
            return all(self.holds(part, voters, read) for part in condition["all"])
        if "any" in condition:
            return any(self.holds(part, voters, read) for part in condition["any"])
        if "some" in condition:
            return sum(self.holds(part, voters, read) for part in condition["of"]) >= int(condition["some"])
        if "not" in condition:
            return not self.holds(condition["not"], voters, read)
        if "fact" in condition:
            return condition["fact"] in self.facts
        return self.test(condition, voters, read)

    def test(self, test: Mapping[str, Any], voters: list[str], read: Mapping[str, str]) -> bool:
        """Whether a test holds: what is there against what is asked."""
        units = self.units(test, voters, read)
        have = sum(weight for position, weight in units if position in expand(test["in"]))
        asked = next(test[name] for name in ("at_least", "more_than", "at_most", "fewer_than") if name in test)
        if isinstance(asked, Mapping):
            return compare(test, Fraction(have), Fraction(self.fewest(asked, test, voters)))
        if isinstance(asked, int) or asked.isdigit():
            return compare(test, Fraction(have), Fraction(int(asked)))
        base = SETS.get(str(test["of"]).upper())
        whole = sum(weight for position, weight in units if base is None or position in base)
        if whole == 0:
            return False
        return compare(test, Fraction(have, whole), share(asked)) or self.carried_by_casting(
            test, have, whole, voters, read
        )

    def units(self, test: Mapping[str, Any], voters: list[str], read: Mapping[str, str]) -> Units:
        """What the test counts: each member, or the seat of its group, with position and weight."""
        seats = {g: seat for g, seat in test.get("seats", {}).items() if self.group(g) & set(voters)}
        behind = set().union(*(self.group(group) for group in seats))
        kept = [m for m in voters if m not in behind and ("group" not in test or m in self.group(test["group"]))]
        alone = [(read.get(self.positions[m], self.positions[m]), self.weight(test.get("weight"), m)) for m in kept]
        return alone + [self.seat(group, seat, test, voters, read) for group, seat in seats.items()]

    def seat(
        self, name: str, seat: Mapping[str, Any], test: Mapping[str, Any], voters: list[str], read: Mapping[str, str]
    ) -> tuple[str, int]:
        """A group that decided inside."""
        inside = [member for member in voters if member in self.group(name)]
        weight = 1 if "weight" not in test else sum(self.weight(test["weight"], member) for member in inside)
        if "weight" in seat:
            weight = int(seat["weight"])
        if self.holds(seat["yes"], inside, read):
            return "yes", weight
        return ("no" if self.holds(seat["no"], inside, read) else seat.get("else", "abstain")), weight

    def weight(self, name: str | None, member: str) -> int:
        """A member's weight; one where none is named."""
        if name is None:
            return 1
        if name not in self.roll.get("weights", {}):
            raise InterpretError(f"no weight {name}")
        return int(self.roll["weights"][name][member])

    def fewest(self, asked: Mapping[str, Any], test: Mapping[str, Any], voters: list[str]) -> int:
        """The fewest members that together hold the share, and as many more as it says."""
        kept = [member for member in voters if "group" not in test or member in self.group(test["group"])]
        weights = sorted((self.weight(asked.get("weight"), member) for member in kept), reverse=True)
        for count in range(len(weights) + 1):
            held = Fraction(sum(weights[:count]))
            bound = share(asked.get("more_than", asked.get("at_least"))) * sum(weights)
            if held > bound or ("at_least" in asked and held == bound):
                return count + int(asked.get("plus", 0))
        return len(weights) + int(asked.get("plus", 0))

    def carried_by_casting(
        self, test: Mapping[str, Any], have: int, whole: int, voters: list[str], read: Mapping[str, str]
    ) -> bool:
        """Whether a casting vote decides a tie."""
        tie = self.rule.get("tie")
        asks_half = test.get("of") == "voting" and "more_than" in test and share(test["more_than"]) == Fraction(1, 2)
        if not isinstance(tie, Mapping) or not asks_half or expand(test["in"]) != {"yes"} or have * 2 != whole:
            return False
        holders = self.group(tie["casting_group"]) if "casting_group" in tie else {tie["casting"]}
        return any(read.get(self.positions[m], self.positions[m]) == "yes" for m in holders & set(voters))


def expand(positions: str | Sequence[str]) -> set[str]:
    """The positions meant by a name, a set's name or a list of either."""
    listed = [positions] if isinstance(positions, str) else positions
    return {position for name in listed for position in SETS.get(name, (name,))}


def share(text: str) -> Fraction:
    """The share in "55%" or "2/3"."""
    if text.rstrip().endswith("%"):
        return Fraction(text.rstrip().rstrip("%").rstrip()) / 100
    return Fraction(text)


def compare(test: Mapping[str, Any], have: Fraction, asked: Fraction) -> bool:
    """What is there against what is asked, as the test compares."""
    if "at_least" in test:
        return have >= asked
    if "more_than" in test:
        return have > asked
    return have <= asked if "at_most" in test else have < asked
