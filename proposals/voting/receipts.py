"""Where a receipt stands in the record of a coalition, and what its holder should do."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid
from coalition.models import Coalition, Person
from proposals.ledger.canonical import leaf_hash
from proposals.ledger.key_history import known_keys
from proposals.ledger.models import Checkpoint, Entry
from proposals.ledger.receipts import (
    MAX_RECEIPT,
    Given,
    Unreadable,
    covering,
    has_good_signature,
    is_proven,
    place_in,
    read_receipt,
)
from proposals.voting.models import Ballot
from proposals.voting.tallies import effective_ballots
from proposals.voting.visibility import sight_of

_LEAF = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")
MAX_LEAVES = 8  # a page's text holds the leaf among other numbers of its length, such as hashes of texts


class Standing(models.TextChoices):
    """Where a receipt stands."""

    PROVEN = "proven", _("in the record, proven by a checkpoint")
    RECORDED = "recorded", _("in the record, the next checkpoint will prove it")
    MISSING = "missing", _("signed, and not in this record")
    ALTERED = "altered", _("the record is not as it was signed")
    FORGED = "forged", _("not signed by a key of this record")
    UNKNOWN = "unknown", _("not in this record")
    ELSEWHERE = "elsewhere", _("a receipt of another coalition")


@dataclass(frozen=True)
class Checked:
    """A receipt, checked. `ballot` is the vote it stands for, where the reader may see it; else None, as `replaced`."""

    standing: Standing
    given: Given
    entry: Entry | None = None
    checkpoint: Checkpoint | None = None
    ballot: Ballot | None = None
    replaced: bool | None = None


def read_pasted(text: str) -> list[Given]:
    """Return what a pasted text may mean: a receipt's document, or every leaf that stands in it.

    Raises `Invalid` where there is neither.
    """
    text = text.strip()
    if len(text) > MAX_RECEIPT:
        raise Invalid("receipt_too_long", _("This is too long to be a receipt."), field="receipt")
    if text.startswith("{"):
        try:
            return [read_receipt(json.loads(text))]
        except (Unreadable, ValueError, RecursionError) as error:
            raise not_a_receipt() from error
    leaves = list(dict.fromkeys(leaf.lower() for leaf in _LEAF.findall(text)))[:MAX_LEAVES]
    if not leaves:
        raise not_a_receipt()
    return [Given(leaf) for leaf in leaves]


def not_a_receipt() -> Invalid:
    """Return the refusal of what cannot be read."""
    message = _("This is no receipt: paste the whole file, or the leaf with its 64 characters.")
    return Invalid("not_a_receipt", message, field="receipt")


def check_receipt(*, coalition: Coalition, given: list[Given], person: Person, instant: datetime) -> Checked:
    """Return where a receipt stands. Of several leaves, the first that the record holds is meant."""
    checked = [_check(coalition, each, person, instant) for each in given]
    return next((each for each in checked if each.entry is not None), checked[0])


def _check(coalition: Coalition, given: Given, person: Person, instant: datetime) -> Checked:
    if given.coalition is not None and given.coalition != coalition.pk:
        return Checked(Standing.ELSEWHERE, given)
    signed = bool(given.signature) and has_good_signature(given, known_keys(coalition.pk))
    if given.signature and not signed:
        return Checked(Standing.FORGED, given)
    if given.entry and not _says_itself(given):
        return Checked(Standing.FORGED, given)
    rows = Entry.objects.filter(coalition=coalition, leaf=given.leaf)
    entry = (rows if given.index is None else rows.filter(index=given.index)).first()
    if entry is None:
        return Checked(Standing.MISSING if signed else Standing.UNKNOWN, given)
    return _stands(given, entry, person, instant)


def _says_itself(given: Given) -> bool:
    """Tell whether the entry in the receipt has its leaf and stands at its place."""
    return leaf_hash(given.entry.encode("utf-8", "replace")) == given.leaf and place_in(given.entry) == (
        given.coalition,
        given.index,
    )


def _stands(given: Given, entry: Entry, person: Person, instant: datetime) -> Checked:
    signed = covering(entry.coalition_id, entry.index)
    unchanged = leaf_hash(entry.content.encode()) == entry.leaf
    if not unchanged or (signed is not None and not is_proven(entry, signed)):
        return Checked(Standing.ALTERED, given, entry, signed)
    ballot, replaced = _ballot(entry, person, instant)
    return Checked(Standing.PROVEN if signed else Standing.RECORDED, given, entry, signed, ballot, replaced)


def _ballot(entry: Entry, person: Person, instant: datetime) -> tuple[Ballot | None, bool | None]:
    """Return the vote of an entry and whether it was replaced, as far as the person may see that member's vote."""
    ballots = Ballot.objects.filter(division__coalition_id=entry.coalition_id, entry_index=entry.index)
    ballot = ballots.select_related("member", "division__proposal", "division__coalition").first()
    if ballot is None:
        return None, None
    sight = sight_of(ballot.division, person, instant)
    code = ballot.member.code
    if code not in sight.own and code not in (sight.positions or {}):
        return None, None
    return ballot, effective_ballots(ballot.division)[code].pk != ballot.pk
