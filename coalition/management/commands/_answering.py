"""What the commands about rules share: bad input is exit status 2 and one line, and no database is touched."""

import json
import os
import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coalition.rules.errors import RulesError
from coalition.tables import TableError

LANGUAGES = ("en", "fr")


class AnsweringCommand(BaseCommand):
    """A command that reads files, answers and changes nothing. Subclasses write `answer`."""

    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """A parser that refuses in one line, without the usage."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = self.refuse  # type: ignore[method-assign]
        return parser

    def refuse(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and leave."""
        raise SystemExit(self._say(message))

    def _say(self, message: str) -> int:
        self.stderr.write(" ".join(message.split()))
        return 2

    def add_language(self, parser: ArgumentParser) -> None:
        """The options that every answer has."""
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="the language of words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer; whatever is wrong with the input becomes one line and exit status 2."""
        try:
            status = self.answer(**options)
            self.stdout.flush()
        except (TableError, RulesError) as error:
            raise CommandError(" ".join(str(error).split()), returncode=2) from None
        except BrokenPipeError:
            # The reader left ("| head"): not an error. What is still buffered must go nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = 0
        if status:
            sys.exit(status)

    def answer(self, **options: Any) -> int:
        """Write the answer and return the exit status."""
        raise NotImplementedError

    def write_json(self, data: object) -> None:
        """An answer as JSON."""
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
