"""`manage.py export DIVISION -o FILE`, `manage.py export --coalition SLUG -o FILE`: the record, for the verifier."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coalition.errors import ActRefused
from coalition.models import Coalition
from proposals.export import verifier
from proposals.export.bundling import Export, export_coalition, export_division
from proposals.ledger.checkpointing import checkpoint
from proposals.voting.models import Division


class Command(BaseCommand):
    """Write what it takes to recount one vote, or the whole record of a coalition."""

    help = "Write an export: one vote with its proofs, or with --coalition the whole record. The verifier reads it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to export, and the file."""
        parser.add_argument("division", nargs="?", help="The number of a vote.")
        parser.add_argument("--coalition", metavar="SLUG", help="The short name of a coalition: its whole record.")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="The file to write.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it; exit with 2 and one line for what cannot be exported."""
        if (options["division"] is None) is (options["coalition"] is None):
            _refuse("Give either the number of a vote or --coalition SLUG.")
        path = Path(options["output"])
        try:
            export = _division(options["division"]) if options["division"] else _coalition(options["coalition"])
            written = _write(export, path)
        except ActRefused as refusal:
            _refuse(str(refusal))
        except OSError as error:
            _refuse(f"{error.filename or path}: {error.strerror}")
        self.stdout.write(
            f"{path}: {written} bytes. Check it anywhere: python {Path(verifier.__file__).name} {path.name}"
        )


def _division(number: str) -> Export:
    division = Division.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if division is None:
        _refuse(f"There is no vote {number}.")
    checkpoint(coalition_id=division.coalition_id)
    return export_division(division)


def _coalition(slug: str) -> Export:
    coalition = Coalition.objects.filter(slug=slug).first()
    if coalition is None:
        _refuse(f"There is no coalition {slug}.")
    checkpoint(coalition_id=coalition.pk)
    return export_coalition(coalition)


def _write(export: Export, path: Path) -> int:
    """Write the whole file or none; return its size."""
    handle, aside = tempfile.mkstemp(dir=path.parent or Path(), prefix=".export-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(export.lines)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink()
        raise
    return path.stat().st_size


def _refuse(message: str) -> NoReturn:
    raise CommandError(" ".join(message.split()), returncode=2)
