"""One key, one effect: an act that is sent again under its key is answered as before, and not done again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid, KeyReused
from coalition.models import Person
from proposals.ledger.models import Entry
from proposals.voting import casting_sql
from proposals.voting.models import Ballot

MAX_KEY = 80
KEY_PATTERN = re.compile(rf"[\x21-\x7e]{{1,{MAX_KEY}}}\Z")  # what every database can keep and every header can carry


@dataclass(frozen=True)
class Cast:
    """A ballot on record. `replayed`: the same request had been answered before, and nothing was written again.

    `entry` is where it stands, as it has just been written; None where it is to be read.
    """

    ballot: Ballot
    replayed: bool
    entry: Entry | None = None


def check_key(key: str) -> None:
    """Raise `Invalid` for a key that cannot be kept."""
    if not KEY_PATTERN.match(key):
        raise Invalid("bad_key", _("An idempotency key has 1 to 80 visible ASCII characters."), field="key")


def answered(by: Person, key: str, fingerprint: str) -> Cast | None:
    """Return the answer given under this key, if any. Raises `KeyReused` when something else was asked."""
    if not casting_sql.is_used(by.pk, key):
        return None
    ballot = Ballot.objects.get(actor=by, key=key)
    if ballot.fingerprint != fingerprint:
        raise KeyReused("key_reused", _("This idempotency key was used for another vote."), field="key")
    return Cast(ballot, replayed=True)
