"""Writes: what a person sets for themselves, and how somebody is let in: by invitation, never by signing up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.delegations import take_seat
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.membership import must_belong
from coalition.models import Delegate, Member, Person, SignInLink
from coalition.models.delegations import Rank
from coalition.permissions import Act, may_let_in, require
from coalition.rolls import lock_roll
from coalition.sessions import end_sessions
from coalition.tokens import digest
from coalition.writing import write_transaction

MAX_NAME = 120


def speak(*, person: Person, language: str) -> None:
    """Remember in which language Concert speaks to the person. Raises `Invalid` for one that it does not speak."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid("unknown_language", _("Concert speaks English and French."), field="language")
    person.language = language
    with write_transaction():
        person.save(update_fields=["language"])


def live_in(*, person: Person, time_zone: str) -> None:
    """Remember the zone in which the person reads times. Raises `Invalid` for one that there is not."""
    if time_zone not in available_timezones():
        raise Invalid("unknown_zone", _("Choose a time zone of the list."), field="time_zone")
    person.time_zone = time_zone
    with write_transaction():
        person.save(update_fields=["time_zone"])


@dataclass(frozen=True)
class Invited:
    """Who was invited, and the token of the link to hand over; none for somebody who signs in already."""

    person: Person
    token: str | None


def invite(*, member: Member, rank: Rank, email: str, name: str, language: str, by: Person) -> Invited:
    """Seat a person in a member's delegation, and make a link with which somebody new chooses a password.

    Raises `NotAllowed` unless `by` is of the secretariat, `Invalid` for an address, name, language or rank that is
    none, and `Conflict` for somebody who sits there already.
    """
    email, name = _checked(email, name, language, rank)
    with write_transaction():
        lock_roll(member.coalition_id)
        now = clock.now()
        require(by, member.coalition_id, Act.SEAT, now)
        must_belong(member, now)
        person = Person.objects.filter(email__iexact=email).first()
        if person and Delegate.objects.at(now).filter(member=member, person=person).exists():
            raise Conflict("already_seated", _("This person sits in that delegation already."), field="email")
        is_new = person is None
        person = person or Person.objects.create_user(email, name=name, language=language)
        token = _new_link(person, by, now) if is_new else None
        take_seat(member=member, person=person, rank=rank, by=by, start=now, now=now)
        return Invited(person, token)


def _checked(email: str, name: str, language: str, rank: str) -> tuple[str, str]:
    email, name = email.strip(), " ".join(name.split())
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid("bad_email", _("Write the address as name@example.org."), field="email") from error
    if not 1 <= len(name) <= MAX_NAME:
        raise Invalid("bad_name", _("Give a name of at most 120 characters."), field="name")
    if language not in dict(settings.LANGUAGES):
        raise Invalid("unknown_language", _("Concert speaks English and French."), field="language")
    if rank not in Rank.values:
        raise Invalid("unknown_rank", _("Choose head, alternate or adviser."), field="rank")
    return email, name


def make_link(*, person: Person, by: Person | None) -> str:
    """Make a link with which the person chooses a new password, and return its token; earlier ones end.

    `by` is None on the machine itself. Raises `NotAllowed` for somebody whom `by` may not let in: whoever holds the
    link could act as that person, so nobody of the secretariat makes one for another of them, or for a chair.
    """
    now = clock.now()
    check_letting_in(by, person, now)
    with write_transaction():
        return _new_link(person, by, now)


def check_letting_in(by: Person | None, person: Person, instant: datetime) -> None:
    """Raise `NotAllowed` for somebody whom `by` may not let in; None, on the machine itself, may."""
    if by is not None and not may_let_in(by, person, instant):
        raise NotAllowed("not_yours_to_let_in", _("This person is let in on the machine that runs Concert."))


def _new_link(person: Person, by: Person | None, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    until = now + timedelta(hours=settings.SIGN_IN_LINK_HOURS)
    SignInLink.objects.filter(person=person, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    SignInLink.objects.create(person=person, digest=digest(token), made_by=by, made_at=now, expires_at=until)
    return token


def read_link(token: str) -> SignInLink | None:
    """Return the link of a token that still works, or None."""
    found = SignInLink.objects.select_related("person").filter(digest=digest(token), used_at__isnull=True).first()
    return found if found and found.expires_at > clock.now() and found.person.is_active else None


def use_link(*, token: str, password: str) -> Person:
    """Choose a password by a link, which then is used up. Every session of the person ends; second factors stay.

    Raises `Conflict` for a link that does not work (any more), and `Invalid` for a password that is too easily guessed.
    """
    link, now = read_link(token), clock.now()
    if link is None:
        raise Conflict("link_ended", _("This link has been used or has ended."))
    _check_password(password, link.person)
    with write_transaction():
        if not SignInLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=now):
            raise Conflict("link_ended", _("This link has been used or has ended."))
        _set_password(link.person, password)
    end_sessions(person=link.person)
    return link.person


def change_password(*, person: Person, password: str) -> None:
    """Choose another password. Raises `Invalid` for one that is too easily guessed."""
    _check_password(password, person)
    with write_transaction():
        _set_password(person, password)


def _set_password(person: Person, password: str) -> None:
    person.set_password(password)
    person.save(update_fields=["password"])


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid("weak_password", " ".join(error.messages), field="password") from error
