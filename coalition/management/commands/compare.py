"""The same positions under several rules: what each makes of them, and how far the rules differ."""

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from coalition.analysis import Analysis, AnalysisError
from coalition.analysis.answers import cheapest_answer, ratio
from coalition.management.commands._answering import AnsweringCommand
from coalition.management.commands.analyse import analysed
from coalition.rules.admissibility import Obstacle, obstacles
from coalition.rules.deciding import decide
from coalition.rules.electorate import participants
from coalition.rules.numbers import json_integer
from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.wording import headline, reasons
from coalition.tables import TableError, find_roll, find_rule, read_ballots


@dataclass(frozen=True)
class Compared:
    """One of the rules: what stands against its use, and where it may be used what it makes of the positions."""

    rule: Rule
    obstacles: tuple[Obstacle, ...]
    outcome: Outcome
    analysis: Analysis

    def to_json(self, positions: Mapping[str, Position], language: str) -> dict[str, Any]:
        """The rule as data. Of a rule that may not be used no outcome is given."""
        data: dict[str, Any] = {
            "rule": self.rule.id,
            "version": self.rule.version,
            "title": self.rule.title.get(language, self.rule.id),
            "admissible": not self.obstacles,
            "obstacles": [{"kind": one.kind, "detail": list(one.detail)} for one in self.obstacles],
            "outcome": None,
        }
        return data if self.obstacles else {**data, **self._outcome(positions, language)}

    def _outcome(self, positions: Mapping[str, Position], language: str) -> dict[str, Any]:
        return {
            "outcome": self.outcome.result.value,
            "headline": headline(self.outcome, language),
            "reasons": reasons(self.outcome, language),
            "bound": list(self.outcome.bound),
            "vetoed_by": list(self.outcome.vetoed_by),
            **self._future(positions),
        }

    def _future(self, positions: Mapping[str, Position]) -> dict[str, Any]:
        """What can still come of it; nothing where the rule only records answers."""
        try:
            vote = self.analysis.vote({m: p for m, p in positions.items() if m in self.analysis.voters})
            power = self.analysis.power
        except AnalysisError:
            return {"settled": None}
        return {
            "settled": vote.settled,
            "swing_members": sorted(vote.swings),
            "carry": cheapest_answer(vote.carry()),
            "block": cheapest_answer(vote.block()),
            "winning_coalitions": json_integer(power.winning_coalitions),
            "power_to_act": ratio(power.power_to_act),
        }


class Command(AnsweringCommand):
    """`compare --rules RULE,RULE,... --roll ROLL --ballots FILE [--subject NAME] [--fact NAME] [--json]`."""

    help = (
        "Says of several rules whether they may be used for this subject and by these members, and what each makes of "
        "the same positions. Every rule is counted on the roll given. Exit status 0, or 2 for bad input."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """RULES are catalogue ids or files, separated by commas."""
        parser.add_argument("--rules", required=True, help="catalogue ids or JSON files, separated by commas")
        parser.add_argument("--roll", required=True, help="a catalogue id or a CSV file: member, weights, group:NAME")
        parser.add_argument("--ballots", required=True, help="a CSV file: member,position")
        parser.add_argument("--subject", action="append", default=[], metavar="NAME", help="what it is about: military")
        parser.add_argument("--fact", action="append", default=[], metavar="NAME", help="a fact that is true")
        self.add_language(parser)

    def answer(self, **options: Any) -> int:
        """Ask every rule the same."""
        roll = find_roll(options["roll"])
        names = [name.strip() for name in options["rules"].split(",")]
        if "" in names:
            raise TableError("--rules", "a rule has no name: separate catalogue ids or files by single commas")
        rules = [find_rule(name) for name in names]
        self.check_facts(rules, options["fact"])
        positions = read_ballots(options["ballots"], roll)
        compared = [self.compared(rule, roll, positions, options) for rule in rules]
        data = {
            "counted": list(roll.members),
            "rules": [one.to_json(positions, options["language"]) for one in compared],
            "differences": differences(compared),
        }
        if options["json"]:
            self.write_json(data)
        else:
            self.stdout.write("\n".join(in_words(data)))
        return 0

    def check_facts(self, rules: list[Rule], facts: list[str]) -> None:
        """A fact that no rule asks for is a slip."""
        for name in facts:
            if not any(name in rule.facts for rule in rules):
                raise TableError(f"--fact {name}", "none of the rules asks for this")

    def compared(
        self, rule: Rule, roll: Roll, positions: Mapping[str, Position], options: Mapping[str, Any]
    ) -> Compared:
        """One rule on the roll."""
        counted = participants(rule, roll, positions)
        analysis = analysed(rule, counted, options["roll"], options["fact"])
        against = obstacles(rule, options["subject"], counted.members)
        return Compared(rule, against, decide(rule, roll, positions, options["fact"]), analysis)


def differences(compared: list[Compared]) -> list[dict[str, Any]]:
    """Of each two rules that may be used: the divisions into yes and no that only one of them adopts."""
    usable = [one for one in compared if not one.obstacles]
    found = []
    for one, other in combinations(usable, 2):
        try:
            divisions = one.analysis.differs_from(other.analysis)
        except AnalysisError:
            continue  # not the same voters, or answers that decide nothing: there is nothing to count
        found.append({"rules": [one.rule.id, other.rule.id], "divisions": json_integer(divisions)})
    return found


def in_words(data: dict[str, Any]) -> list[str]:
    """The answer as lines of text."""
    lines = [f"Every rule is counted on the {len(data['counted'])} members of the roll given, not on a body's own"]
    for row in data["rules"]:
        if not row["admissible"]:
            against = "; ".join(f"{one['kind']}: {' '.join(one['detail'])}" for one in row["obstacles"])
            lines.append(f"{row['rule']}: may not be used here ({against})")
            continue
        lines.append(f"{row['rule']}: {row['headline']}{_future_in_words(row)}")
    return lines + [
        f"{' and '.join(one['rules'])} differ in {one['divisions']} divisions into yes and no"
        for one in data["differences"]
    ]


def _future_in_words(row: dict[str, Any]) -> str:
    if row["settled"] is None:
        return ""
    if row["settled"]:
        return "; settled"
    carry, block = row["carry"]["members"], row["block"]["members"]
    return f"; not settled: {_count(carry)} can still carry it, {_count(block)} can still block it"


def _count(members: int | None) -> str:
    return "no undecided members" if members is None else f"{members} undecided"
