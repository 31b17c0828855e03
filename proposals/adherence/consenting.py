"""A host's consent to what is voted on: a fact that the rule asks for, given on record while the vote is open."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict
from coalition.models import Accreditation, Partner, Person
from coalition.permissions import Act, acts_for_partner, may, refuse
from coalition.recording import new_salt
from coalition.rules.reading import read_rule
from coalition.writing import write_transaction
from proposals.adherence.adhering import MAX_NOTE, accreditation_for, hands_on_record
from proposals.drafting.checking import checked_line
from proposals.ledger.appending import append, lock_head
from proposals.ledger.canonical import timestamp
from proposals.voting.models import Division, HostConsent
from proposals.voting.tallies import HOST_CONSENTS


def consent(*, division: Division, host: Partner, by: Person, note: str = "") -> HostConsent:
    """Consent for the host: as its delegate where it is a member, as its contact, or as the secretariat by its note.

    Raises `NotAllowed`, `Invalid` where no note is named, or `Conflict`: the rule asks for no consent, the vote is not
    open, the state is no host, or it has consented. A consent is not taken back: the vote is annulled, or not held.
    """
    with write_transaction():
        division = Division.objects.select_for_update(of=("self",), no_key=True).get(pk=division.pk)
        now = clock.now()
        accreditation, note = _hands(host, by, note, now)
        _check(division, host, now)
        head = lock_head(division.coalition_id)
        given = HostConsent.objects.create(
            division=division,
            partner=host,
            note=note,
            note_salt=new_salt() if note else "",
            made_by=by,
            accreditation=accreditation,
            given_at=now,
            entry_index=head.next_index,
        )
        hands = hands_on_record(accreditation, by, note, given.note_salt)
        append(
            coalition_id=division.coalition_id,
            kind="host_consented",
            subject=f"division:{division.pk}",
            at=now,
            body={"state": host.code, "fact": HOST_CONSENTS, "given_at": timestamp(now), **hands},
            head=head,
        )
    return given


def _check(division: Division, host: Partner, now: datetime) -> None:
    standing = Partner.objects.at(now).filter(pk=host.pk, coalition=division.coalition_id, hosts=True)
    if not standing.exists():
        raise Conflict("no_host", _("This state is not registered as a host."))
    if HOST_CONSENTS not in read_rule(division.rule).facts:
        raise Conflict("no_consent_asked", _("The rule of this vote asks for no host's consent."))
    if division.sealed_at is not None or not division.is_open_at(now):
        raise Conflict("closed", _("This vote is not open: a consent comes too late, or too early."))
    if HOST_CONSENTS in division.facts or division.consents.filter(partner=host).exists():
        raise Conflict("consented", _("The host's consent is on record already."))


def _hands(host: Partner, by: Person, note: str, now: datetime) -> tuple[Accreditation | None, str]:
    accreditation = accreditation_for(host.coalition_id, host.code, by, now)
    if accreditation or acts_for_partner(by, host, now):
        return accreditation, ""
    if not may(by, host.coalition_id, Act.RECORD_NOTE, now):
        raise refuse(Act.CONSENT)
    return None, checked_line(note, "note", _("Name the note that says so."), limit=MAX_NOTE)
