"""Attaching a document to a proposal or an item of an agenda, and withdrawing it: verbs, each one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Checking, Conflict, Invalid
from coalition.models import Coalition, Group, Member, Person
from coalition.permissions import Act, may, refuse, states_for
from coalition.recording import new_salt, sealed
from coalition.writing import write_transaction
from proposals.documents.models import Document, Release
from proposals.documents.sniffing import Kind, sniffed
from proposals.documents.storing import drop, store, too_large
from proposals.drafting.checking import checked_line
from proposals.drafting.marking import kept_here, marking_named
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import first_sponsors
from proposals.ledger.appending import append, lock_head
from proposals.meetings.models import Item


@dataclass(frozen=True)
class Label:
    """What is said of a document: its title, marking, to whom it is released, and whether it is an addendum."""

    title: str
    marking: str
    release: Release = Release.ALL
    members: Collection[Member] = field(default=())
    groups: Collection[Group] = field(default=())
    released_to_observers: bool = False
    addendum: bool = False


@dataclass(frozen=True)
class Kept:
    """What is kept of a document, checked and written to disk."""

    title: str
    reference: str
    kind: Kind
    salt: str
    stored: str
    digest: str
    size: int


def attach(
    *, to: Proposal | Item, label: Label, by: Person, file: IO[bytes] | None = None, reference: str = ""
) -> Document:
    """Attach a file, or the reference to a document that is held elsewhere: one of the two.

    Above the deployment's ceiling only a reference is taken. Raises `NotAllowed`, or `Invalid` with what is wrong.
    """
    now = clock.now()
    coalition = to.coalition if isinstance(to, Proposal) else to.meeting.coalition
    if not may_attach(by, to, now):
        raise refuse(Act.ATTACH)
    title, reference = _checked(coalition, to, label, file, reference)
    kind = _kind_of(file) if file else Kind("", "")
    salt = new_salt()
    stored, digest, size = store(file, salt) if file else ("", sealed(reference, salt), 0)
    try:
        return _record(to, label, by, now, Kept(title, reference, kind, salt, stored, digest, size))
    except BaseException:
        if stored:
            drop(stored)
        raise


def withdraw_document(*, document: Document, by: Person) -> Document:
    """Withdraw a document: it is served to nobody any more, and its row and its hash stay. Raises `NotAllowed`."""
    now = clock.now()
    if not may_attach(by, _attached_to(document), now):
        raise refuse(Act.ATTACH)
    with write_transaction():
        head = lock_head(document.coalition_id)
        if Document.objects.filter(pk=document.pk, withdrawn_at__isnull=True).update(withdrawn_at=now) != 1:
            raise Conflict("document_withdrawn", _("This document was withdrawn already."))
        append(
            coalition_id=document.coalition_id,
            kind="document_withdrawn",
            subject=_subject(document),
            at=now,
            body={"document": document.pk},
            head=head,
        )
    document.withdrawn_at = now
    return document


def may_attach(person: Person, to: Proposal | Item, instant: datetime) -> bool:
    """Tell whether the person attaches documents here: who runs the meetings; to a proposal, its sponsors too."""
    coalition = to.coalition_id if isinstance(to, Proposal) else to.meeting.coalition_id
    if may(person, coalition, Act.RUN_MEETINGS, instant):
        return True
    sponsors = first_sponsors(to) if isinstance(to, Proposal) else []
    return any(states_for(person, sponsor, instant) for sponsor in sponsors)


def _checked(
    coalition: Coalition, to: Proposal | Item, label: Label, file: IO[bytes] | None, reference: str
) -> tuple[str, str]:
    checking = Checking()
    title = checking.of(lambda line: checked_line(line, "title", _("Give the document a title.")), label.title)
    checking.of(lambda given: _check_place(given, file), label)
    line = checking.of(lambda given: checked_line(given, "reference", limit=300), reference)
    checking.of(lambda given: _check_release(coalition, given), label)
    if label.addendum and not isinstance(to, Proposal):
        raise Invalid("no_addendum", _("Only a proposal has addenda."), field="addendum")
    checking.done()
    if bool(file) == bool(line):
        raise Invalid("file_or_reference", _("Give a file, or say where it is held: one of the two."), field="file")
    return title, line


def _check_place(label: Label, file: IO[bytes] | None) -> None:
    marking = marking_named(label.marking)
    if file is not None and not kept_here(marking):
        raise Invalid(
            "above_ceiling",
            _("Documents with this marking are not kept here: record where the document is held instead."),
            field="marking",
        )


def _check_release(coalition: Coalition, label: Label) -> None:
    named = {each.coalition_id for each in label.members} | {each.coalition_id for each in label.groups}
    if named - {coalition.pk}:
        raise Invalid("unknown_member", _("Name members and groups of this coalition."), field="members")
    if (label.release == Release.NAMED) != bool(named):
        raise Invalid("nobody_named", _("Name to whom it is released, or release it to all members."), field="members")


def _kind_of(file: IO[bytes]) -> Kind:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if not size:
        raise Invalid("empty_file", _("The file is empty."), field="file")
    if size > settings.DOCUMENT_LARGEST:
        raise too_large()
    return sniffed(file)


def _record(to: Proposal | Item, label: Label, by: Person, now: datetime, kept: Kept) -> Document:
    proposal, item = (to, None) if isinstance(to, Proposal) else (None, to)
    coalition_id = to.coalition_id if isinstance(to, Proposal) else to.meeting.coalition_id
    with write_transaction():
        head = lock_head(coalition_id)
        document = Document.objects.create(
            coalition_id=coalition_id,
            proposal=proposal,
            item=item,
            title=kept.title,
            addendum=_next_addendum(proposal) if label.addendum and proposal else None,
            marking=label.marking,
            release=label.release,
            released_to_observers=label.released_to_observers,
            reference=kept.reference,
            media_type=kept.kind.media_type,
            extension=kept.kind.extension,
            size=kept.size,
            stored=kept.stored,
            content_hash=kept.digest,
            salt=kept.salt,
            added_by=by,
            added_at=now,
        )
        document.members.set(label.members)
        document.groups.set(label.groups)
        append(
            coalition_id=coalition_id,
            kind="document_added",
            subject=_subject(document),
            at=now,
            body={"document": document.pk, "marking": label.marking, "content_hash": kept.digest},
            head=head,
        )
    return document


def _next_addendum(proposal: Proposal) -> int:
    return (proposal.documents.aggregate(last=Max("addendum"))["last"] or 0) + 1


def _attached_to(document: Document) -> Proposal | Item:
    found = document.proposal or document.item
    assert found is not None, "the database holds that a document is of one thing"
    return found


def _subject(document: Document) -> str:
    if document.proposal_id:
        return f"proposal:{document.proposal_id}"
    assert document.item is not None, "of one thing"
    return f"meeting:{document.item.meeting_id}"
