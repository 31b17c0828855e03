"""The catalogue: the rules and rolls that Concert knows."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from coalition.management.commands._answering import AnsweringCommand
from coalition.rules import catalogue
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.schema import rule_schema
from coalition.rules.wording import admissible_sentence, basis_sentence, effect_sentence, sentence
from coalition.tables import find_roll, find_rule


class Command(AnsweringCommand):
    """`rules [RULE] [--roll ROLL] [--rolls] [--schema] [--json]`."""

    help = "Lists the rules of the catalogue, or describes one: a catalogue id or a JSON file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Nothing lists, a rule describes."""
        parser.add_argument("rule", nargs="?", help="a catalogue id or a JSON file")
        parser.add_argument("--roll", help="say the rule with the numbers of this roll")
        parser.add_argument("--rolls", action="store_true", help="list the rolls")
        parser.add_argument("--schema", action="store_true", help="print the JSON Schema of a rule")
        self.add_language(parser)

    def answer(self, **options: Any) -> int:
        """List or describe."""
        language, roll = options["language"], find_roll(options["roll"]) if options["roll"] else None
        if options["schema"]:
            self.write_json(rule_schema())
        elif options["rolls"]:
            self.list(rolls(language), options["json"])
        elif options["rule"] is None:
            self.list(rules(language), options["json"])
        elif options["json"]:
            self.write_json(described(find_rule(options["rule"]), roll, language))
        else:
            self.write(find_rule(options["rule"]), roll, language)
        return 0

    def list(self, entries: list[dict[str, object]], as_json: bool) -> None:
        """One entry a line."""
        if as_json:
            self.write_json(entries)
            return
        width = max(len(str(entry["id"])) for entry in entries)
        for entry in entries:
            self.stdout.write(f"{entry['id']!s:{width}}  {entry['title']}")

    def write(self, rule: Rule, roll: Roll | None, language: str) -> None:
        """One rule in words."""
        about = described(rule, roll, language)
        self.stdout.write(f"{about['title']} ({rule.id}, {rule.version})")
        for key in ("sentence", "effect", "basis", "admissible", "notes"):
            if about[key]:
                self.stdout.write(str(about[key]))
        for key in ("procedures", "unverified"):
            entries = about[key]
            assert isinstance(entries, list)
            for text in entries:
                self.stdout.write(f"{key}: {text}")


def rules(language: str) -> list[dict[str, object]]:
    """The rules, in the order of their ids."""
    entries = [(name, catalogue.rule(name)) for name in catalogue.rule_ids()]
    return [
        {"id": name, "version": rule.version, "title": word(rule.title, language), "basis": basis_kind(rule)}
        for name, rule in entries
    ]


def rolls(language: str) -> list[dict[str, object]]:
    """The rolls, in the order of their ids."""
    entries = [(name, catalogue.roll_document(name)) for name in catalogue.roll_ids()]
    return [
        {"id": name, "title": word(entry["title"], language), "members": list(catalogue.roll(name).members)}
        for name, entry in entries
    ]


def described(rule: Rule, roll: Roll | None, language: str) -> dict[str, object]:
    """All that is known of a rule, with its document."""
    source = rule.to_json()
    return {
        "id": rule.id,
        "version": rule.version,
        "title": word(rule.title, language),
        "sentence": sentence(rule, roll, language),
        "effect": effect_sentence(rule, language),
        "basis": basis_sentence(rule, language),
        "admissible": admissible_sentence(rule, language),
        "notes": word(source.get("notes"), language),
        "procedures": words(source.get("procedures"), language),
        "unverified": words(source.get("unverified"), language),
        "weights": sorted(rule.weights),
        "groups": sorted(rule.group_names),
        "facts": sorted(rule.facts),
        "monotone": rule.monotone,
        "rule": source,
    }


def basis_kind(rule: Rule) -> str:
    """Treaty, practice, history, a general form, or a configuration: nobody's law."""
    basis = rule.source.get("basis")
    return str(basis.get("kind", "treaty")) if isinstance(basis, Mapping) else "configuration"


def word(value: object, language: str) -> str:
    """The text in a language."""
    if isinstance(value, Mapping):
        return str(value.get(language) or value.get("en") or "")
    return value if isinstance(value, str) else ""


def words(value: object, language: str) -> list[str]:
    """The texts of a list in a language."""
    return [word(item, language) for item in value] if isinstance(value, list) else []
