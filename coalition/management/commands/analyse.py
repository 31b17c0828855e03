"""Who has what power under a rule on a roll, and what can still come of a vote."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from coalition.analysis import Analysis, Vote, analyse
from coalition.analysis.answers import odds_answer, power_answer, vote_answer
from coalition.analysis.odds import Chances
from coalition.management.commands._answering import AnsweringCommand
from coalition.rules.electorate import participants
from coalition.rules.errors import RollError
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.tables import Odds, TableError, find_roll, find_rule, read_ballots, read_odds


class Command(AnsweringCommand):
    """`analyse --rule RULE --roll ROLL [--ballots FILE] [--odds FILE] [--fact NAME] [--json]`."""

    help = (
        "Says who has what power under a rule, exactly; with ballots, whether the vote is settled and who can still "
        "carry or block it; with odds, how likely it is to be adopted. Exit status 0, or 2 for bad input."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """RULE and ROLL are catalogue ids or files."""
        parser.add_argument("--rule", required=True, help="a catalogue id or a JSON file")
        parser.add_argument("--roll", required=True, help="a catalogue id or a CSV file: member, weights, group:NAME")
        parser.add_argument("--ballots", help="a CSV file: member,position; whoever is not listed is undecided")
        parser.add_argument("--odds", help="a CSV file: member,yes[,abstain]; what is left to 1 is no")
        parser.add_argument("--fact", action="append", default=[], metavar="NAME", help="a fact that is true")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def answer(self, **options: Any) -> int:
        """Ask everything that the files allow."""
        rule, roll = find_rule(options["rule"]), find_roll(options["roll"])
        ballots = read_ballots(options["ballots"], roll) if options["ballots"] else {}
        odds = read_odds(options["odds"], roll) if options["odds"] else None
        for name in options["fact"]:
            if name not in rule.facts:
                raise TableError(f"--fact {name}", f"the rule {rule.id} does not ask for this")
        analysis = analysed(rule, participants(rule, roll, ballots), options["roll"], options["fact"])
        data = self.data(analysis, roll, ballots, odds, options["ballots"] is not None)
        if options["json"]:
            self.write_json(data)
        else:
            self.stdout.write("\n".join(in_words(data)))
        return 0

    def data(
        self,
        analysis: Analysis,
        roll: Roll,
        ballots: Mapping[str, Position],
        odds: Mapping[str, Odds] | None,
        has_ballots: bool,
    ) -> dict[str, Any]:
        """All answers as data."""
        vote = analysis.vote({m: p for m, p in ballots.items() if m in analysis.voters})
        rule = analysis.compiled.rule
        data: dict[str, Any] = {"rule": rule.id, "version": rule.version, **power_answer(analysis, roll.members)}
        data["settled"] = vote.settled
        if has_ballots:
            data |= vote_answer(vote)
        if odds is not None:
            data |= odds_answer(vote, chances(odds, vote))
        return data


def analysed(rule: Rule, roll: Roll, name: str, facts: list[str]) -> Analysis:
    """The rule on the roll; what the roll lacks is an error of its file."""
    try:
        return analyse(rule, roll, facts)
    except RollError as error:
        raise TableError(name, str(error), 1) from None


def chances(odds: Mapping[str, Odds], vote: Vote) -> dict[str, Chances]:
    """The odds of those that vote."""
    voting = {member: by for member, by in odds.items() if member in vote.order}
    return {member: {Position.YES: by.yes, Position.ABSTAIN: by.abstain} for member, by in voting.items()}


def in_words(data: dict[str, Any]) -> list[str]:
    """The answer as lines of text."""
    lines = [f"{'member':10} {'swings':>20} {'Banzhaf':>10} {'Shapley':>10}"]
    for row in data["members"]:
        banzhaf, shapley = percent(row["banzhaf"]), percent(row["shapley"])
        lines.append(f"{row['member']:10} {row['banzhaf_swings']:>20} {banzhaf:>10} {shapley:>10}")
    lines.append(f"Winning coalitions: {data['winning_coalitions']} ({percent(data['power_to_act'])} of all)")
    for key, title in (("vetoers", "Nothing is adopted without"), ("dummies", "Never matters")):
        if data[key]:
            lines.append(f"{title}: {' '.join(data[key])}")
    return lines + _vote_in_words(data) + _odds_in_words(data)


def _vote_in_words(data: dict[str, Any]) -> list[str]:
    if "outcome" not in data:
        return [f"Settled before anybody votes: {'yes' if data['settled'] else 'no'}"]
    settled = f"settled: {data['settled_as'].replace('_', ' ')}" if data["settled"] else "not settled"
    lines = [f"If the vote ended now: {data['outcome'].replace('_', ' ')}; {settled}"]
    if data["swing_members"]:
        lines.append(f"Could turn that alone: {' '.join(data['swing_members'])}")
    for key, title in (("carry", "To carry it"), ("block", "To block it")):
        lines.append(f"{title}: {_cheapest_in_words(data[key])}")
    return lines


def _cheapest_in_words(found: dict[str, Any]) -> str:
    if found["members"] is None:
        return "no undecided members suffice"
    if found["members"] == 0:
        return "nobody more is needed"
    first = " ".join(found["first"][0])
    return f"at least {found['members']} of the undecided; sets of that size: {found['sets']}, for example {first}"


def _odds_in_words(data: dict[str, Any]) -> list[str]:
    if "probability" not in data:
        return []
    lines = [f"Probability of adoption: {data['probability']:.6f}"]
    if data["taken_as_absent"]:
        lines.append(f"Neither ballot nor odds, taken as absent: {' '.join(data['taken_as_absent'])}")
    return lines


def percent(text: str) -> str:
    """A fraction "p/q" in percent, to be read only."""
    part, _, whole = text.partition("/")
    return f"{100 * int(part) / int(whole):.3f}%"
