"""Writes: the keys of calendar programs. Only a key's hash is kept; the key itself is shown once, to its person."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid
from coalition.models import Coalition, Delegate, Member, Person
from coalition.permissions import coalitions_of
from coalition.tokens import digest
from coalition.writing import write_transaction
from proposals.calendars.models import CalendarKey, Shows
from proposals.meetings.models import Meeting
from proposals.scope import meetings_for

MAX_NAME = 80
MOST = 50  # keys in use of one person
PRECISION = timedelta(minutes=5)  # of `last_read_at`: a reading does not cost a write each time
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another, for passwords typed on a phone


@dataclass(frozen=True)
class About:
    """What a feed shows: nothing given for everything of the person's, else what the feed is limited to."""

    coalition: Coalition | None = None
    member: Member | None = None
    meeting: Meeting | None = None


def make_key(*, person: Person, name: str, shows: Shows, about: About | None = None) -> tuple[CalendarKey, str]:
    """Make a key and return it with its secret, which nobody sees again.

    Raises `Invalid` for a name that is empty or too long and for what is not the person's to read, `Conflict` for too
    many keys.
    """
    now, name, about = clock.now(), name.strip(), about or About()
    if not 1 <= len(name) <= MAX_NAME:
        raise Invalid("bad_name", _("Give it a name of at most 80 characters."), field="name")
    _check_reach(person, shows, about, now)
    secret = _password() if shows == Shows.CALDAV else secrets.token_urlsafe(32)
    with write_transaction():
        Person.objects.select_for_update().get(pk=person.pk)  # two at once count each other
        if person.calendar_keys.filter(revoked_at__isnull=True).count() >= MOST:
            raise Conflict("too_many_keys", _("You have too many calendar addresses. Revoke one that nobody reads."))
        key = CalendarKey.objects.create(
            person=person,
            name=name,
            shows=shows,
            coalition=about.coalition if shows == Shows.COALITION else None,
            member=about.member if shows == Shows.DELEGATION else None,
            meeting=about.meeting if shows == Shows.MEETING else None,
            digest=digest(secret),
            created_at=now,
        )
    return key, secret


def revoke_key(*, key: CalendarKey) -> None:
    """End a key at once. Ending it again changes nothing."""
    now = clock.now()
    with write_transaction():
        CalendarKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now)


def valid_key(secret: str, *, password: bool) -> CalendarKey | None:
    """Return the key of a secret, or None when it is unknown, of the other sort or revoked, or its person has left."""
    rows = CalendarKey.objects.select_related("person", "coalition", "member__coalition", "meeting__coalition")
    found = rows.filter(digest=digest(secret), revoked_at__isnull=True, person__is_active=True).first()
    return found if found and (found.shows == Shows.CALDAV) == password else None


def note_reading(key: CalendarKey, reader: str, now: datetime) -> None:
    """Note when and by which program a key was used last; a feed is not lost over it."""
    if key.last_reader == reader and key.last_read_at and now - key.last_read_at < PRECISION:
        return
    with contextlib.suppress(OperationalError):
        CalendarKey.objects.filter(pk=key.pk).update(last_read_at=now, last_reader=reader)


def _check_reach(person: Person, shows: Shows, about: About, now: datetime) -> None:
    coalition, member, meeting = about.coalition, about.member, about.meeting
    if shows == Shows.COALITION and (not coalition or coalition not in coalitions_of(person, now)):
        raise Invalid("unknown_coalition", _("Choose one of your coalitions."), field="coalition")
    if shows == Shows.DELEGATION and (not member or not _sits(person, member, now)):
        raise Invalid("not_delegate", _("Choose a member whose delegate you are."), field="member")
    if shows == Shows.MEETING and (not meeting or not meetings_for(person, now).filter(pk=meeting.pk).exists()):
        raise Invalid("unknown_meeting", _("Choose a meeting that you may read."), field="meeting")


def _sits(person: Person, member: Member, now: datetime) -> bool:
    return Delegate.objects.at(now).filter(person=person, member=member).exists()


def _password() -> str:
    """Five groups of five letters: 123 random bits, so that its hash needs no salt."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(5)) for _group in range(5))
