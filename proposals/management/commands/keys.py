"""`manage.py keys`: which key signs the ledgers, its public half, and changing it. docs/operations/keys.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coalition.errors import ActRefused
from coalition.models import Coalition
from proposals.ledger import keys, rotating
from proposals.ledger.key_history import KnownKey, known_keys


class Command(BaseCommand):
    """List, export, rotate and retire signing keys."""

    help = "The keys that sign the ledgers: list them, export the public half, change the key. See operations/keys."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do; by itself, the command lists."""
        acts = parser.add_subparsers(dest="act")
        acts.add_parser("list", help="The key that signs now, and every ledger's keys since its beginning.")
        acts.add_parser("public", help="The public key that signs now, as delegations keep it: id and key.")
        rotate = acts.add_parser("rotate", help="Let a new key sign from now on.")
        rotate.add_argument("--to", metavar="FILE", type=Path, help="The new key (PEM), where the key is given.")
        without = rotate.add_mutually_exclusive_group()
        without.add_argument("--lost", action="store_true", help="The former key is gone: nothing endorses the new.")
        without.add_argument("--compromised", action="store_true", help="Somebody else has the former key.")
        acts.add_parser("retire", help="Retire every key but the one that signs now, after `rotate --to`.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; exit with 2 and one line when it cannot be done."""
        act = options["act"] or "list"
        try:
            {"list": self._list, "public": self._public, "rotate": self._rotate, "retire": self._retire}[act](options)
        except (ActRefused, ImproperlyConfigured, OSError) as error:
            raise CommandError(str(error), returncode=2) from error

    def _list(self, options: dict[str, Any]) -> None:
        current = keys.current_key()
        self.stdout.write(f"Signing now: {current.id}")
        for coalition in Coalition.objects.order_by("slug"):
            known = known_keys(coalition.pk)
            self.stdout.write(f"{coalition.slug}:" if known else f"{coalition.slug}: no ledger yet")
            for key in known.values():
                self.stdout.write(f"  {key.id} {_words(key)}")
            if known and (current.id not in known or known[current.id].retired is not None):
                self.stdout.write("  The key that signs now may not sign this ledger: see `manage.py keys rotate`.")

    def _public(self, options: dict[str, Any]) -> None:
        current = keys.current_key()
        self.stdout.write(f"{current.id} {current.public}")

    def _rotate(self, options: dict[str, Any]) -> None:
        if keys.is_given() != bool(options["to"]):
            raise CommandError(_WHERE[keys.is_given()], returncode=2)
        old, reason = keys.current_key(), _reason(options)
        new = self._new_key(options["to"], old, reason)
        rotating.introduce_everywhere(new=new, old=old if reason == rotating.ROTATED else None)
        if options["to"]:
            self.stdout.write(f"Introduced {new.id}. Give {options['to']} to every process, start them again, and run")
            self.stdout.write("`manage.py keys retire` with the new key.")
            return
        keys.make_current(new)
        rotating.retire_everywhere(keep=new, reason=reason)
        self.stdout.write(f"Signing now: {new.id}")

    def _new_key(self, given: Path | None, old: keys.SigningKey, reason: str) -> keys.SigningKey:
        if given:
            return keys.read_key(given.read_text(), str(given))
        if reason == rotating.LOST and old.id not in rotating.active_keys():
            return old  # made on this machine, for a database that was restored without its key
        key = keys.new_key()
        keys.keep_key(key)
        return key

    def _retire(self, options: dict[str, Any]) -> None:
        retired = rotating.retire_everywhere(keep=keys.current_key(), reason=rotating.ROTATED)
        self.stdout.write(f"Retired in {retired} ledger{'' if retired == 1 else 's'}.")


_WHERE = {
    True: "The key is given by the environment: name the new one with --to FILE.",
    False: "This deployment keeps its key in its own folder: leave out --to.",
}


def _reason(options: dict[str, Any]) -> str:
    if options["lost"]:
        return rotating.LOST
    return rotating.COMPROMISED if options["compromised"] else rotating.ROTATED


def _words(key: KnownKey) -> str:
    since = f"from entry {key.introduced}" + (", endorsed by the key before it" if key.endorsed else "")
    return since if key.retired is None else f"{since}, retired at entry {key.retired} ({key.reason})"
