"""The session engine (`SESSION_ENGINE`): rows by person, found by their key's hash, bounded in idleness and in age.

A row that is deleted is a browser that is signed out, in every process, from its next request on.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils import timezone

from coalition.models import Person, Session

PERSON = "_auth_user_id"  # where Django's `login` notes who signed in
DEVICE = "device"
PRECISION = timedelta(minutes=1)  # of `seen_at`: a page does not cost a write each time


class SessionStore(SessionBase):
    """One browser's session."""

    row: Session | None = None

    @property
    def digest(self) -> str:
        """What the database knows this session by; nothing for one that was never kept."""
        return digest_of(self.session_key) if self.session_key else ""

    def exists(self, session_key: str) -> bool:
        """Tell whether a key is taken."""
        return Session.objects.filter(digest=digest_of(session_key)).exists()

    def load(self) -> dict[str, Any]:
        """Read the session; an empty one where it was ended, or has ended by itself."""
        self.row = Session.objects.filter(digest=self.digest, expires_at__gt=timezone.now()).first()
        if self.row is None:
            self._session_key = None
            return {}
        return dict(self.decode(self.row.data))

    def create(self) -> None:
        """Begin a session under a key that nobody has."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # of the base, not in its stubs
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Keep it. Raises `UpdateError` for one that was ended meanwhile: it stays ended."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        kept = {"data": self.encode(data), "person_id": data.get(PERSON), "device": data.get(DEVICE, "")}
        if must_create:
            self._insert(kept)
        elif not Session.objects.filter(digest=self.digest).update(**kept):
            raise UpdateError
        return None

    def _insert(self, kept: dict[str, Any]) -> None:
        now = timezone.now()
        row = Session(digest=self.digest, started_at=now, seen_at=now, expires_at=ends_at(now, now), **kept)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            if row.person_id and not Person.objects.filter(pk=row.person_id).exists():
                raise
            raise CreateError from error
        self.row = row

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(digest=digest_of(key)).delete()

    def touch(self) -> None:
        """Note that its browser was here just now."""
        now = timezone.now()
        if self.row is not None and now - self.row.seen_at >= PRECISION:
            until = ends_at(self.row.started_at, now)
            Session.objects.filter(digest=self.digest).update(seen_at=now, expires_at=until)

    @classmethod
    def clear_expired(cls) -> None:
        """Forget the sessions that have ended by themselves."""
        Session.objects.filter(expires_at__lte=timezone.now()).delete()


def digest_of(key: str) -> str:
    """Return SHA-256 of a key; 160 random bits need no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


def ends_at(started_at: datetime, seen_at: datetime) -> datetime:
    """When a session ends by itself: idle for too long, or too old."""
    return min(
        seen_at + timedelta(seconds=settings.SESSION_IDLE_AGE),
        started_at + timedelta(seconds=settings.SESSION_COOKIE_AGE),
    )


def end_sessions(*, person: Person, but: str = "") -> int:
    """End the person's sessions, all but the one of this digest; return how many."""
    ended, _rows = Session.objects.filter(person=person).exclude(digest=but).delete()
    return ended
