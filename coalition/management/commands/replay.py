"""Recorded votes decided again, against their official outcomes."""

from argparse import ArgumentParser
from typing import Any

from coalition.management.commands._answering import AnsweringCommand
from coalition.replaying import Replayed, replay
from coalition.rules.rule import Rule
from coalition.rules.wording import headline, reasons
from coalition.tables import find_roll, find_rule, read_roll_calls


class Command(AnsweringCommand):
    """`replay ROLLCALLS --rule RULE [--roll ROLL] [--json]`."""

    help = (
        "Decides recorded votes again and compares with their official outcomes. Without --roll the members listed "
        "are the roll, and weights come from the catalogue. Exit status: 0 all match, 1 some do not, 2 bad input."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file of recorded votes, and the rule they are held against."""
        parser.add_argument("rollcalls", help="a CSV file: body,date,resolution,member_iso,vote,adopted")
        parser.add_argument("--rule", required=True, help="a catalogue id or a JSON file")
        parser.add_argument("--roll", help="a catalogue id or a CSV file; without it, the members listed")
        parser.add_argument("--fact", action="append", default=[], metavar="NAME", help="a fact true in every vote")
        self.add_language(parser)

    def answer(self, **options: Any) -> int:
        """Replay all votes; status 1 when any differs."""
        rule = find_rule(options["rule"])
        roll = find_roll(options["roll"]) if options["roll"] else None
        calls = read_roll_calls(options["rollcalls"])
        replayed = [replay(rule, call, roll, frozenset(options["fact"])) for call in calls]
        mismatched = [one for one in replayed if not one.matches]
        if options["json"]:
            self.write_json(summary(rule, replayed, options["language"]))
        else:
            self.write(replayed, mismatched, options["language"])
        return 1 if mismatched else 0

    def write(self, replayed: list[Replayed], mismatched: list[Replayed], language: str) -> None:
        """The answer in words: every mismatch with its reasons, then the count."""
        for one in mismatched:
            official = "adopted" if one.call.adopted else "not adopted"
            self.stdout.write(
                f"MISMATCH {one.call.body} {one.call.date} {one.call.resolution} (line {one.call.line}): "
                f"officially {official}, by the rule {one.outcome.result.value}. {headline(one.outcome, language)}"
            )
            for reason in reasons(one.outcome, language):
                self.stdout.write(f"  - {reason}")
        matched = len(replayed) - len(mismatched)
        self.stdout.write(f"{len(replayed)} decisions, {matched} matched, {len(mismatched)} mismatched")


def summary(rule: Rule, replayed: list[Replayed], language: str) -> dict[str, object]:
    """All votes as data."""
    votes = [one.to_json(language) for one in replayed]
    return {
        "rule": rule.id,
        "version": rule.version,
        "decisions": len(votes),
        "matched": sum(one.matches for one in replayed),
        "mismatched": [vote for vote in votes if not vote["matches"]],
        "votes": votes,
    }
