"""Countersigning a vote by signed note, or contesting it: the member says, once, whether it was its own.

Whoever is accredited for the member says so, and never who recorded it. Contested before the vote is sealed, it counts
no more: nobody votes for another. Afterwards the count stands, and the contest beside it: see docs/decisions.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, NotAllowed
from coalition.models import Person
from coalition.writing import write_transaction
from proposals.ledger.appending import append
from proposals.voting.allowed import lock_accreditation_for
from proposals.voting.models import Division, NoteSettlement, SignedNote


def countersign(*, note: SignedNote, by: Person) -> SignedNote:
    """Say, for the member, that the note was its own. It counted before, and counts on.

    Raises `NotAllowed` for whoever is not accredited for the member or recorded the note, `Conflict` where the member
    has answered for it already.
    """
    return _settle(note, NoteSettlement.COUNTERSIGNED, by)


def contest(*, note: SignedNote, by: Person) -> SignedNote:
    """Say, for the member, that the note was not its own. Before sealing it stops counting. Raises as `countersign`."""
    return _settle(note, NoteSettlement.CONTESTED, by)


def _settle(note: SignedNote, settlement: NoteSettlement, by: Person) -> SignedNote:
    with write_transaction():
        division = Division.objects.select_for_update(no_key=True).get(pk=note.division_id)
        held = SignedNote.objects.select_related("member", "ballot").get(pk=note.pk)
        now = clock.now()  # read under the lock of the vote: what is sealed by now was counted with it
        accreditation = lock_accreditation_for(held.member, by, now)
        if held.recorded_by_id == by.pk:
            raise NotAllowed("recorded_it", _("Another person answers for a note than the one who recorded it."))
        if held.settlement != NoteSettlement.AWAITED:
            raise Conflict("answered", _("The member has answered for this note already."))
        held.settlement, held.settled_by, held.settled_at = settlement, by, now
        held.counts = settlement != NoteSettlement.CONTESTED or division.sealed_at is not None
        held.save(update_fields=["settlement", "settled_by", "settled_at", "counts"])
        append(
            coalition_id=division.coalition_id,
            kind=f"note_{settlement.value}",
            subject=f"division:{division.pk}",
            at=now,
            body={"accreditation": accreditation.pk, "member": held.member.code, "note": held.ballot.entry_index},
        )
    return held
