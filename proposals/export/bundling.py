"""Exports: the record as it was signed, in lines that the verifier beside this file reads. Format: docs/verifying.md.

What is hidden until it is decided is exported to nobody before: the whole record then holds the leaves of those entries
in place of the entries themselves, so that it still chains and still has the root that was signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict
from coalition.models import Coalition
from coalition.models.procedure import Visibility
from proposals.ledger.canonical import canonical
from proposals.ledger.checkpointing import latest_checkpoint
from proposals.ledger.key_history import KINDS as KEY_KINDS
from proposals.ledger.models import Checkpoint, Entry
from proposals.ledger.nodes import range_hashes
from proposals.ledger.receipts import checkpoint_document
from proposals.ledger.trees import inclusion_ranges
from proposals.voting.ledger_sight import hidden
from proposals.voting.models import Decision, Division
from proposals.voting.states import State, divisions_in

FORMAT = "concert-export/1"
MEDIA_TYPE = "application/x-ndjson"
BATCH = 1000  # entries read at once
DECIDED = "decision_recorded"
WHO_VOTES = (
    "accreditation_given",
    "accreditation_revoked",
    "accreditation_replaced",
    "accreditation_ended",
    "voting_key_registered",
    "voting_key_withdrawn",
)


@dataclass(frozen=True)
class Export:
    """An export that can be made: a name for the file, and its lines, which read the database as they are taken."""

    name: str
    lines: Iterator[bytes]


def export_coalition(coalition: Coalition) -> Export:
    """Return the whole record of a coalition up to its last checkpoint. Raises `Conflict` before the first one."""
    signed = _signed(coalition.pk)
    return Export(f"{coalition.slug}.jsonl", _whole(coalition, signed))


def export_division(division: Division) -> Export:
    """Return what it takes to recount one vote, each entry with the proof that it is in the record.

    Raises `Conflict` for a vote that is hidden until it is decided, and while its last entry is not signed yet.
    """
    if is_hidden(division):
        raise Conflict("hidden", _("This vote is hidden until it is decided. It can be exported then, and not before."))
    signed = _signed(division.coalition_id)
    needed = _needed(division)
    last = needed.order_by("-index").values_list("index", flat=True).first()
    if last is None or last >= signed.size:
        raise _unsigned()
    name = f"{division.coalition.slug}-division-{division.pk}.jsonl"
    return Export(name, _part(division, needed, signed))


def is_hidden(division: Division) -> bool:
    """Tell whether its ballots are still hidden from somebody: until it is decided, unless everybody may watch."""
    if division.visibility == Visibility.OPEN:
        return False
    return not Division.objects.filter(divisions_in(State.DECIDED, clock.now()), pk=division.pk).exists()


def _signed(coalition_id: int) -> Checkpoint:
    signed = latest_checkpoint(coalition_id)
    if signed is None:
        raise _unsigned()
    return signed


def _unsigned() -> Conflict:
    return Conflict("not_signed_yet", _("The record is being signed. Ask again in a few seconds."))


def _whole(coalition: Coalition, signed: Checkpoint) -> Iterator[bytes]:
    """Each checkpoint stands behind the last entry that it covers, so that one pass over the file checks it."""
    yield _header(coalition.pk, "coalition")
    secret = hidden(coalition, clock.now())
    for start in range(0, signed.size, BATCH):
        end = min(start + BATCH, signed.size)
        yield from _batch(coalition.pk, start, end, secret)
    yield _line({"end": {"entries": signed.size}})


def _batch(coalition_id: int, start: int, end: int, secret: Q) -> Iterator[bytes]:
    rows = Entry.objects.filter(coalition_id=coalition_id, index__gte=start, index__lt=end)
    entries, withheld = list(rows.order_by("index")), set(rows.filter(secret).values_list("index", flat=True))
    checkpoints = Checkpoint.objects.filter(coalition_id=coalition_id, size__gt=start, size__lte=end)
    sizes = {checkpoint.size: checkpoint for checkpoint in checkpoints}
    outcomes = _outcomes(entries)
    for entry in entries:
        yield _withheld(entry) if entry.index in withheld else b'{"entry":' + entry.content.encode() + b"}\n"
        if entry.index in outcomes:
            yield outcomes[entry.index]
        if entry.index + 1 in sizes:
            yield _checkpoint(sizes[entry.index + 1])


def _part(division: Division, needed: Any, signed: Checkpoint) -> Iterator[bytes]:
    """The checkpoint first, since each entry's proof leads to it."""
    entries = list(needed.order_by("index"))
    yield _header(division.coalition_id, f"division:{division.pk}")
    yield _checkpoint(signed)
    outcomes = _outcomes(entries)
    proofs = _proofs(division.coalition_id, [entry.index for entry in entries], signed.size)
    for entry, proof in zip(entries, proofs, strict=True):
        yield b'{"entry":' + entry.content.encode() + b',"proof":' + canonical(proof) + b"}\n"
        if entry.index in outcomes and entry.subject == f"division:{division.pk}":
            yield outcomes[entry.index]
    yield _line({"end": {"entries": len(entries)}})


def _needed(division: Division) -> Any:
    """The vote's own entries, the texts of its proposal, who could cast, and who could sign."""
    about = Q(subject__in=[f"division:{division.pk}", f"proposal:{division.proposal_id}"])
    return Entry.objects.filter(about | Q(kind__in=(*KEY_KINDS, *WHO_VOTES)), coalition_id=division.coalition_id)


def _outcomes(entries: Sequence[Entry]) -> dict[int, bytes]:
    """The outcome that each decision among the entries recorded, by the index of its entry."""
    decided = {int(entry.subject.removeprefix("division:")): entry.index for entry in entries if entry.kind == DECIDED}
    rows = Decision.objects.filter(division__in=decided).values_list("division_id", "outcome")
    return {decided[pk]: _line({"of": decided[pk], "outcome": outcome}) for pk, outcome in rows}


def _proofs(coalition_id: int, indexes: Iterable[int], size: int) -> list[list[str]]:
    """The inclusion proof of each entry, all read together."""
    ranges = [inclusion_ranges(index, size) for index in indexes]
    hashes = iter(range_hashes(coalition_id, [one for listed in ranges for one in listed]))
    return [[next(hashes) for _one in listed] for listed in ranges]


def _header(coalition_id: int, holds: str) -> bytes:
    return _line({"export": {"coalition": coalition_id, "format": FORMAT, "holds": holds}})


def _checkpoint(signed: Checkpoint) -> bytes:
    return _line({"checkpoint": checkpoint_document(signed)})


def _withheld(entry: Entry) -> bytes:
    return _line({"withheld": {"index": entry.index, "leaf": entry.leaf}})


def _line(value: dict[str, Any]) -> bytes:
    return canonical(value) + b"\n"
