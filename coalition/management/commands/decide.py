"""What a rule makes of these positions."""

from argparse import ArgumentParser
from typing import Any

from coalition.management.commands._answering import AnsweringCommand
from coalition.rules.deciding import decide
from coalition.rules.errors import RollError
from coalition.rules.outcomes import ConditionResult, Outcome
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.wording import condition_text, effect_sentence, headline, missing_text, reasons, sentence
from coalition.tables import TableError, find_roll, find_rule, read_ballots


class Command(AnsweringCommand):
    """`decide --rule RULE --roll ROLL --ballots FILE [--fact NAME] [--json]`."""

    help = "Says what a rule makes of these positions, with the reasons. Exit status 0, or 2 for bad input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """RULE and ROLL are catalogue ids or files."""
        parser.add_argument("--rule", required=True, help="a catalogue id or a JSON file")
        parser.add_argument("--roll", required=True, help="a catalogue id or a CSV file: member, weights, group:NAME")
        parser.add_argument("--ballots", required=True, help="a CSV file: member,position")
        parser.add_argument("--fact", action="append", default=[], metavar="NAME", help="a fact that is true")
        self.add_language(parser)

    def answer(self, **options: Any) -> int:
        """Decide and say so."""
        rule, roll = find_rule(options["rule"]), find_roll(options["roll"])
        facts = self.facts(rule, options["fact"])
        positions = read_ballots(options["ballots"], roll)
        try:
            outcome = decide(rule, roll, positions, facts)
        except RollError as error:
            raise TableError(options["roll"], str(error), 1) from None
        if options["json"]:
            self.write_json(outcome_json(outcome, options["language"]))
        else:
            self.write(rule, roll, outcome, options["language"])
        return 0

    def facts(self, rule: Rule, names: list[str]) -> frozenset[str]:
        """The facts given. One that the rule does not ask for is a slip where it asks for others."""
        for name in names:
            if name not in rule.facts and rule.facts:
                known = ", ".join(sorted(rule.facts))
                raise TableError(f"--fact {name}", f"the rule {rule.id} does not ask for this; it asks for {known}")
            if name not in rule.facts:
                self.stderr.write(f"note: the rule {rule.id} asks for no fact; '{name}' changes nothing")
        return frozenset(names)

    def write(self, rule: Rule, roll: Roll, outcome: Outcome, language: str) -> None:
        """The answer in words."""
        lines = [headline(outcome, language), sentence(rule, roll, language)]
        lines += [f"- {reason}" for reason in reasons(outcome, language)]
        if outcome.bound:
            lines.append(f"{effect_sentence(rule, language)} ({len(outcome.bound)}: {' '.join(outcome.bound)})")
        self.stdout.write("\n".join(lines))


def outcome_json(outcome: Outcome, language: str) -> dict[str, object]:
    """The outcome as data, with its words."""
    data = outcome.to_json()
    return {
        "outcome": data.pop("result"),
        "headline": headline(outcome, language),
        "reasons": reasons(outcome, language),
        **data,
        "conditions": [_condition(condition, outcome, language) for condition in outcome.conditions],
    }


def _condition(condition: ConditionResult, outcome: Outcome, language: str) -> dict[str, object]:
    return {
        "text": condition_text(condition, language, manner=outcome.manner),
        "missing_text": missing_text(condition, language, manner=outcome.manner),
        **condition.to_json(),
        "children": [_condition(child, outcome, language) for child in condition.children],
    }
